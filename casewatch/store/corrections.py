"""A person's word: kept, taken back, and which of it is in force."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import orjson
from sqlalchemy import Connection, exists, insert, select

from casewatch.core.fold import Content, Correction, Values
from casewatch.store.standing import Cut, StandingImport, oslo_day, standing_imports
from casewatch.store.tables.imports import application, arrival, correction, correction_undo

#: What a person may report to have happened, before an export can know of it.
REPORTED = ("decided", "decision_sent")


@dataclass(frozen=True, slots=True)
class StoredCorrection:
    """A correction that was not taken back. It may still have ended with a later import: see :func:`ended`."""

    id: int
    application_id: int
    municipality: str
    values: Values
    reason: str
    until_next: bool
    recorded_at: datetime


def add_correction(
    connection: Connection,
    application_id: int,
    values: Values,
    reason: str,
    until_next: bool,
    recorded_at: datetime,
) -> int:
    """Keep a person's word on an application and return its id. For `values` see :class:`core.fold.Correction`."""
    result = connection.execute(
        insert(correction).values(
            application_id=application_id,
            said=orjson.dumps(dict(values), option=orjson.OPT_SORT_KEYS).decode(),
            reason=reason,
            until_next=until_next,
            recorded_at=recorded_at,
        )
    )
    key = result.inserted_primary_key
    assert key is not None
    return int(key[0])


def undo_correction(connection: Connection, correction_id: int, recorded_at: datetime) -> bool:
    """Take a person's word back. False: there is none with this id, or it is taken back already."""
    known = select(correction.c.id).where(
        correction.c.id == correction_id,
        ~exists(select(correction_undo.c.correction_id).where(correction_undo.c.correction_id == correction_id)),
    )
    if connection.execute(known).first() is None:
        return False
    connection.execute(insert(correction_undo).values(correction_id=correction_id, recorded_at=recorded_at))
    return True


def municipality_of_correction(connection: Connection, correction_id: int) -> str | None:
    """Where a person's word belongs; None where there is none with this id."""
    query = (
        select(application.c.municipality)
        .join(correction, correction.c.application_id == application.c.id)
        .where(correction.c.id == correction_id)
    )
    found: str | None = connection.execute(query).scalar()
    return found


def stored_corrections(
    connection: Connection, cut: Cut, *, municipalities: Iterable[str] | None = None, application_id: int | None = None
) -> list[StoredCorrection]:
    """Corrections that were said, and not taken back, by the cut's time; the oldest first."""
    undone = select(correction_undo.c.correction_id).where(correction_undo.c.correction_id == correction.c.id)
    query = select(
        correction.c.id,
        correction.c.application_id,
        application.c.municipality,
        correction.c.said,
        correction.c.reason,
        correction.c.until_next,
        correction.c.recorded_at,
    ).join(application, application.c.id == correction.c.application_id)
    if cut.known_at is not None:
        undone = undone.where(correction_undo.c.recorded_at <= cut.known_at)
        query = query.where(correction.c.recorded_at <= cut.known_at)
    if municipalities is not None:
        query = query.where(application.c.municipality.in_(list(municipalities)))
    if application_id is not None:
        query = query.where(correction.c.application_id == application_id)
    query = query.where(~exists(undone)).order_by(correction.c.recorded_at, correction.c.id)
    return [StoredCorrection(*row[:3], orjson.loads(row[3]), *row[4:]) for row in connection.execute(query)]


def arrivals(connection: Connection, cut: Cut) -> list[tuple[int, datetime, datetime]]:
    """When the bytes of an import came again by the cut's time: (import, received at, recorded at)."""
    query = select(arrival.c.batch_id, arrival.c.received_at, arrival.c.recorded_at)
    if cut.known_at is not None:
        query = query.where(arrival.c.recorded_at <= cut.known_at)
    return [(batch, received, recorded) for batch, received, recorded in connection.execute(query)]


