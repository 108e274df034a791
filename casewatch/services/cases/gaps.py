"""What is missing or unclear and matters for the indicator: found, and written as a workbook to fill in.

Reading it back is :mod:`casewatch.services.importing.filled_gaps`.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from casewatch.core.cases import (
    APPLICATION_TYPES,
    HEARING,
    NO,
    NONE,
    OTHER_AUTHORITY,
    OUTCOME_UNKNOWN,
    OUTCOMES,
    UNKNOWN,
    YES,
    Bools,
    Ints,
)
from casewatch.core.clock import CLOSED, GONE, HELD_OUT, HELD_OUT_REASONS, reversed_pauses, unclear_pauses
from casewatch.report.sheets.gaps_workbook import GapRow, write_gaps
from casewatch.services.asking.context import Context
from casewatch.services.asking.selecting import Frame, Selectors, frame
from casewatch.services.figures.listing import in_period, of_asked_municipalities

#: What settles a reason; a scope field settles itself. Pauses are settled by the cells of the one that is shown.
_SETTLES: dict[str, tuple[str, ...]] = {
    "received_missing": ("received",),
    "complete_missing": ("complete",),
    "complete_unclear": ("complete",),
    "decided_before_complete": ("complete", "decided"),
    "decision_sent_missing": ("decision_sent",),
    "outcome_unknown": ("outcome",),
    "type_unknown": ("application_type",),
    "gone": ("decided", "outcome"),
    "pause_reversed": (),
    "pause_never_answered": (),
}
_GROUPS = {HEARING: "hearing_1", OTHER_AUTHORITY: "authority_1"}
_DATES = ("received", "complete", "decided", "decision_sent")


@dataclass(frozen=True)
class Gaps:
    """The applications with something missing or unclear, by municipality as the rules list them."""

    rows: list[GapRow]
    frame: Frame


def find_gaps(context: Context, asked: Selectors) -> Gaps:
    """Applications decided in the period (the last 12 months without one) or open, that something is missing of.

    Left out is whatever changes no figure: what is out of scope already, and what was closed without a decision.
    """
    period = asked.period_or_default()
    found = frame(context, asked)
    a, measures = found.applications, found.measures
    matters = of_asked_municipalities(found) & in_period(found, period)
    matters &= (found.scope.counts != NO) & (measures.state != CLOSED)
    reasons, pauses = _reasons(found), _Pauses(found)
    # Beside the first reason those of its pauses, so that one workbook asks for all of it.
    reasons["pause_reversed"] |= pauses.owners(pauses.reversed)
    reasons["pause_never_answered"] |= pauses.owners(pauses.half_known)
    rows = np.flatnonzero(matters & np.any(list(reasons.values()), axis=0))
    order = {number: place for place, number in enumerate(found.ruling.numbers)}
    names = {place.number: place.name for place in found.ruling.municipalities}
    gaps = []
    for row in rows.tolist():
        why = tuple(reason for reason, fits in reasons.items() if fits[row])
        number = a.municipalities[a.municipality[row]]
        values = _known(found, row)
        settling = {name for reason in why for name in _SETTLES.get(reason, (reason,))}
        if "complete_unclear" in why:
            del values["complete"]  # left empty: that the recorded day is right is an answer too
        for kind, group in _GROUPS.items():
            pause = pauses.shown(row, kind)
            if pause is not None:
                values[f"{group}_sent"] = found.pauses.sent[pause].item()
                values[f"{group}_answered"] = found.pauses.answered[pause].item()
                if pauses.reversed[pause]:
                    settling |= {f"{group}_sent", f"{group}_answered"}
                elif pauses.half_known[pause]:
                    untold = "sent" if np.isnat(found.pauses.sent[pause]) else "answered"
                    settling.add(f"{group}_{untold}")
        application_no = int(a.application_no[row])
        told = found.known.contents[int(found.rows[row])]
        gaps.append(
            GapRow(
                number,
                names[number],
                a.case_no[row],
                application_no,
                why,
                values,
                frozenset(settling),
                a.plan_id[row],
                told.get("building_type"),
            )
        )
    gaps.sort(key=lambda gap: order[gap.municipality])  # within one in the order of the store
    return Gaps(gaps, found)


def write_gaps_workbook(context: Context, asked: Selectors, path: Path) -> int:
    """Write the workbook; gives how many applications it asks about."""
    gaps = find_gaps(context, asked)
    write_gaps(path, gaps.rows, gaps.frame.as_of)
    return len(gaps.rows)


def _reasons(found: Frame) -> dict[str, Bools]:
    """Per reason the applications it fits, in the order in which they are named."""
    a, measures, scope = found.applications, found.measures, found.scope
    held = measures.state == HELD_OUT
    reasons: dict[str, Bools] = {"received_missing": np.isnat(a.received)}
    for code, reason in enumerate(HELD_OUT_REASONS):
        reasons[reason] = held & (measures.milestones.held_out == code)
    for name in found.ruling.rule.scope:
        reasons[name] = (scope.counts == UNKNOWN) & (a.scope[name] == UNKNOWN)
    reasons["type_unknown"] = a.application_type == NONE
    reasons["gone"] = measures.state == GONE
    return reasons


class _Pauses:
    """Which pauses are in question, and which one of an application is shown."""

    def __init__(self, found: Frame) -> None:
        pauses, rule, m = found.pauses, found.ruling.rule, found.measures.milestones
        self.pauses = pauses
        self.size = len(found.applications)
        held = (found.measures.state == HELD_OUT)[pauses.application]
        ended = ~m.open & np.isnat(m.closed)
        self.reversed: Bools = reversed_pauses(pauses, found.as_of, rule) & held
        self.half_known: Bools = unclear_pauses(pauses, found.as_of, rule, m.end, ended) & held
        self._order = np.argsort(pauses.application, kind="stable")
        self._sorted = pauses.application[self._order]

    def owners(self, which: Bools) -> Bools:
        """The applications some pauses belong to."""
        found = np.zeros(self.size, bool)
        found[self.pauses.application[which]] = True
        return found

    def shown(self, row: int, kind: int) -> int | None:
        """Of an application's pauses of a kind the first that is in question, else the first that was sent.

        In question are the reversed ones, then those of which one date is not known.
        """
        first, last = np.searchsorted(self._sorted, [row, row + 1])
        mine: Ints = self._order[first:last]
        there = self.half_known[mine] | ~np.isnat(self.pauses.sent[mine])
        mine = mine[(self.pauses.kind[mine] == kind) & there]
        if not len(mine):
            return None
        rank = np.where(self.reversed[mine], 0, np.where(self.half_known[mine], 1, 2))
        day = np.fmin(self.pauses.sent[mine], self.pauses.answered[mine])
        return int(mine[np.lexsort((day, rank))[0]])


def _known(found: Frame, row: int) -> dict[str, Any]:
    """What is known of an application, as far as the workbook shows it."""
    a = found.applications
    values: dict[str, Any] = {name: getattr(a, name)[row].item() for name in _DATES}
    values["complete"] = values["complete"] or found.measures.milestones.start.complete[row].item()
    outcome, kind = int(a.outcome[row]), int(a.application_type[row])
    values["outcome"] = None if outcome in (NONE, OUTCOME_UNKNOWN) else OUTCOMES[outcome]
    values["application_type"] = None if kind == NONE else APPLICATION_TYPES[kind]
    for name, answers in a.scope.items():
        values[name] = None if answers[row] == UNKNOWN else bool(answers[row] == YES)
    return values
