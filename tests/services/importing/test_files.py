"""Files from end to end: what ``import`` answers, and ``imports``, ``imports show``, ``imports undo``."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from casewatch.errors import CasewatchError
from casewatch.services.asking.context import Context, open_context, parse_time
from casewatch.services.importing.files import import_files, imports_list, imports_show, imports_undo
from casewatch.services.importing.outcome import ImportOptions
from casewatch.store.known import known
from tests.six import RULES

HEADER = "municipality,case_no,received,complete,decided,outcome"
OPTIONS = ImportOptions()


class Clock:
    """Goes a minute further each time it is asked."""

    def __init__(self) -> None:
        self.time = datetime(2026, 11, 23, 6, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        self.time += timedelta(minutes=1)
        return self.time


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def rules(tmp_path: Path) -> Path:
    """A copy of the shipped rules, to be changed."""
    return Path(shutil.copytree(RULES, tmp_path / "rules"))


Opening = Callable[[], AbstractContextManager[Context]]


@pytest.fixture
def opening(store_url: str, rules: Path, clock: Clock) -> Opening:
    """Opens the context of one command after the other, on one database."""

    @contextmanager
    def opened() -> Iterator[Context]:
        with open_context(store_url, rules, now=clock) as context:
            yield context

    return opened


@pytest.fixture
def context(opening: Opening) -> Iterator[Context]:
    with opening() as opened:
        yield opened


def write(folder: Path, name: str, *lines: str, header: str = HEADER) -> Path:
    path = folder / name
    path.write_text("\n".join((header, *lines)) + "\n", encoding="utf-8")
    return path


def one(context: Context, path: Path, **options: Any) -> dict[str, Any]:
    """The JSON of a single file's import."""
    report = import_files(context, [path], ImportOptions(**options))
    [result] = report.to_json()["imports"]
    assert result["rows"] == result["new"] + result["changed"] + result["unchanged"] + result["rejected"]
    return dict(result)


def test_the_answer_has_the_fields_of_the_contract(context: Context, tmp_path: Path) -> None:
    path = write(tmp_path, "uke48.csv", "3401,2026/1,2026-11-02,2026-11-04,,", "3401,2026/2,2026-11-03,i går,,")
    report = import_files(context, [path], OPTIONS)
    assert report.exit_code == 3
    [result] = report.to_json()["imports"]
    expected = {
        "id": 1,
        "file": "uke48.csv",
        "municipality": "3401",
        "municipalities": ["3401"],
        "profile": "norsk-standard",
        "encoding": "utf-8",
        "holds": "part",
        "status": "stored",
        "rows": 2,
        "file_rows": 2,
        "new": 1,
        "changed": 0,
        "unchanged": 0,
        "gone": 0,
        "rejected": 1,
    }
    assert {name: result[name] for name in expected} == expected
    assert len(result["sha256"]) == 64
    assert Path(result["annotated"]).is_file()
    [finding] = [finding for finding in result["findings"] if finding["severity"] == "error"]
    assert finding.keys() == {"severity", "code", "sheet", "row", "column", "field", "message", "case_no"}
    assert (finding["code"], finding["row"], finding["column"], finding["field"]) == (
        "date_unreadable",
        3,
        "D",
        "complete",
    )


def test_the_same_bytes_again_are_noted_and_no_more(context: Context, tmp_path: Path, clock: Clock) -> None:
    path = write(tmp_path, "a.csv", "3401,2026/1,2026-11-02,2026-11-04,,")
    first = one(context, path)
    clock.time += timedelta(days=1)
    again = one(context, path)
    assert (again["status"], again["id"]) == ("unchanged", first["id"])
    assert (again["rows"], again["new"], again["unchanged"]) == (1, 0, 1)
    assert len(imports_list(context)) == 1
    with context.store.reading() as connection:
        last_import = known(connection, None, date(2026, 11, 30)).last_import
    assert last_import["3401"].date() == date(2026, 11, 24)


@pytest.mark.parametrize("options", [{"municipality": "3401"}, {"holds": "all"}])
def test_the_same_bytes_with_other_options_are_another_import(
    context: Context, tmp_path: Path, options: dict[str, Any]
) -> None:
    path = write(tmp_path, "a.csv", "3401,2026/1,2026-11-02,2026-11-04,,")
    one(context, path)
    assert one(context, path, **options)["status"] == "stored"


