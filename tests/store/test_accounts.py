"""Accounts and sessions as they are kept."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy.exc import IntegrityError

from casewatch.store import Store
from casewatch.store.accounts import (
    account_named,
    account_of_subject,
    accounts,
    any_account,
    end_session,
    end_sessions_of,
    insert_account,
    remove_sessions,
    saw_session,
    session_account,
    start_session,
    update_account,
)

NOW = datetime(2026, 3, 2, 8, tzinfo=UTC)
HOUR = timedelta(hours=1)


def values(name: str, **more: Any) -> dict[str, Any]:
    usual = dict.fromkeys(("password", "issuer", "subject", "municipality", "handler"))
    return {**usual, "name": name, "role": "region", "disabled": False, "changed_at": NOW, **more}


def test_an_account_is_found_by_name_and_by_the_provider_and_its_name_is_taken_once(store: Store) -> None:
    with store.writing() as connection:
        assert not any_account(connection)
        insert_account(connection, values("kari", issuer="https://id.example.org", subject="17"))
        insert_account(connection, values("anna", municipality="3401", role="reader"))
    with store.reading() as connection:
        assert [each.name for each in accounts(connection)] == ["anna", "kari"]
        assert any_account(connection)
        kari = account_named(connection, " KARI ")
        assert kari == account_of_subject(connection, "https://id.example.org", "17")
        assert account_of_subject(connection, "https://elsewhere.example.org", "17") is None
        assert account_named(connection, "ola") is None
    assert kari is not None
    with store.writing() as connection:
        update_account(connection, kari.id, {"role": "manager", "municipality": "3417"})
    with store.reading() as connection:
        found = {each.name: (each.role, each.municipality) for each in accounts(connection)}
    assert found == {"anna": ("reader", "3401"), "kari": ("manager", "3417")}
    with pytest.raises(IntegrityError), store.writing() as connection:
        insert_account(connection, values("kari"))


def test_a_session_is_its_accounts_until_it_ends_or_was_not_seen_for_long(store: Store) -> None:
    with store.writing() as connection:
        insert_account(connection, values("kari"))
        kari = account_named(connection, "kari")
        assert kari is not None
        for key in ("a", "b", "c"):
            start_session(connection, key, kari.id, NOW)
        saw_session(connection, "b", NOW + HOUR)
        assert session_account(connection, "b") == (kari, NOW, NOW + HOUR)
        assert session_account(connection, "x") is None
        end_session(connection, "a")
        assert session_account(connection, "a") is None
        assert remove_sessions(connection, NOW + HOUR) == 2  # "a" and "c"; "b" was seen at that very time
        assert session_account(connection, "c") is None
        assert session_account(connection, "b") is not None
        end_sessions_of(connection, kari.id)
        assert session_account(connection, "b") is None
