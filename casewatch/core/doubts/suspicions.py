"""Facts that look wrong in what is known of applications now: worth a look by somebody, and no change to any figure.

Codes and dates only; the sentences stand where an import is told of. All are judged as of a day that is handed in.
"""

from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

import numpy as np

from casewatch.core.cases import NO, Applications, Bools, Dates, Ints, Pauses
from casewatch.core.clock import Measures, decision_and_closure, stopping
from casewatch.core.days import Calendar
from casewatch.core.doubts.misdated import misdated
from casewatch.core.fold import Content
from casewatch.core.rules import RuleSet
from casewatch.core.scope import Scope
from casewatch.core.spans import disjoint

#: A pause that has been open for longer than this, in calendar days, was forgotten.
OPEN_LONG = 365
#: Shorter cases (gross days) are often paused for most of their time: a hearing alone takes four weeks.
SHORT_CASE = 20
#: From so many calendar days between completeness and decision a case is year-old.
YEAR_OLD = 365
#: So many year-old cases decided in one ISO week look like a clean-up.
CLEAN_UP = 3
#: `complete` may move this much later (calendar days) before the decision without a remark.
POSTPONED_DAYS = 14

_PAUSE_FIELDS = np.array(["hearing", "authority"], object)
_DAY = np.timedelta64(1, "D")


class Fact(NamedTuple):
    """One suspicious fact of one application; the same fact known at two times is equal but for its numbers."""

    application: int  # index into the Applications
    code: str
    field: str  # canonical field, or "hearing" or "authority"
    day: date | None = None  # the date that looks wrong, or the day the pause was sent
    other: date | None = None  # what it is compared with, or the likely date
    numbers: tuple[int, ...] = ()


def suspicious(
    a: Applications, pauses: Pauses, as_of: date, rule: RuleSet, calendar: Calendar, scope: Scope, measures: Measures
) -> list[Fact]:
    """Everything that looks wrong in the dates of single applications, as of a day, in no particular order.

    ``scope`` and ``measures`` are those of the same applications as of the same day. Codes: ``pause_at_limit``,
    ``pause_never_answered``, ``pause_open_year``, ``pauses_back_to_back``, ``pause_over_half``,
    ``decided_before_received``, ``decided_before_complete``, ``pause_reversed``, ``year_suspicious``.
    """
    counts = scope.counts != NO
    return [
        *_at_limit(a, pauses, as_of, rule, calendar, measures, counts),
        *_never_closed(pauses, as_of, rule, measures),
        *_back_to_back(pauses, rule),
        *_over_half(measures, counts),
        *_reversed(a, pauses, rule, measures),
        *(Fact(row, "year_suspicious", name, day, likely) for row, name, day, likely in misdated(a, pauses, as_of)),
    ]


def redated(before: Content, after: Content) -> Iterator[Fact]:
    """What one import changed in an application that was not decided, or is no longer (application: always 0).

    ``complete_postponed``: completeness moved more than two weeks later while there was no decision.
    ``decision_withdrawn``: there was a decision or a closure, and now there is neither.
    """
    old, new = before.get("complete"), after.get("complete")
    if not before.get("decided") and old and new:
        first, then = date.fromisoformat(old), date.fromisoformat(new)
        if (then - first).days > POSTPONED_DAYS:
            yield Fact(0, "complete_postponed", "complete", first, then)
    for name in ("decided", "closed"):
        if before.get(name) and not after.get("decided") and not after.get("closed"):
            yield Fact(0, "decision_withdrawn", name, date.fromisoformat(before[name]))
            return


def year_old(measures: Measures) -> Bools:
    """Which applications were decided a year or more after they were complete, measured or held out."""
    m = measures.milestones
    found: Bools = (m.decision - m.start.complete) >= YEAR_OLD * _DAY
    return found


def iso_week(days: Dates) -> Dates:
    """The Monday of each day's ISO week."""
    monday: Dates = days - ((days.view(np.int64) + 3) % 7).astype("timedelta64[D]")
    return monday


def _at_limit(
    a: Applications,
    pauses: Pauses,
    as_of: date,
    rule: RuleSet,
    calendar: Calendar,
    measures: Measures,
    counts: Bools,
) -> Iterator[Fact]:
    """Pauses sent on the last counted date before the limit: had the clock run on, the limit was reached the day after.

    A pause sent on the as-of day counts as lasting that day: it is told of now or never.
    """
    m, count = measures.milestones, calendar.of(rule)
    mine = measures.has_days & counts
    tomorrow = np.datetime64(as_of, "D") + _DAY
    first = count.index(np.where(mine, m.start.complete, tomorrow))
    last = count.index(np.where(mine, np.where(m.open, tomorrow, m.end), tomorrow))
    there = stopping(pauses, rule) & (pauses.sent < tomorrow) & mine[pauses.application]
    if not there.any():
        return
    owner, sent, kind = pauses.application[there], pauses.sent[there], pauses.kind[there]
    ends = np.where(pauses.answered[there] < tomorrow, pauses.answered[there], tomorrow)
    spans, _none = disjoint(owner, count.index(sent), count.index(ends), first, last)
    length = spans.end - spans.start
    before = np.cumsum(length) - length
    ran = spans.start - first[spans.owner] - (before - before[np.searchsorted(spans.owner, spans.owner)])
    at_limit = (length > 0) & (ran == rule.targets.limit_days - 1)
    # Of a pause that an earlier one covers in part only the rest is left: it was not sent where that begins.
    told: set[int] = set()
    stopped = np.full(len(a), np.iinfo(np.int64).min)
    earliest_last = np.flatnonzero(at_limit)[::-1]
    stopped[spans.owner[earliest_last]] = spans.start[earliest_last]
    begins = (count.index(sent) == stopped[owner]) & count.counts(sent) & (ends > sent)
    for at in np.flatnonzero(begins).tolist():
        row = int(owner[at])
        if row not in told:
            told.add(row)
            yield Fact(
                row, "pause_at_limit", _PAUSE_FIELDS[kind[at]], sent[at].item(), None, (rule.targets.limit_days,)
            )


