"""What an import held, case by case: where each stands in the file, and whether it was known before."""

from typing import NamedTuple

import orjson
from sqlalchemy import Connection, func, select

from casewatch.store.standing import Cut, standing
from casewatch.store.tables.imports import application, import_batch, sighting, version


class HeldCase(NamedTuple):
    """One application that an import held. Dates are ISO texts, None where its file has none."""

    municipality: str
    case_no: str  # as the file writes it
    application_no: int
    sheet: str | None
    row: int
    received: str | None
    complete: str | None
    decided: str | None
    new: bool  # no other import that stood then held it


def newest_import(connection: Connection) -> int:
    """The import that was recorded last, of the own transaction too; 0 where there is none."""
    return connection.execute(select(func.max(import_batch.c.id))).scalar() or 0


def held_cases(connection: Connection, batch_id: int, cut: Cut | None = None) -> list[HeldCase]:
    """The applications of an import in the order of its rows; `cut`: what stood before it (all that stand, by id)."""
    before = standing(Cut(before=batch_id) if cut is None else cut)
    mine = select(sighting.c.application_id).where(sighting.c.batch_id == batch_id)
    query = (
        select(sighting.c.application_id)
        .join(before, before.c.id == sighting.c.batch_id)
        .where(sighting.c.application_id.in_(mine))
        .distinct()
    )
    known = set(connection.execute(query).scalars())
    rows = connection.execute(
        select(
            application.c.id,
            application.c.municipality,
            application.c.case_key,
            application.c.application_no,
            sighting.c.sheet,
            sighting.c.row,
            version.c.content,
        )
        .select_from(sighting)
        .join(application, application.c.id == sighting.c.application_id)
        .join(version, version.c.id == sighting.c.version_id)
        .where(sighting.c.batch_id == batch_id)
        .order_by(sighting.c.sheet, sighting.c.row, application.c.application_no)
    )
    found = []
    for identity, municipality, case_key, number, sheet, row, text in rows:
        content = orjson.loads(text)
        received, complete, decided = (content.get(name) for name in ("received", "complete", "decided"))
        case_no = content.get("case_no") or case_key
        found.append(
            HeldCase(municipality, case_no, number, sheet, row, received, complete, decided, identity not in known)
        )
    return found
