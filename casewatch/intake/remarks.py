"""Findings -> remarks at the cells of a file: what stands there, what is wrong with it and what to do."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from functools import cache
from typing import NamedTuple

import numpy as np

from casewatch.core.identity import normalise_case_no
from casewatch.intake.privacy import masked
from casewatch.intake.sheet_xml import column_number
from casewatch.intake.tables import Cell, Finding, Severity, Sheet, TablePlace
from casewatch.language import _, current_language, show_date

_QUOTED = re.compile(r"«[^»]*»")
#: Where a second sentence begins.
_NEXT = re.compile(r"[.?!] (?=[A-ZÆØÅ])")


class Remark(NamedTuple):
    """One remark, ready to be written. Plain values: it crosses a process border as JSON."""

    severity: Severity
    sheet: int | None  # place among the file's sheets, from 0; None: the file as a whole
    sheet_name: str
    row: int | None  # as in Excel, from 1
    column: int | None  # from 1; None where the remark is about a row or sheet
    case_no: str
    value: str  # what the cell holds, letters and long numbers masked
    wrong: str
    todo: str


def remarks_of(findings: Iterable[Finding], sheets: Sequence[Sheet], places: Sequence[TablePlace]) -> list[Remark]:
    """One remark a finding, in their order.

    `sheets`: those of the file; `places`: its tables, which say where a finding that names a field alone belongs.
    """
    numbers = {sheet.name: number for number, sheet in reversed(list(enumerate(sheets)))}
    tables = {place.sheet: place for place in places}
    return [_remark(finding, sheets, numbers, tables) for finding in findings]


def rows_of_cases(
    sheets: Sequence[Sheet], places: Sequence[TablePlace], rows: Iterable[tuple[str, int]]
) -> set[tuple[int, int]]:
    """Every row, as sheet from 0 and row as in Excel, that names the case of one of some rows (sheet name, row).

    Looked for in all columns of all sheets, those that are not read too.
    """
    numbers = {sheet.name: number for number, sheet in reversed(list(enumerate(sheets)))}
    columns = {place.sheet: place.columns.get("case_no") for place in places}
    found: set[tuple[int, int]] = set()
    keys: set[str] = set()
    for name, row in rows:
        number, letters = numbers.get(name), columns.get(name)
        if number is not None:
            found.add((number, row))
            if letters is not None and (text := _text(sheets[number], row, column_number(letters.encode()))):
                keys.add(normalise_case_no(text))
    for number, sheet in enumerate(sheets):
        for column in sheet.columns:
            codes = [code for code, value in enumerate(column.values) if normalise_case_no(str(value)) in keys]
            if codes:
                found |= {(number, int(row) + 1) for row in np.flatnonzero(np.isin(column.codes, codes))}
    return found


def _text(sheet: Sheet, row: int, column: int) -> str:
    code = int(sheet.columns[column - 1].codes[row - 1]) if column <= len(sheet.columns) else -1
    return "" if code < 0 else " ".join(str(sheet.columns[column - 1].values[code]).split())


def _remark(
    finding: Finding, sheets: Sequence[Sheet], numbers: Mapping[str, int], tables: Mapping[str, TablePlace]
) -> Remark:
    number = numbers.get(finding.sheet or "")
    row, column = finding.row, None
    if number is None or row is None or row > sheets[number].rows:
        row = None
    else:
        column = _column(finding, tables.get(sheets[number].name), sheets[number], row)
    value = ""
    if number is not None and row is not None and column is not None and finding.code != "forgotten":
        value = _shown(sheets[number], row, column)
    wrong, todo = message_parts(finding)
    name = finding.sheet or ""
    return Remark(finding.severity, number, name, row, column, finding.case_no or "", value, wrong, todo)


def _column(finding: Finding, table: TablePlace | None, sheet: Sheet, row: int) -> int | None:
    """The column a finding names, else that of its field, else that of the case number, else the row's first cell."""
    letters = finding.column
    if letters is None and table is not None:
        field = finding.field or ""
        names = (field, f"{field}_1_sent", "sent" if field in ("hearing", "authority") else "", "case_no")
        letters = next((table.columns[name] for name in names if name in table.columns), None)
    if letters is not None:
        return column_number(letters.encode())
    return next((at for at, column in enumerate(sheet.columns, 1) if column.codes[row - 1] >= 0), None)


def _shown(sheet: Sheet, row: int, column: int) -> str:
    if column > len(sheet.columns):
        return ""
    code = int(sheet.columns[column - 1].codes[row - 1])
    return "" if code < 0 else shown(sheet.columns[column - 1].values[code])


def shown(cell: Cell) -> str:
    """A cell's value as a remark may show it: dates as they are, of texts and numbers only the form."""
    if isinstance(cell, datetime) and cell.time() == time():
        return show_date(cell.date())
    if isinstance(cell, datetime | date | time | timedelta):
        return str(cell)
    return masked(str(cell))


def message_parts(finding: Finding) -> tuple[str, str]:
    """A message without its place, as what is wrong and what to do."""
    text = _place_before(current_language()).sub("", finding.message, count=1)
    text = text[:1].upper() + text[1:]
    # what is quoted may hold full stops of its own
    end = _NEXT.search(_QUOTED.sub(lambda quoted: "x" * len(quoted[0]), text))
    if end is not None:
        return text[: end.start() + 1], text[end.end() :]
    return text, _usual_advice()[finding.severity]


def header_of(finding: Finding) -> str:
    """The header of the column a finding is about; empty where it is about none."""
    found = re.search(rf"\b{finding.column} [«“]([^»”]*)[»”]", finding.message) if finding.column else None
    return "" if found is None else found[1]


def _usual_advice() -> dict[Severity, str]:
    return {
        "error": _("Rett det, og les inn på nytt."),
        "warning": _("Sjekk at det stemmer."),
        "info": _("Ingenting, om det er som det skal være."),
    }


@cache
def _place_before(_language: str) -> re.Pattern[str]:
    """``Ark «Saker», rad 14, kolonne D «Komplett dato»: `` as :meth:`findings.Place.words` writes it."""
    inside = {"name": "[^»]*", "number": "[0-9]+", "letters": "[A-Z]+(?: «[^»]*»)?", "case_no": "[^:]*?"}
    texts = (_("ark «{name}»"), _("rad {number}"), _("kolonne {letters}"), _("sak {case_no}"))
    parts = []
    for text in texts:
        before, placeholder, after = re.split(r"\{(\w+)\}", text)
        parts.append(re.escape(before) + inside[placeholder] + re.escape(after))
    one = f"(?:{'|'.join(parts)})"
    return re.compile(f"^{one}(?:, {one})*: ", re.IGNORECASE)
