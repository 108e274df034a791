"""What a preview says, that the import and its receipt say the same, and that the receipt stays as it was.

Net days are written where the made-up applications are; sums and shares are added up by hand.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from casewatch.services.asking.context import open_context
from casewatch.services.cases.correcting import correct
from casewatch.services.importing.files import import_files, imports_show
from casewatch.services.importing.outcome import ImportOptions
from samples.story import MONDAYS
from tests.services.desk import IN_SCOPE, YES, Desk, codes

SAMPLES = Path(__file__).parents[3] / "samples" / "weeks"
HEADER = f"Kommune;Saksnr;Mottatt dato;Komplett dato;Vedtaksdato;Saksbehandler;{IN_SCOPE}"
START = date(2026, 6, 1)
#: Net days of eleven cases: nine under 10 days; 45 + 40 + 60 days in all.
DAYS = (1, 2, 3, 4, 5, 6, 7, 8, 9, 40, 60)
#: What a preview adds to the fields of the contract.
PARTS = ("changes", "gone_cases", "rejected_rows", "before", "after")
COUNTS = ("rows", "file_rows", "new", "changed", "unchanged", "gone", "rejected")


def line(number: int, days: int | None, place: str = "3401", handler: str = "ABC", scope: str = YES) -> str:
    """An application received and complete on 1 June, decided so many days later; None: open."""
    decided = "" if days is None else f"{START + timedelta(days):%d.%m.%Y}"
    return f"{place};2026/{number};01.06.2026;01.06.2026;{decided};{handler};{scope}"


def decided(days: Sequence[int | None], place: str = "3401") -> list[str]:
    return [line(number, each, place) for number, each in enumerate(days, start=1)]


def export(desk: Desk, lines: Sequence[str], name: str = "uke48.csv") -> Path:
    return desk.csv("\n".join([HEADER, *lines]), name)


def told(result: dict[str, Any]) -> dict[str, Any]:
    """What preview, import and receipt have to agree in."""
    return {name: result[name] for name in (*COUNTS, *PARTS, "findings", "municipalities")}


@pytest.fixture
def week(desk: Desk) -> tuple[Desk, Path]:
    """A store with eleven decided cases and two open ones, and the next week's file, of which one is missing."""
    desk.read(export(desk, [*decided(DAYS), line(12, None), line(13, None)], "uke47.csv"), None, holds="all")
    lines = decided(DAYS)
    lines[10] = line(11, 20)  # re-dated: 60 days before
    lines[0] = line(1, 1, handler="DEF")
    unreadable = f"3401;2026/15;01.06.2026;31.02.2026;;;{YES}"
    nameless = f"3401;;01.06.2026;01.06.2026;;;{YES}"
    return desk, export(desk, [*lines, line(12, 3), unreadable, nameless])


def test_what_a_preview_says(week: tuple[Desk, Path]) -> None:
    desk, path = week
    seen = desk.read(path, None, holds="all", dry_run=True)
    assert {name: seen[name] for name in COUNTS} == {
        **{"rows": 14, "file_rows": 14, "new": 0, "changed": 3, "unchanged": 9, "gone": 1, "rejected": 2},
    }
    changes = [(each["case_no"], each["field"], each["old"], each["new"]) for each in seen["changes"]]
    assert sorted(changes) == [
        ("2026/1", "handler", "ABC", "DEF"),
        ("2026/11", "decided", "2026-07-31", "2026-06-21"),
        ("2026/12", "decided", None, "2026-06-04"),
    ]
    assert seen["gone_cases"] == [{"municipality": "3401", "case_no": "2026/13", "application_no": 1}]
    assert seen["rejected_rows"] == [
        {"municipality": "3401", "case_no": "2026/15", "application_no": None, "sheet": None, "row": 14},
        {"municipality": "3401", "case_no": None, "application_no": None, "sheet": None, "row": 15},
    ]
    (before,), (after,) = seen["before"], seen["after"]
    assert before["municipality"] == after["municipality"] == "3401"
    assert before["name"] == "Kongsvinger"
    figures = [(one["under_limit"], one["decided"], one["sum_days"]) for one in (before, after)]
    assert figures == [(9, 11, 145), (10, 12, 45 + 40 + 20 + 3)]
    assert [one["share"] for one in (before, after)] == [0.8182, 0.8333]
    assert [one["mean_days"] for one in (before, after)] == [13.1818, 9.0]
    assert all(one["share_met"] and one["share_certain"] and one["mean_met"] for one in (before, after))


