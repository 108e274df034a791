"""Each thing a profile can say, from its TOML file through an import to the figures. Days counted on a calendar."""

from __future__ import annotations

import pytest

from casewatch.services.asking.selecting import Selectors
from casewatch.services.figures.listing import list_cases
from tests.services.desk import IN_SCOPE, TODAY, YES, Desk, codes


def test_headers_and_values_are_the_senders_own(desk: Desk) -> None:
    desk.profile(
        "nabo",
        """
        title = "Nabokommunen"
        extends = "norsk-standard"
        [headers]
        received = ["Registrert"]
        complete = ["Klar"]
        [values.application_type]
        "RS1" = "framework"
        "FG" = "completion_certificate"
        [values.outcome]
        "OK" = "granted"
        """,
    )
    export = desk.csv(
        f"""
        Saksnr;Sakstype;Registrert;Klar;Vedtaksdato;Resultat;{IN_SCOPE}
        2026/1;RS1;01.10.2026;05.10.2026;12.10.2026;OK;{YES}
        2026/2;FG;01.10.2026;05.10.2026;12.10.2026;OK;{YES}
        2026/3;MB;01.10.2026;05.10.2026;12.10.2026;OK;{YES}
        """
    )
    told = desk.read(export, profile="nabo")
    assert (told["profile"], told["new"], told["rejected"], codes(told)) == ("nabo", 3, 0, set())
    figure = desk.figure()
    # 2026/2 is a completion certificate, and MB in this column a provisional use: neither counts
    assert (figure["decided"], figure["sum_days"], figure["out_of_scope"]) == (1, 7, {"application_type": 2})
    assert [row["application_type"] for row in desk.cases().values()] == [
        "framework",
        "completion_certificate",
        "provisional_use",
    ]


def test_the_same_value_means_a_defect_letter_among_events(desk: Desk) -> None:
    export = desk.csv(
        """
        Saksnr;Hendelse;Dato
        2026/1;MS;01.10.2026
        2026/1;Komplett;05.10.2026
        2026/1;MB;07.10.2026
        """
    )
    assert desk.read(export)["new"] == 1
    # an open case runs on, and the letter is remarked upon
    row = desk.cases()["2026/1"]
    assert (row["state"], "deficiency_after_complete" in row["remarks"]) == ("running", True)


@pytest.mark.parametrize(
    ("order", "complete", "decided", "days"),
    [
        ("dmy", "03/04/26", "05/04/26", 2),  # 3 to 5 April
        ("mdy", "03/04/26", "05/04/26", 61),  # 4 March to 4 May: 27 + 30 + 4
        ("ymd", "26/03/04", "26/03/14", 10),  # 4 to 14 March
    ],
)
def test_the_order_of_dates(desk: Desk, order: str, complete: str, decided: str, days: int) -> None:
    desk.profile("amerikansk", f'title = "A"\nextends = "norsk-standard"\ndate_order = "{order}"\n')
    export = desk.csv(
        f"""
        Saksnr;Mottatt dato;Komplett dato;Vedtaksdato;{IN_SCOPE}
        2026/1;{complete};{complete};{decided};{YES}
        """
    )
    desk.read(export, profile="amerikansk")
    assert desk.figure()["sum_days"] == days


def test_where_the_clock_may_start(desk: Desk) -> None:
    # 1: limit Tue 21 April less 3 weeks: 31 March. 2: a defect letter, so receipt says nothing. 3: received 7 April
    export = desk.csv(
        f"""
        Saksnr;Mottatt dato;Mangelbrev sendt;Frist uker;Fristdato;Vedtaksdato;{IN_SCOPE}
        2026/1;30.03.2026;;3;21.04.2026;08.04.2026;{YES}
        2026/2;30.03.2026;02.04.2026;;;20.04.2026;{YES}
        2026/3;07.04.2026;;;;10.04.2026;{YES}
        """
    )
    assert desk.read(export)["new"] == 3
    assert desk.figure()["held_out"] == {"complete_missing": 3}  # the standard takes neither limit nor receipt
    sources = '["column", "supplement", "legal_limit", "received"]'
    desk.profile("antatt", f'title = "A"\nextends = "norsk-standard"\ncomplete_from = {sources}\n')
    desk.read(export, profile="antatt")
    figure = desk.figure()
    assert (figure["decided"], figure["sum_days"], figure["start_assumed"]) == (2, 8 + 3, 2)
    assert figure["held_out"] == {"complete_missing": 1}
    assert [row["start_source"] for row in desk.cases().values()] == ["legal_limit", None, "received"]


