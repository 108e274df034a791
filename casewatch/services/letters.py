"""Single messages, such as the receipt of a file: written in the transaction they belong to, sent afterwards.

They go through the outbox as the digests of :mod:`casewatch.services.telling` do, and are as safe: claimed, sent,
recorded, and tried again for a week. No address is stored: who is meant is found again among those of the settings.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from secrets import token_hex

import orjson
from sqlalchemy import Connection

from casewatch.language import _
from casewatch.notify.audience import MAIL, usable_address
from casewatch.notify.items import NotSent, Sent
from casewatch.notify.mail import Letter
from casewatch.notify.wording import Content
from casewatch.services.context import OSLO, Context
from casewatch.services.telling import Senders, record_outcome
from casewatch.settings import Settings
from casewatch.store import outbox
from casewatch.store.clock import recording_time

PREFIX = "letter:"
#: Days a letter is tried, the one it was written on included.
_DAYS = 7

#: Queues a message: connection, receiver's address, subject, text, HTML, and a key by which it is queued only once.
Queue = Callable[[Connection, str, str, str, str, str], object]


@dataclass
class Post:
    """What became of the letters that waited."""

    sent: int = 0
    waiting: int = 0
    troubles: list[str] = field(default_factory=list)  # one line each


def letter_queue(context: Context, settings: Settings) -> Queue | None:
    """How letters are written, only inside ``Store.writing``; None where the settings have no mail server."""
    if settings.mail is None:
        return None
    domain = settings.mail.sender.rpartition("@")[2]

    def queue(connection: Connection, address: str, subject: str, text: str, html: str, key: str) -> None:
        who, key = (_receiver(address), MAIL), f"{PREFIX}{key}"
        if not usable_address(address.strip()) or who in outbox.written_for(connection, key):
            return
        today = context.today()
        message = outbox.NewMessage(
            receiver=who[0],
            channel=MAIL,
            key=key,
            day=today,
            message_id=f"<casewatch.{today:%Y%m%d}.{token_hex(12)}@{domain}>",
            content=orjson.dumps(vars(Content(subject, text, html))).decode(),
        )
        outbox.write(connection, [message], recording_time(connection, context.now()))

    return queue


def send_letters(context: Context, settings: Settings, by: Senders) -> Post:
    """Send the letters that wait, each when its time has come again; one receiver's trouble does not stop the others.

    After the server failed for everybody the rest is left for the next time.
    """
    post, ours = Post(), token_hex(8)
    known = {
        _receiver(address): address.strip()
        for address in (
            *(settings.inbox.senders.values() if settings.inbox else ()),
            *(receiver.address for receiver in settings.receiver),
        )
    }
    days = [context.today() - timedelta(days=back) for back in reversed(range(_DAYS))]
    with context.store.reading() as connection:
        waiting = [each for day in days for each in outbox.waiting(connection, PREFIX, day, context.now())]
    post.waiting = len(waiting)
    for number, (receiver, _channel) in waiting:
        if receiver not in known or by.mail is None:
            continue  # the settings know them no more
        with context.store.writing() as connection:
            message = outbox.claim(connection, number, ours, context.now(), patient=True)
        if message is None:
            continue
        letter = Letter(
            to_name="",
            to=known[receiver],
            content=Content(**orjson.loads(message.content)),
            message_id=message.message_id,
            thread=None,
            date=context.now().astimezone(OSLO),
        )
        outcome = by.mail(letter)
        record_outcome(context, message, outcome, by.pause)
        if isinstance(outcome, Sent):
            post.sent += 1
            post.waiting -= 1
            continue
        assert isinstance(outcome, NotSent)
        text = _("En kvittering eller påminnelse er ikke sendt: {why}. Den er tatt vare på og sendes på nytt.")
        post.troubles.append(text.format(why=outcome.why))
        if outcome.everybody:
            break
    return post


def _receiver(address: str) -> str:
    return hashlib.sha256(f"{PREFIX}{address.strip().casefold()}".encode()).hexdigest()[:16]
