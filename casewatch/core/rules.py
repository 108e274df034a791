"""A rule set: every decision that turns dates into a figure, as plain typed data.

Built from the files in ``rules/`` by :mod:`casewatch.rulebook`; the core never reads a file.
"""

from dataclasses import dataclass, field
from datetime import date
from typing import Literal

DayCountName = Literal["calendar", "working"]
Stop = Literal["decided", "decision_sent"]
StatutoryStart = Literal["complete", "received"]


@dataclass(frozen=True)
class Targets:
    """The two targets and the strict limit they speak of, in days of the rule's own day count."""

    limit_days: int  # an application passes with net days < limit_days
    share_percent: int  # met at 100 * under >= share_percent * measured
    mean_days: int  # met at sum <= mean_days * measured
    min_cases: int = 5  # below this no percentage is printed


@dataclass(frozen=True)
class AlertLevels:
    """When somebody is told."""

    danger_days: int = 3  # at risk with 0 <= days_left <= danger_days, in the rule's day count
    hearing_long_days: int = 28  # calendar days a hearing may last before one should chase it


@dataclass(frozen=True)
class RuleSet:
    """One version of one rule file."""

    id: str
    name: str
    valid_from: date
    version: str  # valid_from and content hash
    day_count: DayCountName
    stop: Stop
    pauses: frozenset[str]  # of PAUSE_KINDS: those that stop the clock
    scope: tuple[str, ...]  # of SCOPE_FIELDS: those that must be yes, in the order reasons are looked for
    types_not_counted: frozenset[str]
    targets: Targets
    alerts: AlertLevels = field(default_factory=AlertLevels)
    closed_days: frozenset[tuple[int, int]] = frozenset()  # (month, day) added to the public holidays


@dataclass(frozen=True)
class StatutoryVersion:
    """One version of the statutory clock (plan- og bygningsloven), chosen by the date of receipt."""

    valid_from: date
    danger_days: dict[int, int]  # limit in weeks -> calendar days before its end
    stops_only_with_dispensation: bool
    stopping_bodies: frozenset[str]  # levels in bodies.toml: "state", "regional"
    start: StatutoryStart = "complete"  # what the limit runs from
    stop: Stop = "decided"  # what ends it
    max_stop_days: int | None = None  # calendar days from `sent` for which one body can stop it; None: no such limit
