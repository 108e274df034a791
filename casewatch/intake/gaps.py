"""A filled workbook of gaps -> what somebody wrote into it, per application. Pure, like :mod:`understanding`.

Such a workbook is known by its hidden sheet, and by its own headers where that was lost: read as an export its empty
cells would empty what is known. The hidden sheet says what each cell held when it was written; only what differs
from that is a person's word.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import numpy as np

from casewatch.core.cases import SCOPE_FIELDS
from casewatch.core.fold import NO_PAUSE, Values
from casewatch.core.identity import normalise_case_no
from casewatch.errors import CasewatchError
from casewatch.intake.fields import FIELDS_OF_SHAPE
from casewatch.intake.findings import CODES, Findings, Place, say
from casewatch.intake.judging import BAD, Judgement, Judging, UnclearCell
from casewatch.intake.layout import cell_at, cleaned
from casewatch.intake.lines import SecondLook
from casewatch.intake.privacy import holds_national_id
from casewatch.intake.tables import Finding, RawFile, Sheet
from casewatch.intake.words import squeezed
from casewatch.language import _

MARK_SHEET, MARK, VERSION = "casewatch", "casewatch gaps", "1"
#: Headers that no export has.
OWN_HEADERS = frozenset({"hvasommangler", "begrunnelse", "saksnr"})
_KEYS = ("municipality", "case_no", "application_no")
_PAUSES = {"hearing_1": "hearing", "authority_1": "authority"}
#: What may be filled in, and the field whose judge reads its cells.
_FIELDS = {
    **{name: name for name in ("received", "complete", "decided", "decision_sent", "outcome", "application_type")},
    **{name: name for name in SCOPE_FIELDS},
    **{f"{group}_{part}": f"{kind}_{part}" for group, kind in _PAUSES.items() for part in ("sent", "answered")},
}
_HEADER_ROWS = 20
_LONGEST_REASON = 1000

Key = tuple[str, str, int]  # municipality, case key, application number


@dataclass(frozen=True)
class FilledRow:
    """What somebody wrote of one application; nothing where `values` is empty."""

    key: Key
    case_no: str
    values: Values  # as in core.fold.Correction
    reason: str
    place: Place  # of its case number


@dataclass
class FilledGaps:
    """What a filled workbook says."""

    rows: list[FilledRow] = field(default_factory=list)
    rejected: int = 0  # applications, a line without a usable key as one
    findings: list[Finding] = field(default_factory=list)
    file_rows: int = 0


class _Origin(NamedTuple):
    """What the hidden sheet tells."""

    headers: dict[str, str]  # field -> header
    held: dict[Key, dict[str, str]]  # per application field -> what its cell held


def is_gaps_workbook(raw: RawFile) -> bool:
    """Whether a file is a workbook of gaps, or was one once."""
    return any(_is_mark(sheet) or _header_row(sheet, OWN_HEADERS) is not None for sheet in raw.sheets)


def read_gaps(raw: RawFile, judging: Judging, second_look: SecondLook | None = None) -> FilledGaps:
    """The rows of a filled workbook. A row with an unreadable cell, or with no reason, is rejected whole.

    ``second_look`` as in ``understanding.understand``. Raises :class:`CasewatchError` for a workbook whose hidden
    sheet is missing or of another version, or whose headers were changed.
    """
    origin = _origin(raw, judging)
    wanted = {name: squeezed(header) for name, header in origin.headers.items()}
    for sheet in map(cleaned, raw.sheets):
        if not _is_mark(sheet) and (row := _header_row(sheet, wanted.values())) is not None:
            cells = [cell_at(sheet, row, column) for column in range(len(sheet.columns))]
            headers = [squeezed(cell) if isinstance(cell, str) else "" for cell in cells]
            columns = {name: headers.index(header) for name, header in wanted.items()}
            return _Reader(sheet, row, columns, origin, judging).read(second_look if raw.unclear_cells else None)
    line = _("{name}: overskriftene i arbeidsboka er endret. Lag en ny, og fyll ut den.")
    raise CasewatchError(line.format(name=raw.name), "gaps", given=False)


def not_known(row: FilledRow) -> Finding:
    """The remark on a row whose application is not in the store."""
    findings = Findings()
    findings.add("application_not_known", row.place, say("application_not_known", ""), "case_no", row.case_no)
    return findings.all()[0]


def _is_mark(sheet: Sheet) -> bool:
    return sheet.name == MARK_SHEET and str(_cell(sheet, 0, 0) or "").startswith(MARK)


def _cell(sheet: Sheet, row: int, column: int) -> Any:
    return cell_at(sheet, row, column) if row < sheet.rows and column < len(sheet.columns) else None


def _header_row(sheet: Sheet, headers: Collection[str]) -> int | None:
    """The first row near the top that holds all of some squeezed headers."""
    for row in range(min(_HEADER_ROWS, sheet.rows)):
        cells = (cell_at(sheet, row, column) for column in range(len(sheet.columns)))
        if set(headers) <= {squeezed(cell) for cell in cells if isinstance(cell, str)}:
            return row
    return None


def _origin(raw: RawFile, judging: Judging) -> _Origin:
    mark = next((sheet for sheet in raw.sheets if _is_mark(sheet)), None)
    if mark is None or _cell(mark, 0, 0) != f"{MARK} {VERSION}":
        line = _("{name}: er ikke arbeidsboka slik casewatch skrev den. Lag en ny, og fyll ut den.")
        raise CasewatchError(line.format(name=raw.name), "gaps", given=False)
    names = [str(_cell(mark, 1, column) or "") for column in range(len(mark.columns))]
    headers = {name: str(_cell(mark, 2, column) or "") for column, name in enumerate(names)}
    headers = {name: header for name, header in headers.items() if name in _FIELDS or name in (*_KEYS, "reason")}
    if not {*_KEYS, "reason"} <= headers.keys():
        line = _("{name}: det skjulte arket i arbeidsboka er endret. Lag en ny, og fyll ut den.")
        raise CasewatchError(line.format(name=raw.name), "gaps", given=False)
    held: dict[Key, dict[str, str]] = {}
    for row in range(3, mark.rows):
        cells = {name: _cell(mark, row, column) for column, name in enumerate(names)}
        key = _key(*(judging.judge(name, FIELDS_OF_SHAPE["table"][name])(cells[name] or "").value for name in _KEYS))
        if key is not None:
            held[key] = {name: str(value) for name, value in cells.items() if name in _FIELDS and value is not None}
    return _Origin(headers, held)


def _key(municipality: Any, case_no: Any, number: Any) -> Key | None:
    """The identity of a row, None where a part cannot be read."""
    if BAD in (municipality, case_no, number) or None in (municipality, case_no, number):
        return None
    return municipality, normalise_case_no(case_no), number


class _Reader:
    """The sheet of one workbook, row by row: there are as many as people can fill in."""

    def __init__(
        self, sheet: Sheet, header_row: int, columns: Mapping[str, int], origin: _Origin, judging: Judging
    ) -> None:
        self.sheet, self.header_row, self.columns = sheet, header_row, columns
        self.origin, self.judging = origin, judging
        self.findings = Findings()
        self.unclear: Mapping[tuple[int, int], str] = {}
        self.bad = False  # the row that is being read

    def read(self, second_look: SecondLook | None) -> FilledGaps:
        filled = np.zeros(max(self.sheet.rows - self.header_row - 1, 0), bool)
        for column in self.columns.values():
            filled |= self.sheet.columns[column].codes[self.header_row + 1 :] >= 0
        lines = (np.flatnonzero(filled) + self.header_row + 1).tolist()
        if second_look is not None:
            self._look_again(second_look, lines)
        found = FilledGaps(file_rows=len(lines))
        by_key: dict[Key, list[FilledRow | None]] = defaultdict(list)
        for line in lines:
            key, row = self._row(line)
            if key is None:
                found.rejected += 1
            else:
                by_key[key].append(row)
        for rows in by_key.values():
            read = [row for row in rows if row is not None]
            told = {repr(sorted(row.values.items())): row for row in read if row.values}
            if len(told) > 1:
                for row in told.values():
                    self._remark_twice(row)
            if len(read) < len(rows) or len(told) > 1:
                found.rejected += 1
            else:
                found.rows.append(next(iter(told.values()), read[0]))
        found.findings = self.findings.all()
        return found

    def _row(self, line: int) -> tuple[Key | None, FilledRow | None]:
        """The application of a line, and what was written of it; None where it is rejected."""
        self.bad = False
        case_no = self._value("case_no", line, None)
        municipality = self._value("municipality", line, case_no)
        number = self._value("application_no", line, case_no)
        for name, value in (("case_no", case_no), ("municipality", municipality)):
            if value is None:
                self.flag(line, name, f"{name}_missing", "", case_no)
        key = _key(municipality, case_no, 1 if number is None else number)
        if key is None or self.bad:
            return key, None
        held = self.origin.held.get(key, {})
        words: dict[str, Any] = {}
        for name in _FIELDS:
            if name in self.columns and (value := self._word(name, line, held.get(name), case_no)) is not None:
                words[name] = value
        values = self._values(line, words, held, case_no)
        reason = self._reason(line, bool(values), case_no)
        row = FilledRow(key, case_no, values, reason, self._place("case_no", line))
        return key, None if self.bad else row

    def _value(self, name: str, line: int, case_no: Any) -> Any:
        """A key's value, None where the cell is empty; one that cannot be read is remarked on."""
        cell = _cell(self.sheet, line, self.columns[name])
        if cell is None:
            return None
        verdict = self.judging.judge(name, FIELDS_OF_SHAPE["table"][name])(cell)
        self._remark(line, name, verdict, case_no)
        return verdict.value

    def _word(self, name: str, line: int, held: str | None, case_no: Any) -> Any:
        """What somebody wrote into a cell; None where it is empty, or holds what it held."""
        column = self.columns[name]
        cell = _cell(self.sheet, line, column)
        if (line, column) in self.unclear:
            cell = UnclearCell(self.unclear[line, column])
        if cell is None:
            return None
        verdict = self.judging.judge(_FIELDS[name], FIELDS_OF_SHAPE["table"][_FIELDS[name]])(cell)
        if verdict.code in ("type_unknown", "outcome_unknown"):
            verdict = Judgement(BAD, "choice_unknown", verdict.shown)
        value = verdict.value
        as_text = ("true" if value else "false") if isinstance(value, bool) else value
        if as_text == held:
            return None
        self._remark(line, name, verdict, case_no)
        return None if verdict.value is BAD else value

    def _values(self, line: int, words: Mapping[str, Any], held: Mapping[str, str], case_no: Any) -> dict[str, Any]:
        """Words of cells as a correction has them: a pause is named by the day it was sent."""
        values = {name: value for name, value in words.items() if name.rpartition("_")[0] not in _PAUSES}
        for group, kind in _PAUSES.items():
            sent, answered = words.get(f"{group}_sent"), words.get(f"{group}_answered")
            was_sent, was_answered = held.get(f"{group}_sent"), held.get(f"{group}_answered")
            if sent is None and answered is None:
                continue
            if sent is None and was_sent is None:
                self.flag(line, f"{group}_sent", "pause_without_sent", "", case_no)
                continue
            if sent is not None and was_sent is not None:
                values[f"{kind} {was_sent}"] = NO_PAUSE
            values[f"{kind} {sent or was_sent}"] = answered or was_answered or ""
        return values

    def _reason(self, line: int, needed: bool, case_no: Any) -> str:
        cell = _cell(self.sheet, line, self.columns["reason"])
        reason = " ".join(str(cell).split())[:_LONGEST_REASON] if cell is not None else ""
        if holds_national_id(reason):
            self.flag(line, "reason", "national_id", "", case_no)
        elif needed and not reason and not self.bad:
            self.flag(line, "reason", "reason_missing", "", case_no)
        return reason

    def _look_again(self, second_look: SecondLook, lines: list[int]) -> None:
        columns = [self.columns[name] for name in _FIELDS if name in self.columns]
        wanted = [(line, column) for line in lines for column in columns if _cell(self.sheet, line, column) is None]
        found = second_look(self.sheet.name, wanted) if wanted else {}
        if found is None:
            text = _("arket har celler med feil eller formler uten lagret verdi. De er lest som tomme; sjekk dem.")
            self.findings.add("cells_not_checked", Place(self.sheet.name), text)
        else:
            self.unclear = found

    def _remark(self, line: int, name: str, verdict: Judgement, case_no: Any) -> None:
        if verdict.code is not None:
            self.flag(line, name, verdict.code, verdict.shown, case_no)

    def flag(self, line: int, name: str, code: str, shown: str, case_no: Any) -> None:
        named = case_no if isinstance(case_no, str) else None
        self.findings.add(code, self._place(name, line), say(code, shown), name, named)
        self.bad = self.bad or CODES[code][0] == "error"

    def _place(self, name: str, line: int) -> Place:
        return Place(self.sheet.name, line, self.columns[name], self.origin.headers[name])

    def _remark_twice(self, row: FilledRow) -> None:
        text = _("søknaden står i flere rader med ulike svar. Ingen av dem er lest; behold én rad.")
        self.findings.add("ambiguous_application", row.place, text, "case_no", row.case_no)
