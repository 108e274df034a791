"""Applications whose newest row could not be read, until a later import mends them."""

from collections.abc import Sequence

from sqlalchemy import Connection, func, select

from casewatch.store.standing import Cut, StandingImport, standing
from casewatch.store.tables.imports import application, rejection, sighting


def rejected_in(
    connection: Connection, batch_id: int
) -> list[tuple[str | None, str | None, int | None, str | None, int]]:
    """What an import could not read: municipality, case number, application number, sheet and row, in their order."""
    columns = (rejection.c.municipality, rejection.c.case_no, rejection.c.application_no)
    query = select(*columns, rejection.c.sheet, rejection.c.row).where(rejection.c.batch_id == batch_id)
    return [tuple(row) for row in connection.execute(query.order_by(rejection.c.id))]


def pending_rejections(connection: Connection, cut: Cut, imports: Sequence[StandingImport]) -> dict[str, int]:
    """Per municipality how many applications stand rejected.

    A line without a usable case number names no application that could be mended: it counts until the next import of
    its municipality.
    """
    ranks = standing(cut)
    rows = connection.execute(
        select(
            rejection.c.municipality,
            rejection.c.case_key,
            func.coalesce(application.c.application_no, rejection.c.application_no),
            ranks.c.rank,
        )
        .join(ranks, ranks.c.id == rejection.c.batch_id)
        .outerjoin(application, application.c.id == rejection.c.application_id)
    ).all()
    if not rows:
        return {}
    seen_as: dict[tuple[str, str, int], int] = {}
    seen_case: dict[tuple[str, str], int] = {}
    for municipality, case_key, number, rank in connection.execute(
        select(
            application.c.municipality,
            application.c.case_key,
            application.c.application_no,
            func.max(ranks.c.rank),
        )
        .select_from(application)
        .join(sighting, sighting.c.application_id == application.c.id)
        .join(ranks, ranks.c.id == sighting.c.batch_id)
        .where(application.c.case_key.in_(select(rejection.c.case_key)))
        .group_by(application.c.id, application.c.municipality, application.c.case_key, application.c.application_no)
    ):
        seen_as[municipality, case_key, number] = rank
        seen_case[municipality, case_key] = max(rank, seen_case.get((municipality, case_key), 0))
    latest = {municipality: each.rank for each in imports for municipality in each.municipalities}
    pending: dict[str, int] = {}
    newest: dict[tuple[str, str, int | None], int] = {}
    for municipality, case_key, number, rank in rows:
        if municipality is None:
            continue
        if case_key is None:
            if latest.get(municipality, rank) == rank:
                pending[municipality] = pending.get(municipality, 0) + 1
            continue
        known = (municipality, case_key, number)
        newest[known] = max(rank, newest.get(known, 0))
    for (municipality, case_key, number), rank in newest.items():
        mended = seen_case.get((municipality, case_key), 0)
        if number is not None:
            mended = seen_as.get((municipality, case_key, number), 0)
        if mended < rank:
            pending[municipality] = pending.get(municipality, 0) + 1
    return pending
