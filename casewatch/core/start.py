"""Where the clock starts: the day the application was handed in complete, and where that day is known from.

Source: Vedlegg 1, «Saksbehandlingstid løper fra tidspunkt for komplett søknad innlevert».
"""

from datetime import date
from typing import NamedTuple

import numpy as np

from casewatch.core.cases import LETTER_RESTARTS, NAT, NONE, REPEATED, Applications, Bools, Codes, Dates
from casewatch.core.days import Calendar

#: What the codes of :class:`Start` stand for; under the last two an application is "start assumed".
START_SOURCES = ("person", "column", "supplement", "legal_limit", "received")
_FIRST_ASSUMED = START_SOURCES.index("legal_limit")


class Start(NamedTuple):
    """Per application the day the clock started (NaT: not complete yet) and where it is known from."""

    complete: Dates
    source: Codes  # index into START_SOURCES; NONE without a day

    def assumed(self) -> Bools:
        """Where the start is derived from the statutory limit or from receipt."""
        return self.source >= _FIRST_ASSUMED


def seen(days: Dates, as_of: date) -> Dates:
    """A milestone after the as-of day has not happened: NaT in its place."""
    return np.where(days <= np.datetime64(as_of, "D"), days, NAT)


def newest_letter(a: Applications, as_of: date) -> Dates:
    """The newest letter of defects known as of a day, NaT where there is none."""
    return a.repeats.as_of("deficiency", a.deficiency, as_of)


def newest_supplement(a: Applications, as_of: date) -> Dates:
    """The newest supplement as of a day, NaT where there is none."""
    return a.repeats.as_of("supplement", a.supplement, as_of)


def letter_after(complete: Dates, a: Applications, as_of: date, decision: Dates) -> Bools:
    """Which applications have a letter of defects after the day given and before the decision, as of a day."""
    letter = newest_letter(a, as_of)
    return (letter > complete) & ~(letter >= decision)


def clock_start(applications: Applications, as_of: date, calendar: Calendar) -> Start:
    """The start as of a day, by the sources each application's profile lists, a person's word always first."""
    a = applications
    complete = np.full(len(a), NAT)
    source = np.full(len(a), NONE, np.int8)
    column = a.repeats.as_of("complete", a.complete, as_of)
    recorded = ~np.isnat(a.complete)
    # A person's word settles it, also that it is not complete (yet).
    settled = a.complete_by_person.copy()
    hit = settled & ~np.isnat(column)
    complete[hit], source[hit] = column[hit], START_SOURCES.index("person")
    restarts = (a.letter_rule == LETTER_RESTARTS) & ~settled
    if restarts.any():
        # For this sender a letter empties `complete` until the next supplement (or `complete`).
        emptied = restarts & letter_after(column, a, as_of, seen(a.decided, as_of))
        mended = _next_supplement(a, as_of)
        hit = emptied & ~np.isnat(mended)
        complete[hit], source[hit] = mended[hit], START_SOURCES.index("supplement")
        settled |= emptied
    for number, names in enumerate(a.start_rules):
        mine = a.start_rule == number
        for name in names:
            rows = mine & ~settled
            if not rows.any():
                continue
            found = column if name == "column" else _derive(name, a, as_of, calendar)
            hit = rows & ~np.isnat(found)
            complete[hit], source[hit] = found[hit], START_SOURCES.index(name)
            # A filled column says when it became complete, even where that day is still to come.
            settled |= hit | (rows & recorded if name == "column" else False)
    return Start(complete, source)


def _derive(name: str, a: Applications, as_of: date, calendar: Calendar) -> Dates:
    deficiency = newest_letter(a, as_of)
    if name == "supplement":
        # It counts only where `complete` is empty; one before the letter mends nothing; it needs no letter.
        supplement = np.where(np.isnat(a.complete), newest_supplement(a, as_of), NAT)
        return np.where(~(supplement < deficiency), supplement, NAT)
    if name == "legal_limit":
        return seen(_from_limit(a, calendar), as_of)
    if name == "received":
        return np.where(np.isnat(deficiency), seen(a.received, as_of), NAT)
    raise ValueError(f"unknown source of complete: {name}")


def _next_supplement(a: Applications, as_of: date) -> Dates:
    """The first supplement on or after the newest letter, as of a day."""
    letter, day = newest_letter(a, as_of), np.datetime64(as_of, "D")
    found = np.where((a.supplement >= letter) & (a.supplement <= day), a.supplement, NAT)
    several = a.repeats.kind == REPEATED.index("supplement")
    owner, days = a.repeats.application[several], a.repeats.day[several]
    fits = (days >= letter[owner]) & (days <= day)
    np.fmin.at(found, owner[fits], days[fits])
    return found


def _from_limit(a: Applications, calendar: Calendar) -> Dates:
    """The recorded limit less its weeks, where nothing can have moved that limit."""
    candidate = ~np.isnat(a.legal_limit_date) & (a.legal_limit_weeks > 0) & np.isnat(a.extended_to)
    result = np.full(len(a), NAT)
    if candidate.any():
        limit = a.legal_limit_date[candidate]
        begun = limit - (7 * a.legal_limit_weeks[candidate]).astype("timedelta64[D]")
        unmoved = calendar.working().counts(limit - np.timedelta64(1, "D"))
        result[candidate] = np.where(unmoved & ~(begun < a.received[candidate]), begun, NAT)
    return result
