"""Periods in words, by hand."""

from __future__ import annotations

from datetime import date
from itertools import pairwise

import pytest
from babel.dates import format_date
from hypothesis import given
from hypothesis import strategies as st

from casewatch.core.periods import parse_period
from casewatch.language import set_language
from casewatch.report.words.periods import (
    day_in_words,
    in_the_period,
    month_in_words,
    period_choices,
    period_in_words,
    short_month,
)
from tests.report.builders import context


@pytest.mark.parametrize(
    ("period", "start", "end", "name", "sentence"),
    [
        ("12m", "2025-11-24", "2026-11-23", "siste 12 måneder", "siste 12 måneder"),
        ("2026", "2026-01-01", "2026-12-31", "2026", "i 2026"),
        ("2026-T2", "2026-05-01", "2026-08-31", "2. tertial 2026", "i 2. tertial 2026"),
        ("2026-Q3", "2026-07-01", "2026-09-30", "3. kvartal 2026", "i 3. kvartal 2026"),
        ("2026-06", "2026-06-01", "2026-06-30", "juni 2026", "i juni 2026"),
        ("2026-W48", "2026-11-23", "2026-11-29", "uke 48 (23.–29. november)", "i uke 48 (23.–29. november)"),
        ("2026-W27", "2026-06-29", "2026-07-05", "uke 27 (29. juni–5. juli)", "i uke 27 (29. juni–5. juli)"),
        ("2025-W48", "2025-11-24", "2025-11-30", "uke 48 2025 (24.–30. november)", "i uke 48 2025 (24.–30. november)"),
        (
            "2026-W53",
            "2026-12-28",
            "2027-01-03",
            "uke 53 (28. desember 2026–3. januar 2027)",
            "i uke 53 (28. desember 2026–3. januar 2027)",
        ),
        (
            "2026-02-01..2026-03-15",
            "2026-02-01",
            "2026-03-15",
            "01.02.2026–15.03.2026",
            "i perioden 01.02.2026–15.03.2026",
        ),
    ],
)
def test_periods(period: str, start: str, end: str, name: str, sentence: str) -> None:
    asked = context(period=period, start=date.fromisoformat(start), end=date.fromisoformat(end))
    assert period_in_words(asked) == name
    assert in_the_period(asked) == sentence


def test_days_and_months() -> None:
    assert day_in_words(date(2026, 10, 8), weekday=True) == "torsdag 8. oktober"
    assert day_in_words(date(2026, 11, 11), weekday=True, year=True) == "onsdag 11. november 2026"
    assert [short_month(date(2026, month, 1)) for month in (5, 11)] == ["mai 26", "nov. 26"]


@pytest.mark.parametrize(("language", "locale"), [("nb", "nb_NO"), ("en", "en_GB")])
def test_names_are_those_of_the_common_locale_data(language: str, locale: str) -> None:
    set_language(language)
    try:
        for day in (date(2026, month, 2 * month + 1) for month in range(1, 13)):
            dot = "." if language == "nb" else ""
            assert day_in_words(day, weekday=True, year=True) == format_date(day, f"EEEE d{dot} MMMM y", locale)
            assert month_in_words(day) == format_date(day, "MMMM y", locale)
            # the names in tables, too, are of three letters: "25 Sep 2026"
            assert short_month(day) == format_date(day, "MMM yy", locale).replace("Sept", "Sep")
    finally:
        set_language("nb")


@given(st.dates(date(2000, 1, 1), date(2099, 12, 31)))
def test_every_period_to_choose_has_begun_and_no_day_of_two_years_is_left_out(today: date) -> None:
    found = [parse_period(value, today) for value, _text in period_choices(today)]
    assert [period.name for period in found][:2] == ["12m", str(today.year)]
    assert all(period.first <= today for period in found)
    tertials = [period for period in found if "-T" in period.name]
    assert [(a.first - b.last).days for a, b in pairwise(tertials)] == [1] * (len(tertials) - 1)
    assert tertials[0].last >= today
    assert tertials[-1].first == date(today.year - 1, 1, 1)


def test_periods_to_choose_in_words() -> None:
    assert [text for _value, text in period_choices(date(2026, 5, 1))] == [
        "Siste 12 måneder", "2026", "2025", "2024",
        "2. tertial 2026", "1. tertial 2026", "3. tertial 2025", "2. tertial 2025", "1. tertial 2025",
    ]  # fmt: skip
