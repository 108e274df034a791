"""The documents hold: commands and options, findings, links, files that are named, and the samples' figures."""

from __future__ import annotations

import json
import re
import shlex
import tomllib
from dataclasses import fields
from datetime import date
from pathlib import Path

import pytest
import typer.main

from casewatch.cli.main import app
from casewatch.core.alerts.shapes import LEVELS
from casewatch.core.clock import HELD_OUT_REASONS
from casewatch.core.doubts.remarks import REMARKS
from casewatch.intake.findings import CODES
from casewatch.intake.tables import Finding
from casewatch.services.asking.context import open_context
from casewatch.services.asking.selecting import Selectors
from casewatch.services.figures.assess import assess
from casewatch.services.figures.listing import CASE_COLUMNS, EXTRA_STATES
from casewatch.services.importing.outcome import FieldChange, ImportResult
from tests.six import RULES

ROOT = Path(__file__).parents[1]
TOP = [ROOT / f"{name}.md" for name in ("README", "CONTRIBUTING", "SECURITY", "CHANGELOG")]
DOCS = [*TOP, *sorted((ROOT / "docs").glob("*.md"))]
README, MANUAL = (ROOT / "README.md").read_text("utf-8"), (ROOT / "docs" / "bruk.md").read_text("utf-8")
COMMAND_LINE = (ROOT / "docs" / "command-line.md").read_text("utf-8")

#: Findings that come of comparing a file with what is stored, and the one of a file that is refused.
OF_SERVICES = {
    "refused": "error",
    "received_missing": "error",
    "complete_moved": "warning",
    "decided_moved": "warning",
    "complete_withdrawn": "warning",
    "transferred": "warning",
    "report_not_confirmed": "warning",
    "forgotten": "info",
}


def sections() -> dict[str, str]:
    """Text of command-line.md per ``##`` heading; a heading may name a command in backquotes."""
    parts = re.split(r"^## (.+)$", COMMAND_LINE, flags=re.MULTILINE)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


def documented_commands() -> dict[str, str]:
    """Command, without its arguments -> its section."""
    found = {}
    for heading, text in sections().items():
        if heading.startswith("`"):
            words = re.match(r"`([a-z -]+)", heading)
            assert words, heading
            found[words[1].strip()] = text
    return found


def commands(group=None, path: tuple[str, ...] = ()) -> dict[str, object]:
    """Command as typed -> what the program has for it, groups that do something themselves among them."""
    group = group or typer.main.get_command(app)
    found: dict[str, object] = {}
    for name, command in group.commands.items():
        typed = (*path, name)
        found[" ".join(typed)] = command
        if hasattr(command, "commands"):
            found |= commands(command, typed)
    return found


def options_of(command) -> set[str]:
    named = {name for parameter in command.params for name in parameter.opts if name.startswith("--")}
    return named - {"--help"}


def options_in(text: str) -> set[str]:
    """Options that a text documents: in the first cell of a table, or in a sentence as ``--format …``."""
    return set(re.findall(r"^\| `(--[a-z-]+)", text, re.MULTILINE)) | set(re.findall(r"`(--format) ", text))


SELECTORS = options_in(sections()["What holds for all"].split("**Selectors**")[1].split("**Exit codes.**")[0])


def test_every_command_is_documented_and_none_that_is_not_there():
    assert set(documented_commands()) == set(commands())


@pytest.mark.parametrize("name", sorted(commands()))
def test_every_option_is_documented_and_none_that_is_not_there(name):
    text = documented_commands().get(name, "")
    documented = options_in(text) | (SELECTORS if "Takes the selectors" in " ".join(text.split()) else set())
    assert documented == options_of(commands()[name])


def test_the_options_before_the_command():
    assert options_in(sections()["Before the command"]) - {"--help"} == options_of(typer.main.get_command(app))


def test_the_variables_of_the_options_before_the_command():
    there = {parameter.envvar for parameter in typer.main.get_command(app).params if parameter.envvar}
    assert set(re.findall(r"`(CASEWATCH_\w+)`", sections()["Before the command"])) == there


