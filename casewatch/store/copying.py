"""Everything in a store at once: copied to a file, or put in the place of another store's."""

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, delete, exists, func, insert, select, text

from casewatch.store.engine import Store
from casewatch.store.tables.imports import METADATA

#: Rows at a time: the widest tables have long texts.
_ROWS = 2_000
#: What a store has before anybody put something into it.
_OF_THE_PROGRAM = frozenset({"rule_text", "job_run", "inbox_file"})


def copy_file(store: Store, path: Path) -> None:
    """Copy an SQLite store to a file that is complete in itself, by SQLite's online backup: others go on meanwhile.

    Raises sqlite3.Error where it cannot be written.
    """
    with store.engine.connect() as connection, closing(sqlite3.connect(path)) as target:
        driver: Any = connection.connection.driver_connection
        driver.backup(target)
    complete(path)


def complete(path: Path) -> None:
    """Make an SQLite file, that nobody has open, complete in itself: without a log beside it."""
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA journal_mode = DELETE").fetchall()


def copy_tables(source: Store, target: Store) -> int:
    """Copy every row into a store that has none, as of one moment; their number."""
    with source.reading() as reading, target.writing() as writing:
        return _copy(reading, writing)


def replace_tables(source: Store, target: Store) -> int:
    """Put the rows of one store in the place of all those of another, in one transaction; their number."""
    with source.reading() as reading, target.writing() as writing:
        for table in reversed(METADATA.sorted_tables):
            writing.execute(delete(table))
        rows = _copy(reading, writing)
        if target.postgres:
            _count_on(writing)
        return rows


def is_filled(store: Store) -> bool:
    """Whether anybody put something into a store."""
    with store.reading() as connection:
        tables = [table for table in METADATA.sorted_tables if table.name not in _OF_THE_PROGRAM]
        return any(connection.execute(select(exists(select(1).select_from(table)))).scalar() for table in tables)


def revision_of(path: Path) -> str | None:
    """The migration that an SQLite file stands at; None where it is not casewatch's.

    Raises sqlite3.Error for a file that is damaged.
    """
    # Read as it is: a log that is left beside it is not part of a backup.
    with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro&immutable=1", uri=True)) as connection:
        (found,) = connection.execute("PRAGMA quick_check(1)").fetchone()
        if found != "ok":
            raise sqlite3.DatabaseError(found)
        named = "SELECT count(*) FROM sqlite_master WHERE name IN ('alembic_version', 'import_batch')"
        if connection.execute(named).fetchone()[0] != 2:
            return None
        row = connection.execute("SELECT version_num FROM alembic_version").fetchone()
        return None if row is None else str(row[0])


def _copy(reading: Connection, writing: Connection) -> int:
    rows = 0
    for table in METADATA.sorted_tables:
        result = reading.execution_options(yield_per=_ROWS).execute(select(table))
        for chunk in result.mappings().partitions(_ROWS):
            writing.execute(insert(table), [dict(row) for row in chunk])
            rows += len(chunk)
    return rows


def _count_on(connection: Connection) -> None:
    """Let PostgreSQL's own numbers go on after the highest one that came in."""
    for table in METADATA.sorted_tables:
        column = table.autoincrement_column
        if column is None:
            continue
        place = {"table": table.fullname, "column": column.name}
        sequence = connection.execute(text("SELECT pg_get_serial_sequence(:table, :column)"), place).scalar()
        if sequence is not None:
            highest = select(func.coalesce(func.max(column), 0) + 1).scalar_subquery()
            connection.execute(select(func.setval(sequence, highest, False)))
