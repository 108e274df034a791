"""Files without files: rows of cells as :class:`RawFile`, and what they are understood by."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from functools import cache
from typing import Any

from casewatch.core.reference import Profile
from casewatch.intake.cells import pack
from casewatch.intake.reading import _unpacked
from casewatch.intake.tables import Finding, RawFile, Understood
from casewatch.intake.understanding import Options, ReadAgainst, understand
from casewatch.rulebook.places import parse_bodies, parse_municipalities
from casewatch.rulebook.profiles import parse_profiles
from tests.six import RULES

TODAY = dt.date(2026, 11, 25)


@cache
def standard() -> Profile:
    """The profile the program comes with."""
    return parse_profiles({path.name: path.read_text("utf-8") for path in (RULES / "profiles").glob("*.toml")})[
        "norsk-standard"
    ]


@cache
def known() -> ReadAgainst:
    """The six municipalities and the list of bodies the program comes with."""
    municipalities, bodies = RULES / "municipalities.toml", RULES / "bodies.toml"
    return ReadAgainst(
        parse_municipalities(municipalities.name, municipalities.read_text("utf-8")),
        parse_bodies(bodies.name, bodies.read_text("utf-8")),
    )


def raw(*sheets: list[list[Any]], names: tuple[str, ...] = ("Saker", "Pauser"), **about: Any) -> RawFile:
    """A workbook of rows of cells; None and "" are empty."""
    packed = [_unpacked(pack(name, rows, True, 0, 1_000_000)) for name, rows in zip(names, sheets, strict=False)]
    return replace(RawFile("uke48.xlsx", "0" * 64, "xlsx", None, packed), **about)


def csv(text: str) -> list[list[str]]:
    """Rows of cells from lines with semicolons."""
    return [line.split(";") for line in text.strip().splitlines()]


def read(
    *sheets: list[list[Any]] | str,
    profile: Profile | None = None,
    municipality: str | None = None,
    mapping: dict[str, str] | None = None,
    holds: Any = None,
    file: RawFile | None = None,
) -> Understood:
    """What a file of these sheets says."""
    file = file or raw(*(csv(sheet) if isinstance(sheet, str) else sheet for sheet in sheets))
    options = Options(TODAY, municipality, mapping or {}, holds)
    return understand(file, profile or standard(), known(), options)


def codes(understood: Understood, but: tuple[str, ...] = ()) -> list[tuple[str, int | None, str | None]]:
    """(code, row, column) of the findings."""
    return [(one.code, one.row, one.column) for one in understood.findings if one.code not in but]


def only(understood: Understood, code: str) -> Finding:
    """The one finding of a code."""
    (found,) = [one for one in understood.findings if one.code == code]
    return found


def content(understood: Understood, row: int = 0) -> dict[str, Any]:
    """The content of one application without what is the same for all."""
    return {key: value for key, value in understood.rows[row].content.items() if key not in ("case_no", "start_from")}
