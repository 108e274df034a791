"""Facts worth a look: each by a hand-made case, and by a near miss that must not be told of.

Days are calendar days and the limit is 10 unless a test says otherwise. As of 25 November 2026.
"""

from __future__ import annotations

import random
import time
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import numpy as np
import pytest

from casewatch.core.arrays import applications_from_contents
from casewatch.core.clock import measure
from casewatch.core.doubts.suspicions import Fact, iso_week, redated, suspicious, year_old
from casewatch.core.rules import RuleSet
from casewatch.core.scope import decide_scope
from tests.core.builders import CALENDAR, RULE

TODAY = date(2026, 11, 25)
WORKING = replace(RULE, day_count="working")


def facts(*contents: dict[str, Any], as_of: date = TODAY, rule: RuleSet = RULE) -> list[Fact]:
    """What is told of applications with these contents."""
    told = [{"case_no": "2026/1", "received": "2026-03-02", **content} for content in contents]
    nobody = np.zeros(len(told), bool)
    a, pauses = applications_from_contents(["3401"] * len(told), [1] * len(told), told, nobody)
    measures = measure(a, pauses, as_of, rule, CALENDAR)
    scope = decide_scope(a, rule, measures.milestones.decision, {})
    return suspicious(a, pauses, as_of, rule, CALENDAR, scope, measures)


def only(code: str, *contents: dict[str, Any], **about: Any) -> list[Fact]:
    """The facts of one code."""
    return [fact for fact in facts(*contents, **about) if fact.code == code]


def hearing(*pauses: tuple[str | None, ...]) -> list[list[str | None]]:
    """Pauses as they stand in a content: (sent, answered[, party])."""
    return [[*pause, "nve"] if len(pause) == 2 else list(pause) for pause in pauses]


def test_an_ordinary_case_gives_nothing() -> None:
    ordinary = {"complete": "2026-03-04", "decided": "2026-04-10", "hearing": hearing(("2026-03-06", "2026-03-20"))}
    assert facts(ordinary) == []
    assert facts() == []
    assert facts({"received": "2026-11-24"}) == []


# Complete on Monday 2 March: 2 to 11 March are ten days, so 11 March is the last day, with net 9.


@pytest.mark.parametrize(
    ("content", "sent"),
    [
        ({"hearing": hearing(("2026-03-11", "2026-03-20"))}, "2026-03-11"),
        ({"authority": hearing(("2026-03-11", "2026-04-20"))}, "2026-03-11"),
        ({"authority": hearing(("2026-03-11", None)), "decided": None}, "2026-03-11"),
        # five days of another pause before it move the last day to the 16th
        ({"hearing": hearing(("2026-03-04", "2026-03-09"), ("2026-03-16", "2026-03-20"))}, "2026-03-16"),
        # two bodies that overlap stand for six days together
        (
            {
                "hearing": hearing(("2026-03-04", "2026-03-09"), ("2026-03-17", "2026-04-20")),
                "authority": [["2026-03-06", "2026-03-10", "nve"]],
            },
            "2026-03-17",
        ),
    ],
)
def test_a_pause_that_begins_on_the_last_day(content: dict[str, Any], sent: str) -> None:
    [fact] = only("pause_at_limit", {"complete": "2026-03-02", "decided": "2026-04-01", **content})
    assert (fact.day, fact.other, fact.numbers) == (date.fromisoformat(sent), None, (10,))
    assert fact.field == ("hearing" if "hearing" in content else "authority")


@pytest.mark.parametrize(
    "content",
    [
        {"hearing": hearing(("2026-03-10", "2026-03-20"))},  # one day before
        {"hearing": hearing(("2026-03-12", "2026-03-20"))},  # the limit is reached already
        {"hearing": hearing(("2026-03-11", "2026-03-11"))},  # it has no days
        # on the 11th the clock stood already
        {"hearing": hearing(("2026-03-05", "2026-03-15"), ("2026-03-11", "2026-03-20"))},
        {"hearing": hearing(("2026-03-11", "2026-03-20")), "within_plan": False},  # no target speaks of it
        {"hearing": hearing(("2026-03-11", "2026-03-20")), "outcome": "withdrawn"},  # no decision
    ],
)
def test_pauses_that_begin_on_another_day(content: dict[str, Any]) -> None:
    assert only("pause_at_limit", {"complete": "2026-03-02", "decided": "2026-04-01", **content}) == []


