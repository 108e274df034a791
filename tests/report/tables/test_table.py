"""One table, shown by every door: each writes texts, numbers, dates and nothing as its readers do."""

from __future__ import annotations

import io
from datetime import date, datetime
from fractions import Fraction

import pytest
from openpyxl import load_workbook

from casewatch.cli.output import print_table
from casewatch.language import set_language
from casewatch.report.sheets.csv_text import table_csv
from casewatch.report.sheets.plain_workbook import table_workbook
from casewatch.report.tables.table import DASH, Column, Rounded, Table, plain_text
from casewatch.web.pages import on_page

_THINGS = (
    ("2026/1", 1234, Rounded(Fraction(9, 11), 0, percent=True), date(2026, 11, 25)),
    ("=2026/2", None, DASH, None),
)
_TABLE = Table.of(
    "saker",
    "Saker",
    [
        Column(_header, lambda thing, place=place: thing[place], number=number)
        for place, (_header, number) in enumerate((("Sak", False), ("Dager", True), ("Andel", True), ("Dag", False)))
    ]
    + [None],
    _THINGS,
)


def test_columns_give_headers_rows_and_what_is_a_number() -> None:
    assert _TABLE.headers == ["Sak", "Dager", "Andel", "Dag"]
    assert _TABLE.numbers == {1, 2}
    assert [list(row) for row in _TABLE.rows] == [list(thing) for thing in _THINGS]


@pytest.mark.parametrize(
    ("language", "shown"),
    [
        ("nb", ["2026/1", "1\u00a0234", "82\u00a0%", "25.11.2026"]),
        ("en", ["2026/1", "1,234", "82\u00a0%", "25 Nov 2026"]),
    ],
)
def test_people_read_it_in_their_language(language: str, shown: list[str]) -> None:
    set_language(language)
    try:
        assert _TABLE.texts() == [shown, ["=2026/2", "", "–", ""]]
        assert _TABLE.texts(1) == [shown]
    finally:
        set_language("nb")


def test_plain_text_is_aligned() -> None:
    assert plain_text(Table("a", "", ["Sak", "Dager"], [["2026/1", 3], ["2", 1000]])) == (
        "Sak     Dager\n------  -----\n2026/1  3\n2       1\u00a0000"
    )


def test_the_terminal_sets_numbers_flush_right(capsys: pytest.CaptureFixture[str]) -> None:
    print_table(_TABLE)
    header, _rule, first, second = capsys.readouterr().out.splitlines()
    assert header == "Sak       Dager   Andel   Dag"
    assert first == "2026/1    1\u00a0234    82\u00a0%   25.11.2026"
    assert second == "=2026/2               –"


def test_a_page_leads_on_and_shows_the_first_rows_only() -> None:
    html = on_page(_TABLE.linked(["/sak?a=1&b=2", None]), "/saker", 1)
    assert '<th scope="row"><a class="ds-link" href="/sak?a=1&amp;b=2">2026/1</a></th>' in html
    assert '<td class="cw-number">1\u00a0234</td>' in html
    assert "Her vises 1 av 2 rader" in html
    assert 'href="/saker?tabell=saker&amp;fil=xlsx"' in html
    assert "=2026/2" not in html


def test_a_sheet_has_whole_numbers_shares_and_dates_and_no_formula() -> None:
    sheet = load_workbook(io.BytesIO(table_workbook(_TABLE, "saker"))).active
    assert sheet is not None
    (_header, first, second) = sheet.iter_rows()
    assert [cell.value for cell in first] == ["2026/1", 1234, pytest.approx(9 / 11), datetime(2026, 11, 25)]
    assert [cell.number_format for cell in first] == ["General", "#,##0", "0 %", "dd.mm.yyyy"]
    assert [cell.value for cell in second] == ["=2026/2", None, None, None]
    assert second[0].data_type == "s"


def test_csv_has_iso_dates_and_no_formula() -> None:
    assert table_csv(_TABLE) == "Sak,Dager,Andel,Dag\n2026/1,1234,82\u00a0%,2026-11-25\n'=2026/2,,–,\n"


@pytest.mark.parametrize(
    ("value", "decimals", "percent", "shown"),
    [
        (Fraction(57, 200), 0, True, "29\u00a0%"),
        (Fraction(185, 11), 1, False, "16,8"),
        (Fraction(13, 2), 1, False, "6,5"),
    ],
)
def test_a_rounded_number_is_exact_until_it_is_shown(value: Fraction, decimals: int, percent: bool, shown: str) -> None:
    assert str(Rounded(value, decimals, percent)) == shown
