"""``profiles``: listed, shown, checked and saved from the command line, in every output form."""

from __future__ import annotations

import csv
import io
import shutil
from pathlib import Path

import pytest

from tests.cli import office
from tests.cli.conftest import Program


@pytest.fixture
def rules(casewatch: Program) -> Path:
    """A rules folder that may be written to."""
    folder = casewatch.folder / "regler"
    shutil.copytree(office.RULES, folder)
    return folder


def own(casewatch: Program, header: str = "Vår dato") -> Path:
    """The office's export with a header of its own where ``complete`` was."""
    return office.export(casewatch.folder / "uke13.csv", (",complete,", f",{header},"))


def test_the_profiles_are_listed(casewatch: Program) -> None:
    found = casewatch("profiles", "--format", "json").json["profiles"]
    assert [(one["name"], one["extends"], one["holds"]) for one in found] == [
        ("bygningstype", "norsk-standard", "part"),
        ("norsk-standard", None, "part"),
    ]
    assert found[0]["derives"] == ["business"]
    rows = list(csv.DictReader(io.StringIO(casewatch("profiles", "--format", "csv").out)))
    assert [(row["name"], row["derives"], row["extends"]) for row in rows] == [
        ("bygningstype", "business", "norsk-standard"),
        ("norsk-standard", "", ""),
    ]
    text = casewatch("profiles").out
    assert "norsk-standard" in text
    assert "kontroller før bruk" in text


def test_a_profile_is_shown_with_what_it_takes_over(casewatch: Program) -> None:
    one = casewatch("profiles", "show", "bygningstype", "--format", "json").json
    assert (one["extends"], one["holds"], one["date_order"]) == ("norsk-standard", "part", "dmy")
    assert one["complete_from"] == ["column", "supplement"]
    assert "Mottatt dato" in one["headers"]["received"]
    assert (one["values"]["application_type"]["mb"], one["values"]["event"]["mb"]) == ("provisional_use", "deficiency")
    assert one["derive"]["business"]["codes_no"] == ["1"]
    assert (one["mapping"], one["expected_headers"]) == ({}, [])
    lines = [line.strip() for line in casewatch("profiles", "show", "bygningstype").out.splitlines()]
    assert "Bygger på: norsk-standard" in lines
    assert "Fila inneholder: en del av sakene" in lines
    assert "business: nei ved bygningstype 1…" in lines
    assert "outcome = refused: avslag, avslått, avslag gitt" in lines
    rows = list(csv.DictReader(io.StringIO(casewatch("profiles", "show", "bygningstype", "--format", "csv").out)))
    assert {"section": "values", "field": "event", "spelling": "mb", "code": "deficiency"} in rows
    assert "ukjent" in casewatch("profiles", "show", "ukjent").line


def test_a_mapping_is_saved_and_remembered(casewatch: Program, rules: Path) -> None:
    mapped = casewatch(
        "import", own(casewatch), "--municipality", "3401", "--map", "Vår dato=complete", "--holds", "all"
    )
    assert mapped.err.endswith("casewatch profiles save NAVN --from-import 1\n")
    said = casewatch("--rules", rules, "profiles", "save", "nabo", "--from-import", 1)
    assert (said.code, said.out) == (0, "«Vår dato» → complete\n")
    assert "--profile nabo" in said.err
    one = casewatch("--rules", rules, "profiles", "show", "nabo", "--format", "json").json
    assert (one["mapping"], one["holds"]) == ({"Vår dato": "complete"}, "all")
    assert "  «Vår dato» → complete" in casewatch("--rules", rules, "profiles", "show", "nabo").out.splitlines()
    checked = casewatch("--rules", rules, "profiles", "check", "nabo")
    assert (checked.code, "kan brukes" in checked.err) == (0, True)
    by_file = casewatch("profiles", "check", rules / "profiles" / "nabo.toml", "--format", "json").json
    assert by_file == one
    asked = ("--rules", rules, "import", own(casewatch), "--municipality", "3401", "--profile", "nabo")
    assert casewatch(*asked).code == 0
    figure = casewatch.assess(*office.QUARTER)
    assert {name: figure[name] for name in ("decided", "under_limit", "sum_days", "held_out")} == {
        name: office.RESULT[name] for name in ("decided", "under_limit", "sum_days", "held_out")
    }


def test_a_remembered_header_that_is_missing_is_one_line(casewatch: Program, rules: Path) -> None:
    save = ("--rules", rules, "profiles", "save", "nabo", "--map", "Vår dato=complete")
    assert casewatch(*save).code == 0
    path = own(casewatch, "Vår dato 2")
    line = casewatch("--rules", rules, "import", path, "--municipality", "3401", "--profile", "nabo").line
    assert all(part in line for part in ("uke13.csv", "nabo", "«Vår dato»", "complete", "«Vår dato 2»"))
    assert casewatch("imports", "--format", "json").json["imports"] == []


def test_a_profile_that_exists_is_kept_unless_told(casewatch: Program, rules: Path) -> None:
    save = ("--rules", rules, "profiles", "save", "nabo", "--map")
    casewatch(*save, "A=complete")
    kept = (rules / "profiles" / "nabo.toml").read_bytes()
    assert "--yes" in casewatch(*save, "B=complete").line
    assert (rules / "profiles" / "nabo.toml").read_bytes() == kept
    assert casewatch(*save, "B=complete", "--yes", "--format", "json").json["expected_headers"] == ["B"]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("save", "nabo"), "--map"),
        (("save", "Nabo", "--map", "A=complete"), "«Nabo»"),
        (("save", "nabo", "--map", "A"), "«Overskrift=felt»"),
        (("save", "nabo", "--map", "A=complet"), "complete"),
        (("save", "nabo", "--map", "A=complete", "--holds", "noe"), "all, open, part"),
        (("save", "nabo", "--map", "A=complete", "--extends", "x"), "«x»"),
        (("save", "nabo", "--from-import", "x"), "--from-import"),
        (("save", "nabo", "--from-import", "7"), "Import 7"),
        (("check", "borte"), "«borte»"),
        (("check", "borte.toml"), "borte.toml"),
        (("show",), "NAVN"),
    ],
)
def test_bad_calls_are_one_line(casewatch: Program, rules: Path, arguments: tuple[str, ...], said: str) -> None:
    before = sorted((rules / "profiles").iterdir())
    assert said in casewatch("--rules", rules, "profiles", *arguments).line
    assert sorted((rules / "profiles").iterdir()) == before


def test_a_broken_profile_is_named_by_check(casewatch: Program, rules: Path) -> None:
    path = casewatch.folder / "feil.toml"
    path.write_text('title = "F"\nholds = "alt"\n', "utf-8")
    line = casewatch("--rules", rules, "profiles", "check", path).line
    assert all(part in line for part in ("feil.toml", "holds", '"all", "open", "part"'))
