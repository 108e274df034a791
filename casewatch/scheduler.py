"""The scheduler: a process of its own that wakes for each job's slots, until it is told to stop.

APScheduler only wakes it. Which slot is due, and who does it, is decided by :mod:`casewatch.services.running.jobs` in
the database: so the jobs live in memory, a second scheduler is a spare, and nothing depends on this process's past.
"""

import logging
import signal
import threading
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, suppress
from datetime import datetime
from functools import partial
from types import FrameType
from typing import Any

from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.schedulers.base import SchedulerNotRunningError
from apscheduler.schedulers.blocking import BlockingScheduler
from apscheduler.triggers.base import BaseTrigger

from casewatch.core.periods import OSLO
from casewatch.core.slots import Every, Schedule, next_slot
from casewatch.errors import CasewatchError
from casewatch.language import _, current_language, set_language
from casewatch.services.running.jobs import Duty, Ended, Job, introduce, run_due, run_job, working_days

#: How often it is looked for slots that were missed, that failed, or whose scheduler died.
_CATCH_UP = Every(5)

#: Opens everything anew, so that changed settings and rules hold from the next slot on.
OpenDuty = Callable[[], AbstractContextManager[Duty]]


class SlotTrigger(BaseTrigger):  # type: ignore[misc]  # the library has no types
    """Fires at the slots of a schedule."""

    __slots__ = ("_schedule",)

    def __init__(self, schedule: Schedule) -> None:
        self._schedule = schedule

    def get_next_fire_time(self, previous_fire_time: datetime | None, now: datetime) -> datetime:
        """The slot after the last one; at first, after now."""
        return next_slot(self._schedule, previous_fire_time or now, working_days()).astimezone(OSLO)


class Scheduler:
    """Runs jobs until it is stopped. `say` takes lines for whoever looks after it; each trouble is said once."""

    def __init__(self, open_duty: OpenDuty, jobs: Sequence[Job], say: Callable[[str], None]) -> None:
        self._open, self._jobs, self._say = open_duty, jobs, say
        self._said: dict[str, str] = {}
        self._language = current_language()
        # One thread: an alert waits for the import before it, and two jobs never write at once.
        self._scheduler: Any = BlockingScheduler(
            timezone=OSLO,
            executors={"default": ThreadPoolExecutor(1)},
            job_defaults={"coalesce": True, "misfire_grace_time": None, "max_instances": 1},
        )
        logging.getLogger("apscheduler").setLevel(logging.CRITICAL)  # what matters is said below, and recorded
        for job in jobs:
            self._scheduler.add_job(
                partial(self._guarded, job.name, partial(self._run, job)), SlotTrigger(job.schedule)
            )
        catch_up = partial(self._guarded, "", self.catch_up)
        self._scheduler.add_job(catch_up, SlotTrigger(_CATCH_UP), next_run_time=datetime.now(OSLO))

    def run(self) -> None:
        """Wait for slots; returns after SIGTERM or Ctrl-C, once the job under way has ended."""
        before = {number: signal.signal(number, self._stop) for number in (signal.SIGTERM, signal.SIGINT)}
        try:
            self._scheduler.start()
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)

    def catch_up(self) -> None:
        """Run every slot that has come and that nobody has done."""
        with self._open() as duty:
            introduce(duty.context, self._jobs)
            for ended in run_due(duty, self._jobs):
                self._tell(ended)

    def _run(self, job: Job) -> None:
        with self._open() as duty:
            for ended in run_job(duty, job, self._jobs):
                self._tell(ended)

    def _guarded(self, name: str, work: Callable[[], None]) -> None:
        """Whatever happens, the scheduler goes on: a database or rules folder that is away comes back."""
        set_language(self._language)  # a thread begins with the usual one
        try:
            work()
        except CasewatchError as error:
            self._once(f"open {name}", str(error))
        except Exception as error:
            self._once(f"open {name}", _("Uventet feil: {kind}.").format(kind=type(error).__name__))
        else:
            self._said.pop(f"open {name}", None)

    def _tell(self, ended: Ended) -> None:
        if ended.ok:
            self._said.pop(ended.job, None)
        else:
            self._once(ended.job, f"{ended.job}: {ended.line}")

    def _once(self, about: str, line: str) -> None:
        if self._said.get(about) != line:
            self._said[about] = line
            self._say(line)

    def _stop(self, _number: int, _frame: FrameType | None) -> None:
        # In a thread of its own: the signal may have come while the main one holds the scheduler's locks.
        threading.Thread(target=self._shut_down).start()

    def _shut_down(self) -> None:
        with suppress(SchedulerNotRunningError):  # asked twice
            self._scheduler.shutdown(wait=True)
