"""Which application a row is: tables typed by hand from the sentences of ``docs/clock.md`` quoted beside them."""

from __future__ import annotations

import pytest

from casewatch.core.identity import Marks, number_rows

ONE, CHANGE = "one_step", "change"
JAN, FEB, MAR = "2026-01-05", "2026-02-05", "2026-03-05"


def marks(*tables: tuple[int | None, str | None, str | None]) -> list[Marks]:
    return [Marks(*table) for table in tables]


@pytest.mark.parametrize(
    ("rows", "known", "expected"),
    [
        # the first one of a case is number 1, several are numbered in the order of the file
        ([(None, ONE, JAN)], [], [1]),
        ([(None, CHANGE, FEB), (None, ONE, JAN)], [], [1, 2]),
        # "one row in the file and one application in the store are the same one"
        ([(None, ONE, JAN)], [(1, ONE, JAN)], [1]),
        ([(None, ONE, FEB)], [(1, ONE, JAN)], [1]),
        ([(None, CHANGE, JAN)], [(1, ONE, JAN)], [1]),
        # "unless type and received both differ"
        ([(None, CHANGE, FEB)], [(1, ONE, JAN)], [2]),
        # "an empty or absent one differs from nothing"
        ([(None, None, FEB)], [(1, ONE, JAN)], [1]),
        ([(None, CHANGE, None)], [(1, ONE, JAN)], [1]),
        ([(None, CHANGE, FEB)], [(1, None, None)], [1]),
        # "several rows of a case are told apart by (type, received); they keep the number they got first"
        ([(None, CHANGE, FEB), (None, ONE, JAN)], [(1, ONE, JAN), (2, CHANGE, FEB)], [2, 1]),
        # an exact match comes before one that only fits
        ([(None, ONE, FEB), (None, ONE, JAN)], [(1, ONE, JAN)], [2, 1]),
        # of those left, one that fits only one which fits only it
        ([(None, ONE, JAN), (None, CHANGE, MAR)], [(1, ONE, JAN), (2, CHANGE, FEB)], [1, 2]),
        # two rows that fit the one application left, and one row that fits both left, are new
        ([(None, ONE, FEB), (None, ONE, MAR)], [(1, ONE, JAN)], [2, 3]),
        ([(None, ONE, MAR)], [(1, ONE, JAN), (2, ONE, FEB)], [3]),
        # a number in the file decides, whatever the marks say, and is taken from the others
        ([(2, ONE, JAN)], [(1, ONE, JAN)], [2]),
        ([(1, CHANGE, MAR), (None, ONE, JAN)], [(1, ONE, JAN)], [1, 2]),
        # numbers are never given anew: the next one is free of all that are known and all in the file
        ([(None, CHANGE, FEB)], [(7, ONE, JAN)], [8]),
        ([(9, ONE, JAN), (None, CHANGE, FEB)], [], [9, 10]),
        ([], [(1, ONE, JAN)], []),
    ],
)
def test_rows_are_numbered(
    rows: list[tuple[int | None, str | None, str | None]],
    known: list[tuple[int | None, str | None, str | None]],
    expected: list[int],
) -> None:
    assert number_rows(marks(*rows), marks(*known)) == expected


def test_of_several_that_fit_one_that_stands_comes_before_those_of_imports_taken_back() -> None:
    stands, undone = Marks(1, ONE, JAN), Marks(2, CHANGE, FEB, stands=False)
    assert number_rows(marks((None, None, None)), [stands, undone]) == [1]
    assert number_rows(marks((None, ONE, None)), [stands, Marks(2, ONE, None, stands=False)]) == [1]
    # what is told apart is not overruled, and without a standing one the others are still matched
    assert number_rows(marks((None, CHANGE, FEB)), [stands, undone]) == [2]
    assert number_rows(marks((None, CHANGE, None)), [Marks(1, CHANGE, None, False), Marks(2, ONE, None, False)]) == [1]


def test_the_order_in_which_applications_are_known_does_not_matter() -> None:
    known = marks((1, ONE, JAN), (2, CHANGE, FEB), (3, ONE, MAR))
    rows = marks((None, ONE, MAR), (None, CHANGE, JAN), (None, ONE, JAN))
    assert number_rows(rows, known) == number_rows(rows, known[::-1]) == [3, 2, 1]
