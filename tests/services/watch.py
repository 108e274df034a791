"""An office that imports and is told, on days of our choice."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, insert

from casewatch.services.alerts.alerting import Due, answer_alert, due_alerts, record_due
from casewatch.services.asking.context import Context, open_context
from casewatch.services.importing.files import import_files, imports_undo
from casewatch.services.importing.outcome import ImportOptions
from casewatch.settings import Settings
from casewatch.store.alerts import known_alerts
from casewatch.store.clock import recording_time
from casewatch.store.tables.alerts import alert_told
from tests.services.desk import RULES

HEADER = (
    "municipality,case_no,received,complete,decided,outcome,business,within_plan,regulated_plot,road_to_boundary,"
    "handler,legal_limit_weeks,hearing_1_sent,hearing_1_answered,hearing_1_party"
)
DANGER = "vedlegg1:goal_danger:3401:2026/1:1"
MISSED = "vedlegg1:goal_missed:3401:2026/1:1"
SETTINGS = Settings()


def line(
    case_no: str,
    complete: str,
    decided: str = "",
    *,
    place: str = "3401",
    handler: str = "ABC",
    weeks: str = "",
    hearing: str = ",,",
    business: str = "ja",
) -> str:
    """A row of an export; every application is complete the day it was received."""
    outcome = "granted" if decided else ""
    return (
        f"{place},{case_no},{complete},{complete},{decided},{outcome},{business},ja,ja,ja,{handler},{weeks},{hearing}"
    )


def record_told(connection: Connection, keys: Iterable[str], day: date, recorded_at: datetime) -> None:
    """As if a message that tells these known alerts, of those it does, got through that day; once a day is enough."""
    known = known_alerts(connection)
    for key in dict.fromkeys(keys):
        if key in known and known[key].told_on != day:
            values = {"alert_id": known[key].id, "day": day.isoformat(), "recorded_at": recorded_at}
            connection.execute(insert(alert_told).values(values))


@dataclass
class Watch:
    """An office that imports and is told, on days of our choice, always at nine in Oslo or a little later."""

    folder: Path
    url: str
    time: datetime = datetime(2026, 3, 2, 8, tzinfo=UTC)
    number: int = field(default=0)

    def on(self, day: str) -> None:
        """Go to a day, eight in UTC."""
        self.time = datetime.fromisoformat(f"{day}T08:00+00:00")

    @contextmanager
    def opened(self) -> Iterator[Context]:
        self.time += timedelta(minutes=1)
        with open_context(self.url, RULES, now=lambda: self.time) as context:
            yield context

    def read(self, *lines: str, holds: Any = "part") -> int:
        """Import an export of today and give its id."""
        self.number += 1
        path = self.folder / f"export{self.number}.csv"
        path.write_text("\n".join([HEADER, *lines]) + "\n", "utf-8")
        with self.opened() as context:
            (result,) = import_files(context, [path], ImportOptions(holds=holds)).results
        told = result.to_json()
        assert told["rejected"] == 0, told
        return int(told["id"])

    def undo(self, number: int) -> None:
        with self.opened() as context:
            imports_undo(context, number)

    def due(self, as_of: str | None = None, known_at: datetime | None = None) -> Due:
        """What is due, without recording anything."""
        with self.opened() as context:
            day = date.fromisoformat(as_of) if as_of else context.today()
            return due_alerts(context, SETTINGS, day, known_at)

    def tell(self, *, reaches: bool = True) -> Due:
        """What is due today, recorded, and told unless nothing reaches anybody."""
        with self.opened() as context, context.store.writing() as connection:
            due = due_alerts(context, SETTINGS, context.today())
            at = recording_time(connection, context.now())
            record_due(connection, due, at)
            if reaches:
                record_told(connection, [alert.key for alert in due.alerts], due.as_of, at)
        return due

    def answer(self, kind: Any, key: str, until: str, reason: str = "Tas fredag") -> None:
        with self.opened() as context:
            answer_alert(context, SETTINGS, kind, key, reason, date.fromisoformat(until))


def keys(due: Due) -> list[str]:
    return [alert.key for alert in due.alerts]


def one(due: Due, key: str) -> Any:
    (found,) = [alert for alert in due.alerts if alert.key == key]
    return found


@pytest.fixture
def watch(tmp_path: Path, store_url: str) -> Watch:
    """On SQLite and on PostgreSQL; Kongsvinger's baseline, with nothing due, was on Monday 2 March."""
    found = Watch(tmp_path, store_url)
    found.read(line("2026/90", "2026-03-02", "2026-03-02"))
    due = found.tell()
    assert (due.alerts, due.baselines) == ([], {"3401": 0})
    return found


@pytest.fixture
def near(watch: Watch) -> Watch:
    """Monday 9 March: 2026/1 is complete since 2 March, 2 days left, last day Wed 11 March; 2026/90 is decided."""
    watch.on("2026-03-09")
    watch.read(line("2026/90", "2026-03-02", "2026-03-02"), line("2026/1", "2026-03-02"))
    return watch
