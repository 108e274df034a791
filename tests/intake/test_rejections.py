"""What is rejected, how it is counted, and what a person is told."""

from __future__ import annotations

import datetime as dt

import pytest

from casewatch.intake.fields import DATE_FIELDS
from casewatch.intake.judging import UnclearCell
from casewatch.intake.tables import Understood
from casewatch.intake.understanding import Options, understand
from tests.intake.builders import TODAY, codes, known, only, raw, read, standard
from tests.intake.test_words_and_privacy import D_NUMBER, PERSON


def counts(got: Understood) -> tuple[int, int]:
    return len(got.rows), len(got.rejected)


@pytest.mark.parametrize(
    ("header", "value", "code", "field"),
    [
        *(((field), "31.02.2026", "date_unreadable", field) for field in DATE_FIELDS),
        ("Næringsrelatert", "kanskje", "yes_no_unreadable", "business"),
        ("Dispensasjon", "plan", "yes_no_unreadable", "dispensation"),
        ("Frist uker", "snart", "weeks_unreadable", "legal_limit_weeks"),
        ("Frist uker", "400", "weeks_unreadable", "legal_limit_weeks"),
        ("Søknadsnr", "0", "number_unreadable", "application_no"),
        ("Søknadsnr", "1b", "number_unreadable", "application_no"),
        ("Høring 2 svar", "tirsdag", "date_unreadable", "hearing_2_answered"),
        ("Vedtaksdato", "#N/A", "error_cell", "decided"),
        ("Saksbehandler", "#REF!", "error_cell", "handler"),
        ("Planid", PERSON, "national_id", "plan_id"),
        ("Saksbehandler", D_NUMBER, "national_id", "handler"),
        ("Bygningstype", f"231 {PERSON}", "national_id", "building_type"),
    ],
)
def test_a_cell_that_cannot_be_read_rejects_its_row(header: str, value: str, code: str, field: str) -> None:
    got = read(f"Kommune;Saksnr;{header}\n3401;1/1;{value}\n3401;1/2;\n")
    assert counts(got) == (1, 1)
    found = only(got, code)
    assert (found.severity, found.sheet, found.row, found.column) == ("error", "Saker", 2, "C")
    assert (found.field, found.case_no) == (field, "1/1")
    assert f"«{header}»" in found.message
    assert PERSON not in repr(got)
    assert D_NUMBER not in repr(got)
    rejected = got.rejected[0]
    assert (rejected.municipality, rejected.case_no, rejected.row) == ("3401", "1/1", 2)
    assert rejected.content.keys() <= {"case_no", "start_from", "hearing"}


def test_what_could_be_read_of_a_rejected_row_is_kept() -> None:
    got = read("Saksnr;Mottatt;Vedtaksdato;Planid\n1/1;2.3.2026;32.3.2026;2019\n", municipality="3401")
    kept = got.rejected[0].content
    assert kept == {"case_no": "1/1", "received": "2026-03-02", "plan_id": "2019", "start_from": "column,supplement"}


@pytest.mark.parametrize(
    ("line", "code", "column"),
    [
        (";1/1;2.3.2026", "municipality_missing", "A"),
        ("9999;1/1;2.3.2026", "municipality_unknown", "A"),
        ("Våler;1/1;2.3.2026", "municipality_unknown", "A"),
        ("3401;;2.3.2026", "case_no_missing", "B"),
        (f"3401;{PERSON};2.3.2026", "national_id", "B"),
        ("3401;Skrevet ut av Kari Nordmann i dag;2.3.2026", "case_no_unreadable", "B"),
    ],
)
def test_a_row_without_a_usable_key_is_rejected(line: str, code: str, column: str) -> None:
    got = read(f"Kommune;Saksnr;Mottatt\n{line}\n{line}\n3401;1/2;\n")
    assert counts(got) == (1, 2)
    assert codes(got) == [(code, 2, column), (code, 3, column)]
    assert "Nordmann" not in repr(got)


def test_a_case_number_that_became_a_date_is_rejected() -> None:
    got = read([["Kommune", "Saksnr"], [3401, dt.date(2026, 5, 12)], [3401, dt.datetime(2026, 5, 12)]])
    assert codes(got) == [("case_no_is_date", 2, "B"), ("case_no_is_date", 3, "B")]


def test_the_municipality_column_decides_and_may_not_differ_from_the_option() -> None:
    got = read("Kommune;Saksnr\n3401;1/1\n3415;1/2\n;1/3\n", municipality="3401")
    assert [row.case_no for row in got.rows] == ["1/1", "1/3"]
    assert codes(got) == [("municipality_differs", 3, "A")]
    assert got.rejected[0].municipality == "3415"


def test_an_identical_repeat_is_one_row_and_a_remark() -> None:
    got = read("Saksnr;Mottatt;Søker\n26/1;2.3.2026;Kari\n2026/01-3;02.03.2026;Ola\n1/2;;\n", municipality="3401")
    assert [row.row for row in got.rows] == [2, 4]
    assert codes(got) == [("repeated_row", 3, "A")]
    assert "rad 2" in only(got, "repeated_row").message


def test_rows_of_a_case_are_told_apart_by_type_and_date() -> None:
    got = read(
        "Saksnr;Type;Mottatt;Komplett\n1/1;Ramme;2.3.2026;\n1/1;IG;2.3.2026;\n1/1;Ramme;3.3.2026;4.3.2026\n",
        municipality="3401",
    )
    assert counts(got) == (3, 0)