def test_a_pause_sent_on_the_very_day_of_the_import() -> None:
    content = {"complete": "2026-03-02", "hearing": hearing(("2026-03-11", None))}
    assert [fact.code for fact in facts(content, as_of=date(2026, 3, 11))] == ["pause_at_limit"]
    assert facts(content, as_of=date(2026, 3, 10)) == []


def test_the_last_day_in_working_days() -> None:
    # Complete on Tuesday 3 March: ten working days are 3 to 16 March, so Monday the 16th is the last.
    def begins(day: str) -> list[Fact]:
        content = {"complete": "2026-03-03", "decided": "2026-05-04", "hearing": hearing((day, "2026-04-20"))}
        return only("pause_at_limit", content, rule=WORKING)

    assert [fact.day for fact in begins("2026-03-16")] == [date(2026, 3, 16)]
    assert begins("2026-03-13") == []
    assert begins("2026-03-15") == []  # a Sunday with the same nine days behind it, but Monday was still to come


def test_a_pause_without_an_answer_in_a_decided_case() -> None:
    case = {"complete": "2026-03-02", "decided": "2026-03-09"}
    [fact] = only("pause_never_answered", {**case, "hearing": hearing(("2026-03-08", None))})
    assert (fact.field, fact.day, fact.other) == ("hearing", date(2026, 3, 8), date(2026, 3, 9))
    # On the day of the decision it is outside, and holds nothing out.
    assert only("pause_never_answered", {**case, "hearing": hearing(("2026-03-09", None))}) == []
    assert only("pause_never_answered", {**case, "hearing": hearing(("2026-03-09", "2026-03-12"))}) == []
    assert only("pause_never_answered", {**case, "hearing": hearing(("2026-03-10", None))}) == []  # after the decision
    assert only("pause_never_answered", {"complete": "2026-03-02", "hearing": hearing(("2026-03-09", None))}) == []
    assert (
        only("pause_never_answered", {**case, "outcome": "withdrawn", "hearing": hearing(("2026-03-03", None))}) == []
    )


def test_a_pause_that_has_been_open_for_more_than_a_year() -> None:
    def open_since(day: str, **more: Any) -> list[Fact]:
        content = {"received": "2025-10-01", "complete": "2025-10-02", "authority": hearing((day, None)), **more}
        return only("pause_open_year", content)

    [fact] = open_since("2025-11-24")  # 366 days before 25 November 2026
    assert (fact.field, fact.day) == ("authority", date(2025, 11, 24))
    assert open_since("2025-11-25") == []  # a year to the day
    assert open_since("2025-11-24", decided="2026-11-20") == []
    assert open_since("2025-11-24", closed="2026-11-20") == []
    assert open_since("2025-11-24", complete=None) != []  # incomplete, and still waiting for somebody


def test_pauses_back_to_back() -> None:
    def told(*pauses: tuple[str | None, ...], **more: Any) -> list[Fact]:
        return only("pauses_back_to_back", {"complete": "2026-03-02", "hearing": hearing(*pauses), **more})

    a, b, c = ("2026-03-03", "2026-03-10", "nve"), ("2026-03-10", "2026-03-17", "dsb"), ("2026-03-17", None, "svv")
    [fact] = told(a, b, c)
    assert (fact.field, fact.day) == ("hearing", date(2026, 3, 10))
    assert told(a, b) == []  # two bodies, one after the other
    assert told(a, b, ("2026-03-18", None, "svv")) == []  # a day between
    assert told(a, ("2026-03-10", "2026-03-10", "dsb"), ("2026-03-10", "2026-03-17", "svv")) == []  # one had no days
    # two in a row, each beside another: no third
    assert told(a, b, ("2026-03-03", "2026-03-17", "svv")) == []
    assert told(a, b, authority=[["2026-03-17", "2026-03-20", "svv"]]) != []  # whatever kind the third is


def test_the_same_party_again_at_once() -> None:
    def told(party: str | None, day: str = "2026-03-10", answered: str | None = "2026-03-17") -> list[Fact]:
        pauses = hearing(("2026-03-03", "2026-03-10", party), (day, answered, party))
        return only("pauses_back_to_back", {"complete": "2026-03-02", "hearing": pauses})

    assert [fact.day for fact in told("nve")] == [date(2026, 3, 10)]
    assert [fact.day for fact in told("nve", answered=None)] == [date(2026, 3, 10)]
    assert told("nve", "2026-03-11") == []
    assert told("annen") == []  # two that are on no list are not the same
    assert told(None) == []


