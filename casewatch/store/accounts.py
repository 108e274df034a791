"""Accounts and sessions, read and written. Who may do what is decided elsewhere."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, delete, func, insert, select, update

from casewatch.store.tables.people import account, web_session


@dataclass(frozen=True)
class StoredAccount:
    """A row of the table, as it is."""

    id: int
    name: str
    password: str | None = field(repr=False)
    issuer: str | None
    subject: str | None
    role: str
    municipality: str | None
    handler: str | None
    disabled: bool
    changed_at: datetime


def accounts(connection: Connection) -> list[StoredAccount]:
    """All, by name."""
    return [_account(row) for row in connection.execute(select(account).order_by(account.c.name))]


def any_account(connection: Connection) -> bool:
    """Whether there is one at all."""
    return bool(connection.execute(select(func.count()).select_from(account)).scalar())


def account_named(connection: Connection, name: str) -> StoredAccount | None:
    """By name, upper and lower case alike."""
    row = connection.execute(select(account).where(account.c.name == name.strip().lower())).first()
    return None if row is None else _account(row)


def account_of_subject(connection: Connection, issuer: str, subject: str) -> StoredAccount | None:
    """Who an identity provider says it is."""
    row = connection.execute(select(account).where(account.c.issuer == issuer, account.c.subject == subject)).first()
    return None if row is None else _account(row)


def insert_account(connection: Connection, values: dict[str, Any]) -> None:
    """A new one; its name must be free."""
    connection.execute(insert(account).values(values))


def update_account(connection: Connection, account_id: int, values: dict[str, Any]) -> None:
    """Change some columns."""
    connection.execute(update(account).where(account.c.id == account_id).values(values))


def start_session(connection: Connection, key: str, account_id: int, now: datetime) -> None:
    """Somebody signed in."""
    connection.execute(
        insert(web_session).values(key=key, account_id=account_id, started_at=now, seen_at=now, ended=False)
    )


def session_account(connection: Connection, key: str) -> tuple[StoredAccount, datetime, datetime] | None:
    """Who a session that has not ended belongs to, when it started and when it was seen last."""
    found = connection.execute(
        select(account, web_session.c.started_at, web_session.c.seen_at)
        .join(web_session, web_session.c.account_id == account.c.id)
        .where(web_session.c.key == key, web_session.c.ended.is_(False))
    ).first()
    if found is None:
        return None
    return _account(found), found.started_at, found.seen_at


def saw_session(connection: Connection, key: str, now: datetime) -> None:
    """It was used."""
    connection.execute(update(web_session).where(web_session.c.key == key).values(seen_at=now))


def end_session(connection: Connection, key: str) -> None:
    """Somebody signed out."""
    connection.execute(update(web_session).where(web_session.c.key == key).values(ended=True))


def end_sessions_of(connection: Connection, account_id: int) -> None:
    """Everything an account is signed in with ends, such as when its role or password changes."""
    connection.execute(update(web_session).where(web_session.c.account_id == account_id).values(ended=True))


def remove_sessions(connection: Connection, before: datetime) -> int:
    """Remove those not seen since; gives how many."""
    return connection.execute(delete(web_session).where(web_session.c.seen_at < before)).rowcount


def _account(row: Row[Any]) -> StoredAccount:
    return StoredAccount(
        row.id,
        row.name,
        row.password,
        row.issuer,
        row.subject,
        row.role,
        row.municipality,
        row.handler,
        row.disabled,
        row.changed_at,
    )
