"""What the pictures draw, as tables: the cases of a strip, the open ones by age, the trend."""

from collections.abc import Iterable, Sequence

from casewatch.language import _
from casewatch.report.data import Ages, Dot, OpenCase, Question, Trend, TrendPoint
from casewatch.report.tables.table import DASH, Column, Rounded, Table
from casewatch.report.words.codes.applications import STATE
from casewatch.report.words.numbers import capital, limit_text, over_text, share_of
from casewatch.report.words.periods import month_in_words
from casewatch.report.words.reasons import letter_words
from casewatch.report.words.trend import goals_at, goals_words, rules_drawn
from casewatch.report.words.verdicts import has_share, point_in_words, share_goal


def by_days(dots: Iterable[Dot]) -> list[Dot]:
    """Decided ones first, each part in rising order."""
    return sorted(dots, key=lambda dot: (not dot.decided, dot.days, dot.case_no))


def dots_table(context: Question, dots: Iterable[Dot]) -> Table:
    """A row a case, in the order handed in."""
    return Table.of(
        "stripe",
        _("Sakene i bildet, avgjorte først"),
        [
            Column(_("Sak"), lambda dot: dot.case_no),
            Column(_("Tellende dager"), lambda dot: dot.days, number=True),
            Column(_("Status"), lambda dot: _status(context, dot)),
        ],
        dots,
    )


def _status(context: Question, dot: Dot) -> str:
    if not dot.decided:
        if dot.under:
            return _("venter, under grensen")
        return _("venter, over grensen") + (f" ({letter_words()})" if dot.letter else "")
    limit = limit_text(context) if dot.under else over_text(context)
    return _("avgjort, {limit}").format(limit=limit)


def longest_first(cases: Iterable[OpenCase]) -> list[OpenCase]:
    """Most counted days first, among equals the longest since receipt, then by case number."""
    return sorted(
        cases, key=lambda case: (1 if case.days is None else -case.days, -(case.total_days or 0), case.case_no)
    )


def ages_table(rows: Sequence[Ages], *, places: bool) -> Table:
    """A row an open case; with a column of municipalities if there are to be `places`."""
    return Table.of(
        "apne-saker",
        _("Åpne saker, flest tellende dager først"),
        [
            Column(_("Kommune"), lambda one: one[0]) if places else None,
            Column(_("Sak"), lambda one: one[1].case_no),
            Column(_("Tellende dager"), lambda one: DASH if one[1].days is None else one[1].days, number=True),
            Column(
                _("Kalenderdager fra mottatt"),
                lambda one: DASH if one[1].total_days is None else one[1].total_days,
                number=True,
            ),
            Column(_("Tilstand"), lambda one: STATE(one[1].state)),
            Column(_("Over grensen"), lambda one: _over(one[1])),
            Column(_("Teller i målet"), lambda one: _("uavklart") if one[1].scope_unknown else _("ja")),
        ],
        [(row.name, case) for row in rows for case in longest_first(row.cases)],
    )


def _over(case: OpenCase) -> str:
    if not case.over:
        return _("nei")
    return _("ja") + (f" ({letter_words()})" if case.letter else "")


def trend_table(context: Question, trends: Sequence[Trend], *, places: bool = True) -> Table:
    """A row per municipality and month, oldest first; with the rule of each where it has changed."""
    changed = len(rules_drawn(context, trends)) > 1

    def share(one: tuple[str, TrendPoint]) -> str | Rounded:
        point = one[1]
        return share_of(point.u, point.n, goals_at(context, point)) if has_share(point) else DASH

    return Table.of(
        "utvikling",
        _("Tolv måneder om gangen"),
        [
            Column(_("Kommune"), lambda one: one[0], width=21) if places else None,
            Column(_("Tolv måneder til og med"), lambda one: one[1].day, width=14),
            Column(_("Måned"), lambda one: month_in_words(one[1].day), width=17),
            Column(_("Avgjort"), lambda one: one[1].n, True, 9),
            Column(_("Under grensen") if changed else capital(limit_text(context)), lambda one: one[1].u, True, 11),
            Column(_("Uavklart"), lambda one: one[1].scope_unknown + one[1].held_out, True, 9),
            Column(_("Andel under"), share, True, 9),
            Column(
                _("Målet om andel") if changed else capital(share_goal(context)),
                lambda one: point_in_words(one[1]),
                width=26,
            ),
            Column(_("Regelen da"), lambda one: goals_words(goals_at(context, one[1])), width=30) if changed else None,
        ],
        [(trend.name, point) for trend in trends for point in trend.points],
    )
