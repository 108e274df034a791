"""Tell people what is due: write down once what each addressee is told today, then send what is written down.

Writing is one transaction: what is due, and a message for everybody it concerns, at most one a day each. Sending takes
the messages one by one: claim, send, record. So a second sender, a crash or a server that is down loses nothing and
doubles nothing, but for one gap: who dies after the server took a message and before that is recorded has it sent
again, with the same Message-ID, once the lease has run out.
"""

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from secrets import token_hex

import orjson
from sqlalchemy import Connection

from casewatch.core.days import Calendar
from casewatch.core.periods import OSLO
from casewatch.documents.alerts import SentDocument
from casewatch.errors import CasewatchError
from casewatch.language import _, show_date, show_number
from casewatch.notify.audience import MAIL, Addressee, addressees, covered_by_handlers, hears_of
from casewatch.notify.chat import send_chat
from casewatch.notify.digest import digest_for
from casewatch.notify.items import Item, NotSent, Off, Outcome, Sent
from casewatch.notify.mail import Letter, Mailer
from casewatch.notify.password import mail_password
from casewatch.notify.when import is_time, is_working_day, newest_expected
from casewatch.notify.wording import Wording, written
from casewatch.report.words.alerts import ending_text, held_back_text
from casewatch.rulebook.holidays import public_holidays
from casewatch.services.alerts.alerting import Due, due_alerts, expected_weekday, newest_exports, record_due
from casewatch.services.asking.context import Context
from casewatch.settings import Settings
from casewatch.store import outbox
from casewatch.store.alerts import KnownAlert, known_alerts
from casewatch.store.clock import recording_time

#: Keys of digests in the outbox begin with this.
DIGEST_PREFIX = "digest:"
#: So many new alerts fit into a message; the rest comes with the next one.
MOST, MOST_IN_CHAT = 100, 20
#: Minutes until a message is tried again, by how often it was tried; and where the server said it will not help.
_AGAIN, _AGAIN_LASTING = (1, 5, 15, 30, 60), 240
#: Seconds between attempts to record what became of a sending: within the lease, whoever writes meanwhile.
_RECORD_AGAIN = (0.5, 2.0, 5.0, 10.0, 20.0, 30.0)


@dataclass(frozen=True)
class Senders:
    """How messages leave. `mail` is None where no server is set up."""

    mail: Callable[[Letter], Outcome] | None
    chat: Callable[[str, Wording], Outcome]
    domain: str  # right of the @ in a Message-ID
    pause: Callable[[float], None] = time.sleep


@dataclass
class Telling:
    """What became of a telling. `due` is as it was before anybody was told."""

    due: Due
    sent: int = 0
    waiting: int = 0  # messages of today that did not get through, or that another sender has
    troubles: list[str] = field(default_factory=list)  # one line each: what could not be sent, or used
    notes: list[str] = field(default_factory=list)  # one line each

    def to_json(self) -> SentDocument:
        """What ``alerts --send`` adds to its JSON."""
        return {"sent": self.sent, "waiting": self.waiting, "troubles": self.troubles, "notes": self.notes}


def senders(settings: Settings, environment: Mapping[str, str]) -> Senders:
    """The senders of the settings. A password that cannot be had is told when something is to be sent, not before."""
    mail: Callable[[Letter], Outcome] | None = None
    if settings.mail is not None:
        try:
            mail = Mailer(settings.mail, mail_password(settings.mail.password_file, environment))
        except CasewatchError as error:
            trouble = NotSent(str(error).rstrip("."), everybody=True)

            def mail(_letter: Letter) -> Outcome:
                return trouble

    domain = settings.mail.sender.rpartition("@")[2] if settings.mail else "casewatch.invalid"
    return Senders(mail, send_chat, domain)


