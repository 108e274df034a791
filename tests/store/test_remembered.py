"""How a municipality's files are read: what was chosen last, of each its own."""

from __future__ import annotations

from datetime import UTC, datetime

from casewatch.store import Store
from casewatch.store.remembered import Remembered, remember_columns, remembered_of

NOW = datetime(2026, 3, 2, 8, tzinfo=UTC)


def test_what_was_chosen_last_holds(store: Store) -> None:
    first = Remembered("norsk-standard", "open", {"Vår dato": "complete"})
    last = Remembered("eget", None, {"Kom inn": "received", "Vår dato": "decided"})
    with store.writing() as connection:
        assert remembered_of(connection, "3401") is None
        remember_columns(connection, "3417", first, NOW)
        for chosen in (first, last):
            remember_columns(connection, "3401", chosen, NOW)
    with store.reading() as connection:
        assert (remembered_of(connection, "3401"), remembered_of(connection, "3417")) == (last, first)
