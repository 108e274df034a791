"""What is known of every application, now or at any past time."""

from bisect import bisect_left
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TypeVar

import numpy as np
import orjson
from numpy.typing import NDArray
from sqlalchemy import Connection, exists, select

from casewatch.core.fold import ADDITIVE, Content, Correction, Seen, fold, overlay, transferred
from casewatch.store.bulk import PARAMETERS, chunks, without_gc
from casewatch.store.corrections import arrivals, in_force, stored_corrections
from casewatch.store.gone import gone_applications
from casewatch.store.moved import moved_dates
from casewatch.store.rejections import pending_rejections
from casewatch.store.standing import PACK, Cut, StandingImport, layers, standing, standing_imports
from casewatch.store.tables.imports import application, sighting, version
from casewatch.store.tombstones import Erased, erased_cases
from casewatch.store.transfers import transferred_applications

_V = TypeVar("_V")
#: Parallel lists: municipality, case key, application number.
Places = tuple[list[str], list[str], list[int]]


@dataclass(frozen=True)
class Known:
    """Parallel lists with one element per known application, in the order of their ids; then what is known of exports.

    `contents`: folded contents with corrections laid over (``person`` lists the fields corrected). `gone`: missing,
    as of the day asked for, from the latest export that should hold it.
    """

    application_ids: list[int]
    municipality: list[str]
    case_key: list[str]
    application_no: list[int]
    contents: list[Content]
    gone: NDArray[np.bool_]
    last_import: dict[str, datetime]  # per municipality the newest received-at, arrivals of the same bytes included
    rejected_pending: dict[str, int]  # per municipality: applications whose newest row was rejected, not mended since
    told_as_of: NDArray[np.datetime64]  # the as-of day of the newest import that held each application
    remarks: dict[str, list[int]]  # complete_moved, decided_moved, complete_withdrawn -> ids of the applications
    forgotten: dict[str, int] = field(default_factory=dict)  # per municipality: cases erased since the time asked for
    erased: Erased = field(default_factory=Erased)  # the same for other days

    def __len__(self) -> int:
        return len(self.application_ids)


@dataclass(frozen=True)
class Overlays:
    """What lies over the folded contents: per application id a person's words, oldest first, and its transfer."""

    closed: dict[int, Seen]
    said: dict[int, list[Correction]]

    def over(self, identity: int, content: Content) -> Content:
        """What is known of one application, from its folded content."""
        if identity in self.said:
            content = overlay(content, self.said[identity])
        return transferred(content, self.closed[identity].day) if identity in self.closed else content


def overlays(
    connection: Connection,
    cut: Cut,
    imports: Sequence[StandingImport],
    came_again: Sequence[tuple[int, datetime, datetime]],
    municipalities: Collection[str] | None = None,
) -> Overlays:
    """Transfers and corrections as of a cut; corrections of some municipalities only, if given."""
    said = stored_corrections(connection, cut, municipalities=municipalities)
    return Overlays(transferred_applications(connection, cut, imports), in_force(said, imports, came_again))


def known(
    connection: Connection,
    known_at: datetime | None,
    as_of: date,
    municipalities: Sequence[str] | None = None,
) -> Known:
    """What was known at a time (None: now) of the applications of some municipalities (None: all).

    Nothing is cut at the as-of day but `gone`: the core does that. Before the first import nothing was
    known.
    """
    cut = Cut(known_at)
    wanted = None if municipalities is None else list(municipalities)
    with without_gc():
        imports = standing_imports(connection, cut)
        came_again = arrivals(connection, cut)
        ids, places, contents, newest = _shown(connection, cut, imports, came_again, wanted)
        judged = zip(ids, places[0], contents, strict=True)
        gone = gone_applications(connection, cut, imports, as_of, judged, newest)
        rejected = pending_rejections(connection, cut, imports)
        erased = erased_cases(connection, known_at)
        return Known(
            application_ids=ids,
            municipality=places[0],
            case_key=places[1],
            application_no=places[2],
            contents=contents,
            gone=np.fromiter(map(gone.__contains__, ids), np.bool_, len(ids)),
            last_import=_only(last_imports(imports, came_again), wanted),
            rejected_pending=_only(rejected, wanted),
            told_as_of=_told_as_of(ids, newest, imports),
            remarks=moved_dates(connection, cut, wanted),
            forgotten=_only(erased.since(as_of), wanted),
            erased=erased,
        )