def test_a_case_paused_for_more_than_half_of_its_days() -> None:
    def told(decided: str | None, answered: str, **more: Any) -> list[Fact]:
        pauses = hearing(("2026-03-05", answered))
        return only("pause_over_half", {"complete": "2026-03-02", "decided": decided, "hearing": pauses, **more})

    [fact] = told("2026-03-22", "2026-03-16")  # 11 of 20
    assert (fact.field, fact.numbers) == ("hearing", (11, 20))
    assert told("2026-03-22", "2026-03-15") == []  # 10 of 20
    assert told("2026-03-21", "2026-03-20") == []  # 15 of 19
    assert told(None, "2026-11-20") == []  # open
    assert told("2026-03-22", "2026-03-16", business=False) == []


def test_dates_in_an_impossible_order() -> None:
    codes = lambda **content: [  # noqa: E731
        (fact.code, fact.field, fact.day, fact.other) for fact in facts(content)
    ]
    assert codes(received="2026-03-10", decided="2026-03-09") == [
        ("decided_before_received", "decided", date(2026, 3, 9), date(2026, 3, 10))
    ]
    assert codes(received="2026-03-09", decided="2026-03-09") == []
    assert codes(complete="2026-03-10", decided="2026-03-09") == [
        ("decided_before_complete", "complete", date(2026, 3, 10), date(2026, 3, 9))
    ]
    assert codes(complete="2026-03-09", decided="2026-03-09") == []
    assert codes(complete="2026-03-10", decided="2026-03-09", outcome="withdrawn") == []  # never complete
    assert codes(complete="2026-03-03", hearing=hearing(("2026-03-10", "2026-03-09"))) == [
        ("pause_reversed", "hearing", date(2026, 3, 10), date(2026, 3, 9))
    ]
    assert codes(complete="2026-03-03", hearing=hearing(("2026-03-10", "2026-03-10"))) == []


@pytest.mark.parametrize(
    ("content", "field", "day", "likely"),
    [
        # typed in the new year
        ({"received": "2025-03-02", "complete": "2026-03-04", "decided": "2026-03-10"}, "received", None, "2026-03-02"),
        # a decision before all others
        ({"complete": "2026-03-04", "decided": "2025-03-10"}, "decided", "2025-03-10", "2026-03-10"),
        # far away, and still to come
        ({"complete": "2062-03-04", "decided": "2026-03-10"}, "complete", "2062-03-04", "2026-03-04"),
        # across the turn of the year: the likely year is neither that of most dates nor the typed one
        (
            {"received": "2025-12-10", "complete": "2025-12-15", "decided": "2025-01-20"},
            "decided",
            "2025-01-20",
            "2026-01-20",
        ),
        # a day that is still to come cannot have been recorded just now
        (
            {"received": "2026-01-05", "complete": "2026-01-06", "decided": "2027-01-20"},
            "decided",
            "2027-01-20",
            "2026-01-20",
        ),
        # a pause whose answer would be a year long
        (
            {"complete": "2026-03-04", "hearing": [["2026-03-09", "2027-03-20", "nve"]]},
            "hearing",
            "2027-03-20",
            "2026-03-20",
        ),
    ],
)
def test_a_year_typed_wrong(content: dict[str, Any], field: str, day: str | None, likely: str) -> None:
    [fact] = only("year_suspicious", content)
    assert fact.field == field
    assert fact.day == date.fromisoformat(day or content[field])
    assert fact.other == date.fromisoformat(likely)


@pytest.mark.parametrize(
    "content",
    [
        {"received": "2025-05-06", "complete": "2026-03-02", "decided": "2026-03-10"},  # 300 days before
        {"received": "2025-03-02", "decided": "2026-03-10"},  # two dates: either may be the wrong one
        {"received": "2024-03-02", "complete": "2025-03-04", "decided": "2026-03-10"},  # all are far apart
        {"received": "2025-10-01", "complete": "2025-10-10", "decided": "2026-11-10"},  # decided just now: it took long
        # six months after the others by another year, a year and a half as it is: nothing speaks for the other year
        {"received": "2024-02-01", "complete": "2024-02-10", "decided": "2025-08-10"},
        # with another year it would be decided before it was complete
        {"received": "2024-03-01", "complete": "2024-03-10", "decided": "2025-03-05"},
        {"received": "2024-02-20", "complete": "2024-03-10", "decided": "2024-03-12", "legal_limit_date": "2026-03-12"},
        # no such day in the other year
        {"received": "2024-02-29", "complete": "2025-03-04", "decided": "2025-03-10"},
    ],
)
def test_a_year_that_may_be_right(content: dict[str, Any]) -> None:
    assert only("year_suspicious", content) == []


