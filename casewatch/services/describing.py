"""From what was measured to what the reports are handed: contexts, dots, points, ages."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator
from datetime import date

import numpy as np

from casewatch.core.cases import NO, UNKNOWN, YES
from casewatch.core.clock import STATES
from casewatch.core.indicator import Figure
from casewatch.core.periods import Period, twelve_months_to
from casewatch.core.rules import RuleSet
from casewatch.report.data import Ages, Context, Dot, Goals, OpenCase, Trend, TrendPoint
from casewatch.services.assess import Assessment
from casewatch.services.selecting import Frame, Known

#: How many months a trend goes back, the as-of day's own point included.
TREND_MONTHS = 25


def goals_of(rule: RuleSet) -> Goals:
    """The limit and the targets a rule's sentences speak by."""
    targets = rule.targets
    return Goals(
        limit_days=targets.limit_days,
        share_percent=targets.share_percent,
        mean_days=targets.mean_days,
        min_cases=targets.min_cases,
        day_count=rule.day_count,
    )


def report_context(found: Assessment) -> Context:
    """The question behind a report."""
    rule = found.frame.ruling.rule
    return Context(
        goals=goals_of(rule),
        rule=rule.id,
        rule_name=rule.name,
        rule_version=rule.version,
        period=found.period.name,
        start=found.period.first,
        end=found.period.last,
        as_of=found.frame.as_of,
        known_at=found.known_at,
        official=found.frame.ruling.official,
    )


def dots(found: Frame, period: Period) -> dict[str, tuple[Dot, ...]]:
    """Per municipality the measured applications of the period and the open complete ones, in scope."""
    measures, m = found.measures, found.measures.milestones
    first, last = np.datetime64(period.first, "D"), np.datetime64(period.last, "D")
    limit = found.ruling.rule.targets.limit_days
    into = measures.has_days & (found.scope.counts == YES)
    decided = into & ~m.open & (m.decision >= first) & (m.decision <= last)
    waiting = into & measures.has_days_left
    a = found.applications
    return {
        number: tuple(
            Dot(a.case_no[row], days, bool(decided[row]), days < limit, int(a.application_no[row]))
            for row, days in _days(found, number, decided | waiting)
        )
        for number in found.ruling.numbers
    }


def _days(found: Frame, number: str, rows: np.ndarray[tuple[int], np.dtype[np.bool_]]) -> Iterator[tuple[int, int]]:
    """Row and net days of the chosen applications of a municipality, shortest first."""
    places = found.applications.municipalities
    if number in places:
        mine = np.flatnonzero(rows & (found.applications.municipality == places.index(number)))
        order = np.argsort(found.measures.net[mine], kind="stable")
        for row in mine[order].tolist():
            yield row, int(found.measures.net[row])


def ages(found: Frame) -> tuple[Ages, ...]:
    """Per municipality the open applications that count, or may count, in the indicator."""
    a, measures = found.applications, found.measures
    shown = measures.milestones.open & (found.scope.counts != NO) & ~np.isnat(a.received)
    rows = []
    for place in found.ruling.municipalities:
        mine = shown & (
            a.municipality == a.municipalities.index(place.number)
            if place.number in a.municipalities
            else np.zeros(len(a), bool)
        )
        cases = tuple(
            OpenCase(
                case_no=a.case_no[row],
                state=STATES[measures.state[row]],
                days=int(measures.net[row]) if measures.has_days[row] else None,
                total_days=int(measures.total[row]) if measures.total[row] >= 0 else None,
                over=bool(measures.overdue[row]),
                scope_unknown=bool(found.scope.counts[row] == UNKNOWN),
                application_no=int(a.application_no[row]),
            )
            for row in np.flatnonzero(mine).tolist()
        )
        rows.append(Ages(place.number, place.name, cases))
    return tuple(rows)


def trends(known: Known, found: Frame) -> tuple[Trend, ...]:
    """Per municipality the rolling 12 months at the same day of each month, oldest first, the as-of day last."""
    points: list[list[TrendPoint]] = [[] for _place in found.ruling.municipalities]
    for months in range(TREND_MONTHS - 1, -1, -1):
        day = _months_before(found.as_of, months)
        frame = found if months == 0 else known.as_of(day)
        for row, figure in zip(points, frame.figures(twelve_months_to(day)), strict=False):
            row.append(_point(day, figure))
    return tuple(
        Trend(place.number, place.name, tuple(row))
        for place, row in zip(found.ruling.municipalities, points, strict=True)
    )


def _point(day: date, figure: Figure) -> TrendPoint:
    return TrendPoint(
        day=day,
        n=figure.measured,
        u=figure.under,
        share_met=figure.share_met,
        certain=figure.share_certain,
        too_few=figure.too_few,
        scope_unknown=figure.scope_unknown,
        held_out=sum(figure.held_out.values()),
    )


def _months_before(day: date, months: int) -> date:
    """The same day some months earlier; the month's last where it is shorter."""
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
