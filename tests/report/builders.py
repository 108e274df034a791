"""Plain data for the reports' tests: results in the shape of ``assess``, and the cases behind them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from casewatch.report.data import Dot, Goals, Question, StripRow, Trend, TrendPoint

CONTEXT = Question(
    goals=Goals(limit_days=10, share_percent=80, mean_days=21),
    rule="vedlegg1",
    rule_name="Vedlegg 1",
    rule_version="2021-01-01 3f2a9c",
    period="12m",
    start=date(2025, 11, 24),
    end=date(2026, 11, 23),
    as_of=date(2026, 11, 23),
)
#: The nine and two cases of the picture that everybody knows: 185 days in all.
GRUE = (3, 4, 5, 5, 6, 7, 8, 8, 9, 34, 96)


def context(**changes: Any) -> Question:
    """The usual question, with other goals or another period."""
    goals = {name: changes.pop(name) for name in list(changes) if hasattr(CONTEXT.goals, name)}
    return replace(CONTEXT, goals=replace(CONTEXT.goals, **goals), **changes)


def result(name: str, days: tuple[int, ...], **changes: Any) -> dict[str, Any]:
    """A figure over these cases with the limit 10 and the targets 80 % and 21; all else as if nothing were amiss.

    ``overdue`` open cases have missed. ``share`` and ``mean`` name a verdict other than the cases' own, such as
    ``unclear``, which then all unclear cases decide (else ``share_turned_by``, ``mean_turned_by``, ``both_turned_by``).
    """
    n, u = len(days), sum(day < 10 for day in days)
    over = changes.pop("overdue", 0)
    share = changes.pop("share", _kind(n, 100 * u >= 80 * n))
    mean = changes.pop("mean", _kind(n, sum(days) <= 21 * n))
    unclear = changes.get("scope_unknown", 0) + sum(changes.get("held_out", {}).values())
    kinds = {share, mean}
    goal = share if len(kinds) == 1 else next(kind for kind in ("missed", "unclear") if kind in kinds)
    base: dict[str, Any] = {
        "municipality": "3417",
        "name": name,
        "last_import": "2026-11-23T06:40:12Z",
        "decided": n,
        "under_limit": u,
        "sum_days": sum(days),
        "median_days": sorted(days)[n // 2] if n else None,
        "p80_days": sorted(days)[-(-4 * n // 5) - 1] if n else None,
        "max_days": max(days, default=None),
        "mean_total_days": 31.5 if n else None,
        "paused_days": {"hearing": 40},
        "start_assumed": 0,
        "type_unknown": 0,
        "out_of_scope": {"within_plan": 3},
        "scope_unknown": 0,
        "held_out": {},
        "closed_without_decision": 1,
        "open": {
            **{"incomplete": 3, "running": 4, "paused": 2, "overdue": over, "at_risk": 1},
            **{"gone": 0, "held_out": 0, "scope_unknown": 0},
        },
        "rejected_pending": 0,
        "outlook": {
            "misses_left": max(0, 100 * u // 80 - n - over),
            "needed_under_limit": max(0, -((100 * u - 80 * (n + over)) // 20)),
            "reachable": True,
        },
        "share_range_counts": [[u, n], [u, n]],
        "mean_range_counts": [[sum(days), n], [sum(days), n]] if n else [None, None],
        "share_turned_by": unclear,
        "mean_turned_by": unclear,
        "verdict": {
            **{"share": share, "mean": mean, "goal": goal, "goal_turned_by": changes.pop("both_turned_by", unclear)},
            **{"unclear": unclear, "waiting": 9 - over, "waiting_over": over},
            "loses": share == "met" and 100 * u < 80 * (n + over),
        },
    }
    told = base | changes
    outlook = told["outlook"] or {}
    ahead = {"misses_left": outlook.get("misses_left", 0), "needed": outlook.get("needed_under_limit")}
    told["verdict"] = {"may_lose": False, **ahead, "reachable": outlook.get("reachable"), **told["verdict"]}
    return told


def _kind(n: int, met: bool) -> str:
    if not n:
        return "none"
    if n < 5:
        return "too_few"
    return "met" if met else "missed"


def pooled(days: tuple[int, ...], **changes: Any) -> dict[str, Any]:
    """The region's line: no verdict and no outlook."""
    kind = "pooled" if days else "none"
    return result("Alle", days, **({"share": kind, "mean": kind, "outlook": None} | changes))


def strip(name: str, days: tuple[int, ...], waiting: tuple[int, ...] = (), limit: int = 10, **changes: Any) -> StripRow:
    """A figure and its marks."""
    dots = [Dot(f"2026/{number}", day, True, day < limit) for number, day in enumerate(days)]
    dots += [Dot(f"2026/9{number}", day, False, day < limit) for number, day in enumerate(waiting)]
    return StripRow(result(name, days, overdue=sum(day >= limit for day in waiting), **changes), tuple(dots))


def months(number: int) -> list[date]:
    """The 23rd of so many months up to November 2026, oldest first."""
    last = 2026 * 12 + 10
    return [date(month // 12, month % 12 + 1, 23) for month in range(last - number + 1, last + 1)]


def trend(name: str, counts: list[tuple[int, int]], **last: Any) -> Trend:
    """Monthly points of (under, measured); ``last`` changes the newest of them."""
    points = [
        TrendPoint(day, n, u, _kind(n, 100 * u >= 80 * n))
        for day, (u, n) in zip(months(len(counts)), counts, strict=True)
    ]
    if last and points:
        points[-1] = replace(points[-1], **last)
    return Trend("3417", name, tuple(points))


def interval(
    start: date, stop: date, why: str, party: str | None = None, counted: bool | None = None
) -> dict[str, Any]:
    """One interval as ``explain`` gives it."""
    runs = why == "running" if counted is None else counted
    return {
        "from": start.isoformat(), "to": stop.isoformat(), "days": (stop - start).days, "counted": runs, "why": why,
        "party": party, "from_source": None, "to_source": None,
    }  # fmt: skip
