"""The charts in words: everything a picture shows, as plain text with its tables, for those who do not see it."""

from collections.abc import Sequence

from casewatch.language import _, show_number
from casewatch.report.data import (
    Ages,
    AgesChart,
    Chart,
    Dot,
    OpenCase,
    Question,
    StripChart,
    StripsChart,
    TimelineChart,
    TrendChart,
)
from casewatch.report.pictures.stretches import Piece, Stretch, party_name, pieces_of, stretches_of
from casewatch.report.tables.figures import figures_table
from casewatch.report.tables.pictures import ages_table, by_days, dots_table, trend_table
from casewatch.report.tables.table import Column, Table, plain_text
from casewatch.report.words.codes.applications import WHY
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
    cases_in_words,
    days,
    limit_text,
    subject,
)
from casewatch.report.words.periods import day_in_words, in_the_period
from casewatch.report.words.reasons import (
    ages_headline,
    dispatch_sentence,
    letter_sentence,
    not_drawn_sentence,
    open_rule_sentence,
    over_in_words,
    states_sentence,
    timeline_headline,
    timeline_subtitle,
    trend_headline,
)
from casewatch.report.words.trend import trend_as_of_sentence, trend_subtitle


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
    return "\n\n".join(filter(None, parts)) + "\n"


def _limit(context: Question) -> str:
    return _("Grensen er {limit}.").format(limit=limit_text(context))


def _mean_target(context: Question) -> str:
    return _("Mål for snittet: høyst {days}.").format(days=days(context.goals.mean_days, context.goals))


def _told(*sentences: str) -> str:
    return " ".join(filter(None, sentences))


def _strip(chart: StripChart) -> list[str]:
    context, result = chart.context, chart.row.result
    dots = by_days(chart.row.dots)
    decided = sum(dot.decided for dot in dots)
    counts = _("I bildet: {decided} avgjort, {waiting} venter nå.").format(
        decided=show_number(decided), waiting=show_number(len(dots) - decided)
    )
    return [
        f"{result['name']}: {headline(context, result)}",
        f"{details(context, result)} {_limit(context)} {_mean_target(context)}",
        _told(one_case_sentence(context, result), letter_sentence(context, result), not_drawn_sentence(result)),
        _told(subject(context).explained, counts, open_rule_sentence(context)),
        plain_text(dots_table(context, dots)) if dots else "",
    ]


def _days_table(chart: StripsChart) -> Table:
    """The days of every case, a row a municipality."""
    return Table.of(
        "dager",
        _("Tellende dager per sak"),
        [
            Column(_("Kommune"), lambda row: str(row.result["name"])),
            Column(
                _("Avgjort, tellende dager per sak"),
                lambda row: _days_of([dot for dot in by_days(row.dots) if dot.decided]),
            ),
            Column(
                _("Venter, dager så langt"), lambda row: _days_of([dot for dot in by_days(row.dots) if not dot.decided])
            ),
        ],
        chart.rows,
    )


def _days_of(dots: Sequence[Dot]) -> str:
    return ", ".join(show_number(dot.days) for dot in dots) or "–"


def _strips(chart: StripsChart) -> list[str]:
    context = chart.context
    results = [row.result for row in chart.rows]
    what = _("Avgjort {period}.").format(period=in_the_period(context))
    return [
        region_headline(context, results),
        _told(
            region_breakdown(context, results), what, target_sentence(context), _limit(context), _mean_target(context),
            letter_sentence(context, *results), not_drawn_sentence(*results), as_of_sentence(context),
        ),
        _told(subject(context).explained, open_rule_sentence(context)),
        plain_text(figures_table(context, results, chart.region)) if results else "",
        plain_text(_days_table(chart)) if results else "",
    ]  # fmt: skip


def _trend(chart: TrendChart) -> list[str]:
    context = chart.context
    shown = trend_table(context, chart.trends)
    few = _("Med færre enn {number} saker vises ingen andel.").format(number=context.goals.min_cases)
    return [
        trend_headline(context, chart.trends),
        f"{trend_subtitle(context, chart.trends, subject(context).many)} {target_sentence(context)} {few} "
        f"{trend_as_of_sentence(context, chart.trends)}",
        subject(context).explained,
        plain_text(shown) if shown.rows else "",
    ]


def _ages(chart: AgesChart) -> list[str]:
    context = chart.context
    everyone = [case for row in chart.rows for case in row.cases]
    return [
        ages_headline(chart),
        _told(states_sentence(everyone), _limit(context), as_of_sentence(context)),
        subject(context).explained,
        plain_text(_counts_table(chart)) if chart.rows else "",
        plain_text(ages_table(chart.rows, places=True)) if everyone else "",
    ]


def _counts_table(chart: AgesChart) -> Table:
    """How many are open, a row a municipality."""

    def counting(row: Ages) -> list[OpenCase]:
        return [case for case in row.cases if not case.scope_unknown]

    def over(row: Ages) -> str:
        found = [case for case in counting(row) if case.over]
        return over_in_words(len(found), sum(case.letter for case in found))

    return Table.of(
        "antall",
        _("Åpne saker per kommune"),
        [
            Column(_("Kommune"), lambda row: row.name),
            Column(_("Åpne"), lambda row: cases_in_words(len(counting(row)))),
            Column(_("Over grensen"), over),
            Column(_("Uavklart"), lambda row: len(row.cases) - len(counting(row)), number=True),
        ],
        chart.rows,
    )


def _joined(chart: TimelineChart, stretches: list[Stretch]) -> str:
    """What lies on both sides of a weekend as one row, as the picture counts it; empty without weekends left out."""
    if all(len(stretch.pieces) == 1 for stretch in stretches):
        return ""
    columns = [
        Column[Stretch](_("Fra"), lambda stretch: stretch.start),
        Column(_("Til (ikke med)"), lambda stretch: stretch.stop),
        Column(_("Uten helger"), lambda stretch: days(stretch.days, chart.context.goals)),
        Column(_("Hvorfor"), lambda stretch: WHY(stretch.first.why)),
    ]
    return plain_text(Table.of("uten-helger", _("Dagene uten helger"), columns, stretches))


def _timeline(chart: TimelineChart) -> list[str]:
    goals = chart.context.goals
    after = _("tiden løper, etter grensen")
    pieces = pieces_of(chart)
    columns = [
        Column[Piece](_("Fra"), lambda piece: piece.start),
        Column(_("Til (ikke med)"), lambda piece: piece.stop),
        Column(_("Dager"), lambda piece: piece.days, number=True),
        Column(_("Teller"), lambda piece: _("ja") if piece.counted else _("nei")),
        Column(_("Hvorfor"), lambda piece: after if piece.late and piece.counted else WHY(piece.why)),
        Column(_("Hos"), lambda piece: party_name(chart, piece.party) or "–"),
    ]
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
        text = _("Grensen ble nådd {day}: {used} brukt.")
        day = day_in_words(chart.limit_day, weekday=True, year=True)
        told.append(text.format(used=days(goals.limit_days, goals), day=day))
    return [
        timeline_headline(chart),
        timeline_subtitle(chart),
        " ".join(told),
        plain_text(Table.of("dager", _("Dagene"), columns, pieces)) if pieces else "",
        _joined(chart, stretches_of(pieces)),
    ]
