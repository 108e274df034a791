"""What is left of cases that were erased: enough to know one again, and to say what figures for past times lack."""

import secrets
from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import blake2b

from sqlalchemy import Connection, insert, select

from casewatch.core.periods import OSLO
from casewatch.store.tables.forgotten import forget_key, forgotten


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


@dataclass(frozen=True)
class Erased:
    """The cases that figures for past times lack because they were erased since."""

    cases: tuple[tuple[str, date | None], ...] = ()  # municipality and Oslo date; None: lacking as of any day

    def since(self, as_of: date) -> dict[str, int]:
        """Per municipality how many figures as of a day lack."""
        return Counter(number for number, day in self.cases if day is None or day > as_of)


def erased_cases(connection: Connection, known_at: datetime | None) -> Erased:
    """With `known_at` those first known by then and erased later; without it all, each lacking as of days before."""
    query = select(forgotten.c.municipality, forgotten.c.recorded_at).where(forgotten.c.known_from.is_not(None))
    if known_at is not None:
        query = query.where(forgotten.c.known_from <= known_at, forgotten.c.recorded_at > known_at)
    return Erased(
        tuple(
            (number, recorded_at.astimezone(OSLO).date() if known_at is None else None)
            for number, recorded_at in connection.execute(query)
        )
    )


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
