"""What the milestone events of one application say together, in one file or over several.

The first decision counts. So does the first day it was complete, until it is complete again after a letter of defects:
the letter alone moves nothing. A closing after a decision changes nothing of it.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from casewatch.core.cases import CLOSING_OUTCOMES

#: What an event list can tell.
EVENTS = (
    *("received", "complete", "deficiency", "supplement"),
    *("hearing_sent", "hearing_answered", "authority_sent", "authority_answered"),
    *("decided", "decision_sent", *CLOSING_OUTCOMES),
)

#: In a content: all days of a milestone that was told more than once, ISO dates in order.
SEVERAL = {"complete": "completes", "deficiency": "deficiencies", "supplement": "supplements"}

#: [date, event]: an ISO date and the name of a milestone event.
ToldEvent = list[str]


def milestones_told(events: Iterable[ToldEvent]) -> dict[str, Any]:
    """The fields that events tell of, and only those; a field is None where an event takes it back."""
    dates: dict[str, list[str]] = defaultdict(list)
    for day, name in sorted({(day, name) for day, name in events}):
        dates[name].append(day)
    told: dict[str, Any] = {name: dates[name][0] for name in ("received", "decided") if dates[name]}
    if dates["decision_sent"]:
        told["decision_sent"] = next(
            (day for day in dates["decision_sent"] if day >= told.get("decided", "")), dates["decision_sent"][0]
        )
    told |= _completeness(dates, told.get("decided"))
    endings = sorted((dates[name][0], name) for name in CLOSING_OUTCOMES if dates[name])
    if endings:
        day, name = endings[0]
        # Decided before it was closed, or on that day: a decision counts.
        told |= {"closed": day, "outcome": None if "decided" in told and told["decided"] <= day else name}
    return told


def known_events(known: Mapping[str, Any]) -> list[ToldEvent]:
    """What is known of an application, as the events that would have told it."""
    events = [
        [day, name]
        for name in ("received", "complete", "deficiency", "supplement", "decision_sent")
        for day in known.get(SEVERAL.get(name, ""), [known.get(name)])
        if day
    ]
    decided, closed, outcome = known.get("decided"), known.get("closed"), known.get("outcome")
    if outcome in CLOSING_OUTCOMES:
        if ends := [day for day in (decided, closed) if day]:
            events.append([min(ends), str(outcome)])
    elif decided:
        events.append([decided, "decided"])
    return events


def _completeness(dates: Mapping[str, list[str]], decided: str | None) -> dict[str, Any]:
    """``complete``, ``deficiency`` and ``supplement``: the last ones before the decision, and all where several are."""
    told: dict[str, Any] = {}
    for name, several in SEVERAL.items():
        if name == "deficiency":
            days = [day for day in dates[name] if decided is None or day < decided]
        else:
            days = [day for day in dates[name] if decided is None or day <= decided] or dates[name][:1]
        if days:
            told[name] = days[-1]
        if len(days) > 1:
            told[several] = days
    if "complete" in told:
        completes = told.get(SEVERAL["complete"], [told["complete"]])
        told["complete"] = beginnings(completes, told.get(SEVERAL["deficiency"], [told.get("deficiency")]))[-1]
    return told


def beginnings(completes: Sequence[str], letters: Iterable[str | None]) -> list[str]:
    """The days that began the clock, of all days an application was complete: the first, and each after a letter.

    A later one without a letter since the one before began nothing.
    """
    begun = [completes[0]]
    for day in completes[1:]:
        if any(letter and begun[-1] <= letter < day for letter in letters):
            begun.append(day)
    return begun
