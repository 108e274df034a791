"""The Excel report, read back by openpyxl and, for its values, by another reader."""

from __future__ import annotations

import re
import zipfile
from datetime import date, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from python_calamine import CalamineWorkbook

from casewatch.errors import CasewatchError
from casewatch.report.data import ReportData
from casewatch.report.sheets.workbook import write_report
from tests.report.builders import GRUE, context, pooled, result, trend

#: The fields of ``cases`` as the contract lists them, and the headers they get.
_FIELDS = {
    "municipality": "Kommunenr", "case_no": "Saksnr", "application_no": "Søknadsnr", "application_type": "Søknadstype",
    "state": "Tilstand", "received": "Mottatt dato", "complete": "Komplett dato",
    "start_source": "Tiden løper fra", "decided": "Vedtaksdato", "decision_sent": "Vedtak sendt",
    "closed": "Avsluttet dato", "outcome": "Resultat", "gross_days": "Dager fra komplett",
    "paused_days": "Dager da tiden sto stille", "net_days": "Tellende dager",
    "total_days": "Kalenderdager fra mottatt",
    "in_scope": "Teller i målet", "scope_reason": "Hvorfor den ikke teller",
    "held_out_reason": "Hvorfor den ikke kan måles", "remarks": "Merknader", "overdue": "Over grensen",
    "at_risk": "Nærmer seg grensen", "last_day": "Måldato", "days_left": "Dager igjen til målet",
    "missed_on": "Grensen nådd", "legal_limit_weeks": "Lovfrist i uker", "legal_last_day": "Lovfrist",
    "handler": "Saksbehandler",
}  # fmt: skip
_EMPTY: dict[str, Any] = dict.fromkeys(_FIELDS)
_CASE = _EMPTY | {
    "municipality": "3417", "case_no": "2026/0102", "application_no": 1, "application_type": "one_step",
    "state": "running", "received": "2026-03-01", "complete": "2026-03-04", "start_source": "received",
    "decided": "", "gross_days": 16, "paused_days": 2, "net_days": 14, "total_days": 19, "in_scope": "unknown",
    "remarks": "pause_outside;type_unknown", "overdue": True, "at_risk": False, "days_left": -5,
    "missed_on": "2026-03-17", "handler": "=1+1",
}  # fmt: skip


def _data(**changes: Any) -> ReportData:
    results = (
        result("Grue", GRUE, overdue=1, held_out={"complete_missing": 2, "pause_reversed": 1}),
        result("Nord-Odal", (4, 6, 8, 9, 22, 38, 83)),
        result("Åsnes", (6, 15), scope_unknown=1, out_of_scope={"business": 33, "application_type": 12}),
        result("Eidskog", ()),
    )
    trends = (trend("Grue", [(2, 3), (4, 5), (9, 11)]), trend("Åsnes", [(1, 2)] * 3))
    base = {
        "context": context(),
        "results": results,
        "region": pooled((*GRUE, 4, 6, 8, 9, 22, 38, 83, 6, 15)),
        "cases": (_CASE, _EMPTY | {"municipality": "3418", "case_no": "-2", "handler": "+47"}),
        "trends": trends,
        "explanations": (("Kilde", "Vedlegg 1"),),
        "names": {"3417": "Grue"},
    }
    return ReportData(**(base | changes))


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_report(tmp_path_factory.mktemp("rapport") / "ny" / "rapport.xlsx", _data())


@pytest.fixture(scope="module")
def book(path: Path) -> Any:
    return openpyxl.load_workbook(path)


def _table(sheet: Any, *, last: bool = False) -> dict[str, dict[str, Any]]:
    """The first (or last) table of a sheet, by municipality."""
    starts = [row for row in range(1, 60) if sheet.cell(row, 1).value == "Kommune"]
    start = starts[-1 if last else 0]
    heads = [cell.value for cell in sheet[start]]
    rows = {}
    for row in range(start + 1, start + 30):
        if sheet.cell(row, 1).value is None:
            break
        rows[sheet.cell(row, 1).value] = dict(zip(heads, [cell.value for cell in sheet[row]], strict=True))
    return rows


