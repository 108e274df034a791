"""Each thing a profile can say, from its TOML file through an import to the figures. Days counted on a calendar."""

from __future__ import annotations

import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from casewatch.core.reference import Profile
from casewatch.errors import CasewatchError
from casewatch.services.asking.context import open_context
from casewatch.services.asking.selecting import Selectors
from casewatch.services.figures.listing import list_cases
from casewatch.services.importing.inbox import poll_inbox
from casewatch.services.importing.profiles import Saving, check_profile, how_remembered, save_profile, usual_profile
from casewatch.settings import Inbox
from casewatch.store.remembered import Remembered, remember_columns
from tests.cli import office
from tests.services.desk import IN_SCOPE, TODAY, YES, Desk, codes


@pytest.fixture
def desk(tmp_path: Path, empty_store: Path) -> Desk:
    return Desk(tmp_path, Path(shutil.copy(empty_store, tmp_path / "casewatch.db")))


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


def save(desk: Desk, name: str = "nabo", **asked: object) -> tuple[Profile, Path]:
    with desk.opened() as context:
        return save_profile(context, Saving(name, **asked))  # type: ignore[arg-type]


def own_headers(desk: Desk, header: str = "Vår dato", name: str = "uke48.csv") -> Path:
    return desk.csv(
        f"Saksnr;Mottatt dato;{header};Vedtaksdato;Ut 2;{IN_SCOPE}\n"
        f"2026/1;01.10.2026;05.10.2026;12.10.2026;07.10.2026;{YES}",
        name,
    )


def test_a_mapping_is_saved_from_an_import_and_remembered(desk: Desk) -> None:
    mapping = {"Vår dato": "complete", "Ut 2": "hearing_2_sent"}
    told = desk.read(own_headers(desk), mapping=mapping, holds="all")
    # 5 and 6 October if the hearing stood to the decision; all seven days without it: no column says when it ended
    row = desk.cases()["2026/1"]
    assert (row["net_days_low"], row["net_days_high"]) == (2, 7)
    profile, path = save(desk, from_import=told["id"])
    assert path == desk.rules / "profiles" / "nabo.toml"
    assert (profile.extends, profile.holds, profile.mapping) == ("norsk-standard", "all", mapping)
    assert set(profile.expected_headers) == {"Vår dato", "Ut 2"}
    assert check_profile(desk.rules, "nabo")[0] == check_profile(desk.folder / "rules", str(path))[0] == profile
    again = desk.read(own_headers(desk), profile="nabo")
    assert (again["unchanged"], again["holds"], codes(again)) == (1, "all", {"pair_incomplete"})
    assert desk.cases()["2026/1"]["net_days_low"] == 2


def test_a_remembered_header_that_is_missing_stops_the_import(desk: Desk) -> None:
    save(desk, mapping={"Vår dato": "complete"})
    line = desk.refused(own_headers(desk, "Vår  dato nr"), profile="nabo")
    assert all(part in line for part in ("uke48.csv", "nabo", "«Vår dato»", "complete", "«Vår dato nr»")), line
    assert desk.cases() == {}
    assert desk.read(own_headers(desk, "VÅR-DATO"), profile="nabo")["new"] == 1  # the same header, written otherwise


def test_the_header_of_the_case_number_may_be_the_missing_one(desk: Desk) -> None:
    save(desk, mapping={"Referanse": "case_no"})
    export = desk.csv("Ref;Mottatt dato;Komplett dato\n2026/1;01.10.2026;05.10.2026")
    assert "«Referanse»" in desk.refused(export, profile="nabo")


def test_a_mapping_of_one_import_goes_before_the_remembered_one(desk: Desk) -> None:
    save(desk, mapping={"Vår dato": "complete"})
    told = desk.read(own_headers(desk, "Klar"), profile="nabo", mapping={"Klar": "complete"})
    assert (told["status"], told["new"]) == ("stored", 1)
    assert desk.cases()["2026/1"]["complete"] == "2026-10-05"


def test_what_is_given_goes_before_what_the_import_was_read_with(desk: Desk) -> None:
    told = desk.read(own_headers(desk), mapping={"Vår dato": "complete"}, holds="all")
    profile, _path = save(desk, from_import=told["id"], mapping={"Klar": "complete"}, holds="open", title="Nabo")
    assert (profile.mapping, profile.holds, profile.title) == ({"Klar": "complete"}, "open", "Nabo")


def test_a_profile_takes_over_what_the_other_remembers(desk: Desk) -> None:
    save(desk, mapping={"Vår dato": "complete", "Ut 2": "hearing_2_sent"})
    profile, _path = save(desk, "nabo-2", extends="nabo", mapping={"Klar": "complete"})
    assert profile.mapping == {"Klar": "complete", "Ut 2": "hearing_2_sent"}


