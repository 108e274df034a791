"""Single messages, such as the receipt of a file: written in the transaction they belong to, sent afterwards.

A message with pictures and files is kept as what it is made from, and made when it is sent: the same each time.

They go through the outbox as the digests of :mod:`casewatch.services.alerts.telling` do, and are as safe: claimed,
sent, recorded, and tried again for a week. No address is stored: who is meant is found again among those of the
settings.
"""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from secrets import token_hex
from typing import Any

import orjson
from sqlalchemy import Connection

from casewatch.core.periods import OSLO
from casewatch.errors import CasewatchError
from casewatch.language import _
from casewatch.notify.audience import MAIL, usable_address
from casewatch.notify.items import NotSent, Outcome, Sent
from casewatch.notify.mail import Enclosed, Letter
from casewatch.notify.wording import Wording
from casewatch.services.alerts.telling import Senders, record_outcome
from casewatch.services.asking.context import Context
from casewatch.settings import Settings
from casewatch.store import outbox
from casewatch.store.clock import recording_time

LETTER_PREFIX = "letter:"
#: Days a letter is tried, the one it was written on included.
_DAYS = 7

#: Queues a message: connection, receiver's address, subject, text, HTML, and a key by which it is queued only once.
Queue = Callable[[Connection, str, str, str, str, str], object]
#: What a message is made from, as plain JSON values.
Recipe = Mapping[str, Any]


@dataclass(frozen=True)
class Made:
    """A message made from its recipe."""

    content: Wording
    enclosed: Sequence[Enclosed]


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

    def queue(connection: Connection, address: str, subject: str, text: str, html: str, key: str) -> None:
        _write(connection, context, settings, address, key, vars(Wording(subject, text, html)))

    return queue


def queue_recipe(
    connection: Connection, context: Context, settings: Settings, address: str, recipe: Recipe, key: str
) -> bool:
    """Write a letter that is made when it is sent; False where it is written already, or nobody can be reached."""
    return settings.mail is not None and _write(connection, context, settings, address, key, {"recipe": recipe})


def _write(
    connection: Connection, context: Context, settings: Settings, address: str, key: str, content: Mapping[str, Any]
) -> bool:
    assert settings.mail is not None
    who, key = (_receiver(address), MAIL), f"{LETTER_PREFIX}{key}"
    if not usable_address(address.strip()) or who in outbox.written_for(connection, key):
        return False
    today, domain = context.today(), settings.mail.sender.rpartition("@")[2]
    message = outbox.NewMessage(
        receiver=who[0],
        channel=MAIL,
        key=key,
        day=today,
        message_id=f"<casewatch.{today:%Y%m%d}.{token_hex(12)}@{domain}>",
        content=orjson.dumps(content).decode(),
    )
    outbox.write(connection, [message], recording_time(connection, context.now()))
    return True


def send_letters(context: Context, settings: Settings, by: Senders, make: Callable[[Recipe], Made]) -> Post:
    """Send the letters that wait, each when its time has come again; one receiver's trouble does not stop the others.

    `make` makes those that are kept as recipes. After the server failed for everybody the rest is left for the next
    time.
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
        waiting = [each for day in days for each in outbox.waiting(connection, LETTER_PREFIX, day, context.now())]
    post.waiting = len(waiting)
    for number, (receiver, _channel) in waiting:
        if receiver not in known or by.mail is None:
            continue  # the settings know them no more
        with context.store.writing() as connection:
            message = outbox.claim_message(connection, number, ours, context.now(), patient=True)
        if message is None:
            continue
        outcome: Outcome
        try:
            kept = orjson.loads(message.content)
            made = make(kept["recipe"]) if "recipe" in kept else Made(Wording(**kept), ())
        except CasewatchError as error:  # it could not be made now, such as with a rule that is gone
            outcome = NotSent(str(error).rstrip("."))
        else:
            letter = Letter(
                to_name="",
                to=known[receiver],
                content=made.content,
                message_id=message.message_id,
                thread=None,
                date=context.now().astimezone(OSLO),
                enclosed=made.enclosed,
            )
            outcome = by.mail(letter)
        record_outcome(context, message, outcome, by.pause)
        if isinstance(outcome, Sent):
            post.sent += 1
            post.waiting -= 1
            continue
        assert isinstance(outcome, NotSent)
        text = _("Et brev (kvittering, påminnelse, ukesmelding) er ikke sendt: {why}. Det sendes på nytt.")
        post.troubles.append(text.format(why=outcome.why))
        if outcome.everybody:
            break
    return post


def _receiver(address: str) -> str:
    return hashlib.sha256(f"{LETTER_PREFIX}{address.strip().casefold()}".encode()).hexdigest()[:16]
