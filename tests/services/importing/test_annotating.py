"""The annotated copy: the sender's own cells, remarks where they belong, and nothing else touched."""

from __future__ import annotations

import os
import re
import stat
import zipfile
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import xlwt
from openpyxl import Workbook, load_workbook
from openpyxl.comments import Comment
from openpyxl.styles import PatternFill

from casewatch.services.importing import annotating
from casewatch.services.importing.annotating import remove_old_copies
from tests.services.desk import Desk

HEADERS = ("Saksnr", "Søknadstype", "Mottatt dato", "Komplett dato", "Vedtaksdato", "Tittel")
RED, YELLOW = "00FFC7CE", "00FFEB9C"


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path, tmp_path / "kontor.db")


def export(path: Path, *rows: tuple[Any, ...]) -> Path:
    """A workbook with a title, the headers in row 3, rows from row 4 on, and much that is to be kept."""
    book = Workbook()
    sheet = book.active
    sheet.title = "Saker"
    sheet["A1"] = "Byggesaker"
    sheet.merge_cells("A1:C1")
    for column, header in enumerate(HEADERS, 1):
        sheet.cell(3, column, header)
    for number, row in enumerate(rows, 4):
        for column, value in enumerate(row, 1):
            sheet.cell(number, column, value)
    book.save(path)
    return path


GOOD = ("2026/1", "Ett-trinn", datetime(2026, 1, 2), datetime(2026, 1, 5), datetime(2026, 1, 9), "Garasje")
BAD_DATE = ("2026/2", "Ett-trinn", "31.02.2026", None, None, "Brygge")
UNKNOWN_TYPE = ("2026/3", "Hytte", datetime(2026, 1, 2), None, None, "Hytte")


def listed(book: Workbook, title: str = "Feil") -> list[tuple[Any, ...]]:
    """The lines of the sheet of remarks, below its headers."""
    rows = list(book[title].iter_rows(values_only=True))
    head = next(number for number, row in enumerate(rows) if row[0] == "Alvorsgrad")
    assert rows[head] == (
        *("Alvorsgrad", "Ark", "Rad", "Kolonne", "Gjelder sak", "Verdi"),
        "Hva er galt",
        "Hva du kan gjøre",
    )
    return rows[head + 1 :]


def test_remarks_stand_at_the_cells_and_in_a_list(desk: Desk) -> None:
    told = desk.read(export(desk.folder / "uke48.xlsx", GOOD, BAD_DATE, UNKNOWN_TYPE))
    assert told["annotated"] == str(desk.folder / "kontor-filer" / "uke48-import1.xlsx")
    book = load_workbook(told["annotated"])
    assert book.sheetnames == ["Saker", "Feil"]
    sheet = book["Saker"]
    remarked = {cell.coordinate: cell for row in sheet.iter_rows() for cell in row if cell.comment}
    assert {place: cell.fill.fgColor.rgb for place, cell in remarked.items()} == {"C5": RED, "B6": YELLOW}
    assert remarked["C5"].comment.text == (
        "Ikke lest: «31.02.2026» kan ikke leses som en dato mellom 1900 og 2100. "
        "Skriv den som dd.mm.åååå og les inn på nytt."
    )
    assert listed(book) == [
        (
            *("Ikke lest", "Saker", 5, "C", "2026/2", "31.02.2026"),
            "«31.02.2026» kan ikke leses som en dato mellom 1900 og 2100.",
            "Skriv den som dd.mm.åååå og les inn på nytt.",
        ),
        (
            *("Se på", "Saker", 6, "B", "2026/3", "xxxxx"),
            "Søknadstypen «Hytte» er ikke kjent og regnes som manglende.",
            "Legg den til i profilen om den teller.",
        ),
    ]
    links = [row[2].hyperlink.location for row in book["Feil"].iter_rows() if row[2].hyperlink]
    assert links == ["'Saker'!C5", "'Saker'!B6"]
    assert book.active.title == "Feil"
    assert [sheet.sheet_view.tabSelected for sheet in book.worksheets] == [False, True]


def test_what_an_import_says_only_of_a_field_stands_in_its_column(desk: Desk) -> None:
    row = ("2026/4", "Ett-trinn", datetime(2026, 1, 5), datetime(2026, 2, 5), datetime(2026, 1, 9), "x")
    told = desk.read(export(desk.folder / "uke48.xlsx", row, ("2026/5", "Ett-trinn", None, None, None, "y")))
    found = {(finding["code"], finding["row"], finding["column"]) for finding in told["findings"]}
    assert found == {("decided_before_complete", 4, None), ("received_missing", 5, None)}
    sheet = load_workbook(told["annotated"])["Saker"]
    assert {cell.coordinate for row in sheet.iter_rows() for cell in row if cell.comment} == {"D4", "C5"}


