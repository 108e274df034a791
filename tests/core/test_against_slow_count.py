"""The arrays of the core against the slow date-by-date count, which shares no code with them."""

from __future__ import annotations

import os
from datetime import date
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings

from casewatch.core.bounds import UNBOUNDED, bounds
from casewatch.core.cases import NONE
from casewatch.core.clock import HELD_OUT_REASONS, NO_DAYS, STATES, measure, visible
from casewatch.core.doubts.remarks import remarks
from casewatch.core.indicator import figures
from casewatch.core.legal import legal_clock
from casewatch.core.periods import Period
from casewatch.core.scope import decide_scope
from casewatch.core.start import START_SOURCES, clock_start
from casewatch.core.timeline import limit_reached, timeline
from tests.core.builders import CALENDAR, RULE, arrays, law_of, rule_of
from tests.oracle import slow_case, slow_count, slow_indicator, slow_legal, slow_start, strategies
from tests.oracle.public_holidays import HOLIDAYS

#: At least 2,000 examples in CI; fewer at the desk.
EXAMPLES = 2_500 if os.environ.get("CI") else 300
thorough = settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def day(value: np.datetime64) -> date | None:
    """A date of an array as a plain date, NaT as None."""
    found: date | None = value.astype(object)
    return found


def one(case: dict[str, Any]) -> dict[str, Any] | None:
    """The core's answer about one application, in the oracle's shape."""
    a, pauses = arrays([case])
    rule = rule_of(case)
    if not visible(a, case["as_of"])[0]:
        return None
    m = measure(a, pauses, case["as_of"], rule, CALENDAR)
    has_days, has_left = bool(m.has_days[0]), bool(m.has_days_left[0])
    held = int(m.milestones.held_out[0])
    state = STATES[m.state[0]]
    found = remarks(a, pauses, case["as_of"], rule, m)
    low, high = (int(end[0]) for end in bounds(a, pauses, m, case["as_of"], rule, CALENDAR))
    return {
        "state": state,
        "held_out_reason": HELD_OUT_REASONS[held] if state == "held_out" else None,
        "gross": int(m.gross[0]) if has_days else None,
        "net": int(m.net[0]) if has_days else None,
        "paused": {"hearing": int(m.paused_hearing[0]), "other_authority": int(m.paused_other[0])}
        if has_days
        else None,
        "total": int(m.total[0]) if case["received"] is not None else None,
        "days_left": int(m.days_left[0]) if has_left else None,
        "last_day": day(m.last_day[0]),
        "missed_on": day(m.missed_on[0]),
        "overdue": bool(m.overdue[0]),
        "at_risk": bool(m.at_risk[0]),
        "remarks": {code for code, rows in found.items() if rows[0]},
        "bounds": (low, None if high == UNBOUNDED else high) if low != NO_DAYS else None,
    }


@thorough
@given(strategies.applications())
def test_days_state_and_deadline_of_one_application(case: dict[str, Any]) -> None:
    assert one(case) == slow_count.measure(case)


@thorough
@given(strategies.applications())
def test_timeline_covers_every_date_with_its_reason(case: dict[str, Any]) -> None:
    a, pauses = arrays([case])
    rule = rule_of(case)
    m = measure(a, pauses, case["as_of"], rule, CALENDAR)
    intervals = timeline(a, pauses, 0, m, case["as_of"], rule, CALENDAR)
    dates = [(d, part.why, part.counted) for part in intervals for d in slow_case.each_date(part.start, part.end)]
    assert dates == slow_count.day_reasons(case)
    assert all(left.end == right.start for left, right in pairwise(intervals))
    assert all(part.days == (part.end - part.start).days > 0 for part in intervals)
    if m.has_days[0]:
        assert sum(part.days for part in intervals if part.counted) == m.net[0]
        reached = limit_reached(intervals, rule.targets.limit_days)
        if m.net[0] < rule.targets.limit_days:
            assert reached is None
        else:
            assert reached == slow_count.first_missed(case, rule.targets.limit_days)


@thorough
@given(strategies.groups())
def test_indicator_of_a_municipality(group: dict[str, Any]) -> None:
    as_of, period = group["as_of"], Period("test", *group["period"])
    cases = [{**case, "start_assumed": False, "danger_days": RULE.alerts.danger_days} for case in group["cases"]]
    # Another municipality's applications stand beside and must change nothing but the pooled line.
    a, pauses = arrays([*cases, *({**case, "municipality": "3414"} for case in cases)])
    shown = visible(a, as_of)
    a, pauses = a.take(shown), pauses.of(shown)
    rule = rule_of(group)
    m = measure(a, pauses, as_of, rule, CALENDAR)
    scope = decide_scope(a, rule, m.milestones.decision, {})
    limits = bounds(a, pauses, m, as_of, rule, CALENDAR)
    found, other, pooled = figures(a, m, limits, scope, period, as_of, rule.targets, ["3401", "3414"])
    expected = slow_indicator.indicator(
        cases,
        group["period"],
        as_of,
        share_percent=group["share_percent"],
        mean_days=group["mean_days"],
        limit=group["limit"],
    )
    interval = expected.pop("share_interval")
    assert found.share_interval == (interval if interval is None else pytest.approx(interval, abs=1e-12))
    assert shape(found) == expected
    assert other == found
    assert pooled.measured == 2 * found.measured
    assert pooled.median_days == found.median_days
    assert pooled.p80_days == found.p80_days


def shape(figure: Any) -> dict[str, Any]:
    """A figure in the oracle's shape."""
    names = ("share", "share_range", "too_few", "share_met", "share_certain", "mean_days", "mean_met", "mean_range")
    more = (
        "mean_certain",
        "share_turned_by",
        "mean_turned_by",
        "median_days",
        "p80_days",
        "max_days",
        "sum_days",
        "mean_total_days",
        "paused_days",
    )
    rest = ("start_assumed", "type_unknown", "share_if_overdue_counted", "out_of_scope", "scope_unknown", "held_out")
    return {name: getattr(figure, name) for name in (*names, *more, *rest, "closed_without_decision")} | {
        "decided": figure.measured,
        "under_limit": figure.under,
        "open": figure.open,
        "outlook": figure.outlook,
    }


@thorough
@given(strategies.start_records())
def test_start_of_the_clock(record: dict[str, Any]) -> None:
    a, _pauses = arrays([record])
    start = clock_start(a, record["as_of"], CALENDAR)
    source = int(start.source[0])
    expected = slow_start.start_of_clock(record, record["sources"], record["as_of"], HOLIDAYS)
    assert (day(start.complete[0]), None if source == NONE else START_SOURCES[source]) == expected


@thorough
@given(strategies.limited())
def test_statutory_clock(case: dict[str, Any]) -> None:
    a, pauses = arrays([case])
    found = legal_clock(a, pauses, case["as_of"], [law_of(case)], {"statsforvalteren": "state"}, CALENDAR)
    assert day(found.last_day[0]) == slow_legal.last_day(case)
    assert found.open[0] == slow_legal.is_open(case)
    assert found.stands[0] == slow_legal.stands(case)
