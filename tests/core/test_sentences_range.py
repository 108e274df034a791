"""clock.md, *The indicator*: both ranges, how certain they make a verdict, and what may be told, by hand."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest

from casewatch.core.cases import NOT_TOLD
from casewatch.core.verdict import Judged, judge
from tests.core.sentences import SENT, after, all_figures, figure

#: One application of each kind, decided in 2026. Held out ones were received on 1 January.
UNDER, OVER = after(5), after(15)
UNKNOWN_UNDER, UNKNOWN_OVER = after(5, business=None), after(15, business=None)
HELD_15, HELD_5 = after(15, complete=None), after(5, complete=None)  # 0 to 15 days, 0 to 5 days
UNKNOWN_HELD = after(15, complete=None, business=None)
STRANGE_UNDER, STRANGE_OVER = after(5, outcome="unknown"), after(15, outcome="unknown")


@pytest.mark.parametrize(
    ("unclear", "low", "high"),
    [
        ([], "4/5", "4/5"),
        # May be 15 days: over, or under.
        ([HELD_15], "4/6", "5/6"),
        # At most 5 days: under at both ends.
        ([HELD_5], "5/6", "5/6"),
        # 5 days if it counts: it may also be absent, and does no harm then.
        ([UNKNOWN_UNDER], "4/5", "5/6"),
        ([UNKNOWN_OVER], "4/6", "4/5"),
        ([STRANGE_UNDER], "4/5", "5/6"),
        ([STRANGE_OVER], "4/6", "4/5"),
        # Scope unknown and held out: over at the one end, under at the other.
        ([UNKNOWN_HELD], "4/6", "5/6"),
        # Together: over, under, absent, over against under, under, under, absent.
        ([HELD_15, HELD_5, UNKNOWN_UNDER, UNKNOWN_OVER], "5/8", "7/8"),
    ],
)
def test_range_of_the_share(unclear: list[dict[str, Any]], low: str, high: str) -> None:
    """«**the range** of the share: every unclear application takes, within its bounds, what is worst for the share (not
    under the limit where high allows it; else under, or absent if it may be), and what is best; the two shares are the
    range» and «An application whose scope or outcome is unknown may also not count at all.»"""
    assert figure([UNDER] * 4 + [OVER] + unclear).share_range == (Fraction(low), Fraction(high))


def test_range_of_the_contracts_example() -> None:
    """«the two shares are the range»: of 10 of 12, one unknown under, one over, one that may be 15 days: 10 of 14 and
    12 of 14."""
    found = figure([UNDER] * 10 + [OVER] * 2 + [UNKNOWN_UNDER, UNKNOWN_OVER, HELD_15])
    assert (found.under, found.measured, found.scope_unknown) == (10, 12, 2)
    assert found.share_range == (Fraction(10, 14), Fraction(12, 14))
    assert (found.share_met, found.share_certain) == (True, False)


def test_range_end_without_denominator() -> None:
    """«the two shares are the range, null over 0.»"""
    assert figure([]).share_range == (None, None)
    # Where it is best that the only one is absent, nothing is left to divide by.
    assert figure([UNKNOWN_OVER]).share_range == (0, None)
    assert figure([UNKNOWN_UNDER]).share_range == (None, 1)
    assert figure([HELD_15]).share_range == (0, 1)
    assert figure([HELD_5]).share_range == (1, 1)


@pytest.mark.parametrize(
    ("under", "over", "unclear", "certain", "turned_by"),
    [
        (9, 1, [HELD_15], True, 0),  # 9 of 11 is 81.8 %: met at both ends
        (8, 2, [HELD_15], False, 1),  # 8 of 11 is 72.7 %, 9 of 11 is 81.8 %
        (8, 2, [HELD_5], True, 0),  # 9 of 11 at both ends: held out, and yet nothing to turn
        (2, 8, [HELD_15], True, 0),  # 2 of 11, 3 of 11: missed at both
        # 5 of 7 is 71.4 %, 7 of 8 is 87.5 %: the one of at most 5 days is under at both ends.
        (4, 1, [HELD_15, HELD_5, UNKNOWN_UNDER], False, 2),
        (4, 1, [UNKNOWN_OVER], False, 1),  # 4 of 6 over, 4 of 5 absent
        (4, 1, [UNKNOWN_HELD], False, 1),  # 4 of 6 over, 5 of 6 under
        # 19 to 40 days, and it has to count: over at both ends. 7 of 9 is 77.8 %, 8 of 10 is 80 %.
        (7, 1, [after(40, hearing=[("2026-01-20", None)]), UNKNOWN_UNDER], False, 1),
    ],
)
def test_share_certain_where_both_ends_agree(
    under: int, over: int, unclear: list[dict[str, Any]], certain: bool, turned_by: int
) -> None:
    """«The verdict is certain if the target is met at both ends or missed at both.» and «"avgjøres av N uavklarte
    saker": N counts the unclear applications that are not the same at the two ends: for the share under, over or
    absent;»"""
    found = figure([UNDER] * under + [OVER] * over + unclear)
    assert (found.share_certain, found.share_turned_by) == (certain, turned_by)


@pytest.mark.parametrize(
    ("nets", "unclear", "least", "greatest"),
    [
        ([20] * 5, [], "20", "20"),
        # It has to count: 100 and 0 to 15 over 6.
        ([20] * 5, [HELD_15], "100/6", "115/6"),
        # 22 days if it counts, which only raises the mean; 18 only lower it.
        ([20] * 5, [after(22, business=None)], "20", "122/6"),
        ([20] * 5, [after(18, business=None)], "118/6", "20"),
        # Of two each is in where it moves the mean that way: 18 alone, 22 alone.
        ([20] * 5, [after(22, business=None), after(18, outcome="unknown")], "118/6", "122/6"),
        # With the one of 6 days the mean is 17.7, which one of 18 does not lower any more.
        ([20] * 5, [after(6, business=None), after(18, business=None)], "106/6", "20"),
        # 0 to 15 where it counts, or absent: in for the least, absent for the greatest.
        ([20] * 5, [UNKNOWN_HELD], "100/6", "20"),
        # Nothing measured: the only one there is, or the lower of two.
        ([], [after(22, business=None)], "22", "22"),
        ([], [after(22, business=None), after(30, business=None)], "22", "30"),
    ],
)
def test_range_of_the_mean(nets: list[int], unclear: list[dict[str, Any]], least: str, greatest: str) -> None:
    """«**the range of the mean**: the least and the greatest mean over all choices, an optional application in where
    that moves the mean that way;»"""
    assert figure([*map(after, nets), *unclear]).mean_range == (Fraction(least), Fraction(greatest))


def test_range_of_the_mean_without_end() -> None:
    """«an end without bound is null.»"""
    measured = [after(40, decision_sent="2026-02-10") for _ in range(5)]
    unsent = after(8)  # held out where the clock stops at the dispatch: 8 days and upwards
    # 200 and at least 8 over 6; five of 40 are 95 days over 105, and with the 8 still 82: missed for certain.
    found = figure([*measured, unsent], by=SENT)
    assert found.mean_range == (Fraction(208, 6), None)
    assert (found.mean_certain, found.mean_turned_by, judge(found).mean) == (True, 0, Judged("missed"))
    # Five of 20 pass with 8 more, and nobody knows with how many.
    found = figure([*(after(20, decision_sent="2026-01-21") for _ in range(5)), unsent], by=SENT)
    assert (found.mean_certain, found.mean_turned_by, judge(found).mean) == (False, 1, Judged("unclear", 1))


def test_range_that_does_not_hold_todays_mean() -> None:
    """«The range need not hold today's mean»"""
    # 150 over 5 is 30; one that has to count, of 0 to 5 days, brings it to 25 to 25.8.
    found = figure([after(30)] * 5 + [HELD_5])
    assert (found.mean_days, found.mean_range) == (30, (25, Fraction(155, 6)))


