"""What somebody chose on the page holds for the inbox too; a profile that is gone is not looked for."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

from casewatch.services.asking.context import open_context
from casewatch.services.importing.inbox import poll_inbox
from casewatch.services.importing.remembering import how_remembered, usual_profile
from casewatch.settings import Inbox
from casewatch.store.remembered import Remembered, remember_columns
from tests.cli import office

START = datetime(2026, 3, 30, 6, tzinfo=UTC)


def test_the_inbox_reads_a_file_as_somebody_chose(tmp_path: Path) -> None:
    now = START
    folder = tmp_path / "innboks"
    (folder / "3401").mkdir(parents=True)
    (folder / "3401" / "uke14.csv").write_text("Referanse;Kom inn\n2026/1;02.03.2026\n", "utf-8")
    with open_context(f"sqlite:///{tmp_path / 'store.db'}", office.RULES, now=lambda: now) as context:
        assert usual_profile(context, "3401") == "norsk-standard"
        with context.store.writing() as connection:
            mapping = {"Referanse": "case_no", "Kom inn": "received"}
            remember_columns(connection, "3401", Remembered("norsk-standard", "open", mapping), now)
            remember_columns(connection, "3417", Remembered("er-borte", None, mapping), now)
        assert how_remembered(context, "3417") is None
        inbox = Inbox(folder="innboks")
        read = []
        for _poll in range(3):
            read.append(poll_inbox(context, inbox, folder, 30, None).read)
            now += timedelta(minutes=3)
        assert sum(read) == 1
        with context.store.reading() as connection:
            row = connection.exec_driver_sql("SELECT holds, new, rejected FROM import_batch").one()
        assert tuple(row) == ("open", 1, 0)


def test_what_is_remembered_last_holds(tmp_path: Path) -> None:
    with open_context(f"sqlite:///{tmp_path / 'store.db'}", office.RULES, now=lambda: START) as context:
        assert how_remembered(context, "3401") is None
        for holds in ("all", "open"):
            with context.store.writing() as connection:
                remember_columns(connection, "3401", Remembered("norsk-standard", holds, {"A": "case_no"}), START)
        found = how_remembered(context, "3401")
        assert found == Remembered("norsk-standard", "open", {"A": "case_no"})
        assert how_remembered(context, "3417") is None
        assert how_remembered(context, None) is None
