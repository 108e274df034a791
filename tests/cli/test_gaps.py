"""``gaps`` and back through ``import``: the office's export with more wrong in it, counted by hand."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from tests.cli import office
from tests.cli.conftest import Program

_IN = "ja,ja,ja,ja"
MORE = "\n".join(
    [
        # decided before it was complete; a hearing answered before it was sent; an outcome and a type nobody knows
        f"2026/20,1,one_step,2026-03-01,2026-03-10,2026-03-06,granted,,{_IN},,,",
        f"2026/21,1,one_step,2026-02-20,2026-03-01,2026-03-20,granted,,{_IN},2026-03-12,2026-03-05,nve",
        f"2026/22,1,one_step,2026-02-20,2026-03-01,2026-03-05,Tja,,{_IN},,,",
        f"2026/23,1,Rakett,2026-02-20,2026-03-01,2026-03-05,granted,,{_IN},,,",
        # decided while a hearing is not answered
        f"2026/24,1,one_step,2026-02-20,2026-03-01,2026-03-20,granted,,{_IN},2026-03-05,,nve",
        # changes no figure: never complete, but not business; withdrawn, business unknown; decided a year before
        "2026/25,1,one_step,2026-03-01,,2026-03-05,granted,,nei,,,,,,",
        "2026/26,1,one_step,2026-03-01,,,withdrawn,2026-03-05,,,,,,,",
        f"2024/27,1,one_step,2024-03-01,,2024-03-05,granted,,{_IN},,,",
    ]
)
#: What each asks for, by the headers of its yellow cells.
ASKED = {
    "2026/7": {"Næringsrelatert"},
    "2026/8": {"Komplett dato"},
    "2026/20": {"Komplett dato", "Vedtaksdato"},
    "2026/21": {"Høring 1 sendt", "Høring 1 svar"},
    "2026/22": {"Resultat"},
    "2026/23": {"Søknadstype"},
    "2026/24": {"Høring 1 svar"},
}
_YELLOW, _GREY = "00FFF2CC", "00EDEDED"
_HEADERS = 3


@pytest.fixture
def unclear(casewatch: Program) -> Program:
    """The program with the office's export and more read."""
    casewatch.read(office.export(casewatch.folder / "uke13.csv", more=MORE), "--received-at", "2026-03-30T08:00")
    return casewatch


def ask(program: Program, *options: object, name: str = "uklart.xlsx") -> Path:
    """Write the workbook for the first quarter."""
    path = program.folder / name
    said = program("gaps", "--out", path, *office.QUARTER, *options)
    assert (said.code, said.out) == (0, f"{path}\n"), said
    return path


def rows(path: Path) -> dict[str, dict[str, Any]]:
    """The cells of each case by header."""
    sheet = load_workbook(path)["Avklar"]
    headers = [cell.value for cell in sheet[_HEADERS]]
    found = {}
    for row in sheet.iter_rows(min_row=_HEADERS + 1):
        cells = dict(zip(headers, row, strict=True))
        found[cells["Saksnr"].value] = cells
    return found


def answer(path: Path, answers: dict[str, dict[str, Any]]) -> Path:
    """Fill in cells, and a reason where none is given."""
    book = load_workbook(path)
    sheet = book["Avklar"]
    place = {cell.value: cell.column for cell in sheet[_HEADERS]}
    line = {sheet.cell(row, place["Saksnr"]).value: row for row in range(_HEADERS + 1, sheet.max_row + 1)}
    for case_no, cells in answers.items():
        for header, value in ({"Begrunnelse": "journalpost 12"} | cells).items():
            sheet.cell(line[case_no], place[header]).value = value
    filled = path.with_name("svar.xlsx")
    book.save(filled)
    return filled


def counts(result: dict[str, Any]) -> tuple[int, ...]:
    return tuple(result[name] for name in ("rows", "new", "changed", "unchanged", "rejected", "gone"))


def test_the_workbook_asks_about_what_changes_a_figure_and_nothing_else(unclear: Program) -> None:
    found = rows(ask(unclear))
    assert set(found) == set(ASKED)
    for case_no, cells in found.items():
        yellow = {header for header, cell in cells.items() if cell.fill.fgColor.rgb == _YELLOW}
        assert yellow == ASKED[case_no] | {"Begrunnelse"}, case_no


