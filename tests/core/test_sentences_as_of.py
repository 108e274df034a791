"""clock.md, *As of a day* and the deadlines of open applications, sentence by sentence. 2 March 2026 is a Monday."""

from __future__ import annotations

import ast
from pathlib import Path
from typing import Any

import pytest

import casewatch.core
from tests.core.builders import RULE
from tests.core.sentences import WORKING, app, is_shown, look, rule

LATER = "2026-12-31"


def test_milestone_after_the_day_has_not_happened() -> None:
    """«A figure "as of A" sees only what had happened on or before A: a milestone after A has not happened»"""
    case = app(received="2026-02-25", complete="2026-03-02", decided="2026-03-10")
    assert look(case, "2026-03-01").state == "incomplete"
    assert (look(case, "2026-03-02").state, look(case, "2026-03-02").net) == ("running", 0)
    assert (look(case, "2026-03-09").state, look(case, "2026-03-09").net) == ("running", 7)
    assert (look(case, "2026-03-10").state, look(case, "2026-03-10").net) == ("decided", 8)
    withdrawn = app(complete="2026-03-02", closed="2026-03-10")
    assert look(withdrawn, "2026-03-09").state == "running"
    assert look(withdrawn, "2026-03-10").state == "closed"


def test_pause_after_the_day_and_answer_after_the_day() -> None:
    """«a pause that started after A does not exist, one answered after A is still open»"""
    case = app(complete="2026-03-02", hearing=[("2026-03-05", "2026-03-12")])
    assert (look(case, "2026-03-04").state, look(case, "2026-03-04").net) == ("running", 2)
    assert (look(case, "2026-03-05").state, look(case, "2026-03-05").net) == ("paused", 3)
    assert (look(case, "2026-03-11").state, look(case, "2026-03-11").net) == ("paused", 3)
    assert (look(case, "2026-03-12").state, look(case, "2026-03-12").net) == ("running", 3)
    assert (look(case, "2026-03-13").state, look(case, "2026-03-13").net) == ("running", 4)


def test_not_shown_before_it_was_received() -> None:
    """«An application received after A is not shown.»"""
    case = app(received="2026-03-02", complete="2026-03-02")
    assert [is_shown(case, day) for day in ("2026-03-01", "2026-03-02")] == [False, True]


def test_core_never_asks_for_today() -> None:
    """«No function of the core asks for today's date: it is handed in.»"""
    clocks = {"today", "now", "utcnow", "time", "monotonic", "localtime", "gmtime"}
    files = sorted(Path(casewatch.core.__file__).parent.rglob("*.py"))
    assert len(files) > 10
    for file in files:
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
                assert node.func.attr not in clocks, f"{file.name}:{node.lineno}"
                wants_today = [each for each in node.args if isinstance(each, ast.Constant)]
                assert not {each.value for each in wants_today} & {"today", "now"}, f"{file.name}:{node.lineno}"


#: One application per state, all as of 20 March 2026.
STATES: dict[str, dict[str, Any]] = {
    "closed": app(complete="2026-03-02", closed="2026-03-10"),
    "held_out": app(received="2026-03-02", complete="2026-03-12", decided="2026-03-10"),
    "decided": app(complete="2026-03-02", decided="2026-03-10"),
    "gone": app(complete="2026-03-02", gone=True),
    "incomplete": app(received="2026-03-02", complete=None),
    "paused": app(complete="2026-03-02", hearing=[("2026-03-06", None)]),
    "running": app(complete="2026-03-02", hearing=[("2026-03-06", "2026-03-20")]),
}


@pytest.mark.parametrize("state", STATES)
def test_each_state(state: str) -> None:
    """«`gone` (open, and missing from the latest export up to A that should hold it), `incomplete` (no
    `complete` yet), `paused` (a pause sent on or before A and unanswered at A), `running`.»"""
    assert look(STATES[state], "2026-03-20").state == state


