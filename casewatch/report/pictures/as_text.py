"""The charts in words: everything a picture shows, as plain text with its tables, for those who do not see it."""

from __future__ import annotations

from collections.abc import Sequence

from casewatch.core.verdict import verdict_of
from casewatch.documents.figures import Result
from casewatch.language import _, show_date, show_number
from casewatch.report.data import (
    AgesChart,
    Chart,
    Dot,
    OpenCase,
    Question,
    StripChart,
    StripsChart,
    TimelineChart,
    Trend,
    TrendChart,
)
from casewatch.report.pictures.stretches import Stretch, party_name, pieces_of, stretches_of
from casewatch.report.words.codes.applications import STATE, WHY
from casewatch.report.words.headlines import (
    as_of_sentence,
    details,
    headline,
    one_case_sentence,
    region_breakdown,
    region_headline,
    target_sentence,
)
from casewatch.report.words.numbers import (
    capital,
    cases_in_words,
    days,
    limit_text,
    mean_text,
    out_of,
    over_text,
    percent,
    pooled_name,
    subject,
    unit,
)
from casewatch.report.words.periods import day_in_words, in_the_period, month_in_words
from casewatch.report.words.reasons import (
    ages_headline,
    dispatch_sentence,
    letter_sentence,
    letter_words,
    not_drawn_sentence,
    open_rule_sentence,
    over_in_words,
    states_sentence,
    timeline_headline,
    timeline_subtitle,
    trend_headline,
)
from casewatch.report.words.trend import goals_at, goals_words, rules_drawn, trend_as_of_sentence, trend_subtitle
from casewatch.report.words.verdicts import (
    has_share,
    mean_goal,
    mean_in_words,
    point_in_words,
    share_goal,
    share_in_words,
)