def test_it_has_four_sheets_in_norwegian(book: Any) -> None:
    assert book.sheetnames == ["Sammendrag", "Saker", "Utvikling", "Slik regnes det"]


def test_the_summary_has_the_figures(book: Any) -> None:
    rows = _table(book["Sammendrag"])
    assert list(rows) == ["Grue", "Nord-Odal", "Åsnes", "Eidskog", "Alle fire samlet (ikke et mål)"]
    grue = rows["Grue"]
    assert (grue["Avgjort"], grue["Under 10 dager"], grue["10 dager eller mer"]) == (11, 9, 2)
    assert grue["Kreves for målet om 80\u00a0%"] == 9  # 80 % of 11 is 8.8
    assert grue["Andel under"] == pytest.approx(0.818182, abs=1e-6)
    assert grue["Snitt (dager), mål høyst 21"] == pytest.approx(16.818182, abs=1e-6)
    assert grue["Målet om 80\u00a0%"] == "nådd i dag, men 1 ventende sak er over grensen"
    assert grue["Målet om snitt"] == "nådd"
    assert rows["Nord-Odal"]["Målet om 80\u00a0%"] == "ikke nådd"
    assert rows["Nord-Odal"]["Målet om snitt"] == "ikke nådd"  # 170 over 7
    assert rows["Nord-Odal"]["Kreves for målet om 80\u00a0%"] == 6  # 80 % of 7 is 5.6


def test_under_five_cases_the_summary_has_counts_only(book: Any) -> None:
    rows = _table(book["Sammendrag"])
    for name, verdict in (("Åsnes", "for få saker"), ("Eidskog", "ingen saker avgjort")):
        row = rows[name]
        assert (row["Målet om 80\u00a0%"], row["Målet om snitt"]) == (verdict, verdict)
        assert [row[head] for head in ("Andel under", "Median", "80-persentil")] == [None, None, None]
        assert row["Snitt (dager), mål høyst 21"] is None


def test_the_pooled_row_is_no_target(book: Any) -> None:
    row = _table(book["Sammendrag"])["Alle fire samlet (ikke et mål)"]
    assert (row["Avgjort"], row["Under 10 dager"]) == (20, 14)
    assert (row["Målet om 80\u00a0%"], row["Målet om snitt"]) == ("ikke et mål", "ikke et mål")
    assert row["Kreves for målet om 80\u00a0%"] is None


def test_a_cell_never_looks_as_if_it_were_on_the_other_side_of_its_target(tmp_path: Path) -> None:
    # 39 of 49 is 79.59 %: «80 %» would look like met; 2104 days over 100 are 21.04: «21,0» too
    share, mean = result("A", (1,) * 39 + (12,) * 10), result("B", (21,) * 96 + (22,) * 4)
    lines = (trend("A", [(39, 49), (4, 5)]),)
    book = openpyxl.load_workbook(write_report(tmp_path / "r.xlsx", _data(results=(share, mean), trends=lines)))
    sheet = book["Sammendrag"]
    start = next(row for row in range(1, 60) if sheet.cell(row, 1).value == "Kommune")
    heads = [cell.value for cell in sheet[start]]
    of_share, of_mean = (heads.index(head) + 1 for head in ("Andel under", "Snitt (dager), mål høyst 21"))
    assert sheet.cell(start + 1, of_share).number_format == "0.0 %"
    assert sheet.cell(start + 2, of_mean).value == pytest.approx(21.04)
    assert sheet.cell(start + 2, of_mean).number_format == "#,##0.00"
    assert (sheet.cell(start + 1, of_mean).number_format, sheet.cell(start + 2, of_share).number_format) == (
        "#,##0.0",
        "0 %",
    )
    months = book["Utvikling"]
    assert [months.cell(row, 7).number_format for row in (2, 3)] == ["0.0 %", "0 %"]
    assert [months.cell(row, 11).number_format for row in (2, 3)] == ["0.0 %", "0 %"]  # what the chart draws


