"""What a worksheet's XML tells beside its values: cells that calamine gives as empty though they are not.

They are found with patterns over blocks of the unpacked part: parsing a large sheet a second time would take longer
than everything else together.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from xml.etree import ElementTree

from casewatch.intake.cells import Unreadable
from casewatch.intake.privacy import shown_name

BLOCK = 1 << 20
_BEGINS = (b"<c ", b"<row", b":c ", b":row")
_ERROR_MARKS = (b't="e"', b"t='e'")
_FORMULA_MARKS = (b"<v></v>", b"<v/>", b"<v />", b"f></", b"f/></")
# Every repetition is bounded or ends at the next "<", so that no file can make the search slow.
_START, _END = rb"<(?:\w{1,20}:)?", rb"</(?:\w{1,20}:)?"
_INSIDE = rb"[^<>]{0,500}"
_CELL_F = _START + rb"f\b" + _INSIDE + rb"(?:(?<=/)>|>[^<]*" + _END + rb"f>)\s{0,9}"
_ERROR = re.compile(
    _START + rb"c\b(" + _INSIDE + rb"\bt=[\"']e[\"']" + _INSIDE + rb")(?<!/)>\s{0,9}(?:" + _CELL_F + rb")?"
    + _START + rb"v>([^<]{1,20})<"
)  # fmt: skip
_FORMULA = re.compile(
    _START + rb"c\b(" + _INSIDE + rb")(?<!/)>\s{0,9}" + _CELL_F
    + rb"(?:(" + _START + rb"v\s{0,9}/>|" + _START + rb"v>\s{0,9}" + _END + rb"v>)\s{0,9})?" + _END + rb"c>"
)  # fmt: skip
_TEXT = re.compile(rb"\bt=[\"']str[\"']")
_REFERENCE = re.compile(rb"\br=[\"']([A-Z]{1,3})([0-9]{1,7})[\"']")
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_STRICT_RELATION = "{http://purl.oclc.org/ooxml/officeDocument/relationships}id"


def sheet_names(archive: zipfile.ZipFile) -> list[str]:
    """The parts of an archive that are worksheets."""
    return [name for name in archive.namelist() if re.fullmatch(r"xl/worksheets/[^/]+\.xml", name)]


def blocks(archive: zipfile.ZipFile, name: str) -> Iterator[bytes]:
    """A part in blocks that end before a cell or row begins, so that neither is cut in two."""
    rest = b""
    with archive.open(name) as file:
        while data := file.read(BLOCK):
            data = rest + data
            cut = max(data.rfind(begin) for begin in _BEGINS)
            cut = data.rfind(b"<", 0, cut + 1) if cut > 0 else len(data)
            yield data[:cut]
            rest = data[cut:]
    yield rest


def unclear_cells(block: bytes) -> Iterator[tuple[bytes, str]]:
    """(attributes of the cell, what stands in it) of cells with an error value or a formula without a stored value.

    What stands there is the error's own text, or ``formula``. A formula whose stored value is the empty text
    (``t="str"`` and ``<v></v>``, as Excel writes it) is an empty cell.
    """
    if any(mark in block for mark in _ERROR_MARKS):
        for match in _ERROR.finditer(block):
            yield match[1], match[2].decode("ascii", "replace")
    if any(mark in block for mark in _FORMULA_MARKS):
        for match in _FORMULA.finditer(block):
            stored_text = match[2] is not None and match[2].endswith(b"v>") and _TEXT.search(match[1])
            if not stored_text:
                yield match[1], "formula"


def reference(attributes: bytes) -> tuple[int, int] | None:
    """(row, column) from 0 of a cell; None where it does not say."""
    match = _REFERENCE.search(attributes)
    return None if match is None else (int(match[2]) - 1, column_number(match[1]) - 1)


def column_number(letters: bytes) -> int:
    """1 for ``A``, 28 for ``AB``."""
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def look_again(path: str, sheet_name: str, cells: list[tuple[int, int]]) -> dict[tuple[int, int], str]:
    """What stands in cells (row, column from 0) that calamine gave as empty, where they are not; xlsx only.

    Raises :class:`Unreadable` where that cannot be told.
    """
    wanted = set(cells)
    found: dict[tuple[int, int], str] = {}
    try:
        with zipfile.ZipFile(path) as archive:
            for block in blocks(archive, _part(archive, sheet_name)):
                for attributes, what in unclear_cells(block):
                    place = reference(attributes)
                    if place is None:
                        raise Unreadable("damaged")
                    if place in wanted:
                        found[place] = what
    except (KeyError, ValueError, ElementTree.ParseError, zipfile.BadZipFile, OSError):
        raise Unreadable("damaged") from None
    return found


def _part(archive: zipfile.ZipFile, sheet_name: str) -> str:
    """The part a sheet's cells stand in, by the workbook's own list. KeyError where it has none."""
    relations = ElementTree.fromstring(archive.read("xl/_rels/workbook.xml.rels"))
    targets = {relation.get("Id"): relation.get("Target", "") for relation in relations}
    for element in ElementTree.fromstring(archive.read("xl/workbook.xml")).iter():
        if element.tag.endswith("}sheet") and shown_name(element.get("name", "")) == sheet_name:
            target = targets[element.get(_RELATION) or element.get(_STRICT_RELATION)]
            return target.lstrip("/") if target.startswith("/") else f"xl/{target}"
    raise KeyError(sheet_name)
