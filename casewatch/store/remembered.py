"""How a municipality's files are read, as it was chosen last."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

import orjson
from sqlalchemy import Connection, delete, insert, select

from casewatch.store.tables.remembered import remembered_columns


@dataclass(frozen=True)
class Remembered:
    """A mapping (header as written -> field) over a profile, and what the files hold; None: as the profile says."""

    profile: str
    holds: Literal["all", "open", "part"] | None
    mapping: Mapping[str, str]


def remembered_of(connection: Connection, municipality: str) -> Remembered | None:
    """What is remembered of a municipality, or None."""
    table = remembered_columns.c
    query = select(table.profile, table.holds, table.mapping).where(table.municipality == municipality)
    row = connection.execute(query).first()
    return None if row is None else Remembered(row[0], row[1], orjson.loads(row[2]))


def remember_columns(connection: Connection, municipality: str, what: Remembered, changed_at: datetime) -> None:
    """Remember it in the place of what was remembered before."""
    connection.execute(delete(remembered_columns).where(remembered_columns.c.municipality == municipality))
    connection.execute(
        insert(remembered_columns).values(
            municipality=municipality,
            profile=what.profile,
            holds=what.holds,
            mapping=orjson.dumps(dict(what.mapping)).decode(),
            changed_at=changed_at,
        )
    )