def test_a_preview_keeps_nothing_and_the_import_says_the_same(week: tuple[Desk, Path]) -> None:
    desk, path = week
    before, shown = desk.figure(), desk.cases()
    seen = desk.read(path, None, holds="all", dry_run=True)
    assert (seen["status"], seen["id"]) == ("dry-run", None)
    assert (desk.figure(), desk.cases()) == (before, shown)
    stored = desk.read(path, None, holds="all")
    assert (stored["status"], stored["id"]) == ("stored", 2)
    assert told(stored) == told(seen)
    assert told(desk.show(2)) == told(seen)


def test_the_receipt_stays_as_it_was(week: tuple[Desk, Path]) -> None:
    desk, path = week
    receipt = told(desk.read(path, None, holds="all"))
    # later: the same cases with other dates, an older file, another limit, a correction, and the import taken back
    desk.read(export(desk, decided([1] * 12), "uke49.csv"), None, holds="all")
    desk.read(export(desk, decided([30] * 12), "gammel.csv"), None, received_at=datetime(2026, 6, 8, tzinfo=UTC))
    with desk.opened() as context:
        correct(context, "3401", "2026/5", None, ["complete=2026-06-02"], "etter brev")
    rule = desk.rules / "vedlegg1.toml"
    rule.write_text(rule.read_text("utf-8").replace("limit_days = 10", "limit_days = 5"), "utf-8")
    desk.undo(2)
    assert desk.figure()["under_limit"] == 12  # 1 day each, under 5; the older file gives way
    assert told(desk.show(2)) == receipt


def test_a_first_import_starts_from_nothing(desk: Desk) -> None:
    seen = desk.read(export(desk, decided((4, 12))), None, dry_run=True)
    (before,), (after,) = seen["before"], seen["after"]
    assert (before["decided"], before["share"], before["mean_days"], before["too_few"]) == (0, None, None, True)
    assert (after["decided"], after["under_limit"], after["sum_days"]) == (2, 1, 16)


def test_only_the_municipalities_of_the_file_are_shown(desk: Desk) -> None:
    desk.read(export(desk, [*decided((4,)), *decided((5,), "3417"), *decided((6,), "3418")], "a.csv"), None)
    # an own file for Grue; then one with Åsnes and, rejected, Kongsvinger
    seen = desk.read(export(desk, decided((15,), "3417")), None, dry_run=True)
    assert [one["municipality"] for one in (*seen["before"], *seen["after"])] == ["3417", "3417"]
    unreadable = f"3401;2026/1;01.06.2026;31.02.2026;;;{YES}"
    stored = desk.read(export(desk, [*decided((7,), "3418"), unreadable], "b.csv"), None)
    assert stored["municipalities"] == ["3401", "3418"]
    sums = [(one["municipality"], one["sum_days"]) for one in (*stored["before"], *stored["after"])]
    assert sums == [("3401", 4), ("3418", 6), ("3401", 4), ("3418", 7)]


def test_a_file_that_came_late_speaks_before_the_newer_ones(desk: Desk) -> None:
    desk.read(export(desk, decided((4,)), "ny.csv"), None)
    late = export(desk, [line(1, 30), line(2, 5)], "gammel.csv")
    seen = desk.read(late, None, received_at=datetime(2026, 6, 8, tzinfo=UTC), dry_run=True)
    assert (seen["new"], seen["changed"], seen["unchanged"]) == (1, 0, 1)
    assert [one["sum_days"] for one in (*seen["before"], *seen["after"])] == [4, 9]


def test_a_word_that_held_until_the_next_file(desk: Desk) -> None:
    desk.read(export(desk, decided((4,)), "a.csv"), None)
    with desk.opened() as context:
        correct(context, "3401", "2026/1", None, ["complete=2026-06-03"], "etter brev", until_next=True)
    assert desk.figure()["sum_days"] == 2
    seen = desk.read(export(desk, [line(1, 4), line(2, 5)], "b.csv"), None, dry_run=True)
    assert [one["sum_days"] for one in (*seen["before"], *seen["after"])] == [2, 4 + 5]


def test_an_event_list_changes_what_a_table_said(desk: Desk) -> None:
    desk.read(export(desk, decided((12,)), "a.csv"), None)
    events = "Kommune;Saksnr;Hendelse;Dato;Instans\n3401;2026/1;Sendt på høring;03.06.2026;NVE"
    seen = desk.read(desk.csv(f"{events}\n3401;2026/1;Høringssvar;10.06.2026;NVE"), None, dry_run=True)
    assert [one["sum_days"] for one in (*seen["before"], *seen["after"])] == [12, 5]


