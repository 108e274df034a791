"""Alerts about the recorded limit of plan- og bygningsloven: about to run out, or run out.

Every application with a recorded limit that the statutory clock has open, whatever its scope. A limit is never
derived, and no goal moves it.
"""

from collections.abc import Iterator, Sequence
from datetime import timedelta

import numpy as np

from casewatch.core.alerts.exports import act_by
from casewatch.core.alerts.goal import case_alert
from casewatch.core.alerts.shapes import STATUTORY_RULE, Alert, Situation
from casewatch.core.cases import Dates, Ints
from casewatch.core.legal import versions_in_force
from casewatch.core.rules import StatutoryVersion
from casewatch.documents.alerts import AlertDetails

#: The limit over which the fee falls, in weeks, and by how many percent for each started week.
FEE_WEEKS, FEE_PERCENT_A_WEEK = 12, 25
#: The limit over which a permit can be deemed given, in weeks.
DEEMED_GIVEN_WEEKS = 3


def fee_reduction(days_over: int) -> int:
    """By how many percent the fee has fallen so many days after a 12-week limit: 25 for each started week."""
    return min(100, FEE_PERCENT_A_WEEK * -(-max(days_over, 0) // 7))


def statutory_alerts(seen: Situation) -> Iterator[Alert]:
    """``statutory_broken`` and ``statutory_danger``.

    In danger is a limit that ends within the days of the rule file, or that has to be met before the next export is
    expected; not while the statutory clock itself stands. A case that is missing from the latest export is told too,
    marked ``gone``: what is at stake is not a figure.
    """
    a, day = seen.applications, np.datetime64(seen.as_of, "D")
    last = seen.legal.last_day
    rows = seen.mine & seen.legal.open & ~np.isnat(last)
    left = np.where(rows, (last - day).astype(np.int64), 0)
    near = left <= danger_window(a.legal_limit_weeks, a.received, seen.statutory)
    near |= act_by(last, seen.calendar) < np.datetime64(seen.next_export, "D")
    danger = rows & (left >= 0) & near & ~seen.legal.stands
    for row in np.flatnonzero(rows & ((left < 0) | danger)).tolist():
        over = -int(left[row])
        weeks = int(a.legal_limit_weeks[row]) or None
        last_day = last[row].astype(object)
        details: AlertDetails = {"weeks": weeks, "gone": bool(a.gone[row])}
        if weeks == DEEMED_GIVEN_WEEKS:
            details["deemed_given"] = over > 0
        if weeks == FEE_WEEKS:
            details["fee_reduction_percent"] = fee_reduction(over)
        if over > 0:
            level, since = "statutory_broken", last_day + timedelta(days=1)
            details["days_over"] = over
        else:
            window = int(danger_window(a.legal_limit_weeks[[row]], a.received[[row]], seen.statutory)[0])
            level, since = "statutory_danger", min(seen.as_of, last_day - timedelta(days=window))
            details["act_by"] = act_by(last[[row]], seen.calendar)[0].astype(object).isoformat()
        yield case_alert(
            seen, row, level, STATUTORY_RULE, since=since, days_left=-over, last_day=last_day, details=details
        )


def danger_window(weeks: Ints, received: Dates, versions: Sequence[StatutoryVersion]) -> Ints:
    """How many calendar days before its end each limit is in danger, by the version of the day of receipt.

    A number of weeks that the version does not list has the window of the next shorter one that it does. Of a date
    without weeks the length is not known: it has the widest window, so that one is told too early rather than too late.
    """
    if not versions:
        return np.zeros(len(weeks), np.int64)
    ordered, chosen = versions_in_force(versions, received)
    window = np.zeros(len(weeks), np.int64)
    for number, version in enumerate(ordered):
        listed = np.array(sorted(version.danger_days), np.int64)
        days = np.array([version.danger_days[each] for each in listed.tolist()], np.int64)
        found = days[np.maximum(np.searchsorted(listed, weeks, side="right") - 1, 0)]
        window = np.where(chosen == number, np.where(weeks > 0, found, days.max()), window)
    return window
