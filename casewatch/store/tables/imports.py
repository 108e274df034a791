"""What is kept, as tables. They are dumb: nothing here validates, computes or decides.

Nothing is ever overwritten. An import is a batch; every application it held has one *sighting* in it, which points to
a *version* (a content, kept once per application and hash). Imports, arrivals, undos, corrections, rule texts and
publications carry ``recorded_at``: the time the program wrote them, by which ``--known-at`` cuts. Every time is aware
and in UTC.

Numbers of batches, applications, versions and layouts are given by the importer (one importer at a time), so that
100,000 rows are written without asking for a single number back. (No ``from __future__ import annotations`` here:
SQLModel reads the annotations themselves.)
"""

from datetime import datetime

from sqlalchemy import Column, ForeignKey, Index, Integer, Table, Text, UniqueConstraint
from sqlmodel import Field, SQLModel


def _long_text() -> Column[str]:
    return Column(Text, nullable=False)


def _given() -> Column[int]:
    """A primary key that the program gives, never the database."""
    return Column(Integer, primary_key=True, autoincrement=False)


def _key_to(target: str) -> Column[int]:
    """A part of the primary key that points to another table."""
    return Column(Integer, ForeignKey(target), primary_key=True, autoincrement=False)


class ImportBatch(SQLModel, table=True):
    """One file that was read and stored. Lists and mappings are JSON texts."""

    __tablename__ = "import_batch"

    id: int = Field(sa_column=_given())
    file: str
    sha256: str = Field(index=True)
    municipality: str | None = None  # null where there are several
    municipalities: str  # JSON list of all that it concerns, those of rejected rows too
    profile: str
    profile_version: str
    options: str  # JSON, normalised: what decides, beside the bytes, how the file is understood
    encoding: str | None = None
    holds: str
    fields: str  # JSON list
    shared_series: bool
    rows: int
    file_rows: int
    new: int
    changed: int
    unchanged: int
    gone: int
    rejected: int
    as_of: str  # ISO date: dates after it lay in the future when the file was read
    earliest_received: str | None = None  # ISO date; an `all` export judges only applications from this day on
    received_at: datetime
    recorded_at: datetime
    annotated: str | None = None


class Arrival(SQLModel, table=True):
    """The bytes of a standing import came again: nothing is stored, but that they came is."""

    id: int | None = Field(default=None, primary_key=True)
    batch_id: int = Field(foreign_key="import_batch.id", index=True)
    file: str
    received_at: datetime
    recorded_at: datetime


class Undo(SQLModel, table=True):
    """An import taken back."""

    batch_id: int = Field(sa_column=_key_to("import_batch.id"))
    recorded_at: datetime


class Application(SQLModel, table=True):
    """The identity of an application: decided once, when a file is read, and never given anew."""

    __table_args__ = (
        UniqueConstraint("municipality", "case_key", "application_no"),
        Index("ix_application_case_key", "case_key"),
    )

    id: int = Field(sa_column=_given())
    municipality: str
    case_key: str
    application_no: int


class Layout(SQLModel, table=True):
    """Which fields a content has. Of contents with one layout only the newest matters to the fold."""

    id: int = Field(sa_column=_given())
    fields: str = Field(sa_column=Column(Text, nullable=False, unique=True))  # JSON list, sorted
    additive: bool  # an event list that adds to what is known: all of its contents matter


class Version(SQLModel, table=True):
    """One content of one application: canonical JSON and its hash."""

    __table_args__ = (UniqueConstraint("application_id", "hash"),)

    id: int = Field(sa_column=_given())
    application_id: int = Field(foreign_key="application.id")
    layout_id: int = Field(foreign_key="layout.id")
    hash: str
    content: str = Field(sa_column=_long_text())


class Sighting(SQLModel, table=True):
    """That an import held an application: with which content, and where in the file it stood."""

    # covers the one query everything rests on: per application and layout the newest standing version
    __table_args__ = (
        Index("ix_sighting_newest", "application_id", "layout_id", "batch_id", "version_id"),
        {"sqlite_with_rowid": False},
    )

    batch_id: int = Field(sa_column=_key_to("import_batch.id"))
    application_id: int = Field(sa_column=_key_to("application.id"))
    version_id: int = Field(foreign_key="version.id")
    layout_id: int = Field(foreign_key="layout.id")
    sheet: str | None = None
    row: int


class SharedKey(SQLModel, table=True):
    """A case number of a shared series that was seen under several municipalities.

    Only a hint where to look: whether an application stands as transferred is derived from the sightings that stand.
    """

    __tablename__ = "shared_key"

    case_key: str = Field(primary_key=True)


