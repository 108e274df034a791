"""Signing in and out. A session is a random token the browser keeps; the store has only its hash."""

import hashlib
from dataclasses import dataclass
from datetime import timedelta
from secrets import token_urlsafe

from casewatch.core.access import Viewer
from casewatch.services.asking.context import Context
from casewatch.services.people.accounts import could_be_name, hasher, nobodys_hash, viewer_of
from casewatch.store.accounts import (
    StoredAccount,
    account_named,
    account_of_subject,
    any_account,
    end_session,
    saw_session,
    session_account,
    start_session,
    update_account,
)
from casewatch.store.audit import record
from casewatch.store.clock import recording_time

#: A session ends after a working day, and sooner where nobody uses it.
LONGEST, IDLE = timedelta(hours=12), timedelta(hours=2)
#: That it was used is written no more often than this: a page that is looked at should not write.
_NOTED = timedelta(minutes=5)


@dataclass(frozen=True)
class SignedIn:
    """Somebody signed in: `token` goes to the browser, once."""

    token: str
    viewer: Viewer


def sign_in(context: Context, name: str, password: str) -> SignedIn | None:
    """With a local account's password; None where it is not right, the account is disabled, or has none."""
    found = account_with(context, name, password)
    return None if found is None else _begin(context, found)


def account_with(context: Context, name: str, password: str) -> StoredAccount | None:
    """The account a name and password belong to; None where they are not right, it is disabled, or has none.

    It takes as long in every case, so that nobody learns which accounts exist.
    """
    nobodys = nobodys_hash()  # made before anybody is looked for: the first time it takes as long as a password
    found = account_called(context, name)
    usable = found is not None and found.password is not None and not found.disabled
    right = hasher().verify(password, found.password if usable and found and found.password else nobodys)
    return found if usable and right else None


def account_called(context: Context, name: str) -> StoredAccount | None:
    """The account of a name as somebody typed it; None where there is none."""
    if not could_be_name(name):
        return None
    with context.store.reading() as connection:
        return account_named(connection, name)


def sign_in_elsewhere(context: Context, issuer: str, subject: str, name: str) -> SignedIn | None:
    """As an identity provider says. None for somebody without an account: accounts are made by the administrator.

    The first time an account is found by its name, and tied to the subject; from then on by the subject alone, so that
    a name given to somebody else later opens nothing.
    """
    with context.store.writing() as connection:
        found = account_of_subject(connection, issuer, subject)
        if found is None:
            found = account_named(connection, name) if could_be_name(name) else None
            if found is None or found.subject is not None or found.password is not None or found.disabled:
                return None
            update_account(connection, found.id, {"issuer": issuer, "subject": subject})
            now = recording_time(connection, context.now())
            record(connection, now, found.name, "account_tied", found.municipality, found.name)
    return None if found.disabled else _begin(context, found)


def viewer_for(context: Context, token: str | None) -> Viewer | None:
    """Who a browser's token belongs to; None without one, or when the session is over."""
    if not token:
        return None
    key, now = _key(token), context.now()
    with context.store.reading() as connection:
        found = session_account(connection, key)
    if found is None:
        return None
    account, started, seen = found
    if account.disabled or now - started > LONGEST or now - seen > IDLE:
        return None
    if now - seen > _NOTED:
        with context.store.writing() as connection:
            saw_session(connection, key, now)
    return viewer_of(account)


def sign_out(context: Context, token: str | None) -> None:
    """The session ends for whoever has the token."""
    if token:
        with context.store.writing() as connection:
            end_session(connection, _key(token))


def has_accounts(context: Context) -> bool:
    """Whether anybody can sign in."""
    with context.store.reading() as connection:
        return any_account(connection)


def _begin(context: Context, account: StoredAccount) -> SignedIn | None:
    token = token_urlsafe(32)
    with context.store.writing() as connection:
        now = account_named(connection, account.name)
        # Shut out, or given another password, while the old one was looked at: a change ends what was signed in.
        if now is None or now.disabled or now.password != account.password:
            return None
        start_session(connection, _key(token), account.id, context.now())
    return SignedIn(token, viewer_of(now))


def _key(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
