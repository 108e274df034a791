"""``forget`` on the command line: what it says, when it asks, and what a figure for a past time says then."""

from __future__ import annotations

import io
import sys
from datetime import timedelta

import pytest

from tests.cli.conftest import Program

HEAD = (
    "Saksnr;Søknadstype;Mottatt dato;Komplett dato;Vedtaksdato;"
    "Næringsrelatert;Innenfor plan;Ferdigregulert tomt;Vei til tomtegrense"
)
ROWS = (
    "2026/7;Ett-trinn;02.03.2026;04.03.2026;12.03.2026;ja;ja;ja;ja",
    "2026/8;Ett-trinn;02.03.2026;04.03.2026;30.03.2026;ja;ja;ja;ja",
)
FORGET = ("forget", "26/00007", "--municipality", "3401", "--reason", "Krav om sletting")


@pytest.fixture
def stored(casewatch: Program) -> Program:
    path = casewatch.folder / "uke13.csv"
    path.write_text("\n".join((HEAD, *ROWS)) + "\n", "utf-8")
    casewatch.read(path)
    return casewatch


def test_it_says_what_it_erased_and_figures_for_a_past_time_say_so_too(stored: Program) -> None:
    then = (stored.time + timedelta(seconds=30)).isoformat()
    said = stored(*FORGET)
    assert (said.code, said.err) == (0, "")
    assert said.out.splitlines()[0] == "Slettet: søknader 1, innhold fra importer 1."
    assert "2026/7" not in stored("cases", "--format", "csv").out
    past = stored.assess("--known-at", then, "--period", "2026")
    assert (past["decided"], past["forgotten"]) == (1, 1)
    told = stored("assess", "--known-at", then, "--period", "2026").out
    assert "1 sak som var kjent da, er slettet siden (forget) og er ikke med i tallene." in told
    assert "slettet" not in stored("assess", "--period", "2026").out
    assert stored.assess("--period", "2026")["forgotten"] == 0
    flat = stored("assess", "--known-at", then, "--period", "2026", "--format", "csv").out.splitlines()
    assert "forgotten" in flat[0].split(",")


def test_twice_is_said_and_no_fault(stored: Program) -> None:
    stored(*FORGET)
    said = stored(*FORGET, "--yes")
    assert (said.code, said.out) == (0, "Saken er slettet fra før. Det var ikke mer igjen av den.\n")


def test_verify_is_content_where_only_an_erased_case_is_missing(stored: Program) -> None:
    assert stored("publish", "--period", "2026", "--municipality", "3401", "--reason", "Prøve").code == 0
    assert stored("verify").code == 0
    stored(*FORGET)
    said = stored("verify")
    assert said.code == 0
    assert said.out.splitlines()[0] == "nr. 1, 3401: kan ikke regnes ut på nytt, 1 sak er slettet siden (forget)."
    assert said.out.splitlines()[-1] == "1 låste tall (1 låsinger), og alt som kan regnes ut på nytt, stemmer."
    assert stored("verify", "--format", "json").json["lacking"] == [
        {"id": 1, "municipality": "3401", "forgotten": 1},
        {"id": 1, "municipality": None, "forgotten": 1},
    ]


def test_published_says_that_a_case_was_erased_and_no_verdict_that_is_not_certain(casewatch: Program) -> None:
    """8 of 10 measured and two unclear, 8 of 11 at worst and 10 of 12 at best; without one that passed 7 of 9."""
    rows = [
        f"2026/{number};Ett-trinn;02.03.2026;02.03.2026;{day};ja;ja;ja;ja"
        for number, day in enumerate([*["07.03.2026"] * 8, *["01.04.2026"] * 2], start=7)
    ]
    # one without a complete date, and one of five days or not counted: both may pass
    rows += ["2026/21;Ett-trinn;02.03.2026;;21.03.2026;ja;ja;ja;ja"]
    rows += ["2026/22;Ett-trinn;02.03.2026;16.03.2026;21.03.2026;;ja;ja;ja"]
    path = casewatch.folder / "uke14.csv"
    path.write_text("\n".join((HEAD, *rows)) + "\n", "utf-8")
    casewatch.read(path)
    assert casewatch("publish", "--period", "2026", "--municipality", "3401", "--reason", "Prøve").code == 0
    casewatch(*FORGET)
    said = casewatch("published").out.replace("\u00a0", " ")
    assert said.count("avgjøres av 2 uavklarte saker") == 2
    erased, differs = (line.strip() for line in said.splitlines()[-2:])
    assert erased == "1 sak er slettet siden tallene ble låst (forget), og er ikke med i tallene nå."
    assert differs.startswith(
        "Ingen av sakene som er igjen, er annerledes. Uten det som er slettet: målte saker 10 → 9, "
        "saker under grensen 8 → 7, andel 80 % → 78 %, "
    )
    assert "sum dager 100 → 95, snitt 10,0 → 10,6, " in differs
    assert "nådd" not in differs
    assert "." not in differs.split(": ", 1)[1].rstrip(".")
    (shown,) = casewatch("published", "--format", "json").json["published"]
    assert shown["forgotten"] == 1


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("forget", "2026/7", "--municipality", "3401"), "--reason"),
        (("forget", "2026/7", "--reason", "x"), "--municipality"),
        (("forget", "2026/77", "--municipality", "3401", "--reason", "x"), "Fant ikke sak 2026/77"),
        (("forget", "2026/7", "--municipality", "3401", "--reason", "om 2026/7"), "nevner saken"),
    ],
)
def test_a_call_that_cannot_be_used_is_one_line(stored: Program, arguments: tuple[str, ...], said: str) -> None:
    assert said in stored(*arguments).line
    assert "2026/7" in stored("cases", "--format", "csv").out


class _Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(("answer", "left"), [("ja\n", False), ("nei\n", True), ("\n", True)])
def test_on_a_terminal_it_asks_and_enter_is_no(
    stored: Program, monkeypatch: pytest.MonkeyPatch, answer: str, left: bool
) -> None:
    with monkeypatch.context() as terminal:
        terminal.setattr(sys, "stdin", _Terminal(answer))
        terminal.setattr(sys.stdout, "isatty", lambda: True)
        said = stored(*FORGET)
    assert said.code == 0
    assert "[j/N]" in said.out
    assert ("2026/7" in stored("cases", "--format", "csv").out) is left
