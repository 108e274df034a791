"""The Excel report: the figures, the cases behind them, how they developed and how they are counted."""

from __future__ import annotations

from datetime import datetime
from math import ceil
from pathlib import Path
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from casewatch.documents.figures import Result
from casewatch.errors import CasewatchError
from casewatch.language import _, show_date
from casewatch.report.data import Question, ReportData
from casewatch.report.sheets.cells import (
    DAY,
    FONT,
    ONE_DECIMAL,
    PERCENT,
    WHOLE,
    SheetColumn,
    as_day,
    body,
    head,
    mark_pooled,
    page_setup,
    put,
    rule_below,
    shown_mean,
    shown_share,
    title,
    told,
)
from casewatch.report.sheets.workbook_charts import add_bars, add_lines
from casewatch.report.words.headlines import (
    as_of_sentence,
    finding_sentence,
    one_case_sentence,
    region_breakdown,
    region_headline,
)
from casewatch.report.words.numbers import (
    capital,
    days,
    limit_text,
    open_count,
    over_text,
    pooled_name,
    shows_mean,
    subject,
    unit,
)
from casewatch.report.words.periods import in_the_period, local_moment, month_in_words, period_in_words
from casewatch.report.words.reasons import letter_sentence, reasons_in_words
from casewatch.report.words.trend import goals_at, goals_words, rules_drawn
from casewatch.report.words.verdicts import (
    has_share,
    mean_goal,
    mean_in_words,
    point_in_words,
    share_goal,
    share_in_words,
)
from casewatch.report.words.workbook import case_cells, case_columns, explained_rows

_CHART_ROWS = 21


