"""What is due as of a day; every answer counted by hand on a calendar."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from casewatch.core.alerts.exports import next_export
from casewatch.core.alerts.shapes import LEVELS
from casewatch.report.data import Goals
from casewatch.report.words.alerts import Names, alert_text
from tests.core.alerts.builders import alerts, of_case, working
from tests.core.builders import CALENDAR


def case(complete: str | None = None, **more: Any) -> dict[str, Any]:
    """An application in scope, received the day it was complete."""
    day = None if complete is None else date.fromisoformat(complete)
    return {"received": day or date(2026, 1, 1), "complete": day} | more


def pause(sent: str, answered: str | None = None, kind: str = "hearing") -> tuple[str, date, date | None]:
    return kind, date.fromisoformat(sent), None if answered is None else date.fromisoformat(answered)


# ---------------------------------------------------------------- the goal


@pytest.mark.parametrize(
    ("as_of", "left"),
    [
        pytest.param("2026-03-06", None, id="Friday: 5 left, the last day Wednesday is after Monday's export"),
        pytest.param("2026-03-07", None, id="4 left: not yet 3"),
        pytest.param("2026-03-08", 3, id="3 left"),
        pytest.param("2026-03-11", 0, id="the last day"),
    ],
)
def test_a_goal_is_in_danger_with_three_days_left(as_of: str, left: int | None) -> None:
    found = of_case(case("2026-03-02"), as_of)  # nine days later, on the 11th, it still passes
    assert ("goal_danger" in found) == (left is not None)
    if left is not None:
        alert = found["goal_danger"]
        assert (alert.days_left, alert.last_day, alert.since) == (left, date(2026, 3, 11), date(2026, 3, 8))
    assert "goal_missed" not in found


def test_the_day_after_the_last_one_it_is_missed() -> None:
    found = of_case(case("2026-03-02"), "2026-03-12")
    assert set(found) == {"goal_missed"}
    alert = found["goal_missed"]
    assert (alert.days_left, alert.last_day, alert.since) == (-1, None, date(2026, 3, 12))
    assert alert.details["net_days"] == 10


@pytest.mark.parametrize(
    ("weekday", "told"),
    [pytest.param(0, True, id="Monday 9 March"), pytest.param(2, False, id="Wednesday 4 March: told then")],
)
def test_what_falls_due_on_a_weekend_before_the_next_export_is_told_now(weekday: int, told: bool) -> None:
    # Complete Friday 27 February: the last day is Sunday 8 March, which is met on Friday 6 March.
    found = of_case(case("2026-02-27"), "2026-03-03", weekday=weekday)
    assert ("goal_danger" in found) == told
    if told:
        alert = found["goal_danger"]
        assert (alert.days_left, alert.last_day) == (5, date(2026, 3, 8))
        assert alert.since == date(2026, 3, 3)
        assert alert.details["act_by"] == "2026-03-06"


def test_what_falls_due_on_the_day_of_the_next_export_is_told_then() -> None:
    # Complete Saturday 28 February: the last day is Monday 9 March, the day of the next export.
    assert of_case(case("2026-02-28"), "2026-03-03") == {}
    assert of_case(case("2026-02-28"), "2026-03-09")["goal_danger"].days_left == 0


@pytest.mark.parametrize(
    ("complete", "as_of", "last_day", "act_by"),
    [
        pytest.param("2026-03-28", "2026-03-30", "2026-04-06", "2026-04-01", id="Easter Monday: Wednesday before"),
        pytest.param("2026-12-16", "2026-12-21", "2026-12-25", "2026-12-24", id="Christmas Day: Christmas Eve"),
        pytest.param("2026-05-08", "2026-05-11", "2026-05-17", "2026-05-15", id="17 May, a Sunday: Friday"),
    ],
)
def test_a_last_day_in_the_holidays_is_met_before_them(complete: str, as_of: str, last_day: str, act_by: str) -> None:
    alert = of_case(case(complete), as_of)["goal_danger"]
    assert (alert.last_day, alert.details["act_by"]) == (date.fromisoformat(last_day), act_by)


@pytest.mark.parametrize(
    ("as_of", "weekday", "expected"),
    [
        ("2026-03-02", 0, "2026-03-09"),  # on the day itself: the next one
        ("2026-03-08", 0, "2026-03-09"),
        ("2026-03-31", 0, "2026-04-07"),  # Easter Monday: Tuesday
        ("2026-03-30", 3, "2026-04-07"),  # Maundy Thursday: after Easter
        ("2026-12-23", 4, "2026-12-28"),  # Christmas Day, a Friday: Monday
        ("2026-10-23", 0, "2026-10-26"),  # over the change to winter time
        ("2026-03-28", 6, "2026-03-30"),  # a Sunday is never a working day: Monday
    ],
)
def test_the_next_expected_export(as_of: str, weekday: int, expected: str) -> None:
    assert next_export(date.fromisoformat(as_of), weekday, CALENDAR) == date.fromisoformat(expected)


def test_a_paused_clock_is_not_in_danger_and_stays_missed() -> None:
    waiting = case("2026-03-02", pauses=[pause("2026-03-10")])
    assert of_case(waiting, "2026-03-11") == {}
    found = of_case(case("2026-03-02", pauses=[pause("2026-03-13")]), "2026-03-20")
    assert set(found) == {"goal_missed"}
    assert found["goal_missed"].details["paused"] is True
    assert found["goal_missed"].days_left == -2  # 11 days until the 13th


def test_danger_begins_when_the_clock_runs_again() -> None:
    # Seven days to the 9th, then nine at a hearing: on the 18th two are left, and it has been so since that day.
    alert = of_case(case("2026-03-02", pauses=[pause("2026-03-09", "2026-03-18")]), "2026-03-18")["goal_danger"]
    assert (alert.days_left, alert.last_day, alert.since) == (2, date(2026, 3, 20), date(2026, 3, 18))


def test_working_days_count_their_own_danger() -> None:
    # Complete Tue 3 March: on Sat 14 March 9 working days are used (docs), none left, last day Mon 16 March.
    alert = of_case(case("2026-03-03"), "2026-03-14", rule=working())["goal_danger"]
    assert (alert.days_left, alert.last_day) == (0, date(2026, 3, 16))
    assert alert.since == date(2026, 3, 11)  # 3 left on Wed 11 March: used 3.-10. = 6


@pytest.mark.parametrize(("scope", "said"), [("yes", "yes"), ("unknown", "unknown"), ("no", None)])
def test_the_goal_is_told_where_it_counts_or_may(scope: str, said: str | None) -> None:
    found = of_case(case("2026-03-02", scope=scope), "2026-03-10")
    assert ({alert.scope for alert in found.values()} or {None}) == {said}


@pytest.mark.parametrize(
    "ended",
    [
        {"decided": date(2026, 3, 9)},
        {"closed": date(2026, 3, 9)},
        {"outcome": "withdrawn", "decided": date(2026, 3, 9)},
    ],
)
def test_what_has_ended_is_not_told(ended: dict[str, Any]) -> None:
    assert of_case(case("2026-03-02") | ended, "2026-03-20") == {}


# ---------------------------------------------------------------- hearings, and what cannot be measured


def test_a_hearing_of_over_28_days_is_to_be_chased_once() -> None:
    waiting = case(
        "2026-02-25", pauses=[pause("2026-03-05", kind="other_authority"), pause("2026-03-01"), pause("2026-03-20")]
    )
    assert of_case(waiting, "2026-03-29") == {}  # 28 days
    found = of_case(waiting, "2026-03-30")
    assert set(found) == {"hearing_long"}
    assert [each["sent"] for each in found["hearing_long"].details["waiting_for"]] == ["2026-03-01"]
    assert found["hearing_long"].since == date(2026, 3, 30)
    later = of_case(waiting, "2026-04-03")["hearing_long"].details["waiting_for"]
    assert [(each["sent"], each["days"], each["kind"], each["party"]) for each in later] == [
        ("2026-03-01", 33, "hearing", "statsforvalteren"),
        ("2026-03-05", 29, "other_authority", "statsforvalteren"),
    ]


@pytest.mark.parametrize(
    "changed",
    [
        {"pauses": [pause("2026-03-01", "2026-04-10")]},
        {"decided": date(2026, 4, 1)},
        {"scope": "no"},
    ],
)
def test_a_hearing_that_is_over_or_of_no_concern_is_not_chased(changed: dict[str, Any]) -> None:
    found = of_case(case("2026-02-25", pauses=[pause("2026-03-01")]) | changed, "2026-04-12")
    assert "hearing_long" not in found


def test_in_a_case_with_a_dispensation_a_long_hearing_is_chased_whatever_the_scope() -> None:
    # 2026/12 of Nord-Odal: complete 5 January, a state body asked on 10 January has not answered.
    silent = case("2026-01-05", legal_limit_weeks=12, dispensation=True, pauses=[pause("2026-01-10")], scope="no")
    found = of_case(silent, "2026-11-30")
    assert set(found) == {"statutory_broken", "hearing_long"}
    assert {alert.scope for alert in found.values()} == {"no"}
    assert found["hearing_long"].since == date(2026, 2, 8)
    # January 22 of its days, February to October 273, November 29.
    assert [each["days"] for each in found["hearing_long"].details["waiting_for"]] == [324]
    # 30 March and four weeks: Monday 27 April; from there to 30 November are 3 + 31 + 30 + 31 + 31 + 30 + 31 + 30.
    broken = found["statutory_broken"]
    assert (broken.last_day, broken.days_left, broken.since) == (date(2026, 4, 27), -217, date(2026, 4, 28))


def test_what_cannot_be_measured_is_told_once_each() -> None:
    found = alerts(
        [
            case("2026-03-02", gone=True, case_no="2026/1"),
            case(None, decided=date(2026, 3, 5), outcome="granted", case_no="2026/2"),
            case("2026-03-02", pauses=[pause("2026-03-10", "2026-03-05")], case_no="2026/3"),
            case(None, case_no="2026/4"),  # only not complete yet
            case("2026-03-02", gone=True, scope="no", case_no="2026/5"),
            case(None, decided=date(2025, 3, 31), received=date(2025, 1, 1), outcome="granted", case_no="2026/6"),
        ],
        date(2026, 3, 31),
    )
    told = {alert.case_no: alert.details["reason"] for alert in found if alert.level == "not_measurable"}
    assert told == {"2026/1": "gone", "2026/2": "complete_missing", "2026/3": "pause_reversed"}
    assert {alert.level for alert in found} == {"not_measurable"}


# ---------------------------------------------------------------- since when, and the letter of defects


@pytest.mark.parametrize(
    ("told", "since"),
    [
        # sent on the 10th, answered on the 5th: odd from the 10th on
        pytest.param({"pauses": [pause("2026-03-10", "2026-03-05")]}, "2026-03-10", id="reversed, open"),
        # a file with a column for one half only, in an open case
        pytest.param({"pauses": [pause("2026-03-08")], "half_told": True}, "2026-03-08", id="sent alone"),
        pytest.param(
            {"pauses": [("hearing", None, date(2026, 3, 7))], "half_told": True}, "2026-03-07", id="answered alone"
        ),
        # decided on the 20th with no answer on any day
        pytest.param(
            {"pauses": [pause("2026-03-08")], "decided": date(2026, 3, 20), "outcome": "granted"},
            "2026-03-20",
            id="never answered",
        ),
        pytest.param(
            {"deficiency": date(2026, 3, 9), "decided": date(2026, 3, 20), "outcome": "granted"},
            "2026-03-20",
            id="start unclear",
        ),
    ],
)
def test_since_when_something_cannot_be_measured(told: dict[str, Any], since: str) -> None:
    found = of_case(case("2026-03-02") | told, "2026-03-25")
    assert found["not_measurable"].since == date.fromisoformat(since)


def test_a_letter_of_defects_after_complete_is_named() -> None:
    lettered = case("2026-03-02", deficiency=date(2026, 3, 20))
    assert "letter" not in of_case(lettered, "2026-03-19")["goal_missed"].details
    assert of_case(lettered, "2026-03-25")["goal_missed"].details["letter"] == "2026-03-20"
    # complete again on the 23rd: nothing is unclear, and two days are used
    assert set(of_case(lettered | {"complete": date(2026, 3, 23)}, "2026-03-25")) == set()
    near = case("2026-03-02", deficiency=date(2026, 3, 5))
    assert of_case(near, "2026-03-10")["goal_danger"].details["letter"] == "2026-03-05"
    ended = near | {"decided": date(2026, 3, 12), "outcome": "granted"}
    assert of_case(ended, "2026-03-25")["not_measurable"].details == {
        "reason": "complete_unclear",
        "letter": "2026-03-05",
    }


@pytest.mark.parametrize(
    ("told", "level", "text"),
    [
        (
            {"deficiency": date(2026, 3, 20)},
            "goal_missed",
            "10 dager eller mer: saken har brukt 23 dager og er ikke avgjort. Grensen ble nådd 12.03.2026. Et "
            "mangelbrev ble sendt 20.03.2026, etter komplett-datoen, så det er uklart når tiden begynte å løpe.",
        ),
        (
            {"deficiency": date(2026, 3, 5), "decided": date(2026, 3, 12), "outcome": "granted"},
            "not_measurable",
            "Kan ikke måles: et mangelbrev ble sendt 05.03.2026, etter komplett-datoen, så det er uklart når søknaden "
            "var komplett.",
        ),
        (
            {"pauses": [pause("2026-03-08")], "decided": date(2026, 3, 20), "outcome": "granted"},
            "not_measurable",
            "Kan ikke måles: mangler dato for svar på uttalelse eller for når den ble sendt.",
        ),
    ],
)
def test_what_is_unclear_is_said_in_words(told: dict[str, Any], level: str, text: str) -> None:
    alert = of_case(case("2026-03-02") | told, "2026-03-25")[level]
    assert alert_text(alert, Names(Goals(10, 80, 21)), date(2026, 3, 25)) == text


# ---------------------------------------------------------------- a whole municipality


@pytest.mark.parametrize(("as_of", "told"), [("2026-11-24", False), ("2026-11-25", True)])
def test_an_export_is_late_after_eight_days(as_of: str, told: bool) -> None:
    found = alerts([], date.fromisoformat(as_of), data_from=date(2026, 11, 16))
    assert [(alert.key, alert.since, alert.data_from) for alert in found] == (
        [("test:no_export:3401", date(2026, 11, 25), date(2026, 11, 16))] if told else []
    )


# ---------------------------------------------------------------- keys and order


def test_keys_and_order() -> None:
    cases = [
        case("2026-03-02", case_no="2026/1"),
        case("2026-02-02", case_no="2026/2"),
        case("2026-02-02", case_no="2026/3", legal_limit_weeks=3),
        case("2026-03-01", case_no="2026/4"),
    ]
    found = alerts(cases, date(2026, 3, 9))
    assert [alert.key for alert in found] == [
        "plan-og-bygningsloven:statutory_broken:3401:2026/3:3",
        "test:goal_missed:3401:2026/2:2",
        "test:goal_missed:3401:2026/3:3",
        "test:goal_danger:3401:2026/4:4",
        "test:goal_danger:3401:2026/1:1",
    ]
    assert {alert.level for alert in found} <= set(LEVELS)


def test_other_municipalities_are_left_out() -> None:
    there = case("2026-02-02", municipality="3417")
    assert alerts([there], date(2026, 3, 9)) == []
    assert [each.municipality for each in alerts([there], date(2026, 3, 9), municipalities=("3417",))] == ["3417"]
