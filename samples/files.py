"""Rows of cells to files whose bytes are the same each time: no clock, no random names, fixed times in archives."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Sequence
from datetime import date, datetime
from xml.sax.saxutils import escape, quoteattr

from openpyxl import Workbook
from openpyxl.styles import Font

Cell = str | int | date | datetime | None
Rows = Sequence[Sequence[Cell]]

MADE_UP = "Oppdiktede eksempeldata – ingen virkelige saker"
MOMENT = datetime(2026, 11, 23, 6, 0, 0)
_MODIFIED = re.compile(rb"(<dcterms:modified[^>]*>)[^<]*(</dcterms:modified>)")


def csv_bytes(rows: Rows, *, delimiter: str = ",", encoding: str = "utf-8", newline: str = "\r\n") -> bytes:
    """A text file; cells are written as they are, None as nothing."""
    text = io.StringIO()
    writer = csv.writer(text, delimiter=delimiter, lineterminator=newline)
    writer.writerows([["" if cell is None else cell for cell in row] for row in rows])
    return text.getvalue().encode(encoding)


def xlsx_bytes(sheets: dict[str, Rows], *, bold_row: int = 0, hidden: Sequence[str] = ()) -> bytes:
    """A workbook; dates become date cells, texts stay texts. ``bold_row``: the header, counted from 0."""
    book = Workbook()
    book.remove(book.worksheets[0])
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for at, row in enumerate(rows):
            sheet.append(list(row))
            if at == bold_row:
                for cell in sheet[at + 1]:
                    cell.font = Font(bold=True)
        for column in sheet.iter_cols():
            for cell in column:
                if isinstance(cell.value, datetime):
                    cell.number_format = "dd.mm.yyyy hh:mm"
                elif isinstance(cell.value, date):
                    cell.number_format = "dd.mm.yyyy"
        if name in hidden:
            sheet.sheet_state = "hidden"
    properties = book.properties
    properties.title = properties.subject = properties.description = MADE_UP
    properties.creator = "casewatch"
    properties.created = properties.modified = MOMENT
    raw = io.BytesIO()
    book.save(raw)
    return same_archive(raw.getvalue())


def same_archive(raw: bytes) -> bytes:
    """The archive again with fixed times, its parts in the same order, and no time of saving inside."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(raw)) as old, zipfile.ZipFile(out, "w") as new:
        for entry in old.infolist():
            data = old.read(entry.filename)
            if entry.filename == "docProps/core.xml":
                data = _MODIFIED.sub(rb"\g<1>" + MOMENT.strftime("%Y-%m-%dT%H:%M:%SZ").encode() + rb"\g<2>", data)
            fixed = zipfile.ZipInfo(entry.filename, (2026, 11, 23, 6, 0, 0))
            # An OpenDocument file begins with its type, unpacked.
            fixed.compress_type = zipfile.ZIP_STORED if entry.filename == "mimetype" else zipfile.ZIP_DEFLATED
            fixed.external_attr = 0o644 << 16
            new.writestr(fixed, data, compresslevel=9)
    return out.getvalue()


def ods_bytes(sheets: dict[str, Rows]) -> bytes:
    """An OpenDocument spreadsheet, written by hand: its parts are small. Dates become date cells."""
    tables = "".join(
        f"<table:table table:name={quoteattr(name)}>"
        + "".join(f"<table:table-row>{''.join(map(_ods_cell, row))}</table:table-row>" for row in rows)
        + "</table:table>"
        for name, rows in sheets.items()
    )
    kind = "application/vnd.oasis.opendocument.spreadsheet"
    about = f"<dc:title>{escape(MADE_UP)}</dc:title><dc:description>{escape(MADE_UP)}</dc:description>"
    entries = (("/", kind), ("content.xml", "text/xml"), ("meta.xml", "text/xml"))
    manifest = "".join(
        f'<manifest:file-entry manifest:full-path="{path}" manifest:media-type="{media}"/>' for path, media in entries
    )
    body = f"<office:body><office:spreadsheet>{tables}</office:spreadsheet></office:body>"
    parts = {
        "mimetype": kind,
        "content.xml": _xml("office:document-content", body),
        "meta.xml": _xml("office:document-meta", f"<office:meta>{about}</office:meta>"),
        "META-INF/manifest.xml": _xml("manifest:manifest", manifest),
    }
    raw = io.BytesIO()
    with zipfile.ZipFile(raw, "w") as archive:
        for name, text in parts.items():
            archive.writestr(name, text.encode())
    return same_archive(raw.getvalue())


def _xml(root: str, inside: str) -> str:
    spaces = "".join(
        f' xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
        for name in ("office", "table", "text", "manifest")
    )
    spaces += ' xmlns:dc="http://purl.org/dc/elements/1.1/"'
    version = f'{root.partition(":")[0]}:version="1.3"'
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<{root}{spaces} {version}>{inside}</{root}>'


def _ods_cell(value: Cell) -> str:
    if value is None:
        return "<table:table-cell/>"
    if isinstance(value, date):
        kind, shown = f'date" office:date-value="{value.isoformat()}', f"{value:%d.%m.%Y}"
    elif isinstance(value, int):
        kind, shown = f'float" office:value="{value}', str(value)
    else:
        kind, shown = "string", value
    return f'<table:table-cell office:value-type="{kind}"><text:p>{escape(shown)}</text:p></table:table-cell>'


def xls_bytes(sheets: dict[str, Rows]) -> bytes:
    """A workbook of the old binary kind; every cell a text or a number."""
    import xlwt

    book = xlwt.Workbook(encoding="utf-8")
    for name, rows in sheets.items():
        sheet = book.add_sheet(name)
        for at, row in enumerate(rows):
            for column, cell in enumerate(row):
                if cell is not None:
                    sheet.write(at, column, cell)
    raw = io.BytesIO()
    book.save(raw)
    return raw.getvalue()
