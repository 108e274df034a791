"""What an import is matched with, and how it is written. Plain rows in and out: what they mean, the service knows."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from hashlib import blake2b
from itertools import chain
from typing import Any

import orjson
from sqlalchemy import Connection, Table, exists, func, insert, select, update

from casewatch.store.bulk import PARAMETERS, ROWS_AT_ONCE, chunks, insert_rows
from casewatch.store.standing import PACK, Cut, layers
from casewatch.store.tables.imports import (
    application,
    finding,
    import_batch,
    layout,
    rejection,
    shared_key,
    sighting,
    undo,
    version,
)

#: The newest content that stands of an application: its hash and the id of its version.
TopLayer = tuple[str, int]


def next_id(connection: Connection, table: Table) -> int:
    """The next free number of a table; only inside ``Store.writing``, where nobody else takes one."""
    return (connection.execute(select(func.max(table.c.id))).scalar() or 0) + 1


def known_applications(
    connection: Connection, municipalities: Collection[str], case_keys: Collection[str]
) -> Iterator[tuple[str, str, int, int]]:
    """Every application ever known of some municipalities: municipality, case key, number and id.

    Where the case keys are few only theirs are looked for; where they are many others come with them.
    """
    query = select(
        application.c.municipality, application.c.case_key, application.c.application_no, application.c.id
    ).where(application.c.municipality.in_(sorted(municipalities)))
    if len(case_keys) <= PARAMETERS:
        query = query.where(application.c.case_key.in_(sorted(case_keys)))
    for part in connection.execute(query).partitions(ROWS_AT_ONCE):  # row by row is three times slower
        yield from part


def top_layers(
    connection: Connection, municipalities: Collection[str], applications: Collection[int]
) -> dict[int, TopLayer]:
    """Per standing application the content that was received last. Where an event list came last: none.

    Of the applications asked for where they are few; else of all of their municipalities.
    """
    few = len(applications) <= PARAMETERS
    chosen = (
        layers(connection, Cut(), applications=sorted(applications))
        if few
        else layers(connection, Cut(), municipalities=sorted(municipalities))
    )
    query = (
        select(chosen.c.application_id, chosen.c.packed, version.c.hash, layout.c.additive)
        .select_from(chosen)
        .join(version, version.c.id == chosen.c.packed % PACK)
        .join(layout, layout.c.id == version.c.layout_id)
    )
    newest: dict[int, int] = {}
    tops: dict[int, TopLayer] = {}
    for identity, packed, known_hash, additive in chain.from_iterable(
        connection.execute(query).partitions(ROWS_AT_ONCE)
    ):
        if packed > newest.get(identity, -1):
            newest[identity] = packed
            tops[identity] = ("", 0) if additive else (known_hash, packed % PACK)
    return tops


def known_versions(connection: Connection, application_ids: Iterable[int]) -> dict[tuple[int, str], int]:
    """The versions there are of some applications: (application, hash) -> id."""
    found: dict[tuple[int, str], int] = {}
    for chunk in chunks(application_ids, PARAMETERS):
        query = select(version.c.application_id, version.c.hash, version.c.id).where(
            version.c.application_id.in_(chunk)
        )
        found.update(((identity, known_hash), number) for identity, known_hash, number in connection.execute(query))
    return found


def layout_ids(connection: Connection, wanted: Collection[tuple[str, bool]]) -> dict[str, int]:
    """The ids of layouts, given as (JSON list of fields, additive or not); new ones are added."""
    known = dict(connection.execute(select(layout.c.fields, layout.c.id)).all())
    following = next_id(connection, layout)
    for fields, additive in sorted(wanted):
        if fields not in known:
            connection.execute(insert(layout).values(id=following, fields=fields, additive=additive))
            known[fields] = following
            following += 1
    return known


def insert_batch(connection: Connection, values: Mapping[str, Any]) -> None:
    """Write the import itself."""
    connection.execute(insert(import_batch).values(dict(values)))


def count_batch(connection: Connection, batch_id: int, counts: Mapping[str, int]) -> None:
    """Complete the import's own row, in the transaction that wrote it."""
    connection.execute(update(import_batch).where(import_batch.c.id == batch_id).values(dict(counts)))


def insert_applications(connection: Connection, rows: Iterable[tuple[int, str, str, int]]) -> None:
    """New identities: id, municipality, case key, number."""
    insert_rows(connection, application, ("id", "municipality", "case_key", "application_no"), rows)


def insert_versions(connection: Connection, rows: Iterable[tuple[int, int, int, str, str]]) -> None:
    """New contents: id, application, layout, hash, canonical JSON."""
    insert_rows(connection, version, ("id", "application_id", "layout_id", "hash", "content"), rows)


