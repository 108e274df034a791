"""The alerts that somebody may see: of the own municipality, or of all without handlers."""

from __future__ import annotations

from typing import Any

from casewatch.core.access import Viewer
from casewatch.report.alert_words import held_back_text
from casewatch.services.alerting import Due
from casewatch.services.context import Context


def alerts_seen(context: Context, due: Due, viewer: Viewer) -> dict[str, Any]:
    """The JSON of ``alerts``, less what is not for whoever asks."""
    document = due.to_json()
    for part in ("alerts", "withdrawn"):
        document[part] = [each for each in document[part] if viewer.sees(each["municipality"])]
    if not viewer.sees_handlers:
        document["alerts"] = [each | {"handler": None} for each in document["alerts"]]
    document["baselines"] = {number: count for number, count in due.baselines.items() if viewer.sees(number)}
    if due.held_back is not None:
        numbers = [number for number in due.held_back.municipalities if viewer.sees(number)]
        # Which levels are held back is known of all together; of fewer municipalities it is read off their alerts.
        theirs = {alert.level for alert in due.held if alert.municipality in numbers}
        names = {place.number: place.name for place in context.rulebook.municipalities}
        document["held_back"] = {
            "levels": [level for level in due.held_back.levels if level in theirs],
            "why": held_back_text([(names[number], due.data_from[number]) for number in numbers]),
            "municipalities": numbers,
        }
        if not numbers:
            document["held_back"] = None
    return document