def test_first_state_that_fits() -> None:
    """«State, the first that fits: `closed`, `held_out`, `decided`, `gone`»"""
    everything = app(
        received="2026-03-02",
        complete="2026-03-12",
        decided="2026-03-10",
        closed="2026-03-05",
        gone=True,
        hearing=[("2026-03-06", "2026-03-25")],
    )
    assert look(everything, "2026-03-20").state == "closed"
    assert look(everything | {"closed": None}, "2026-03-20").state == "held_out"
    assert look(everything | {"closed": None, "complete": "2026-03-02"}, "2026-03-20").state == "decided"
    still_open = everything | {"closed": None, "decided": None}
    assert look(still_open, "2026-03-20").state == "gone"
    assert look(still_open | {"complete": None}, "2026-03-20").state == "gone"
    assert look(still_open | {"complete": None, "gone": False}, "2026-03-20").state == "incomplete"
    assert look(still_open | {"gone": False}, "2026-03-20").state == "paused"


def test_days_left_is_nine_less_net() -> None:
    """«For a limit `net < L` (10 in the target): - `days_left = (L - 1) - net(as of A)`.»"""
    case = app(complete="2026-03-02")
    assert look(case, "2026-03-06").days_left == 9 - 4
    assert look(case, "2026-03-06", rule(limit=21)).days_left == 20 - 4


def test_last_day_in_calendar_days() -> None:
    """«running: `last_day` is the `(days_left + 1)`-th counted date on or after A: the last day on which a
    decision still passes. Calendar days: `A + days_left`.»"""
    case = app(complete="2026-03-02")
    for as_of in ("2026-03-02", "2026-03-06", "2026-03-11"):
        assert look(case, as_of).last_day == "2026-03-11"
    # It is the last that passes: 9 days; the next has 10.
    assert look(case | {"decided": "2026-03-11"}, LATER).net == 9
    assert look(case | {"decided": "2026-03-12"}, LATER).net == 10


def test_last_day_in_working_days_over_a_weekend() -> None:
    """«Working days, complete Tue 3 March 2026, A = Sat 14 March: net 9, days left 0, last day Mon 16 March.»"""
    found = look(app(complete="2026-03-03"), "2026-03-14", WORKING)
    assert (found.net, found.days_left, found.last_day) == (9, 0, "2026-03-16")


def test_paused_has_no_date() -> None:
    """«paused: no date, only days left.»"""
    found = look(app(complete="2026-03-02", hearing=[("2026-03-06", None)]), "2026-03-20")
    assert (found.state, found.days_left, found.last_day, found.missed_on) == ("paused", 5, None, None)


def test_missed_on_is_the_first_day_the_limit_lies_behind() -> None:
    """«`days_left < 0`: missed; `missed_on` is the first date D on which net(as of D) >= L; `last_day` is
    empty.»"""
    # 3 to 12 March are ten dates.
    plain = app(complete="2026-03-03")
    assert look(plain, "2026-03-12").missed_on is None
    for as_of in ("2026-03-13", "2026-04-20"):
        found = look(plain, as_of)
        assert (found.missed_on, found.last_day, found.overdue) == ("2026-03-13", None, True)
    # Four dates stood; and again after the limit had passed, which changes nothing.
    stood = app(complete="2026-03-03", hearing=[("2026-03-05", "2026-03-09"), ("2026-03-20", "2026-03-25")])
    assert look(stood, "2026-04-20").missed_on == "2026-03-17"


