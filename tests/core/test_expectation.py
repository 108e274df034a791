"""What an applicant can expect: hand counts of the edges, and the slow count for the rest."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from casewatch.core.clock import measure, visible
from casewatch.core.expectation import Expectation, expectations, first_day
from casewatch.core.scope import decide_scope
from tests.core.builders import CALENDAR, RULE, arrays
from tests.oracle import slow_expectation

AS_OF = date(2026, 11, 25)
BUSINESS = replace(RULE, scope=("business",))
NOTHING = Expectation()


def case(decided: date, complete: int, received: int, **more: Any) -> dict[str, Any]:
    """A case that was complete and received so many days before it was decided."""
    return {
        "received": decided - timedelta(days=received),
        "complete": decided - timedelta(days=complete),
        "decided": decided,
        "outcome": "granted",
        "as_of": AS_OF,
        "business": True,
        "start_assumed": False,
        **more,
    }


def expected(
    cases: Sequence[dict[str, Any]], as_of: date = AS_OF, numbers: Sequence[str] = ("3401",), least: int = 5
) -> list[Expectation]:
    a, pauses = arrays(cases)
    shown = visible(a, as_of)
    a, pauses = a.take(shown), pauses.of(shown)
    measures = measure(a, pauses, as_of, BUSINESS, CALENDAR)
    scope = decide_scope(a, BUSINESS, measures.milestones.decision, {})
    return expectations(a, measures, scope, as_of, numbers, least)


NEW, OLD = date(2026, 10, 1), date(2024, 10, 1)


def test_the_fourth_of_five_and_a_hearing_is_part_of_the_wait() -> None:
    hearing = [("hearing", NEW - timedelta(days=35), NEW - timedelta(days=5))]
    cases = [case(NEW, days, days + 10, pauses=hearing if days == 40 else []) for days in (3, 40, 12, 90, 7)]
    # 3, 7, 12, 40, 90: four of five waited 40 days or less, of which the hearing took 30
    assert expected(cases) == [Expectation(12, 5, 40, 50, 0)]


def test_eight_of_ten_and_the_two_counts_have_an_order_of_their_own() -> None:
    # from complete 1..10; from received 20, 19, … 11
    cases = [case(NEW, day, 21 - day) for day in range(1, 11)]
    assert expected(cases) == [Expectation(12, 10, 8, 18, 0)]
    # with eleven it takes nine to be at least 80 %
    assert expected([*cases, case(NEW, 11, 11)]) == [Expectation(12, 11, 9, 18, 0)]


def test_under_five_looks_at_three_years_and_then_tells_nothing() -> None:
    four = [case(NEW, day, day) for day in (10, 20, 30, 40)]
    assert expected(four) == [NOTHING]
    assert expected([*four, case(OLD, 50, 60)]) == [Expectation(36, 5, 40, 40, 0)]
    assert expected([*four, case(date(2023, 11, 25), 50, 60)]) == [NOTHING]  # a day too early
    assert expected([*four, case(date(2023, 11, 26), 50, 60)]) == [Expectation(36, 5, 40, 40, 0)]


def test_five_within_the_year_leave_the_older_ones_out() -> None:
    recent = [case(date(2025, 11, 26), 5, 6) for _ in range(5)]
    assert expected([*recent, *(case(date(2025, 11, 25), 99, 99) for _ in range(9))]) == [Expectation(12, 5, 5, 6, 0)]


@pytest.mark.parametrize("least", [0, 1, 5])
def test_a_rule_cannot_ask_for_fewer_than_five(least: int) -> None:
    assert expected([case(NEW, 9, 9)] * 4, least=least) == [NOTHING]
    assert expected([case(NEW, 9, 9)] * 5, least=least) != [NOTHING]


def test_a_rule_may_ask_for_more() -> None:
    assert expected([case(NEW, 9, 9)] * 7, least=8) == [NOTHING]


@pytest.mark.parametrize(
    ("other", "unmeasured"),
    [
        ({"scope": "no", "scope_reason": "business"}, False),
        ({"scope": "unknown"}, True),
        ({"outcome": "withdrawn"}, False),
        ({"complete": None}, True),
        ({"decided": None}, False),
        ({"application_type": "start_permit"}, False),
        ({"municipality": "3414"}, False),
    ],
    ids=str,
)
def test_what_is_not_a_decided_business_case_here_is_no_fifth(other: dict[str, Any], unmeasured: bool) -> None:
    """One that may be a business case, or was decided without a start, leaves five decided and four to tell of."""
    four = [case(NEW, 9, 9) for _ in range(4)]
    assert expected([*four, case(NEW, 9, 9) | other]) == [Expectation(unmeasured=unmeasured)]


def test_one_outside_the_plan_counts_all_the_same() -> None:
    outside = {"scope": "no", "scope_reason": "within_plan"}
    assert expected([case(NEW, 9, 9, **outside)] * 5) == [Expectation(12, 5, 9, 9, 0)]


def test_municipalities_in_the_order_asked_and_one_without_any_case() -> None:
    cases = [*([case(NEW, 9, 9)] * 5), *([case(NEW, 4, 5, municipality="3414")] * 6)]
    found = expected(cases, numbers=("3418", "3414", "3401"))
    assert found == [NOTHING, Expectation(12, 6, 4, 5, 0), Expectation(12, 5, 9, 9, 0)]


def test_spans_that_end_on_a_leap_day() -> None:
    assert first_day(date(2028, 2, 29), 12) == date(2027, 3, 1)
    assert first_day(date(2028, 2, 29), 36) == date(2025, 3, 1)
    assert first_day(date(2026, 11, 25), 36) == date(2023, 11, 26)


@st.composite
def offices(draw: st.DrawFn) -> tuple[list[dict[str, Any]], date]:
    """A municipality's cases, many of them decided near the edges of a span."""
    as_of = draw(st.sampled_from((AS_OF, date(2028, 2, 29), date(2026, 1, 1))))
    edges = st.sampled_from((0, 364, 365, 366, 1094, 1095, 1096, 1097))
    scopes = st.sampled_from(
        (("yes", None, True), ("no", "within_plan", True), ("no", "business", False), ("unknown", None, None))
    )
    cases = []
    for _ in range(draw(st.integers(0, 14))):
        decided = as_of - timedelta(days=draw(edges | st.integers(-5, 400)))
        complete = draw(st.integers(-1, 80))
        pauses = [("hearing", decided - timedelta(days=20), draw(st.sampled_from((decided, None))))]
        told = case(decided, complete, complete + draw(st.integers(-3, 40)), pauses=draw(st.sampled_from((pauses, []))))
        if draw(st.booleans()):  # no column of its own: what came in was taken to be complete
            told |= {"complete": told["received"], "sources": ("received",), "start_assumed": True}
        told["decided"] = draw(st.sampled_from((decided, decided, decided, None)))
        told["outcome"] = draw(st.sampled_from(("granted", "refused", "withdrawn", "unknown", None)))
        scope, reason, business = draw(scopes)
        cases.append({**told, "as_of": as_of, "scope": scope, "scope_reason": reason, "business": business})
    return cases, as_of


@settings(max_examples=150, deadline=None)
@given(offices())
def test_as_the_slow_count_has_it(office: tuple[list[dict[str, Any]], date]) -> None:
    cases, as_of = office
    slow = slow_expectation.expectation(cases, as_of)
    told = asdict(NOTHING) | (slow or {}) | {"unmeasured": slow_expectation.enough_unmeasured(cases, as_of)}
    assert asdict(expected(cases, as_of)[0]) == told
    # nothing of another municipality, and nothing of the order in which cases came, shows
    others = [{**each, "municipality": "3414"} for each in cases]
    assert expected([*others, *reversed(cases)], as_of) == expected(cases, as_of)
