"""The Excel report: the figures, the cases behind them, how they developed and how they are counted."""

from datetime import datetime
from math import ceil
from pathlib import Path

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from casewatch.errors import CasewatchError
from casewatch.language import _, show_date
from casewatch.report.data import ReportData
from casewatch.report.sheets.cells import FONT, mark_pooled, page_setup, put, rule_below, table, title, told
from casewatch.report.sheets.workbook_charts import add_bars, add_lines
from casewatch.report.tables.cases import all_fields_table
from casewatch.report.tables.figures import measured_table, rest_table
from casewatch.report.tables.pictures import trend_table
from casewatch.report.tables.table import Table
from casewatch.report.words.headlines import (
    as_of_sentence,
    finding_sentence,
    one_case_sentence,
    region_breakdown,
    region_headline,
)
from casewatch.report.words.numbers import capital, days, limit_text, subject
from casewatch.report.words.periods import in_the_period, local_moment, period_in_words
from casewatch.report.words.workbook import explained_rows

_CHART_ROWS, _HEAD_HEIGHT = 21, 47


def _table(sheet: Worksheet, row: int, shown: Table, pooled: bool) -> tuple[int, int]:
    """A header at ``row``, the municipalities and the pooled row; gives the last municipality's and the last row."""
    sheet.row_dimensions[row].height = _HEAD_HEIGHT
    end = table(sheet, row, shown)
    last = end - 1 if pooled else end
    if last > row:
        rule_below(sheet, row + 1, last, len(shown.headers))
    if pooled:
        mark_pooled(sheet, end, len(shown.headers))
    return last, end


def _listed(sheet: Worksheet, shown: Table, freeze: str, *, wide: bool = False) -> None:
    """A sheet that is a table from its first row, to be filtered."""
    sheet.row_dimensions[1].height = _HEAD_HEIGHT
    last = table(sheet, 1, shown)
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(shown.headers))}{last}"
    sheet.freeze_panes = freeze
    page_setup(sheet, repeat=1, wide=wide)


def _summary(book: Workbook, data: ReportData) -> None:
    """The figures per municipality, a chart of them, what is not measured, and the findings in sentences."""
    context = data.context
    sheet = book.active
    sheet.title = _("Sammendrag")
    region = data.region
    figures = measured_table(context, data.results, region)
    columns, width = len(figures.headers), sum(each or 0 for each in figures.widths)
    names = subject(context)
    about = _("{cases} avgjort {period}.").format(cases=capital(names.many), period=in_the_period(context))
    title(sheet, region_headline(context, data.results))
    below = [
        region_breakdown(context, data.results) if len(data.results) > 1 else "",
        f"{about} {as_of_sentence(context)} {names.explained}",
        "" if context.official else _("Dette er ikke det vedtatte målet, men tall til styring."),
    ]
    row = told(sheet, 2, below, columns, width) + 1

    last, end = _table(sheet, row, figures, region is not None)
    sheet.freeze_panes = sheet.cell(row + 1, 2)
    if data.results:
        sheet.auto_filter.ref = f"A{row}:{get_column_letter(columns)}{last}"
        add_bars(sheet, context, row, last, anchor=f"A{end + 2}")
        end += _CHART_ROWS
    page_setup(sheet)

    _last, end = _table(sheet, end + 2, rest_table(context, data.results, region), region is not None)
    put(sheet, end + 2, 1, _("I ord")).font = Font(name=FONT, bold=True, size=13)
    sentences = (
        f"{result['name']}: {finding_sentence(context, result)} {one_case_sentence(context, result)}".strip()
        for result in data.results
    )
    told(sheet, end + 3, sentences, columns, width)


def _cases(book: Workbook, data: ReportData) -> None:
    """The cases behind the figures, one row each."""
    shown = all_fields_table(data.context, data.cases, data.names, handlers=data.handlers)
    _listed(book.create_sheet(_("Saker")), shown, "D2", wide=True)


def _trend(book: Workbook, data: ReportData) -> None:
    """The figures of every month, and beside them the shares that the chart draws."""
    context = data.now or data.context
    sheet = book.create_sheet(_("Utvikling"))
    shown = trend_table(context, data.trends)
    _listed(sheet, shown, "A2")
    if shown.rows:
        add_lines(sheet, context, data.trends, first_column=len(shown.headers) + 2)


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
        (_("Slik vi kjente dem"), local_moment(known)) if known else (_("Slik vi kjenner dem"), _("nå")),
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
