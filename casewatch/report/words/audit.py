"""What the audit log says, in words: who, what, and of what."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from casewatch.language import _, show_date


def who_words(who: str) -> str:
    """An account's name as it is; where no account did it, from where it was done."""
    places = {
        "kommandolinja": _("kommandolinja"),
        "tidsplan": _("tidsplanen"),
        "lokal bruker": _("lokal bruker (uten innlogging)"),
    }
    return places.get(who, who)


def action_words(action: str) -> str:
    """What was done; the code itself for one that a newer casewatch has written."""
    words = {
        "imported": _("leste inn en eksport"),
        "came_again": _("leste inn en eksport som var lest inn før"),
        "undone": _("angret en import"),
        "corrected": _("rettet en søknad"),
        "correction_undone": _("angret en retting"),
        "published": _("låste tall"),
        "acknowledged": _("kvitterte for et varsel"),
        "snoozed": _("utsatte et varsel"),
        "erased": _("slettet en sak"),
        "account_added": _("la inn en bruker"),
        "role_changed": _("endret rollen til en bruker"),
        "password_changed": _("endret passordet til en bruker"),
        "account_disabled": _("stengte ute en bruker"),
        "account_enabled": _("slapp en bruker inn igjen"),
        "account_tied": _("logget inn med arbeidskonto for første gang"),
    }
    return words.get(action, action)


def subject_words(action: str, subject: str | None, details: Mapping[str, Any], roles: Mapping[str, str]) -> str:
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
