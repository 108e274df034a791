"""The process: what the library fires, that a stop is clean, and that two schedulers on one database are one."""

from __future__ import annotations

import json
import os
import signal
import sqlite3
import subprocess
import sys
import time as clock
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, time, timedelta
from pathlib import Path

import pytest

from casewatch.core.periods import OSLO
from casewatch.core.slots import At, Every, Schedule
from casewatch.errors import CasewatchError
from casewatch.language import current_language, set_language
from casewatch.scheduler import Scheduler, SlotTrigger
from casewatch.services.asking.context import open_context
from casewatch.services.running.jobs import Done, Duty, Job
from casewatch.settings import Settings
from tests.cli.conftest import VARIABLES
from tests.services.desk import RULES


def fired(schedule: Schedule, start: str, number: int) -> list[str]:
    """The first times a trigger gives, as the library asks for them: each after the one before."""
    trigger, now = SlotTrigger(schedule), datetime.fromisoformat(start).replace(tzinfo=OSLO)
    times: list[datetime] = []
    for _each in range(number):
        times.append(trigger.get_next_fire_time(times[-1] if times else None, now))
    return [f"{each:%Y-%m-%d %H:%M %z}" for each in times]


def test_the_library_fires_once_a_night_when_the_clock_changes() -> None:
    assert fired(At("every", (time(3, 30),)), "2026-03-27T12:00", 3) == [
        *("2026-03-28 03:30 +0100", "2026-03-29 03:30 +0200", "2026-03-30 03:30 +0200")
    ]
    assert fired(At("every", (time(3, 30),)), "2026-10-23T12:00", 3) == [
        *("2026-10-24 03:30 +0200", "2026-10-25 03:30 +0100", "2026-10-26 03:30 +0100")
    ]


def test_the_library_fires_on_working_days_over_easter() -> None:
    assert fired(At("working", (time(7, 30),)), "2026-04-01T07:30", 2) == [
        *("2026-04-07 07:30 +0200", "2026-04-08 07:30 +0200")
    ]


def test_after_a_sleep_the_library_sees_every_slot_and_so_runs_the_last_one_alone() -> None:
    assert fired(Every(30), "2026-10-25T01:10", 4) == [
        *("2026-10-25 01:30 +0200", "2026-10-25 03:00 +0100", "2026-10-25 03:30 +0100", "2026-10-25 04:00 +0100")
    ]


class Place:
    """A store, a clock and jobs that write down that they ran."""

    def __init__(self, folder: Path) -> None:
        self.url, self.folder = str(folder / "casewatch.db"), folder
        self.time = datetime(2026, 3, 25, 12, 0, tzinfo=UTC)
        self.ran: list[str] = []
        self.said: list[str] = []
        self.away: CasewatchError | None = None
        self.languages: set[str] = set()

    @contextmanager
    def duty(self) -> Iterator[Duty]:
        if self.away is not None:
            raise self.away
        with open_context(self.url, RULES, now=lambda: self.time) as context:
            yield Duty(context, Settings(), self.folder, self.said.append)

    def job(self, name: str, fails: str | None = None) -> Job:
        def work(_duty: Duty) -> Done:
            self.ran.append(name)
            self.languages.add(current_language())
            if fails:
                raise CasewatchError(fails)
            return Done("gjort")

        return Job(name, lambda: name, Every(5), work)

    def scheduler(self, *jobs: Job) -> Scheduler:
        return Scheduler(self.duty, jobs, self.said.append)


@pytest.fixture
def place(tmp_path: Path) -> Place:
    return Place(tmp_path)


def test_two_schedulers_on_one_database_do_everything_once(place: Place) -> None:
    job = place.job("a")
    first, spare = place.scheduler(job), place.scheduler(job)
    first.catch_up()  # from now on
    for _slot in range(4):
        place.time += timedelta(minutes=5)
        for each in (first, spare, first):
            each.catch_up()
    assert place.ran == ["a"] * 4


