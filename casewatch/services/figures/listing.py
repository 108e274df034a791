"""One row per application, in the shape of the contract's ``cases``."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, cast

import numpy as np

from casewatch.core.bounds import UNBOUNDED
from casewatch.core.cases import APPLICATION_TYPES, NAT, NO, NONE, OUTCOMES, UNKNOWN, YES, Bools, Dates, Ints
from casewatch.core.clock import HELD_OUT_REASONS, NO_DAYS, STATES, closing
from casewatch.core.doubts.remarks import future_dates, remarks
from casewatch.core.legal import legal_clock
from casewatch.core.periods import Period
from casewatch.core.scope import SCOPE_REASONS
from casewatch.core.start import START_SOURCES, seen
from casewatch.documents.cases import CaseRow, CasesDocument
from casewatch.errors import CasewatchError
from casewatch.language import _
from casewatch.services.asking.context import Context
from casewatch.services.asking.selecting import Frame, Selectors, frame

CASE_COLUMNS = tuple(CaseRow.__annotations__)
_ANSWER = {YES: "yes", NO: "no", UNKNOWN: "unknown"}
#: What can be asked for beside the states themselves.
EXTRA_STATES = ("overdue", "at-risk", "scope-unknown", "out-of-scope")


@dataclass(frozen=True)
class Listing:
    """The rows, and the frame they were read off."""

    rows: list[CaseRow]
    frame: Frame

    def document(self) -> CasesDocument:
        """The JSON of ``cases``."""
        return {"rule": self.frame.ruling.rule.id, "as_of": self.frame.as_of.isoformat(), "cases": self.rows}


def list_cases(context: Context, asked: Selectors, states: Iterable[str] = ()) -> Listing:
    """All applications known as of the day; with a period those decided or closed in it and those open.

    Raises CasewatchError for a state that does not exist.
    """
    found = frame(context, asked)
    return Listing(case_rows(found, listed(found, asked, states)), found)


def listed(found: Frame, asked: Selectors, states: Iterable[str] = ()) -> Ints:
    """Which applications of a question's frame those are."""
    chosen = chosen_by_state(found, states)
    if asked.period:
        chosen = chosen & in_period(found, asked.period_or_default())
    return np.flatnonzero(chosen)


def in_period(found: Frame, period: Period) -> Bools:
    """Applications that were decided or closed in the period, and those open."""
    m = found.measures.milestones
    first, last = np.datetime64(period.first, "D"), np.datetime64(period.last, "D")
    ended = np.where(np.isnat(m.closed), m.decision, m.closed)
    inside: Bools = m.open | ((ended >= first) & (ended <= last))
    return inside


def chosen_by_state(found: Frame, states: Iterable[str]) -> Bools:
    """Applications in any of the states; all without one. A decided-and-held-out one is `held_out`."""
    numbers = of_asked_municipalities(found)
    wanted = list(states)
    if not wanted:
        return numbers
    measures, scope = found.measures, found.scope
    tests: dict[str, Callable[[], Bools]] = {
        "overdue": lambda: measures.overdue,
        "at-risk": lambda: measures.at_risk,
        "scope-unknown": lambda: scope.counts == UNKNOWN,
        "out-of-scope": lambda: scope.counts == NO,
    }
    chosen = np.zeros(len(numbers), bool)
    for state in wanted:
        if state in tests:
            chosen |= tests[state]()
        elif state in STATES:
            chosen |= measures.state == STATES.index(state)
        else:
            raise CasewatchError(
                _("«{text}» finnes ikke. Tillatt: {known}.").format(
                    text=state, known=", ".join((*STATES, *EXTRA_STATES))
                ),
                "state",
            )
    return chosen & numbers


def of_asked_municipalities(found: Frame) -> Bools:
    """Applications of the municipalities asked for (the store may hold others, of an older rules folder)."""
    wanted = set(found.ruling.numbers)
    places = np.array([number in wanted for number in found.applications.municipalities], bool)
    mine: Bools = places[found.applications.municipality]
    return mine


