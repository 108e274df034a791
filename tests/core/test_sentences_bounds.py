"""clock.md, *The indicator*: between which numbers of days whatever is unclear lies, reason by reason.

2 March 2026 is a Monday; days are calendar days. A high of None is no end.
"""

from __future__ import annotations

from typing import Any

import pytest

from casewatch.core.cases import NOT_TOLD
from casewatch.core.rules import RuleSet
from tests.core.builders import RULE
from tests.core.sentences import SENT, WORKING, app, figure, look

LATER = "2026-12-31"
Days = tuple[int | None, int | None]


def bounds(case: dict[str, Any], by: RuleSet = RULE, as_of: str = LATER) -> tuple[str | None, int | None, int | None]:
    """The reason, the least and the greatest days."""
    found = look(case, as_of, by)
    return found.held_out, found.low, found.high


def test_measured_ones_have_one_number() -> None:
    """«**bounds**: whatever is unclear about a decided application, its net days lie within `[low, high]`. Measured
    ones have low = high.»"""
    case = app(complete="2026-03-02", decided="2026-03-12", hearing=[("2026-03-04", "2026-03-07")])
    assert bounds(case) == (None, 7, 7)
    # Nothing is said of what is not decided, or closed.
    assert bounds(case, as_of="2026-03-11") == (None, None, None)
    assert bounds(case | {"decided": None, "closed": "2026-03-12"}) == (None, None, None)


@pytest.mark.parametrize(
    ("more", "days"),
    [
        ({}, (0, 10)),  # 2 to 11 March
        ({"hearing": [("2026-03-04", "2026-03-07")]}, (0, 7)),  # what is known to have stood is off in any reading
        ({"hearing": [("2026-02-25", "2026-03-04")]}, (0, 8)),
        ({"received": "2026-03-12"}, (0, 0)),  # received and decided that day
    ],
)
def test_complete_missing(more: dict[str, Any], days: Days) -> None:
    """«`complete_missing`: complete on the end, or on `received`.»"""
    case = app(**{"received": "2026-03-02", "complete": None, "decided": "2026-03-12", **more})
    assert bounds(case) == ("complete_missing", *days)


def test_decided_before_complete() -> None:
    """«`decided_before_complete`: the same.»"""
    case = app(received="2026-03-02", complete="2026-03-14", decided="2026-03-10")
    assert bounds(case) == ("decided_before_complete", 0, 8)
    # As of a day before that `complete` it is the one that is missing; the bounds are those.
    assert bounds(case, as_of="2026-03-12") == ("complete_missing", 0, 8)
    # Dispatched before it was complete: the end is the dispatch.
    dispatched = case | {"decided": "2026-03-16", "decision_sent": "2026-03-12"}
    assert bounds(dispatched, SENT) == ("decided_before_complete", 0, 10)


@pytest.mark.parametrize(
    ("more", "days"),
    [
        ({"supplement": "2026-03-11"}, (9, 18)),  # 11 to 19 March
        ({}, (0, 18)),  # nothing came after the letter: the decision
        ({"supplement": "2026-03-05"}, (0, 18)),  # it came before the letter
        ({"supplement": "2026-03-06"}, (14, 18)),  # on the letter's own day: after it
        ({"supplement": "2026-03-20"}, (0, 18)),  # on the day of the decision
        ({"supplement": "2026-03-21"}, (0, 18)),  # after the decision: as if it had not come
        # Of several the latest on or before the decision: 16 to 19 March.
        ({"supplement": "2026-03-16", "supplements": ["2026-03-05", "2026-03-11", "2026-03-16"]}, (4, 18)),
        # Of several letters the newest: the supplement between them mended the first alone.
        (
            {"supplement": "2026-03-08", "deficiency": "2026-03-10", "deficiencies": ["2026-03-06", "2026-03-10"]},
            (0, 18),
        ),
    ],
)
def test_complete_unclear(more: dict[str, Any], days: Days) -> None:
    """«`complete_unclear`: complete on the last or the first day that it may have been (after a letter of defects: the
    latest supplement after it on or before the decision, without one the decision; the recorded `complete`»"""
    case = app(received="2026-02-26", complete="2026-03-02", deficiency="2026-03-06", decided="2026-03-20") | more
    assert bounds(case) == ("complete_unclear", *days)


