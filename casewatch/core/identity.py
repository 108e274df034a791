"""Which application a row of a file is: decided once, when the file is read.

A row names its case; a case can hold several applications, numbered from 1. An export often has no such number. Then
rows and known applications of a case are told apart by type and date received. An empty or absent one of these
differs from nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import count


@dataclass(frozen=True, slots=True)
class Marks:
    """What tells applications of one case apart. `number`: as the file or the store has it; None: the file has none."""

    number: int | None
    application_type: str | None
    received: str | None


def number_rows(rows: Sequence[Marks], known: Sequence[Marks]) -> list[int]:
    """The application number of each row of one case in one file, given the applications already known of that case.

    A number in the file decides. The other rows take the number of the known application with the same type and date;
    of those left, a row and a known application that fit only each other (at most one of the two differs) belong
    together; every other row is a new application and takes the next free number, in the order of the file. Numbers
    are never given anew: `known` holds those of imports taken back as well.
    """
    numbers: list[int | None] = [row.number for row in rows]
    taken = {number for number in numbers if number is not None}
    free = sorted((mark for mark in known if mark.number not in taken), key=lambda mark: mark.number or 0)
    exact: dict[tuple[str | None, str | None], list[Marks]] = {}
    for mark in free:
        exact.setdefault((mark.application_type, mark.received), []).append(mark)
    for at, row in enumerate(rows):
        same = exact.get((row.application_type, row.received))
        if numbers[at] is None and same:
            mark = same.pop(0)
            free.remove(mark)
            numbers[at] = mark.number
    left = [at for at, number in enumerate(numbers) if number is None]
    fits = {at: [mark for mark in free if may_be(rows[at], mark)] for at in left}
    for at, marks in fits.items():
        if len(marks) == 1 and sum(marks[0] in others for others in fits.values()) == 1:
            numbers[at] = marks[0].number
    following_numbers = count(max([0, *taken, *(mark.number or 0 for mark in known)]) + 1)
    return [next(following_numbers) if number is None else number for number in numbers]


def may_be(row: Marks, known: Marks) -> bool:
    """Whether a row can be a known application: not if both type and received differ."""
    return not (_differ(row.application_type, known.application_type) and _differ(row.received, known.received))


def _differ(one: str | None, other: str | None) -> bool:
    return one is not None and other is not None and one != other