def needed_for_target(context: Question, result: Result) -> int:
    """The fewest measured cases under the limit with which the share's target is met."""
    measured: int = result["decided"]
    return -(-context.goals.share_percent * measured // 100)


def _number(value: Any) -> float | int | None:
    """Fractions and Decimals as numbers that a workbook holds."""
    return value if value is None or isinstance(value, int) else float(value)


def _figure_columns(context: Question) -> list[SheetColumn]:
    goals = context.goals
    return [
        SheetColumn(_("Kommune"), 22, wrap=True),
        SheetColumn(_("Avgjort"), 10, WHOLE),
        SheetColumn(capital(limit_text(context)), 11, WHOLE),
        SheetColumn(capital(over_text(context)), 12, WHOLE),
        SheetColumn(_("Kreves for {goal}").format(goal=share_goal(context)), 12, WHOLE),
        SheetColumn(_("Andel under"), 10, PERCENT),
        SheetColumn(capital(share_goal(context)), 40, wrap=True),
        SheetColumn(
            _("Snitt ({unit}), mål høyst {mean}").format(unit=unit(goals), mean=goals.mean_days), 13, ONE_DECIMAL
        ),
        SheetColumn(capital(mean_goal()), 28, wrap=True),
        SheetColumn(_("Median"), 10, ONE_DECIMAL),
        SheetColumn(_("80-persentil"), 11, WHOLE),
        SheetColumn(_("Lengst"), 10, WHOLE),
        SheetColumn(_("Snitt fra mottatt, kalenderdager"), 14, ONE_DECIMAL),
    ]


def _figure_row(context: Question, name: str, result: Result, *, pooled: bool = False) -> list[Any]:
    """One row; the pooled one has no verdict, because it is not a target."""
    decided, shown, no_target = result["decided"], shows_mean(context, result), _("ikke et mål")
    return [
        name,
        decided,
        result["under_limit"],
        decided - result["under_limit"],
        needed_for_target(context, result) if decided and not pooled else None,
        shown_share(result["under_limit"], decided, context.goals) if shown else None,
        no_target if pooled else share_in_words(result),
        shown_mean(result["sum_days"], decided, context.goals) if shown else None,
        no_target if pooled else mean_in_words(context, result),
        _number(result["median_days"]) if shown else None,
        _number(result["p80_days"]) if shown else None,
        _number(result["max_days"]),
        _number(result["mean_total_days"]) if shown else None,
    ]


def _rest_columns() -> list[SheetColumn]:
    """The second table, under the first one's columns: what is not measured, and what is open."""
    return [
        SheetColumn(_("Kommune"), 22, wrap=True),
        SheetColumn(_("Uavklart om de teller"), 10, WHOLE),
        SheetColumn(_("Kan ikke måles"), 11, WHOLE),
        SheetColumn(_("Teller ikke"), 12, WHOLE),
        SheetColumn(_("Avsluttet uten vedtak"), 12, WHOLE),
        SheetColumn(_("Startdag antatt"), 10, WHOLE),
        SheetColumn(_("Hvorfor"), 40, wrap=True),
        SheetColumn(_("Åpne saker som teller"), 13, WHOLE),
        SheetColumn(_("Uavklarte åpne saker (ikke med i tallene her)"), 28, WHOLE),
        SheetColumn(_("Åpne: tiden løper"), 10, WHOLE),
        SheetColumn(_("Åpne: tiden står stille"), 11, WHOLE),
        SheetColumn(_("Åpne: ikke komplett"), 10, WHOLE),
        SheetColumn(_("Åpne: over grensen"), 14, WHOLE),
        SheetColumn(_("Siste import"), 12, DAY),
    ]


def _rest_row(context: Question, name: str, result: Result) -> list[Any]:
    held_out, out, still = result["held_out"], result["out_of_scope"], result["open"]
    why = [
        _("Kan ikke måles: {reasons}.").format(reasons=reasons_in_words(held_out)) if any(held_out.values()) else "",
        _("Teller ikke: {reasons}.").format(reasons=reasons_in_words(out, out_of_scope=True))
        if any(out.values())
        else "",
        letter_sentence(context, result),
    ]
    return [
        name,
        result["scope_unknown"],
        sum(held_out.values()),
        sum(out.values()),
        result["closed_without_decision"],
        result.get("start_assumed", 0),
        " ".join(text for text in why if text),
        open_count(result),
        still["scope_unknown"],
        still["running"],
        still["paused"],
        still["incomplete"],
        still["overdue"],
        as_day(result.get("last_import")),
    ]


def _table(
    sheet: Worksheet, row: int, columns: list[SheetColumn], rows: list[list[Any]], pooled: list[Any] | None
) -> tuple[int, int]:
    """A header at ``row``, the municipalities and the pooled row; gives the last municipality's and the last row."""
    head(sheet, row, columns)
    sheet.row_dimensions[row].height = 47
    last = body(sheet, row + 1, columns, rows) - 1
    if rows:
        rule_below(sheet, row + 1, last, len(columns))
    if pooled is None:
        return last, last
    body(sheet, last + 1, columns, [pooled])
    mark_pooled(sheet, last + 1, len(columns))
    return last, last + 1


def _summary(book: Workbook, data: ReportData) -> None:
    """The figures per municipality, a chart of them, what is not measured, and the findings in sentences."""
    context = data.context
    sheet = book.active
    sheet.title = _("Sammendrag")
    columns = _figure_columns(context)
    width = sum(column.width for column in columns)
    names = subject(context)
    about = _("{cases} avgjort {period}.").format(cases=capital(names.many), period=in_the_period(context))
    title(sheet, region_headline(context, data.results))
    below = [
        region_breakdown(context, data.results) if len(data.results) > 1 else "",
        f"{about} {as_of_sentence(context)} {names.explained}",
        "" if context.official else _("Dette er ikke det vedtatte målet, men tall til styring."),
    ]
    row = told(sheet, 2, below, len(columns), width) + 1

    pooled_words = capital(pooled_name(len(data.results)))
    region = data.region
    rows = [_figure_row(context, str(r["name"]), r) for r in data.results]
    pooled = None if region is None else _figure_row(context, pooled_words, region, pooled=True)
    last, end = _table(sheet, row, columns, rows, pooled)
    sheet.freeze_panes = sheet.cell(row + 1, 2)
    if rows:
        sheet.auto_filter.ref = f"A{row}:{get_column_letter(len(columns))}{last}"
        add_bars(sheet, context, row, last, anchor=f"A{end + 2}")
        end += _CHART_ROWS
    page_setup(sheet)

    rest = [_rest_row(context, str(r["name"]), r) for r in data.results]
    pooled = None if region is None else _rest_row(context, pooled_words, region)
    _last, end = _table(sheet, end + 2, _rest_columns(), rest, pooled)
    put(sheet, end + 2, 1, _("I ord")).font = Font(name=FONT, bold=True, size=13)
    sentences = (
        f"{result['name']}: {finding_sentence(context, result)} {one_case_sentence(context, result)}".strip()
        for result in data.results
    )
    told(sheet, end + 3, sentences, len(columns), width)


def _cases(book: Workbook, data: ReportData) -> None:
    """The cases behind the figures, one row each."""
    sheet = book.create_sheet(_("Saker"))
    columns = case_columns(data.context, handlers=data.handlers)
    head(sheet, 1, columns)
    sheet.row_dimensions[1].height = 47
    rows = case_cells(data.context, data.cases, data.names, handlers=data.handlers)
    last = body(sheet, 2, columns, rows) - 1
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(columns))}{max(last, 1)}"
    sheet.freeze_panes = "D2"
    page_setup(sheet, repeat=1, wide=True)


