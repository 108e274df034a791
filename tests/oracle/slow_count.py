"""One application, counted date by date, straight from the definition of the clock: state, days, deadlines, bounds.

What an application is stands in :mod:`tests.oracle.slow_case`. Each function quotes the sentence it carries out; where
a sentence leaves room, the reading is said.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from tests.oracle.slow_case import (
    DAY,
    KINDS,
    Case,
    covers,
    decided_as_of,
    each_date,
    end_of,
    half_told,
    happened,
    is_counted_date,
    letter_unsettled,
    never_answered,
    recorded_ends,
    rule_pauses,
    visible_pauses,
)

# ---------------------------------------------------------------- state


def held_out_reason(case: Case) -> str | None:
    """The first reason of 'Held out' that fits, in the order in which they are listed there.

    'Judged on recorded dates, once the later of them is on or before A; decided with `complete` still to come
    as of A is `complete_missing`.' Reading: a stop that lies before `complete` is a decision before it as
    well.
    """
    as_of = case["as_of"]
    complete = case.get("complete")
    decided = decided_as_of(case)
    if decided is not None and happened(complete, as_of) is None:
        return "complete_missing"
    recorded = recorded_ends(case)[0]
    if complete is not None and recorded is not None and recorded < complete <= as_of:
        return "decided_before_complete"
    if complete is not None and decided is not None and end_of(case) < complete <= as_of:
        return "decided_before_complete"
    for _kind, sent, answered in rule_pauses(case):
        if sent is not None and answered is not None and answered < sent <= as_of:
            return "pause_reversed"
    if decided is not None and case.get("stop", "decided") == "decision_sent" and case.get("decision_sent") is None:
        return "decision_sent_missing"
    if decided is not None and letter_unsettled(case):
        return "complete_unclear"
    if never_answered(case):
        return "pause_never_answered"
    if decided is not None and case.get("outcome") == "unknown":
        return "outcome_unknown"
    return None


def is_shown(case: Case) -> bool:
    """'An application received after A is not shown.'"""
    received = case.get("received")
    return received is None or received <= case["as_of"]


def state_of(case: Case) -> str:
    """'State, the first that fits: `closed`, `held_out`, `decided`, `gone` ..., `incomplete` ..., `paused`,
    `running`'.

    'Where an undo leaves a row without `received` it is shown as incomplete': before all others, since
    nothing is measured of it.
    """
    as_of = case["as_of"]
    if case.get("received") is None:
        return "incomplete"
    if happened(recorded_ends(case)[1], as_of) is not None:
        return "closed"
    if held_out_reason(case) is not None:
        return "held_out"
    if decided_as_of(case) is not None:
        return "decided"
    if case.get("gone", False):
        return "gone"
    if happened(case.get("complete"), as_of) is None:
        return "incomplete"
    # 'a pause sent on or before A and unanswered at A'
    if any(answered is None for _kind, _sent, answered in visible_pauses(case)):
        return "paused"
    return "running"


# ---------------------------------------------------------------- the dates one by one


def day_reasons(case: Case) -> list[tuple[date, str, bool]]:
    """Every date of the timeline with why it counts or not: (date, why, counted).

    'Intervals are half-open, touch, and cover the earlier of received and complete up to the end'. 'Where
    several reasons fit: before_complete, non_working, hearing, other_authority, in that order.' 'A closed,
    incomplete or held-out application has intervals too, none counted'.
    """
    complete = happened(case.get("complete"), case["as_of"])
    starts = [day for day in (case.get("received"), complete) if day is not None]
    if not starts:
        return []
    has_clock = state_of(case) in ("decided", "gone", "paused", "running") and complete is not None
    pauses = visible_pauses(case)
    days = []
    for day in each_date(min(starts), end_of(case)):
        if complete is None or day < complete:
            why = "before_complete"
        elif not is_counted_date(case, day):
            why = "non_working"
        elif any(kind == "hearing" and covers((kind, s, a), day) for kind, s, a in pauses):
            why = "hearing"
        elif any(kind == "other_authority" and covers((kind, s, a), day) for kind, s, a in pauses):
            why = "other_authority"
        else:
            why = "running"
        days.append((day, why, has_clock and why == "running"))
    return days


def intervals(case: Case) -> list[dict[str, Any]]:
    """The dates of :func:`day_reasons`, neighbours of the same reason put together; ``to`` is half-open."""
    runs: list[dict[str, Any]] = []
    for day, why, counted in day_reasons(case):
        if runs and runs[-1]["why"] == why:
            runs[-1]["to"] = day + DAY
            runs[-1]["days"] += 1
        else:
            runs.append({"from": day, "to": day + DAY, "days": 1, "counted": counted, "why": why})
    return runs


def count_days(case: Case) -> dict[str, int]:
    """gross, net and paused by kind, by looking at every date.

    'Net days of an application = the number of dates `d` with `complete <= d < end` that no pause covers.'
    'Gross days: the same without pauses.' 'by kind, a date that both kinds cover is a hearing's'.
    """
    complete = case["complete"]
    net = hearing = other = 0
    for day in each_date(complete, end_of(case)):
        if not is_counted_date(case, day):
            continue
        kinds = {pause[0] for pause in visible_pauses(case) if covers(pause, day)}
        if "hearing" in kinds:
            hearing += 1
        elif "other_authority" in kinds:
            other += 1
        else:
            net += 1
    return {"gross": net + hearing + other, "net": net, "hearing": hearing, "other_authority": other}


def total_days(case: Case) -> int | None:
    """'Total days: calendar dates from received to end.' Never negative: it is a number of dates."""
    received = case.get("received")
    return None if received is None else sum(1 for _ in each_date(received, end_of(case)))


# ---------------------------------------------------------------- deadlines


def last_day_to_pass(case: Case, days_left: int) -> date:
    """'`last_day` is the `(days_left + 1)`-th counted date on or after A'."""
    day: date = case["as_of"]
    still = days_left + 1
    while True:
        if is_counted_date(case, day):
            still -= 1
            if still == 0:
                return day
        day += DAY


def first_missed(case: Case, limit: int) -> date:
    """'`missed_on` is the first date D on which net(as of D) >= L'."""
    day: date = case["complete"]
    while count_days({**case, "as_of": day})["net"] < limit:
        day += DAY
    return day


def remarks_of(case: Case, state: str) -> set[str]:
    """The remarks that follow from the application's own dates as of A.

    Readings: `pause_outside` needs a running or stopped clock; a pause without days lies where its date lies;
    while an application is open the as-of date itself is not yet outside, so a case sent out today is not
    remarked upon.
    """
    as_of = case["as_of"]
    remarks = set()
    received, complete = case.get("received"), happened(case.get("complete"), as_of)
    if received is None:
        remarks.add("received_missing")
    if received is not None and complete is not None and complete < received:
        remarks.add("complete_before_received")
    if "application_type" in case and case["application_type"] is None:
        remarks.add("type_unknown")
    half = half_told(case)
    for pause in rule_pauses(case):
        if pause[1] is None and happened(pause[2], as_of) is not None and pause not in half:
            remarks.add("answer_without_sent")
    if letter_unsettled(case) and happened(recorded_ends(case)[1], as_of) is None and decided_as_of(case) is None:
        remarks.add("deficiency_after_complete")
    has_clock = complete is not None and state in ("decided", "gone", "paused", "running")
    if has_clock and complete is not None:
        end = end_of(case) if state == "decided" else as_of + DAY
        for _kind, sent, answered in visible_pauses(case):
            if sent is None:
                continue
            if sent == answered:
                inside = complete <= sent < end
            else:
                inside = any(
                    complete <= day for day in each_date(sent, end if answered is None else min(end, answered))
                )
            if not inside:
                remarks.add("pause_outside")
    return remarks


# ---------------------------------------------------------------- bounds


def bounds_of(case: Case) -> tuple[int, int | None] | None:
    """(low, high) of the net days of a decided application, high None without end; None where it is not decided.

    Every reading of what is unclear is counted date by date, all combinations of them: 'low is the least and high the
    greatest of all their readings together'.
    """
    received, decided = case.get("received"), decided_as_of(case)
    if decided is None or happened(recorded_ends(case)[1], case["as_of"]) is not None:
        return None
    if received is None and held_out_reason(case) is None:
        return None
    end, complete = end_of(case), happened(case.get("complete"), case["as_of"])
    lows_at_zero = endless = False
    if complete is None or decided < complete or end < complete:
        # '`complete_missing`: complete on the end, or on `received`. `decided_before_complete`: the same.'
        starts = [end]
        if received is None or received > decided:
            # 'Where a reading needs a `received` that is missing or after the decision ...: 0, upwards without end.'
            endless = True
        else:
            starts.append(received)
    else:
        starts = [complete]
        if letter_unsettled(case):
            # 'after a letter of defects: the latest supplement after it on or before the decision, without one the
            # decision; the recorded `complete`'. Reading: on the day of the letter is after it.
            supplement = case.get("supplement")
            mends = supplement is not None and case["deficiency"] <= supplement <= decided
            starts.append(supplement if mends else decided)
    doubtful = never_answered(case)
    reversed_ones, sure = [], []
    for pause in rule_pauses(case):
        _kind, sent, answered = pause
        if pause in doubtful or sent is None or sent > case["as_of"]:
            continue
        (reversed_ones if answered is not None and answered < sent else sure).append(pause)
    if reversed_ones:
        # '`pause_reversed`: 0, or without the reversed pauses'
        lows_at_zero = True
    if case.get("stop", "decided") == "decision_sent" and case.get("decision_sent") is None:
        # '`decision_sent_missing`: to `decided`, upwards without end'
        endless = True
    found = []
    for start in starts:
        # '`pause_never_answered`: with those pauses standing to the end, or without them'; 'answers without sent, low
        # with the pause from `complete` to the answer, high without'
        for stood in ([], [(kind, sent or start, answered) for kind, sent, answered in doubtful]):
            days = 0
            for day in each_date(start, end):
                if is_counted_date(case, day) and not any(covers(pause, day) for pause in [*sure, *stood]):
                    days += 1
            found.append(days)
    return (0 if lows_at_zero else min(found)), (None if endless else max(found))


def measure(case: Case) -> dict[str, Any] | None:
    """Everything the clock says of one application as of a day, or None where it is not shown yet.

    Keys: state, held_out_reason, gross, net, paused (by kind), total, days_left, last_day, missed_on,
    overdue, at_risk, remarks, bounds. 'A closed, incomplete or held-out application has none of these but total
    days.' 'Gone ones have no days left'.
    """
    if not is_shown(case):
        return None
    state = state_of(case)
    limit, danger = case.get("limit", 10), case.get("danger_days", 3)
    result: dict[str, Any] = {
        "state": state,
        "held_out_reason": held_out_reason(case) if state == "held_out" else None,
        "gross": None,
        "net": None,
        "paused": None,
        "total": total_days(case),
        "days_left": None,
        "last_day": None,
        "missed_on": None,
        "overdue": False,
        "at_risk": False,
        "remarks": remarks_of(case, state),
        "bounds": bounds_of(case),
    }
    if state not in ("decided", "gone", "paused", "running") or happened(case.get("complete"), case["as_of"]) is None:
        return result
    counted = count_days(case)
    result.update(gross=counted["gross"], net=counted["net"])
    result["paused"] = {kind: counted[kind] for kind in KINDS}
    if state in ("paused", "running"):
        # '`days_left = (L - 1) - net(as of A)`'
        left = (limit - 1) - counted["net"]
        result["days_left"] = left
        if left < 0:
            # '`days_left < 0`: missed; ...; `last_day` is empty'; 'overdue: open and missed, running or
            # paused'
            result.update(missed_on=first_missed(case, limit), overdue=True)
        elif state == "running":
            # 'At risk: running, and `0 <= days_left <= danger_days` of the rule'
            result.update(last_day=last_day_to_pass(case, left), at_risk=left <= danger)
    return result
