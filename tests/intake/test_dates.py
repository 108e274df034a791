"""Dates as exports write them. Answers counted by hand or by the calendar."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from casewatch.intake.dates import read_date

SECOND_OF_MARCH = [
    "02.03.2026",
    "2.3.26",
    "2.3.2026 ",
    "02/03/2026",
    "02-03-2026",
    "2026-03-02",
    "2026/3/2",
    "2026.03.02",
    "20260302",
    20260302,
    "02.03.2026 13:30",
    "02.03.2026 kl. 13.30",
    "2026-03-02 13:30:15",
    "2026-03-02T13:30:15.123",
    "2. mars 2026",
    "2 mars 2026",
    "02 Mar 2026",
    "2-Mar-26",
    "Mar 2, 2026",
    "March 2nd, 2026",
    "mandag 2. mars 2026",
    "ma. 02.03.2026",
    dt.date(2026, 3, 2),
    dt.datetime(2026, 3, 2, 23, 59),
    46083,  # days from 30.12.1899
    46083.99,
    "46083",
    "46083,5",
    "2026-03-02T22:59Z",  # 23:59 in Oslo, winter
    "2026-03-02T22:59:59+00:00",
    "2026-03-03T00:30+02:00",
    "2026-03-01T23:00:00Z",
]


@pytest.mark.parametrize("cell", SECOND_OF_MARCH, ids=str)
def test_one_day_in_many_hands(cell: Any) -> None:
    assert read_date(cell) == "2026-03-02"


@pytest.mark.parametrize(
    ("cell", "day"),
    [
        ("2026-03-02T23:30Z", "2026-03-03"),  # the contract's own example
        ("2026-06-30T22:15:00Z", "2026-07-01"),  # summer: two hours
        ("2026-06-30T21:59:00Z", "2026-06-30"),
        ("20260302T233000Z", "2026-03-03"),
        ("3 Jan 2023", "2023-01-03"),
        ("27-Jul-23", "2023-07-27"),
        ("3. januar 2026", "2026-01-03"),
        ("17. mai 2026", "2026-05-17"),
        ("1. desember 2025", "2025-12-01"),
        ("29.02.2024", "2024-02-29"),
        ("31.12.69", "2069-12-31"),
        ("1.1.70", "1970-01-01"),
        # The first serial number that is a date: 1 and 2 January 1900 are 2 and 3, and to 1950 go 50 years of 365 days
        # and the leap days of 1904 to 1948, twelve: 2 + 18,250 + 12.
        (18_264, "1950-01-01"),
        ("18264", "1950-01-01"),
    ],
)
def test_other_days(cell: Any, day: str) -> None:
    assert read_date(cell) == day


@pytest.mark.parametrize(
    "cell",
    [
        "31.02.2026",
        "29.02.2025",
        "2026-13-01",
        "01.13.2026",
        "02.03.2206",
        "1.1.1899",
        "2026",
        2026,
        12,
        -3,
        18_263,  # 31 December 1949, see above
        "18263",
        18_263.99,
        1e300,
        "02.03.2026 25:00",
        "02.03",
        "mars 2026",
        "uke 48",
        "snart",
        "Kari 2. mars 2026",
        "2. måned 2026",
        dt.time(12, 0),
        dt.timedelta(days=3),
        dt.date(2206, 3, 2),
        "١.٢.2026",
    ],
    ids=str,
)
def test_what_is_no_date_of_this_age(cell: Any) -> None:
    assert read_date(cell) is None


def test_the_order_of_day_and_month_is_the_senders_and_never_turned_round() -> None:
    assert read_date("03/04/2026", "dmy") == "2026-04-03"
    assert read_date("03/04/2026", "mdy") == "2026-03-04"
    assert read_date("26-03-04", "ymd") == "2026-03-04"
    assert read_date("13/04/2026", "mdy") is None
    assert read_date("04/13/2026", "dmy") is None
    assert read_date("2026-03-04", "mdy") == "2026-03-04"


def test_serial_numbers_of_a_workbook_that_counts_from_1904() -> None:
    assert read_date(46083 - 1462, epoch_1904=True) == "2026-03-02"
    # the same first day: from 1904 to 1950 are 46 years of 365 days and twelve leap days
    assert read_date(16_802, epoch_1904=True) == "1950-01-01"
    assert read_date(16_801, epoch_1904=True) is None
    assert read_date(dt.date(2026, 3, 2), epoch_1904=True) == "2026-03-02"