def holding(
    connection: Connection,
    cut: Cut,
    imports: Sequence[StandingImport],
    *,
    municipalities: Iterable[str] | None = None,
    application_id: int | None = None,
) -> list[StoredCorrection]:
    """The corrections that hold, of some municipalities or one application, the oldest first."""
    said = stored_corrections(connection, cut, municipalities=municipalities, application_id=application_id)
    over = ended(said, imports, arrivals(connection, cut)) if said else {}
    return [each for each in said if each.id not in over]


def in_force(
    corrections: Sequence[StoredCorrection],
    imports: Sequence[StandingImport],
    came_again: Sequence[tuple[int, datetime, datetime]],
) -> dict[int, list[Correction]]:
    """Per application the corrections that hold, oldest first: those that no file has ended (:func:`ended`)."""
    over = ended(corrections, imports, came_again)
    holding: dict[int, list[Correction]] = {}
    for said in corrections:
        if said.id not in over:
            holding.setdefault(said.application_id, []).append(Correction(said.id, said.values))
    return holding


def ended(
    corrections: Sequence[StoredCorrection],
    imports: Sequence[StandingImport],
    came_again: Sequence[tuple[int, datetime, datetime]],
) -> dict[int, str]:
    """Ids of the corrections that held until the next file and have ended, each with the newest day of a file that
    ends it (ISO, of its received-at in Oslo).

    A file ends it that was recorded after it and is of its municipality: a standing import, or the same bytes as one
    again. One that reports a decision or a dispatch only such a file of a later day ends: the export that was on its
    way when the decision was made cannot know of it (clock.md, *What imports do*).
    """
    lasting = [each for each in corrections if each.until_next]
    if not lasting:
        return {}
    received: dict[int, list[tuple[datetime, str]]] = {}
    for batch, when, recorded in came_again:
        received.setdefault(batch, []).append((recorded, oslo_day(when)))
    files: dict[str, list[tuple[datetime, str]]] = {}
    for each in imports:
        for municipality in each.municipalities:
            files.setdefault(municipality, []).extend([(each.recorded_at, each.day), *received.get(each.id, ())])
    over: dict[int, str] = {}
    for said in lasting:
        reported = max(reports(said.values).values(), default="")
        days = [day for when, day in files.get(said.municipality, ()) if when > said.recorded_at and day > reported]
        if days:
            over[said.id] = max(days)
    return over


def reports(values: Values) -> dict[str, str]:
    """The decision and the dispatch that a word reports, where it gives their days: field -> ISO date."""
    return {name: values[name] for name in REPORTED if values.get(name)}


@dataclass(frozen=True, slots=True)
class RecordedCorrection:
    """A correction as it was recorded, whatever became of it."""

    id: int
    application_id: int
    municipality: str
    case_key: str
    application_no: int
    values: Values  # see core.fold.Correction
    reason: str
    recorded_at: datetime
    undone_at: datetime | None


def recorded_together(connection: Connection, correction_id: int) -> list[RecordedCorrection]:
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
    return [RecordedCorrection(*row[:5], orjson.loads(row[5]), *row[6:]) for row in connection.execute(query)]


@dataclass(frozen=True, slots=True)
class Unconfirmed:
    """A report that has ended, one of the days it gave, and what is known of it since. Dates are ISO texts."""

    said: StoredCorrection
    field: str  # one of REPORTED
    reported: str
    known: str | None
    export: str  # the day of the newest file that ended it


def unconfirmed(
    connection: Connection, cut: Cut, contents: Mapping[int, Content], municipalities: Iterable[str] | None = None
) -> list[Unconfirmed]:
    """The reports of some applications that no export bears out, the oldest first; `contents` by id.

    Only the newest word on a field is asked about: whoever reports anew, corrects for good or takes the report back
    has answered.
    """
    said = stored_corrections(connection, cut, municipalities=municipalities)
    over = ended(said, standing_imports(connection, cut), arrivals(connection, cut)) if said else {}
    newest = {(each.application_id, name): each for each in said for name in REPORTED if name in each.values}
    found = []
    for (identity, name), each in newest.items():
        reported = each.values[name]
        if each.id not in over or not reported or identity not in contents:
            continue
        known = contents[identity].get(name)
        if known != reported:
            found.append(Unconfirmed(each, name, reported, known, over[each.id]))
    return sorted(found, key=lambda each: (each.said.id, each.field))
