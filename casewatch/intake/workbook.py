"""Workbooks -> packed sheets, in the reading child: calamine first, openpyxl where calamine gives up."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from python_calamine import CalamineError, CalamineWorkbook, PasswordError, SheetTypeEnum, SheetVisibleEnum

from casewatch.intake.cells import PackedSheet, Unreadable, pack


def read_workbook(path: str, kind: str, max_cells: int) -> list[PackedSheet]:
    """All sheets of a workbook in their order, hidden ones too, charts left out.

    Row 0 of a packed sheet is the file's row 1 and column 0 its column A, whatever stands empty before the first cell.
    """
    try:
        return _by_calamine(path, max_cells)
    except PasswordError:
        raise Unreadable("password") from None
    except CalamineError:
        if kind != "xlsx":
            raise Unreadable("password" if kind == "xls" and _is_encrypted(path) else "damaged") from None
    # XML parts in UTF-16 and some odd references: slower, but read
    return _by_openpyxl(path, max_cells)


def _is_encrypted(path: str) -> bool:
    """Whether an OLE container holds an encrypted workbook: calamine says so only where the name's end fits."""
    data = Path(path).read_bytes()
    if "EncryptedPackage".encode("utf-16-le") in data:
        return True
    # BIFF8: the FILEPASS record stands among the first records of the workbook stream
    place = data.find(b"\x09\x08\x10\x00")
    for _ in range(6):
        if place < 0 or place + 4 > len(data):
            return False
        if data[place : place + 2] == b"\x2f\x00":
            return True
        place += 4 + int.from_bytes(data[place + 2 : place + 4], "little")
    return False


def _by_calamine(path: str, max_cells: int) -> list[PackedSheet]:
    sheets = []
    with Path(path).open("rb") as file, CalamineWorkbook.from_filelike(file) as book:
        for number, meta in enumerate(book.sheets_metadata):
            if meta.typ != SheetTypeEnum.WorkSheet:
                continue
            sheet = book.get_sheet_by_index(number)
            if sheet.total_height * sheet.total_width > max_cells:
                raise Unreadable("too_many_cells")
            # iter_rows keeps empty rows before the first cell, but not empty columns
            first_column = sheet.start[1] if sheet.start else 0
            visible = meta.visible == SheetVisibleEnum.Visible
            sheets.append(pack(meta.name, sheet.iter_rows(), visible, first_column, max_cells))
            del sheet
    return sheets


def _by_openpyxl(path: str, max_cells: int) -> list[PackedSheet]:
    from openpyxl import load_workbook

    try:
        book = load_workbook(path, read_only=True, data_only=True)
        sheets = []
        for sheet in book.worksheets:
            sheet.reset_dimensions()  # what the file declares may be a million rows, or wrong
            visible = sheet.sheet_state == "visible"
            sheets.append(pack(str(sheet.title), _values(sheet), visible, 0, max_cells))
    except (Unreadable, MemoryError):
        raise
    except Exception:  # a broken workbook raises nearly anything in openpyxl
        raise Unreadable("damaged") from None
    if not sheets:
        raise Unreadable("damaged")
    return sheets


def _values(sheet: Any) -> Iterator[tuple[Any, ...]]:
    yield from sheet.iter_rows(values_only=True)
