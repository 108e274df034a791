"""Where the table stands in a file: which sheet, which row holds the headers, which rows below are lines of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from casewatch.intake.fields import DATE_FIELDS, Shape
from casewatch.intake.headers import Lexicon
from casewatch.intake.tables import Column, Sheet
from casewatch.intake.words import column_letters, plain

#: So far down a header row is looked for: below titles, dates of printing, filters.
_HEADER_ROWS = 50
#: More columns than any table of cases has; a sheet with thousands would only take time.
MOST_COLUMNS = 500
_TOTAL_WORDS = frozenset({"sum", "totalt", "total", "totaler", "i alt", "delsum", "subtotal", "antall", "antall saker"})
#: Sheets that casewatch itself writes beside a table, never read and never remarked on.
OWN_SHEETS = frozenset({"forklaring", "veiledning", "lister", "feil"})


@dataclass(frozen=True)
class Grid:
    """A sheet with its header row found. ``lines``: the rows below it that hold something, as indices into the sheet.

    Of ``lines`` some are no applications: ``totals`` at the end, and ``repeated`` headers.
    """

    sheet: Sheet
    shape: Shape
    header_row: int
    headers: list[str]  # per column, as written; empty where there is none
    lines: NDArray[np.int64]
    totals: NDArray[np.int64]
    repeated: NDArray[np.int64]


@dataclass(frozen=True)
class Guess:
    """The likeliest header row of a sheet: its shape, how many different fields it names, and whether the case is."""

    shape: Shape
    row: int
    headers: list[str]
    count: int
    has_case_no: bool


def cleaned(sheet: Sheet) -> Sheet:
    """The sheet with cells of nothing but white space made empty, and without columns beyond the first 500."""
    columns = []
    for column in sheet.columns[:MOST_COLUMNS]:
        blank = [code for code, value in enumerate(column.values) if isinstance(value, str) and not value.strip()]
        codes = column.codes
        if blank:
            codes = np.where(np.isin(codes, blank), np.int32(-1), codes)
        columns.append(Column(column.values, codes))
    return replace(sheet, columns=columns)


def guess(sheet: Sheet, lexicons: Mapping[Shape, Lexicon]) -> Guess | None:
    """The row among the first fifty that names the most different fields; None where no row names any."""
    best: Guess | None = None
    for row in range(min(_HEADER_ROWS, sheet.rows)):
        headers = _headers(sheet, row)
        if not any(headers):
            continue
        # one row of headers, or two: "Høring" over both "Sendt" and "Svar"
        for names in (headers, _under(_headers(sheet, row - 1), headers, lexicons) if row else headers):
            shape, fields = _shape(sheet.name, names, lexicons)
            if fields and (best is None or (("case_no" in fields), len(fields)) > (best.has_case_no, best.count)):
                best = Guess(shape, row, names, len(fields), "case_no" in fields)
    return best


def _under(above: Sequence[str], headers: Sequence[str], lexicons: Mapping[Shape, Lexicon]) -> list[str]:
    """Headers completed by the row above: a merged title counts for all it spans, a name alone for an empty cell."""
    names, title = [], ""
    for over, own in zip(above, headers, strict=True):
        title = over or title
        both = f"{title} {own}"
        if not own:
            names.append(over)
        elif title and not lexicons["table"].meanings(own) and lexicons["table"].meanings(both):
            names.append(both)
        else:
            names.append(own)
    return names


def _shape(name: str, headers: Sequence[str], lexicons: Mapping[Shape, Lexicon]) -> tuple[Shape, set[str]]:
    named_headers = [header or unnamed(column) for column, header in enumerate(headers)]
    named: dict[Shape, set[str]] = {
        shape: {meaning.target.field for header in named_headers for meaning in lexicon.meanings(header)}
        for shape, lexicon in lexicons.items()
    }
    milestones = named["table"].intersection(DATE_FIELDS)
    if {"case_no", "event", "date"} <= named["events"] and not milestones:
        return "events", named["events"]
    dated = named["pauses"] & {"sent", "answered"}
    pauses = "case_no" in named["pauses"] and bool(dated) and not milestones
    if pauses and ("kind" in named["pauses"] or plain(name) in ("pauser", "pauses")):
        return "pauses", named["pauses"]
    return "table", named["table"]


def _headers(sheet: Sheet, row: int) -> list[str]:
    """Texts of a row, one a column; numbers and dates are no headers."""
    cells = [cell_at(sheet, row, column) for column in range(len(sheet.columns))]
    return [cell if isinstance(cell, str) else "" for cell in cells]


def cell_at(sheet: Sheet, row: int, column: int) -> Any:
    """The cell's value, None where it is empty."""
    which = sheet.columns[column]
    code = int(which.codes[row])
    return None if code < 0 else which.values[code]


def unnamed(column: int) -> str:
    """What a column without a header is called in every language, so that a mapping can name it: ``Kolonne A``."""
    return f"Kolonne {column_letters(column)}"


def grid(sheet: Sheet, found: Guess, case_columns: Sequence[int]) -> Grid:
    """The lines below the header. ``case_columns``: those that may hold the case number."""
    below = found.row + 1
    filled = np.zeros(max(sheet.rows - below, 0), bool)
    for column in sheet.columns:
        filled |= column.codes[below:] >= 0
    lines = np.flatnonzero(filled) + below
    totals: list[int] = []
    for row in lines[::-1][:5]:
        if not _is_total(sheet, int(row), case_columns):
            break
        totals.append(int(row))
    repeated = [int(row) for row in _same_as_header(sheet, found, lines) if row not in totals]
    keep = ~np.isin(lines, totals + repeated)
    return Grid(
        sheet, found.shape, found.row, found.headers, lines[keep], np.array(totals[::-1], int), np.array(repeated, int)
    )


def _is_total(sheet: Sheet, row: int, case_columns: Sequence[int]) -> bool:
    """A row at the end whose first word is one of a sum, and that names no case."""
    texts = [cell for column in range(len(sheet.columns)) if isinstance(cell := cell_at(sheet, row, column), str)]
    first = plain(texts[0]) if texts else ""
    if first not in _TOTAL_WORDS and not first.startswith(("sum ", "totalt ", "antall ")):
        return False
    named = [cell_at(sheet, row, column) for column in case_columns]
    return all(cell is None or cell == texts[0] or str(cell).replace(" ", "").isdigit() for cell in named)


def _same_as_header(sheet: Sheet, found: Guess, lines: NDArray[np.int64]) -> NDArray[np.int64]:
    """Lines whose every text cell says what the header says, as in a printed list with pages."""
    same = np.ones(len(lines), bool)
    told = np.zeros(len(lines), bool)
    for column, header in zip(sheet.columns, found.headers, strict=True):
        codes = column.codes[lines]
        is_header = [value == header for value in column.values]
        table = np.array([*is_header, not header], bool)  # an empty cell fits an empty header
        same &= table[codes]
        told |= codes >= 0
    return lines[same & told]
