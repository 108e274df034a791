"""Each command once as the process a user starts; what starting costs; the environment."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from casewatch.cli.main import app
from tests.cli import office
from tests.cli.conftest import Program, process
from tests.six import DELIVERED

HEAVY = ("pandas", "numpy", "sqlalchemy", "sqlmodel", "fastapi", "openpyxl", "matplotlib", "alembic", "babel")
ANSWERED_AT_ONCE = [
    ["--help"],
    ["import", "--help"],
    ["explain", "--help"],
    ["export", "--help"],
    ["--version"],
    ["--language", "en", "--help"],
    ["--language", "en", "assess", "--help"],
]


@pytest.mark.parametrize("arguments", ANSWERED_AT_ONCE)
def test_help_answers_without_the_heavy_packages(tmp_path: Path, arguments: list[str]) -> None:
    code = (
        "import sys\n"
        f"sys.argv = ['casewatch', *{arguments!r}]\n"
        "from casewatch.cli.main import run\n"
        "try:\n    run()\n"
        "except SystemExit as stopped:\n    print(stopped.code, *sorted(sys.modules), file=sys.stderr)\n"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=True)
    code_said, *modules = done.stderr.split()
    assert code_said == "0"
    assert done.stdout.startswith(("Usage:",) if "en" in arguments else ("Bruk:", "casewatch 0"))
    assert "casewatch.cli.main" in modules
    assert [name for name in HEAVY if name in modules] == []


def test_every_command_as_a_process(tmp_path: Path) -> None:
    """One office's day, from the template to the demo; all that the command line has, each at least once."""
    database = {"CASEWATCH_DATABASE_URL": f"sqlite:///{tmp_path / 'kontor.db'}"}
    office.export(tmp_path / "uke13.csv")
    office.export(tmp_path / "uke14.csv", without="2026/12")
    explain = ["explain", "2026/2", "--municipality", "3401", "--as-of", office.AS_OF]
    reason = ["--set", "complete=2026-02-06", "--reason", "etter telefon"]
    calls = [
        ["template", "--out", "mal.xlsx"],
        ["rules"],
        ["rules", "check", str(DELIVERED / "vedlegg1.toml")],
        ["import", "uke13.csv", "uke14.csv", "--municipality", "3401"],
        ["imports"],
        ["imports", "show", "1"],
        ["imports", "undo", "2"],
        ["assess", *office.QUARTER],
        ["cases", "--as-of", office.AS_OF],
        explain,
        ["correct", "2026/3", "--municipality", "3401", *reason],
        ["correct", "1", "--undo"],
        ["chart", "--out", "bilder", *office.QUARTER],
        ["report", "--out", "rapport.xlsx", *office.QUARTER],
        ["export", "--out", "tabeller", *office.QUARTER],
    ]
    for call in calls:
        said = process(*call, cwd=tmp_path, **database)
        assert said.code == 0, (call, said)
        assert said.out, call
    assert (tmp_path / "mal.xlsx").read_bytes()[:2] == b"PK"
    assert (tmp_path / "rapport.xlsx").read_bytes()[:2] == b"PK"
    pictures = sorted(path.name for path in (tmp_path / "bilder").iterdir())
    stems = {name.rpartition(".")[0] for name in pictures}
    assert {f"{stem}.{ending}" for stem in stems for ending in ("png", "svg", "txt")} == set(pictures)
    assert {"sammenligning", "utvikling", "apne-saker", "stripe-3401-kongsvinger"} <= stems


def test_the_environment_says_what_options_say(filled: Program, tmp_path: Path) -> None:
    rules = tmp_path / "regler"
    rules.mkdir()
    for path in office.RULES.rglob("*"):
        if path.is_file():
            target = rules / path.relative_to(office.RULES)
            target.parent.mkdir(exist_ok=True)
            target.write_bytes(path.read_bytes())
    text = (rules / "vedlegg1.toml").read_text("utf-8")
    (rules / "vedlegg1.toml").write_text(text.replace("limit_days = 10 ", "limit_days = 7 "), "utf-8")
    variables = {"CASEWATCH_DATABASE_URL": f"sqlite:///{filled.database}", "CASEWATCH_RULES": str(rules)}
    asked = ("assess", *office.QUARTER, "--format", "json")
    result = process(*asked, cwd=tmp_path, **variables).json["results"][0]
    assert (result["decided"], result["under_limit"]) == (5, 2)  # 4 and 6
    overruled = process("--rules", office.RULES, *asked, cwd=tmp_path, **variables).json["results"][0]
    assert overruled["under_limit"] == 4
    (tmp_path / "innstillinger.toml").write_text("[uploads]\nkeep_dager = 3\n", "utf-8")
    refused = process("imports", cwd=tmp_path, CASEWATCH_SETTINGS="innstillinger.toml", **variables)
    assert "keep_dager" in refused.line
    assert "fr" in process("imports", cwd=tmp_path, CASEWATCH_LANGUAGE="fr", **variables).line


def test_without_a_database_it_is_a_file_in_the_users_data_folder(tmp_path: Path) -> None:
    places = {"XDG_DATA_HOME": str(tmp_path / "data"), "HOME": str(tmp_path), "LOCALAPPDATA": str(tmp_path)}
    said = process("imports", "--format", "json", cwd=tmp_path, **places)
    assert said.json == {"imports": []}
    assert [path.name for path in tmp_path.rglob("casewatch.db")] == ["casewatch.db"]


def test_output_is_utf8_whatever_the_terminal_says(filled: Program, tmp_path: Path) -> None:
    said = process(
        "--database", filled.database, "cases", "--format", "csv", cwd=tmp_path, PYTHONIOENCODING="latin-1", LC_ALL="C"
    )
    assert said.out.startswith("municipality,case_no,")
    text = process("--database", filled.database, "assess", cwd=tmp_path, PYTHONIOENCODING="ascii", LC_ALL="C")
    assert "Sør-Odal" in text.out


def test_a_reader_that_has_had_enough_is_no_failure(filled: Program) -> None:
    read, write = os.pipe()
    os.close(read)
    done = subprocess.run(
        [sys.executable, "-m", "casewatch", "--database", filled.database, "cases", "--format", "json"],
        stdout=write,
        stderr=subprocess.PIPE,
        check=False,
    )
    os.close(write)
    assert (done.returncode, done.stderr) == (0, b"")


def test_commands_named_in_the_contract_are_there() -> None:
    """Of those this part of the program has."""
    names = {command.name for command in app.registered_commands} | {group.name for group in app.registered_groups}
    assert {"import", "imports", "assess", "cases", "explain", "correct", "chart", "report"} <= names
    assert {"rules", "template", "demo"} <= names


def test_json_is_one_document_without_a_mark(filled: Program, tmp_path: Path) -> None:
    said = process("--database", filled.database, "assess", *office.QUARTER, "--format", "json", cwd=tmp_path)
    assert (said.code, said.err) == (0, "")
    assert said.out.startswith("{")
    assert json.loads(said.out)["results"][0]["sum_days"] == office.RESULT["sum_days"]
