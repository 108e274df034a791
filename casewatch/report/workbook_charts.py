"""Native Excel charts: they stay alive in the workbook, unlike pictures."""

from __future__ import annotations

from typing import Any

from openpyxl.chart import BarChart, LineChart, Reference
from openpyxl.chart.axis import ChartLines
from openpyxl.chart.shapes import GraphicalProperties
from openpyxl.drawing.line import LineProperties
from openpyxl.drawing.text import CharacterProperties
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from casewatch.language import _
from casewatch.report.cells import PERCENT, Column, head, put
from casewatch.report.data import Context, ReportData
from casewatch.report.numbers import capital, subject
from casewatch.report.periods import in_period, short_month
from casewatch.report.words import limit_text

_BLUE, _RUST, _INK = "0072B2", "A63F00", "1A1A1A"
#: Line colours and marks that stay apart in grey too.
_LINES = ("0072B2", "A63F00", "767676", "1A1A1A", "56A0D3", "C77F4E")
_SYMBOLS = ("circle", "square", "triangle", "diamond", "x", "plus")
_DASHES = ("solid", "dash", "sysDot", "dashDot")


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


def add_bars(sheet: Worksheet, context: Context, header: int, last: int, *, anchor: str) -> None:
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
        cases=capital(subject(context).many), period=in_period(context), limit=limit_text(context)
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


def add_lines(sheet: Worksheet, data: ReportData, *, first_column: int) -> None:
    """A table of shares, one column a municipality and one for the target, and the chart of it below."""
    share = data.context.goals.share_percent
    days = sorted({point.day for trend in data.trends for point in trend.points})
    target = _("Mål {share}\u00a0%").format(share=share)
    columns = [
        Column(_("Måned"), 11),
        *(Column(trend.name, max(11.0, min(24.0, len(trend.name) + 2.0)), PERCENT) for trend in data.trends),
        Column(target, 11, PERCENT),
    ]
    head(sheet, 1, columns, first_column)
    for row, day in enumerate(days, 2):
        put(sheet, row, first_column, short_month(day))
        for number, trend in enumerate(data.trends, first_column + 1):
            point = next((point for point in trend.points if point.day == day), None)
            if point is not None and point.n and not point.too_few:
                put(sheet, row, number, point.u / point.n, PERCENT)
        put(sheet, row, first_column + len(data.trends) + 1, share / 100, PERCENT)
    last = len(days) + 1

    chart = LineChart()
    chart.add_data(
        Reference(
            sheet, min_col=first_column + 1, max_col=first_column + len(data.trends) + 1, min_row=1, max_row=last
        ),
        titles_from_data=True,
    )
    chart.set_categories(Reference(sheet, min_col=first_column, min_row=2, max_row=last))
    for number, series in enumerate(chart.series):
        line = series.graphicalProperties.line
        series.smooth = False
        if number == len(data.trends):
            line.solidFill, line.dashStyle, line.width = _INK, "dash", 22_225
            series.marker.symbol = "none"
            continue
        color = _LINES[number % len(_LINES)]
        line.solidFill, line.width = color, 22_225
        line.dashStyle = _DASHES[number // len(_LINES) % len(_DASHES)]
        series.marker.symbol, series.marker.size = _SYMBOLS[number % len(_SYMBOLS)], 6
        series.marker.graphicalProperties = GraphicalProperties(solidFill=color)
        series.marker.graphicalProperties.line.solidFill = color
    chart.title = _("Andel avgjort på {limit}, siste tolv måneder").format(limit=limit_text(data.context))
    chart.y_axis.scaling.min, chart.y_axis.scaling.max, chart.y_axis.majorUnit = 0, 1, 0.2
    chart.y_axis.number_format = "0 %"
    chart.display_blanks = "gap"
    _frame(chart, 30, 12)
    sheet.add_chart(chart, f"{get_column_letter(first_column)}{last + 3}")
