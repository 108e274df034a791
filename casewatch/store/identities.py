"""Looking up applications by their case."""

from __future__ import annotations

from sqlalchemy import Connection, exists, select

from casewatch.store.standing import Cut, standing
from casewatch.store.tables.imports import application, sighting


def applications_of_case(connection: Connection, municipality: str, case_key: str) -> dict[int, int]:
    """The applications of a case that a standing import holds: application number -> id."""
    ranks = standing(Cut())
    held = (
        select(sighting.c.batch_id)
        .join(ranks, ranks.c.id == sighting.c.batch_id)
        .where(sighting.c.application_id == application.c.id)
    )
    query = select(application.c.application_no, application.c.id).where(
        application.c.municipality == municipality, application.c.case_key == case_key, exists(held)
    )
    return dict(connection.execute(query.order_by(application.c.application_no)).all())


def has_municipality(connection: Connection, number: str) -> bool:
    """Whether any application of a municipality was ever stored."""
    query = select(application.c.id).where(application.c.municipality == number).limit(1)
    return connection.execute(query).first() is not None
