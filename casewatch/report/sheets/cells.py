"""Cells of a workbook, written so that a reader can trust them: text stays text, dates are dates."""

import re
from collections.abc import Iterable
from copy import copy
from datetime import date
from typing import Any

from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from casewatch.language import _
from casewatch.report.sheets.csv_text import FORMULA_STARTS
from casewatch.report.tables.table import DASH, Cell, Rounded, Table

_LONGEST = 32_767  # characters an Excel cell holds
_UNREADABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")  # what an .xlsx file cannot hold
_HEAD_FILL = PatternFill("solid", fgColor="E4EEF5")
_POOLED_FILL = PatternFill("solid", fgColor="F2F2F2")
_RULE = Side(style="thin", color="D0D0D0")

FONT = "Calibri"
WHOLE, DAY = "#,##0", "dd.mm.yyyy"
_NARROW, _WIDE, _PADDING = 10, 60, 2  # characters


def put(sheet: Worksheet, row: int, column: int, value: Any, number_format: str | None = None) -> Any:
    """Write one cell and give it back. Text is never a formula, whatever it begins with; numbers stay numbers."""
    cell = sheet.cell(row, column)
    if isinstance(value, str):
        cell.value = _UNREADABLE.sub("", value)[:_LONGEST]
        cell.data_type = "s"  # openpyxl would take "=…" for a formula and "#N/A" for an error
        if value.startswith(FORMULA_STARTS):
            cell.quotePrefix = True  # Excel keeps it text when somebody edits the cell or saves as CSV and back
    else:
        cell.value = value
    if number_format and not isinstance(value, str):
        cell.number_format = number_format
    return cell


def table(sheet: Worksheet, row: int, shown: Table, first: int = 1) -> int:
    """Write a table from column `first`, its header in `row`, and set the widths; gives the last row.

    A column's cells share a style.
    """
    widths = [_width(shown, place) for place in range(len(shown.headers))]
    for place, header in enumerate(shown.headers):
        cell = put(sheet, row, place + first, header)
        cell.font = Font(name=FONT, bold=True)
        cell.fill = _HEAD_FILL
        cell.border = Border(bottom=Side(style="medium", color="4D4D4D"))
        cell.alignment = _aligned(place in shown.numbers, wrap=True, vertical="bottom")
        sheet.column_dimensions[get_column_letter(place + first)].width = widths[place]
    texts = [[len(cell) if isinstance(cell, str) else 0 for cell in cells] for cells in shown.rows]
    wraps = [any(row[place] > width - _PADDING for row in texts) for place, width in enumerate(widths)]
    styles: dict[tuple[int, str | None, bool], Any] = {}
    for cells in shown.rows:
        row += 1
        lines = 1
        for place, value in enumerate(cells):
            number = place in shown.numbers
            if value is None or (number and value == DASH):
                continue
            number_format = _format(value, number)
            cell = put(sheet, row, place + first, float(value.value) if isinstance(value, Rounded) else value)
            look = (place, number_format, bool(cell.quotePrefix))
            if look not in styles:
                cell.font = Font(name=FONT, size=11)
                cell.number_format = number_format
                cell.alignment = _aligned(number, wrap=wraps[place], vertical="center")
                styles[look] = copy(cell._style)
            cell._style = styles[look]
            if wraps[place] and isinstance(value, str):
                lines = max(lines, -(-len(value) // max(1, int(widths[place] - _PADDING))))
        if lines > 1:  # Excel makes rows high enough on editing only
            sheet.row_dimensions[row].height = 15.0 * lines + 1
    return row


def _width(shown: Table, place: int) -> float:
    if shown.widths and (width := shown.widths[place]) is not None:
        return width
    longest = max((len(str(cells[place])) for cells in shown.rows if cells[place] is not None), default=0)
    return min(max(longest, len(shown.headers[place]), _NARROW) + 3, _WIDE)


def _format(value: Cell, number: bool) -> str:
    if isinstance(value, Rounded):
        decimals = f".{'0' * value.decimals}" if value.decimals else ""
        return f"0{decimals} %" if value.percent else f"{WHOLE}{decimals}"
    if isinstance(value, date):
        return DAY
    return WHOLE if number else "General"


def _aligned(number: bool, wrap: bool, vertical: str) -> Alignment:
    return Alignment(
        wrap_text=wrap, vertical=vertical, horizontal="right" if number else "left", indent=0 if number else 1
    )


def _own_style(sheet: Worksheet, row: int, column: int) -> Any:
    """The cell, with a style that can be changed without changing its column's."""
    cell = sheet.cell(row, column)
    cell._style = copy(cell._style)
    return cell


def mark_pooled(sheet: Worksheet, row: int, columns: int) -> None:
    """Set a row of pooled figures apart from the municipalities' own."""
    for number in range(1, columns + 1):
        cell = _own_style(sheet, row, number)
        cell.fill = _POOLED_FILL
        cell.font = Font(name=FONT, italic=True)
        cell.border = Border(top=Side(style="medium", color="4D4D4D"))


def rule_below(sheet: Worksheet, first: int, last: int, columns: int) -> None:
    """Thin lines between rows."""
    for row in range(first, last + 1):
        for number in range(1, columns + 1):
            _own_style(sheet, row, number).border = Border(bottom=_RULE)


def title(sheet: Worksheet, text: str) -> None:
    """The sheet's headline in its first row."""
    put(sheet, 1, 1, text).font = Font(name=FONT, bold=True, size=16)
    sheet.row_dimensions[1].height = 24


def told(sheet: Worksheet, row: int, lines: Iterable[str], columns: int, width: float) -> int:
    """Sentences, each over ``columns`` columns that are ``width`` characters wide; gives the next free row."""
    for line in (line for line in lines if line):
        cell = put(sheet, row, 1, line)
        cell.font = Font(name=FONT, color="333333")
        cell.alignment = Alignment(vertical="top", wrap_text=True)
        sheet.merge_cells(start_row=row, start_column=1, end_row=row, end_column=columns)
        sheet.row_dimensions[row].height = 15.5 * max(1, -(-len(line) // int(width * 0.95)))
        row += 1
    return row


def page_setup(sheet: Worksheet, *, repeat: int | None = None, wide: bool = False) -> None:
    """Landscape A4, A3 if ``wide``, one page wide, with page numbers; ``repeat``: the header row of every page."""
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = sheet.PAPERSIZE_A3 if wide else sheet.PAPERSIZE_A4
    sheet.page_setup.fitToWidth = 1
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.page_margins.left = sheet.page_margins.right = 0.4
    sheet.page_margins.top, sheet.page_margins.bottom, sheet.page_margins.footer = 0.5, 0.75, 0.35
    sheet.oddFooter.left.text = "casewatch"
    sheet.oddFooter.center.text = "&A"
    sheet.oddFooter.right.text = _("side {page} av {pages}").format(page="&P", pages="&N")
    if repeat is not None:
        sheet.print_title_rows = f"{repeat}:{repeat}"
