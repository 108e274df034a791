"""A person's word on one application: dates, pauses and scope, over all imports, with a reason."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import Connection

from casewatch.core.cases import APPLICATION_TYPES, CLOSING_OUTCOMES, DECISION_OUTCOMES, MILESTONES, SCOPE_FIELDS
from casewatch.core.fold import NO_PAUSE, Values
from casewatch.core.identity import normalise_case_no
from casewatch.errors import CasewatchError
from casewatch.language import _
from casewatch.rulebook import Rulebook
from casewatch.services.asking.asked import asked_date, read_reason
from casewatch.services.asking.context import Context
from casewatch.services.asking.selecting import find_municipality, no_such_case, several_applications
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
    reason = read_reason(reason)
    told = [_read(text, context.rulebook) for text in settings]
    values = dict(told)
    if len(values) < len(told):
        raise CasewatchError(_("samme felt er oppgitt to ganger. Oppgi det én gang."), "values")
    if not values:
        raise CasewatchError(_("Oppgi minst én FELT=VERDI."), "values", given=False)
    number = find_municipality(context.rulebook, municipality).number
    with context.store.writing() as connection:
        there = applications_of_case(connection, number, normalise_case_no(case_no))
        if application_no is not None:
            there = {which: identity for which, identity in there.items() if which == application_no}
        if not there:
            raise no_such_case(case_no, number)
        if len(there) > 1:
            raise several_applications(case_no, sorted(there))
        identity = next(iter(there.values()))
        if once and (same := _said_already(connection, identity, values, reason, until_next)) is not None:
            return same
        recorded_at = recording_time(connection, context.now())
        kept = add_correction(connection, identity, values, reason, until_next, recorded_at)
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


def _said_already(connection: Connection, identity: int, values: Values, reason: str, until_next: bool) -> int | None:
    said = holding(connection, Cut(), standing_imports(connection, Cut()), application_id=identity)
    if not said or (said[-1].reason, said[-1].until_next) != (reason, until_next):
        return None
    return said[-1].id if values.items() <= said[-1].values.items() else None


def _read(text: str, rulebook: Rulebook) -> tuple[str, Any]:
    field, equals, value = text.partition("=")
    field, value = " ".join(field.split()), value.strip()
    if not equals or not field:
        raise CasewatchError(_("«{text}» mangler likhetstegn. Skriv FELT=VERDI.").format(text=text), "values")
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
            raise CasewatchError(_("«{text}»: tillatt er {known}.").format(text=text, known=known), "values")
        return key, [answered, code]
    if field in _DATES:
        return field, _date(text, value) if value else None
    if field in _YES_NO:
        if value and value.casefold() not in _WORDS:
            raise CasewatchError(_("«{text}»: skriv ja eller nei, eller ingenting.").format(text=text), "values")
        return field, _WORDS[value.casefold()] if value else None
    if field in _CHOICES:
        if value and value not in _CHOICES[field]:
            known = ", ".join(_CHOICES[field])
            raise CasewatchError(_("«{text}»: tillatt er {known}.").format(text=text, known=known), "values")
        return field, value or None
    if field == "legal_limit_weeks":
        if value and not (value.isdecimal() and 0 < int(value) < 100):
            raise CasewatchError(_("«{text}»: skriv antall uker, for eksempel 12.").format(text=text), "values")
        return field, int(value) if value else None
    known = ", ".join((*sorted(_DATES), *sorted(_YES_NO), *_CHOICES, "legal_limit_weeks"))
    raise CasewatchError(
        _("feltet «{field}» finnes ikke. Tillatt: {known}, eller «hearing DATO» og «authority DATO».").format(
            field=field, known=known
        ),
        "values",
    )


def _date(text: str, value: str) -> str:
    try:
        day = asked_date(value, "values")
    except CasewatchError as error:
        raise CasewatchError(f"«{text}»: {error.text}", "values") from None
    assert day is not None
    return day.isoformat()
