"""A table with one row per application -> what each line says, as contents."""

from __future__ import annotations

from typing import Any

import numpy as np

from casewatch.core.cases import CLOSING_OUTCOMES, DECISION_OUTCOMES, NOT_TOLD, OUTCOME_UNKNOWN, OUTCOMES, YES_NO_FIELDS
from casewatch.core.fold import LETTER_RULE, OUTCOME_UNREAD, PAUSE_FIELDS, START_FROM, Content, pause_order
from casewatch.core.reference import Profile
from casewatch.intake.columns import Assigned
from casewatch.intake.derive import derived
from casewatch.intake.fields import DATE_FIELDS, GROUP_KINDS, Target
from casewatch.intake.findings import Place
from casewatch.intake.judging import BAD, INTERNAL, UNRECOGNISED
from casewatch.intake.lines import Lines
from casewatch.language import _

_PLAIN_FIELDS = (
    *("application_type", "outcome", *DATE_FIELDS, *YES_NO_FIELDS),
    *("plan_id", "building_type", "legal_limit_weeks", "handler"),
)


def read_contents(lines: Lines) -> list[Content]:
    """What each line says: only fields that the file has a column for; ``BAD`` where a cell could not be read."""
    columns: dict[str, list[Any]] = {"case_no": lines.case_no}
    for field in _PLAIN_FIELDS:
        if lines.has(field):
            columns[field] = lines.read(field)
    for kind in PAUSE_FIELDS:
        if any(target.field.startswith(f"{kind}_") for target in lines.columns):
            columns[kind] = _pauses(lines, kind)
    columns |= derived(lines, columns.get("building_type"))
    columns |= {name: [value] * len(lines) for name, value in of_profile(lines).items()}
    _remark_on_outcomes(lines, columns)
    names = list(columns)
    contents = [dict(zip(names, values, strict=True)) for values in zip(*columns.values(), strict=True)]
    for field in ("application_type", "outcome"):
        for line, value in enumerate(columns.get(field, ())):
            if value is UNRECOGNISED:
                del contents[line][field]
                if field == "outcome":
                    contents[line] |= {"outcome": OUTCOMES[OUTCOME_UNKNOWN], OUTCOME_UNREAD: True}
    return contents


def of_profile(lines: Lines) -> Content:
    """What the profile says of the start of the clock, as it stands in every content."""
    profile = lines.judging.profile
    letters = profile.letter_after_complete
    told = {START_FROM: ",".join(profile.complete_from)}
    return told if letters == Profile.letter_after_complete else {**told, LETTER_RULE: letters}


def _pauses(lines: Lines, kind: str) -> list[list[list[Any]]]:
    """Per line the pauses of all numbered groups of a kind, sorted, each ``[sent, answered, party]``.

    A date the group has no column for is ``NOT_TOLD``: nothing is known of it.
    """
    result: list[list[list[Any]]] = [[] for _line in range(len(lines))]
    groups = sorted({target.group for target in lines.columns if target.field in GROUP_KINDS})
    for group in groups:
        parts = {}
        for part in ("sent", "answered", "party"):
            field = f"{kind}_{part}"
            absent = None if part == "party" else NOT_TOLD
            parts[part] = lines.read(field, group) if lines.has(field, group) else [absent] * len(lines)
        sent, answered, party = parts.values()
        if NOT_TOLD in (sent[:1] + answered[:1]):
            _remark_on_half(lines, kind, group)
        given = np.array([value not in (None, NOT_TOLD) for value in sent], bool)
        given |= np.array([value not in (None, NOT_TOLD) for value in answered], bool)
        party_column = next((one for one in lines.columns.values() if one.target == (f"{kind}_party", group)), None)
        for line in np.flatnonzero(given).tolist():
            if party[line] == INTERNAL and party_column is not None:
                if not party_column.canonical:
                    lines.flag(line, "internal_party", party_column.target.name())
                    continue
                party[line] = "annen"  # canonical pauses always count
            if sent[line] is BAD or answered[line] is BAD or party[line] is BAD:
                continue
            result[line].append([sent[line], answered[line], party[line]])
    for pauses in result:
        if len(pauses) > 1:
            pauses.sort(key=pause_order)
    return result


def _remark_on_half(lines: Lines, kind: str, group: int) -> None:
    """A group of pauses of which the file has no column for the one date: nothing can be measured of those cases."""
    for part, lacks in (("sent", _("svardato")), ("answered", _("sendt-dato"))):
        told = lines.columns.get(Target(f"{kind}_{part}", group))
        if told is not None:
            remark_on_half(lines, told, lacks)


def remark_on_half(lines: Lines, told: Assigned, lacks: str) -> None:
    """One warning at the column that is there; `lacks`: the date there is no column for, in words."""
    text = _(
        "fila mangler kolonnen med {lacks} som hører til denne. Da er det ukjent hvor lenge tiden sto "
        "stille, og sakene kan ikke måles. Ta med kolonnen i eksporten, eller si hvilken det er."
    ).format(lacks=lacks)
    place = Place(lines.grid.sheet.name, lines.grid.header_row, told.column, told.header)
    lines.findings.add("pair_incomplete", place, text, told.target.name())


def _remark_on_outcomes(lines: Lines, columns: dict[str, list[Any]]) -> None:
    """An outcome without the date it needs, where the file has a column for that date."""
    outcomes = columns.get("outcome")
    decided, closed = columns.get("decided"), columns.get("closed")
    if outcomes is None or (decided is None and closed is None):
        return
    nothing: list[Any] = [None] * len(lines)
    dated = zip(outcomes, decided or nothing, closed or nothing, strict=True)
    for line, (outcome, on, ended) in enumerate(dated):
        if outcome is None or on is not None:
            continue
        if (outcome in CLOSING_OUTCOMES and ended is None) or (outcome in DECISION_OUTCOMES and decided is not None):
            text = _("saken har et resultat, men ingen dato for det. Fyll ut datoen i sakssystemet.")
            lines.flag(line, "outcome_without_date", "outcome", text=text)
