"""``assess``, ``cases`` and ``explain``: the contract's fields, word for word, with figures counted by hand."""

from __future__ import annotations

import csv
import io
import json
from datetime import date
from typing import Any

import pytest

from tests.cli import office
from tests.cli.conftest import Program

TOP = {
    "rule": str,
    "rule_version": str,
    "as_of": str,
    "known_at": type(None),
    "period": str,
    "from": str,
    "to": str,
    "official": bool,
    "results": list,
    "region": dict,
}
CASE_FIELDS = [
    "municipality",
    "case_no",
    "application_no",
    "application_type",
    "state",
    "received",
    "complete",
    "start_source",
    "decided",
    "decision_sent",
    "closed",
    "outcome",
    "gross_days",
    "paused_days",
    "net_days",
    "total_days",
    "in_scope",
    "scope_reason",
    "held_out_reason",
    "remarks",
    "overdue",
    "at_risk",
    "last_day",
    "days_left",
    "missed_on",
    "legal_limit_weeks",
    "legal_last_day",
    "handler",
]


def rows_of(text: str) -> list[dict[str, str]]:
    """CSV as a spreadsheet reads it; no byte order mark, no other line end than a newline."""
    assert not text.startswith("\ufeff")
    assert "\r" not in text
    return list(csv.DictReader(io.StringIO(text)))


def test_assess_has_the_figures_of_the_contract(filled: Program) -> None:
    found = filled("assess", *office.QUARTER, "--format", "json").json
    assert {name: type(found[name]) for name in TOP} == TOP
    assert (found["rule"], found["official"], found["as_of"]) == ("vedlegg1", True, "2026-03-31")
    assert (found["period"], found["from"], found["to"]) == ("2026-Q1", "2026-01-01", "2026-03-31")
    assert [one["municipality"] for one in found["results"]] == ["3401", "3414", "3415", "3416", "3417", "3418"]
    kongsvinger = found["results"][0]
    assert {name: kongsvinger[name] for name in office.RESULT} == office.RESULT
    assert {name: type(kongsvinger[name]) for name in office.RESULT} == {
        name: type(value) for name, value in office.RESULT.items()
    }


def test_the_pooled_line_has_the_same_fields_and_no_verdict(filled: Program) -> None:
    region = filled("assess", *office.QUARTER, "--format", "json").json["region"]
    named = ("municipality", "name")
    nothing = (
        *("share_met", "mean_met", "share_certain", "mean_certain", "share_turned_by", "mean_turned_by", "outlook"),
    )
    assert {name: region[name] for name in nothing} == dict.fromkeys(nothing)
    assert [region["verdict"][name] for name in ("share", "mean", "goal")] == ["pooled"] * 3
    expected = {name: value for name, value in office.RESULT.items() if name not in (*named, *nothing, "verdict")}
    assert {name: region[name] for name in expected} == expected


def test_nothing_measured_is_neither_met_nor_missed(filled: Program) -> None:
    grue = filled("assess", *office.QUARTER, "--municipality", "3417", "--format", "json").json["results"][0]
    without = (
        *("share", "share_interval", "mean_days", "median_days", "p80_days", "max_days", "mean_total_days"),
        *("share_met", "mean_met", "share_certain", "mean_certain", "share_if_overdue_counted", "last_import"),
    )
    assert {name: grue[name] for name in without} == dict.fromkeys(without)
    assert (grue["decided"], grue["sum_days"], grue["too_few"]) == (0, 0, True)
    assert grue["share_range"] == [None, None]


def test_assess_as_csv_is_flat(filled: Program) -> None:
    said = filled("assess", *office.QUARTER, "--municipality", "3401", "--format", "csv")
    kongsvinger, region = rows_of(said.out)
    expected = {
        **{"rule": "vedlegg1", "as_of": "2026-03-31", "official": "true", "region": "false", "municipality": "3401"},
        **{"decided": "5", "share": "0.8", "share_met": "true", "share_certain": "true", "mean_days": "7.8"},
        **{"share_range_low": "0.8333", "share_range_high": "0.8571", "too_few": "false", "held_out": "1"},
        **{"open_running": "2", "open_at_risk": "1", "paused_days_hearing": "10", "outlook_reachable": "false"},
        **{"out_of_scope": "3", "name": "Kongsvinger", "known_at": ""},
    }
    assert {name: kongsvinger[name] for name in expected} == expected
    assert (region["region"], region["share_met"], region["decided"]) == ("true", "", "5")


