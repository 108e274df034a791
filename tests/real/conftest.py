"""Data that nobody here made: a public permit log and weekly planning lists, beside the repository."""

from __future__ import annotations

import csv
import shutil
from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import NamedTuple

import pytest

from casewatch.services.asking.context import Context, open_context
from casewatch.services.importing.files import import_files
from casewatch.services.importing.outcome import ImportOptions, ImportResult

ROOT = Path(__file__).resolve().parents[2]
SHARED = ROOT.parent / "shared"
ISLE_OF_MAN = ROOT / "tests" / "data" / "isleofman-rules"


@pytest.fixture(scope="session")
def real() -> Path:
    """The folder of the real data. Only where ../shared is not there at all is the test skipped, and says so."""
    if not SHARED.is_dir():
        pytest.skip("the real data lies beside the repository (../shared/real) and is not here")
    return SHARED / "real"


class Weeks(NamedTuple):
    """The store after all weekly lists, and what each import said."""

    context: Context
    database: Path
    files: list[Path]
    results: list[ImportResult]


def week_of(path: Path) -> date:
    """The day a list came out, from its name."""
    return date.fromisoformat(path.name[:10])


def read(context: Context, path: Path) -> ImportResult:
    """Read one weekly list as it came that day."""
    day = week_of(path)
    at = datetime(day.year, day.month, day.day, 9, tzinfo=UTC)
    return import_files(context, [path], ImportOptions(profile="isleofman", as_of=day, received_at=at)).results[0]


def listings(files: Sequence[Path]) -> dict[str, list[str]]:
    """By case number the authority it stands under in each file that lists it, oldest first.

    By plain reading: the second count of what the program says.
    """
    listed: dict[str, dict[Path, str]] = defaultdict(dict)
    for path in files:
        with path.open(newline="", encoding="utf-8") as file:
            for row in csv.DictReader(file):
                listed[row["Application Number"]][path] = row["Local Authority"]
    return {case_no: list(places.values()) for case_no, places in listed.items()}


@pytest.fixture(scope="session")
def weeks(real: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Weeks]:
    """All 97 weekly lists, read in order. Shared by the tests: none of them may change what it shows."""
    files = sorted((real / "isleofman" / "weekly").glob("*/*.csv"), key=week_of)
    database = tmp_path_factory.mktemp("iom") / "lists.db"
    with open_context(f"sqlite:///{database}", ISLE_OF_MAN) as context:
        yield Weeks(context, database, files, [read(context, path) for path in files])


@pytest.fixture
def own_weeks(weeks: Weeks, tmp_path: Path) -> Iterator[Weeks]:
    """The same in a store of the test's own, to change."""
    with weeks.context.store.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    database = Path(shutil.copy(weeks.database, tmp_path / "lists.db"))
    with open_context(f"sqlite:///{database}", ISLE_OF_MAN) as context:
        yield weeks._replace(context=context, database=database)
