"""The statutory clock of one application, walked date by date; shares nothing with the program.

Keys beside those of :mod:`tests.oracle.slow_case`, of which those of the goal rule are never read here:
``legal_limit_weeks`` (0 or None: none), ``legal_limit_date``, ``extended_to``, ``dispensation`` (True, False, None). Of
the statutory rule: ``law_start`` and ``law_stop`` (default "complete" and "decided"), ``max_stop_days`` (default none),
``law_everywhere`` (True: also without a dispensation). All outside bodies are the state's.
"""

from __future__ import annotations

from datetime import date

from tests.oracle.public_holidays import HOLIDAYS
from tests.oracle.slow_case import CLOSING, DAY, Case, each_date, happened


def is_working(day: date) -> bool:
    """Monday to Friday, no public holiday."""
    return day.weekday() < 5 and day not in HOLIDAYS


def ended_on(case: Case) -> date | None:
    """The day the statutory clock ended, None while it is open.

    Readings: where the one of decision and dispatch that ends it is not recorded, the other does; the decision date
    beside an outcome that closes is a closure; of a closure and a decision the earlier one ends it.
    """
    decided, sent = case.get("decided"), case.get("decision_sent")
    ends = [case.get("closed")]
    if case.get("outcome") in CLOSING:
        ends.append(decided)
    elif case.get("law_stop") == "decision_sent":
        ends.append(decided if sent is None else sent)
    else:
        ends.append(sent if decided is None else decided)
    past = [day for day in ends if happened(day, case["as_of"]) is not None]
    return min(past) if past else None


def is_open(case: Case) -> bool:
    """Whether nothing ended the statutory clock as of the day."""
    return ended_on(case) is None


def recorded_day(case: Case) -> date | None:
    """'a recorded date wins and is not moved'; 'an agreed or extended limit replaces the old one'."""
    recorded: date | None = case.get("extended_to") or case.get("legal_limit_date")
    return recorded


def start(case: Case) -> date | None:
    """The day a limit in weeks runs from, None where it does not run."""
    if recorded_day(case) is not None or not case.get("legal_limit_weeks"):
        return None
    return happened(case.get(case.get("law_start", "complete")), case["as_of"])


def _stops_on(case: Case, day: date) -> bool:
    """Whether some body stops it on a date on or before the as-of day and before its end."""
    if not (case.get("dispensation") is True or case.get("law_everywhere")):
        return False
    end, longest = ended_on(case), case.get("max_stop_days")
    if end is not None and day >= end:
        return False
    for _kind, sent, answered in case.get("pauses", ()):
        if sent is None or sent > day or (answered is not None and answered <= day):
            continue
        if longest is None or (day - sent).days < longest:
            return True
    return False


def last_day(case: Case) -> date | None:
    """The last day of the limit as of the day: a date on which it stands uses none of it.

    Reading: a limit that has run out stands no more; what is sent out after its last day revives nothing.
    """
    day, left = start(case), 7 * (case.get("legal_limit_weeks") or 0)
    if day is None:
        return recorded_day(case)

    def stood(day: date) -> bool:
        return day < case["as_of"] and _stops_on(case, day)

    while left or stood(day):
        left -= 0 if stood(day) else 1
        day += DAY
    while not is_working(day):
        day += DAY
    return day


def stands(case: Case) -> bool:
    """Whether an open limit stands on the as-of day: some body stops it, and it had not run out before that began."""
    first, as_of = start(case), case["as_of"]
    if first is None or not is_open(case) or not _stops_on(case, as_of):
        return False
    began = as_of
    while began > first and _stops_on(case, began - DAY):
        began -= DAY
    used = sum(1 for day in each_date(first, began) if not _stops_on(case, day))
    return bool(used <= 7 * case["legal_limit_weeks"])
