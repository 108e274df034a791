"""Only the verdict of the core is read: what it is made of stays where it is made, and where it is told as fields."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1] / "casewatch"

#: What a verdict is made of: of a figure, and of a result that is handed out or stored.
PARTS = frozenset(
    {
        *("share_met", "mean_met", "share_certain", "mean_certain", "share_ends", "mean_ends"),
        *("share_turned_by", "mean_turned_by", "share_range_counts", "mean_range_counts"),
        *("needed_under_limit", "bears_waiting"),
    }
)
#: A kind of verdict is called so too: only reading it off a figure or a result is meant.
READ_ONLY = frozenset({"too_few"})

#: Where a verdict is made, and where the fields of a result are told as fields, for machines.
MAY = {
    "core/indicator.py": "makes the parts",
    "core/verdict.py": "makes the verdict of them",
    "services/figures/assess.py": "puts the parts into a result",
    "services/figures/flat.py": "the flat table of fields",
    "services/publishing/publish.py": "asks for a reason where a figure is not certain, even of too few for a verdict",
    "documents/figures.py": "the fields of a result, for machines",
    "frames/columns.py": "the columns of the frames, which hand on a result's fields",
    "cli/publishing.py": "names the fields that the comparison as CSV hands on",
    "report/words/published.py": "names fields of published results for people, in a list of what differs",
    "report/words/codes/figures.py": "gives fields of results their words",
}


def _name(node: ast.expr) -> str | None:
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else None


def parts_read(source: str) -> Iterator[tuple[int, str]]:
    """Line and name of every part of a verdict that a module reads or names."""
    for node in ast.walk(ast.parse(source)):
        read: str | None = None
        if isinstance(node, ast.Attribute):
            read = node.attr
        elif isinstance(node, ast.Subscript):
            read = _name(node.slice)
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "get":
            read = _name(node.args[0]) if node.args else None
        elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
            read = node.target.id
        elif isinstance(node, ast.keyword):
            read = node.arg
        elif isinstance(node, ast.Constant):
            read = node.value if node.value in PARTS else None
        if read in PARTS | READ_ONLY:
            yield getattr(node, "lineno", 0), str(read)


@pytest.mark.parametrize(
    "source",
    [
        'result["share_met"]',
        'result.get("too_few")',
        "figure.mean_certain",
        'FIELDS = ("decided", "mean_turned_by")',
        'result["too_few"] and 1',
        "figure.too_few",
        "class Point:\n    share_met: bool",
        "Point(certain=1, too_few=figure.few)",
    ],
)
def test_a_part_is_found_however_it_is_read(source: str) -> None:
    assert list(parts_read(source))


@pytest.mark.parametrize(
    "source", ['kind == "too_few"', '{"too_few": 1}', "verdict.share.kind", '"""share_met is told."""']
)
def test_a_kind_of_verdict_may_be_named(source: str) -> None:
    assert not list(parts_read(source))


def test_nothing_else_reads_what_a_verdict_is_made_of() -> None:
    found = {}
    for path in sorted(ROOT.rglob("*.py")):
        place = path.relative_to(ROOT).as_posix()
        if parts := list(parts_read(path.read_text("utf-8"))):
            found[place] = parts
    strangers = {place: parts for place, parts in found.items() if place not in MAY}
    assert strangers == {}
    assert MAY.keys() <= found.keys(), "a file that may name them, and no longer does"


def test_no_page_reads_them() -> None:
    names = PARTS | READ_ONLY
    pages = {path.name: path.read_text("utf-8") for path in sorted(ROOT.rglob("*.html"))}
    assert pages
    assert {
        name: [part for part in names if part in text]
        for name, text in pages.items()
        if any(part in text for part in names)
    } == {}
