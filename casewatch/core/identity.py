"""Which application a row of a file is: decided once, when the file is read.

A row names its case; a case can hold several applications, numbered from 1. An export often has no such number. Then
rows and known applications of a case are told apart by type and date received. An empty or absent one of these
differs from nothing.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import count

#: The largest number a row of the store can have on every database.
LARGEST_ID = 2**31 - 1


@dataclass(frozen=True, slots=True)
class Marks:
    """What tells applications of one case apart.

    `number`: as the file or the store has it; None: the file has none. `stands`: of a known application, whether an
    import that stands holds it; else only imports that were taken back did.
    """

    number: int | None
    application_type: str | None
    received: str | None
    stands: bool = True


def number_rows(rows: Sequence[Marks], known: Sequence[Marks]) -> list[int]:
    """The application number of each row of one case in one file, given the applications already known of that case.

    A number in the file decides. The other rows take the number of the known application with the same type and date;
    of those left, a row and a known application that fit only each other (at most one of the two differs) belong
    together; every other row is a new application and takes the next free number, in the order of the file. Numbers
    are never given anew: `known` holds those of imports taken back as well, but where several fit, one that stands
    comes before them.
    """
    numbering = _Numbering(rows, known)
    numbering.take_exact(lambda mark: mark.application_type is not None and mark.received is not None)
    numbering.take_exact(lambda mark: mark.stands)
    numbering.take_unique(lambda mark: True)
    numbering.take_unique(lambda mark: mark.stands)
    numbering.take_exact(lambda mark: True)
    used = [number for number in numbering.numbers if number is not None]
    following = count(max([0, *used, *(mark.number or 0 for mark in known)]) + 1)
    return [next(following) if number is None else number for number in numbering.numbers]


class _Numbering:
    """Rows and the known applications nobody has taken yet, lowest number first."""

    def __init__(self, rows: Sequence[Marks], known: Sequence[Marks]) -> None:
        self.rows = rows
        self.numbers = [row.number for row in rows]
        free = (mark for mark in known if mark.number not in self.numbers)
        self.free = sorted(free, key=lambda mark: mark.number or 0)

    def take_exact(self, among: Callable[[Marks], bool]) -> None:
        """Give rows the known application with the same type and date."""
        same: dict[tuple[str | None, str | None], list[Marks]] = {}
        for mark in filter(among, self.free):
            same.setdefault((mark.application_type, mark.received), []).append(mark)
        for at in self.left():
            marks = same.get((self.rows[at].application_type, self.rows[at].received))
            if marks:
                self.take(at, marks.pop(0))

    def take_unique(self, among: Callable[[Marks], bool]) -> None:
        """Give rows the only known application they fit, if it fits no other row."""
        fits = {at: [mark for mark in self.free if among(mark) and may_be(self.rows[at], mark)] for at in self.left()}
        for at, marks in fits.items():
            if len(marks) == 1 and sum(marks[0] in others for others in fits.values()) == 1:
                self.take(at, marks[0])

    def left(self) -> list[int]:
        """The rows without a number."""
        return [at for at, number in enumerate(self.numbers) if number is None]

    def take(self, at: int, mark: Marks) -> None:
        """This row is that application."""
        self.free.remove(mark)
        self.numbers[at] = mark.number


def may_be(row: Marks, known: Marks) -> bool:
    """Whether a row can be a known application: not if both type and received differ."""
    return not (_differ(row.application_type, known.application_type) and _differ(row.received, known.received))


def _differ(one: str | None, other: str | None) -> bool:
    return one is not None and other is not None and one != other


#: ``[PREFIX-]yy/n`` or ``[PREFIX-]yyyy/n``, with or without the number of a document (``-4``).
_CASE_NO = re.compile(r"(?:([^\W\d_]\w*)-)?([0-9]{2}|[0-9]{4})/([0-9]+)(?:-[0-9]+)?")


def normalise_case_no(text: str) -> str:
    """The form a case number is matched in: ``BYGG-26/01234-4`` gives ``BYGG-2026/1234``.

    Four-digit year, no leading zeros, no document suffix, prefix in upper case. Any other form as written, trimmed.
    """
    text = text.strip()
    match = _CASE_NO.fullmatch(text)
    if match is None:
        return text
    prefix, year, number = match.groups()
    year = year if len(year) == 4 else f"20{year}"
    return (f"{prefix.upper()}-" if prefix else "") + f"{year}/{number.lstrip('0') or '0'}"
