"""What is due, what of it is new, and what people answered: read without recording, recorded when it is told."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, fields
from datetime import date, datetime, timedelta
from functools import cached_property

import numpy as np
from sqlalchemy import Connection

from casewatch.core.alerts.all import all_alerts
from casewatch.core.alerts.endings import Ending, Standing, endings
from casewatch.core.alerts.exports import Exports
from casewatch.core.alerts.shapes import GOAL_LEVELS, LEVELS, Alert, Situation
from casewatch.core.periods import OSLO
from casewatch.documents.alerts import AlertDocument, AlertsDocument, HeldBackAlerts
from casewatch.errors import CasewatchError
from casewatch.language import _, show_date
from casewatch.report.words.alerts import Names, alert_text, ending_text, held_back_text, level_words
from casewatch.services.asking.asked import read_reason
from casewatch.services.asking.context import Context
from casewatch.services.asking.selecting import Frame, Selectors, frame
from casewatch.services.figures.describing import goals_of
from casewatch.settings import Settings
from casewatch.store import Cut, arrivals, standing_imports
from casewatch.store.alerts import (
    Answer,
    AnswerKind,
    KnownAlert,
    baselines,
    ended_on,
    known_alerts,
    record_alerts,
    record_answer,
    record_baselines,
    record_endings,
)
from casewatch.store.audit import record
from casewatch.store.clock import recording_time
from casewatch.store.known import last_imports

#: Alerts can be put off, or set aside as dealt with, for so many days at the most.
MOST_DAYS = 14
#: Who answers where nobody says it: the place, never a name.
COMMAND_LINE = "kommandolinja"
_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


@dataclass(frozen=True, kw_only=True)
class DueAlert(Alert):
    """An alert with what is known of it."""

    text: str  # sentences, without the number of the case
    new: bool  # nobody was told yet
    baseline: bool  # of the day its municipality was first looked at: told in one summary, never as new
    answer: Answer | None = None  # what a person said, while it holds: the alert is quiet
    reminder: bool = False  # somebody asked to be reminded, and the day has come

    def to_json(self) -> AlertDocument:
        """In the shape of the contract, with what a person answered."""
        return {
            "key": self.key,
            "level": self.level,
            "rule": self.rule,
            "municipality": self.municipality,
            "case_no": self.case_no,
            "application_no": self.application_no,
            "handler": self.handler,
            "scope": self.scope,
            "days_left": self.days_left,
            "last_day": _iso(self.last_day),
            "since": self.since.isoformat(),
            "data_from": _iso(self.data_from),
            "new": self.new,
            "text": self.text,
            "baseline": self.baseline,
            "answered": None if self.answer is None else self.answer.kind,
            "quiet_until": None if self.answer is None else self.answer.until.isoformat(),
            "reminder": self.reminder,
            "details": self.details,
        }


@dataclass(frozen=True)
class Withdrawn:
    """An alert that somebody heard of and that no longer holds."""

    key: str
    why: str  # one sentence
    level: str
    municipality: str
    case_no: str | None
    handler: str | None  # the code in the export; None too where the application is no longer there


@dataclass(frozen=True)
class Due:
    """What is due as of a day. `known` and `endings` are what :func:`record_due` needs."""

    as_of: date
    alerts: list[DueAlert]  # the most pressing first; those a person answered are among them, see `quiet`
    withdrawn: list[Withdrawn]
    held_back: HeldBackAlerts | None
    baselines: Mapping[str, int]  # municipality that was never looked at before -> how many alerts it has
    held: list[DueAlert] = field(default_factory=list)  # goal alerts that old data hold back
    endings: list[Ending] = field(default_factory=list)
    data_from: Mapping[str, date] = field(default_factory=dict)  # municipality -> local date of its newest export
    headings: Mapping[str, str] = field(default_factory=dict)  # level -> in words

    @property
    def fresh(self) -> list[DueAlert]:
        """Those to be told as new: no baselines, and none that a person answered already."""
        return [alert for alert in self.alerts if alert.new and not alert.baseline and alert.answer is None]

    def to_json(self) -> AlertsDocument:
        """The JSON of ``alerts``."""
        return {
            "as_of": self.as_of.isoformat(),
            "alerts": [alert.to_json() for alert in self.alerts],
            "withdrawn": [
                {
                    "key": each.key,
                    "why": each.why,
                    "level": each.level,
                    "municipality": each.municipality,
                    "case_no": each.case_no,
                }
                for each in self.withdrawn
            ],
            "held_back": self.held_back,
            "baselines": dict(self.baselines),
        }


def due_alerts(context: Context, settings: Settings, as_of: date, known_at: datetime | None = None) -> Due:
    """What is due as of a day, by what was known at a time (None: now). Records nothing.

    To record it, ask inside ``Store.writing`` and hand the answer to :func:`record_due` there.
    """
    looked = _Look(context, settings, as_of, known_at)
    found = [looked.told(alert) for alert in all_alerts(looked.situation)]
    held = [alert for alert in found if alert.level in GOAL_LEVELS and looked.situation.late(alert.municipality)]
    kept = {alert.key for alert in held}
    # What was first recorded on a later day cannot have been withdrawn by this one.
    standing = [known.standing for known in looked.known.values() if known.first_day <= as_of]
    # What is held back takes no other's place: what was told stands meanwhile, so that its end can be said.
    ended = [
        each
        for each in endings(looked.situation, standing, found)
        if not (each.kind == "followed" and _next_key(each) in kept)
    ]
    unseen = [number for number in looked.situation.data_from if number not in looked.baselines]
    return Due(
        as_of=as_of,
        alerts=[alert for alert in found if alert.key not in kept],
        withdrawn=looked.withdrawn(ended),
        held_back=looked.held_back(held),
        baselines={number: sum(alert.municipality == number for alert in found) for number in unseen},
        held=held,
        endings=ended,
        data_from=looked.situation.data_from,
        headings={level: level_words(level, looked.names) for level in LEVELS},
    )


def record_due(connection: Connection, due: Due, recorded_at: datetime) -> None:
    """Record what is due and what has ended; a municipality's first alerts as its baseline, held-back ones too.

    Nobody counts as told by this: see :func:`casewatch.store.outbox.record_sent`. Only inside ``Store.writing``, with
    a `due` that was asked for there; a second time it records nothing.
    """
    first = due.baselines.keys()
    record_endings(connection, due.endings, due.as_of, recorded_at)
    known_too = [alert for alert in due.held if alert.municipality in first]
    record_alerts(connection, [*due.alerts, *known_too], first, due.as_of, recorded_at)
    record_baselines(connection, due.baselines, due.as_of, recorded_at)


def answer_alert(
    context: Context,
    settings: Settings,
    kind: AnswerKind,
    key: str,
    reason: str,
    until: date,
    said_by: str = COMMAND_LINE,
) -> DueAlert:
    """Keep what a person says of an alert that is due today: it is quiet before the day `until`.

    It ends by itself when the alert does, or when another level takes its place. Returns the alert as it was. Raises
    CasewatchError for a key that is not due, no reason, one that holds an identity number, and an end that is not
    among the next 14 days.
    """
    reason, today = read_reason(reason), context.today()
    latest = today + timedelta(days=MOST_DAYS)
    if not today < until <= latest:
        raise CasewatchError(
            _("{day} går ikke. Velg en dag fra {first} til {last}: høyst {most} dager fram.").format(
                day=show_date(until), first=show_date(today + timedelta(days=1)), last=show_date(latest), most=MOST_DAYS
            ),
            "until",
        )
    with context.store.writing() as connection:
        due = due_alerts(context, settings, today)
        found = {alert.key: alert for alert in (*due.alerts, *due.held)}
        if key not in found:
            raise CasewatchError(
                _("«{key}» er ikke et varsel som gjelder nå. Se lista over varsler.").format(
                    key=" ".join(key.split())[:80]
                ),
                "alerts",
                given=False,
            )
        recorded_at = recording_time(connection, context.now())
        # The same key with another state is another alert: the earlier one ends before this one begins.
        record_endings(connection, [each for each in due.endings if each.key == key], today, recorded_at)
        record_alerts(connection, [found[key]], (), today, recorded_at)
        identity = known_alerts(connection)[key].id
        record_answer(connection, identity, kind, until, reason, said_by, today, recorded_at)
        record(connection, recorded_at, context.who, kind, found[key].municipality, identity, until=until.isoformat())
    return found[key]


class _Look:
    """One reading of the store, as of a day."""

    def __init__(self, context: Context, settings: Settings, as_of: date, known_at: datetime | None) -> None:
        self.as_of = as_of
        self.frame: Frame = frame(context, Selectors(as_of, known_at))
        with context.store.reading() as connection:
            self.known: dict[str, KnownAlert] = known_alerts(connection, known_at)
            self.ended = ended_on(connection, as_of, known_at)
            self.baselines = baselines(connection, known_at)
            data_from = newest_exports(connection, as_of, known_at)
        self.situation = situation_of(self.frame, settings, data_from)
        self.names = names_of(self.frame)

    def told(self, alert: Alert) -> DueAlert:
        """An alert with its words and what is known of it."""
        known = self.known.get(alert.key)
        if known is not None and known.standing.state != alert.state:
            known = None  # what was told was another thing
        answer = known.answer if known else None
        holds = answer is not None and self.as_of < answer.until
        told = known.told_on if known else None
        first = alert.municipality not in self.baselines
        return DueAlert(
            **{each.name: getattr(alert, each.name) for each in fields(Alert)},
            text=alert_text(alert, self.names, self.as_of),
            new=known is None or (told is None and not known.baseline),
            baseline=first or (known is not None and known.baseline),
            answer=answer if holds else None,
            reminder=bool(answer and answer.kind == "snoozed" and not holds and (told is None or told < answer.until)),
        )

    def withdrawn(self, ended: Iterable[Ending]) -> list[Withdrawn]:
        """What is withdrawn now, and what was already recorded as withdrawn on this day: it can be said again."""
        mine = set(self.frame.ruling.numbers)
        found = [(each.standing, each.ending) for each in self.ended if each.heard_of]
        found += [
            (known.standing, each)
            for each in ended
            if (known := self.known[each.key]).baseline or known.told_on is not None
        ]
        return [
            self._withdrawn(standing, ending)
            for standing, ending in found
            if ending.kind == "withdrawn" and standing.municipality in mine
        ]

    def _withdrawn(self, standing: Standing, ending: Ending) -> Withdrawn:
        row = self._places.get((standing.municipality, standing.case_key, standing.application_no))
        a = self.situation.applications
        return Withdrawn(
            key=standing.key,
            why=ending_text(ending),
            level=standing.level,
            municipality=standing.municipality,
            case_no=standing.case_key if row is None else str(a.case_no[row]),
            handler=None if row is None else a.handler[row],
        )

    @cached_property
    def _places(self) -> Mapping[tuple[str, str | None, int | None], int]:
        a = self.situation.applications
        names = np.array(a.municipalities, object)[a.municipality].tolist()
        keys = zip(names, self.situation.case_keys.tolist(), a.application_no.tolist(), strict=True)
        return {key: row for row, key in enumerate(keys)}

    def held_back(self, held: Collection[DueAlert]) -> HeldBackAlerts | None:
        """Which levels of which municipalities are held back; None where nothing is."""
        if not held:
            return None
        levels, where = {alert.level for alert in held}, {alert.municipality for alert in held}
        numbers = [number for number in self.situation.municipalities if number in where]
        old = [(self.names.municipalities[number], self.situation.data_from[number]) for number in numbers]
        return {
            "levels": [level for level in LEVELS if level in levels],
            "why": held_back_text(old),
            "municipalities": numbers,
        }


def situation_of(found: Frame, settings: Settings, data_from: Mapping[str, date]) -> Situation:
    """What alerts are read off. `data_from`: municipality -> local date of its newest export."""
    book = found.ruling.rulebook
    return Situation(
        as_of=found.as_of,
        rule=found.ruling.rule,
        statutory=book.statutory,
        bodies={body.code: body.level for body in book.bodies},
        calendar=found.calendar,
        applications=found.applications,
        pauses=found.pauses,
        case_keys=np.array(found.known.case_key, object)[found.rows],
        measures=found.measures,
        scope=found.scope,
        municipalities=found.ruling.numbers,
        data_from={number: day for number, day in data_from.items() if number in found.ruling.numbers},
        exports=Exports(expected_weekday(settings), settings.exports.late_after_days),
    )


def names_of(found: Frame) -> Names:
    """What alerts of a frame are spoken of with."""
    return Names(
        goals=goals_of(found.ruling.rule),
        bodies={body.code: body.name for body in found.ruling.rulebook.bodies},
        municipalities={place.number: place.name for place in found.ruling.municipalities},
    )


def _next_key(ending: Ending) -> str:
    """The key of the alert that takes the place of one that ended as ``followed``."""
    rule, level, rest = ending.key.split(":", 2)
    return ":".join((rule, level if ending.code == "changed" else ending.code, rest))


def expected_weekday(settings: Settings) -> int:
    """The day exports are expected on, as ``date.weekday`` counts."""
    return _WEEKDAYS.index(settings.exports.weekday)


def newest_exports(connection: Connection, as_of: date, known_at: datetime | None) -> dict[str, date]:
    """Municipality -> local date of its newest export on or before a day; the first one where all came later."""
    cut = Cut(known_at)
    imports = standing_imports(connection, cut)
    by_then = [each for each in imports if each.received_at.astimezone(OSLO).date() <= as_of]
    again = [each for each in arrivals(connection, cut) if each[1].astimezone(OSLO).date() <= as_of]
    found: dict[str, date] = {}
    for each in reversed(imports):
        for number in each.municipalities:
            found[number] = each.received_at.astimezone(OSLO).date()
    newest = last_imports(by_then, again)
    return found | {number: moment.astimezone(OSLO).date() for number, moment in newest.items()}


def _iso(day: date | None) -> str | None:
    return None if day is None else day.isoformat()