def test_a_complete_date_that_moves_before_the_decision() -> None:
    before = {"received": "2026-03-02", "complete": "2026-03-04"}
    [fact] = redated(before, {**before, "complete": "2026-03-19"})
    assert (fact.code, fact.day, fact.other) == ("complete_postponed", date(2026, 3, 4), date(2026, 3, 19))
    assert list(redated(before, {**before, "complete": "2026-03-18"})) == []  # two weeks
    assert list(redated(before, {**before, "complete": "2026-02-01"})) == []
    assert list(redated(before, {**before, "complete": None})) == []
    decided = {**before, "decided": "2026-03-10"}
    assert list(redated(decided, {**decided, "complete": "2026-04-19"})) == []  # complete_moved says so


@pytest.mark.parametrize("name", ["decided", "closed"])
def test_a_decision_that_is_withdrawn(name: str) -> None:
    before = {"received": "2026-03-02", name: "2026-03-10"}
    [fact] = redated(before, {**before, name: None})
    assert (fact.code, fact.field, fact.day) == ("decision_withdrawn", name, date(2026, 3, 10))
    assert list(redated(before, before)) == []
    assert list(redated(before, {"received": "2026-03-02", "decided": "2026-03-12"})) == []
    assert list(redated({"received": "2026-03-02"}, {"received": "2026-03-02"})) == []


def test_cases_that_are_a_year_old_when_decided() -> None:
    told = [
        {"received": "2025-03-01", "complete": "2025-03-02", "decided": "2026-03-02"},  # 365 days
        {"received": "2025-03-01", "complete": "2025-03-03", "decided": "2026-03-02"},  # 364
        {"received": "2025-03-01", "complete": "2025-03-02"},
        {"received": "2025-03-01", "complete": "2025-03-02", "decided": "2026-03-02", "outcome": "withdrawn"},
    ]
    a, pauses = applications_from_contents(["3401"] * 4, [1] * 4, told, np.zeros(4, bool))
    assert year_old(measure(a, pauses, TODAY, RULE, CALENDAR)).tolist() == [True, False, False, False]
    # Monday 30 November to Sunday 6 December are week 49; Thursday 1 January 1970 was in a week of 29 December
    days = np.array(["2026-11-29", "2026-11-30", "2026-12-06", "1970-01-01", "1969-12-28"], "datetime64[D]")
    assert iso_week(days).astype(str).tolist() == [
        "2026-11-23",
        "2026-11-30",
        "2026-11-30",
        "1969-12-29",
        "1969-12-22",
    ]


def test_a_hundred_thousand_applications_take_half_a_second() -> None:
    chance = random.Random(20261125)

    def day(after: date, most: int) -> date:
        return after + timedelta(days=chance.randint(0, most))

    contents = []
    for _number in range(100_000):
        received = day(date(2023, 1, 1), 1300)
        complete = day(received, 30)
        sent = day(complete, 12)
        answered = day(sent, 40)
        decided = day(answered, 60) if chance.random() < 0.8 else None
        told: dict[str, Any] = {"case_no": "1", "received": received.isoformat(), "complete": complete.isoformat()}
        told["decided"] = decided and decided.isoformat()
        told["hearing"] = [[sent.isoformat(), answered.isoformat(), "nve"]]
        contents.append(told)
    count = len(contents)
    a, pauses = applications_from_contents(["3401"] * count, [1] * count, contents, np.zeros(count, bool))
    measures = measure(a, pauses, TODAY, RULE, CALENDAR)
    scope = decide_scope(a, RULE, measures.milestones.decision, {})
    begun = time.process_time()
    found = suspicious(a, pauses, TODAY, RULE, CALENDAR, scope, measures)
    assert time.process_time() - begun < 0.5 * 3  # three times what is asked for: machines differ
    by_hand = sum(
        date.fromisoformat(told["complete"]) + timedelta(days=9) == date.fromisoformat(told["hearing"][0][0])
        and told["hearing"][0][0] != told["hearing"][0][1]
        and (told["decided"] is None or told["decided"] > told["hearing"][0][0])
        for told in contents
    )
    assert by_hand > 5000
    assert sum(fact.code == "pause_at_limit" for fact in found) == by_hand
