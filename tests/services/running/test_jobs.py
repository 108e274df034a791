"""Slots are claimed once, missed ones made up for once, failures recorded; whole weeks in steps of minutes, no sleep.

2026: Good Friday 3 April, Easter Monday 6; the clock goes on on 29 March and back on 25 October; Christmas Day is a
Friday, and 24 and 31 December are working days here (no rule closes them).
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from pathlib import Path

import pytest

from casewatch.core.slots import At, Every
from casewatch.errors import CasewatchError
from casewatch.services.asking.context import Context, open_context
from casewatch.services.running.jobs import (
    AGAIN,
    JOB_LEASE,
    Done,
    Duty,
    Ended,
    Job,
    introduce,
    run_due,
    run_slot,
    states,
)
from casewatch.settings import Settings
from casewatch.store import Store
from casewatch.store.jobs import claim_slot, finish, last_failures, last_runs, pass_over, remove_runs
from tests.services.desk import RULES

HOUR = timedelta(hours=1)
NOON = datetime(2026, 3, 2, 11, tzinfo=UTC)


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


# The store: one slot, one scheduler.


def test_a_slot_is_claimed_once(store: Store) -> None:
    with store.writing() as connection:
        assert claim_slot(connection, "a", NOON, NOON, HOUR) == 1
        assert claim_slot(connection, "a", NOON, NOON, HOUR) is None
        assert claim_slot(connection, "a", NOON + HOUR, NOON, HOUR) == 1
        assert claim_slot(connection, "b", NOON, NOON, HOUR) == 1


def test_of_many_at_once_one_gets_each_slot(store: Store) -> None:
    """Ten slots, eight threads that all want all of them: ten claims."""
    slots = [NOON + number * HOUR for number in range(10)]
    got: list[datetime] = []
    ready = threading.Barrier(8)

    def want() -> None:
        ready.wait()
        for slot in slots:
            with store.writing() as connection:
                mine = claim_slot(connection, "a", slot, NOON, HOUR) == 1
            if mine:
                got.append(slot)

    threads = [threading.Thread(target=want) for _number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(got) == slots


def test_a_lease_that_runs_out_is_taken_over_and_the_late_one_records_nothing(store: Store) -> None:
    with store.writing() as connection:
        assert claim_slot(connection, "a", NOON, NOON, HOUR) == 1
        assert claim_slot(connection, "a", NOON, NOON + HOUR - timedelta(seconds=1), HOUR) is None
        assert claim_slot(connection, "a", NOON, NOON + HOUR, HOUR) == 2
        assert not finish(connection, "a", NOON, 1, NOON + HOUR, True, "for sent", AGAIN)
        assert finish(connection, "a", NOON, 2, NOON + 2 * HOUR, True, "i tide", AGAIN)
        assert claim_slot(connection, "a", NOON, NOON + 9 * HOUR, HOUR) is None  # it is done
        run = last_runs(connection)["a"]
    assert run is not None
    assert (run.attempt, run.ok, run.result) == (2, True, "i tide")


def test_what_fails_is_tried_three_times(store: Store) -> None:
    with store.writing() as connection:
        now = NOON
        for attempt in (1, 2, 3):
            assert claim_slot(connection, "a", NOON, now, HOUR) == attempt
            finish(connection, "a", NOON, attempt, now, False, "feil", AGAIN)
            assert claim_slot(connection, "a", NOON, now + AGAIN - timedelta(seconds=1), HOUR) is None
            now += AGAIN
        assert claim_slot(connection, "a", NOON, now + 9 * HOUR, HOUR) is None
        assert claim_slot(connection, "a", NOON + HOUR, now, HOUR) == 1  # the next slot has tries of its own


def test_who_dies_every_time_is_not_tried_for_ever(store: Store) -> None:
    with store.writing() as connection:
        tried = [claim_slot(connection, "a", NOON, NOON + number * HOUR, HOUR) for number in range(6)]
    assert tried == [1, 2, 3, None, None, None]


def test_old_runs_go_but_the_newest_of_each_job_stays(store: Store) -> None:
    with store.writing() as connection:
        for job, days in (("a", (0, 1, 2)), ("b", (0, 1))):
            for day in days:
                claim_slot(connection, job, NOON + timedelta(days=day), NOON, HOUR)
        assert remove_runs(connection, NOON + timedelta(days=2)) == 3  # two of a, one of b
        left = {job: run.slot for job, run in last_runs(connection).items()}
    assert left == {"a": NOON + timedelta(days=2), "b": NOON + timedelta(days=1)}


def test_the_last_failure_stays_to_be_seen(store: Store) -> None:
    with store.writing() as connection:
        for number, ok in enumerate((False, False, True)):
            slot = NOON + number * HOUR
            claim_slot(connection, "a", slot, slot, HOUR)
            finish(connection, "a", slot, 1, slot, ok, f"nummer {number}", AGAIN)
        pass_over(connection, "b", NOON, NOON)
        assert last_failures(connection)["a"].result == "nummer 1"
        assert last_runs(connection)["a"].result == "nummer 2"
        assert "b" not in last_runs(connection)


# The service: which slots run.


@dataclass
class Works:
    """Jobs that write down when they ran, and a clock."""

    url: str
    time: datetime
    ran: list[tuple[str, str]] = field(default_factory=list)  # job and UTC time
    said: list[str] = field(default_factory=list)
    fail: dict[str, BaseException] = field(default_factory=dict)

    def job(self, name: str, schedule: At | Every, office_hours: bool = False, then: tuple[str, ...] = ()) -> Job:
        def work(duty: Duty) -> Done:
            self.ran.append((name, f"{duty.context.now():%Y-%m-%dT%H:%M}"))
            if name in self.fail:
                raise self.fail[name]
            return Done("gjort", then)

        return Job(name, name.upper, schedule, work, office_hours)


@pytest.fixture
def works(tmp_path: Path) -> Works:
    return Works(str(tmp_path / "casewatch.db"), utc("2026-03-25T12:01"))


@pytest.fixture
def context(works: Works) -> Iterator[Context]:
    with open_context(works.url, RULES, now=lambda: works.time) as opened:
        yield opened


@pytest.fixture
def duty(works: Works, context: Context, tmp_path: Path) -> Duty:
    return Duty(context, Settings(), tmp_path, works.said.append)


def walk(
    works: Works, duty: Duty, jobs: list[Job], until: str, minutes: int = 5, stopped: tuple[str, str] = ("", "")
) -> list[str]:
    """Go on in steps, two schedulers at every step, but while both are stopped; when the first job ran."""
    introduce(duty.context, jobs)
    while works.time < utc(until):
        works.time += timedelta(minutes=minutes)
        if not stopped[0] or not utc(stopped[0]) <= works.time < utc(stopped[1]):
            run_due(duty, jobs)
            run_due(duty, jobs)
    return [when for name, when in works.ran if name == jobs[0].name]


MORNING = At("working", (time(7, 30),))


def test_working_mornings_over_easter_and_into_summer_time(works: Works, duty: Duty) -> None:
    # Steps end in 1 and 6: the first one after 06:30 (winter) or 05:30 (summer) in UTC.
    ran = walk(works, duty, [works.job("a", MORNING, office_hours=True)], "2026-04-08T12:00")
    assert ran == [
        *("2026-03-26T06:31", "2026-03-27T06:31"),
        *("2026-03-30T05:31", "2026-03-31T05:31", "2026-04-01T05:31"),  # 2, 3 and 6 April are holidays
        *("2026-04-07T05:31", "2026-04-08T05:31"),
    ]


def test_working_mornings_over_christmas(works: Works, duty: Duty) -> None:
    works.time = utc("2026-12-21T12:01")
    ran = walk(works, duty, [works.job("a", MORNING, office_hours=True)], "2027-01-04T12:00")
    days = (
        "2026-12-22",
        "2026-12-23",
        "2026-12-24",
        "2026-12-28",
        "2026-12-29",
        "2026-12-30",
        "2026-12-31",
        "2027-01-04",
    )
    assert ran == [f"{day}T06:31" for day in days]


@pytest.mark.parametrize(
    ("start", "end", "nights"),
    [
        # 03:30 in Oslo: 02:30 in UTC in winter, 01:30 in summer. Once on each night.
        ("2026-03-27T12:01", "2026-03-30T12:00", ["2026-03-28T02:31", "2026-03-29T01:31", "2026-03-30T01:31"]),
        ("2026-10-23T12:01", "2026-10-26T12:00", ["2026-10-24T01:31", "2026-10-25T02:31", "2026-10-26T02:31"]),
    ],
)
def test_nights_on_which_the_clock_changes(works: Works, duty: Duty, start: str, end: str, nights: list[str]) -> None:
    works.time = utc(start)
    assert walk(works, duty, [works.job("a", At("every", (time(3, 30),)))], end) == nights


def test_nothing_at_all_runs_between_two_and_three(works: Works, duty: Duty) -> None:
    works.time = utc("2026-10-24T20:01")
    ran = walk(works, duty, [works.job("a", Every(5))], "2026-10-25T06:00")
    hours = [when[11:13] for when in ran]
    # 00 and 01 in UTC are both 02 to 03 in Oslo on that night.
    assert set(hours) == {"20", "21", "22", "23", "02", "03", "04", "05", "06"}
    assert hours.count("23") == 12
    assert hours.count("02") == 12


def test_what_was_missed_during_a_stop_is_made_up_for_once(works: Works, duty: Duty) -> None:
    """Stopped from Friday evening to Wednesday at 10:01 UTC: of five nights and three mornings one each."""
    jobs = [works.job("night", At("every", (time(3, 30),))), works.job("morning", MORNING, office_hours=True)]
    works.time = utc("2026-03-06T08:01")
    walk(works, duty, jobs, "2026-03-12T08:00", stopped=("2026-03-06T18:00", "2026-03-11T10:01"))
    assert works.ran == [
        *(("night", "2026-03-11T10:01"), ("morning", "2026-03-11T10:01")),
        *(("night", "2026-03-12T02:31"), ("morning", "2026-03-12T06:31")),
    ]


def test_people_are_not_written_to_on_a_saturday_or_at_night(works: Works, duty: Duty) -> None:
    """Friday's 07:30 is missed; the scheduler comes back on Friday evening: it is made up for on Monday at 06."""
    works.time = utc("2026-03-05T08:01")
    jobs = [works.job("a", At("week", (time(7, 30),)), office_hours=True)]
    ran = walk(works, duty, jobs, "2026-03-17T08:00", stopped=("2026-03-09T00:00", "2026-03-13T19:00"))
    assert ran == ["2026-03-16T05:01", "2026-03-16T06:31"]  # 06:01 in Oslo, and that week's own


