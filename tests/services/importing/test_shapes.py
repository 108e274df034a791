"""The three shapes of a file, as offices really send them, from the file to the figures. Days counted on a calendar."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook

from tests.services.desk import Desk, codes

SCOPE = ("Næringsrelatert", "Innenfor plan", "Ferdigregulert tomt", "Vei til tomtegrense")
YES = ("ja",) * 4
HEADER = ("Saksnr", "Mottatt dato", "Komplett dato", "Vedtaksdato", *SCOPE)
GROUPS = (
    *("Høring 1 sendt", "Høring 1 svar", "Høring 1 instans", "Høring 2 sendt", "Høring 2 svar", "Høring 2 instans"),
    *("Myndighet sendt", "Myndighet svar", "Myndighet instans"),
)


def october(day: int) -> date:
    return date(2026, 10, day)


#: 1: 1 to 21 October less 3..8 and 6..10 (united 7 days) and 12..14 (2): 20 - 9 = 11. 2: no pauses, 1 to 8: 7.
FIRST = ("2026/1", october(1), october(1), october(21), *YES)
SECOND = ("2026/2", october(1), october(1), october(8), *YES)
PAUSES = (
    *(october(3), october(8), "NVE", october(6), october(10), "Mattilsynet"),
    *(october(12), october(14), "Statens vegvesen"),
)
DAYS = {"2026/1": 11, "2026/2": 7}
PAUSED = {"hearing": 7, "other_authority": 2}


def table(*more: Any) -> list[tuple[Any, ...]]:
    return [(*HEADER, *GROUPS), (*FIRST, *PAUSES), (*SECOND, *(None,) * 9), *more]


def days(desk: Desk) -> dict[str, int]:
    return {case: row["net_days"] for case, row in desk.cases().items()}


def measured(desk: Desk) -> tuple[int, int, int]:
    figure = desk.figure()
    return figure["decided"], figure["under_limit"], figure["sum_days"]


def one_row_each(desk: Desk) -> Path:
    return desk.workbook(("Saker", table()))


def a_sheet_of_pauses(desk: Desk) -> Path:
    pauses = [
        ("Saksnr", "Type", "Sendt", "Svar", "Instans"),
        ("2026/1", "Høring", october(3), october(8), "NVE"),
        ("2026/1", "Annen myndighet", october(12), october(14), "Statens vegvesen"),
        ("2026/1", "Høring", october(6), october(10), "Mattilsynet"),
    ]
    return desk.workbook(("Saker", [HEADER, FIRST, SECOND]), ("Pauser", pauses))


def an_event_list(desk: Desk) -> Path:
    desk.read(
        desk.workbook(("S", [("Saksnr", "Mottatt dato", *SCOPE), *((one[0], one[1], *YES) for one in (FIRST, SECOND))]))
    )
    events = [
        ("Saksnr", "Hendelse", "Dato", "Instans"),
        ("2026/1", "Vedtak", october(21), None),
        ("2026/1", "Mottatt", october(1), None),
        ("2026/1", "Komplett", october(1), None),
        ("2026/1", "Høring sendt", october(3), "NVE"),
        ("2026/1", "Høring sendt", october(6), "Mattilsynet"),
        ("2026/1", "Høringssvar", october(8), "NVE"),
        ("2026/1", "Høringssvar", october(10), "Mattilsynet"),
        ("2026/1", "Sendt sektormyndighet", october(12), "Statens vegvesen"),
        ("2026/1", "Svar fra sektormyndighet", october(14), "Statens vegvesen"),
        ("2026/2", "Mottatt", october(1), None),
        ("2026/2", "Komplett", october(1), None),
        ("2026/2", "Vedtak", october(8), None),
    ]
    return desk.workbook(("Hendelser", events), name="hendelser.xlsx")


@pytest.mark.parametrize("shape", [one_row_each, a_sheet_of_pauses, an_event_list])
def test_three_shapes_of_the_same_cases_give_the_same_figures(desk: Desk, shape: Callable[[Desk], Path]) -> None:
    told = desk.read(shape(desk))
    assert (told["rejected"], codes(told)) == (0, set())
    assert days(desk) == DAYS
    assert measured(desk) == (2, 1, 18)
    assert desk.figure()["paused_days"] == PAUSED


@pytest.mark.parametrize(("mode", "expected"), [("new", 11), ("full", 20)])
def test_a_shorter_event_list_adds_or_replaces(desk: Desk, mode: str, expected: int) -> None:
    desk.profile("h", f'title = "H"\nextends = "norsk-standard"\nevents = "{mode}"\n')
    desk.read(an_event_list(desk), profile="h")
    events = [
        ("Saksnr", "Hendelse", "Dato"),
        *(("2026/1", name, october(day)) for name, day in (("Mottatt", 1), ("Komplett", 1), ("Vedtak", 21))),
    ]
    desk.read(desk.workbook(("Hendelser", events), name="uke49.xlsx"), profile="h")
    assert days(desk)["2026/1"] == expected  # replaced: no pauses left


def test_a_deficiency_among_events_and_its_supplement(desk: Desk) -> None:
    events = [("Saksnr", "Hendelse", "Dato")]
    said = (("Mottatt", 1), ("Komplett", 1), ("Mangelbrev", 3), ("Tilleggsdokumentasjon", 9), ("Vedtak", 12))
    events += [("2026/1", name, october(day)) for name, day in said]
    file = desk.workbook(("Hendelser", events))
    desk.read(file)
    row = desk.cases()["2026/1"]
    # From the supplement 3 days to the decision, from the recorded day 11.
    assert (row["held_out_reason"], row["net_days_low"], row["net_days_high"]) == ("complete_unclear", 3, 11)
    letters = 'title = "H"\nextends = "norsk-standard"\nletter_after_complete = '
    desk.profile("h", f'{letters}"restarts"\n')
    desk.read(file, profile="h")
    row = desk.cases()["2026/1"]
    assert (row["complete"], row["start_source"], row["net_days"]) == ("2026-10-09", "supplement", 3)
    desk.profile("i", f'{letters}"nothing"\n')
    desk.read(file, profile="i")
    row = desk.cases()["2026/1"]
    assert (row["complete"], row["start_source"], row["net_days"]) == ("2026-10-01", "column", 11)


def test_several_and_hidden_sheets_are_said(desk: Desk) -> None:
    notes = [("Notat",), ("Husk purring",)]
    path = desk.workbook(
        ("Notater", notes), ("Gammel", table()), ("Saker", table()), ("Ekstra", table()), hidden=["Gammel"]
    )
    told = desk.read(path)
    said = {(finding["code"], finding["sheet"]) for finding in told["findings"]}
    assert said == {("sheet_not_read", "Notater"), ("sheet_hidden", "Gammel"), ("sheet_not_read", "Ekstra")}
    assert measured(desk) == (2, 1, 18)


def test_cases_on_a_hidden_sheet_alone_are_not_taken_silently(desk: Desk) -> None:
    path = desk.workbook(("Forside", [("Uke 48",)]), ("Saker", table()), hidden=["Saker"])
    assert "skjult" in desk.refused(path)
    assert desk.cases() == {}


def test_hidden_rows_are_read_and_said(desk: Desk) -> None:
    path = one_row_each(desk)
    book = load_workbook(path)
    book["Saker"].row_dimensions[3].hidden = True
    book.save(path)
    told = desk.read(path)
    assert (codes(told), told["new"]) == ({"rows_hidden"}, 2)
    assert measured(desk) == (2, 1, 18)


def test_titles_above_totals_below_and_headers_between(desk: Desk) -> None:
    header, first, second = table()
    rows = [
        ("Kongsvinger kommune",),
        (),
        ("Utskrift", "25.11.2026", "side 1"),
        *(header, first, header, second, ()),
        ("Sum", None, None, 2),
    ]
    told = desk.read(desk.workbook(("Saker", rows)))
    assert (told["new"], told["rejected"], codes(told)) == (2, 0, {"total_row", "header_repeated"})
    assert measured(desk) == (2, 1, 18)


def test_merged_headers_over_two_rows(desk: Desk) -> None:
    book = Workbook()
    sheet = book.active
    sheet.append(("Sak", None, None, None, *(None,) * 4, "Høring 1", None, None))
    sheet.append((*HEADER, "Sendt", "Svar", "Instans"))
    sheet.append((*FIRST, october(3), october(8), "NVE"))
    sheet.merge_cells("A1:H1")
    sheet.merge_cells("I1:K1")
    path = desk.folder / "uke48.xlsx"
    book.save(path)
    told = desk.read(path)
    assert (told["new"], told["rejected"]) == (1, 0)
    assert days(desk) == {"2026/1": 15}  # 20 less 5


def test_headers_on_several_lines(desk: Desk) -> None:
    header = ("Saks-\nnr", "Mottatt\ndato", "Komplett\r\ndato", "Vedtaks-\ndato", *SCOPE)
    told = desk.read(desk.workbook(("Saker", [header, FIRST, SECOND])))
    assert (told["new"], codes(told)) == (2, set())
    assert days(desk) == {"2026/1": 20, "2026/2": 7}


def test_a_header_twice_and_one_that_is_empty(desk: Desk) -> None:
    header = (*HEADER, "Komplett dato", None, None)
    rows = [header, (*FIRST, october(15), "ABC", None), (*SECOND, october(5), None, None)]
    told = desk.read(desk.workbook(("Saker", rows)))
    said = {(finding["code"], finding["column"]) for finding in told["findings"]}
    assert said == {("column_twice", "I"), ("header_empty", "J")}  # K is empty altogether
    assert days(desk) == {"2026/1": 20, "2026/2": 7}  # the first of the two is read
    mapped = desk.read(desk.workbook(("Saker", rows)), mapping={"Kolonne J": "handler"})
    assert codes(mapped) == {"column_twice"}
    handlers = {case: row["handler"] for case, row in desk.cases().items()}
    assert handlers == {"2026/1": "ABC", "2026/2": None}


def test_a_declared_range_of_a_million_empty_rows(desk: Desk) -> None:
    path = one_row_each(desk)
    other = desk.folder / "stor.xlsx"
    with zipfile.ZipFile(path) as source, zipfile.ZipFile(other, "w") as target:
        for name in source.namelist():
            data = source.read(name)
            if name == "xl/worksheets/sheet1.xml":
                assert data.count(b'<dimension ref="A1:Q3"') == 1
                data = data.replace(b'<dimension ref="A1:Q3"', b'<dimension ref="A1:XFD1048576"')
                data = data.replace(b"</sheetData>", b'<row r="1048576"><c r="XFD1048576"/></row></sheetData>')
            target.writestr(name, data)
    told = desk.read(other)
    assert (told["new"], told["file_rows"], told["rejected"]) == (2, 2, 0)
    assert measured(desk) == (2, 1, 18)


def test_several_rows_of_a_case_without_numbers_are_told_apart(desk: Desk) -> None:
    header = ("Saksnr", "Søknadstype", "Mottatt dato", "Komplett dato", "Vedtaksdato", *SCOPE)
    rows = [
        header,
        ("2026/1", "Rammesøknad", october(1), october(1), october(6), *YES),
        ("2026/1", "Rammesøknad", october(1), october(1), october(6), *YES),  # once more: read once
        ("2026/1", "Endringssøknad", october(12), october(12), october(15), *YES),
        ("2026/2", "Rammesøknad", october(1), october(1), october(6), *YES),
        ("2026/2", "Rammesøknad", october(1), october(2), october(6), *YES),  # the same one, saying otherwise
    ]
    told = desk.read(desk.workbook(("Saker", rows)))
    assert (told["rows"], told["file_rows"], told["new"], told["rejected"]) == (3, 5, 2, 1)
    assert codes(told) == {"repeated_row", "ambiguous_application"}
    assert measured(desk) == (2, 2, 5 + 3)
    assert [(row["case_no"], row["row"]) for row in told["rejected_rows"]] == [("2026/2", 5)]
    assert desk.figure()["rejected_pending"] == 1


def test_a_pause_that_cannot_be_read_rejects_its_application(desk: Desk) -> None:
    pauses = [("Saksnr", "Type", "Sendt", "Svar"), ("2026/1", "Høring", october(3), "snart")]
    told = desk.read(desk.workbook(("Saker", [HEADER, FIRST, SECOND]), ("Pauser", pauses)))
    assert (told["new"], told["rejected"]) == (1, 1)
    assert [row["case_no"] for row in told["rejected_rows"]] == ["2026/1"]
    assert measured(desk) == (1, 1, 7)
