"""What is kept of a case that was erased: that it was, and why, but not which one.

(No ``from __future__ import annotations`` here: SQLModel reads the annotations themselves.)
"""

from datetime import datetime

from sqlmodel import Field, SQLModel

from casewatch.store.tables.imports import _given, _long_text, _table


class ForgetKey(SQLModel, table=True):
    """The key of the digests: random, one a store, so that digests of two stores say nothing of each other."""

    __tablename__ = "forget_key"

    id: int = Field(sa_column=_given())
    key: str  # hex


class Forgotten(SQLModel, table=True):
    """A case that was erased. The digest knows it again should an export bring it; nothing leads back to the case."""

    id: int | None = Field(default=None, primary_key=True)
    digest: str = Field(unique=True)  # of municipality and case key, under the key
    municipality: str  # whose figures for past times lack it
    known_from: datetime | None = None  # when an import first held it; null: it was only ever rejected
    reason: str = Field(sa_column=_long_text())
    recorded_at: datetime


forget_key = _table(ForgetKey)
forgotten = _table(Forgotten)
