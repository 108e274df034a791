"""Remarks: what looks odd in an application's dates and yet holds nothing out."""

from datetime import date

import numpy as np

from casewatch.core.cases import NONE, REPEATED, Applications, Bools, Dates, Pauses
from casewatch.core.clock import DECIDED, Measures, stopping
from casewatch.core.rules import RuleSet
from casewatch.core.start import seen

#: Remarks that the dates of one application show by themselves; those about what imports changed come from imports.
REMARKS = (
    "answer_without_sent",
    "complete_before_received",
    "complete_moved",
    "deficiency_after_complete",
    "pause_outside",
    "received_missing",
    "type_unknown",
)


def remarks(a: Applications, pauses: Pauses, as_of: date, rule: RuleSet, measures: Measures) -> dict[str, Bools]:
    """Per code of a remark that the dates of one application show by themselves: those it fits, as of a day."""
    m = measures.milestones
    complete = m.start.complete
    owner = pauses.application
    stops = stopping(pauses, rule)
    there = stops & (pauses.sent <= np.datetime64(as_of, "D")) & measures.has_days[owner]
    answered = seen(pauses.answered, as_of)
    decided = (measures.state == DECIDED)[owner]
    begin = complete[owner]
    moved = (a.repeats.kind == REPEATED.index("complete_moved")) & (a.repeats.day <= np.datetime64(as_of, "D"))
    # A pause of no days lies inside when its day does. While an application is open today is no end to lie beyond.
    early = np.where(answered == pauses.sent, answered < begin, answered <= begin)
    late = decided & ((pauses.sent >= m.end[owner]) | (begin == m.end[owner]))
    return {
        "answer_without_sent": _any(owner[stops & np.isnat(pauses.sent) & ~np.isnat(answered) & ~pauses.half], len(a)),
        "complete_before_received": complete < seen(a.received, as_of),
        # Told again as complete, without a letter of defects between: the first day stands.
        "complete_moved": _any(a.repeats.application[moved], len(a)),
        "deficiency_after_complete": m.letter & m.open,
        "pause_outside": _any(owner[there & (early | late)], len(a)),
        "received_missing": np.isnat(a.received),
        "type_unknown": a.application_type == NONE,
    }


def future_dates(a: Applications, pauses: Pauses, told_as_of: Dates) -> Bools:
    """Applications with a milestone or pause after the as-of day of the import that told it (``date_in_future``).

    Limits lie ahead by their nature and are left out. An unknown day (NaT) remarks on nothing.
    """
    found = np.zeros(len(a), bool)
    found[a.repeats.application[a.repeats.day > told_as_of[a.repeats.application]]] = True
    for days in (a.received, a.complete, a.deficiency, a.supplement, a.decided, a.decision_sent, a.closed):
        found |= days > told_as_of
    told = told_as_of[pauses.application]
    found[pauses.application[(pauses.sent > told) | (pauses.answered > told)]] = True
    return found


def _any(owners: np.ndarray[tuple[int], np.dtype[np.int64]], size: int) -> Bools:
    found = np.zeros(size, bool)
    found[owners] = True
    return found
