"""Calendar and working days as one counting function.

Every count in casewatch is "the number of counted dates in a half-open span ``[a, b)``". A :class:`DayCount` maps a
date to its *index*, the number of counted dates before it, so that any span has ``index(b) - index(a)`` counted dates
and spans can be united in index space whatever the day count is.
"""

from collections.abc import Callable, Iterable
from datetime import date

import numpy as np

from casewatch.core.cases import Bools, Dates, Ints
from casewatch.core.periods import YEARS
from casewatch.core.rules import RuleSet

#: First and last year a working-day table covers: more than the years of a case.
FIRST_YEAR, LAST_YEAR = YEARS[0] - 1, YEARS[-1] + 49
_ORIGIN = np.datetime64(f"{FIRST_YEAR}-01-01", "D")
_AFTER = np.datetime64(f"{LAST_YEAR + 1}-01-01", "D")

#: Gives the public holidays of the years ``[first, last]`` as dates.
HolidaySource = Callable[[int, int], Dates]


class DayCount:
    """All dates count: an index is the day number since 1970-01-01."""

    def index(self, days: Dates) -> Ints:
        """Counted dates before each day; the smallest int64 where the day is NaT."""
        return days.astype("datetime64[D]").view(np.int64)

    def date_at(self, index: Ints) -> Dates:
        """The counted date that has the index."""
        return index.view("datetime64[D]")

    def counts(self, days: Dates) -> Bools:
        """Whether each date is itself counted."""
        return ~np.isnat(days)


class WorkingDays(DayCount):
    """Monday to Friday outside the given holidays count. Holidays that fall on a weekend change nothing."""

    def __init__(self, holidays: Dates, closed_days: Iterable[tuple[int, int]] = ()) -> None:
        days = np.arange(_ORIGIN, _AFTER)
        # 1970-01-01 was a Thursday: (number + 3) % 7 is 0 on Mondays.
        counted = (days.view(np.int64) + 3) % 7 < 5
        closed = [
            np.datetime64(date(year, month, day), "D")
            for month, day in closed_days
            for year in range(FIRST_YEAR, LAST_YEAR + 1)
            if (month, day) != (2, 29) or _is_leap(year)
        ]
        for free in (holidays, np.array(closed, "datetime64[D]")):
            inside = free[(free >= _ORIGIN) & (free < _AFTER)]
            counted[(inside - _ORIGIN).astype(np.int64)] = False
        self._counted = counted
        self._before = np.concatenate([[0], np.cumsum(counted)])
        self._dates = days[counted]

    def index(self, days: Dates) -> Ints:
        """Counted dates since the start of the table and before each day; the smallest int64 for NaT."""
        missing = np.isnat(days)
        offset = np.where(missing, _ORIGIN, days) - _ORIGIN
        return np.where(missing, np.iinfo(np.int64).min, self._before[offset.astype(np.int64)])

    def date_at(self, index: Ints) -> Dates:
        """The counted date that has the index."""
        return self._dates[index]

    def counts(self, days: Dates) -> Bools:
        """Whether each date is itself counted."""
        missing = np.isnat(days)
        offset = np.where(missing, _ORIGIN, days) - _ORIGIN
        return self._counted[offset.astype(np.int64)] & ~missing

    def next_counted(self, days: Dates) -> Dates:
        """The day itself where it counts, else the next one that does; NaT stays NaT."""
        missing = np.isnat(days)
        found = self.date_at(self.index(np.where(missing, _ORIGIN, days)))
        return np.where(missing, days, found)


class Calendar:
    """Hands out day counts; public holidays are asked for only once a count needs them."""

    def __init__(self, holidays: HolidaySource) -> None:
        self._source = holidays
        self._holidays: Dates | None = None
        self._known: dict[frozenset[tuple[int, int]], WorkingDays] = {}

    def working(self, closed_days: frozenset[tuple[int, int]] = frozenset()) -> WorkingDays:
        """Working days, with ``(month, day)`` pairs closed in addition to the public holidays."""
        if closed_days not in self._known:
            if self._holidays is None:
                self._holidays = self._source(FIRST_YEAR + 1, LAST_YEAR)
            self._known[closed_days] = WorkingDays(self._holidays, closed_days)
        return self._known[closed_days]

    def of(self, rule: RuleSet) -> DayCount:
        """The day count a rule asks for."""
        return self.working(rule.closed_days) if rule.day_count == "working" else DayCount()


def _is_leap(year: int) -> bool:
    return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
