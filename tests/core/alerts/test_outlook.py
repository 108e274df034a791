"""What is told of a municipality's share while applications are open: hand counts of each kind, and the slow count."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from casewatch.core.alerts.shapes import Alert
from casewatch.report.data import Goals
from casewatch.report.words.alerts import Names, alert_text
from tests.core.alerts.builders import alerts
from tests.core.builders import rule_of
from tests.oracle import slow_alerts
from tests.oracle.strategies import groups

AS_OF = date(2026, 3, 4)


def case(number: int, complete: date, decided: date | None = None, **more: Any) -> dict[str, Any]:
    """An application in scope, received the day it was complete."""
    outcome = None if decided is None else "granted"
    return {"received": complete, "complete": complete, "decided": decided, "outcome": outcome} | {
        "case_no": f"2026/{number}",
        **more,
    }


def decided(number: int, under: int, first: int = 1, **more: Any) -> list[dict[str, Any]]:
    """So many decided in January after 4 days, or after 15 those that are not under the limit."""
    return [
        case(first + place, date(2026, 1, 5), date(2026, 1, 9) if place < under else date(2026, 1, 20), **more)
        for place in range(number)
    ]


def fresh(number: int) -> list[dict[str, Any]]:
    """Complete two days ago."""
    return [case(51 + place, date(2026, 3, 2)) for place in range(number)]


def over(number: int, **more: Any) -> list[dict[str, Any]]:
    """Complete 43 days ago."""
    return [case(71 + place, date(2026, 1, 20), **more) for place in range(number)]


def told(cases: list[dict[str, Any]]) -> list[Alert]:
    return [alert for alert in alerts(cases, AS_OF) if alert.level == "outlook"]


@pytest.mark.parametrize(
    ("cases", "kind", "left", "named"),
    [
        # floor(500 / 80) - 5 = 1 may still miss, and three are open
        pytest.param([*decided(5, 5), *fresh(3)], "few", 1, 3, id="may miss one more"),
        pytest.param([*decided(5, 5), *fresh(1)], None, 0, 0, id="the only open one may miss"),
        pytest.param([*decided(5, 5), *fresh(6)], None, 0, 0, id="six open: nothing to single out"),
        pytest.param([*decided(5, 4), *fresh(1)], "none_left", 0, 1, id="400 = 80 * 5: none may miss"),
        # of 7 with one over: floor(600 / 80) - 6 - 1 = 0
        pytest.param([*decided(6, 6), *over(1), *fresh(2)], "none_left", 0, 2, id="one is over"),
        # floor(1800 / 80) - 19 - 2 = 1: the two that are over are counted in already
        pytest.param([*decided(19, 18), *over(2), *fresh(2)], "few", 1, 2, id="beside two that are over"),
        # met by 4 of 5; 4 of 6 once the open one over the limit is decided, and 5 of 7 with the other: 500 < 560
        pytest.param([*decided(5, 4), *over(1), *fresh(1)], "loses", 0, 1, id="lost, and not won back"),
        # 8 of 10; 8 of 11 and then 12 of 15 with four more
        pytest.param([*decided(10, 8), *over(1), *fresh(4)], "loses", 0, 4, id="lost, and won back by four"),
        pytest.param([*decided(10, 8), *over(1)], "loses", 0, 0, id="lost by the only open one"),
        # 3 of 5: five in a row make 8 of 10
        pytest.param([*decided(5, 3), *fresh(5)], "needed", 0, 5, id="five are needed"),
        pytest.param([*decided(5, 3), *fresh(4)], "unreachable", 0, 4, id="four are not enough: 7 of 9"),
        pytest.param([*decided(5, 4)], None, 0, 0, id="nothing is open"),
        pytest.param([*decided(4, 4), *fresh(2)], None, 0, 0, id="too few decided for a verdict"),
        pytest.param(fresh(5), None, 0, 0, id="nothing decided"),
        # 4 of 5 with one of unknown scope, over the limit: 4 of 6 if it counts
        pytest.param(
            [*decided(5, 4), *decided(1, 0, 31, scope="unknown"), *fresh(1)], None, 0, 0, id="an unclear one decides"
        ),
        # 5 of 5, and five of unclear start that took 12 days at the least (from the supplement): missed, 5 of 10
        pytest.param(
            [
                *decided(5, 5),
                *decided(5, 0, 31, deficiency=date(2026, 1, 6), supplement=date(2026, 1, 8)),
                *fresh(1),
            ],
            None,
            0,
            0,
            id="the unclear ones outweigh the measured",
        ),
        # one over the limit, but a letter of defects after its start: it may still pass
        pytest.param(
            [*decided(5, 4), *over(1, deficiency=date(2026, 1, 22))], "none_left", 0, 1, id="a letter leaves it open"
        ),
    ],
)
def test_the_outlook_is_told_where_what_is_open_decides(
    cases: list[dict[str, Any]], kind: str | None, left: int, named: int
) -> None:
    found = told(cases)
    assert [alert.details["kind"] for alert in found] == ([kind] if kind else [])
    for alert in found:
        assert (alert.key, alert.details["misses_left"]) == ("test:outlook:3401", left)
        assert len(alert.details["cases"]) == named


@pytest.mark.parametrize(
    ("cases", "text"),
    [
        (
            [*decided(10, 9), *fresh(3)],
            "Målet om 80\u00a0% på under 10 dager er nådd i dag: 9 av 10 siste 12 måneder. "
            "Kan bomme på én til og likevel nå det. Disse tre avgjør: 2026/51, 2026/52 og 2026/53.",
        ),
        (
            [*decided(5, 4), *fresh(1)],
            "Målet om 80\u00a0% på under 10 dager er nådd i dag: 4 av 5 siste 12 måneder. "
            "Kan ikke bomme på flere: også neste sak må avgjøres på under 10 dager. Denne avgjør: 2026/51.",
        ),
        (
            [*decided(10, 8), *over(1), *fresh(4)],
            "Målet om 80\u00a0% på under 10 dager er nådd i dag: 8 av 10 siste 12 måneder. "
            "1 ventende sak er allerede over grensen. Det er ikke nådd lenger når den er avgjort (8 av 11). "
            "For å nå det må de neste fire sakene bli avgjort på under 10 dager.",
        ),
        (
            [*decided(10, 8), *over(2)],
            "Målet om 80\u00a0% på under 10 dager er nådd i dag: 8 av 10 siste 12 måneder. "
            "2 ventende saker er allerede over grensen. Det er ikke nådd lenger når de er avgjort (8 av 12).",
        ),
        (
            # 9 of 13 with the one open besides, passed: 900 < 1040
            [*decided(10, 8), *over(2), *fresh(1)],
            "Målet om 80\u00a0% på under 10 dager er nådd i dag: 8 av 10 siste 12 måneder. "
            "2 ventende saker er allerede over grensen. Det er ikke nådd lenger når de er avgjort (8 av 12). "
            "De andre åpne sakene er ikke nok til å hente det inn.",
        ),
        (
            # 8 of 12 with the two that are over: eight in a row make 16 of 20
            [*decided(10, 6), *over(2), *fresh(20)],
            "Målet om 80\u00a0% på under 10 dager er ikke nådd i dag: 6 av 10 siste 12 måneder. "
            "2 ventende saker er allerede over grensen. "
            "For å nå det må de neste 18 sakene bli avgjort på under 10 dager.",
        ),
        (
            [*decided(5, 3), *fresh(4)],
            "Målet om 80\u00a0% på under 10 dager er ikke nådd i dag: 3 av 5 siste 12 måneder. "
            "Sakene som er åpne nå, er ikke nok til å nå det.",
        ),
    ],
)
def test_it_says_first_what_holds_today(cases: list[dict[str, Any]], text: str) -> None:
    (alert,) = told(cases)
    assert alert_text(alert, Names(Goals(10, 80, 21)), AS_OF) == text


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(groups())
def test_the_same_as_counted_date_by_date(group: dict[str, Any]) -> None:
    cases = [each | {"case_no": f"2026/{place}"} for place, each in enumerate(group["cases"])]
    same_as_counted(cases, group)


@settings(max_examples=300, deadline=None)
@given(
    st.tuples(*[st.integers(0, 7)] * 6),
    st.sampled_from((None, date(2026, 1, 22))),
)
def test_the_same_as_counted_of_plain_numbers(numbers: tuple[int, ...], letter: date | None) -> None:
    """So many under, over, of unknown scope on either side, fresh, and over while they wait."""
    under, missed, unknown, unknown_missed, new, late = numbers
    cases = [
        *decided(under, under),
        *decided(missed, 0, 11),
        *decided(unknown, unknown, 21, scope="unknown"),
        *decided(unknown_missed, 0, 31, scope="unknown"),
        *fresh(new),
        *over(late, deficiency=letter),
    ]
    same_as_counted(cases, {"as_of": AS_OF})


def same_as_counted(cases: list[dict[str, Any]], asked: dict[str, Any]) -> None:
    rule = rule_of(asked)
    found = [alert.details for alert in alerts(cases, asked["as_of"], rule) if alert.level == "outlook"]
    wanted = slow_alerts.outlook_of(cases, asked["as_of"], rule.targets.limit_days, rule.targets.share_percent)
    assert len(found) == (wanted is not None)
    if wanted is not None:
        assert {name: found[0][name] for name in wanted} == wanted
