"""The time the program records with."""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import Connection, func, select, union_all

from casewatch.store.tables import arrival, correction, correction_undo, import_batch, rule_text, undo


def recording_time(connection: Connection, now: datetime) -> datetime:
    """The time to record with: now, but never before anything already recorded.

    A clock that was set back would otherwise write into a past for which figures were asked, and these are promised to
    stay the same.
    """
    columns = [table.c.recorded_at for table in (import_batch, arrival, undo, correction, correction_undo, rule_text)]
    latest = union_all(*(select(func.max(column).label("at")) for column in columns)).subquery()
    last: datetime | None = connection.execute(select(func.max(latest.c.at))).scalar()
    now = now.astimezone(UTC)
    return now if last is None else max(now, last)
