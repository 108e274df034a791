"""What is on its way out: one row for each message, and which alerts it tells.

Unlike the other tables this one is worked on: a row goes from ``waiting`` to ``sent`` or ``replaced``, and its text is
emptied then. Who is reached stands here as a hash, never as an address. (No ``from __future__ import annotations``
here: SQLModel reads them.)
"""

from datetime import datetime

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, SQLModel

from casewatch.store.tables.imports import _given, _key_to, _long_text, _table


class Outbox(SQLModel, table=True):
    """A message to one receiver by one channel; a second one with the same key cannot be written."""

    __table_args__ = (UniqueConstraint("receiver", "channel", "key"),)

    id: int = Field(sa_column=_given())
    receiver: str
    channel: str
    key: str  # what it is: `digest:2026-11-25`
    day: str = Field(index=True)  # ISO: the day it speaks of; it is sent on no other
    message_id: str  # the same however often it is tried
    content: str = Field(sa_column=_long_text())  # JSON; empty once it was sent or replaced
    state: str  # waiting, sent, replaced
    attempts: int
    not_before: datetime | None = None  # when it is tried again
    lease_until: datetime | None = None  # until then somebody is sending it
    claimed_by: str | None = None
    trouble: str | None = None  # why it did not get through the last time
    sent_at: datetime | None = None
    recorded_at: datetime


class OutboxAlert(SQLModel, table=True):
    """That a message tells an alert, or that it was withdrawn."""

    __tablename__ = "outbox_alert"

    outbox_id: int = Field(sa_column=_key_to("outbox.id"))
    alert_id: int = Field(sa_column=_key_to("alert.id"))
    kind: str = Field(primary_key=True)  # told, withdrawn


outbox = _table(Outbox)
outbox_alert = _table(OutboxAlert)
