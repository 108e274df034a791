"""The indicator of a list of applications: plain loops and exact fractions.

Each application is a dict as :mod:`tests.oracle.slow_count` takes it, and beside that ``scope`` ("yes", "no"
or "unknown"), ``scope_reason`` (of a no) and ``start_assumed`` (bool).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date
from fractions import Fraction
from math import ceil, floor, sqrt
from typing import Any

from tests.oracle.slow_count import (
    DAY,
    KINDS,
    OPEN_STATES,
    Case,
    decided_as_of,
    happened,
    measure,
    recorded_ends,
)

#: 'Wilson interval of the share (95 %, z = 1.959964)'
Z = 1.959964


def twelve_months(as_of: date) -> tuple[date, date]:
    """'from the day after the same date a year earlier, 28 for 29 February, to A', both days included."""
    day = 28 if (as_of.month, as_of.day) == (2, 29) else as_of.day
    return date(as_of.year - 1, as_of.month, day) + DAY, as_of


def median(values: Iterable[int]) -> Fraction:
    """'median (mean of the middle two)'."""
    ordered = sorted(values)
    half = len(ordered) // 2
    if len(ordered) % 2:
        return Fraction(ordered[half])
    return Fraction(ordered[half - 1] + ordered[half], 2)


def percentile_80(values: Sequence[int]) -> int:
    """'80th percentile (smallest value with at least 80 % of the cases at or below it)'."""
    for candidate in sorted(values):
        if 100 * sum(1 for value in values if value <= candidate) >= 80 * len(values):
            return candidate
    raise ValueError("no values")


def wilson(under: int, measured: int) -> tuple[float, float]:
    """The interval's two ends, by the textbook formula."""
    p = under / measured
    middle = p + Z * Z / (2 * measured)
    spread = Z * sqrt(p * (1 - p) / measured + Z * Z / (4 * measured * measured))
    below = 1 + Z * Z / measured
    return (middle - spread) / below, (middle + spread) / below


def ratio(above: int, below: int) -> Fraction | None:
    """'an end with denominator 0 is null'."""
    return None if below == 0 else Fraction(above, below)


def outlook(n: int, u: int, f: int, v: int, p: int = 80) -> dict[str, Any]:
    """'may still miss ...; must pass in a row to reach it ...; reachable with what is open now ...'."""
    # '(none if p = 100 and u < n)'
    in_a_row = (None if u < n else 0) if p == 100 else max(0, ceil(Fraction(p * n - 100 * u, 100 - p)))
    return {
        "misses_left": max(0, floor(Fraction(100 * u, p)) - n),
        "needed_under_limit": in_a_row,
        "reachable": None if n + f + v == 0 else 100 * (u + f) >= p * (n + f + v),
    }


def from_counts(
    net_days: Sequence[int],
    unclear_net_days: Sequence[int] = (),
    h: int = 0,
    *,
    limit: int = 10,
    share_percent: int = 80,
    mean_days: int = 21,
    min_cases: int = 5,
) -> dict[str, Any]:
    """The figures that follow from the measured net days, those of unclear scope, and the number held out."""
    n, u, total = len(net_days), sum(1 for net in net_days if net < limit), sum(net_days)
    k_u = sum(1 for net in unclear_net_days if net < limit)
    k_m = len(unclear_net_days) - k_u
    result: dict[str, Any] = {
        "decided": n,
        "under_limit": u,
        "sum_days": total,
        "share": ratio(u, n),
        "share_range": (ratio(u, n + k_m + h), ratio(u + k_u + h, n + k_u + h)),
        # 'n < 5: *too few* to print a percentage'; 'with n = 0 certainty is null and *too few* true'
        "too_few": n < min_cases,
    }
    if n == 0:
        nothing = ("share_interval", "share_met", "share_certain", "mean_days", "mean_met", "mean_certain")
        return result | dict.fromkeys((*nothing, "median_days", "p80_days", "max_days"))

    def share_met(under: int, measured: int) -> bool:
        return 100 * under >= share_percent * measured  # 'in whole numbers, never in floating point'

    def mean_met(days: int, measured: int) -> bool:
        return days <= mean_days * measured  # 'mean of net days, met at `sum <= 21 * n`'

    # 'The mean is certain unless h > 0, or adding the scope-unknown cases over 21 days, or those not over,
    # would turn'
    over = [net for net in unclear_net_days if net > mean_days]
    not_over = [net for net in unclear_net_days if net <= mean_days]
    turned = [mean_met(total + sum(some), n + len(some)) != mean_met(total, n) for some in (over, not_over)]
    return result | {
        "share_interval": wilson(u, n),
        "share_met": share_met(u, n),
        "share_certain": share_met(u, n + k_m + h) == share_met(u + k_u + h, n + k_u + h),
        "mean_days": Fraction(total, n),
        "mean_met": mean_met(total, n),
        "mean_certain": h == 0 and not any(turned),
        "median_days": median(net_days),
        "p80_days": percentile_80(net_days),
        "max_days": max(net_days),
    }


