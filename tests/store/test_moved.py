"""Dates that moved after a decision, by the imports that stand."""

from __future__ import annotations

from casewatch.store import Cut
from casewatch.store.moved import hint_moved, moved_dates, note_moved
from tests.services.conftest import GRUE, KONGSVINGER, Office, row


def test_moved_by_what_stands(office: Office) -> None:
    office.read(
        row("2026/1", complete="2026-01-07", decided="2026-01-20"),
        row("2026/2", complete="2026-01-07", decided=None),
        row("2026/3", municipality=GRUE, complete="2026-01-07", decided="2026-01-20"),
    )
    second = office.read(
        row("2026/1", complete="2026-01-12", decided="2026-01-21"),
        row("2026/2", complete="2026-01-12", decided="2026-01-21"),  # nothing was decided yet
        row("2026/3", municipality=GRUE, complete=None, decided="2026-01-20"),
    )
    one, two, three = office.id_of("2026/1"), office.id_of("2026/2"), office.id_of("2026/3", municipality=GRUE)
    with office.store.writing() as connection:
        note_moved(connection, [one, two])  # twice, and one that need not be looked at
        expected = {"complete_moved": [one], "decided_moved": [one], "complete_withdrawn": [three]}
        assert moved_dates(connection, Cut()) == expected
        assert moved_dates(connection, Cut(), [GRUE]) == {"complete_withdrawn": [three]}
        assert moved_dates(connection, Cut(before=second.batch_id), [KONGSVINGER]) == {}
    office.undo(second.batch_id)
    with office.store.writing() as connection:
        hint_moved(connection, [one, two, three])
        assert moved_dates(connection, Cut()) == {}
