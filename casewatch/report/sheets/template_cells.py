"""What the workbooks that people fill in share: drop-downs, date checks, headers, the sheet that explains, saving."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from casewatch.errors import CasewatchError
from casewatch.language import _
from casewatch.report.sheets.cells import FONT, page_setup, put
from casewatch.report.sheets.template_columns import KINDS, OUTCOME_CHOICES, TYPES, YES_NO, CellKind, TemplateColumn

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.worksheet.datavalidation import DataValidation
    from openpyxl.worksheet.worksheet import Worksheet

#: The sheet that explains the columns; every import knows it and leaves it alone.
EXPLANATION = "Forklaring"
CHOICES: dict[CellKind, Sequence[str]] = {"type": TYPES, "outcome": OUTCOME_CHOICES, "yes_no": YES_NO, "kind": KINDS}
#: How the cells of a kind are shown; all others are text, so that Excel makes no date of 12/5 and no number of 0301.
_FORMATS: dict[CellKind, str] = {"date": "dd.mm.yyyy", "weeks": "0"}


def number_format(kind: CellKind) -> str:
    """The number format of a column's cells."""
    return _FORMATS.get(kind, "@")


def new_check(kind: CellKind) -> DataValidation | None:
    """What Excel accepts in cells of a kind, empty ones always; None: any text. To be added to one sheet."""
    from openpyxl.worksheet.datavalidation import DataValidation

    if kind == "text":
        return None
    if kind == "date":
        check = DataValidation(type="date", operator="between", formula1="DATE(1990,1,1)", formula2="DATE(2100,12,31)")
        check.error = _("Skriv en dato, for eksempel 25.11.2026.")
    elif kind == "weeks":
        check = DataValidation(type="whole", operator="between", formula1="1", formula2="52")
        check.error = _("Skriv antall uker som et helt tall, 3 eller 12.")
    else:
        check = DataValidation(type="list", formula1=f'"{",".join(CHOICES[kind])}"')
        check.error = _("Velg en verdi fra lista.")
    check.errorTitle = _("Kan ikke leses")
    check.allow_blank = True
    check.showErrorMessage = True
    return check


def header_width(header: str) -> float:
    """Characters a column takes so that no word of its header is broken, and a date fits."""
    return max(13, max(map(len, header.split())) * 1.25 + 2)


def write_headers(sheet: Worksheet, row: int, columns: Sequence[tuple[TemplateColumn, float]], first: int = 1) -> None:
    """A header row, each column with its width in characters; those that must be filled in stand out."""
    from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
    from openpyxl.utils import get_column_letter

    for number, (column, width) in enumerate(columns, first):
        cell = put(sheet, row, number, column.header)
        cell.font = Font(name=FONT, bold=True)
        cell.fill = PatternFill("solid", fgColor="CFE3F1" if column.needed else "EDEDED")
        cell.border = Border(bottom=Side(style="medium", color="4D4D4D"))
        cell.alignment = Alignment(wrap_text=True, vertical="bottom")
        sheet.column_dimensions[get_column_letter(number)].width = width


def explaining_sheet(
    sheet: Worksheet, sheets: Iterable[tuple[str, Sequence[TemplateColumn]]], notes: Sequence[str] = ()
) -> None:
    """The sheet that explains: sentences, then per sheet and column what it means and what it takes."""
    from openpyxl.styles import Alignment, Border, Font, PatternFill, Side

    widths = (10, 30, 13, 76, 52)
    sheet.title = EXPLANATION
    for letter, width in zip("ABCDE", widths, strict=True):
        sheet.column_dimensions[letter].width = width
    row = 1
    for note in notes:
        cell = put(sheet, row, 1, note)
        cell.font = Font(name=FONT)
        cell.alignment = Alignment(wrap_text=True, vertical="top")
        sheet.merge_cells(start_row=row, start_column=1, end_row=row, end_column=len(widths))
        sheet.row_dimensions[row].height = 15.5 * _lines(note, sum(widths))
        row += 1
    row += bool(notes)
    head = (_("Ark"), _("Kolonne"), _("Må fylles ut"), _("Hva den betyr"), _("Tillatte verdier"))
    for number, text in enumerate(head, 1):
        cell = put(sheet, row, number, text)
        cell.font = Font(name=FONT, bold=True)
        cell.fill = PatternFill("solid", fgColor="EDEDED")
        cell.border = Border(bottom=Side(style="medium", color="4D4D4D"))
    header_row = row
    for title, listed in sheets:
        for column in listed:
            row += 1
            needed = _("ja") if column.needed else ""
            texts = (title, column.header, needed, column.explained, _allowed(column))
            for number, text in enumerate(texts, 1):
                cell = put(sheet, row, number, text)
                cell.font = Font(name=FONT)
                cell.alignment = Alignment(wrap_text=True, vertical="top")
                cell.border = Border(bottom=Side(style="thin", color="D0D0D0"))
            lines = max(_lines(text, width) for text, width in zip(texts, widths, strict=True))
            sheet.row_dimensions[row].height = 15.5 * lines
    sheet.freeze_panes = sheet.cell(header_row + 1, 1)
    page_setup(sheet, repeat=header_row)


def _lines(text: str, width: float) -> int:
    """How many lines a text takes in a column."""
    return max(1, -(-len(text) // int(width * 1.05)))


def _allowed(column: TemplateColumn) -> str:
    if column.kind in CHOICES:
        return ", ".join(CHOICES[column.kind])
    return {"date": _("dato, dd.mm.åååå"), "weeks": _("helt tall")}.get(column.kind, _("tekst"))


def check_name(path: Path) -> None:
    """Raises CasewatchError for a name that is no .xlsx."""
    if path.suffix.casefold() != ".xlsx":
        raise CasewatchError(_("«{name}» må slutte på .xlsx.").format(name=path.name), "out")


def save_workbook(book: Workbook, path: Path, title: str) -> None:
    """Write a workbook, its folder too. Raises CasewatchError where that cannot be done."""
    book.properties.creator = book.properties.lastModifiedBy = "casewatch"
    book.properties.title = title
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        book.save(path)
    except OSError as error:
        reason = error.strerror or error
        raise CasewatchError(_("Kan ikke skrive {path}: {why}.").format(path=path, why=reason)) from error
