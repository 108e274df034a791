"""When recurring work is due, by calendars: Easter, Christmas and both changes of the clock in Oslo.

2026: Maundy Thursday 2 April, Good Friday 3, Easter Monday 6; Whit Monday 25 May; clocks go on at 02 on Sunday 29 March
(from UTC+1 to UTC+2) and back at 03 on Sunday 25 October. Christmas Day is a Friday, New Year's Day 2027 too.
"""

from __future__ import annotations

import itertools
from datetime import UTC, datetime, time, timedelta, timezone

import numpy as np
import pytest

from casewatch.core.days import WorkingDays
from casewatch.core.slots import At, Every, is_working, latest_slot, next_slot, slots_between

WINTER, SUMMER = timezone(timedelta(hours=1)), timezone(timedelta(hours=2))
FREE = ("2026-04-02", "2026-04-03", "2026-04-06", "2026-05-01", "2026-05-25", "2026-12-25", "2026-12-26", "2027-01-01")
WORKING = WorkingDays(np.array(FREE, "datetime64[D]"), [(12, 24)])
MORNING = At("working", (time(7, 30),))
NIGHT = At("every", (time(3, 30),))
WEEK = At("week", (time(8),))
MONTH = At("month", (time(8),), day=8)


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def slots(schedule: At | Every, after: str, until: str) -> list[str]:
    return [f"{slot:%Y-%m-%dT%H:%M}" for slot in slots_between(schedule, utc(after), utc(until), WORKING)]


def test_the_working_mornings_around_easter_and_the_change_to_summer_time() -> None:
    # 07:30 in Oslo is 06:30 in UTC before 29 March and 05:30 after it.
    assert slots(MORNING, "2026-03-26T00:00", "2026-04-08T23:00") == [
        "2026-03-26T06:30",
        "2026-03-27T06:30",
        "2026-03-30T05:30",
        "2026-03-31T05:30",
        "2026-04-01T05:30",
        "2026-04-07T05:30",
        "2026-04-08T05:30",
    ]


def test_the_working_mornings_around_christmas() -> None:
    # 24 December is closed here; 25 and 26 and 1 January are holidays, 27 a Sunday.
    assert slots(MORNING, "2026-12-22T12:00", "2027-01-04T12:00") == [
        "2026-12-23T06:30",
        *(f"2026-12-{day}T06:30" for day in (28, 29, 30, 31)),
        "2027-01-04T06:30",
    ]


def test_every_night_once_also_when_the_clock_changes() -> None:
    assert slots(NIGHT, "2026-03-28T00:00", "2026-03-30T12:00") == [
        *("2026-03-28T02:30", "2026-03-29T01:30", "2026-03-30T01:30")
    ]
    assert slots(NIGHT, "2026-10-24T00:00", "2026-10-26T12:00") == [
        *("2026-10-24T01:30", "2026-10-25T02:30", "2026-10-26T02:30")
    ]


@pytest.mark.parametrize(
    ("day", "hours"),
    # A day has 23, 24 or 25 hours; the one or two (or none) between 02 and 03 are left out.
    [("2026-03-29", 23), ("2026-06-10", 23), ("2026-10-25", 23), ("2026-12-25", 23)],
)
def test_every_twenty_minutes_of_a_day(day: str, hours: int) -> None:
    start = datetime.fromisoformat(f"{day}T00:00")
    first = start.replace(tzinfo=SUMMER if day in ("2026-06-10", "2026-10-25") else WINTER)
    last = (start + timedelta(days=1)).replace(tzinfo=SUMMER if day in ("2026-06-10", "2026-03-29") else WINTER)
    found = slots_between(Every(20), first - timedelta(minutes=1), last - timedelta(minutes=1), WORKING)
    assert len(found) == 3 * hours
    assert found[0] == first
    assert found[-1] == last - timedelta(minutes=20)
    gaps = {after - before for before, after in itertools.pairwise(found)}
    longest = {"2026-03-29": 20, "2026-06-10": 80, "2026-10-25": 140, "2026-12-25": 80}[day]
    assert gaps == {timedelta(minutes=20), timedelta(minutes=longest)}