def test_what_is_known_is_grey_and_locked_and_what_is_not_is_open(unclear: Program) -> None:
    path = ask(unclear)
    assert load_workbook(path)["Avklar"].protection.sheet
    for cells in rows(path).values():
        for header, cell in cells.items():
            known = cell.value is not None and cell.fill.fgColor.rgb != _YELLOW
            assert cell.protection.locked == known, header
            assert (cell.fill.fgColor.rgb == _GREY) == known, header
    cells = rows(path)["2026/21"]
    assert cells["Høring 1 svar"].value.date() == date(2026, 3, 5)
    assert (cells["Resultat"].value, cells["Søknadstype"].value, cells["Næringsrelatert"].value) == (
        "Innvilget",
        "Ett-trinn",
        "Ja",
    )


def test_what_is_missing_stands_in_words(unclear: Program) -> None:
    words = {case_no: cells["Hva som mangler"].value for case_no, cells in rows(ask(unclear)).items()}
    assert words["2026/8"] == "Mangler komplett-dato"
    assert words["2026/7"] == "Uavklart om den er næringsrelatert"
    assert words["2026/20"] == "Avgjort før den var komplett"


def test_answers_come_back_as_corrections_and_count(unclear: Program) -> None:
    filled = answer(
        ask(unclear),
        {
            "2026/7": {"Næringsrelatert": "Nei"},
            "2026/8": {"Komplett dato": date(2026, 3, 1)},
            "2026/20": {"Komplett dato": "02.03.2026"},
            "2026/21": {"Høring 1 svar": date(2026, 3, 17)},
            "2026/22": {"Resultat": "Avslag"},
            "2026/23": {"Søknadstype": "Endring"},
            "2026/24": {"Høring 1 svar": date(2026, 3, 9)},
        },
    )
    result = unclear.read(filled)
    assert (result["status"], result["id"], result["findings"]) == ("stored", None, [])
    assert (counts(result), result["file_rows"], len(result["corrections"])) == ((7, 0, 7, 0, 0, 0), 7, 7)
    expected = {
        "2026/7": {"in_scope": "no", "scope_reason": "business"},
        "2026/8": {"net_days": 4, "start_source": "person"},
        "2026/20": {"net_days": 4, "complete": "2026-03-02"},
        "2026/21": {"net_days": 14, "paused_days": 5},  # 1 to 20 March is 19, less 12 to 17
        "2026/22": {"net_days": 4, "outcome": "refused", "state": "decided"},
        "2026/23": {"application_type": "change", "net_days": 4},
        "2026/24": {"net_days": 15, "paused_days": 4, "remarks": ""},  # 19 less 5 to 9
    }
    for case_no, row in expected.items():
        shown = unclear.case(case_no)
        assert {name: shown[name] for name in row} == row, case_no
    assert rows(ask(unclear, name="igjen.xlsx")) == {}


def test_the_receipt_says_field_by_field_what_changed(unclear: Program) -> None:
    result = unclear.read(answer(ask(unclear), {"2026/20": {"Komplett dato": date(2026, 3, 2)}}))
    assert result["changes"] == [
        {
            "municipality": "3401",
            "case_no": "2026/20",
            "application_no": 1,
            "field": "complete",
            "old": "2026-03-10",
            "new": "2026-03-02",
        }
    ]
    assert counts(result) == (7, 0, 1, 6, 0, 0)


def test_that_the_recorded_start_is_right_is_an_answer(casewatch: Program) -> None:
    path = casewatch.folder / "mangelbrev.csv"
    path.write_text(
        "case_no,received,complete,deficiency,decided,outcome,business,within_plan,regulated_plot,road_to_boundary\n"
        f"2026/1,2026-03-01,2026-03-02,2026-03-05,2026-03-10,granted,{_IN}\n",
        "utf-8",
    )
    casewatch.read(path)
    asked = ask(casewatch)
    assert rows(asked)["2026/1"]["Hva som mangler"].value.startswith("Mangelbrev etter komplett-dato")
    filled = answer(asked, {"2026/1": {"Komplett dato": date(2026, 3, 2)}})
    assert counts(casewatch.read(filled)) == (1, 0, 1, 0, 0, 0)
    shown = casewatch.case("2026/1")
    assert (shown["state"], shown["net_days"], shown["start_source"]) == ("decided", 8, "person")
    assert counts(casewatch.read(filled)) == (1, 0, 0, 1, 0, 0)


