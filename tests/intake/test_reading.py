"""Reading files: what stands in the cells, and one clear line for everything else."""

from __future__ import annotations

import datetime as dt
import random
import re
import time
import zipfile
from pathlib import Path
from typing import Any

import pytest
import xlwt
from odf.opendocument import OpenDocumentSpreadsheet
from odf.table import Table, TableCell, TableRow
from odf.text import P
from openpyxl import Workbook

from casewatch.errors import CasewatchError
from casewatch.intake import sheet_xml
from casewatch.intake.container import look_at_parts
from casewatch.intake.reading import USUAL, Limits, read_file, second_look
from casewatch.intake.tables import RawFile


def grid(raw: RawFile, sheet: int = 0) -> list[list[Any]]:
    """The cells of a sheet, row by row, empty ones as None."""
    which = raw.sheets[sheet]
    columns = [[None if code < 0 else column.values[code] for code in column.codes] for column in which.columns]
    return [list(row) for row in zip(*columns, strict=True)]


def saved(path: Path, rows: list[list[Any]], title: str = "Ark1") -> Path:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = title
    for row in rows:
        sheet.append(row)
    book.save(path)
    return path


def refused(path: Path, limits: Limits = USUAL) -> str:
    with pytest.raises(CasewatchError) as problem:
        read_file(path, limits)
    line = str(problem.value)
    assert line.startswith(path.name)
    assert "\n" not in line
    return line


def test_cells_of_a_workbook_keep_their_kinds_and_their_places(tmp_path: Path) -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet["B3"], sheet["C3"], sheet["D3"] = "Saksnr", 12, 2.5
    sheet["B4"], sheet["C4"], sheet["D4"] = dt.date(2026, 3, 2), True, dt.datetime(2026, 3, 2, 13, 30)
    book.save(tmp_path / "a.xlsx")
    raw = read_file(tmp_path / "a.xlsx")
    assert (raw.kind, raw.encoding, raw.sheets[0].rows) == ("xlsx", None, 4)
    assert grid(raw) == [
        [None] * 4,
        [None] * 4,
        [None, "Saksnr", 12, 2.5],
        [None, dt.date(2026, 3, 2), "true", dt.datetime(2026, 3, 2, 13, 30)],
    ]
    assert type(raw.sheets[0].columns[2].values[0]) is int


def test_true_and_one_in_the_same_column_stay_apart(tmp_path: Path) -> None:
    raw = read_file(saved(tmp_path / "a.xlsx", [["x"], [1], [True], [0], [False]]))
    assert [row[0] for row in grid(raw)] == ["x", 1, "true", 0, "false"]


def test_hidden_sheets_come_along_and_say_so(tmp_path: Path) -> None:
    book = Workbook()
    first = book.active
    assert first is not None
    first["A1"] = "a"
    book.create_sheet("Skjult").sheet_state = "hidden"
    book.create_sheet("Borte").sheet_state = "veryHidden"
    first.row_dimensions[7].hidden = True
    first["A7"] = "b"
    book.save(tmp_path / "a.xlsx")
    raw = read_file(tmp_path / "a.xlsx")
    assert [(sheet.name, sheet.visible) for sheet in raw.sheets][1:] == [("Skjult", False), ("Borte", False)]
    assert (raw.hidden_rows, raw.sheets[0].rows) == (1, 7)


def test_old_excel_and_open_document(tmp_path: Path) -> None:
    book = xlwt.Workbook()
    sheet = book.add_sheet("Ark1")
    sheet.write(1, 0, "Mottatt")
    sheet.write(2, 0, dt.date(2026, 3, 2), xlwt.easyxf(num_format_str="DD.MM.YYYY"))
    book.save(str(tmp_path / "a.xls"))
    raw = read_file(tmp_path / "a.xls")
    assert (raw.kind, grid(raw)) == ("xls", [[None], ["Mottatt"], [dt.date(2026, 3, 2)]])

    document = OpenDocumentSpreadsheet()
    table = Table(name="Ark1")
    for text in ("Mottatt", "2.3.2026"):
        row, cell = TableRow(), TableCell(valuetype="string")
        cell.addElement(P(text=text))
        row.addElement(cell)
        table.addElement(row)
    document.spreadsheet.addElement(table)
    document.save(str(tmp_path / "a.ods"))
    raw = read_file(tmp_path / "a.ods")
    assert (raw.kind, grid(raw)) == ("ods", [["Mottatt"], ["2.3.2026"]])


