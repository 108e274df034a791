"""What a point of the trend says, and by which rule: read by the picture, its text and the workbook alike."""

from collections.abc import Sequence
from itertools import groupby

from casewatch.language import _
from casewatch.report.data import Goals, Question, Trend, TrendPoint
from casewatch.report.words.headlines import dated_sentence
from casewatch.report.words.numbers import capital, cases_in_words, joined, limit_text, under_text
from casewatch.report.words.periods import month_in_words


def goals_at(context: Question, point: TrendPoint) -> Goals:
    """The limit and targets the point is measured by."""
    return point.goals or context.goals


def rules_drawn(context: Question, trends: Sequence[Trend]) -> list[tuple[TrendPoint, Goals]]:
    """Each rule version that points are measured by, with the first of them; the oldest first."""
    by_day = sorted({point.day: point for trend in trends for point in trend.points}.values(), key=lambda p: p.day)
    groups = groupby(by_day, key=lambda point: (point.rule_version, goals_at(context, point)))
    return [(next(points), goals) for (_version, goals), points in groups]


def goals_words(goals: Goals) -> str:
    """``under 10 dager, minst 80 %``."""
    return _("{limit}, minst {share}\u00a0%").format(limit=under_text(goals), share=goals.share_percent)


def trend_subtitle(context: Question, trends: Sequence[Trend], counted: str) -> str:
    """What the points are (`counted`: the cases in words), and by which rules where the rule has changed."""
    text = _("Andel {cases} avgjort på {limit}. Hvert punkt gjelder de siste 12 månedene.")
    rules = rules_drawn(context, trends)
    if len(rules) < 2:
        return text.format(cases=counted, limit=limit_text(context))
    told = [
        _("fra {month} {goals}").format(month=month_in_words(first.day), goals=goals_words(goals))
        for first, goals in rules
    ]
    text = _(
        "Andel {cases} avgjort innen grensen. Hvert punkt gjelder de siste 12 månedene, etter regelen da: {rules}."
    )
    return text.format(cases=counted, rules=joined(told))


def trend_as_of_sentence(context: Question, trends: Sequence[Trend]) -> str:
    """The day of the figures, and how many cases its points lack since they were erased."""
    erased = sum(max((point.forgotten for point in trend.points), default=0) for trend in trends)
    if not erased:
        return dated_sentence(context)
    text = _("{cases} som var kjent før, er slettet siden (forget) og er ikke med i punktene.")
    return f"{dated_sentence(context)} {text.format(cases=capital(cases_in_words(erased)))}"
