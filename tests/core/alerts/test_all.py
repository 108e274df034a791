"""Alerts against a slow count date by date, and walks through Easter, Christmas and both clock changes."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from casewatch.core.alerts.all import all_alerts
from casewatch.core.alerts.endings import Standing, endings
from casewatch.core.alerts.shapes import STATUTORY_LEVELS, Alert, Situation
from casewatch.core.cases import PAUSE_KINDS, SCOPE_FIELDS
from tests.core.alerts.builders import STATUTORY, alerts, situation
from tests.core.alerts.test_endings import standing
from tests.core.builders import law_of, rule_of
from tests.oracle import slow_alerts
from tests.oracle.public_holidays import HOLIDAYS
from tests.oracle.slow_count import measure
from tests.oracle.strategies import limited

DAY = timedelta(days=1)
#: Levels that the slow count knows: those about one application.
LEVELS = ("statutory_broken", "statutory_danger", "goal_missed", "goal_danger", "hearing_long", "not_measurable")


@settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(limited(), min_size=1, max_size=4))
def test_the_same_as_counted_date_by_date(cases: list[dict[str, Any]]) -> None:
    first = cases[0]
    cases = asked_together(cases)
    found: dict[str, dict[str, Alert]] = {each["case_no"]: {} for each in cases}
    statutory = (law_of(first),)
    for alert in alerts(cases, first["as_of"], rule_of(first), weekday=first["export_weekday"], statutory=statutory):
        if alert.case_no is not None:
            assert alert.level not in found[alert.case_no]
            found[alert.case_no][alert.level] = alert
    for each in cases:
        expected = slow_alerts.levels(each)
        told = found[each["case_no"]]
        assert set(told) == set(expected), {name: value for name, value in each.items() if name != "holidays"}
        for level, facts in expected.items():
            assert {name: _said(told[level], name) for name in facts} == facts, (level, each)


def _said(alert: Alert, name: str) -> Any:
    """What an alert says, as the slow count names it."""
    said = getattr(alert, name) if hasattr(alert, name) else alert.details.get(name)
    return date.fromisoformat(said) if name == "letter" and said else said


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(limited(), min_size=1, max_size=4), st.data())
def test_no_goal_rule_touches_the_statutory_clock(cases: list[dict[str, Any]], data: st.DataObject) -> None:
    cases = asked_together(cases)
    as_of, law = cases[0]["as_of"], (law_of(cases[0]),)
    here = rule_of(cases[0])
    other = replace(
        here,
        stop=data.draw(st.sampled_from(("decided", "decision_sent"))),
        day_count=data.draw(st.sampled_from(("calendar", "working"))),
        pauses=frozenset(data.draw(st.sets(st.sampled_from(PAUSE_KINDS)))),
        scope=tuple(data.draw(st.lists(st.sampled_from(SCOPE_FIELDS), unique=True))),
        types_not_counted=frozenset(),
        targets=replace(here.targets, limit_days=data.draw(st.integers(1, 40))),
    )
    seen, elsewhere = (situation(cases, as_of, rule, statutory=law) for rule in (here, other))
    for name in ("last_day", "decision", "closed"):
        np.testing.assert_array_equal(getattr(seen.legal, name), getattr(elsewhere.legal, name))

    def told(found: Situation) -> list[Alert]:
        # Whether the goal concerns the case is the goal rule's to say, and stands beside.
        return [replace(alert, scope=None) for alert in all_alerts(found) if alert.level in STATUTORY_LEVELS]

    assert told(seen) == told(elsewhere)


def asked_together(cases: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The cases as one question asks them: of one day, under one rule and one law."""
    names = ("as_of", "day_count", "stop", "limit", "danger_days", "export_weekday", "law_start", "law_stop")
    shared = {name: cases[0][name] for name in (*names, "max_stop_days", "law_everywhere")}
    return [each | shared | {"case_no": f"2026/{place}"} for place, each in enumerate(cases)]


def test_the_slow_count_knows_the_windows_of_the_rule_file() -> None:
    assert STATUTORY[0].danger_days == {weeks: days for weeks, days in slow_alerts.WINDOW.items() if weeks}


# ---------------------------------------------------------------- walks


#: First and last day of each walk: Easter with the change to summer time, Christmas, the change to winter time.
WALKS = {
    "easter and summer time": (date(2026, 3, 16), date(2026, 4, 24)),
    "christmas": (date(2026, 12, 7), date(2027, 1, 15)),
    "winter time": (date(2026, 10, 12), date(2026, 11, 13)),
}


