"""Work that runs by itself: which slot of a job is due, who gets it, and what became of it.

A slot is claimed in the database before anything is done, so a second scheduler is only a spare. Of the slots missed
while nothing ran the newest is made up for, once. What fails is recorded in one line and tried again a little later.
"""

import traceback
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path

from casewatch.core.days import Calendar, WorkingDays
from casewatch.core.slots import Schedule, is_working, latest_slot, local_hour, next_slot
from casewatch.documents.running import JobDocument, RunOfJob
from casewatch.errors import CasewatchError
from casewatch.language import _
from casewatch.rulebook.holidays import public_holidays
from casewatch.services.asking.context import Context
from casewatch.settings import Settings
from casewatch.store.jobs import Run, claim_slot, finish, known_jobs, last_failures, last_runs, newest_slots, pass_over

#: Who claimed a slot has it for so long; longer than any job takes.
JOB_LEASE = timedelta(minutes=30)
#: A job that failed is tried again after this, unless its next slot comes before.
AGAIN = timedelta(minutes=15)
#: A slot that nobody claimed for so long was missed: no scheduler runs.
_MISSED_AFTER = timedelta(minutes=10)
#: Jobs that write to people run from 6 to 18 on working days, whenever their slot was.
_OFFICE_HOURS = range(6, 18)
#: Nothing runs between 02 and 03: the hour comes twice in October and not at all in March.
_NO_HOUR = 2


@dataclass(frozen=True)
class Duty:
    """What a job is handed. Relative folders of the settings lie in `base`; `say` takes what somebody should read."""

    context: Context
    settings: Settings
    base: Path
    say: Callable[[str], None]


@dataclass(frozen=True)
class Done:
    """What a job did, in one line, and the jobs that are due because of it."""

    line: str
    then: tuple[str, ...] = ()


@dataclass(frozen=True)
class Job:
    """Work with a schedule. `work` raises CasewatchError for what a person can do something about."""

    name: str
    title: Callable[[], str]  # for people, in the language of the moment
    schedule: Schedule
    work: Callable[[Duty], Done]
    office_hours: bool = False


@dataclass(frozen=True)
class Ended:
    """What became of a slot."""

    job: str
    slot: datetime
    ok: bool
    line: str


@dataclass(frozen=True)
class JobState:
    """A job as somebody asks for it."""

    job: Job
    last: Run | None
    failure: Run | None
    next: datetime
    running: bool
    missed: datetime | None  # a slot that should have been claimed by now

    def to_json(self) -> JobDocument:
        """One element of the JSON of ``jobs``."""
        return {
            "job": self.job.name,
            "title": self.job.title(),
            "last": _run_json(self.last),
            "next": _iso(self.next),
            "running": self.running,
            "missed": _iso(self.missed),
            "failure": _run_json(self.failure),
        }


@cache
def working_days() -> WorkingDays:
    """Monday to Friday outside Norwegian public holidays."""
    return Calendar(public_holidays).working()


def introduce(context: Context, jobs: Sequence[Job]) -> None:
    """Make jobs known that never were: what their schedules had before is nothing that was missed."""
    now = context.now().astimezone(UTC)
    with context.store.reading() as connection:
        new = {job.name for job in jobs} - known_jobs(connection)
    if not new:
        return
    with context.store.writing() as connection:
        known = known_jobs(connection)  # once more: another scheduler may have been quicker
        for job in jobs:
            if job.name not in known:
                pass_over(connection, job.name, latest_slot(job.schedule, now, working_days()), now)


def run_due(duty: Duty, jobs: Sequence[Job]) -> list[Ended]:
    """Run the newest slot of each job that has come and that nobody has claimed, and what follows from it."""
    ended: list[Ended] = []
    for job in jobs:
        ended += run_job(duty, job, jobs)
    return ended


def run_job(duty: Duty, job: Job, jobs: Sequence[Job]) -> list[Ended]:
    """Run the newest slot of a job, if it has come, may run now, and nobody has it or had it."""
    now = duty.context.now()
    if not may_run(job, now):
        return []
    return run_slot(duty, job, latest_slot(job.schedule, now, working_days()), jobs)


def may_run(job: Job, now: datetime) -> bool:
    """Whether a job may run at all at a time, whatever slot it is."""
    hour = local_hour(now)
    if job.office_hours and not (hour in _OFFICE_HOURS and is_working(now, working_days())):
        return False
    return hour != _NO_HOUR


def run_slot(duty: Duty, job: Job, slot: datetime, jobs: Sequence[Job] = ()) -> list[Ended]:
    """Claim a slot and do its work; empty where somebody else has it. What fails is recorded, and never raised.

    Raises CasewatchError where the store cannot be used: nothing is claimed then, or the lease runs out by itself.
    """
    store, now = duty.context.store, duty.context.now
    with store.writing() as connection:
        attempt = claim_slot(connection, job.name, slot, now().astimezone(UTC), JOB_LEASE)
    if attempt is None:
        return []
    done = Done("")
    try:
        done, ok = job.work(duty), True
        line = done.line
    except CasewatchError as error:
        ok, line = False, str(error)
    except OSError as error:
        ok, line = False, _("Kan ikke lese eller skrive: {why}.").format(why=error.strerror or type(error).__name__)
    except Exception as error:  # one job's fault must not stop the others
        ok, line = False, _unexpected(error)
    line = " ".join(line.split())
    with store.writing() as connection:
        finish(connection, job.name, slot, attempt, now().astimezone(UTC), ok, line, AGAIN)
    ended = [Ended(job.name, slot, ok, line)]
    # A slot of this very moment: that of the minute may be done already, before there was anything to tell.
    moment = now().astimezone(UTC)
    for follower in jobs:
        if follower.name in done.then and may_run(follower, moment):
            ended += run_slot(duty, follower, moment, jobs)
    return ended


def states(context: Context, jobs: Sequence[Job]) -> list[JobState]:
    """Every job: its last and next slot, what failed last, and whether a slot was missed."""
    now = context.now().astimezone(UTC)
    found = []
    with context.store.reading() as connection:
        recorded, last, failures = newest_slots(connection), last_runs(connection), last_failures(connection)
        for job in jobs:
            due = latest_slot(job.schedule, now - _MISSED_AFTER, working_days())
            # A newer slot than that one makes up for it, also one that was passed over as the job was introduced.
            missed = may_run(job, now) and job.name in recorded and recorded[job.name] < due
            newest = last.get(job.name)
            found.append(
                JobState(
                    job=job,
                    last=newest,
                    failure=failures.get(job.name),
                    next=next_slot(job.schedule, now, working_days()),
                    running=newest is not None and newest.finished_at is None and now < newest.lease_until,
                    missed=due if missed else None,
                )
            )
    return found


def _unexpected(error: Exception) -> str:
    """Kind and place, never the error's own words: they may hold what was in a file."""
    place = traceback.extract_tb(error.__traceback__)[-1]
    return _("Uventet feil: {kind} i {file}, linje {line}.").format(
        kind=type(error).__name__, file=Path(place.filename).name, line=place.lineno
    )


def _run_json(run: Run | None) -> RunOfJob | None:
    if run is None:
        return None
    return {
        "slot": _iso(run.slot),
        "started_at": _iso(run.started_at),
        "finished_at": _iso(run.finished_at),
        "ok": run.ok,
        "attempt": run.attempt,
        "result": run.result,
    }


def _iso(when: datetime | None) -> str | None:
    return None if when is None else when.astimezone(UTC).isoformat().replace("+00:00", "Z")
