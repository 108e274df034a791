"""The template: a workbook to fill in by hand, with drop-downs, date cells that Excel checks, and explanations."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from casewatch.errors import CasewatchError
from casewatch.language import _
from casewatch.report.template_columns import (
    KINDS,
    OUTCOMES,
    TYPES,
    YES_NO,
    Kind,
    TemplateColumn,
    application_columns,
    pause_columns,
)

if TYPE_CHECKING:
    from openpyxl.worksheet.datavalidation import DataValidation
    from openpyxl.worksheet.worksheet import Worksheet

#: Rows that are prepared for filling in.
ROWS = 2000
_DATE_FORMAT = "dd.mm.yyyy"
_CHOICES: dict[Kind, Sequence[str]] = {"type": TYPES, "outcome": OUTCOMES, "yes_no": YES_NO, "kind": KINDS}
EXPLANATION = "Forklaring"


def write_template(path: Path, with_pauses: bool = False) -> None:
    """Write the template. With `with_pauses` it has a sheet ``Pauser`` too, which then holds all pauses.

    Raises CasewatchError for a name that is no .xlsx, or a folder that cannot be written.
    """
    from openpyxl import Workbook

    if path.suffix.casefold() != ".xlsx":
        raise CasewatchError(_("--out: «{name}» må slutte på .xlsx.").format(name=path.name))
    book = Workbook()
    sheet = book.active
    columns = application_columns()
    if with_pauses:
        columns = [column for column in columns if not column.header.startswith(("Høring", "Myndighet"))]
    _fill(sheet, "Saker", columns)
    if with_pauses:
        _fill(book.create_sheet(), "Pauser", pause_columns())
    _explain(book.create_sheet(EXPLANATION), columns, pause_columns() if with_pauses else [])
    book.properties.creator = "casewatch"
    book.properties.title = _("Mal for byggesaker")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        book.save(path)
    except OSError as error:
        reason = error.strerror or error
        raise CasewatchError(_("Kan ikke skrive {path}: {why}.").format(path=path, why=reason)) from error


def _fill(sheet: Worksheet, title: str, columns: Sequence[TemplateColumn]) -> None:
    from openpyxl.styles import Font, PatternFill
    from openpyxl.utils import get_column_letter

    sheet.title = title
    sheet.append([column.header for column in columns])
    sheet.freeze_panes = "C2"
    checks = {kind: _check(kind) for kind in {column.kind for column in columns} - {"text"}}
    for check in checks.values():
        sheet.add_data_validation(check)
    for number, column in enumerate(columns, 1):
        letter = get_column_letter(number)
        head = sheet.cell(1, number)
        head.font = Font(bold=True)
        head.fill = PatternFill("solid", fgColor="D9E8F2" if column.needed else "EDEDED")
        sheet.column_dimensions[letter].width = max(12, len(column.header) + 3)
        cells = f"{letter}2:{letter}{ROWS + 1}"
        if column.kind in checks:
            checks[column.kind].add(cells)
        # Text columns are text from the start, so that Excel makes no date of 12/5 and no number of 0301.
        form = {"date": _DATE_FORMAT, "weeks": "0"}.get(column.kind, "@")
        sheet.column_dimensions[letter].number_format = form
        for row in range(2, 202):
            sheet.cell(row, number).number_format = form


def _check(kind: Kind) -> DataValidation:
    from openpyxl.worksheet.datavalidation import DataValidation

    if kind == "date":
        check = DataValidation(type="date", operator="between", formula1="DATE(1990,1,1)", formula2="DATE(2100,12,31)")
        check.error = _("Skriv en dato, for eksempel 25.11.2026.")
    elif kind == "weeks":
        check = DataValidation(type="whole", operator="between", formula1="1", formula2="52")
        check.error = _("Skriv antall uker som et helt tall, 3 eller 12.")
    else:
        check = DataValidation(type="list", formula1=f'"{",".join(_CHOICES[kind])}"')
        check.error = _("Velg en verdi fra lista.")
    check.errorTitle = _("Kan ikke leses")
    check.allow_blank = True
    check.showErrorMessage = True
    return check


def _explain(sheet: Worksheet, columns: Sequence[TemplateColumn], pauses: Sequence[TemplateColumn]) -> None:
    from openpyxl.styles import Alignment, Font

    rows = [(_("Ark"), _("Kolonne"), _("Må fylles ut"), _("Hva den betyr"), _("Tillatte verdier"))]
    for title, listed in (("Saker", columns), ("Pauser", pauses)):
        rows += [
            (title, column.header, _("ja") if column.needed else "", column.explained, _allowed(column))
            for column in listed
        ]
    for row in rows:
        sheet.append(row)
    for cell in sheet[1]:
        cell.font = Font(bold=True)
    for letter, width in zip("ABCDE", (10, 30, 14, 80, 60), strict=True):
        sheet.column_dimensions[letter].width = width
    for row in sheet.iter_rows(min_row=2):
        for cell in row:
            cell.alignment = Alignment(wrap_text=True, vertical="top")
    sheet.freeze_panes = "A2"


def _allowed(column: TemplateColumn) -> str:
    if column.kind in _CHOICES:
        return ", ".join(_CHOICES[column.kind])
    return {"date": _("dato, dd.mm.åååå"), "weeks": _("helt tall")}.get(column.kind, _("tekst"))
