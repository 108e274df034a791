"""The flat table for reporting tools: one indicator of one municipality in one period a row, stable in its columns."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from casewatch.core.verdict import verdict_of

FLAT_COLUMNS = ("indicator", "municipality", "period", "value", "met", "certain", "too_few", "n", "verdict")

#: Indicators with a target, and the field of ``assess`` that each part of a row is.
_WITH_TARGET = {
    "share_under_limit": ("share", "share_met", "share_certain"),
    "mean_days": ("mean_days", "mean_met", "mean_certain"),
}
#: Fields of ``assess`` that are a row of their own, without a target.
_FIGURES = (
    "median_days",
    "p80_days",
    "max_days",
    "mean_total_days",
    "decided",
    "under_limit",
    "scope_unknown",
    "closed_without_decision",
)
#: Of the open applications at the as-of day, whatever the period.
_OPEN = ("running", "paused", "incomplete", "overdue", "at_risk")


def flat_rows(documents: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Rows of documents of ``assess``, in their order; the pooled line is left out, so that nothing is summed twice.

    ``n`` is the number measured, ``value`` null where there is none; ``met`` and ``certain`` are null where an
    indicator has no target; so is ``verdict``, what may be said of the target with the unclear applications counted.
    """
    return [
        dict(zip(FLAT_COLUMNS, (name, result["municipality"], document["period"], *values), strict=True))
        for document in documents
        for result in document["results"]
        for name, values in _rows(result)
    ]


def _rows(result: Mapping[str, Any]) -> Iterable[tuple[str, tuple[Any, ...]]]:
    verdict = verdict_of(result)
    judged = {"share_under_limit": verdict.share, "mean_days": verdict.mean}
    beside = (result["too_few"], result["decided"])
    for name, (value, met, certain) in _WITH_TARGET.items():
        yield name, (result[value], result[met], result[certain], *beside, judged[name].kind)
    for name in _FIGURES:
        yield name, (result[name], None, None, *beside, None)
    yield "held_out", (sum(result["held_out"].values()), None, None, *beside, None)
    for name in _OPEN:
        yield f"open_{name}", (result["open"][name], None, None, *beside, None)
