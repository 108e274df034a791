"""Why what was once told is no longer due: a decision, a pause or another date that came in later."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

import numpy as np

from casewatch.core.alerts.goal import chased
from casewatch.core.alerts.shapes import FOLLOWED_BY, STATUTORY_LEVELS, Alert, Situation, alert_key
from casewatch.core.cases import NO
from casewatch.core.clock import CLOSED, GONE, HELD_OUT, INCOMPLETE, PAUSED, stopping
from casewatch.core.legal import LegalClock

#: ``withdrawn``: said to those who were told. ``followed``: another alert says more. ``passed``: time did it.
EndKind = Literal["withdrawn", "followed", "passed"]


@dataclass(frozen=True)
class Standing:
    """An alert that was recorded and has not ended: what it was about."""

    key: str
    level: str
    rule: str
    municipality: str
    case_key: str | None
    application_no: int | None
    state: str = ""


@dataclass(frozen=True)
class Ending:
    """That an alert is no longer due, and why: a code and what a sentence needs."""

    key: str
    kind: EndKind
    code: str
    details: Mapping[str, str] = field(default_factory=dict)  # ISO dates


def endings(seen: Situation, standing: Sequence[Standing], due: Sequence[Alert]) -> list[Ending]:
    """The endings of standing alerts that are no longer among those due (held back ones included), in their order.

    An alert whose ``state`` changed ends as ``followed``: the same key is told again.
    """
    now = {alert.key: alert for alert in due}
    return list(_endings(seen, standing, now))


def _endings(seen: Situation, standing: Sequence[Standing], now: Mapping[str, Alert]) -> Iterator[Ending]:
    wanted = set(seen.municipalities)
    places: dict[tuple[str, str, int], int] | None = None
    for each in standing:
        if each.municipality not in wanted:
            continue
        if each.key in now:
            if now[each.key].state != each.state:
                yield Ending(each.key, "followed", "changed")
            continue
        if each.case_key is None:
            yield _place_ending(seen, each)
            continue
        follows = FOLLOWED_BY.get(each.level)
        if follows and alert_key(each.rule, follows, each.municipality, each.case_key, each.application_no) in now:
            yield Ending(each.key, "followed", follows)
            continue
        if places is None:
            places = _places(seen)
        yield _case_ending(seen, each, places.get((each.municipality, each.case_key, each.application_no or 0)))


def _places(seen: Situation) -> dict[tuple[str, str, int], int]:
    a = seen.applications
    names = np.array(a.municipalities, object)[a.municipality].tolist()
    keys = zip(names, seen.case_keys.tolist(), a.application_no.tolist(), strict=True)
    return {key: row for row, key in enumerate(keys)}


def _place_ending(seen: Situation, each: Standing) -> Ending:
    if each.level == "no_export":
        newest = seen.data_from.get(each.municipality)
        return Ending(each.key, "withdrawn", "export_came", {} if newest is None else {"day": newest.isoformat()})
    return Ending(each.key, "withdrawn", "outlook_settled")


def _case_ending(seen: Situation, each: Standing, row: int | None) -> Ending:
    if row is None:
        return Ending(each.key, "withdrawn", "not_there")
    if each.level in STATUTORY_LEVELS:
        return _limit_ending(seen.legal, each, row)
    m, state = seen.measures.milestones, int(seen.measures.state[row])
    if state == CLOSED:
        return Ending(each.key, "withdrawn", "closed", _day(m.closed[row]))
    if each.level == "not_measurable":
        if state == HELD_OUT:  # its decision is no longer among the last 12 months'
            return Ending(each.key, "passed", "no_longer_shown")
        return Ending(each.key, "withdrawn", "measurable")
    if not m.open[row]:
        return Ending(each.key, "withdrawn", "decided", _day(m.decision[row]))
    if not (chased(seen) if each.level == "hearing_long" else seen.scope.counts != NO)[row]:
        if each.level == "hearing_long" and not seen.legal.open[row]:
            return _limit_ending(seen.legal, each, row)
        return Ending(each.key, "withdrawn", "out_of_scope")
    codes = {GONE: "gone", HELD_OUT: "held_out", INCOMPLETE: "incomplete"}
    if state in codes:
        return Ending(each.key, "withdrawn", codes[state])
    if each.level == "hearing_long":
        return _hearing_ending(seen, each, row)
    if state == PAUSED:
        return Ending(each.key, "withdrawn", "paused", _day(_sent(seen, row)))
    return Ending(each.key, "withdrawn", "dates_changed")


def _limit_ending(clock: LegalClock, each: Standing, row: int) -> Ending:
    """By the statutory clock's own end: a goal that waits for the dispatch ends no limit later."""
    if clock.open[row]:
        return Ending(each.key, "withdrawn", "limit_moved")
    if np.isnat(clock.closed[row]):
        return Ending(each.key, "withdrawn", "decided", _day(clock.decision[row]))
    return Ending(each.key, "withdrawn", "closed", _day(clock.closed[row]))


def _hearing_ending(seen: Situation, each: Standing, row: int) -> Ending:
    """Said to be answered only where something that was waited for so long was answered; else dates were changed."""
    pauses, day = seen.pauses, np.datetime64(seen.as_of, "D")
    mine = stopping(pauses, seen.rule) & (pauses.application == row) & (pauses.sent <= day)
    long_ago = day - pauses.sent > np.timedelta64(seen.rule.alerts.hearing_long_days, "D")
    if (mine & long_ago & (pauses.answered <= day)).any():
        return Ending(each.key, "withdrawn", "answered")
    if (mine & ~(pauses.answered <= day)).any():
        return Ending(each.key, "withdrawn", "asked_later", _day(_sent(seen, row)))
    return Ending(each.key, "withdrawn", "not_asked")


def _sent(seen: Situation, row: int) -> np.datetime64:
    """Since when an application that stands has waited: the earliest of its pauses without an answer."""
    pauses, day = seen.pauses, np.datetime64(seen.as_of, "D")
    waiting = stopping(pauses, seen.rule) & (pauses.application == row) & (pauses.sent <= day)
    sent: np.datetime64 = pauses.sent[waiting & ~(pauses.answered <= day)].min()
    return sent


def _day(day: np.datetime64) -> dict[str, str]:
    return {} if np.isnat(day) else {"day": day.astype(object).isoformat()}