def contents_at(
    connection: Connection, cut: Cut, municipalities: Sequence[str]
) -> tuple[list[int], list[str], list[int], list[Content]]:
    """What a state of the store shows of some municipalities, and no more than that: parallel lists.

    Ids in order, municipality, application number, and the content with all that lies over it.
    """
    with without_gc():
        imports, came_again = standing_imports(connection, cut), arrivals(connection, cut)
        ids, places, contents, _newest = _shown(connection, cut, imports, came_again, list(municipalities))
        return ids, places[0], places[2], contents


def _told_as_of(
    ids: Sequence[int], newest: Mapping[int, int], imports: Sequence[StandingImport]
) -> NDArray[np.datetime64]:
    days = np.array(["NaT", *(each.as_of for each in imports)], "datetime64[D]")
    ranks = np.array([0, *(each.rank for each in imports)])
    if not ids:
        return days[:0]
    return days[np.searchsorted(ranks, np.fromiter(map(newest.__getitem__, ids), np.int64, len(ids)))]


def last_imports(
    imports: Sequence[StandingImport], came_again: Sequence[tuple[int, datetime, datetime]]
) -> dict[str, datetime]:
    """Per municipality the newest received-at of a standing import, or of the same bytes as one again."""
    received = {each.id: each.received_at for each in imports}
    for batch, when, _recorded in came_again:
        if batch in received:
            received[batch] = max(received[batch], when)
    last: dict[str, datetime] = {}
    for each in imports:
        for municipality in each.municipalities:
            last[municipality] = max(received[each.id], last.get(municipality, received[each.id]))
    return last


def folds_of(connection: Connection, cut: Cut, application_ids: Iterable[int]) -> dict[int, Content]:
    """The folded contents of some applications, nothing laid over; those that no import of the cut holds are absent."""
    folded: dict[int, Content] = {}
    for chunk in chunks(application_ids, PARAMETERS):
        chosen = layers(connection, cut, applications=chunk)
        rows = connection.execute(
            select(chosen.c.application_id, chosen.c.packed, version.c.content).join(
                version, version.c.id == chosen.c.packed % PACK
            )
        )
        parts: dict[int, list[tuple[int, str]]] = {}
        for identity, packed, content in rows:
            parts.setdefault(identity, []).append((packed, content))
        for identity, told in parts.items():
            folded[identity] = fold(orjson.loads(content) for _packed, content in sorted(told))
    return folded


def _shown(
    connection: Connection,
    cut: Cut,
    imports: Sequence[StandingImport],
    came_again: Sequence[tuple[int, datetime, datetime]],
    municipalities: list[str] | None,
) -> tuple[list[int], Places, list[Content], dict[int, int]]:
    """As :func:`_folded`, with corrections and transfers laid over."""
    ids, places, contents, newest = _folded(connection, cut, municipalities)
    lying_over = overlays(connection, cut, imports, came_again, municipalities)
    for identity in lying_over.closed.keys() | lying_over.said.keys():
        at = bisect_left(ids, identity)
        if at < len(ids) and ids[at] == identity:
            contents[at] = lying_over.over(identity, contents[at])
    return ids, places, contents, newest


def _folded(
    connection: Connection, cut: Cut, municipalities: list[str] | None
) -> tuple[list[int], Places, list[Content], dict[int, int]]:
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
    if not rows:
        return [], ([], [], []), [], {}
    columns = [list(column) for column in zip(*rows, strict=True)]
    del rows
    ids, packed = np.array(columns[0]), np.array(columns[1])
    order = np.lexsort((packed, ids))
    if (order[1:] < order[:-1]).any():  # seldom: the database groups by application
        ids, packed = ids[order], packed[order]
        columns = [[column[row] for row in order.tolist()] for column in columns]
    contents = list(map(orjson.loads, columns[5]))
    first = np.flatnonzero(np.diff(ids, prepend=ids[0] - 1))
    last = np.append(first[1:], len(ids))
    if len(first) < len(ids):  # several layers of some; one each is the usual case, with nothing to fold
        contents = [fold(contents[begin:end]) for begin, end in zip(first.tolist(), last.tolist(), strict=True)]
        columns = [[column[row] for row in first.tolist()] for column in columns]
    else:
        contents = [fold((content,)) if ADDITIVE in content else content for content in contents]
    newest = dict(zip(columns[0], (packed[last - 1] // PACK).tolist(), strict=True))
    return columns[0], (columns[2], columns[3], columns[4]), contents, newest


def _only(values: dict[str, _V], wanted: list[str] | None) -> dict[str, _V]:
    return values if wanted is None else {key: value for key, value in values.items() if key in wanted}


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


def newest_imports(connection: Connection) -> dict[str, datetime]:
    """Municipality -> newest received-at of its standing imports; those without one are absent."""
    cut = Cut()
    return last_imports(standing_imports(connection, cut), arrivals(connection, cut))
