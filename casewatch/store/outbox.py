"""Messages on their way: written once, claimed by one sender at a time, and what each addressee has heard of.

A message is claimed by one conditional update with a lease, then sent, then what became of it is recorded. Whoever
dies in between leaves a lease that runs out. An addressee, ``(receiver, channel)``, has heard of an alert once a
message that tells it was sent to just this addressee.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

import orjson
from sqlalchemy import ColumnElement, Connection, Select, and_, case, exists, func, insert, literal, or_, select, update

from casewatch.core.alerts.endings import Ending, Standing
from casewatch.store.alerts import STANDING_COLUMNS
from casewatch.store.importing import next_id
from casewatch.store.tables.alerts import alert, alert_ended, alert_told
from casewatch.store.tables.outbox import outbox, outbox_alert

Who = tuple[str, str]  # receiver and channel
#: How long a claim holds. A sending is cut off well before, see ``notify.mail.WHOLE``.
MESSAGE_LEASE = timedelta(minutes=3)


@dataclass(frozen=True)
class NewMessage:
    """A message to be written."""

    receiver: str
    channel: str
    key: str
    day: date
    message_id: str
    content: str = field(repr=False)
    told: Sequence[int] = ()  # ids of alerts
    withdrawn: Sequence[int] = ()


@dataclass(frozen=True)
class Claimed:
    """A message that is ours to send until the lease runs out."""

    id: int
    receiver: str
    channel: str
    day: date
    message_id: str
    content: str = field(repr=False)
    attempts: int  # this one included
    claimed_by: str


@dataclass(frozen=True)
class EndedForSomebody:
    """An alert that an addressee heard of, or the one that followed on it, withdrawn since without their hearing so."""

    alert_id: int
    standing: Standing
    ending: Ending


@dataclass(frozen=True)
class Heard:
    """What every addressee has heard of."""

    alerts: dict[Who, dict[int, date]]  # alert -> the newest day they were told
    last_day: dict[Who, date]  # the newest day they were sent anything that begins with a key's prefix
    withdrawn: dict[Who, list[EndedForSomebody]]


def heard(connection: Connection, prefix: str) -> Heard:
    """What addressees have heard of by sent messages whose key begins with a prefix; of alerts that have not ended."""
    m, told = outbox.c, outbox_alert.c
    sent = and_(m.state == "sent", m.key.startswith(prefix, autoescape=True))
    ended = select(alert_ended.c.alert_id).where(alert_ended.c.alert_id == told.alert_id)
    query = (
        select(m.receiver, m.channel, told.alert_id, func.max(m.day))
        .join(outbox_alert, told.outbox_id == m.id)
        .where(sent, told.kind == "told", ~exists(ended))
        .group_by(m.receiver, m.channel, told.alert_id)
    )
    alerts: dict[Who, dict[int, date]] = {}
    for receiver, channel, alert_id, day in connection.execute(query):
        alerts.setdefault((receiver, channel), {})[alert_id] = date.fromisoformat(day)
    newest = select(m.receiver, m.channel, func.max(m.day)).where(sent).group_by(m.receiver, m.channel)
    last_day = {(row[0], row[1]): date.fromisoformat(row[2]) for row in connection.execute(newest)}
    return Heard(alerts, last_day, _withdrawn(connection, sent))


def _withdrawn(connection: Connection, sent: ColumnElement[bool]) -> dict[Who, list[EndedForSomebody]]:
    """What addressees heard of, or what followed on it before they heard of that, and that was withdrawn since."""
    m, told = outbox.c, outbox_alert.c
    heard_of = alert.alias("heard_of")
    theirs = alert_ended.alias("theirs")  # how what they heard of ended
    then = alert.alias("then")
    then_ended = alert_ended.alias("then_ended")
    # A weekly reader hears of a danger, and nothing of the missed goal that takes its place before it is decided.
    level, next_level = literal(":") + heard_of.c.level + ":", literal(":") + theirs.c.code + ":"
    follower = (
        select(func.min(then.c.id))
        .join(then_ended, then_ended.c.alert_id == then.c.id)
        .where(
            then.c.id > heard_of.c.id,
            then.c.key.in_([heard_of.c.key, func.replace(heard_of.c.key, level, next_level)]),
            then_ended.c.kind == "withdrawn",
        )
        .correlate(heard_of, theirs)
        .scalar_subquery()
    )
    which = case((theirs.c.kind == "withdrawn", heard_of.c.id), else_=follower)
    query = (
        select(m.receiver, m.channel, alert.c.id, *STANDING_COLUMNS, alert_ended.c.code, alert_ended.c.details)
        .join(outbox_alert, told.outbox_id == m.id)
        .join(heard_of, heard_of.c.id == told.alert_id)
        .join(theirs, theirs.c.alert_id == heard_of.c.id)
        .join(alert, alert.c.id == which)
        .join(alert_ended, alert_ended.c.alert_id == alert.c.id)
        .where(
            sent,
            told.kind == "told",
            theirs.c.kind.in_(("withdrawn", "followed")),
            ~exists(_sent_to_the_same("withdrawn", alert.c.id)),
            ~exists(_heard_it_is_on_again()),
        )
        .distinct()
        .order_by(alert.c.id)
    )
    found: dict[Who, list[EndedForSomebody]] = {}
    for row in connection.execute(query):
        ending = Ending(row[3], "withdrawn", row[10], orjson.loads(row[11]))
        found.setdefault((row[0], row[1]), []).append(EndedForSomebody(row[2], Standing(*row[3:10]), ending))
    return found


def _sent_to_the_same(kind: str, about: ColumnElement[int]) -> Select[Any]:
    """A message that was sent to the same addressee and tells an alert, or that it is withdrawn."""
    said, role = outbox.alias(f"said_{kind}"), outbox_alert.alias(f"role_{kind}")
    return (
        select(role.c.alert_id)
        .join(said, said.c.id == role.c.outbox_id)
        .where(
            role.c.kind == kind,
            role.c.alert_id == about,
            said.c.state == "sent",
            said.c.receiver == outbox.c.receiver,
            said.c.channel == outbox.c.channel,
        )
        .correlate_except(said, role)
    )


def _heard_it_is_on_again() -> Select[Any]:
    """The same thing was told to the same addressee anew: only the end of that is news to them."""
    anew = alert.alias("anew")
    # One inside the other: there are few of these, and many messages.
    return (
        select(anew.c.id)
        .where(anew.c.key == alert.c.key, anew.c.id > alert.c.id, exists(_sent_to_the_same("told", anew.c.id)))
        .correlate_except(anew)
    )


def written_for(connection: Connection, key: str) -> set[Who]:
    """The addressees who have a message with a key, whatever became of it."""
    query = select(outbox.c.receiver, outbox.c.channel).where(outbox.c.key == key)
    return {(receiver, channel) for receiver, channel in connection.execute(query)}


def write(connection: Connection, messages: Iterable[NewMessage], recorded_at: datetime) -> None:
    """Write messages that wait to be sent. Only inside ``Store.writing``."""
    number = next_id(connection, outbox)
    for place, each in enumerate(messages):
        row = {
            "id": number + place,
            "receiver": each.receiver,
            "channel": each.channel,
            "key": each.key,
            "day": each.day.isoformat(),
            "message_id": each.message_id,
            "content": each.content,
            "state": "waiting",
            "attempts": 0,
            "recorded_at": recorded_at,
        }
        connection.execute(insert(outbox).values(row))
        pairs = [("told", alert_id) for alert_id in dict.fromkeys(each.told)]
        pairs += [("withdrawn", alert_id) for alert_id in dict.fromkeys(each.withdrawn)]
        if pairs:
            connection.execute(
                insert(outbox_alert),
                [{"outbox_id": number + place, "alert_id": alert_id, "kind": kind} for kind, alert_id in pairs],
            )


def replace_older(connection: Connection, prefix: str, day: date, now: datetime) -> None:
    """Give up messages of earlier days that did not get through: what they told is told by those written now."""
    connection.execute(
        update(outbox)
        .where(
            outbox.c.state == "waiting",
            outbox.c.key.startswith(prefix, autoescape=True),
            outbox.c.day < day.isoformat(),
            _free(now),
        )
        .values(state="replaced", content="")
    )


def waiting(connection: Connection, prefix: str, day: date, now: datetime | None = None) -> list[tuple[int, Who]]:
    """Messages of a day that wait, the oldest first; with `now` only those that nobody is sending or that may again."""
    query = select(outbox.c.id, outbox.c.receiver, outbox.c.channel).where(
        outbox.c.state == "waiting",
        outbox.c.key.startswith(prefix, autoescape=True),
        outbox.c.day == day.isoformat(),
    )
    if now is not None:
        query = query.where(_free(now))
    return [(row[0], (row[1], row[2])) for row in connection.execute(query.order_by(outbox.c.id))]


def claim_message(connection: Connection, message: int, by: str, now: datetime, *, patient: bool) -> Claimed | None:
    """Claim a message, by one conditional update; None where somebody else has it or it is done.

    A `patient` sender leaves it until its time has come again. Only inside ``Store.writing``.
    """
    m = outbox.c
    allowed = [m.id == message, m.state == "waiting", _free(now)]
    if patient:
        allowed.append(or_(m.not_before.is_(None), m.not_before <= now))
    done = connection.execute(
        update(outbox).where(*allowed).values(lease_until=now + MESSAGE_LEASE, claimed_by=by, attempts=m.attempts + 1)
    )
    if done.rowcount != 1:
        return None
    columns = (m.id, m.receiver, m.channel, m.day, m.message_id, m.content, m.attempts)
    row = connection.execute(select(*columns).where(m.id == message)).one()
    return Claimed(row[0], row[1], row[2], date.fromisoformat(row[3]), row[4], row[5], row[6], by)


def record_sent(connection: Connection, message: Claimed, recorded_at: datetime) -> None:
    """Record that a message got through, and that its alerts were told. Only inside ``Store.writing``.

    It did so whoever holds the lease now. Its text is not needed any more.
    """
    connection.execute(
        update(outbox)
        .where(outbox.c.id == message.id)
        .values(state="sent", content="", sent_at=recorded_at, lease_until=None, trouble=None)
    )
    day = message.day.isoformat()
    already = select(alert_told.c.alert_id).where(
        alert_told.c.alert_id == outbox_alert.c.alert_id, alert_told.c.day == day
    )
    told = select(outbox_alert.c.alert_id).where(
        outbox_alert.c.outbox_id == message.id, outbox_alert.c.kind == "told", ~exists(already)
    )
    rows = [{"alert_id": each, "day": day, "recorded_at": recorded_at} for each in connection.execute(told).scalars()]
    if rows:
        connection.execute(insert(alert_told), rows)


def record_trouble(connection: Connection, message: Claimed, trouble: str, not_before: datetime) -> None:
    """Record that a message did not get through and when to try again, unless somebody else has claimed it since."""
    connection.execute(
        update(outbox)
        .where(outbox.c.id == message.id, outbox.c.state == "waiting", outbox.c.claimed_by == message.claimed_by)
        .values(lease_until=None, trouble=trouble, not_before=not_before)
    )


def _free(now: datetime) -> ColumnElement[bool]:
    """Nobody is sending it."""
    return or_(outbox.c.lease_until.is_(None), outbox.c.lease_until <= now)
