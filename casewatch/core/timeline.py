"""Why one application has its figure: its days as intervals that touch, each with a reason."""

from dataclasses import dataclass
from datetime import date
from typing import get_args

import numpy as np

from casewatch.core.cases import NONE, OTHER_AUTHORITY, Applications, Dates, Pauses
from casewatch.core.clock import Measures, stopping
from casewatch.core.days import Calendar
from casewatch.core.rules import RuleSet
from casewatch.core.start import START_SOURCES, seen
from casewatch.documents.cases import Why

#: Reasons in the order in which they are tested, date by date; where none fits the clock runs.
BEFORE_COMPLETE, NON_WORKING, HEARING_REASON, OTHER_REASON, RUNS = range(5)
WHYS: tuple[Why, ...] = get_args(Why)


@dataclass(frozen=True)
class Origin:
    """Which recorded date a boundary is: a milestone field, or ``sent``/``answered`` of one pause."""

    field: str  # "received", "complete", ..., or "sent" / "answered"
    pause: int | None = None  # index into the Pauses handed in


@dataclass(frozen=True)
class Interval:
    """Half-open ``[start, end)``; ``days`` is its number of dates."""

    start: date
    end: date
    days: int
    counted: bool
    why: Why
    party: str | None
    start_origin: Origin | None  # None: a boundary that is no recorded date
    end_origin: Origin | None


def timeline(
    a: Applications,
    pauses: Pauses,
    row: int,
    measures: Measures,
    as_of: date,
    rule: RuleSet,
    calendar: Calendar,
) -> list[Interval]:
    """The intervals of application ``row``, from the earlier of received and complete to its end.

    The days of the counted ones sum to its net days; without net days none is counted.
    """
    m = measures.milestones
    complete, end = m.start.complete[row], m.end[row]
    begin = np.fmin(a.received[row], complete)
    if np.isnat(begin) or not begin < end:
        return []
    days = np.arange(begin, end)
    reason = np.full(len(days), RUNS)
    by = np.full(len(days), -1)
    answered = seen(pauses.answered, as_of)
    mine = np.flatnonzero(
        stopping(pauses, rule) & (pauses.application == row) & (pauses.sent <= np.datetime64(as_of, "D"))
    )
    # Painted from the weakest reason to the strongest, and the earliest pause of a kind last.
    for pause in sorted(mine.tolist(), key=lambda p: (pauses.kind[p], pauses.sent[p]), reverse=True):
        covered = (days >= pauses.sent[pause]) & ~(days >= answered[pause])
        reason[covered] = OTHER_REASON if pauses.kind[pause] == OTHER_AUTHORITY else HEARING_REASON
        by[covered] = pause
    idle = ~calendar.of(rule).counts(days)
    reason[idle], by[idle] = NON_WORKING, -1
    early = np.ones(len(days), bool) if np.isnat(complete) else days < complete
    reason[early], by[early] = BEFORE_COMPLETE, -1

    edges = np.flatnonzero((reason[1:] != reason[:-1]) | (by[1:] != by[:-1])) + 1
    starts = np.concatenate([[0], edges])
    ends = np.concatenate([edges, [len(days)]])
    named = _named_dates(a, row, measures, rule)
    intervals = []
    for first, after in zip(starts.tolist(), ends.tolist(), strict=True):
        left = int(by[first - 1]) if first else -1
        right = int(by[after]) if after < len(days) else -1
        intervals.append(
            Interval(
                start=days[first].item(),
                end=(begin + after).item(),
                days=after - first,
                counted=bool(measures.has_days[row]) and int(reason[first]) == RUNS,
                why=WHYS[reason[first]],
                party=pauses.party[by[first]] if by[first] >= 0 else None,
                start_origin=_origin(days[first], left, int(by[first]), pauses, answered, named),
                end_origin=_origin(begin + after, int(by[first]), right, pauses, answered, named),
            )
        )
    return intervals


def limit_reached(intervals: list[Interval], limit: int) -> date | None:
    """The first date with ``limit`` counted dates behind it; None where the intervals hold fewer."""
    left = limit
    for interval in intervals:
        if interval.counted:
            if left <= interval.days:
                return (np.datetime64(interval.start, "D") + left).item()
            left -= interval.days
    return None


def _named_dates(a: Applications, row: int, measures: Measures, rule: RuleSet) -> dict[np.datetime64, str]:
    """Milestones by their date; where several fall on one date the later entry of this list names it."""
    m = measures.milestones
    named = {a.received[row]: "received", m.start.complete[row]: _start_field(int(m.start.source[row]))}
    if not np.isnat(m.closed[row]):
        # An outcome that closes reads the decision date as the closure: name the date that was used.
        named[m.end[row]] = "closed" if a.closed[row] == m.end[row] else "decided"
    elif not m.open[row]:
        sent = rule.stop == "decision_sent" and m.end[row] == a.decision_sent[row]
        named[m.end[row]] = "decision_sent" if sent else "decided"
    return named


def _start_field(source: int) -> str:
    """The recorded date that a source of the start goes back to."""
    name = START_SOURCES[source] if source != NONE else "column"
    return {"person": "complete", "column": "complete", "legal_limit": "legal_limit_date"}.get(name, name)


def _origin(
    day: np.datetime64,
    left: int,
    right: int,
    pauses: Pauses,
    answered: Dates,
    named: dict[np.datetime64, str],
) -> Origin | None:
    if right >= 0 and pauses.sent[right] == day:
        return Origin("sent", right)
    if left >= 0 and answered[left] == day:
        return Origin("answered", left)
    field = named.get(day)
    return Origin(field) if field else None
