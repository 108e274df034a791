"""clock.md, *What is measured*, sentence by sentence: case numbers and which row is which application."""

from __future__ import annotations

import pytest

from casewatch.core.identity import Marks, normalise_case_no, number_rows


@pytest.mark.parametrize(
    ("written", "matched"),
    [
        ("26/01234", "2026/1234"),
        ("26/1234", "2026/1234"),
        ("2026/1234", "2026/1234"),
        ("2026/01234", "2026/1234"),
        ("2026/1234-4", "2026/1234"),
        ("26/01234-12", "2026/1234"),
        (" 26/01234 ", "2026/1234"),
        ("BYGG-26/02157", "BYGG-2026/2157"),
        ("bygg-26/02157-4", "BYGG-2026/2157"),
        ("BYGG-2026/2157", "BYGG-2026/2157"),
    ],
)
def test_matched_normalised(written: str, matched: str) -> None:
    """«Case numbers are shown as written and matched normalised: of the form `[PREFIX-]yy/n`, `[PREFIX-]yyyy/n`, with
    or without a document suffix `-4`: four-digit year, no leading zeros, no suffix (`26/01234` is `2026/1234`); the
    prefix is kept, in upper case.»"""
    assert normalise_case_no(written) == matched
    assert normalise_case_no(matched) == matched


@pytest.mark.parametrize("written", ["1234", "202601234", "BYGG-1234", "22/00595/B"])
def test_other_forms_as_written(written: str) -> None:
    """«Also `n`, `LETTERS-n`, a suffix of letters after a further slash (`22/00595/B`)» and «matched as written,
    trimmed;»"""
    assert normalise_case_no(f"  {written} ") == written


def test_prefixes_are_told_apart() -> None:
    """«the prefix is kept, in upper case.»"""
    assert len({normalise_case_no(number) for number in ("BYGG-26/1", "bygg-2026/001", "PLAN-26/1", "26/1")}) == 3


def known(number: int, kind: str | None, received: str | None) -> Marks:
    """An application of the case that the store knows."""
    return Marks(number, kind, received)


def row(kind: str | None, received: str | None) -> Marks:
    """A row of a file without an application number."""
    return Marks(None, kind, received)


@pytest.mark.parametrize(
    ("found", "number"),
    [
        (row("one_step", "2026-03-02"), 1),
        (row("framework", "2026-03-02"), 1),  # only the type differs
        (row("one_step", "2026-03-09"), 1),  # only the date differs
        (row(None, "2026-03-09"), 1),  # an absent type differs from nothing
        (row("framework", None), 1),
        (row(None, None), 1),
        (row("framework", "2026-03-09"), 2),  # both differ: another application
    ],
)
def test_one_row_and_one_application_are_the_same(found: Marks, number: int) -> None:
    """«Without an application number in the export: one row in the file and one application in the store are the same
    one, unless type and received both differ (an empty or absent one differs from nothing).»"""
    assert number_rows([found], [known(1, "one_step", "2026-03-02")]) == [number]


def test_several_rows_are_told_apart() -> None:
    """«Several rows of a case are told apart by (type, received); they keep the number they got first.»"""
    first = [row("framework", "2026-03-02"), row("change", "2026-04-01")]
    assert number_rows(first, []) == [1, 2]
    stored = [known(1, "framework", "2026-03-02"), known(2, "change", "2026-04-01")]
    assert number_rows([first[1], first[0]], stored) == [2, 1]
    assert number_rows([first[1]], stored) == [2]
    assert number_rows([*first, row("change", "2026-05-01")], stored) == [1, 2, 3]


def test_numbers_are_never_given_anew() -> None:
    """«Rows are matched against identities of undone imports too.» and «numbers are never given anew, not after an undo
    either.»"""
    # Number 2 came with an import that was taken back; it is still known, so a third application gets 3.
    stored = [known(1, "framework", "2026-03-02"), known(2, "change", "2026-04-01")]
    rows = [row("framework", "2026-03-02"), row("one_step", "2026-06-01")]
    assert number_rows(rows, stored) == [1, 3]
    assert number_rows([row("framework", "2026-03-02"), row("change", "2026-04-01")], stored) == [1, 2]


def test_number_in_the_export_decides() -> None:
    """«One **application** (søknad) at a time; a case (sak, `2026/1234`) can hold several. Key: municipality number,
    case number, application number.»"""
    stored = [known(1, "framework", "2026-03-02")]
    assert number_rows([Marks(7, "framework", "2026-03-02")], stored) == [7]
    assert number_rows([Marks(1, "change", "2026-09-09")], stored) == [1]
    # A row without a number beside it never takes one that the file itself gives.
    assert number_rows([Marks(1, "change", "2026-09-09"), row("one_step", "2026-10-01")], stored) == [1, 2]