def test_cases_has_the_columns_of_the_contract_in_their_order(filled: Program) -> None:
    text = filled("cases", "--as-of", office.AS_OF, "--format", "csv").out
    assert text.splitlines()[0].split(",")[: len(CASE_FIELDS)] == CASE_FIELDS
    found = filled("cases", "--as-of", office.AS_OF, "--format", "json").json
    assert (found["rule"], found["as_of"]) == ("vedlegg1", "2026-03-31")
    assert len(rows_of(text)) == len(found["cases"]) == office.CASES
    assert all([*row][: len(CASE_FIELDS)] == CASE_FIELDS for row in found["cases"])


@pytest.mark.parametrize(
    ("case_no", "expected"),
    [
        (
            "2026/2",
            {
                **{"municipality": "3401", "application_no": 1, "application_type": "one_step", "state": "decided"},
                **{"received": "2026-01-12", "complete": "2026-01-12", "start_source": "column"},
                **{"decided": "2026-01-28", "decision_sent": None, "closed": None, "outcome": "granted"},
                **{"gross_days": 16, "paused_days": 10, "net_days": 6, "total_days": 16, "in_scope": "yes"},
                **{"scope_reason": None, "held_out_reason": None, "overdue": False, "at_risk": False},
                **{"last_day": None, "days_left": None, "missed_on": None, "handler": None, "remarks": ""},
                **{"legal_limit_weeks": None, "legal_last_day": None},
            },
        ),
        ("2026/6", {"in_scope": "no", "scope_reason": "within_plan", "net_days": 3}),
        ("2026/7", {"in_scope": "unknown", "net_days": 2}),
        ("2026/8", {"state": "held_out", "held_out_reason": "complete_missing", "net_days": None, "total_days": 4}),
        # complete on the day it was decided, or on receipt
        ("2026/8", {"net_days_low": 0, "net_days_high": 4}),
        ("2026/3", {"net_days": 12, "net_days_low": 12, "net_days_high": 12}),
        ("2026/10", {"net_days": 30, "net_days_low": None, "net_days_high": None}),
        ("2026/13", {"net_days_low": None, "net_days_high": None}),
        (
            "2026/9",
            {
                **{"state": "running", "net_days": 6, "days_left": 3, "last_day": "2026-04-03"},
                **{"at_risk": True, "overdue": False, "decided": None},
            },
        ),
        ("2026/10", {"overdue": True, "at_risk": False, "days_left": -21, "missed_on": "2026-03-11", "last_day": None}),
        ("2026/11", {"state": "paused", "net_days": 4, "days_left": 5, "last_day": None, "gross_days": 11}),
        ("2026/12", {"state": "incomplete", "net_days": None, "complete": None, "start_source": None}),
        ("2026/13", {"state": "closed", "closed": "2026-02-20", "net_days": None, "total_days": 11}),
    ],
)
def test_a_row_of_cases(filled: Program, case_no: str, expected: dict[str, Any]) -> None:
    row = filled.case(case_no)
    assert {name: row[name] for name in expected} == expected


def test_cases_as_csv_writes_dates_and_answers_as_promised(filled: Program) -> None:
    rows = rows_of(filled("cases", "--as-of", office.AS_OF, "--format", "csv").out)
    (overdue,) = [row for row in rows if row["case_no"] == "2026/10"]
    expected = {"overdue": "true", "at_risk": "false", "missed_on": "2026-03-11", "last_day": "", "net_days": "30"}
    assert {name: overdue[name] for name in expected} == expected