def test_the_columns_of_cases():
    listed = re.search(r"Columns: `([^`]+)`", documented_commands()["cases"])
    assert listed
    assert [name.strip() for name in listed[1].split(",")] == list(CASE_COLUMNS)


def test_the_states_of_cases():
    row = re.search(r"^\| `--state S` \| (.+) \|$", documented_commands()["cases"], re.MULTILINE)
    assert row
    named = set(re.findall(r"`([a-z_-]+)`", row[1]))
    assert set(EXTRA_STATES) < named
    # docs/clock.md, "As of a day": the states, in words
    assert named - set(EXTRA_STATES) == {"closed", "held_out", "decided", "gone", "incomplete", "paused", "running"}


def example(command: str):
    """The JSON that the section of a command shows."""
    found = re.search(r"```json\n(.*?)```", documented_commands()[command], re.DOTALL)
    assert found
    return json.loads(found[1])


def test_the_example_of_import_has_all_fields_and_no_others():
    shown = example("import")["imports"][0]
    made = ImportResult("a.csv", "stored", "norsk-standard").to_json()
    assert set(shown) == set(made)
    assert set(shown["findings"][0]) == {field.name for field in fields(Finding)}
    assert set(shown["changes"][0]) == {field.name for field in fields(FieldChange)}


def test_the_example_of_assess_has_all_fields_and_no_others(tmp_path):
    with open_context(f"sqlite:///{(tmp_path / 'empty.db').as_posix()}", RULES) as context:
        made = assess(context, Selectors(as_of=date(2026, 11, 25))).document
    shown = example("assess")
    assert set(shown) == set(made)
    shown, made = shown["results"][0], made["results"][0]
    assert set(shown) == set(made)
    for name in ("paused_days", "open", "outlook"):
        assert set(shown[name]) == set(made[name])


@pytest.mark.parametrize("block", re.findall(r"```json\n(.*?)```", COMMAND_LINE, re.DOTALL))
def test_examples_are_json(block):
    json.loads(block)


def findings_table() -> dict[str, str]:
    text = (ROOT / "docs" / "findings.md").read_text("utf-8")
    rows = re.findall(r"^\| `(\w+)` \| (\w+) \| ([^|]+) \| ([^|]+) \|$", text, re.MULTILINE)
    codes = [code for code, *_rest in rows]
    assert len(codes) == len(set(codes)), "a code stands twice"
    return {code: severity for code, severity, _means, _do in rows}


def test_every_finding_is_documented_with_its_severity():
    assert findings_table() == {code: severity for code, (severity, _meaning) in CODES.items()} | OF_SERVICES


def test_every_kind_of_alert_is_documented_in_its_order():
    text = (ROOT / "docs" / "alerts.md").read_text("utf-8")
    table = text.split("## The levels")[1].split("\n## ")[0]
    assert re.findall(r"^\| `(\w+)` \|", table, re.MULTILINE) == list(LEVELS), "docs/alerts.md, *The levels*"


def test_services_make_no_findings_of_other_codes():
    """The codes in ``Finding("severity", "code", …)`` of the services, and those that are made from a change."""
    made = set()
    for module in (ROOT / "casewatch" / "services").rglob("*.py"):
        made |= set(re.findall(r'Finding\(\s*"\w+",\s*"(\w+)"', module.read_text("utf-8")))
    assert made, "the pattern finds nothing any more"
    assert made <= set(OF_SERVICES) | set(CODES)


def test_what_contributing_names_is_there():
    text = (ROOT / "CONTRIBUTING.md").read_text("utf-8")
    files = set(re.findall(r"`((?:casewatch|docs|rules|samples|tests)/[\w./-]*)`", text))
    assert len(files) > 40
    assert [file for file in sorted(files) if not (ROOT / file).exists()] == []
    tests = "".join(path.read_text("utf-8") for path in (ROOT / "tests").rglob("test_*.py"))
    assert [name for name in re.findall(r"`(test_\w+)`", text) if f"def {name}(" not in tests] == []


@pytest.mark.parametrize("document", DOCS, ids=lambda path: path.name)
def test_links_lead_somewhere(document):
    text = document.read_text("utf-8")
    for target in re.findall(r"\]\(([^)#]+)(?:#[^)]*)?\)", text):
        assert not target.startswith(("http:", "https:")), target
        assert (document.parent / target).exists(), target


