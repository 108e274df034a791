"""The statutory clock of plan- og bygningsloven: another clock than the indicator's, never mixed with it.

Source: ``docs/clock.md``, *The statutory clock*. The limit is the recorded one, never derived. Start, stops and end are
those of its own dated rule: no goal rule is asked anything here.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

import numpy as np

from casewatch.core.cases import NAT, YES, Applications, Bools, Dates, Ints, Pauses
from casewatch.core.clock import closing
from casewatch.core.days import Calendar
from casewatch.core.rules import StatutoryVersion
from casewatch.core.spans import disjoint
from casewatch.core.start import clock_start, seen


@dataclass(frozen=True)
class LegalClock:
    """What the statutory clock says as of a day, one element per application."""

    decision: Dates  # the decision (or the dispatch, where only that is recorded) that ended it; NaT: none did
    closed: Dates  # the closure that ended it without a decision; NaT: none did
    open: Bools  # neither has ended it; it may have no limit
    last_day: Dates  # of the recorded limit; NaT: none is recorded, or one in weeks that has not begun to run
    stands: Bools  # it is open and the as-of day is a date on which a limit in weeks stands


class InForce(NamedTuple):
    """The versions, oldest first, and per application the place of the one of its day of receipt."""

    versions: Sequence[StatutoryVersion]
    chosen: Ints

    def says(self, name: str, value: str) -> Bools:
        """Per application whether its version has the value under a key."""
        places = [place for place, version in enumerate(self.versions) if getattr(version, name) == value]
        return np.isin(self.chosen, places)


def versions_in_force(versions: Sequence[StatutoryVersion], received: Dates) -> InForce:
    """Which version holds for each day of receipt; the oldest also holds before its own first day."""
    ordered = sorted(versions, key=lambda version: version.valid_from)
    starts = np.array([version.valid_from for version in ordered], "datetime64[D]")
    return InForce(ordered, np.maximum(np.searchsorted(starts, received, side="right") - 1, 0))


def legal_clock(
    a: Applications,
    pauses: Pauses,
    as_of: date,
    versions: Sequence[StatutoryVersion],
    levels: Mapping[str, str],
    calendar: Calendar,
) -> LegalClock:
    """Each application's statutory clock as of a day, by the version in force on its day of receipt.

    A recorded date (an extension before the first limit) wins and is not moved. A limit in weeks ends on its start +
    7 x weeks + the calendar dates it stood, moved to the next working day. It stands for bodies of the version's
    levels (``levels``: body code -> level), where it asks so only in a case with a dispensation, each time for at most
    the version's ``max_stop_days`` from ``sent``, and only until it has run out. Without versions only recorded dates
    have a last day.
    """
    day = np.datetime64(as_of, "D")
    force = versions_in_force(versions, a.received)
    decision, closure, end = _end(a, force)
    ended = end <= day
    by_closure = ended & (closure == end) & ~(decision <= closure)
    recorded = np.where(np.isnat(a.extended_to), a.legal_limit_date, a.extended_to)
    start = np.where(force.says("start", "received"), seen(a.received, as_of), clock_start(a, as_of, calendar).complete)
    weeks = 7 * a.legal_limit_weeks
    counted = np.isnat(recorded) & (weeks > 0) & ~np.isnat(start) & bool(versions)
    stood, stands = _stood(a, pauses, day, np.where(ended, end, day + 1), start, weeks, counted, force, levels)
    last = np.where(counted, start + (weeks + stood).astype("timedelta64[D]"), NAT)
    return LegalClock(
        decision=np.where(ended & ~by_closure, decision, NAT),
        closed=np.where(by_closure, closure, NAT),
        open=~ended,
        last_day=np.where(counted, calendar.working().next_counted(last), recorded) if counted.any() else recorded,
        stands=stands,
    )


def _end(a: Applications, force: InForce) -> tuple[Dates, Dates, Dates]:
    """The recorded decision, the recorded closure, and the day that ends the clock: the earlier one; NaT for none.

    Of a decision and its dispatch the version says which one ends it; where that one is not recorded the other one
    does, the last thing known. A decision beside an outcome that closes is a closure.
    """
    closes = closing(a.outcome)
    decided, sent = np.where(closes, NAT, a.decided), np.where(closes, NAT, a.decision_sent)
    by_dispatch = force.says("stop", "decision_sent") & ~np.isnat(sent)
    decision = np.where(np.isnat(decided), sent, decided)
    closure = np.where(closes, np.fmin(a.decided, a.closed), a.closed)
    return decision, closure, np.fmin(np.where(by_dispatch, sent, decision), closure)


def _stood(
    a: Applications,
    pauses: Pauses,
    day: np.datetime64,
    end: Dates,
    start: Dates,
    weeks: Ints,
    counted: Bools,
    force: InForce,
    levels: Mapping[str, str],
) -> tuple[Ints, Bools]:
    """Calendar dates before the as-of day on which each counted limit stood, and whether it stands on that day.

    ``end``: where the clock ended, or the day after the as-of day; ``weeks`` in days.
    """
    stops, latest = _stops(a, pauses, force, levels)
    stops &= counted[pauses.application] & (pauses.sent <= day)
    owner, sent = pauses.application[stops], pauses.sent[stops]
    # A statement that has not come stops it until the end.
    until = np.fmin(np.fmin(pauses.answered[stops], latest[stops]), day + 1)
    first = np.where(counted, start, NAT).view(np.int64)
    spans, _ = disjoint(owner, sent.view(np.int64), until.view(np.int64), first, end.view(np.int64))
    length = spans.end - spans.start
    before = np.cumsum(length) - length
    begins = np.searchsorted(spans.owner, spans.owner)
    ran = spans.start - first[spans.owner] - (before - before[begins])
    # A limit that has run out no longer stands: a hearing sent after it revives nothing.
    still = ran <= weeks[spans.owner]
    length = np.where(still, length, 0)
    stands = np.zeros(len(a), bool)
    stands[spans.owner[(length > 0) & (spans.end > day.astype(np.int64))]] = True
    stood = np.bincount(spans.owner, weights=length, minlength=len(a)).astype(np.int64)
    return stood - stands, stands


def _stops(a: Applications, pauses: Pauses, force: InForce, levels: Mapping[str, str]) -> tuple[Bools, Dates]:
    """Which pauses stop the statutory clock, and the day each has stopped it for as long as it can (NaT: none)."""
    chosen = force.chosen[pauses.application]
    level = np.array([levels.get(party) or "" for party in pauses.party], object)
    dispensation = a.dispensation[pauses.application] == YES
    stops, latest = np.zeros(len(pauses), bool), np.full(len(pauses), NAT)
    for number, version in enumerate(force.versions):
        fits = (chosen == number) & np.isin(level, sorted(version.stopping_bodies))
        stops |= fits & (dispensation | (not version.stops_only_with_dispensation))
        if version.max_stop_days is not None:
            latest[fits] = pauses.sent[fits] + np.timedelta64(version.max_stop_days, "D")
    return stops, latest