def insert_sightings(connection: Connection, rows: Iterable[tuple[int, int, int, int, str | None, int]]) -> None:
    """What an import held: batch, application, version, layout, sheet, row."""
    columns = ("batch_id", "application_id", "version_id", "layout_id", "sheet", "row")
    insert_rows(connection, sighting, columns, rows)


def insert_rejections(connection: Connection, rows: Sequence[Mapping[str, Any]]) -> None:
    """Rows that were not read; keys are the columns of the table but its id."""
    for chunk in chunks(rows, PARAMETERS):
        connection.execute(insert(rejection), [dict(row) for row in chunk])


def insert_findings(connection: Connection, batch_id: int, rows: Sequence[Mapping[str, Any]]) -> None:
    """The remarks on an import in their order; keys are the columns of the table but batch and sequence."""
    columns = ("severity", "code", "message", "sheet", "row", "column", "field", "case_no")
    insert_rows(
        connection,
        finding,
        ("batch_id", "seq", *columns),
        ((batch_id, seq, *(row[name] for name in columns)) for seq, row in enumerate(rows, start=1)),
    )


def mark_shared(connection: Connection, keys: Collection[str]) -> None:
    """Note the case numbers among `keys` that are known under several municipalities."""
    for chunk in chunks(sorted(keys), PARAMETERS):
        several = (
            select(application.c.case_key)
            .where(application.c.case_key.in_(chunk))
            .where(~exists(select(shared_key.c.case_key).where(shared_key.c.case_key == application.c.case_key)))
            .group_by(application.c.case_key)
            .having(func.count(application.c.municipality.distinct()) > 1)
        )
        connection.execute(insert(shared_key).from_select(["case_key"], several))


def shared_series_known(connection: Connection) -> bool:
    """Whether any import ever came from a profile whose case numbers are one series over all municipalities."""
    return (
        connection.execute(select(import_batch.c.id).where(import_batch.c.shared_series).limit(1)).first() is not None
    )


def application_names(connection: Connection, application_ids: Iterable[int]) -> dict[int, tuple[str, str, int]]:
    """Municipality, case key and number of some applications."""
    names: dict[int, tuple[str, str, int]] = {}
    for chunk in chunks(application_ids, PARAMETERS):
        query = select(
            application.c.id, application.c.municipality, application.c.case_key, application.c.application_no
        ).where(application.c.id.in_(chunk))
        names.update((row[0], (row[1], row[2], row[3])) for row in connection.execute(query))
    return names


def held_by(connection: Connection, batch_id: int, municipality: str | None = None) -> list[int]:
    """Ids of the applications an import held, of one municipality if given."""
    query = select(sighting.c.application_id).where(sighting.c.batch_id == batch_id)
    if municipality is not None:
        query = query.join(application, application.c.id == sighting.c.application_id)
        query = query.where(application.c.municipality == municipality)
    return list(connection.execute(query.order_by(sighting.c.application_id)).scalars())


def insert_undo(connection: Connection, batch_id: int, recorded_at: datetime) -> None:
    """Take an import back."""
    connection.execute(insert(undo).values(batch_id=batch_id, recorded_at=recorded_at))


def canonical(content: Mapping[str, Any]) -> bytes:
    """The one JSON text of a content: sorted keys, no spaces."""
    return orjson.dumps(content, option=orjson.OPT_SORT_KEYS)


def content_hash(text: bytes) -> str:
    """What two contents are recognised as the same by: 16 bytes of BLAKE2b of the canonical text, in hex."""
    return blake2b(text, digest_size=16).hexdigest()


def sole_applications(
    connection: Connection, cases: Iterable[tuple[str, str]]
) -> dict[tuple[str | None, str | None, int | None], int]:
    """Ids of the applications of some cases, by (municipality, case key, number); None: the only one."""
    found: dict[tuple[str, str], dict[int, int]] = {}
    wanted = set(cases)
    for chunk in chunks(sorted({case_key for _municipality, case_key in wanted}), PARAMETERS):
        query = select(
            application.c.municipality, application.c.case_key, application.c.application_no, application.c.id
        ).where(application.c.case_key.in_(chunk))
        for municipality, case_key, number, identity in connection.execute(query):
            if (municipality, case_key) in wanted:
                found.setdefault((municipality, case_key), {})[number] = identity
    named: dict[tuple[str | None, str | None, int | None], int] = {}
    for (municipality, case_key), numbers in found.items():
        named.update(((municipality, case_key, number), identity) for number, identity in numbers.items())
        if len(numbers) == 1:
            named[municipality, case_key, None] = next(iter(numbers.values()))
    return named
