"""The indicator: per municipality and pooled, how many were decided under the limit, and what could turn that.

Source: «80% <10 dager og gjennomsnittlig saksbehandlingstid på 21 dager», «Måles i den enkelte kommune». Whatever
decides a verdict is counted in whole numbers.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from math import sqrt
from typing import cast

import numpy as np

from casewatch.core.bounds import Bounds
from casewatch.core.cases import (
    HEARING,
    NO,
    NONE,
    OTHER_AUTHORITY,
    OUTCOME_UNKNOWN,
    PAUSE_KINDS,
    UNKNOWN,
    YES,
    Applications,
    Bools,
    Ints,
)
from casewatch.core.clock import GONE, HELD_OUT, HELD_OUT_REASONS, INCOMPLETE, PAUSED, RUNNING, Measures
from casewatch.core.periods import Period
from casewatch.core.rules import Targets
from casewatch.core.scope import SCOPE_REASONS, Scope
from casewatch.core.unclear import Certain, Unclear, unclear_of_groups
from casewatch.documents.figures import OpenCounts, OutlookOfFigure

_Z = 1.959964  # 95 % of the normal distribution, both sides


@dataclass(frozen=True)
class Figure:
    """One municipality (or all pooled) in one period as of one day. Days are the rule's own; counts are whole."""

    targets: Targets
    measured: int
    under: int
    sum_days: int
    median_days: Fraction | None
    p80_days: int | None
    max_days: int | None
    sum_total_days: int  # calendar days from received to the end
    paused_days: dict[str, int]
    start_assumed: int
    type_unknown: int
    out_of_scope: dict[str, int]  # reason -> applications
    scope_unknown: int
    held_out: dict[str, int]  # reason -> applications in scope
    unclear: Unclear
    closed_without_decision: int
    open: OpenCounts
    can_pass: int  # open in scope and not missed, while the period lasts
    have_missed: int

    @property
    def share(self) -> Fraction | None:
        """Share under the limit."""
        return _ratio(self.under, self.measured)

    @property
    def share_met(self) -> bool | None:
        """By the measured ones alone. None with nothing measured."""
        return self._reaches(self.under, self.measured) if self.measured else None

    @property
    def share_interval(self) -> tuple[float, float] | None:
        """Wilson interval of the share, 95 %."""
        return wilson(self.under, self.measured) if self.measured else None

    @property
    def share_range(self) -> tuple[Fraction | None, Fraction | None]:
        """Lowest and highest share that the unclear applications still allow."""
        return _ratio(*self.unclear.worst), _ratio(*self.unclear.best)

    @property
    def share_ends(self) -> tuple[bool, bool]:
        """Whether the target is met in the worst and in the best case."""
        return self._reaches(*self.unclear.worst), self._reaches(*self.unclear.best)

    @property
    def share_certain(self) -> bool | None:
        """Whether no unclear application could turn the share's verdict."""
        worst, best = self.share_ends
        return worst == best if self.measured else None

    @property
    def share_turned_by(self) -> int | None:
        """How many unclear applications decide the share's verdict; 0 where it is certain."""
        return self.unclear.share_differ * (not self.share_certain) if self.measured else None

    @property
    def mean_days(self) -> Fraction | None:
        """Mean of the net days."""
        return _ratio(self.sum_days, self.measured)

    @property
    def mean_met(self) -> bool | None:
        """By the measured ones alone. None with nothing measured."""
        return self.sum_days <= self.targets.mean_days * self.measured if self.measured else None

    @property
    def mean_range(self) -> tuple[Fraction | None, Fraction | None]:
        """Least and greatest mean that the unclear applications still allow; None for an end that is none."""
        least, greatest = self.unclear.least_mean, self.unclear.greatest_mean
        return least and Fraction(*least), greatest and Fraction(*greatest)

    @property
    def mean_ends(self) -> tuple[bool, bool]:
        """Whether the target is met with the greatest and with the least sum."""
        greatest = self.unclear.greatest_over
        return greatest is not None and greatest <= 0, self.unclear.least_over <= 0

    @property
    def mean_certain(self) -> bool | None:
        """Whether no unclear application could turn the mean's verdict."""
        worst, best = self.mean_ends
        return worst == best if self.measured else None

    @property
    def mean_turned_by(self) -> int | None:
        """How many unclear applications decide the mean's verdict; 0 where it is certain."""
        return self.unclear.mean_differ * (not self.mean_certain) if self.measured else None

    @property
    def mean_total_days(self) -> Fraction | None:
        """Mean of the calendar days from received to the end."""
        return _ratio(self.sum_total_days, self.measured)

    @property
    def too_few(self) -> bool:
        """Too few to print a percentage."""
        return self.measured < self.targets.min_cases

    @property
    def share_if_overdue_counted(self) -> Fraction | None:
        """The share with the open overdue ones added as misses."""
        return _ratio(self.under, self.measured + self.open["overdue"])

    @property
    def outlook(self) -> OutlookOfFigure:
        """The outlook of the measured ones alone."""
        return self.outlook_from(self.under, self.measured)

    def outlook_from(self, u: int, counted: int) -> OutlookOfFigure:
        """How many may still miss, how many must pass, and whether what is open can bring the share there.

        The open ones that have missed are counted in: they will be misses whenever they are decided. None must pass
        where passing can no longer reach it; ``reachable`` is None with nothing decided and nothing open.
        """
        target, n = self.targets.share_percent, counted + self.have_missed
        misses = max(0, 100 * u // target - n) if target else 0
        if target < 100:
            needed: int | None = max(0, -((100 * u - target * n) // (100 - target)))
        else:
            needed = 0 if u == n else None
        everything = n + self.can_pass
        reachable = self._reaches(u + self.can_pass, everything) if everything else None
        return {"misses_left": misses, "needed_under_limit": needed, "reachable": reachable}

    @property
    def share_ends_then(self) -> tuple[bool, bool]:
        """As :attr:`share_ends`, once the open ones that have missed are decided."""
        (low, of_low), (high, of_high) = self.unclear.worst, self.unclear.best
        return self._reaches(low, of_low + self.have_missed), self._reaches(high, of_high + self.have_missed)

    def _reaches(self, under: int, measured: int) -> bool:
        return 100 * under >= self.targets.share_percent * measured


def figures(
    a: Applications,
    measures: Measures,
    limits: Bounds,
    scope: Scope,
    period: Period,
    as_of: date,
    targets: Targets,
    municipalities: Sequence[str],
) -> list[Figure]:
    """One figure per municipality number, in that order, and last the pooled one over all of them.

    ``a`` holds only applications visible as of the day; those of other municipalities are left out.
    """
    place = {number: index for index, number in enumerate(municipalities)}
    group = np.array([place.get(number, NONE) for number in a.municipalities], np.int64)[a.municipality]
    m = measures.milestones
    # Without a known receipt an application is shown, not counted.
    counted = (group != NONE) & ~np.isnat(a.received)
    tally = _Tally(group, len(municipalities))
    first, last = np.datetime64(period.first, "D"), np.datetime64(period.last, "D")

    decided = counted & ~m.open & (m.decision >= first) & (m.decision <= last)
    out, unknown, into = (scope.counts == answer for answer in (NO, UNKNOWN, YES))
    held = m.held_out >= 0
    limit = targets.limit_days
    part = tally.part(decided & into & ~held)
    doubtful = decided & ~out & (held | unknown)
    optional = unknown | (a.outcome == OUTCOME_UNKNOWN)
    certain = [*zip(part.count(), part.count(measures.net < limit), part.total(measures.net), strict=True)]
    unclear = unclear_of_groups(group, limits, doubtful, optional, [Certain(*each) for each in certain], targets)
    open_part = tally.part(counted & m.open & into)
    state, may_end = measures.state, as_of <= period.last
    waiting = np.isin(state, (INCOMPLETE, PAUSED, RUNNING)) & may_end
    have_missed = waiting & measures.overdue & ~m.letter

    counts = {
        "measured": part.count(),
        "under": part.count(measures.net < limit),
        "sum_days": part.total(measures.net),
        "sum_total_days": part.total(measures.total),
        "start_assumed": part.count(m.start.assumed()),
        "type_unknown": part.count(a.application_type == NONE),
        "scope_unknown": tally.part(decided & unknown).count(),
        "closed_without_decision": tally.part(counted & (m.closed >= first) & (m.closed <= last)).count(),
        # A letter after `complete` may have moved its start: nothing says that it has missed.
        "can_pass": open_part.count(waiting & ~have_missed),
        "have_missed": open_part.count(have_missed),
    }
    paused = (part.total(measures.paused_hearing), part.total(measures.paused_other))
    out_part = tally.part(decided & out)
    out_of_scope = {name: out_part.count(scope.reason == code) for code, name in enumerate(SCOPE_REASONS)}
    held_part = tally.part(decided & into & held)
    held_out = {name: held_part.count(m.held_out == code) for code, name in enumerate(HELD_OUT_REASONS)}
    opened = {
        "incomplete": open_part.count(state == INCOMPLETE),
        "running": open_part.count(state == RUNNING),
        "paused": open_part.count(state == PAUSED),
        "overdue": open_part.count(measures.overdue),
        "at_risk": open_part.count(measures.at_risk),
        "gone": open_part.count(state == GONE),
        "held_out": open_part.count(state == HELD_OUT),
        "scope_unknown": tally.part(counted & m.open & unknown).count(),
    }
    sorted_days = part.sorted(measures.net)

    def at(number: int) -> Figure:
        days = sorted_days[number]
        return Figure(
            targets=targets,
            median_days=_median(days),
            p80_days=int(days[(80 * len(days) + 99) // 100 - 1]) if len(days) else None,
            max_days=int(days[-1]) if len(days) else None,
            paused_days={
                PAUSE_KINDS[HEARING]: paused[HEARING][number],
                PAUSE_KINDS[OTHER_AUTHORITY]: paused[OTHER_AUTHORITY][number],
            },
            out_of_scope={name: values[number] for name, values in out_of_scope.items() if values[number]},
            held_out={name: values[number] for name, values in held_out.items() if values[number]},
            unclear=unclear[number],
            open=cast("OpenCounts", {name: values[number] for name, values in opened.items()}),
            **{name: values[number] for name, values in counts.items()},
        )

    return [at(number) for number in range(len(municipalities) + 1)]


def wilson(under: int, measured: int) -> tuple[float, float]:
    """Wilson's interval of a share, 95 %; ``measured`` is positive."""
    p, n = under / measured, measured
    centre = p + _Z * _Z / (2 * n)
    spread = _Z * sqrt(p * (1 - p) / n + _Z * _Z / (4 * n * n))
    scale = 1 + _Z * _Z / n
    return max(0.0, (centre - spread) / scale), min(1.0, (centre + spread) / scale)


@dataclass(frozen=True)
class _Tally:
    """Groups to count by: ``group`` has one number per application."""

    group: Ints
    groups: int

    def part(self, rows: Bools) -> _Part:
        """Some of the applications, none of them outside the groups."""
        index = np.flatnonzero(rows)
        return _Part(index, self.group[index], self.groups)


@dataclass(frozen=True)
class _Part:
    """Some applications; each count is a list with one element per group and last their sum."""

    index: Ints
    group: Ints
    groups: int

    def where(self, rows: Bools) -> _Part:
        """Those of them that are marked in an array over all applications."""
        keep = rows[self.index]
        return _Part(self.index[keep], self.group[keep], self.groups)

    def count(self, rows: Bools | None = None) -> list[int]:
        """How many, or how many of them that are marked in an array over all applications."""
        group = self.group if rows is None else self.group[rows[self.index]]
        found = np.bincount(group, minlength=self.groups)
        return [*found.tolist(), len(group)]

    def total(self, values: Ints) -> list[int]:
        """The sum of an array over all applications."""
        # Sums of days stay far below 2**53, so they are exact in floating point.
        found = np.bincount(self.group, weights=values[self.index], minlength=self.groups).astype(np.int64)
        return [*found.tolist(), int(found.sum())]

    def sorted(self, values: Ints) -> list[Ints]:
        """The values of each group in rising order, last those of all groups."""
        packed = (self.group << 32) | values[self.index]
        packed.sort()
        bounds = np.searchsorted(packed, np.arange(self.groups + 1) << 32)
        days = packed & 0xFFFFFFFF
        return [*(days[bounds[g] : bounds[g + 1]] for g in range(self.groups)), np.sort(days)]


def _median(days: Ints) -> Fraction | None:
    if not len(days):
        return None
    return Fraction(int(days[(len(days) - 1) // 2]) + int(days[len(days) // 2]), 2)


def _ratio(part: int, whole: int) -> Fraction | None:
    return Fraction(part, whole) if whole else None
