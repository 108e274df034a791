"""What the milestone events of one application say together, in one file or over several.

The first decision counts; a deficiency before the decision takes completeness back until its supplement; a closing
after a decision changes nothing of it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from casewatch.core.cases import CLOSING_OUTCOMES

#: [date, event]: an ISO date and the name of a milestone event.
Told = list[str]


def milestones(events: Iterable[Told]) -> dict[str, Any]:
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


def known_events(picture: Mapping[str, Any]) -> list[Told]:
    """What is known of an application, as the events that would have told it."""
    events = [
        [day, name] for name in ("received", "complete", "supplement", "decision_sent") if (day := picture.get(name))
    ]
    complete, deficiency = picture.get("complete"), picture.get("deficiency")
    # In a table a deficiency never moves a filled `complete`, so beside an earlier one it is no event that did.
    if deficiency and not (complete and complete <= deficiency):
        events.append([deficiency, "deficiency"])
    decided, closed, outcome = picture.get("decided"), picture.get("closed"), picture.get("outcome")
    if outcome in CLOSING_OUTCOMES:
        if ends := [day for day in (decided, closed) if day]:
            events.append([min(ends), str(outcome)])
    elif decided:
        events.append([decided, "decided"])
    return events


def _completeness(dates: Mapping[str, list[str]], decided: str | None) -> dict[str, Any]:
    """``complete``, ``deficiency`` and ``supplement``: the last ones before the decision."""
    told: dict[str, Any] = {}
    before = {
        name: [day for day in dates[name] if decided is None or day <= decided] or dates[name][:1]
        for name in ("complete", "supplement")
    }
    deficiencies = [day for day in dates["deficiency"] if decided is None or day < decided]
    if deficiencies:
        told["deficiency"] = deficiencies[-1]
    if before["supplement"]:
        told["supplement"] = before["supplement"][-1]
    if before["complete"] or deficiencies:
        since = deficiencies[-1] if deficiencies else ""
        told["complete"] = next((day for day in before["complete"] if day > since), None)
    return told