def test_scope_and_what_is_held_out_stand_beside(desk: Desk) -> None:
    lines = [*decided((4, 5, 6, 7, 8)), line(6, 30, scope=";ja;ja;ja")]
    held_out = f"3401;2026/7;01.06.2026;;21.06.2026;;{YES}"
    seen = desk.read(export(desk, [*lines, held_out]), None, dry_run=True)
    (after,) = seen["after"]
    # 5 of 5; the unclear ones, of 0 to 20 and of 30 days, gone badly: 5 of 7, below 80 %, and 80 days of 7
    assert (after["decided"], after["scope_unknown"], after["held_out"]) == (5, 1, {"complete_missing": 1})
    assert (after["share_met"], after["share_certain"], after["mean_certain"]) == (True, False, True)


def test_rejected_rows_are_kept_until_a_later_import_mends_them(desk: Desk) -> None:
    name = f"3401;2026/2;01.06.2026;31.02.2026;;Kari Nordmann;{YES}"
    first = desk.read(export(desk, [line(1, 4), name], "a.csv"), None)
    assert (first["rejected"], desk.figure()["rejected_pending"]) == (1, 1)
    kept = b"".join(path.read_bytes() for path in desk.folder.glob("casewatch.db*"))
    assert b"2026/2" in kept
    assert b"Nordmann" not in kept  # allowed columns only
    desk.read(export(desk, [line(1, 4)], "b.csv"), None)
    assert desk.figure()["rejected_pending"] == 1  # a file without it mends nothing
    mended = desk.read(export(desk, [line(2, 5)], "c.csv"), None)
    assert (mended["new"], mended["rejected_rows"], desk.figure()["rejected_pending"]) == (1, [], 0)
    assert [row["case_no"] for row in desk.show(1)["rejected_rows"]] == ["2026/2"]
    desk.undo(3)
    assert desk.figure()["rejected_pending"] == 1


def test_an_application_that_was_known_keeps_what_was_read_before(desk: Desk) -> None:
    desk.read(export(desk, decided((4,)), "a.csv"), None, holds="all")
    seen = desk.read(export(desk, [line(1, 4).replace("01.06.2026;01", "01.06.2026;41")]), None, holds="all")
    assert (seen["rejected"], seen["gone"], codes(seen)) == (1, 0, {"date_unreadable"})  # rejected is not gone
    assert [one["sum_days"] for one in (*seen["before"], *seen["after"])] == [4, 4]


@pytest.mark.parametrize("number", ["3401", "3417"])
def test_before_and_after_are_what_assess_says_before_and_after(desk: Desk, number: str) -> None:
    """Over the made-up weeks: what the preview derives from where two states differ, against the whole picture."""
    for monday in MONDAYS:
        (path,) = (SAMPLES / f"2026-uke{monday.isocalendar().week}").glob(f"{number}-*")
        was = desk.figure(number)
        at = datetime(monday.year, monday.month, monday.day, 7, tzinfo=UTC)
        said = desk.read(path, None, holds="all", received_at=at)
        is_now = desk.figure(number)
        (before,), (after,) = said["before"], said["after"]
        assert before.pop("mean_target") == after.pop("mean_target") == 21
        assert (before, after) == tuple({name: figure[name] for name in before} for figure in (was, is_now))
    assert after["decided"] > 4


def test_both_databases_say_the_same(store_url: str, tmp_path: Path) -> None:
    desk = Desk(tmp_path, tmp_path / "unused.db")
    days = (4, 12)
    first, second = export(desk, decided(days), "a.csv"), export(desk, [line(1, 5), line(3, 7)], "b.csv")
    with open_context(store_url, desk.rules, now=lambda: desk.time) as context:
        import_files(context, [first], ImportOptions(holds="all"))
        (seen,) = import_files(context, [second], ImportOptions(holds="all", dry_run=True)).results
        (stored,) = import_files(context, [second], ImportOptions(holds="all")).results
        shown = imports_show(context, 2)
    assert [one["sum_days"] for one in (*seen.before, *seen.after)] == [16, 5 + 12 + 7]
    assert [case.case_no for case in seen.gone_cases] == ["2026/2"]
    assert told(seen.to_json()) == told(stored.to_json()) == told(shown.to_json())
