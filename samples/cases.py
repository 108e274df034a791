"""One made-up application: its dates built backwards from the net days it is to have, and what a week knows of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random
from typing import Any

#: Red days in which no municipality decides or sends anything, besides Saturdays and Sundays.
_RED_DAYS = (
    "2024-12-25 2024-12-26 2025-01-01 2025-04-17 2025-04-18 2025-04-21 2025-05-01 2025-05-29 2025-06-09 2025-12-25 "
    "2025-12-26 2026-01-01 2026-04-02 2026-04-03 2026-04-06 2026-05-01 2026-05-14 2026-05-25"
)
RED_DAYS = frozenset(date.fromisoformat(day) for day in _RED_DAYS.split())
MILESTONES = ("received", "complete", "deficiency", "supplement", "decided", "decision_sent", "closed")
SCOPE_FIELDS = ("business", "within_plan", "regulated_plot", "road_to_boundary")
#: Whom an application is sent to: all of them public bodies, none a person.
BODIES = {
    "hearing": ("Statsforvalteren i Innlandet", "Innlandet fylkeskommune", "Statens vegvesen", "NVE", "Bane NOR"),
    "authority": ("Arbeidstilsynet", "Mattilsynet", "Statens vegvesen", "Statsforvalteren i Innlandet"),
}


@dataclass
class Pause:
    """Half-open ``[sent, answered)``; ``known_from``: the first Monday whose export has it, if later than sent."""

    kind: str  # "hearing" or "authority", as the columns are called
    sent: date
    answered: date | None
    party: str
    known_from: date | None = None


@dataclass
class Case:
    """One application as it really went; :func:`as_known` cuts it at an export's day."""

    application_type: str | None
    scope: dict[str, bool | None]
    dates: dict[str, date | None]
    pauses: list[Pause] = field(default_factory=list)
    outcome: str | None = None
    building_type: str | None = None
    plan_id: str | None = None
    dispensation: bool | None = None
    weeks: int | None = None
    limit_date: date | None = None
    extended_to: date | None = None
    handler: str | None = None
    case_no: str = ""
    application_no: int = 1
    follows: Case | None = None  # a later application of the same case
    earlier: list[tuple[str, date, date | None]] = field(default_factory=list)  # (field, until this Monday, value)
    by_plan: bool = False  # the office left the plot and road columns empty: the plan id says it
    gone_from: date | None = None  # the first Monday whose export lacks it

    @property
    def received(self) -> date:
        """The day it came in; every made-up application has one."""
        day = self.dates["received"]
        assert day is not None
        return day


def is_office_day(day: date) -> bool:
    """Monday to Friday, no red day."""
    return day.weekday() < 5 and day not in RED_DAYS


def office_day(day: date) -> date:
    """The day itself or the next one on which the office is open."""
    while not is_office_day(day):
        day += timedelta(days=1)
    return day


def build(rng: Random, end: date, net: int, stands: int, *, open_pause: bool = False) -> tuple[date, list[Pause]]:
    """(complete, pauses) such that exactly ``net`` dates of ``[complete, end)`` are covered by no pause.

    ``stands`` pauses are laid one after the other, sometimes touching; a shorter one of the other kind may lie inside
    the first. With ``open_pause`` the last one is under way at ``end``. Tried until all of them begin and end on
    office days.
    """
    while True:
        lengths = [rng.randint(5, 30) for _ in range(stands)]
        offsets = sorted(rng.randint(0, net) for _ in range(stands))
        if open_pause:
            offsets[-1] = net
        complete = end - timedelta(days=net + sum(lengths))
        pauses: list[Pause] = []
        stood = 0
        for offset, length in zip(offsets, lengths, strict=True):
            kind = rng.choice(("hearing", "hearing", "authority"))
            sent = complete + timedelta(days=offset + stood)
            pauses.append(Pause(kind, sent, sent + timedelta(days=length), rng.choice(BODIES[kind])))
            stood += length
        if pauses and not open_pause and lengths[0] > 12 and rng.random() < 0.3:
            first = pauses[0]
            kind = "authority" if first.kind == "hearing" else "hearing"
            pauses.append(Pause(kind, first.sent, first.sent + timedelta(days=7), rng.choice(BODIES[kind])))
        touched = [day for pause in pauses for day in (pause.sent, pause.answered) if day is not None]
        if all(is_office_day(day) for day in touched):
            if open_pause:
                pauses[-1].answered = None
            return complete, pauses


def as_known(case: Case, monday: date) -> dict[str, Any] | None:
    """The application as an export of that day has it, in canonical fields; None where it is not in the export.

    Dates are ``date`` or None; ``hearing`` and ``authority`` lists of (sent, answered, party).
    """
    if case.received > monday or (case.gone_from is not None and case.gone_from <= monday):
        return None
    dates = dict(case.dates)
    for name, until, value in case.earlier:
        if monday < until:
            dates[name] = value
    known = {name: day if day is not None and day <= monday else None for name, day in dates.items()}
    # A date typed wrong into the future is in the file all the same.
    known |= {name: value for name, until, value in case.earlier if monday < until}
    ended = known["decided"] is not None or known["closed"] is not None
    row: dict[str, Any] = {
        "case_no": case.case_no,
        "application_no": case.application_no,
        "application_type": case.application_type,
        **{name: known.get(name) for name in MILESTONES},
        "outcome": case.outcome if ended else None,
        **case.scope,
        "dispensation": case.dispensation,
        "plan_id": case.plan_id,
        "building_type": case.building_type,
        "legal_limit_weeks": case.weeks,
        "legal_limit_date": case.limit_date if known["complete"] is not None else None,
        "extended_to": case.extended_to if known["complete"] is not None else None,
        "handler": case.handler,
        "hearing": [],
        "authority": [],
    }
    if case.by_plan:
        row |= {"regulated_plot": None, "road_to_boundary": None}
    for pause in case.pauses:
        if max(pause.sent, pause.known_from or pause.sent) <= monday:
            answered = pause.answered if pause.answered is not None and pause.answered <= monday else None
            row[pause.kind].append((pause.sent, answered, pause.party))
    return row
