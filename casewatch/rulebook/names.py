"""The columns casewatch knows: canonical field, what it holds, where it occurs, and its name in the template.

These names are the outer contract. Every other spelling is data, in ``rules/profiles/``.
"""

import re
from typing import NamedTuple

from casewatch.core.cases import APPLICATION_TYPES, CLOSING_OUTCOMES, DECISION_OUTCOMES, PAUSE_KINDS, FieldKind
from casewatch.core.events import EVENTS

#: The three shapes a file can have: one row per application, one per pause, one per event.
TABLE_SHAPES = ("table", "pauses", "events")


class FieldName(NamedTuple):
    """One canonical field."""

    kind: FieldKind
    shapes: tuple[str, ...]
    template: str  # its Norwegian name; numbered groups without the number


_EVERYWHERE, _TABLE, _PAUSES, _EVENTS = TABLE_SHAPES, ("table",), ("pauses",), ("events",)

#: Canonical field -> what is known of it. The English name of a column is the field's own name.
FIELDS: dict[str, FieldName] = {
    "municipality": FieldName("text", _EVERYWHERE, "Kommunenr"),
    "case_no": FieldName("text", _EVERYWHERE, "Saksnr"),
    "application_no": FieldName("number", _EVERYWHERE, "Søknadsnr"),
    "application_type": FieldName("code", _TABLE, "Søknadstype"),
    "received": FieldName("date", _TABLE, "Mottatt dato"),
    "complete": FieldName("date", _TABLE, "Komplett dato"),
    "deficiency": FieldName("date", _TABLE, "Mangelbrev sendt"),
    "supplement": FieldName("date", _TABLE, "Tilleggsdokumentasjon mottatt"),
    "decided": FieldName("date", _TABLE, "Vedtaksdato"),
    "decision_sent": FieldName("date", _TABLE, "Vedtak sendt"),
    "outcome": FieldName("code", _TABLE, "Resultat"),
    "closed": FieldName("date", _TABLE, "Avsluttet dato"),
    "business": FieldName("yes_no", _TABLE, "Næringsrelatert"),
    "within_plan": FieldName("yes_no", _TABLE, "Innenfor plan"),
    "regulated_plot": FieldName("yes_no", _TABLE, "Ferdigregulert tomt"),
    "road_to_boundary": FieldName("yes_no", _TABLE, "Vei til tomtegrense"),
    "dispensation": FieldName("yes_no", _TABLE, "Dispensasjon"),
    "plan_id": FieldName("text", _TABLE, "Planid"),
    "building_type": FieldName("text", _TABLE, "Bygningstype"),
    "legal_limit_weeks": FieldName("weeks", _TABLE, "Frist uker"),
    "legal_limit_date": FieldName("date", _TABLE, "Fristdato"),
    "extended_to": FieldName("date", _TABLE, "Forlenget til"),
    "handler": FieldName("text", _TABLE, "Saksbehandler"),
    "hearing_sent": FieldName("date", _TABLE, "Høring sendt"),
    "hearing_answered": FieldName("date", _TABLE, "Høring svar"),
    "hearing_party": FieldName("text", _TABLE, "Høring instans"),
    "authority_sent": FieldName("date", _TABLE, "Myndighet sendt"),
    "authority_answered": FieldName("date", _TABLE, "Myndighet svar"),
    "authority_party": FieldName("text", _TABLE, "Myndighet instans"),
    "kind": FieldName("code", _PAUSES, "Type"),
    "sent": FieldName("date", _PAUSES, "Sendt"),
    "answered": FieldName("date", _PAUSES, "Svar"),
    "party": FieldName("text", ("pauses", "events"), "Instans"),
    "event": FieldName("code", _EVENTS, "Hendelse"),
    "date": FieldName("date", _EVENTS, "Dato"),
}

#: Fields that occur in numbered groups ("Høring 2 sendt").
GROUP_FIELDS = tuple(f"{kind}_{part}" for kind in ("hearing", "authority") for part in ("sent", "answered", "party"))

_NUMBERED = re.compile(r"(hearing|authority)_([1-9][0-9]{0,2})_(sent|answered|party)")


def is_column(name: str) -> bool:
    """Whether a name is one that a single column can have: a field, or a field of one numbered group."""
    return name in FIELDS or _NUMBERED.fullmatch(name) is not None


#: Values a profile may translate -> the codes there are; ``None``: any text. An empty code is an empty cell.
VALUE_CODES: dict[str, tuple[str, ...] | None] = {
    "application_type": APPLICATION_TYPES,
    "outcome": DECISION_OUTCOMES + CLOSING_OUTCOMES,
    "event": EVENTS,
    "pause_kind": PAUSE_KINDS,  # of the column "kind"
    "handler": None,
}

#: Values the contract promises to read in Norwegian, whatever the profile.
TEMPLATE_VALUES: dict[str, dict[str, str]] = {
    "pause_kind": {"Høring": "hearing", "Annen myndighet": "other_authority"},
}


def folded(text: str) -> str:
    """A spelling as it is compared: case and repeated or surrounding white space ignored."""
    return " ".join(text.casefold().split())
