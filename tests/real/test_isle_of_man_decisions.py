"""The decision lists of 2022 and 2023: read as they are, and joined with the weekly lists to net days."""

from __future__ import annotations

import csv
from collections import Counter
from datetime import date, datetime
from io import StringIO
from pathlib import Path

import pytest

from casewatch.services.asking.context import Context, open_context
from casewatch.services.asking.selecting import Selectors
from casewatch.services.figures.assess import assess
from casewatch.services.figures.listing import list_cases
from casewatch.services.importing.files import import_files
from casewatch.services.importing.outcome import ImportOptions
from tests.real.conftest import ISLE_OF_MAN, Weeks, listings

ENCODINGS = {2022: "cp850", 2023: "cp1252"}  # as the README of the data tells
OUTCOMES = {
    "Permitted": "granted",
    "Refused": "refused",
    "Application Withdrawn": "withdrawn",
    "Certificate of Lawfulness AGREED": "granted",
}


def decisions(real: Path, year: int) -> dict[str, tuple[str, str]]:
    """Case number -> (decided, as ISO; outcome as written), by plain reading of a year's list."""
    path = real / "isleofman" / f"decisions-{year}" / "planning-applications.csv"
    found = {}
    for row in csv.DictReader(StringIO(path.read_bytes().decode(ENCODINGS[year]), newline="")):
        if row["PA Ref"]:
            day = datetime.strptime(row["Decision issued"].strip(), "%d-%b-%y").date()
            assert row["PA Ref"] not in found
            found[row["PA Ref"]] = (day.isoformat(), row["Decision"])
    return found


@pytest.mark.parametrize(("year", "count"), [(2022, 1444), (2023, 1387)])
def test_a_year_list_as_it_is(real: Path, tmp_path: Path, year: int, count: int) -> None:
    """It tells no day on which a case came in: nothing of it is new. Read as if it did, every date is right."""
    path = real / "isleofman" / f"decisions-{year}" / "planning-applications.csv"
    listed = decisions(real, year)
    assert len(listed) == count

    def mapped(field: str) -> ImportOptions:
        return ImportOptions(
            profile="isleofman",
            municipality="Douglas",
            mapping={"PA Ref": "case_no", "Decision issued": field},
            as_of=date(2024, 12, 31),
        )

    with open_context(f"sqlite:///{tmp_path / 'list.db'}", ISLE_OF_MAN) as context:
        (result,) = import_files(context, [path], mapped("decided")).results
        assert (result.new, result.rejected, result.file_rows) == (0, count, count)
        assert result.encoding == ENCODINGS[year]
        missing = {finding.case_no for finding in result.findings if finding.code == "received_missing"}
        assert missing == listed.keys()
        (result,) = import_files(context, [path], mapped("received")).results
        assert (result.new, result.rejected) == (count, 0)
        rows = list_cases(context, Selectors(as_of=date(2024, 12, 31))).rows
    assert {row["case_no"]: row["received"] for row in rows} == {case: day for case, (day, _word) in listed.items()}


@pytest.fixture
def reference(real: Path) -> dict[str, dict[str, str]]:
    """By case number what was counted day by day outside the program, of the decided cases of the weekly lists."""
    with (real / "isleofman" / "iom_reference.csv").open(newline="", encoding="utf-8") as file:
        return {row["case_id"]: row for row in csv.DictReader(file)}


@pytest.fixture
def with_decisions(own_weeks: Weeks, real: Path, tmp_path: Path, reference: dict[str, dict[str, str]]) -> Context:
    """A store that has read the weekly lists, and the decisions on their cases as a canonical table."""
    told = decisions(real, 2022) | decisions(real, 2023)
    last_place = {case_no: places[-1] for case_no, places in listings(own_weeks.files).items()}
    decided = {case_no: told[case_no] for case_no in last_place if case_no in told}
    assert decided.keys() == reference.keys()
    table = tmp_path / "decisions.csv"
    with table.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(["municipality", "case_no", "decided", "outcome"])
        writer.writerows(
            [last_place[case_no], case_no, day, OUTCOMES[word]] for case_no, (day, word) in decided.items()
        )
    options = ImportOptions(profile="isleofman", as_of=date(2024, 12, 31))
    (result,) = import_files(own_weeks.context, [table], options).results
    assert (result.status, result.changed, result.new, result.rejected) == ("stored", 915, 0, 0)
    return own_weeks.context


def test_net_days_of_each_decided_case(with_decisions: Context, reference: dict[str, dict[str, str]]) -> None:
    asked = Selectors(as_of=date(2024, 12, 31), rule="planning")
    rows = {(row["case_no"], row["state"]): row for row in list_cases(with_decisions, asked).rows}
    withdrawn = 0
    for case_no, expected in reference.items():
        days = int(expected["net_days"])
        if expected["outcome"] == "Application Withdrawn":
            withdrawn += 1
            row = rows[case_no, "closed"]
            assert (row["outcome"], row["closed"]) == ("withdrawn", expected["decision"]), case_no
            assert (row["net_days"], row["total_days"]) == (None, days), case_no
        else:
            row = rows[case_no, "decided"]
            assert (row["complete"], row["decided"]) == (expected["complete"], expected["decision"]), case_no
            assert (row["net_days"], row["gross_days"]) == (days, int(expected["gross_days"])), case_no
    assert withdrawn == 18
    assert Counter(state for _case, state in rows)["decided"] == len(reference) - 18


def test_the_measure_of_another_region(with_decisions: Context, reference: dict[str, dict[str, str]]) -> None:
    """Under its own rule, 56 days, and pooled over 25 authorities: the figure of the reference's own days."""
    days = [int(row["net_days"]) for row in reference.values() if row["outcome"] != "Application Withdrawn"]
    asked = Selectors(as_of=date(2024, 12, 31), rule="planning", period="2022-01-01..2023-12-31")
    region = assess(with_decisions, asked).document["region"]
    assert region["decided"] == len(days)
    assert region["under_limit"] == sum(each < 56 for each in days)
    assert (region["sum_days"], region["max_days"]) == (sum(days), max(days))
    assert region["closed_without_decision"] == 18
