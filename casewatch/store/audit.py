"""The audit log: added to in the transaction of what it tells of, and read newest first."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import orjson
from sqlalchemy import Connection, insert, select

from casewatch.store.tables.people import audit


@dataclass(frozen=True)
class Entry:
    """Somebody did something."""

    recorded_at: datetime
    who: str
    action: str
    municipality: str | None
    subject: str | None
    details: dict[str, Any]


def record(
    connection: Connection,
    recorded_at: datetime,
    who: str,
    action: str,
    municipality: str | None = None,
    subject: object = None,
    **details: Any,
) -> None:
    """Write one entry. Only inside ``Store.writing``; no case numbers, no free text of people."""
    connection.execute(
        insert(audit).values(
            recorded_at=recorded_at,
            who=who,
            action=action,
            municipality=municipality,
            subject=None if subject is None else str(subject),
            details=orjson.dumps(details).decode(),
        )
    )


def entries(connection: Connection, municipalities: Sequence[str] | None, limit: int = 500) -> list[Entry]:
    """The newest entries; with municipalities those of them only, and none that concern none."""
    query = select(audit).order_by(audit.c.recorded_at.desc(), audit.c.id.desc()).limit(limit)
    if municipalities is not None:
        query = query.where(audit.c.municipality.in_(municipalities))
    return [
        Entry(row.recorded_at, row.who, row.action, row.municipality, row.subject, orjson.loads(row.details))
        for row in connection.execute(query)
    ]
