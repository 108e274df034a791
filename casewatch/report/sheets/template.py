"""The template: a workbook to fill in by hand, with drop-downs, date cells that Excel checks, and explanations."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from casewatch.language import _
from casewatch.report.sheets.cells import page_setup
from casewatch.report.sheets.template_cells import (
    check_name,
    explaining_sheet,
    header_width,
    new_check,
    number_format,
    save_workbook,
    write_headers,
)
from casewatch.report.sheets.template_columns import TemplateColumn, application_columns, pause_columns

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

#: Rows that are prepared for filling in.
ROWS = 2000


def write_template(path: Path, with_pauses: bool = False) -> None:
    """Write the template. With `with_pauses` it has a sheet ``Pauser`` too, which then holds all pauses.

    Raises CasewatchError for a name that is no .xlsx, or a folder that cannot be written.
    """
    from openpyxl import Workbook

    check_name(path)
    book = Workbook()
    columns = application_columns()
    if with_pauses:
        columns = [column for column in columns if not column.field.startswith(("hearing_", "authority_"))]
    sheets = [("Saker", columns)]
    _fill(book.active, "Saker", columns)
    if with_pauses:
        sheets.append(("Pauser", pause_columns()))
        _fill(book.create_sheet(), "Pauser", pause_columns())
    explaining_sheet(book.create_sheet(), sheets, _notes())
    save_workbook(book, path, _("Mal for byggesaker"))


def _notes() -> list[str]:
    return [
        _("Én rad for hver søknad. Kolonner med blå overskrift må fylles ut; ellers betyr en tom celle ukjent."),
        _("Skriv ikke navn, adresser eller fødselsnumre. Kolonner dere ikke bruker, kan slettes."),
        _("En kolonne som er med, men tom, tømmer det som var kjent fra før. En kolonne som er slettet, lar det stå."),
    ]


def _fill(sheet: Worksheet, title: str, columns: Sequence[TemplateColumn]) -> None:
    from openpyxl.utils import get_column_letter

    sheet.title = title
    write_headers(sheet, 1, [(column, header_width(column.header)) for column in columns])
    sheet.row_dimensions[1].height = 32
    sheet.freeze_panes = "C2"
    checks = {kind: check for kind in dict.fromkeys(column.kind for column in columns) if (check := new_check(kind))}
    for check in checks.values():
        sheet.add_data_validation(check)
    for number, column in enumerate(columns, 1):
        letter = get_column_letter(number)
        # The column's own style: cells that are not there yet take it as soon as something is written into them.
        sheet.column_dimensions[letter].number_format = number_format(column.kind)
        if column.kind in checks:
            checks[column.kind].add(f"{letter}2:{letter}{ROWS + 1}")
    page_setup(sheet, repeat=1, wide=True)
