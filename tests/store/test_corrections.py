"""A person's word over the imports, until taken back or until the next file. Answers by hand."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from casewatch.store import Cut, Source, add_correction, sources, standing_imports, undo_correction
from casewatch.store.batches import insert_arrival
from casewatch.store.corrections import holding, recorded_together, unconfirmed
from tests.services.conftest import GRUE, KONGSVINGER, Office, known_row, row

K1 = (KONGSVINGER, "2026/1", 1)


def say(office: Office, until_next: bool = False, **values: Any) -> int:
    """A person's word on 2026/1; `hearing_2026_03_04` stands for the pause of that day."""
    said = {
        f"hearing {name[8:].replace('_', '-')}" if name.startswith("hearing_") else name: value
        for name, value in values.items()
    }
    identity = office.id_of("2026/1")
    with office.store.writing() as connection:
        return add_correction(connection, identity, said, "Sett i saksmappa", until_next, office.tick())


def take_back(office: Office, correction: int) -> bool:
    with office.store.writing() as connection:
        return undo_correction(connection, correction, office.tick())


def test_it_lies_over_every_import_until_taken_back(office: Office) -> None:
    office.read(row("2026/1", complete="2026-01-07"))
    correction = say(office, complete="2026-01-09")
    stored = office.read(row("2026/1", complete="2026-01-08"))
    assert stored.changed == 1  # the imports say something else now, though nobody sees it yet
    assert office.shows()[K1] == {"complete": "2026-01-09", "person": ["complete"]}
    before = office.time
    assert take_back(office, correction)
    assert office.shows()[K1] == {"complete": "2026-01-08"}
    assert office.shows(before)[K1]["complete"] == "2026-01-09"
    assert not take_back(office, correction)
    assert not take_back(office, 99)


def test_the_newest_word_on_a_field_wins(office: Office) -> None:
    office.read(row("2026/1", complete="2026-01-07", business=None))
    say(office, complete="2026-01-09", business=True)
    second = say(office, complete="2026-01-10")
    assert office.shows()[K1] == {"complete": "2026-01-10", "business": True, "person": ["business", "complete"]}
    take_back(office, second)
    assert office.shows()[K1]["complete"] == "2026-01-09"


def test_until_the_next_file_of_that_municipality(office: Office) -> None:
    office.read(row("2026/1", complete=None))
    say(office, until_next=True, complete="2026-01-09")
    office.read(row("2026/7", municipality=GRUE))
    assert office.shows()[K1]["complete"] == "2026-01-09"
    known_at = office.time
    following = office.read(row("2026/1", complete=None))
    assert (following.changed, following.unchanged) == (1, 0)
    assert [(change.field, change.old, change.new) for change in following.changes] == [
        ("complete", "2026-01-09", None)
    ]
    assert office.shows()[K1] == {"complete": None}
    assert office.shows(known_at)[K1]["complete"] == "2026-01-09"
    office.undo(following.batch_id)
    assert office.shows()[K1]["complete"] == "2026-01-09"


def test_the_same_bytes_again_are_the_next_file_too(office: Office) -> None:
    first = office.read(row("2026/1", complete=None))
    say(office, until_next=True, complete="2026-01-09")
    now = office.tick()
    with office.store.writing() as connection:
        insert_arrival(connection, first.batch_id, "again.xlsx", now, now)
    assert office.shows()[K1] == {"complete": None}
    assert office.known_now().last_import == {KONGSVINGER: now}


@pytest.mark.parametrize(
    ("word", "ends_on"),
    [
        ({"decided": "2026-03-10"}, "2026-03-11"),
        ({"decision_sent": "2026-03-10"}, "2026-03-11"),
        ({"decided": "2026-03-10", "decision_sent": "2026-03-12"}, "2026-03-13"),
        ({"decided": "2026-03-10", "decision_sent": None}, "2026-03-11"),
        ({"decided": "2026-03-10", "complete": "2026-03-13"}, "2026-03-11"),
        # no report of a decision or a dispatch: the next file, of whatever day
        ({"decided": None}, "2026-03-09"),
        ({"closed": "2026-03-10"}, "2026-03-09"),
        ({"complete": "2026-03-10"}, "2026-03-09"),
    ],
)
def test_a_report_outlives_the_export_that_was_on_its_way(office: Office, word: dict[str, Any], ends_on: str) -> None:
    office.read(row("2026/1"))
    say(office, until_next=True, **word)
    held, days = [], ["2026-03-09", "2026-03-10", "2026-03-11", "2026-03-12", "2026-03-13"]
    for day in days:
        office.read(row("2026/1"), received=day)
        held.append("person" in office.shows()[K1])
    assert held == [day < ends_on for day in days]


def test_the_day_of_an_export_is_that_of_oslo(office: Office) -> None:
    office.read(row("2026/1"))
    say(office, until_next=True, decided="2026-03-10")
    office.read(row("2026/1"), received="2026-03-10T22:59Z")
    assert office.shows()[K1]["decided"] == "2026-03-10"
    office.read(row("2026/1"), received="2026-03-10T23:00Z")  # midnight in Oslo
    assert office.shows()[K1] == {}


def test_what_was_read_before_the_report_does_not_end_it(office: Office) -> None:
    office.read(row("2026/1"), received="2026-03-20")
    say(office, until_next=True, decided="2026-03-10")
    assert office.shows()[K1]["decided"] == "2026-03-10"


def test_an_export_of_another_municipality_does_not_end_it(office: Office) -> None:
    office.read(row("2026/1"))
    say(office, until_next=True, decided="2026-03-10")
    office.read(row("2026/7", municipality=GRUE), received="2026-03-20")
    assert office.shows()[K1]["decided"] == "2026-03-10"


