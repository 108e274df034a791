"""When people are told: on working days, after the day's export or at a fixed time."""

from collections.abc import Collection, Mapping
from datetime import date, datetime, time, timedelta

import numpy as np

from casewatch.core.alerts.exports import next_export
from casewatch.core.days import Calendar

#: Nobody is told before this, however early an export comes in.
EARLIEST = time(6, 0)
#: On a day without an export nobody waits longer than this,
USUAL_TIME = time(7, 30)
#: and on the day one is expected no longer than this.
LATEST = time(12, 0)


def is_working_day(day: date, calendar: Calendar) -> bool:
    """Monday to Friday outside Norwegian public holidays."""
    return bool(calendar.working().counts(np.array([day], "datetime64[D]"))[0])


def newest_expected(day: date, weekday: int, calendar: Calendar) -> date:
    """The last day on or before `day` on which an export was expected, moved off a holiday as the next one is."""
    # Expected days ascend with the day they are asked from: the last one that is not after the day is it.
    found = next_export(day - timedelta(days=22), weekday, calendar)
    while (after := next_export(found, weekday, calendar)) <= day:
        found = after
    return found


def is_time(
    now: datetime,
    municipalities: Collection[str],
    newest_exports: Mapping[str, date],
    weekday: int,
    calendar: Calendar,
) -> bool:
    """Whether a receiver of these municipalities may be told at a local time of a working day.

    `newest_exports`: municipality -> day of its newest export. Municipalities that never sent one are not waited for.
    """
    today, clock = now.date(), now.time()
    if clock < EARLIEST:
        return False
    awaited = [newest_exports[number] for number in municipalities if number in newest_exports]
    if awaited and all(newest >= today for newest in awaited):
        return True
    expected = newest_expected(today, weekday, calendar) == today
    return clock >= (LATEST if expected and awaited else USUAL_TIME)
