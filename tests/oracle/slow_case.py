"""What one application tells as of a day, straight from the definition of the clock: how it ended, which pauses it has.

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
