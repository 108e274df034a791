"""The imports themselves: what each was and did, whether it stands, and that its bytes came again."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import orjson
from sqlalchemy import Connection, RowMapping, func, insert, select, update

from casewatch.store.bulk import PARAMETERS, chunks
from casewatch.store.standing import Cut, standing_imports
from casewatch.store.tables.imports import arrival, finding, import_batch, undo


@dataclass(frozen=True)
class Batch:
    """One import as recorded."""

    values: Mapping[str, Any]  # the columns of import_batch; lists and mappings read
    undone_at: datetime | None
    arrivals: int  # how often the same bytes came again

    @property
    def id(self) -> int:
        """Its number."""
        return int(self.values["id"])


def all_batches(connection: Connection) -> list[Batch]:
    """Every import ever recorded, also those taken back, by id."""
    return _batches(connection, None)


def one_batch(connection: Connection, batch_id: int) -> Batch | None:
    """One import, or None."""
    found = _batches(connection, batch_id)
    return found[0] if found else None


def _batches(connection: Connection, batch_id: int | None) -> list[Batch]:
    again = select(arrival.c.batch_id, func.count().label("times")).group_by(arrival.c.batch_id).subquery()
    query = (
        select(import_batch, undo.c.recorded_at.label("undone_at"), again.c.times)
        .outerjoin(undo, undo.c.batch_id == import_batch.c.id)
        .outerjoin(again, again.c.batch_id == import_batch.c.id)
        .order_by(import_batch.c.id)
    )
    if batch_id is not None:
        query = query.where(import_batch.c.id == batch_id)
    return [_batch(row) for row in connection.execute(query).mappings()]


def _batch(row: RowMapping) -> Batch:
    values = {name: row[name] for name in import_batch.c.keys()}  # noqa: SIM118 (column names, not columns)
    for name in ("municipalities", "options", "fields"):
        values[name] = orjson.loads(values[name])
    return Batch(values, row["undone_at"], row["times"] or 0)


def findings_of(connection: Connection, batch_id: int) -> list[dict[str, Any]]:
    """The remarks on an import, in their order, without batch and sequence."""
    rows = connection.execute(select(finding).where(finding.c.batch_id == batch_id).order_by(finding.c.seq)).mappings()
    return [{name: value for name, value in row.items() if name not in ("batch_id", "seq")} for row in rows]


def same_import(connection: Connection, sha256: str, profile: str, profile_version: str, options: str) -> Batch | None:
    """The standing import of the same bytes, understood the same way, if no newer one concerns its municipalities."""
    query = select(import_batch.c.id).where(
        import_batch.c.sha256 == sha256,
        import_batch.c.profile == profile,
        import_batch.c.profile_version == profile_version,
        import_batch.c.options == options,
    )
    same = set(connection.execute(query).scalars())
    if not same:
        return None
    concerned: set[str] = set()
    for each in reversed(standing_imports(connection, Cut())):
        if each.id in same and not concerned & each.municipalities:
            return one_batch(connection, each.id)
        concerned |= each.municipalities
    return None


def note_annotated(connection: Connection, batch_id: int, path: str) -> None:
    """Note where the annotated copy of an import lies."""
    connection.execute(update(import_batch).where(import_batch.c.id == batch_id).values(annotated=path))


def forget_annotated(connection: Connection, paths: Collection[str]) -> None:
    """Note that annotated copies are no more."""
    for chunk in chunks(paths, PARAMETERS):
        connection.execute(update(import_batch).where(import_batch.c.annotated.in_(chunk)).values(annotated=None))


def insert_arrival(
    connection: Connection, batch_id: int, file: str, received_at: datetime, recorded_at: datetime
) -> None:
    """Note that the bytes of a standing import came again."""
    connection.execute(
        insert(arrival).values(batch_id=batch_id, file=file, received_at=received_at, recorded_at=recorded_at)
    )