def test_complete_unclear_to_the_dispatch() -> None:
    """«without one the decision;»: where the clock stops at the dispatch, from the decision to it."""
    case = app(complete="2026-03-02", deficiency="2026-03-06", decided="2026-03-20", decision_sent="2026-03-23")
    assert bounds(case, SENT) == ("complete_unclear", 3, 21)


def test_pause_reversed() -> None:
    """«`pause_reversed`: 0, or without the reversed pauses.»"""
    case = app(complete="2026-03-02", decided="2026-03-12", hearing=[("2026-03-06", "2026-03-05")])
    assert bounds(case) == ("pause_reversed", 0, 10)
    # Another one that is in order is off.
    both = app(
        complete="2026-03-02",
        decided="2026-03-12",
        hearing=[("2026-03-06", "2026-03-05"), ("2026-03-07", "2026-03-09")],
    )
    assert bounds(both) == ("pause_reversed", 0, 8)


@pytest.mark.parametrize(
    ("hearing", "authority", "days"),
    [
        ([("2026-03-06", None)], [], (4, 14)),  # 2 to 5 March, or all of 2 to 15
        ([("2026-03-06", None)], [("2026-03-04", None)], (2, 14)),
        ([("2026-03-06", None), ("2026-03-04", "2026-03-05")], [], (3, 13)),
        ([("2026-02-20", None)], [], (0, 14)),  # sent before it was complete
        # Two of which one was answered after the decision: that one did stand.
        ([("2026-03-06", None)], [("2026-03-10", "2026-04-01")], (4, 8)),
    ],
)
def test_pause_never_answered(hearing: list[Any], authority: list[Any], days: Days) -> None:
    """«`pause_never_answered`: with those pauses standing to the end, or without them.»"""
    case = app(complete="2026-03-02", decided="2026-03-16", hearing=hearing, authority=authority)
    assert bounds(case) == ("pause_never_answered", *days)


def test_decision_sent_missing() -> None:
    """«`decision_sent_missing`: to `decided`, upwards without end.»"""
    case = app(complete="2026-03-02", decided="2026-03-10")
    assert bounds(case, SENT) == ("decision_sent_missing", 8, None)
    paused = app(complete="2026-03-02", decided="2026-03-10", hearing=[("2026-03-06", "2026-03-20")])
    assert bounds(paused, SENT) == ("decision_sent_missing", 4, None)


def test_outcome_unknown() -> None:
    """«`outcome_unknown`: its own days.»"""
    case = app(complete="2026-03-02", decided="2026-03-16", outcome="unknown", hearing=[("2026-03-06", "2026-03-09")])
    assert bounds(case) == ("outcome_unknown", 11, 11)


@pytest.mark.parametrize("received", [None, "2026-03-13"])
@pytest.mark.parametrize(
    ("complete", "reason"), [(None, "complete_missing"), ("2026-03-14", "decided_before_complete")]
)
def test_received_missing_or_after_the_decision(received: str | None, complete: str | None, reason: str) -> None:
    """«Where a reading needs a `received` that is missing or after the decision» and «: 0, upwards without end.»"""
    case = app(received=received, complete=complete, decided="2026-03-12")
    assert bounds(case) == (reason, 0, None)
    assert bounds(case | {"received": "2026-03-12"}) == (reason, 0, 0)
    # Whether it counts or not is another question: without a receipt it does not.
    assert figure([case], as_of=LATER).unclear.number == (received is not None)


def test_readings_that_need_no_receipt() -> None:
    """«Where a reading needs a `received`»: one that does not is as narrow as with it."""
    case = app(received="2026-03-25", complete="2026-03-02", decided="2026-03-16", hearing=[("2026-03-06", None)])
    assert bounds(case) == ("pause_never_answered", 4, 14)


def several(**more: Any) -> dict[str, Any]:
    """Received and complete on 2 March, decided on the 20th."""
    return app(**{"complete": "2026-03-02", "received": "2026-03-02", "decided": "2026-03-20", **more})


