"""97 genuine weekly planning lists of 25 authorities, read in order with a rules folder and a profile of their own."""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path

from casewatch.services.asking.selecting import Selectors
from casewatch.services.figures.listing import list_cases
from casewatch.services.importing.files import imports_list
from tests.real.conftest import Weeks, listings, read

#: The case that moved from Maughold to Garff, first seen there on 7 June 2024.
MOVED, MOVED_ON = "23/01042/B", "2024-06-07"
LATER = Selectors(as_of=date(2024, 12, 31))


def test_every_list_is_stored(weeks: Weeks) -> None:
    assert len(weeks.files) == 97
    assert {result.status for result in weeks.results} == {"stored"}
    assert sum(result.rejected for result in weeks.results) == 0
    assert sum(result.file_rows for result in weeks.results) == 2498


def test_case_numbers_and_applications(weeks: Weeks) -> None:
    rows = list_cases(weeks.context, LATER).rows
    assert len({row["case_no"] for row in rows}) == 2313
    assert len(rows) == 2314


def test_listed_again(weeks: Weeks) -> None:
    again = {case_no for case_no, places in listings(weeks.files).items() if len(places) > 1}
    assert len(again) == 156
    with weeks.context.store.reading() as connection:
        seen = connection.exec_driver_sql(
            "SELECT a.case_key FROM application a JOIN sighting s ON s.application_id = a.id "
            "GROUP BY a.case_key HAVING count(DISTINCT s.batch_id) > 1"
        ).scalars()
        assert set(seen) == again


def test_the_one_that_moved(weeks: Weeks) -> None:
    rows = {row["municipality"]: row for row in list_cases(weeks.context, LATER).rows if row["case_no"] == MOVED}
    names = {place.number: place.name for place in weeks.context.rulebook.municipalities}
    by_name = {names[number]: row for number, row in rows.items()}
    assert set(by_name) == {"Maughold", "Garff"}
    old, new = by_name["Maughold"], by_name["Garff"]
    assert (old["state"], old["outcome"], old["closed"]) == ("closed", "transferred", MOVED_ON)
    assert new["state"] == "running"
    said = [
        (result.file[:10], finding.case_no)
        for result in weeks.results
        for finding in result.findings
        if finding.code == "transferred"
    ]
    assert said == [(MOVED_ON, MOVED)]


def test_received_dates(weeks: Weeks, real: Path) -> None:
    with (real / "isleofman" / "iom_cases.csv").open(newline="", encoding="utf-8") as file:
        expected = {row["case_id"]: row["received"] for row in csv.DictReader(file)}
    found = {row["case_no"]: row["received"] for row in list_cases(weeks.context, LATER).rows}
    assert found == expected


def test_the_newest_list_again_stores_nothing(weeks: Weeks) -> None:
    def counts() -> list[int]:
        with weeks.context.store.reading() as connection:
            return [
                connection.exec_driver_sql(f"SELECT count(*) FROM {table}").scalar_one()
                for table in ("import_batch", "application", "version", "sighting", "finding")
            ]

    before = counts()
    result = read(weeks.context, weeks.files[-1])
    assert (result.status, result.id) == ("unchanged", weeks.results[-1].id)
    assert counts() == before
    assert len(imports_list(weeks.context)) == 97
