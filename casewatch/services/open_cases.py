"""The open applications of an office, those first that have to be decided first, and what was said since the export."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np

from casewatch.core.cases import NAT, UNKNOWN, YES
from casewatch.core.clock import PAUSED, RUNNING, stopping
from casewatch.core.due import Situation
from casewatch.core.due_cases import goal_alerts
from casewatch.core.due_days import act_by
from casewatch.core.due_statutory import statutory_alerts
from casewatch.report.data import Goals
from casewatch.report.work_words import Waiting, Work
from casewatch.services.alerting import newest_exports, situation_of
from casewatch.services.context import OSLO, Context
from casewatch.services.describing import goals_of
from casewatch.services.listing import case_rows
from casewatch.services.selecting import Frame, Selectors, frame
from casewatch.settings import Settings
from casewatch.store import Cut, standing_imports
from casewatch.store.corrections import StoredCorrection, holding


@dataclass(frozen=True)
class Said:
    """What a person said of an application, until the next export."""

    id: int
    case: Mapping[str, Any]  # its row of ``cases``
    values: Mapping[str, Any]  # as of :class:`casewatch.core.picture.Correction`
    day: date


@dataclass(frozen=True)
class OpenCases:
    """The open applications of one municipality. `goals`: what they are spoken of by."""

    goals: Goals
    work: tuple[Work, ...]
    said: tuple[Said, ...]  # the newest first
    next_export: date
    data_from: date | None  # the local date of the newest export; None: there never was one
    handlers: tuple[str, ...]  # codes that stand in the exports, whatever the state of their cases


def open_cases(context: Context, settings: Settings, number: str) -> OpenCases:
    """The open applications of a municipality today, by days left: the first to decide first.

    Next come those over the limit, the longest first, and last those with no day to keep, the oldest first.
    """
    today = context.today()
    found = frame(context, Selectors(today, municipalities=(number,)))
    with context.store.reading() as connection:
        newest = newest_exports(connection, today, None)
        said = holding(connection, Cut(), standing_imports(connection, Cut()), municipalities=[number])
    seen = situation_of(found, settings, newest)
    work = sorted(_work(found, seen), key=_urgency)
    return OpenCases(
        goals=goals_of(found.ruling.rule),
        work=tuple(work),
        said=tuple(_said(found, [each for each in said if each.until_next])),
        next_export=seen.next_export,
        data_from=newest.get(number),
        handlers=tuple(sorted({code for code in found.applications.handler.tolist() if code})),
    )


def _urgency(each: Work) -> tuple[int, int, str, str]:
    case = each.case
    if each.days_left is not None:
        order = (0, each.days_left)
    elif case["overdue"]:
        order = (1, -case["net_days"])
    else:
        order = (2, 0)
    return (*order, case["received"] or "", case["case_no"])


def _work(found: Frame, seen: Situation) -> Iterator[Work]:
    measures, a = found.measures, found.applications
    rows = np.flatnonzero(measures.milestones.open & seen.mine)
    if not len(rows):
        return
    today = np.datetime64(found.as_of, "D")
    counts = np.isin(found.scope.counts, (YES, UNKNOWN))
    goal = np.where(counts & (measures.state == RUNNING), measures.last_day, NAT)
    # A limit that was met speaks no more of an application that the goal still has open.
    legal = np.where(seen.legal.open, seen.legal.last_day, NAT)
    first = np.fmin(goal, legal)
    acting = act_by(np.fmin(goal, np.where(legal < today, NAT, legal)), found.calendar)
    must = _must(seen)
    waiting = _waiting(found, seen)
    complete = measures.milestones.start.complete
    for row, case in zip(rows.tolist(), case_rows(found, rows), strict=True):
        given = not np.isnat(first[row])
        yield Work(
            case=case,
            calendar_days=None if np.isnat(complete[row]) else int((today - complete[row]).astype(int)),
            days_left=int((first[row] - today).astype(int)) if given else None,
            decide_by=None if np.isnat(acting[row]) else acting[row].astype(object),
            must=(str(a.case_no[row]), int(a.application_no[row])) in must,
            broken=bool(legal[row] < today),
            waiting=tuple(waiting.get(row, ())),
        )


def _must(seen: Situation) -> set[tuple[str | None, int | None]]:
    """The applications that will have missed the goal or the limit by the day of the next export."""
    near = [*goal_alerts(seen), *statutory_alerts(seen)]
    next_export = seen.next_export.isoformat()
    return {
        (alert.case_no, alert.application_no)
        for alert in near
        if alert.details.get("act_by") is not None and alert.details["act_by"] < next_export
    }


def _waiting(found: Frame, seen: Situation) -> dict[int, list[Waiting]]:
    """The application's row -> the answers that have not come."""
    pauses, day, rule = found.pauses, np.datetime64(found.as_of, "D"), found.ruling.rule
    names = {body.code: body.name for body in found.ruling.rulebook.bodies}
    state = found.measures.state[pauses.application]
    asked = stopping(pauses, rule) & (pauses.sent <= day) & ~(pauses.answered <= day) & (state == PAUSED)
    which = np.flatnonzero(asked)
    answers: dict[int, list[Waiting]] = {}
    for place in which[np.argsort(pauses.sent[which], kind="stable")].tolist():
        days = int((day - pauses.sent[place]).astype(int))
        waited = Waiting(
            body=names.get(pauses.party[place] or ""),
            sent=pauses.sent[place].astype(object),
            days=days,
            long=days > rule.alerts.hearing_long_days,
        )
        answers.setdefault(int(pauses.application[place]), []).append(waited)
    return answers


def _said(found: Frame, said: Sequence[StoredCorrection]) -> Iterator[Said]:
    places = {identity: place for place, identity in enumerate(np.array(found.picture.application_ids)[found.rows])}
    there = [each for each in reversed(said) if each.application_id in places]
    rows = case_rows(found, np.array([places[each.application_id] for each in there], np.int64))
    for each, case in zip(there, rows, strict=True):
        yield Said(each.id, case, each.values, each.recorded_at.astimezone(OSLO).date())
