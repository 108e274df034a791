"""The worked cases, each from a fault that users of other case clocks reported, through the intake and the core.

The answers stand in ``tests/golden/worked-cases.json``, counted by hand or day by day outside the program.
"""

from __future__ import annotations

import json
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from casewatch.core.clock import measure
from casewatch.core.timeline import limit_reached, timeline
from casewatch.intake.dates import read_date
from tests.core.builders import CALENDAR
from tests.core.sentences import after, app, arrays, figure, look, rule

GOLDEN = json.loads((Path(__file__).parents[1] / "golden" / "worked-cases.json").read_text("utf-8"))
LAST = "2027-12-31"


def day(value: Any) -> str | None:
    """A golden value (ISO, timestamp, serial number) as the import reads it."""
    if value is None:
        return None
    found = read_date(value)
    assert found is not None, value
    return found


def content(golden: dict[str, Any]) -> dict[str, Any]:
    """A golden case as stored; received the day it was complete where it does not say."""
    told = {name: day(golden.get(name)) for name in ("received", "complete", "decided", "closed")}
    told["received"] = told["received"] or told["complete"]
    return app(**told, hearing=[(day(sent), day(answered)) for sent, answered in golden.get("pauses", [])])


@pytest.mark.parametrize("golden", GOLDEN["cases"], ids=lambda golden: golden["id"])
def test_worked_case(golden: dict[str, Any]) -> None:
    case, as_of = content(golden), golden.get("as_of", "2027-01-31")
    by = rule(limit=golden.get("limit", 10), day_count=golden.get("day_count", "calendar"))
    found = look(case, as_of, by)
    seen = {
        "state": found.state,
        "held_out_reason": found.held_out,
        "complete": found.complete,
        "net_days": found.net,
        "gross_days": found.gross,
        "paused_days": None if found.gross is None else (found.hearing or 0) + (found.other or 0),
        "days_left": found.days_left,
        "last_day": found.last_day,
        "missed_on": found.missed_on,
        "overdue": found.overdue,
        "at_risk": found.at_risk,
        "under_limit": found.net is not None and found.net < by.targets.limit_days,
        "net_days_low": found.low,
        "net_days_high": found.high,
    }
    for name, expected in golden["expect"].items():
        if name == "remark":
            assert expected in found.remarks
        else:
            assert seen[name] == expected, name


@pytest.mark.parametrize("golden", GOLDEN["cases"], ids=lambda golden: golden["id"])
def test_timeline_of_a_worked_case_adds_up(golden: dict[str, Any]) -> None:
    expected = golden["expect"]
    as_of = date.fromisoformat(golden.get("as_of", "2027-01-31"))
    by = rule(limit=golden.get("limit", 10), day_count=golden.get("day_count", "calendar"))
    a, pauses = arrays([content(golden)])
    parts = timeline(a, pauses, 0, measure(a, pauses, as_of, by, CALENDAR), as_of, by, CALENDAR)
    assert sum(part.days for part in parts if part.counted) == (expected.get("net_days") or 0)
    if "missed_on" in expected:
        assert limit_reached(parts, by.targets.limit_days) == date.fromisoformat(expected["missed_on"])


def cases_of(golden: dict[str, Any]) -> list[dict[str, Any]]:
    """The applications of a golden group; one given by counts has 5 days under the limit and 15 over it."""
    listed = golden.get("net_days", golden.get("net_days_decided"))
    if listed is None:
        measured = golden["decided"] - golden.get("without_complete", 0)
        listed = [5] * golden["under_limit"] + [15] * (measured - golden["under_limit"])
    old, new = ((date.fromisoformat(LAST) - timedelta(days=days)).isoformat() for days in (30, 2))
    return [
        *(after(net) for net in listed),
        *[after(5, complete=None)] * golden.get("without_complete", 0),
        *[after(5, business=None)] * golden.get("scope_unknown_under", 0),
        *[after(15, business=None)] * golden.get("scope_unknown_over", 0),
        *[app(complete=old)] * golden.get("open_overdue", 0),
        *[app(complete=new)] * golden.get("open_fine", 0),
    ]


@pytest.mark.parametrize("golden", GOLDEN["groups"], ids=lambda golden: golden["id"])
def test_worked_group(golden: dict[str, Any]) -> None:
    found = figure(cases_of(golden), LAST, f"2026-01-01..{LAST}")
    seen = {
        "decided": found.measured,
        "under_limit": found.under,
        "share": found.share,
        "share_met": found.share_met,
        "share_range": found.share_range,
        "share_certain": found.share_certain,
        "share_if_overdue_counted": found.share_if_overdue_counted,
        "sum_days": found.sum_days,
        "mean_days": found.mean_days,
        "mean_met": found.mean_met,
        "median_days": found.median_days,
        "p80_days": found.p80_days,
        "open.overdue": found.open["overdue"],
        "held_out.complete_missing": found.held_out.get("complete_missing", 0),
        "misses_left": found.outlook["misses_left"],
        "needed_under_limit": found.outlook["needed_under_limit"],
    }
    for name, expected in golden["expect"].items():
        assert shown(seen[name]) == expected, name


def shown(value: Any) -> Any:
    """Fractions as the output shows them, with four decimals."""
    if isinstance(value, tuple):
        return [shown(each) for each in value]
    return value if value is None or isinstance(value, bool) else round(float(value), 4)