def links(document: Path) -> set[Path]:
    """Documents that one links to."""
    found = re.findall(r"\]\(([^)#:]+\.md)(?:#[^)]*)?\)", document.read_text("utf-8"))
    return {(document.parent / target).resolve() for target in found}


def test_every_document_can_be_found_from_the_readme_in_two_steps():
    first = links(ROOT / "README.md")
    second = set().union(first, *map(links, first))
    for document in DOCS[1:]:
        assert document in second, document.name


def test_the_readme_is_short_and_begins_with_the_picture():
    lines = README.splitlines()
    assert len(lines) <= 90
    assert lines[2].endswith("](docs/sammenligning.png)")
    assert len(re.findall(r"(?<!!)\[[^\]]+\]\(", "\n".join(lines[3:]))) == 5
    assert [line.strip() for line in lines if line.startswith("    ")] == ["make demo", "make test"]


@pytest.mark.parametrize("document", [path for path in DOCS if path.name != "CHANGELOG.md"], ids=lambda path: path.name)
def test_files_that_are_named_are_there(document):
    """In backquotes, from the top of the repository; ``*`` stands for any."""
    named = re.findall(
        r"`((?:casewatch|tests|docs|rules|samples|deploy|benchmarks)/[\w./*-]*)`", document.read_text("utf-8")
    )
    for path in named:
        assert any(ROOT.glob(path.rstrip("/"))), path


def called(text: str) -> list[list[str]]:
    """The calls of casewatch in the blocks of a document, as a shell reads them."""
    lines = re.findall(r"^ {4}(casewatch .*)$", text, re.MULTILINE)
    return [shlex.split(line, comments=True)[1:] for line in lines]


@pytest.mark.parametrize("words", called(MANUAL), ids=" ".join)
def test_calls_in_the_manual_are_there(words):
    """Each command, and each of its options; some are run, see tests/cli/test_demo.py."""
    command, before = typer.main.get_command(app), True
    while words:
        word, *words = words
        if before and word in command.commands:
            command = command.commands[word]
            before = hasattr(command, "commands")
        elif word.startswith("--"):
            option = next((each for each in command.params if word in each.opts), None)
            assert option, word
            words = words if option.is_flag else words[1:]
        else:
            before = False
    assert command.name != "casewatch"


def test_targets_in_the_manual_are_those_of_the_samples():
    """The short form of the program in use: figures as counted outside the program, in samples/expected.json."""
    expected = json.loads((ROOT / "samples" / "expected.json").read_text("utf-8"))
    shown = dict(re.findall(r"^ {4}(\S+-?\S*) +(\d+ av \d+) ", MANUAL, re.MULTILINE))
    assert len(shown) == 6
    for result in expected["results"]:
        assert shown[result["name"]] == f"{result['under_limit']} av {result['decided']}"


def test_make_targets_that_are_named_are_there():
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))
    for document in DOCS:
        used = set(re.findall(r"(?:^ {4}|`)make ([a-z]+)", document.read_text("utf-8"), re.MULTILINE))
        assert used <= targets, document.name


def test_what_the_core_says_of_a_case_is_documented():
    text = (ROOT / "docs" / "findings.md").read_text("utf-8").split("## Held out and remarked on")[1].split("\n## ")[0]
    reasons, _middle, remarked = text.partition("| remark, which holds nothing out |")
    assert set(re.findall(r"^\| `(\w+)` \|", reasons, re.MULTILINE)) == set(HELD_OUT_REASONS)
    assert set(REMARKS) <= set(re.findall(r"`(\w+)`", remarked)), "docs/findings.md, *Held out and remarked on*"


def test_the_package_brings_rules_samples_and_texts():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    brought = project["tool"]["hatch"]["build"]["targets"]["wheel"]["force-include"]
    assert brought["rules"] == "casewatch/bundled/rules"
    assert brought["samples/weeks"] == "casewatch/bundled/samples/weeks"
    for source in brought:
        assert (ROOT / source).exists(), source
