"""The benchmarks' own checks of what is measured, on few rows: they agree with the program, and notice a difference."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from benchmarks import assessing, importing, previewing, web
from benchmarks.exports import AS_OF, FIRST, expected, rows, with_changes, write_workbook
from benchmarks.processes import casewatch, run


def test_a_longer_list_begins_like_a_shorter_one() -> None:
    assert rows(50) == rows(80)[:50]
    assert len({(row.municipality, row.case_no) for row in rows(2000)}) == 2000


def test_one_of_a_hundred_changes() -> None:
    made = rows(250)
    differ = [at for at, (old, new) in enumerate(zip(made, with_changes(made), strict=True)) if old != new]
    assert differ == [0, 100, 200]


def test_assess_is_checked(tmp_path: Path) -> None:
    made = rows(400)
    export, database = tmp_path / "export.xlsx", tmp_path / "store.db"
    write_workbook(export, made)
    run(casewatch("import", export, "--as-of", AS_OF.isoformat(), database=database))
    assert sum(measured for measured, _under, _days in expected(made).values()) >= 5
    assessing.check(made, database)
    counted = next(at for at, row in enumerate(made) if expected([row])[row.municipality][0])
    row = made[counted]
    assert row.decided is not None
    assert row.decided > FIRST
    otherwise = [*made[:counted], replace(row, decided=row.decided + timedelta(400)), *made[counted + 1 :]]
    with pytest.raises(AssertionError, match="assess counts otherwise"):
        assessing.check(otherwise, database)


def test_import_is_checked(tmp_path: Path) -> None:
    first, second = tmp_path / "first.xlsx", tmp_path / "second.xlsx"
    made = rows(150)
    write_workbook(first, made)
    write_workbook(second, with_changes(made))
    importing.check(first, second, tmp_path / "store.db", len(made))
    with pytest.raises(AssertionError, match="the import says otherwise"):
        importing.check(second, first, tmp_path / "other.db", len(made) + 1)


def test_preview_is_checked(tmp_path: Path) -> None:
    rules, numbers = previewing.many_municipalities(tmp_path, 5)
    made = rows(60, numbers)
    export, full, empty = tmp_path / "export.xlsx", tmp_path / "full.db", tmp_path / "empty.db"
    write_workbook(export, made)
    run(casewatch("import", export, "--as-of", AS_OF.isoformat(), database=full, rules=rules))
    run(casewatch("imports", database=empty, rules=rules))
    week = with_changes(made)
    write_workbook(export, week)
    previewing.check(export, week, (full, empty), rules)
    with pytest.raises(AssertionError, match="the preview says otherwise"):
        previewing.check(export, made, (full, empty), rules)


@pytest.mark.parametrize(
    ("measured", "share", "answer"),
    [([5.0], 0.95, 5.0), ([1.0] * 19 + [9.0], 0.95, 1.0), ([1.0] * 18 + [8.0, 9.0], 0.95, 8.0), ([3, 1, 2], 0.5, 2)],
)
def test_the_percentile_is_a_measured_value(measured: list[float], share: float, answer: float) -> None:
    assert web.percentile(measured, share) == answer
