"""The clock: net days, state and deadline of every application as of a day, arrays in, arrays out.

Source: Vedlegg 1, *Byggesaksbehandling*: «Saksbehandlingstid løper fra tidspunkt for komplett søknad innlevert» and
«Saksbehandlingstid løper ikke når saken er på høring / behandling hos andre myndigheter».
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np

from casewatch.core.cases import (
    FIRST_CLOSING,
    HEARING,
    LETTER_UNCLEAR,
    NAT,
    OUTCOME_UNKNOWN,
    PAUSE_KINDS,
    Applications,
    Bools,
    Codes,
    Dates,
    Ints,
    Pauses,
)
from casewatch.core.days import Calendar, DayCount
from casewatch.core.rules import RuleSet
from casewatch.core.spans import Spans, disjoint
from casewatch.core.start import START_SOURCES, Start, clock_start, letter_after, seen

#: States in the order in which they are tested; an application has the first that fits.
STATES = ("closed", "held_out", "decided", "gone", "incomplete", "paused", "running")
CLOSED, HELD_OUT, DECIDED, GONE, INCOMPLETE, PAUSED, RUNNING = range(len(STATES))

#: Why an application is held out, in the order in which a reason is looked for; -1 in the array: it is not.
HELD_OUT_REASONS = (
    "complete_missing",
    "decided_before_complete",
    "pause_reversed",
    "decision_sent_missing",
    "complete_unclear",
    "pause_never_answered",
    "outcome_unknown",
)

#: Days that an application has none of.
NO_DAYS = -1


@dataclass(frozen=True)
class Milestones:
    """What had happened as of a day, one element per application."""

    start: Start
    decision: Dates  # the decision that counts, NaT where there is none or an earlier closure
    closed: Dates  # the end without a decision, where it counts
    end: Dates  # where the clock stops: the decision (or its dispatch), the closure, or the as-of day while open
    held_out: Codes  # index into HELD_OUT_REASONS, or -1
    open: Bools  # neither closed nor at its end (held-out ones that are not decided are open)
    unsent: Bools  # decided, and the dispatch that the rule stops at is not recorded
    letter: Bools  # a letter of defects after the recorded `complete` that nothing has settled


@dataclass(frozen=True)
class Measures:
    """Days and deadlines, one element per application; ``NO_DAYS`` or NaT where an application has none."""

    milestones: Milestones
    state: Codes  # index into STATES
    gross: Ints
    net: Ints
    paused_hearing: Ints
    paused_other: Ints
    total: Ints  # calendar dates from received to the end
    has_days: Bools  # gross, net and paused are given
    has_days_left: Bools
    days_left: Ints  # meaningful where has_days_left; may be negative
    last_day: Dates
    missed_on: Dates
    overdue: Bools
    at_risk: Bools

    def take(self, which: Bools) -> Measures:
        """Those of the applications that a mask picks, in that order."""
        m = self.milestones
        start = Start(m.start.complete[which], m.start.source[which])
        of_milestones = {name: values[which] for name, values in vars(m).items() if name != "start"}
        of_measures = {name: values[which] for name, values in vars(self).items() if name != "milestones"}
        return Measures(Milestones(start, **of_milestones), **of_measures)


def milestones(
    a: Applications,
    pauses: Pauses,
    as_of: date,
    rule: RuleSet,
    calendar: Calendar,
    start: Start | None = None,
) -> Milestones:
    """What had happened on or before the as-of day, and what holds an application out."""
    day = np.datetime64(as_of, "D")
    start = start or clock_start(a, as_of, calendar)
    closes = closing(a.outcome)
    decision, closure = decision_and_closure(a, rule)
    stop = np.where(closes, NAT, a.decision_sent) if rule.stop == "decision_sent" else decision

    is_closed = seen(closure, as_of) == closure
    decided = decision <= day
    sent_later = decided & (stop > day)
    ended = decided & ~sent_later
    end = np.where(is_closed, closure, np.where(ended, np.where(np.isnat(stop), decision, stop), day))

    letter = unsettled_letter(a, start, as_of, np.where(decided, decision, NAT))
    reasons: dict[str, Bools] = {
        # Judged once the later of the two dates is on or before the as-of day: `decision` and `start` already are.
        "complete_missing": ended & np.isnat(start.complete),
        "decided_before_complete": (decision < start.complete) | (ended & (end < start.complete)),
        "pause_reversed": _owners(pauses, reversed_pauses(pauses, as_of, rule), len(a)),
        "decision_sent_missing": ended & np.isnat(stop),
        "complete_unclear": ended & letter,
        "pause_never_answered": _owners(pauses, unclear_pauses(pauses, as_of, rule, end, ended), len(a)),
        # An outcome belongs to a decision: "under behandling" in an open case says nothing yet.
        "outcome_unknown": ended & (a.outcome == OUTCOME_UNKNOWN),
    }
    held_out = np.full(len(a), -1, np.int8)
    for reason, rows in reversed(reasons.items()):
        held_out[rows & ~is_closed] = HELD_OUT_REASONS.index(reason)
    return Milestones(
        start=start,
        decision=np.where(decided & ~is_closed, decision, NAT),
        closed=np.where(is_closed, closure, NAT),
        end=end,
        held_out=held_out,
        open=~is_closed & ~ended,
        unsent=ended & ~is_closed & np.isnat(stop),
        letter=letter & ~is_closed,
    )


def unsettled_letter(a: Applications, start: Start, as_of: date, decision: Dates) -> Bools:
    """Applications of which a letter of defects, sent after the recorded `complete`, makes the start unclear.

    Unless it was sent on the day of the decision or later: `decision` as of the day, NaT where there is none.
    """
    recorded: Bools = (start.source == START_SOURCES.index("column")) & (a.letter_rule == LETTER_UNCLEAR)
    return recorded & letter_after(start.complete, a, as_of, decision)


def reversed_pauses(pauses: Pauses, as_of: date, rule: RuleSet) -> Bools:
    """Pauses answered before they were sent, once the later of the dates is on or before the as-of day."""
    return stopping(pauses, rule) & (pauses.answered < pauses.sent) & (pauses.sent <= np.datetime64(as_of, "D"))


def unclear_pauses(pauses: Pauses, as_of: date, rule: RuleSet, end: Dates, ended: Bools) -> Bools:
    """Pauses of which it is not known how long they lasted, or whether they took place.

    In an application that has ended: sent before its end with no answer recorded on any day. In any: told by a file
    that has no column for the other date.
    """
    day = np.datetime64(as_of, "D")
    found: Bools = np.zeros(len(pauses), bool)
    which = np.flatnonzero(np.isnat(pauses.answered) | pauses.half)  # few
    owner, half = pauses.application[which], pauses.half[which]
    sent, answered = pauses.sent[which], pauses.answered[which]
    unanswered = np.isnat(answered) & (sent <= day) & np.where(ended[owner], sent < end[owner], half)
    # As with an answer that comes after the end, what is recorded counts in a decided case whatever its day.
    unsent = half & np.isnat(sent) & ((answered <= day) | ended[owner])
    found[which] = unanswered | unsent
    return stopping(pauses, rule) & found


def _owners(pauses: Pauses, which: Bools, size: int) -> Bools:
    """The applications some pauses belong to."""
    found: Bools = np.zeros(size, bool)
    found[pauses.application[which]] = True
    return found


def decision_and_closure(a: Applications, rule: RuleSet) -> tuple[Dates, Dates]:
    """The recorded decision and the recorded closure, each NaT where the other came first; a tie is decided.

    With an outcome that closes, the decision date is read as a closure; with both, the earlier.
    """
    closes = closing(a.outcome)
    decision = np.where(closes, NAT, a.decided)
    if rule.stop == "decision_sent":
        # Dispatched without a recorded decision: the dispatch is the only date there is.
        decision = np.where(np.isnat(decision) & ~closes, a.decision_sent, decision)
    closure = np.where(closes, np.fmin(a.decided, a.closed), a.closed)
    closure_first = ~np.isnat(closure) & ~(decision <= closure)
    return np.where(closure_first, NAT, decision), np.where(closure_first, closure, NAT)


def measure(a: Applications, pauses: Pauses, as_of: date, rule: RuleSet, calendar: Calendar) -> Measures:
    """Days, state and deadline of every application as of a day.

    Net days are the counted dates ``d`` with ``complete <= d < end`` that no pause covers; applications received
    after the day are not to be in ``a`` (see :func:`visible`).
    """
    day = np.datetime64(as_of, "D")
    m = milestones(a, pauses, as_of, rule, calendar)
    count = calendar.of(rule)
    complete = m.start.complete
    unreceived = np.isnat(a.received)
    closed = ~np.isnat(m.closed)
    has_days = ~closed & (m.held_out < 0) & ~np.isnat(complete) & ~unreceived

    # Where there are no days the span is empty, so that nothing below needs a special case.
    first = count.index(np.where(has_days, complete, day))
    last = count.index(np.where(has_days, m.end, day))
    every, hearings, waiting = _standing(a, pauses, as_of, rule, count, first, last, has_days)
    rows = len(a)
    gross = last - first
    paused = every.length_by_owner(rows)
    paused_hearing = hearings.length_by_owner(rows)
    net = gross - paused

    state = _states(m, a.gone, unreceived, waiting)
    limit = rule.targets.limit_days
    days_left = limit - 1 - net
    has_days_left = has_days & ((state == PAUSED) | (state == RUNNING))
    running = has_days_left & (state == RUNNING)
    last_day = np.full(rows, NAT)
    in_time = running & (days_left >= 0)
    if in_time.any():
        today = count.index(np.full(1, day))[0]
        last_day[in_time] = count.date_at(today + days_left[in_time])
    missed = has_days_left & (days_left < 0)
    total = (m.end - a.received).astype(np.int64)
    return Measures(
        milestones=m,
        state=state,
        gross=np.where(has_days, gross, NO_DAYS),
        net=np.where(has_days, net, NO_DAYS),
        paused_hearing=np.where(has_days, paused_hearing, NO_DAYS),
        paused_other=np.where(has_days, paused - paused_hearing, NO_DAYS),
        total=np.where(unreceived, NO_DAYS, np.maximum(total, 0)),
        has_days=has_days,
        has_days_left=has_days_left,
        days_left=days_left,
        last_day=last_day,
        missed_on=_day_after_nth(first, limit, every, missed, count),
        overdue=missed,
        at_risk=in_time & (days_left <= rule.alerts.danger_days),
    )


def stopping(pauses: Pauses, rule: RuleSet) -> Bools:
    """Which pauses are of a kind that stops this rule's clock; the others are no pauses under it."""
    stops = np.array([kind in rule.pauses for kind in PAUSE_KINDS])
    return stops[pauses.kind]


