"""Scope fields that a profile derives from other columns: building-type codes, words, constants."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from casewatch.core.reference import Profile, ScopeDerivation
from casewatch.intake.fields import Target
from casewatch.intake.judging import BAD
from casewatch.intake.lines import Lines
from casewatch.intake.tables import Cell
from casewatch.intake.words import squeezed


def read_for_words(profile: Profile) -> frozenset[str]:
    """Squeezed headers of the columns that are read for words only; their text is not kept."""
    return frozenset(squeezed(header) for rule in profile.derive.values() for header in rule.words_in)


def derived(lines: Lines, building_types: list[Any] | None) -> dict[str, list[bool | None]]:
    """``<scope field>_derived`` -> True, False or None per line. ``building_types``: the codes, None without a column.

    A field whose columns the file lacks is left out, unless the profile has a constant for it.
    """
    result = {}
    for field, rule in lines.judging.profile.derive.items():
        answers = _answers(lines, rule, building_types)
        if answers is not None:
            result[f"{field}_derived"] = answers
    return result


def _answers(lines: Lines, rule: ScopeDerivation, building_types: list[Any] | None) -> list[bool | None] | None:
    columns: list[list[bool | None]] = []
    if building_types is not None and (rule.codes_yes or rule.codes_no):
        by_code = {code: _by_code(rule, code) for code in set(building_types)}
        columns.append([by_code[code] for code in building_types])
    sources = _word_columns(lines, rule)
    for words, answer in ((rule.words_yes, True), (rule.words_no, False)):
        if words and sources:
            finds = _finder(words, answer)
            columns += [lines.per_line(column, finds) for column in sources]
    if not columns and rule.constant is None:
        return None
    result: list[bool | None] = [rule.constant] * len(lines)
    for column in reversed(columns):  # the first that answers wins
        result = [told if said is None else said for said, told in zip(column, result, strict=True)]
    return result


def _by_code(rule: ScopeDerivation, code: Any) -> bool | None:
    if code is None or code is BAD:
        return None
    if code.startswith(rule.codes_yes):
        return True
    return False if code.startswith(rule.codes_no) else None


def _word_columns(lines: Lines, rule: ScopeDerivation) -> list[int]:
    wanted = {squeezed(header) for header in rule.words_in}
    columns = [column for column, header in enumerate(lines.grid.headers) if header and squeezed(header) in wanted]
    building_type = lines.columns.get(Target("building_type"))
    if building_type is not None and building_type.column not in columns and (rule.codes_yes or rule.codes_no):
        columns.append(building_type.column)
    return columns


def _finder(words: tuple[str, ...], answer: bool) -> Callable[[Cell], bool | None]:
    """Words are found inside longer ones (``lager`` in ``Lagerbygg``), but not after a "not"."""
    parts = "|".join(re.escape(" ".join(word.casefold().split())) for word in words)
    pattern = re.compile(rf"(?<!ikke )(?<!ikke-)(?<!ikkje )(?<!ikkje-)(?:{parts})")

    def find(cell: Cell) -> bool | None:
        return answer if isinstance(cell, str) and pattern.search(" ".join(cell.casefold().split())) else None

    return find
