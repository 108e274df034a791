"""Slots of jobs: claimed by one scheduler, finished with one line, and what there was of each job."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, and_, delete, func, insert, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite

from casewatch.store.tables.jobs import job_run

#: How often a slot that failed, or whose scheduler died, is tried. A newer slot takes its place anyway.
MOST_ATTEMPTS = 3


@dataclass(frozen=True)
class Run:
    """A claimed slot. `ok` is None while it is under way, or where who claimed it died."""

    job: str
    slot: datetime
    attempt: int
    started_at: datetime
    lease_until: datetime
    finished_at: datetime | None
    ok: bool | None
    result: str | None


def claim_slot(connection: Connection, job: str, slot: datetime, now: datetime, lease: timedelta) -> int | None:
    """Take a slot until `now` + `lease`, and give the number of the attempt; None: somebody has it, or had it.

    One statement decides, so of several schedulers one gets it. A slot that failed, or whose lease ran out unfinished,
    can be taken again, three times in all. Only inside ``Store.writing``.
    """
    new = postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert
    mine = {"started_at": now, "lease_until": now + lease}
    first = new(job_run).values(job=job, slot=slot, attempt=1, **mine).on_conflict_do_nothing()
    # Asked for the row it wrote: not every driver counts the rows of an insert.
    if connection.execute(first.returning(job_run.c.attempt)).scalar() is not None:
        return 1
    again = connection.execute(
        update(job_run)
        .where(
            job_run.c.job == job,
            job_run.c.slot == slot,
            job_run.c.lease_until <= now,
            job_run.c.attempt.between(1, MOST_ATTEMPTS - 1),
            or_(job_run.c.finished_at.is_(None), job_run.c.ok.is_(False)),
        )
        .values(attempt=job_run.c.attempt + 1, finished_at=None, ok=None, result=None, **mine)
        .returning(job_run.c.attempt)
    )
    return again.scalar()


def finish(
    connection: Connection,
    job: str,
    slot: datetime,
    attempt: int,
    now: datetime,
    ok: bool,
    result: str,
    again: timedelta,
) -> bool:
    """Record how an attempt ended, in one line; a failed one may be taken again after `again`.

    False, and nothing recorded, where the lease ran out and somebody else took the slot meanwhile.
    """
    done = connection.execute(
        update(job_run)
        .where(job_run.c.job == job, job_run.c.slot == slot, job_run.c.attempt == attempt)
        .values(finished_at=now, ok=ok, result=result, lease_until=now + again)
    )
    return done.rowcount == 1


def known_jobs(connection: Connection) -> set[str]:
    """The jobs of which some slot is recorded."""
    return set(connection.execute(select(job_run.c.job).distinct()).scalars())


def newest_slots(connection: Connection) -> dict[str, datetime]:
    """Job -> its newest slot that is recorded, passed over or not."""
    query = select(job_run.c.job, func.max(job_run.c.slot)).group_by(job_run.c.job)
    return {row[0]: row[1] for row in connection.execute(query)}


def pass_over(connection: Connection, job: str, slot: datetime, now: datetime) -> None:
    """Record a slot as one that nobody missed: it came before the job was known. Only inside ``Store.writing``."""
    values = {"job": job, "slot": slot, "attempt": 0, "started_at": now, "lease_until": now, "finished_at": now}
    connection.execute(insert(job_run).values(values))


def last_runs(connection: Connection) -> dict[str, Run]:
    """Job -> its newest slot that was ever tried."""
    return _newest_each(connection, job_run.c.attempt > 0)


def last_failures(connection: Connection) -> dict[str, Run]:
    """Job -> its newest slot that failed."""
    return _newest_each(connection, job_run.c.ok.is_(False))


def remove_runs(connection: Connection, before: datetime) -> int:
    """Remove what is recorded of slots before a time, but of each job the newest; their number."""
    newest = select(job_run.c.job, func.max(job_run.c.slot).label("slot")).group_by(job_run.c.job).subquery()
    kept = select(newest.c.slot).where(newest.c.job == job_run.c.job).scalar_subquery()
    return connection.execute(delete(job_run).where(job_run.c.slot < before, job_run.c.slot < kept)).rowcount


def _newest_each(connection: Connection, which: ColumnElement[bool]) -> dict[str, Run]:
    newest = select(job_run.c.job, func.max(job_run.c.slot).label("slot")).where(which).group_by(job_run.c.job)
    at = newest.subquery()
    query = _runs().join(at, and_(at.c.job == job_run.c.job, at.c.slot == job_run.c.slot))
    return {row[0]: Run(*row) for row in connection.execute(query)}


def _runs() -> Select[Any]:
    return select(*(job_run.c[name] for name in Run.__dataclass_fields__))