def test_everything_else_of_the_workbook_stays(desk: Desk) -> None:
    path = export(desk.folder / "uke48.xlsx", GOOD, BAD_DATE)
    book = load_workbook(path)
    sheet = book["Saker"]
    sheet["G4"] = "=LEN(F4)"
    sheet["F4"] = "=HYPERLINK(1) er tekst"
    sheet["F4"].data_type = "s"
    sheet["F5"] = "-5"
    sheet["C4"].number_format = "d. mmm yy"
    sheet["A5"].fill = PatternFill("solid", fgColor="FF123456")
    sheet["C5"].comment = Comment("Fra avsenderen", "Avsender")
    sheet.column_dimensions["F"].hidden = True
    sheet.column_dimensions["B"].width = 31
    sheet.row_dimensions[4].hidden = True
    sheet.freeze_panes = "A4"
    book.create_sheet("Skjult")["A1"] = 7
    book["Skjult"].sheet_state = "hidden"
    book.save(path)
    told = desk.read(path)
    copy = load_workbook(told["annotated"])
    again = copy["Saker"]
    assert (again["G4"].value, again["G4"].data_type) == ("=LEN(F4)", "f")
    assert (again["F4"].value, again["F4"].data_type) == ("=HYPERLINK(1) er tekst", "s")
    assert (again["F5"].value, again["F5"].data_type) == ("-5", "s")
    assert again["C4"].number_format == "d. mmm yy"
    assert again["C4"].value == datetime(2026, 1, 2)
    assert again["A5"].fill.fgColor.rgb == "FF123456"
    assert again["C5"].comment.text.startswith("Fra avsenderen\nIkke lest: ")
    assert (again.column_dimensions["F"].hidden, again.column_dimensions["B"].width) == (True, 31)
    assert again.row_dimensions[4].hidden
    assert again.freeze_panes == "A4"
    assert [str(merged) for merged in again.merged_cells.ranges] == ["A1:C1"]
    assert (copy["Skjult"].sheet_state, copy["Skjult"]["A1"].value) == ("hidden", 7)


def test_a_sheet_of_that_name_that_is_the_senders_stays(desk: Desk) -> None:
    path = export(desk.folder / "uke48.xlsx", GOOD, BAD_DATE)
    book = load_workbook(path)
    book.create_sheet("FEIL")["A1"] = "Våre egne feil"
    book.save(path)
    copy = load_workbook(desk.read(path)["annotated"])
    assert copy.sheetnames == ["Saker", "FEIL", "Feil (2)"]
    assert copy["FEIL"]["A1"].value == "Våre egne feil"
    assert len(listed(copy, "Feil (2)")) == 1


def test_a_mended_copy_sent_in_again_has_only_the_new_remarks(desk: Desk) -> None:
    copy = Path(desk.read(export(desk.folder / "uke48.xlsx", GOOD, BAD_DATE, UNKNOWN_TYPE))["annotated"])
    book = load_workbook(copy)
    book["Saker"]["C5"] = datetime(2026, 2, 28)
    again = desk.folder / "rettet.xlsx"
    book.save(again)
    told = desk.read(again)
    assert (told["new"], told["unchanged"], told["rejected"]) == (1, 2, 0)
    book = load_workbook(told["annotated"])
    assert book.sheetnames == ["Saker", "Feil"]
    sheet = book["Saker"]
    assert {cell.coordinate for row in sheet.iter_rows() for cell in row if cell.comment} == {"B6"}
    assert sheet["C5"].fill.fill_type is None
    assert [line[2:5] for line in listed(book)] == [(6, "B", "2026/3")]


def test_a_text_file_becomes_a_workbook_with_the_same_cells(desk: Desk) -> None:
    path = desk.csv(
        """
        Saksnr;Mottatt dato;Tittel
        2026/1;31.02.2026;=1+1
        0301/2;02.01.2026;-5
        """
    )
    book = load_workbook(desk.read(path)["annotated"])
    assert book.sheetnames == ["Ark1", "Feil"]
    cells = [[(cell.value, cell.data_type) for cell in row] for row in book["Ark1"].iter_rows()]
    assert cells == [
        [("Saksnr", "s"), ("Mottatt dato", "s"), ("Tittel", "s")],
        [("2026/1", "s"), ("31.02.2026", "s"), ("=1+1", "s")],
        [("0301/2", "s"), ("02.01.2026", "s"), ("-5", "s")],
    ]
    assert book["Ark1"]["C2"].quotePrefix
    assert book["Ark1"]["B2"].fill.fgColor.rgb == RED


