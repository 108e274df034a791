"""The sheet of pauses and the event list."""

from __future__ import annotations

from dataclasses import replace

import pytest

from casewatch.core.cases import NOT_TOLD
from casewatch.core.fold import fold
from casewatch.errors import CasewatchError
from casewatch.intake.tables import Understood
from tests.intake.builders import codes, content, csv, only, raw, read, standard

TABLE = "Kommunenr;Saksnr;Søknadsnr;Mottatt dato\n3401;26/1;1;2.3.2026\n3401;26/1;2;2.3.2026\n3417;26/2;;2.3.2026\n"


def hearings(got: Understood) -> dict[tuple[str, int | None], list[list[str | None]]]:
    return {(row.case_key, row.application_no): row.content["hearing"] for row in got.rows}


def test_pauses_of_a_second_sheet_belong_to_the_applications_of_the_first() -> None:
    got = read(
        TABLE,
        "Saksnr;Søknadsnr;Type;Sendt;Svar;Instans\n2026/1;2;Høring;5.3.2026;9.3.2026;SVV\n"
        "2026/1;2;Høring;4.3.2026;;Velforeningen\n2026/2;;Annen myndighet;4.3.2026;5.3.2026;NVE\n"
        "26/2;1;Høring;;6.3.2026;\n;;;;;\n",
    )
    assert got.findings == []
    assert got.file_rows == 3
    assert hearings(got) == {
        ("2026/1", 1): [],
        ("2026/1", 2): [["2026-03-04", None, "annen"], ["2026-03-05", "2026-03-09", "statens-vegvesen"]],
        ("2026/2", None): [[None, "2026-03-06", None]],
    }
    assert [row.content["authority"] for row in got.rows] == [[], [], [["2026-03-04", "2026-03-05", "nve"]]]


def test_canonical_sheet_of_pauses_with_municipalities() -> None:
    got = read(
        "Kommunenr;Saksnr\n3401;26/1\n3417;26/1\n",
        "municipality;case_no;application_no;kind;sent;answered;party\n"
        "3417;2026/1;;hearing;2026-03-04;2026-03-05;nve\n3401;2026/1;;other_authority;2026-03-04;;x\n",
    )
    assert got.findings == []
    assert [row.content["hearing"] for row in got.rows] == [[], [["2026-03-04", "2026-03-05", "nve"]]]
    assert [row.content["authority"] for row in got.rows] == [[["2026-03-04", None, "annen"]], []]


def test_an_empty_municipality_of_a_pause_is_that_of_its_case() -> None:
    got = read("Kommunenr;Saksnr\n3401;26/1\n", "Kommunenr;Saksnr;Type;Sendt\n;26/1;Høring;4.3.2026\n")
    assert codes(got) == [("pair_incomplete", 1, "D")]
    assert content(got)["hearing"] == [["2026-03-04", NOT_TOLD, None]]
    got = read("Kommunenr;Saksnr\n3401;26/1\n3417;26/1\n", "Kommunenr;Saksnr;Type;Sendt\n;26/1;Høring;4.3.2026\n")
    assert codes(got) == [("pause_without_application", 2, "B"), ("pair_incomplete", 1, "D")]
    assert (len(got.rows), len(got.rejected)) == (0, 2)


def test_pauses_of_both_places_are_united() -> None:
    got = read(
        "Kommunenr;Saksnr;Høring 1 sendt\n3401;26/1;4.3.2026\n",
        "Saksnr;Type;Sendt\n26/1;Høring;4.3.2026\n26/1;Høring;5.3.2026\n",
    )
    assert content(got)["hearing"] == [["2026-03-04", NOT_TOLD, None], ["2026-03-05", NOT_TOLD, None]]


def test_a_pause_that_cannot_be_read_rejects_its_application() -> None:
    got = read(TABLE, "Saksnr;Søknadsnr;Type;Sendt\n26/1;1;Høring;40.3.2026\n26/2;;Kaffe;4.3.2026\n")
    assert [(row.case_key, row.application_no) for row in got.rows] == [("2026/1", 2)]
    assert [(row.case_key, row.application_no) for row in got.rejected] == [("2026/1", 1), ("2026/2", None)]
    assert [(one.code, one.sheet, one.row, one.column) for one in got.findings] == [
        ("date_unreadable", "Pauser", 2, "D"),
        ("kind_unknown", "Pauser", 3, "C"),
        ("pair_incomplete", "Pauser", 1, "D"),
    ]


