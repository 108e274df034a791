"""A table as a workbook, and nothing else in it."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from casewatch.report.sheets.cells import DAY, SheetColumn, body, head

_NARROW, _WIDE = 10, 60  # characters


def plain_workbook(title: str, headers: Sequence[str], rows: Iterable[Sequence[Any]]) -> bytes:
    """One sheet with a header that stays in sight and a filter. Dates are dates; text is never a formula."""
    from openpyxl import Workbook

    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "".join(character for character in title if character not in "[]:*?/\\")[:31]
    kept = [list(row) for row in rows]
    columns = [_column(header, [row[place] for row in kept]) for place, header in enumerate(headers)]
    head(sheet, 1, columns)
    body(sheet, 2, columns, ([_cell(value) for value in row] for row in kept))
    sheet.freeze_panes = "A2"
    sheet.auto_filter.ref = sheet.dimensions
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def _column(header: str, values: Sequence[Any]) -> SheetColumn:
    longest = max((len(str(value)) for value in values if value is not None), default=0)
    dates = any(isinstance(value, date) for value in values)
    width = min(max(longest, len(header), _NARROW) + 3, _WIDE)
    return SheetColumn(header, width, DAY if dates else None, wrap=longest > _WIDE)


def _cell(value: Any) -> Any:
    return "; ".join(map(str, value)) if isinstance(value, list | tuple) else value