def exports(first: date, last: date) -> list[date]:
    """Mondays, or the working day after one that is a holiday."""
    found = []
    for offset in range((last - first).days + 1):
        day = first + timedelta(days=offset)
        if day.weekday() == 0:
            while day.weekday() > 4 or day in HOLIDAYS:
                day += DAY
            found.append(day)
    return found


def known_on(case: dict[str, Any], day: date) -> dict[str, Any] | None:
    """What an export of a day says of an application: what had happened by then."""

    def by_then(when: date | None) -> date | None:
        return when if when is not None and when <= day else None

    if case["received"] > day:
        return None
    told = case | {name: by_then(case[name]) for name in ("complete", "decided")}
    told["pauses"] = [(kind, sent, by_then(answered)) for kind, sent, answered in case["pauses"] if sent <= day]
    return told


@st.composite
def offices(draw: st.DrawFn) -> tuple[str, list[dict[str, Any]]]:
    """A walk, and applications that come in during it; pauses follow one another."""
    name = draw(st.sampled_from(sorted(WALKS)))
    first, last = WALKS[name]
    length = (last - first).days
    cases = []
    for place in range(draw(st.integers(1, 5))):
        complete = first + timedelta(days=draw(st.integers(-14, length - 5)))
        pauses, day = [], complete
        for _ in range(draw(st.integers(0, 2))):
            sent = day + timedelta(days=draw(st.integers(0, 8)))
            answered = sent + timedelta(days=draw(st.integers(1, 40)))
            pauses.append((draw(st.sampled_from(("hearing", "other_authority"))), sent, answered))
            day = answered
        decided = draw(st.one_of(st.none(), st.integers(0, 40)))
        cases.append(
            {
                "received": complete - timedelta(days=draw(st.integers(0, 5))),
                "complete": complete,
                "pauses": pauses,
                "decided": None if decided is None else complete + timedelta(days=decided),
                "outcome": "granted" if decided is not None else None,
                "case_no": f"2026/{place + 1}",
                "scope": draw(st.sampled_from(("yes", "unknown"))),
                "day_count": "calendar",
                "holidays": HOLIDAYS,
            }
        )
    return name, cases


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(offices())
def test_walking_day_by_day(office: tuple[str, list[dict[str, Any]]]) -> None:
    """Exports on Mondays; told on working days.

    Every application that, by the newest export, has to be decided before the next one was told in time; none that
    stands still is in danger; and no alert is told as new again unless its withdrawal was said in between.
    """
    name, cases = office
    first, last = WALKS[name]
    days = exports(first, last)
    told: dict[str, Standing] = {}
    said_new: dict[str, int] = {}
    said_off: dict[str, int] = {}
    for place, export in enumerate(days[:-1]):
        shown = [each for case in cases if (each := known_on(case, export)) is not None]
        day = export
        while day < days[place + 1]:
            if day.weekday() < 5 and day not in HOLIDAYS:
                seen = situation(shown, day, data_from=export)
                due = {alert.key: alert for alert in all_alerts(seen)}
                for ending in endings(seen, list(told.values()), list(due.values())):
                    said_off[ending.key] = said_off.get(ending.key, 0) + 1
                    del told[ending.key]
                for key in due.keys() - told.keys():
                    said_new[key] = said_new.get(key, 0) + 1
                    assert said_new[key] == said_off.get(key, 0) + 1, key
                told |= {key: standing(alert) for key, alert in due.items()}
                assert told.keys() == due.keys()
                _in_time(shown, day, days[place + 1], due)
            day += DAY


def _in_time(shown: list[dict[str, Any]], day: date, next_export: date, due: dict[str, Alert]) -> None:
    danger = {alert.case_no: alert for alert in due.values() if alert.level == "goal_danger"}
    for case in shown:
        counted = measure(case | {"as_of": day})
        assert counted is not None
        alert = danger.get(case["case_no"])
        if counted["state"] != "running":
            assert alert is None
        elif counted["last_day"] is not None:
            acting = slow_alerts.day_to_act(counted["last_day"])
            # From the very day of the export on: on or before the day it can still be acted upon.
            if acting < next_export:
                assert alert is not None
                assert alert.last_day == counted["last_day"]
                assert alert.details["act_by"] == acting.isoformat()


@pytest.mark.parametrize("weekday", range(7))
def test_the_next_export_is_a_working_day_after_today(weekday: int) -> None:
    day = date(2026, 3, 1)
    while day < date(2027, 1, 20):
        seen = situation([], day, weekday=weekday)
        assert seen.next_export == slow_alerts.next_export(day, weekday)
        assert seen.next_export > day
        day += DAY