def test_the_hour_that_comes_twice_has_no_slot() -> None:
    # 02 to 03 in Oslo on 25 October: 00:00 to 02:00 in UTC.
    assert slots(Every(30), "2026-10-24T23:00", "2026-10-25T02:30") == [
        *("2026-10-24T23:30", "2026-10-25T02:00", "2026-10-25T02:30")
    ]
    for hour in (time(2), time(2, 30), time(2, 59)):
        with pytest.raises(ValueError, match="02 to 03"):
            At("every", (hour,))


def test_once_a_week_on_monday_or_the_next_working_day() -> None:
    # Mondays 30 March, 13 and 20 April; Easter Monday moves to Tuesday 7 April. 06:00 in UTC is 08 in summer.
    assert slots(WEEK, "2026-03-30T00:00", "2026-04-20T12:00") == [
        *("2026-03-30T06:00", "2026-04-07T06:00", "2026-04-13T06:00", "2026-04-20T06:00")
    ]
    assert slots(WEEK, "2026-04-07T06:00", "2026-04-12T12:00") == []  # an end of its own belongs to the span before
    assert slots(WEEK, "2026-05-24T00:00", "2026-05-31T00:00") == ["2026-05-26T06:00"]  # Whit Monday


def test_once_a_month_on_a_working_day() -> None:
    # 8 February and 8 March are Sundays, 8 April a Wednesday, 8 August a Saturday, 8 November a Sunday.
    assert slots(MONTH, "2026-01-31T00:00", "2026-05-01T00:00") == [
        *("2026-02-09T07:00", "2026-03-09T07:00", "2026-04-08T06:00")
    ]
    assert slots(MONTH, "2026-08-01T00:00", "2026-12-31T00:00") == [
        *("2026-08-10T06:00", "2026-09-08T06:00", "2026-10-08T06:00", "2026-11-09T07:00", "2026-12-08T07:00")
    ]
    # A first of the month that falls on a holiday goes on into the next week, also over the end of what was asked.
    first = At("month", (time(8),))
    assert slots(first, "2026-12-31T00:00", "2027-02-01T12:00") == ["2027-01-04T07:00", "2027-02-01T07:00"]
    assert slots(first, "2027-01-02T00:00", "2027-01-05T00:00") == ["2027-01-04T07:00"]


def test_several_times_a_day_come_in_order() -> None:
    twice = At("working", (time(12), time(7, 30)))
    assert slots(twice, "2026-04-01T05:30", "2026-04-07T12:00") == [
        *("2026-04-01T10:00", "2026-04-07T05:30", "2026-04-07T10:00")
    ]


def test_the_newest_and_the_next() -> None:
    saturday = utc("2026-04-04T10:00")
    assert latest_slot(MORNING, saturday, WORKING) == utc("2026-04-01T05:30")
    assert next_slot(MORNING, saturday, WORKING) == utc("2026-04-07T05:30")
    assert latest_slot(MORNING, utc("2026-04-07T05:30"), WORKING) == utc("2026-04-07T05:30")
    assert next_slot(MORNING, utc("2026-04-07T05:30"), WORKING) == utc("2026-04-08T05:30")
    # In the middle of the hour that comes twice: 01:30 and 03:00.
    assert latest_slot(Every(30), utc("2026-10-25T01:10"), WORKING) == utc("2026-10-24T23:30")
    assert next_slot(Every(30), utc("2026-10-25T00:10"), WORKING) == utc("2026-10-25T02:00")
    assert latest_slot(MONTH, utc("2026-03-08T12:00"), WORKING) == utc("2026-02-09T07:00")


def test_an_aware_time_of_any_zone_will_do() -> None:
    oslo = datetime(2026, 4, 1, 7, 30, tzinfo=SUMMER)
    assert slots_between(MORNING, oslo - timedelta(minutes=1), oslo, WORKING) == [utc("2026-04-01T05:30")]
    # 00:30 on Tuesday in Oslo is still Easter Monday in UTC.
    assert is_working(datetime(2026, 4, 7, 0, 30, tzinfo=SUMMER), WORKING)
    assert not is_working(datetime(2026, 4, 6, 23, 30, tzinfo=SUMMER), WORKING)


@pytest.mark.parametrize("minutes", [0, -5, 7, 61, 120])
def test_minutes_divide_an_hour(minutes: int) -> None:
    with pytest.raises(ValueError, match="divide"):
        Every(minutes)
