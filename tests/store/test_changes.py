"""What differs between two states, application by application."""

from __future__ import annotations

from casewatch.store import Cut
from casewatch.store.changes import StoreComparison
from tests.services.conftest import Office, row
from tests.store.test_corrections import say


def test_new_changed_moved_and_under_a_persons_word(office: Office) -> None:
    office.read(
        row("2026/1", complete="2026-01-07", decided=None),
        row("2026/2", complete="2026-01-07", decided="2026-01-20"),
    )
    before = Cut(office.time)
    say(office, complete="2026-01-08")
    second = office.read(
        row("2026/1", complete="2026-01-09", decided=None),
        row("2026/2", complete="2026-01-12", decided="2026-01-20"),
        row("2026/3", complete=None, decided=None),
    )
    ids = [office.id_of(f"2026/{number}") for number in (1, 2, 3)]
    with office.store.reading() as connection:
        compared = StoreComparison(connection, before, Cut())
        assert compared.overlaid() == {ids[0]}  # somebody spoke of it in between
        first, second_one, third = compared.of(ids)
        # the export's own day is told, although a person's word lies over it
        assert [(each.field, each.old, each.new) for each in first.changes] == [
            ("complete", "2026-01-07", "2026-01-09")
        ]
        assert first.after is not None
        assert first.after["complete"] == "2026-01-08"
        assert (second_one.moved, first.moved) == (["complete_moved"], [])
        assert (third.before, third.changes) == (None, [])
        # in the state before the second import nothing differs but the word
        alone = StoreComparison(connection, before, Cut(before=second.batch_id))
        assert [[change.field for change in each.changes] for each in alone.of(ids[:2])] == [["complete"], []]
