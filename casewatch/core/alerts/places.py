"""Alerts about a whole municipality: their shape, and ``no_export``. What is still possible: :mod:`.outlook`."""

from collections.abc import Iterator
from datetime import date, timedelta

from casewatch.core.alerts.shapes import Alert, Situation, alert_key
from casewatch.documents.alerts import AlertDetails


def no_export_alerts(seen: Situation) -> Iterator[Alert]:
    """``no_export`` for each municipality whose newest export is too old; one that never sent any has none."""
    for municipality in seen.municipalities:
        if not seen.late(municipality):
            continue
        newest = seen.data_from[municipality]
        since = newest + timedelta(days=seen.exports.late_after_days + 1)
        details: AlertDetails = {"days_old": (seen.as_of - newest).days}
        yield place_alert(seen, "no_export", municipality, since, details, newest.isoformat())


def place_alert(
    seen: Situation, level: str, municipality: str, since: date, details: AlertDetails, state: str
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
