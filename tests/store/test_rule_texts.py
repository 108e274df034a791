"""Rule texts by time."""

from __future__ import annotations

from datetime import UTC, datetime

from casewatch.store import Store, changed_texts, record_texts, texts_at

MONDAY, TUESDAY, WEDNESDAY = (datetime(2026, 3, day, 8, tzinfo=UTC) for day in (2, 3, 4))


def record(store: Store, texts: dict[str, str], when: datetime) -> dict[str, str | None]:
    with store.writing() as connection:
        changed = changed_texts(connection, texts)
        record_texts(connection, changed, when)
    return changed


def at(store: Store, when: datetime) -> dict[str, str]:
    with store.reading() as connection:
        return texts_at(connection, when)


def test_the_newest_text_by_a_time_is_in_force_and_before_the_first_the_first(store: Store) -> None:
    assert at(store, MONDAY) == {}
    first, second = {"a.toml": "1", "b.toml": "1"}, {"a.toml": "2", "c.toml": "1"}
    assert record(store, first, MONDAY) == first
    assert record(store, first, TUESDAY) == {}
    assert record(store, second, TUESDAY) == {"a.toml": "2", "c.toml": "1", "b.toml": None}
    assert at(store, datetime(2020, 1, 1, tzinfo=UTC)) == first
    assert at(store, MONDAY) == first
    assert at(store, TUESDAY) == second
    assert record(store, first, WEDNESDAY) == {"a.toml": "1", "b.toml": "1", "c.toml": None}
    assert at(store, WEDNESDAY) == first
    assert at(store, TUESDAY) == second
