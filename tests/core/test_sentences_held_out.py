"""clock.md, *Held out*, sentence by sentence. 2 March 2026 is a Monday."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from casewatch.core.cases import NOT_TOLD
from casewatch.core.fold import Correction, overlay
from tests.core.builders import RULE
from tests.core.sentences import SENT, app, figure, look

LATER = "2026-12-31"


def test_decided_without_complete() -> None:
    """«Listed, counted, never guessed at, the first that fits: decided without `complete` (`complete_missing`);»"""
    case = app(received="2026-03-02", complete=None, decided="2026-03-10")
    assert (look(case, LATER).state, look(case, LATER).held_out) == ("held_out", "complete_missing")
    assert look(case, "2026-03-09").state == "incomplete"
    assert figure([case]).held_out == {"complete_missing": 1}


def test_decided_before_complete() -> None:
    """«`decided` before `complete` (`decided_before_complete`)»"""
    case = app(received="2026-03-02", complete="2026-03-11", decided="2026-03-10")
    assert look(case, LATER).held_out == "decided_before_complete"
    assert look(case | {"complete": "2026-03-10"}, LATER).state == "decided"


def test_pause_answered_before_it_was_sent() -> None:
    """«a pause answered before it was sent (`pause_reversed`)»"""
    case = app(complete="2026-03-02", decided="2026-03-10", hearing=[("2026-03-06", "2026-03-05")])
    assert look(case, LATER).held_out == "pause_reversed"
    assert look(case | {"decided": None}, LATER).state == "held_out"
    other = case | {"hearing": [], "authority": [["2026-03-06", "2026-03-05", None]]}
    assert look(other, LATER).held_out == "pause_reversed"


def test_without_dispatch_where_the_rule_stops_at_it() -> None:
    """«where the rule stops at `decision_sent`, decided without it (`decision_sent_missing`; one sent after
    A is still open)»"""
    case = app(complete="2026-03-02", decided="2026-03-10")
    assert look(case, LATER, SENT).held_out == "decision_sent_missing"
    assert look(case, LATER).held_out is None
    sent = case | {"decision_sent": "2026-03-13"}
    assert (look(sent, "2026-03-12", SENT).state, look(sent, "2026-03-12", SENT).net) == ("running", 10)
    assert (look(sent, "2026-03-13", SENT).state, look(sent, "2026-03-13", SENT).net) == ("decided", 11)
    # On its way out it is not in the period's figure either.
    assert figure([sent], as_of="2026-03-12", by=SENT).measured == 0
    assert figure([sent], as_of="2026-03-13", by=SENT).sum_days == 11


def test_dispatched_without_a_recorded_decision() -> None:
    """«where the rule stops at `decision_sent`»: the dispatch is then the only date of the decision there is."""
    case = app(complete="2026-03-02", decision_sent="2026-03-13")
    assert (look(case, LATER, SENT).state, look(case, LATER, SENT).net) == ("decided", 11)
    assert look(case, "2026-03-20").state == "running"


def test_without_dispatch_total_days_end_with_the_decision() -> None:
    """«decided without it (`decision_sent_missing`»: the decision is the last thing known of it."""
    case = app(complete="2026-03-02", decided="2026-03-10")
    assert (look(case, LATER, SENT).total, look(case, LATER, SENT).net) == (8, None)


def test_period_of_an_application_is_that_of_its_decision() -> None:
    """«one period (by `decided`)»: also where the clock stops at the dispatch."""
    case = app(complete="2026-03-25", decided="2026-03-31", decision_sent="2026-04-02")
    assert figure([case], period="2026-03", by=SENT).sum_days == 8
    assert figure([case], period="2026-04", by=SENT).measured == 0


def test_outcome_not_recognised() -> None:
    """«an outcome not recognised (`outcome_unknown`).»: once there is a decision that it is the outcome of."""
    case = app(complete="2026-03-02", outcome="unknown")
    assert look(case, "2026-03-20").state == "running"
    assert look(case | {"decided": "2026-03-10"}, "2026-03-20").held_out == "outcome_unknown"
    assert look(case | {"closed": "2026-03-10"}, "2026-03-20").state == "closed"


def test_reversed_pause_of_a_kind_that_stops_nothing() -> None:
    """«a pause answered before it was sent (`pause_reversed`)»: what the rule does not stop for is no pause."""
    case = app(complete="2026-03-02", decided="2026-03-10", authority=[("2026-03-06", "2026-03-05")])
    only_hearings = replace(RULE, pauses=frozenset({"hearing"}))
    assert (look(case, LATER, only_hearings).state, look(case, LATER, only_hearings).net) == ("decided", 8)


def test_reasons_in_order() -> None:
    """«Listed, counted, never guessed at, the first that fits: decided without `complete` (`complete_missing`);
    `decided` before `complete` (`decided_before_complete`); a pause answered before it was sent (`pause_reversed`);
    where the rule stops at `decision_sent`, decided without it (`decision_sent_missing`; one sent after A is still
    open)»: and after these the start, the pauses, the outcome."""
    everything: dict[str, Any] = app(
        received="2026-03-02",
        complete=None,
        decided="2026-03-10",
        outcome="unknown",
        deficiency="2026-03-04",
        hearing=[("2026-03-06", "2026-03-05"), ("2026-03-07", None)],
    )
    mended = [
        ({}, "complete_missing"),
        ({"complete": "2026-03-12"}, "decided_before_complete"),
        ({"complete": "2026-03-02"}, "pause_reversed"),
        ({"hearing": [["2026-03-07", None, None]]}, "decision_sent_missing"),
        ({"decision_sent": "2026-03-10"}, "complete_unclear"),
        ({"complete": "2026-03-05"}, "pause_never_answered"),
        ({"hearing": []}, "outcome_unknown"),
        ({"outcome": "granted"}, None),
    ]
    for change, reason in mended:
        everything |= change
        assert look(everything, LATER, SENT).held_out == reason


def test_judged_once_the_later_date_is_there() -> None:
    """«Judged on recorded dates, once the later of them is on or before A; decided with `complete` still to
    come as of A is `complete_missing`.»"""
    case = app(received="2026-03-02", complete="2026-03-12", decided="2026-03-10")
    answers = {day: look(case, f"2026-03-{day:02}") for day in (9, 10, 11, 12)}
    assert [found.held_out for found in answers.values()] == [
        None,
        "complete_missing",
        "complete_missing",
        "decided_before_complete",
    ]
    reversed_pause = app(complete="2026-03-02", hearing=[("2026-03-12", "2026-03-05")])
    assert look(reversed_pause, "2026-03-11").state == "running"
    assert look(reversed_pause, "2026-03-12").held_out == "pause_reversed"


def test_dispatch_before_complete_is_a_decision_before_it() -> None:
    """«`decided` before `complete`»: where the clock stops at the dispatch, a dispatch before it is no better."""
    case = app(received="2026-03-02", complete="2026-03-12", decided="2026-03-13", decision_sent="2026-03-11")
    assert look(case, LATER, SENT).held_out == "decided_before_complete"
    assert look(case, LATER).net == 1


@pytest.mark.parametrize(
    ("code", "case"),
    [
        ("complete_before_received", app(received="2026-03-05", complete="2026-03-02", decided="2026-03-10")),
        (
            "pause_outside",
            app(complete="2026-03-02", decided="2026-03-10", hearing=[("2026-02-16", "2026-03-02")]),
        ),
        ("pause_outside", app(complete="2026-03-02", decided="2026-03-10", hearing=[("2026-03-10", "2026-03-12")])),
        ("answer_without_sent", app(complete="2026-03-02", decided="2026-03-10", hearing=[(None, "2026-03-05")])),
        ("type_unknown", app(complete="2026-03-02", decided="2026-03-10", application_type=None)),
        (
            "complete_moved",
            app(complete="2026-03-02", completes=["2026-03-02", "2026-03-05"], decided="2026-03-10"),
        ),
    ],
)
def test_remarks_hold_nothing_out(code: str, case: dict[str, Any]) -> None:
    """«Remarks, which hold nothing out: `complete_before_received`, `pause_outside` (wholly outside `[complete, end)`),
    `deficiency_after_complete` (open), `date_in_future` (of the import's as-of date), `answer_without_sent`,
    `received_missing`, `complete_moved`, `decided_moved`, `complete_withdrawn`, `type_unknown`.»"""
    found = look(case, LATER)
    assert (found.state, found.net, found.remarks) == ("decided", 8, {code})


def test_pause_partly_inside_is_not_outside() -> None:
    """«`pause_outside` (wholly outside `[complete, end)`)»"""
    for pause in (("2026-02-16", "2026-03-03"), ("2026-03-09", "2026-03-20")):
        assert look(app(complete="2026-03-02", decided="2026-03-10", hearing=[pause]), LATER).remarks == set()


def test_what_lies_at_the_edge_is_not_outside() -> None:
    """«`pause_outside` (wholly outside `[complete, end)`)»: a pause of no days lies where its date lies, and a case
    that is sent out today is not remarked upon."""
    for day, codes in (("2026-03-01", {"pause_outside"}), ("2026-03-02", set()), ("2026-03-09", set())):
        case = app(complete="2026-03-02", decided="2026-03-10", hearing=[(day, day)])
        assert look(case, LATER).remarks == codes
    today = app(complete="2026-03-02", hearing=[("2026-03-12", None)])
    assert (look(today, "2026-03-12").state, look(today, "2026-03-12").remarks) == ("paused", set())


@pytest.mark.parametrize(
    ("sent", "reason"),
    [
        ("2026-02-20", "pause_never_answered"),  # before it was complete
        ("2026-03-02", "pause_never_answered"),
        ("2026-03-15", "pause_never_answered"),
        ("2026-03-16", None),  # on the day of the decision: outside, which is a remark
        ("2026-03-20", None),
    ],
)
def test_pause_never_answered_in_a_decided_case(sent: str, reason: str | None) -> None:
    """«a pause sent before the end of a decided case (an open one only as *What imports do* says), be it before or
    after `complete`, for which no answer is recorded on any day (`pause_never_answered`: that it lasted to the decision
    is the guess that flatters);»"""
    case = app(complete="2026-03-02", decided="2026-03-16", hearing=[(sent, None)])
    found = look(case, LATER)
    assert (found.state, found.held_out) == ("held_out" if reason else "decided", reason)
    assert found.remarks == (set() if reason else {"pause_outside"})
    # While it was open it simply waited, from the day it was sent.
    before = look(case, "2026-03-15")
    assert (before.state, before.held_out) == ("paused" if sent < "2026-03-16" else "running", None)
    other = case | {"hearing": [], "authority": case["hearing"]}
    assert look(other, LATER).held_out == reason
    only_hearings = replace(RULE, pauses=frozenset({"hearing"}))
    assert look(other, LATER, only_hearings).held_out is None
    # An answer on any day is an answer: after the decision, after the day that is asked about.
    answered = case | {"hearing": [[sent, "2026-12-24", None]]}
    assert [look(answered, day).held_out for day in ("2026-03-16", "2026-05-01", LATER)] == [None] * 3
    # Without a decision on the merits there is nothing to measure.
    assert look(case | {"outcome": "withdrawn"}, LATER).state == "closed"


def test_pause_never_answered_before_the_dispatch() -> None:
    """«a pause sent before the end of a decided case»: where the clock stops at the dispatch, between the two days."""
    case = app(complete="2026-03-02", decided="2026-03-10", decision_sent="2026-03-16", hearing=[("2026-03-12", None)])
    assert (look(case, LATER, SENT).held_out, look(case, LATER).held_out) == ("pause_never_answered", None)


@pytest.mark.parametrize(
    ("letter", "reason"),
    [
        ("2026-03-01", None),
        ("2026-03-02", None),  # on the day it was complete: not after it
        ("2026-03-03", "complete_unclear"),
        ("2026-03-15", "complete_unclear"),
        ("2026-03-16", None),  # on the day of the decision: not before it
        ("2026-04-01", None),
    ],
)
def test_two_readings_of_the_start(letter: str, reason: str | None) -> None:
    """«two readings of the start (`complete_unclear`: a letter of defects after a recorded `complete` and before the
    decision, with no later `complete`»"""
    case = app(complete="2026-03-02", decided="2026-03-16", deficiency=letter)
    assert look(case, LATER).held_out == reason
    # A supplement after it may be what completed it, or not: it settles nothing.
    assert look(case | {"supplement": "2026-03-15"}, LATER).held_out == reason
    # A later `complete` does; and where none was recorded there is nothing that the letter could have moved.
    assert look(case | {"complete": "2026-03-16"}, LATER).held_out is None
    derived = case | {"complete": None, "supplement": "2026-03-16"}
    assert (look(derived, LATER).held_out, look(derived, LATER).start_source) == (
        (None, "supplement") if letter <= "2026-03-16" else ("complete_missing", None)
    )


@pytest.mark.parametrize(
    ("case", "reason", "word", "net"),
    [
        ({"complete": None}, "complete_missing", {"complete": "2026-03-06"}, 10),
        ({"complete": "2026-03-20"}, "decided_before_complete", {"complete": "2026-03-06"}, 10),
        ({"hearing": [("2026-03-06", "2026-03-05")]}, "pause_reversed", {"hearing 2026-03-06": "2026-03-09"}, 11),
        ({"hearing": [("2026-03-06", "2026-03-05")]}, "pause_reversed", {"hearing 2026-03-06": "none"}, 14),
        ({"deficiency": "2026-03-04"}, "complete_unclear", {"complete": "2026-03-06"}, 10),
        ({"deficiency": "2026-03-04"}, "complete_unclear", {"complete": "2026-03-02"}, 14),
        ({"hearing": [("2026-03-06", None)]}, "pause_never_answered", {"hearing 2026-03-06": "2026-03-09"}, 11),
        ({"hearing": [("2026-03-06", None)]}, "pause_never_answered", {"hearing 2026-03-06": "none"}, 14),
        ({"hearing": [("2026-03-06", NOT_TOLD)]}, "pause_never_answered", {"hearing 2026-03-06": "2026-03-09"}, 11),
        # Of an answer told alone a person says when it was sent.
        ({"hearing": [(NOT_TOLD, "2026-03-09")]}, "pause_never_answered", {"hearing 2026-03-06": "2026-03-09"}, 11),
        ({"outcome": "unknown"}, "outcome_unknown", {"outcome": "refused"}, 14),
    ],
)
def test_a_persons_word_settles_each(case: dict[str, Any], reason: str, word: dict[str, str], net: int) -> None:
    """«A person's word settles each.»"""
    told = app(**{"received": "2026-03-02", "complete": "2026-03-02", "decided": "2026-03-16", **case})
    assert look(told, LATER).held_out == reason
    settled = look(overlay(told, [Correction(1, word)]), LATER)
    assert (settled.state, settled.held_out, settled.net) == ("decided", None, net)


def test_a_persons_word_on_the_dispatch() -> None:
    """«A person's word settles each.»: `decision_sent_missing` too, under the rule that asks for it."""
    told = app(complete="2026-03-02", decided="2026-03-10")
    settled = overlay(told, [Correction(1, {"decision_sent": "2026-03-12"})])
    assert (look(told, LATER, SENT).held_out, look(settled, LATER, SENT).net) == ("decision_sent_missing", 10)


@pytest.mark.parametrize("received", ["2026-03-01", "2026-03-05", "2026-03-10", "2026-03-20"])
def test_measured_wherever_the_receipt_lies(received: str) -> None:
    """«With `complete` on or before the decision an application is measured wherever a recorded `received` may lie
    (remark).»"""
    found = look(app(received=received, complete="2026-03-02", decided="2026-03-10"), LATER)
    assert (found.state, found.net) == ("decided", 8)
    assert found.remarks == ({"complete_before_received"} if received > "2026-03-02" else set())


def test_received_missing() -> None:
    """«Where an undo leaves a row without `received` it is shown as incomplete with `received_missing` and
    is not in the indicator.»"""
    case = app(received=None, complete="2026-03-02", decided="2026-03-10")
    found = look(case, LATER)
    assert (found.state, found.net, found.total, found.remarks) == ("incomplete", None, None, {"received_missing"})
    counted = figure([case, case | {"decided": None}, case | {"closed": "2026-03-05"}])
    assert (counted.measured, counted.scope_unknown, counted.held_out, counted.closed_without_decision) == (0, 0, {}, 0)
    assert {*counted.open.values()} == {0}
