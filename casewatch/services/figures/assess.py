"""The indicator, per municipality and pooled, in the shape of the contract."""

from dataclasses import dataclass
from datetime import UTC, datetime
from fractions import Fraction

from casewatch.core.indicator import Figure
from casewatch.core.periods import Period
from casewatch.core.verdict import judge, verdict_of
from casewatch.documents.figures import Asked, AssessmentDocument, CountedFigure, Result
from casewatch.services.asking.context import Context
from casewatch.services.asking.selecting import Frame, Selectors, frame


@dataclass(frozen=True)
class Assessment:
    """The answer: the JSON of ``assess``, and the frame and period it was counted from."""

    document: AssessmentDocument
    frame: Frame
    period: Period
    known_at: datetime | None = None

    @property
    def results(self) -> list[Result]:
        """One result per municipality."""
        return self.document["results"]

    @property
    def missed_for_certain(self) -> bool:
        """Whether a municipality missed one of its targets for certain, with enough cases to say so."""
        return any(verdict_of(result).goal.kind == "missed" for result in self.results)


def assess(context: Context, asked: Selectors) -> Assessment:
    """The indicator for the period asked for (the last 12 months without one)."""
    period = asked.period_or_default()
    return assess_frame(frame(context, asked), asked, period)


def assess_frame(found: Frame, asked: Selectors, period: Period) -> Assessment:
    """The indicator of applications that are measured already."""
    *each, pooled = found.figures(period)
    seen = found.known
    results: list[Result] = [
        {
            "municipality": place.number,
            "name": place.name,
            "last_import": timestamp(seen.last_import.get(place.number)),
            **figure_json(figure, seen.rejected_pending.get(place.number, 0)),
            "forgotten": seen.forgotten.get(place.number, 0),
        }
        for place, figure in zip(found.ruling.municipalities, each, strict=True)
    ]
    numbers = found.ruling.numbers
    newest = [moment for number in numbers if (moment := seen.last_import.get(number))]
    region: Result = {
        "municipality": None,
        "name": None,
        "last_import": timestamp(max(newest, default=None)),
        **figure_json(pooled, sum(seen.rejected_pending.get(number, 0) for number in numbers), pooled=True),
        # no verdict: it is not a target
        "share_met": None,
        "mean_met": None,
        "share_certain": None,
        "mean_certain": None,
        "share_turned_by": None,
        "mean_turned_by": None,
        "outlook": None,
        "forgotten": sum(seen.forgotten.get(number, 0) for number in numbers),
    }
    document: AssessmentDocument = {
        **asked_of(found, asked, period),
        "official": found.ruling.official,
        "results": results,
        "region": region,
    }
    return Assessment(document, found, period, asked.known_at)


def asked_of(found: Frame, asked: Selectors, period: Period) -> Asked:
    """The fields of a document that say what was asked."""
    return {
        "rule": found.ruling.rule.id,
        "rule_version": found.ruling.rule.version,
        "as_of": found.as_of.isoformat(),
        "known_at": None if asked.known_at is None else asked.known_at.isoformat(),
        "period": period.name,
        "from": period.first.isoformat(),
        "to": period.last.isoformat(),
    }


def figure_json(figure: Figure, rejected_pending: int, *, pooled: bool = False) -> CountedFigure:
    """A figure in the contract's shape; shares and means rounded to 4 decimals for show. New fields come last."""
    interval = figure.share_interval
    return {
        "decided": figure.measured,
        "under_limit": figure.under,
        "share": rounded(figure.share),
        "share_interval": None if interval is None else [round(end, 4) for end in interval],
        "share_met": figure.share_met,
        "share_range": [rounded(end) for end in figure.share_range],
        "share_certain": figure.share_certain,
        "mean_certain": figure.mean_certain,
        "sum_days": figure.sum_days,
        "mean_days": rounded(figure.mean_days),
        "mean_met": figure.mean_met,
        "median_days": whole(figure.median_days),
        "p80_days": figure.p80_days,
        "max_days": figure.max_days,
        "mean_total_days": rounded(figure.mean_total_days),
        "paused_days": figure.paused_days,
        "too_few": figure.too_few,
        "start_assumed": figure.start_assumed,
        "type_unknown": figure.type_unknown,
        "share_if_overdue_counted": rounded(figure.share_if_overdue_counted),
        "out_of_scope": figure.out_of_scope,
        "scope_unknown": figure.scope_unknown,
        "held_out": figure.held_out,
        "closed_without_decision": figure.closed_without_decision,
        "open": figure.open,
        "rejected_pending": rejected_pending,
        "outlook": figure.outlook,
        "share_range_counts": [list(figure.unclear.worst), list(figure.unclear.best)],
        "mean_range": [rounded(end) for end in figure.mean_range],
        "share_turned_by": figure.share_turned_by,
        "mean_turned_by": figure.mean_turned_by,
        "mean_range_counts": [
            None if end is None else list(end) for end in (figure.unclear.least_mean, figure.unclear.greatest_mean)
        ],
        "verdict": judge(figure, pooled=pooled).document(),
    }


def rounded(value: Fraction | float | None) -> float | None:
    """Four decimals, for show."""
    return None if value is None else round(float(value), 4)


def whole(value: Fraction | None) -> int | float | None:
    """A whole number where it is one (a median of 8, or of 8.5)."""
    if value is None:
        return None
    return int(value) if value.denominator == 1 else float(value)


def timestamp(moment: datetime | None) -> str | None:
    """UTC with ``Z``, to the second."""
    return None if moment is None else f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
