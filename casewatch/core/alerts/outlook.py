"""``outlook``: where what is open decides whether a municipality reaches the share, and what is still possible."""

from collections.abc import Iterator

import numpy as np

from casewatch.core.alerts.places import place_alert
from casewatch.core.alerts.shapes import Alert, Situation
from casewatch.core.bounds import bounds
from casewatch.core.cases import YES
from casewatch.core.clock import INCOMPLETE, PAUSED, RUNNING
from casewatch.core.indicator import Figure, figures
from casewatch.core.periods import twelve_months_to
from casewatch.core.verdict import Verdict, judge
from casewatch.documents.alerts import AlertDetails, OutlookKind

#: So few open applications decide the goal each by itself; with more of them there is nothing yet to single out.
FEW = 5


def outlook_alerts(seen: Situation) -> Iterator[Alert]:
    """``outlook`` for each municipality where what is open now decides the share of the last 12 months.

    ``details["kind"]``: of a share that is missed, ``unreachable`` (what is open is not enough) or ``needed`` (so many
    have to pass in a row); of one that is met, ``loses`` (no more once the open ones that have missed are decided),
    ``none_left`` (no more may miss) or ``few`` (at most FEW are open, and they could turn it). None where nothing is
    open, too few are decided, or unclear applications decide the verdict: what is open does not settle those.
    """
    period = twelve_months_to(seen.as_of)
    limits = bounds(seen.applications, seen.pauses, seen.measures, seen.as_of, seen.rule, seen.calendar)
    found = figures(
        seen.applications, seen.measures, limits, seen.scope, period, seen.as_of, seen.rule.targets, seen.municipalities
    )
    a, measures = seen.applications, seen.measures
    # As the figure counts them: a letter after `complete` leaves open whether an application has missed.
    have_missed = measures.overdue & ~measures.milestones.letter
    deciding = seen.mine & (seen.scope.counts == YES) & measures.milestones.open & ~have_missed
    deciding &= np.isin(measures.state, (INCOMPLETE, PAUSED, RUNNING))
    for municipality, figure in zip(seen.municipalities, found, strict=False):
        told = judge(figure)
        kind = _kind(figure, told)
        if kind is None:
            continue
        rows = np.flatnonzero(deciding & (np.array(a.municipalities, object)[a.municipality] == municipality))
        cases = sorted({str(a.case_no[row]) for row in rows.tolist()})
        details: AlertDetails = {
            "kind": kind,
            "share_percent": figure.targets.share_percent,
            "limit_days": figure.targets.limit_days,
            "decided": figure.measured,
            "under_limit": figure.under,
            "have_missed": told.waiting_over,
            "surely": told.worst == told.best,
            "open": told.waiting,
            "cases": cases if told.waiting <= FEW else [],
            "misses_left": told.misses_left,
            "needed": told.needed,
            "reachable": told.reachable,
        }
        yield place_alert(seen, "outlook", municipality, seen.as_of, details, f"{kind} {told.misses_left}")


def _kind(figure: Figure, told: Verdict) -> OutlookKind | None:
    # What may still miss is counted by the clear ones: where they alone say otherwise, it says nothing of the verdict.
    clear = "met" if 100 * figure.under >= figure.targets.share_percent * figure.measured else "missed"
    if told.share.kind != clear or not told.waiting + told.waiting_over:
        return None
    if told.share.kind == "missed":
        return "needed" if told.reachable else "unreachable"
    if told.loses:
        return "loses"
    if told.may_lose:  # the unclear ones decide what the waiting ones do
        return None
    if not told.waiting:  # all open ones have missed, and the share bears it
        return None
    if not told.misses_left:
        return "none_left"
    return "few" if told.misses_left < told.waiting <= FEW else None
