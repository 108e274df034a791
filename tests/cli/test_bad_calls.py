"""Calls that cannot be used: one clear line on standard error, exit code 2, nothing stored, never a traceback."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.cli import office
from tests.cli.conftest import Program
from tests.six import DELIVERED

EXPLAIN = ("explain", "2026/1", "--municipality", "3401")
CORRECT = ("correct", "2026/1", "--municipality", "3401", "--reason", "x")

#: A call, and what its line has to name: the option or argument, and where there is one the value.
CALLS: list[tuple[tuple[str, ...], tuple[str, ...]]] = [
    ((*CORRECT, "--set", "complete=2026-01-05", "--set", "complete=2026-01-06"), ("--set", "to ganger")),
    (("assess", "--municipality", "9999"), ("--municipality", "9999", "3401 Kongsvinger")),
    (("cases", "--municipality", ""), ("--municipality",)),
    (("assess", "--period", "2026-13"), ("--period", "2026-13", "2026-T2")),
    (("assess", "--period", "2026-Q5"), ("--period", "2026-Q5")),
    (("assess", "--period", "2026-W54"), ("--period", "2026-W54")),
    (("assess", "--period", "2026-03-01..2026-02-01"), ("--period",)),
    (("assess", "--period", "9999"), ("--period", "9999")),
    (("cases", "--period", "0001-01-01..9999-12-31"), ("--period",)),
    (("assess", "--as-of", "i går"), ("--as-of", "i går")),
    (("assess", "--as-of", "2026-02-30"), ("--as-of", "2026-02-30")),
    (("assess", "--as-of", ""), ("--as-of",)),
    (("assess", "--as-of", "1899-12-31"), ("--as-of", "1900", "2100")),
    (("cases", "--as-of", "2101-01-01"), ("--as-of", "1900", "2100")),
    (("assess", "--as-of", "0001-01-01"), ("--as-of",)),
    (("assess", "--known-at", "nå"), ("--known-at", "nå")),
    (("assess", "--known-at", "0001-01-01"), ("--known-at",)),
    (("assess", "--known-at", "9999-12-31T23:59:59-12:00"), ("--known-at",)),
    (("assess", "--rule", "finnes-ikke"), ("finnes-ikke", "vedlegg1")),
    (("assess", "--rule", "finnes-ikke.toml"), ("finnes-ikke.toml",)),
    (("assess", "--rule", "./"), ("kan ikke leses",)),
    (("assess", "--format", "xml"), ("--format", "xml", "text, json, csv")),
    (("cases", "--state", "ferdig"), ("--state", "ferdig", "at-risk")),
    (("cases", "--state", ""), ("--state",)),
    (("explain", "2026/999", "--municipality", "3401"), ("2026/999", "3401")),
    (("explain", "", "--municipality", "3401"), ("3401",)),
    ((*EXPLAIN, "--application", "7"), ("2026/1",)),
    ((*EXPLAIN, "--application", "-7"), ("2026/1",)),
    ((*EXPLAIN, "--application", "99999999999999999999"), ("2026/1",)),
    ((*EXPLAIN, "--application", "to"), ("--application", "casewatch explain --help")),
    (("explain", "2026/1"), ("--municipality", "casewatch explain --help")),
    (("explain", "2026/1", "--municipality", "Oslo"), ("Oslo",)),
    (CORRECT, ("--set",)),
    ((*CORRECT[:4], "--set", "complete=2026-01-05"), ("--reason",)),
    ((*CORRECT[:4], "--set", "complete=2026-01-05", "--reason", "  "), ("--reason",)),
    ((*CORRECT, "--set", "complete"), ("--set", "complete")),
    ((*CORRECT, "--set", "ferdig=2026-01-05"), ("ferdig", "complete")),
    ((*CORRECT, "--set", "complete=snart"), ("snart",)),
    ((*CORRECT, "--set", "complete=1815-03-01"), ("1815-03-01", "1900")),
    ((*CORRECT, "--set", "hearing 2026-01-05=2201-01-01"), ("2201-01-01", "2100")),
    ((*CORRECT, "--set", "hearing i dag=2026-01-07"), ("i dag",)),
    ((*CORRECT, "--set", "business=kanskje"), ("business=kanskje", "ja eller nei")),
    ((*CORRECT, "--set", "complete=2026-01-05", "--application", "9"), ("2026/1",)),
    (("correct", "2026/999", "--municipality", "3401", "--set", "complete=", "--reason", "x"), ("2026/999",)),
    (("correct", "2026/1", "--set", "complete=", "--reason", "x"), ("--municipality",)),
    (("correct", "7", "--undo"), ("7",)),
    (("correct", "syv", "--undo"), ("syv",)),
    (("correct", "99999999999999999999", "--undo"), ("99999999999999999999",)),
    (("imports", "show", "7"), ("7", "casewatch imports")),
    (("imports", "undo", "7"), ("7", "casewatch imports")),
    (("imports", "show", "0"), ("0",)),
    (("imports", "undo", "-1"), ("-1",)),
    (("imports", "show", "--", "-1"), ("-1",)),
    (("imports", "undo", "99999999999999999999"), ("99999999999999999999",)),
    (("imports", "show", "syv"), ("syv",)),
    (("imports", "show"), ("ID", "casewatch imports show --help")),
    (("report", "--out", "rapport.doc"), ("--out", "rapport.doc", ".xlsx")),
    (("report", "--out", "fil/rapport.xlsx"), ("fil",)),
    (("report",), ("--out",)),
    (("chart", "--out", "fil"), ("fil",)),
    (("chart", "--out", "bilder", "--case", "2026/1"), ("--municipality",)),
    (("template", "--out", "mal.xls"), ("mal.xls", ".xlsx")),
    (("template", "--out", "fil/mal.xlsx"), ("fil",)),
    (("demo", "--out", "fil"), ("fil",)),
    (("rules", "check", "finnes-ikke.toml"), ("finnes-ikke.toml",)),
    (("rules", "check", "fil"), ("fil",)),
    (("import",), ("FIL", "casewatch import --help")),
    (("import", "finnes-ikke.xlsx"), ("finnes-ikke.xlsx",)),
    (("import", "."), ("fil",)),
    (("import", "fil", "--profile", "finnes-ikke"), ("finnes-ikke", "norsk-standard")),
    (("import", "fil", "--municipality", "9999"), ("9999",)),
    (("import", "fil", "--holds", "halve"), ("--holds", "halve", "part")),
    (("import", "fil", "--map", "Ferdigdag"), ("--map", "Ferdigdag")),
    (("import", "fil", "--map", "=decided"), ("--map",)),
    (("import", "uke13.csv", "--map", "Ferdigdag=ferdig"), ("ferdig", "decided")),
    (("import", "uke13.csv", "--map", "Ferdigdag=decided"), ("Ferdigdag",)),
    (("import", "fil", "--as-of", "i går"), ("--as-of", "i går")),
    (("import", "fil", "--received-at", "i går"), ("--received-at", "i går")),
    (("import", "fil", "--received-at", "0001-01-01"), ("--received-at",)),
    (("import", "fil", "--format", "yaml"), ("--format", "yaml")),
    (("assess", "--finnes-ikke"), ("--finnes-ikke", "casewatch assess --help")),
    (("assess", "--period"), ("--period",)),
    (("assess", "--check=ja"), ("--check",)),
    (("assess", "mer"), ("mer",)),
    (("finnes-ikke",), ("finnes-ikke", "casewatch --help")),
    (("imports", "slett", "1"), ("slett",)),
    (("--finnes-ikke",), ("--finnes-ikke",)),
    (("--language", "fr", "imports"), ("--language", "fr", "nb, en")),
    (("--rules", "finnes-ikke", "imports"), ("finnes-ikke",)),
    (("--rules", "fil", "imports"), ("fil",)),
    (("--settings", "finnes-ikke.toml", "imports"), ("finnes-ikke.toml",)),
    (("--settings", "fil", "template", "--out", "mal.xlsx"), ("fil",)),
    (("--settings", "fil", "rules", "check", str(DELIVERED)), ("fil",)),
    (("--settings", "fil", "demo"), ("fil",)),
    (("--database", "fil", "imports"), ("fil",)),
    (("--database", "fil/casewatch.db", "imports"), ("fil",)),
    (("--database", ".", "imports"), ("database",)),
    (("--database", "mysql://tjener/base", "imports"), ("mysql", "postgresql://")),
]


@pytest.mark.parametrize(("call", "named"), CALLS, ids=[" ".join(call)[:60] for call, _named in CALLS])
def test_one_clear_line(filled: Program, call: tuple[str, ...], named: tuple[str, ...]) -> None:
    (filled.folder / "fil").write_text("dette er ingen tabell", "utf-8")
    line = filled(*call).line
    assert [part for part in named if part not in line] == [], line
    assert [one["id"] for one in filled("imports", "--format", "json").json["imports"]] == [1]
    assert sorted(path.name for path in filled.folder.iterdir()) == ["fil", "uke13.csv"]


def test_a_bare_call_shows_the_help_and_says_what_is_missing(filled: Program) -> None:
    said = filled(database=False)
    assert (said.code, said.out.startswith("Bruk: casewatch")) == (2, True)
    assert said.err == "Mangler kommando. Se «casewatch --help».\n"
    assert filled().line == "Mangler kommando. Se «casewatch --help»."


@pytest.mark.parametrize(
    ("name", "content", "named"),
    [
        ("tom.csv", b"", "tom.csv"),
        ("tom.xlsx", b"", "tom.xlsx"),
        ("prosa.csv", "Kjære leser;\nher er ingen tabell;\n".encode(), "prosa.csv"),
        ("bilde.xlsx", b"\x89PNG\r\n\x1a\n" + bytes(200), "bilde.xlsx"),
        ("halv.xlsx", b"PK\x03\x04" + bytes(100), "halv.xlsx"),
        ("uten.csv", b"received,complete\n2026-01-02,2026-01-05\n", "uten.csv"),
        ("bare.csv", b"case_no,received,complete,decided\n", "bare.csv"),
        ("dokument.pdf", b"%PDF-1.7\n", "dokument.pdf"),
    ],
)
def test_a_file_that_is_no_table(filled: Program, name: str, content: bytes, named: str) -> None:
    (filled.folder / name).write_bytes(content)
    assert named in filled("import", name, "--municipality", "3401").line
    assert len(filled("imports", "--format", "json").json["imports"]) == 1


def test_a_database_of_something_else_is_left_alone(filled: Program) -> None:
    import sqlite3

    with sqlite3.connect(filled.folder / "annet.db") as connection:
        connection.execute("CREATE TABLE dikt (linje TEXT)")
    assert "annet.db" in filled("--database", "annet.db", "imports").line


def test_a_password_is_never_said(filled: Program) -> None:
    line = filled("--database", "postgresql://leser:hemmelig@127.0.0.1:1/base", "imports").line
    assert "127.0.0.1" in line
    assert "hemmelig" not in line


RULE_FAULTS: list[tuple[str, Callable[[str], str]]] = [
    ("hele_dager", lambda text: text.replace("day_count =", "hele_dager = true\nday_count =")),
    ("day_count", lambda text: text.replace('"calendar"', '"måneder"')),
    ("limit_days", lambda text: text.replace("limit_days = 10", 'limit_days = "ti"')),
    ("regel.toml", lambda text: text + "\n[[\n"),
]


@pytest.mark.parametrize(("named", "spoil"), RULE_FAULTS, ids=[named for named, _spoil in RULE_FAULTS])
def test_a_rule_file_is_read_strictly(filled: Program, named: str, spoil: Callable[[str], str]) -> None:
    text = (office.RULES / "vedlegg1.toml").read_text("utf-8")
    assert spoil(text) != text
    (filled.folder / "regel.toml").write_text(spoil(text), "utf-8")
    for call in (("rules", "check", "regel.toml"), ("assess", "--rule", "regel.toml")):
        line = filled(*call).line
        assert "regel.toml" in line
        assert named in line


def test_a_full_disk_behind_standard_output_is_one_line(filled: Program) -> None:
    full = Path("/dev/full")
    if not full.exists():
        pytest.skip("this system has no /dev/full")
    import subprocess
    import sys

    with full.open("wb") as nowhere:
        done = subprocess.run(
            [sys.executable, "-m", "casewatch", "--database", filled.database, "cases"],
            stdout=nowhere,
            stderr=subprocess.PIPE,
            check=False,
        )
    assert done.returncode == 2
    assert done.stderr.decode().count("\n") == 1, done.stderr.decode()


WORDS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=12) | st.sampled_from(
    [
        "12m",
        "2026",
        "2026-T2",
        "..",
        "-1",
        "1e9",
        "2026-02-29",
        "nan",
        "0",
        "--",
        "=",
        "2026-W53",
        "24:00",
        "∞",
        "٣",
        "²",
    ]
)
OPTIONS = {
    "assess": ("--as-of", "--known-at", "--period", "--municipality", "--rule", "--format"),
    "cases": ("--as-of", "--known-at", "--period", "--municipality", "--state", "--format"),
    "explain": ("--as-of", "--known-at", "--period", "--application", "--rule", "--format"),
    "correct": ("--set", "--application", "--reason"),
    "import": ("--municipality", "--profile", "--map", "--holds", "--as-of", "--received-at", "--format"),
    "imports show": (),
    "imports undo": (),
}


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_whatever_stands_in_an_option(filled: Program, data: st.DataObject) -> None:
    """Answered, or refused in one line; a correction that was kept by chance is an answer too."""
    command = data.draw(st.sampled_from(sorted(OPTIONS)))
    call = command.split()
    if command in ("explain", "correct"):
        call += [data.draw(st.sampled_from(["2026/1", "26/14"]) | WORDS), "--municipality=3401"]
    elif command == "import":
        call += ["uke13.csv", "--dry-run"]
    elif not OPTIONS[command]:
        call += ["--", data.draw(WORDS.filter(lambda text: text != "1"))]
    if command == "correct":
        call += ["--reason=prøve"]
    for option in (
        data.draw(st.lists(st.sampled_from(OPTIONS[command]), max_size=2, unique=True)) if OPTIONS[command] else ()
    ):
        call.append(f"{option}={data.draw(WORDS)}")
    said = filled(*call)
    if said.code != 0:
        assert said.code == 2
        assert said.err.count("\n") == 1, said.err
    assert "Traceback" not in said.err
