"""What somebody should be told as of a day: the shape of an alert, and all alerts of a situation.

Source: ``docs/alerts.md``. Two clocks, never mixed: goal alerts speak of the rule's days, statutory ones of a recorded
limit of plan- og bygningsloven. Nothing here asks what day it is, or what was told before.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Literal, get_args

import numpy as np

from casewatch.core.alerts.exports import Exports, next_export
from casewatch.core.cases import NO, UNKNOWN, YES, Applications, Bools, Objects, Pauses
from casewatch.core.clock import Measures
from casewatch.core.days import Calendar
from casewatch.core.legal import LegalClock, legal_clock
from casewatch.core.rules import RuleSet, StatutoryVersion
from casewatch.core.scope import Scope
from casewatch.documents.alerts import AlertDetails
from casewatch.documents.figures import YesNoUnknown

Level = Literal[
    "statutory_broken",
    "statutory_danger",
    "goal_missed",
    "goal_danger",
    "hearing_long",
    "not_measurable",
    "no_export",
    "outlook",
]
#: The levels, the most pressing first.
LEVELS: tuple[Level, ...] = get_args(Level)
#: A level that takes the place of another one: the earlier alert has not been wrong, so it is not withdrawn.
FOLLOWED_BY: Mapping[str, str] = {"statutory_danger": "statutory_broken", "goal_danger": "goal_missed"}
#: Alerts about the goal: held back while the data are too old to say it.
GOAL_LEVELS: tuple[Level, ...] = ("goal_missed", "goal_danger", "outlook")
STATUTORY_LEVELS: tuple[Level, ...] = ("statutory_broken", "statutory_danger")
#: The rule a statutory alert names: the id of its rule file.
STATUTORY_RULE = "plan-og-bygningsloven"


@dataclass(frozen=True)
class Alert:
    """One thing to tell. An alert about a whole municipality has no case, application or handler."""

    key: str  # stable: see `alert_key`
    level: str  # of LEVELS
    rule: str
    municipality: str  # number
    case_no: str | None  # as written
    application_no: int | None
    handler: str | None  # the code in the export
    scope: YesNoUnknown | None  # whether the goal concerns it; None: it is about a municipality
    days_left: int | None  # goal: in the rule's day count; statutory: calendar days; negative once over
    last_day: date | None  # the last day in time, where there is one
    since: date  # the day from which it has been so
    data_from: date | None  # the local date of the export it rests on
    details: AlertDetails = field(default_factory=AlertDetails)
    case_key: str | None = None  # the case number in the form it is matched in
    state: str = ""  # a stable key tells a new thing once this changes (how many may still miss, since which export)


@dataclass(frozen=True)
class Situation:
    """Everything alerts are read off, as of a day. Arrays have one element per application visible on it."""

    as_of: date
    rule: RuleSet
    statutory: Sequence[StatutoryVersion]
    bodies: Mapping[str, str]  # code of an outside body -> its level
    calendar: Calendar
    applications: Applications
    pauses: Pauses
    case_keys: Objects  # str
    measures: Measures
    scope: Scope
    municipalities: Sequence[str]  # numbers of those asked for; the others are left out
    data_from: Mapping[str, date]  # number -> local date of the newest export; absent: there never was one
    exports: Exports

    @cached_property
    def mine(self) -> Bools:
        """Applications of the municipalities asked for, with a known receipt."""
        wanted = set(self.municipalities)
        places = np.array([number in wanted for number in self.applications.municipalities], bool)
        found: Bools = places[self.applications.municipality] & ~np.isnat(self.applications.received)
        return found

    @cached_property
    def legal(self) -> LegalClock:
        """The statutory clock: the same whatever rule is asked."""
        return legal_clock(self.applications, self.pauses, self.as_of, self.statutory, self.bodies, self.calendar)

    @cached_property
    def next_export(self) -> date:
        """The day of the next expected export: the first after the as-of day, moved off a holiday."""
        return next_export(self.as_of, self.exports.weekday, self.calendar)

    def late(self, municipality: str) -> bool:
        """Whether the municipality's newest export is too old to speak of the goal."""
        newest = self.data_from.get(municipality)
        return newest is not None and self.exports.late(newest, self.as_of)


def alert_key(
    rule: str, level: str, municipality: str, case_key: str | None = None, application_no: int | None = None
) -> str:
    """``vedlegg1:goal_danger:3401:2026/102:1``; of a whole municipality ``vedlegg1:outlook:3401``."""
    parts = [rule, level, municipality]
    if case_key is not None:
        parts += [case_key, str(application_no)]
    return ":".join(parts)


def scope_name(answer: int) -> YesNoUnknown:
    """The answer by its name."""
    names: dict[int, YesNoUnknown] = {YES: "yes", NO: "no", UNKNOWN: "unknown"}
    return names[answer]