def text_table(headers: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A table in plain text, its columns padded to their widest cell."""
    lines = [list(headers), *([str(cell) for cell in row] for row in rows)]
    widths = [max(len(line[column]) for line in lines) for column in range(len(headers))]
    lines.insert(1, ["-" * width for width in widths])
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip() for line in lines
    )


def text_of(chart: Chart) -> str:
    """The text alternative of a chart; its first line is the headline. Ends with a line break."""
    match chart:
        case StripChart():
            parts = _strip(chart)
        case StripsChart():
            parts = _strips(chart)
        case TrendChart():
            parts = _trend(chart)
        case AgesChart():
            parts = _ages(chart)
        case TimelineChart():
            parts = _timeline(chart)
    return "\n\n".join(part for part in parts if part) + "\n"


def _limit(context: Question) -> str:
    return _("Grensen er {limit}.").format(limit=limit_text(context))


def by_days(dots: Sequence[Dot]) -> list[Dot]:
    """Decided ones first, each part in rising order."""
    return sorted(dots, key=lambda dot: (not dot.decided, dot.days, dot.case_no))


def _status(context: Question, dot: Dot) -> str:
    if not dot.decided:
        if dot.under:
            return _("venter, under grensen")
        return _("venter, over grensen") + (f" ({letter_words()})" if dot.letter else "")
    limit = limit_text(context) if dot.under else over_text(context)
    return _("avgjort, {limit}").format(limit=limit)


def dots_table(context: Question, dots: Sequence[Dot]) -> tuple[list[str], list[list[str]]]:
    """Headers and a row a case, in the order handed in."""
    rows = [[dot.case_no, show_number(dot.days), _status(context, dot)] for dot in dots]
    return [_("Sak"), _("Tellende dager"), _("Status")], rows


def _strip(chart: StripChart) -> list[str]:
    context, result = chart.context, chart.row.result
    dots = by_days(chart.row.dots)
    decided = sum(dot.decided for dot in dots)
    counts = _("I bildet: {decided} avgjort, {waiting} venter nå.").format(
        decided=show_number(decided), waiting=show_number(len(dots) - decided)
    )
    mean_target = _("Mål for snittet: høyst {days}.").format(days=days(context.goals.mean_days, context.goals))
    table = text_table(*dots_table(context, dots))
    parts = (one_case_sentence(context, result), letter_sentence(context, result), not_drawn_sentence(result))
    return [
        f"{result['name']}: {headline(context, result)}",
        f"{details(context, result)} {_limit(context)} {mean_target}",
        " ".join(part for part in parts if part),
        " ".join(part for part in (subject(context).explained, counts, open_rule_sentence(context)) if part),
        table if dots else "",
    ]


def _days_of(dots: Sequence[Dot]) -> str:
    return ", ".join(show_number(dot.days) for dot in dots) or "–"


def _figures_row(context: Question, name: str, result: Result, *, pooled: bool = False) -> list[str]:
    return [
        name,
        out_of(result["under_limit"], result["decided"]),
        show_number(verdict_of(result).unclear),
        "–" if pooled else share_in_words(result),
        mean_text(context, result),
        "–" if pooled else mean_in_words(context, result),
    ]


def _strips(chart: StripsChart) -> list[str]:
    context = chart.context
    results = [row.result for row in chart.rows]
    rows = [_figures_row(context, str(result["name"]), result) for result in results]
    if chart.region is not None:
        rows.append(_figures_row(context, pooled_name(len(rows)), chart.region, pooled=True))
    goals = context.goals
    headers = [
        _("Kommune"),
        capital(limit_text(context)),
        _("Uavklart"),
        capital(share_goal(context)),
        _("Snitt ({unit})").format(unit=unit(goals)),
        capital(mean_goal()),
    ]
    lists = []
    for row in chart.rows:
        dots = by_days(row.dots)
        lists.append(
            [
                str(row.result["name"]),
                _days_of([dot for dot in dots if dot.decided]),
                _days_of([dot for dot in dots if not dot.decided]),
            ]
        )
    what = _("Avgjort {period}.").format(period=in_the_period(context))
    mean_target = _("Mål for snittet: høyst {days}.").format(days=days(goals.mean_days, goals))
    dots_table = text_table([_("Kommune"), _("Avgjort, tellende dager per sak"), _("Venter, dager så langt")], lists)
    return [
        region_headline(context, results),
        " ".join(
            part
            for part in (
                region_breakdown(context, results), what, target_sentence(context), _limit(context), mean_target,
                letter_sentence(context, *results), not_drawn_sentence(*results), as_of_sentence(context),
            )
            if part
        ),
        " ".join(part for part in (subject(context).explained, open_rule_sentence(context)) if part),
        text_table(headers, rows) if rows else "",
        dots_table if lists else "",
    ]  # fmt: skip


def _trend_rows(context: Question, trend: Trend, changed: bool) -> list[list[str]]:
    rows = []
    for point in trend.points:
        goals = goals_at(context, point)
        missing = point.scope_unknown + point.held_out
        share = percent(point.u, point.n, goals) if has_share(point) else "–"
        counts = [out_of(point.u, point.n), show_number(missing), share]
        rule = [goals_words(goals)] if changed else []
        rows.append([trend.name, month_in_words(point.day), *counts, point_in_words(point), *rule])
    return rows or [[trend.name, "–", "–", "–", "–", _("ingen tall"), *(["–"] if changed else [])]]


def trend_table(context: Question, trends: Sequence[Trend]) -> tuple[list[str], list[list[str]]]:
    """Headers and a row per municipality and month, oldest first; with the rule of each where it has changed."""
    changed = len(rules_drawn(context, trends)) > 1
    limit = _("Under grensen") if changed else capital(limit_text(context))
    goal = _("Målet om andel") if changed else capital(share_goal(context))
    headers = [_("Kommune"), _("Til og med"), limit, _("Uavklart"), _("Andel"), goal]
    if changed:
        headers.append(_("Regelen da"))
    return headers, [row for trend in trends for row in _trend_rows(context, trend, changed)]


def _trend(chart: TrendChart) -> list[str]:
    context = chart.context
    headers, rows = trend_table(context, chart.trends)
    few = _("Med færre enn {number} saker vises ingen andel.").format(number=context.goals.min_cases)
    return [
        trend_headline(context, chart.trends),
        f"{trend_subtitle(context, chart.trends, subject(context).many)} {target_sentence(context)} {few} "
        f"{trend_as_of_sentence(context, chart.trends)}",
        subject(context).explained,
        text_table(headers, rows) if rows else "",
    ]


def longest_first(cases: Sequence[OpenCase]) -> list[OpenCase]:
    """Most counted days first, among equals the longest since receipt, then by case number."""
    return sorted(
        cases, key=lambda case: (1 if case.days is None else -case.days, -(case.total_days or 0), case.case_no)
    )


def open_case_cells(case: OpenCase) -> list[str]:
    """Case, counted days, days since receipt, state, over the limit, counts: as the table of the ages has it."""
    return [
        case.case_no,
        "–" if case.days is None else show_number(case.days),
        "–" if case.total_days is None else show_number(case.total_days),
        STATE(case.state),
        _over(case),
        _("uavklart") if case.scope_unknown else _("ja"),
    ]


def _over(case: OpenCase) -> str:
    if not case.over:
        return _("nei")
    return _("ja") + (f" ({letter_words()})" if case.letter else "")


def open_case_headers() -> list[str]:
    """The headers of `open_case_cells`."""
    return [
        _("Sak"), _("Tellende dager"), _("Dager siden mottatt"), _("Tilstand"), _("Over grensen"), _("Teller"),
    ]  # fmt: skip


def _ages(chart: AgesChart) -> list[str]:
    context = chart.context
    everyone = [case for row in chart.rows for case in row.cases]
    rows = [[row.name, *open_case_cells(case)] for row in chart.rows for case in longest_first(row.cases)]
    counts = []
    for row in chart.rows:
        counting = [case for case in row.cases if not case.scope_unknown]
        over, unclear = sum(case.over for case in counting), len(row.cases) - len(counting)
        letters = sum(case.over and case.letter for case in counting)
        counts.append([row.name, cases_in_words(len(counting)), over_in_words(over, letters), show_number(unclear)])
    headers = [_("Kommune"), *open_case_headers()]
    return [
        ages_headline(chart),
        " ".join(part for part in (states_sentence(everyone), _limit(context), as_of_sentence(context)) if part),
        subject(context).explained,
        text_table([_("Kommune"), _("Åpne"), _("Over grensen"), _("Uavklart")], counts) if counts else "",
        text_table(headers, rows) if rows else "",
    ]


def _joined(chart: TimelineChart, stretches: list[Stretch]) -> str:
    """What lies on both sides of a weekend as one row, as the picture counts it; empty without weekends left out."""
    if all(len(stretch.pieces) == 1 for stretch in stretches):
        return ""
    rows = [
        [
            show_date(stretch.start),
            show_date(stretch.stop),
            days(stretch.days, chart.context.goals),
            WHY(stretch.first.why),
        ]
        for stretch in stretches
    ]
    return text_table([_("Fra"), _("Til (ikke med)"), _("Uten helger"), _("Hvorfor")], rows)


def _timeline(chart: TimelineChart) -> list[str]:
    goals = chart.context.goals
    rows = []
    after = _("tiden løper, etter dag {number}").format(number=goals.limit_days)
    pieces = pieces_of(chart)
    for piece in pieces:
        rows.append(
            [
                show_date(piece.start),
                show_date(piece.stop),
                show_number(piece.days),
                _("ja") if piece.counted else _("nei"),
                after if piece.late and piece.counted else WHY(piece.why),
                party_name(chart, piece.party) or "–",
            ]
        )
    milestones = [
        (_("Mottatt {day}."), chart.received),
        (_("Komplett {day}."), chart.complete),
        (_("Avsluttet {day}.") if chart.state == "closed" else _("Avgjort {day}."), chart.ended),
        (_("Fortsatt åpen {day}."), None if chart.ended is not None else chart.context.as_of),
    ]
    told = [text.format(day=day_in_words(day, weekday=True, year=True)) for text, day in milestones if day]
    if sent := dispatch_sentence(chart):
        told.append(sent)
    if chart.limit_day is not None:
        text = _("Dag {number}: {day}.")
        told.append(text.format(number=goals.limit_days, day=day_in_words(chart.limit_day, weekday=True, year=True)))
    headers = [_("Fra"), _("Til (ikke med)"), _("Dager"), _("Teller"), _("Hvorfor"), _("Hos")]
    return [
        timeline_headline(chart),
        timeline_subtitle(chart),
        " ".join(told),
        text_table(headers, rows) if rows else "",
        _joined(chart, stretches_of(pieces)),
    ]
