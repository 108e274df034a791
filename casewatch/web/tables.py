"""Tables on pages, and as the files that a page's own address gives."""

from collections.abc import Iterable
from datetime import date
from typing import Annotated, Literal
from urllib.parse import urlencode

from fastapi import Query, Response
from markupsafe import Markup
from starlette.exceptions import HTTPException

from casewatch.documents.cases import CaseName
from casewatch.report.sheets.csv_text import table_csv
from casewatch.report.sheets.plain_workbook import table_workbook
from casewatch.report.tables.table import Cell, Table, cell_text
from casewatch.web.downloads import attachment

FileKind = Literal["xlsx", "csv"]
#: Which table of a page, and as what file; addresses are Norwegian.
TableQuery = Annotated[str, Query(alias="tabell", max_length=40)]
FileQuery = Annotated[FileKind | None, Query(alias="fil")]


def page_cell(cell: Cell) -> str:
    """A cell on a page: a date does not go over two lines."""
    text = cell_text(cell)
    return text.replace(" ", "\u00a0") if isinstance(cell, date) else text


def page_cells(table: Table, most: int | None = None) -> list[list[str]]:
    """The first rows as a page shows them: headings lead to what they name."""
    found = [[page_cell(cell) for cell in row] for row in table.rows[:most]]
    for cells, address in zip(found, table.links, strict=False):
        if address is not None:
            cells[0] = Markup('<a class="ds-link" href="{}">{}</a>').format(address, cells[0])
    return found


def file_of(tables: Iterable[Table], name: str, kind: FileKind, page: str) -> Response:
    """One of a page's tables as a file; the first for an empty name, 404 for one that is not there."""
    for table in tables:
        if name in ("", table.name):
            stem = f"{page}-{table.name}"
            if kind == "xlsx":
                return attachment(table_workbook(table, stem), f"{stem}.xlsx")
            return attachment(table_csv(table).encode(), f"{stem}.csv")
    raise HTTPException(404)


def case_address(case: CaseName, municipality: str) -> str:
    """The page of one application."""
    asked = urlencode({"case_no": case["case_no"], "application": case["application_no"]})
    return f"/sak/{municipality}?{asked}"
