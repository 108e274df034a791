"""What somebody may see of what is due, by urgency, and who the settings say is told of it."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import date

from casewatch.core.access import Viewer
from casewatch.core.alerts.shapes import LEVELS
from casewatch.documents.alerts import AlertsDocument
from casewatch.report.words.alerts import held_back_text
from casewatch.services.alerts.alerting import Due, DueAlert, Withdrawn
from casewatch.services.asking.context import Context
from casewatch.settings import Settings


@dataclass(frozen=True)
class Group:
    """Alerts of one level that nobody answered."""

    level: str
    heading: str
    alerts: tuple[DueAlert, ...]


@dataclass(frozen=True)
class AlertsSeen:
    """What is due in some municipalities."""

    groups: tuple[Group, ...]  # the most pressing first; none is empty
    quiet: tuple[DueAlert, ...]  # somebody answered, and that holds; the first to end first
    withdrawn: tuple[Withdrawn, ...]
    held_back: str  # why alerts about the goal are held back; empty where none is
    data_from: Mapping[str, date]  # municipality -> local date of its newest export

    @property
    def loud(self) -> int:
        """How many nobody answered."""
        return sum(len(group.alerts) for group in self.groups)

    @property
    def fresh(self) -> int:
        """How many of those nobody was told of yet."""
        return sum(is_fresh(alert) for group in self.groups for alert in group.alerts)


@dataclass(frozen=True)
class ReceiverView:
    """A receiver of the settings: who by role, never by name or address, and in how many ways."""

    role: str  # "handler", "manager" or "region"
    handler: str
    municipalities: tuple[str, ...]  # those that may be seen
    mail: bool
    chats: int


def is_fresh(alert: DueAlert) -> bool:
    """Whether it is to be told as new: nobody heard of it, and it is no part of a municipality's first look."""
    return alert.new and not alert.baseline


def alerts_seen(
    due: Due, names: Mapping[str, str], wanted: Callable[[str, str | None], bool], about_places: bool = True
) -> AlertsSeen:
    """The alerts of the municipalities and handlers that are wanted.

    `names`: number -> name of the municipalities that may be seen; `wanted` is asked with a number and a handler's
    code. `about_places`: whether those about a whole municipality are among them, and what is held back is said.
    """

    def mine(alert: DueAlert | Withdrawn) -> bool:
        if alert.municipality not in names:
            return False
        return about_places if alert.case_no is None else wanted(alert.municipality, alert.handler)

    alerts = [alert for alert in due.alerts if mine(alert)]
    loud = [alert for alert in alerts if alert.answer is None]
    by_level = {level: tuple(alert for alert in loud if alert.level == level) for level in LEVELS}
    quiet = [(alert.answer.until, place) for place, alert in enumerate(alerts) if alert.answer is not None]
    held = {alert.municipality for alert in due.held if mine(alert)}
    return AlertsSeen(
        groups=tuple(Group(level, due.headings[level], found) for level, found in by_level.items() if found),
        quiet=tuple(alerts[place] for _until, place in sorted(quiet)),
        withdrawn=tuple(each for each in due.withdrawn if mine(each)),
        held_back=held_back_text([(name, due.data_from[number]) for number, name in names.items() if number in held])
        if held
        else "",
        data_from={number: day for number, day in due.data_from.items() if number in names},
    )


def alerts_document(context: Context, due: Due, viewer: Viewer) -> AlertsDocument:
    """The JSON of ``alerts``, less what is not for whoever asks."""
    document = due.to_json()
    document["alerts"] = [each for each in document["alerts"] if viewer.sees(each["municipality"])]
    document["withdrawn"] = [each for each in document["withdrawn"] if viewer.sees(each["municipality"])]
    if not viewer.sees_handlers:
        document["alerts"] = [{**each, "handler": None} for each in document["alerts"]]
    document["baselines"] = {number: count for number, count in due.baselines.items() if viewer.sees(number)}
    if due.held_back is not None:
        numbers = [number for number in due.held_back["municipalities"] if viewer.sees(number)]
        # Which levels are held back is known of all together; of fewer municipalities it is read off their alerts.
        theirs = {alert.level for alert in due.held if alert.municipality in numbers}
        names = {place.number: place.name for place in context.rulebook.municipalities}
        document["held_back"] = {
            "levels": [level for level in due.held_back["levels"] if level in theirs],
            "why": held_back_text([(names[number], due.data_from[number]) for number in numbers]),
            "municipalities": numbers,
        }
        if not numbers:
            document["held_back"] = None
    return document


def find_alert(due: Due, key: str) -> DueAlert | None:
    """An alert that is due, held back or not, by its key."""
    return next((alert for alert in (*due.alerts, *due.held) if alert.key == key), None)


def told_by_settings(settings: Settings, known: Collection[str], seen: Collection[str]) -> list[ReceiverView]:
    """Whom the settings tell of the municipalities `seen`; receivers without municipalities hear of all `known`."""
    return [
        ReceiverView(each.role, each.handler.strip(), places, bool(settings.mail), len(each.channels))
        for each in settings.receiver
        if (places := tuple(number for number in each.municipalities or known if number in seen))
    ]
