"""The oracle itself, against answers that people counted and against two outside reference counts."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from fractions import Fraction
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from tests.oracle.public_holidays import HOLIDAYS
from tests.oracle.slow_count import intervals, measure
from tests.oracle.slow_indicator import from_counts, indicator, outlook, percentile_80
from tests.oracle.slow_legal import last_day
from tests.oracle.slow_start import scope_of, start_of_clock

GOLDEN = json.loads((Path(__file__).parents[1] / "golden" / "worked-cases.json").read_text("utf-8"))
SHARED = Path(__file__).parents[2].parent / "shared"
YEAR = (date(2026, 1, 1), date(2026, 12, 31))


def as_date(value: Any) -> date | None:
    """A golden value as a local date: ISO, a timestamp in UTC, or a serial number of the 1900 system."""
    if value is None:
        return None
    if isinstance(value, int):
        return date(1899, 12, 30) + timedelta(days=value)
    moment = datetime.fromisoformat(value)
    return (moment if moment.tzinfo is None else moment.astimezone(ZoneInfo("Europe/Oslo"))).date()


def as_case(golden: dict[str, Any]) -> dict[str, Any]:
    """A golden case as the oracle's dict; received the day it was complete where it does not say."""
    case = {name: as_date(golden.get(name)) for name in ("received", "complete", "decided", "closed")}
    case["received"] = case["received"] or case["complete"]
    return case | {
        "pauses": [("hearing", as_date(sent), as_date(answered)) for sent, answered in golden.get("pauses", [])],
        "as_of": as_date(golden.get("as_of", "2027-01-31")),
        "day_count": golden.get("day_count", "calendar"),
        "limit": golden.get("limit", 10),
        "holidays": HOLIDAYS,
    }


@pytest.mark.parametrize("golden", GOLDEN["cases"], ids=lambda golden: golden["id"])
def test_worked_case(golden: dict[str, Any]) -> None:
    case = as_case(golden)
    figures = measure(case)
    assert figures is not None
    net = figures["net"]
    seen = {
        "state": figures["state"],
        "held_out_reason": figures["held_out_reason"],
        "complete": str(case["complete"]),
        "net_days": net,
        "gross_days": figures["gross"],
        "paused_days": None if net is None else figures["gross"] - net,
        "days_left": figures["days_left"],
        "last_day": figures["last_day"] and str(figures["last_day"]),
        "missed_on": figures["missed_on"] and str(figures["missed_on"]),
        "overdue": figures["overdue"],
        "at_risk": figures["at_risk"],
        "under_limit": net is not None and net < case["limit"],
    }
    seen["net_days_low"], seen["net_days_high"] = figures["bounds"] or (None, None)
    for name, expected in golden["expect"].items():
        if name == "remark":
            assert expected in figures["remarks"]
        else:
            assert seen[name] == expected, name
    assert sum(run["days"] for run in intervals(case) if run["counted"]) == (net or 0)


def nets_of(golden: dict[str, Any]) -> list[int]:
    """Net days that make up a golden group given by its counts: under the limit 5 days, over it 15."""
    listed = golden.get("net_days", golden.get("net_days_decided"))
    if listed is not None:
        return [int(net) for net in listed]
    measured = golden["decided"] - golden.get("without_complete", 0)
    return [5] * golden["under_limit"] + [15] * (measured - golden["under_limit"])


def decided_after(net: int, **more: Any) -> dict[str, Any]:
    """A case in scope, complete on 1 January 2026 and decided so many days later."""
    start = date(2026, 1, 1)
    return {
        "received": start,
        "complete": start,
        "decided": start + timedelta(days=net),
        "scope": "yes",
        **more,
    }