def tell(context: Context, settings: Settings, as_of: date, by: Senders, *, waits: bool = False) -> Telling:
    """Tell everybody what is due as of a day, each at most once; what did not get through that day is tried again.

    With `waits`, as the scheduler calls it, nobody is told before the time of day has come, and messages that failed
    are left alone for a while. Without, a person asked: at once. On weekends and public holidays nothing is written or
    sent. Raises CasewatchError where nobody could be told at all; then nothing is recorded.
    """
    calendar = Calendar(public_holidays)
    if not is_working_day(as_of, calendar):
        text = _("{day} er ingen virkedag: ingen varsles.").format(day=show_date(as_of))
        return Telling(due_alerts(context, settings, as_of), notes=[text])
    places = {place.number: place.name for place in context.rulebook.municipalities}
    everybody, problems = addressees(settings.receiver, places, by.mail is not None)
    if not everybody:
        raise CasewatchError(problems[0] if problems else _("Ingen kan varsles: innstillingene har ingen mottaker."))
    ready = everybody
    if waits:
        local = context.now().astimezone(OSLO)
        with context.store.reading() as connection:
            newest = newest_exports(connection, as_of, None)
        weekday = expected_weekday(settings)
        ready = [each for each in everybody if is_time(local, each.municipalities, newest, weekday, calendar)]
    with context.store.writing() as connection:
        due = due_alerts(context, settings, as_of)
        told = Telling(due, troubles=problems)
        if ready:
            _write(connection, context, settings, told, _Day(everybody, ready, places, calendar, by.domain))
    _send(context, told, {each.who: each for each in everybody}, by, patient=waits)
    return told


@dataclass(frozen=True)
class _Day:
    """What writing messages needs beside the alerts."""

    everybody: Sequence[Addressee]
    ready: Sequence[Addressee]  # those whose time has come
    places: Mapping[str, str]  # municipality -> name
    calendar: Calendar
    domain: str


def _write(connection: Connection, context: Context, settings: Settings, told: Telling, day: _Day) -> None:
    """Record what is due, and write the messages of those who have none of this day yet."""
    due, now = told.due, context.now()
    recorded_at = recording_time(connection, now)
    record_due(connection, due, recorded_at)
    key = f"{DIGEST_PREFIX}{due.as_of.isoformat()}"
    outbox.replace_older(connection, DIGEST_PREFIX, due.as_of, now)
    items = _items(due, known_alerts(connection), day.places)
    heard = outbox.heard(connection, DIGEST_PREFIX)
    done = outbox.written_for(connection, key)
    covered = covered_by_handlers(day.everybody)
    week = newest_expected(due.as_of, expected_weekday(settings), day.calendar)
    messages = []
    for each in day.ready:
        if each.who in done:
            continue
        last = heard.last_day.get(each.who)
        digest = digest_for(
            each,
            items,
            _off(heard.withdrawn.get(each.who, ()), due, day.places),
            heard.alerts.get(each.who, {}),
            due.as_of,
            newest_exports=due.data_from,
            places=day.places,
            covered=covered,
            week_told=each.weekly and last is not None and last >= week,
            notes=_held_back(due, each, day.places),
            most=MOST if each.channel == MAIL else MOST_IN_CHAT,
        )
        if digest is None:
            continue
        content = written(digest, each, settings.web.base_url if settings.web else None)
        messages.append(
            outbox.NewMessage(
                receiver=each.receiver,
                channel=each.channel,
                key=key,
                day=due.as_of,
                message_id=f"<casewatch.{due.as_of:%Y%m%d}.{token_hex(12)}@{day.domain}>",
                content=orjson.dumps(vars(content)).decode(),
                told=digest.told,
                withdrawn=[off.alert_id for off in digest.withdrawn],
            )
        )
    outbox.write(connection, messages, recorded_at)
    unheard = {item.municipality for item in items if not any(hears_of(each, item) for each in day.everybody)}
    told.notes += [
        _("Noen varsler for {place} har ingen mottaker. Sett {number} hos en med role «manager».").format(
            place=day.places[number], number=number
        )
        for number in sorted(unheard)
    ]


def _items(due: Due, known: Mapping[str, KnownAlert], places: Mapping[str, str]) -> list[Item]:
    found = []
    for alert in due.alerts:
        recorded = known[alert.key]
        answer = recorded.answer
        act_by = alert.details.get("act_by") if alert.level in ("statutory_danger", "goal_danger") else None
        reminded = answer is not None and answer.kind == "snoozed" and answer.until <= due.as_of
        found.append(
            Item(
                alert_id=recorded.id,
                level=alert.level,
                heading=due.headings[alert.level],
                municipality=alert.municipality,
                place=places[alert.municipality],
                case_no=alert.case_no,
                application_no=alert.application_no,
                handler=alert.handler,
                text=alert.text,
                act_by=date.fromisoformat(act_by) if act_by else None,
                baseline=alert.baseline,
                quiet=alert.answer is not None,
                remind_from=answer.until if answer and reminded else None,
            )
        )
    return found


