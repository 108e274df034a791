"""A sender's own counts of days: read to be compared with ours, never stored and never used for a figure."""

from __future__ import annotations

import re

from casewatch.intake.lines import Lines
from casewatch.intake.tables import Cell, DaysCompared, VendorDays
from casewatch.intake.words import column_letters, squeezed

#: Squeezed header -> which of our counts it is compared with. Others, such as days on hold, say something else.
_HEADERS: dict[str, DaysCompared] = {
    squeezed("Brutto dager"): "gross",
    squeezed("Netto dager"): "net",
    squeezed("Antall dager"): "net",
    **{
        squeezed(f"{header} {unit}"): "net"
        for header in ("Saksbehandlingstid", "Behandlingstid", "Sakshandsamingstid")
        for unit in ("", "dager", "i dager", "dagar")
    },
}
#: The same, for those who remark on headers that nobody reads.
VENDOR_HEADERS = frozenset(_HEADERS)

_DAYS = re.compile(r"([0-9]{1,5})(?:[.,]0+)?(?: (?:dager|dag|dagar|d))?", re.IGNORECASE)
#: More days than any case takes: a date's serial number, or a sum.
_MOST = 20_000


def read_vendor_days(lines: Lines) -> tuple[VendorDays, ...]:
    """The columns of a table that hold such counts, in the order of the file; not those a profile reads otherwise."""
    read = {assigned.column for assigned in lines.columns.values()}
    found = []
    for column, header in enumerate(lines.grid.headers):
        compared = _HEADERS.get(squeezed(header))
        if compared is None or column in read:
            continue
        days = {
            lines.sheet_row(line) + 1: number
            for line, number in enumerate(lines.per_line(column, _days))
            if number is not None
        }
        found.append(VendorDays(compared, column_letters(column), header, days))
    return tuple(found)


def _days(cell: Cell) -> int | None:
    """A whole number of days, or None for whatever else stands there."""
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    match = _DAYS.fullmatch(" ".join(str(cell).split())) if isinstance(cell, str | int) else None
    return int(match[1]) if match and int(match[1]) < _MOST else None
