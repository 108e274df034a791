"""The time that is recorded never goes back."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

from casewatch.store import Store
from casewatch.store.audit import record
from casewatch.store.clock import latest_recorded, latest_told, recording_time
from tests.services.conftest import Office, row
from tests.store.test_corrections import say

NOW = datetime(2026, 3, 2, 8, tzinfo=UTC)
STEP = timedelta(microseconds=1)


def test_a_clock_that_was_set_back_goes_on_after_what_is_there(store: Store) -> None:
    with store.writing() as connection:
        assert latest_recorded(connection) is None
        oslo = NOW.astimezone(timezone(timedelta(hours=1)))
        assert recording_time(connection, oslo) == NOW
        record(connection, NOW, "kari", "imported")
        assert latest_recorded(connection) == NOW
        assert recording_time(connection, NOW - timedelta(days=1)) == NOW + STEP
        assert recording_time(connection, NOW) == NOW + STEP
        assert recording_time(connection, NOW + timedelta(days=1)) == NOW + timedelta(days=1)


def test_what_an_import_can_be_told_by(office: Office) -> None:
    first = office.read(row("2026/1", complete=None))
    read = office.time
    with office.store.writing() as connection:
        record(connection, office.tick(), "kari", "exported")  # no word on any case
        assert (latest_told(connection), latest_told(connection, first.batch_id)) == (read, None)
    say(office, complete="2026-01-09")
    with office.store.reading() as connection:
        assert latest_told(connection, first.batch_id) == office.time
