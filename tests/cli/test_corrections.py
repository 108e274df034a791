"""``correct``: a person's word on dates, pauses and scope, over all imports, until taken back."""

from __future__ import annotations

from typing import Any

import pytest

from tests.cli import office
from tests.cli.conftest import Program


def correct(program: Program, case_no: str, *settings: str, more: tuple[str, ...] = ()) -> int:
    """Keep a person's word; gives its id."""
    options = [part for setting in settings for part in ("--set", setting)]
    said = program("correct", case_no, "--municipality", "3401", *options, "--reason", "etter telefon", *more)
    assert (said.code, said.err) == (0, "")
    assert list(said.json) == ["id"]
    assert isinstance(said.json["id"], int)
    return int(said.json["id"])


@pytest.mark.parametrize(
    ("case_no", "setting", "expected"),
    [
        ("2026/3", "complete=2026-02-06", {"net_days": 8, "start_source": "person", "complete": "2026-02-06"}),
        ("2026/3", "complete=06.02.2026", {"net_days": 8}),
        ("2026/8", "complete=2026-03-01", {"state": "decided", "net_days": 4, "held_out_reason": None}),
        ("2026/9", "decided=2026-03-30", {"state": "decided", "net_days": 5, "decided": "2026-03-30"}),
        ("2026/9", "complete=", {"state": "incomplete", "net_days": None}),
        ("2026/2", "hearing 2026-01-14=2026-01-20", {"net_days": 10, "paused_days": 6}),
        # Never answered in a decided case: 2 days if it stood to the end, 16 without it.
        (
            "2026/2",
            "hearing 2026-01-14=",
            {"held_out_reason": "pause_never_answered", "net_days_low": 2, "net_days_high": 16},
        ),
        ("2026/2", "hearing 2026-01-14=none", {"net_days": 16, "paused_days": 0}),
        ("2026/3", "hearing 2026-02-04=2026-02-09", {"net_days": 7, "paused_days": 5}),
        ("2026/3", "authority 2026-02-04=2026-02-09", {"net_days": 7, "paused_days": 5}),
        ("2026/3", "hearing 2026-02-04 nve=2026-02-09", {"net_days": 7, "paused_days": 5}),
        ("2026/11", "hearing 2026-03-24=2026-03-26", {"state": "running", "net_days": 9, "days_left": 0}),
        ("2026/7", "business=ja", {"in_scope": "yes"}),
        ("2026/7", "business=nei", {"in_scope": "no", "scope_reason": "business"}),
        ("2026/6", "within_plan=yes", {"in_scope": "yes", "scope_reason": None}),
        ("2026/1", "road_to_boundary=", {"in_scope": "unknown"}),
    ],
)
def test_a_word_counts(filled: Program, case_no: str, setting: str, expected: dict[str, Any]) -> None:
    correct(filled, case_no, setting)
    row = filled.case(case_no)
    assert {name: row[name] for name in expected} == expected


def test_several_words_at_once(filled: Program) -> None:
    correct(filled, "2026/8", "complete=2026-03-01", "business=nei")
    row = filled.case("2026/8")
    assert (row["net_days"], row["scope_reason"]) == (4, "business")


def test_it_lies_over_later_imports_until_taken_back(filled: Program) -> None:
    identity = correct(filled, "2026/3", "complete=2026-02-06")
    filled.read(
        office.export(
            filled.folder / "uke14.csv", ("2026-02-01,2026-02-02,2026-02-14", "2026-02-01,2026-02-03,2026-02-14")
        )
    )
    assert filled.case("2026/3")["net_days"] == 8
    said = filled("correct", identity, "--undo")
    assert (said.code, said.json["id"]) == (0, identity)
    assert filled.case("2026/3")["net_days"] == 11
    assert str(identity) in filled("correct", identity, "--undo").line


def test_until_next_ends_with_the_next_file(filled: Program) -> None:
    correct(filled, "2026/3", "complete=2026-02-06", more=("--until-next",))
    assert filled.case("2026/3")["net_days"] == 8
    filled.read(office.export(filled.folder / "uke14.csv", without="2026/1"))
    assert filled.case("2026/3")["net_days"] == 12


def test_explain_names_the_correction(filled: Program) -> None:
    identity = correct(filled, "2026/3", "complete=2026-02-06")
    asked = ("--municipality", "3401", "--as-of", office.AS_OF, "--format", "json")
    parts = filled("explain", "2026/3", *asked).json["intervals"]
    assert [(part["from"], part["why"]) for part in parts] == [
        ("2026-02-01", "before_complete"),
        ("2026-02-06", "running"),
    ]
    assert parts[1]["from_source"] == {
        **{"import": None, "file": None, "sheet": None, "row": None, "correction": identity}
    }
    assert parts[1]["to_source"]["import"] == 1


def test_a_case_with_several_applications_needs_a_number(filled: Program) -> None:
    options = ("--municipality", "3401", "--set", "complete=2026-02-17", "--reason", "x")
    assert "--application" in filled("correct", "2026/14", *options).line
    assert filled("correct", "2026/14", *options, "--application", 2).code == 0
    rows = filled("cases", "--as-of", office.AS_OF, "--format", "json").json["cases"]
    found = {row["application_no"]: row["net_days"] for row in rows if row["case_no"] == "2026/14"}
    assert found == {1: 5, 2: 3}
    assert "--application" in filled("explain", "2026/14", "--municipality", "3401", "--as-of", office.AS_OF).line
