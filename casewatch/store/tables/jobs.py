"""What is kept of work that runs by itself: which slots of a job were claimed, and the files that lie in the inbox.

Unlike what :mod:`casewatch.store.tables.imports` keeps, these rows are of the present: they change, and old ones are
removed. Nothing that is asked with ``--known-at`` depends on them. (No ``from __future__ import annotations`` here:
SQLModel reads them.)
"""

from datetime import datetime

from sqlalchemy import BigInteger, Column, Text
from sqlmodel import Field, SQLModel

from casewatch.store.tables.imports import _table


class JobRun(SQLModel, table=True):
    """One slot of a job, claimed by one scheduler. The key is what makes a second scheduler a spare."""

    __tablename__ = "job_run"

    job: str = Field(primary_key=True)
    slot: datetime = Field(primary_key=True)
    attempt: int  # 1 for the first; 0: a slot before the job was known, never run
    started_at: datetime
    lease_until: datetime  # until then nobody else may take it, whatever became of who claimed it
    finished_at: datetime | None = None
    ok: bool | None = None
    result: str | None = Field(default=None, sa_column=Column(Text, nullable=True))  # one line, for people


class InboxFile(SQLModel, table=True):
    """A file, or a folder, of the inbox that something is known of. Gone from the inbox, gone from here."""

    __tablename__ = "inbox_file"

    key: str = Field(primary_key=True)  # hash of where it lies: a name may be a person's
    size: int = Field(sa_column=Column(BigInteger, nullable=False))
    changed_ns: int = Field(sa_column=Column(BigInteger, nullable=False))  # its mtime
    seen_at: datetime  # when it was first seen in this size and age
    outcome: str | None = None  # stored, unchanged, refused: it was read and waits to be moved
    batch_id: int | None = None
    trouble: str | None = None  # code of what keeps it from being read or moved, and has been said


job_run = _table(JobRun)
inbox_file = _table(InboxFile)
