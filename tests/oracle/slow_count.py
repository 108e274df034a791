"""One application, counted date by date, straight from the definition of the clock.

Nothing here is clever and nothing here is shared with the program: plain dictionaries, ``datetime.date``,
loops over dates. Each function quotes the sentence it carries out; where a sentence leaves room, the reading
is said.

One application is a dict with these keys (all but ``as_of`` may be missing)::

    received, complete, decided, decision_sent, closed: date | None
                                         as recorded, nothing cut; complete is the chosen start of the clock
    pauses: [(kind, sent, answered)]     kind "hearing" or "other_authority", dates or None
    outcome: str | None                  "unknown" is one that is not recognised
    application_type: str | None         None: missing or not recognised
    gone: bool                           missing from the latest export that should hold it
    as_of: date
    day_count: "calendar" | "working"    default calendar
    holidays: set of date                default none
    stop: "decided" | "decision_sent"    default decided
    limit: int, danger_days: int         default 10 and 3
    deficiency, supplement: date | None  a letter of defects, and what mended it; default none
    letter_rule: str                     "unclear" (default), "restarts" or "nothing"
    half_told: bool                      the file has no column for the other date of a pause that lacks one
    pause_kinds: collection of str       the kinds the rule stops the clock for, default both
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from typing import Any

Case = Mapping[str, Any]
Pause = tuple[str, date | None, date | None]

DAY = timedelta(days=1)
KINDS = ("hearing", "other_authority")
CLOSING = ("withdrawn", "dismissed", "shelved", "transferred")
OPEN_STATES = ("gone", "incomplete", "paused", "running")


def each_date(start: date, end: date) -> Iterator[date]:
    """Every date of the half-open ``[start, end)``; none if end is not after start."""
    day = start
    while day < end:
        yield day
        day += DAY


def happened(day: date | None, as_of: date) -> date | None:
    """'A figure "as of A" sees only what had happened ...: a milestone after A has not happened'."""
    return day if day is not None and day <= as_of else None


def is_counted_date(case: Case, day: date) -> bool:
    """'`"working"` counts Monday to Friday outside Norwegian public holidays'; else every date."""
    if case.get("day_count", "calendar") == "calendar":
        return True
    return day.weekday() < 5 and day not in case.get("holidays", ())


# ---------------------------------------------------------------- how it ended


def recorded_ends(case: Case) -> tuple[date | None, date | None]:
    """(decided, closed) as recorded, of which at most one is left.

    'With an outcome `withdrawn`, `dismissed`, `shelved` or `transferred` the `decided` date is read as
    `closed` (with both, the earlier)'. 'If both `decided` and `closed` are set the earlier one counts, a tie
    is decided.'
    """
    decided, closed = case.get("decided"), case.get("closed")
    if decided is None and case.get("stop") == "decision_sent" and case.get("outcome") not in CLOSING:
        # Reading: dispatched without a recorded decision, the dispatch is the only date of the decision there is.
        decided = case.get("decision_sent")
    if case.get("outcome") in CLOSING:
        both = [day for day in (decided, closed) if day is not None]
        return None, (min(both) if both else None)
    if decided is not None and closed is not None:
        return (decided, None) if decided <= closed else (None, closed)
    return decided, closed


def decided_as_of(case: Case) -> date | None:
    """The decision date of an application that is decided as of A, else None.

    'decided without it (`decision_sent_missing`; one sent after A is still open)': where the rule stops at
    `decision_sent`, a decision on its way out is not there yet.
    """
    decided = happened(recorded_ends(case)[0], case["as_of"])
    if decided is None:
        return None
    if case.get("stop", "decided") == "decision_sent":
        sent = case.get("decision_sent")
        if sent is not None and sent > case["as_of"]:
            return None
    return decided


def end_of(case: Case) -> date:
    """'`end` is `decided` (or `decision_sent`, if the rule says so), or the as-of date while it is open.'

    'A closed application ends at `closed`'. Reading: where the rule stops at a `decision_sent` that is not
    recorded the application is held out, and its total days end with the decision, the last thing known of
    it.
    """
    closed = happened(recorded_ends(case)[1], case["as_of"])
    if closed is not None:
        return closed
    decided = decided_as_of(case)
    if decided is None:
        as_of: date = case["as_of"]
        return as_of
    if case.get("stop", "decided") == "decision_sent" and case.get("decision_sent") is not None:
        sent: date = case["decision_sent"]
        return sent
    return decided


# ---------------------------------------------------------------- pauses


def rule_pauses(case: Case) -> list[Pause]:
    """The pauses of the kinds this rule stops for; another kind is no pause under it."""
    kinds = case.get("pause_kinds", KINDS)
    return [pause for pause in case.get("pauses", ()) if pause[0] in kinds]


def visible_pauses(case: Case) -> list[Pause]:
    """'a pause that started after A does not exist, one answered after A is still open'.

    'An answer without a sent date is no pause'.
    """
    as_of = case["as_of"]
    return [
        (kind, sent, happened(answered, as_of))
        for kind, sent, answered in rule_pauses(case)
        if sent is not None and sent <= as_of
    ]


def half_told(case: Case) -> list[Pause]:
    """'Pauses told by a file without the column for the other half', as of A: of them one date is known."""
    if not case.get("half_told"):
        return []
    known = [(pause, pause[1] if pause[2] is None else pause[2]) for pause in rule_pauses(case) if None in pause[1:]]
    # Reading: of an answer without its dispatch in a decided case the recorded day counts, be it still to come, as
    # 'one answered on a recorded day after `end` stood to `end`, also as of a day between'.
    ended = decided_as_of(case) is not None
    return [pause for pause, day in known if day is not None and (day <= case["as_of"] or (ended and pause[1] is None))]


def never_answered(case: Case) -> list[Pause]:
    """'a pause sent before the end of a decided case ..., be it before or after `complete`, for which no answer is
    recorded on any day'; 'answers without sent'; 'An open case so told is held out too'."""
    half = half_told(case)
    if decided_as_of(case) is None:
        return half
    answers = [pause for pause in half if pause[1] is None]
    as_of = case["as_of"]
    return answers + [
        pause
        for pause in rule_pauses(case)
        if pause[1] is not None and pause[2] is None and pause[1] <= as_of and pause[1] < end_of(case)
    ]


def letter_unsettled(case: Case) -> bool:
    """'a letter of defects after a recorded `complete` and before the decision, with no later `complete`'.

    'As of a day before the letter, and in an open case, the clock runs from the recorded `complete`'.
    """
    letter, complete = happened(case.get("deficiency"), case["as_of"]), happened(case.get("complete"), case["as_of"])
    if letter is None or complete is None or case.get("letter_rule", "unclear") != "unclear":
        return False
    decided = happened(recorded_ends(case)[0], case["as_of"])
    return letter > complete and (decided is None or letter < decided)


def covers(pause: Pause, day: date) -> bool:
    """'half-open `[sent, answered)`'; 'An open pause lasts to `end`', beyond which no date is asked for."""
    _kind, sent, answered = pause
    return sent is not None and sent <= day and (answered is None or day < answered)


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
