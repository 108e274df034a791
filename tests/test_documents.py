"""Documents are typed from layer to layer, and use cases speak of no door."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from casewatch.errors import CasewatchError
from tests.texts import texts_in_code

ROOT = Path(__file__).parents[1] / "casewatch"

#: Where a mapping of whatever is the right type, and why.
MAY_BE_OPEN = {
    "core/events.py": "contents: only the fields that events tell of",
    "rulebook/book.py": "told as JSON, field by field, by one command",
    "rulebook/profiles.py": "told as JSON, field by field, by one command",
    "strict.py": "a text of TOML before it is judged",
    "services/figures/describing.py": "arguments of a chart",
    "store/accounts.py": "columns of a table",
    "store/audit.py": "what an entry of the log tells, each its own",
    "store/batches.py": "columns of a table",
    "store/importing.py": "columns of a table",
    "web/expected_view.py": "names for a template",
    "web/pages.py": "names for a template",
    "web/published_view.py": "names for a template",
}
#: Who speaks to people at a terminal.
DOORS = ("casewatch/cli/", "casewatch/scheduler.py", "casewatch/web/", "casewatch/frames/")
_OPEN = re.compile(r"(Mapping|dict)\[str, Any\]")


def open_mappings(source: str) -> Iterator[int]:
    """Lines in which a public function, or a field of a public class, has a mapping of anything as its type."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.FunctionDef) and not node.name.startswith("_"):
            arguments = (*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs)
            types = [each.annotation for each in arguments] + [node.returns]
        elif isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
            types = [each.annotation for each in node.body if isinstance(each, ast.AnnAssign)]
        else:
            continue
        yield from (each.lineno for each in types if each is not None and _OPEN.search(ast.unparse(each)))


@pytest.mark.parametrize(
    ("source", "number"),
    [
        ("def told(found: dict[str, Any]) -> None: ...", 1),
        ("def told() -> list[Mapping[str, Any]]: ...", 1),
        ("class Told:\n    values: Mapping[str, Any]\n    name: str", 1),
        ("def _told(found: dict[str, Any]) -> None: ...", 0),
        ("def told(found: Mapping[str, object]) -> CaseRow: ...", 0),
    ],
)
def test_an_open_mapping_is_found(source: str, number: int) -> None:
    assert len(list(open_mappings(source))) == number


def test_documents_are_typed() -> None:
    found = {
        path.relative_to(ROOT).as_posix(): lines
        for path in sorted(ROOT.rglob("*.py"))
        if (lines := list(open_mappings(path.read_text("utf-8"))))
    }
    assert {place: lines for place, lines in found.items() if place not in MAY_BE_OPEN} == {}
    assert MAY_BE_OPEN.keys() <= found.keys(), "one that is typed by now"


def test_no_use_case_names_an_option() -> None:
    named = {
        text: files
        for text, files in texts_in_code().items()
        if re.search(r"(^|[\s(«])--[a-z]", text) and not all(file.startswith(DOORS) for file in files)
    }
    assert named == {}


def test_each_door_has_its_own_words_for_a_field() -> None:
    wrong = CasewatchError("«x» er ikke en dato.", "as_of")
    assert wrong.named(lambda field: f"--{field}") == "--as_of: «x» er ikke en dato."
    assert (str(wrong), wrong.sentence) == ("as_of: «x» er ikke en dato.", "«x» er ikke en dato.")
    missing = CasewatchError("Saken har flere søknader. Velg én.", "application", given=False)
    assert missing.named(lambda field: f"--{field}") == "Saken har flere søknader. Velg én (--application)."
    assert missing.sentence == "Saken har flere søknader. Velg én."
    assert str(CasewatchError("Fila finnes ikke.")) == "Fila finnes ikke."
    assert CasewatchError("skriv hvorfor.", "reason").sentence == "Skriv hvorfor."
