"""Slots of jobs: one scheduler has a slot, a failed or abandoned one is tried three times in all."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from casewatch.store import Store
from casewatch.store.jobs import (
    claim_slot,
    finish,
    known_jobs,
    last_failures,
    last_runs,
    newest_slots,
    pass_over,
    remove_runs,
)

NOW = datetime(2026, 3, 2, 8, tzinfo=UTC)
MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)


def test_one_scheduler_has_a_slot_until_its_lease_runs_out_and_three_may_try(store: Store) -> None:
    with store.writing() as connection:
        assert claim_slot(connection, "inbox", NOW, NOW, MINUTE) == 1
        assert claim_slot(connection, "inbox", NOW, NOW + MINUTE / 2, MINUTE) is None
        assert claim_slot(connection, "alerts", NOW, NOW, MINUTE) == 1  # another job
        assert claim_slot(connection, "inbox", NOW, NOW + MINUTE, MINUTE) == 2  # the first died
        assert not finish(connection, "inbox", NOW, 1, NOW + MINUTE, True, "for sent", MINUTE)
        assert finish(connection, "inbox", NOW, 2, NOW + MINUTE, False, "gikk galt", 5 * MINUTE)
        assert claim_slot(connection, "inbox", NOW, NOW + 5 * MINUTE, MINUTE) is None
        assert claim_slot(connection, "inbox", NOW, NOW + 6 * MINUTE, MINUTE) == 3
        assert claim_slot(connection, "inbox", NOW, NOW + 10 * MINUTE, MINUTE) is None  # and no fourth
        assert finish(connection, "alerts", NOW, 1, NOW, True, "3 varsler", MINUTE)
        assert claim_slot(connection, "alerts", NOW, NOW + DAY, MINUTE) is None  # it was done


def test_what_there_was_of_each_job(store: Store) -> None:
    with store.writing() as connection:
        pass_over(connection, "backup", NOW + DAY, NOW)
        for day, ok in enumerate((False, True, True)):
            slot = NOW + day * DAY
            claim_slot(connection, "inbox", slot, slot, MINUTE)
            finish(connection, "inbox", slot, 1, slot, ok, f"dag {day}", MINUTE)
        assert known_jobs(connection) == {"backup", "inbox"}
        assert newest_slots(connection) == {"backup": NOW + DAY, "inbox": NOW + 2 * DAY}
        assert {job: run.result for job, run in last_runs(connection).items()} == {"inbox": "dag 2"}
        assert {job: run.result for job, run in last_failures(connection).items()} == {"inbox": "dag 0"}
        assert remove_runs(connection, NOW + 3 * DAY) == 2  # of each job the newest stays
        assert newest_slots(connection) == {"backup": NOW + DAY, "inbox": NOW + 2 * DAY}