class MovedHint(SQLModel, table=True):
    """An application some of whose dates moved after its decision, in some state of the store.

    Only a hint where to look, as above: the remark itself is derived from the imports that stand.
    """

    __tablename__ = "moved_hint"

    application_id: int = Field(sa_column=_key_to("application.id"))


class Rejection(SQLModel, table=True):
    """An application of a file that was not read, so far as it can be named; `content` is what could be read."""

    id: int | None = Field(default=None, primary_key=True)
    batch_id: int = Field(foreign_key="import_batch.id", index=True)
    municipality: str | None = None
    case_key: str | None = None
    case_no: str | None = None
    application_no: int | None = None
    application_id: int | None = None
    sheet: str | None = None
    row: int
    content: str = Field(sa_column=_long_text())


class FindingRow(SQLModel, table=True):
    """One remark about a file, as it was made when the file was read."""

    __tablename__ = "finding"

    batch_id: int = Field(sa_column=_key_to("import_batch.id"))
    seq: int = Field(sa_column=_given())
    severity: str
    code: str
    message: str = Field(sa_column=_long_text())
    sheet: str | None = None
    row: int | None = None
    column: str | None = None
    field: str | None = None
    case_no: str | None = None


class CorrectionRow(SQLModel, table=True):
    """A person's word on an application, over all imports."""

    __tablename__ = "correction"

    id: int | None = Field(default=None, primary_key=True)
    application_id: int = Field(foreign_key="application.id", index=True)
    said: str = Field(sa_column=_long_text())  # JSON: field -> value, "hearing 2026-03-04" -> answered date
    reason: str = Field(sa_column=_long_text())
    until_next: bool
    recorded_at: datetime


class CorrectionUndo(SQLModel, table=True):
    """A person's word taken back."""

    __tablename__ = "correction_undo"

    correction_id: int = Field(sa_column=_key_to("correction.id"))
    recorded_at: datetime


class RuleText(SQLModel, table=True):
    """The text of a file of the rules folder, from `recorded_at` on; null from when it was removed."""

    __tablename__ = "rule_text"
    __table_args__ = (Index("ix_rule_text_path", "path", "recorded_at"),)

    id: int | None = Field(default=None, primary_key=True)
    path: str
    hash: str
    text: str | None = Field(default=None, sa_column=Column(Text, nullable=True))
    recorded_at: datetime


class PublicationRow(SQLModel, table=True):
    """Figures published together: one question, with everything recorded up to `recorded_at`."""

    __tablename__ = "publication"

    id: int = Field(sa_column=_given())
    recorded_at: datetime
    period: str  # as asked for; with `as_of` it gives the days
    first_day: str  # ISO dates, both days included
    last_day: str
    as_of: str
    rule: str
    rule_version: str
    official: bool
    measured_by: str = Field(sa_column=_long_text())  # JSON: name, day count and targets of the rule
    reason: str | None = Field(default=None, sa_column=Column(Text, nullable=True))


class PublishedFigureRow(SQLModel, table=True):
    """One result of ``assess`` as it was published, per municipality; without one: the pooled line."""

    __tablename__ = "published_figure"

    publication_id: int = Field(sa_column=_key_to("publication.id"))
    position: int = Field(sa_column=_given())
    municipality: str | None = None
    result: str = Field(sa_column=_long_text())  # JSON


class PublishedCase(SQLModel, table=True):
    """What one application gave to the figures of a publication."""

    __tablename__ = "published_case"

    publication_id: int = Field(sa_column=_key_to("publication.id"))
    application_id: int = Field(sa_column=_key_to("application.id"))
    kind: str
    net_days: int | None = None
    details: str = Field(sa_column=_long_text())  # JSON


def _table(model: type[SQLModel]) -> Table:
    table: Table = model.__table__  # type: ignore[attr-defined]
    return table


METADATA = SQLModel.metadata
import_batch = _table(ImportBatch)
arrival = _table(Arrival)
undo = _table(Undo)
application = _table(Application)
layout = _table(Layout)
version = _table(Version)
sighting = _table(Sighting)
shared_key = _table(SharedKey)
moved_hint = _table(MovedHint)
rejection = _table(Rejection)
finding = _table(FindingRow)
correction = _table(CorrectionRow)
correction_undo = _table(CorrectionUndo)
rule_text = _table(RuleText)
publication = _table(PublicationRow)
published_figure = _table(PublishedFigureRow)
published_case = _table(PublishedCase)