#: Answered on the day it was complete, sent nobody knows when: held out, and 30 days whatever is true.
SURE_30 = after(30, hearing=[(NOT_TOLD, "2026-01-01")])


@pytest.mark.parametrize(
    ("nets", "unclear", "certain", "turned_by"),
    [
        ([20] * 5, [], True, 0),
        # 5 below: 19 more above turn it. 1 above does not.
        ([20] * 5, [after(40, business=None)], False, 1),
        ([20] * 5, [after(22, business=None)], True, 0),
        # At 0: 21 days leave it there, 22 do not.
        ([21] * 5, [after(21, business=None)], True, 0),
        ([21] * 5, [after(22, business=None)], False, 1),
        # It is the long one alone that turns it; 1 is absent where the sum is largest, so it is not the same either.
        ([20] * 5, [after(1, business=None), after(40, business=None)], False, 2),
        # 5 above: two of no days, each 21 below, bring it down, or are absent.
        ([22] * 5, [after(0, business=None)] * 2, False, 2),
        ([22] * 5, [after(21, business=None)], True, 0),
        # Held out, 0 to 15: 5 above becomes 16 or 1 below. Met at both ends, and missed without it.
        ([22] * 5, [HELD_15], True, 0),
        # 5 below: 11 to 26 below with it.
        ([20] * 5, [HELD_15], True, 0),
        # 20 above: 1 below with 0 days, 14 above with 15.
        ([25] * 5, [HELD_15], False, 1),
        # 10 above, and 9 with the one that is the same at both ends: 2 below or 13 above. That one is not counted.
        ([23] * 5, [HELD_15, SURE_30], False, 1),
        # 21 days are nothing above or below: absent at both ends, and not counted.
        ([25] * 5, [HELD_15, after(21, business=None)], False, 1),
    ],
)
def test_mean_certain_where_both_sums_agree(
    nets: list[int], unclear: list[dict[str, Any]], certain: bool, turned_by: int
) -> None:
    """«Its verdict is certain where the sum of (days - 21) has the same verdict at its largest and at its smallest;
    never unclear because "something is unclear", only where something unclear could turn it.» and «for the mean days or
    presence where the sum of (days - 21) is largest and smallest; 0 where that verdict is certain»"""
    found = figure([*map(after, nets), *unclear])
    assert (found.mean_certain, found.mean_turned_by) == (certain, turned_by)


