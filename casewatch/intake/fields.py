"""The columns an import can read: canonical field, what it holds, and in which shape of table it stands."""

from __future__ import annotations

from typing import Literal, NamedTuple

from casewatch.core.cases import YES_NO_FIELDS, FieldKind

#: One row per application; one row per pause (the sheet ``Pauser``); one row per event.
Shape = Literal["table", "pauses", "events"]

_KEYS = {"municipality": "text", "case_no": "text", "application_no": "number"}
_PAUSE_PARTS = {"sent": "date", "answered": "date", "party": "text"}

#: Numbered groups: ``hearing_2_sent`` is the field ``hearing_sent`` in group 2.
GROUP_KINDS: dict[str, FieldKind] = {
    f"{name}_{part}": kind  # type: ignore[misc]
    for name in ("hearing", "authority")
    for part, kind in _PAUSE_PARTS.items()
}
DATE_FIELDS = (
    *("received", "complete", "deficiency", "supplement", "decided", "decision_sent", "closed"),
    *("legal_limit_date", "extended_to"),
)
#: Dates that lie ahead by their nature.
AHEAD = frozenset({"legal_limit_date", "extended_to"})

FIELDS_OF_SHAPE: dict[Shape, dict[str, FieldKind]] = {
    "table": {
        **_KEYS,  # type: ignore[dict-item]
        "application_type": "code",
        **dict.fromkeys(DATE_FIELDS, "date"),
        "outcome": "code",
        **dict.fromkeys(YES_NO_FIELDS, "yes_no"),
        "plan_id": "text",
        "building_type": "text",
        "legal_limit_weeks": "weeks",
        "handler": "text",
        **GROUP_KINDS,
    },
    "pauses": {**_KEYS, "kind": "code", **_PAUSE_PARTS},  # type: ignore[dict-item]
    "events": {**_KEYS, "event": "code", "date": "date", "party": "text"},  # type: ignore[dict-item]
}


class Target(NamedTuple):
    """What a column is read as: a field and, for pauses in a table, the number of its group."""

    field: str
    group: int = 0

    def name(self) -> str:
        """As in the contract: ``received``, ``hearing_2_sent``."""
        if not self.group:
            return self.field
        kind, part = self.field.split("_")
        return f"{kind}_{self.group}_{part}"