@pytest.mark.parametrize(
    ("states", "cases"),
    [
        (["overdue"], {"2026/10"}),
        (["at-risk"], {"2026/9"}),
        (["at-risk", "overdue"], {"2026/9", "2026/10"}),
        (["scope-unknown"], {"2026/7"}),
        (["out-of-scope"], {"2026/6", "2026/14"}),
        (["running"], {"2026/9", "2026/10"}),
        (["paused", "incomplete"], {"2026/11", "2026/12"}),
        (["held_out"], {"2026/8"}),
        (["closed"], {"2026/13"}),
        (["gone"], set()),
        (["decided"], {f"2026/{number}" for number in (1, 2, 3, 4, 5, 6, 7, 14)}),
    ],
)
def test_states(filled: Program, states: list[str], cases: set[str]) -> None:
    options = [part for state in states for part in ("--state", state)]
    found = filled("cases", "--as-of", office.AS_OF, *options, "--format", "json").json["cases"]
    assert {row["case_no"] for row in found} == cases


def test_a_period_leaves_those_ended_in_it_and_those_open(filled: Program) -> None:
    found = filled("cases", "--as-of", office.AS_OF, "--period", "2026-01", "--format", "json").json["cases"]
    assert {row["case_no"] for row in found} == {f"2026/{number}" for number in (1, 2, 9, 10, 11, 12)}


def test_as_of_sees_only_what_had_happened(filled: Program) -> None:
    """On 20 January the hearing of 2026/2 is under way and nothing after that day is known."""
    found = filled("cases", "--as-of", "20.01.2026", "--format", "json").json["cases"]
    assert {row["case_no"]: (row["state"], row["net_days"]) for row in found} == {
        "2026/1": ("decided", 4),
        "2026/2": ("paused", 2),
    }


def test_as_of_is_today_in_oslo_and_the_period_12_months(filled: Program) -> None:
    found = filled("assess", "--format", "json").json  # the clock stands at 1 April, 10 in Oslo
    assert (found["as_of"], found["period"], found["from"], found["to"]) == (
        *("2026-04-01", "12m", "2025-04-02", "2026-04-01"),
    )
    filled.time = filled.time.replace(hour=22)  # past midnight in Oslo: summer time
    assert filled("assess", "--format", "json").json["as_of"] == "2026-04-02"


def test_explain_covers_every_day_with_its_reason(filled: Program) -> None:
    found = filled("explain", "26/00002", "--municipality", "3401", "--as-of", office.AS_OF, "--format", "json").json
    assert (found["case_no"], found["net_days"], found["rule"]) == ("2026/2", 6, "vedlegg1")
    source = {"import": 1, "file": "uke13.csv", "sheet": None, "row": 3, "correction": None}
    assert [
        [part[name] for name in ("from", "to", "days", "counted", "why", "party")] for part in found["intervals"]
    ] == [
        ["2026-01-12", "2026-01-14", 2, True, "running", None],
        ["2026-01-14", "2026-01-24", 10, False, "hearing", "nve"],
        ["2026-01-24", "2026-01-28", 4, True, "running", None],
    ]
    assert all(part[end] == source for part in found["intervals"] for end in ("from_source", "to_source"))


def test_intervals_touch_and_sum_for_every_application(filled: Program) -> None:
    for row in filled("cases", "--as-of", office.AS_OF, "--format", "json").json["cases"]:
        asked = ("--municipality", "3401", "--application", row["application_no"], "--as-of", office.AS_OF)
        found = filled("explain", row["case_no"], *asked, "--format", "json").json
        parts = found["intervals"]
        assert found["net_days"] == row["net_days"]
        assert sum(part["days"] for part in parts if part["counted"]) == (row["net_days"] or 0)
        assert [part["to"] for part in parts[:-1]] == [part["from"] for part in parts[1:]]
        assert parts[0]["from"] == min(day for day in (row["received"], row["complete"]) if day)
        assert parts[-1]["to"] == (row["closed"] or row["decided"] or office.AS_OF)
        for part in parts:
            assert part["days"] == (date.fromisoformat(part["to"]) - date.fromisoformat(part["from"])).days > 0
        if row["state"] in ("closed", "incomplete", "held_out"):
            assert not any(part["counted"] for part in parts)


