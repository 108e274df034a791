"""Which alerts one application gives as of a day, date by date; shares nothing with the program.

Beside the keys of :mod:`tests.oracle.slow_case` and :mod:`tests.oracle.slow_legal`: ``scope`` (yes, unknown, no) and
``export_weekday`` (Monday is 0). Of several applications of one municipality :func:`outlook_of` tells what is still
possible.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from fractions import Fraction
from math import floor
from typing import Any

from tests.oracle import slow_legal
from tests.oracle.slow_case import (
    DAY,
    Case,
    decided_as_of,
    end_of,
    half_told,
    happened,
    letter_unsettled,
    never_answered,
    recorded_ends,
    rule_pauses,
    visible_pauses,
)
from tests.oracle.slow_count import measure
from tests.oracle.slow_indicator import share_ends, twelve_months, with_these
from tests.oracle.slow_legal import is_working

#: Limit in weeks -> days before its end from which it is in danger (law.md: 14 and 5); a bare date: the widest.
WINDOW = {3: 5, 12: 14, 0: 14}


def day_to_act(last_day: date) -> date:
    """The last working day on or before a day."""
    while not is_working(last_day):
        last_day -= DAY
    return last_day


def next_export(as_of: date, weekday: int = 0) -> date:
    """The first expected weekday after the day; where it is a holiday, the next working day."""
    day = as_of + DAY
    while day.weekday() != weekday:
        day += DAY
    while not is_working(day):
        day += DAY
    return day


def levels(case: Case) -> dict[str, dict[str, Any]]:
    """Level -> what the alert says, for the levels that are about one application."""
    counted = measure(case)
    if counted is None or case.get("received") is None:
        return {}
    as_of, state = case["as_of"], counted["state"]
    export = next_export(as_of, case.get("export_weekday", 0))
    found: dict[str, dict[str, Any]] = {}
    if case.get("scope", "yes") != "no":
        letter = case["deficiency"] if letter_unsettled(case) else None
        if counted["overdue"]:
            found["goal_missed"] = {
                "since": counted["missed_on"],
                "days_left": counted["days_left"],
                "letter": letter,
            }
        elif state == "running" and (counted["at_risk"] or day_to_act(counted["last_day"]) < export):
            found["goal_danger"] = {
                "last_day": counted["last_day"],
                "days_left": counted["days_left"],
                "letter": letter,
            }
        decided = decided_as_of(case)
        open_ = decided is None and happened(recorded_ends(case)[1], as_of) is None
        if state == "gone":
            found["not_measurable"] = {"reason": "gone"}
        elif state == "held_out" and (open_ or (decided is not None and decided >= twelve_months(as_of)[0])):
            reason = counted["held_out_reason"]
            found["not_measurable"] = {"reason": reason, "since": held_out_since(case, reason)}
    if case.get("scope", "yes") != "no" or (case.get("dispensation") and slow_legal.is_open(case)):
        waits = [
            sent
            for _kind, sent, answered in visible_pauses(case)
            if sent is not None and answered is None and (as_of - sent).days > 28
        ]
        if waits and state in ("incomplete", "paused", "running"):
            found["hearing_long"] = {"since": min(waits) + timedelta(days=29)}
    last = slow_legal.last_day(case)
    if last is not None and slow_legal.is_open(case):
        left = (last - as_of).days
        if left < 0:
            found["statutory_broken"] = {"last_day": last, "days_left": left}
        elif not slow_legal.stands(case) and (
            left <= WINDOW[case.get("legal_limit_weeks") or 0] or day_to_act(last) < export
        ):
            found["statutory_danger"] = {"last_day": last, "days_left": left}
    return found


def held_out_since(case: Case, reason: str) -> date:
    """The day that showed what holds an application out.

    Reading: of a pause its own day (the later of the two where it is reversed, the half that is known where a file
    tells one only, the end where an answer never came); else the later of decision and `complete`.
    """
    as_of = case["as_of"]
    if reason == "pause_reversed":
        pairs = [(sent, answered) for _kind, sent, answered in rule_pauses(case) if sent and answered]
        return min(sent for sent, answered in pairs if answered < sent <= as_of)
    if reason == "pause_never_answered":
        half = half_told(case)
        days = [
            sent or answered if (kind, sent, answered) in half else end_of(case)
            for kind, sent, answered in never_answered(case)
        ]
        return min(day for day in days if day is not None)
    known = [day for day in (decided_as_of(case), happened(case.get("complete"), as_of)) if day is not None]
    return max(known)


def outlook_of(cases: Sequence[Case], as_of: date, limit: int = 10, p: int = 80) -> dict[str, Any] | None:
    """What is told of a municipality's share of the last 12 months; None: nothing.

    'A sentence about it says first what holds today ("nådd i dag"), then what the waiting cases will do to it: never
    "kan ikke nås" of a target that is met today.' 'Too few comes before all'; 'Where the verdict is not certain,
    nothing prints met or missed without saying so': nothing is told then. Reading: nor where the clear ones alone have
    the other verdict, since what may still miss is counted by them.
    """
    first, last = twelve_months(as_of)
    nets, doubts, f, v = [], [], 0, 0
    for recorded in cases:
        case = {**recorded, "as_of": as_of, "limit": limit}
        counted, scope = measure(case), case.get("scope", "yes")
        if counted is None or case.get("received") is None or scope == "no" or counted["state"] == "closed":
            continue
        decided = decided_as_of(case)
        if decided is None:
            if scope == "yes" and counted["state"] in ("incomplete", "running", "paused"):
                missed = counted["overdue"] and not letter_unsettled(case)
                f, v = f + (not missed), v + missed
        elif first <= decided <= last:
            if scope == "yes" and counted["state"] == "decided":
                nets.append(counted["net"])
            else:
                doubts.append((*counted["bounds"], scope == "unknown" or case.get("outcome") == "unknown"))
    n, u = len(nets), sum(1 for net in nets if net < limit)
    ends = [with_these(u, n, taken) for taken in share_ends(doubts, limit)]
    verdicts = {100 * under >= p * counted for under, counted in [*ends, (u, n)]}
    if n < 5 or len(verdicts) == 2 or f + v == 0:
        return None
    # What is said of the cases to come holds whatever the unclear ones are: by the worst case what may miss, by the
    # best one what can still be reached, and the target is lost where both ends lose it.
    (low, of_low), (high, of_high) = ends
    left = max(0, floor(Fraction(100 * low, p)) - of_low - v)
    found = {"under_limit": u, "decided": n, "have_missed": v, "open": f, "misses_left": left}
    if not verdicts.pop():
        return found | {"kind": "needed" if 100 * (high + f) >= p * (of_high + f + v) else "unreachable"}
    if 100 * high < p * (of_high + v):
        return found | {"kind": "loses"}
    if 100 * low < p * (of_low + v):
        return None  # the unclear ones decide what the waiting ones do
    if f and left == 0:
        return found | {"kind": "none_left"}
    return found | {"kind": "few"} if left < f <= 5 else None
