"""The case that moved, as a user reads two of the weekly lists: by commands, with the time they came."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

from tests.real.conftest import ISLE_OF_MAN, ROOT
from tests.real.test_isle_of_man import MOVED


def casewatch(database: Path, *words: str) -> tuple[int, Any]:
    """Exit code and JSON of a command."""
    command = [sys.executable, "-m", "casewatch", "--database", str(database), "--rules", str(ISLE_OF_MAN), *words]
    done = subprocess.run([*command, "--format", "json"], cwd=ROOT, capture_output=True, text=True, check=False)
    return done.returncode, json.loads(done.stdout)


def lists_with(real: Path, authority: str) -> list[Path]:
    """The lists that hold the case under an authority, by plain search."""
    files = sorted((real / "isleofman" / "weekly").glob("*/*.csv"))
    return [
        path
        for path in files
        if any(MOVED in line and authority in line for line in path.read_text("utf-8").splitlines())
    ]


def test_the_move_is_dated_in_local_time(real: Path, tmp_path: Path) -> None:
    """Half past ten in the evening of 7 June in universal time is 8 June in Oslo."""
    (old,), (new,) = lists_with(real, '"MAUGHOLD"'), lists_with(real, '"GARFF"')
    database = tmp_path / "two.db"
    options = ("--profile", "isleofman", "--as-of", "2024-06-08", "--received-at")
    code, _said = casewatch(database, "import", str(old), *options, "2024-01-05T09:00Z")
    assert code == 0
    code, said = casewatch(database, "import", str(new), *options, "2024-06-07T22:30Z")
    assert code == 0
    assert [(each["code"], each["case_no"]) for each in said["imports"][0]["findings"]] == [("transferred", MOVED)]

    code, cases = casewatch(database, "cases", "--as-of", "2024-06-08")
    ends = {(row["state"], row["closed"], row["outcome"]) for row in cases["cases"] if row["case_no"] == MOVED}
    assert ends == {("closed", "2024-06-08", "transferred"), ("running", None, None)}

    code, undone = casewatch(database, "imports", "undo", "2")
    assert (code, undone["status"], undone["changed"]) == (0, "undone", 0)
    code, cases = casewatch(database, "cases", "--as-of", "2024-06-08")
    assert [row["state"] for row in cases["cases"] if row["case_no"] == MOVED] == ["running"]
