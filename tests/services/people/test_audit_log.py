"""Who did what: one entry in the transaction of every act, and nothing that erasing a case must erase."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from sqlalchemy import select

from casewatch.errors import CasewatchError
from casewatch.services.alerts.alerting import answer_alert
from casewatch.services.asking.context import Context
from casewatch.services.asking.selecting import Selectors
from casewatch.services.cases.correcting import correct, take_back
from casewatch.services.cases.forgetting import forget
from casewatch.services.cases.gaps import write_gaps_workbook
from casewatch.services.figures.assess import assess
from casewatch.services.importing.files import import_files, imports_undo
from casewatch.services.importing.outcome import ImportOptions
from casewatch.services.publishing.publish import publish
from casewatch.store.audit import Entry, entries
from casewatch.store.tables.people import audit
from tests.services.watch import DANGER, HEADER, SETTINGS, Watch, line, near, watch

__all__ = ["near", "watch"]  # fixtures


def log(context: Context) -> list[Entry]:
    """Everything, the oldest first."""
    with context.store.reading() as connection:
        return entries(connection, None)[::-1]


def told(context: Context, skip: int = 0) -> list[tuple[str, str, str | None, str | None]]:
    return [(each.who, each.action, each.municipality, each.subject) for each in log(context)[skip:]]


def write(watch: Watch, *lines: str) -> Path:
    path = watch.folder / "mer.csv"
    path.write_text("\n".join([HEADER, *lines]) + "\n", "utf-8")
    return path


def test_every_act_leaves_one_entry_with_its_time(near: Watch) -> None:
    with near.opened() as context:
        before = told(context)
        assert before == [("kommandolinja", "imported", "3401", "1"), ("kommandolinja", "imported", "3401", "2")]
        mine = replace(context, who="kari")
        path = write(near, line("2026/8", "2026-03-03"), line("2026/9", "2026-03-03", place="3417"))
        import_files(mine, [path], ImportOptions(holds="part"))
        import_files(mine, [path], ImportOptions(holds="part"))  # the same file: it arrived again
        import_files(mine, [write(near, line("2026/10", "2026-03-03"))], ImportOptions(holds="part", dry_run=True))
        kept = correct(mine, "3401", "2026/1", 1, ["received=2026-03-01"], "Postlista")
        take_back(mine, kept)
        answer_alert(mine, SETTINGS, "snoozed", DANGER, "Tas fredag", date(2026, 3, 13))
        answer_alert(mine, SETTINGS, "acknowledged", DANGER, "Tas i dag", date(2026, 3, 12))
        imports_undo(mine, 3)
        assert told(context, 2) == [
            ("kari", "imported", "3401", "3"),
            ("kari", "imported", "3417", "3"),
            ("kari", "came_again", "3401", "3"),
            ("kari", "came_again", "3417", "3"),
            ("kari", "corrected", "3401", str(kept)),
            ("kari", "correction_undone", "3401", str(kept)),
            ("kari", "snoozed", "3401", "1"),
            ("kari", "acknowledged", "3401", "1"),
            ("kari", "undone", "3401", "3"),
            ("kari", "undone", "3417", "3"),
        ]
        times = [each.recorded_at for each in log(context)]
        assert times == sorted(times)
        # what was refused leaves nothing
        with pytest.raises(CasewatchError):
            imports_undo(mine, 3)
        with pytest.raises(CasewatchError):
            take_back(mine, kept)
        with pytest.raises(CasewatchError):
            answer_alert(mine, SETTINGS, "snoozed", "vedlegg1:goal_danger:3401:2026/99:1", "x", date(2026, 3, 13))
        assert len(log(context)) == 12


def test_a_filled_workbook_leaves_an_entry_for_every_correction(watch: Watch) -> None:
    watch.on("2026-03-05")
    watch.read(line("2026/8", "2026-03-03", business=""))
    book = watch.folder / "avklar.xlsx"
    with watch.opened() as context:
        write_gaps_workbook(context, Selectors(as_of=date(2026, 3, 5)), book)
        filled = load_workbook(book)
        sheet = filled["Avklar"]
        place = {cell.value: cell.column for cell in sheet[3]}
        (row,) = [row for row in range(4, sheet.max_row + 1) if sheet.cell(row, place["Saksnr"]).value == "2026/8"]
        sheet.cell(row, place["Næringsrelatert"]).value = "ja"
        sheet.cell(row, place["Begrunnelse"]).value = "Søknaden"
        filled.save(book)
        report = import_files(replace(context, who="kari"), [book], ImportOptions())
        (kept,) = report.results[0].corrections
        assert told(context)[-1] == ("kari", "corrected", "3401", str(kept))


def test_an_entry_falls_with_what_it_tells_of(watch: Watch, monkeypatch: pytest.MonkeyPatch) -> None:
    """Were they written apart, one could stand without the other after a crash."""

    def crash(*_: Any, **__: Any) -> None:
        raise RuntimeError

    with watch.opened() as context:
        number = len(log(context))
        monkeypatch.setattr("casewatch.services.importing.files.record", crash)
        with pytest.raises(RuntimeError):
            imports_undo(context, 1)
        assert len(log(context)) == number
        monkeypatch.undo()
        imports_undo(context, 1)  # it was not undone before
        assert told(context)[number:] == [("kommandolinja", "undone", "3401", "1")]


def test_erasing_a_case_has_nothing_to_erase_in_the_log(near: Watch) -> None:
    with near.opened() as context:
        correct(context, "3401", "2026/1", 1, ["received=2026-03-01"], "Ola ringte om 2026/1")
        answer_alert(context, SETTINGS, "snoozed", DANGER, "Ola tar den", date(2026, 3, 13))
        before = log(context)
        forget(replace(context, who="kari"), "3401", "2026/1", "Krav om sletting")
        after = log(context)
        assert after[: len(before)] == before
        assert told(context, len(before)) == [("kari", "erased", "3401", None)]
        with context.store.reading() as connection:
            everything = repr([tuple(row) for row in connection.execute(select(audit))])
        assert not [word for word in ("2026/1'", '2026/1"', "2026/1:", "Ola", "export2") if word in everything]


def test_figures_of_a_past_time_stay_as_they_were(near: Watch) -> None:
    """Entries move the time that is recorded with, never back."""
    with near.opened() as context:
        asked = Selectors(as_of=date(2026, 3, 9), known_at=log(context)[-1].recorded_at)
        was = assess(context, asked).document
        publish(context, Selectors(as_of=date(2026, 3, 9), period="2026-02"), "Prøve")
        imports_undo(context, 2)
        assert assess(context, asked).document == was
        assert [each[1] for each in told(context, 2)][-1] == "undone"


def test_people_of_a_municipality_read_its_entries_alone(near: Watch) -> None:
    with near.opened() as context:
        path = write(near, line("2026/8", "2026-03-03"), line("2026/9", "2026-03-03", place="3417"))
        import_files(context, [path], ImportOptions(holds="part"))
        with context.store.reading() as connection:
            assert [each.subject for each in entries(connection, ["3417"])] == ["3"]
            assert [each.subject for each in entries(connection, ["3401"], limit=2)] == ["3", "2"]
            assert entries(connection, []) == []
