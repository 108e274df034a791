"""Who may sign in, who is signed in, and who did what.

Accounts and sessions are of the present: they change, and nothing that is asked with ``--known-at`` depends on them.
The audit log is only added to; its `subject` is a number or a name of the program's own, never a case number, so that
erasing a case has nothing to erase here. (No ``from __future__ import annotations`` here: SQLModel reads them.)
"""

from datetime import datetime

from sqlmodel import Field, SQLModel

from casewatch.store.tables.imports import _long_text, _table


class Account(SQLModel, table=True):
    """Somebody who may sign in: with a password kept here, or by an identity provider."""

    __tablename__ = "account"

    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(unique=True)  # lower case; for an identity provider's people the name it gives
    password: str | None = None  # Argon2 hash; None: signs in elsewhere
    issuer: str | None = None  # of the identity provider, once somebody came from there
    subject: str | None = None  # who it is there
    role: str
    municipality: str | None = None
    handler: str | None = None
    disabled: bool = False
    changed_at: datetime


class WebSession(SQLModel, table=True):
    """Somebody who is signed in. The key is a hash: what is kept opens nothing."""

    __tablename__ = "web_session"

    key: str = Field(primary_key=True)  # SHA-256 of what the browser keeps
    account_id: int = Field(foreign_key="account.id", index=True)
    started_at: datetime
    seen_at: datetime
    ended: bool = False


class Audit(SQLModel, table=True):
    """Somebody did something that others must be able to find again."""

    __tablename__ = "audit"

    id: int | None = Field(default=None, primary_key=True)
    recorded_at: datetime = Field(index=True)
    who: str  # an account's name, or where it was done: "kommandolinja", "tidsplan"
    action: str  # a code such as imported, undone, corrected, role_changed
    municipality: str | None = None
    subject: str | None = None  # of what: the number of an import or a correction, an account's name
    details: str = Field(sa_column=_long_text())  # JSON


account = _table(Account)
web_session = _table(WebSession)
audit = _table(Audit)
