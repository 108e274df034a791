"""The pinned requirements: the same versions whatever is installed, each with its hashes, and no addresses."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.floors import TOOLS, floors, tools

ROOT = Path(__file__).parents[1]
FILES = ("requirements.txt", "requirements-pdf.txt", "requirements-dev.txt")
OLDEST = "requirements-oldest.txt"


def pins(name: str) -> dict[str, str]:
    """Package and marker -> version."""
    found = re.findall(r"^([a-z0-9._-]+)(?:\[[^\]]*\])?==(\S+)( ; .*?)? \\$", (ROOT / name).read_text(), re.MULTILINE)
    return {package + marker: version for package, version, marker in found}


@pytest.mark.parametrize("name", FILES[1:])
def test_an_extra_adds_packages_and_changes_none(name: str) -> None:
    always = pins(FILES[0])
    assert len(always) > 50
    more = pins(name)
    # what an extra needs everywhere may be needed on some systems alone without it
    plain = {package.split(" ;")[0]: version for package, version in more.items()}
    differing = {
        package: (version, plain.get(package.split(" ;")[0]))
        for package, version in always.items()
        if version not in (more.get(package), plain.get(package.split(" ;")[0]))
    }
    assert differing == {}


@pytest.mark.parametrize("name", [*FILES, OLDEST])
def test_every_pin_has_a_hash_and_no_line_an_address(name: str) -> None:
    text = (ROOT / name).read_text()
    blocks = re.split(r"^(?=[a-z0-9])", text, flags=re.MULTILINE)[1:]
    assert all("--hash=sha256:" in block for block in blocks)
    assert "://" not in text
    assert "--index" not in text


def test_every_direct_dependency_is_pinned() -> None:
    project = (ROOT / "pyproject.toml").read_text()
    listed = project.split("dependencies = [")[1].split("\n]")[0]
    wanted = set(re.findall(r'"([a-z0-9-]+)', listed))
    assert "alembic" in wanted
    assert wanted - {package.split(" ;")[0] for package in pins("requirements.txt")} == set()


def test_what_the_test_lanes_and_the_demo_install_has_the_frames() -> None:
    """The extra, and the list for development that `make` installs."""
    extras = (ROOT / "pyproject.toml").read_text().split("[project.optional-dependencies]")[1].split("\n[")[0]
    (frames,) = re.findall(r'^frames = \["([a-z]+)>=', extras, re.MULTILINE)
    assert f'    "{frames}",\n' in extras
    assert frames in pins("requirements-dev.txt")
    assert frames not in pins("requirements.txt")


def test_each_library_has_a_least_version_that_make_oldest_installs_and_that_is_not_newer_than_the_pinned() -> None:
    pinned = {package.split(" ;")[0]: version for package, version in pins("requirements-dev.txt").items()}
    for each in floors():
        name, version = each.split(" ;")[0].split("==")
        assert tuple(map(int, version.split("."))) <= numbers(pinned[name.split("[")[0]]), each


def test_make_oldest_installs_the_least_versions_and_the_tools_of_developers() -> None:
    assert [each.split("==")[0] for each in tools()] == list(TOOLS)
    pinned = {package.split(" ;")[0]: version for package, version in pins(OLDEST).items()}
    wanted = dict(re.sub(r"\[.*?\]", "", each.split(" ;")[0]).split("==") for each in (*floors(), *tools()))
    assert {name: pinned.get(name) for name in wanted} == wanted, "made anew as docs/architecture.md says"


def numbers(version: str) -> tuple[int, ...]:
    """``2.9.0.post0`` as (2, 9, 0)."""
    return tuple(int(part) for part in version.split(".") if part.isdecimal())
