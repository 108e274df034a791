"""Native Excel charts: they stay alive in the workbook, unlike pictures."""

from collections.abc import Sequence
from datetime import date
from fractions import Fraction
from typing import Any

from openpyxl.chart import BarChart, LineChart, Reference
from openpyxl.chart.axis import ChartLines
from openpyxl.chart.series import SeriesLabel
from openpyxl.chart.shapes import GraphicalProperties
from openpyxl.drawing.line import LineProperties
from openpyxl.drawing.text import CharacterProperties
from openpyxl.worksheet.worksheet import Worksheet

from casewatch.documents.figures import VerdictKind
from casewatch.language import _
from casewatch.report.data import Question, Trend, TrendPoint
from casewatch.report.sheets.cells import table
from casewatch.report.tables.table import Cell, Rounded, Table
from casewatch.report.words.codes.figures import VERDICT
from casewatch.report.words.numbers import capital, limit_text, share_of, subject
from casewatch.report.words.periods import in_the_period, short_month
from casewatch.report.words.trend import goals_at, rules_drawn
from casewatch.report.words.verdicts import has_share

_BLUE, _RUST, _GREY, _SOFT, _INK = "0072B2", "A63F00", "767676", "4D4D4D", "1A1A1A"
#: The mark of a verdict, as in the picture of the trend: shape, colour, filled.
_MARKS: dict[VerdictKind, tuple[str, str, bool]] = {
    "met": ("circle", _BLUE, True),
    "missed": ("square", _RUST, False),
    "unclear": ("diamond", _GREY, False),
}


def _frame(chart: Any, width: float, height: float) -> None:
    chart.width, chart.height = width, height
    chart.legend.position = "b"
    chart.x_axis.delete = chart.y_axis.delete = False
    for text, size in ((chart.title, 1200), (chart.y_axis.title, 1000)):
        if text is not None:
            text.overlay = False
            for paragraph in text.tx.rich.p:
                for run in paragraph.r:
                    run.rPr = CharacterProperties(sz=size, b=size > 1000)
    chart.y_axis.majorGridlines = ChartLines(spPr=GraphicalProperties(ln=LineProperties(solidFill="D9D9D9")))


def add_bars(sheet: Worksheet, context: Question, header: int, last: int, *, anchor: str) -> None:
    """Per municipality the cases under and over the limit, and the line that meets the target.

    Columns C, D and E of the summary: under, over, needed.
    """
    bars = BarChart()
    bars.type, bars.grouping, bars.overlap, bars.gapWidth = "col", "stacked", 100, 60
    names = Reference(sheet, min_col=1, min_row=header + 1, max_row=last)
    bars.add_data(Reference(sheet, min_col=3, max_col=4, min_row=header, max_row=last), titles_from_data=True)
    bars.set_categories(names)
    under, over = bars.series
    under.graphicalProperties = GraphicalProperties(solidFill=_BLUE)
    over.graphicalProperties = GraphicalProperties(solidFill="F3E3D9")
    over.graphicalProperties.line.solidFill = _RUST
    over.graphicalProperties.line.width = 19_050
    bars.title = _("{cases} avgjort {period}, {limit} og over").format(
        cases=capital(subject(context).many), period=in_the_period(context), limit=limit_text(context)
    )
    bars.y_axis.title = _("Antall saker")
    bars.y_axis.number_format = "0"
    target = LineChart()
    target.add_data(Reference(sheet, min_col=5, min_row=header, max_row=last), titles_from_data=True)
    line = target.series[0]
    line.graphicalProperties.line.noFill = True
    line.marker.symbol, line.marker.size = "dash", 20
    line.marker.graphicalProperties = GraphicalProperties(solidFill=_INK)
    line.marker.graphicalProperties.line.solidFill = _INK
    bars += target
    _frame(bars, min(34.0, 14 + 1.6 * (last - header)), 9.5)
    sheet.add_chart(bars, anchor)


