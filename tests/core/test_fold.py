"""The fold, corrections, what differs, transfers: every answer written down by hand."""

from __future__ import annotations

from typing import Any

import pytest

from casewatch.core.fold import (
    Change,
    Correction,
    Seen,
    compare,
    fold,
    history_remarks,
    overlay,
    transferred,
    transfers,
)


def test_a_column_in_the_file_replaces_an_absent_one_leaves_an_empty_cell_empties() -> None:
    first = {"received": "2026-01-05", "complete": "2026-01-07", "handler": "ABC"}
    second = {"received": "2026-01-06", "complete": None}
    assert fold([first, second]) == {"received": "2026-01-06", "complete": None, "handler": "ABC"}


def test_all_pauses_of_a_kind_are_one_value() -> None:
    first = {"hearing": [["2026-01-08", None, "annen"]], "authority": [["2026-01-09", None, None]]}
    assert fold([first, {"hearing": []}]) == {"hearing": [], "authority": [["2026-01-09", None, None]]}


def test_nothing_folds_to_nothing_and_one_content_is_itself() -> None:
    only = {"received": "2026-01-05"}
    assert fold([]) == {}
    assert fold([only]) is only


@pytest.mark.parametrize(
    ("known", "more", "expected"),
    [
        # another sent date is another pause
        (
            [["2026-01-08", None, "a"]],
            [["2026-01-20", None, "b"]],
            [["2026-01-08", None, "a"], ["2026-01-20", None, "b"]],
        ),
        # the same one again, now answered; telling it once more changes nothing
        ([["2026-01-08", None, "a"]], [["2026-01-08", "2026-01-15", "a"]], [["2026-01-08", "2026-01-15", "a"]]),
        ([["2026-01-08", "2026-01-15", "a"]], [["2026-01-08", None, "a"]], [["2026-01-08", "2026-01-15", "a"]]),
        # an answer closes the open pause of its party ...
        (
            [["2026-01-08", None, "a"], ["2026-01-09", None, "b"]],
            [[None, "2026-01-15", "b"]],
            [["2026-01-08", None, "a"], ["2026-01-09", "2026-01-15", "b"]],
        ),
        # ... else the oldest open one of its kind
        (
            [["2026-01-09", None, "b"], ["2026-01-08", None, "a"]],
            [[None, "2026-01-15", "c"]],
            [["2026-01-08", "2026-01-15", "a"], ["2026-01-09", None, "b"]],
        ),
        # one that was sent later is not what was answered: a remark
        (
            [["2026-01-20", None, "a"]],
            [[None, "2026-01-15", "a"]],
            [[None, "2026-01-15", "a"], ["2026-01-20", None, "a"]],
        ),
    ],
)
def test_an_event_list_adds_pauses(known: list[Any], more: list[Any], expected: list[Any]) -> None:
    base = {"hearing": known, "received": "2026-01-05"}
    event_list = {"additive": True, "hearing": more, "complete": "2026-01-07"}
    folded = fold([base, event_list])
    assert folded == {"hearing": expected, "received": "2026-01-05", "complete": "2026-01-07"}
    assert fold([folded, event_list]) == folded


def test_a_person_lies_over_the_imports_and_the_newest_word_wins() -> None:
    seen = {"complete": "2026-01-07", "business": None}
    said = [
        Correction(1, {"complete": "2026-01-09", "business": True}),
        Correction(2, {"complete": None}),
    ]
    assert overlay(seen, said) == {"complete": None, "business": True, "person": ["business", "complete"]}
    assert seen == {"complete": "2026-01-07", "business": None}
    assert overlay(seen, []) is seen


