"""A table that stands on a page and can be taken along from the same address."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal
from urllib.parse import urlencode

from fastapi import Response
from markupsafe import Markup
from starlette.exceptions import HTTPException

from casewatch.documents.cases import CaseName
from casewatch.language import show_date, show_number
from casewatch.web.downloads import table_as
from casewatch.web.pages import page_templates

FileKind = Literal["xlsx", "csv"]


@dataclass(frozen=True)
class Table:
    """Cells are texts, whole numbers, dates or None; the first of a row is its heading."""

    name: str  # in the address and, behind the page's own, of the file
    caption: str
    headers: Sequence[str]
    rows: Sequence[Sequence[Any]]
    numbers: Sequence[int] = ()  # columns that are set flush right
    links: Sequence[str | None] = ()  # per row where its heading leads
    most: int | None = None  # so many rows on the page; the file has all

    @property
    def cells(self) -> list[list[str]]:
        """The rows as a page shows them."""
        found = [[cell_text(cell) for cell in row] for row in self.rows[: self.most]]
        for cells, address in zip(found, self.links, strict=False):
            if address is not None:
                cells[0] = Markup('<a class="ds-link" href="{}">{}</a>').format(address, cells[0])
        return found

    def on_page(self, address: str) -> Markup:
        """The table as it stands on a page of that address, with links to its files; to be kept."""
        macros: Any = page_templates().get_template("parts.html").module
        return Markup(macros.data_table(self, address))


def cell_text(cell: Any) -> str:
    """A cell on a page: dates and numbers as people write them, nothing as nothing."""
    if isinstance(cell, date):
        return show_date(cell).replace(" ", "\u00a0")  # not over two lines
    if isinstance(cell, int) and not isinstance(cell, bool):
        return show_number(cell)
    return "" if cell is None else str(cell)


def file_of(tables: Iterable[Table], name: str, kind: FileKind, page: str) -> Response:
    """One of a page's tables as a file; the first for an empty name, 404 for one that is not there."""
    for table in tables:
        if name in ("", table.name):
            return table_as(kind, f"{page}-{table.name}", table.headers, table.rows)
    raise HTTPException(404)


def case_address(case: CaseName, municipality: str) -> str:
    """The page of one application."""
    asked = urlencode({"case_no": case["case_no"], "application": case["application_no"]})
    return f"/sak/{municipality}?{asked}"