def test_trouble_is_said_once_until_it_is_over(place: Place) -> None:
    scheduler = place.scheduler(place.job("a", "Mappa er borte."), place.job("b"))
    scheduler.catch_up()
    for _slot in range(3):
        place.time += timedelta(minutes=5)
        scheduler.catch_up()
    assert place.ran == ["a", "b"] * 3
    assert place.said == ["a: Mappa er borte."]


def test_a_database_that_is_away_is_said_once_and_tried_again(place: Place) -> None:
    scheduler = place.scheduler(place.job("a"))
    scheduler.catch_up()
    place.time += timedelta(minutes=5)
    place.away = CasewatchError("Databasen er nede.")
    for _try in range(3):
        scheduler._guarded("", scheduler.catch_up)
    assert (place.ran, place.said) == ([], ["Databasen er nede."])
    place.away = None
    scheduler._guarded("", scheduler.catch_up)
    place.away = CasewatchError("Databasen er nede.")
    scheduler._guarded("", scheduler.catch_up)
    assert (place.ran, len(place.said)) == (["a"], 2)


def test_it_speaks_the_language_it_was_started_in(place: Place) -> None:
    """Also in the library's threads, which begin with Norwegian."""
    set_language("en")
    try:
        scheduler = place.scheduler(place.job("a"))
    finally:
        set_language("nb")
    scheduler._guarded("", scheduler.catch_up)
    place.time += timedelta(minutes=5)
    scheduler._guarded("", scheduler.catch_up)
    set_language("nb")
    assert place.languages == {"en"}


def start(folder: Path, *options: str) -> subprocess.Popen[str]:
    environment = {name: value for name, value in os.environ.items() if name not in VARIABLES}
    arguments = ["--database", str(folder / "casewatch.db"), *options, "scheduler"]
    return subprocess.Popen(
        [sys.executable, "-u", "-m", "casewatch", *arguments],
        cwd=folder,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def wait_for(what: str, folder: Path) -> int:
    """Wait, at most a minute, until a query gives something."""
    for _try in range(600):
        with sqlite3.connect(folder / "casewatch.db") as connection:
            try:
                (found,) = connection.execute(what).fetchone()
            except sqlite3.OperationalError:
                found = 0
        if found:
            return int(found)
        clock.sleep(0.1)
    raise AssertionError(what)


@pytest.mark.skipif(os.name != "posix", reason="signals as on POSIX")
@pytest.mark.parametrize("stop", [signal.SIGTERM, signal.SIGINT])
def test_the_process_starts_works_and_ends_when_it_is_told_to(tmp_path: Path, stop: signal.Signals) -> None:
    running = start(tmp_path)
    try:
        assert wait_for("SELECT count(*) FROM job_run", tmp_path) == 7  # every job is known
        running.send_signal(stop)
        out, err = running.communicate(timeout=60)
    finally:
        running.kill()
    assert (running.returncode, out) == (0, "")
    lines = err.splitlines()
    assert [line.split(" ", 2)[2] for line in lines] == ["Kjører. Stopp med Ctrl-C, eller med SIGTERM.", "Stoppet."]


def test_what_cannot_be_used_is_said_at_the_start(tmp_path: Path) -> None:
    (tmp_path / "feil.toml").write_text("[inbox]\nfolder = 'x'\nfoldr = 'x'\n", "utf-8")
    running = start(tmp_path, "--settings", "feil.toml")
    out, err = running.communicate(timeout=60)
    assert (running.returncode, out, err.count("\n")) == (2, "", 1)
    assert "inbox.foldr" in err


def test_jobs_of_the_program_have_names_schedules_and_words_of_their_own() -> None:
    from casewatch.services.running.duties import JOBS

    names = [job.name for job in JOBS]
    assert len(set(names)) == len(names) == len({job.title() for job in JOBS})
    assert json.dumps(names) == '["inbox", "alerts", "letters", "weekly", "publish-reminder", "backup", "cleaning"]'
    to_people = {job.name for job in JOBS if job.office_hours}
    assert to_people == {"alerts", "weekly", "publish-reminder"}
