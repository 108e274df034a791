"""Tables as CSV."""

import csv
import io
import json
from collections.abc import Iterable, Sequence
from typing import Any

from casewatch.report.tables.table import Table

#: What makes a spreadsheet take text for a formula.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def csv_text(headers: Sequence[str], rows: Iterable[Sequence[Any]]) -> str:
    """Comma, decimal point, ``true``/``false``, ISO dates, empty where there is nothing."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(headers)
    writer.writerows([_text(value) for value in row] for row in rows)
    return text.getvalue()


def table_csv(table: Table) -> str:
    """A table for people: text that a spreadsheet would take for a formula gets an apostrophe in front."""
    return csv_text(table.headers, ([_harmless(cell) for cell in row] for row in table.rows))


def _harmless(cell: Any) -> Any:
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(FORMULA_STARTS) else cell


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (dict, list)):
        return json.dumps(value, ensure_ascii=False)
    return str(value)
