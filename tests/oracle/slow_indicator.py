"""The indicator of a list of applications: plain loops and exact fractions.

Each application is a dict as :mod:`tests.oracle.slow_case` takes it, and beside that ``scope`` ("yes", "no"
or "unknown"), ``scope_reason`` (of a no) and ``start_assumed`` (bool).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date
from fractions import Fraction
from math import ceil, floor, sqrt
from typing import Any

from tests.oracle.slow_case import DAY, KINDS, OPEN_STATES, Case, decided_as_of, happened, recorded_ends
from tests.oracle.slow_count import measure

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
    """'may still miss, beside those v, ...; must pass in a row to reach it, those v counted in, ...; reachable with
    what is open now ...'."""
    # '(with p = 100: 0 if u = n + v, else none)'
    in_a_row = (0 if u == n + v else None) if p == 100 else max(0, ceil(Fraction(p * (n + v) - 100 * u, 100 - p)))
    return {
        "misses_left": max(0, floor(Fraction(100 * u, p)) - n - v),
        "needed_under_limit": in_a_row,
        "reachable": None if n + f + v == 0 else 100 * (u + f) >= p * (n + f + v),
    }


#: An unclear application: (low, high or None without end, whether it may also not count at all).
Doubt = tuple[int, int | None, bool]
#: Stands for days without end, where a sum of days has to be compared.
ENDLESS = 10**9


def share_ends(doubts: Sequence[Doubt], limit: int) -> tuple[list[str], list[str]]:
    """Per unclear application "under", "over" or "absent", in the worst and in the best case.

    'every unclear application takes, within its bounds, what is worst for the share (not under the limit where high
    allows it; else under, or absent if it may be), and what is best'.
    """
    worst, best = [], []
    for low, high, may_be_absent in doubts:
        can_be_over, can_be_under = high is None or high >= limit, low < limit
        worst.append("over" if can_be_over else "absent" if may_be_absent else "under")
        best.append("under" if can_be_under else "absent" if may_be_absent else "over")
    return worst, best


def with_these(u: int, n: int, taken: Sequence[str]) -> tuple[int, int]:
    """(under, counted) with the unclear ones so taken."""
    return u + taken.count("under"), n + len(taken) - taken.count("absent")


def over_target(days: int | None, mean_days: int) -> int:
    """An application's (days - 21)."""
    return ENDLESS if days is None else days - mean_days


def mean_extreme(total: int, n: int, doubts: Sequence[Doubt], *, least: bool) -> Fraction | str | None:
    """'the least and the greatest mean over all choices, an optional application in where that moves the mean that
    way; an end without bound is null'. Every number of the optional ones that move it most is tried."""
    if not least and any(high is None for _low, high, _optional in doubts):
        return None
    ends = [(low if least else high, optional) for low, high, optional in doubts]
    total += sum(days for days, optional in ends if not optional)
    n += sum(1 for _days, optional in ends if not optional)
    others = sorted((days for days, optional in ends if optional), reverse=not least)
    means = [Fraction(total + sum(others[:taken]), n + taken) for taken in range(len(others) + 1) if n + taken]
    return (min(means) if least else max(means)) if means else None


