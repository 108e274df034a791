"""The statutory clock of plan- og bygningsloven: another clock than the indicator's, never mixed with it.

Source: ``docs/clock.md``, *The statutory clock*. The limit is the recorded one, never derived.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

import numpy as np

from casewatch.core.cases import NAT, YES, Applications, Bools, Dates, Pauses
from casewatch.core.clock import Milestones
from casewatch.core.days import Calendar
from casewatch.core.rules import StatutoryVersion
from casewatch.core.spans import disjoint


def legal_last_day(
    a: Applications,
    pauses: Pauses,
    m: Milestones,
    as_of: date,
    versions: Sequence[StatutoryVersion],
    levels: Mapping[str, str],
    calendar: Calendar,
) -> Dates:
    """The last day of each application's recorded limit, as of a day; NaT where none is recorded.

    A recorded date (an extension before the first limit) wins and is not moved. A limit in weeks is ``complete`` +
    7 x weeks + the calendar dates it stood, moved to the next working day. It stands for bodies of the version's
    levels (``levels``: body code -> level), where it asks so only in a case with a dispensation, and only until it
    has run out. The version is the one in force on the day of receipt.
    """
    recorded = np.where(np.isnat(a.extended_to), a.legal_limit_date, a.extended_to)
    weeks = 7 * a.legal_limit_weeks
    counted = np.isnat(recorded) & (weeks > 0) & ~np.isnat(m.start.complete) & bool(versions)
    if not counted.any():
        return recorded
    first = np.where(counted, m.start.complete, NAT).view(np.int64)
    stands = _stands(a, pauses, versions, levels) & counted[pauses.application]
    stands &= pauses.sent <= np.datetime64(as_of, "D")
    owner = pauses.application[stands]
    # A hearing that is still under way stands until the end, which is never after the as-of day.
    answered = np.fmin(pauses.answered[stands], np.datetime64(as_of, "D"))
    sent = pauses.sent[stands]
    spans, _ = disjoint(owner, sent.view(np.int64), answered.view(np.int64), first, m.end.view(np.int64))
    length = spans.end - spans.start
    before = np.cumsum(length) - length
    begins = np.searchsorted(spans.owner, spans.owner)
    ran = spans.start - first[spans.owner] - (before - before[begins])
    # A limit that has run out no longer stands: a hearing sent after it revives nothing.
    still = ran <= weeks[spans.owner]
    stood = np.bincount(spans.owner[still], weights=length[still], minlength=len(a)).astype(np.int64)
    last = m.start.complete + (weeks + stood).astype("timedelta64[D]")
    return np.where(counted, calendar.working().next_counted(np.where(counted, last, NAT)), recorded)


def _stands(a: Applications, pauses: Pauses, versions: Sequence[StatutoryVersion], levels: Mapping[str, str]) -> Bools:
    """Which pauses stop the statutory clock, by the version of their application's day of receipt."""
    ordered = sorted(versions, key=lambda version: version.valid_from)
    starts = np.array([version.valid_from for version in ordered], "datetime64[D]")
    # The oldest version also holds before its own first day.
    chosen = np.maximum(np.searchsorted(starts, a.received, side="right") - 1, 0)[pauses.application]
    level = np.array([levels.get(party) or "" for party in pauses.party], object)
    dispensation = a.dispensation[pauses.application] == YES
    stands = np.zeros(len(pauses), bool)
    for number, version in enumerate(ordered):
        fits = (chosen == number) & np.isin(level, sorted(version.stopping_bodies))
        stands |= fits & (dispensation | (not version.stops_only_with_dispensation))
    return stands
