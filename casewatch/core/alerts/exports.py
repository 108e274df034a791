"""When exports are expected, and by when one has to act: a decision is made on a working day."""

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from casewatch.core.cases import Dates
from casewatch.core.days import Calendar


@dataclass(frozen=True)
class Exports:
    """When the next export is expected, and when the newest is old."""

    weekday: int = 0  # as date.weekday() counts: Monday is 0
    late_after_days: int = 8

    def late(self, newest: date, as_of: date) -> bool:
        """Whether an export of that day is older than it may be."""
        return (as_of - newest).days > self.late_after_days


def next_export(as_of: date, weekday: int, calendar: Calendar) -> date:
    """The first expected day after the as-of day, moved to the next working day where it is a holiday."""
    ahead = (weekday - as_of.weekday() - 1) % 7 + 1
    day = np.array([as_of + timedelta(days=ahead)], "datetime64[D]")
    found: date = calendar.working().next_counted(day).astype(object)[0]
    return found


def act_by(last_day: Dates, calendar: Calendar) -> Dates:
    """The last working day on or before each day; NaT stays NaT."""
    working = calendar.working()
    missing = np.isnat(last_day)
    known: Dates = np.where(missing, np.datetime64("2000-01-03", "D"), last_day)
    after: Dates = known + np.timedelta64(1, "D")
    return np.where(missing, last_day, working.date_at(working.index(after) - 1))
