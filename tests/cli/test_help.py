"""``--help`` in both languages: every text of it has its English, and nothing of the other language is in between."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer.main

from casewatch.cli.main import app
from tests.cli.conftest import Program, process
from tests.texts import helps_in_code, translations

#: Names that are typed, and forms that are the same in both languages: nothing in them is a word of one.
SAME = re.compile(r"URL|ID|N|PORT|TERTIAL|[a-z]+(\|[a-z]+)+|reader, handler, manager, region, administrator\.")


def commands(group: Any = None, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Any]]:
    """Each command with the words it is called by, the program itself (no words) first."""
    group = group or typer.main.get_command(app)
    yield path, group
    for name, command in getattr(group, "commands", {}).items():
        yield from commands(command, (*path, name))


COMMANDS = dict(commands())


def texts_of(command: Any) -> set[str]:
    """What one command's help says in words of ours."""
    parts = [command, *command.params]
    return {text for part in parts for name in ("help", "metavar") if (text := getattr(part, name, None))}


@pytest.mark.parametrize("path", COMMANDS, ids=" ".join)
def test_every_command_and_option_has_a_help_with_an_english_one(path: tuple[str, ...]) -> None:
    command, english = COMMANDS[path], translations()
    assert command.help
    for parameter in command.params:
        assert parameter.help, parameter.name
    for text in texts_of(command):
        assert english.get(text), text
        assert SAME.fullmatch(text) or english[text] != text, text


def test_what_is_collected_is_what_the_program_shows() -> None:
    """By its name alone in the code: a help built in another way would be missed, and stay Norwegian."""
    shown = set().union(*map(texts_of, COMMANDS.values()))
    assert {text for _file, _line, text in helps_in_code()} == shown


@pytest.mark.parametrize("path", COMMANDS, ids=" ".join)
def test_no_norwegian_is_left_in_english_help(casewatch: Program, path: tuple[str, ...]) -> None:
    said = casewatch("--language", "en", *path, "--help", database=False)
    assert (said.code, said.err) == (0, "")
    assert said.out.startswith("Usage: casewatch")
    assert not set("«»æøåÆØÅ{}<>") & set(said.out.replace("1<=x<=65535", ""))
    told = " ".join(said.out.split()).replace("- ", "-")
    english = translations()
    for text in texts_of(COMMANDS[path]):
        assert english[text].replace("- ", "-") in told, text
        assert SAME.fullmatch(text) or text not in re.split(r"[ .]", told), text


@pytest.mark.parametrize("path", COMMANDS, ids=" ".join)
def test_norwegian_help_is_norwegian(casewatch: Program, path: tuple[str, ...]) -> None:
    said = casewatch(*path, "--help", database=False)
    assert (said.code, said.err) == (0, "")
    assert said.out.startswith("Bruk: casewatch")
    assert "Vis denne hjelpen." in said.out
    assert not re.search(r"Usage|Options|default|required|Show this", said.out)


@pytest.mark.parametrize(
    "arguments", [("--language", "en", "--help"), ("--help", "--language", "en"), ("--language=en", "assess", "--help")]
)
def test_the_language_may_stand_before_or_after(casewatch: Program, arguments: tuple[str, ...]) -> None:
    assert casewatch(*arguments, database=False).out.startswith("Usage:")


def test_the_environment_says_the_language_of_help_and_of_bad_calls(tmp_path: Path) -> None:
    english = {"CASEWATCH_LANGUAGE": "en"}
    assert process("--help", cwd=tmp_path, **english).out.startswith("Usage: casewatch")
    assert process("--language", "nb", "--help", cwd=tmp_path, **english).out.startswith("Bruk: casewatch")
    assert process("correct", cwd=tmp_path, **english).line == "CASE_NO|ID is missing. See “casewatch correct --help”."
    assert process("--nothing", cwd=tmp_path, **english).line.startswith("There is no option --nothing")


def test_a_language_that_is_not_there_gets_norwegian_help(casewatch: Program) -> None:
    assert casewatch("--language", "fr", "--help", database=False).out.startswith("Bruk:")
    assert "fr" in casewatch("--language", "fr", "imports").line
