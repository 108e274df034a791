"""A table for people, built once and shown by every door: terminal, page, sheet, CSV, letter and plain text."""

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from typing import Any, Generic, Self, TypeVar

from casewatch.language import show_date, show_number

T = TypeVar("T")


@dataclass(frozen=True)
class Rounded:
    """A number that is shown with so many decimals, and as a share in percent; the whole of it is kept."""

    value: Fraction
    decimals: int
    percent: bool = False

    def __str__(self) -> str:
        """``16,8``, ``82 %``."""
        if self.percent:
            return f"{show_number(100 * self.value, self.decimals)}\u00a0%"
        return show_number(self.value, self.decimals)


#: In place of a number that is not shown; a sheet leaves its cell empty, so that a column of numbers stays one.
DASH = "–"
#: What stands in a table. A renderer writes dates and numbers as its readers do; None is an empty cell.
Cell = str | int | date | Rounded | None


@dataclass(frozen=True)
class Column(Generic[T]):
    """A column: its header, and what of a thing stands in it. `number`: set flush right."""

    header: str
    cell: Callable[[T], Cell]
    number: bool = False
    width: float | None = None  # of a sheet, in characters; None: by what stands in it


@dataclass(frozen=True)
class Table:
    """A row begins with its heading."""

    name: str  # in the address of a page and the name of a file
    caption: str
    headers: Sequence[str]
    rows: Sequence[Sequence[Cell]]
    numbers: Collection[int] = ()  # columns that are set flush right
    links: Sequence[str | None] = ()  # per row where its heading leads, on pages
    widths: Sequence[float | None] = ()  # as in `Column`

    @classmethod
    def of(cls, name: str, caption: str, columns: Sequence[Column[T] | None], things: Iterable[T]) -> Self:
        """A row a thing; without the columns that are None."""
        kept = [column for column in columns if column is not None]
        return cls(
            name,
            caption,
            [column.header for column in kept],
            [[column.cell(thing) for column in kept] for thing in things],
            frozenset(place for place, column in enumerate(kept) if column.number),
            widths=[column.width for column in kept],
        )

    def linked(self, links: Iterable[str | None]) -> Self:
        """The same with an address for each row: only pages know any."""
        return replace(self, links=list(links))

    def texts(self, most: int | None = None) -> list[list[str]]:
        """The rows as people read them, the first `most` of them."""
        return [[cell_text(cell) for cell in row] for row in self.rows[:most]]


def cell_text(cell: Cell) -> str:
    """A cell as people read it: dates and numbers in their language, nothing as nothing."""
    if isinstance(cell, date):
        return show_date(cell)
    return show_number(cell) if isinstance(cell, int) else str(cell or "")


def as_day(value: Any) -> date | None:
    """An ISO text or a date as a date; None where there is none."""
    if not value:
        return None
    return value if isinstance(value, date) else date.fromisoformat(str(value)[:10])


def plain_text(table: Table) -> str:
    """A table in plain text, its columns padded to their widest cell."""
    lines = [list(table.headers), *table.texts()]
    widths = [max(len(line[column]) for line in lines) for column in range(len(table.headers))]
    lines.insert(1, ["-" * width for width in widths])
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip() for line in lines
    )