def test_a_pause_that_begins_on_the_day_the_limit_is_reached_moves_nothing() -> None:
    """«`missed_on` is the first date D on which net(as of D) >= L»: what stands from that day on comes too late."""
    # 2 to 11 March are ten dates, so it is missed on the 12th; 12 to 15 March stand.
    case = app(complete="2026-03-02", hearing=[("2026-03-12", "2026-03-16")])
    for as_of, net in (("2026-03-12", 10), ("2026-03-14", 10), ("2026-03-20", 14)):
        assert (look(case, as_of).net, look(case, as_of).missed_on) == (net, "2026-03-12")
    # One day earlier: nine dates lie behind, 11 to 15 March stand, and the 16th is the tenth.
    case = app(complete="2026-03-02", hearing=[("2026-03-11", "2026-03-16")])
    assert (look(case, "2026-03-15").net, look(case, "2026-03-15").missed_on) == (9, None)
    assert (look(case, "2026-03-20").net, look(case, "2026-03-20").missed_on) == (13, "2026-03-17")
    # Working days: Monday 2 to Friday 13 March are ten, so it is missed on Saturday; Monday 16 to 20 March stand.
    case = app(complete="2026-03-02", hearing=[("2026-03-16", "2026-03-23")])
    assert (look(case, "2026-03-25", WORKING).net, look(case, "2026-03-25", WORKING).missed_on) == (12, "2026-03-14")


def test_missed_on_in_working_days_can_be_a_saturday() -> None:
    """«`missed_on` is the first date D on which net(as of D) >= L»: on Saturday ten working days lie behind."""
    # Monday 2 to Friday 13 March.
    assert look(app(complete="2026-03-02"), "2026-03-25", WORKING).missed_on == "2026-03-14"
    assert look(app(complete="2026-03-03"), "2026-03-25", WORKING).missed_on == "2026-03-17"


def test_overdue_is_open_and_missed() -> None:
    """«overdue: open and missed, running or paused.»"""
    running = look(app(complete="2026-03-02"), "2026-03-12")
    paused = look(app(complete="2026-03-02", hearing=[("2026-03-14", None)]), "2026-03-20")
    decided = look(app(complete="2026-03-02", decided="2026-03-19"), "2026-03-20")
    assert (running.state, running.overdue, running.missed_on) == ("running", True, "2026-03-12")
    assert (paused.state, paused.overdue, paused.missed_on) == ("paused", True, "2026-03-12")
    assert (paused.days_left, paused.at_risk) == (-3, False)
    assert (decided.overdue, decided.missed_on) == (False, None)


def test_at_risk_from_danger_days_to_none_left() -> None:
    """«At risk: running, and `0 <= days_left <= danger_days` of the rule (3), in the rule's day count.»"""
    case = app(complete="2026-03-02")
    days = {7: (4, False), 8: (3, True), 11: (0, True), 12: (-1, False)}
    for day, expected in days.items():
        found = look(case, f"2026-03-{day:02}")
        assert (found.days_left, found.at_risk) == expected
    assert look(case, "2026-03-08", rule(danger_days=2)).at_risk is False
    waiting = app(complete="2026-03-02", hearing=[("2026-03-09", None)])
    assert (look(waiting, "2026-03-20").days_left, look(waiting, "2026-03-20").at_risk) == (2, False)
    # Working days: on Monday 9 March five lie behind and four are left, on Tuesday three.
    assert (look(case, "2026-03-09", WORKING).days_left, look(case, "2026-03-09", WORKING).at_risk) == (4, False)
    assert (look(case, "2026-03-10", WORKING).days_left, look(case, "2026-03-10", WORKING).at_risk) == (3, True)


def test_gone_has_no_days_left() -> None:
    """«Gone ones have no days left and are in neither f nor v.»"""
    found = look(app(complete="2026-03-02", gone=True), "2026-03-20")
    assert (found.net, found.days_left, found.last_day, found.missed_on) == (18, None, None, None)
    assert (found.overdue, found.at_risk) == (False, False)


def test_limit_and_danger_come_from_the_rule() -> None:
    """«For a limit `net < L` (10 in the target)»"""
    assert RULE.targets.limit_days == 10
    found = look(app(complete="2026-03-02"), "2026-03-06", rule(limit=5))
    assert (found.days_left, found.last_day) == (0, "2026-03-06")
