"""Case numbers that are one series over several municipalities. Days and answers by hand."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

from casewatch.core.periods import OSLO
from casewatch.services.cases.correcting import correct, take_back
from casewatch.store import Source, add_correction, sources
from tests.services.conftest import GRUE, KONGSVINGER, Office, row
from tests.services.desk import Desk, codes

A, B = (KONGSVINGER, "2026/1", 1), (GRUE, "2026/1", 1)


def kongsvinger(**content: Any) -> Any:
    return row("2026/1", **{"received": "2026-01-05", **content})


def grue(**content: Any) -> Any:
    return row("2026/1", municipality=GRUE, **{"received": "2026-01-05", **content})


def test_the_old_application_is_closed_on_the_day_the_new_one_was_received(office: Office) -> None:
    office.read(kongsvinger(), received="2026-02-02", shared=True)
    stored = office.read(grue(), received="2026-02-09", shared=True)
    assert (stored.new, stored.changed, stored.counts()["rows"]) == (1, 0, 1)
    [finding] = stored.findings
    assert (finding.severity, finding.code, finding.case_no) == ("warning", "transferred", "2026/1")
    assert "09.02.2026" in finding.message
    assert office.shows() == {
        A: {"received": "2026-01-05", "closed": "2026-02-09", "outcome": "transferred"},
        B: {"received": "2026-01-05"},
    }
    with office.store.reading() as connection:
        told = sources(connection, office.id_of("2026/1"))
    assert told.fields["closed"].import_id == stored.batch_id
    assert told.fields["received"].import_id != stored.batch_id


def test_it_says_so_once(office: Office) -> None:
    office.read(kongsvinger(), received="2026-02-02", shared=True)
    office.read(grue(), received="2026-02-09", shared=True)
    again = office.read(grue(), received="2026-02-16", shared=True)
    assert again.findings == []
    assert office.shows()[A]["closed"] == "2026-02-09"


def test_undo_takes_it_back(office: Office) -> None:
    office.read(kongsvinger(), received="2026-02-02", shared=True)
    second = office.read(grue(), received="2026-02-09", shared=True)
    known_at = office.time
    office.undo(second.batch_id)
    assert office.shows() == {A: {"received": "2026-01-05"}}
    assert office.shows(known_at)[A]["outcome"] == "transferred"


def test_undoing_the_first_arrival_leaves_the_second_one(office: Office) -> None:
    office.read(kongsvinger(), received="2026-02-02", shared=True)
    second = office.read(grue(), received="2026-02-09", shared=True)
    office.read(grue(), received="2026-02-16", shared=True)
    office.undo(second.batch_id)
    assert office.shows()[A]["closed"] == "2026-02-16"


def test_an_application_that_comes_back_is_open_again(office: Office) -> None:
    office.read(kongsvinger(), received="2026-02-02", shared=True)
    office.read(grue(), received="2026-02-09", shared=True)
    back = office.read(kongsvinger(), received="2026-02-16", shared=True)
    assert (back.new, back.changed, back.unchanged) == (0, 1, 0)
    assert {change.field for change in back.changes} == {"closed", "outcome"}
    assert office.shows() == {
        A: {"received": "2026-01-05"},
        B: {"received": "2026-01-05", "closed": "2026-02-16", "outcome": "transferred"},
    }


def test_the_order_of_arrival_counts_not_the_order_of_reading(office: Office) -> None:
    office.read(grue(), received="2026-02-09", shared=True)
    office.read(kongsvinger(), received="2026-02-02", shared=True)
    assert office.shows()[A]["closed"] == "2026-02-09"
    assert "closed" not in office.shows()[B]


def test_a_decided_application_stays_decided(office: Office) -> None:
    office.read(kongsvinger(decided="2026-01-20", outcome="granted"), received="2026-02-02", shared=True)
    stored = office.read(grue(), received="2026-02-09", shared=True)
    assert stored.findings == []
    assert office.shows()[A] == {"received": "2026-01-05", "decided": "2026-01-20", "outcome": "granted"}


def test_numbers_of_ones_own_close_nothing(office: Office) -> None:
    office.read(kongsvinger(), received="2026-02-02")
    stored = office.read(grue(), received="2026-02-09")
    assert stored.findings == []
    assert office.shows() == {A: {"received": "2026-01-05"}, B: {"received": "2026-01-05"}}


def say(office: Office, **values: Any) -> int:
    """A person's word on Kongsvinger's application."""
    identity = office.id_of("2026/1")
    with office.store.writing() as connection:
        return add_correction(connection, identity, values, "Sett i saksmappa", False, office.tick())


@pytest.mark.parametrize("before", [True, False])
@pytest.mark.parametrize(
    ("word", "shown"),
    [
        pytest.param({"decided": "2026-02-20"}, {"decided": "2026-02-20"}, id="decided"),
        pytest.param({"closed": "2026-01-20"}, {"closed": "2026-01-20"}, id="closed"),
        pytest.param({"closed": None}, {"closed": None}, id="never closed"),
        pytest.param({"outcome": "shelved"}, {"closed": "2026-02-09", "outcome": "shelved"}, id="for another reason"),
        pytest.param(
            {"complete": "2026-01-07"},
            {"complete": "2026-01-07", "closed": "2026-02-09", "outcome": "transferred"},
            id="of something else",
        ),
    ],
)
def test_nothing_a_person_said_becomes_a_transfer(
    office: Office, word: dict[str, Any], shown: dict[str, Any], before: bool
) -> None:
    office.read(kongsvinger(), received="2026-02-02", shared=True)
    if before:
        say(office, **word)
    arrived = office.read(grue(), received="2026-02-09", shared=True)
    if not before:
        say(office, **word)
    assert office.shows()[A] == {"received": "2026-01-05", **shown, "person": [*word]}
    transferred = shown.get("outcome") == "transferred"
    assert bool(arrived.findings) == (transferred or not before)
    with office.store.reading() as connection:
        told = sources(connection, office.id_of("2026/1"))
    if "closed" in shown and "closed" not in word:
        assert told.fields["closed"].import_id == arrived.batch_id
    for name, value in word.items():
        assert told.fields.get(name) == (Source(correction=1) if value else None)


def test_two_words_of_which_the_older_one_is_of_the_end(office: Office) -> None:
    office.read(kongsvinger(), received="2026-02-02", shared=True)
    say(office, closed=None)
    say(office, complete="2026-01-07")
    office.read(grue(), received="2026-02-09", shared=True)
    with office.store.reading() as connection:
        told = sources(connection, office.id_of("2026/1"))
    assert "closed" not in told.fields
    assert office.shows()[A]["person"] == ["closed", "complete"]


def test_a_persons_decision_is_measured_where_it_was_made(tmp_path: Path) -> None:
    """From Monday 2 March to Sunday 8 March 2026: 6 days. Without the word the case had left on 20 March."""
    desk = Desk(tmp_path, tmp_path / "casewatch.db")
    desk.profile("p", 'title = "p"\nextends = "norsk-standard"\ncase_number_series = "shared"\n')
    header = (
        "municipality,case_no,application_no,application_type,received,complete,decided,outcome,"
        "business,within_plan,regulated_plot,road_to_boundary"
    )
    line = "2026/1,1,one_step,2026-03-01,2026-03-02,,,ja,ja,ja,ja"
    at = {day: datetime(2026, 3, day, 8, tzinfo=OSLO) for day in (5, 20)}
    desk.read(desk.csv(f"{header}\n3414,{line}", "a.csv"), None, profile="p", received_at=at[5])
    with desk.opened() as context:
        word = correct(context, "3414", "2026/1", None, ["decided=2026-03-08"], "prøve")
    told = desk.read(desk.csv(f"{header}\n3401,{line}", "b.csv"), None, profile="p", received_at=at[20])
    assert codes(told) == set()
    april = date(2026, 4, 1)
    figure = desk.figure("3414", april)
    assert (figure["under_limit"], figure["decided"], figure["sum_days"]) == (1, 1, 6)
    assert figure["closed_without_decision"] == 0
    with desk.opened() as context:
        take_back(context, word)
    figure = desk.figure("3414", april)
    assert (figure["decided"], figure["closed_without_decision"]) == (0, 1)
