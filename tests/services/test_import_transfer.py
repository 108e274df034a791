"""Case numbers that are one series over several municipalities. Days and answers by hand."""

from __future__ import annotations

from typing import Any

from casewatch.store import sources
from tests.services.conftest import GRUE, KONGSVINGER, Office, row

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
