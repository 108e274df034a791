"""clock.md, *The indicator*: the outlook, sentence by sentence."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from casewatch.core.periods import Period
from casewatch.core.verdict import Judged, judge
from casewatch.documents.figures import OutlookOfFigure
from tests.core.alerts.builders import of_case
from tests.core.sentences import after, app, figure, rule

#: Decided in 2026, under the limit and over it; and open since 1 November, long over it.
UNDER, OVER = after(5), after(15)
MISSED = app(complete="2026-11-01")


def outlook(misses_left: int, needed: int | None, reachable: bool | None) -> OutlookOfFigure:
    return {"misses_left": misses_left, "needed_under_limit": needed, "reachable": reachable}


@pytest.mark.parametrize(
    ("n", "u", "v", "expected"),
    [
        (12, 10, 0, (0, 0)),  # 1000 // 80 = 12
        (20, 18, 0, (2, 0)),  # 1800 // 80 = 22
        (11, 9, 0, (0, 0)),
        (10, 6, 0, (0, 10)),  # (800 - 600) / 20
        (3, 2, 0, (0, 2)),  # (240 - 200) / 20: 4 of 5
        (5, 4, 0, (0, 0)),
        (20, 18, 1, (1, 0)),  # 22 - 20 - 1
        (20, 18, 2, (0, 0)),
        (20, 18, 3, (0, 2)),  # (80 * 23 - 1800) / 20: 20 of 25
        (0, 0, 2, (0, 8)),  # 160 / 20: 8 of 10
        (6, 6, 1, (0, 0)),  # 600 // 80 = 7: 6 of 7 is 85.7 %, one more would make it 6 of 8
    ],
)
def test_may_miss_and_must_pass(n: int, u: int, v: int, expected: tuple[int, int]) -> None:
    """«May still miss, beside those v, `max(0, floor(100 u / p) - n - v)`; must pass in a row to reach it, those v
    counted in, `max(0, ceil((p (n + v) - 100 u) / (100 - p)))`»"""
    found = figure([*[UNDER] * u, *[OVER] * (n - u), *[MISSED] * v], as_of="2026-12-24").outlook
    assert (found["misses_left"], found["needed_under_limit"]) == expected


def test_target_of_one_hundred_percent() -> None:
    """«(with p = 100: 0 if u = n + v, else none)»"""
    every = rule(share_percent=100)
    assert figure([UNDER] * 3, by=every).outlook == outlook(0, 0, True)
    missed = figure([UNDER] * 2 + [OVER], by=every)
    assert (missed.share_met, missed.outlook["needed_under_limit"], missed.outlook["reachable"]) == (False, None, False)
    # All that was decided has passed, but one that waits will not.
    waits = figure([UNDER] * 3 + [MISSED], as_of="2026-12-24", by=every)
    assert (waits.share_met, waits.outlook) == (True, outlook(0, None, False))
    # With p = 100 the range decides at once: one unclear case is enough.
    assert figure([UNDER] * 3 + [after(15, complete=None)], by=every).share_certain is False


def test_reachable_with_what_is_open() -> None:
    """«**the outlook**, with target p = 80: f = open in-scope applications that have not missed (incomplete ones too),
    v = those that have (they will be misses whenever they are decided);» and «reachable with what is open now: `100 (u
    + f) >= p (n + f + v)`, unknown if that sum is 0.»"""
    decided = [UNDER] * 4 + [OVER] * 2  # 4 of 6
    running, incomplete = app(complete="2026-12-20"), app(received="2026-12-01", complete=None)
    paused = app(complete="2026-12-20", hearing=[("2026-12-22", None)])
    as_of = "2026-12-24"
    # 8 of 10 is 80 %; 7 of 9 is 77.8 %.
    assert figure([*decided, running, running, incomplete, paused], as_of=as_of).outlook["reachable"] is True
    assert figure([*decided, running, incomplete, paused], as_of=as_of).outlook["reachable"] is False
    # With one that has missed: 8 of 11 is 72.7 %; 12 of 15 is 80 %.
    assert figure([*decided, running, running, incomplete, paused, MISSED], as_of=as_of).outlook["reachable"] is False
    assert figure([*decided, *[running] * 8, MISSED], as_of=as_of).outlook["reachable"] is True
    # Open, but not in scope: not counted.
    outside = [running | {"business": answer} for answer in (False, None)]
    assert figure([*decided, running, running, incomplete, *outside], as_of=as_of).outlook["reachable"] is False
    assert figure([], as_of=as_of).outlook["reachable"] is None
    assert figure([MISSED], as_of=as_of).outlook["reachable"] is False


def test_letter_after_complete_is_never_a_miss_yet() -> None:
    """«those with the remark `deficiency_after_complete` in f, never in v, and their alert names the letter;»"""
    lettered = MISSED | {"deficiency": "2026-11-05"}
    found = figure([*[UNDER] * 3, lettered], as_of="2026-12-24")
    assert (found.open["overdue"], found.can_pass, found.have_missed) == (1, 1, 0)
    assert found.outlook == outlook(0, 0, True)  # 3 of 3, and 4 of 4 with it
    # Before the letter was sent it was as late as any other; and complete again after it, it has a clock of its own.
    assert figure([app(complete="2026-11-01", deficiency="2026-12-01")], as_of="2026-11-20").have_missed == 1
    settled = lettered | {"complete": "2026-12-20"}
    assert (figure([settled], as_of="2026-12-24").can_pass, figure([settled], as_of="2026-12-24").open["overdue"]) == (
        1,
        0,
    )
    day, told = date(2026, 3, 2), {"deficiency": date(2026, 3, 4)}
    case = {"received": day, "complete": day, "pauses": [("hearing", date(2026, 4, 1), None)]}
    for as_of, level in (("2026-03-09", "goal_danger"), ("2026-03-20", "goal_missed")):
        assert of_case(case | told, as_of)[level].details["letter"] == "2026-03-04"
        assert "letter" not in of_case(case, as_of)[level].details


def test_share_that_the_waiting_ones_take_away() -> None:
    """«they will be misses whenever they are decided»: met today, and no more once they are."""
    # 8 of 10 is 80 %; 8 of 11 is 72.7 %. 9 of 10 and 9 of 11 (81.8 %) bear one.
    loses = judge(figure([*[UNDER] * 8, OVER, OVER, MISSED], as_of="2026-12-24"))
    assert (loses.share, loses.waiting_over, loses.loses) == (Judged("met"), 1, True)
    bears = judge(figure([*[UNDER] * 9, OVER, MISSED], as_of="2026-12-24"))
    assert (bears.share, bears.waiting_over, bears.loses) == (Judged("met"), 1, False)
    missed = judge(figure([*[UNDER] * 5, *[OVER] * 5, MISSED], as_of="2026-12-24"))
    assert (missed.share, missed.loses) == (Judged("missed"), False)


def test_gone_and_held_out_are_in_neither() -> None:
    """«gone and held-out ones in neither, and both 0 once A is after the period's last day»"""
    decided = [UNDER] * 7 + [OVER] * 2  # 7 of 9; one more that passes makes 8 of 10
    running = app(complete="2026-12-20")
    gone = running | {"gone": True}
    held_out = running | {"hearing": [["2026-12-22", "2026-12-21", None]]}
    assert figure([*decided, running], as_of="2026-12-24").outlook["reachable"] is True
    assert figure([*decided, gone], as_of="2026-12-24").outlook["reachable"] is False
    assert figure([*decided, held_out], as_of="2026-12-24").outlook["reachable"] is False
    assert figure([gone, held_out], as_of="2026-12-24").outlook["reachable"] is None
    # A gone one that is long over the limit drags nothing down either.
    old = app(complete="2026-11-01", gone=True)
    assert figure([*decided, running, old], as_of="2026-12-24").outlook["reachable"] is True


def test_nothing_can_change_after_the_period() -> None:
    """«and both 0 once A is after the period's last day»"""
    cases = [*[UNDER] * 7, OVER, OVER, app(complete="2026-12-20")]
    to_christmas = Period("x", date(2026, 1, 1), date(2026, 12, 24))
    assert figure(cases, as_of="2026-12-24", period=to_christmas).outlook["reachable"] is True
    assert figure(cases, as_of="2026-12-25", period=to_christmas).outlook["reachable"] is False
    found = figure([app(complete="2026-12-20")], as_of="2026-12-25", period=to_christmas)
    assert found.outlook["reachable"] is None
    assert found.open["running"] == 1


def test_outlook_follows_the_rules_target() -> None:
    """«with target p = 80»: another rule, another p."""
    found = replace(figure([UNDER, OVER]), targets=rule(share_percent=50).targets).outlook
    assert found == outlook(0, 0, True)
