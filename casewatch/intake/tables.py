"""The shapes that pass between the parts of an import, plain and picklable (they cross a process border)."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from casewatch.core.fold import Content

#: What a cell can hold once read: text, a number, a date or time. Booleans come as the texts "true"/"false".
Cell = str | int | float | date | datetime | time | timedelta

Severity = Literal["error", "warning", "info"]
Holds = Literal["all", "open", "part"]


@dataclass(frozen=True)
class Column:
    """One column of a sheet, dictionary-encoded: each different value is read and judged once.

    ``codes`` has one element per row of the sheet, an index into ``values``, or -1 for an empty cell.
    """

    values: list[Cell]
    codes: NDArray[np.int32]


@dataclass(frozen=True)
class Sheet:
    """One sheet as it stands in the file: row 0 is the file's row 1, column 0 its column A."""

    name: str
    columns: list[Column]
    rows: int
    visible: bool = True


@dataclass(frozen=True)
class RawFile:
    """A file's cells, before anybody asks what they mean."""

    name: str
    sha256: str
    kind: str  # "xlsx", "xls", "ods", "xlsb", "csv"
    encoding: str | None  # of a text file, as it was read; None for workbooks
    sheets: list[Sheet]
    unclear_cells: bool = False  # some cells read as empty may hold errors or formulas without a stored value
    hidden_rows: int = 0  # rows somebody hid; they are read all the same
    epoch_1904: bool = False  # bare serial numbers count from 1904 (date cells are right already)


@dataclass(frozen=True)
class Finding:
    """One remark about a file, for people. ``message`` is plain Norwegian (or English) and complete in itself."""

    severity: Severity
    code: str
    message: str
    sheet: str | None = None
    row: int | None = None  # as in Excel: the first row is 1
    column: str | None = None  # column letter
    field: str | None = None  # canonical field name
    case_no: str | None = None


@dataclass(frozen=True)
class ReadRow:
    """One application of the file that could be read."""

    municipality: str
    case_no: str  # as written
    case_key: str  # normalised, for matching
    application_no: int | None  # as the file gives it; None where it has no number
    content: Content
    sheet: str | None
    row: int


@dataclass(frozen=True)
class RejectedRow:
    """One application of the file that was not read, so far as it can be named. ``content``: what could be read."""

    municipality: str | None
    case_no: str | None
    case_key: str | None
    application_no: int | None
    content: Content
    sheet: str | None
    row: int


#: Which of our counts a sender's own count of days is compared with.
DaysCompared = Literal["net", "gross"]


@dataclass(frozen=True)
class VendorDays:
    """One column of a sender's own counts of days, to be compared with ours and for nothing else."""

    compared: DaysCompared
    column: str  # letter
    header: str  # as written
    days: dict[int, int]  # row of the file, as in Excel -> days


@dataclass(frozen=True)
class TablePlace:
    """Where a table that was read stands in its file."""

    sheet: str
    header_row: int  # as in Excel
    columns: dict[str, str]  # field -> column letter


@dataclass(frozen=True)
class Understood:
    """What a whole file says."""

    rows: list[ReadRow]
    rejected: list[RejectedRow]
    findings: list[Finding]
    file_rows: int  # lines of the file below the header
    profile: str
    fields: tuple[str, ...]  # canonical fields the file has columns for
    holds: Holds
    shared_series: bool  # the profile's case_number_series == "shared"
    columns: dict[str, str] = field(default_factory=dict)  # header as written -> field
    vendor_days: tuple[VendorDays, ...] = ()
    places: tuple[TablePlace, ...] = ()  # the table of applications or events, and the sheet of pauses
