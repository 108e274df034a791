"""Awkward spreadsheets from other projects' tests: the right content, or one clear line.

What is right stands in the MANIFEST.csv beside the files; the answers here are copied from it, not from the program.
"""

from __future__ import annotations

import csv
import datetime as dt
from typing import Any

import pytest

from casewatch.errors import CasewatchError
from casewatch.intake.reading import read_file, second_look
from casewatch.intake.tables import RawFile
from tests.intake.shared_files import SPREADSHEETS, needs_shared
from tests.intake.test_reading import grid

pytestmark = needs_shared

#: File -> words of its one line.
REFUSED = {
    "exceljs__missing-bits.xlsx": "skadet",
    "frictionless__implicit-zip.csv": "zip-arkiv",
    "poi__SampleSS.xml": "XML",
    "poi__crash-9bf3cd4b.xlsx": "passord",
    "pycalamine__empty_file.xlsx": "tom",
    "pycalamine__password.xls": "passord",
    "pycalamine__password.xlsx": "passord",
}
#: File -> (rows, columns) of its first sheet, None for an empty cell further on.
SIZES = {
    "DERIVED__oppegard-enheter-cp1252-semicolon.csv": (82, 4),
    "calamine__issue_174.xlsx": (2, 11),  # says it has 1,048,576 rows
    "phpss__issue.3255.xlsx": (15, 3),  # says A1:D1048576
    "poi__59746_NoRowNums.xlsx": (71, 11),
    "poi__SimpleStrict.xlsx": (6, 3),
    "poi__poc-shared-strings.xlsx": (3999, 3),
    "frictionless__issue-1066-largecellsize.csv": (20, 2),
    "poi__47737.xlsx": (150, 16),
    "frictionless__encoding-issue-274.csv": (508, 17),
    "poi__duplicate-filename.xlsx": (0, 0),
}
#: File -> the first rows of its first sheet.
STARTS: dict[str, list[list[Any]]] = {
    "calamine__date_1904.xlsx": [
        [dt.date(2021, 1, 1), 15],
        [dt.date(2021, 1, 2), 16],
        [dt.timedelta(days=10, hours=15, minutes=10, seconds=10), 17],
    ],
    "calamine__date_iso.xlsx": [[dt.date(2021, 1, 1)], [dt.datetime(2021, 1, 1, 10, 10, 10)], [dt.time(10, 10, 10)]],
    "calamine__has_x000D_.xlsx": [["ABC\r\nDEF"]],
    "calamine__issue_174.xlsx": [
        [
            *("Your Ref #", "Contact Name", "Contact Number", "Address", "City", "Weight", "Pieces"),
            *("Material Cost", "SPL Instruction", "Remarks", "Your Company"),
        ],
    ],
    "calamine__merge_cells.xlsx": [["Row Merge", None, "Not Merged"]],
    "calamine__number_rows_repeated.ods": [["A", "B"], ["C", "D"], ["C", "D"], [None, None]],
    "calamine__special_cells.ods": [["Split\nLine"], ["Value  With spaces"], ["Value   With 3 spaces"]],
    "calamine__whitespace_trim.xlsx": [["trimmed value", "value with tabs", " \t\n", "clean text"]],
    "csvtest__CSV-basic-ISO-8859-1.CRLF.csv": [["first_name", "last_name", "age"]],
    "frictionless__blank-headers.csv": [["id", None, "age"], ["1101", "John", "30"], ["1102", "Julie", "26"]],
    "frictionless__duplicate-headers.csv": [["id", "name", "id", "age", "id"]],
    "frictionless__multiline-headers.xlsx": [
        ["Region", "Caloric contribution", "Cumulative impact of changes on cost of food basket", None]
    ],
    "frictionless__skip-rows.xlsx": [["Table 1", None], ["A", "B"], [8, 9], [None, "TOTAL"]],
    "openrefine__csv-with-bom.csv": [["ColA", "ColB"], ["A1", "B1"], ["A2", "B2"]],
    "openrefine__dates.xls": [[dt.date(2021, 4, 18)], [dt.date(2021, 1, 1)]],
    "openrefine__excel95.xls": [["Test spreadsheet in Excel 95 format"]],
    "phpss__HiddenMergeCellsTest.xlsx": [[None, 2, None], [12, 4, 3]],
    "phpss__explicitdate.xlsx": [
        [42, None, None],
        [1, 2, 3],
        [dt.datetime(2021, 12, 31, 23, 44, 51, 894000), dt.date(2021, 12, 31), dt.time(23, 44, 51, 894000)],
    ],
    "phpss__issue.3255.xlsx": [["#", "Title", "Author"], [1, "Don Quixote", "Miguel de Cervantes"]],
    "phpss__line_break_in_enclosure.csv": [["Name", "Copy", "URL"]],
    "phpss__premiere.utf16le.csv": [
        ["première", "second", "troisième"],
        ["Quatrième", "cinquième", "sixième"],
        ["\U00010400", "\ufffe", "\uffff"],
    ],
    "phpss__premiere.win1252.csv": [["première", "second", "troisième"], ["Quatrième", "cinquième", "sixième"]],
    "phpss__semicolon_separated.csv": [["This", "Are", "Headers"]],
    "phpss__utf16be.xlsx": [[1]],
    "phpss__without_cell_reference.xlsx": [list(range(1, 11))] * 10,
    "poi__59746_NoRowNums.xlsx": [
        [
            *("Checked", "Ion", "Charge", "Molecular Weight", "m/z", "RT [min]", "FWHM [min]"),
            *("# MI", "Area", "Parent Area [%]", "Study File ID"),
        ],
    ],
    "poi__SimpleStrict.xlsx": [["test", None, 1]],
    "poi__noSharedStringTable.xlsx": [[dt.date(2006, 4, 12), 123]],
    "poi__sample.strict.xlsx": [["Lorem", 111], ["ipsum", 222]],
    "sheetjs__1904.ods": [[1, dt.datetime(1904, 1, 2), "1904-01-02", "1904-01-02"]],
    "sheetjs__1904.xls": [[1, dt.date(1904, 1, 2), "1904-01-02", "1904-01-02"]],
    "sheetjs__sheet_visibility.xlsx": [["v", "i", "s", "i", "b", "l", "e"]],
    "sheetjs__xlsx-stream-d-date-cell.xlsx": [["String", "てすと", "&'\";<>", "&amp;"]],
}
ENCODINGS = {
    "DERIVED__oppegard-enheter-cp1252-semicolon.csv": "cp1252",
    "csvtest__CSV-basic-ISO-8859-1.CRLF.csv": "cp1252",
    "frictionless__encoding-issue-274.csv": "utf-8",
    "openrefine__csv-with-bom.csv": "utf-8",
    "phpss__premiere.utf16le.csv": "utf-16-le",
    "phpss__premiere.win1252.csv": "cp1252",
}


