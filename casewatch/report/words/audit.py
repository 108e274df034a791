"""What the audit log says, in words: who, what, and of what."""

from collections.abc import Mapping
from datetime import date

from casewatch.language import _, show_date


def subject_words(action: str, subject: str | None, details: Mapping[str, str], roles: Mapping[str, str]) -> str:
    """Of what it was done. `roles`: role -> what people call it."""
    if subject is None:
        return ""
    if action in ("imported", "came_again", "undone"):
        return _("import {number}").format(number=subject)
    if action in ("corrected", "correction_undone"):
        return _("retting {number}").format(number=subject)
    if action == "published":
        return _("låsing {number}, {period}").format(number=subject, period=details.get("period", ""))
    if action in ("acknowledged", "snoozed"):
        until = details.get("until")
        if until is None:
            return _("varsel {number}").format(number=subject)
        return _("varsel {number}, til {day}").format(number=subject, day=show_date(date.fromisoformat(until)))
    if "role" in details:
        return _("{name}, rolle {role}").format(name=subject, role=roles.get(details["role"], details["role"]))
    return subject
