"""Times of telling, over Easter, Christmas and both clock changes. All days looked up on a calendar."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from casewatch.core.days import Calendar
from casewatch.notify.when import is_time, is_working_day, newest_expected
from casewatch.rulebook.holidays import public_holidays

CALENDAR = Calendar(public_holidays)
OSLO = ZoneInfo("Europe/Oslo")
MONDAY, THURSDAY, FRIDAY = 0, 3, 4


@pytest.mark.parametrize(
    ("day", "working"),
    [
        ("2026-04-01", True),  # Wednesday before Easter
        ("2026-04-02", False),  # Maundy Thursday
        ("2026-04-03", False),
        ("2026-04-04", False),  # Saturday
        ("2026-04-06", False),  # Easter Monday
        ("2026-04-07", True),
        ("2026-05-01", False),
        ("2026-05-14", False),  # Ascension
        ("2026-05-15", True),  # the Friday after it
        ("2026-05-17", False),
        ("2026-12-24", True),  # a Thursday; no public holiday
        ("2026-12-25", False),
        ("2026-12-28", True),
        ("2027-01-01", False),
    ],
)
def test_working_days(day: str, working: bool) -> None:
    assert is_working_day(date.fromisoformat(day), CALENDAR) is working


@pytest.mark.parametrize(
    ("day", "weekday", "expected"),
    [
        ("2026-11-23", MONDAY, "2026-11-23"),
        ("2026-11-25", MONDAY, "2026-11-23"),
        ("2026-11-22", MONDAY, "2026-11-16"),
        ("2026-04-06", MONDAY, "2026-03-30"),  # Easter Monday: not yet, it comes on Tuesday
        ("2026-04-07", MONDAY, "2026-04-07"),
        ("2026-04-10", MONDAY, "2026-04-07"),
        ("2026-04-06", THURSDAY, "2026-03-26"),  # that of Maundy Thursday is moved to the Tuesday after Easter
        ("2026-04-08", THURSDAY, "2026-04-07"),
        ("2026-12-28", FRIDAY, "2026-12-28"),  # Christmas Day is a Friday
        ("2026-12-27", FRIDAY, "2026-12-18"),
    ],
)
def test_the_newest_day_an_export_was_expected(day: str, weekday: int, expected: str) -> None:
    assert newest_expected(date.fromisoformat(day), weekday, CALENDAR) == date.fromisoformat(expected)


@pytest.mark.parametrize(
    ("moment", "exports", "ready"),
    [
        ("2026-11-25T07:29", {"3401": "2026-11-23"}, False),  # a Wednesday
        ("2026-11-25T07:30", {"3401": "2026-11-23"}, True),
        ("2026-11-25T06:10", {"3401": "2026-11-25"}, True),  # after the day's export
        ("2026-11-25T05:59", {"3401": "2026-11-25"}, False),  # but not at night
        ("2026-11-23T07:30", {"3401": "2026-11-16"}, False),  # on the expected day one waits
        ("2026-11-23T11:59", {"3401": "2026-11-16"}, False),
        ("2026-11-23T12:00", {"3401": "2026-11-16"}, True),
        ("2026-11-23T07:30", {"3401": "2026-11-23"}, True),
        ("2026-11-23T09:00", {"3401": "2026-11-23", "3417": "2026-11-16"}, False),  # for all one's municipalities
        ("2026-11-23T12:00", {"3401": "2026-11-23", "3417": "2026-11-16"}, True),
        ("2026-11-23T07:30", {}, True),  # nobody waits for what never sends
        ("2026-04-07T09:00", {"3401": "2026-03-30"}, False),  # expected on the Tuesday after Easter
        ("2026-03-27T07:30", {"3401": "2026-03-23"}, True),  # the Friday before the clocks go forward
        ("2026-10-26T07:29", {"3401": "2026-10-26"}, True),  # the Monday after they went back
        ("2026-10-27T07:29", {"3401": "2026-10-26"}, False),
    ],
)
def test_times_of_day(moment: str, exports: dict[str, str], ready: bool) -> None:
    local = datetime.fromisoformat(moment).replace(tzinfo=OSLO)
    newest = {number: date.fromisoformat(day) for number, day in exports.items()}
    assert is_time(local, ("3401", "3417"), newest, MONDAY, CALENDAR) is ready


@pytest.mark.parametrize(("day", "utc"), [("2026-03-27", 6), ("2026-03-31", 5), ("2026-10-23", 5), ("2026-10-27", 6)])
def test_half_past_seven_is_oslo_time_on_both_sides_of_a_clock_change(day: str, utc: int) -> None:
    for minute, ready in ((29, False), (30, True)):
        moment = datetime.fromisoformat(f"{day}T{utc:02}:{minute}").replace(tzinfo=UTC).astimezone(OSLO)
        assert is_time(moment, ("3401",), {"3401": date(2026, 3, 2)}, MONDAY, CALENDAR) is ready
