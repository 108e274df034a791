"""A table as CSV."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Sequence
from typing import Any

#: What makes a spreadsheet take text for a formula.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def csv_text(headers: Sequence[str], rows: Iterable[Sequence[Any]], *, for_people: bool = False) -> str:
    """Comma, decimal point, ``true``/``false``, ISO dates, empty where there is nothing.

    `for_people`: text that a spreadsheet would take for a formula gets an apostrophe in front.
    """
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(headers)
    for row in rows:
        cells = [_text(value) for value in row]
        if for_people:
            cells = [
                f"'{cell}" if isinstance(value, str) and cell.startswith(FORMULA_STARTS) else cell
                for cell, value in zip(cells, row, strict=True)
            ]
        writer.writerow(cells)
    return text.getvalue()


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (dict, list)):
        return json.dumps(value, ensure_ascii=False)
    return str(value)
