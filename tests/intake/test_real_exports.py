"""Ninety-seven weekly planning lists of the Isle of Man, with a profile of their own and no code."""

from __future__ import annotations

import csv
from dataclasses import replace
from pathlib import Path

import pytest

from casewatch.core.reference import Municipality, Profile
from casewatch.intake.reading import _unpacked
from casewatch.intake.tables import RawFile
from casewatch.intake.textfile import read_text
from casewatch.intake.understanding import Options, ReadAgainst, understand
from tests.intake.builders import TODAY
from tests.intake.shared_files import SHARED, needs_shared

pytestmark = needs_shared
ISLAND = SHARED / "isleofman"
HEADERS = {
    "case_no": ("Application Number",),
    "municipality": ("Local Authority",),
    "received": ("Date",),
    "complete": ("Date",),
}
PROFILE = Profile("isle-of-man", "Isle of Man", HEADERS, {}, multi=("Date",), case_number_series="shared")


def opened(path: Path) -> RawFile:
    """As the reading child reads it; a process for each of so many small files would only take time."""
    encoding, sheets = read_text(str(path), 1_000_000)
    return RawFile(path.name, "", "csv", encoding, [_unpacked(sheet) for sheet in sheets])


def authorities() -> ReadAgainst:
    with (ISLAND / "iom_cases.csv").open(encoding="utf-8", newline="") as file:
        names = {row["municipality"] for row in csv.DictReader(file)} | {"LONAN", "LAXEY"}
    return ReadAgainst([Municipality(name.replace(" ", "-"), name) for name in sorted(names)], [])


def test_all_weeks_are_understood_as_the_notes_beside_them_say() -> None:
    known = authorities()
    cases, rows, repeated = set(), 0, 0
    files = sorted(ISLAND.glob("weekly/*/*.csv"))
    for path in files:
        got = understand(opened(path), PROFILE, known, Options(TODAY))
        assert got.rejected == []
        assert got.shared_series
        rows += got.file_rows
        repeated += sum(finding.code == "repeated_row" for finding in got.findings)
        assert all(finding.code == "repeated_row" for finding in got.findings)
        assert len(got.rows) == got.file_rows - sum(finding.code == "repeated_row" for finding in got.findings)
        cases |= {(row.municipality, row.case_key) for row in got.rows}
        assert all(row.content["received"] == row.content["complete"] for row in got.rows)
    assert (len(files), rows) == (97, 2498)
    assert len({case for _authority, case in cases}) == 2313
    assert len(cases) == 2314  # 23/01042/B moved from one authority to another


def test_received_dates_are_those_of_the_reference() -> None:
    known, dates = authorities(), {}
    for path in sorted(ISLAND.glob("weekly/*/*.csv")):
        for row in understand(opened(path), PROFILE, known, Options(TODAY)).rows:
            dates[row.case_key] = row.content["received"]
    with (ISLAND / "iom_cases.csv").open(encoding="utf-8", newline="") as file:
        wanted = {row["case_id"]: row["received"] for row in csv.DictReader(file)}
    assert dates == wanted


@pytest.mark.parametrize(
    ("name", "encoding", "rows", "columns"),
    [
        ("decisions-2022/delegated-decisions.csv", "cp850", 1450, {"Kolonne A": "case_no"}),
        ("decisions-2022/planning-applications.csv", "cp850", 1444, {"PA Ref": "case_no"}),
        ("decisions-2023/delegated-decisions.csv", "cp1252", 1387, {"Planning Application No": "case_no"}),
        ("decisions-2023/planning-applications.csv", "cp1252", 1387, {"PA Ref": "case_no"}),
    ],
)
def test_lists_of_decisions(name: str, encoding: str, rows: int, columns: dict[str, str]) -> None:
    decided = "Date decision issued" if "delegated" in name else "Decision issued"
    profile = replace(PROFILE, multi=(), headers={})
    options = Options(TODAY, "DOUGLAS", {**columns, decided: "decided"})
    got = understand(opened(ISLAND / name), profile, authorities(), options)
    with (ISLAND / name).open(encoding=encoding, newline="") as file:
        wanted = list(csv.reader(file))[1:]
    assert sum(any(cell.strip() for cell in row) for row in wanted) == rows == got.file_rows
    assert [finding.severity for finding in got.findings if finding.code == "encoding_guessed"] == ["info"]
    assert all(row.content["decided"] for row in got.rows)