def test_an_open_application_ends_at_a_day_without_a_source(filled: Program) -> None:
    asked = ("--municipality", "Kongsvinger", "--as-of", office.AS_OF)
    last = filled("explain", "2026/9", *asked, "--format", "json").json["intervals"][-1]
    assert (last["to"], last["to_source"]) == ("2026-03-31", None)
    assert last["from_source"]["row"] == 10


def test_explain_as_csv_spells_out_the_sources(filled: Program) -> None:
    said = filled("explain", "2026/2", "--municipality", "3401", "--as-of", office.AS_OF, "--format", "csv")
    rows = rows_of(said.out)
    assert [(row["from"], row["days"], row["counted"], row["why"]) for row in rows] == [
        *[("2026-01-12", "2", "true", "running"), ("2026-01-14", "10", "false", "hearing")],
        ("2026-01-24", "4", "true", "running"),
    ]
    assert (rows[0]["from_file"], rows[0]["from_row"], rows[0]["from_import"]) == ("uke13.csv", "3", "1")


def test_a_rule_file_of_ones_own_counts_working_days(filled: Program) -> None:
    text = (office.RULES / "vedlegg1.toml").read_text("utf-8")
    assert text.count('day_count = "calendar"') == 1
    folder = filled.folder / "mine"
    folder.mkdir()
    (folder / "regel.toml").write_text(text.replace('day_count = "calendar"', 'day_count = "working"'), "utf-8")
    found = filled("assess", *office.QUARTER, "--rule", "mine/regel.toml", "--format", "json").json
    kongsvinger = found["results"][0]
    assert (found["official"], found["rule"]) == (False, "vedlegg1")
    assert (kongsvinger["decided"], kongsvinger["under_limit"], kongsvinger["sum_days"]) == (5, 4, 4 + 4 + 10 + 7 + 6)
    official = filled("assess", *office.QUARTER, "--format", "json").json
    assert (official["official"], official["results"][0]["sum_days"]) == (True, 39)
    assert official["rule_version"] != found["rule_version"]


@pytest.mark.parametrize(("rule", "decided", "total"), [("alle-byggesaker", 7, 44), ("naeringssaker", 6, 42)])
def test_the_other_rules_of_the_folder(filled: Program, rule: str, decided: int, total: int) -> None:
    """Without scope 2026/6 (3 days) and 2026/7 (2 days) count too; for business alone 2026/6 does."""
    found = filled("assess", *office.QUARTER, "--rule", rule, "--format", "json").json
    assert (found["rule"], found["official"]) == (rule, False)
    assert (found["results"][0]["decided"], found["results"][0]["sum_days"]) == (decided, total)


def test_check_is_1_only_where_a_target_is_missed_for_certain(filled: Program) -> None:
    """4 of 5 with two unclear ones is not certain. Filled in, and with 2026/4 a day later, 5 of 7 is missed."""
    assert filled("assess", *office.QUARTER, "--check").code == 0
    path = office.export(
        filled.folder / "uke14.csv",
        (
            "2026/7,1,one_step,2026-03-01,2026-03-02,2026-03-04,granted,,,",
            "2026/7,1,one_step,2026-03-01,2026-03-02,2026-03-04,granted,,ja,",
        ),
        ("2026/8,1,one_step,2026-03-01,,", "2026/8,1,one_step,2026-03-01,2026-03-01,"),
        ("2026-02-12", "2026-02-13"),
    )
    filled.read(path)
    result = filled.assess(*office.QUARTER)
    assert (result["decided"], result["under_limit"], result["share_certain"]) == (7, 5, True)
    said = filled("assess", *office.QUARTER, "--check", "--format", "json")
    assert (said.code, said.json["results"][0]["share_met"]) == (1, False)
    assert filled("assess", *office.QUARTER).code == 0
    assert filled("assess", *office.QUARTER, "--check", "--municipality", "3417").code == 0


def test_json_alone_goes_to_standard_output(filled: Program) -> None:
    for command in (("assess",), ("cases",), ("imports",), ("rules",), ("imports", "show", 1)):
        said = filled(*command, "--format", "json")
        assert (said.code, said.err) == (0, "")
        json.loads(said.out)