def test_what_a_file_holds(desk: Desk) -> None:
    desk.profile("alt", 'title = "A"\nextends = "norsk-standard"\nholds = "all"\n')
    header = "Saksnr;Mottatt dato"
    first = desk.csv(f"{header}\n2026/1;01.10.2026\n2026/2;02.10.2026", "uke47.csv")
    second = desk.csv(f"{header}\n2026/1;01.10.2026", "uke48.csv")
    assert desk.read(first, profile="alt")["holds"] == "all"
    told = desk.read(second, profile="alt")
    assert told["gone"] == 1
    assert told["gone_cases"] == [{"municipality": "3401", "case_no": "2026/2", "application_no": 1}]
    assert desk.cases()["2026/2"]["state"] == "gone"


def test_a_caller_says_better_what_a_file_holds(desk: Desk) -> None:
    desk.profile("alt", 'title = "A"\nextends = "norsk-standard"\nholds = "all"\n')
    first = desk.csv("Saksnr;Mottatt dato\n2026/1;01.10.2026\n2026/2;02.10.2026", "uke47.csv")
    second = desk.csv("Saksnr;Mottatt dato\n2026/1;01.10.2026", "uke48.csv")
    desk.read(first, profile="alt")
    assert desk.read(second, profile="alt", holds="part")["gone"] == 0


def test_parties_inside_the_municipality_stop_no_clock(desk: Desk) -> None:
    desk.profile("intern", 'title = "A"\nextends = "norsk-standard"\ninternal_parties = ["Teknisk drift"]\n')
    export = desk.csv(
        f"""
        Saksnr;Mottatt dato;Komplett dato;Vedtaksdato;Høring 1 sendt;Høring 1 svar;Høring 1 instans;{IN_SCOPE}
        2026/1;01.10.2026;01.10.2026;13.10.2026;02.10.2026;12.10.2026;teknisk  drift;{YES}
        2026/2;01.10.2026;01.10.2026;13.10.2026;02.10.2026;12.10.2026;NVE;{YES}
        """
    )
    desk.read(export)
    assert desk.figure()["sum_days"] == 2 + 2
    told = desk.read(export, profile="intern")
    assert codes(told) == {"internal_party"}
    assert told["changes"] == [
        {
            **{"municipality": "3401", "case_no": "2026/1", "application_no": 1, "field": "hearing"},
            **{"old": [["2026-10-02", "2026-10-12", "annen"]], "new": []},
        }
    ]
    assert desk.figure()["sum_days"] == 12 + 2
    assert desk.figure()["paused_days"] == {"hearing": 10, "other_authority": 0}


SCOPE = """
    title = "Utledet"
    extends = "norsk-standard"
    [derive.business]
    codes_yes = ["2", "3"]
    codes_no = ["1"]
    words_yes = ["næringsbygg"]
    words_no = ["garasje"]
    words_in = ["Tiltakstype"]
    [derive.within_plan]
    constant = true
"""


def test_scope_from_codes_words_constants_and_the_area_list(desk: Desk) -> None:
    # areas.csv, Kongsvinger: 2019-07 regulated with a road; 2021-03 the road from 2 September 2024; 2016-11 neither
    desk.profile("utledet", SCOPE)
    export = desk.csv(
        """
        Saksnr;Mottatt dato;Komplett dato;Vedtaksdato;Bygningstype;Tiltakstype;Planid;Dispensasjon
        2026/1;01.10.2026;01.10.2026;05.10.2026;211 Fabrikkbygning;;3401-2019-07;
        2026/2;01.10.2026;01.10.2026;05.10.2026;111 Enebolig;;3401-2019-07;
        2026/3;01.10.2026;01.10.2026;05.10.2026;;Nytt NÆRINGSBYGG på Kvernmoen;3401-2021-03;
        2026/4;01.10.2026;01.10.2026;05.10.2026;;Garasje;3401-2019-07;
        2026/5;01.10.2026;01.10.2026;05.10.2026;711 Sykehus;;3401-2019-07;
        2026/6;01.10.2026;01.10.2026;05.10.2026;211;;3401-2016-11;
        2026/7;01.10.2026;01.10.2026;05.10.2026;211;;3401-9999-99;
        2026/8;01.10.2026;01.10.2026;05.10.2026;211;;3401-2019-07;ja
        """
    )
    assert desk.read(export, profile="utledet")["rejected"] == 0
    shown = {case: (row["in_scope"], row["scope_reason"]) for case, row in desk.cases().items()}
    assert shown == {
        "2026/1": ("yes", None),
        "2026/2": ("no", "business"),
        "2026/3": ("yes", None),
        "2026/4": ("no", "business"),
        "2026/5": ("unknown", "business"),  # neither code answers
        "2026/6": ("no", "regulated_plot"),
        "2026/7": ("unknown", "regulated_plot"),  # a plan nobody listed
        "2026/8": ("no", "within_plan"),  # a recorded dispensation, whatever the constant says
    }
    figure = desk.figure()
    assert (figure["decided"], figure["sum_days"], figure["scope_unknown"]) == (2, 8, 2)
    kept = b"".join(path.read_bytes() for path in desk.folder.glob("casewatch.db*"))
    assert b"2026/3" in kept
    assert b"Kvernmoen" not in kept  # read for its words, and not kept


