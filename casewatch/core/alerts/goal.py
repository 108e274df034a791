"""Alerts about one application under the rule: the goal nearing or missed, a long hearing, what cannot be measured."""

from collections.abc import Iterator
from datetime import date

import numpy as np

from casewatch.core.alerts.exports import act_by
from casewatch.core.alerts.shapes import Alert, Situation, alert_key, scope_name
from casewatch.core.cases import NAT, NO, PAUSE_KINDS, YES, Bools, Dates
from casewatch.core.clock import (
    GONE,
    HELD_OUT,
    HELD_OUT_REASONS,
    INCOMPLETE,
    PAUSED,
    RUNNING,
    reversed_pauses,
    stopping,
    unclear_pauses,
)
from casewatch.core.periods import twelve_months_to
from casewatch.core.start import newest_letter
from casewatch.documents.alerts import AlertDetails, AwaitedAnswer


def case_alert(
    seen: Situation,
    row: int,
    level: str,
    rule: str,
    *,
    since: date,
    days_left: int | None = None,
    last_day: date | None = None,
    details: AlertDetails | None = None,
) -> Alert:
    """An alert about the application at a place in the arrays."""
    a = seen.applications
    municipality = a.municipalities[int(a.municipality[row])]
    case_key, number = str(seen.case_keys[row]), int(a.application_no[row])
    return Alert(
        key=alert_key(rule, level, municipality, case_key, number),
        level=level,
        rule=rule,
        municipality=municipality,
        case_no=str(a.case_no[row]),
        application_no=number,
        handler=a.handler[row],
        scope=scope_name(int(seen.scope.counts[row])),
        days_left=days_left,
        last_day=last_day,
        since=since,
        data_from=seen.data_from.get(municipality),
        details=details or {},
        case_key=case_key,
    )


def goal_alerts(seen: Situation) -> Iterator[Alert]:
    """``goal_missed`` for what is over the limit, running or paused; ``goal_danger`` for what runs and nears it.

    In danger is what the rule calls at risk, and what has to be decided before the next export is expected. A paused
    clock is not in danger. Only applications that count, or of which it is unknown whether they do. ``letter`` of the
    details: a letter of defects that may have moved the start, where nothing has settled it.
    """
    measures, day = seen.measures, np.datetime64(seen.as_of, "D")
    counts = seen.mine & (seen.scope.counts != NO)
    limit = seen.rule.targets.limit_days
    letters = _letters(seen)
    for row in np.flatnonzero(counts & measures.overdue).tolist():
        yield case_alert(
            seen,
            row,
            "goal_missed",
            seen.rule.id,
            since=measures.missed_on[row].astype(object),
            days_left=int(measures.days_left[row]),
            details={
                "limit_days": limit,
                "net_days": int(measures.net[row]),
                "paused": bool(measures.state[row] == PAUSED),
                **_letter(letters, row),
            },
        )
    in_time = counts & (measures.state == RUNNING) & measures.has_days_left & ~measures.overdue
    in_time &= measures.at_risk | (act_by(measures.last_day, seen.calendar) < np.datetime64(seen.next_export, "D"))
    rows = np.flatnonzero(in_time)
    if not len(rows):
        return
    count = seen.calendar.of(seen.rule)
    today = count.index(np.full(1, day))[0]
    began = _running_since(seen)
    acting = act_by(measures.last_day[rows], seen.calendar).astype(object)
    for row, acted in zip(rows.tolist(), acting, strict=True):
        left = int(measures.days_left[row])
        since = day
        if measures.at_risk[row]:
            first = count.date_at(np.full(1, today - (seen.rule.alerts.danger_days - left)))[0]
            since = min(max(first, began[row]), day)
        yield case_alert(
            seen,
            row,
            "goal_danger",
            seen.rule.id,
            since=since.astype(object),
            days_left=left,
            last_day=measures.last_day[row].astype(object),
            details={
                "limit_days": limit,
                "net_days": int(measures.net[row]),
                "act_by": acted.isoformat(),
                **_letter(letters, row),
            },
        )


def _letters(seen: Situation) -> Dates:
    """Per application the letter of defects that makes the start of its clock unclear, NaT where there is none."""
    return np.where(seen.measures.milestones.letter, newest_letter(seen.applications, seen.as_of), NAT)


def _letter(letters: Dates, row: int) -> AlertDetails:
    return {} if np.isnat(letters[row]) else {"letter": letters[row].astype(object).isoformat()}


