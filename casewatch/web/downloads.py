"""Tables to take along: every one as .csv and .xlsx."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any
from urllib.parse import quote

from fastapi import Response

from casewatch.report.sheets.csv_text import csv_text
from casewatch.report.sheets.plain_workbook import plain_workbook

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def table_as(kind: str, stem: str, headers: Sequence[str], rows: Iterable[Sequence[Any]]) -> Response:
    """A table as a file, `kind` csv or xlsx. Dates stay dates, and text that looks like a formula stays text."""
    if kind == "xlsx":
        return attachment(plain_workbook(stem, headers, rows), XLSX, f"{stem}.xlsx")
    text = csv_text(headers, rows, for_people=True)
    return attachment(text.encode(), "text/csv; charset=utf-8", f"{stem}.csv")


def attachment(content: bytes, media_type: str, name: str) -> Response:
    """A file the browser saves."""
    return Response(content, media_type=media_type, headers={"Content-Disposition": _disposition(name)})


def _disposition(name: str) -> str:
    plain = "".join(each if each.isascii() and each.isprintable() and each not in '"\\' else "_" for each in name)
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name)}"
