"""What is remembered of how a municipality's files are read: a row changes with what somebody chooses last.

Nothing that is asked with ``--known-at`` depends on it: an import keeps the mapping it was read with. (No ``from
__future__ import annotations`` here: SQLModel reads them.)
"""

from datetime import datetime

from sqlmodel import Field, SQLModel

from casewatch.store.tables.imports import _long_text, _table


class RememberedColumns(SQLModel, table=True):
    """Which column is which field, in the files of one municipality."""

    __tablename__ = "remembered_columns"

    municipality: str = Field(primary_key=True)
    profile: str  # what the mapping lies over
    holds: str | None = None
    mapping: str = Field(sa_column=_long_text())  # JSON: header as written -> field
    changed_at: datetime


remembered_columns = _table(RememberedColumns)
