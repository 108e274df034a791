"""Dates that moved although the application was decided: remarks, derived from the imports that stand."""

from collections.abc import Collection, Iterable

import orjson
from sqlalchemy import Connection, Select, exists, insert, select

from casewatch.core.fold import Content, history_remarks
from casewatch.store.bulk import PARAMETERS, chunks
from casewatch.store.standing import Cut, standing
from casewatch.store.tables.imports import application, moved_hint, sighting, version


def moved_dates(
    connection: Connection, cut: Cut, municipalities: Collection[str] | None = None
) -> dict[str, list[int]]:
    """Remark (``complete_moved``, ``decided_moved``, ``complete_withdrawn``) -> ids of its applications, sorted."""
    query = _history(cut).where(sighting.c.application_id.in_(select(moved_hint.c.application_id)))
    if municipalities is not None:
        query = query.join(application, application.c.id == sighting.c.application_id)
        query = query.where(application.c.municipality.in_(sorted(municipalities)))
    found: dict[str, list[int]] = {}
    for identity, contents in sorted(_told(connection, query).items()):
        for code in sorted(history_remarks(contents)):
            found.setdefault(code, []).append(identity)
    return found


def hint_moved(connection: Connection, application_ids: Iterable[int]) -> None:
    """Look at the history of some applications as it stands now, and note those in which dates moved."""
    for chunk in chunks(application_ids, PARAMETERS):
        told = _told(connection, _history(Cut()).where(sighting.c.application_id.in_(chunk)))
        note_moved(connection, [identity for identity, contents in told.items() if history_remarks(contents)])


def note_moved(connection: Connection, application_ids: Collection[int]) -> None:
    """Note applications as worth looking at; twice does no harm."""
    for chunk in chunks(sorted(application_ids), PARAMETERS):
        new = select(application.c.id).where(
            application.c.id.in_(chunk),
            ~exists(select(moved_hint.c.application_id).where(moved_hint.c.application_id == application.c.id)),
        )
        connection.execute(insert(moved_hint).from_select(["application_id"], new))


def _history(cut: Cut) -> Select[int, str]:
    ranks = standing(cut)
    return (
        select(sighting.c.application_id, version.c.content)
        .select_from(sighting)
        .join(ranks, ranks.c.id == sighting.c.batch_id)
        .join(version, version.c.id == sighting.c.version_id)
        .order_by(sighting.c.application_id, ranks.c.rank)
    )


def _told(connection: Connection, query: Select[int, str]) -> dict[int, list[Content]]:
    told: dict[int, list[Content]] = {}
    for identity, content in connection.execute(query):
        told.setdefault(identity, []).append(orjson.loads(content))
    return told
