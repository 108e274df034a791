"""Files in the inbox, as known from poll to poll."""

from __future__ import annotations

from datetime import timedelta

from casewatch.store.inbox import drop_files, known_files, newest_of, note_file, see
from tests.services.conftest import Office, row


def test_what_is_known_of_a_file_goes_once_it_looks_otherwise(office: Office) -> None:
    stored = office.read(row("2026/1"))
    now = office.time
    with office.store.writing() as connection:
        see(connection, "3401/uke10.csv", 100, 7, now)
        see(connection, "3417/uke10.csv", 100, 7, now, trouble="i bruk")
        note_file(connection, "3401/uke10.csv", outcome="read", batch_id=stored.batch_id)
        known = known_files(connection)
        assert (known["3401/uke10.csv"].outcome, known["3401/uke10.csv"].batch_id) == ("read", stored.batch_id)
        assert (known["3417/uke10.csv"].outcome, known["3417/uke10.csv"].trouble) == (None, "i bruk")
        see(connection, "3401/uke10.csv", 120, 9, now + timedelta(minutes=1))
        anew = known_files(connection)["3401/uke10.csv"]
        assert (anew.size, anew.changed_ns, anew.outcome, anew.batch_id) == (120, 9, None, None)
        drop_files(connection, {"3401/uke10.csv", "3401/ukjent.csv"})
        assert known_files(connection).keys() == {"3417/uke10.csv"}


def test_the_newest_import_of_the_same_bytes(office: Office) -> None:
    office.read(row("2026/1"))
    second = office.read(row("2026/1"))
    with office.store.writing() as connection:
        connection.exec_driver_sql("UPDATE import_batch SET sha256 = 'like'")
        assert newest_of(connection, "like") == second.batch_id
        assert newest_of(connection, "ukjent") is None
