"""Public holidays against a table typed from the almanac."""

from __future__ import annotations

import subprocess
import sys

import numpy as np
import pytest

from casewatch.rulebook import public_holidays

ALMANAC = {
    2024: "01-01 03-28 03-29 03-31 04-01 05-01 05-09 05-17 05-19 05-20 12-25 12-26",
    2025: "01-01 04-17 04-18 04-20 04-21 05-01 05-17 05-29 06-08 06-09 12-25 12-26",
    2026: "01-01 04-02 04-03 04-05 04-06 05-01 05-14 05-17 05-24 05-25 12-25 12-26",
    2027: "01-01 03-25 03-26 03-28 03-29 05-01 05-06 05-16 05-17 12-25 12-26",  # 17 May is Whit Monday
}


def typed(*years: int) -> list[str]:
    return [f"{year}-{day}" for year in years for day in ALMANAC[year].split()]


@pytest.mark.parametrize("year", ALMANAC)
def test_a_year(year: int) -> None:
    days = public_holidays(year, year)
    assert days.dtype == np.dtype("datetime64[D]")
    assert days.astype(str).tolist() == typed(year)


def test_several_years_ascend_and_a_shared_array_cannot_be_changed() -> None:
    days = public_holidays(2024, 2027)
    assert days.astype(str).tolist() == typed(2024, 2025, 2026, 2027)
    with pytest.raises(ValueError, match="read-only"):
        days[0] = np.datetime64("2024-01-02")


def test_years_backwards() -> None:
    with pytest.raises(ValueError, match="2027 is after 2024"):
        public_holidays(2027, 2024)


def test_the_package_is_loaded_only_when_asked() -> None:
    code = (
        "import sys; from casewatch.rulebook import public_holidays; print('holidays' in sys.modules);"
        "public_holidays(2026, 2026); print('holidays' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["False", "True"]
