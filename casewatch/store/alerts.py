"""Alerts as recorded: which are known, which were told, which ended, and what people answered.

An alert is told by its key; a key that ended and comes back is recorded anew, and has been told to nobody.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal

import orjson
from sqlalchemy import Connection, Select, delete, exists, func, insert, select, update

from casewatch.core.alerts.endings import Ending, Standing
from casewatch.core.alerts.shapes import Alert
from casewatch.store.bulk import PARAMETERS, chunks
from casewatch.store.importing import next_id
from casewatch.store.tables.alerts import alert, alert_answer, alert_baseline, alert_ended, alert_told
from casewatch.store.tables.outbox import outbox, outbox_alert

AnswerKind = Literal["acknowledged", "snoozed"]


@dataclass(frozen=True)
class Answer:
    """What somebody said of an alert: it is quiet before the day `until`."""

    key: str
    kind: AnswerKind
    until: date
    reason: str
    said_by: str
    day: date
    recorded_at: datetime


@dataclass(frozen=True)
class KnownAlert:
    """An alert that was recorded and has not ended."""

    id: int
    standing: Standing
    first_day: date
    baseline: bool
    told_on: date | None  # the newest day somebody was told; None: nobody was
    answer: Answer | None  # the newest, whether its day has come or not

    @property
    def key(self) -> str:
        """Its key."""
        return self.standing.key


@dataclass(frozen=True)
class EndedAlert:
    """An alert that ended, and whether anybody had heard of it."""

    standing: Standing
    ending: Ending
    heard_of: bool


def known_alerts(connection: Connection, known_at: datetime | None = None) -> dict[str, KnownAlert]:
    """Key -> the alert that is known and had not ended by a time (None: now)."""
    ended = select(alert_ended.c.alert_id).where(alert_ended.c.alert_id == alert.c.id)
    told = select(alert_told.c.alert_id, func.max(alert_told.c.day).label("day")).group_by(alert_told.c.alert_id)
    if known_at is not None:
        ended = ended.where(alert_ended.c.recorded_at <= known_at)
        told = told.where(alert_told.c.recorded_at <= known_at)
    newest = told.subquery()
    query = (
        select(*STANDING_COLUMNS, alert.c.id, alert.c.day, alert.c.baseline, newest.c.day)
        .outerjoin(newest, newest.c.alert_id == alert.c.id)
        .where(~exists(ended))
        .order_by(alert.c.id)
    )
    if known_at is not None:
        query = query.where(alert.c.recorded_at <= known_at)
    rows = connection.execute(query).all()
    said = _newest_answers(connection, known_at)
    return {
        row[0]: KnownAlert(
            id=row[7],
            standing=Standing(*row[:7]),
            first_day=date.fromisoformat(row[8]),
            baseline=row[9],
            told_on=None if row[10] is None else date.fromisoformat(row[10]),
            answer=said.get(row[7]),
        )
        for row in rows
    }


def ended_on(connection: Connection, day: date, known_at: datetime | None = None) -> list[EndedAlert]:
    """The alerts whose ending was recorded as of a day, in the order they were first recorded."""
    told = select(alert_told.c.alert_id).where(alert_told.c.alert_id == alert.c.id)
    query: Select[Any] = (
        select(
            *STANDING_COLUMNS,
            alert_ended.c.kind,
            alert_ended.c.code,
            alert_ended.c.details,
            alert.c.baseline,
            exists(told),
        )
        .join(alert_ended, alert_ended.c.alert_id == alert.c.id)
        .where(alert_ended.c.day == day.isoformat())
        .order_by(alert.c.id)
    )
    if known_at is not None:
        query = query.where(alert_ended.c.recorded_at <= known_at)
    return [
        EndedAlert(
            standing=Standing(*row[:7]),
            ending=Ending(row[0], row[7], row[8], orjson.loads(row[9])),
            heard_of=bool(row[10] or row[11]),
        )
        for row in connection.execute(query)
    ]


def baselines(connection: Connection, known_at: datetime | None = None) -> dict[str, date]:
    """Municipality -> the day its alerts were first recorded."""
    query = select(alert_baseline.c.municipality, alert_baseline.c.day)
    if known_at is not None:
        query = query.where(alert_baseline.c.recorded_at <= known_at)
    return {number: date.fromisoformat(day) for number, day in connection.execute(query)}


def record_alerts(
    connection: Connection, alerts: Iterable[Alert], baseline: Collection[str], day: date, recorded_at: datetime
) -> None:
    """Record alerts that are due and not known yet; those of `baseline` municipalities are part of their baseline.

    Only inside ``Store.writing``, and after :func:`record_endings`.
    """
    known = known_alerts(connection)
    number = next_id(connection, alert)
    rows = [
        {
            "key": each.key,
            "level": each.level,
            "rule": each.rule,
            "municipality": each.municipality,
            "case_key": each.case_key,
            "application_no": each.application_no,
            "state": each.state,
            "day": day.isoformat(),
            "baseline": each.municipality in baseline,
            "recorded_at": recorded_at,
        }
        for each in alerts
        if each.key not in known
    ]
    if rows:
        connection.execute(insert(alert), [{"id": number + place, **row} for place, row in enumerate(rows)])


def record_baselines(connection: Connection, counts: Mapping[str, int], day: date, recorded_at: datetime) -> None:
    """Record that municipalities were first looked at, and how many alerts each had."""
    if counts:
        connection.execute(
            insert(alert_baseline),
            [
                {"municipality": number, "day": day.isoformat(), "alerts": count, "recorded_at": recorded_at}
                for number, count in counts.items()
            ],
        )


def record_endings(connection: Connection, ended: Iterable[Ending], day: date, recorded_at: datetime) -> None:
    """Record that known alerts are no longer due, and why. Only inside ``Store.writing``."""
    known = known_alerts(connection)
    rows = [
        {
            "alert_id": known[each.key].id,
            "kind": each.kind,
            "code": each.code,
            "details": orjson.dumps(dict(each.details), option=orjson.OPT_SORT_KEYS).decode(),
            "day": day.isoformat(),
            "recorded_at": recorded_at,
        }
        for each in ended
        if each.key in known
    ]
    if rows:
        connection.execute(insert(alert_ended), rows)


def record_answer(
    connection: Connection,
    alert_id: int,
    kind: AnswerKind,
    until: date,
    reason: str,
    said_by: str,
    day: date,
    recorded_at: datetime,
) -> None:
    """Record what a person said of a known alert. Only inside ``Store.writing``."""
    connection.execute(
        insert(alert_answer).values(
            alert_id=alert_id,
            kind=kind,
            until=until.isoformat(),
            reason=reason,
            said_by=said_by,
            day=day.isoformat(),
            recorded_at=recorded_at,
        )
    )


def answers(connection: Connection, known_at: datetime | None = None) -> list[Answer]:
    """Everything people said of alerts, the oldest first: for audit."""
    return [answer for _alert, answer in _answers(connection, known_at)]


def forget_alerts(connection: Connection, municipality: str, case_key: str) -> int:
    """Remove all that is recorded of a case's alerts, and say how many alerts that were."""
    mine = select(alert.c.id).where(alert.c.municipality == municipality, alert.c.case_key == case_key)
    ids = list(connection.execute(mine).scalars())
    _forget_messages(connection)
    for chunk in chunks(ids, PARAMETERS):
        for table in (alert_answer, alert_ended, alert_told, outbox_alert):
            connection.execute(delete(table).where(table.c.alert_id.in_(chunk)))
        connection.execute(delete(alert).where(alert.c.id.in_(chunk)))
    return len(ids)