LETTER = {"deficiency": "2026-03-06", "supplement": "2026-03-09"}
UNANSWERED, BACKWARDS = [("2026-03-12", None)], [("2026-03-12", "2026-03-11")]


@pytest.mark.parametrize(
    ("case", "by", "expected"),
    [
        # Start on the 20th or the 2nd; to the 12th or the 20th: 0, 0, 10 and 18 days.
        (several(complete=None, hearing=UNANSWERED), RULE, ("complete_missing", 0, 18)),
        # Start on the 9th or the 2nd; to the 12th or the 20th: 3, 11, 10 and 18.
        (several(**LETTER, hearing=UNANSWERED), RULE, ("complete_unclear", 3, 18)),
        # Start on the 9th or the 2nd; 0 with the reversed one, or 11 and 18.
        (several(**LETTER, hearing=BACKWARDS), RULE, ("pause_reversed", 0, 18)),
        (several(hearing=UNANSWERED, authority=BACKWARDS), RULE, ("pause_reversed", 0, 18)),
        # To the decision with the pause, 10; without it, and to a dispatch that nobody knows: no end.
        (several(hearing=UNANSWERED), SENT, ("decision_sent_missing", 10, None)),
        (several(**LETTER), SENT, ("decision_sent_missing", 11, None)),
        (several(complete=None), SENT, ("complete_missing", 0, None)),
        (several(complete="2026-03-21"), SENT, ("decided_before_complete", 0, None)),
        # Its own days are as unclear as the start or the pause makes them.
        (several(**LETTER, outcome="unknown"), RULE, ("complete_unclear", 11, 18)),
        (several(hearing=UNANSWERED, outcome="unknown"), RULE, ("pause_never_answered", 10, 18)),
        # All of them: the first of the list is shown.
        (
            several(complete=None, **LETTER, hearing=UNANSWERED, authority=BACKWARDS, outcome="unknown")
            | {"start_from": "column"},
            SENT,
            ("complete_missing", 0, None),
        ),
    ],
)
def test_several_reasons_together(case: dict[str, Any], by: RuleSet, expected: tuple[str, int, int | None]) -> None:
    """«Where several things are unclear, low is the least and high the greatest of all their readings together; the
    reason shown is the first of the list.»"""
    assert bounds(case, by) == expected


@pytest.mark.parametrize(
    ("reason", "case", "from_received"),
    [
        # Received on 27 February: 21 dates to 20 March, less what is known to have stood.
        ("complete_missing", several(complete=None), 21),
        ("complete_missing", several(complete=None, hearing=[("2026-02-28", "2026-03-02")]), 19),
        ("decided_before_complete", several(complete="2026-03-25"), 21),
        ("complete_unclear", several(**LETTER), 21),
        ("complete_unclear", several(**LETTER, hearing=[("2026-03-03", "2026-03-05"), ("2026-03-12", None)]), 19),
        ("pause_reversed", several(hearing=BACKWARDS), 21),
        ("pause_never_answered", several(hearing=UNANSWERED, authority=[("2026-03-03", "2026-03-05")]), 19),
        ("pause_never_answered", several(hearing=[(NOT_TOLD, "2026-03-09")]), 21),
    ],
)
def test_high_is_at_most_the_days_from_receipt(reason: str, case: dict[str, Any], from_received: int) -> None:
    """«High never exceeds the net days from `received`, where that is known, not unclear and not after the recorded
    `complete`.»"""
    found = look(case | {"received": "2026-02-27"}, LATER)
    assert found.held_out == reason
    assert found.low is not None
    assert found.high is not None
    assert 0 <= found.low <= found.high <= from_received


def test_bounds_in_the_rules_own_days() -> None:
    """«its net days lie within `[low, high]`»: of working days, where the rule counts those."""
    # Thursday 5 to Thursday 12 March: Thu, Fri, Mon, Tue, Wed. Sent on Monday: Thu, Fri.
    case = app(complete="2026-03-05", decided="2026-03-12", hearing=[("2026-03-09", None)])
    assert bounds(case) == ("pause_never_answered", 4, 7)
    assert bounds(case, WORKING) == ("pause_never_answered", 2, 5)
