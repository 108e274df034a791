"""A public name stands in one module: the same thing has one place, and another thing a name of its own."""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

PACKAGE = Path(__file__).parents[1] / "casewatch"

#: Names that several modules may have, and why.
ALLOWED = {
    "router": "FastAPI: each page has one",
    "register": "each file of commands adds its own to the program",
    "finding": "a table of the store is called what its rows are",
    "undo": "a table of the store is called what its rows are",
    "Cell": "what a cell of a file holds, and one of a table for people",
    "Column": "a column of a file that is read, and one of a table for people",
}
#: What hands the same thing to somebody outside, by its own name: that is no second thing.
OUTWARD = ("frames/__init__.py",)


def public(path: Path) -> Iterator[str]:
    """The public names that a module defines for others to import."""
    tree = ast.parse(path.read_text("utf-8"))
    called = set(_called_by_frameworks(tree)) if {"cli", "web"} & set(path.parts) else set()
    for node in tree.body:
        names = []
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            names = [node.name]
        elif isinstance(node, ast.Assign | ast.AnnAssign):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            names = [target.id for target in targets if isinstance(target, ast.Name)]
        yield from (name for name in names if not name.startswith("_") and name not in called)


def _called_by_frameworks(tree: ast.Module) -> Iterator[str]:
    """Commands and endpoints: nobody imports them, and they are called what people call them."""
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            calls = [each.func for each in node.decorator_list if isinstance(each, ast.Call)]
            if any(isinstance(call, ast.Attribute) and ast.unparse(call.value) == "router" for call in calls):
                yield node.name
        # app.command("publish", …)(publish)
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Call):
            made = node.func.func
            if isinstance(made, ast.Attribute) and made.attr == "command":
                yield from (each.id for each in node.args if isinstance(each, ast.Name))


def test_a_public_name_stands_in_one_module() -> None:
    places = defaultdict(list)
    for path in sorted(PACKAGE.rglob("*.py")):
        place = path.relative_to(PACKAGE).as_posix()
        if "migrations" not in path.parts and place not in OUTWARD:
            for name in public(path):
                places[name].append(place)
    twice = {name: found for name, found in places.items() if len(found) > 1 and name not in ALLOWED}
    assert twice == {}, "the same thing: one place; another thing: a name of its own, or a reason in ALLOWED"


def test_a_second_place_is_found(tmp_path: Path) -> None:
    page = tmp_path / "web" / "page.py"
    page.parent.mkdir()
    page.write_text('@router.get("/x")\ndef look(): ...\n\n\ndef told(): ...\n\n\n_OWN = LIMIT = 3\n', "utf-8")
    assert list(public(page)) == ["told", "LIMIT"]
    command = tmp_path / "cli" / "command.py"
    command.parent.mkdir()
    command.write_text('def register(app):\n    app.command("x", help="")(look)\n\n\ndef look(): ...\n', "utf-8")
    assert list(public(command)) == ["register"]
