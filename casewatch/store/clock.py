"""The time the program records with."""

from datetime import UTC, datetime, timedelta

from sqlalchemy import Connection, func, select, union_all

from casewatch.store.tables.alerts import alert, alert_answer, alert_baseline, alert_ended, alert_told
from casewatch.store.tables.forgotten import forgotten
from casewatch.store.tables.imports import (
    arrival,
    correction,
    correction_undo,
    import_batch,
    publication,
    rule_text,
    undo,
)
from casewatch.store.tables.people import audit

#: Everything that carries the time it was recorded.
_RECORDED = (
    *(import_batch, arrival, undo, correction, correction_undo, rule_text, publication),
    *(alert, alert_told, alert_ended, alert_answer, alert_baseline, forgotten, audit),
)
#: The finest step both databases keep.
_STEP = timedelta(microseconds=1)


def recording_time(connection: Connection, now: datetime) -> datetime:
    """The time to record with: now, but always later than anything already recorded. Only inside ``Store.writing``.

    A clock that was set back, or that stands still for a while, would otherwise write into a past for which figures
    were asked, and these are promised to stay the same.
    """
    last = latest_recorded(connection)
    now = now.astimezone(UTC)
    return now if last is None else max(now, last + _STEP)


def latest_recorded(connection: Connection) -> datetime | None:
    """When something was recorded last: what is derived from the store stays the same until it changes."""
    latest = union_all(*(select(func.max(table.c.recorded_at).label("at")) for table in _RECORDED)).subquery()
    last: datetime | None = connection.execute(select(func.max(latest.c.at))).scalar()
    return last


def latest_told(connection: Connection, but_import: int | None = None) -> datetime | None:
    """When something was recorded last that an import can be told by: another import, an undo, a correction, an
    erasure, a text of the rules; `but_import` is left out.
    """
    tables = (undo, correction, correction_undo, forgotten, rule_text)
    imports = select(func.max(import_batch.c.recorded_at).label("at"))
    if but_import is not None:
        imports = imports.where(import_batch.c.id != but_import)
    latest = union_all(imports, *(select(func.max(table.c.recorded_at).label("at")) for table in tables)).subquery()
    last: datetime | None = connection.execute(select(func.max(latest.c.at))).scalar()
    return last
