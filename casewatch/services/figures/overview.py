"""What a manager and the region see of a period: figures, pictures, what will miss, what waits, comparability."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from casewatch.core.cases import NO, Bools
from casewatch.core.periods import twelve_months_to
from casewatch.documents.cases import CaseRow
from casewatch.documents.figures import QualityResult, Result
from casewatch.report.data import Ages, Question, StripRow, Trend
from casewatch.services.asking.context import Context
from casewatch.services.asking.selecting import Frame, Ruling, Selectors, looks
from casewatch.services.figures.assess import assess_frame
from casewatch.services.figures.describing import ages, dots, question_at, trends
from casewatch.services.figures.listing import case_rows, of_asked_municipalities
from casewatch.services.figures.quality import quality_of_frame


@dataclass(frozen=True)
class Comparison:
    """Municipalities beside each other. `qualities`: number -> what is known of its exports, as in ``quality``."""

    context: Question
    rows: tuple[StripRow, ...]  # by name
    region: Result
    qualities: Mapping[str, QualityResult]
    ruling: Ruling  # of the period

    @property
    def results(self) -> list[Result]:
        """The figures, by name."""
        return [row.result for row in self.rows]


@dataclass(frozen=True)
class Overview:
    """One municipality. The cases are rows of ``cases``, all of them open and such that they count or may count.

    What is open, and the trend, are looks of their own: they count by the rule version of the as-of day, and are spoken
    of with `now`.
    """

    context: Question
    now: Question
    row: StripRow
    quality: QualityResult
    soon: tuple[CaseRow, ...]  # near the limit, fewest days left first; then over it, longest first
    waiting: tuple[CaseRow, ...]  # all open ones, longest since receipt first
    ages: Ages
    trend: Trend

    @property
    def result(self) -> Result:
        """Its figure."""
        return self.row.result


def comparison(context: Context, asked: Selectors) -> Comparison:
    """The municipalities asked for. Raises CasewatchError for a period or municipality that is none."""
    period = asked.period_or_default()
    all_known = looks(context, asked)
    found, now = all_known.look(asked.as_of, period), all_known.look(asked.as_of)
    assessed = assess_frame(found, asked, period)
    drawn = dots(found, period, now)
    rows = [StripRow(result, drawn[str(result["municipality"])]) for result in assessed.results]
    told = quality_of_frame(context, found, asked, period)
    return Comparison(
        context=question_at(found, period, asked.known_at, now),
        rows=tuple(sorted(rows, key=lambda row: str(row.result["name"]))),
        region=assessed.document["region"],
        qualities={result["municipality"]: result for result in told.results},
        ruling=found.ruling,
    )


def overview(context: Context, asked: Selectors, number: str) -> Overview:
    """One municipality, by its number. Raises as `comparison` does."""
    asked = replace(asked, municipalities=(number,))
    period = asked.period_or_default()
    all_known = looks(context, asked)
    found, now = all_known.look(asked.as_of, period), all_known.look(asked.as_of)
    assessed = assess_frame(found, asked, period)
    (result,) = assessed.results
    (quality,) = quality_of_frame(context, found, asked, period).results
    (trend,) = trends(all_known)
    (of_ages,) = ages(now)
    waiting = case_rows(now, np.flatnonzero(_waiting(now)))
    near = [row for row in waiting if row["at_risk"] and not row["overdue"]]
    over = [row for row in waiting if row["overdue"]]
    return Overview(
        context=question_at(found, period, asked.known_at, now),
        now=question_at(now, twelve_months_to(asked.as_of), asked.known_at),
        row=StripRow(result, dots(found, period, now)[number]),
        quality=quality,
        soon=(
            *sorted(near, key=lambda row: row["days_left"] or 0),
            *sorted(over, key=lambda row: -(row["net_days"] or 0)),
        ),
        waiting=tuple(sorted(waiting, key=lambda row: -(row["total_days"] or 0))),
        ages=of_ages,
        trend=trend,
    )


def _waiting(found: Frame) -> Bools:
    """Open applications that count or may count, and whose receipt is known."""
    m = found.measures.milestones
    rows: Bools = (
        m.open & (found.scope.counts != NO) & ~np.isnat(found.applications.received) & of_asked_municipalities(found)
    )
    return rows
