"""The annotated copy: a file's cells with remarks and colours where something is wrong, and a sheet that lists them.

A workbook that openpyxl opens is edited: its formulas, formats, widths and hidden parts stay, macros do not. That is
done in the reading child, for the file is as hostile as before. Of everything else a new workbook is made from the
cells that were read. Text that begins like a formula stays text in both.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from casewatch.intake.cells import Unreadable
from casewatch.intake.layout import MOST_COLUMNS, cell_at
from casewatch.intake.remarks import Remark
from casewatch.intake.tables import Cell, Sheet

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

#: The sheet of remarks. The same in every language: an import knows it by its name and leaves it alone.
TITLE = "Feil"
#: So many cells get a remark of their own, and so many lines the sheet has: more would only make the copy slow to open.
MOST_CELLS, MOST_LINES = 2_000, 10_000

_AUTHOR = "casewatch"
_COLOURS = {"error": "FFC7CE", "warning": "FFEB9C", "info": "DDEBF7"}
_HEAD_ROWS = 12  # the list's headers stand among the first rows of its sheet
_WIDTHS = (14, 18, 7, 9, 16, 22, 62, 62)
_FORMATS: tuple[tuple[type, str], ...] = (
    (datetime, "dd.mm.yyyy hh:mm"),
    (date, "dd.mm.yyyy"),
    (time, "hh:mm:ss"),
    (timedelta, "[h]:mm:ss"),
)
_UNREADABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")  # what an .xlsx file cannot hold
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
_LONGEST = 32_767  # characters a cell holds
_NO_TITLE = re.compile(r"[\\*?:/\[\]\x00-\x1f]")


class Notes(NamedTuple):
    """What is written beside the cells, in the language of the import. Plain values, as in a remark."""

    heading: str
    lines: list[str]  # sentences below it
    head: list[str]  # headers of the list: severity, sheet, row, column, case, value, what is wrong, what to do
    severities: dict[str, str]
    remarks: list[Remark]

    @staticmethod
    def from_json(value: Sequence[Any]) -> Notes:
        """What came as lists of plain values."""
        heading, lines, head, severities, remarks = value
        return Notes(heading, lines, head, severities, [Remark(*remark) for remark in remarks])


def edit_workbook(path: str, out: str, notes: Notes, sheets: int) -> None:
    """Write the copy of a workbook at `path`, edited; `sheets`: how many were read of it. Runs in the child.

    Raises :class:`Unreadable` where openpyxl does not see the same sheets.
    """
    from openpyxl import load_workbook

    try:
        book = load_workbook(path, rich_text=True)
        if len(book.worksheets) != sheets:
            raise Unreadable("damaged")
        originals = list(book.worksheets)
        for sheet in originals:
            _clean(sheet)
        ours = [sheet for sheet in originals if _is_ours(sheet, notes)]
        for sheet in ours:
            book.remove(sheet)
        _mark(originals, notes, notes.remarks)
        _list(book, notes, [None if sheet in ours else sheet.title for sheet in originals], notes.remarks)
        book.save(out)
    except (Unreadable, MemoryError):
        raise
    except Exception:  # a workbook that calamine reads can still raise nearly anything in openpyxl
        raise Unreadable("damaged") from None


def new_copy(
    out: Path,
    sheets: Sequence[Sheet],
    notes: Notes,
    rows: Sequence[Sequence[int]] | None = None,
    row_word: str = "",
    emptied: Collection[tuple[int, int]] = (),
) -> None:
    """Write a new workbook with the cells of some sheets.

    `rows`: per sheet the rows to copy, as in Excel, in order; None: all of all. Where only some rows are copied, each
    has its number in the file beside it, under `row_word`, and sheets without any are left out. `emptied`: sheet from 0
    and row as in Excel, of what is not to be copied.
    """
    from openpyxl import Workbook

    book = Workbook()
    book.remove(book.active)
    copies: list[Worksheet | None] = []
    at: dict[tuple[int, int], int] = {}
    for number, sheet in enumerate(sheets):
        chosen = range(1, sheet.rows + 1) if rows is None else rows[number]
        if rows is not None and not chosen:
            copies.append(None)
            continue
        copy = book.create_sheet(_title(book, sheet.name or "Ark1"))
        copies.append(copy)
        if not sheet.visible:
            copy.sheet_state = "hidden"
        width = min(len(sheet.columns), MOST_COLUMNS) if rows is not None else len(sheet.columns)
        for place, row in enumerate(chosen, 1):
            at[number, row] = place
            for column in range(width if (number, row) not in emptied else 0):
                value = cell_at(sheet, row - 1, column)
                if value is not None:
                    _put(copy, place, column + 1, value)
            if rows is not None:
                _put(copy, place, width + 1, row_word if place == 1 else row)
        _widths(copy, sheet, width)
    moved = [
        remark._replace(row=at.get((remark.sheet, remark.row)))
        if remark.sheet is not None and remark.row is not None
        else remark
        for remark in notes.remarks
    ]
    _mark(copies, notes, moved)
    _list(book, notes, [None if copy is None else copy.title for copy in copies], moved)
    if all(sheet.sheet_state != "visible" for sheet in book.worksheets[:-1]):
        for sheet in book.worksheets:  # a workbook that shows nothing of the file helps nobody
            sheet.sheet_state = "visible"
    book.save(out)


def rows_to_copy(sheets: Sequence[Sheet], notes: Notes, header_rows: dict[str, int]) -> list[list[int]]:
    """Per sheet the rows of a copy that leaves most out: everything down to the header, and the remarked rows."""
    wanted: list[set[int]] = [set() for _sheet in sheets]
    for remark in notes.remarks[:MOST_CELLS]:
        if remark.sheet is not None and remark.row is not None:
            wanted[remark.sheet].add(remark.row)
    heads = [range(1, header_rows.get(sheet.name, 0) + 1) for sheet in sheets]
    return [sorted(rows.union(head)) if rows else [] for rows, head in zip(wanted, heads, strict=True)]


def _put(sheet: Worksheet, row: int, column: int, value: Cell) -> Any:
    cell = sheet.cell(row, column)
    if isinstance(value, str):
        cell.value = _UNREADABLE.sub("", value)[:_LONGEST]
        cell.data_type = "s"  # openpyxl would take "=…" for a formula and "#N/A" for an error
        if value.startswith(_FORMULA_STARTS):
            cell.quotePrefix = True
        return cell
    try:
        cell.value = value
    except ValueError:  # a time with a zone
        return _put(sheet, row, column, str(value))
    midnight = isinstance(value, datetime) and value.time() == time()
    for kind, form in _FORMATS:
        if isinstance(value, kind) and not (midnight and kind is datetime):
            cell.number_format = form
            break
    return cell


def _widths(copy: Worksheet, sheet: Sheet, width: int) -> None:
    from openpyxl.utils import get_column_letter

    for number, column in enumerate(sheet.columns[:width], 1):
        longest = max((len(str(value)) for value in column.values[:200]), default=0)
        copy.column_dimensions[get_column_letter(number)].width = min(max(longest + 2, 11), 42)


def _title(book: Workbook, wanted: str) -> str:
    """A title no sheet has yet, whatever the case of its letters."""
    wanted = _NO_TITLE.sub("-", wanted).strip("'")[:31] or "Ark"
    taken = {sheet.title.casefold() for sheet in book.worksheets}
    title, number = wanted, 1
    while title.casefold() in taken:
        number += 1
        title = f"{wanted[:26]} ({number})"
    return title


def _is_ours(sheet: Worksheet, notes: Notes) -> bool:
    """Whether an earlier copy, sent in again, brought this sheet of remarks."""
    rows: dict[int, dict[int, Any]] = {}
    for cell in _cells(sheet):
        if cell.row <= _HEAD_ROWS:
            rows.setdefault(cell.row, {})[cell.column] = cell.value
    return any([row.get(column) for column in range(1, len(notes.head) + 1)] == notes.head for row in rows.values())


def _cells(sheet: Worksheet) -> list[Any]:
    """The cells there are. Walking over rows would make one of every empty cell between them."""
    return list(sheet._cells.values())


def _clean(sheet: Worksheet) -> None:
    """Take away what an earlier copy put at the cells; what the sender wrote stays."""
    from openpyxl.styles import PatternFill

    for cell in _cells(sheet):
        comment = getattr(cell, "comment", None)
        if comment is not None and comment.author == _AUTHOR:
            cell.comment = None
            if cell.fill.fill_type == "solid" and str(cell.fill.fgColor.rgb)[-6:] in _COLOURS.values():
                cell.fill = PatternFill()


def _mark(sheets: Sequence[Worksheet | None], notes: Notes, remarks: Sequence[Remark]) -> None:
    """Remarks and colours, several remarks at one cell as one."""
    from openpyxl.comments import Comment
    from openpyxl.styles import PatternFill

    at: dict[tuple[int, int, int], list[Remark]] = {}
    for remark in remarks[:MOST_CELLS]:
        if remark.sheet is not None and remark.row is not None and remark.column is not None:
            at.setdefault((remark.sheet, remark.row, remark.column), []).append(remark)
    corners = {number: _corners(sheet) for number, sheet in enumerate(sheets) if sheet is not None}
    for (number, row, column), here in at.items():
        sheet = sheets[number]
        if sheet is None:
            continue
        cell = sheet.cell(*corners[number].get((row, column), (row, column)))
        texts = [f"{notes.severities[remark.severity]}: {remark.wrong} {remark.todo}" for remark in here]
        if cell.comment is not None:  # the sender's own
            texts.insert(0, cell.comment.text)
        text = "\n".join(dict.fromkeys(texts))[:_LONGEST]
        cell.comment = Comment(text, _AUTHOR, height=40 + 18 * (len(text) // 38 + 1), width=300)
        cell.fill = PatternFill("solid", fgColor=_COLOURS[here[0].severity])


def _corners(sheet: Worksheet) -> dict[tuple[int, int], tuple[int, int]]:
    """Cell inside a merged range -> the range's first cell, which alone can hold something."""
    return {
        (row, column): (merged.min_row, merged.min_col)
        for merged in sheet.merged_cells.ranges
        if merged.size["rows"] * merged.size["columns"] < 10_000
        for row in range(merged.min_row, merged.max_row + 1)
        for column in range(merged.min_col, merged.max_col + 1)
    }


