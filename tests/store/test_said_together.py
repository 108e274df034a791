"""Corrections of one go: those that were recorded with it, also once taken back."""

from __future__ import annotations

from casewatch.store import add_correction
from casewatch.store.said_together import said_together
from tests.services.conftest import Office, row
from tests.store.test_corrections import say, take_back


def test_all_of_one_time_and_no_others(office: Office) -> None:
    office.read(row("2026/1", business=None), row("2026/2", business=None))
    alone = say(office, business=False)
    now = office.tick()
    ids = [office.id_of(f"2026/{number}") for number in (1, 2)]
    with office.store.writing() as connection:
        first, second = (add_correction(connection, each, {"business": True}, "ringt", False, now) for each in ids)
    assert take_back(office, second)
    with office.store.reading() as connection:
        found = said_together(connection, second)
        assert [(each.id, each.case_key, each.values, each.reason) for each in found] == [
            (first, "2026/1", {"business": True}, "ringt"),
            (second, "2026/2", {"business": True}, "ringt"),
        ]
        assert [each.undone_at for each in found] == [None, office.time]
        assert [each.id for each in said_together(connection, alone)] == [alone]
        assert said_together(connection, 99) == []
