"""Many rows at once, on either database, whatever the order of the columns."""

from __future__ import annotations

import gc

from sqlalchemy import select

from casewatch.store import Store
from casewatch.store.bulk import ROWS_AT_ONCE, chunks, insert_rows, without_gc
from casewatch.store.tables.imports import application


def test_chunks_are_full_but_the_last() -> None:
    assert list(chunks(range(7), 3)) == [[0, 1, 2], [3, 4, 5], [6]]
    assert list(chunks([], 3)) == []


def test_more_rows_than_a_chunk_come_in_under_their_columns(store: Store) -> None:
    rows = [(f"2026/{number}", 1, "3401", number) for number in range(1, ROWS_AT_ONCE + 2)]
    with store.writing() as connection:
        insert_rows(connection, application, ("case_key", "application_no", "municipality", "id"), rows)
    with store.reading() as connection:
        columns = (application.c.id, application.c.municipality, application.c.case_key, application.c.application_no)
        found = [tuple(row) for row in connection.execute(select(*columns).order_by(application.c.id))]
    assert (len(found), found[0]) == (ROWS_AT_ONCE + 1, (1, "3401", "2026/1", 1))
    assert found[-1] == (ROWS_AT_ONCE + 1, "3401", f"2026/{ROWS_AT_ONCE + 1}", 1)


def test_the_collector_is_as_it_was_afterwards() -> None:
    assert gc.isenabled()
    with without_gc():
        assert not gc.isenabled()
    assert gc.isenabled()
