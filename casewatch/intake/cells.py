"""Rows of cells -> dictionary-encoded columns. Runs in the reading child: standard library only.

A hundred thousand rows hold few different dates and words, so each different value crosses the process border once
and is judged once; per cell only a four-byte code travels.
"""

from __future__ import annotations

import math
from array import array
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice, zip_longest
from typing import Any

CHUNK = 4096
MAX_COLUMNS = 16_384  # what a sheet can hold

#: One sheet on its way to the parent: name, rows, visible, columns as (values, int32 codes as bytes).
PackedColumn = tuple[list[Any], bytes]
PackedSheet = tuple[str, int, bool, list[PackedColumn]]


class Unreadable(Exception):
    """The file cannot be read; ``args[0]`` is a code that the parent turns into one line for a person."""


class _Index(dict[Any, int]):
    """value -> code, giving unseen values the next code. The empty cell is there from the start, as -1."""

    def __init__(self) -> None:
        super().__init__({"": -1})

    def __missing__(self, value: Any) -> int:
        self[value] = code = len(self) - 1
        return code


def pack(name: str, rows: Iterable[Sequence[Any]], visible: bool, first_column: int, max_cells: int) -> PackedSheet:
    """One sheet as columns. Rows may be ragged; ``first_column`` empty columns are put before them.

    Raises :class:`Unreadable` beyond ``max_cells`` cells or 16,384 columns.
    """
    indexes: list[_Index] = []
    codes: list[array[int]] = []
    count = 0
    for chunk in _chunks(rows):
        if first_column + len(codes) < (width := first_column + max(map(len, chunk))):
            if width > MAX_COLUMNS:
                raise Unreadable("too_wide")
            for _ in range(width - first_column - len(codes)):
                indexes.append(_Index())
                codes.append(array("i", [-1]) * count)
        if (count + len(chunk)) * len(codes) > max_cells:
            raise Unreadable("too_many_cells")
        for index, column, cells in zip(indexes, codes, zip_longest(*chunk, fillvalue=""), strict=False):
            column.extend(map(index.__getitem__, _without_booleans(cells)))
        count += len(chunk)
        for column in codes:  # a chunk may be narrower than those before it
            if len(column) < count:
                column.extend(array("i", [-1]) * (count - len(column)))
    empty: PackedColumn = ([], (array("i", [-1]) * count).tobytes())
    packed: list[PackedColumn] = [empty] * (first_column if codes else 0)
    while codes:  # freeing each as it is packed keeps the peak low
        packed.insert(first_column, (_cleaned(indexes.pop()), codes.pop().tobytes()))
    return name, count, visible, packed


def _chunks(rows: Iterable[Sequence[Any]]) -> Iterator[list[Sequence[Any]]]:
    rows = iter(rows)
    while chunk := list(islice(rows, CHUNK)):
        yield chunk


def _without_booleans(cells: Sequence[Any]) -> Sequence[Any]:
    """True and 1 are the same key to a dict, so truth values become texts before they are looked up."""
    kinds = set(map(type, cells))
    if bool not in kinds and type(None) not in kinds:
        return cells
    return ["" if cell is None else str(cell).lower() if isinstance(cell, bool) else cell for cell in cells]


def _cleaned(index: _Index) -> list[Any]:
    """The values in the order of their codes; whole numbers as int, what is no number as text."""
    values = list(index)[1:]
    for place, value in enumerate(values):
        if isinstance(value, float):
            if not math.isfinite(value):
                values[place] = str(value)
            elif value.is_integer() and abs(value) < 1e15:
                values[place] = int(value)
    return values
