"""Corrections that were said in one go: all that one transaction recorded, also those taken back since."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import orjson
from sqlalchemy import Connection, select

from casewatch.store.tables.imports import application, correction, correction_undo


@dataclass(frozen=True, slots=True)
class Said:
    """One correction of those."""

    id: int
    application_id: int
    municipality: str
    case_key: str
    application_no: int
    values: Mapping[str, Any]  # see core.picture.Correction
    reason: str
    recorded_at: datetime
    undone_at: datetime | None


def said_together(connection: Connection, correction_id: int) -> list[Said]:
    """A correction and all that were recorded with it, by id; empty where there is none."""
    when = select(correction.c.recorded_at).where(correction.c.id == correction_id).scalar_subquery()
    query = (
        select(
            correction.c.id,
            correction.c.application_id,
            application.c.municipality,
            application.c.case_key,
            application.c.application_no,
            correction.c.said,
            correction.c.reason,
            correction.c.recorded_at,
            correction_undo.c.recorded_at,
        )
        .join(application, application.c.id == correction.c.application_id)
        .outerjoin(correction_undo, correction_undo.c.correction_id == correction.c.id)
        .where(correction.c.recorded_at == when)
        .order_by(correction.c.id)
    )
    return [Said(*row[:5], orjson.loads(row[5]), *row[6:]) for row in connection.execute(query)]