def opened(name: str) -> RawFile:
    return read_file(SPREADSHEETS / name)


def test_no_file_of_the_manifest_is_forgotten() -> None:
    with (SPREADSHEETS / "MANIFEST.csv").open(encoding="utf-8", newline="") as file:
        listed = {row["file"] for row in csv.DictReader(file)}
    elsewhere = {"calamine__errors.xlsx"}
    assert listed == REFUSED.keys() | SIZES.keys() | STARTS.keys() | elsewhere
    assert len(listed) == 47


@pytest.mark.parametrize(("name", "words"), REFUSED.items())
def test_one_clear_line(name: str, words: str) -> None:
    with pytest.raises(CasewatchError) as problem:
        opened(name)
    line = str(problem.value)
    assert words in line
    assert line.startswith(f"{name}: ")
    assert "\n" not in line


@pytest.mark.parametrize(("name", "size"), SIZES.items())
def test_size(name: str, size: tuple[int, int]) -> None:
    sheet = opened(name).sheets[0]
    assert (sheet.rows, len(sheet.columns)) == size


@pytest.mark.parametrize(("name", "rows"), STARTS.items())
def test_first_rows(name: str, rows: list[list[Any]]) -> None:
    assert grid(opened(name))[: len(rows)] == rows


@pytest.mark.parametrize(("name", "encoding"), ENCODINGS.items())
def test_encoding(name: str, encoding: str) -> None:
    assert opened(name).encoding == encoding


def test_details_the_manifest_points_at() -> None:
    assert grid(opened("frictionless__duplicate-headers.csv"))[1] == ["1101", "John", "0", "30", "001101"]
    assert grid(opened("phpss__semicolon_separated.csv"))[1] == ["Cell A2", "Number with comma", "25,5"]
    assert grid(opened("calamine__issue_174.xlsx"))[1][:2] == [123, "Test Contact Name"]
    assert grid(opened("frictionless__issue-1066-largecellsize.csv"))[0] == ["Description", "status"]
    assert "Hélène" in opened("csvtest__CSV-basic-ISO-8859-1.CRLF.csv").sheets[0].columns[0].values
    assert "2014-02-14T08:27:48.765Z" in [
        value for column in opened("sheetjs__xlsx-stream-d-date-cell.xlsx").sheets[0].columns for value in column.values
    ]
    assert [sheet.visible for sheet in opened("sheetjs__sheet_visibility.xlsx").sheets] == [True, False, False]
    assert len(opened("openrefine__dates.xls").sheets) == 3
    assert opened("poi__59746_NoRowNums.xlsx").hidden_rows > 0


def test_error_values_are_told_from_empty_cells() -> None:
    raw = opened("calamine__errors.xlsx")
    assert raw.unclear_cells
    found = second_look(SPREADSHEETS / "calamine__errors.xlsx", raw.sheets[0].name, [(row, 0) for row in range(8)])
    assert {"#DIV/0!", "#NAME?", "#VALUE!", "#NULL!", "#REF!"} <= set(found.values())
    assert found.keys() == {(row, 0) for row in range(7)}


def test_a_formula_without_a_stored_value_is_told_from_an_empty_cell() -> None:
    raw = opened("poi__47737.xlsx")
    assert raw.unclear_cells
    found = second_look(SPREADSHEETS / "poi__47737.xlsx", "Request", [(11, 13), (0, 0)])
    assert found == {(11, 13): "formula"}
