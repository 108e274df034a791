"""Accounts: who may sign in, with which role. Every change is in the audit log and ends what was signed in."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Any

from casewatch.core.access import MUNICIPAL, ROLES, Role, Viewer
from casewatch.documents.people import AccountDocument
from casewatch.errors import CasewatchError
from casewatch.language import _
from casewatch.services.asking.context import AT_THE_MACHINE, BY_ITSELF, LOCAL_USER, Context
from casewatch.services.asking.selecting import find_municipality
from casewatch.store.accounts import (
    StoredAccount,
    account_named,
    accounts,
    end_sessions_of,
    insert_account,
    update_account,
)
from casewatch.store.audit import record
from casewatch.store.clock import recording_time

if TYPE_CHECKING:
    from pwdlib import PasswordHash

#: Long rather than intricate: what guards against guessing is length.
MIN_PASSWORD, MAX_PASSWORD = 12, 200
_NAME = re.compile(r"[a-z0-9æøå][a-z0-9æøå._@+-]{1,99}")
#: What stands in the audit log where no account did it: an account of that name could pass its own doings off as these.
_NOBODYS = (AT_THE_MACHINE, BY_ITSELF, LOCAL_USER)


def add_account(
    context: Context,
    name: str,
    role: str,
    password: str | None = None,
    municipality: str | None = None,
    handler: str | None = None,
) -> StoredAccount:
    """Somebody new may sign in; without a password only through the identity provider.

    Raises CasewatchError for a name that is taken or unusable, an unknown role or municipality, a role without what
    it needs, and a password that is too short.
    """
    known = name.strip().lower()
    if not could_be_name(known):
        raise CasewatchError(
            _("«{name}» kan ikke være et brukernavn. Bruk 2 til 100 tegn: bokstaver, tall og . _ @ + -").format(
                name=name.strip()
            )
        )
    if known in _NOBODYS:
        raise CasewatchError(_("«{name}» brukes av casewatch selv. Velg et annet brukernavn.").format(name=known))
    values = {"name": known, "disabled": False, **_rights(context, role, municipality, handler)}
    values["password"] = None if password is None else hashed(password)
    with context.store.writing() as connection:
        if account_named(connection, known) is not None:
            raise CasewatchError(
                _("Brukeren «{name}» finnes fra før. Endre rollen eller passordet i stedet.").format(name=known)
            )
        now = recording_time(connection, context.now())
        insert_account(connection, values | {"changed_at": now})
        record(connection, now, context.who, "account_added", values["municipality"], known, role=role)
        found = account_named(connection, known)
    assert found is not None
    return found


def set_role(
    context: Context, name: str, role: str, municipality: str | None = None, handler: str | None = None
) -> None:
    """Give somebody another role; what they are signed in with ends. Raises CasewatchError as `add_account` does."""
    rights = _rights(context, role, municipality, handler)
    _change(context, name, rights, "role_changed", role=role)


def set_password(context: Context, name: str, password: str) -> None:
    """Give somebody another password. Raises CasewatchError for an unknown name and a password that is too short."""
    _change(context, name, {"password": hashed(password)}, "password_changed")


def disable(context: Context, name: str, disabled: bool = True) -> None:
    """Let somebody in no more, or again. Raises CasewatchError for an unknown name.

    A work account is no longer tied to it: let in again, it is tied to whoever then comes with its name.
    """
    untied = {"issuer": None, "subject": None} if disabled else {}
    _change(context, name, {"disabled": disabled, **untied}, "account_disabled" if disabled else "account_enabled")


def could_be_name(name: str) -> bool:
    """Whether an account can have this name, upper and lower case alike."""
    return _NAME.fullmatch(name.strip().lower()) is not None


def all_accounts(context: Context) -> list[StoredAccount]:
    """All accounts, by name."""
    with context.store.reading() as connection:
        return accounts(connection)


def account_document(account: StoredAccount) -> AccountDocument:
    """One element of ``users`` in JSON; no password."""
    return {
        "name": account.name,
        "role": account.role,
        "municipality": account.municipality,
        "handler": account.handler,
        "signs_in": "password" if account.password else "elsewhere",
        "disabled": account.disabled,
    }


def viewer_of(account: StoredAccount) -> Viewer:
    """What an account may do."""
    role: Role = account.role  # type: ignore[assignment]  # only roles are ever stored
    return Viewer(account.name, role, account.municipality, account.handler)


def hashed(password: str) -> str:
    """The Argon2 hash of a password. Raises CasewatchError for one that is too short or too long."""
    if not MIN_PASSWORD <= len(password) <= MAX_PASSWORD:
        raise CasewatchError(
            _("Passordet må ha {least} til {most} tegn. En setning er lett å huske.").format(
                least=MIN_PASSWORD, most=MAX_PASSWORD
            )
        )
    return hasher().hash(password)


@cache
def hasher() -> PasswordHash:
    """Argon2 with the library's own, current parameters."""
    from pwdlib import PasswordHash

    return PasswordHash.recommended()


@cache
def nobodys_hash() -> str:
    """A hash that is verified where there is no account, so that the time of the answer does not tell which exist."""
    return hasher().hash("nobody has this password")


def _rights(context: Context, role: str, municipality: str | None, handler: str | None) -> dict[str, Any]:
    if role not in ROLES:
        raise CasewatchError(
            _("Rollen «{role}» finnes ikke. Tillatt: {known}.").format(role=role, known=", ".join(ROLES))
        )
    if role in MUNICIPAL and not municipality:
        raise CasewatchError(_("Rollen {role} trenger en kommune.").format(role=role), "municipality", given=False)
    if role == "region" and municipality:
        raise CasewatchError(_("rollen region gjelder alle kommunene, og skal ikke ha noen."), "municipality")
    code = (handler or "").strip()
    if (role == "handler") != bool(code):
        raise CasewatchError(
            _("koden saksbehandleren har i eksporten, skal oppgis for rollen handler, og bare der."), "handler"
        )
    number = find_municipality(context.rulebook, municipality).number if municipality else None
    return {"role": role, "municipality": number, "handler": code or None}


def _change(context: Context, name: str, values: dict[str, Any], action: str, **details: Any) -> None:
    with context.store.writing() as connection:
        found = account_named(connection, name)
        if found is None:
            known = ", ".join(each.name for each in accounts(connection)) or _("ingen")
            raise CasewatchError(
                _("Brukeren «{name}» finnes ikke. Kjente: {known}.").format(name=name.strip(), known=known)
            )
        now = recording_time(connection, context.now())
        update_account(connection, found.id, values | {"changed_at": now})
        end_sessions_of(connection, found.id)
        record(
            connection, now, context.who, action, values.get("municipality", found.municipality), found.name, **details
        )