@pytest.mark.parametrize(
    "lines",
    [
        ("1/1;Ramme;2.3.2026;", "1/1;Ramme;2.3.2026;4.3.2026"),
        ("1/1;;2.3.2026;", "1/1;Ramme;2.3.2026;"),  # an empty type differs from nothing
        ("1/1;Ramme;;", "1/1;Ramme;2.3.2026;"),
        ("1/1;;;", "1/1;Ramme;2.3.2026;"),
        ("1/1;;2.3.2026;", "1/1;Ramme;;"),
        ("1/1;Ramme;2.3.2026;", "1/1;Ramme;2.3.2026;4.3.2026", "1/1;Ramme;2.3.2026;"),
        ("1/1;Ramme;1.3.2026;", "1/1;;;4.3.2026", "1/1;IG;2.3.2026;"),
    ],
)
def test_contradicting_rows_of_one_application_are_all_rejected_and_count_once(lines: tuple[str, ...]) -> None:
    table = "\n".join(("Saksnr;Type;Mottatt;Komplett", *lines, "1/2;;;"))
    got = read(table, municipality="3401")
    assert counts(got) == (1, 1)
    assert codes(got) == [("ambiguous_application", row, "A") for row in range(2, 2 + len(lines))]
    assert got.file_rows == len(lines) + 1


def test_an_empty_type_and_another_date_tell_rows_apart() -> None:
    got = read("Saksnr;Type;Mottatt\n1/1;;2.3.2026\n1/1;Ramme;3.3.2026\n", municipality="3401")
    assert counts(got) == (2, 0)


def test_application_numbers_tell_rows_apart_before_anything_else() -> None:
    table = "Saksnr;Søknadsnr;Mottatt\n1/1;1;2.3.2026\n1/1;2;2.3.2026\n1/2;1;2.3.2026\n1/2;1;3.3.2026\n"
    got = read(table, municipality="3401")
    assert [(row.case_no, row.application_no) for row in got.rows] == [("1/1", 1), ("1/1", 2)]
    assert codes(got) == [("ambiguous_application", 4, "A"), ("ambiguous_application", 5, "A")]
    assert len(got.rejected) == 1


def test_a_bad_line_rejects_its_whole_application_and_no_other() -> None:
    table = (
        "Saksnr;Søknadsnr;Type;Mottatt;Vedtaksdato\n1/1;1;;2.3.2026;\n1/1;1;;2.3.2026;tull\n1/1;2;;2.3.2026;\n"
        "1/2;;Ramme;2.3.2026;\n1/2;;Ramme;2.3.2026;tull\n1/2;;IG;2.3.2026;\n1/3;;Ramme;2.3.2026;\n1/3;;Ramme;tull;\n"
    )
    got = read(table, municipality="3401")
    assert [(row.case_no, row.row) for row in got.rows] == [("1/1", 4), ("1/2", 7)]
    assert [(row.case_no, row.row) for row in got.rejected] == [("1/1", 3), ("1/2", 6), ("1/3", 9)]
    assert codes(got) == [
        ("application_rejected", 2, "A"),
        ("date_unreadable", 3, "E"),
        ("application_rejected", 5, "A"),
        ("date_unreadable", 6, "E"),
        ("application_rejected", 8, "A"),
        ("date_unreadable", 9, "D"),
    ]


def test_many_rows_of_one_case_are_settled_quickly() -> None:
    days = [dt.date(2020, 1, 1) + dt.timedelta(days=n) for n in range(2000)]
    rows = [["1/1", "Ramme", day] for day in days] + [["1/1", None, day] for day in days] + [["1/1", "IG", None]] * 3
    got = read([["Saksnr", "Type", "Mottatt"], *rows], municipality="3401")
    assert counts(got) == (0, 1)


def test_cells_that_only_look_empty_are_asked_for_once_more() -> None:
    asked = []

    def second_look(sheet: str, cells: list[tuple[int, int]]) -> dict[tuple[int, int], str]:
        asked.append((sheet, cells))
        return {(1, 1): "#N/A", (2, 1): "formula"}

    rows = [["Saksnr", "Vedtaksdato", "Tittel"], ["1/1", None, None], ["1/2", None, None], ["1/3", None, None]]
    options = Options(TODAY, "3401")
    assert understand(raw(rows), standard(), known(), options, second_look).rejected == []
    assert asked == []
    got = understand(raw(rows, unclear_cells=True), standard(), known(), options, second_look)
    assert asked == [("Saker", [(1, 1), (2, 1), (3, 1)])]
    assert codes(got) == [("error_cell", 2, "B"), ("formula_without_value", 3, "B")]
    assert "#N/A" in only(got, "error_cell").message
    assert "formel uten lagret verdi" in only(got, "formula_without_value").message
    assert [row.case_no for row in got.rows] == ["1/3"]
    assert not isinstance(got.rejected[0].content.get("decided"), UnclearCell)


def test_it_is_said_where_no_second_look_was_possible() -> None:
    file = raw([["Saksnr", "Vedtaksdato"], ["1/1", None]], unclear_cells=True)
    got = understand(file, standard(), known(), Options(TODAY, "3401"), lambda _sheet, _cells: None)
    assert codes(got) == [("cells_not_checked", None, None)]
    assert len(got.rows) == 1


def test_remarks_without_end_are_counted_instead() -> None:
    table = "\n".join(["Saksnr;Type", *(f"1/{n};Kunstverk" for n in range(1, 251))])
    got = read(table, municipality="3401")
    assert len(got.rows) == 250
    assert len(got.findings) == 101
    assert "150 rader til" in got.findings[-1].message
    errors = read(table.replace("Type", "Mottatt"), municipality="3401")
    assert len(errors.findings) == len(errors.rejected) == 250
