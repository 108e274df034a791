"""The lines of one grid, column by column: parsed values, what is bad about them, and where each stands."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from casewatch.core.identity import normalise_case_no
from casewatch.intake.columns import Assigned
from casewatch.intake.dates import turned_round
from casewatch.intake.fields import FIELDS_OF_SHAPE, Target
from casewatch.intake.findings import CODES, Findings, Place, say
from casewatch.intake.judging import BAD, Judgement, Judging, UnclearCell
from casewatch.intake.layout import Grid
from casewatch.intake.tables import Cell, Column
from casewatch.language import _

#: (sheet, cells as (row, column) from 0) -> what stands in those that are not empty; None: cannot be told.
#: See reading.second_look.
SecondLook = Callable[[str, list[tuple[int, int]]], Mapping[tuple[int, int], str] | None]

#: Fields of which a file needs to be told once that something was not kept.
_ONCE = frozenset({"handler_not_kept"})


class Lines:
    """Lines of a grid with the columns that are read. All lists have one element per line, in the file's order."""

    def __init__(self, grid: Grid, columns: Mapping[Target, Assigned], judging: Judging, findings: Findings) -> None:
        self.grid = grid
        self.columns = columns
        self.judging = judging
        self.findings = findings
        self.bad: NDArray[np.bool_] = np.zeros(len(grid.lines), bool)
        self.case_no: list[str | None] = [None] * len(self)
        self.case_key: list[str | None] = [None] * len(self)
        self.municipality: list[str | None] = [None] * len(self)
        self.application_no: list[int | None] = [None] * len(self)
        self._looked_at: dict[int, Column] = {}

    def __len__(self) -> int:
        return len(self.grid.lines)

    def has(self, field: str, group: int = 0) -> bool:
        """Whether the file has a column for a field."""
        return Target(field, group) in self.columns

    def sheet_row(self, line: int) -> int:
        """The row of a line in the sheet, from 0."""
        return int(self.grid.lines[line])

    def look_again(self, second_look: SecondLook) -> None:
        """Asks what really stands in the empty cells of the columns that are read, and puts it in."""
        wanted: list[tuple[int, int]] = []
        for assigned in self.columns.values():
            codes = self.grid.sheet.columns[assigned.column].codes[self.grid.lines]
            wanted += [(int(row), assigned.column) for row in self.grid.lines[codes < 0]]
        if not wanted:
            return
        found = second_look(self.grid.sheet.name, wanted)
        if found is None:
            text = _("arket har celler med feil eller formler uten lagret verdi. De er lest som tomme; sjekk dem.")
            self.findings.add("cells_not_checked", Place(self.grid.sheet.name), text)
            return
        for (row, column), text in found.items():
            old = self._looked_at.get(column) or self.grid.sheet.columns[column]
            codes = old.codes.copy()
            codes[row] = len(old.values)
            self._looked_at[column] = Column([*old.values, UnclearCell(text)], codes)

    def read_keys(self) -> None:
        """Reads what names an application: case number, municipality, application number. To be called first."""
        self.case_no = self._keys("case_no", "case_no_missing", "")
        normal = {text: normalise_case_no(text) for text in set(self.case_no) if text is not None}
        self.case_key = [None if text is None else normal[text] for text in self.case_no]
        option = self.judging.municipality
        if self.has("municipality"):
            self.municipality = self._keys("municipality", "municipality_missing", option)
        else:
            self.municipality = [option] * len(self)
        if self.has("application_no"):
            numbers = self.read("application_no")
            self.application_no = [None if number is BAD else number for number in numbers]

    def _keys(self, field: str, missing: str, default: str | None) -> list[Any]:
        """A key column; where it is empty and has no default the line is bad."""
        values = self.read(field)
        # a pause is found by its case number where the sheet leaves the municipality out
        if field == "case_no" or (default is None and self.grid.shape != "pauses"):
            assigned = self.columns[Target(field)]
            for line in np.flatnonzero(self._codes(assigned) < 0):
                self.flag(int(line), missing, field)
        return [None if value is BAD else default if value is None and default else value for value in values]

    def read(self, field: str, group: int = 0) -> list[Any]:
        """A column's values, ``BAD`` where a cell could not be read; remarks and bad lines are noted."""
        target = Target(field, group)
        kind = FIELDS_OF_SHAPE[self.grid.shape][field]
        if kind == "date":
            self._remark_on_order(self.columns[target], target.name())
        return self._read(self.columns[target], self.judging.judge(field, kind), target.name())

    def _read(self, assigned: Assigned, judge: Callable[[Cell], Judgement], name: str) -> list[Any]:
        column = self._column(assigned)
        codes = self._codes(assigned)
        verdicts = [judge(value) for value in column.values]
        remarked = np.array([*(verdict.code is not None for verdict in verdicts), False], bool)
        if remarked.any():
            said_once: set[str] = set()
            for line in np.flatnonzero(remarked[codes]):
                verdict = verdicts[codes[line]]
                code = str(verdict.code)
                if code in _ONCE:
                    if code in said_once:
                        continue
                    said_once.add(code)
                self.flag(int(line), code, name, verdict.shown)
        table = np.empty(len(verdicts) + 1, object)
        table[:-1] = [verdict.value for verdict in verdicts]
        return table[codes].tolist()  # type: ignore[no-any-return]

    def _remark_on_order(self, assigned: Assigned, name: str) -> None:
        column = self._column(assigned)
        order = self.judging.profile.date_order
        used = np.unique(self._codes(assigned))
        proof = turned_round((column.values[code] for code in used[used >= 0].tolist()), order)
        if proof is not None:
            place = Place(self.grid.sheet.name, self.grid.header_row, assigned.column, assigned.header)
            self.findings.add("date_order_suspicious", place, say("date_order_suspicious", proof), name)

    def per_line(self, column: int, judge: Callable[[Cell], Any]) -> list[Any]:
        """``judge`` of each cell of any column, None where it is empty; nothing is remarked on."""
        which = self.grid.sheet.columns[column]
        table = np.empty(len(which.values) + 1, object)
        table[:-1] = [judge(value) for value in which.values]
        return table[which.codes[self.grid.lines]].tolist()  # type: ignore[no-any-return]

    def flag(self, line: int, code: str, field: str, shown: str = "", text: str | None = None) -> None:
        """A finding at a line's cell; an error makes the line bad."""
        assigned = next((one for one in self.columns.values() if one.target.name() == field), None)
        column, header = (assigned.column, assigned.header) if assigned else (None, "")
        place = Place(self.grid.sheet.name, self.sheet_row(line), column, header)
        case_no = self.case_no[line]
        self.findings.add(code, place, say(code, shown) if text is None else text, field or None, case_no)
        if CODES[code][0] == "error":
            self.bad[line] = True

    def _column(self, assigned: Assigned) -> Column:
        return self._looked_at.get(assigned.column) or self.grid.sheet.columns[assigned.column]

    def _codes(self, assigned: Assigned) -> NDArray[np.int32]:
        return self._column(assigned).codes[self.grid.lines]


def remark_on_lines(grid: Grid, findings: Findings) -> None:
    """Says which rows below the header are taken for no applications."""
    for row in grid.totals:
        findings.add("total_row", Place(grid.sheet.name, int(row)), _("raden er en sum og er ikke lest som en sak."))
    for row in grid.repeated:
        text = _("raden gjentar overskriftene og er ikke lest som en sak.")
        findings.add("header_repeated", Place(grid.sheet.name, int(row)), text)