def from_counts(
    net_days: Sequence[int],
    doubts: Sequence[Doubt] = (),
    *,
    limit: int = 10,
    share_percent: int = 80,
    mean_days: int = 21,
    min_cases: int = 5,
) -> dict[str, Any]:
    """The figures that follow from the measured net days and the unclear applications."""
    n, u, total = len(net_days), sum(1 for net in net_days if net < limit), sum(net_days)
    worst, best = share_ends(doubts, limit)
    low_end, high_end = with_these(u, n, worst), with_these(u, n, best)
    # The sum of (days - 21) at its smallest and at its largest: (what each one adds, or None where it is absent).
    smallest, largest = [], []
    for low, high, optional in doubts:
        below, above = over_target(low, mean_days), over_target(high, mean_days)
        smallest.append(None if optional and below >= 0 else below)
        largest.append(None if optional and above <= 0 else above)
    base = total - mean_days * n
    mean_low = base + sum(each for each in smallest if each is not None) <= 0
    mean_high = base + sum(each for each in largest if each is not None) <= 0
    result: dict[str, Any] = {
        "decided": n,
        "under_limit": u,
        "sum_days": total,
        "share": ratio(u, n),
        "share_range": (ratio(*low_end), ratio(*high_end)),
        "mean_range": (
            mean_extreme(total, n, doubts, least=True),
            mean_extreme(total, n, doubts, least=False),
        ),
        # 'n < 5: *too few* to print a percentage'; 'With n = 0 certainty is null and *too few* true.'
        "too_few": n < min_cases,
    }
    if n == 0:
        nothing = ("share_interval", "share_met", "share_certain", "mean_days", "mean_met", "mean_certain")
        turned = ("share_turned_by", "mean_turned_by")
        return result | dict.fromkeys((*nothing, *turned, "median_days", "p80_days", "max_days"))

    def share_met(under: int, measured: int) -> bool:
        return 100 * under >= share_percent * measured  # 'in whole numbers, never in floating point'

    share_certain = share_met(*low_end) == share_met(*high_end)
    mean_certain = mean_low == mean_high
    return result | {
        "share_interval": wilson(u, n),
        "share_met": share_met(u, n),
        "share_certain": share_certain,
        "mean_days": Fraction(total, n),
        "mean_met": total <= mean_days * n,  # 'mean of net days, met at `sum <= 21 * n`'
        "mean_certain": mean_certain,
        # 'N counts the unclear applications that are not the same at the two ends'; '0 where that verdict is certain'
        "share_turned_by": 0 if share_certain else sum(1 for a, b in zip(worst, best, strict=True) if a != b),
        "mean_turned_by": 0 if mean_certain else sum(1 for a, b in zip(smallest, largest, strict=True) if a != b),
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
    doubts: list[Doubt] = []
    scope_unknown = lettered = 0
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
                # 'those with the remark `deficiency_after_complete` in f, never in v'
                lettered += figures["overdue"] and "deficiency_after_complete" in figures["remarks"]
            elif case["scope"] == "unknown":
                opened["scope_unknown"] += 1
        elif first <= decided <= last:
            if case["scope"] == "no":
                out_of_scope[case["scope_reason"]] += 1
                continue
            if case["scope"] == "unknown":
                scope_unknown += 1
            elif figures["state"] == "held_out":
                held_out[figures["held_out_reason"]] += 1
            else:
                measured.append((case, figures))
                continue
            # 'An application whose scope or outcome is unknown may also not count at all.'
            doubts.append((*figures["bounds"], case["scope"] == "unknown" or case.get("outcome") == "unknown"))
    nets = [figures["net"] for _case, figures in measured]
    totals = [figures["total"] for _case, figures in measured]
    result = from_counts(
        nets,
        doubts,
        limit=limit,
        share_percent=share_percent,
        mean_days=mean_days,
        min_cases=min_cases,
    )
    # 'f = open in-scope applications that have not missed (incomplete ones too), v = those that have; gone
    # and held-out ones in neither, and both 0 once A is after the period's last day'
    v = opened["overdue"] - lettered if as_of <= last else 0
    f = opened["incomplete"] + opened["running"] + opened["paused"] - v if as_of <= last else 0
    n, u = result["decided"], result["under_limit"]
    return result | {
        "mean_total_days": Fraction(sum(totals), n) if n else None,
        "paused_days": {kind: sum(figures["paused"][kind] for _case, figures in measured) for kind in KINDS},
        "start_assumed": sum(1 for case, _figures in measured if case.get("start_assumed", False)),
        "type_unknown": sum(1 for case, _figures in measured if case.get("application_type", "") is None),
        # 'the open overdue ones added as misses'
        "share_if_overdue_counted": ratio(u, n + opened["overdue"]),
        "out_of_scope": dict(out_of_scope),
        "scope_unknown": scope_unknown,
        "held_out": dict(held_out),
        "closed_without_decision": closed,
        "open": opened,
        "outlook": outlook(n, u, f, v, share_percent),
    }