def _list(book: Workbook, notes: Notes, titles: Sequence[str | None], places: Sequence[Remark]) -> None:
    """The sheet of remarks: the last one, but shown first.

    `titles`: per sheet of the file its title in the copy, None where it is not in it; `places`: the remarks with the
    rows where their cells stand in the copy.
    """
    from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
    from openpyxl.worksheet.hyperlink import Hyperlink

    sheet = book.create_sheet(_title(book, TITLE))
    for other in book.worksheets:  # several selected sheets would be written to at once
        other.sheet_view.tabSelected = False
    book.active = sheet
    sheet.sheet_view.tabSelected = True
    _put(sheet, 1, 1, notes.heading).font = Font(bold=True, size=14)
    for row, line in enumerate(notes.lines, 2):
        _put(sheet, row, 1, line)
    top = len(notes.lines) + 3
    for column, (text, width) in enumerate(zip(notes.head, _WIDTHS, strict=True), 1):
        cell = _put(sheet, top, column, text)
        cell.font, cell.fill = Font(bold=True), PatternFill("solid", fgColor="E4EEF5")
        cell.border = Border(bottom=Side(style="medium", color="4D4D4D"))
        sheet.column_dimensions[_letters(column)].width = width
    for row, (remark, place) in enumerate(zip(notes.remarks[:MOST_LINES], places, strict=False), top + 1):
        values = _values(remark, notes)
        for column, value in enumerate(values, 1):
            if value is not None:
                _put(sheet, row, column, value).alignment = Alignment(wrap_text=True, vertical="top")
        sheet.cell(row, 1).fill = PatternFill("solid", fgColor=_COLOURS[remark.severity])
        lines = max(-(-len(str(value or "")) // width) for value, width in zip(values, _WIDTHS, strict=True))
        sheet.row_dimensions[row].height = 15.5 * max(lines, 1)
        title = None if place.sheet is None else titles[place.sheet]
        if title is not None and place.row is not None and place.column is not None:
            cell = sheet.cell(row, 3)
            target = "'" + title.replace("'", "''") + f"'!{_letters(place.column)}{place.row}"
            cell.hyperlink = Hyperlink(ref=cell.coordinate, location=target)
            cell.font = Font(color="0563C1", underline="single")
    sheet.freeze_panes = sheet.cell(top + 1, 1)
    sheet.auto_filter.ref = f"A{top}:{_letters(len(_WIDTHS))}{max(sheet.max_row, top)}"
    sheet.page_setup.orientation, sheet.page_setup.fitToHeight = "landscape", 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True


def _values(remark: Remark, notes: Notes) -> tuple[Any, ...]:
    column = None if remark.column is None else _letters(remark.column)
    severity = notes.severities[remark.severity]
    return (
        *(severity, remark.sheet_name or None, remark.row, column),
        *(remark.case_no or None, remark.value or None, remark.wrong, remark.todo),
    )


def _letters(column: int) -> str:
    from openpyxl.utils import get_column_letter

    return str(get_column_letter(column))