def test_the_same_bytes_under_another_profile_text_are_another_import(
    opening: Opening, rules: Path, tmp_path: Path
) -> None:
    path = write(tmp_path, "a.csv", "3401,2026/1,2026-11-02,2026-11-04,,")
    with opening() as context:
        one(context, path)
    profile = rules / "profiles" / "norsk-standard.toml"
    profile.write_text(
        profile.read_text(encoding="utf-8").replace('"Saksbehandler"', '"Saksbehandler", "Behandles av"')
    )
    with opening() as context:
        assert one(context, path)["status"] == "stored"


def test_old_bytes_after_a_newer_file_of_that_municipality_are_another_import(context: Context, tmp_path: Path) -> None:
    first = write(tmp_path, "a.csv", "3401,2026/1,2026-11-02,2026-11-04,,")
    elsewhere = write(tmp_path, "b.csv", "3417,2026/1,2026-11-02,2026-11-04,,")
    second = write(tmp_path, "c.csv", "3401,2026/1,2026-11-02,2026-11-05,,")
    one(context, first)
    one(context, elsewhere)
    assert one(context, first)["status"] == "unchanged"
    one(context, second)
    again = one(context, first)
    assert (again["status"], again["changed"]) == ("stored", 1)


def test_an_undone_import_is_not_there_to_be_unchanged(context: Context, tmp_path: Path) -> None:
    path = write(tmp_path, "a.csv", "3401,2026/1,2026-11-02,2026-11-04,,")
    imports_undo(context, one(context, path)["id"])
    again = one(context, path)
    assert (again["status"], again["id"], again["new"]) == ("stored", 2, 1)


def test_a_dry_run_tells_what_would_change_and_keeps_nothing(context: Context, tmp_path: Path) -> None:
    one(context, write(tmp_path, "a.csv", "3401,2026/1,2026-11-02,,,", "3401,2026/2,2026-11-03,2026-11-05,,"))
    week = write(tmp_path, "b.csv", "3401,2026/1,2026-11-02,2026-11-09,,", "3401,2026/3,2026-11-10,,,")
    looked: list[int] = []

    def look(connection: Any) -> None:
        looked.append(len(known(connection, None, date(2026, 11, 30))))

    [result] = import_files(context, [week], ImportOptions(dry_run=True), look).to_json()["imports"]
    assert (result["status"], result["id"]) == ("dry-run", None)
    assert (result["new"], result["changed"], result["unchanged"]) == (1, 1, 0)
    assert [(change["case_no"], change["field"], change["old"], change["new"]) for change in result["changes"]] == [
        ("2026/1", "complete", None, "2026-11-09")
    ]
    assert looked == [3]
    with context.store.reading() as connection:
        assert len(known(connection, None, date(2026, 11, 30))) == 2
        for table in ("import_batch", "sighting", "version", "application", "finding"):
            expected = {"import_batch": 1, "sighting": 2, "version": 2, "application": 2, "finding": 0}[table]
            assert connection.exec_driver_sql(f"SELECT count(*) FROM {table}").scalar() == expected, table
    stored = one(context, week)
    assert stored["changes"] == result["changes"]


def test_each_file_is_tried_whatever_became_of_the_one_before(context: Context, tmp_path: Path) -> None:
    paths = [
        write(tmp_path, "a.csv", "3401,2026/1,2026-11-02,,,"),
        write(tmp_path, "b.csv", "no,case,numbers", header="one,two,three"),
        tmp_path / "missing.csv",
        write(tmp_path, "d.csv", "3401,2026/2,2026-11-02,,,"),
    ]
    report = import_files(context, paths, OPTIONS)
    assert report.exit_code == 2
    assert [result.status for result in report.results] == ["stored", "refused", "refused", "stored"]
    for result in report.results[1:3]:
        [finding] = result.findings
        assert finding.severity == "error"
        assert "\n" not in finding.message
        assert result.to_json()["rows"] == 0
    assert [result.file for result in imports_list(context)] == ["a.csv", "d.csv"]


def test_options_that_fit_no_file_are_refused_at_once(context: Context, tmp_path: Path) -> None:
    path = write(tmp_path, "a.csv", "3401,2026/1,2026-11-02,,,")
    with pytest.raises(CasewatchError, match="9999"):
        import_files(context, [path], ImportOptions(municipality="9999"))
    with pytest.raises(CasewatchError, match="ukjent-profil"):
        import_files(context, [path], ImportOptions(profile="ukjent-profil"))


