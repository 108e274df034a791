"""Cells of a workbook, written so that a reader can trust them: text stays text, dates are dates."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from copy import copy
from dataclasses import dataclass
from datetime import date
from typing import Any

from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from casewatch.language import _
from casewatch.report.data import Goals
from casewatch.report.sheets.csv_text import FORMULA_STARTS
from casewatch.report.words.numbers import mean_decimals, share_decimals

_LONGEST = 32_767  # characters an Excel cell holds
_UNREADABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")  # what an .xlsx file cannot hold
_HEAD_FILL = PatternFill("solid", fgColor="E4EEF5")
_POOLED_FILL = PatternFill("solid", fgColor="F2F2F2")
_RULE = Side(style="thin", color="D0D0D0")

FONT = "Calibri"
WHOLE, ONE_DECIMAL, PERCENT, DAY = "#,##0", "#,##0.0", "0 %", "dd.mm.yyyy"
_RIGHT = (WHOLE, ONE_DECIMAL, PERCENT)


@dataclass(frozen=True)
class ShownNumber:
    """A number with a look of its own: as many decimals as keep it on its own side of a target."""

    value: float
    number_format: str


def shown_share(under: int, of: int, goals: Goals) -> ShownNumber:
    """A share as a cell; ``of`` is positive."""
    decimals = share_decimals(under, of, goals)
    return ShownNumber(under / of, f"0.{'0' * decimals} %" if decimals else PERCENT)


def shown_mean(total_days: int, of: int, goals: Goals) -> ShownNumber:
    """A mean as a cell; ``of`` is positive."""
    return ShownNumber(total_days / of, f"#,##0.{'0' * mean_decimals(total_days, of, goals)}")


def put(sheet: Worksheet, row: int, column: int, value: Any, number_format: str | None = None) -> Any:
    """Write one cell and give it back. Text is never a formula, whatever it begins with; numbers stay numbers."""
    if isinstance(value, ShownNumber):
        value, number_format = value.value, value.number_format
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


def as_day(value: Any) -> date | None:
    """An ISO text or a date as a date; None where there is none."""
    if not value:
        return None
    return value if isinstance(value, date) else date.fromisoformat(str(value)[:10])


@dataclass(frozen=True)
class SheetColumn:
    """A column of a table: its header, its width in characters and how its values look."""

    header: str
    width: float
    number_format: str | None = None
    wrap: bool = False


def head(sheet: Worksheet, row: int, columns: Sequence[SheetColumn], first: int = 1) -> None:
    """Write a header row and set the widths of its columns."""
    for number, column in enumerate(columns, first):
        cell = put(sheet, row, number, column.header)
        cell.font = Font(name=FONT, bold=True)
        cell.fill = _HEAD_FILL
        cell.border = Border(bottom=Side(style="medium", color="4D4D4D"))
        right = column.number_format in _RIGHT
        cell.alignment = Alignment(
            wrap_text=True, vertical="bottom", horizontal="right" if right else "left", indent=0 if right else 1
        )
        sheet.column_dimensions[get_column_letter(number)].width = column.width


def body(
    sheet: Worksheet, row: int, columns: Sequence[SheetColumn], rows: Iterable[Sequence[Any]], first: int = 1
) -> int:
    """Write rows below a header; gives the number of the row after the last. A column's cells share one style."""
    styles: dict[tuple[int, str | None], Any] = {}
    quoted: dict[tuple[int, str | None], Any] = {}
    for values in rows:
        lines = 1
        for number, (column, value) in enumerate(zip(columns, values, strict=True)):
            if value is None:
                continue
            cell = put(sheet, row, first + number, value)
            look = (number, value.number_format if isinstance(value, ShownNumber) else column.number_format)
            if look not in styles:
                right = column.number_format in _RIGHT
                cell.font = Font(name=FONT, size=11)
                cell.number_format = look[1] or "General"
                cell.alignment = Alignment(
                    wrap_text=column.wrap,
                    vertical="center",
                    horizontal="right" if right else "left",
                    indent=0 if right else 1,
                )
                for known, quote in ((styles, 0), (quoted, 1)):
                    known[look] = copy(cell._style)
                    known[look].quotePrefix = quote
            cell._style = quoted[look] if cell.quotePrefix else styles[look]
            if column.wrap and isinstance(value, str):
                lines = max(lines, -(-len(value) // max(1, int(column.width - 2))))
        if lines > 1:  # Excel makes rows high enough on editing only
            sheet.row_dimensions[row].height = 15.0 * lines + 1
        row += 1
    return row


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