def test_when_a_pause_was_sent_is_asked_where_the_file_tells_answers_alone(casewatch: Program) -> None:
    path = casewatch.folder / "bare-svar.csv"
    header = "case_no,received,complete,decided,outcome,business,within_plan,regulated_plot,road_to_boundary"
    path.write_text(
        f"{header},application_type,hearing_1_answered\n2026/1,2026-03-01,2026-03-02,2026-03-21,granted,{_IN},one_step,2026-03-10\n",
        "utf-8",
    )
    casewatch.read(path)
    cells = rows(ask(casewatch))["2026/1"]
    assert {header for header, cell in cells.items() if cell.fill.fgColor.rgb == _YELLOW} == {
        "Høring 1 sendt",
        "Begrunnelse",
    }
    filled = answer(ask(casewatch), {"2026/1": {"Høring 1 sendt": date(2026, 3, 6)}})
    assert counts(casewatch.read(filled)) == (1, 0, 1, 0, 0, 0)
    shown = casewatch.case("2026/1")
    # 2 to 21 March is 19, less the four days from the 6th
    assert (shown["state"], shown["net_days"], shown["paused_days"]) == ("decided", 15, 4)


def test_each_correction_is_taken_back_by_its_id_and_no_import_is_listed(unclear: Program) -> None:
    before = unclear("cases", "--as-of", office.AS_OF, "--format", "json").json
    listed = unclear("imports", "--format", "json").json
    last = unclear.assess(*office.QUARTER)["last_import"]
    result = unclear.read(
        answer(ask(unclear), {"2026/7": {"Næringsrelatert": "Ja"}, "2026/8": {"Komplett dato": date(2026, 3, 1)}})
    )
    assert unclear("imports", "--format", "json").json == listed
    assert unclear.assess(*office.QUARTER)["last_import"] == last
    assert unclear("cases", "--as-of", office.AS_OF, "--format", "json").json != before
    for identity in result["corrections"]:
        assert unclear("correct", identity, "--undo").code == 0
    assert unclear("cases", "--as-of", office.AS_OF, "--format", "json").json == before


def test_the_same_answers_twice_change_nothing_the_second_time(unclear: Program) -> None:
    filled = answer(ask(unclear), {"2026/21": {"Høring 1 sendt": date(2026, 3, 3)}})
    assert counts(unclear.read(filled)) == (7, 0, 1, 6, 0, 0)
    shown = unclear.case("2026/21")
    assert (shown["net_days"], shown["paused_days"]) == (17, 2)  # 3 to 5 March, and no longer the 12th
    again = unclear.read(filled)
    assert (counts(again), again["corrections"]) == ((7, 0, 0, 7, 0, 0), [])
    said = unclear("import", filled, "--municipality", "3401")
    assert "ingen nye svar, ingenting er endret" in said.out


def test_a_dry_run_tells_and_keeps_nothing(unclear: Program) -> None:
    filled = answer(ask(unclear), {"2026/8": {"Komplett dato": date(2026, 3, 1)}})
    result = unclear.read(filled, "--dry-run")
    assert (result["status"], result["corrections"], counts(result)) == ("dry-run", [], (7, 0, 1, 6, 0, 0))
    assert unclear.case("2026/8")["held_out_reason"] == "complete_missing"


@pytest.mark.parametrize(
    ("case_no", "cells", "code", "column"),
    [
        ("2026/8", {"Komplett dato": date(2026, 3, 1), "Begrunnelse": None}, "reason_missing", "T"),
        ("2026/8", {"Komplett dato": "en gang i mars"}, "date_unreadable", "G"),
        ("2026/7", {"Næringsrelatert": "kanskje"}, "yes_no_unreadable", "L"),
        ("2026/22", {"Resultat": "Bra"}, "choice_unknown", "J"),
        ("2026/23", {"Søknadstype": "Rakett"}, "choice_unknown", "K"),
        ("2026/8", {"Myndighet 1 svar": date(2026, 3, 4)}, "pause_without_sent", "R"),
        ("2026/8", {"Komplett dato": date(2026, 3, 1), "Begrunnelse": "ringte 01010750160"}, "national_id", "T"),
        ("2026/8", {"Komplett dato": "#N/A"}, "error_cell", "G"),
        ("2026/8", {"Komplett dato": "=DATE(2026,3,1)"}, "formula_without_value", "G"),
        ("2026/8", {"Saksnr": "2099/1", "Komplett dato": date(2026, 3, 1)}, "application_not_known", "B"),
    ],
)
def test_a_row_that_cannot_be_kept_is_named_and_the_others_are_kept(
    unclear: Program, case_no: str, cells: dict[str, Any], code: str, column: str
) -> None:
    path = ask(unclear)
    line = list(rows(path)).index(case_no) + _HEADERS + 1
    filled = answer(path, {case_no: cells, "2026/20": {"Komplett dato": date(2026, 3, 2)}})
    result = unclear.read(filled, code=3)
    found = [(one["code"], one["sheet"], one["row"], one["column"]) for one in result["findings"]]
    assert (code, "Avklar", line, column) in found
    assert counts(result) == (7, 0, 1, 5, 1, 0)
    assert unclear.case("2026/20")["net_days"] == 4
    assert "01010750160" not in json.dumps(result)


