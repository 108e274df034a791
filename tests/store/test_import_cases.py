"""What an import held, case by case."""

from __future__ import annotations

from casewatch.store import Cut
from casewatch.store.import_cases import HeldCase, held_cases, newest_import
from tests.services.conftest import KONGSVINGER, RECEIVED, Office, row


def test_what_was_known_before_is_not_new(office: Office) -> None:
    with office.store.reading() as connection:
        assert newest_import(connection) == 0
    first = office.read(row("2026/1", complete="2026-01-07"))
    second = office.read(row("2026/1", complete=None), row("2026/2", complete="2026-01-08"))
    with office.store.reading() as connection:
        assert held_cases(connection, second.batch_id) == [
            HeldCase(KONGSVINGER, "2026/1", 1, "Ark1", 2, RECEIVED, None, None, False),
            HeldCase(KONGSVINGER, "2026/2", 1, "Ark1", 2, RECEIVED, "2026-01-08", None, True),
        ]
        assert [each.new for each in held_cases(connection, first.batch_id)] == [True]
    office.undo(first.batch_id)
    with office.store.reading() as connection:
        assert [each.new for each in held_cases(connection, second.batch_id)] == [True, True]
        stood = Cut(before=second.batch_id, still=first.batch_id)
        assert [each.new for each in held_cases(connection, second.batch_id, stood)] == [False, True]