def _trend(book: Workbook, data: ReportData) -> None:
    """The figures of every month, and beside them the shares that the chart draws."""
    context = data.now or data.context
    sheet = book.create_sheet(_("Utvikling"))
    changed = len(rules_drawn(context, data.trends)) > 1
    columns = [
        SheetColumn(_("Kommune"), 21),
        SheetColumn(_("Tolv måneder til og med"), 14, DAY),
        SheetColumn(_("Måned"), 17),
        SheetColumn(_("Avgjort"), 9, WHOLE),
        SheetColumn(_("Under grensen") if changed else capital(limit_text(context)), 11, WHOLE),
        SheetColumn(_("Uavklart"), 9, WHOLE),
        SheetColumn(_("Andel under"), 9, PERCENT),
        SheetColumn(_("Målet om andel") if changed else capital(share_goal(context)), 26),
        *([SheetColumn(_("Regelen da"), 30)] if changed else []),
    ]
    head(sheet, 1, columns)
    sheet.row_dimensions[1].height = 47
    rows = []
    for trend in data.trends:
        for point in trend.points:
            goals = goals_at(context, point)
            share = shown_share(point.u, point.n, goals) if has_share(point) else None
            missing = point.scope_unknown + point.held_out
            counts = [point.n, point.u, missing, share]
            rule = [goals_words(goals)] if changed else []
            rows.append([trend.name, point.day, month_in_words(point.day), *counts, point_in_words(point), *rule])
    last = body(sheet, 2, columns, rows) - 1
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(columns))}{max(last, 1)}"
    sheet.freeze_panes = "A2"
    if rows:
        add_lines(sheet, context, data.trends, first_column=len(columns) + 2)
    page_setup(sheet, repeat=1)


def _how(book: Workbook, data: ReportData) -> None:
    """How the figures are counted, in words."""
    context, goals = data.context, data.context.goals
    sheet = book.create_sheet(_("Slik regnes det"))
    sheet.column_dimensions["A"].width, sheet.column_dimensions["B"].width = 30, 100
    known = context.known_at
    period = _("{period} ({first}–{last}, begge dager med)").format(
        period=period_in_words(context), first=show_date(context.start), last=show_date(context.end)
    )
    rows = [
        (_("Regel"), context.rule_name or context.rule),
        (_("Regelens versjon"), context.rule_version or "–"),
        (_("Status"), _("det vedtatte målet") if context.official else _("til styring, ikke det vedtatte målet")),
        (_("Periode"), capital(period)),
        (_("Tall per"), show_date(context.as_of)),
        (_("Slik de var kjent"), local_moment(known) if known else _("nå")),
        (_("Hva som telles"), subject(context).explained),
        (
            _("Grensen"),
            _("En sak er innenfor når den er avgjort på {limit}.").format(limit=limit_text(context)),
        ),
        (_("Mål for andelen"), _("Minst {share}\u00a0% innenfor grensen.").format(share=goals.share_percent)),
        (_("Mål for snittet"), _("Høyst {days}.").format(days=days(goals.mean_days, goals))),
        (
            _("Små tall"),
            _("Med færre enn {number} saker vises verken andel eller snitt.").format(number=goals.min_cases),
        ),
        *explained_rows(context),
        *data.explanations,
    ]
    for number, (name, text) in enumerate(rows, 1):
        put(sheet, number, 1, name).font = Font(name=FONT, bold=True)
        put(sheet, number, 2, text).font = Font(name=FONT)
        for column in (1, 2):
            sheet.cell(number, column).alignment = Alignment(wrap_text=True, vertical="top")
        lines = sum(max(1, ceil(len(part) * 1.05 / 100)) for part in text.split("\n"))
        sheet.row_dimensions[number].height = 15.5 * max(lines, ceil(len(name) * 1.15 / 30))
    page_setup(sheet)


def write_report(path: Path, data: ReportData) -> Path:
    """Write the workbook; gives its path. A path that cannot be written is a :class:`CasewatchError`."""
    book = Workbook()
    _summary(book, data)
    _cases(book, data)
    _trend(book, data)
    _how(book, data)
    properties = book.properties
    properties.creator = properties.lastModifiedBy = "casewatch"
    properties.title = region_headline(data.context, data.results)
    properties.created = datetime(data.context.as_of.year, data.context.as_of.month, data.context.as_of.day)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        book.save(path)
    except OSError as error:
        raise CasewatchError(
            _("Kan ikke skrive rapporten {path}: {why}").format(path=path, why=error.strerror or error)
        ) from error
    return path
