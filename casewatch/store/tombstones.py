"""What is left of cases that were erased: enough to know one again, and to say what figures for past times lack."""

from __future__ import annotations

import secrets
from collections.abc import Collection
from datetime import UTC, date, datetime, time, timedelta
from hashlib import blake2b
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, func, insert, select

from casewatch.store.forgotten_tables import forget_key, forgotten

OSLO = ZoneInfo("Europe/Oslo")


class Tombstones:
    """Knows cases that were erased when it meets them: ``(municipality, case_key) in tombstones``."""

    def __init__(self, key: str | None, digests: Collection[str]) -> None:
        self._key, self._digests = bytes.fromhex(key or ""), frozenset(digests)

    def __bool__(self) -> bool:
        return bool(self._digests)

    def __contains__(self, case: tuple[str, str]) -> bool:
        return bool(self._digests) and _digest(self._key, *case) in self._digests


def tombstones(connection: Connection) -> Tombstones:
    """The cases that were erased."""
    digests = list(connection.execute(select(forgotten.c.digest)).scalars())
    return Tombstones(_key(connection) if digests else None, digests)


def forgotten_cases(connection: Connection, known_at: datetime | None, as_of: date) -> dict[str, int]:
    """Per municipality the cases that figures for a past time lack because they were erased since.

    With `known_at` those first known by then and erased later; without it those erased after the as-of day (Oslo).
    """
    query = select(forgotten.c.municipality, func.count()).where(forgotten.c.known_from.is_not(None))
    if known_at is not None:
        query = query.where(forgotten.c.known_from <= known_at, forgotten.c.recorded_at > known_at)
    elif as_of < date.max:
        next_day = datetime.combine(as_of + timedelta(days=1), time(), OSLO).astimezone(UTC)
        query = query.where(forgotten.c.recorded_at >= next_day)
    return dict(connection.execute(query.group_by(forgotten.c.municipality)).all())


def bury(
    connection: Connection,
    municipality: str,
    case_key: str,
    known_from: datetime | None,
    reason: str,
    recorded_at: datetime,
) -> None:
    """Leave a tombstone; one that is there already stays as it is. Only inside ``Store.writing``."""
    digest = _digest(bytes.fromhex(_key(connection)), municipality, case_key)
    if connection.execute(select(forgotten.c.id).where(forgotten.c.digest == digest)).first() is None:
        connection.execute(
            insert(forgotten).values(
                digest=digest,
                municipality=municipality,
                known_from=known_from,
                reason=reason,
                recorded_at=recorded_at,
            )
        )


def _digest(key: bytes, municipality: str, case_key: str) -> str:
    return blake2b(f"{municipality}\0{case_key}".encode(), key=key, digest_size=16).hexdigest()


def _key(connection: Connection) -> str:
    """The store's own key; made when it is first needed."""
    known: str | None = connection.execute(select(forget_key.c.key)).scalar()
    if known is None:
        known = secrets.token_hex(32)
        connection.execute(insert(forget_key).values(id=1, key=known))
    return known
