"""Text files -> one packed sheet, in the reading child: encoding, delimiter, quotes."""

from __future__ import annotations

import csv
import io
from itertools import islice
from pathlib import Path

from casewatch.intake.cells import PackedSheet, Unreadable, pack

DELIMITERS = ";,\t|"
MAX_CELL = 10_000_000  # characters; exports with whole letters in a cell occur
#: Letters that a Western European name or word is written with: what they decode to tells two code pages apart.
_LETTERS = frozenset("æøåÆØÅäöüÄÖÜéèêëÉÈáàâãçÇíìîïóòôõúùûñÑßšžŠŽðþ§–’«»°")


def read_text(path: str, max_cells: int) -> tuple[str, list[PackedSheet]]:
    """The encoding a text file was read with, and its one sheet. NUL characters make it unreadable."""
    encoding, text = decode(Path(path).read_bytes())
    if "\0" in text:
        raise Unreadable("nul")
    start = text[:200].lstrip().lower()
    if start.startswith(("<?xml", "<html", "<!doctype")):
        raise Unreadable("markup")
    # Excel's own remark on the delimiter is no row of the table, but it is a line of the file: kept as an empty one
    told = text[4] if text[:4].lower() == "sep=" and text[5:6] in ("\r", "\n") else None
    csv.field_size_limit(MAX_CELL)
    delimiter = told or find_delimiter(text)
    source = io.StringIO(text[5:] if told else text, newline="")
    del text
    try:
        sheet = pack("", csv.reader(source, delimiter=delimiter), True, 0, max_cells)
    except csv.Error:
        raise Unreadable("damaged") from None
    return encoding, [sheet]


def decode(data: bytes) -> tuple[str, str]:
    """Encoding and text. A mark decides; then what is valid UTF-8 is UTF-8; then the likelier of two code pages.

    The names: ``utf-8``, ``utf-16`` (with a mark), ``utf-16-le``, ``utf-16-be``, ``cp1252``, ``cp850``.
    """
    for mark, encoding in ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if data.startswith(mark):
            try:
                return encoding, data.decode("utf-8-sig" if encoding == "utf-8" else encoding)
            except UnicodeDecodeError:
                raise Unreadable("damaged") from None
    if (wide := _utf16_without_mark(data)) is not None:
        try:
            return wide, data.decode(wide)
        except UnicodeDecodeError:
            raise Unreadable("nul") from None
    try:
        return "utf-8", data.decode("utf-8")
    except UnicodeDecodeError:
        encoding = _code_page(data)
        return encoding, data.decode(encoding, "replace")


def _utf16_without_mark(data: bytes) -> str | None:
    """Latin text in UTF-16 has NUL in every second byte, all on the same side."""
    sample = data[:4096]
    low, high = sample[0::2].count(0), sample[1::2].count(0)
    if len(data) % 2 or low + high < len(sample) // 4:
        return None
    if high > 4 * low:
        return "utf-16-le"
    return "utf-16-be" if low > 4 * high else None


def _code_page(data: bytes) -> str:
    """``cp1252`` or ``cp850``: the one in which more of the bytes above ASCII are letters; at a tie the newer one."""
    counts = [(byte, data.count(byte)) for byte in range(0x80, 0x100) if byte in data]

    def letters(encoding: str) -> int:
        return sum(n for byte, n in counts if bytes([byte]).decode(encoding, "replace") in _LETTERS)

    return "cp850" if letters("cp850") > letters("cp1252") else "cp1252"


def find_delimiter(text: str) -> str:
    """The delimiter under which the first lines agree best on a number of columns; a comma where none does."""
    best, best_score = ",", 0.0
    for delimiter in DELIMITERS:
        try:
            rows = islice(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter), 60)
            widths = [len(row) for row in rows if row]
        except csv.Error:
            continue
        wide = [width for width in widths if width > 1]
        if not wide:
            continue
        usual = max(set(wide), key=wide.count)
        score = wide.count(usual) / len(widths) + min(usual, 50) / 1000
        if score > best_score:
            best, best_score = delimiter, score
    return best