def test_the_bytes_decide_what_a_file_is_not_its_name(tmp_path: Path) -> None:
    path = saved(tmp_path / "a.xlsx", [["Saksnr"], ["2026/1"]])
    for name in ("b.xls", "b.csv", "b.ods", "b"):
        (tmp_path / name).write_bytes(path.read_bytes())
        raw = read_file(tmp_path / name)
        assert (raw.kind, grid(raw)) == ("xlsx", [["Saksnr"], ["2026/1"]])
    (tmp_path / "c.xlsx").write_text("Saksnr;Mottatt\n2026/1;2.3.2026\n")
    assert read_file(tmp_path / "c.xlsx").kind == "csv"


def test_errors_and_formulas_without_a_value_are_found_on_a_second_look(tmp_path: Path) -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "Saker"
    sheet["A1"], sheet["B1"], sheet["C1"] = "x", "#N/A", "=A1"
    sheet["B1"].data_type = "e"
    book.save(tmp_path / "a.xlsx")
    raw = read_file(tmp_path / "a.xlsx")
    assert (grid(raw), raw.unclear_cells) == ([["x"]], True)
    found = second_look(tmp_path / "a.xlsx", "Saker", [(0, 1), (0, 2), (0, 3), (5, 5)])
    assert found == {(0, 1): "#N/A", (0, 2): "formula"}
    assert not read_file(saved(tmp_path / "b.xlsx", [["x", None]])).unclear_cells
    (tmp_path / "c.csv").write_text("a;b")
    assert second_look(tmp_path / "c.csv", "", [(0, 0)]) == {}


def with_cells(path: Path, cells: str) -> Path:
    """A workbook whose first row has these cells as XML."""
    whole = saved(path.with_name("whole.xlsx"), [["x"]])
    with zipfile.ZipFile(whole) as source, zipfile.ZipFile(path, "w") as target:
        for name in source.namelist():
            part = source.read(name)
            if name == "xl/worksheets/sheet1.xml":
                start, end = part.index(b"<sheetData>"), part.index(b"</sheetData>")
                part = part[:start] + f'<sheetData><row r="1">{cells}</row>'.encode() + part[end:]
            target.writestr(name, part)
    return path


@pytest.mark.parametrize(
    ("cell", "stands"),
    [
        ('<c r="B1"><f>1+1</f></c>', "formula"),
        ('<c r="B1"><f>1+1</f><v></v></c>', "formula"),
        ('<c r="B1"><f>1+1</f><v/></c>', "formula"),
        ('<c r="B1" t="e"><f>1/0</f><v>#DIV/0!</v></c>', "#DIV/0!"),
        ('<c r="B1" t="e"><v>#N/A</v></c>', "#N/A"),
        ('<c r="B1" t="str"><f>IF(A1="y",A1,"")</f><v></v></c>', None),  # its value is an empty text
        ('<c r="B1" t="str"><f>C1</f><v/></c>', "formula"),
        ('<c r="B1" t="str"><f>C1</f></c>', "formula"),
        ('<c r="B1" s="0"/>', None),
        ('<c r="B1" s="0"/><c r="C1"><f>1+1</f><v>2</v></c>', None),
    ],
)
def test_what_a_cell_that_looks_empty_holds(tmp_path: Path, cell: str, stands: str | None) -> None:
    path = with_cells(tmp_path / "a.xlsx", f'<c r="A1"><v>1</v></c>{cell}')
    raw = read_file(path)
    assert grid(raw)[0][:2] in ([1], [1, None])
    assert raw.unclear_cells == (stands is not None)
    assert second_look(path, "Ark1", [(0, 1)]) == ({} if stands is None else {(0, 1): stands})


def test_nothing_is_missed_where_the_xml_is_read_in_blocks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    cells = "".join(f'<c r="A{n}"><v>{n}</v></c>' for n in range(1, 40))
    path = with_cells(tmp_path / "a.xlsx", cells + '</row><row r="90" hidden="1"><c r="B90"><f>1+1</f></c>')
    for size in range(30, 120, 7):
        monkeypatch.setattr(sheet_xml, "BLOCK", size)
        parts = look_at_parts(path)
        assert (parts.unclear_cells, parts.hidden_rows) == (True, 1), size


@pytest.mark.parametrize(
    "xml",
    [
        "<c" * 400_000 + ' t="e"<v></v>hidden=',
        "<c " + "t='e' " * 200_000 + ">",
        "<c r='A1'><f>" + " " * 1_000_000 + "</f></",
        "<c r='A1'><f>1</f>" + " " * 1_000_000 + "<v/>",
        "<row " * 200_000 + 'hidden="0"',
        "<" + "a" * 1_000_000 + "<v/>",
    ],
    ids=range(6),
)
def test_no_xml_makes_the_look_at_it_slow(tmp_path: Path, xml: str) -> None:
    started = time.process_time()
    for _tries in range(2):
        found = list(sheet_xml.unclear_cells(xml.encode()))
    with zipfile.ZipFile(tmp_path / "a.xlsx", "w") as archive:
        archive.writestr("xl/workbook.xml", "<x/>")
        archive.writestr("xl/worksheets/sheet1.xml", xml)
    assert look_at_parts(tmp_path / "a.xlsx").hidden_rows == len(found) == 0
    assert time.process_time() - started < 10


