"""What a person reads: Norwegian, whole, with names for codes, and no verdict where there is none."""

from __future__ import annotations

import re

import pytest

from tests.cli import office
from tests.cli.conftest import Program

TEXTS = [
    ("assess", *office.QUARTER),
    ("cases", "--as-of", office.AS_OF),
    ("explain", "2026/2", "--municipality", "3401", "--as-of", office.AS_OF),
    ("imports",),
    ("imports", "show", "1"),
    ("rules",),
    ("cases", "--as-of", "2020-01-01"),
]


@pytest.mark.parametrize("call", TEXTS, ids=[" ".join(call[:2]) for call in TEXTS])
def test_nothing_is_cut_and_no_line_ends_in_spaces(filled: Program, call: tuple[str, ...]) -> None:
    filled.monkeypatch.setenv("COLUMNS", "40")  # as on a small terminal; a pipe has no width
    said = filled(*call)
    assert (said.code, said.err) == (0, "")
    assert said.out.endswith("\n")
    assert [line for line in said.out.split("\n") if line != line.rstrip()] == []
    assert "…" not in said.out


def table_row(text: str, first: str) -> list[str]:
    """The cells of the table's row that begins with a word; columns are three spaces apart."""
    (line,) = [line for line in text.splitlines() if line.startswith(f"{first}   ")]
    return re.split(r" {2,}", line)


def test_the_manager_sees_counts_before_percentages(filled: Program) -> None:
    out = filled("assess", *office.QUARTER).out
    assert table_row(out, "Kongsvinger")[:6] == [
        "Kongsvinger",
        "4 av 5",
        "80\u00a0%",
        # 5 of 6 with the one held out, which took 4 days at most, and 6 of 7 with the other: met; 4 of 6 with 2026/10
        "nådd i dag, men 1 ventende sak er over grensen",
        "7,8",
        # 39 days and 0 to 4 over six, and two more in a seventh: 41 / 7 and 43 / 6
        "nådd (5,9 til 7,2 med de uavklarte)",
    ]
    assert "Kongsvinger: 4 av 5 næringssaker ble avgjort på under 10 dager" in out
    assert "Tiden sto stille i 10 dager til uttalelse.\n" in out


@pytest.mark.parametrize("period", ["2026-Q1", "2019"])
def test_the_pooled_line_carries_no_verdict(filled: Program, period: str) -> None:
    """Not even where nothing was decided: "ingen saker avgjort" would be one too."""
    out = filled("assess", "--as-of", office.AS_OF, "--period", period).out
    (line,) = [line for line in out.splitlines() if line.startswith("Alle seks samlet (ikke et mål)")]
    assert not re.search("nådd|avgjort|avgjøres|for få", line)
    assert "nå" not in line.removeprefix("Alle seks samlet (ikke et mål)")


def test_explain_names_bodies_and_days(filled: Program) -> None:
    out = filled("explain", "2026/2", "--municipality", "3401", "--as-of", office.AS_OF).out
    assert "Sak 2026/2, søknad 1: 6 tellende dager, mål under 10.\n" in out
    assert "16 dager fra komplett, av dem 10 da tiden sto stille." in out
    assert re.search(r"til uttalelse +NVE +uke13.csv, rad 3", out)
    assert "uke13.csv, rad 3" in out
    late = filled("explain", "2026/11", "--municipality", "3401", "--as-of", office.AS_OF).out
    assert re.search(r"til uttalelse +Statens vegvesen ", late)
    over = filled("explain", "2026/10", "--municipality", "3401", "--as-of", office.AS_OF).out
    assert "Grensen ble nådd onsdag 11. mars 2026: 10 dager brukt." in over


def test_explain_speaks_only_of_what_the_rule_asks(filled: Program) -> None:
    asked = ("explain", "2026/6", "--municipality", "3401", "--as-of", office.AS_OF)
    assert "innenfor plan: nei" in filled(*asked).out
    business = filled(*asked, "--rule", "naeringssaker").out
    assert "Teller i målet. Næringsrelatert: ja (eksporten).\n" in business
    assert "innenfor plan" not in business


def test_a_day_in_the_list_of_imports_is_oslos(casewatch: Program) -> None:
    path = office.export(casewatch.folder / "a.csv")
    casewatch.read(path, "--received-at", "2026-03-29T22:30:00Z")  # half past midnight on the 30th
    assert "30.03.2026" in casewatch("imports").out
    assert table_row(casewatch("assess", *office.QUARTER).out, "Kongsvinger")[-1] == "30.03.2026"


def test_an_import_tells_what_it_did(casewatch: Program) -> None:
    path = office.export(casewatch.folder / "a.csv", more="2026/15,1,one_step,31.02.2026,,,,,ja,ja,ja,ja,,,\n")
    said = casewatch("import", path, "--municipality", "3401")
    assert (said.code, said.err) == (3, "")
    assert said.out.startswith(
        "a.csv: lest inn som import 1.\n  16 søknader: 15 nye, 0 endret, 0 uendret, 1 ikke lest.\n"
    )
    assert "  Ikke lest: " in said.out
    again = casewatch("import", path, "--municipality", "3401")
    assert again.out == "a.csv: Fila er lest inn før (import 1). Ingenting er endret.\n"


def test_help_is_norwegian(filled: Program) -> None:
    for command in ("", "import", "imports", "imports show", "assess", "cases", "explain", "correct", "rules check"):
        said = filled(*command.split(), "--help", database=False)
        assert (said.code, said.err) == (0, "")
        assert said.out.startswith(f"Bruk: casewatch {command}".rstrip())
        assert not re.search(r"Usage|Options|Commands|Arguments|Show this|required|default|<|\[ARGS|COMMAND", said.out)


def test_language_changes_words_not_fields(filled: Program) -> None:
    norwegian, english = filled("assess", *office.QUARTER), filled("--language", "en", "assess", *office.QUARTER)
    assert (english.code, english.err) == (0, "")
    assert norwegian.out != english.out
    as_json = ("assess", *office.QUARTER, "--format", "json")
    assert filled(*as_json).json == filled("--language", "en", *as_json).json
    filled.monkeypatch.setenv("CASEWATCH_LANGUAGE", "en")
    assert filled("assess", *office.QUARTER).out == english.out


def test_what_an_import_changed_is_told_in_the_offices_words(filled: Program) -> None:
    path = office.export(
        filled.folder / "b.csv",
        ("2026-03-20,2026-03-25,,,,ja", "2026-03-20,2026-03-25,,withdrawn,2026-03-30,nei"),
        ("2026-03-24,,statens-vegvesen", "2026-03-24,2026-03-26,statens-vegvesen"),
    )
    out = filled("import", path, "--municipality", "3401").out
    assert {line.strip() for line in out.splitlines() if "Endret: " in line} == {
        "Endret: sak 2026/9, Resultat: tom → trukket",
        "Endret: sak 2026/9, Avsluttet dato: tom → 30.03.2026",
        "Endret: sak 2026/9, Næringsrelatert: ja → nei",
        "Endret: sak 2026/11, Uttalelser: 24.03.2026, ikke besvart → 24.03.2026–26.03.2026",
    }
    undone = filled("imports", "undo", 2).out
    assert undone == "Import 2 (b.csv) er tatt tilbake. Søknader som er borte: 0, satt tilbake: 2.\n"
