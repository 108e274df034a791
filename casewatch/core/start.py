"""Where the clock starts: the day the application was handed in complete, and where that day is known from.

Source: Vedlegg 1, «Saksbehandlingstid løper fra tidspunkt for komplett søknad innlevert».
"""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

import numpy as np

from casewatch.core.cases import NAT, Applications, Bools, Dates, Objects
from casewatch.core.days import Calendar

#: Sources under which an application is "start assumed".
ASSUMED_SOURCES = ("legal_limit", "received")


class Start(NamedTuple):
    """Per application the day the clock started (NaT: not complete yet) and its source (None without a day)."""

    complete: Dates
    source: Objects

    def assumed(self) -> Bools:
        """Where the start is derived from the statutory limit or from receipt."""
        return np.isin(self.source, ASSUMED_SOURCES)


def seen(days: Dates, as_of: date) -> Dates:
    """A milestone after the as-of day has not happened: NaT in its place."""
    return np.where(days <= np.datetime64(as_of, "D"), days, NAT)


def clock_start(applications: Applications, as_of: date, calendar: Calendar) -> Start:
    """The start as of a day, by the sources each application's profile lists, a person's word always first."""
    a = applications
    source = np.full(len(a), None, object)
    complete = seen(a.complete, as_of)
    column = ~np.isnat(complete)
    source[column] = "column"
    source[column & a.complete_by_person] = "person"
    # A person's word that it is not complete is a word too: nothing is derived over it.
    open_question = np.isnat(a.complete) & ~a.complete_by_person
    for number, names in enumerate(a.start_rules):
        rows = open_question & (a.start_rule == number)
        for name in names:
            if name == "column" or not rows.any():
                continue
            found = _derive(name, a, as_of, calendar)
            hit = rows & ~np.isnat(found)
            complete[hit] = found[hit]
            source[hit] = name
            rows &= ~hit
    return Start(complete, source)


def _derive(name: str, a: Applications, as_of: date, calendar: Calendar) -> Dates:
    deficiency = seen(a.deficiency, as_of)
    if name == "supplement":
        # One before the letter mends nothing; without a letter it counts all the same.
        supplement = seen(a.supplement, as_of)
        return np.where(~(supplement < deficiency), supplement, NAT)
    if name == "legal_limit":
        return seen(_from_limit(a, calendar), as_of)
    if name == "received":
        return np.where(np.isnat(deficiency), seen(a.received, as_of), NAT)
    raise ValueError(f"unknown source of complete: {name}")


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
