"""Many rows at once: the driver's own fast way, in chunks."""

import gc
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import islice
from typing import Any, TypeVar

from sqlalchemy import Connection, Table, insert

ROWS_AT_ONCE = 10_000
#: SQLite takes 32,766 parameters in a statement; we stay well below.
PARAMETERS = 5_000

_T = TypeVar("_T")


def insert_rows(connection: Connection, table: Table, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Insert rows of plain numbers, texts, booleans and None, in the order of `columns`.

    On PostgreSQL by COPY, else by one prepared statement for many rows. Values go to the driver as they are: no
    times here.
    """
    if connection.dialect.name == "postgresql":
        names = ", ".join(connection.dialect.identifier_preparer.quote(name) for name in columns)
        driver: Any = connection.connection.driver_connection
        with driver.cursor() as cursor, cursor.copy(f"COPY {table.name} ({names}) FROM STDIN") as copy:
            for row in rows:
                copy.write_row(row)
        return
    statement = str(insert(table).compile(dialect=connection.dialect, column_keys=list(columns)))
    order = [list(columns).index(column.name) for column in table.columns if column.name in columns]
    straight = order == list(range(len(columns)))
    for chunk in chunks(rows, ROWS_AT_ONCE):
        arranged = chunk if straight else [tuple(row[at] for at in order) for row in chunk]
        connection.exec_driver_sql(statement, [tuple(row) for row in arranged])


def chunks(items: Iterable[_T], size: int) -> Iterator[list[_T]]:
    """The items in lists of at most `size`."""
    iterator = iter(items)
    while chunk := list(islice(iterator, size)):
        yield chunk


@contextmanager
def without_gc() -> Iterator[None]:
    """Hundred thousand new dictionaries wake the garbage collector again and again, for nothing: they all stay."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
