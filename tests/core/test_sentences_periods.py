"""clock.md, *Periods*, sentence by sentence."""

from __future__ import annotations

from datetime import date

import pytest

from casewatch.core.periods import PeriodError, parse_period
from tests.core.sentences import app, figure

TODAY = date(2026, 11, 25)


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2026", "2026-01-01", "2026-12-31"),
        ("2026-T1", "2026-01-01", "2026-04-30"),
        ("2026-T2", "2026-05-01", "2026-08-31"),
        ("2026-T3", "2026-09-01", "2026-12-31"),
        ("2026-Q1", "2026-01-01", "2026-03-31"),
        ("2026-Q3", "2026-07-01", "2026-09-30"),
        ("2026-Q4", "2026-10-01", "2026-12-31"),
        ("2026-06", "2026-06-01", "2026-06-30"),
        ("2026-12", "2026-12-01", "2026-12-31"),
        ("2028-02", "2028-02-01", "2028-02-29"),
        ("2026-W48", "2026-11-23", "2026-11-29"),
        ("2026-W01", "2025-12-29", "2026-01-04"),
        ("2026-W53", "2026-12-28", "2027-01-03"),
        ("2026-03-05..2026-03-09", "2026-03-05", "2026-03-09"),
        ("2026-03-05..2026-03-05", "2026-03-05", "2026-03-05"),
        (" 2026-T2 ", "2026-05-01", "2026-08-31"),
    ],
)
def test_each_form(text: str, first: str, last: str) -> None:
    """«year `2026`, tertial `2026-T2`, quarter `2026-Q3`, month `2026-06`, ISO week `2026-W48`, and `A..B`, both days
    included.»"""
    found = parse_period(text, TODAY)
    assert (str(found.first), str(found.last)) == (first, last)


@pytest.mark.parametrize(
    ("as_of", "first"),
    [
        ("2026-11-25", "2025-11-26"),
        ("2026-12-31", "2026-01-01"),
        ("2027-01-01", "2026-01-02"),
        ("2028-02-29", "2027-03-01"),
        ("2028-02-28", "2027-03-01"),
        ("2029-02-28", "2028-02-29"),
        ("2028-03-01", "2027-03-02"),
    ],
)
def test_last_twelve_months(as_of: str, first: str) -> None:
    """«the last 12 months `12m` (the default: from the day after the same date a year earlier, 28 for 29 February, to
    A)»"""
    found = parse_period("12m", date.fromisoformat(as_of))
    assert (str(found.first), str(found.last)) == (first, as_of)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "12",
        "13m",
        "26",
        "0000",
        "2026-T0",
        "2026-T4",
        "2026-Q0",
        "2026-Q5",
        "2026-00",
        "2026-13",
        "2026-6",
        "2026-W00",
        "2026-W54",
        "2027-W53",
        "2026-w48",
        "2026-S1",
        "2026-03-09..2026-03-05",
        "2026-03-05..",
        "..2026-03-05",
        "2026-02-29..2026-03-05",
        "2026-03-01..2026-03-02..2026-03-03",
        "i fjor",
    ],
)
def test_anything_else_is_no_period(text: str) -> None:
    """«Periods: the last 12 months `12m`»: and only the forms listed there."""
    with pytest.raises(PeriodError):
        parse_period(text, TODAY)


def test_twelve_months_before_there_was_a_calendar() -> None:
    """«from the day after the same date a year earlier»: no year earlier than the first is an error, not a crash."""
    with pytest.raises(PeriodError):
        parse_period("12m", date(1, 6, 1))


def test_both_days_are_included() -> None:
    """«`A..B`, both days included.»"""
    cases = [app(complete="2026-03-02", decided=f"2026-03-{day:02}") for day in (4, 5, 9, 10)]
    assert figure(cases, period="2026-03-05..2026-03-09").sum_days == 3 + 7


def test_first_measured_day_is_no_part_of_the_period() -> None:
    """«A municipality may have a first measured day (in `municipalities.toml`).»"""
    cases = [app(complete="2026-03-02", decided=f"2026-03-{day:02}") for day in (4, 5)]
    found = figure(cases, first_measured={"3401": date(2026, 3, 5)})
    assert (found.measured, found.out_of_scope) == (1, {"before_measured": 1})