def test_open_cases_are_those_that_count_and_the_unclear_ones_stand_beside(tmp_path: Path) -> None:
    still = dict.fromkeys(("running", "at_risk", "overdue", "gone"), 0) | {"incomplete": 1, "paused": 2, "held_out": 1}
    figures = (result("A", GRUE, open=still | {"scope_unknown": 4}),)
    book = openpyxl.load_workbook(write_report(tmp_path / "r.xlsx", _data(results=figures)))
    rows = _table(book["Sammendrag"], last=True)
    assert (rows["A"]["Åpne saker som teller"], rows["A"]["Uavklarte åpne saker (ikke med i tallene her)"]) == (4, 4)


def test_what_is_not_measured_is_told_in_words(book: Any) -> None:
    texts = [cell.value for row in book["Sammendrag"] for cell in row if isinstance(cell.value, str)]
    assert (
        "Kan ikke måles: 2 mangler komplett-dato, 1 svar på uttalelse før den ble sendt. "
        "Teller ikke: 3 er ikke innenfor plan."
    ) in texts
    assert "Teller ikke: 12 har en søknadstype som ikke teller, 33 er ikke næringsrelatert." in texts
    assert any(text.startswith("Grue: 9 av 11 næringssaker ble avgjort på under 10 dager") for text in texts)


def test_cases_have_every_field_with_real_dates(book: Any) -> None:
    sheet = book["Saker"]
    heads = [cell.value for cell in sheet[1]]
    assert heads == ["Kommune", *_FIELDS.values()]
    row = dict(zip(heads, sheet[2], strict=True))
    assert row["Kommune"].value == "Grue"
    assert row["Kommunenr"].value == "3417"
    assert row["Kommunenr"].data_type == "s"
    assert row["Mottatt dato"].value == datetime(2026, 3, 1)
    assert row["Mottatt dato"].number_format == "dd.mm.yyyy"
    assert row["Vedtaksdato"].value is None
    assert row["Søknadstype"].value == "ett-trinn"
    assert row["Teller i målet"].value == "uavklart"
    assert row["Tiden løper fra"].value == "mottatt-dato brukt som komplett-dato"
    assert row["Merknader"].value == "uttalelse utenom tiden som telles, ukjent søknadstype"
    assert (row["Over grensen"].value, row["Nærmer seg grensen"].value) == ("ja", "nei")
    assert sheet.cell(3, 1).value == "3418"  # no name known


def test_text_that_begins_like_a_formula_stays_text_and_numbers_stay_numbers(path: Path, book: Any) -> None:
    sheet = book["Saker"]
    heads = [cell.value for cell in sheet[1]]
    handler, left, case_no = (heads.index(head) + 1 for head in ("Saksbehandler", "Dager igjen til målet", "Saksnr"))
    for cell, text in (
        (sheet.cell(2, handler), "=1+1"),
        (sheet.cell(3, handler), "+47"),
        (sheet.cell(3, case_no), "-2"),
    ):
        assert (cell.value, cell.data_type, bool(cell.quotePrefix)) == (text, "s", True)
    assert (sheet.cell(2, left).value, sheet.cell(2, left).data_type) == (-5, "n")
    assert not sheet.cell(2, case_no).quotePrefix
    with zipfile.ZipFile(path) as archive:
        sheets = [name for name in archive.namelist() if name.startswith("xl/worksheets/sheet")]
        assert len(sheets) == 4
        assert all(b"<f>" not in archive.read(name) for name in sheets)


@pytest.mark.parametrize("text", ["=A1", "+1", "-1", "@x", "\tx", "\rx", "#N/A", "=", "x\x00y\x0b", "æ" * 40_000])
def test_hostile_text_is_written_as_text(tmp_path: Path, text: str) -> None:
    case = _EMPTY | {"municipality": "3417", "case_no": text}
    written = write_report(tmp_path / "r.xlsx", _data(cases=(case,)))
    cell = openpyxl.load_workbook(written)["Saker"].cell(2, 3)
    assert cell.data_type == "s"
    expected = {"x\x00y\x0b": "xy", "æ" * 40_000: "æ" * 32_767}.get(text, text)
    assert cell.value.replace("_x000D_", "\r").replace("\n", "\r") == expected


def test_another_reader_sees_the_same(path: Path) -> None:
    rows = CalamineWorkbook.from_path(str(path)).get_sheet_by_name("Saker").to_python()
    assert rows[1][:3] == ["Grue", "3417", "2026/0102"]
    assert rows[1][6] == date(2026, 3, 1)
    assert rows[1][-1] == "=1+1"


