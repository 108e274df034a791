"""A person's word on one application: dates, pauses and scope, over all imports, with a reason."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection

from casewatch.core.cases import APPLICATION_TYPES, CLOSING_OUTCOMES, DECISION_OUTCOMES, MILESTONES, SCOPE_FIELDS
from casewatch.core.fold import NO_PAUSE
from casewatch.core.identity import normalise_case_no
from casewatch.core.periods import YEARS
from casewatch.errors import CasewatchError
from casewatch.intake.privacy import holds_national_id
from casewatch.language import _
from casewatch.rulebook import Rulebook
from casewatch.services.asking.context import Context
from casewatch.services.asking.selecting import find_municipality
from casewatch.store import Cut, standing_imports
from casewatch.store.audit import record
from casewatch.store.clock import recording_time
from casewatch.store.corrections import (
    add_correction,
    holding,
    municipality_of_correction,
    stored_corrections,
    undo_correction,
)
from casewatch.store.known import applications_of_case

_DATES = frozenset(MILESTONES)
#: The same years as an export's dates: outside them it is a slip of the pen.
_YES_NO = frozenset((*SCOPE_FIELDS, "dispensation"))
_WORDS = {"ja": True, "yes": True, "true": True, "1": True, "nei": False, "no": False, "false": False, "0": False}
_CHOICES = {"outcome": (*DECISION_OUTCOMES, *CLOSING_OUTCOMES), "application_type": APPLICATION_TYPES}
_PAUSES = {"hearing": "hearing", "authority": "authority", "other_authority": "authority"}


class NothingToUndo(CasewatchError):
    """There is no such correction, or it was taken back already."""


def correct(
    context: Context,
    municipality: str,
    case_no: str,
    application_no: int | None,
    settings: Iterable[str],
    reason: str,
    until_next: bool = False,
    once: bool = False,
) -> int:
    """Keep a person's word and return its id.

    `settings` are texts ``FIELD=VALUE``; an empty value empties the field. A pause: ``"hearing 2026-03-04=2026-03-20"``
    sets or adds the one sent that day, an empty right side leaves it open, ``none`` removes it; with the code of a body
    (``"hearing 2026-03-04 nve="``) only the one sent there. Raises CasewatchError for an unknown field or value, no
    reason or one that holds an identity number, or no such application (or several, and none named). `once`: where the
    newest word that holds says it already, for the same reason, that one's id is given: a button was clicked twice.
    """
    if not reason.strip():
        raise CasewatchError(_("--reason: skriv hvorfor, så andre kan se hva rettingen bygger på."))
    if holds_national_id(reason):
        raise CasewatchError(_("--reason: teksten har et fødselsnummer. Skriv grunnen uten personopplysninger."))
    told = [_read(text, context.rulebook) for text in settings]
    values = dict(told)
    if len(values) < len(told):
        raise CasewatchError(_("--set: samme felt er oppgitt to ganger. Oppgi det én gang."))
    if not values:
        raise CasewatchError(_("Oppgi minst én --set FELT=VERDI."))
    number = find_municipality(context.rulebook, municipality).number
    with context.store.writing() as connection:
        there = applications_of_case(connection, number, normalise_case_no(case_no))
        if application_no is not None:
            there = {which: identity for which, identity in there.items() if which == application_no}
        if not there:
            raise CasewatchError(
                _("Fant ikke sak {case_no} i kommune {number}. Sjekk saksnummeret og --municipality.").format(
                    case_no=case_no, number=number
                )
            )
        if len(there) > 1:
            raise CasewatchError(
                _("Sak {case_no} har flere søknader ({numbers}). Velg én med --application.").format(
                    case_no=case_no, numbers=", ".join(str(which) for which in sorted(there))
                )
            )
        identity = next(iter(there.values()))
        if once and (same := _said_already(connection, identity, values, reason.strip(), until_next)) is not None:
            return same
        recorded_at = recording_time(connection, context.now())
        kept = add_correction(connection, identity, values, reason.strip(), until_next, recorded_at)
        spoken_of = sorted({name.partition(" ")[0] for name in values})
        record(connection, recorded_at, context.who, "corrected", number, kept, fields=spoken_of)
        return kept


def take_back(context: Context, correction_id: int) -> None:
    """Undo a correction. Raises NothingToUndo where there is none, or it is undone already."""
    with context.store.writing() as connection:
        recorded_at = recording_time(connection, context.now())
        municipality = municipality_of_correction(connection, correction_id)
        if not undo_correction(connection, correction_id, recorded_at):
            raise NothingToUndo(_("Retting {id} finnes ikke, eller er allerede tatt tilbake.").format(id=correction_id))
        record(connection, recorded_at, context.who, "correction_undone", municipality, correction_id)


def still_stands(context: Context, municipality: str, correction_id: int) -> bool | None:
    """Whether a correction was not taken back yet; None where the municipality (its number) has none with this id."""
    with context.store.reading() as connection:
        if municipality_of_correction(connection, correction_id) != municipality:
            return None
        left = stored_corrections(connection, Cut(), municipalities=[municipality])
    return any(each.id == correction_id for each in left)


def reason_problem(reason: str) -> str:
    """What is wrong with a reason, for whoever wrote it; empty where nothing is."""
    if not reason.strip():
        return _("Skriv hvorfor, så andre kan se hva det bygger på.")
    if holds_national_id(reason):
        return _("Teksten har et fødselsnummer. Skriv grunnen uten personopplysninger.")
    return ""


def read_day(text: str) -> date | None:
    """A date as people write it, ``25.11.2026`` or ISO; None for what is none, or is outside the years of a case."""
    for form in ("%d.%m.%Y", "%Y-%m-%d"):
        try:
            day = datetime.strptime(text.strip(), form).date()
        except ValueError:
            continue
        return day if day.year in YEARS else None
    return None


def _said_already(
    connection: Connection, identity: int, values: Mapping[str, Any], reason: str, until_next: bool
) -> int | None:
    said = holding(connection, Cut(), standing_imports(connection, Cut()), application_id=identity)
    if not said or (said[-1].reason, said[-1].until_next) != (reason, until_next):
        return None
    return said[-1].id if values.items() <= said[-1].values.items() else None


def _read(text: str, rulebook: Rulebook) -> tuple[str, Any]:
    field, equals, value = text.partition("=")
    field, value = " ".join(field.split()), value.strip()
    if not equals or not field:
        raise CasewatchError(_("--set: «{text}» mangler likhetstegn. Skriv FELT=VERDI.").format(text=text))
    kind, _space, sent = field.partition(" ")
    if kind in _PAUSES and sent:
        answered = value if value in ("", NO_PAUSE) else _date(text, value)
        day, _space, body = sent.partition(" ")
        key = f"{_PAUSES[kind]} {_date(text, day)}"
        if not body:
            return key, answered
        code = rulebook.body_code(body)
        if code is None:
            known = ", ".join(each.code for each in rulebook.bodies)
            raise CasewatchError(_("--set: «{text}»: tillatt er {known}.").format(text=text, known=known))
        return key, [answered, code]
    if field in _DATES:
        return field, _date(text, value) if value else None
    if field in _YES_NO:
        if value and value.casefold() not in _WORDS:
            raise CasewatchError(_("--set: «{text}»: skriv ja eller nei, eller ingenting.").format(text=text))
        return field, _WORDS[value.casefold()] if value else None
    if field in _CHOICES:
        if value and value not in _CHOICES[field]:
            known = ", ".join(_CHOICES[field])
            raise CasewatchError(_("--set: «{text}»: tillatt er {known}.").format(text=text, known=known))
        return field, value or None
    if field == "legal_limit_weeks":
        if value and not (value.isdecimal() and 0 < int(value) < 100):
            raise CasewatchError(_("--set: «{text}»: skriv antall uker, for eksempel 12.").format(text=text))
        return field, int(value) if value else None
    known = ", ".join((*sorted(_DATES), *sorted(_YES_NO), *_CHOICES, "legal_limit_weeks"))
    raise CasewatchError(
        _("--set: feltet «{field}» finnes ikke. Tillatt: {known}, eller «hearing DATO» og «authority DATO».").format(
            field=field, known=known
        )
    )


def _date(text: str, value: str) -> str:
    for form in ("%Y-%m-%d", "%d.%m.%Y"):
        try:
            day = datetime.strptime(value, form).date()
        except ValueError:
            continue
        if day.year in YEARS:
            return day.isoformat()
        raise CasewatchError(
            _("--set: «{text}»: «{value}» er utenfor årene {first}–{last}.").format(
                text=text, value=value, first=YEARS[0], last=YEARS[-1]
            )
        )
    raise CasewatchError(
        _("--set: «{text}»: «{value}» er ikke en dato. Skriv for eksempel 2026-03-20.").format(text=text, value=value)
    )
