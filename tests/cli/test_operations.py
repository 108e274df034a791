"""``scheduler --once``, ``jobs``, ``backup`` and ``restore`` from the command line."""

from __future__ import annotations

import csv
import io
from datetime import UTC, datetime, timedelta

import pytest

from tests.cli import office
from tests.cli.conftest import Program

JOBS = ["inbox", "alerts", "letters", "weekly", "publish-reminder", "backup", "cleaning"]


@pytest.fixture
def watched(casewatch: Program) -> Program:
    """An office with an inbox beside its settings, on a Monday morning."""
    (casewatch.folder / "drift/innboks/3401").mkdir(parents=True)
    settings = casewatch.folder / "drift/casewatch.toml"
    settings.write_text('[inbox]\nfolder = "innboks"\n', "utf-8")
    casewatch.monkeypatch.setenv("CASEWATCH_SETTINGS", str(settings))
    casewatch.time = datetime(2026, 3, 30, 6, 0, tzinfo=UTC)
    return casewatch


def once(casewatch: Program) -> None:
    casewatch.time += timedelta(minutes=4)
    said = casewatch("scheduler", "--once")
    assert (said.code, said.out) == (0, ""), said


def test_the_inbox_lies_beside_the_settings_and_is_read(watched: Program) -> None:
    once(watched)
    office.export(watched.folder / "drift/innboks/3401/uke13.csv")
    once(watched)
    once(watched)
    assert [path.name for path in (watched.folder / "drift/innboks/3401").iterdir()] == ["lest"]
    (one,) = watched("imports", "--format", "json").json["imports"]
    assert (one["file"], one["new"]) == ("uke13.csv", office.CASES)


def test_jobs_in_all_forms(watched: Program) -> None:
    said = watched("jobs")
    assert said.code == 0
    assert "Start «casewatch scheduler»." in said.err
    once(watched)
    once(watched)
    told = watched("jobs", "--format", "json")
    assert told.err == ""
    found = {job["job"]: job for job in told.json["jobs"]}
    assert list(found) == JOBS
    assert (found["inbox"]["last"]["ok"], found["inbox"]["last"]["result"]) == (True, "ingen filer")
    assert (found["backup"]["last"], found["backup"]["next"]) == (None, "2026-03-31T01:30:00Z")  # 03:30, summer
    assert found["weekly"]["next"] == "2026-03-30T10:30:00Z"
    assert found["publish-reminder"]["next"] == "2026-04-08T06:00:00Z"
    rows = list(csv.DictReader(io.StringIO(watched("jobs", "--format", "csv").out)))
    assert [row["job"] for row in rows] == JOBS
    assert (rows[0]["last_ok"], rows[0]["last_result"], rows[0]["running"]) == ("true", "ingen filer", "false")
    (line,) = [line for line in watched("jobs").out.splitlines() if line.startswith("Se etter filer i innboksen")]
    assert "ingen filer" in line
    assert "30.03.2026" in line


def test_a_slot_that_nobody_did_is_said(watched: Program) -> None:
    once(watched)
    watched.time += timedelta(hours=30)
    said = watched("jobs")
    assert "Dette er ikke gjort i tide: " in said.err
    assert "Ta sikkerhetskopi" in said.err
    found = {job["job"]: job["missed"] for job in watched("jobs", "--format", "json").json["jobs"]}
    assert found["backup"] == "2026-03-31T01:30:00Z"


def test_a_folder_that_is_gone_is_said_once_and_shown(watched: Program) -> None:
    once(watched)
    (watched.folder / "drift/innboks/3401").rmdir()
    (watched.folder / "drift/innboks").rmdir()
    watched.time += timedelta(minutes=4)
    said = watched("scheduler", "--once")
    assert (said.code, said.out) == (0, "")
    assert said.err.count("\n") == 1
    assert str(watched.folder / "drift/innboks") in said.err
    watched.time += timedelta(minutes=4)
    assert watched("scheduler", "--once").err == ""
    assert "1 står fast" in watched("jobs").out


def test_a_backup_is_put_back_and_what_was_there_is_saved(filled: Program) -> None:
    before = filled.assess(*office.QUARTER)
    assert before == office.RESULT | {name: before[name] for name in before.keys() - office.RESULT.keys()}
    said = filled("backup", "kopi.db")
    assert (said.code, said.out, said.err) == (0, "kopi.db\n", "")
    filled.read(office.export(filled.folder / "uke14.csv", ("2026-02-02,2026-02-14", "2026-02-02,2026-02-10")))
    assert filled.assess(*office.QUARTER)["under_limit"] == 5
    assert "er ikke tom" in filled("restore", "kopi.db").line
    assert filled.assess(*office.QUARTER)["under_limit"] == 5
    said = filled("restore", "kopi.db", "--yes")
    assert said.code == 0
    assert "rader er lagt tilbake" in said.out
    (saved,) = filled.folder.glob("kopi-erstattet-*.db")
    assert saved.name in said.err
    assert filled.assess(*office.QUARTER) == before
    filled("restore", saved, "--yes")
    assert filled.assess(*office.QUARTER)["under_limit"] == 5


def test_a_backup_is_put_back_in_a_new_database(filled: Program) -> None:
    before = filled.assess(*office.QUARTER)
    filled("backup", "kopi.db")
    filled.database = str(filled.folder / "ny.db")
    assert filled("restore", "kopi.db").code == 0
    assert filled.assess(*office.QUARTER) == before


@pytest.mark.parametrize(
    ("call", "named"),
    [
        (("backup",), "FIL"),
        (("backup", "uke13.csv"), "uke13.csv finnes allerede"),
        (("backup", "borte/kopi.db"), "borte/kopi.db"),
        (("restore", "uke13.csv"), "uke13.csv"),
        (("restore", "borte.db"), "borte.db"),
        (("restore",), "FIL"),
        (("jobs", "--format", "xml"), "xml"),
        (("scheduler", "nå"), "nå"),
    ],
)
def test_a_call_that_cannot_be_used_is_one_line(filled: Program, call: tuple[str, ...], named: str) -> None:
    assert named in filled(*call).line


def test_settings_that_cannot_be_used_stop_the_scheduler_at_once(watched: Program) -> None:
    (watched.folder / "drift/casewatch.toml").write_text("[inbox]\n", "utf-8")
    assert "inbox.folder: mangler" in watched("scheduler", "--once").line
    assert "inbox.folder: mangler" in watched("backup", "kopi.db").line
