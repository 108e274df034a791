"""The columns of a file, for a person who says which is which field: letters, headers, a look at what stands below."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import get_args

from casewatch.core.reference import Profile
from casewatch.errors import CasewatchError
from casewatch.intake.columns import assign
from casewatch.intake.fields import FIELDS_OF_SHAPE, GROUP_KINDS, Shape
from casewatch.intake.findings import Findings
from casewatch.intake.headers import lexicon, whole_mapping
from casewatch.intake.layout import Guess, cell_at, cleaned, guess, unnamed
from casewatch.intake.privacy import word_or_masked
from casewatch.intake.tables import Cell, RawFile, Sheet
from casewatch.intake.understanding import Options, ReadAgainst, judging_of
from casewatch.intake.words import column_letters, squeezed, tidy
from casewatch.language import _, show_date

#: So many different values are shown of a column, from its first rows.
_SAMPLES, _LOOKED_AT = 3, 200
_HEADER_ROWS = 20
#: Numbered groups that can be chosen; a file that has more of them names them in its headers.
_GROUPS = 3


@dataclass(frozen=True)
class FileColumn:
    """One column. `fields`: what it is read as, such as ``complete`` or ``hearing_2_sent``; several where it fills
    several, none where it is not read."""

    letter: str
    header: str  # as a mapping names it: ``Kolonne D`` where it has none
    fields: tuple[str, ...]
    samples: tuple[str, ...]  # for people; what may be a name is masked


@dataclass(frozen=True)
class FileTable:
    """The table of a file that is read. `missing`: headers that are remembered and the file lacks, with their field."""

    sheet: str
    header_row: int  # as in Excel
    shape: Shape
    columns: tuple[FileColumn, ...]
    missing: tuple[tuple[str, str], ...] = ()
    near: Mapping[str, str] | None = None  # of the missing ones the header that resembles it most

    @property
    def fields(self) -> tuple[str, ...]:
        """All fields that are read."""
        return tuple(field for column in self.columns for field in column.fields)


def columns_of(raw: RawFile, profile: Profile, known: ReadAgainst, options: Options) -> FileTable:
    """The columns of the sheet that would be read, or that most looks like one, whether or not it can be read yet.

    Columns with one header are one entry, the first. Raises CasewatchError for a file without any row of headers.
    """
    asked = {header: field for header, field in options.mapping.items() if field}
    mapping = whole_mapping(profile, asked)
    lexicons = {shape: lexicon(profile, shape, mapping) for shape in get_args(Shape)}
    sheets = [cleaned(sheet) for sheet in raw.sheets if sheet.visible and sheet.rows]
    found = [(sheet, each) for sheet in sheets if (each := guess(sheet, lexicons)) is not None]
    found.sort(key=lambda one: (one[1].has_case_no and one[1].shape != "pauses", one[1].count), reverse=True)
    if not found:
        found = [(sheet, each) for sheet in sheets if (each := _first_headers(sheet)) is not None]
    if not found:
        text = _("{name}: fant ingen rad med overskrifter. Sjekk at fila er en eksport av byggesaker.")
        raise CasewatchError(text.format(name=raw.name))
    sheet, chosen = found[0]
    judging = judging_of(raw, profile, known, options)
    taken = assign(sheet, chosen, lexicons[chosen.shape], judging, Findings(), frozenset())
    fields: dict[int, list[str]] = {}
    for target, one in taken.items():
        fields.setdefault(one.column, []).append(target.name())
    columns: dict[str, FileColumn] = {}
    for place, header in enumerate(chosen.headers):
        samples = tuple(_samples(sheet, chosen.row, place))
        if not header.strip() and not samples:
            continue
        name = " ".join(header.split()) if header.strip() else unnamed(place)
        one_column = FileColumn(column_letters(place), name, tuple(fields.get(place, ())), samples)
        columns.setdefault(squeezed(name), one_column)
    missing, near = _missing(mapping, [each for _sheet, each in found])
    return FileTable(sheet.name, chosen.row + 1, chosen.shape, tuple(columns.values()), missing, near)


def choices(shape: Shape, also: tuple[str, ...] = ()) -> list[str]:
    """The fields a column of such a table can be read as, groups numbered; `also`: fields that are there already."""
    names: list[str] = []
    for field in FIELDS_OF_SHAPE[shape]:
        if field in GROUP_KINDS:
            continue
        names.append(field)
    if shape == "table":
        for kind in ("hearing", "authority"):
            names += [
                f"{kind}_{number}_{part}" for number in range(1, _GROUPS + 1) for part in ("sent", "answered", "party")
            ]
    return [*names, *(field for field in also if field not in names)]


def _first_headers(sheet: Sheet) -> Guess | None:
    """The first row that has the most texts, where no header is known."""
    best: list[str] = []
    row_of_best = 0
    for row in range(min(_HEADER_ROWS, sheet.rows)):
        cells = [cell_at(sheet, row, column) for column in range(len(sheet.columns))]
        headers = [cell if isinstance(cell, str) else "" for cell in cells]
        if sum(map(bool, headers)) > sum(map(bool, best)):
            best, row_of_best = headers, row
    return Guess("table", row_of_best, best, 0, False) if sum(map(bool, best)) > 1 else None


def _samples(sheet: Sheet, header_row: int, place: int) -> Iterator[str]:
    column = sheet.columns[place]
    codes = dict.fromkeys(column.codes[header_row + 1 :][:_LOOKED_AT].tolist())
    for code in [code for code in codes if code >= 0][:_SAMPLES]:
        yield _shown(column.values[code])


def _shown(value: Cell) -> str:
    if isinstance(value, datetime):
        value = value.date()
    return show_date(value) if isinstance(value, date) else word_or_masked(str(value))


def _missing(mapping: Mapping[str, str], found: list[Guess]) -> tuple[tuple[tuple[str, str], ...], dict[str, str]]:
    there = {
        squeezed(name): name
        for each in found
        for place, header in enumerate(each.headers)
        if (name := header if header.strip() else unnamed(place))
    }
    missing = tuple((header, field) for header, field in mapping.items() if squeezed(header) not in there)
    near = {}
    for header, _field in missing:
        if alike := difflib.get_close_matches(squeezed(header), there, n=1, cutoff=0.6):
            near[header] = tidy(there[alike[0]])
    return missing, near
