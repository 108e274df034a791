"""All alerts of a situation, each kind from its own module."""

from casewatch.core.alerts.goal import goal_alerts, hearing_alerts, not_measurable_alerts
from casewatch.core.alerts.outlook import outlook_alerts
from casewatch.core.alerts.places import no_export_alerts
from casewatch.core.alerts.shapes import LEVELS, Alert, Situation
from casewatch.core.alerts.statutory import statutory_alerts


def all_alerts(seen: Situation) -> list[Alert]:
    """All alerts of a situation, those too that old data will hold back; the most pressing first."""
    found = [
        alert
        for part in (
            statutory_alerts,
            goal_alerts,
            hearing_alerts,
            not_measurable_alerts,
            no_export_alerts,
            outlook_alerts,
        )
        for alert in part(seen)
    ]
    rank: dict[str, int] = {level: place for place, level in enumerate(LEVELS)}
    far = 10**6
    found.sort(
        key=lambda alert: (
            rank[alert.level],
            alert.municipality,
            far if alert.days_left is None else alert.days_left,
            alert.case_key or "",
            alert.application_no or 0,
        )
    )
    return found
