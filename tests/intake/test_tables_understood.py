"""One row per application: where the table stands, which columns are read, what the cells mean."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from casewatch.core.cases import NOT_TOLD
from casewatch.core.reference import ScopeDerivation
from casewatch.errors import CasewatchError
from tests.intake.builders import codes, content, csv, only, raw, read, standard


def refusal(*sheets: str, **how: object) -> str:
    with pytest.raises(CasewatchError) as problem:
        read(*sheets, **how)  # type: ignore[arg-type]
    assert "\n" not in str(problem.value)
    return str(problem.value)


def test_the_canonical_table() -> None:
    got = read(
        "municipality;case_no;application_no;application_type;received;complete;deficiency;supplement;decided;"
        "decision_sent;outcome;closed;business;within_plan;regulated_plot;road_to_boundary;dispensation;plan_id;"
        "building_type;legal_limit_weeks;legal_limit_date;extended_to;handler;hearing_1_sent;hearing_1_answered;"
        "hearing_1_party;hearing_2_sent;hearing_2_answered;hearing_2_party;authority_1_sent;authority_1_answered;"
        "authority_1_party\n"
        "3401;2026/0102;2;one_step;2026-03-02;2026-03-03;2026-03-04;2026-03-05;2026-03-20;2026-03-21;granted;;"
        "ja;yes;1;x;nei;2019003;231;12;2026-05-26;2026-06-01;ABC;2026-03-10;;nve;2026-03-06;2026-03-09;SVV;"
        "2026-03-11;2026-03-12;Kari Nordmann"
    )
    assert got.findings == []
    (row,) = got.rows
    assert (row.municipality, row.case_no, row.case_key, row.application_no) == ("3401", "2026/0102", "2026/102", 2)
    assert (row.sheet, row.row, got.file_rows) == ("Saker", 2, 1)
    assert row.content == {
        "case_no": "2026/0102",
        "application_type": "one_step",
        "received": "2026-03-02",
        "complete": "2026-03-03",
        "deficiency": "2026-03-04",
        "supplement": "2026-03-05",
        "decided": "2026-03-20",
        "decision_sent": "2026-03-21",
        "outcome": "granted",
        "closed": None,
        "business": True,
        "within_plan": True,
        "regulated_plot": True,
        "road_to_boundary": True,
        "dispensation": False,
        "plan_id": "2019003",
        "building_type": "231",
        "legal_limit_weeks": 12,
        "legal_limit_date": "2026-05-26",
        "extended_to": "2026-06-01",
        "handler": "ABC",
        "hearing": [["2026-03-06", "2026-03-09", "statens-vegvesen"], ["2026-03-10", None, "nve"]],
        "authority": [["2026-03-11", "2026-03-12", "annen"]],
        "start_from": "column,supplement",
    }


def test_the_norwegian_names_of_the_template() -> None:
    got = read(
        "Kommunenr;Saksnr;Søknadsnr;Søknadstype;Mottatt dato;Komplett dato;Mangelbrev sendt;"
        "Tilleggsdokumentasjon mottatt;Vedtaksdato;Vedtak sendt;Resultat;Avsluttet dato;Næringsrelatert;Innenfor plan;"
        "Ferdigregulert tomt;Vei til tomtegrense;Dispensasjon;Planid;Bygningstype;Frist uker;Fristdato;Forlenget til;"
        "Saksbehandler;Høring 1 sendt;Høring 1 svar;Høring 1 instans;Myndighet 2 sendt;Myndighet 2 svar;"
        "Myndighet 2 instans\n"
        "3418;26/5;1;Ett-trinn;2.3.2026;3.3.2026;;;10.3.2026;;Avslag;;ja;ja;ja;nei;;2019003;231;3 uker;;;FORDELE;"
        "4.3.2026;6.3.2026;Statsforvalteren;5.3.2026;;Kulturarv"
    )
    assert got.findings == []
    assert len(got.columns) == 29
    assert got.columns["Myndighet 2 svar"] == "authority_2_answered"
    told = content(got)
    assert (told["application_type"], told["outcome"], told["legal_limit_weeks"]) == ("one_step", "refused", 3)
    assert (told["road_to_boundary"], told["dispensation"], told["handler"]) == (False, None, None)
    assert told["hearing"] == [["2026-03-04", "2026-03-06", "statsforvalteren"]]
    assert told["authority"] == [["2026-03-05", None, "fylkeskommunen"]]


def test_only_fields_with_a_column_are_told_of() -> None:
    got = read("Saksnr;Mottatt\n26/1;\n", municipality="Kongsvinger")
    assert got.rows[0].content == {"case_no": "26/1", "received": None, "start_from": "column,supplement"}
    assert got.rows[0].municipality == "3401"
    assert got.fields == ("case_no", "received")


def test_the_header_row_is_found_below_titles_and_totals_are_left_out() -> None:
    got = read(
        "Uttrekk fra sakssystemet;;\n;;\nSkrevet ut 25.11.2026;;\n;;\n"
        "Saksnr.;Mottatt;Kommune\n26/1;2.3.26;3401\n;;\n26/2;3.3.26;Grue\nSaksnr.;Mottatt;Kommune\n26/3;3.3.26;Grue\n"
        "Totalt;3;\n"
    )
    assert [(row.case_no, row.municipality, row.row) for row in got.rows] == [
        ("26/1", "3401", 6),
        ("26/2", "3417", 8),
        ("26/3", "3417", 10),
    ]
    assert codes(got) == [("header_repeated", 9, None), ("total_row", 11, None)]
    assert got.file_rows == 5


def test_headers_of_several_lines_and_odd_spelling() -> None:
    got = read(
        [
            ["Saks-\nnr", "MOTTATT  DATO:", "Høring2 svar", "høring 2  sendt", "Til uttalelse"],
            ["1/1", 46083, 46090, 46085, 46084],
        ],
        municipality="3401",
    )
    assert content(got) == {
        "received": "2026-03-02",
        "hearing": [["2026-03-03", NOT_TOLD, None], ["2026-03-04", "2026-03-09", None]],
    }


def test_headers_in_two_rows_with_merged_titles_above() -> None:
    got = read(
        "Byggesaker;;;;;;;\nSaksnr;Mottatt;Høring 1;;;Høring 2;;Annet\n;;Sendt;Svar;Instans;Sendt;Svar;Merknad\n"
        "26/1;2.3.2026;3.3.2026;4.3.2026;NVE;5.3.2026;;x\n",
        municipality="3401",
    )
    assert (got.rows[0].row, got.file_rows) == (4, 1)
    assert content(got) == {
        "received": "2026-03-02",
        "hearing": [["2026-03-03", "2026-03-04", "nve"], ["2026-03-05", None, None]],
    }


def test_a_line_with_empty_cells_is_not_taken_for_a_second_row_of_headers() -> None:
    got = read("Saksnr;Mottatt;Komplett;Vedtak;Resultat\n26/1;;;;\n;;;;Trukket\n26/2;;;;\n", municipality="3401")
    assert [row.case_no for row in got.rows] == ["26/1", "26/2"]
    assert codes(got, but=("outcome_without_date",)) == [("case_no_missing", 3, "A")]


def test_a_sheet_of_thousands_of_columns_is_read_in_time_and_said() -> None:
    wide = [f"Felt {n}" for n in range(16_000)]
    got = read(
        [["Saksnr", "Mottatt", *wide], *([f"26/{n}", "2.3.2026", *wide] for n in range(60))], municipality="3401"
    )
    assert len(got.rows) == 60
    assert codes(got) == [("columns_not_read", None, None)]


def test_content_decides_what_a_header_means() -> None:
    dates = read("Saksnr;Vedtak;Frist\n1/1;2.3.2026;1.6.2026\n", municipality="3401")
    assert content(dates) == {"decided": "2026-03-02", "legal_limit_date": "2026-06-01"}
    words = read("Saksnr;Vedtak;Frist;Vedtaksdato\n1/1;Tillatelse gitt;12 uker;2.3.2026\n", municipality="3401")
    assert content(words) == {"outcome": "granted", "legal_limit_weeks": 12, "decided": "2026-03-02"}


def test_two_columns_of_one_field_are_never_mixed_silently() -> None:
    got = read("Saksnr;Innkommet;Mottatt dato;Saksnr\n1/1;1.1.2026;2.3.2026;9/9\n", municipality="3401")
    assert content(got) == {"received": "2026-03-02"}
    assert got.rows[0].case_no == "1/1"
    assert codes(got) == [("column_twice", 1, "B"), ("column_twice", 1, "D")]


def test_headers_that_resemble_known_ones_are_named_and_others_ignored() -> None:
    got = read("Saksnr;Motatt dato;Tittel;Gårdsnr;\n1/1;2.3.2026;Garasje;12;x\n", municipality="3401")
    assert codes(got) == [("header_unknown", 1, "B"), ("header_empty", 1, "E")]
    assert only(got, "header_unknown").field == "received"
    assert "Menes received?" in only(got, "header_unknown").message
    assert content(got) == {}


def test_a_mapping_wins_over_the_profile() -> None:
    got = read(
        "Ref;Opprettet;Mottatt;Gang 2\n1/1;1.3.2026;2.3.2026;3.3.2026\n",
        municipality="3401",
        mapping={"ref": "case_no", "Opprettet": "received", "Gang 2": "hearing_2_sent"},
    )
    assert content(got) == {"received": "2026-03-01", "hearing": [["2026-03-03", NOT_TOLD, None]]}
    assert only(got, "column_twice").column == "C"


def test_a_column_without_a_header_can_be_mapped_by_its_letter() -> None:
    got = read(";Mottatt\n1/1;2.3.2026\n", municipality="3401", mapping={"Kolonne A": "case_no"})
    assert got.rows[0].case_no == "1/1"


def test_a_header_that_fills_several_fields() -> None:
    profile = replace(
        standard(),
        headers={"case_no": ("Application Number",), "received": ("Date",), "complete": ("Date",)},
        multi=("Date",),
    )
    got = read("Application Number;Date\n22/00595/B;30 May 2022\n", profile=profile, municipality="3401")
    assert content(got) == {"received": "2022-05-30", "complete": "2022-05-30"}
    assert got.findings == []


def test_sheets_that_are_not_read_are_named() -> None:
    table = csv("Saksnr;Mottatt\n1/1;2.3.2026")
    file = raw([["Notat"]], table, table, table, [["hjelp"]], [], names=("Forside", "A", "B", "C", "Forklaring", "Tom"))
    file = replace(file, sheets=[replace(sheet, visible=sheet.name != "C") for sheet in file.sheets], hidden_rows=2)
    got = read(file=file, municipality="3401")
    assert [row.sheet for row in got.rows] == ["A"]
    assert [(one.code, one.sheet) for one in got.findings] == [
        ("sheet_not_read", "Forside"),
        ("sheet_not_read", "B"),
        ("sheet_hidden", "C"),
        ("rows_hidden", None),
    ]


def test_the_encoding_that_was_guessed_is_said() -> None:
    file = raw(csv("Saksnr\n1/1"), kind="csv", encoding="cp850")
    assert "cp850" in only(read(file=file, municipality="3401"), "encoding_guessed").message
    file = replace(file, encoding="utf-8")
    assert read(file=file, municipality="3401").findings == []


def test_what_is_refused_says_why() -> None:
    assert "saksnummer" in refusal("Kommune;Mottatt;Vedtaksdato\n3401;2.3.2026;\n")
    assert "ikke en tabell" in refusal("Navn;Adresse\nKari;Storgata 5\n")
    assert "ingen celler" in refusal([[]])  # type: ignore[arg-type]
    assert "ingen saker" in refusal("Kommune;Saksnr\n")
    assert "(municipality)" in refusal("Saksnr;Mottatt\n1/1;2.3.2026\n")
    assert "«Oslo» er ikke kjent" in refusal("Saksnr\n1/1\n", municipality="Oslo")
    assert "«Referanse»" in refusal("Saksnr\n1/1\n", municipality="3401", mapping={"Referanse": "received"})
    assert "recieved" in refusal("Saksnr;A\n1/1;\n", municipality="3401", mapping={"A": "recieved"})
    hidden = raw(csv("Kommune;Saksnr\n3401;1/1"))
    hidden = replace(hidden, sheets=[replace(hidden.sheets[0], visible=False)])
    assert "skjult" in refusal(file=hidden)


def test_a_header_alone_is_enough_where_a_file_holds_the_open_cases() -> None:
    got = read("Kommune;Saksnr\n", holds="open")
    assert (got.rows, got.rejected, got.file_rows, got.holds) == ([], [], 0, "open")


def test_words_for_yes_and_no() -> None:
    words = ["ja", "Yes", "1", 1, "x", "X", "true", "SANN", "J", "nei", "no", 0, "false", "N", "usann", None, " "]
    got = read(
        [["Saksnr", "Næringsrelatert"], *([f"1/{n}", word] for n, word in enumerate(words, 1))], municipality="3401"
    )
    assert [row.content["business"] for row in got.rows] == [True] * 9 + [False] * 6 + [None] * 2


def test_weeks() -> None:
    words = ["3", 12, "12 uker", "3 ukers frist", "3-ukers", "12 veker", "Ingen frist", None]
    got = read([["Saksnr", "Frist uker"], *([f"1/{n}", word] for n, word in enumerate(words, 1))], municipality="3401")
    assert [row.content["legal_limit_weeks"] for row in got.rows] == [3, 12, 12, 3, 3, 12, None, None]


def test_types_and_outcomes_that_are_not_known_reject_nothing() -> None:
    got = read(
        "Saksnr;Type;Resultat\n1/1;Kunstverk;Vet ikke\n1/2;RAMMESØKNAD;innvilget  med vilkår\n", municipality="3401"
    )
    # What is not recognised is not told: it does not replace what was known before.
    assert [row.content.get("application_type", "not told") for row in got.rows] == ["not told", "framework"]
    assert [row.content["outcome"] for row in got.rows] == ["unknown", "granted"]
    assert [row.content.get("outcome_unread") for row in got.rows] == [True, None]
    assert codes(got) == [("type_unknown", 2, "B"), ("outcome_unknown", 2, "C")]
    assert only(got, "type_unknown").severity == "warning"
    assert "«Kunstverk»" in only(got, "type_unknown").message


def test_an_outcome_without_its_date_is_remarked_on() -> None:
    got = read(
        "Saksnr;Resultat;Vedtaksdato;Avsluttet\n1/1;Trukket;;\n1/2;Innvilget;;1.3.2026\n1/3;Avvist;2.3.2026;\n"
        "1/4;Henlagt;;2.3.2026\n1/5;Avslag;2.3.2026;\n",
        municipality="3401",
    )
    assert codes(got) == [("outcome_without_date", 2, "B"), ("outcome_without_date", 3, "B")]
    assert len(got.rows) == 5
    assert read("Saksnr;Resultat\n1/1;Innvilget\n", municipality="3401").findings == []


def test_dates_after_the_day_of_the_import_are_remarked_on() -> None:
    got = read(
        "Saksnr;Mottatt;Fristdato;Forlenget til;Høring sendt\n1/1;26.11.2026;1.1.2027;1.1.2027;25.11.2026\n",
        municipality="3401",
    )
    assert codes(got) == [("pair_incomplete", 1, "E"), ("date_in_future", 2, "B")]
    assert only(got, "date_in_future").case_no == "1/1"
    assert content(got)["received"] == "2026-11-26"


def test_names_are_not_kept() -> None:
    got = read(
        "Saksnr;Saksbehandler;Planid;Bygningstype;Høring sendt;Høringsinstans;Søker\n"
        "1/1;Kari Nordmann;Sentrum øst;Enebolig Nordmann;2.3.2026;Nordmann AS;Kari Nordmann\n"
        "1/2;Ola Nordmann;2019;231 Lager Nordmann;;;\n",
        municipality="3401",
    )
    assert "ordmann" not in repr(got)
    assert content(got) == {
        "handler": None,
        "plan_id": None,
        "building_type": None,
        "hearing": [["2026-03-02", NOT_TOLD, "annen"]],
    }
    assert content(got, 1)["building_type"] == "231"
    assert codes(got) == [("pair_incomplete", 1, "E"), ("handler_not_kept", 2, "B"), ("plan_id_not_kept", 2, "C")]


def test_parties_inside_the_municipality_are_left_out_but_not_of_the_canonical_table() -> None:
    profile = replace(standard(), internal_parties=("Landbrukskontoret", "VAR-enheten"))
    got = read(
        "Saksnr;Høring sendt;Høring svar;Høringsinstans\n1/1;2.3.2026;3.3.2026;landbrukskontoret\n1/2;2.3.2026;;SVV\n",
        profile=profile,
        municipality="3401",
    )
    assert [row.content["hearing"] for row in got.rows] == [[], [["2026-03-02", None, "statens-vegvesen"]]]
    assert codes(got) == [("internal_party", 2, "D")]
    got = read(
        "case_no;hearing_1_sent;hearing_1_party\n1/1;2026-03-02;VAR-enheten\n", profile=profile, municipality="3401"
    )
    assert content(got) == {"hearing": [["2026-03-02", NOT_TOLD, "annen"]]}


def test_an_answer_without_a_sent_date_is_kept_and_a_party_alone_is_nothing() -> None:
    got = read("Saksnr;Høring sendt;Høring svar;Høringsinstans\n1/1;;3.3.2026;NVE\n1/2;;;NVE\n", municipality="3401")
    assert [row.content["hearing"] for row in got.rows] == [[[None, "2026-03-03", "nve"]], []]


def test_scope_is_derived_as_the_profile_says() -> None:
    derive = {
        "business": ScopeDerivation(
            codes_yes=("2", "3"),
            codes_no=("1",),
            words_yes=("næring", "lager"),
            words_no=("bolig",),
            words_in=("Tittel", "Tiltak"),
        ),
        "within_plan": ScopeDerivation(constant=True),
        "regulated_plot": ScopeDerivation(words_yes=("ferdig",), words_in=("Merknad",)),
    }
    profile = replace(standard(), derive=derive)
    got = read(
        "Saksnr;Bygningstype;Tittel\n1/1;231;bolig\n1/2;111;Lagerbygg\n1/3;;Nytt lagerbygg for Nordmann\n"
        "1/4;;Fritidsbolig\n1/5;Lagerhall;\n1/6;;ikke boligformål\n1/7;;\n",
        profile=profile,
        municipality="3401",
    )
    assert [row.content["business_derived"] for row in got.rows] == [True, False, True, False, True, None, None]
    assert {row.content["within_plan_derived"] for row in got.rows} == {True}
    assert all("regulated_plot_derived" not in row.content for row in got.rows)
    assert "Nordmann" not in repr(got)


def test_municipalities_by_number_name_and_former_number() -> None:
    cells = [3401, "3401", "Kongsvinger kommune", "KONGSVINGER", "0402", 402, "Sør-Odal", "3418 Åsnes"]
    got = read([["Kommune", "Saksnr"], *([cell, f"1/{n}"] for n, cell in enumerate(cells, 1))])
    assert [row.municipality for row in got.rows] == ["3401"] * 6 + ["3415", "3418"]


def test_case_numbers_that_are_numbers_stay_as_written() -> None:
    got = read([["Saksnr", "Mottatt"], [2023001234, dt.date(2026, 3, 2)]], municipality="3401")
    assert (got.rows[0].case_no, got.rows[0].case_key) == ("2023001234", "2023001234")
