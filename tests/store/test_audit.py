"""The log: the newest first, and of a municipality its own."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from casewatch.store import Store
from casewatch.store.audit import entries, record

NOW = datetime(2026, 3, 2, 8, tzinfo=UTC)


def test_the_newest_first_and_of_a_municipality_its_own(store: Store) -> None:
    with store.writing() as connection:
        record(connection, NOW, "kari", "imported", "3401", 7, new=3)
        record(connection, NOW, "kari", "corrected", "3401", fields=["decided"])  # at the same time, and after it
        record(connection, NOW + timedelta(seconds=1), "ola", "imported", "3417")
        record(connection, NOW - timedelta(seconds=1), "admin", "rules")
    with store.reading() as connection:
        found = entries(connection, None)
        assert [(each.who, each.action) for each in found] == [
            ("ola", "imported"),
            ("kari", "corrected"),
            ("kari", "imported"),
            ("admin", "rules"),
        ]
        assert (found[2].subject, found[2].details, found[2].recorded_at) == ("7", {"new": 3}, NOW)
        assert [each.action for each in entries(connection, ["3401"])] == ["corrected", "imported"]
        assert entries(connection, []) == []
        assert entries(connection, None, limit=1) == found[:1]
