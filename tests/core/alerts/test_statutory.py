"""Alerts about the recorded limit of plan- og bygningsloven; every answer counted by hand on a calendar."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from casewatch.core.alerts.statutory import fee_reduction
from tests.core.alerts.builders import STATUTORY, of_case
from tests.core.alerts.test_goal import case, pause
from tests.core.builders import RULE


@pytest.mark.parametrize(
    ("complete", "weeks", "as_of", "level"),
    [
        # 3 weeks from 10.04.2026 end 04.05. (law.md), a Monday
        ("2026-04-10", 3, "2026-04-28", None),
        ("2026-04-10", 3, "2026-04-29", "statutory_danger"),
        ("2026-04-10", 3, "2026-05-04", "statutory_danger"),
        ("2026-04-10", 3, "2026-05-05", "statutory_broken"),
        # 12 weeks from 02.10.2026 end 28.12. (law.md)
        ("2026-10-02", 12, "2026-12-13", None),
        ("2026-10-02", 12, "2026-12-14", "statutory_danger"),
        ("2026-10-02", 12, "2026-12-28", "statutory_danger"),
        ("2026-10-02", 12, "2026-12-29", "statutory_broken"),
        ("2026-10-02", 0, "2026-12-29", None),
    ],
)
def test_a_recorded_limit_is_told_whatever_the_scope(complete: str, weeks: int, as_of: str, level: str | None) -> None:
    found = of_case(case(complete, legal_limit_weeks=weeks, scope="no"), as_of)
    assert list(found) == ([level] if level else [])
    for alert in found.values():
        assert (alert.rule, alert.scope) == ("plan-og-bygningsloven", "no")


@pytest.mark.parametrize(
    ("as_of", "percent"),
    [
        ("2026-12-28", 0),
        ("2026-12-29", 25),
        ("2027-01-04", 25),  # 7 days over: the first week
        ("2027-01-05", 50),
        ("2027-01-18", 75),  # 21
        ("2027-01-19", 100),
        ("2027-06-01", 100),
    ],
)
def test_over_twelve_weeks_the_fee_falls_by_the_week(as_of: str, percent: int) -> None:
    (alert,) = [
        each for level, each in of_case(case("2026-10-02", legal_limit_weeks=12), as_of).items() if "statutory" in level
    ]
    assert alert.details["fee_reduction_percent"] == percent
    assert "deemed_given" not in alert.details


def test_over_three_weeks_a_permit_can_be_deemed_given() -> None:
    near = of_case(case("2026-04-10", legal_limit_weeks=3), "2026-05-04")["statutory_danger"]
    over = of_case(case("2026-04-10", legal_limit_weeks=3), "2026-05-06")["statutory_broken"]
    assert (near.details["deemed_given"], near.days_left, near.since) == (False, 0, date(2026, 4, 29))
    assert (over.details["deemed_given"], over.days_left, over.since) == (True, -2, date(2026, 5, 5))
    assert over.last_day == date(2026, 5, 4)
    assert "fee_reduction_percent" not in over.details


def test_the_fee_over_the_limit() -> None:
    assert [fee_reduction(days) for days in (-3, 0, 1, 7, 8, 14, 15, 21, 22, 400)] == [
        0, 0, 25, 25, 50, 50, 75, 75, 100, 100,
    ]  # fmt: skip


def test_a_date_without_weeks_has_the_widest_window_and_no_fee() -> None:
    limited = case("2026-03-02", legal_limit_date=date(2026, 6, 15), scope="no")
    assert of_case(limited, "2026-05-31") == {}
    alert = of_case(limited, "2026-06-01")["statutory_danger"]
    assert alert.days_left == 14
    assert "fee_reduction_percent" not in alert.details
    extended = limited | {"extended_to": date(2026, 7, 1)}
    assert of_case(extended, "2026-06-16") == {}
    assert of_case(extended, "2026-06-17")["statutory_danger"].last_day == date(2026, 7, 1)


@pytest.mark.parametrize("dispensation", [True, False, None])
def test_a_statutory_clock_that_stands_is_not_in_danger(dispensation: bool | None) -> None:
    # 3 weeks from 10.04. end on Fri 01.05., a holiday: Mon 04.05. Asked of a state body on 30.04., which has not
    # answered: on the 4th it has stood for four days and would end tomorrow, were the answer there.
    waiting = case(
        "2026-04-10",
        legal_limit_weeks=3,
        dispensation=dispensation,
        pauses=[pause("2026-04-30")],
        scope="no",
    )
    told = of_case(waiting, "2026-05-04")
    assert list(told) == ([] if dispensation else ["statutory_danger"])
    came = of_case(waiting | {"pauses": [pause("2026-04-30", "2026-05-04")]}, "2026-05-04")["statutory_danger"]
    assert (came.last_day, came.days_left) == ((date(2026, 5, 5), 1) if dispensation else (date(2026, 5, 4), 0))


def test_a_statutory_clock_that_stood_ends_later() -> None:
    # 01.05. and the ten days from 20.04. to 30.04. give Mon 11.05.; five days before it is the 6th.
    answered = case(
        "2026-04-10", legal_limit_weeks=3, dispensation=True, pauses=[pause("2026-04-20", "2026-04-30")], scope="no"
    )
    assert of_case(answered, "2026-05-05") == {}
    assert of_case(answered, "2026-05-06")["statutory_danger"].last_day == date(2026, 5, 11)


def test_a_body_that_has_had_its_four_weeks_stops_the_limit_no_more() -> None:
    # 12 weeks from Mon 05.01. end Mon 30.03.; asked on 20.03., so it stands until 16.04. and ends 28 days later, 27.04.
    asked = case("2026-01-05", legal_limit_weeks=12, dispensation=True, pauses=[pause("2026-03-20")], scope="no")
    assert of_case(asked, "2026-04-16") == {}
    assert of_case(asked, "2026-04-17")["statutory_danger"].last_day == date(2026, 4, 27)
    # On 18.04. it has been asked for 29 days.
    assert set(of_case(asked, "2026-04-18")) == {"statutory_danger", "hearing_long"}
    assert of_case(asked, "2026-04-28")["statutory_broken"].days_left == -1


def test_the_limit_ends_with_the_decision_though_the_goal_waits_for_its_dispatch() -> None:
    by_dispatch = replace(RULE, stop="decision_sent")
    decided_in_time = case(
        "2026-03-02", legal_limit_weeks=3, decided=date(2026, 3, 20), decision_sent=date(2026, 7, 20)
    )
    assert set(of_case(decided_in_time, "2026-03-19", rule=by_dispatch)) == {"statutory_danger", "goal_missed"}
    assert set(of_case(decided_in_time, "2026-06-01", rule=by_dispatch)) == {"goal_missed"}
    # The other way round: a law that counts to the dispatch, and a goal that does not.
    law = (replace(STATUTORY[0], stop="decision_sent"),)
    assert set(of_case(decided_in_time, "2026-06-01", statutory=law)) == {"statutory_broken"}


def test_a_gone_case_is_said_once_with_its_limit_but_no_goal() -> None:
    found = of_case(case("2026-04-10", legal_limit_weeks=3, gone=True), "2026-05-06")
    assert set(found) == {"statutory_broken", "not_measurable"}
    assert found["statutory_broken"].details["gone"] is True
    assert found["not_measurable"].details == {"reason": "gone"}
