"""Where each date of one application comes from."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import orjson
from sqlalchemy import Connection, select

from casewatch.core.fold import PAUSE_FIELDS, Content, fold, overlay, pause_key, transferred
from casewatch.store.corrections import arrivals, in_force, stored_corrections
from casewatch.store.standing import Cut, standing, standing_imports
from casewatch.store.tables.imports import application, import_batch, sighting, version
from casewatch.store.transfers import transferred_applications


@dataclass(frozen=True, slots=True)
class Source:
    """An import and the place in its file, or a correction (then the other fields are None)."""

    import_id: int | None = None
    file: str | None = None
    sheet: str | None = None
    row: int | None = None
    correction: int | None = None


@dataclass(frozen=True)
class Sources:
    """Per date of an application the earliest standing import since which it has not changed.

    `fields`: canonical field -> source, of fields that hold something. `sent` and `answered`: a pause's date,
    as ``(kind, date)`` with kind ``hearing`` or ``authority`` -> source.
    """

    fields: dict[str, Source] = field(default_factory=dict)
    sent: dict[tuple[str, str], Source] = field(default_factory=dict)
    answered: dict[tuple[str, str], Source] = field(default_factory=dict)


def sources(connection: Connection, application_id: int, known_at: datetime | None = None) -> Sources:
    """The sources of one application's dates as known at a time; empty where no standing import holds it."""
    cut = Cut(known_at)
    found = Sources()
    contents: list[Content] = []
    values: dict[Any, Any] = {}
    folded: Content = {}
    for content, source in _told(connection, cut, application_id):
        contents.append(content)
        folded = fold(contents)
        _note(found, values, folded, source)
    if not contents:
        return found
    imports = standing_imports(connection, cut)
    said = stored_corrections(connection, cut, application_id=application_id)
    for correction in in_force(said, imports, arrivals(connection, cut)).get(application_id, ()):
        folded = overlay(folded, [correction])
        source = Source(correction=correction.id)
        _note(found, values, folded, source)
        for key in correction.values:  # a person's word is the source of what it speaks of, changed or confirmed
            name, sent = pause_key(key)
            if sent is None:
                if folded.get(name) not in (None, []):
                    found.fields[name] = source
                continue
            for pause in folded.get(name) or []:
                if pause[0] == sent:
                    found.sent.setdefault((name, sent), source)
                    if pause[1]:
                        found.answered[name, pause[1]] = source
    key = _case_key(connection, application_id)
    left = transferred_applications(connection, cut, imports, [key]).get(application_id)
    if left is not None:
        told = {each.rank: each for each in imports}[left.rank]
        place = connection.execute(
            select(sighting.c.sheet, sighting.c.row).where(
                sighting.c.batch_id == told.id, sighting.c.application_id == left.application
            )
        ).one()
        folded = transferred(folded, left.day)
        _note(found, values, folded, Source(told.id, told.file, place.sheet, place.row))
    return found


def _told(connection: Connection, cut: Cut, application_id: int) -> list[tuple[Content, Source]]:
    """What each standing import says of the application, in their order."""
    ranks = standing(cut)
    rows = connection.execute(
        select(version.c.content, sighting.c.batch_id, import_batch.c.file, sighting.c.sheet, sighting.c.row)
        .select_from(sighting)
        .join(ranks, ranks.c.id == sighting.c.batch_id)
        .join(import_batch, import_batch.c.id == sighting.c.batch_id)
        .join(version, version.c.id == sighting.c.version_id)
        .where(sighting.c.application_id == application_id)
        .order_by(ranks.c.rank)
    )
    return [(orjson.loads(row[0]), Source(*row[1:])) for row in rows]


def _case_key(connection: Connection, application_id: int) -> str:
    query = select(application.c.case_key).where(application.c.id == application_id)
    return str(connection.execute(query).scalar_one())


def _note(found: Sources, values: dict[Any, Any], folded: Content, source: Source) -> None:
    """Keep the source of what is as it was, take the new one for what differs, forget what is no more."""
    for name, value in folded.items():
        if values.get(name) != value:
            values[name] = value
            if value in (None, []):
                found.fields.pop(name, None)
            else:
                found.fields[name] = source
    for kind in PAUSE_FIELDS:
        pauses = folded.get(kind) or []
        for at, known in ((0, found.sent), (1, found.answered)):
            days = {(kind, pause[at]) for pause in pauses if pause[at]}
            for gone in [key for key in known if key[0] == kind and key not in days]:
                del known[gone]
            for day in days:
                known.setdefault(day, source)
