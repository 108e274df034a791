"""Which applications stand behind a figure, what each gives to it, and what differs between two such lists."""

from collections.abc import Mapping

import numpy as np

from casewatch.core.bounds import UNBOUNDED
from casewatch.core.cases import NO, NONE, OUTCOME_UNKNOWN, UNKNOWN
from casewatch.core.clock import HELD_OUT_REASONS, STATES
from casewatch.core.periods import Period
from casewatch.core.scope import SCOPE_REASONS
from casewatch.documents.publications import ChangeKind, DifferentCase, PartDetails, PartOfFigure
from casewatch.services.asking.selecting import Frame
from casewatch.services.figures.listing import of_asked_municipalities
from casewatch.store.publications import Part


def behind(found: Frame, period: Period) -> dict[int, Part]:
    """Per application id of the municipalities asked for, what it gives to the figures of the period.

    Classes of those decided in it: ``under`` and ``not_under`` (measured), ``out_of_scope``, ``scope_unknown``,
    ``held_out``; then ``closed``; then the open ones that count or may count: ``open_`` and the state, or
    ``open_scope_unknown``. Only what some field of the figure is made of is kept, so that two lists differ exactly
    where an application gives something else.
    """
    a, measures, scope = found.applications, found.measures, found.scope
    m = measures.milestones
    counted = of_asked_municipalities(found) & ~np.isnat(a.received)
    first, last = np.datetime64(period.first, "D"), np.datetime64(period.last, "D")
    decided = counted & ~m.open & (m.decision >= first) & (m.decision <= last)
    closed = counted & (m.closed >= first) & (m.closed <= last)
    waiting = counted & m.open & (scope.counts != NO)
    assumed = m.start.assumed()
    limit, bounds = found.ruling.rule.targets.limit_days, found.bounds

    def unclear(row: int) -> PartDetails:
        low, high, held = int(bounds.low[row]), int(bounds.high[row]), int(m.held_out[row])
        details: PartDetails = {"net_days_low": low, "net_days_high": None if high == UNBOUNDED else high}
        if held >= 0:
            details["reason"] = HELD_OUT_REASONS[held]
        if a.outcome[row] == OUTCOME_UNKNOWN:  # it may not be a decision, whatever else it is held out for
            details["outcome_unknown"] = True
        return details

    def part_of_decided(row: int) -> Part:
        held = int(m.held_out[row])
        if scope.counts[row] == NO:
            return Part("out_of_scope", None, {"reason": SCOPE_REASONS[scope.reason[row]]})
        if scope.counts[row] == UNKNOWN:
            days = int(measures.net[row]) if measures.has_days[row] else None
            return Part("scope_unknown", days, unclear(row))
        if held >= 0:
            return Part("held_out", None, unclear(row))
        days = int(measures.net[row])
        details: PartDetails = {
            "total_days": int(measures.total[row]),
            "hearing_days": int(measures.paused_hearing[row]),
            "other_authority_days": int(measures.paused_other[row]),
            "start_assumed": bool(assumed[row]),
            "type_unknown": bool(a.application_type[row] == NONE),
        }
        return Part("under" if days < limit else "not_under", days, details)

    def part_of_open(row: int) -> Part:
        if scope.counts[row] == UNKNOWN:
            return Part("open_scope_unknown", None, {})
        flags: PartDetails = {"overdue": bool(measures.overdue[row]), "at_risk": bool(measures.at_risk[row])}
        if m.letter[row]:  # by the outlook it has not missed
            flags["letter"] = True
        return Part(f"open_{STATES[measures.state[row]]}", None, flags)

    ids = np.array(found.known.application_ids, np.int64)[found.rows]
    parts = {int(ids[row]): part_of_decided(row) for row in np.flatnonzero(decided).tolist()}
    parts |= {int(ids[row]): Part("closed", None, {}) for row in np.flatnonzero(closed).tolist()}
    parts |= {int(ids[row]): part_of_open(row) for row in np.flatnonzero(waiting).tolist()}
    return parts


def changes(
    old: Mapping[int, Part], new: Mapping[int, Part], names: Mapping[int, tuple[str, str, int]]
) -> list[DifferentCase]:
    """The applications that give something else, by municipality, case and number.

    `names`: per application id municipality, case number and application number.
    """
    found = [
        _change(names[identity], old.get(identity), new.get(identity))
        for identity in old.keys() | new.keys()
        if old.get(identity) != new.get(identity)
    ]
    return sorted(found, key=lambda change: (change["municipality"], change["case_no"], change["application_no"]))


def _change(name: tuple[str, str, int], old: Part | None, new: Part | None) -> DifferentCase:
    municipality, case_no, application_no = name
    return {
        "municipality": municipality,
        "case_no": case_no,
        "application_no": application_no,
        "change": _kind(old, new),
        "old": _side(old),
        "new": _side(new),
    }


def _kind(old: Part | None, new: Part | None) -> ChangeKind:
    if old is None:
        return "came_in"
    if new is None:
        return "left"
    if old.kind != new.kind:
        return "class"
    return "days" if old.net_days != new.net_days else "details"


def _side(part: Part | None) -> PartOfFigure | None:
    return None if part is None else {"class": part.kind, "net_days": part.net_days, **part.details}
