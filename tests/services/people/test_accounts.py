"""Accounts and sessions: who gets in, for how long, and what ends it; on both databases."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from casewatch.core.access import ROLES, Viewer
from casewatch.errors import CasewatchError
from casewatch.rulebook import build, read_texts
from casewatch.services.asking.context import Context
from casewatch.services.people import accounts, sessions
from casewatch.services.people.accounts import add_account, all_accounts, disable, set_password, set_role
from casewatch.services.people.sessions import sign_in, sign_in_elsewhere, sign_out, viewer_for
from casewatch.services.running.duties import clean_up
from casewatch.services.running.jobs import Duty
from casewatch.settings import Settings
from casewatch.store import Store
from casewatch.store.audit import entries
from casewatch.store.tables.people import account, web_session
from tests.services.desk import RULES

GOOD, OTHER = "ni lange ord om byggesak", "ti lange ord om byggesak"
ISSUER = "https://login.example.org/v2.0"


@dataclass
class Quick:
    """Takes the place of Argon2, which is slow on purpose; one test below uses the real one."""

    asked: int = 0

    def hash(self, password: str) -> str:
        return f"quick:{password}"

    def verify(self, password: str, hashed: str) -> bool:
        self.asked += 1
        return hashed == f"quick:{password}"


@dataclass
class Clock:
    time: datetime = datetime(2026, 3, 2, 8, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.time


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> Quick:
    found = Quick()
    for module in (accounts, sessions):
        monkeypatch.setattr(module, "hasher", lambda: found)
        monkeypatch.setattr(module, "nobodys_hash", lambda: "quick:\0")
    return found


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def context(store: Store, clock: Clock, quick: Quick) -> Context:
    return Context(store, build(read_texts(RULES)), RULES, clock)


def enter(context: Context, name: str = "kari", password: str = GOOD) -> str:
    found = sign_in(context, name, password)
    assert found is not None
    return found.token


def test_who_gets_in(context: Context, quick: Quick) -> None:
    add_account(context, " Kari.Hansen@Example.org ", "handler", GOOD, "kongsvinger", " KON1 ")
    (kept,) = all_accounts(context)
    assert (kept.name, kept.role, kept.municipality, kept.handler) == (
        "kari.hansen@example.org",
        "handler",
        "3401",
        "KON1",
    )
    assert GOOD not in repr(kept)
    add_account(context, "ute", "reader", GOOD, "3401")
    disable(context, "UTE")
    add_account(context, "annensteds", "region")
    found = sign_in(context, "KARI.HANSEN@example.org", GOOD)
    assert found is not None
    assert found.viewer == Viewer("kari.hansen@example.org", "handler", "3401", "KON1")
    assert viewer_for(context, found.token) == found.viewer
    before = quick.asked
    for name, password in (
        ("kari.hansen@example.org", OTHER),
        ("kari.hansen@example.org", ""),
        ("ute", GOOD),
        ("annensteds", GOOD),
        ("annensteds", ""),
        ("ukjent", GOOD),
        ("\0", GOOD),
        ("x" * 5000, GOOD),
        ("", "\0"),
    ):
        assert sign_in(context, name, password) is None, name
    assert quick.asked - before == 9, "a password is looked at in every case: the time tells nobody who exists"


def test_the_store_holds_neither_passwords_nor_what_browsers_keep(store: Store, clock: Clock) -> None:
    """With the real Argon2."""
    real = Context(store, build(read_texts(RULES)), RULES, clock)
    add_account(real, "kari", "region", GOOD)
    token = enter(real)
    with store.reading() as connection:
        kept = repr([*connection.execute(select(account)), *connection.execute(select(web_session))])
    assert "$argon2id$" in kept
    assert GOOD not in kept
    assert token not in kept


@pytest.mark.parametrize(
    ("name", "role", "municipality", "handler", "password", "said"),
    [
        ("k", "region", None, None, GOOD, "brukernavn"),
        ("kari hansen", "region", None, None, GOOD, "brukernavn"),
        ("<b>", "region", None, None, GOOD, "brukernavn"),
        ("kommandolinja", "region", None, None, GOOD, "casewatch selv"),
        ("Tidsplan", "region", None, None, GOOD, "casewatch selv"),
        ("kari", "sjef", None, None, GOOD, "Rollen «sjef» finnes ikke"),
        ("kari", "reader", None, None, GOOD, "trenger en kommune"),
        ("kari", "reader", "9999", None, GOOD, "9999"),
        ("kari", "region", "3401", None, GOOD, "alle kommunene"),
        ("kari", "handler", "3401", None, GOOD, "handler"),
        ("kari", "manager", "3401", "KON1", GOOD, "handler"),
        ("kari", "region", None, None, "kort passord"[:11], "12 til 200"),
        ("kari", "region", None, None, "x" * 201, "12 til 200"),
        ("FINNES", "region", None, None, GOOD, "finnes fra før"),
    ],
)
def test_what_is_no_account(
    context: Context, name: str, role: str, municipality: str | None, handler: str | None, password: str, said: str
) -> None:
    add_account(context, "finnes", "region", GOOD)
    with pytest.raises(CasewatchError, match=said) as refused:
        add_account(context, name, role, password, municipality, handler)
    assert password not in str(refused.value)
    assert "\n" not in str(refused.value)
    assert [each.name for each in all_accounts(context)] == ["finnes"]


def test_a_change_ends_what_is_signed_in_and_is_in_the_log(context: Context) -> None:
    add_account(context, "kari", "manager", GOOD, "3401")
    add_account(context, "ola", "region", GOOD)
    others = enter(context, "ola")
    changes: list[tuple[Callable[[], None], tuple[str, str]]] = [
        (lambda: set_role(context, "kari", "reader", "3417"), ("role_changed", "3417")),
        (lambda: set_password(context, "kari", OTHER), ("password_changed", "3417")),
        (lambda: disable(context, "kari"), ("account_disabled", "3417")),
    ]
    for change, logged in changes:
        token = enter(context, password=OTHER if logged[0] == "account_disabled" else GOOD)
        assert viewer_for(context, token) is not None
        change()
        assert viewer_for(context, token) is None
        with context.store.reading() as connection:
            newest = entries(connection, None)[0]
        assert (newest.action, newest.municipality, newest.subject) == (*logged, "kari")
        assert OTHER not in repr(newest)
    assert sign_in(context, "kari", OTHER) is None
    disable(context, "kari", False)
    assert viewer_for(context, token) is None, "let in again, but not with what was ended"
    assert viewer_for(context, enter(context, password=OTHER)) == Viewer("kari", "reader", "3417")
    assert viewer_for(context, others) is not None
    for change in (lambda: set_password(context, "per", GOOD), lambda: disable(context, "per")):
        with pytest.raises(CasewatchError, match="«per» finnes ikke"):
            change()


def test_a_session_ends_by_itself(context: Context, clock: Clock) -> None:
    """Two hours unused, twelve in all; the ends themselves are still within."""
    add_account(context, "kari", "region", GOOD)
    token, began = enter(context), clock.time
    clock.time += timedelta(hours=2)
    assert viewer_for(context, token) is not None
    clock.time += timedelta(hours=2, seconds=1)
    assert viewer_for(context, token) is None
    token, began = enter(context), clock.time
    for hours in (2, 4, 6, 8, 10, 12):
        clock.time = began + timedelta(hours=hours)
        assert viewer_for(context, token) is not None, hours
    clock.time = began + timedelta(hours=12, seconds=1)
    assert viewer_for(context, token) is None


def test_the_nightly_cleaning_removes_ended_sessions(context: Context, clock: Clock, tmp_path: Path) -> None:
    add_account(context, "kari", "region", GOOD)
    enter(context)
    clock.time += timedelta(hours=23)
    token = enter(context)
    clock.time += timedelta(hours=1, seconds=1)
    clean_up(Duty(context, Settings(), tmp_path, lambda _line: None))
    with context.store.reading() as connection:
        assert len(connection.execute(select(web_session)).all()) == 1
    assert viewer_for(context, token) is not None


def test_signing_out_ends_it_for_whoever_has_the_word(context: Context) -> None:
    add_account(context, "kari", "region", GOOD)
    token, other = enter(context), enter(context)
    assert token != other
    sign_out(context, token)
    assert viewer_for(context, token) is None
    assert viewer_for(context, other) is not None
    sign_out(context, token)
    sign_out(context, None)
    for nobodys in (None, "", "x" * 43, other.swapcase()):
        assert viewer_for(context, nobodys) is None


def test_elsewhere_by_name_once_and_by_subject_then(context: Context) -> None:
    add_account(context, "kari@example.org", "region")
    add_account(context, "ola", "region", GOOD)
    assert sign_in_elsewhere(context, ISSUER, "s1", "per@example.org") is None
    assert sign_in_elsewhere(context, ISSUER, "s1", "ola") is None
    assert sign_in_elsewhere(context, ISSUER, "s1", "\0") is None
    assert sign_in_elsewhere(context, ISSUER, "s1", "KARI@example.org") is not None
    assert sign_in_elsewhere(context, ISSUER, "s1", "gift@example.org") is not None
    assert sign_in_elsewhere(context, ISSUER, "s2", "kari@example.org") is None
    assert sign_in_elsewhere(context, "https://other.example.org", "s1", "kari@example.org") is None
    disable(context, "kari@example.org")
    assert sign_in_elsewhere(context, ISSUER, "s1", "kari@example.org") is None
    disable(context, "kari@example.org", False)
    assert sign_in_elsewhere(context, ISSUER, "s2", "kari@example.org") is not None
    assert sign_in_elsewhere(context, ISSUER, "s1", "kari@example.org") is None


def test_a_password_changed_while_the_old_one_is_looked_at(
    context: Context, quick: Quick, monkeypatch: pytest.MonkeyPatch
) -> None:
    add_account(context, "kari", "region", GOOD)

    def changed_meanwhile(password: str, hashed: str) -> bool:
        set_password(context, "kari", OTHER)
        return True

    monkeypatch.setattr(quick, "verify", changed_meanwhile)
    assert sign_in(context, "kari", GOOD) is None


def test_two_adds_at_once_make_one_account(context: Context) -> None:
    started, ended = threading.Barrier(4), []

    def add() -> None:
        started.wait()
        try:
            ended.append(add_account(context, "kari", "region", GOOD).name)
        except CasewatchError as error:
            ended.append(str(error)[:27])

    threads = [threading.Thread(target=add) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert sorted(ended) == ["Brukeren «kari» finnes fra ", *["Brukeren «kari» finnes fra "] * 2, "kari"]
    assert [each.name for each in all_accounts(context)] == ["kari"]
    with context.store.reading() as connection:
        assert [each.action for each in entries(connection, None)] == ["account_added"]


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.sampled_from([None, *ROLES]),
    st.sampled_from([None, "3401", "3417"]),
    st.sampled_from(["3401", "3417"]),
)
def test_rights_never_grow_where_they_should_not(role: Any, own: str | None, other: str) -> None:
    """The issue in words: changing needs the own municipality and a role for it, and seeing less than changing."""
    viewer = Viewer("x", role, own)
    if role is None:
        own = None
        viewer = Viewer("x")
    if viewer.manages(other):
        assert viewer.corrects(other)
        assert role in ("manager", "administrator")
    if viewer.corrects(other):
        assert viewer.sees(other)
        assert own == other
        assert role not in ("reader", "region", None)
    if viewer.sees(other):
        assert role == "region" or own == other
    if role == "region":
        assert not viewer.sees_handlers
    assert viewer.administers == (role == "administrator")
    assert viewer.signed_in == (role is not None)
