"""The open applications of an office, those first that have to be decided first, and what was said since the export."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from casewatch.core.alerts.exports import act_by
from casewatch.core.alerts.goal import goal_alerts
from casewatch.core.alerts.shapes import Situation
from casewatch.core.alerts.statutory import statutory_alerts
from casewatch.core.cases import NAT, UNKNOWN, YES
from casewatch.core.clock import PAUSED, RUNNING, stopping
from casewatch.core.fold import Content, Values
from casewatch.core.periods import OSLO
from casewatch.documents.cases import CaseRow
from casewatch.report.data import Goals
from casewatch.report.words.work import Waiting, Work
from casewatch.services.alerts.alerting import newest_exports, situation_of
from casewatch.services.asking.context import Context
from casewatch.services.asking.selecting import Frame, Selectors, frame
from casewatch.services.cases.confirming import question_of_report
from casewatch.services.figures.describing import goals_of
from casewatch.services.figures.listing import case_rows
from casewatch.settings import Settings
from casewatch.store import Cut, standing_imports
from casewatch.store.corrections import StoredCorrection, Unconfirmed, holding, unconfirmed


@dataclass(frozen=True)
class UnexportedReport:
    """What a person said of an application, until the next export."""

    id: int
    case: CaseRow  # its row of ``cases``
    values: Values  # as of :class:`casewatch.core.fold.Correction`
    day: date


@dataclass(frozen=True)
class Unanswered:
    """A report that the export does not bear out, of an application of whatever state."""

    id: int  # of the correction
    case: CaseRow  # its row of ``cases``
    question: str


@dataclass(frozen=True)
class OpenCases:
    """The open applications of one municipality. `goals`: what they are spoken of by."""

    goals: Goals
    work: tuple[Work, ...]
    said: tuple[UnexportedReport, ...]  # the newest first
    unanswered: tuple[Unanswered, ...]  # the oldest first
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
        asked = unconfirmed(connection, Cut(), _contents(found), [number])
    seen = situation_of(found, settings, newest)
    work = sorted(_work(found, seen), key=_urgency)
    return OpenCases(
        goals=goals_of(found.ruling.rule),
        work=tuple(work),
        said=tuple(_said(found, [each for each in said if each.until_next])),
        unanswered=tuple(_unanswered(found, asked)),
        next_export=seen.next_export,
        data_from=newest.get(number),
        handlers=tuple(sorted({code for code in found.applications.handler.tolist() if code})),
    )


def _urgency(each: Work) -> tuple[int, int, str, str]:
    case = each.case
    if each.days_left is not None:
        order = (0, each.days_left)
    elif case["overdue"]:
        order = (1, -(case["net_days"] or 0))
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


def _contents(found: Frame) -> dict[int, Content]:
    """What is known of the applications of a frame, by id."""
    return {found.known.application_ids[row]: found.known.contents[row] for row in found.rows.tolist()}


def _cases(found: Frame, identities: Iterable[int]) -> dict[int, CaseRow]:
    """The rows of ``cases`` of some applications, by id; those outside the frame are absent."""
    ids = np.array(found.known.application_ids, np.int64)[found.rows]
    places = np.flatnonzero(np.isin(ids, np.array([*identities], np.int64)))
    return dict(zip(ids[places].tolist(), case_rows(found, places), strict=True))


def _said(found: Frame, said: Sequence[StoredCorrection]) -> Iterator[UnexportedReport]:
    rows = _cases(found, [each.application_id for each in said])
    for each in reversed(said):
        if each.application_id in rows:
            day = each.recorded_at.astimezone(OSLO).date()
            yield UnexportedReport(each.id, rows[each.application_id], each.values, day)


def _unanswered(found: Frame, asked: Sequence[Unconfirmed]) -> Iterator[Unanswered]:
    rows = _cases(found, [each.said.application_id for each in asked])
    for each in asked:
        yield Unanswered(each.said.id, rows[each.said.application_id], question_of_report(each))