def _never_closed(pauses: Pauses, as_of: date, rule: RuleSet, measures: Measures) -> Iterator[Fact]:
    """Pauses without an answer in a decided case, and in an open one for more than a year."""
    m = measures.milestones
    owner = pauses.application
    unanswered = stopping(pauses, rule) & np.isnat(pauses.answered)
    decision = m.decision[owner]
    held_out = ~m.open[owner] & (pauses.sent < m.end[owner])
    for at in np.flatnonzero(unanswered & held_out & ~np.isnat(decision)).tolist():
        yield _pause_fact(pauses, at, "pause_never_answered", decision[at].item())
    since = np.datetime64(as_of, "D") - OPEN_LONG * _DAY
    for at in np.flatnonzero(unanswered & m.open[owner] & (pauses.sent < since)).tolist():
        yield _pause_fact(pauses, at, "pause_open_year")


def _back_to_back(pauses: Pauses, rule: RuleSet) -> Iterator[Fact]:
    """Pauses answered on the day the next is sent: three or more in a row, or the same known party again at once.

    One fact per application, at its first such day. Pauses without days link nothing.
    """
    real = np.flatnonzero(stopping(pauses, rule) & (pauses.answered > pauses.sent))
    answered_here, parties = pauses.answered[real], pauses.party[real]
    owner, sent = pauses.application[real], pauses.sent[real]
    codes: dict[str, int] = {}
    party = np.fromiter((codes.setdefault(str(one), len(codes)) for one in parties), np.int64, len(real))
    named = np.array([one not in (None, "annen") for one in parties], bool)  # "annen" is anybody
    # An open pause can be the last of a row.
    tail = np.flatnonzero(stopping(pauses, rule) & np.isnat(pauses.answered) & ~np.isnat(pauses.sent))
    starts_owner = np.concatenate([owner, pauses.application[tail]])
    starts_day = np.concatenate([sent, pauses.sent[tail]])
    starts_party = np.concatenate(
        [party, np.fromiter((codes.get(str(one), -1) for one in pauses.party[tail]), np.int64, len(tail))]
    )
    next_there = np.isin(_key(owner, answered_here), _key(starts_owner, starts_day))
    previous_there = np.isin(_key(owner, sent), _key(owner, answered_here))
    middle = next_there & previous_there
    span = len(codes) + 1
    again = named & np.isin(
        _key(owner, answered_here) * span + party, _key(starts_owner, starts_day) * span + starts_party
    )
    found = np.flatnonzero(middle | again)
    day = np.where(middle[found], sent[found], answered_here[found])
    told: set[int] = set()
    for at in np.lexsort((day, owner[found])).tolist():
        row = int(owner[found[at]])
        if row not in told:
            told.add(row)
            field = _PAUSE_FIELDS[pauses.kind[real[found[at]]]]
            yield Fact(row, "pauses_back_to_back", field, day[at].item())


def _key(owner: Ints, day: Dates) -> Ints:
    """Owner and day as one number. Days lie within 1900 to 2100."""
    return (owner << 18) + day.view(np.int64) + (1 << 17)


def _over_half(measures: Measures, counts: Bools) -> Iterator[Fact]:
    """Decided cases that were paused for more than half of their days. An open one may just be waiting."""
    decided = measures.has_days & ~np.isnat(measures.milestones.decision) & counts
    paused = measures.gross - measures.net
    for row in np.flatnonzero(decided & (measures.gross >= SHORT_CASE) & (2 * paused > measures.gross)).tolist():
        numbers = (int(paused[row]), int(measures.gross[row]))
        field = _PAUSE_FIELDS[int(measures.paused_hearing[row] < measures.paused_other[row])]
        yield Fact(row, "pause_over_half", field, None, None, numbers)


def _reversed(a: Applications, pauses: Pauses, rule: RuleSet, measures: Measures) -> Iterator[Fact]:
    """Dates in an impossible order, as recorded, be they still to come."""
    for row in np.flatnonzero(a.decided < a.received).tolist():
        yield Fact(row, "decided_before_received", "decided", a.decided[row].item(), a.received[row].item())
    decision, _closure = decision_and_closure(a, rule)
    complete = np.where(np.isnat(a.complete), measures.milestones.start.complete, a.complete)
    for row in np.flatnonzero(decision < complete).tolist():
        yield Fact(row, "decided_before_complete", "complete", complete[row].item(), decision[row].item())
    for at in np.flatnonzero(stopping(pauses, rule) & (pauses.answered < pauses.sent)).tolist():
        yield _pause_fact(pauses, at, "pause_reversed", pauses.answered[at].item())


def _pause_fact(pauses: Pauses, at: int, code: str, other: date | None = None) -> Fact:
    field = _PAUSE_FIELDS[pauses.kind[at]]
    return Fact(int(pauses.application[at]), code, field, pauses.sent[at].item(), other)