@pytest.mark.parametrize("golden", GOLDEN["groups"], ids=lambda golden: golden["id"])
def test_worked_group(golden: dict[str, Any]) -> None:
    as_of = date(2027, 12, 31)
    old, new = as_of - timedelta(days=30), as_of - timedelta(days=2)
    cases = [decided_after(net) for net in nets_of(golden)]
    cases += [decided_after(5, complete=None) for _ in range(golden.get("without_complete", 0))]
    cases += [decided_after(5, scope="unknown") for _ in range(golden.get("scope_unknown_under", 0))]
    cases += [decided_after(15, scope="unknown") for _ in range(golden.get("scope_unknown_over", 0))]
    cases += [{"received": old, "complete": old, "scope": "yes"} for _ in range(golden.get("open_overdue", 0))]
    cases += [{"received": new, "complete": new, "scope": "yes"} for _ in range(golden.get("open_fine", 0))]
    found = indicator(cases, (date(2026, 1, 1), as_of), as_of)
    for name, expected in golden["expect"].items():
        if "." in name:
            outer, inner = name.split(".")
            assert found[outer][inner] == expected
        elif name in ("misses_left", "needed_under_limit"):
            assert found["outlook"][name] == expected
        elif name == "share_range":
            assert [round(float(end), 4) for end in found[name]] == expected
        elif isinstance(expected, float):
            assert round(float(found[name]), 4) == expected, name
        else:
            assert found[name] == expected, name


def test_mean_of_two_thirds_is_exact() -> None:
    assert from_counts([1, 1, 0, 0, 0, 0])["mean_days"] == Fraction(1, 3)


def test_held_out_case_makes_a_verdict_uncertain_only_where_it_could_turn_it() -> None:
    # 9 of 10 and one held out between 0 and 15 days: 9 of 11 is 81.8 %, met at both ends. Of the mean 5 x 9 + 15 = 60
    # days, and at most 75 of 231: met at both ends too.
    found = from_counts([5] * 9 + [15], [(0, 15, False)])
    assert (found["share_certain"], found["mean_certain"]) == (True, True)
    # Without end upwards nothing is known of the mean.
    found = from_counts([5] * 9 + [15], [(0, None, False)])
    assert (found["share_certain"], found["mean_certain"], found["mean_turned_by"]) == (True, False, 1)
    # 8 of 10 and one held out: 8 of 11 is 72.7 %.
    assert from_counts([5] * 8 + [15] * 2, [(0, 15, False)])["share_certain"] is False


def test_mean_turned_by_an_unclear_long_case() -> None:
    # 5 x 20 = 100 of 105 allowed; with 40 more, 140 of 126 allowed.
    assert from_counts([20] * 5, [(40, 40, True)])["mean_certain"] is False
    assert from_counts([20] * 5, [(22, 22, True)])["mean_certain"] is True


def test_percentile_and_outlook_ends() -> None:
    assert percentile_80([4]) == 4
    assert percentile_80([1, 2, 3, 4, 5]) == 4
    assert outlook(3, 2, 1, 0, p=100)["needed_under_limit"] is None
    assert outlook(0, 0, 0, 0) == {"misses_left": 0, "needed_under_limit": 0, "reachable": None}
    assert outlook(6, 4, 4, 0)["reachable"] is True
    assert outlook(6, 4, 3, 0)["reachable"] is False


@pytest.mark.parametrize(
    ("start", "weeks", "expected"),
    [
        ("2026-03-12", 3, "2026-04-07"),
        ("2026-04-10", 3, "2026-05-04"),
        ("2026-04-23", 3, "2026-05-15"),
        ("2026-10-02", 12, "2026-12-28"),
    ],
)
def test_statutory_limit_as_the_law_page_works_it(start: str, weeks: int, expected: str) -> None:
    record = {"complete": date.fromisoformat(start), "legal_limit_weeks": weeks, "as_of": date(2026, 12, 31)}
    assert str(last_day(record)) == expected


def test_statutory_clock_stands_only_with_a_dispensation() -> None:
    # 3 weeks from Monday 1 June is Monday 22 June; ten dates stood move it to Thursday 2 July.
    record: dict[str, Any] = {"complete": date(2026, 6, 1), "legal_limit_weeks": 3, "as_of": date(2026, 8, 1)}
    record["pauses"] = [
        ("hearing", date(2026, 6, 3), date(2026, 6, 10)),
        ("other_authority", date(2026, 6, 8), date(2026, 6, 13)),
    ]
    assert last_day(record) == date(2026, 6, 22)
    assert last_day({**record, "dispensation": True}) == date(2026, 7, 2)
    # Five dates each: from the 3rd to the 7th and from the 8th to the 12th, the same ten.
    assert last_day({**record, "dispensation": True, "max_stop_days": 5}) == date(2026, 7, 2)
    # Three each: the 3rd to the 5th and the 8th to the 10th.
    assert last_day({**record, "dispensation": True, "max_stop_days": 3}) == date(2026, 6, 29)