def test_a_pause_of_no_single_application_is_not_lost_silently() -> None:
    got = read(
        TABLE, "Saksnr;Søknadsnr;Type;Sendt\n26/1;;Høring;4.3.2026\n26/9;;Høring;4.3.2026\n26/9;;Høring;5.3.2026\n"
    )
    assert [row.case_key for row in got.rows] == ["2026/2"]
    assert sorted((row.case_key or "", row.application_no or 0) for row in got.rejected) == [
        ("2026/1", 1),
        ("2026/1", 2),
        ("2026/9", 0),
    ]
    assert [code for code, _row, _column in codes(got)] == ["pause_without_application"] * 3 + ["pair_incomplete"]


def test_a_hidden_sheet_of_pauses_is_said_and_not_taken() -> None:
    file = raw(csv(TABLE), csv("Saksnr;Type;Sendt\n26/2;Høring;4.3.2026"))
    file = replace(file, sheets=[file.sheets[0], replace(file.sheets[1], visible=False)])
    got = read(file=file)
    assert "hearing" not in got.rows[0].content
    assert codes(got) == [("sheet_hidden", None, None)]


EVENTS = """Saksnr;Hendelse;Dato;Instans
26/1;Mottatt;2.3.2026;
26/1;Komplett;3.3.2026;
26/1;Høring sendt;4.3.2026;NVE
26/1;Høring sendt;5.3.2026;SVV
26/1;Høring svar;8.3.2026;SVV
26/1;Høring svar;9.3.2026;
26/1;Vedtak;20.3.2026;
26/1;Vedtak;25.3.2026;
26/2;Mottatt;2.3.2026;
26/2;Komplett;3.3.2026;
26/2;Mangelbrev;10.3.2026;
26/3;Mangelbrev;10.3.2026;
26/3;Tilleggsdokumentasjon mottatt;12.3.2026;
26/3;Trukket;20.3.2026;
26/3;Myndighet svar;13.3.2026;
"""


def test_an_event_list_that_tells_everything() -> None:
    got = read(EVENTS, profile=replace(standard(), events="full"), municipality="3401")
    assert got.findings == []
    assert (got.file_rows, [row.row for row in got.rows]) == (15, [2, 10, 13])
    nothing = dict.fromkeys(
        ("received", "complete", "deficiency", "supplement", "decided", "decision_sent", "closed", "outcome")
    )
    assert content(got, 0) == nothing | {
        "received": "2026-03-02",
        "complete": "2026-03-03",
        "decided": "2026-03-20",
        "hearing": [
            ["2026-03-04", "2026-03-09", "nve"],
            ["2026-03-05", "2026-03-08", "statens-vegvesen"],
        ],
        "authority": [],
    }
    assert content(got, 1) == nothing | {
        "received": "2026-03-02",
        "complete": "2026-03-03",
        "deficiency": "2026-03-10",
        "hearing": [],
        "authority": [],
    }
    assert content(got, 2) == nothing | {
        "deficiency": "2026-03-10",
        "supplement": "2026-03-12",
        "closed": "2026-03-20",
        "outcome": "withdrawn",
        "hearing": [],
        "authority": [[NOT_TOLD, "2026-03-13", None]],
    }


def test_an_event_list_that_adds_to_what_is_known() -> None:
    first = read(
        "Saksnr;Hendelse;Dato;Instans\n26/1;Mottatt;2.3.2026;\n26/1;Høring sendt;4.3.2026;NVE\n", municipality="3401"
    )
    then = read(
        "Saksnr;Hendelse;Dato;Instans\n26/1;Høring svar;9.3.2026;NVE\n26/1;Vedtak;10.3.2026;\n", municipality="3401"
    )
    assert content(then) == {
        "additive": True,
        "decided": "2026-03-10",
        "happened": [["2026-03-10", "decided"]],
        "hearing": [[NOT_TOLD, "2026-03-09", "nve"]],
    }
    together = fold([first.rows[0].content, then.rows[0].content])
    assert (together["received"], together["decided"]) == ("2026-03-02", "2026-03-10")
    assert together["hearing"] == [["2026-03-04", "2026-03-09", "nve"]]


def test_a_deficiency_after_the_decision_changes_nothing_and_one_before_a_new_completeness_neither() -> None:
    table = "Saksnr;Hendelse;Dato\n26/1;Komplett;3.3.2026\n26/1;Vedtak;9.3.2026\n26/1;Mangelbrev;10.3.2026\n"
    assert content(read(table, municipality="3401")) == {
        "additive": True,
        "complete": "2026-03-03",
        "decided": "2026-03-09",
        "happened": [["2026-03-03", "complete"], ["2026-03-09", "decided"], ["2026-03-10", "deficiency"]],
    }
    table = "Saksnr;Hendelse;Dato\n26/1;Komplett;3.3.2026\n26/1;Mangelbrev;4.3.2026\n26/1;Komplett;6.3.2026\n"
    assert content(read(table, municipality="3401")) == {
        "additive": True,
        "deficiency": "2026-03-04",
        "complete": "2026-03-06",
        "completes": ["2026-03-03", "2026-03-06"],
        "happened": [["2026-03-03", "complete"], ["2026-03-04", "deficiency"], ["2026-03-06", "complete"]],
    }


