"""clock.md, *The indicator*: the range and the outlook, sentence by sentence."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest

from casewatch.core.indicator import Outlook
from casewatch.core.periods import Period
from tests.core.sentences import after, app, figure, rule

#: One application of each kind, decided in 2026.
UNDER, OVER = after(5), after(15)
UNKNOWN_UNDER, UNKNOWN_OVER = after(5, business=None), after(15, business=None)
HELD = after(5, complete=None)
UNKNOWN_HELD = after(5, complete=None, business=None)


def test_range_of_the_share() -> None:
    """«**the range**: with `k_u` and `k_m` scope-unknown applications under and not under the limit, and `h` held out
    (scope-unknown ones without net days among them): the share lies between `u / (n + k_m + h)` and `(u + k_u + h) / (n
    + k_u + h)`»"""
    # The contract's example: 10 of 12, one unknown under, one over, one held out: 10/14 and 12/14.
    found = figure([UNDER] * 10 + [OVER] * 2 + [UNKNOWN_UNDER, UNKNOWN_OVER, HELD])
    assert (found.under, found.measured, found.scope_unknown) == (10, 12, 2)
    low, high = found.share_range
    assert (round(float(low or 0), 4), round(float(high or 0), 4)) == (0.7143, 0.8571)
    assert (found.share_met, found.share_certain) == (True, False)


def test_range_end_without_denominator() -> None:
    """«an end with denominator 0 is null, and with n = 0 certainty is null and *too few* true.»"""
    nothing = figure([])
    assert nothing.share_range == (None, None)
    assert (nothing.share_certain, nothing.mean_certain, nothing.too_few) == (None, None, True)
    assert figure([UNKNOWN_OVER]).share_range == (0, None)
    assert figure([UNKNOWN_UNDER]).share_range == (None, 1)
    assert figure([HELD]).share_range == (0, 1)
    assert figure([HELD]).share_certain is None


def test_unknown_scope_and_held_out_is_unclear_at_both_ends() -> None:
    """«An application whose scope is unknown and that is held out counts as unclear at both ends.»"""
    found = figure([UNDER] * 4 + [OVER] + [UNKNOWN_HELD])
    assert found.share_range == (Fraction(4, 6), Fraction(5, 6))
    assert (found.scope_unknown, found.held_out, found.mean_certain) == (1, {}, False)


@pytest.mark.parametrize(
    ("nets", "unknown", "certain"),
    [
        ([20] * 5, [], True),
        # 100 of at most 105. With 40 more: 140 of 126. With 22 more: 122 of 126.
        ([20] * 5, [40], False),
        ([20] * 5, [22], True),
        # 105 of 105: 21 more leave it there, 22 more do not.
        ([21] * 5, [21], True),
        ([21] * 5, [22], False),
        # Together 20, 1 and 40 would still pass (161 of 168): it is the long one alone that turns it.
        ([20] * 5, [1, 40], False),
        # 110 over 105: missed, until two of no days bring it to 110 of 147.
        ([22] * 5, [0, 0], False),
        ([22] * 5, [21], True),
    ],
)
def test_mean_is_certain_unless_unknown_cases_turn_it(nets: list[int], unknown: list[int], certain: bool) -> None:
    """«The mean is certain unless h > 0, or adding the scope-unknown cases over 21 days, or those not over, would turn
    it.»"""
    cases = [after(net) for net in nets] + [after(net, business=None) for net in unknown]
    assert figure(cases).mean_certain is certain
    assert figure([*cases, HELD]).mean_certain is False


def test_share_certain_where_both_ends_agree() -> None:
    """«If the share's target is met at both ends or missed at both, the verdict is certain; else it is "avgjøres av N
    uavklarte saker", and nothing prints met or missed without saying so.»"""
    # 9 of 10 and one held out: 9 of 11 is 81.8 %.
    assert figure([UNDER] * 9 + [OVER, HELD]).share_certain is True
    # 8 of 10 and one held out: 8 of 11 is 72.7 %, 9 of 11 is 81.8 %.
    assert figure([UNDER] * 8 + [OVER] * 2 + [HELD]).share_certain is False
    # 2 of 10: missed whatever becomes of the one.
    assert figure([UNDER] * 2 + [OVER] * 8 + [HELD]).share_certain is True


