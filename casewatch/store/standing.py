"""Which imports stand, and in which order they speak.

An import stands at a time if it was recorded by then and no undo of it was. The order is (received-at, id); the *rank*
of an import is its place in it, from 1. All that is known, now or at a past time, starts here.
"""

from dataclasses import dataclass
from datetime import datetime

import orjson
from sqlalchemy import BigInteger, Connection, Select, Subquery, cast, exists, func, select

from casewatch.core.periods import OSLO
from casewatch.store.tables.imports import application, import_batch, layout, sighting, undo

#: A rank and a version in one number, so that one max() finds both: rank * PACK + version.
PACK = 2**40


@dataclass(frozen=True, slots=True)
class Cut:
    """A state of the store: what was recorded by a time (None: everything), perhaps only before one import."""

    known_at: datetime | None = None
    before: int | None = None  # only imports with a smaller id than this
    undone_too: bool = False  # imports taken back as well: identities are theirs too
    still: int | None = None  # this import as if it was not taken back


@dataclass(frozen=True, slots=True)
class StandingImport:
    """An import that stands."""

    id: int
    rank: int
    file: str
    profile: str
    holds: str
    municipalities: frozenset[str]
    as_of: str
    earliest_received: str | None
    shared_series: bool
    received_at: datetime
    recorded_at: datetime

    @property
    def day(self) -> str:
        """The local date (Europe/Oslo) it was received on, as ISO."""
        return oslo_day(self.received_at)


def oslo_day(when: datetime) -> str:
    """The local date (Europe/Oslo) of an aware time, as ISO."""
    return when.astimezone(OSLO).date().isoformat()


def standing(cut: Cut) -> Subquery:
    """Ids and ranks of the imports that stand, as columns ``id`` and ``rank``."""
    undone = select(undo.c.batch_id).where(undo.c.batch_id == import_batch.c.id)
    query = select(
        import_batch.c.id,
        func.row_number().over(order_by=(import_batch.c.received_at, import_batch.c.id)).label("rank"),
    )
    if cut.known_at is not None:
        undone = undone.where(undo.c.recorded_at <= cut.known_at)
        query = query.where(import_batch.c.recorded_at <= cut.known_at)
    if cut.before is not None:
        query = query.where(import_batch.c.id < cut.before)
    if cut.still is not None:
        undone = undone.where(undo.c.batch_id != cut.still)
    if not cut.undone_too:
        query = query.where(~exists(undone))
    return query.subquery("standing")


def standing_imports(connection: Connection, cut: Cut = Cut()) -> list[StandingImport]:
    """The imports that stand, in the order of their ranks."""
    ranks = standing(cut)
    batch = import_batch.c
    rows = connection.execute(
        select(
            batch.id,
            ranks.c.rank,
            batch.file,
            batch.profile,
            batch.holds,
            batch.municipalities,
            batch.earliest_received,
            batch.shared_series,
            batch.received_at,
            batch.recorded_at,
            batch.as_of,
        )
        .join(ranks, ranks.c.id == batch.id)
        .order_by(ranks.c.rank)
    )
    return [
        StandingImport(
            id=row[0],
            rank=row[1],
            file=row[2],
            profile=row[3],
            holds=row[4],
            municipalities=frozenset(orjson.loads(row[5])),
            earliest_received=row[6],
            shared_series=row[7],
            received_at=row[8],
            recorded_at=row[9],
            as_of=row[10],
        )
        for row in rows
    ]


def layers(
    connection: Connection,
    cut: Cut,
    *,
    municipalities: list[str] | None = None,
    applications: list[int] | None = None,
) -> Subquery:
    """Which versions matter to what is known: columns ``application_id`` and ``packed`` (rank * PACK + version id).

    Per application and layout the newest, and all additive ones. A version with fewer fields than another, newer one
    of the same application is among them: folding it does no harm.
    """
    ranks = standing(cut)
    additive = list(connection.execute(select(layout.c.id).where(layout.c.additive)).scalars())
    packed = cast(ranks.c.rank, BigInteger) * PACK + sighting.c.version_id

    def limited(query: Select[int, int]) -> Select[int, int]:
        query = query.join(ranks, ranks.c.id == sighting.c.batch_id)
        if applications is not None:
            query = query.where(sighting.c.application_id.in_(applications))
        if municipalities is not None:
            query = query.join(application, application.c.id == sighting.c.application_id)
            query = query.where(application.c.municipality.in_(municipalities))
        return query

    newest = limited(select(sighting.c.application_id, func.max(packed).label("packed")).select_from(sighting))
    newest = newest.group_by(sighting.c.application_id, sighting.c.layout_id)
    if not additive:
        return newest.subquery("layers")
    every = limited(select(sighting.c.application_id, packed.label("packed")).select_from(sighting))
    newest = newest.where(sighting.c.layout_id.not_in(additive))
    every = every.where(sighting.c.layout_id.in_(additive))
    return newest.union_all(every).subquery("layers")


def newest_ranks(connection: Connection, cut: Cut, last_rank: int) -> dict[int, int]:
    """Per application the rank of the newest standing import that held it, up to one rank."""
    ranks = standing(cut)
    query = (
        select(sighting.c.application_id, func.max(ranks.c.rank))
        .select_from(sighting)
        .join(ranks, ranks.c.id == sighting.c.batch_id)
        .where(ranks.c.rank <= last_rank)
        .group_by(sighting.c.application_id)
    )
    return dict(connection.execute(query).all())
