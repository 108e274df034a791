"""Documents as tables: one indicator of one municipality in one period a row for reporting tools, and CSV."""

from collections.abc import Iterable, Iterator, Mapping

from casewatch.core.verdict import verdict_of
from casewatch.documents.figures import AssessmentDocument, IndicatorRow, Result, VerdictKind

FLAT_COLUMNS = tuple(IndicatorRow.__annotations__)
#: Fields of two ends, of counts by reason, and what a table has no column for.
_RANGES = ("share_interval", "share_range", "mean_range")
_REASONS = ("out_of_scope", "held_out")
_NO_COLUMN = ("share_range_counts", "mean_range_counts")


def flat_rows(documents: Iterable[AssessmentDocument]) -> list[IndicatorRow]:
    """Rows of documents of ``assess``, in their order; the pooled line is left out, so that nothing is summed twice.

    ``n`` is the number measured, ``value`` null where there is none; ``met`` and ``certain`` are null where an
    indicator has no target; so is ``verdict``, what may be said of the target with the unclear applications counted.
    """
    return [row for document in documents for each in document["results"] for row in _rows(each, document["period"])]


def _rows(result: Result, period: str) -> Iterator[IndicatorRow]:
    verdict, waiting = verdict_of(result), result["open"]

    def row(
        name: str,
        value: float | None,
        met: bool | None = None,
        certain: bool | None = None,
        kind: VerdictKind | None = None,
    ) -> IndicatorRow:
        return {
            "indicator": name,
            "municipality": str(result["municipality"]),
            "period": period,
            "value": value,
            "met": met,
            "certain": certain,
            "too_few": result["too_few"],
            "n": result["decided"],
            "verdict": kind,
        }

    yield row("share_under_limit", result["share"], result["share_met"], result["share_certain"], verdict.share.kind)
    yield row("mean_days", result["mean_days"], result["mean_met"], result["mean_certain"], verdict.mean.kind)
    yield row("median_days", result["median_days"])
    yield row("p80_days", result["p80_days"])
    yield row("max_days", result["max_days"])
    yield row("mean_total_days", result["mean_total_days"])
    yield row("decided", result["decided"])
    yield row("under_limit", result["under_limit"])
    yield row("scope_unknown", result["scope_unknown"])
    yield row("closed_without_decision", result["closed_without_decision"])
    yield row("held_out", sum(result["held_out"].values()))
    # of the open applications at the as-of day, whatever the period
    yield row("open_running", waiting["running"])
    yield row("open_paused", waiting["paused"])
    yield row("open_incomplete", waiting["incomplete"])
    yield row("open_overdue", waiting["overdue"])
    yield row("open_at_risk", waiting["at_risk"])


def assess_rows(document: AssessmentDocument) -> tuple[list[str], list[dict[str, object]]]:
    """Names and rows of ``assess --format csv``: one row per municipality and last the pooled one."""
    shared = {name: value for name, value in document.items() if name not in ("results", "region")}
    lines = [*((False, each) for each in document["results"]), (True, document["region"])]
    return spelled_out([{**shared, "region": pooled, **line} for pooled, line in lines])


def spelled_out(documents: Iterable[Mapping[str, object]]) -> tuple[list[str], list[dict[str, object]]]:
    """Names and rows of documents as CSV: nested values become columns such as ``open_running``; reasons and ranges
    are spelled out."""
    rows = [dict(cell for name, value in each.items() for cell in _cells(name, value)) for each in documents]
    return list(dict.fromkeys(name for row in rows for name in row)), rows


def _cells(name: str, value: object) -> Iterator[tuple[str, object]]:
    if name in _NO_COLUMN:
        return
    if name in _RANGES:
        low, high = value if isinstance(value, list) else (None, None)
        yield from ((f"{name}_low", low), (f"{name}_high", high))
    elif isinstance(value, dict) and name in _REASONS:
        yield name, sum(value.values())
        yield f"{name}_reasons", ";".join(f"{reason}={count}" for reason, count in value.items())
    elif isinstance(value, dict):
        yield from ((f"{name}_{key}", part) for key, part in value.items())
    elif isinstance(value, list):
        yield name, ";".join(value)
    elif name != "outlook":  # the pooled line has none
        yield name, value