def case_rows(found: Frame, rows: Ints) -> list[CaseRow]:
    """The contract's columns for some applications of a frame, in their order."""
    a = found.applications
    measures, m = found.measures, found.measures.milestones
    noted = remarks(a, found.pauses, found.as_of, found.ruling.rule, measures)
    for code, names in imported_remarks(found).items():
        noted[code] = noted[code] | names if code in noted else names
    book = found.ruling.rulebook
    legal = legal_clock(
        a,
        found.pauses,
        found.as_of,
        book.statutory,
        {body.code: body.level for body in book.bodies},
        found.calendar,
    )
    held = measures.state == STATES.index("held_out")
    decided = found.bounds.low != NO_DAYS
    columns: dict[str, list[Any]] = {
        "municipality": [a.municipalities[place] for place in a.municipality[rows].tolist()],
        "case_no": a.case_no[rows].tolist(),
        "application_no": a.application_no[rows].tolist(),
        "application_type": [_named(APPLICATION_TYPES, code) for code in a.application_type[rows].tolist()],
        "state": [STATES[code] for code in measures.state[rows].tolist()],
        "received": iso(a.received[rows]),
        "complete": iso(m.start.complete[rows]),
        "start_source": [_named(START_SOURCES, code) for code in m.start.source[rows].tolist()],
        "decided": iso(np.where(closing(a.outcome), NAT, seen(a.decided, found.as_of))[rows]),
        "decision_sent": iso(seen(a.decision_sent, found.as_of)[rows]),
        "closed": iso(np.where(np.isnat(m.closed), seen(a.closed, found.as_of), m.closed)[rows]),
        "outcome": [_named(OUTCOMES, code) for code in np.where(_still_to_come(found), NONE, a.outcome)[rows].tolist()],
        "gross_days": _numbers(measures.gross, measures.has_days, rows),
        "paused_days": _numbers(measures.gross - measures.net, measures.has_days, rows),
        "net_days": _numbers(measures.net, measures.has_days, rows),
        "total_days": _numbers(measures.total, measures.total >= 0, rows),
        "in_scope": [_ANSWER[answer] for answer in found.scope.counts[rows].tolist()],
        "scope_reason": [_named(SCOPE_REASONS, code) for code in found.scope.reason[rows].tolist()],
        "held_out_reason": [
            HELD_OUT_REASONS[code] if out else None
            for code, out in zip(m.held_out[rows].tolist(), held[rows].tolist(), strict=True)
        ],
        "remarks": _joined(noted, rows),
        "overdue": measures.overdue[rows].tolist(),
        "at_risk": measures.at_risk[rows].tolist(),
        "last_day": iso(measures.last_day[rows]),
        "days_left": _numbers(measures.days_left, measures.has_days_left, rows),
        "missed_on": iso(measures.missed_on[rows]),
        "legal_limit_weeks": [weeks or None for weeks in a.legal_limit_weeks[rows].tolist()],
        "legal_last_day": iso(legal.last_day[rows]),
        "handler": a.handler[rows].tolist(),
        "net_days_low": _numbers(found.bounds.low, decided, rows),
        "net_days_high": _numbers(found.bounds.high, decided & (found.bounds.high != UNBOUNDED), rows),
    }
    lines = zip(*(columns[name] for name in CASE_COLUMNS), strict=True)
    return cast("list[CaseRow]", [dict(zip(CASE_COLUMNS, values, strict=True)) for values in lines])


def _still_to_come(found: Frame) -> Bools:
    """Open applications whose recorded end lies after the as-of day: its outcome has not happened yet either."""
    day, a = np.datetime64(found.as_of, "D"), found.applications
    later: Bools = found.measures.milestones.open & ((a.decided > day) | (a.closed > day))
    return later


def imported_remarks(found: Frame) -> dict[str, Bools]:
    """Remarks that rest on what imports said and when, per code the applications they fit."""
    ahead = future_dates(found.applications, found.pauses, found.known.told_as_of[found.rows])
    return {"date_in_future": ahead} | {
        code: np.isin(np.array(found.known.application_ids)[found.rows], list(ids))
        for code, ids in found.known.remarks.items()
    }


def iso(days: Dates) -> list[str | None]:
    """Dates as ISO texts, NaT as None."""
    return [None if day is None else day.isoformat() for day in days.astype(object)]


def _numbers(values: Ints, given: Bools, rows: Ints) -> list[int | None]:
    return [value if has else None for value, has in zip(values[rows].tolist(), given[rows].tolist(), strict=True)]


def _named(names: tuple[str, ...], code: int) -> str | None:
    return None if code == NONE else names[code]


def _joined(noted: dict[str, Bools], rows: Ints) -> list[str]:
    texts = [""] * len(rows)
    for code in sorted(noted):
        for place in np.flatnonzero(noted[code][rows]).tolist():
            texts[place] = f"{texts[place]};{code}" if texts[place] else code
    return texts
