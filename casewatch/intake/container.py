"""What a file is by its first bytes, and whether it is safe to unpack: judged before anything parses it."""

from __future__ import annotations

import re
import zipfile
from dataclasses import dataclass
from pathlib import Path

from casewatch.intake.cells import Unreadable
from casewatch.intake.sheet_xml import blocks, column_number, sheet_names, unclear_cells

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_OLD_XLS = (b"\x09\x00", b"\x09\x02", b"\x09\x04", b"\x09\x08")
_OTHER = (
    *(b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"\x1f\x8b", b"7z\xbc\xaf", b"Rar!"),
    *(b"SQLite format 3", b"{\\rtf"),
)
#: Definitions of entities, which no spreadsheet program writes: one reader drops their text, another grows it.
_DEFINITIONS = tuple(
    word.encode(encoding) for word in ("<!DOCTYPE", "<!ENTITY") for encoding in ("utf-8", "utf-16-le", "utf-16-be")
)
_HIDDEN_ROW = re.compile(rb"<(?:\w{1,20}:)?row\b[^<>]{0,500}\bhidden=[\"'](?:1|true)[\"']")
_REFERENCE = re.compile(rb"\br=[\"']([A-Z]{1,3})([0-9]{1,7})[\"']")


@dataclass(frozen=True)
class Parts:
    """What a look at the XML of a workbook tells beside its cells."""

    unclear_cells: bool = False  # some cells hold errors, or formulas without a stored value
    hidden_rows: int = 0
    epoch_1904: bool = False


def kind_of(path: Path, max_unpacked: int, max_ratio: int) -> str:
    """``xlsx``, ``xlsb``, ``ods``, ``xls`` or ``csv`` (any text), whatever the name says.

    Raises :class:`Unreadable` for what is no table, is empty, or would unpack to too much.
    """
    with path.open("rb") as file:
        head = file.read(16)
    if not head:
        raise Unreadable("empty")
    if head.startswith(b"PK"):
        return _kind_of_zip(path, max_unpacked, max_ratio)
    if head.startswith((_OLE, *_OLD_XLS)):
        return "xls"
    if head.startswith(_OTHER):
        raise Unreadable("not_a_table")
    return "csv"


def _kind_of_zip(path: Path, max_unpacked: int, max_ratio: int) -> str:
    try:
        with zipfile.ZipFile(path) as archive:
            entries = archive.infolist()
            defines = any(_defines_entities(archive, entry) for entry in entries[:1000])
    except Exception:  # a mutated archive raises more than BadZipFile
        raise Unreadable("damaged") from None
    unpacked = sum(entry.file_size for entry in entries)
    packed = sum(entry.compress_size for entry in entries)
    if len(entries) > 10_000 or unpacked > max_unpacked or (unpacked > 50e6 and unpacked > max_ratio * max(packed, 1)):
        raise Unreadable("bomb")
    if defines:
        raise Unreadable("definitions")
    names = {entry.filename.lower().replace("\\", "/") for entry in entries}
    if "xl/workbook.bin" in names:
        return "xlsb"
    if any(name.startswith("xl/") for name in names):
        return "xlsx"
    if "content.xml" in names:
        return "ods"
    raise Unreadable("zip")


def _defines_entities(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bool:
    """Whether an XML part begins with definitions. Only its beginning is unpacked."""
    if not entry.filename.lower().endswith((".xml", ".rels")):
        return False
    try:
        with archive.open(entry) as file:
            start = file.read(4096)
    except Exception:  # a part that no reader may ever ask for
        return False
    return any(word in start for word in _DEFINITIONS)


def look_at_parts(path: Path) -> Parts:
    """Errors, formulas without a value, hidden rows and the date system of an xlsx, from its XML, without parsing it.

    Reads at most what the archive declares, which ``kind_of`` has bounded.
    """
    unclear, hidden, epoch = False, 0, False
    try:
        with zipfile.ZipFile(path) as archive:
            with archive.open("xl/workbook.xml") as file:
                epoch = re.search(rb"\bdate1904=[\"'](?:1|true|on)[\"']", file.read(1 << 20)) is not None
            for name in sheet_names(archive):
                for block in blocks(archive, name):
                    unclear = unclear or any(unclear_cells(block))
                    if b"hidden=" in block:
                        hidden += len(_HIDDEN_ROW.findall(block))
    except Exception:  # the child says what is wrong with the file
        return Parts(unclear, hidden, epoch)
    return Parts(unclear, hidden, epoch)


def small_enough(path: Path, most: int) -> bool:
    """Whether an xlsx holds something in its sheets, and unpacked no more than `most` bytes of it."""
    try:
        with zipfile.ZipFile(path) as archive:
            return 0 < sum(archive.getinfo(name).file_size for name in sheet_names(archive)) <= most
    except Exception:
        return False


def reaches_too_far(path: Path, max_cells: int) -> bool:
    """Whether some sheet's real extent, from its first to its last cell, is beyond ``max_cells``."""
    try:
        with zipfile.ZipFile(path) as archive:
            for name in sheet_names(archive):
                rows, columns = 0, 0
                for block in blocks(archive, name):
                    for letters, digits in _REFERENCE.findall(block):
                        rows = max(rows, int(digits))
                        columns = max(columns, column_number(letters))
                if rows * columns > max_cells:
                    return True
    except Exception:
        return False
    return False