def test_a_job_that_is_new_has_missed_nothing(works: Works, duty: Duty) -> None:
    jobs = [works.job("a", At("month", (time(8),), day=8))]
    introduce(duty.context, jobs)
    assert run_due(duty, jobs) == []
    later = [*jobs, works.job("b", At("every", (time(3, 30),)))]
    introduce(duty.context, later)
    assert (run_due(duty, later), works.ran) == ([], [])


def test_what_follows_runs_right_after(works: Works, duty: Duty) -> None:
    works.time = utc("2026-03-25T12:00")
    inbox = works.job("inbox", Every(5), then=("alerts",))
    alerts = works.job("alerts", MORNING, office_hours=True)
    introduce(duty.context, [inbox, alerts])
    works.time = utc("2026-03-25T12:05")
    ended = run_due(duty, [inbox, alerts])
    assert [(each.job, each.ok) for each in ended] == [("inbox", True), ("alerts", True)]
    assert run_due(duty, [inbox, alerts]) == []
    works.time = utc("2026-03-25T20:05")  # in the evening nobody is written to
    assert [each.job for each in run_due(duty, [inbox, alerts])] == ["inbox"]


def test_what_follows_runs_though_its_own_slot_of_that_minute_is_done(works: Works, duty: Duty) -> None:
    """At half past both are due, and the alerts came first: what the inbox then reads is told after it all the same."""
    alerts = works.job("alerts", At("working", (time(13, 30),)), office_hours=True)  # 12:30 UTC
    jobs = [alerts, works.job("inbox", Every(3), then=("alerts",))]
    introduce(duty.context, jobs)
    works.time = utc("2026-03-25T12:30:02")
    assert [each.job for each in run_due(duty, jobs)] == ["alerts", "inbox", "alerts"]
    assert run_due(duty, jobs) == []