def test_events_that_are_not_known_are_remarked_on_and_bad_ones_reject() -> None:
    table = (
        "Saksnr;Søknadsnr;Hendelse;Dato\n26/1;1;Mottatt;2.3.2026\n26/1;1;Foreløpig svar;4.3.2026\n"
        "26/1;2;Mottatt;40.3.2026\n26/1;2;Komplett;4.3.2026\n26/2;;Komplett;\n"
    )
    got = read(table, municipality="3401")
    assert [(row.case_key, row.application_no) for row in got.rows] == [("2026/1", 1)]
    assert [(row.case_key, row.application_no, row.row) for row in got.rejected] == [
        ("2026/1", 2, 4),
        ("2026/2", None, 6),
    ]
    assert codes(got) == [("date_unreadable", 4, "D"), ("date_unreadable", 6, "D"), ("event_unknown", 3, "C")]
    assert "«Foreløpig svar»" in only(got, "event_unknown").message


def test_canonical_events_by_municipality() -> None:
    got = read(
        "municipality;case_no;application_no;event;date;party\n3401;2026/1;1;authority_sent;2026-03-04;nve\n"
        "3417;2026/1;1;shelved;2026-03-05;\n"
    )
    assert [(row.municipality, content(got, n)) for n, row in enumerate(got.rows)] == [
        ("3401", {"additive": True, "authority": [["2026-03-04", None, "nve"]]}),
        (
            "3417",
            {
                "additive": True,
                "closed": "2026-03-05",
                "outcome": "shelved",
                "happened": [["2026-03-05", "shelved"]],
            },
        ),
    ]


def net_of(events: str) -> tuple[list[list[str | None]], dict[str, str]]:
    """The hearings of an event list, read and folded, and all else."""
    folded = fold([read(f"Saksnr;Hendelse;Dato;Instans\n{events}", municipality="3401").rows[0].content])
    return folded["hearing"], folded


def test_bodies_that_are_kept_alike_are_told_apart_while_a_file_is_read() -> None:
    """«an answer closes the open pause of its party, else the oldest open one of its kind»"""
    hearings, _rest = net_of(
        "26/1;Mottatt;1.3.2026;\n26/1;Høring sendt;2.3.2026;Grendelaget\n26/1;Høring sendt;4.3.2026;Velforeningen\n"
        "26/1;Høring svar;10.3.2026;Grendelaget\n26/1;Høring svar;10.3.2026;Velforeningen\n"
    )
    assert hearings == [["2026-03-02", "2026-03-10", "annen"], ["2026-03-04", "2026-03-10", "annen"]]
    hearings, _rest = net_of(
        "26/1;Mottatt;1.3.2026;\n26/1;Høring sendt;2.3.2026;Grendelaget\n26/1;Høring sendt;2.3.2026;Velforeningen\n"
        "26/1;Høring svar;5.3.2026;Grendelaget\n26/1;Høring svar;12.3.2026;Velforeningen\n"
    )
    assert hearings == [["2026-03-02", "2026-03-05", "annen"], ["2026-03-02", "2026-03-12", "annen"]]


def test_a_row_with_a_date_and_no_event_is_remarked_on() -> None:
    found = read("Saksnr;Hendelse;Dato\n26/1;Mottatt;1.3.2026\n26/1;;10.3.2026\n", municipality="3401")
    assert [(finding.code, finding.row, finding.case_no) for finding in found.findings] == [
        ("event_unknown", 3, "26/1")
    ]


def test_a_pause_without_a_kind_rejects_its_application() -> None:
    got = read(
        "Kommunenr;Saksnr\n3401;26/1\n3401;26/2\n", "Saksnr;Type;Sendt\n26/1;;4.3.2026\n26/2;Høring;4.3.2026\n;;\n"
    )
    assert codes(got) == [("kind_unknown", 2, "B"), ("pair_incomplete", 1, "C")]
    assert ([row.case_key for row in got.rows], len(got.rejected)) == (["2026/2"], 1)


def test_a_sheet_of_pauses_without_the_column_of_kinds_is_refused() -> None:
    with pytest.raises(CasewatchError, match="mangler kolonnen «Type»"):
        read("Kommunenr;Saksnr\n3401;26/1\n", "Saksnr;Sendt;Svar\n26/1;4.3.2026;5.3.2026\n")
