"""What is kept of alerts: that one is due, that it was told, that it ended, and what somebody said of it.

As in :mod:`casewatch.store.tables.imports` nothing is overwritten, and every row carries ``recorded_at``. An alert that
ended and comes back is a row of its own. (No ``from __future__ import annotations`` here: SQLModel reads them.)
"""

from datetime import datetime

from sqlalchemy import Column, ForeignKey, Integer, Text
from sqlmodel import Field, SQLModel

from casewatch.store.tables.imports import _given, _key_to, _long_text, _table


class AlertRow(SQLModel, table=True):
    """An alert from the day it was first recorded as due."""

    __tablename__ = "alert"

    id: int = Field(sa_column=_given())
    key: str = Field(index=True)
    level: str
    rule: str
    municipality: str
    case_key: str | None = None
    application_no: int | None = None
    state: str
    day: str  # ISO: the as-of day it was recorded on
    baseline: bool  # of the day a municipality's data were first looked at: known, and told in one summary
    recorded_at: datetime


class AlertTold(SQLModel, table=True):
    """Somebody was told an alert."""

    __tablename__ = "alert_told"

    id: int | None = Field(default=None, primary_key=True)
    alert_id: int = Field(foreign_key="alert.id", index=True)
    day: str
    recorded_at: datetime


class AlertEnded(SQLModel, table=True):
    """An alert is no longer due."""

    __tablename__ = "alert_ended"

    alert_id: int = Field(sa_column=_key_to("alert.id"))
    kind: str  # withdrawn, followed, passed
    code: str
    details: str = Field(sa_column=_long_text())  # JSON
    day: str
    recorded_at: datetime


class AlertAnswer(SQLModel, table=True):
    """A person acknowledged an alert, or put it off, until a day."""

    __tablename__ = "alert_answer"

    id: int | None = Field(default=None, primary_key=True)
    alert_id: int = Field(sa_column=Column(Integer, ForeignKey("alert.id"), nullable=False, index=True))
    kind: str  # acknowledged, snoozed
    until: str  # ISO: from this day on it is shown again
    reason: str = Field(sa_column=Column(Text, nullable=False))
    said_by: str  # a role or where it was said, never a name
    day: str
    recorded_at: datetime


class AlertBaseline(SQLModel, table=True):
    """A municipality's data were first looked at on a day: how many alerts were there already."""

    __tablename__ = "alert_baseline"

    municipality: str = Field(primary_key=True)
    day: str
    alerts: int
    recorded_at: datetime


alert = _table(AlertRow)
alert_told = _table(AlertTold)
alert_ended = _table(AlertEnded)
alert_answer = _table(AlertAnswer)
alert_baseline = _table(AlertBaseline)
