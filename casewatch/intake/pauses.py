"""The sheet ``Pauser``: one row per pause, added to the contents of the applications of the file's table."""

from __future__ import annotations

from collections import defaultdict
from typing import Any, NamedTuple

from casewatch.core.cases import NOT_TOLD, PAUSE_KINDS
from casewatch.core.fold import PAUSE_FIELDS, Content, pause_order
from casewatch.errors import CasewatchError
from casewatch.intake.applications import remark_on_half
from casewatch.intake.fields import Target
from casewatch.intake.judging import INTERNAL
from casewatch.intake.lines import Lines
from casewatch.intake.settle import parted
from casewatch.intake.tables import RejectedRow
from casewatch.intake.words import tidy
from casewatch.language import _

_LIST_OF = dict(zip(PAUSE_KINDS, PAUSE_FIELDS, strict=True))


class _Key(NamedTuple):
    municipality: str | None
    case_key: str
    application_no: int | None


def add_pauses(table: Lines, contents: list[Content], sheet: Lines) -> list[RejectedRow]:
    """Puts the pauses of a sheet into the contents: every application of the table then has both lists.

    A row of pauses that cannot be read makes the lines it belongs to bad. A row that fits no application of the table,
    or several, rejects: one for each application it names is returned.
    """
    if not sheet.has("kind"):
        text = _(
            "Arket «{name}» mangler kolonnen «Type» (Høring eller Annen myndighet). Legg den til og les inn på nytt."
        )
        raise CasewatchError(text.format(name=tidy(sheet.grid.sheet.name)))
    sheet.read_keys()
    kinds = sheet.read("kind")
    sent, answered = (sheet.read(name) if sheet.has(name) else [NOT_TOLD] * len(sheet) for name in ("sent", "answered"))
    for name, lacks in (("sent", _("svardato")), ("answered", _("sendt-dato"))):
        if len(sheet) and sheet.has(name) and not (sheet.has("sent") and sheet.has("answered")):
            remark_on_half(sheet, sheet.columns[Target(name)], lacks)
    for line in range(len(sheet)):
        if kinds[line] is None and _dated(sent[line], answered[line]):
            text = _("raden har en pause, men sier ikke hvilken type. Skriv Høring eller Annen myndighet.")
            sheet.flag(line, "kind_unknown", "kind", text=text)
    parties: list[Any] = sheet.read("party") if sheet.has("party") else [None] * len(sheet)
    for content in contents:
        for name in PAUSE_FIELDS:
            content.setdefault(name, [])
    by_case: dict[str | None, list[int]] = defaultdict(list)
    for line, key in enumerate(table.case_key):
        by_case[key].append(line)
    rejected: dict[_Key, RejectedRow] = {}
    for line in range(len(sheet)):
        case_key, municipality = sheet.case_key[line], sheet.municipality[line]
        if case_key is None:
            rejected[_Key(None, f"row {line}", None)] = _rejected(sheet, line)
            continue
        of_case = [owner for owner in by_case[case_key] if municipality in (None, table.municipality[owner])]
        owners = _owners(table, contents, of_case, sheet.application_no[line])
        if not owners:
            if not sheet.bad[line]:
                text = _(
                    "pausen passer ikke til én bestemt søknad i fila. Rett saksnummer eller søknadsnummer, "
                    "eller ta med søknaden i fila."
                )
                sheet.flag(line, "pause_without_application", "case_no", text=text)
            if not of_case:
                named = _Key(municipality, case_key, sheet.application_no[line])
                rejected.setdefault(named, _rejected(sheet, line))
            owners = of_case  # whichever of them it was, none can be trusted without this pause
        if sheet.bad[line]:
            table.bad[owners] = True
        elif _dated(sent[line], answered[line]):
            party = _party(sheet, line, parties[line])
            if party is not INTERNAL:
                _add(contents, owners, _LIST_OF[kinds[line]], [sent[line], answered[line], party])
    return list(rejected.values())


def _owners(table: Lines, contents: list[Content], of_case: list[int], number: int | None) -> list[int]:
    """The lines of the one application that a row of pauses belongs to; none where that is not clear."""
    if len({table.municipality[line] for line in of_case}) > 1:
        return []
    if number is not None and (numbered := [line for line in of_case if table.application_no[line] == number]):
        return numbered
    if number is not None:
        of_case = [line for line in of_case if table.application_no[line] is None]
    applications = list(parted(table, contents, of_case))
    return applications[0] if len(applications) == 1 else []


def _party(sheet: Lines, line: int, party: Any) -> Any:
    """The party as it is kept; ``INTERNAL`` where the pause is left out, with a remark. Canonical ones always count."""
    if party != INTERNAL:
        return party
    if any(one.canonical for one in sheet.columns.values() if one.target.field == "party"):
        return "annen"
    sheet.flag(line, "internal_party", "party")
    return INTERNAL


def _dated(*days: Any) -> bool:
    return any(day not in (None, NOT_TOLD) for day in days)


def _add(contents: list[Content], owners: list[int], name: str, pause: list[Any]) -> None:
    for owner in owners:
        pauses = contents[owner][name]
        if pause not in pauses:
            pauses.append(list(pause))
            pauses.sort(key=pause_order)


def _rejected(sheet: Lines, line: int) -> RejectedRow:
    return RejectedRow(
        sheet.municipality[line],
        sheet.case_no[line],
        sheet.case_key[line],
        sheet.application_no[line],
        {},
        sheet.grid.sheet.name or None,
        sheet.sheet_row(line) + 1,
    )