def test_received_at_orders_imports(context: Context, tmp_path: Path) -> None:
    newer = write(tmp_path, "b.csv", "3401,2026/1,2026-11-02,2026-11-09,,")
    older = write(tmp_path, "a.csv", "3401,2026/1,2026-11-02,2026-11-04,,")
    one(context, newer)
    late = one(context, older, received_at=parse_time("2026-11-16T07:40", "received_at"))
    assert (late["changed"], late["unchanged"], late["received_at"]) == (0, 1, "2026-11-16T06:40:00Z")
    with context.store.reading() as connection:
        [content] = known(connection, None, date(2026, 11, 30)).contents
    assert content["complete"] == "2026-11-09"


def test_show_tells_again_what_an_import_did(context: Context, tmp_path: Path) -> None:
    one(context, write(tmp_path, "a.csv", "3401,2026/1,2026-11-02,2026-11-04,2026-11-10,granted"))
    did = one(context, write(tmp_path, "b.csv", "3401,2026/1,2026-11-02,2026-11-06,2026-11-10,granted"))
    assert [finding["code"] for finding in did["findings"]] == ["complete_moved"]
    one(context, write(tmp_path, "c.csv", "3401,2026/1,2026-11-02,2026-11-08,2026-11-10,granted"))
    assert imports_show(context, did["id"]).to_json() == did
    imports_undo(context, did["id"])
    shown = imports_show(context, did["id"])
    assert shown.undone_at is not None
    assert shown.to_json() == did | {"undone_at": shown.to_json()["undone_at"]}
    with pytest.raises(CasewatchError, match="99"):
        imports_show(context, 99)


def test_undo_tells_what_it_did(context: Context, tmp_path: Path) -> None:
    one(context, write(tmp_path, "a.csv", "3401,2026/1,2026-11-02,2026-11-04,,", "3401,2026/2,2026-11-02,,,"))
    second = one(
        context,
        write(
            tmp_path,
            "b.csv",
            "3401,2026/1,2026-11-02,2026-11-06,,",
            "3401,2026/2,2026-11-02,,,",
            "3401,2026/3,2026-11-09,,,",
        ),
    )
    result = imports_undo(context, second["id"])
    assert (result.vanished, result.changed, result.unchanged) == (1, 1, 1)
    assert [(change.field, change.old, change.new) for change in result.changes] == [
        ("complete", "2026-11-06", "2026-11-04")
    ]
    with pytest.raises(CasewatchError, match="allerede tatt tilbake"):
        imports_undo(context, second["id"])
    with pytest.raises(CasewatchError, match="99"):
        imports_undo(context, 99)


def test_rules_are_those_of_the_time(opening: Opening, rules: Path, clock: Clock) -> None:
    with opening() as context:
        before = context.now()
        assert context.rulebook_at(None).rule("vedlegg1", date(2026, 11, 23)).targets.limit_days == 10
    path = rules / "vedlegg1.toml"
    path.write_text(path.read_text(encoding="utf-8").replace("limit_days = 10", "limit_days = 12"), encoding="utf-8")
    clock.time += timedelta(days=1)
    with opening() as context:
        days = [
            context.rulebook_at(when).rule("vedlegg1", date(2026, 11, 23)).targets.limit_days
            for when in (None, context.now(), before, datetime(2020, 1, 1, tzinfo=UTC))
        ]
    assert days == [12, 12, 10, 10]


def test_today_is_the_date_in_oslo(opening: Opening, clock: Clock) -> None:
    with opening() as context:
        clock.time = datetime(2026, 7, 1, 22, 30, tzinfo=UTC)
        assert context.today() == date(2026, 7, 2)


def test_a_time_without_a_zone_is_oslo_time() -> None:
    assert parse_time("2026-07-01T12:00", "known_at").astimezone(UTC).hour == 10
    assert parse_time("2026-01-01 12:00", "known_at").astimezone(UTC).hour == 11
    assert parse_time("2026-07-01T12:00Z", "known_at").astimezone(UTC).hour == 12
    with pytest.raises(CasewatchError, match="known_at"):
        parse_time("i går", "known_at")


def test_a_clock_set_back_does_not_write_into_the_past(context: Context, tmp_path: Path, clock: Clock) -> None:
    first = one(context, write(tmp_path, "a.csv", "3401,2026/1,2026-11-02,,,"))
    known_at = datetime.fromisoformat(first["recorded_at"])
    clock.time -= timedelta(days=3)
    late = one(context, write(tmp_path, "b.csv", "3401,2026/2,2026-11-02,,,"))
    assert datetime.fromisoformat(late["recorded_at"]) > known_at
    with context.store.reading() as connection:
        assert known(connection, known_at, date(2026, 11, 30)).case_key == ["2026/1"]
        assert known(connection, None, date(2026, 11, 30)).case_key == ["2026/1", "2026/2"]
