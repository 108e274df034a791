"""clock.md, *The indicator*, sentence by sentence: what is measured, its verdicts and what stands beside them."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import Any

import pytest

from tests.core.sentences import after, all_figures, app, figure, rule


def test_exactly_one_of_four_in_order() -> None:
    """«Every application decided in the period is exactly one of, tested in this order: out of scope, scope unknown,
    held out, measured.»"""
    missing: dict[str, Any] = {"complete": None}
    cases = [
        after(5),
        after(5, **missing),  # held out
        after(5, business=None),  # scope unknown
        after(5, business=None, **missing),  # scope unknown, though held out too
        after(5, business=False),  # out of scope
        after(5, business=False, **missing),  # out of scope, though held out too
        after(5, business=False, within_plan=None),  # out of scope, though a field is unknown
    ]
    found = figure(cases)
    assert found.out_of_scope == {"business": 3}
    assert found.scope_unknown == 2
    assert found.held_out == {"complete_missing": 1}
    assert found.measured == 1


def test_for_one_municipality_one_period_one_day() -> None:
    """«For one municipality, one period (by `decided`) and one as-of day.»"""
    # Received and complete in another month than decided: the decision says which period.
    cases = [
        app(complete="2026-01-28", decided="2026-02-01"),
        app(complete="2026-01-28", decided="2026-02-28"),
        app(complete="2026-02-20", decided="2026-03-01"),
        app(complete="2026-01-20", decided="2026-01-31"),
        app(complete="2026-02-01", decided="2026-02-05", municipality="3414"),
    ]
    assert figure(cases, period="2026-02").measured == 2
    assert figure(cases, period="2026-02").sum_days == 4 + 31
    # As of the 27th the second was not decided yet.
    assert figure(cases, period="2026-02", as_of="2026-02-27").measured == 1


def test_nine_passes_ten_does_not() -> None:
    """«`<` is strict: 9 passes, 10 does not.»"""
    found = figure([after(9), after(10)])
    assert (found.measured, found.under) == (2, 1)


@pytest.mark.parametrize(
    ("under", "over", "met"), [(4, 1, True), (3, 1, False), (8, 2, True), (7, 2, False), (79, 21, False)]
)
def test_share_met_at_eighty_percent(under: int, over: int, met: bool) -> None:
    """«share `u / n`, met at `100 * u >= 80 * n`»"""
    found = figure([after(5)] * under + [after(15)] * over)
    assert (found.share, found.share_met) == (Fraction(under, under + over), met)


def test_verdict_in_whole_numbers() -> None:
    """«in whole numbers, never in floating point.»"""
    # One short of 80 % among 10**18: as floating-point numbers the two sides are the same.
    big = 10**18
    found = replace(figure([after(5)]), measured=big, under=8 * big // 10 - 1, sum_days=21 * big + 1)
    assert float(found.share or 0) == 0.8
    assert (found.share_met, found.mean_met) == (False, False)
    exact = replace(found, under=8 * big // 10, sum_days=21 * big)
    assert (exact.share_met, exact.mean_met) == (True, True)


def test_mean_met_at_twenty_one() -> None:
    """«mean of net days, met at `sum <= 21 * n`.»"""
    assert (figure([after(21)] * 3).mean_days, figure([after(21)] * 3).mean_met) == (21, True)
    more = figure([after(21), after(21), after(22)])
    assert (more.sum_days, more.mean_days, more.mean_met) == (64, Fraction(64, 3), False)


def test_nothing_measured_gives_no_figure() -> None:
    """«n = 0: no figure, neither met nor missed.»"""
    found = figure([])
    assert (found.measured, found.under, found.sum_days) == (0, 0, 0)
    assert (found.share, found.share_interval, found.share_met, found.share_certain) == (None,) * 4
    assert (found.mean_days, found.mean_met, found.mean_certain, found.mean_total_days) == (None,) * 4
    assert (found.median_days, found.p80_days, found.max_days) == (None, None, None)


def test_too_few_for_a_percentage() -> None:
    """«n < 5: *too few* to print a percentage ("2 av 3").»"""
    few = figure([after(5), after(6), after(15)])
    assert (few.under, few.measured, few.too_few) == (2, 3, True)
    assert figure([after(5)] * 4).too_few is True
    assert figure([after(5)] * 5).too_few is False


def test_median_and_eightieth_percentile() -> None:
    """«median (mean of the middle two), 80th percentile (smallest value with at least 80 % of the cases at or below
    it)»"""
    even = figure([after(net) for net in (12, 3, 8, 7)])
    assert (even.median_days, even.p80_days, even.max_days) == (Fraction(15, 2), 12, 12)
    odd = figure([after(net) for net in (30, 1, 4, 2, 3)])
    assert (odd.median_days, odd.p80_days) == (3, 4)  # four of five at or below 4
    ten = figure([after(net) for net in (5, 6, 7, 8, 9, 9, 9, 9, 12, 40)])
    assert (ten.median_days, ten.p80_days) == (9, 9)  # eight of ten at or below 9
    six = figure([after(net) for net in (1, 2, 3, 4, 5, 6)])
    assert six.p80_days == 5  # four of six are 67 %, five of six 83 %
    fifty = figure([after(net) for net in (1, 2, 3, 4, 5)], by=rule(share_percent=50))
    assert fifty.p80_days == 4  # whatever share the rule aims at
    assert (figure([after(7)]).median_days, figure([after(7)]).p80_days) == (7, 7)


def test_wilson_interval() -> None:
    """«Wilson interval of the share (95 %, z = 1.959964)»"""
    ten_of_twelve = figure([after(5)] * 10 + [after(15)] * 2).share_interval
    assert ten_of_twelve is not None
    assert [round(end, 4) for end in ten_of_twelve] == [0.552, 0.953]  # the contract's example
    # None of ten: from 0 to z^2 / (10 + z^2) = 3.841459 / 13.841459; all of ten is its mirror.
    assert figure([after(15)] * 10).share_interval == pytest.approx((0, 0.277533), abs=1e-6)
    assert figure([after(5)] * 10).share_interval == pytest.approx((0.722467, 1), abs=1e-6)


def test_total_and_paused_days_of_the_measured() -> None:
    """«total days, paused days by kind, and the counts of what is not measured and why.»"""
    cases = [
        # 20 dates from receipt; 4 of 14 on hearing, 2 with another authority.
        app(
            received="2026-02-24",
            complete="2026-03-02",
            decided="2026-03-16",
            hearing=[("2026-03-04", "2026-03-08")],
            authority=[("2026-03-10", "2026-03-12")],
        ),
        # 9 dates; one of 8 on hearing.
        app(received="2026-03-01", complete="2026-03-02", decided="2026-03-10", hearing=[("2026-03-04", "2026-03-05")]),
        after(5, business=False, hearing=[("2026-01-02", "2026-01-04")]),
        after(5, business=None),
        after(5, complete=None),
        app(complete="2026-03-02", closed="2026-03-05"),
    ]
    found = figure(cases)
    assert (found.measured, found.sum_days, found.mean_total_days) == (2, 8 + 7, Fraction(29, 2))
    assert found.paused_days == {"hearing": 5, "other_authority": 2}
    assert (found.out_of_scope, found.scope_unknown, found.held_out) == ({"business": 1}, 1, {"complete_missing": 1})
    assert found.closed_without_decision == 1


def test_open_applications_stand_beside() -> None:
    """«At risk: running», «overdue: open and missed, running or paused»: counted in scope, whatever the period."""
    cases = [
        app(received="2026-03-02", complete=None),
        app(complete="2026-03-18"),  # 2 days: running
        app(complete="2026-03-13"),  # 7 days, 2 left: at risk
        app(complete="2026-03-02"),  # 18 days: overdue
        app(complete="2026-03-02", hearing=[("2026-03-14", None)]),  # 12 days, then paused: overdue
        app(complete="2026-03-02", gone=True),
        app(complete="2026-03-02", hearing=[("2026-03-06", "2026-03-05")]),  # held out
        app(complete="2026-03-02", business=None),
        app(complete="2026-03-02", business=False),
    ]
    found = figure(cases, as_of="2026-03-20", period="2025").open
    expected = {"incomplete": 1, "running": 3, "paused": 1, "overdue": 2, "at_risk": 1, "gone": 1, "held_out": 1}
    assert found == expected | {"scope_unknown": 1}


def test_share_if_the_overdue_were_counted() -> None:
    """«n = 0: no figure»: and the open overdue ones added as misses, a share with them alone is 0."""
    overdue, fine = app(complete="2026-12-01"), app(complete="2026-12-30")
    decided = [after(net) for net in (3, 3, 3, 4, 5, 6, 8, 9, 15)]
    found = figure([*decided, overdue, overdue, overdue, fine])
    assert (found.share, found.share_if_overdue_counted) == (Fraction(8, 9), Fraction(8, 12))
    assert figure([overdue]).share_if_overdue_counted == 0
    assert figure([fine]).share_if_overdue_counted is None


def test_each_municipality_alone_and_all_pooled() -> None:
    """«Each municipality stands alone ("måles i den enkelte kommune"). The region's line pools all applications, is not
    a mean of means, and carries no verdict: it is not a target.»"""
    cases = [
        *(after(net) for net in (5, 5, 5, 15)),
        after(40, municipality="3414"),
        after(1, municipality="3419"),  # a neighbour that is not asked for
    ]
    first, second, none, pooled = all_figures(cases, ["3401", "3414", "3415"])
    assert (first.share, first.mean_days) == (Fraction(3, 4), Fraction(30, 4))
    assert (second.share, second.mean_days) == (0, 40)
    assert none.measured == 0
    # Pooled: 3 of 5 and 70 / 5; the means of the means would be 3/8 and 23.75.
    assert (pooled.share, pooled.mean_days) == (Fraction(3, 5), 14)
    assert (pooled.median_days, pooled.p80_days, pooled.max_days) == (5, 15, 40)


def test_other_targets_take_a_rule_and_no_code() -> None:
    """«a rule file states each decision, so that another region can decide otherwise without touching code.»"""
    found = figure([after(5), after(15), after(25)], by=rule(limit=20, share_percent=60, mean_days=10))
    assert (found.under, found.share_met, found.mean_met) == (2, True, False)
