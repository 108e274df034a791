"""``make demo``: what it leaves and says, and what README and the manual show of it."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import numpy as np
import pytest
from matplotlib.image import imread

from tests import six
from tests.cli.conftest import Said, process

ROOT = Path(__file__).parents[2]
MANUAL = (ROOT / "docs" / "bruk.md").read_text("utf-8")


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Said]:
    """The folder of one demo, and what was said."""
    here = tmp_path_factory.mktemp("here")
    out = here / "demo med mellomrom"
    return out, process("demo", "--out", out, cwd=here, CASEWATCH_RULES=str(six.RULES))


def test_the_demo_suggests_what_works(demo: tuple[Path, Said]) -> None:
    folder, said = demo
    assert (said.code, said.err) == (0, "")
    suggested = [line.strip() for line in said.out.splitlines() if line.startswith("  casewatch ")]
    assert [shlex.split(line)[3] for line in suggested] == ["assess", "cases", "explain", "imports"]
    for line in suggested:
        answer = process(*shlex.split(line)[1:], cwd=folder.parent)
        assert (answer.code, answer.err) == (0, ""), line
        assert len(answer.out.splitlines()) > 3
    assert re.search(r"Kongsvinger +21 av 25 +84\u00a0%", said.out)  # as samples/README.md has it
    assert (folder / "rapport.xlsx").is_file()


def test_the_picture_in_the_readme_is_the_demos(demo: tuple[Path, Said]) -> None:
    pictures = demo[0] / "bilder"
    kept, made = (imread(folder / "sammenligning.png") for folder in (ROOT / "docs", pictures))
    same = kept.shape == made.shape and bool(np.array_equal(kept, made))
    assert same, "another picture now: look at it, then `make demo` and `cp demo/bilder/sammenligning.png docs/`"
    headline = (pictures / "sammenligning.txt").read_text("utf-8").splitlines()[0].replace("\u00a0", " ")
    assert f"![{headline}](docs/sammenligning.png)" in (ROOT / "README.md").read_text("utf-8")


def test_the_table_in_the_manual_is_the_demos(demo: tuple[Path, Said]) -> None:
    """Columns are left out there, and what stands in brackets; words and figures are the same."""
    said = demo[1].out.replace("\u00a0", " ")
    shown = MANUAL.split("## Se det virke")[1].split("## Installer")[0]
    headline, *lines = [line.strip() for line in re.findall(r"^ {4}(.+)$", shown, re.MULTILINE) if "make" not in line]
    assert headline in said.splitlines()
    assert len(lines) == 7
    for line in lines:
        name, *cells = re.split(r" {2,}", line)
        (row,) = [told for told in said.splitlines() if re.match(rf"{name} {{2,}}", told)]
        told = [re.sub(r" \(.*\)", "", cell) for cell in re.split(r" {2,}", row)[1:]]
        assert [cell for cell in told if cell in cells][: len(cells)] == cells, (line, told)


def questions() -> list[str]:
    """The calls of the manual's part on the demo's database; what the PDF needs is tried in tests/report."""
    part = MANUAL.split("## Spør")[1].split("## Les inn")[0]
    return [call for call in re.findall(r"^ {4}(casewatch .*)$", part, re.MULTILINE) if ".pdf" not in call]


@pytest.mark.parametrize("call", questions())
def test_what_the_manual_asks_of_the_demo_is_answered(demo: tuple[Path, Said], call: str) -> None:
    folder, _said = demo
    answer = process(
        *shlex.split(call, comments=True)[1:],
        cwd=folder.parent,
        CASEWATCH_DATABASE_URL=str(folder / "casewatch-demo.db"),
    )
    assert answer.code == 0, answer
    assert answer.out.strip()


def test_a_demo_over_an_older_one(demo: tuple[Path, Said]) -> None:
    folder, _said = demo
    assert process("demo", "--out", folder, cwd=folder.parent).code == 0
