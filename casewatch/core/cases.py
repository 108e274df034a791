"""The words of the field: applications, their milestones and their pauses, as arrays.

Every array of :class:`Applications` has one element per application, in the same order; every array of
:class:`Pauses` one per pause. A date is ``datetime64[D]``, local (Europe/Oslo), ``NaT`` where there is none.
Source of the milestones: the strategy's Vedlegg 1, *Byggesaksbehandling*, made precise in ``docs/clock.md``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import date
from typing import Any, Literal, get_args

import numpy as np
from numpy.typing import NDArray

from casewatch.core.reference import LetterRule

Dates = NDArray[np.datetime64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]
Objects = NDArray[np.object_]
Codes = NDArray[np.int8]

NAT = np.datetime64("NaT", "D")

#: Application types a table can name, as ``Applications.application_type`` counts them.
APPLICATION_TYPES = (
    "one_step",
    "framework",
    "without_responsibility",
    "change",
    "start_permit",
    "provisional_use",
    "completion_certificate",
    "preliminary_conference",
    "other",
)
#: Outcomes that are a first-instance decision on the merits.
DECISION_OUTCOMES = ("granted", "refused")
#: Outcomes that end an application without such a decision.
CLOSING_OUTCOMES = ("withdrawn", "dismissed", "shelved", "transferred")
#: All outcomes, as ``Applications.outcome`` counts them; the last stands for one that is not recognised.
OUTCOMES = (*DECISION_OUTCOMES, *CLOSING_OUTCOMES, "unknown")
OUTCOME_UNKNOWN = OUTCOMES.index("unknown")
FIRST_CLOSING = OUTCOMES.index(CLOSING_OUTCOMES[0])

#: Stands in an array of indexes where there is nothing: no outcome, no recognised type.
NONE = -1

#: Yes, no and unknown as they stand in the ``int8`` arrays of the scope fields.
YES, NO, UNKNOWN = 1, 0, -1

#: The four conditions of the indicator, in the order in which a reason is looked for.
SCOPE_FIELDS = ("business", "within_plan", "regulated_plot", "road_to_boundary")
#: Fields that are yes, no or not known.
YES_NO_FIELDS = (*SCOPE_FIELDS, "dispensation")

#: What a column of a file holds. Where a header can mean two fields of different kinds, its content decides.
FieldKind = Literal["date", "code", "weeks", "yes_no", "text", "number"]

#: Pause kinds, as they stand in ``Pauses.kind``.
HEARING, OTHER_AUTHORITY = 0, 1
PAUSE_KINDS = ("hearing", "other_authority")
#: In a pause of a content, in place of a date: the file has no column for it.
NOT_TOLD = "?"

#: What a letter of defects after a recorded `complete` does, by the sender's profile: the start is unclear until a
#: later `complete` (the default), it empties `complete` until what mends it, or nothing.
LETTER_RULES: tuple[LetterRule, ...] = get_args(LetterRule)
LETTER_UNCLEAR, LETTER_RESTARTS, LETTER_NOTHING = range(len(LETTER_RULES))

#: Milestones that an event list can tell more than once, as ``Repeats.kind`` counts them. `complete` has the days that
#: began the clock anew, ``complete_moved`` those that were told later without a letter between.
REPEATED = ("complete", "deficiency", "supplement", "complete_moved")

#: Milestone columns of :class:`Applications`, all dates.
MILESTONES = (
    "received",
    "complete",
    "deficiency",
    "supplement",
    "decided",
    "decision_sent",
    "closed",
    "legal_limit_date",
    "extended_to",
)


@dataclass(frozen=True)
class Repeats:
    """Milestones told more than once, all days of each, sorted by application: few, and none from a table."""

    application: Ints  # index into the Applications they belong to
    kind: Codes  # index into REPEATED
    day: Dates

    def as_of(self, name: str, last: Dates, as_of: date) -> Dates:
        """The newest day of a milestone on or before the as-of day.

        `last`: the newest recorded one per application, which stands for itself where it is the only one.
        """
        day = np.datetime64(as_of, "D")
        found = np.where(last <= day, last, NAT)
        mine = self.kind == REPEATED.index(name)
        if mine.any():
            found[self.application[mine]] = NAT
            mine &= self.day <= day
            np.fmax.at(found, self.application[mine], self.day[mine])
        return found

    def take(self, which: Any, size: int) -> Repeats:
        """Those of the applications that a mask or an index array without repeats picks of `size`."""
        place = np.full(size, NONE)
        chosen = np.arange(size)[which]
        place[chosen] = np.arange(len(chosen))
        at = place[self.application]
        return Repeats(at[at >= 0], self.kind[at >= 0], self.day[at >= 0])


@dataclass(frozen=True)
class Applications:
    """All applications of a question, one row each, as recorded (nothing cut at an as-of date yet)."""

    municipalities: tuple[str, ...]  # numbers, four digits
    municipality: Ints  # index into `municipalities`
    case_no: Objects  # str, as written
    application_no: Ints
    application_type: Codes  # index into APPLICATION_TYPES; NONE: missing or not recognised
    outcome: Codes  # index into OUTCOMES; NONE: empty
    received: Dates
    complete: Dates  # the export's own column only; `start.py` says where the clock really starts
    deficiency: Dates  # of what is told more than once the newest, here and below: see `repeats`
    supplement: Dates
    decided: Dates
    decision_sent: Dates
    closed: Dates
    legal_limit_date: Dates
    extended_to: Dates
    legal_limit_weeks: Ints  # 0 where none is recorded
    start_rules: tuple[tuple[str, ...], ...]  # such as ("column", "supplement"): sources of `complete`, in order
    start_rule: Ints  # index into `start_rules`: what the profile allows
    complete_by_person: Bools  # a person's word stands in `complete`
    letter_rule: Codes  # index into LETTER_RULES
    repeats: Repeats
    scope: dict[str, Codes]  # per SCOPE_FIELDS: YES, NO or UNKNOWN
    scope_source: dict[str, Objects]  # per SCOPE_FIELDS: "person", "column", "area", "profile", "dispensation" or None
    dispensation: Codes
    plan_id: Objects  # str or None
    handler: Objects  # str or None
    gone: Bools  # missing from the latest export up to the as-of day that should hold it

    def __len__(self) -> int:
        return len(self.municipality)

    def take(self, which: Any) -> Applications:
        """The applications that a boolean mask or an index array picks, in that order."""
        values: dict[str, Any] = {}
        for field in fields(self):
            value = getattr(self, field.name)
            if isinstance(value, tuple):
                values[field.name] = value
            elif isinstance(value, Repeats):
                values[field.name] = value.take(which, len(self))
            elif isinstance(value, dict):
                values[field.name] = {name: array[which] for name, array in value.items()}
            else:
                values[field.name] = value[which]
        return Applications(**values)


@dataclass(frozen=True)
class Pauses:
    """Pauses as recorded: half-open ``[sent, answered)``, ``answered`` NaT while under way.

    ``half``: told by a file without a column for the other date, of which nothing is known then.
    """

    application: Ints  # index into the Applications they belong to
    kind: Codes  # HEARING or OTHER_AUTHORITY
    sent: Dates  # NaT: an answer without a sent date, which is no pause but a remark; unless it is half told
    answered: Dates
    party: Objects  # str: a code of the list of bodies, "annen", or None
    half: Bools

    def __len__(self) -> int:
        return len(self.application)

    def of(self, which: Bools) -> Pauses:
        """Those of the applications that a mask picks, beside what :meth:`Applications.take` makes of the mask."""
        place = np.cumsum(which) - 1
        mine = which[self.application]
        return Pauses(
            application=place[self.application[mine]],
            kind=self.kind[mine],
            sent=self.sent[mine],
            answered=self.answered[mine],
            party=self.party[mine],
            half=self.half[mine],
        )


def dates(values: Sequence[Any]) -> Dates:
    """ISO strings, dates or None as an array of dates, None as NaT."""
    return np.array([NAT if value is None else np.datetime64(value, "D") for value in values], "datetime64[D]")
