"""The template, filled in and read back: no finding, and every word of its lists means what it says."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from casewatch.errors import CasewatchError
from casewatch.intake.reading import read_file
from casewatch.intake.tables import Understood
from casewatch.intake.understanding import Options, understand
from casewatch.language import set_language
from casewatch.report.sheets.template import write_template
from casewatch.report.sheets.template_columns import KINDS, OUTCOME_CHOICES, TYPES, YES_NO
from tests.intake.builders import TODAY, content, known, read, standard

#: Three rows, one cell per column of the sheet, in the contract's order.
FILLED: tuple[tuple[Any, ...], ...] = (
    (
        *("3401", "26/00123", "1", "Ett-trinn", date(2026, 3, 2), date(2026, 3, 9), date(2026, 3, 4)),
        *(date(2026, 3, 9), date(2026, 4, 1), date(2026, 4, 2), "Innvilget", date(2026, 4, 3)),
        *("Ja", "Ja", "Nei", "Ja", "Nei", "12/5", "321", 12, date(2026, 6, 1), date(2026, 7, 1), "ABC"),
        *(date(2026, 3, 10), date(2026, 3, 20), "Statsforvalteren", date(2026, 3, 21), None, "NVE"),
        *(date(2026, 3, 11), date(2026, 3, 12), "Statens vegvesen", date(2026, 3, 13), date(2026, 3, 14), "Nabo"),
    ),
    ("3417", "2026/5", "2", "Ferdigattest", date(2026, 3, 2), *([None] * 30)),
    ("3401", "12/5", None, "Rammesøknad", date(2026, 3, 2), *([None] * 5), "Trukket", date(2026, 3, 9), *([None] * 23)),
)
PAUSES: tuple[tuple[Any, ...], ...] = (
    ("3401", "26/00123", "1", "Høring", date(2026, 3, 10), date(2026, 3, 20), "Statsforvalteren"),
    ("3417", "2026/5", "2", "Annen myndighet", date(2026, 3, 11), None, "NVE"),
)


def filled(path: Path, pauses: bool = False, explanation_first: bool = False) -> Path:
    """The template with every column filled in."""
    write_template(path, pauses)
    book = load_workbook(path)
    for title, rows in (("Saker", FILLED), ("Pauser", PAUSES)):
        if title in book.sheetnames:
            sheet = book[title]
            for number, row in enumerate(rows, 2):
                for column in range(1, sheet.max_column + 1):
                    sheet.cell(number, column).value = row[column - 1]
    if explanation_first:
        book.move_sheet("Forklaring", -2)
        assert book.sheetnames[0] == "Forklaring"
    book.save(path)
    return path


def understood(path: Path) -> Understood:
    return understand(read_file(path), standard(), known(), Options(TODAY))


def test_the_rows_here_fill_every_column_of_the_template(tmp_path: Path) -> None:
    write_template(tmp_path / "mal.xlsx")
    sheet = load_workbook(tmp_path / "mal.xlsx")["Saker"]
    assert {sheet.max_column} == {len(row) for row in FILLED}
    assert [cell.value for cell in sheet[1]] == [
        *("Kommunenr", "Saksnr", "Søknadsnr", "Søknadstype", "Mottatt dato", "Komplett dato", "Mangelbrev sendt"),
        *("Tilleggsdokumentasjon mottatt", "Vedtaksdato", "Vedtak sendt", "Resultat", "Avsluttet dato"),
        *("Næringsrelatert", "Innenfor plan", "Ferdigregulert tomt", "Vei til tomtegrense", "Dispensasjon", "Planid"),
        *("Bygningstype", "Frist uker", "Fristdato", "Forlenget til", "Saksbehandler"),
        *(f"{kind} {number} {part}" for kind in ("Høring", "Myndighet") for number in (1, 2) for part in
          ("sendt", "svar", "instans")),
    ]  # fmt: skip


@pytest.mark.parametrize("explanation_first", [False, True])
@pytest.mark.parametrize("pauses", [False, True])
def test_filled_in_and_read_back_it_gives_no_finding(tmp_path: Path, pauses: bool, explanation_first: bool) -> None:
    found = understood(filled(tmp_path / "mal.xlsx", pauses, explanation_first))
    assert (found.findings, found.rejected, found.file_rows) == ([], [], 3)
    assert [(row.municipality, row.case_no, row.application_no) for row in found.rows] == [
        ("3401", "26/00123", 1),
        ("3417", "2026/5", 2),
        ("3401", "12/5", None),
    ]
    first = content(found)
    if pauses:
        assert first["hearing"] == [["2026-03-10", "2026-03-20", "statsforvalteren"]]
        assert (first["authority"], content(found, 1)["authority"]) == ([], [["2026-03-11", None, "nve"]])
        return
    assert first == {
        "application_type": "one_step",
        "received": "2026-03-02",
        "complete": "2026-03-09",
        "deficiency": "2026-03-04",
        "supplement": "2026-03-09",
        "decided": "2026-04-01",
        "decision_sent": "2026-04-02",
        "outcome": "granted",
        "closed": "2026-04-03",
        "business": True,
        "within_plan": True,
        "regulated_plot": False,
        "road_to_boundary": True,
        "dispensation": False,
        "plan_id": "12/5",
        "building_type": "321",
        "legal_limit_weeks": 12,
        "legal_limit_date": "2026-06-01",
        "extended_to": "2026-07-01",
        "handler": "ABC",
        "hearing": [["2026-03-10", "2026-03-20", "statsforvalteren"], ["2026-03-21", None, "nve"]],
        "authority": [
            ["2026-03-11", "2026-03-12", "statens-vegvesen"],
            ["2026-03-13", "2026-03-14", "annen"],
        ],
    }
    assert (content(found, 2)["outcome"], content(found, 2)["closed"]) == ("withdrawn", "2026-03-09")


@pytest.mark.parametrize(
    ("header", "words", "codes", "field"),
    [
        (
            "Søknadstype",
            TYPES,
            [
                *("one_step", "framework", "without_responsibility", "change", "start_permit", "provisional_use"),
                *("completion_certificate", "preliminary_conference", "other"),
            ],
            "application_type",
        ),
        (
            "Resultat",
            OUTCOME_CHOICES,
            ["granted", "refused", "withdrawn", "dismissed", "shelved", "transferred"],
            "outcome",
        ),
        ("Næringsrelatert", YES_NO, [True, False], "business"),
    ],
)
def test_every_word_of_a_list_is_understood(header: str, words: tuple[str, ...], codes: list[Any], field: str) -> None:
    rows = [["Kommunenr", "Saksnr", header], *(["3401", f"2026/{n}", word] for n, word in enumerate(words, 1))]
    found = read(rows)
    assert found.findings == []
    assert [row.content[field] for row in found.rows] == codes


def test_every_kind_of_pause_is_understood() -> None:
    rows = [["Kommunenr", "Saksnr", "Mottatt dato"], ["3401", "2026/1", "2026-03-01"]]
    header = ["Kommunenr", "Saksnr", "Type", "Sendt", "Svar"]
    pauses = [header, *(["3401", "2026/1", kind, "2026-03-02", None] for kind in KINDS)]
    found = read(rows, pauses)
    assert found.findings == []
    assert (content(found)["hearing"], content(found)["authority"]) == (
        [["2026-03-02", None, None]],
        [["2026-03-02", None, None]],
    )


def test_columns_are_typed_and_checked_before_anything_is_filled_in(tmp_path: Path) -> None:
    write_template(tmp_path / "mal.xlsx", with_pauses=True)
    book = load_workbook(tmp_path / "mal.xlsx")
    expected = {"Saksnr": "@", "Planid": "@", "Kommunenr": "@", "Mottatt dato": "dd.mm.yyyy", "Frist uker": "0"}
    sheet = book["Saker"]
    formats = {cell.value: sheet.column_dimensions[cell.column_letter].number_format for cell in sheet[1]}
    assert {header: formats[header] for header in expected} == expected
    checks = {
        sheet.cell(1, area.min_col).value: (check.type, area.min_row, area.max_row)
        for check in sheet.data_validations.dataValidation
        for area in check.sqref.ranges
        if check.showErrorMessage and check.allow_blank
    }
    assert checks["Komplett dato"] == ("date", 2, 2001)
    assert checks["Resultat"] == ("list", 2, 2001)
    assert checks["Frist uker"] == ("whole", 2, 2001)
    assert set(formats) - set(checks) == {
        *("Kommunenr", "Saksnr", "Søknadsnr", "Planid", "Bygningstype", "Saksbehandler")
    }
    for check in (*sheet.data_validations.dataValidation, *book["Pauser"].data_validations.dataValidation):
        assert check.type != "list" or len(check.formula1) <= 257  # what Excel holds, and two quotation marks


@pytest.mark.parametrize("language", ["nb", "en"])
def test_every_column_is_explained(tmp_path: Path, language: str) -> None:
    set_language(language)
    try:
        write_template(tmp_path / "mal.xlsx", with_pauses=True)
    finally:
        set_language("nb")
    book = load_workbook(tmp_path / "mal.xlsx")
    explained = {
        (row[0], row[1]): row[3] for row in book["Forklaring"].iter_rows(values_only=True) if row[0] and row[3]
    }
    for title in ("Saker", "Pauser"):
        for cell in book[title][1]:
            assert len(explained[title, cell.value]) > 8


def test_the_template_is_an_xlsx_somewhere_writable(tmp_path: Path) -> None:
    with pytest.raises(CasewatchError, match=r"\.xlsx"):
        write_template(tmp_path / "mal.csv")
    (tmp_path / "file").write_text("")
    with pytest.raises(CasewatchError, match="Kan ikke skrive"):
        write_template(tmp_path / "file" / "mal.xlsx")
