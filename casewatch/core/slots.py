"""When recurring work is due: the moments of a schedule between two times, as a pure function.

A *slot* is one such moment, in UTC. Times of day are Oslo's. The hour from 02 to 03 there comes twice in October and
not at all in March, so no schedule has a slot in it, on any day.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Literal

import numpy as np

from casewatch.core.days import WorkingDays
from casewatch.core.periods import OSLO

#: The hour that a change of the clock repeats or skips.
_NO_HOUR = 2
#: Longer than any schedule's slots lie apart: a month, and the holidays after it.
_FARTHEST = timedelta(days=62)


@dataclass(frozen=True)
class Every:
    """Every so many minutes of the clock, such as :00, :05, :10; a divisor of 60."""

    minutes: int

    def __post_init__(self) -> None:
        if self.minutes < 1 or 60 % self.minutes:
            raise ValueError(f"{self.minutes} minutes do not divide an hour")


@dataclass(frozen=True)
class At:
    """At times of day, on every day, on working days, or on one working day a week or month.

    ``week``: Monday, or the next working day; ``month``: the first working day on or after `day`.
    """

    days: Literal["every", "working", "week", "month"]
    times: tuple[time, ...]
    day: int = 1

    def __post_init__(self) -> None:
        if any(each.hour == _NO_HOUR for each in self.times):
            raise ValueError("the hour from 02 to 03 comes twice in October and not at all in March")
        if not self.times or not 1 <= self.day <= 28:
            raise ValueError("a time, and a day that every month has")


Schedule = Every | At


def slots_between(schedule: Schedule, after: datetime, until: datetime, working: WorkingDays) -> list[datetime]:
    """The slots later than `after` and not later than `until` (aware times), in order, in UTC."""
    after, until = after.astimezone(UTC), until.astimezone(UTC)
    if isinstance(schedule, Every):
        found = _steps(schedule.minutes, after, until)
    else:
        # An Oslo date begins up to two hours before the UTC date of that number.
        days = _days(schedule, after.astimezone(OSLO).date(), until.astimezone(OSLO).date(), working)
        times = sorted(schedule.times)
        found = (datetime.combine(day, at, OSLO).astimezone(UTC) for day in days for at in times)
    return [slot for slot in found if after < slot <= until]


def latest_slot(schedule: Schedule, now: datetime, working: WorkingDays) -> datetime:
    """The newest slot that has come."""
    back = timedelta(hours=4) if isinstance(schedule, Every) else _FARTHEST
    return slots_between(schedule, now - back, now, working)[-1]


def next_slot(schedule: Schedule, after: datetime, working: WorkingDays) -> datetime:
    """The first slot later than a time."""
    ahead = timedelta(hours=4) if isinstance(schedule, Every) else _FARTHEST
    return slots_between(schedule, after, after + ahead, working)[0]


def is_working(moment: datetime, working: WorkingDays) -> bool:
    """Whether a moment's Oslo date is a working day."""
    return bool(working.counts(np.array([moment.astimezone(OSLO).date()], "datetime64[D]"))[0])


def local_hour(moment: datetime) -> int:
    """The hour that clocks in Oslo show."""
    return moment.astimezone(OSLO).hour


def _steps(minutes: int, after: datetime, until: datetime) -> Iterator[datetime]:
    # Oslo lies whole hours from UTC, so minutes of the hour are the same.
    step = timedelta(minutes=minutes)
    slot = after.replace(minute=after.minute - after.minute % minutes, second=0, microsecond=0)
    while slot <= until:
        if local_hour(slot) != _NO_HOUR:
            yield slot
        slot += step


def _days(schedule: At, first: date, last: date, working: WorkingDays) -> list[date]:
    """The dates of a schedule from `first` to `last`, both included."""
    if schedule.days in ("every", "working"):
        days = np.arange(np.datetime64(first, "D"), np.datetime64(last, "D") + 1)
        kept = days if schedule.days == "every" else days[working.counts(days)]
    else:
        if schedule.days == "week":
            wanted = [first - timedelta(days=first.weekday())]
            while wanted[-1] <= last:
                wanted.append(wanted[-1] + timedelta(days=7))
        else:
            wanted = [(first.replace(day=1) - timedelta(days=1)).replace(day=schedule.day)]
            while wanted[-1] <= last:
                wanted.append((wanted[-1].replace(day=28) + timedelta(days=4)).replace(day=schedule.day))
        moved = np.unique(working.next_counted(np.array(wanted, "datetime64[D]")))
        kept = moved[(moved >= np.datetime64(first, "D")) & (moved <= np.datetime64(last, "D"))]
    found: list[date] = kept.astype(object).tolist()
    return found