def _forget_messages(connection: Connection) -> None:
    """Give up every message that is not sent yet: any of them may name the case. What they told is told anew."""
    mine = select(outbox.c.id).where(outbox.c.state == "waiting", outbox.c.lease_until.is_(None))
    connection.execute(delete(outbox_alert).where(outbox_alert.c.outbox_id.in_(mine)))
    connection.execute(delete(outbox).where(outbox.c.id.in_(mine)))
    # One that is being sent in this moment keeps its row, so that it can be recorded; its text is not sent again.
    connection.execute(update(outbox).where(outbox.c.state == "waiting").values(state="replaced", content=""))


#: In the order of :class:`Standing`.
STANDING_COLUMNS = (
    alert.c.key,
    alert.c.level,
    alert.c.rule,
    alert.c.municipality,
    alert.c.case_key,
    alert.c.application_no,
    alert.c.state,
)


def _answers(connection: Connection, known_at: datetime | None) -> list[tuple[int, Answer]]:
    said = alert_answer.c
    query = (
        select(said.alert_id, alert.c.key, said.kind, said.until, said.reason, said.said_by, said.day, said.recorded_at)
        .join(alert, alert.c.id == said.alert_id)
        .order_by(said.recorded_at, said.id)
    )
    if known_at is not None:
        query = query.where(said.recorded_at <= known_at)
    return [
        (row[0], Answer(row[1], row[2], date.fromisoformat(row[3]), *row[4:6], date.fromisoformat(row[6]), row[7]))
        for row in connection.execute(query)
    ]


def _newest_answers(connection: Connection, known_at: datetime | None) -> dict[int, Answer]:
    return dict(_answers(connection, known_at))