def test_an_old_workbook_becomes_a_new_one(desk: Desk) -> None:
    old = xlwt.Workbook()
    sheet = old.add_sheet("Saker")
    day = xlwt.easyxf(num_format_str="DD.MM.YYYY")
    for column, header in enumerate(("Saksnr", "Mottatt dato", "Antall")):
        sheet.write(0, column, header)
    sheet.write(1, 0, "2026/1")
    sheet.write(1, 1, "tull")
    sheet.write(2, 0, "2026/2")
    sheet.write(2, 1, datetime(2026, 1, 2), day)
    sheet.write(2, 2, 3)
    old.add_sheet("Skjult").visibility = 1
    old.save(str(desk.folder / "uke48.xls"))
    book = load_workbook(desk.read(desk.folder / "uke48.xls")["annotated"])
    assert book.sheetnames == ["Saker", "Skjult", "Feil"]
    assert book["Skjult"].sheet_state == "hidden"
    cell = book["Saker"]["B3"]
    assert (cell.value, cell.number_format) == (datetime(2026, 1, 2), "dd.mm.yyyy")
    assert book["Saker"]["C3"].value == 3
    assert book["Saker"]["B2"].comment.text.startswith("Ikke lest")


def test_macros_do_not_travel(desk: Desk) -> None:
    path = export(desk.folder / "uke48.xlsx", GOOD, BAD_DATE)
    macros = desk.folder / "uke48.xlsm"
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(macros, "w") as new:
        for name in old.namelist():
            text = old.read(name)
            if name == "[Content_Types].xml":
                text = text.replace(b"sheet.main+xml", b"x").replace(
                    b"application/vnd.openxmlformats-officedocument.spreadsheetml.x",
                    b"application/vnd.ms-excel.sheet.macroEnabled.main+xml",
                )
                assert b"macroEnabled" in text
            new.writestr(name, text)
        new.writestr("xl/vbaProject.bin", b"Sub Auto_Open()")
    told = desk.read(macros)
    assert told["annotated"].endswith(".xlsx")
    with zipfile.ZipFile(told["annotated"]) as copy:
        assert not [name for name in copy.namelist() if "vba" in name.lower()]
        assert b"macroEnabled" not in copy.read("[Content_Types].xml")
    assert len(listed(load_workbook(told["annotated"]))) == 1


def test_a_workbook_that_cannot_be_edited_is_written_anew(desk: Desk) -> None:
    path = export(desk.folder / "uke48.xlsx", GOOD, BAD_DATE)
    broken = desk.folder / "rar.xlsx"
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(broken, "w") as new:
        for name in old.namelist():
            text = old.read(name)
            if name == "xl/worksheets/sheet1.xml":  # a sheet view that openpyxl refuses and calamine does not look at
                text = re.sub(rb"<sheetView ", b'<sheetView zoomScale="mye" ', text)
                assert b"mye" in text
            new.writestr(name, text)
    with pytest.raises(TypeError, match="expected"):
        load_workbook(broken)
    told = desk.read(broken)
    assert told["status"] == "stored"
    book = load_workbook(told["annotated"])
    assert book["Saker"]["A4"].value == "2026/1"
    assert book["Saker"]["C5"].fill.fgColor.rgb == RED


