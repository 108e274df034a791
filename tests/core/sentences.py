"""For the tests that quote the clock: one application or a few, written as short as a person would, and read back.

The answers come back as plain Python values, so that a test compares what a reader of the sentence counts on fingers.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

import numpy as np

from casewatch.core.arrays import applications_from_contents
from casewatch.core.bounds import UNBOUNDED, bounds
from casewatch.core.cases import NO, NONE, UNKNOWN, YES, Applications, Pauses
from casewatch.core.clock import HELD_OUT_REASONS, STATES, measure, visible
from casewatch.core.doubts.remarks import remarks
from casewatch.core.indicator import Figure, figures
from casewatch.core.periods import Period, parse_period
from casewatch.core.reference import Area
from casewatch.core.rules import AlertLevels, RuleSet, Targets
from casewatch.core.scope import SCOPE_REASONS, decide_scope
from casewatch.core.start import START_SOURCES
from tests.core.builders import CALENDAR, RULE

WORKING = replace(RULE, day_count="working")
SENT = replace(RULE, stop="decision_sent")
ANSWERS = {YES: "yes", NO: "no", UNKNOWN: "unknown"}


def rule(limit: int = 10, share_percent: int = 80, mean_days: int = 21, danger_days: int = 3, **more: Any) -> RuleSet:
    """The rule of the tests with other targets."""
    targets = Targets(limit, share_percent, mean_days)
    return replace(RULE, targets=targets, alerts=AlertLevels(danger_days=danger_days), **more)


def app(**fields: Any) -> dict[str, Any]:
    """An application as an import stores it: in scope and of a counted type, received the day it was complete.

    ``hearing`` and ``authority`` are lists of ``(sent, answered)`` or ``(sent, answered, party)``.
    """
    told: dict[str, Any] = {
        "case_no": "2026/1",
        "application_type": "one_step",
        **dict.fromkeys(RULE.scope, True),
        "received": fields.get("complete"),
        **fields,
    }
    for kind in ("hearing", "authority"):
        told[kind] = [[*pause, "statsforvalteren"][:3] for pause in fields.get(kind, ())]
    return told


def arrays(contents: Sequence[Mapping[str, Any]], areas: Iterable[Area] = ()) -> tuple[Applications, Pauses]:
    """The contents as arrays; ``municipality`` and ``gone`` stand in a content only here."""
    return applications_from_contents(
        [content.get("municipality", "3401") for content in contents],
        list(range(1, len(contents) + 1)),
        contents,
        np.array([content.get("gone", False) for content in contents], bool),
        areas,
    )


@dataclass(frozen=True)
class One:
    """What the core says of one application; None where it has no such value."""

    state: str
    held_out: str | None
    gross: int | None
    net: int | None
    hearing: int | None
    other: int | None
    total: int | None
    days_left: int | None
    last_day: str | None
    missed_on: str | None
    overdue: bool
    at_risk: bool
    complete: str | None
    start_source: str | None
    assumed: bool
    remarks: set[str]
    scope: str
    reason: str | None
    low: int | None
    high: int | None  # None: no end, or not decided


def named(names: Sequence[str], code: int) -> str | None:
    """What a code stands for; None for none."""
    return None if code == NONE else names[code]


def look(
    content: Mapping[str, Any],
    as_of: str,
    by: RuleSet = RULE,
    areas: Iterable[Area] = (),
    first_measured: Mapping[str, date] | None = None,
) -> One:
    """One application as of a day."""
    day = date.fromisoformat(as_of)
    a, pauses = arrays([content], areas)
    m = measure(a, pauses, day, by, CALENDAR)
    scope = decide_scope(a, by, m.milestones.decision, first_measured or {})

    def named(names: Sequence[str], code: Any) -> str | None:
        return None if code == NONE else names[int(code)]

    def days(values: Any) -> int | None:
        return int(values[0]) if values[0] >= 0 and values[0] != UNBOUNDED else None

    limits = bounds(a, pauses, m, day, by, CALENDAR)

    return One(
        state=STATES[m.state[0]],
        held_out=named(HELD_OUT_REASONS, m.milestones.held_out[0]),
        gross=days(m.gross),
        net=days(m.net),
        hearing=days(m.paused_hearing),
        other=days(m.paused_other),
        total=days(m.total),
        days_left=int(m.days_left[0]) if m.has_days_left[0] else None,
        last_day=iso(m.last_day[0]),
        missed_on=iso(m.missed_on[0]),
        overdue=bool(m.overdue[0]),
        at_risk=bool(m.at_risk[0]),
        complete=iso(m.milestones.start.complete[0]),
        start_source=named(START_SOURCES, m.milestones.start.source[0]),
        assumed=bool(m.milestones.start.assumed()[0]),
        remarks={code for code, rows in remarks(a, pauses, day, by, m).items() if rows[0]},
        scope=ANSWERS[int(scope.counts[0])],
        reason=named(SCOPE_REASONS, scope.reason[0]),
        low=days(limits.low),
        high=days(limits.high),
    )


def iso(day: np.datetime64) -> str | None:
    """A date as text, NaT as None."""
    return None if np.isnat(day) else str(day)


def is_shown(content: Mapping[str, Any], as_of: str) -> bool:
    """Whether the application is shown as of a day."""
    a, _pauses = arrays([content])
    return bool(visible(a, date.fromisoformat(as_of))[0])


def after(net: int, **more: Any) -> dict[str, Any]:
    """In scope, complete on 1 January 2026 and decided so many calendar days later; ``more`` says otherwise."""
    decided = date(2026, 1, 1) + timedelta(days=net)
    return app(**{"complete": "2026-01-01", "received": "2026-01-01", "decided": decided.isoformat(), **more})


def figure(
    contents: Sequence[Mapping[str, Any]],
    as_of: str = "2026-12-31",
    period: str | Period = "2026",
    by: RuleSet = RULE,
    first_measured: Mapping[str, date] | None = None,
) -> Figure:
    """The figure of municipality 3401."""
    return all_figures(contents, ["3401"], as_of, period, by, first_measured)[0]


def all_figures(
    contents: Sequence[Mapping[str, Any]],
    municipalities: Sequence[str],
    as_of: str = "2026-12-31",
    period: str | Period = "2026",
    by: RuleSet = RULE,
    first_measured: Mapping[str, date] | None = None,
) -> list[Figure]:
    """The figures of the municipalities and last the pooled one, over what is visible as of the day."""
    day = date.fromisoformat(as_of)
    shown = [content for content in contents if not (content.get("received") or "") > as_of]
    a, pauses = arrays(shown)
    m = measure(a, pauses, day, by, CALENDAR)
    scope = decide_scope(a, by, m.milestones.decision, first_measured or {})
    asked = parse_period(period, day) if isinstance(period, str) else period
    return figures(a, m, bounds(a, pauses, m, day, by, CALENDAR), scope, asked, day, by.targets, municipalities)
