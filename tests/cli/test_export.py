"""``export``: the frames as files, CSV like the other commands' and Parquet with its types."""

from __future__ import annotations

import csv
import subprocess
import sys
from pathlib import Path

import duckdb
import pandas as pd
import pytest

from casewatch import frames
from casewatch.frames.columns import FRAMES
from tests.cli import office
from tests.cli.conftest import Program


def files(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def rows(path: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(path.read_text("utf-8").splitlines()))


def test_csv_is_that_of_the_other_commands(filled: Program) -> None:
    said = filled("export", "--out", "ut/tall", *office.QUARTER)
    assert said.code == 0
    assert said.err == "Skrev 4 filer i ut/tall.\n"
    assert [Path(line).name for line in said.out.splitlines()] == [f"{name}.csv" for name in FRAMES]
    folder = filled.folder / "ut" / "tall"
    assert files(folder) == ["alerts.csv", "cases.csv", "figures.csv", "pauses.csv"]
    cases = filled("cases", *office.QUARTER, "--format", "csv").out
    assert (folder / "cases.csv").read_bytes() == cases.encode("utf-8")
    assert (folder / "pauses.csv").read_text("utf-8").splitlines() == [
        "municipality,case_no,application_no,kind,party,sent,answered,days,stops_clock,half_told",
        "3401,2026/2,1,hearing,nve,2026-01-14,2026-01-24,10,true,false",
        "3401,2026/11,1,hearing,statens-vegvesen,2026-03-24,,,true,false",
    ]
    kongsvinger = rows(folder / "figures.csv")[0]
    assert {name: kongsvinger[name] for name in ("share", "share_met", "last_import", "from", "known_at")} == {
        "share": "0.8",
        "share_met": "true",
        "last_import": "2026-03-30T06:00:00Z",
        "from": "2026-01-01",
        "known_at": "",
    }
    told = filled("alerts", "--as-of", office.AS_OF, "--format", "csv").out
    shared = list(csv.DictReader(told.splitlines()))
    assert len(shared) == 4
    assert [{name: alert[name] for name in shared[0]} for alert in rows(folder / "alerts.csv")] == shared


def test_parquet_keeps_the_types(filled: Program) -> None:
    said = filled("export", "--out", "ut", "--format", "parquet", "--as-of", office.AS_OF)
    assert (said.code, said.err) == (0, "Skrev 4 filer i ut.\n")
    folder = filled.folder / "ut"
    assert files(folder) == ["alerts.parquet", "cases.parquet", "figures.parquet", "pauses.parquet"]
    for name in FRAMES:
        made = getattr(frames, name)(filled.database, office.AS_OF).reset_index()
        pd.testing.assert_frame_equal(pd.read_parquet(folder / f"{name}.parquet"), made)
    # another tool, without pandas' own notes
    asked = "SELECT sum(net_days), min(received)::DATE::VARCHAR FROM 'ut/cases.parquet'"
    measured = "WHERE in_scope = 'yes' AND state = 'decided'"
    assert duckdb.sql(f"{asked} {measured}").fetchall() == [(39, "2026-01-02")]


def test_selectors_choose(filled: Program) -> None:
    filled("export", "--out", "ut", *office.QUARTER, "--municipality", "Grue", "--known-at", "2026-04-02T12:00:00.5")
    folder = filled.folder / "ut"
    assert rows(folder / "cases.csv") == rows(folder / "pauses.csv") == []
    assert [row["name"] for row in rows(folder / "figures.csv")] == ["Grue", ""]
    assert rows(folder / "figures.csv")[0]["known_at"] == "2026-04-02T10:00:00.500000Z"
    assert [row["municipality"] for row in rows(folder / "alerts.csv")] == []
    filled("export", "--out", "ut", "--as-of", office.AS_OF, "--period", "2026-01", "--rule", "alle-byggesaker")
    assert len(rows(folder / "cases.csv")) == 6  # 2026/1, 2026/2 and the open ones: what was there is replaced
    assert {row["rule"] for row in rows(folder / "figures.csv")} == {"alle-byggesaker"}


def test_parquet_without_its_extra_is_one_line_and_no_file(filled: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    line = filled("export", "--out", "ut", "--format", "parquet").line
    assert "casewatch[frames]" in line
    assert not (filled.folder / "ut").exists()
    assert filled("export", "--out", "ut").code == 0  # CSV needs nothing of it


def test_other_forms_and_places_are_refused(filled: Program) -> None:
    assert (
        filled("export", "--out", "ut", "--format", "json").line
        == "--format: «json» finnes ikke. Tillatt: csv, parquet."
    )
    (filled.folder / "fil").write_text("x", "utf-8")
    assert "fil" in filled("export", "--out", "fil").line
    assert filled("export").code == 2
    assert files(filled.folder) == ["fil", "uke13.csv"]


def test_a_disk_that_fills_up_leaves_what_was_there(filled: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = filled.folder / "ut"
    folder.mkdir()
    (folder / "cases.csv").write_text("den gamle\n", "utf-8")
    write = Path.write_text

    def full(path: Path, *arguments: object, **options: object) -> int:
        if path.name == "figures.csv":
            raise OSError(28, "No space left on device")
        return write(path, *arguments, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(Path, "write_text", full)
    assert "No space left" in filled("export", "--out", "ut").line
    assert files(folder) == ["cases.csv"]
    assert (folder / "cases.csv").read_text("utf-8") == "den gamle\n"


@pytest.mark.parametrize("form", ["text", "json", "csv"])
def test_assess_loads_no_pandas(filled: Program, form: str) -> None:
    code = (
        "import sys\n"
        f"sys.argv = ['casewatch', '--database', {filled.database!r}, 'assess', '--format', {form!r}]\n"
        "from casewatch.cli.main import run\n"
        "try:\n    run()\n"
        "except SystemExit as stopped:\n    print(stopped.code, *sorted(sys.modules), file=sys.stderr)\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    code_said, *modules = done.stderr.split()
    assert code_said == "0"
    assert "casewatch.services.figures.assess" in modules
    assert {"pandas", "pyarrow", "casewatch.frames"} & set(modules) == set()
