"""Files that lie in the inbox, as known from poll to poll; see :class:`casewatch.store.tables.jobs.InboxFile`."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, delete, func, insert, select, update

from casewatch.store.bulk import PARAMETERS, chunks
from casewatch.store.tables.imports import import_batch
from casewatch.store.tables.jobs import inbox_file


@dataclass(frozen=True)
class KnownFile:
    """What is known of a file."""

    key: str
    size: int
    changed_ns: int
    seen_at: datetime
    outcome: str | None
    batch_id: int | None
    trouble: str | None


def known_files(connection: Connection) -> dict[str, KnownFile]:
    """Key -> what is known."""
    rows = connection.execute(select(*(inbox_file.c[name] for name in KnownFile.__dataclass_fields__)))
    return {row[0]: KnownFile(*row) for row in rows}


def see(
    connection: Connection, key: str, size: int, changed_ns: int, now: datetime, trouble: str | None = None
) -> None:
    """Keep how a file looks now; what was known of it as it looked before goes."""
    connection.execute(delete(inbox_file).where(inbox_file.c.key == key))
    values = {"key": key, "size": size, "changed_ns": changed_ns, "seen_at": now, "trouble": trouble}
    connection.execute(insert(inbox_file).values(values))


def note_file(connection: Connection, key: str, **values: Any) -> None:
    """Keep `outcome`, `batch_id` or `trouble` of a known file."""
    connection.execute(update(inbox_file).where(inbox_file.c.key == key).values(values))


def drop_files(connection: Connection, keys: Collection[str]) -> None:
    """Files that are no longer there."""
    for chunk in chunks(sorted(keys), PARAMETERS):
        connection.execute(delete(inbox_file).where(inbox_file.c.key.in_(chunk)))


def newest_of(connection: Connection, sha256: str) -> int | None:
    """The newest import of these bytes; None where there is none."""
    query = select(func.max(import_batch.c.id)).where(import_batch.c.sha256 == sha256)
    found: int | None = connection.execute(query).scalar()
    return found