@pytest.mark.parametrize(
    ("key", "value", "field", "expected"),
    [
        ("hearing 2026-01-08", "2026-01-12", "hearing", [["2026-01-08", "2026-01-12", "a"]]),
        ("hearing 2026-01-08", "", "hearing", [["2026-01-08", None, "a"]]),
        ("hearing 2026-01-08", "none", "hearing", []),
        (
            "hearing 2026-01-02",
            "2026-01-04",
            "hearing",
            [["2026-01-02", "2026-01-04", None], ["2026-01-08", "2026-01-20", "a"]],
        ),
        ("authority 2026-01-02", "", "authority", [["2026-01-02", None, None]]),
        ("other_authority 2026-01-02", "", "authority", [["2026-01-02", None, None]]),
    ],
)
def test_a_person_sets_adds_opens_and_removes_a_pause(key: str, value: str, field: str, expected: list[Any]) -> None:
    seen = {"hearing": [["2026-01-08", "2026-01-20", "a"]], "authority": []}
    result = overlay(seen, [Correction(1, {key: value})])
    assert result[field] == expected
    assert result["person"] == [field]


@pytest.mark.parametrize(
    ("known", "expected"),
    [
        ([], [["2026-03-04", None, "nve"]]),
        # a body that is not known yet gets the name; another body's of the same day stays as it is
        ([["2026-03-04", None, None]], [["2026-03-04", None, "nve"]]),
        ([["2026-03-04", None, None], ["2026-03-04", None, None]],
         [["2026-03-04", None, None], ["2026-03-04", None, "nve"]]),
        ([["2026-03-04", "2026-03-09", "mattilsynet"]],
         [["2026-03-04", None, "nve"], ["2026-03-04", "2026-03-09", "mattilsynet"]]),
        ([["2026-03-04", "2026-03-09", "nve"], ["2026-03-04", None, None]],
         [["2026-03-04", None, None], ["2026-03-04", None, "nve"]]),
    ],
)  # fmt: skip
def test_a_person_names_the_body_a_pause_was_sent_to(known: list[Any], expected: list[Any]) -> None:
    said = Correction(1, {"hearing 2026-03-04": ["", "nve"]})
    assert overlay({"hearing": known}, [said])["hearing"] == expected


def test_what_differs_is_told_field_by_field_and_nothing_is_nothing_however_it_is_written() -> None:
    before = {"complete": "2026-01-07", "decided": None, "hearing": [], "business": False}
    after = {"complete": "2026-01-09", "handler": None, "business": None}
    assert compare(before, after) == [
        Change("business", False, None),
        Change("complete", "2026-01-07", "2026-01-09"),
    ]


def test_dates_that_move_after_a_decision_are_remarked_on() -> None:
    decided = {"complete": "2026-01-07", "decided": "2026-01-20"}
    assert history_remarks([decided, {"complete": "2026-01-12"}]) == {"complete_moved"}
    assert history_remarks([decided, {"complete": None}]) == {"complete_withdrawn"}
    assert history_remarks([decided, {"decided": "2026-01-15"}]) == {"decided_moved"}
    assert history_remarks([decided, decided]) == set()
    assert history_remarks([{"complete": "2026-01-07"}, {"complete": "2026-01-12", "decided": "2026-01-20"}]) == set()


def seen(application: int, municipality: str, rank: int, shared: bool = True) -> Seen:
    return Seen(application, municipality, rank, f"2026-01-{rank:02}", shared)


def test_a_shared_case_number_that_arrives_elsewhere_closes_the_old_application() -> None:
    assert {
        key: sight.day for key, sight in transfers([seen(1, "A", 1), seen(2, "B", 5), seen(2, "B", 7)]).items()
    } == {1: "2026-01-05"}


def test_it_is_open_again_once_it_comes_back() -> None:
    history = [seen(1, "A", 1), seen(2, "B", 5), seen(1, "A", 6)]
    assert list(transfers(history)) == [2]


def test_one_file_that_has_it_under_both_closes_neither() -> None:
    assert transfers([seen(1, "A", 1), seen(1, "A", 5), seen(2, "B", 5)]) == {}


def test_case_numbers_of_ones_own_close_nothing() -> None:
    assert transfers([seen(1, "A", 1), seen(2, "B", 5, shared=False)]) == {}


def test_what_had_ended_is_not_transferred() -> None:
    assert transferred({"decided": "2025-12-01", "outcome": "granted"}, "2026-01-05")["outcome"] == "granted"
    assert transferred({"received": "2025-12-01"}, "2026-01-05") == {
        "received": "2025-12-01",
        "closed": "2026-01-05",
        "outcome": "transferred",
    }