def _off(ended: Sequence[outbox.EndedForSomebody], due: Due, places: Mapping[str, str]) -> list[Off]:
    """What is said to be off; not where the same thing is due again, and told as new."""
    again = {alert.key for alert in due.alerts}
    as_written = {each.key: each.case_no for each in due.withdrawn}
    return [
        Off(
            alert_id=each.alert_id,
            level=each.standing.level,
            municipality=each.standing.municipality,
            place=places.get(each.standing.municipality, each.standing.municipality),
            case_no=as_written.get(each.standing.key) or each.standing.case_key,
            application_no=each.standing.application_no,
            why=ending_text(each.ending),
        )
        for each in ended
        if each.standing.key not in again
    ]


def _held_back(due: Due, addressee: Addressee, places: Mapping[str, str]) -> list[str]:
    held = due.held_back["municipalities"] if due.held_back else ()
    mine = [(places[number], due.data_from[number]) for number in held if number in addressee.municipalities]
    return [held_back_text(mine)] if mine else []


def _send(
    context: Context, told: Telling, everybody: Mapping[outbox.Who, Addressee], by: Senders, patient: bool
) -> None:
    """Send the messages of the day that wait; after a server failed for everybody, its other messages are left."""
    day, ours = told.due.as_of, token_hex(8)
    with context.store.reading() as connection:
        waiting = outbox.waiting(connection, DIGEST_PREFIX, day, context.now())
    down: NotSent | None = None
    for number, who in waiting:
        addressee = everybody.get(who)
        if addressee is None or (down and addressee.channel == MAIL):
            continue
        with context.store.writing() as connection:
            message = outbox.claim_message(connection, number, ours, context.now(), patient=patient)
        if message is None:
            continue
        outcome = _sent(message, addressee, by, context.now())
        record_outcome(context, message, outcome, by.pause)
        if isinstance(outcome, Sent):
            told.sent += 1
        elif outcome.everybody:
            down = outcome
        else:
            text = _("«{name}» er ikke varslet: {why}. Meldingen er tatt vare på og sendes på nytt.")
            told.troubles.append(text.format(name=addressee.name, why=outcome.why))
    with context.store.reading() as connection:
        left = outbox.waiting(connection, DIGEST_PREFIX, day)
        free = outbox.waiting(connection, DIGEST_PREFIX, day, context.now())
    told.waiting = len(left)
    if down:
        text = _("E-post er ikke sendt: {why}. Meldinger som venter: {number}. De er tatt vare på og sendes på nytt.")
        number = sum(channel == MAIL for _id, (_receiver, channel) in left)
        told.troubles.append(text.format(why=down.why, number=show_number(number)))
    if taken := len(left) - len(free):
        text = _("Meldinger som et annet program er i ferd med å sende: {number}.")
        told.notes.append(text.format(number=show_number(taken)))


def _sent(message: outbox.Claimed, addressee: Addressee, by: Senders, now: datetime) -> Outcome:
    content = Wording(**orjson.loads(message.content))
    if addressee.channel != MAIL:
        return by.chat(addressee.target, content)
    if by.mail is None:
        return NotSent(_("innstillingene har ingen e-posttjener"), everybody=True)
    year, week, _day = message.day.isocalendar()
    return by.mail(
        Letter(
            to_name=addressee.name,
            to=addressee.target,
            content=content,
            message_id=message.message_id,
            # A week's messages to somebody lie together.
            thread=f"<casewatch.{message.receiver}.{year}W{week:02}@{by.domain}>",
            date=now.astimezone(OSLO),
        )
    )


def record_outcome(context: Context, message: outbox.Claimed, outcome: Outcome, pause: Callable[[float], None]) -> None:
    """Record what became of a sending, patiently: a message that is sent and not recorded would be sent again."""
    for wait in (*_RECORD_AGAIN, None):
        try:
            with context.store.writing() as connection:
                now = context.now()
                if isinstance(outcome, Sent):
                    outbox.record_sent(connection, message, recording_time(connection, now))
                else:
                    minutes = _AGAIN[min(message.attempts, len(_AGAIN)) - 1]
                    minutes = _AGAIN_LASTING if outcome.lasting else minutes
                    outbox.record_trouble(connection, message, outcome.why, now + timedelta(minutes=minutes))
            return
        except CasewatchError:  # somebody writes for long, or the database is away for a moment
            if wait is None:
                raise
            pause(wait)
