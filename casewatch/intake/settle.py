"""Lines -> applications: which lines are one application, which repeat or contradict each other, which are rejected."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from functools import reduce
from operator import or_

from casewatch.core.fold import PAUSE_FIELDS, Content, pause_order
from casewatch.intake.judging import BAD
from casewatch.intake.lines import Lines
from casewatch.intake.tables import ReadRow, RejectedRow
from casewatch.language import _


def settle(lines: Lines, contents: list[Content]) -> tuple[list[ReadRow], list[RejectedRow]]:
    """The applications that the lines of a table tell of, each once, in the order of the file.

    A bad line rejects its whole application; so do lines of one application that contradict each other. A line
    without a usable key is an application of its own.
    """
    keys = list(zip(lines.municipality, lines.case_key, strict=True))
    counts = Counter(keys)
    bad = lines.bad.tolist()
    rows: list[ReadRow] = []
    rejected: list[RejectedRow] = []
    groups: dict[tuple[str | None, str | None], list[int]] = defaultdict(list)
    for line, key in enumerate(keys):
        if None in key:
            rejected.append(_rejected(lines, contents, line))
        elif counts[key] > 1:
            groups[key].append(line)
        elif bad[line]:
            rejected.append(_rejected(lines, contents, line))
        else:
            rows.append(_read(lines, contents, line))
    for group in groups.values():
        for application in parted(lines, contents, group):
            _one(lines, contents, application, rows, rejected)
    if groups:
        rows.sort(key=lambda row: row.row)
    rejected.sort(key=lambda row: row.row)
    return rows, rejected


def _one(
    lines: Lines, contents: list[Content], application: list[int], rows: list[ReadRow], rejected: list[RejectedRow]
) -> None:
    """One application from all its lines."""
    first_bad = next((line for line in application if lines.bad[line]), None)
    if first_bad is not None:
        rejected.append(_rejected(lines, contents, first_bad))
        text = _("en annen rad om samme søknad (rad {row}) kan ikke leses, så denne er heller ikke lest.")
        for line in application:
            if not lines.bad[line]:
                told = text.format(row=lines.sheet_row(first_bad) + 1)
                lines.flag(line, "application_rejected", "case_no", text=told)
        return
    first = application[0]
    if all(_same(contents[line], contents[first]) for line in application[1:]):
        repeats = [line for line in application[1:] if _pauses(contents[line]) == _pauses(contents[first])]
        contents[first] = {**contents[first], **_united([contents[line] for line in application])}
        rows.append(_read(lines, contents, first))
        text = _("raden gjentar rad {row} og er lest én gang.").format(row=lines.sheet_row(first) + 1)
        for line in repeats:
            lines.flag(line, "repeated_row", "case_no", text=text)
        return
    rejected.append(_rejected(lines, contents, first))
    numbers = ", ".join(str(lines.sheet_row(line) + 1) for line in application[:10])
    text = _(
        "radene {rows} gjelder samme søknad, men sier ulike ting, og ingen av dem er lest. "
        "Behold den som er rett, eller gi søknadene hvert sitt søknadsnummer."
    ).format(rows=numbers)
    for line in application:
        lines.flag(line, "ambiguous_application", "case_no", text=text)


def _same(one: Content, other: Content) -> bool:
    """The same content but for pauses, however the case number is written."""
    aside = dict.fromkeys(("case_no", *PAUSE_FIELDS))
    return {**one, **aside} == {**other, **aside}


def _pauses(content: Content) -> Content:
    return {kind: content[kind] for kind in PAUSE_FIELDS if kind in content}


def _united(contents: Sequence[Content]) -> Content:
    """The pauses of rows that differ in nothing else, each once."""
    united: Content = {}
    for kind in PAUSE_FIELDS:
        told = [Counter(map(tuple, content[kind])) for content in contents if kind in content]
        if told:
            found = reduce(or_, told)  # what one row tells twice is two pauses
            united[kind] = sorted(map(list, found.elements()), key=pause_order)
    return united


def parted(lines: Lines, contents: list[Content], group: list[int]) -> Iterable[list[int]]:
    """The lines of one case parted into applications: by number, else by (type, received).

    A type or date that is empty, absent or unreadable differs from nothing: such lines join all they may belong to.
    """
    by_number: dict[int, list[int]] = defaultdict(list)
    by_marks: dict[tuple[str | None, str | None], list[int]] = defaultdict(list)
    for line in group:
        number = lines.application_no[line]
        if number is not None:
            by_number[number].append(line)
        else:
            marks = (contents[line].get("application_type"), contents[line].get("received"))
            by_marks[marks[0], None if marks[1] is BAD else marks[1]].append(line)
    yield from by_number.values()
    for joined in _joined(list(by_marks)):
        yield sorted(line for marks in joined for line in by_marks[marks])


def _joined(marks: Sequence[tuple[str | None, str | None]]) -> Iterable[list[tuple[str | None, str | None]]]:
    """(type, received) pairs parted so that no pair of one part may be the same application as one of another."""
    parent = {mark: mark for mark in marks}

    def root(mark: tuple[str | None, str | None]) -> tuple[str | None, str | None]:
        while parent[mark] != mark:
            parent[mark] = mark = parent[parent[mark]]
        return mark

    by_type: dict[str | None, list[tuple[str | None, str | None]]] = defaultdict(list)
    by_date: dict[str | None, list[tuple[str | None, str | None]]] = defaultdict(list)
    for mark in marks:
        by_type[mark[0]].append(mark)
        by_date[mark[1]].append(mark)
    undated = by_date[None]
    for mark in marks:
        kind, received = mark
        fitting: Sequence[tuple[str | None, str | None]] = ()
        if kind is None and received is None:
            fitting = marks
        elif kind is None:
            fitting = [*by_date[received], *undated]
            undated = undated[:1]  # all of them are one part from now on
        elif received is None:
            fitting = by_type[kind]
        for other in fitting:
            parent[root(other)] = root(mark)
    parts: dict[tuple[str | None, str | None], list[tuple[str | None, str | None]]] = defaultdict(list)
    for mark in marks:
        parts[root(mark)].append(mark)
    return parts.values()


def _read(lines: Lines, contents: list[Content], line: int) -> ReadRow:
    return ReadRow(
        str(lines.municipality[line]),
        str(lines.case_no[line]),
        str(lines.case_key[line]),
        lines.application_no[line],
        contents[line],
        lines.grid.sheet.name or None,
        lines.sheet_row(line) + 1,
    )


def _rejected(lines: Lines, contents: list[Content], line: int) -> RejectedRow:
    return RejectedRow(
        lines.municipality[line],
        lines.case_no[line],
        lines.case_key[line],
        lines.application_no[line],
        {field: value for field, value in contents[line].items() if value is not BAD},
        lines.grid.sheet.name or None,
        lines.sheet_row(line) + 1,
    )