def test_start_of_the_clock_by_source() -> None:
    both = ("column", "supplement")
    letter = {"received": date(2026, 3, 2), "deficiency": date(2026, 3, 9), "supplement": date(2026, 3, 20)}
    assert start_of_clock(letter, both, date(2026, 3, 19)) == (None, None)
    assert start_of_clock(letter, both, date(2026, 3, 20)) == (date(2026, 3, 20), "supplement")
    early = letter | {"supplement": date(2026, 3, 5)}
    assert start_of_clock(early, both, date(2026, 4, 1)) == (None, None)
    # Tuesday 7 April is the day after Easter Monday: the limit may have been moved there.
    moved = {"received": date(2026, 3, 10), "legal_limit_weeks": 3, "legal_limit_date": date(2026, 4, 7)}
    assert start_of_clock(moved, ("legal_limit", "received"), date(2026, 5, 1), HOLIDAYS)[1] == "received"
    plain = moved | {"legal_limit_date": date(2026, 4, 9)}
    assert start_of_clock(plain, ("legal_limit",), date(2026, 5, 1), HOLIDAYS) == (
        date(2026, 3, 19),
        "legal_limit",
    )


def test_scope_reasons_in_order() -> None:
    fields = {"business": True, "within_plan": None, "regulated_plot": False, "road_to_boundary": False}
    assert scope_of(fields, None, None) == ("no", "regulated_plot")
    assert scope_of(fields | {"regulated_plot": True, "road_to_boundary": True}, None, None) == (
        "unknown",
        None,
    )
    assert scope_of(fields, "start_permit", None, ("start_permit",)) == ("no", "application_type")


def read_rows(path: Path) -> list[dict[str, str]]:
    """A reference table as text."""
    if not path.exists():
        pytest.skip(f"{path.name} is not here: the outside data lies beside the repository, not in it")
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def reference_case(row: dict[str, str]) -> dict[str, Any]:
    """One row of an outside reference table as the oracle's dict."""
    start, end = date.fromisoformat(row["complete"]), date.fromisoformat(row["decision"])
    pauses = [pair.split("/") for pair in row["pauses"].split(";") if pair]
    return {
        "received": min(start, end),
        "complete": start,
        "decided": end,
        "as_of": date(2030, 1, 1),
        "pauses": [
            ("hearing", date.fromisoformat(sent), date.fromisoformat(answered) if answered else None)
            for sent, answered in pauses
        ],
    }


def compare(rows: Iterable[dict[str, str]]) -> list[int]:
    """Net days of all rows that can be measured, each compared with the outside count."""
    nets = []
    for row in rows:
        figures = measure(reference_case(row))
        assert figures is not None
        if row["decision_before_start"] == "1":
            assert figures["held_out_reason"] == "decided_before_complete", row["case_id"]
            continue
        assert (figures["gross"], figures["net"]) == (int(row["gross_days"]), int(row["net_days"])), row["case_id"]
        nets.append(figures["net"])
    return nets


def test_receipt_reference() -> None:
    nets = compare(read_rows(SHARED / "real" / "receipt" / "receipt_reference.csv"))
    found = from_counts(nets)
    assert (found["decided"], found["under_limit"], found["sum_days"]) == (1309, 269, 48213)
    assert (found["median_days"], found["p80_days"]) == (28, 55)


def test_isle_of_man_reference() -> None:
    rows = read_rows(SHARED / "real" / "isleofman" / "iom_reference.csv")
    nets = compare(rows)
    assert len(nets) == sum(1 for row in rows if row["decision_before_start"] == "0") > 900
