"""An office whose rule was changed at New Year, and its cases with both counts, by hand.

Until the end of 2025: calendar days, under 10, at least 80 %. From 2026 on: working days, under 15, at least 70 %.
All cases are Kongsvinger's and in scope. Asked as of Tuesday 31 March 2026.

case     complete     decided     calendar  working
2025/1   3 March 25   12 March 25     9        7
2025/2   5 May 25     20 May 25      15       11    Monday to Monday a fortnight later; 17 May is a Saturday
2025/3   2 June 25    11 June 25      9        6    Whit Monday is 9 June
2026/1   12 Jan. 26   26 Jan. 26     14       10
2026/2   16 March 26  open           15       11    days left 3: 31 March, 1, 7 and 8 April (Easter between)
2026/3   2 March 26   open           29       21    15 working days are over with Friday the 20th
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from casewatch.services.asking.context import Context
from tests.services.desk import IN_SCOPE, YES, Desk

TODAY, NEW_YEAR = date(2026, 3, 31), date(2026, 1, 1)
HEAD = f"Saksnr;Søknadstype;Mottatt dato;Komplett dato;Vedtaksdato;{IN_SCOPE}"
_CASES = (
    ("2025/1", "03.03.2025", "12.03.2025"),
    ("2025/2", "05.05.2025", "20.05.2025"),
    ("2025/3", "02.06.2025", "11.06.2025"),
    ("2026/1", "12.01.2026", "26.01.2026"),
    ("2026/2", "16.03.2026", ""),
    ("2026/3", "02.03.2026", ""),
)


def line(case_no: str, complete: str, decided: str) -> str:
    return f"{case_no};Ett-trinn;{complete};{complete};{decided};{YES}"


@dataclass
class Changed(Desk):
    """A desk with the two versions in its rules folder."""

    def __post_init__(self) -> None:
        super().__post_init__()
        path = self.rules / "vedlegg1.toml"
        text = path.read_text("utf-8")
        head, first = text.split("[[version]]", 1)
        first = re.sub(r"min_cases = \d+", "min_cases = 1", first)
        second = (
            first.replace("valid_from = 2020-11-25", "valid_from = 2026-01-01")
            .replace('day_count = "calendar"', 'day_count = "working"')
            .replace("limit_days = 10", "limit_days = 15")
            .replace("share_percent = 80", "share_percent = 70")
        )
        path.write_text(f"{head}[[version]]{first}\n[[version]]{second}", "utf-8")

    def export(self, *cases: tuple[str, str, str], name: str = "uke14.csv") -> Path:
        return self.csv("\n".join((HEAD, *(line(*case) for case in cases))), name)

    @contextmanager
    def at(self, day: date) -> Iterator[Context]:
        """A command at noon of a day."""
        self.time = datetime(day.year, day.month, day.day, 11, tzinfo=UTC)
        with self.opened() as context:
            yield context


@pytest.fixture
def changed(tmp_path: Path) -> Changed:
    """The office on its day, with all its cases read that morning."""
    desk = Changed(tmp_path, tmp_path / "casewatch.db", datetime(2026, 3, 31, 6, tzinfo=UTC))
    desk.read(desk.export(*_CASES))
    return desk