def test_headers_with_signs_that_toml_gives_a_meaning(desk: Desk) -> None:
    header = 'Dato "klar" = \\ # [x]'
    profile, _path = save(desk, mapping={header: "complete"})
    assert profile.expected_headers == (header,)


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"name": "Nabo", "mapping": {"X": "complete"}}, "«Nabo»"),
        ({"mapping": {"X": "complet"}}, "complete"),
        ({"mapping": {"X": "complete", "Y": "complete"}}, "«X»"),
        ({"mapping": {"X": "hearing_0_sent"}}, "hearing_0_sent"),
        ({"mapping": {"X": "complete"}, "extends": "ukjent"}, "«ukjent»"),
        ({"mapping": {"X": "complete"}, "extends": "nabo"}, "seg selv"),
        ({}, "ingenting å huske"),
        ({"from_import": 99}, "99"),
    ],
)
def test_what_cannot_be_saved(desk: Desk, asked: dict[str, object], said: str) -> None:
    before = sorted(path.name for path in (desk.rules / "profiles").iterdir())
    with pytest.raises(CasewatchError) as refused:
        save(desk, **asked)  # type: ignore[arg-type]
    assert said in str(refused.value)
    assert sorted(path.name for path in (desk.rules / "profiles").iterdir()) == before


def test_a_profile_is_overwritten_only_when_told(desk: Desk) -> None:
    save(desk, mapping={"X": "complete"})
    with pytest.raises(CasewatchError, match=r"\(yes\)"):
        save(desk, mapping={"Y": "complete"})
    assert save(desk, mapping={"Y": "complete"}, replace=True)[0].expected_headers == ("Y",)


def test_an_import_without_a_mapping_has_nothing_to_save(desk: Desk) -> None:
    told = desk.read(desk.csv("Saksnr;Mottatt dato\n2026/1;01.10.2026"))
    with pytest.raises(CasewatchError, match="map"):
        save(desk, from_import=told["id"])


def test_a_profile_is_checked_whatever_is_wrong_with_the_others(desk: Desk) -> None:
    desk.profile("god", 'title = "G"\nextends = "norsk-standard"\n')
    desk.profile("feil", 'title = "F"\nholdss = "all"\n')
    assert check_profile(desk.rules, "god")[0].title == "G"
    with pytest.raises(CasewatchError, match="holdss"):
        check_profile(desk.rules, "feil")
    with pytest.raises(CasewatchError, match="«borte»"):
        check_profile(desk.rules, "borte")
    own = desk.folder / "egen.toml"
    own.write_text('title = "E"\nextends = "feil"\n', "utf-8")
    with pytest.raises(CasewatchError, match="holdss"):
        check_profile(desk.rules, str(own))


@pytest.mark.parametrize(
    ("header", "suggested"),
    [("Motatt dato", "received"), ("Høring 2 sent", "hearing_2_sent"), ("Vedtaksdatoen", "decided")],
)
def test_an_unknown_header_gets_the_nearest_field(desk: Desk, header: str, suggested: str) -> None:
    told = desk.read(desk.csv(f"Saksnr;Innkommet;{header}\n2026/1;01.10.2026;05.10.2026"))
    (finding,) = [finding for finding in told["findings"] if finding["code"] == "header_unknown"]
    assert (finding["column"], finding["field"]) == ("C", suggested)
    assert f"Menes {suggested}?" in finding["message"]
    mapped = desk.read(
        desk.csv(f"Saksnr;Innkommet;{header}\n2026/1;01.10.2026;05.10.2026"), mapping={header: suggested}
    )
    assert mapped["status"] == "stored"


START = datetime(2026, 3, 30, 6, tzinfo=UTC)


def test_the_inbox_reads_a_file_as_somebody_chose(tmp_path: Path) -> None:
    now = START
    folder = tmp_path / "innboks"
    (folder / "3401").mkdir(parents=True)
    (folder / "3401" / "uke14.csv").write_text("Referanse;Kom inn\n2026/1;02.03.2026\n", "utf-8")
    with open_context(f"sqlite:///{tmp_path / 'store.db'}", office.RULES, now=lambda: now) as context:
        assert usual_profile(context, "3401") == "norsk-standard"
        with context.store.writing() as connection:
            mapping = {"Referanse": "case_no", "Kom inn": "received"}
            remember_columns(connection, "3401", Remembered("norsk-standard", "open", mapping), now)
            remember_columns(connection, "3417", Remembered("er-borte", None, mapping), now)
        assert how_remembered(context, "3417") is None
        inbox = Inbox(folder="innboks")
        read = []
        for _poll in range(3):
            read.append(poll_inbox(context, inbox, folder, 30, None).read)
            now += timedelta(minutes=3)
        assert sum(read) == 1
        with context.store.reading() as connection:
            row = connection.exec_driver_sql("SELECT holds, new, rejected FROM import_batch").one()
        assert tuple(row) == ("open", 1, 0)


def test_what_is_remembered_last_holds(tmp_path: Path) -> None:
    with open_context(f"sqlite:///{tmp_path / 'store.db'}", office.RULES, now=lambda: START) as context:
        assert how_remembered(context, "3401") is None
        for holds in ("all", "open"):
            with context.store.writing() as connection:
                remember_columns(connection, "3401", Remembered("norsk-standard", holds, {"A": "case_no"}), START)
        found = how_remembered(context, "3401")
        assert found == Remembered("norsk-standard", "open", {"A": "case_no"})
        assert how_remembered(context, "3417") is None
        assert how_remembered(context, None) is None