def test_the_development_has_every_month_and_no_share_of_few(book: Any) -> None:
    sheet = book["Utvikling"]
    rows = [[cell.value for cell in row[:8]] for row in sheet.iter_rows(min_row=2, max_row=7)]
    assert rows[1] == ["Grue", datetime(2026, 10, 23), "oktober 2026", 5, 4, 0, 0.8, "nådd"]
    assert rows[0][6:] == [None, "for få saker"]
    wide = [[cell.value for cell in row[9:20]] for row in sheet.iter_rows(min_row=1, max_row=4)]
    reached, missed = "nådd", "ikke nådd"
    unclear = "avgjøres av uavklarte saker"
    heads = [
        f"{name}{end}"
        for name in ("Grue", "Åsnes")
        for end in ("", f": {reached}", f": {missed}", f": {unclear}", ": mål")
    ]
    nine_of_eleven = pytest.approx(9 / 11)
    assert wide == [
        ["Måned", *heads],
        ["sep. 26", None, None, None, None, 0.8, *[None] * 4, 0.8],
        ["okt. 26", 0.8, 0.8, None, None, 0.8, *[None] * 4, 0.8],
        ["nov. 26", nine_of_eleven, nine_of_eleven, None, None, 0.8, *[None] * 4, 0.8],
    ]


def test_a_points_verdict_chooses_its_mark(tmp_path: Path) -> None:
    """Shape and colour as in the picture; what is met is never in the column of what is not."""
    turned = trend("Grue", [(2, 3), (4, 5), (3, 5), (9, 11)], verdict="unclear", turned_by=2)
    written = write_report(tmp_path / "r.xlsx", _data(trends=(turned,)))
    sheet = openpyxl.load_workbook(written)["Utvikling"]
    columns = {sheet.cell(1, column).value: column for column in range(10, 16)}
    filled = {
        name: [row for row in range(2, 6) if sheet.cell(row, column).value is not None]
        for name, column in columns.items()
    }
    assert filled == {
        "Måned": [2, 3, 4, 5],
        "Grue": [3, 4, 5],
        "Grue: nådd": [3],
        "Grue: ikke nådd": [4],
        "Grue: avgjøres av uavklarte saker": [5],
        "Grue: mål": [2, 3, 4, 5],
    }
    with zipfile.ZipFile(written) as archive:
        (xml,) = [
            text
            for name in archive.namelist()
            if "charts/chart" in name
            and "lineChart" in (text := archive.read(name).decode())
            and "barChart" not in text
        ]
    series = re.findall(r"<ser>.*?</ser>", xml, re.S)
    shown = [
        (
            re.search(r"<tx><v>(.*?)</v>", each)[1],
            re.search(r'<symbol val="(\w+)"', each)[1],
            re.findall(r'srgbClr val="(\w+)"', each),
        )  # type: ignore[index]
        for each in series
    ]
    assert [(name, symbol) for name, symbol, _colors in shown] == [
        ("andel", "none"), ("nådd", "circle"), ("ikke nådd", "square"), ("avgjøres av uavklarte saker", "diamond"),
        ("mål", "none"),
    ]  # fmt: skip
    colors = {name: set(found) for name, _symbol, found in shown}
    assert [name for name, found in colors.items() if "0072B2" in found] == ["nådd"]
    assert [name for name, found in colors.items() if "A63F00" in found] == ["ikke nådd"]
    assert [name for name, found in colors.items() if "767676" in found] == ["avgjøres av uavklarte saker"]