def test_an_own_column_goes_before_what_is_derived(desk: Desk) -> None:
    desk.profile("utledet", SCOPE)
    export = desk.csv(
        """
        Saksnr;Mottatt dato;Komplett dato;Vedtaksdato;Bygningstype;Næringsrelatert;Planid
        2026/1;01.10.2026;01.10.2026;05.10.2026;211;nei;3401-2019-07
        2026/2;01.10.2026;01.10.2026;05.10.2026;111;ja;3401-2019-07
        2026/3;01.10.2026;01.10.2026;05.10.2026;211;;3401-2019-07
        """
    )
    desk.read(export, profile="utledet")
    assert [row["in_scope"] for row in desk.cases().values()] == ["no", "yes", "yes"]


def test_the_example_that_derives_business_from_the_building_type(desk: Desk) -> None:
    # the main groups of the land register: 1 dwelling, 2 industry, 3 office, 4 transport, 5 hotel, 6 to 8 mostly public
    answers = {"111": "no", "181": "no", "211": "yes", "311": "yes", "411": "yes", "511": "yes"}
    answers |= {"611": "unknown", "711": "unknown", "811": "unknown", "": "unknown"}
    lines = [f"2026/{number};01.10.2026;{code};ja;ja;ja" for number, code in enumerate(answers, start=1)]
    header = "Saksnr;Mottatt dato;Bygningstype;Innenfor plan;Ferdigregulert tomt;Vei til tomtegrense"
    desk.read(desk.csv("\n".join([header, *lines])), profile="bygningstype")
    assert [row["in_scope"] for row in desk.cases().values()] == list(answers.values())
    text = (desk.rules / "profiles" / "bygningstype.toml").read_text("utf-8")
    assert text.startswith("# KONTROLLER FØR BRUK")
    with desk.opened() as context:
        assert context.rulebook.profile().name == "norsk-standard"  # used only where it is named


EVENTS = "Saksnr;Hendelse;Dato;Instans"


@pytest.mark.parametrize(("mode", "complete", "days"), [("new", "2026-10-05", 7), ("full", None, None)])
def test_an_event_list_adds_or_replaces(desk: Desk, mode: str, complete: str | None, days: int | None) -> None:
    desk.profile("hendelser", f'title = "H"\nextends = "norsk-standard"\nevents = "{mode}"\n')
    first = desk.csv(f"{EVENTS}\n2026/1;Mottatt;01.10.2026;\n2026/1;Komplett;05.10.2026;", "a.csv")
    second = desk.csv(f"{EVENTS}\n2026/1;Mottatt;01.10.2026;\n2026/1;Vedtak;12.10.2026;", "b.csv")
    scope = desk.csv(f"Saksnr;{IN_SCOPE}\n2026/1;{YES}", "c.csv")
    for path in (first, scope, second):
        desk.read(path, profile="hendelser")
    row = desk.cases()["2026/1"]
    assert (row["complete"], row["decided"], row["net_days"]) == (complete, "2026-10-12", days)
    assert (row["in_scope"], row["state"]) == ("yes", "decided" if days else "held_out")


@pytest.mark.parametrize(("series", "state"), [("own", "running"), ("shared", "closed")])
def test_a_case_number_that_arrives_elsewhere(desk: Desk, series: str, state: str) -> None:
    desk.profile("serie", f'title = "S"\nextends = "norsk-standard"\ncase_number_series = "{series}"\n')
    header = "Kommune;Saksnr;Mottatt dato;Komplett dato"
    first = desk.csv(f"{header}\nKongsvinger;2026/1;01.10.2026;05.10.2026", "a.csv")
    second = desk.csv(f"{header}\nGrue;2026/1;01.10.2026;05.10.2026", "b.csv")
    desk.read(first, None, profile="serie")
    told = desk.read(second, None, profile="serie")
    assert ("transferred" in codes(told)) == (series == "shared")
    assert desk.figure("3401", period="2026")["closed_without_decision"] == (1 if series == "shared" else 0)
    with desk.opened() as context:
        rows = {row["municipality"]: row["state"] for row in list_cases(context, Selectors(TODAY)).rows}
    assert rows == {"3401": state, "3417": "running"}