def test_an_export_between_changes_what_is_known_and_untouched_cells_do_not_speak_against_it(unclear: Program) -> None:
    path = ask(unclear)
    newer = office.export(
        unclear.folder / "uke14.csv", more=MORE.replace("2026-03-10,2026-03-06", "2026-03-03,2026-03-06")
    )
    unclear.read(newer, "--received-at", "2026-04-01T08:00")
    result = unclear.read(answer(path, {"2026/20": {"Resultat": "Avslag"}}))
    assert [change["field"] for change in result["changes"]] == ["outcome"]
    assert unclear.case("2026/20")["complete"] == "2026-03-03"


def test_the_same_application_answered_differently_in_two_rows_is_rejected_once(unclear: Program) -> None:
    book = load_workbook(answer(ask(unclear), {"2026/8": {"Komplett dato": date(2026, 3, 1)}}))
    sheet = book["Avklar"]
    original = next(row for row in sheet.iter_rows(min_row=_HEADERS + 1) if row[1].value == "2026/8")
    for cell in original:
        sheet.cell(sheet.max_row + (cell.column == 1), cell.column).value = cell.value
    sheet.cell(sheet.max_row, 7).value = date(2026, 3, 2)
    book.save(unclear.folder / "dobbelt.xlsx")
    result = unclear.read(unclear.folder / "dobbelt.xlsx", code=3)
    assert {one["code"] for one in result["findings"]} == {"ambiguous_application"}
    assert (counts(result), result["file_rows"]) == ((7, 0, 0, 6, 1, 0), 8)


def test_a_workbook_of_another_municipality_than_the_option_says_is_rejected_row_by_row(unclear: Program) -> None:
    filled = answer(ask(unclear), {"2026/8": {"Komplett dato": date(2026, 3, 1)}})
    (result,) = unclear("import", filled, "--municipality", "3417", "--format", "json").json["imports"]
    assert (counts(result), {one["code"] for one in result["findings"]}) == (
        (7, 0, 0, 0, 7, 0),
        {"municipality_differs"},
    )


@pytest.mark.parametrize("spoilt", ["mark removed", "mark of another version", "header changed"])
def test_a_spoilt_workbook_is_refused_and_never_read_as_an_export(unclear: Program, spoilt: str) -> None:
    path = answer(ask(unclear), {"2026/8": {"Komplett dato": date(2026, 3, 1)}})
    book = load_workbook(path)
    if spoilt == "mark removed":
        del book["casewatch"]
    elif spoilt == "mark of another version":
        book["casewatch"]["A1"] = "casewatch gaps 2"
    else:
        book["Avklar"].cell(_HEADERS, 7).value = "Komplett"
    book.save(path)
    said = unclear("import", path, "--municipality", "3401", "--format", "json")
    assert said.code == 2
    (result,) = said.json["imports"]
    assert result["status"] == "refused"
    assert "Lag en ny, og fyll ut den" in result["findings"][0]["message"]
    assert "casewatch gaps" in said.err  # the command's own word for where a new one comes from
    assert len(unclear("imports", "--format", "json").json["imports"]) == 1


def test_an_application_that_left_the_exports_is_asked_about(casewatch: Program) -> None:
    all_of_it = ("--holds", "all")
    casewatch.read(office.export(casewatch.folder / "a.csv"), *all_of_it, "--received-at", "2026-03-23T08:00")
    rest = office.export(casewatch.folder / "b.csv", without="2026/10")
    casewatch.read(rest, *all_of_it, "--received-at", "2026-03-30T08:00")
    path = ask(casewatch)
    cells = rows(path)["2026/10"]
    assert cells["Hva som mangler"].value == "Ikke med i siste eksport"
    filled = answer(path, {"2026/10": {"Vedtaksdato": date(2026, 3, 20), "Resultat": "Trukket"}})
    assert counts(casewatch.read(filled))[2] == 1
    shown = casewatch.case("2026/10")
    assert (shown["state"], shown["closed"]) == ("closed", "2026-03-20")


def test_nothing_to_ask_about_is_a_workbook_that_says_so_and_reads_back(casewatch: Program) -> None:
    path = ask(casewatch)
    assert load_workbook(path)["Avklar"]["A1"].value == "Ingen saker må avklares per 31.03.2026."
    assert counts(casewatch.read(path)) == (0, 0, 0, 0, 0, 0)


def test_the_name_of_the_file_is_checked(unclear: Program) -> None:
    assert ".xlsx" in unclear("gaps", "--out", "uklart.csv").line
