"""How the store is: its migration, and when exports came last."""

from __future__ import annotations

from datetime import UTC, datetime

from casewatch.store.batches import insert_arrival
from casewatch.store.health import newest_imports, up_to_date
from tests.services.conftest import GRUE, KONGSVINGER, Office, row


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