def test_the_past_and_an_undo_of_the_export_that_ended_it(office: Office) -> None:
    office.read(row("2026/1"))
    say(office, until_next=True, decided="2026-03-10")
    office.read(row("2026/1"), received="2026-03-10")
    still = office.time
    later = office.read(row("2026/1"), received="2026-03-11")
    over = office.time
    assert (later.changed, [(each.field, each.old, each.new) for each in later.changes]) == (
        1,
        [("decided", "2026-03-10", None)],
    )
    office.undo(later.batch_id)
    assert office.shows()[K1]["decided"] == "2026-03-10"
    assert office.shows(still)[K1]["decided"] == "2026-03-10"
    assert office.shows(over)[K1] == {}


def test_the_same_bytes_again_count_with_their_own_day(office: Office) -> None:
    first = office.read(row("2026/1"), received="2026-03-09")
    say(office, until_next=True, decided="2026-03-10")
    held = []
    for day in (10, 11):
        with office.store.writing() as connection:
            insert_arrival(
                connection, first.batch_id, "again.xlsx", datetime(2026, 3, day, 12, tzinfo=UTC), office.tick()
            )
        held.append("person" in office.shows()[K1])
    assert held == [True, False]
    with office.store.reading() as connection:
        assert holding(connection, Cut(), standing_imports(connection)) == []


@pytest.mark.parametrize(
    ("told", "word", "following", "remarked"),
    [
        ("2026-03-02", {"decided": None}, "2026-03-09", True),  # under the word, which hides both
        ("2026-03-02", {"decided": "2026-03-09"}, "2026-03-02", False),  # the word ends, the exports say the same
        (None, {"decided": "2026-03-02"}, "2026-03-09", False),  # only a person had said it before
    ],
)
def test_dates_move_by_what_the_exports_say(
    office: Office, told: str | None, word: dict[str, Any], following: str, remarked: bool
) -> None:
    office.read(row("2026/1", decided=told))
    say(office, until_next=True, **word)
    stored = office.read(row("2026/1", decided=following), received="2026-03-10")
    assert ("decided_moved" in {each.code for each in stored.findings}) == remarked
    assert office.known_now().remarks == ({"decided_moved": [office.id_of("2026/1")]} if remarked else {})


@pytest.mark.parametrize(
    ("answered", "expected"),
    [("2026-03-20", [["2026-03-04", "2026-03-20", "annen"]]), ("", [["2026-03-04", None, "annen"]]), ("none", [])],
)
def test_a_pause(office: Office, answered: str, expected: list[Any]) -> None:
    office.read(row("2026/1", hearing=[["2026-03-04", "2026-03-11", "annen"]]))
    say(office, hearing_2026_03_04=answered)
    assert office.shows()[K1] == {"hearing": expected, "person": ["hearing"]}


def test_sources_name_the_earliest_import_since_which_a_date_is_the_same(office: Office) -> None:
    office.read(row("2026/1", received="2026-01-05", complete="2026-01-06", hearing=[["2026-01-08", None, None]]))
    second = office.read(
        row("2026/1", received="2026-01-05", complete="2026-01-07", hearing=[["2026-01-08", None, "a"]])
    )
    third = office.read(known_row("2026/1", complete="2026-01-07", hearing=[["2026-01-08", "2026-01-15", "a"]]))
    identity = office.id_of("2026/1")
    with office.store.reading() as connection:
        told = sources(connection, identity)
    assert told.fields["received"] == Source(1, "0801.xlsx", "Ark1", 2)
    assert told.fields["complete"].import_id == second.batch_id
    assert told.sent["hearing", "2026-01-08"].import_id == 1
    assert told.answered["hearing", "2026-01-15"].import_id == third.batch_id
    office.undo(1)
    with office.store.reading() as connection:
        told = sources(connection, identity)
    assert told.fields["received"].import_id == second.batch_id
    assert told.sent["hearing", "2026-01-08"].import_id == second.batch_id


def test_the_source_of_a_persons_word_is_the_correction(office: Office) -> None:
    office.read(row("2026/1", received="2026-01-05", complete="2026-01-06", hearing=[["2026-03-04", None, None]]))
    known_at = office.time
    first = say(office, complete="2026-01-06")
    second = say(office, hearing_2026_03_04="2026-03-20")
    identity = office.id_of("2026/1")
    with office.store.reading() as connection:
        told, then = sources(connection, identity), sources(connection, identity, known_at)
    assert told.fields["complete"] == Source(correction=first)
    assert told.answered["hearing", "2026-03-20"] == Source(correction=second)
    assert told.sent["hearing", "2026-03-04"].import_id == 1
    assert told.fields["received"].import_id == 1
    assert then.fields["complete"].import_id == 1
    assert then.answered == {}
    with office.store.reading() as connection:
        assert sources(connection, identity, known_at.replace(year=2025)).fields == {}


def test_all_of_one_time_and_no_others(office: Office) -> None:
    office.read(row("2026/1", business=None), row("2026/2", business=None))
    alone = say(office, business=False)
    now = office.tick()
    ids = [office.id_of(f"2026/{number}") for number in (1, 2)]
    with office.store.writing() as connection:
        first, second = (add_correction(connection, each, {"business": True}, "ringt", False, now) for each in ids)
    assert take_back(office, second)
    with office.store.reading() as connection:
        found = recorded_together(connection, second)
        assert [(each.id, each.case_key, each.values, each.reason) for each in found] == [
            (first, "2026/1", {"business": True}, "ringt"),
            (second, "2026/2", {"business": True}, "ringt"),
        ]
        assert [each.undone_at for each in found] == [None, office.time]
        assert [each.id for each in recorded_together(connection, alone)] == [alone]
        assert recorded_together(connection, 99) == []


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