def test_of_a_very_large_file_only_the_remarked_rows_are_copied(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(annotating, "_MOST_ROWS", 20)
    rows = [("2026/" + str(number), *GOOD[1:]) for number in range(1, 31)]
    rows[16] = ("2026/17", "Ett-trinn", "tull", None, None, "-5")
    told = desk.read(export(desk.folder / "uke48.xlsx", *rows))
    assert (told["new"], told["rejected"]) == (29, 1)
    book = load_workbook(told["annotated"])
    copied = list(book["Saker"].iter_rows(values_only=True))
    assert [row[0] for row in copied] == ["Byggesaker", None, "Saksnr", "2026/17"]
    assert [row[6] for row in copied] == ["Rad i fila", 2, 3, 20]
    assert book["Saker"]["F4"].data_type == "s"
    assert book["Saker"]["C4"].comment.text.startswith("Ikke lest: «xxxx»")
    (line,) = listed(book)
    assert line[1:4] == ("Saker", 20, "C")
    (link,) = [row[2].hyperlink.location for row in book["Feil"].iter_rows() if row[2].hyperlink]
    assert link == "'Saker'!C4"
    said = [str(row[0]) for row in book["Feil"].iter_rows(max_row=4, values_only=True)]
    assert any("33 rader" in text and "Bare overskriftene" in text for text in said)


def test_without_errors_and_warnings_there_is_no_copy(desk: Desk) -> None:
    path = export(desk.folder / "uke48.xlsx", GOOD, GOOD)  # an identical repeat is told, but is no fault
    told = desk.read(path)
    assert [finding["severity"] for finding in told["findings"]] == ["info"]
    assert told["annotated"] is None
    assert not (desk.folder / "kontor-filer").exists()


def test_a_refused_file_has_no_copy(desk: Desk) -> None:
    path = desk.folder / "uke48.xlsx"
    path.write_bytes(b"PK\x03\x04 ikke et regneark")
    desk.refused(path)
    assert not (desk.folder / "kontor-filer").exists()


def test_a_dry_run_has_a_copy_too_and_only_one_a_file(desk: Desk) -> None:
    path = export(desk.folder / "uke48.xlsx", GOOD, BAD_DATE)
    first, second = desk.read(path, dry_run=True), desk.read(path, dry_run=True)
    assert first["annotated"] == second["annotated"]
    assert [copy.name for copy in (desk.folder / "kontor-filer").iterdir()] == [Path(first["annotated"]).name]
    assert "ingenting er lagret" in load_workbook(first["annotated"])["Feil"]["A2"].value


@pytest.mark.skipif(os.name != "posix", reason="rights of files as POSIX has them")
def test_others_cannot_read_it(desk: Desk) -> None:
    copy = Path(desk.read(export(desk.folder / "uke48.xlsx", GOOD, BAD_DATE))["annotated"])
    assert stat.S_IMODE(copy.stat().st_mode) == 0o600
    assert stat.S_IMODE(copy.parent.stat().st_mode) == 0o700


def test_copies_are_removed_after_their_days_and_shown_no_more(desk: Desk) -> None:
    copy = desk.read(export(desk.folder / "uke48.xlsx", GOOD, BAD_DATE))["annotated"]
    desk.time += timedelta(days=29)
    second = desk.read(export(desk.folder / "uke49.xlsx", UNKNOWN_TYPE))["annotated"]
    assert (desk.show(1)["annotated"], desk.show(2)["annotated"]) == (copy, second)
    desk.time += timedelta(days=1)
    third = desk.read(export(desk.folder / "uke50.xlsx", GOOD))  # any import removes what is old by then
    assert third["annotated"] is None
    assert not Path(copy).exists()
    assert (desk.show(1)["annotated"], desk.show(2)["annotated"]) == (None, second)
    with desk.opened() as context:
        assert remove_old_copies(context) == 0
        assert remove_old_copies(context, keep_days=0) == 1
    assert desk.show(2)["annotated"] is None


def test_a_copy_that_somebody_removed_is_not_shown(desk: Desk) -> None:
    Path(desk.read(export(desk.folder / "uke48.xlsx", GOOD, BAD_DATE))["annotated"]).unlink()
    assert desk.show(1)["annotated"] is None


def test_an_import_does_not_fail_for_its_copy(desk: Desk) -> None:
    (desk.folder / "kontor-filer").write_text("her er ingen mappe", "utf-8")
    from casewatch.services.importing.files import import_files
    from casewatch.services.importing.outcome import ImportOptions

    path = export(desk.folder / "uke48.xlsx", GOOD, BAD_DATE)
    with desk.opened() as context:
        (result,) = import_files(context, [path], ImportOptions(municipality="3401")).results
    assert (result.status, result.new, result.annotated) == ("stored", 1, None)
    assert result.not_annotated
    assert "uke48.xlsx" in result.not_annotated
    assert "\n" not in result.not_annotated
    assert desk.show(1)["new"] == 1


def test_an_identity_number_is_masked_in_remarks_and_in_the_name(desk: Desk) -> None:
    number = "01019000083"  # passes both check digits
    row = (number, "Ett-trinn", datetime(2026, 1, 2), None, None, "x")
    told = desk.read(export(desk.folder / f"eksport {number}.xlsx", GOOD, row))
    assert told["file"] == "eksport ###########.xlsx"
    assert number not in told["annotated"]
    book = load_workbook(told["annotated"])
    assert book["Saker"]["A5"].value == number  # it is the sender's own cell, to be mended there
    assert number not in book["Saker"]["A5"].comment.text
    assert number not in str(listed(book))
    assert [line[5] for line in listed(book)] == ["###########"]


def test_many_remarks_stand_in_the_list_and_the_first_at_their_cells(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    from casewatch.intake import annotate

    rows = [(f"2026/{number}", "Ett-trinn", "tull", None, None, "x") for number in range(1, 31)]
    path = desk.csv("\n".join([";".join(HEADERS), *(";".join(str(cell or "") for cell in row) for row in rows)]))
    monkeypatch.setattr(annotate, "MOST_CELLS", 12)
    monkeypatch.setattr(annotating, "MOST_CELLS", 12)
    book = load_workbook(desk.read(path)["annotated"])
    remarked = [cell.row for row in book["Ark1"].iter_rows() for cell in row if cell.comment]
    assert remarked == list(range(2, 14))
    assert len(listed(book)) == 30
    assert "12 første merknadene" in str([row[0].value for row in book["Feil"].iter_rows(max_row=5)])
