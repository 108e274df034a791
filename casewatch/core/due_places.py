"""Alerts about a whole municipality: no fresh export, and what is still possible for the goal."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from typing import Any

import numpy as np

from casewatch.core.bounds import bounds
from casewatch.core.cases import YES
from casewatch.core.clock import INCOMPLETE, PAUSED, RUNNING
from casewatch.core.due import Alert, Situation, alert_key
from casewatch.core.indicator import Figure, figures
from casewatch.core.periods import twelve_months_to

#: So few open applications decide the goal each by itself; with more of them there is nothing yet to single out.
FEW = 5


def no_export_alerts(seen: Situation) -> Iterator[Alert]:
    """``no_export`` for each municipality whose newest export is too old; one that never sent any has none."""
    for municipality in seen.municipalities:
        if not seen.late(municipality):
            continue
        newest = seen.data_from[municipality]
        since = newest + timedelta(days=seen.exports.late_after_days + 1)
        details = {"days_old": (seen.as_of - newest).days}
        yield _place_alert(seen, "no_export", municipality, since, details, newest.isoformat())


def outlook_alerts(seen: Situation) -> Iterator[Alert]:
    """``outlook`` for each municipality where what is open now decides the share of the last 12 months.

    ``details["kind"]``: ``unreachable`` (what is open is not enough), ``none_left`` (no more may miss), ``needed``
    (missed, and so many have to pass in a row) or ``few`` (at most FEW are open, and they could turn it). None where
    nothing is open, or too few are decided and open for a verdict.
    """
    period = twelve_months_to(seen.as_of)
    limits = bounds(seen.applications, seen.pauses, seen.measures, seen.as_of, seen.rule, seen.calendar)
    found = figures(
        seen.applications, seen.measures, limits, seen.scope, period, seen.as_of, seen.rule.targets, seen.municipalities
    )
    a, measures = seen.applications, seen.measures
    deciding = seen.mine & (seen.scope.counts == YES) & measures.milestones.open & ~measures.overdue
    deciding &= np.isin(measures.state, (INCOMPLETE, PAUSED, RUNNING))
    for municipality, figure in zip(seen.municipalities, found, strict=False):
        kind = _kind(figure)
        if kind is None:
            continue
        rows = np.flatnonzero(deciding & (np.array(a.municipalities, object)[a.municipality] == municipality))
        cases = sorted({str(a.case_no[row]) for row in rows.tolist()})
        details = {
            "kind": kind,
            "share_percent": figure.targets.share_percent,
            "limit_days": figure.targets.limit_days,
            "decided": figure.measured,
            "under_limit": figure.under,
            "have_missed": figure.have_missed,
            "may_miss": _may_miss(figure),
            "open": figure.can_pass,
            "cases": cases if figure.can_pass <= FEW else [],
            **vars(figure.outlook),
        }
        yield _place_alert(seen, "outlook", municipality, seen.as_of, details, f"{kind} {_may_miss(figure)}")


def _place_alert(
    seen: Situation, level: str, municipality: str, since: date, details: Mapping[str, Any], state: str
) -> Alert:
    """An alert about a whole municipality."""
    return Alert(
        key=alert_key(seen.rule.id, level, municipality),
        level=level,
        rule=seen.rule.id,
        municipality=municipality,
        case_no=None,
        application_no=None,
        handler=None,
        scope=None,
        days_left=None,
        last_day=None,
        since=since,
        data_from=seen.data_from.get(municipality),
        details=details,
        state=state,
    )


def _kind(figure: Figure) -> str | None:
    waiting = figure.can_pass + figure.have_missed
    if not waiting or figure.measured + waiting < figure.targets.min_cases:
        return None
    outlook = figure.outlook
    if outlook.reachable is False:
        return "unreachable"
    if not figure.can_pass or not figure.measured:  # all open ones missed and the share bears it; nothing to go by
        return None
    if figure.share_met is False:
        return "needed"
    left = _may_miss(figure)
    if not left:
        return "none_left"
    return "few" if left < figure.can_pass <= FEW else None


def _may_miss(figure: Figure) -> int:
    """How many more may miss: those that are open and have missed already take of the misses that are left."""
    return max(0, figure.outlook.misses_left - figure.have_missed)