def indicator(
    cases: Iterable[Case],
    period: tuple[date, date],
    as_of: date,
    *,
    share_percent: int = 80,
    mean_days: int = 21,
    min_cases: int = 5,
    limit: int = 10,
) -> dict[str, Any]:
    """One municipality's indicator for the period (both days included) as of a day.

    'Every application decided in the period is exactly one of, tested in this order: out of scope, scope
    unknown, held out, measured.' An application without `received` 'is not in the indicator', and none of the
    counts beside it either.
    """
    first, last = period
    out_of_scope: Counter[str] = Counter()
    held_out: Counter[str] = Counter()
    measured: list[tuple[Case, dict[str, Any]]] = []
    unclear: list[dict[str, Any]] = []
    closed = 0
    opened = dict.fromkeys((*OPEN_STATES, "overdue", "at_risk", "held_out", "scope_unknown"), 0)
    for recorded in cases:
        case = {**recorded, "as_of": as_of, "limit": limit}
        figures = measure(case)
        if figures is None or case.get("received") is None:
            continue
        if figures["state"] == "closed":
            # '`closed_without_decision`: closed in the period, whatever the scope'
            day = happened(recorded_ends(case)[1], as_of)
            closed += day is not None and first <= day <= last
            continue
        decided = decided_as_of(case)
        if decided is None:
            # '`open`: in scope, at the as-of date, whatever the period; ... `scope_unknown` stands beside'
            if case["scope"] == "yes":
                opened[figures["state"]] += 1
                opened["overdue"] += figures["overdue"]
                opened["at_risk"] += figures["at_risk"]
            elif case["scope"] == "unknown":
                opened["scope_unknown"] += 1
        elif first <= decided <= last:
            if case["scope"] == "no":
                out_of_scope[case["scope_reason"]] += 1
            elif case["scope"] == "unknown":
                unclear.append(figures)
            elif figures["state"] == "held_out":
                held_out[figures["held_out_reason"]] += 1
            else:
                measured.append((case, figures))
    nets = [figures["net"] for _case, figures in measured]
    totals = [figures["total"] for _case, figures in measured]
    # '`h` held out (scope-unknown ones without net days among them)'
    h = sum(held_out.values()) + sum(1 for figures in unclear if figures["net"] is None)
    result = from_counts(
        nets,
        [figures["net"] for figures in unclear if figures["net"] is not None],
        h,
        limit=limit,
        share_percent=share_percent,
        mean_days=mean_days,
        min_cases=min_cases,
    )
    # 'f = open in-scope applications that have not missed (incomplete ones too), v = those that have; gone
    # and held-out ones in neither, and both 0 once A is after the period's last day'
    v = opened["overdue"] if as_of <= last else 0
    f = opened["incomplete"] + opened["running"] + opened["paused"] - opened["overdue"] if as_of <= last else 0
    n, u = result["decided"], result["under_limit"]
    return result | {
        "mean_total_days": Fraction(sum(totals), n) if n else None,
        "paused_days": {kind: sum(figures["paused"][kind] for _case, figures in measured) for kind in KINDS},
        "start_assumed": sum(1 for case, _figures in measured if case.get("start_assumed", False)),
        "type_unknown": sum(1 for case, _figures in measured if case.get("application_type", "") is None),
        # 'the open overdue ones added as misses'
        "share_if_overdue_counted": ratio(u, n + opened["overdue"]),
        "out_of_scope": dict(out_of_scope),
        "scope_unknown": len(unclear),
        "held_out": dict(held_out),
        "closed_without_decision": closed,
        "open": opened,
        "outlook": outlook(n, u, f, v, share_percent),
    }
