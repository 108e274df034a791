"""Which alerts one application gives as of a day, date by date; shares nothing with the program.

Beside the keys of :mod:`tests.oracle.slow_count` and :mod:`tests.oracle.slow_legal`: ``scope`` (yes, unknown, no) and
``export_weekday`` (Monday is 0).
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from tests.oracle import slow_legal
from tests.oracle.slow_count import DAY, Case, decided_as_of, happened, measure, recorded_ends, visible_pauses
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
        if counted["overdue"]:
            found["goal_missed"] = {"since": counted["missed_on"], "days_left": counted["days_left"]}
        elif state == "running" and (counted["at_risk"] or day_to_act(counted["last_day"]) < export):
            found["goal_danger"] = {"last_day": counted["last_day"], "days_left": counted["days_left"]}
        decided = decided_as_of(case)
        open_ = decided is None and happened(recorded_ends(case)[1], as_of) is None
        if state == "gone" or (state == "held_out" and (open_ or decided is not None)):
            found["not_measurable"] = {}
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