def visible(a: Applications, as_of: date) -> Bools:
    """Which applications are shown as of a day: those not received after it (an unknown receipt is shown)."""
    return ~(a.received > np.datetime64(as_of, "D"))


def closing(outcome: Codes) -> Bools:
    """Which outcomes end an application without a decision: a decision date beside one is read as the closure."""
    found: Bools = (outcome >= FIRST_CLOSING) & (outcome != OUTCOME_UNKNOWN)
    return found


def _states(m: Milestones, gone: Bools, unreceived: Bools, waiting: Bools) -> Codes:
    state = np.full(len(gone), RUNNING, np.int8)
    state[waiting] = PAUSED
    state[np.isnat(m.start.complete)] = INCOMPLETE
    state[gone] = GONE
    state[~m.open] = DECIDED
    state[m.held_out >= 0] = HELD_OUT
    state[~np.isnat(m.closed)] = CLOSED
    # Left without a receipt by an undo: shown as incomplete whatever else is known.
    state[unreceived] = INCOMPLETE
    return state


def _standing(
    a: Applications,
    pauses: Pauses,
    as_of: date,
    rule: RuleSet,
    count: DayCount,
    first: Ints,
    last: Ints,
    has_days: Bools,
) -> tuple[Spans, Spans, Bools]:
    """The dates on which the clock stood, united and clipped, in index space: all, hearings; and who waits now."""
    day = np.datetime64(as_of, "D")
    there = stopping(pauses, rule) & (pauses.sent <= day) & has_days[pauses.application]
    owner = pauses.application[there]
    answered = pauses.answered[there]
    unanswered = ~(answered <= day)
    waiting = np.zeros(len(a), bool)
    waiting[owner[unanswered]] = True
    # What is not answered yet stands until the end, which is never after the as-of day.
    stand_to = count.index(np.where(unanswered, day, answered))
    stand_from = count.index(pauses.sent[there])
    every, hearings = disjoint(owner, stand_from, stand_to, first, last, pauses.kind[there] == HEARING)
    return every, hearings, waiting


def _day_after_nth(first: Ints, limit: int, standing: Spans, rows: Bools, count: DayCount) -> Dates:
    """The first date on which ``limit`` counted, unpaused dates lie behind: the day after the limit-th of them."""
    result = np.full(len(first), NAT)
    if not rows.any():
        return result
    mine = rows[standing.owner]
    standing = Spans(standing.owner[mine], standing.start[mine], standing.end[mine])
    length = standing.end - standing.start
    # Running dates before each standing span: its start less all that stood earlier in the same application.
    before = np.cumsum(length) - length
    begins = np.searchsorted(standing.owner, standing.owner)
    ran = standing.start - first[standing.owner] - (before - before[begins])
    shift = ran < limit
    moved = np.bincount(standing.owner[shift], weights=length[shift], minlength=len(first)).astype(np.int64)
    nth = first[rows] + limit - 1 + moved[rows]
    result[rows] = count.date_at(nth) + np.timedelta64(1, "D")
    return result