def test_a_failure_is_one_line_and_the_others_go_on(works: Works, duty: Duty) -> None:
    slot = utc("2026-03-25T12:00")
    jobs = [works.job(name, Every(5)) for name in ("a", "b", "c", "d")]
    works.fail = {
        "a": CasewatchError("Mappa er borte.\nSjekk den."),
        "b": OSError(28, "No space left on device"),
        "c": ValueError("Kari Nordmann, 01017012345"),
    }
    ended = [each for job in jobs for each in run_slot(duty, job, slot)]
    assert ended[0] == Ended("a", slot, False, "Mappa er borte. Sjekk den.")
    assert ended[1].line == "Kan ikke lese eller skrive: No space left on device."
    assert ended[2].line.startswith("Uventet feil: ValueError i test_jobs.py, linje ")
    assert (ended[3].ok, ended[3].line) == (True, "gjort")


def test_a_job_that_failed_is_tried_again_and_then_left_until_its_next_slot(works: Works, duty: Duty) -> None:
    works.fail = {"a": CasewatchError("nede")}
    ran = walk(works, duty, [works.job("a", At("every", (time(14),)))], "2026-03-26T14:00")
    # 14:00 in Oslo is 13:00; steps end in 1 and 6, and a failure rests 15 minutes.
    assert ran == [
        *("2026-03-25T13:01", "2026-03-25T13:16", "2026-03-25T13:31"),
        *("2026-03-26T13:01", "2026-03-26T13:16", "2026-03-26T13:31"),
    ]


