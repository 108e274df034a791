"""The picture: what is known of every application, now or at any past time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import pairwise
from operator import itemgetter
from typing import TypeVar

import orjson
from sqlalchemy import Connection, select

from casewatch.core.picture import Content, Correction, fold, overlay, transferred
from casewatch.store.bulk import without_gc
from casewatch.store.corrections import arrivals, in_force, stored_corrections
from casewatch.store.gone import gone_applications
from casewatch.store.rejections import pending_rejections
from casewatch.store.shared import transferred_applications
from casewatch.store.standing import PACK, Cut, layers, standing_imports
from casewatch.store.tables import application, version

V = TypeVar("V")
Place = tuple[str, str, int]  # municipality, case key, application number


@dataclass(frozen=True)
class Picture:
    """Parallel lists with one element per known application, in the order of their ids; then what is known of exports.

    `contents`: folded contents with corrections laid over (``person`` lists the fields corrected). `gone`: missing,
    as of the day asked for, from the latest export that should hold it.
    """

    application_ids: list[int]
    municipality: list[str]
    case_key: list[str]
    application_no: list[int]
    contents: list[Content]
    gone: list[bool]
    last_import: dict[str, datetime]  # per municipality the newest received-at, arrivals of the same bytes included
    rejected_pending: dict[str, int]  # per municipality: applications whose newest row was rejected, not mended since

    def __len__(self) -> int:
        return len(self.application_ids)


def picture(
    connection: Connection,
    known_at: datetime | None,
    as_of: date,
    municipalities: Sequence[str] | None = None,
) -> Picture:
    """What was known at a time (None: now) of the applications of some municipalities (None: all).

    Nothing is cut at the as-of day but `gone`: the core does that. A time before the first import gives an empty
    picture.
    """
    cut = Cut(known_at)
    wanted = None if municipalities is None else list(municipalities)
    with without_gc():
        imports = standing_imports(connection, cut)
        ids, places, contents, newest = _folded(connection, cut, wanted)
        at = {identity: index for index, identity in enumerate(ids)}
        for identity, sight in transferred_applications(connection, cut, imports).items():
            if identity in at:
                contents[at[identity]] = transferred(contents[at[identity]], sight.day)
        came_again = arrivals(connection, cut)
        said = in_force(stored_corrections(connection, cut, municipalities=wanted), imports, came_again)
        _lay_over(contents, at, said)
        judged = ((identity, place[0], content) for identity, place, content in zip(ids, places, contents, strict=True))
        gone = gone_applications(connection, cut, imports, as_of, judged, newest)
        rejected = pending_rejections(connection, cut, imports)
        last_import: dict[str, datetime] = {}
        received = {each.id: each.received_at for each in imports}
        for batch, when, _recorded in came_again:
            if batch in received:
                received[batch] = max(received[batch], when)
        for each in imports:
            for municipality in each.municipalities:
                last_import[municipality] = max(received[each.id], last_import.get(municipality, received[each.id]))
        return Picture(
            application_ids=ids,
            municipality=[place[0] for place in places],
            case_key=[place[1] for place in places],
            application_no=[place[2] for place in places],
            contents=contents,
            gone=[identity in gone for identity in ids],
            last_import=_only(last_import, wanted),
            rejected_pending=_only(rejected, wanted),
        )


def _folded(
    connection: Connection, cut: Cut, municipalities: list[str] | None
) -> tuple[list[int], list[Place], list[Content], dict[int, int]]:
    """Ids in order; municipality, case key and number; folded content; and per id the newest rank."""
    chosen = layers(connection, cut, municipalities=municipalities)
    query = (
        select(
            chosen.c.application_id,
            chosen.c.packed,
            application.c.municipality,
            application.c.case_key,
            application.c.application_no,
            version.c.content,
        )
        .join(version, version.c.id == chosen.c.packed % PACK)
        .join(application, application.c.id == chosen.c.application_id)
    )
    rows = connection.execute(query).all()
    loads = orjson.loads
    ids = [row[0] for row in rows]
    if len(set(ids)) == len(ids):  # one layer each, the usual case: nothing to fold
        if any(later < earlier for earlier, later in pairwise(ids)):
            rows = sorted(rows, key=itemgetter(0))
            ids = [row[0] for row in rows]
        contents = [fold((loads(row[5]),)) for row in rows]
        places: list[Place] = [(row[2], row[3], row[4]) for row in rows]
        return ids, places, contents, {row[0]: row[1] // PACK for row in rows}
    grouped: dict[int, list[tuple[int, Content]]] = {}
    place_of: dict[int, Place] = {}
    for identity, packed, municipality, case_key, number, content in rows:
        place_of[identity] = (municipality, case_key, number)
        grouped.setdefault(identity, []).append((packed, loads(content)))
    ids = sorted(grouped)
    contents, newest = [], {}
    for identity in ids:
        parts = grouped[identity]
        parts.sort(key=itemgetter(0))
        newest[identity] = parts[-1][0] // PACK
        contents.append(fold(content for _packed, content in parts))
    return ids, [place_of[identity] for identity in ids], contents, newest


def _lay_over(contents: list[Content], at: dict[int, int], said: dict[int, list[Correction]]) -> None:
    for identity, corrections in said.items():
        if identity in at:
            contents[at[identity]] = overlay(contents[at[identity]], corrections)


def _only(values: dict[str, V], wanted: list[str] | None) -> dict[str, V]:
    return values if wanted is None else {key: value for key, value in values.items() if key in wanted}
