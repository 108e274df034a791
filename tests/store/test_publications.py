"""Published figures: kept as they were, and the time they are kept with."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import psycopg
import pytest
from sqlalchemy import exc

from casewatch.store import Store
from casewatch.store.clock import recording_time
from casewatch.store.publications import (
    Part,
    Publication,
    PublishedQuestion,
    insert_publication,
    publications,
    published_parts,
)
from tests.services.conftest import Office, row

AT = datetime(2026, 5, 4, 10, 30, 15, 123457, tzinfo=UTC)
QUESTION = PublishedQuestion(
    period="2026-T1",
    first=date(2026, 1, 1),
    last=date(2026, 4, 30),
    as_of=date(2026, 5, 3),
    rule="vedlegg1",
    rule_version="2020-11-25/abc",
    official=True,
    measured_by={"name": "Måltallet", "limit_days": 10},
)
RESULT = {"municipality": "3401", "name": "Åsnes", "decided": 3, "share": 0.6667, "open": {"running": 2}, "held": None}
REGION = {"municipality": None, "name": None, "decided": 3, "share": 0.6667, "open": {"running": 2}, "held": None}


def publish(store: Store, at: datetime = AT, reason: str | None = None, parts: Any = None) -> Publication:
    with store.writing() as connection:
        return insert_publication(connection, QUESTION, at, reason, [RESULT], REGION, parts or {})


def test_what_was_published_comes_back_as_it_was(store: Store) -> None:
    office = Office(store)
    office.read(row("2026/1", received="2026-01-05"), row("2026/2", received="2026-01-06"))
    one, other = office.id_of("2026/1"), office.id_of("2026/2")
    parts = {one: Part("under", 4, {"total_days": 6, "start_assumed": False}), other: Part("closed", None, {})}
    kept = publish(store, reason="Møte i rådet", parts=parts)
    with store.reading() as connection:
        assert publications(connection) == [kept]
        assert published_parts(connection, kept.id) == parts
        assert published_parts(connection, kept.id + 1) == {}
        (back,) = publications(connection)
    assert back == Publication(1, AT, QUESTION, "Møte i rådet", [RESULT], REGION)
    assert list(back.results[0]) == list(RESULT)  # in the order of the contract
    assert back.municipalities == ("3401",)


def test_both_are_kept_newest_first(store: Store) -> None:
    first = publish(store)
    second = publish(store, AT + timedelta(microseconds=1), "for sent levert fil")
    with store.reading() as connection:
        assert [(each.id, each.reason) for each in publications(connection)] == [
            (second.id, "for sent levert fil"),
            (first.id, None),
        ]


def test_a_part_of_an_unknown_application_is_refused_and_nothing_is_kept(store: Store) -> None:
    # rows go to PostgreSQL by COPY, past the library that would wrap its error
    with pytest.raises((exc.IntegrityError, psycopg.IntegrityError)):
        publish(store, parts={77: Part("under", 4, {})})
    with store.reading() as connection:
        assert publications(connection) == []


@pytest.mark.parametrize(
    ("now", "recorded"),
    [
        pytest.param(AT - timedelta(days=1), AT + timedelta(microseconds=1), id="a clock set back"),
        pytest.param(AT, AT + timedelta(microseconds=1), id="a clock that stands still"),
        pytest.param(AT + timedelta(seconds=1), AT + timedelta(seconds=1), id="a clock that goes on"),
    ],
)
def test_what_is_recorded_after_a_publication_has_a_later_time(store: Store, now: datetime, recorded: datetime) -> None:
    publish(store)
    with store.writing() as connection:
        assert recording_time(connection, now) == recorded