def test_nothing_measured_and_the_regions_line() -> None:
    """«0 where that verdict is certain, null with n = 0» and «With n = 0 certainty is null and *too few* true.»"""
    for cases in ([], [HELD_15], [UNKNOWN_OVER, STRANGE_UNDER]):
        found = figure(cases)
        assert (found.share_certain, found.mean_certain, found.too_few) == (None, None, True)
        assert (found.share_turned_by, found.mean_turned_by) == (None, None)
        assert {each.kind for each in (judge(found).share, judge(found).mean, judge(found).goal)} == {"none"}
    # The pooled line of two municipalities is none that a target is set for, whatever could turn it.
    [*_each, pooled] = all_figures([UNDER] * 8 + [OVER] * 2 + [HELD_15], ["3401", "3414"])
    verdict = judge(pooled, pooled=True)
    assert {verdict.share, verdict.mean, verdict.goal} == {Judged("pooled")}


def test_too_few_before_all() -> None:
    """«Too few comes before all, for both targets.»"""
    # Certain, uncertain, met or missed: of four no verdict is told.
    for cases in ([UNDER] * 4, [after(40)] * 4, [UNDER] * 3 + [OVER, HELD_15], [after(22)] * 4 + [HELD_15] * 3):
        verdict = judge(figure(cases))
        assert (verdict.share, verdict.mean, verdict.goal) == (Judged("too_few"),) * 3
    # With a fifth measured one it is; unclear ones do not make up the number.
    assert judge(figure([UNDER] * 5)).share == Judged("met")
    assert judge(figure([UNDER] * 4 + [HELD_5] * 9)).share == Judged("too_few")


def test_verdict_is_that_of_the_ends() -> None:
    """«The verdict told, and what `--check` goes by, is that of the ends, for the mean too; `share_met` and `mean_met`
    stay those of the measured alone.»"""
    # 7 of 9 is 77.8 %, missed; with two of at most 5 days, 9 of 11 is 81.8 % at both ends.
    found = figure([UNDER] * 7 + [OVER] * 2 + [HELD_5] * 2)
    assert (found.share_met, found.share_certain, judge(found).share) == (False, True, Judged("met"))
    # 5 above, missed; 16 or 1 below with the one held out.
    found = figure([after(22)] * 5 + [HELD_15])
    assert (found.mean_met, found.mean_certain, judge(found).mean) == (False, True, Judged("met"))
    # 5 below, met; two that are 30 whatever is true make it 13 above.
    found = figure([after(20)] * 5 + [SURE_30] * 2)
    assert (found.mean_met, found.mean_certain, judge(found).mean) == (True, True, Judged("missed"))


def test_one_verdict_of_two_targets() -> None:
    """«Where the verdict is not certain, nothing prints met or missed without saying so.»: nor of both targets at once,
    which are one goal: missed where either is."""
    # 8 or 9 of 11; 88 days or less of 231 allowed.
    share_open = judge(figure([UNDER] * 8 + [OVER] * 2 + [HELD_15]))
    assert (share_open.share, share_open.mean) == (Judged("unclear", 1), Judged("met"))
    assert share_open.goal == Judged("unclear", 1)
    # None of 5 or 1 of 6 under the limit; the mean may turn: the goal is missed all the same.
    mean_open = judge(figure([after(25)] * 5 + [HELD_15]))
    assert (mean_open.share, mean_open.mean, mean_open.goal) == (
        Judged("missed"),
        Judged("unclear", 1),
        Judged("missed"),
    )
    both = judge(figure([UNDER] * 5))
    assert (both.share, both.mean, both.goal) == (Judged("met"),) * 3