@pytest.mark.parametrize(
    ("n", "u", "expected"),
    [
        (12, 10, (0, 0)),  # 1000 // 80 = 12
        (20, 18, (2, 0)),  # 1800 // 80 = 22
        (11, 9, (0, 0)),
        (10, 6, (0, 10)),  # (800 - 600) / 20
        (3, 2, (0, 2)),  # (240 - 200) / 20: 4 of 5
        (5, 4, (0, 0)),
    ],
)
def test_may_miss_and_must_pass(n: int, u: int, expected: tuple[int, int]) -> None:
    """«**the outlook**, with target p = 80: may still miss `max(0, floor(100 u / p) - n)`; must pass in a row to reach
    it `max(0, ceil((p n - 100 u) / (100 - p)))`»"""
    found = figure([UNDER] * u + [OVER] * (n - u)).outlook
    assert (found.misses_left, found.needed_under_limit) == expected


def test_target_of_one_hundred_percent() -> None:
    """«(none if p = 100 and u < n)»"""
    every = rule(share_percent=100)
    assert figure([UNDER] * 3, by=every).outlook == Outlook(0, 0, True)
    missed = figure([UNDER] * 2 + [OVER], by=every)
    assert (missed.share_met, missed.outlook.needed_under_limit, missed.outlook.reachable) == (False, None, False)
    # With p = 100 the range decides at once: one unclear case is enough.
    assert figure([UNDER] * 3 + [HELD], by=every).share_certain is False


def test_reachable_with_what_is_open() -> None:
    """«f = open in-scope applications that have not missed (incomplete ones too), v = those that have» and «reachable
    with what is open now: `100 (u + f) >= p (n + f + v)`, unknown if that sum is 0.»"""
    decided = [UNDER] * 4 + [OVER] * 2  # 4 of 6
    running, incomplete = app(complete="2026-12-20"), app(received="2026-12-01", complete=None)
    paused, missed = app(complete="2026-12-20", hearing=[("2026-12-22", None)]), app(complete="2026-11-01")
    as_of = "2026-12-24"
    # 8 of 10 is 80 %; 7 of 9 is 77.8 %.
    assert figure([*decided, running, running, incomplete, paused], as_of=as_of).outlook.reachable is True
    assert figure([*decided, running, incomplete, paused], as_of=as_of).outlook.reachable is False
    # With one that has missed: 8 of 11 is 72.7 %; 12 of 15 is 80 %.
    assert figure([*decided, running, running, incomplete, paused, missed], as_of=as_of).outlook.reachable is False
    assert figure([*decided, *[running] * 8, missed], as_of=as_of).outlook.reachable is True
    # Open, but not in scope: not counted.
    outside = [running | {"business": answer} for answer in (False, None)]
    assert figure([*decided, running, running, incomplete, *outside], as_of=as_of).outlook.reachable is False
    assert figure([], as_of=as_of).outlook.reachable is None
    assert figure([missed], as_of=as_of).outlook.reachable is False


def test_gone_and_held_out_are_in_neither() -> None:
    """«gone and held-out ones in neither, and both 0 once A is after the period's last day»"""
    decided = [UNDER] * 7 + [OVER] * 2  # 7 of 9; one more that passes makes 8 of 10
    running = app(complete="2026-12-20")
    gone = running | {"gone": True}
    held_out = running | {"hearing": [["2026-12-22", "2026-12-21", None]]}
    assert figure([*decided, running], as_of="2026-12-24").outlook.reachable is True
    assert figure([*decided, gone], as_of="2026-12-24").outlook.reachable is False
    assert figure([*decided, held_out], as_of="2026-12-24").outlook.reachable is False
    assert figure([gone, held_out], as_of="2026-12-24").outlook.reachable is None
    # A gone one that is long over the limit drags nothing down either.
    old = app(complete="2026-11-01", gone=True)
    assert figure([*decided, running, old], as_of="2026-12-24").outlook.reachable is True


def test_nothing_can_change_after_the_period() -> None:
    """«and both 0 once A is after the period's last day»"""
    cases = [*[UNDER] * 7, OVER, OVER, app(complete="2026-12-20")]
    to_christmas = Period("x", date(2026, 1, 1), date(2026, 12, 24))
    assert figure(cases, as_of="2026-12-24", period=to_christmas).outlook.reachable is True
    assert figure(cases, as_of="2026-12-25", period=to_christmas).outlook.reachable is False
    found = figure([app(complete="2026-12-20")], as_of="2026-12-25", period=to_christmas)
    assert found.outlook.reachable is None
    assert found.open.running == 1


def test_outlook_follows_the_rules_target() -> None:
    """«with target p = 80»: another rule, another p."""
    found = replace(figure([UNDER, OVER]), targets=rule(share_percent=50).targets).outlook
    assert (found.misses_left, found.needed_under_limit, found.reachable) == (0, 0, True)
