"""Remarks: what looks odd in an application's dates and yet holds nothing out."""

from __future__ import annotations

from datetime import date

import numpy as np

from casewatch.core.cases import NONE, Applications, Bools, Pauses
from casewatch.core.clock import Measures
from casewatch.core.start import seen

#: Remarks that the dates of one application show by themselves; those about what imports changed come from imports.
REMARKS = (
    "answer_without_sent",
    "complete_before_received",
    "pause_never_answered",
    "pause_outside",
    "received_missing",
    "type_unknown",
)


def remarks(a: Applications, pauses: Pauses, as_of: date, measures: Measures) -> dict[str, Bools]:
    """Per code of REMARKS the applications it fits, as of a day."""
    day = np.datetime64(as_of, "D")
    m = measures.milestones
    complete = m.start.complete
    owner = pauses.application
    there = pauses.sent <= day
    answered = seen(pauses.answered, as_of)
    begin = complete[owner]
    ended = ~m.open[owner]
    # A pause of no days lies inside when its day does; the end of an open application is only today, not an end.
    left = np.where(answered == pauses.sent, answered < begin, answered <= begin)
    outside = there & (left | (ended & ~np.isnat(begin) & (pauses.sent >= m.end[owner])))
    decided = ended & np.isnat(m.closed[owner])
    return {
        "answer_without_sent": _any(owner[np.isnat(pauses.sent) & ~np.isnat(answered)], len(a)),
        "complete_before_received": complete < seen(a.received, as_of),
        "pause_never_answered": _any(owner[there & np.isnat(answered) & decided], len(a)),
        "pause_outside": _any(owner[outside], len(a)),
        "received_missing": np.isnat(a.received),
        "type_unknown": a.application_type == NONE,
    }


def _any(owners: np.ndarray[tuple[int], np.dtype[np.int64]], size: int) -> Bools:
    found = np.zeros(size, bool)
    found[owners] = True
    return found
