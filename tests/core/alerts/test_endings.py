"""Why an alert that was told is no longer due."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from casewatch.core.alerts.all import all_alerts
from casewatch.core.alerts.endings import Standing, endings
from casewatch.core.alerts.shapes import Alert
from tests.core.alerts.builders import situation
from tests.core.alerts.test_goal import case, pause
from tests.core.alerts.test_outlook import decided, fresh
from tests.core.builders import RULE

TOLD = case("2026-03-02", case_no="2026/1")
NEAR, LATER = date(2026, 3, 9), date(2026, 3, 10)


def standing(alert: Alert) -> Standing:
    return Standing(
        alert.key,
        alert.level,
        alert.rule,
        alert.municipality,
        alert.case_key,
        alert.application_no,
        alert.state,
    )


def ended(before: Any, told_on: date, now: Any, as_of: date, **more: Any) -> list[tuple[str, str, str, dict[str, Any]]]:
    """What becomes of the alerts of one list of cases once another one is known: (level, kind, code, details)."""
    told = [standing(alert) for alert in all_alerts(situation(before, told_on, **more))]
    assert told
    seen = situation(now, as_of, **more)
    found = endings(seen, told, all_alerts(seen))
    return [(each.key.split(":")[1], each.kind, each.code, dict(each.details)) for each in found]


@pytest.mark.parametrize(
    ("changed", "code", "details"),
    [
        pytest.param({"decided": date(2026, 3, 6)}, "decided", {"day": "2026-03-06"}, id="a decision reported late"),
        pytest.param({"pauses": [pause("2026-03-05")]}, "paused", {"day": "2026-03-05"}, id="a pause reported late"),
        pytest.param({"closed": date(2026, 3, 6)}, "closed", {"day": "2026-03-06"}, id="withdrawn"),
        pytest.param({"pauses": [pause("2026-03-03", "2026-03-09")]}, "dates_changed", {}, id="a pause that is over"),
        pytest.param({"complete": date(2026, 3, 9)}, "dates_changed", {}, id="complete later"),
        pytest.param({"complete": None}, "incomplete", {}, id="not complete after all"),
        pytest.param({"scope": "no"}, "out_of_scope", {}, id="does not count"),
        pytest.param({"gone": True}, "gone", {}, id="no longer in the export"),
        pytest.param({"pauses": [pause("2026-03-05", "2026-03-04")]}, "held_out", {}, id="held out"),
    ],
)
def test_what_is_reported_late_withdraws_a_danger_and_says_why(
    changed: dict[str, Any], code: str, details: dict[str, Any]
) -> None:
    assert ended([TOLD], NEAR, [TOLD | changed], LATER) == [("goal_danger", "withdrawn", code, details)]


def test_nothing_ends_while_it_holds() -> None:
    assert ended([TOLD], NEAR, [TOLD], LATER) == []


def test_a_goal_that_is_missed_follows_the_danger() -> None:
    assert ended([TOLD], NEAR, [TOLD], date(2026, 3, 12)) == [("goal_danger", "followed", "goal_missed", {})]


def test_a_limit_that_breaks_follows_its_danger_and_one_that_moves_withdraws_it() -> None:
    limited = case("2026-04-10", legal_limit_weeks=3, scope="no", case_no="2026/1")  # ends on 4 May
    broken = ended([limited], date(2026, 5, 4), [limited], date(2026, 5, 5))
    assert broken == [("statutory_danger", "followed", "statutory_broken", {})]
    moved = ended([limited], date(2026, 5, 4), [limited | {"extended_to": date(2026, 6, 30)}], date(2026, 5, 5))
    assert moved == [("statutory_danger", "withdrawn", "limit_moved", {})]


def test_a_limit_ends_with_its_own_clock() -> None:
    by_dispatch = replace(RULE, stop="decision_sent")
    limited = case("2026-04-10", legal_limit_weeks=3, scope="no", case_no="2026/1")
    decided_in_time = limited | {"decided": date(2026, 5, 4), "decision_sent": date(2026, 7, 1)}
    told, now = date(2026, 5, 4), date(2026, 5, 5)
    found = ended([limited], told, [decided_in_time], now, rule=by_dispatch)
    assert found == [("statutory_danger", "withdrawn", "decided", {"day": "2026-05-04"})]
    only_sent = limited | {"decision_sent": date(2026, 5, 4)}
    assert ended([limited], told, [only_sent], now) == found
    closed = ended([limited], told, [limited | {"closed": date(2026, 5, 4)}], now)
    assert closed == [("statutory_danger", "withdrawn", "closed", {"day": "2026-05-04"})]


def test_a_chase_in_a_case_with_a_dispensation_ends_as_any_other() -> None:
    asked = case("2026-03-02", pauses=[pause("2026-03-03")], dispensation=True, scope="no", case_no="2026/1")
    told, now = date(2026, 4, 1), date(2026, 4, 3)
    answered = asked | {"pauses": [pause("2026-03-03", "2026-04-02")]}
    assert ended([asked], told, [answered], now) == [("hearing_long", "withdrawn", "answered", {})]
    assert ended([asked], told, [asked | {"dispensation": False}], now) == [
        ("hearing_long", "withdrawn", "out_of_scope", {})
    ]
    # Decided but not sent: a goal that counts to the dispatch has it open, and nothing waits for the statement.
    decided_only = asked | {"decided": date(2026, 4, 2), "decision_sent": date(2026, 7, 1)}
    found = ended([asked], told, [decided_only], now, rule=replace(RULE, stop="decision_sent"))
    assert found == [("hearing_long", "withdrawn", "decided", {"day": "2026-04-02"})]


def test_an_answered_hearing_ends_the_chase() -> None:
    asked = case("2026-03-02", pauses=[pause("2026-03-03")], case_no="2026/1")
    answered = asked | {"pauses": [pause("2026-03-03", "2026-04-02")]}
    found = ended([asked], date(2026, 4, 1), [answered], date(2026, 4, 3))
    assert found == [("hearing_long", "withdrawn", "answered", {})]


def test_a_chase_that_ends_without_an_answer_is_not_called_answered() -> None:
    asked = case("2026-03-02", pauses=[pause("2026-03-03")], case_no="2026/1")
    told_on, now = date(2026, 4, 1), date(2026, 4, 3)  # sent 29 days before the first
    later = ended([asked], told_on, [asked | {"pauses": [pause("2026-03-20")]}], now)
    assert later == [("hearing_long", "withdrawn", "asked_later", {"day": "2026-03-20"})]
    never = [each for each in ended([asked], told_on, [asked | {"pauses": []}], now) if each[0] == "hearing_long"]
    assert never == [("hearing_long", "withdrawn", "not_asked", {})]
    others = asked | {"pauses": [pause("2026-03-03", "2026-04-02"), pause("2026-03-20")]}
    assert ended([asked], told_on, [others], now) == [("hearing_long", "withdrawn", "answered", {})]


def test_an_application_that_is_no_longer_there() -> None:
    assert ended([TOLD], NEAR, [], LATER) == [("goal_danger", "withdrawn", "not_there", {})]


def test_what_can_be_measured_again_and_what_is_out_of_the_year() -> None:
    unknown = case(None, decided=date(2026, 3, 5), outcome="granted", case_no="2026/1")
    mended = unknown | {"complete": date(2026, 3, 2)}
    assert ended([unknown], NEAR, [mended], LATER) == [("not_measurable", "withdrawn", "measurable", {})]
    assert ended([unknown], NEAR, [unknown], date(2027, 3, 5)) == [("not_measurable", "passed", "no_longer_shown", {})]


def test_an_export_that_came() -> None:
    seen = situation([], date(2026, 11, 25), data_from=date(2026, 11, 16))
    told = [standing(alert) for alert in all_alerts(seen)]
    fresh = situation([], date(2026, 11, 26), data_from=date(2026, 11, 26))
    (found,) = endings(fresh, told, all_alerts(fresh))
    assert (found.kind, found.code, found.details) == ("withdrawn", "export_came", {"day": "2026-11-26"})
    # A newer one that is too old again is another absence.
    late = situation([], date(2026, 12, 7), data_from=date(2026, 11, 26))
    (changed,) = endings(late, told, all_alerts(late))
    assert (changed.kind, changed.code) == ("followed", "changed")


def test_an_outlook_that_changed_and_one_that_is_settled() -> None:
    day = date(2026, 3, 4)
    seen = situation([*decided(5, 5), *fresh(3)], day)
    told = [standing(alert) for alert in all_alerts(seen)]
    for now, kind in (([*decided(5, 4), *fresh(3)], "followed"), (decided(5, 5), "withdrawn")):
        seen = situation(now, day)
        (found,) = endings(seen, told, all_alerts(seen))
        assert found.kind == kind


def test_other_municipalities_are_left_alone() -> None:
    told = [replace(standing(alert), municipality="3417") for alert in all_alerts(situation([TOLD], NEAR))]
    seen = situation([], LATER)
    assert endings(seen, told, []) == []
