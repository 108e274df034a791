"""Municipalities, outside bodies and areas: what is looked up."""

import csv
import io
from collections.abc import Callable, Iterable
from datetime import date
from typing import Annotated, Literal

from pydantic import Field

from casewatch.core.reference import Area, Body, Municipality
from casewatch.language import _
from casewatch.rulebook.names import folded
from casewatch.strict import Code, Strict, Text, parse_toml, read_model, refuse

_AREA_COLUMNS = ["municipality", "plan_id", "regulated", "road", "valid_from"]
_YES_NO: dict[str, bool | None] = {
    "": None,
    **dict.fromkeys(("ja", "yes", "1", "x", "true"), True),
    **dict.fromkeys(("nei", "no", "0", "false"), False),
}
#: Stored for every party that is not on the list; a body cannot be called that.
OTHER_PARTY = "annen"


class _Municipality(Strict):
    number: Annotated[str, Field(min_length=1, max_length=12, pattern=r"^\S(.*\S)?$")]
    name: Text
    first_measured: date | None = None
    aliases: list[Text] = Field(default_factory=list)


class _MunicipalityFile(Strict):
    municipality: Annotated[list[_Municipality], Field(min_length=1)]


class _Body(Strict):
    code: Code
    name: Text
    level: Literal["state", "regional", "other"]
    spellings: list[Text] = Field(default_factory=list)


class _BodyFile(Strict):
    body: list[_Body]


def parse_municipalities(file: str, text: str) -> tuple[Municipality, ...]:
    """The municipalities in the order of the file. No number, name or alias may stand under two of them."""
    read = read_model(_MunicipalityFile, file, parse_toml(file, text))
    _no_shared_spellings(
        file, "municipality", [(entry.name, [entry.number, entry.name, *entry.aliases]) for entry in read.municipality]
    )
    return tuple(
        Municipality(entry.number, entry.name, entry.first_measured, tuple(entry.aliases))
        for entry in read.municipality
    )


def parse_bodies(file: str, text: str) -> tuple[Body, ...]:
    """The bodies in the order of the file. No code, name or spelling may stand under two of them."""
    read = read_model(_BodyFile, file, parse_toml(file, text))
    for number, entry in enumerate(read.body, start=1):
        if OTHER_PARTY in (entry.code, *(folded(spelling) for spelling in (entry.name, *entry.spellings))):
            reason = _("«annen» er koden for alt som ikke står i lista. Tillatt: et annet navn")
            refuse(file, f"body[{number}]", reason)
    _no_shared_spellings(
        file, "body", [(entry.code, [entry.code, entry.name, *entry.spellings]) for entry in read.body]
    )
    return tuple(Body(entry.code, entry.name, entry.level, tuple(entry.spellings)) for entry in read.body)


def _no_shared_spellings(file: str, table: str, entries: Iterable[tuple[str, list[str]]]) -> None:
    owners: dict[str, tuple[int, str]] = {}
    for number, (title, spellings) in enumerate(entries, start=1):
        for spelling in spellings:
            owner, owner_title = owners.setdefault(folded(spelling), (number, title))
            if owner != number:
                reason = _("«{spelling}» står også under {table}[{number}] ({title}); bare ett sted er tillatt")
                reason = reason.format(spelling=spelling, table=table, number=owner, title=owner_title)
                refuse(file, f"{table}[{number}]", reason)


def parse_areas(file: str, text: str, municipality: Callable[[str], Municipality | None]) -> tuple[Area, ...]:
    """The areas in the order of the file; ``municipality`` gives the one a number, name or alias means.

    Separated by comma, or by semicolon as Norwegian Excel does. Empty lines are skipped; comments are not possible.
    """
    head, _newline, _rest = text.removeprefix("\ufeff").partition("\n")
    delimiter = ";" if ";" in head else ","
    try:
        rows = list(csv.reader(io.StringIO(text.removeprefix("\ufeff")), delimiter=delimiter, strict=True))
    except csv.Error:
        refuse(file, "", _("er ikke en lesbar CSV-fil. Tillatt: anførselstegn bare rundt hele verdier"))
    allowed = _("Tillatt: {columns}").format(columns=",".join(_AREA_COLUMNS))
    if not rows or [cell.strip() for cell in rows[0]] != _AREA_COLUMNS:
        refuse(file, _("linje {line}").format(line=1), _("er ikke overskriftene som skal stå der.") + " " + allowed)
    areas: list[Area] = []
    seen: dict[tuple[str, str, date | None], int] = {}
    for line, row in enumerate(rows[1:], start=2):
        if not any(cell.strip() for cell in row):
            continue
        where = _("linje {line}").format(line=line)
        if len(row) != len(_AREA_COLUMNS):
            refuse(file, where, _("har {count} verdier i stedet for 5.").format(count=len(row)) + " " + allowed)
        area = _area(file, where, [cell.strip() for cell in row], municipality)
        first = seen.setdefault((area.municipality, area.plan_id, area.valid_from), line)
        if first != line:
            reason = _("samme kommune, plan og dag står på linje {line}; bare ett sted er tillatt")
            refuse(file, where, reason.format(line=first))
        areas.append(area)
    return tuple(areas)


def _area(file: str, where: str, cells: list[str], municipality: Callable[[str], Municipality | None]) -> Area:
    place = municipality(cells[0])
    if place is None:
        reason = _("«{value}» er ingen kommune i municipalities.toml. Tillatt: nummer eller navn derfra")
        refuse(file, f"{where}, municipality", reason.format(value=cells[0][:40]))
    if not cells[1] or len(cells[1]) > 60:
        refuse(file, f"{where}, plan_id", _("mangler eller er for lang. Tillatt: 1 til 60 tegn"))
    answers: list[bool | None] = []
    for column, cell in zip(("regulated", "road"), cells[2:4], strict=True):
        if cell.casefold() not in _YES_NO:
            reason = _("«{value}» er verken ja eller nei. Tillatt: ja, nei eller tomt").format(value=cell[:40])
            refuse(file, f"{where}, {column}", reason)
        answers.append(_YES_NO[cell.casefold()])
    try:
        valid_from = date.fromisoformat(cells[4]) if cells[4] else None
    except ValueError:
        reason = _("«{value}» er ingen dato. Tillatt: en dato som 2026-01-31, eller tomt").format(value=cells[4][:40])
        refuse(file, f"{where}, valid_from", reason)
    return Area(place.number, cells[1], answers[0], answers[1], valid_from)
