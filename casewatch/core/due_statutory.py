"""Alerts about the recorded limit of plan- og bygningsloven: about to run out, or run out.

Every open application with a recorded limit, whatever its scope. A limit is never derived, and no goal moves it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

import numpy as np

from casewatch.core.cases import NAT, Bools, Dates, Ints
from casewatch.core.clock import GONE
from casewatch.core.due import STATUTORY_RULE, Alert, Situation
from casewatch.core.due_cases import case_alert
from casewatch.core.due_days import act_by
from casewatch.core.legal import legal_last_day
from casewatch.core.rules import StatutoryVersion
from casewatch.core.start import Start

#: The limit over which the fee falls, in weeks, and by how many percent for each started week.
FEE_WEEKS, FEE_PERCENT_A_WEEK = 12, 25
#: The limit over which a permit can be deemed given, in weeks.
DEEMED_GIVEN_WEEKS = 3


def fee_reduction(days_over: int) -> int:
    """By how many percent the fee has fallen so many days after a 12-week limit: 25 for each started week."""
    return min(100, FEE_PERCENT_A_WEEK * -(-max(days_over, 0) // 7))


def statutory_alerts(seen: Situation) -> Iterator[Alert]:
    """``statutory_broken`` and ``statutory_danger``.

    In danger is a limit that ends within the days of the rule file, or that has to be met before the next export is
    expected; not while the statutory clock itself stands. A case that is missing from the latest export is told too,
    marked ``gone``: what is at stake is not a figure.
    """
    a, day = seen.applications, np.datetime64(seen.as_of, "D")
    last = last_days(seen)
    rows = seen.mine & seen.measures.milestones.open & ~np.isnat(last)
    left = np.where(rows, (last - day).astype(np.int64), 0)
    near = left <= danger_window(a.legal_limit_weeks, a.received, seen.statutory)
    near |= act_by(last, seen.calendar) < np.datetime64(seen.next_export, "D")
    danger = rows & (left >= 0) & near
    if danger.any():
        danger[danger] = ~_stands(seen, danger, last)
    for row in np.flatnonzero(rows & ((left < 0) | danger)).tolist():
        over = -int(left[row])
        weeks = int(a.legal_limit_weeks[row]) or None
        last_day = last[row].astype(object)
        details: dict[str, Any] = {"weeks": weeks, "gone": bool(seen.measures.state[row] == GONE)}
        if weeks == DEEMED_GIVEN_WEEKS:
            details["deemed_given"] = over > 0
        if weeks == FEE_WEEKS:
            details["fee_reduction_percent"] = fee_reduction(over)
        if over > 0:
            level, since = "statutory_broken", last_day + timedelta(days=1)
            details["days_over"] = over
        else:
            window = int(danger_window(a.legal_limit_weeks[[row]], a.received[[row]], seen.statutory)[0])
            level, since = "statutory_danger", min(seen.as_of, last_day - timedelta(days=window))
            details["act_by"] = act_by(last[[row]], seen.calendar)[0].astype(object).isoformat()
        yield case_alert(
            seen, row, level, STATUTORY_RULE, since=since, days_left=-over, last_day=last_day, details=details
        )


def last_days(seen: Situation) -> Dates:
    """The last day of each recorded limit as of the day; NaT where none is recorded."""
    return legal_last_day(
        seen.applications,
        seen.pauses,
        seen.measures.milestones,
        seen.as_of,
        seen.statutory,
        seen.bodies,
        seen.calendar,
    )


def danger_window(weeks: Ints, received: Dates, versions: Sequence[StatutoryVersion]) -> Ints:
    """How many calendar days before its end each limit is in danger, by the version of the day of receipt.

    A number of weeks that the version does not list has the window of the next shorter one that it does. Of a date
    without weeks the length is not known: it has the widest window, so that one is told too early rather than too late.
    """
    if not versions:
        return np.zeros(len(weeks), np.int64)
    ordered = sorted(versions, key=lambda version: version.valid_from)
    starts = np.array([version.valid_from for version in ordered], "datetime64[D]")
    # The oldest version also holds before its own first day.
    chosen = np.maximum(np.searchsorted(starts, received, side="right") - 1, 0)
    window = np.zeros(len(weeks), np.int64)
    for number, version in enumerate(ordered):
        listed = np.array(sorted(version.danger_days), np.int64)
        days = np.array([version.danger_days[each] for each in listed.tolist()], np.int64)
        found = days[np.maximum(np.searchsorted(listed, weeks, side="right") - 1, 0)]
        window = np.where(chosen == number, np.where(weeks > 0, found, days.max()), window)
    return window


def _stands(seen: Situation, rows: Bools, last: Dates) -> Bools:
    """Which of the marked applications' statutory clocks stand: a week without an answer would move their end.

    One element per marked application. A week: the end may move to the next working day, but never by so much.
    """
    day = np.datetime64(seen.as_of, "D")
    pauses = seen.pauses.of(rows)
    happened = pauses.sent <= day
    answered = np.where(pauses.answered <= day, pauses.answered, NAT)
    pauses = replace(pauses, sent=np.where(happened, pauses.sent, NAT), answered=answered)
    m = seen.measures.milestones
    start = Start(m.start.complete[rows], m.start.source[rows])
    later = seen.as_of + timedelta(days=7)
    milestones = replace(m, start=start, end=np.full(int(rows.sum()), np.datetime64(later, "D")))
    then = legal_last_day(
        seen.applications.take(rows), pauses, milestones, later, seen.statutory, seen.bodies, seen.calendar
    )
    moves: Bools = then > last[rows]
    return moves
