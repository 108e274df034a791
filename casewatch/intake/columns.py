"""Which column is read as which field.

The content decides between two meanings of one header, the surer spelling between two columns of one meaning.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from casewatch.core.cases import FieldKind
from casewatch.intake.dates import read_date
from casewatch.intake.fields import FIELDS_OF_SHAPE, Shape, Target
from casewatch.intake.findings import Findings, Place
from casewatch.intake.headers import Lexicon, Meaning
from casewatch.intake.judging import BAD, Judging
from casewatch.intake.layout import Guess, unnamed
from casewatch.intake.tables import Cell, Sheet
from casewatch.intake.words import squeezed, tidy
from casewatch.language import _


class Assigned(NamedTuple):
    """A column that is read: where it stands, its header as written, and its field."""

    column: int
    header: str
    target: Target
    canonical: bool  # its header is the canonical English name


def assign(
    sheet: Sheet, found: Guess, words: Lexicon, judging: Judging, findings: Findings, also_read: frozenset[str]
) -> dict[Target, Assigned]:
    """The columns of a sheet that are read. ``also_read``: squeezed headers that are read for words only.

    Remarks on columns that mean the same field, that have no header, or whose header resembles a known one.
    """
    claims: list[tuple[int, Assigned]] = []
    for column, header in enumerate(found.headers):
        name = header if header.strip() else unnamed(column)
        meanings = words.meanings(name)
        if not meanings:
            _remark_on_unknown(sheet, found, column, words, findings, also_read)
            continue
        if not words.fills_several(name):
            meanings = (_chosen(meanings, _values(sheet, found, column), words.shape, judging),)
        for meaning in meanings:
            canonical = squeezed(name) == squeezed(meaning.target.name()) or name.strip() == meaning.target.field
            claims.append((meaning.rank, Assigned(column, name, meaning.target, canonical)))
    taken: dict[Target, Assigned] = {}
    for _rank, claim in sorted(claims, key=lambda claim: claim[0]):
        if claim.target in taken:
            first = taken[claim.target]
            text = _("betyr det samme som «{header}» ({field}), som er lest. Denne kolonnen er ikke lest.")
            text = text.format(header=tidy(first.header), field=claim.target.name())
            place = Place(sheet.name, found.row, claim.column, claim.header)
            findings.add("column_twice", place, text, claim.target.name())
        else:
            taken[claim.target] = claim
    return dict(sorted(taken.items(), key=lambda item: item[1].column))


def _values(sheet: Sheet, found: Guess, column: int) -> list[Cell]:
    """The different values below the header, at most 300."""
    which = sheet.columns[column]
    codes = dict.fromkeys(which.codes[found.row + 1 :][:5000].tolist())
    return [which.values[code] for code in codes if code >= 0][:300]


def _chosen(meanings: Sequence[Meaning], values: Sequence[Cell], shape: Shape, judging: Judging) -> Meaning:
    """The meaning that fits most of the values; the first where all fit alike."""
    if len(meanings) == 1 or not values:
        return meanings[0]
    kinds = FIELDS_OF_SHAPE[shape]

    def fit(meaning: Meaning) -> float:
        field = meaning.target.field
        return sum(_fits(value, field, kinds[field], judging) for value in values)

    return max(meanings, key=fit)


def _fits(value: Cell, field: str, kind: FieldKind, judging: Judging) -> float:
    if kind == "date":
        return float(read_date(value, judging.profile.date_order, judging.epoch_1904) is not None)
    if kind in ("weeks", "yes_no", "number"):
        return float(judging.judge(field, kind)(value).value is not BAD)
    if not isinstance(value, str) or read_date(value, judging.profile.date_order) is not None:
        return 0.0
    if kind == "code":  # a word that is not known yet is still a word
        return 1.0 if judging.knows("pause_kind" if field == "kind" else field, value) is not None else 0.5
    return 0.5


def _remark_on_unknown(
    sheet: Sheet, found: Guess, column: int, words: Lexicon, findings: Findings, also_read: frozenset[str]
) -> None:
    header = found.headers[column]
    place = Place(sheet.name, found.row, column, header)
    if not header.strip():
        if (sheet.columns[column].codes[found.row + 1 :] >= 0).any():
            findings.add("header_empty", place, _("kolonnen har ingen overskrift og er ikke lest."))
        return
    if squeezed(header) in also_read:
        return
    if (near := words.nearest(header)) is not None:
        text = _("overskriften er ikke kjent, og kolonnen er ikke lest. Menes {field}? Si at den skal leses slik.")
        findings.add("header_unknown", place, text.format(field=near.name()), near.name())