def test_a_second_look_that_fails_says_so(tmp_path: Path) -> None:
    path = saved(tmp_path / "a.xlsx", [["x"]])
    assert second_look(path, "Et annet ark", [(0, 0)]) is None
    assert second_look(path, "Ark1", [(0, 0)], Limits(seconds=0.001)) is None


TEXT = "Saksnr;Kommune\r\n2026/1;Våler\r\n2026/2;Sør-Odal\r\n"


@pytest.mark.parametrize(
    ("encoding", "mark", "named"),
    [
        ("utf-8", b"", "utf-8"),
        ("utf-8", b"\xef\xbb\xbf", "utf-8"),
        ("cp1252", b"", "cp1252"),
        ("cp850", b"", "cp850"),
        ("utf-16-le", b"\xff\xfe", "utf-16"),
        ("utf-16-be", b"\xfe\xff", "utf-16"),
        ("utf-16-le", b"", "utf-16-le"),
        ("utf-16-be", b"", "utf-16-be"),
    ],
)
def test_encodings_of_text_files(tmp_path: Path, encoding: str, mark: bytes, named: str) -> None:
    (tmp_path / "a.csv").write_bytes(mark + TEXT.encode(encoding))
    raw = read_file(tmp_path / "a.csv")
    assert raw.encoding == named
    assert grid(raw) == [["Saksnr", "Kommune"], ["2026/1", "Våler"], ["2026/2", "Sør-Odal"]]


@pytest.mark.parametrize("delimiter", [";", ",", "\t", "|"])
def test_delimiters_quotes_and_line_ends_in_cells(tmp_path: Path, delimiter: str) -> None:
    lines = [["Saksnr", "Tittel"], ["2026/1", '"en\rto; tre, fire\r\nfem ""sitat"""'], ["2026/2", '"6|7\t8"']]
    (tmp_path / "a.csv").write_bytes("\n".join(delimiter.join(line) for line in lines).encode())
    assert grid(read_file(tmp_path / "a.csv")) == [
        ["Saksnr", "Tittel"],
        ["2026/1", 'en\rto; tre, fire\r\nfem "sitat"'],
        ["2026/2", "6|7\t8"],
    ]


def test_ragged_lines_rows_of_commas_and_big_cells(tmp_path: Path) -> None:
    big = "x" * 100_000
    (tmp_path / "a.csv").write_text(f"a,b,c\n1\n1,2,3,4\n{big},,\n,,,\n,,,\n")
    raw = read_file(tmp_path / "a.csv")
    assert raw.sheets[0].rows == 4
    assert grid(raw)[1:] == [["1", None, None, None], ["1", "2", "3", "4"], [big, None, None, None]]


def test_the_line_in_which_excel_names_the_delimiter_is_no_row(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("sep=|\nSaksnr|Tittel\n2026/1|a,b,c\n")
    assert grid(read_file(tmp_path / "a.csv")) == [[None, None], ["Saksnr", "Tittel"], ["2026/1", "a,b,c"]]


def test_wide_chunks_after_narrow_ones_keep_their_rows(tmp_path: Path) -> None:
    lines = ["a"] * 5000 + ["a,b"] + ["c"] * 5000
    (tmp_path / "a.csv").write_text("\n".join(lines))
    columns = read_file(tmp_path / "a.csv").sheets[0].columns
    assert [len(column.codes) for column in columns] == [10_001, 10_001]
    assert [int(row) for row in (columns[1].codes >= 0).nonzero()[0]] == [5000]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "tom"),
        (b"%PDF-1.7 ...", "ikke et regneark"),
        (b"PK\x03\x04garbage", "skadet"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1garbage", "skadet"),
        (b"<html><table><tr><td>Saksnr</td></tr></table></html>", "HTML"),
        (b"Saksnr;Mottatt\n2026/1\x00;2.3.2026\n", "binære tegn"),
        (b"a" + b"," * 20_000, "flere kolonner"),
    ],
)
def test_what_is_no_table_is_refused_in_one_line(tmp_path: Path, content: bytes, words: str) -> None:
    (tmp_path / "a.xlsx").write_bytes(content)
    assert words in refused(tmp_path / "a.xlsx")


def test_missing_files_and_folders_are_refused(tmp_path: Path) -> None:
    assert "finnes ikke" in refused(tmp_path / "a.xlsx")
    assert "ikke en fil" in refused(tmp_path)


