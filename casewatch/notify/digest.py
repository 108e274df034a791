"""From alerts to one digest: what is new to somebody, what presses, what is known; None where that is not worth one."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from casewatch.core.alerts.shapes import LEVELS
from casewatch.notify.audience import Addressee, hears_of, presses
from casewatch.notify.items import Item, Off

Counts = tuple[tuple[str, int], ...]  # level in words and how many, the most pressing first


@dataclass(frozen=True)
class Digest:
    """What one message says. Items stand in the order they came in: the most pressing first."""

    day: date
    stamps: tuple[tuple[str, date], ...]  # municipality by name and day of its newest export
    new: tuple[Item, ...]
    urgent: tuple[Item, ...]  # known, and today is the last working day in time
    reminders: tuple[Item, ...]
    withdrawn: tuple[Off, ...]
    first: tuple[tuple[str, Counts], ...]  # municipality that was looked at for the first time, and what it had
    counted: tuple[int, ...]  # the alerts behind `first`
    known: Counts
    quiet: int
    left: int  # new ones that did not fit in and come next time
    notes: tuple[str, ...] = ()

    @property
    def told(self) -> tuple[int, ...]:
        """The alerts its receiver has heard of then."""
        return tuple(dict.fromkeys([*(item.alert_id for item in self.listed), *self.counted]))

    @property
    def off(self) -> tuple[Off, ...]:
        """What is withdrawn, each case once for each reason: a decision can end its goal's alert and its limit's."""
        return tuple(
            {(each.municipality, each.case_no, each.application_no, each.why): each for each in self.withdrawn}.values()
        )

    @property
    def listed(self) -> tuple[Item, ...]:
        """The alerts it names."""
        return (*self.new, *self.urgent, *self.reminders)


def digest_for(
    addressee: Addressee,
    items: Sequence[Item],
    off: Iterable[Off],
    heard: Mapping[int, date],
    day: date,
    *,
    newest_exports: Mapping[str, date],
    places: Mapping[str, str],
    covered: Collection[tuple[str, str]] = (),
    week_told: bool = False,
    notes: Sequence[str] = (),
    most: int = 100,
) -> Digest | None:
    """The digest of a day for somebody; None where nothing changed and nothing presses.

    `heard`: alert -> the newest day this addressee was told it. `off`: what they heard of and that no longer holds.
    `week_told`: leaders have had this week's digest, and hear only of what presses. A digest that is sent is complete,
    whatever it was sent for.
    """
    mine = [item for item in items if hears_of(addressee, item)]
    withdrawn = tuple(each for each in off if each.municipality in addressee.municipalities)
    loud = [item for item in mine if not item.quiet]
    unheard = [item for item in loud if item.alert_id not in heard]
    old = [item for item in unheard if item.baseline]
    # A limit that is about to break is named, also among what is only counted.
    new = [item for item in unheard if not item.baseline or item.level == "statutory_danger"]
    reminders = [item for item in loud if item.remind_from and heard.get(item.alert_id, day) < item.remind_from]
    listed = {item.alert_id for item in (*new, *reminders)}
    urgent = [
        item
        for item in loud
        if item.alert_id in heard
        and item.alert_id not in listed
        and item.act_by is not None
        and heard[item.alert_id] < item.act_by <= day
    ]
    causes: list[Item | Off] = [*unheard, *reminders, *urgent, *withdrawn]
    if not (causes if not week_told else [each for each in causes if presses(addressee, each, covered)]):
        return None
    shown, later = new[:most], new[most:]
    waiting = {item.alert_id for item in later}
    named = {item.alert_id for item in (*shown, *reminders, *urgent, *later)}
    return Digest(
        day=day,
        stamps=tuple(
            (places[number], newest_exports[number]) for number in addressee.municipalities if number in newest_exports
        ),
        new=tuple(shown),
        urgent=tuple(urgent),
        reminders=tuple(reminders),
        withdrawn=withdrawn,
        first=tuple(
            (place, _counts(item for item in old if item.place == place))
            for place in dict.fromkeys(item.place for item in old)
        ),
        counted=tuple(item.alert_id for item in old if item.alert_id not in waiting),
        known=_counts(item for item in loud if item.alert_id in heard and item.alert_id not in named),
        quiet=len(mine) - len(loud),
        left=len(later),
        notes=tuple(notes),
    )


def _counts(items: Iterable[Item]) -> Counts:
    found = list(items)
    words = {item.level: item.heading for item in found}
    numbers = Counter(item.level for item in found)
    return tuple((words[level], numbers[level]) for level in LEVELS if level in numbers)