class Killed(BaseException):
    """The process is gone."""


def test_a_job_whose_scheduler_died_is_taken_over_when_its_lease_has_run_out(works: Works, duty: Duty) -> None:
    job = works.job("a", At("every", (time(13),)))
    introduce(duty.context, [job])
    works.time = utc("2026-03-26T12:00")
    works.fail = {"a": Killed()}
    with pytest.raises(Killed):
        run_due(duty, [job])
    works.fail = {}
    (state,) = states(duty.context, [job])
    assert state.running
    works.time += JOB_LEASE - timedelta(minutes=1)
    assert run_due(duty, [job]) == []
    works.time += timedelta(minutes=1)
    (state,) = states(duty.context, [job])
    assert not state.running
    assert [each.ok for each in run_due(duty, [job])] == [True]
    assert works.ran == [("a", "2026-03-26T12:00"), ("a", "2026-03-26T12:30")]


def test_a_job_that_was_just_introduced_is_not_called_missed(works: Works, duty: Duty) -> None:
    works.time = utc("2026-03-25T12:01")
    jobs = [works.job("often", Every(3)), works.job("b", Every(10))]
    introduce(duty.context, jobs)
    assert [state.missed for state in states(duty.context, jobs)] == [None, None]
    works.time = utc("2026-03-25T12:09")  # the slots of 12:00 were passed over; nothing has waited ten minutes
    assert [state.missed for state in states(duty.context, jobs)] == [None, None]
    works.time = utc("2026-03-25T12:20")  # those of 12:09 and 12:10 have
    assert [state.missed for state in states(duty.context, jobs)] == [utc("2026-03-25T12:09"), utc("2026-03-25T12:10")]


def test_what_jobs_says(works: Works, duty: Duty) -> None:
    works.time = utc("2026-03-25T12:00")
    job = works.job("a", MORNING, office_hours=True)
    introduce(duty.context, [job])
    (state,) = states(duty.context, [job])
    assert state.to_json() == {
        "job": "a",
        "title": "A",
        "last": None,
        "next": "2026-03-26T06:30:00Z",
        "running": False,
        "missed": None,
        "failure": None,
    }
    works.time = utc("2026-03-26T06:39")
    assert states(duty.context, [job])[0].missed is None
    works.time = utc("2026-03-26T06:41")
    assert states(duty.context, [job])[0].missed == utc("2026-03-26T06:30")
    works.fail = {"a": CasewatchError("nede")}
    run_due(duty, [job])
    shown = states(duty.context, [job])[0].to_json()
    assert shown["missed"] is None
    assert (
        shown["last"]
        == shown["failure"]
        == {
            "slot": "2026-03-26T06:30:00Z",
            "started_at": "2026-03-26T06:41:00Z",
            "finished_at": "2026-03-26T06:41:00Z",
            "ok": False,
            "attempt": 1,
            "result": "nede",
        }
    )