def test_a_zip_of_something_else_is_refused(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.csv", "w") as archive:
        archive.writestr("table.csv", "a,b\n")
    assert "zip-arkiv" in refused(tmp_path / "a.csv")


def test_zip_bombs_are_refused_before_they_are_unpacked(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.xlsx", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", "<x/>")
        archive.writestr("xl/worksheets/sheet1.xml", b" " * 120_000_000)
    assert "pakker ut" in refused(tmp_path / "a.xlsx")


def sheet_of(path: Path, rows: str) -> tuple[int, int]:
    """Save a workbook whose only sheet has these rows of XML; gives its size unpacked and packed."""
    whole = saved(path.with_name("whole.xlsx"), [["x"]])
    with zipfile.ZipFile(whole) as source, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as target:
        for name in source.namelist():
            text = source.read(name).decode()
            if name == "xl/worksheets/sheet1.xml":
                text = re.sub("<sheetData>.*</sheetData>", lambda _: f"<sheetData>{rows}</sheetData>", text)
            target.writestr(name, text)
        entries = target.infolist()
    return sum(entry.file_size for entry in entries), sum(entry.compress_size for entry in entries)


def test_a_sheet_of_60_mb_is_read(tmp_path: Path) -> None:
    """It is large, but packs as sheets do."""
    chance, cell = random.Random(60), '<c r="{}{{0}}" t="inlineStr"><is><t>{}</t></is></c>'
    texts = ["".join(cell.format(letter, f"{chance.getrandbits(800):x}") for letter in "BC") for _row in range(200)]
    row = '<row r="{0}">' + cell.format("A", "2026/{0}") + "{1}</row>"
    rows = "".join(row.format(number, texts[number % 200].format(number)) for number in range(1, 110_001))
    unpacked, packed = sheet_of(tmp_path / "a.xlsx", rows)
    assert unpacked > 60e6
    assert unpacked < 100 * packed
    assert read_file(tmp_path / "a.xlsx").sheets[0].rows == 110_000


def test_a_small_sheet_that_packs_to_less_than_a_hundredth_is_read(tmp_path: Path) -> None:
    row = f'<row><c t="inlineStr"><is><t>{"Søknad om tillatelse til tiltak. " * 10}</t></is></c></row>'
    unpacked, packed = sheet_of(tmp_path / "a.xlsx", row * 5_000)
    assert unpacked > 100 * packed
    assert read_file(tmp_path / "a.xlsx").sheets[0].rows == 5_000


def test_xml_bombs_do_not_go_off(tmp_path: Path) -> None:
    entities = '<!ENTITY a0 "lol">' + "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 12))
    whole = saved(tmp_path / "a.xlsx", [["Saksnr"], ["2026/1"]])
    for encoding in ("utf-8", "utf-16"):
        bomb = tmp_path / f"{encoding}.xlsx"
        with zipfile.ZipFile(whole) as source, zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as target:
            for name in source.namelist():
                text = source.read(name).decode()
                if name == "xl/worksheets/sheet1.xml":
                    text = f"<!DOCTYPE worksheet [{entities}]>" + text.replace("2026/1", "&a11;")
                target.writestr(name, text.encode(encoding))
        assert "definisjoner" in refused(bomb)  # and not that it took too long


def test_a_cell_at_the_far_corner_is_refused_and_kills_nobody(tmp_path: Path) -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet["A1"], sheet["XFD1048576"] = "a", "b"
    book.save(tmp_path / "a.xlsx")
    assert "langt ute" in refused(tmp_path / "a.xlsx")


def test_an_open_document_that_repeats_a_cell_over_the_whole_sheet_is_refused(tmp_path: Path) -> None:
    document = OpenDocumentSpreadsheet()
    table, row = Table(name="Ark1"), TableRow(numberrowsrepeated=1_048_576)
    cell = TableCell(valuetype="string", numbercolumnsrepeated=16_384)
    cell.addElement(P(text="x"))
    row.addElement(cell)
    table.addElement(row)
    document.spreadsheet.addElement(table)
    document.save(str(tmp_path / "a.ods"))
    refused(tmp_path / "a.ods")


def test_time_size_memory_and_cells_have_limits(tmp_path: Path) -> None:
    path = saved(tmp_path / "a.xlsx", [["a", "b", "c"]] * 100)
    assert "er stoppet" in refused(path, Limits(seconds=0.001))
    assert "for stor" in refused(path, Limits(size=1000))
    assert "celler" in refused(path, Limits(cells=299))
    assert read_file(path, Limits(cells=300)).sheets[0].rows == 100
    assert "minne" in refused(path, Limits(memory=5_000_000))


def test_a_module_beside_the_export_is_not_imported(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "json.py").write_text("raise SystemExit('taken over')")
    path = saved(tmp_path / "a.xlsx", [["a"]])
    monkeypatch.chdir(tmp_path)
    assert grid(read_file(path)) == [["a"]]
