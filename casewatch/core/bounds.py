"""Between which numbers of net days each decided application lies, whatever is unclear about it.

Source: ``docs/clock.md``, *Bounds*. Net days only fall when the clock starts later or one more pause is taken to have
stood, so the least days are those of the latest start with every pause, the most those of the earliest start without
the doubtful ones: two readings bound all of them together.
"""

from datetime import date
from typing import NamedTuple

import numpy as np

from casewatch.core.cases import Applications, Bools, Dates, Ints, Pauses
from casewatch.core.clock import NO_DAYS, Measures, reversed_pauses, stopping, unclear_pauses
from casewatch.core.days import Calendar
from casewatch.core.rules import RuleSet
from casewatch.core.spans import disjoint
from casewatch.core.start import newest_letter, newest_supplement

#: Stands for days upwards without end.
UNBOUNDED = np.iinfo(np.int32).max


class Bounds(NamedTuple):
    """Least and greatest net days of each decided application, both included; ``NO_DAYS`` for those not decided."""

    low: Ints
    high: Ints  # UNBOUNDED: upwards without end


class _Readings(NamedTuple):
    """Per application the latest and the earliest day the clock may have started, and where it stopped."""

    latest: Dates
    earliest: Dates
    end: Dates
    unbounded: Bools  # no reading gives a greatest number of days


def bounds(
    a: Applications, pauses: Pauses, measures: Measures, as_of: date, rule: RuleSet, calendar: Calendar
) -> Bounds:
    """The bounds as of the day of the measures: both the net days where an application is measured."""
    m = measures.milestones
    decided = ~m.open & np.isnat(m.closed)
    low = np.where(decided, measures.net, NO_DAYS)
    high = low.copy()
    held = np.flatnonzero(decided & (m.held_out >= 0))
    if len(held):
        which = np.zeros(len(a), bool)
        which[held] = True
        low[held], high[held] = _held_out(a.take(which), pauses.of(which), measures.take(which), as_of, rule, calendar)
    return Bounds(low, high)


def _held_out(
    a: Applications, pauses: Pauses, measures: Measures, as_of: date, rule: RuleSet, calendar: Calendar
) -> tuple[Ints, Ints]:
    readings = _readings(a, measures, as_of)
    ended = np.ones(len(a), bool)
    backwards = reversed_pauses(pauses, as_of, rule)
    doubtful = unclear_pauses(pauses, as_of, rule, measures.milestones.end, ended)
    happened = stopping(pauses, rule) & (pauses.sent <= np.datetime64(as_of, "D"))
    known = happened & ~backwards & ~doubtful
    low = _net(pauses, known | doubtful, readings.latest, readings.end, rule, calendar)
    high = _net(pauses, known, readings.earliest, readings.end, rule, calendar)
    low[pauses.application[backwards]] = 0
    high[readings.unbounded] = UNBOUNDED
    return low, high


def _readings(a: Applications, measures: Measures, as_of: date) -> _Readings:
    m = measures.milestones
    complete = m.start.complete
    # A dispatch that is missing leaves the decision as the end of the shortest reading.
    unsent = m.unsent
    start_unknown = np.isnat(complete) | (m.decision < complete) | (m.end < complete)
    unreceived = start_unknown & (np.isnat(a.received) | (a.received > m.decision))
    letter = newest_letter(a, as_of)
    supplement = newest_supplement(a, as_of)
    mended = (supplement >= letter) & (supplement <= m.decision)
    mended_on = np.where(mended, supplement, m.decision)
    latest = np.where(start_unknown, m.end, np.where(m.letter, mended_on, complete))
    earliest = np.where(start_unknown, np.where(unreceived, m.end, a.received), complete)
    return _Readings(latest, earliest, m.end, unreceived | unsent)


def _net(pauses: Pauses, which: Bools, start: Dates, end: Dates, rule: RuleSet, calendar: Calendar) -> Ints:
    """Counted dates of each ``[start, end)`` that none of the marked pauses covers."""
    count = calendar.of(rule)
    first = count.index(start)
    last = np.maximum(count.index(end), first)
    owner = pauses.application[which]
    # Of what is half told the rest is taken to have stood: from the start, to the end.
    sent = np.where(np.isnat(pauses.sent), start[pauses.application], pauses.sent)[which]
    answered = np.where(np.isnat(pauses.answered), end[pauses.application], pauses.answered)[which]
    stood, _ = disjoint(owner, count.index(sent), count.index(answered), first, last)
    return last - first - stood.length_by_owner(len(start))
