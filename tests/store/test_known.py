"""«`date_in_future` (of the import's as-of date)»: a remark of the list of cases, by the import that told the date."""

from __future__ import annotations

from datetime import UTC, date, datetime

import numpy as np

from casewatch.core.arrays import applications_from_contents
from casewatch.core.doubts.remarks import future_dates
from casewatch.store.batches import insert_arrival
from casewatch.store.engine import up_to_date
from casewatch.store.known import applications_of_case, has_municipality, known, newest_imports
from tests.services.conftest import GRUE, KONGSVINGER, Office, row


def remarked(office: Office) -> list[str]:
    """Case numbers with a date after the day of the newest import that held them."""
    with office.store.reading() as connection:
        seen = known(connection, None, date(2026, 6, 1), [KONGSVINGER])
    gone = np.zeros(len(seen), bool)
    a, pauses = applications_from_contents(seen.municipality, seen.application_no, seen.contents, gone)
    return [key for key, ahead in zip(seen.case_key, future_dates(a, pauses, seen.told_as_of), strict=True) if ahead]


def test_dates_after_the_day_of_the_import(office: Office) -> None:
    # the office's clock stands on 2 March 2026
    office.read(
        row("2026/1", complete="2026-03-02"),
        row("2026/2", complete="2026-03-03"),
        row("2026/3", hearing=[["2026-02-01", "2026-03-03", None]]),
        row("2026/4", legal_limit_date="2026-05-01"),
    )
    assert remarked(office) == ["2026/2", "2026/3"]


def test_what_stands_is_found_and_a_municipality_that_was_ever_there(office: Office) -> None:
    office.read(row("2026/1", 1), row("2026/1", 2))
    second = office.read(row("2026/1", 3), row("2026/2", municipality=GRUE))
    expected = {number: office.id_of("2026/1", number) for number in (1, 2)}
    office.undo(second.batch_id)
    with office.store.reading() as connection:
        assert applications_of_case(connection, KONGSVINGER, "2026/1") == expected
        assert applications_of_case(connection, GRUE, "2026/1") == {}
        assert applications_of_case(connection, GRUE, "2026/2") == {}
        assert [has_municipality(connection, number) for number in (KONGSVINGER, GRUE, "3415")] == [True, True, False]


def noon(day: int) -> datetime:
    return datetime(2026, 3, day, 12, tzinfo=UTC)


def test_the_newest_that_stands_or_came_again(office: Office) -> None:
    office.read(row("2026/1"), received="2026-03-02", municipality=KONGSVINGER)
    second = office.read(row("2026/1"), received="2026-03-09", municipality=KONGSVINGER)
    third = office.read(row("2026/1", municipality=GRUE), received="2026-03-03", municipality=GRUE)
    office.undo(second.batch_id)
    with office.store.writing() as connection:
        assert newest_imports(connection) == {KONGSVINGER: noon(2), GRUE: noon(3)}
        insert_arrival(connection, third.batch_id, "igjen.xlsx", noon(10), office.tick())
        assert newest_imports(connection) == {KONGSVINGER: noon(2), GRUE: noon(10)}


def test_a_store_of_another_version_is_not_up_to_date(office: Office) -> None:
    assert up_to_date(office.store)
    with office.store.writing() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '0001'")
    assert not up_to_date(office.store)
