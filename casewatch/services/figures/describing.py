"""From what was measured to what the reports are handed: contexts, dots, points, ages."""

from calendar import monthrange
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

import numpy as np

from casewatch.core.cases import NO, UNKNOWN, YES, Bools
from casewatch.core.clock import STATES, Milestones
from casewatch.core.indicator import Figure
from casewatch.core.periods import Period, twelve_months_to
from casewatch.core.rules import RuleSet
from casewatch.core.verdict import judge
from casewatch.report.data import Ages, Dot, Goals, OpenCase, Question, Trend, TrendPoint
from casewatch.services.asking.selecting import Frame, Looks
from casewatch.services.figures.assess import Assessment

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


def question_of(found: Assessment) -> Question:
    """The question behind a report."""
    return question_at(found.frame, found.period, found.known_at)


def question_at(found: Frame, period: Period, known_at: datetime | None, now: Frame | None = None) -> Question:
    """A look at a period as the reports speak of it; `now`: the look at what is open, where a report shows that too."""
    rule = found.ruling.rule
    return Question(
        goals=goals_of(rule),
        rule=rule.id,
        rule_name=rule.name,
        rule_version=rule.version,
        period=period.name,
        start=period.first,
        end=period.last,
        as_of=found.as_of,
        known_at=known_at,
        official=found.ruling.official,
        forgotten=sum(found.known.forgotten.get(number, 0) for number in found.ruling.numbers),
        goals_now=None if now is None or now.ruling.rule == rule else goals_of(now.ruling.rule),
    )


def dots(found: Frame, period: Period, now: Frame) -> dict[str, tuple[Dot, ...]]:
    """Per municipality the measured applications of the period and the open complete ones, in scope.

    The open ones are those of `now`: today's cases beside a past period count by the rule in force today.
    """
    measures, m = found.measures, found.measures.milestones
    first, last = np.datetime64(period.first, "D"), np.datetime64(period.last, "D")
    decided = measures.has_days & ~m.open & (m.decision >= first) & (m.decision <= last)
    waiting = now.measures.has_days_left
    return {
        number: tuple(sorted((*_dots(found, number, decided), *_dots(now, number, waiting)), key=lambda dot: dot.days))
        for number in found.ruling.numbers
    }


def _dots(found: Frame, number: str, rows: Bools) -> Iterator[Dot]:
    """Of the chosen applications of a municipality those that count."""
    a, limit = found.applications, found.ruling.rule.targets.limit_days
    m = found.measures.milestones
    for row, days in _days(found, number, rows & (found.scope.counts == YES)):
        letter = bool(m.open[row] and m.letter[row])
        yield Dot(a.case_no[row], days, not m.open[row], days < limit, int(a.application_no[row]), letter)


def _days(found: Frame, number: str, rows: Bools) -> Iterator[tuple[int, int]]:
    """Row and net days of the chosen applications of a municipality, shortest first."""
    places = found.applications.municipalities
    if number in places:
        mine = np.flatnonzero(rows & (found.applications.municipality == places.index(number)))
        order = np.argsort(found.measures.net[mine], kind="stable")
        for row in mine[order].tolist():
            yield row, int(found.measures.net[row])


def end_of(m: Milestones, row: int) -> dict[str, Any]:
    """How an application ended, as a :class:`TimelineChart` has it: ``ended``, ``sent`` and ``unsent``.

    By what had happened, not by its state: one that was decided may be shown as incomplete, or run until the decision
    goes out.
    """
    decision: date | None = m.decision[row].item()
    end: date = m.end[row].item()
    runs = bool(m.open[row])
    return {
        "ended": m.closed[row].item() or decision,
        "sent": end if decision and not runs and end != decision else None,
        "unsent": bool(decision and runs),
    }


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
                letter=bool(measures.milestones.letter[row]),
            )
            for row in np.flatnonzero(mine).tolist()
        )
        rows.append(Ages(place.number, place.name, cases))
    return tuple(rows)


def trends(looks: Looks) -> tuple[Trend, ...]:
    """Per municipality the rolling 12 months at the same day of each month, oldest first, the as-of day last.

    Each point is what ``assess`` says as of its day, by the rule version in force then.
    """
    places = looks.rules.municipalities
    points: list[list[TrendPoint]] = [[] for _place in places]
    for months in range(TREND_MONTHS - 1, -1, -1):
        day = _months_before(looks.as_of, months)
        found, erased = looks.look(day), looks.known.erased.since(day)
        for place, row, figure in zip(places, points, found.figures(twelve_months_to(day)), strict=False):
            row.append(_point(day, figure, found.ruling.rule, erased.get(place.number, 0)))
    return tuple(Trend(place.number, place.name, tuple(row)) for place, row in zip(places, points, strict=True))


def _point(day: date, figure: Figure, rule: RuleSet, forgotten: int) -> TrendPoint:
    share = judge(figure).share
    return TrendPoint(
        day=day,
        n=figure.measured,
        u=figure.under,
        verdict=share.kind,
        turned_by=share.turned_by,
        scope_unknown=figure.scope_unknown,
        held_out=sum(figure.held_out.values()),
        goals=goals_of(rule),
        rule_version=rule.version,
        forgotten=forgotten,
    )


def _months_before(day: date, months: int) -> date:
    """The same day some months earlier; the month's last where it is shorter."""
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
