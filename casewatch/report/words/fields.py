"""The fields of an application and their values as an office knows them, for what an import says it changed."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from casewatch.core.cases import NOT_TOLD
from casewatch.language import _, show_date
from casewatch.report.sheets.template_columns import TYPE_WORDS

_GROUP = re.compile(r"(hearing|authority)_([0-9]+)_(sent|answered|party)")


def field_in_words(name: str) -> str:
    """The template's header of a field; one that the profile derived says so."""
    if name.endswith("_derived"):
        return _("{field} (profilen)").format(field=field_in_words(name.removesuffix("_derived")))
    return {
        "case_no": _("Saksnummer"),
        "application_type": _("Søknadstype"),
        "received": _("Mottatt dato"),
        "complete": _("Komplett dato"),
        "deficiency": _("Mangelbrev sendt"),
        "supplement": _("Tilleggsdokumentasjon mottatt"),
        "decided": _("Vedtaksdato"),
        "decision_sent": _("Vedtak sendt"),
        "outcome": _("Resultat"),
        "closed": _("Avsluttet dato"),
        "business": _("Næringsrelatert"),
        "within_plan": _("Innenfor plan"),
        "regulated_plot": _("Ferdigregulert tomt"),
        "road_to_boundary": _("Vei til tomtegrense"),
        "dispensation": _("Dispensasjon"),
        "plan_id": _("Planid"),
        "building_type": _("Bygningstype"),
        "legal_limit_weeks": _("Frist uker"),
        "legal_limit_date": _("Fristdato"),
        "extended_to": _("Forlenget til"),
        "handler": _("Saksbehandler"),
        "hearing": _("Høringer"),
        "authority": _("Andre myndigheter"),
    }.get(name, name)


def column_in_words(name: str) -> str:
    """What a column of a file is read as: ``Komplett dato``, ``Høring 2 sendt``."""
    if (match := _GROUP.fullmatch(name)) is not None:
        texts = {
            ("hearing", "sent"): _("Høring {number} sendt"),
            ("hearing", "answered"): _("Høring {number} svar"),
            ("hearing", "party"): _("Høring {number} instans"),
            ("authority", "sent"): _("Myndighet {number} sendt"),
            ("authority", "answered"): _("Myndighet {number} svar"),
            ("authority", "party"): _("Myndighet {number} instans"),
        }
        return texts[match[1], match[3]].format(number=match[2])
    return {
        "municipality": _("Kommune"),
        "application_no": _("Søknadsnummer"),
        "kind": _("Type pause"),
        "sent": _("Sendt"),
        "answered": _("Svar"),
        "party": _("Instans"),
        "event": _("Hendelse"),
        "date": _("Dato"),
    }.get(name) or field_in_words(name)


def value_in_words(value: Any) -> str:
    """A stored value: dates, yes and no, pauses as ``sent–answered``, codes in words; ``tom`` where there is none."""
    if value is None or value == []:
        return _("tom")
    if value == NOT_TOLD:
        return _("ikke ført i fila")
    if isinstance(value, bool):
        return _("ja") if value else _("nei")
    if isinstance(value, list):
        return "; ".join(_pause(sent, answered) for sent, answered, _party in value)
    if isinstance(value, str) and len(value) == 10 and value[4] == value[7] == "-":
        return show_date(date.fromisoformat(value))
    return _CODES[value]() if value in _CODES else TYPE_WORDS.get(value, str(value))


def _pause(sent: str | None, answered: str | None) -> str:
    if answered is None:
        return _("{sent}, ikke besvart").format(sent=value_in_words(sent))
    return f"{value_in_words(sent)}–{value_in_words(answered)}"


#: Looked up when asked for: the language is chosen after this module is read.
_CODES = {
    "granted": lambda: _("gitt"),
    "refused": lambda: _("avslått"),
    "withdrawn": lambda: _("trukket"),
    "dismissed": lambda: _("avvist"),
    "shelved": lambda: _("henlagt"),
    "transferred": lambda: _("overført"),
    "unknown": lambda: _("ukjent"),
}
