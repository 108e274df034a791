"""clock.md, *What imports do to an application*, as far as the fold of contents shows it."""

from __future__ import annotations

from typing import Any

import pytest

from casewatch.core.fold import (
    ADDITIVE,
    Correction,
    Seen,
    compare,
    fold,
    moved_after_decision,
    overlay,
    transferred,
    transfers,
)
from tests.core.sentences import app, look

LATER = "2026-12-31"
OLD: dict[str, Any] = {"received": "2026-03-02", "complete": "2026-03-05", "decided": "2026-03-20", "handler": "ABC"}


def test_column_in_the_file_replaces() -> None:
    """«A column that is in the file replaces the stored value, empty included; a column that is not in the file leaves
    it.»"""
    newer = {"complete": "2026-03-09", "decided": None}
    assert fold([OLD, newer]) == {
        "received": "2026-03-02",
        "complete": "2026-03-09",
        "decided": None,
        "handler": "ABC",
    }
    assert fold([OLD]) == OLD
    assert fold([]) == {}


def test_supplement_counts_only_where_complete_is_empty() -> None:
    """«A supplement counts for `complete` only where that is empty, with or without a defect letter; one before the
    letter mends nothing.»"""
    stored = app(received="2026-03-02", complete="2026-03-05", supplement=None)
    later = fold([stored, {"supplement": "2026-03-12"}])
    assert look(later, LATER).complete == "2026-03-05"
    emptied = fold([later, {"complete": None}])
    assert look(emptied, LATER).complete == "2026-03-12"
    assert look(fold([emptied, {"deficiency": "2026-03-13"}]), LATER).complete is None


def test_pauses_of_a_kind_are_one_value() -> None:
    """«All pauses of a kind are one value: a file with any column of that kind, or a sheet of pauses (both kinds),
    replaces it for the applications it holds.»"""
    first = {"hearing": [["2026-03-04", None, "nve"]], "authority": [["2026-03-06", "2026-03-09", None]]}
    second = {"hearing": [["2026-03-10", "2026-03-12", "nve"]]}
    assert fold([first, second]) == {"hearing": second["hearing"], "authority": first["authority"]}
    assert fold([first, {"hearing": [], "authority": []}]) == {"hearing": [], "authority": []}


def test_event_list_adds_or_replaces() -> None:
    """«An event list adds to what is known (`events = "new"`, default) or replaces it (`"full"`).»"""
    known = {"received": "2026-03-02", "hearing": [["2026-03-04", None, "nve"]]}
    events = {ADDITIVE: True, "hearing": [["2026-03-10", None, "dsb"]], "complete": "2026-03-03"}
    assert fold([known, events]) == {
        "received": "2026-03-02",
        "complete": "2026-03-03",
        "hearing": [["2026-03-04", None, "nve"], ["2026-03-10", None, "dsb"]],
    }
    full = {"hearing": [["2026-03-10", None, "dsb"]]}
    assert fold([known, full])["hearing"] == full["hearing"]
    answer = {ADDITIVE: True, "hearing": [[None, "2026-03-12", "nve"]]}
    assert fold([known, events, answer])["hearing"] == [
        ["2026-03-04", "2026-03-12", "nve"],
        ["2026-03-10", None, "dsb"],
    ]


@pytest.mark.parametrize(
    ("newer", "codes"),
    [
        ({"complete": "2026-03-09"}, ["complete_moved"]),
        ({"complete": None}, ["complete_withdrawn"]),
        ({"decided": "2026-03-18"}, ["decided_moved"]),
        ({"complete": "2026-03-09", "decided": "2026-03-18"}, ["complete_moved", "decided_moved"]),
        ({"handler": "DEF"}, []),
        ({"complete": "2026-03-05"}, []),
    ],
)
def test_dates_that_move_after_a_decision(newer: dict[str, Any], codes: list[str]) -> None:
    """«Dates that move after a decision (`complete_moved`, `decided_moved`, `complete_withdrawn`) are remarks:
    re-dating improves figures.»"""
    assert moved_after_decision(OLD, compare(OLD, fold([OLD, newer]))) == codes
    undecided = {**OLD, "decided": None}
    if "decided" not in newer:
        assert moved_after_decision(undecided, compare(undecided, fold([undecided, newer]))) == []


def test_persons_word_lies_over_all_imports() -> None:
    """«A person's word lies over all imports until taken back»"""
    word = Correction(1, {"complete": "2026-03-07"})
    for contents in ([OLD], [OLD, {"complete": "2026-03-11"}]):
        picture = overlay(fold(contents), [word])
        assert (picture["complete"], picture["person"]) == ("2026-03-07", ["complete"])
        assert look(app(**picture), LATER).start_source == "person"
    assert overlay(OLD, []) == OLD
    newest = overlay(OLD, [word, Correction(2, {"complete": "2026-03-08"})])
    assert newest["complete"] == "2026-03-08"


def test_case_that_arrives_elsewhere_closes_the_old_one() -> None:
    """«A case number belongs to its municipality. Only where the profile says `case_number_series = "shared"` does a
    case number that arrives under another municipality close the old application (`transferred`, on the
    date of received-at), with a finding; default `own`.»"""
    here = Seen(application=1, municipality="3401", rank=1, day="2026-03-02", shared=True)
    there = Seen(application=2, municipality="3414", rank=2, day="2026-03-09", shared=True)
    assert transfers([here, there]) == {1: there}
    own = Seen(application=2, municipality="3414", rank=2, day="2026-03-09", shared=False)
    assert transfers([here, own]) == {}
    gone_over = look(app(**transferred({"received": "2026-03-02", "complete": "2026-03-02"}, there.day)), LATER)
    assert (gone_over.state, gone_over.total, gone_over.net) == ("closed", 7, None)
