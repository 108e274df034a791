"""Reports that no export bears out, and what answers the question. Days by hand."""

from __future__ import annotations

from typing import Any

import pytest

from casewatch.store import Cut
from casewatch.store.reported import unconfirmed
from tests.services.conftest import Office, row
from tests.store.test_corrections import say, take_back


def asked(office: Office) -> list[tuple[str, str, str | None, str]]:
    """Field, reported day, known day and export of the questions there are."""
    seen = office.known_now()
    with office.store.reading() as connection:
        found = unconfirmed(connection, Cut(), dict(zip(seen.application_ids, seen.contents, strict=True)))
    return [(each.field, each.reported, each.known, each.export) for each in found]


def told(stored: Any) -> list[tuple[str, str | None, str | None, int | None]]:
    """Code, field, case and row of an import's findings."""
    return [(each.code, each.field, each.case_no, each.row) for each in stored.findings]


def test_an_export_that_has_it_asks_nothing(office: Office) -> None:
    office.read(row("2026/1", decided=None))
    say(office, until_next=True, decided="2026-03-10")
    stored = office.read(row("2026/1", decided="2026-03-10"), received="2026-03-16")
    assert (told(stored), asked(office)) == ([], [])


@pytest.mark.parametrize("known", [None, "2026-03-11"])
def test_an_export_that_has_another_day_or_none_asks(office: Office, known: str | None) -> None:
    office.read(row("2026/1", decided=None))
    say(office, until_next=True, decided="2026-03-10")
    first = office.read(row("2026/1", decided=None), received="2026-03-10")
    assert (told(first), asked(office)) == ([], [])  # it was on its way
    stored = office.read(row("2026/1", decided=known), received="2026-03-16")
    assert told(stored) == [("report_not_confirmed", "decided", "2026/1", 2)]
    assert asked(office) == [("decided", "2026-03-10", known, "2026-03-16")]
    again = office.read(row("2026/1", decided=known), received="2026-03-23")
    assert told(again) == []  # it is said once, and asked until it is answered
    assert asked(office) == [("decided", "2026-03-10", known, "2026-03-23")]
    office.read(row("2026/1", decided="2026-03-10"), received="2026-03-30")
    assert asked(office) == []


def test_an_export_without_the_case_asks(office: Office) -> None:
    office.read(row("2026/1", decided=None), row("2026/2"))
    say(office, until_next=True, decided="2026-03-10")
    stored = office.read(row("2026/2"), received="2026-03-16", holds="open")
    assert told(stored) == [("report_not_confirmed", "decided", "2026/1", None)]
    assert asked(office) == [("decided", "2026-03-10", None, "2026-03-16")]


def test_a_dispatch_is_asked_about_by_itself(office: Office) -> None:
    office.read(row("2026/1", decided=None, decision_sent=None))
    say(office, until_next=True, decided="2026-03-10", decision_sent="2026-03-12")
    stored = office.read(row("2026/1", decided="2026-03-10", decision_sent=None), received="2026-03-16")
    assert told(stored) == [("report_not_confirmed", "decision_sent", "2026/1", 2)]
    assert asked(office) == [("decision_sent", "2026-03-12", None, "2026-03-16")]


def test_what_is_said_of_the_field_afterwards_answers_it(office: Office) -> None:
    office.read(row("2026/1", decided=None))
    first = say(office, until_next=True, decided="2026-03-10")
    ended = office.read(row("2026/1", decided=None), received="2026-03-16")
    assert len(asked(office)) == 1
    for word in (
        say(office, until_next=True, decided="2026-03-10"),
        say(office, decided="2026-03-11"),
        say(office, decided=None),
    ):
        assert asked(office) == []
        take_back(office, word)
    say(office, complete="2026-03-02")  # is no answer
    assert len(asked(office)) == 1
    office.undo(ended.batch_id)
    assert asked(office) == []
    office.read(row("2026/1", decided=None), received="2026-03-16")
    assert len(asked(office)) == 1
    take_back(office, first)
    assert asked(office) == []


def test_reported_anew_and_not_confirmed_again_it_is_one_question(office: Office) -> None:
    office.read(row("2026/1", decided=None))
    say(office, until_next=True, decided="2026-03-10")
    office.read(row("2026/1", decided=None), received="2026-03-16")
    say(office, until_next=True, decided="2026-03-17")
    assert told(office.read(row("2026/1", decided=None), received="2026-03-17")) == []
    assert told(office.read(row("2026/1", decided=None), received="2026-03-23")) == [
        ("report_not_confirmed", "decided", "2026/1", 2)
    ]
    assert asked(office) == [("decided", "2026-03-17", None, "2026-03-23")]


def test_other_words_until_the_next_file_are_not_asked_about(office: Office) -> None:
    office.read(row("2026/1", complete=None))
    say(office, until_next=True, complete="2026-03-10", closed="2026-03-10")
    assert told(office.read(row("2026/1", complete=None), received="2026-03-16")) == []
    assert asked(office) == []