def add_lines(sheet: Worksheet, context: Question, trends: Sequence[Trend], *, first_column: int) -> None:
    """A table of shares, and below it a chart for each municipality: its line, its target, and a mark a point.

    Five columns a municipality: the share, the share again in the column of its verdict (a mark each, as in the
    picture), and the target of the rule version the point is measured by.
    """
    days = sorted({point.day for trend in trends for point in trend.points})
    last = len(days) + 1
    table(sheet, 1, _shares(context, trends, days), first_column)
    for number, trend in enumerate(trends):
        left = first_column + 1 + number * (len(_MARKS) + 2)
        chart = _line_chart(sheet, context, trend, first_column, left, last)
        place = sheet.cell(last + 3 + 16 * (number // 2), first_column + 7 * (number % 2))
        sheet.add_chart(chart, place.coordinate)


def _shares(context: Question, trends: Sequence[Trend], days: Sequence[date]) -> Table:
    """What the charts draw: a row a month."""
    headers, rows = [_("Måned")], [list[Cell]([short_month(day)]) for day in days]
    for trend in trends:
        verdicts = (f"{trend.name}: {VERDICT(verdict)}" for verdict in _MARKS)
        headers += [trend.name, *verdicts, _("{name}: mål").format(name=trend.name)]
        points = {point.day: point for point in trend.points}
        for row, day in zip(rows, days, strict=True):
            row.extend(_marks(context, points.get(day)))
    return Table(
        *("bilder", _("Andelene i bildene"), headers, rows),
        numbers=range(1, len(headers)),
        widths=[11, *[13] * (len(headers) - 1)],
    )


def _marks(context: Question, point: TrendPoint | None) -> list[Cell]:
    """The five cells of a month; empty ones for a municipality without a point then."""
    if point is None:
        return [None] * (len(_MARKS) + 2)
    goals = goals_at(context, point)
    share = share_of(point.u, point.n, goals) if has_share(point) else None
    marks = (share if verdict == point.verdict else None for verdict in _MARKS)
    return [share, *marks, Rounded(Fraction(goals.share_percent, 100), 0, percent=True)]


def _line_chart(sheet: Worksheet, context: Question, trend: Trend, months: int, left: int, last: int) -> LineChart:
    """One municipality's chart. `months` and `left`: the columns of the months and of its share."""
    chart = LineChart()
    chart.add_data(
        Reference(sheet, min_col=left, max_col=left + len(_MARKS) + 1, min_row=1, max_row=last),
        titles_from_data=True,
    )
    chart.set_categories(Reference(sheet, min_col=months, min_row=2, max_row=last))
    share, *marks, target = chart.series
    for series, name, dash in ((share, _("andel"), "solid"), (target, _("mål"), "dash")):
        series.tx, series.smooth, series.marker.symbol = SeriesLabel(v=name), False, "none"
        line = series.graphicalProperties.line
        line.solidFill, line.dashStyle, line.width = _INK if series is target else _SOFT, dash, 19_050
    for series, (status, (symbol, color, filled)) in zip(marks, _MARKS.items(), strict=True):
        series.tx, series.smooth = SeriesLabel(v=VERDICT(status)), False
        series.graphicalProperties.line.noFill = True
        series.marker.symbol, series.marker.size = symbol, 8
        series.marker.graphicalProperties = GraphicalProperties(solidFill=color if filled else "FFFFFF")
        series.marker.graphicalProperties.line.solidFill = color
        series.marker.graphicalProperties.line.width = 19_050
    limit = limit_text(context) if len(rules_drawn(context, [trend])) < 2 else _("innen grensen")
    text = _("{name}: andel avgjort på {limit}, siste tolv måneder. Færre enn {few} saker: ikke noe punkt")
    chart.title = text.format(name=trend.name, limit=limit, few=context.goals.min_cases)
    chart.y_axis.scaling.min, chart.y_axis.scaling.max, chart.y_axis.majorUnit = 0, 1, 0.2
    chart.y_axis.number_format = "0 %"
    chart.display_blanks = "gap"
    _frame(chart, 17, 7.5)
    return chart
