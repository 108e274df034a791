"""The program, run in this process with a clock of its own, or as a process of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from casewatch.cli import main
from casewatch.language import set_language
from casewatch.services.asking import context
from tests.cli import office

VARIABLES = ("CASEWATCH_DATABASE_URL", "CASEWATCH_SETTINGS", "CASEWATCH_RULES", "CASEWATCH_LANGUAGE")


@dataclass(frozen=True)
class Said:
    """What a call gave back."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """Standard output as the one JSON document it has to be."""
        return json.loads(self.out)

    @property
    def line(self) -> str:
        """The one clear line on standard error of a refused call, which prints nothing else."""
        assert (self.code, self.out) == (2, ""), (self.code, self.out, self.err)
        assert self.err.endswith("\n")
        assert self.err.count("\n") == 1, self.err
        assert "Traceback" not in self.err
        return self.err.removesuffix("\n")


@dataclass
class Program:
    """``casewatch`` with a database in a folder of its own; every call is a minute after the one before."""

    folder: Path
    monkeypatch: pytest.MonkeyPatch
    capture: pytest.CaptureFixture[str]
    database: str
    time: datetime = field(default_factory=lambda: datetime(2026, 4, 1, 8, 0, 0, 123456, tzinfo=UTC))

    def __call__(self, *arguments: object, database: bool = True) -> Said:
        """Run a command. Without `database` no option says which: the environment does, or the default."""
        self.time += timedelta(minutes=1)
        options = ["--database", self.database] if database else []
        self.monkeypatch.setattr(sys, "argv", ["casewatch", *options, *map(str, arguments)])
        self.capture.readouterr()
        with pytest.raises(SystemExit) as stopped:
            main.run()
        out, err = self.capture.readouterr()
        assert isinstance(stopped.value.code, int)
        return Said(stopped.value.code, out, err)

    def read(self, path: Path, *options: object, code: int = 0) -> dict[str, Any]:
        """Import one file for Kongsvinger and give its element of ``imports``."""
        said = self("import", path, "--municipality", "3401", "--format", "json", *options)
        assert said.code == code, said
        (one,) = said.json["imports"]
        assert one["rows"] == one["new"] + one["changed"] + one["unchanged"] + one["rejected"]
        return dict(one)

    def assess(self, *options: object) -> dict[str, Any]:
        """The only result of ``assess`` for Kongsvinger."""
        said = self("assess", "--municipality", "3401", "--format", "json", *options)
        assert said.code == 0, said
        (one,) = said.json["results"]
        return dict(one)

    def case(self, case_no: str, *options: object) -> dict[str, Any]:
        """One row of ``cases``."""
        said = self("cases", "--as-of", office.AS_OF, "--format", "json", *options)
        (one,) = [row for row in said.json["cases"] if row["case_no"] == case_no]
        return dict(one)


@pytest.fixture
def casewatch(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], empty_store: Path
) -> Iterator[Program]:
    """The program on an empty store; where it stands is a folder of its own."""
    for name in VARIABLES:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    monkeypatch.setenv("CASEWATCH_RULES", str(office.RULES))
    folder = tmp_path / "here"
    folder.mkdir()
    monkeypatch.chdir(folder)
    database = tmp_path / "casewatch.db"
    database.write_bytes(empty_store.read_bytes())
    program = Program(folder, monkeypatch, capsys, str(database))
    monkeypatch.setattr(context, "open_context", partial(context.open_context, now=lambda: program.time))
    yield program
    set_language("nb")


@pytest.fixture
def filled(casewatch: Program) -> Program:
    """The program with the office's export read, received on 30 March at 8 in Oslo."""
    casewatch.read(office.export(casewatch.folder / "uke13.csv"), "--received-at", "2026-03-30T08:00")
    return casewatch


def process(*arguments: object, cwd: Path, **variables: str) -> Said:
    """The program as a process of its own, without a terminal."""
    environment = {name: value for name, value in os.environ.items() if name not in VARIABLES} | variables
    done = subprocess.run(
        [sys.executable, "-m", "casewatch", *map(str, arguments)],
        cwd=cwd,
        env=environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        timeout=120,
        check=False,
    )
    return Said(done.returncode, done.stdout.decode("utf-8"), done.stderr.decode("utf-8"))