def _running_since(seen: Situation) -> Dates:
    """The day each clock last began to run: complete, or the last answer that had come by the as-of day."""
    began = seen.measures.milestones.start.complete.copy()
    pauses = seen.pauses
    answered = stopping(pauses, seen.rule) & (pauses.answered <= np.datetime64(seen.as_of, "D"))
    answered &= pauses.sent < pauses.answered
    np.fmax.at(began, pauses.application[answered], pauses.answered[answered])
    return began


def chased(seen: Situation) -> Bools:
    """The applications in which an answer is chased: where the goal counts or may, and with a dispensation.

    A dispensation puts an application out of scope, but the statutory clock runs on once a statement is late; where
    that clock has ended, there is nothing left to chase for.
    """
    found: Bools = (seen.scope.counts != NO) | ((seen.applications.dispensation == YES) & seen.legal.open)
    return found


def hearing_alerts(seen: Situation) -> Iterator[Alert]:
    """``hearing_long``: one for each open application that has waited for an answer longer than the rule's days."""
    pauses, measures, day = seen.pauses, seen.measures, np.datetime64(seen.as_of, "D")
    waiting = seen.mine & chased(seen) & measures.milestones.open
    waiting &= np.isin(measures.state, (INCOMPLETE, PAUSED, RUNNING))
    long = np.timedelta64(seen.rule.alerts.hearing_long_days, "D")
    chosen = stopping(pauses, seen.rule) & waiting[pauses.application]
    chosen &= (day - pauses.sent > long) & ~(pauses.answered <= day)
    which = np.flatnonzero(chosen)
    # Oldest first, so that the first of each application is the one that waits longest.
    which = which[np.lexsort((pauses.sent[which], pauses.application[which]))]
    bodies: dict[int, list[AwaitedAnswer]] = {}
    for place in which.tolist():
        bodies.setdefault(int(pauses.application[place]), []).append(
            {
                "kind": PAUSE_KINDS[pauses.kind[place]],
                "party": pauses.party[place],
                "sent": pauses.sent[place].astype(object).isoformat(),
                "days": int((day - pauses.sent[place]).astype(int)),
            }
        )
    for row, waited in bodies.items():
        since = np.datetime64(waited[0]["sent"], "D") + long + np.timedelta64(1, "D")
        yield case_alert(
            seen,
            row,
            "hearing_long",
            seen.rule.id,
            since=since.astype(object),
            details={"long_days": seen.rule.alerts.hearing_long_days, "waiting_for": waited},
        )


def not_measurable_alerts(seen: Situation) -> Iterator[Alert]:
    """``not_measurable``: one for each open application that is gone, and each that is held out.

    Held-out ones that are decided are told while their decision is among the last 12 months'.
    """
    m, state = seen.measures.milestones, seen.measures.state
    counts = seen.mine & (seen.scope.counts != NO)
    decided = m.decision >= np.datetime64(twelve_months_to(seen.as_of).first, "D")
    held = (state == HELD_OUT) & (m.open | decided)
    doubted, letters = _pauses_doubted_since(seen), _letters(seen)
    for row in np.flatnonzero(counts & ((state == GONE) | held)).tolist():
        if state[row] == GONE:
            municipality = seen.applications.municipalities[int(seen.applications.municipality[row])]
            since, reason = seen.data_from.get(municipality, seen.as_of), "gone"
        else:
            reason = HELD_OUT_REASONS[m.held_out[row]]
            by_pause = doubted[reason][row] if reason in doubted else NAT
            known = _known(m.decision[row], m.start.complete[row]) if np.isnat(by_pause) else _known(by_pause)
            since = max(known, default=seen.as_of)
        letter: AlertDetails = _letter(letters, row) if reason == "complete_unclear" else {}
        details: AlertDetails = {"reason": reason, **letter}
        yield case_alert(seen, row, "not_measurable", seen.rule.id, since=since, details=details)


def _pauses_doubted_since(seen: Situation) -> dict[str, Dates]:
    """Per reason that rests on pauses, and per application, the first day on which one of them held it out."""
    pauses, m = seen.pauses, seen.measures.milestones
    never = unclear_pauses(pauses, seen.as_of, seen.rule, m.end, ~m.open & np.isnat(m.closed))
    # A file that tells one half only says so on that day; that an answer never came is said by the end.
    told = np.where(pauses.half, np.fmin(pauses.sent, pauses.answered), m.end[pauses.application])
    found: dict[str, Dates] = {}
    for reason, which, day in (
        ("pause_reversed", reversed_pauses(pauses, seen.as_of, seen.rule), pauses.sent),
        ("pause_never_answered", never, told),
    ):
        found[reason] = np.full(len(seen.applications), NAT)
        np.fmin.at(found[reason], pauses.application[which], day[which])
    return found


def _known(*days: np.datetime64) -> list[date]:
    return [day.astype(object) for day in days if not np.isnat(day)]