def test_the_charts_are_native_and_point_at_the_table(path: Path, book: Any) -> None:
    with zipfile.ZipFile(path) as archive:
        charts = {name: archive.read(name).decode() for name in archive.namelist() if "charts/chart" in name}
    bars = next(xml for xml in charts.values() if "barChart" in xml)
    lines, others = [xml for xml in charts.values() if "barChart" not in xml]  # one for each municipality
    sheet = book["Sammendrag"]
    head = next(row for row in range(1, 20) if sheet.cell(row, 1).value == "Kommune")
    ranges = re.findall(r"<(?:c:)?val><(?:c:)?numRef><(?:c:)?f>([^<]+)<", bars)
    # under, over and needed, for the four municipalities and never the pooled row
    assert ranges == [f"'Sammendrag'!${letter}${head + 1}:${letter}${head + 4}" for letter in "CDE"]
    assert lines.count("<lineChart>") + lines.count("<c:lineChart>") == 1
    assert "'Utvikling'!$O$2:$O$4" in lines  # the target's own line
    assert "'Utvikling'!$T$2:$T$4" in others
    assert 'dispBlanksAs val="gap"' in lines


def test_it_is_set_up_for_reading_and_printing(book: Any) -> None:
    for sheet in book.worksheets:
        assert sheet.page_setup.orientation == "landscape"
        assert (sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight) == (1, 0)
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        assert all(dimension.width >= 8 for dimension in sheet.column_dimensions.values())
    assert book["Saker"].freeze_panes == "D2"
    assert book["Saker"].auto_filter.ref == "A1:AC3"
    assert book["Saker"].print_title_rows == "$1:$1"
    summary = book["Sammendrag"]
    head = next(row for row in range(1, 20) if summary.cell(row, 1).value == "Kommune")
    assert summary.freeze_panes == f"B{head + 1}"
    assert summary.auto_filter.ref == f"A{head}:M{head + 4}"


def test_how_it_is_counted_is_told(book: Any) -> None:
    told = {row[0].value: row[1].value for row in book["Slik regnes det"].iter_rows()}
    assert told["Regel"] == "Vedlegg 1"
    assert told["Regelens versjon"] == "2021-01-01 3f2a9c"
    assert told["Periode"] == "Siste 12 måneder (24.11.2025–23.11.2026, begge dager med)"
    assert told["Tall per"] == "23.11.2026"
    assert told["Slik vi kjenner dem"] == "nå"
    assert told["Mål for snittet"] == "Høyst 21 dager."
    assert told["Kilde"] == "Vedlegg 1"


def test_other_rules_say_that_they_are_not_the_target(tmp_path: Path) -> None:
    asked = context(official=False, rule="alle-byggesaker", day_count="working", known_at=datetime(2026, 11, 20, 8, 0))
    book = openpyxl.load_workbook(write_report(tmp_path / "r.xlsx", _data(context=asked)))
    texts = [cell.value for row in book["Sammendrag"].iter_rows(max_row=8) for cell in row]
    assert "Dette er ikke det vedtatte målet, men tall til styring." in texts
    told = {row[0].value: row[1].value for row in book["Slik regnes det"].iter_rows()}
    assert told["Slik vi kjente dem"] == "20.11.2026 08:00"
    assert "Tellende dager (arbeidsdager)" in [cell.value for cell in book["Saker"][1]]
    assert "hver virkedag" in told["Tellende dager"]


def test_no_person_is_in_the_documents_properties(path: Path, book: Any) -> None:
    assert (book.properties.creator, book.properties.lastModifiedBy) == ("casewatch", "casewatch")
    with zipfile.ZipFile(path) as archive:
        core = archive.read("docProps/core.xml").decode()
    people = re.findall(r"<(?:dc:creator|cp:lastModifiedBy)[^>]*>([^<]*)<", core)
    assert people == ["casewatch", "casewatch"]
    assert "Manager" not in core
    assert (book.properties.description, book.properties.keywords, book.properties.subject) == (None, None, None)


def test_with_nothing_at_all_it_is_still_a_workbook(tmp_path: Path) -> None:
    empty = ReportData(context(), (), None, (), ())
    book = openpyxl.load_workbook(write_report(tmp_path / "r.xlsx", empty))
    assert book["Sammendrag"]["A1"].value == "Ingen kommuner å vise"
    assert len(book["Saker"]["1"]) == 29


def test_a_path_that_cannot_be_written_is_one_clear_line(tmp_path: Path) -> None:
    (tmp_path / "fil").write_text("x")
    with pytest.raises(CasewatchError, match="Kan ikke skrive rapporten"):
        write_report(tmp_path / "fil" / "rapport.xlsx", _data())
