"""Profiles that are saved from an import, checked and remembered, and what is read by them then."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from casewatch.core.reference import Profile
from casewatch.errors import CasewatchError
from casewatch.services.asking.context import open_context
from casewatch.services.importing.inbox import poll_inbox
from casewatch.services.importing.profiles import Saving, check_profile, how_remembered, save_profile, usual_profile
from casewatch.settings import Inbox
from casewatch.store.remembered import Remembered, remember_columns
from tests.cli import office
from tests.services.desk import IN_SCOPE, YES, Desk, codes


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
