"""Which alerts one application gives as of a day, date by date; shares nothing with the program.

Beside the keys of :mod:`tests.oracle.slow_count`: ``scope`` (yes, unknown, no), ``legal_limit_weeks`` (0: none),
``legal_limit_date``, ``extended_to``, ``dispensation`` (True, False, None), ``export_weekday`` (Monday is 0). All
outside bodies are the state's.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from tests.oracle.public_holidays import HOLIDAYS
from tests.oracle.slow_count import (
    DAY,
    Case,
    decided_as_of,
    each_date,
    happened,
    measure,
    recorded_ends,
    visible_pauses,
)

#: Limit in weeks -> days before its end from which it is in danger (law.md: 14 and 5); a bare date: the widest.
WINDOW = {3: 5, 12: 14, 0: 14}


def is_working(day: date) -> bool:
    """Monday to Friday, no public holiday."""
    return day.weekday() < 5 and day not in HOLIDAYS


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


def is_open(case: Case) -> bool:
    """Neither decided nor closed as of the day."""
    return decided_as_of(case) is None and happened(recorded_ends(case)[1], case["as_of"]) is None


def _stands_on(case: Case, day: date) -> bool:
    return bool(case.get("dispensation")) and any(
        sent is not None and sent <= day and (answered is None or day < answered)
        for _kind, sent, answered in visible_pauses(case)
    )


def statutory_last_day(case: Case) -> date | None:
    """The last day of the recorded limit, walked date by date; a date on which it stands uses none of it."""
    for recorded in (case.get("extended_to"), case.get("legal_limit_date")):
        if recorded is not None:
            return recorded  # type: ignore[no-any-return]
    complete, weeks = happened(case.get("complete"), case["as_of"]), case.get("legal_limit_weeks")
    if complete is None or not weeks:
        return None
    day, left = complete, 7 * weeks
    while left or (day < case["as_of"] and _stands_on(case, day)):
        if not (day < case["as_of"] and _stands_on(case, day)):
            left -= 1
        day += DAY
    while not is_working(day):
        day += DAY
    return day  # type: ignore[no-any-return]


def statutory_stands(case: Case) -> bool:
    """Whether the statutory clock stands on the as-of day, by a pause that began before the limit ran out."""
    if any(case.get(name) is not None for name in ("extended_to", "legal_limit_date")):
        return False
    complete = happened(case.get("complete"), case["as_of"])
    if not case.get("dispensation") or complete is None:
        return False
    for _kind, sent, answered in visible_pauses(case):
        if sent is None or answered is not None:
            continue
        begins = max(sent, complete)
        used = sum(1 for day in each_date(complete, begins) if not _stands_on(case, day))
        if used <= 7 * case["legal_limit_weeks"]:
            return True
    return False


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
        waits = [
            sent
            for _kind, sent, answered in visible_pauses(case)
            if sent is not None and answered is None and (as_of - sent).days > 28
        ]
        if waits and state in ("incomplete", "paused", "running"):
            found["hearing_long"] = {"since": min(waits) + timedelta(days=29)}
        decided = decided_as_of(case)
        if state == "gone" or (state == "held_out" and (is_open(case) or decided is not None)):
            found["not_measurable"] = {}
    last = statutory_last_day(case)
    if last is not None and is_open(case):
        left = (last - as_of).days
        if left < 0:
            found["statutory_broken"] = {"last_day": last, "days_left": left}
        elif not statutory_stands(case) and (
            left <= WINDOW[case.get("legal_limit_weeks") or 0] or day_to_act(last) < export
        ):
            found["statutory_danger"] = {"last_day": last, "days_left": left}
    return found
