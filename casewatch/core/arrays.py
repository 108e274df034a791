"""From what is stored of each application to the arrays the core counts with.

A content is a dict of JSON values as ``docs/architecture.md`` lists them; an absent key is a field nobody told.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import chain
from typing import Any

import numpy as np

from casewatch.core.cases import (
    APPLICATION_TYPES,
    HEARING,
    LETTER_NOTHING,
    LETTER_RULES,
    LETTER_UNCLEAR,
    MILESTONES,
    NAT,
    NO,
    NONE,
    NOT_TOLD,
    OTHER_AUTHORITY,
    OUTCOMES,
    REPEATED,
    SCOPE_FIELDS,
    UNKNOWN,
    YES,
    Applications,
    Bools,
    Codes,
    Dates,
    Ints,
    Objects,
    Pauses,
    Repeats,
)
from casewatch.core.events import SEVERAL, beginnings
from casewatch.core.fold import LETTER_RULE, START_FROM
from casewatch.core.reference import Area

Contents = Sequence[Mapping[str, Any]]

#: Where `complete` may come from when a content does not say.
DEFAULT_START = "column,supplement"

_ANSWERS = {True: YES, False: NO, None: UNKNOWN}
_SOURCES = (None, "person", "dispensation", "column", "area", "profile")
_TYPES = {name: number for number, name in enumerate(APPLICATION_TYPES)} | {None: NONE}
_LETTER_RULES = {name: number for number, name in enumerate(LETTER_RULES)} | {None: LETTER_UNCLEAR}
_OUTCOMES = {name: number for number, name in enumerate(OUTCOMES)} | {None: NONE}


def applications_from_contents(
    municipality: Sequence[str],
    application_no: Sequence[int],
    contents: Contents,
    gone: Bools,
    areas: Iterable[Area] = (),
) -> tuple[Applications, Pauses]:
    """Applications and pauses, in the order of the contents; the other sequences run beside them.

    Each scope field takes the first source that knows: a person's word, the export's column, the area list, the
    profile's derivation. A recorded dispensation makes ``within_plan`` no unless a person says otherwise.
    """
    as_day = _Days()
    told = _columns(contents)
    count = len(contents)

    def column(name: str) -> Sequence[Any]:
        return told.get(name) or [None] * count

    def codes(name: str, known: Mapping[Any, int]) -> Codes:
        return _codes(told[name], known) if name in told else np.full(count, known[None], np.int8)

    def by_person(name: str) -> Bools:
        if "person" not in told:
            return np.zeros(count, bool)
        return np.fromiter((name in (fields or ()) for fields in told["person"]), bool, count)

    places, place = _index(municipality)
    rules, rule = _index([text or DEFAULT_START for text in column(START_FROM)])
    days = {name: as_day.array(told[name]) if name in told else np.full(count, NAT) for name in MILESTONES}
    plan_id = _objects(column("plan_id"))
    dispensation = codes("dispensation", _ANSWERS)
    by_area = _area_answers(municipality, plan_id, days["received"], areas)
    scope: dict[str, Codes] = {}
    scope_source: dict[str, Objects] = {}
    for name in SCOPE_FIELDS:
        scope[name], scope_source[name] = _answer(
            codes(name, _ANSWERS),
            by_person(name),
            by_area.get(name),
            codes(f"{name}_derived", _ANSWERS),
            dispensation == YES if name == "within_plan" else None,
        )
    applications = Applications(
        municipalities=tuple(places),
        municipality=place,
        case_no=_objects(column("case_no")),
        application_no=np.array(application_no, np.int64),
        application_type=codes("application_type", _TYPES),
        outcome=codes("outcome", _OUTCOMES),
        legal_limit_weeks=np.array([weeks or 0 for weeks in column("legal_limit_weeks")], np.int64),
        start_rules=tuple(tuple(text.split(",")) for text in rules),
        start_rule=rule,
        complete_by_person=by_person("complete"),
        letter_rule=codes(LETTER_RULE, _LETTER_RULES),
        repeats=_repeats(told, as_day),
        scope=scope,
        scope_source=scope_source,
        dispensation=dispensation,
        plan_id=plan_id,
        handler=_objects(column("handler")),
        gone=gone,
        **days,
    )
    return applications, _pauses(told, as_day)


def _columns(contents: Contents) -> dict[str, Sequence[Any]]:
    """Field -> its values, one a content; None where a content does not have the field.

    Contents that one file told have the same fields in the same order. They are turned as one block: asking each
    content for each field takes several times as long.
    """
    layouts: set[tuple[str, ...]] = set(map(tuple, contents))
    if len(layouts) == 1:
        return _block(layouts.pop(), contents)
    blocks: dict[tuple[str, ...], list[int]] = {names: [] for names in layouts}
    for row, names in enumerate(map(tuple, contents)):
        blocks[names].append(row)
    columns: dict[str, Objects] = {}
    for names, rows in blocks.items():
        for name, values in _block(names, [contents[row] for row in rows]).items():
            if name not in columns:
                columns[name] = np.full(len(contents), None, object)
            columns[name][rows] = _objects(values)
    return {name: column.tolist() for name, column in columns.items()}


def _block(names: Sequence[str], contents: Contents) -> dict[str, Sequence[Any]]:
    cells = list(chain.from_iterable(content.values() for content in contents))
    return {name: cells[at :: len(names)] for at, name in enumerate(names)}


class _Places(dict[str, int]):
    """Gives each value that was not there yet the next number."""

    def __missing__(self, value: str) -> int:
        self[value] = number = len(self)
        return number


class _Days(dict[Any, int]):
    """Each different date text is read once."""

    def __missing__(self, text: Any) -> int:
        number = int(np.datetime64(text, "D").astype(np.int64))
        self[text] = number
        return number

    def array(self, texts: Sequence[Any]) -> Dates:
        self[None] = self[NOT_TOLD] = int(NAT.astype(np.int64))
        return np.fromiter(map(self.__getitem__, texts), np.int64, len(texts)).view("datetime64[D]")


def _pauses(told: Mapping[str, Sequence[Any]], as_day: _Days) -> Pauses:
    """All pauses, application by application, in each the hearings first."""
    found: list[tuple[int, int, Any, Any, Any]] = []
    for name, kind in (("hearing", HEARING), ("authority", OTHER_AUTHORITY)):
        found += [
            (row, kind, sent, answered, party)
            for row, pauses in enumerate(told.get(name, ()))
            if pauses
            for sent, answered, party in pauses
        ]
    owner, kinds, sent, answered, party = zip(*found, strict=True) if found else ((), (), (), (), ())
    owners = np.array(owner, np.int64)
    order = np.argsort(owners, kind="stable")
    return Pauses(
        application=owners[order],
        kind=np.array(kinds, np.int8)[order],
        sent=as_day.array(sent)[order],
        answered=as_day.array(answered)[order],
        party=_objects(party)[order],
        half=np.fromiter((NOT_TOLD in dates for dates in zip(sent, answered, strict=True)), bool, len(owners))[order],
    )


def _repeats(told: Mapping[str, Sequence[Any]], as_day: _Days) -> Repeats:
    """What was told more than once. A person's word on a date stands alone."""
    found: list[tuple[int, int, str]] = []
    empty: Sequence[Any] = ()
    people = told.get("person", empty)
    letter, letters = told.get("deficiency", empty), told.get(SEVERAL["deficiency"], empty)
    rules = told.get(LETTER_RULE, empty)
    for name, several in SEVERAL.items():
        for row, days in enumerate(told.get(several, ())):
            if not days or (people and name in (people[row] or ())):
                continue
            begun = days
            if name == "complete":
                ignored = rules and _LETTER_RULES[rules[row]] == LETTER_NOTHING
                sent = (letters and letters[row]) or [letter and letter[row]]
                begun = beginnings(days, () if ignored else sent)
                found += [(row, REPEATED.index("complete_moved"), day) for day in days if day not in begun]
            found += [(row, REPEATED.index(name), day) for day in begun]
    owner, kinds, days = zip(*sorted(found), strict=True) if found else ((), (), ())
    return Repeats(np.array(owner, np.int64), np.array(kinds, np.int8), as_day.array(days))


def _answer(
    column: Codes, told: Bools, area: Codes | None, derived: Codes, dispensed: Bools | None
) -> tuple[Codes, Objects]:
    """The first source that knows, and its name."""
    value = np.full(len(column), UNKNOWN, np.int8)
    source = np.zeros(len(column), np.int8)  # index into _SOURCES

    def take(rows: Bools, values: Codes | int, name: str) -> None:
        rows = rows & (source == 0)
        value[rows] = values[rows] if isinstance(values, np.ndarray) else values
        source[rows] = _SOURCES.index(name)

    # A person who emptied a field knows nothing of it: the next source is asked.
    take(told & (column != UNKNOWN), column, "person")
    if dispensed is not None:
        take(dispensed, NO, "dispensation")
    take(column != UNKNOWN, column, "column")
    if area is not None:
        take(area != UNKNOWN, area, "area")
    take(derived != UNKNOWN, derived, "profile")
    return value, _objects(_SOURCES)[source]


def _area_answers(
    municipality: Sequence[str], plan_id: Objects, received: Dates, areas: Iterable[Area]
) -> dict[str, Codes]:
    """What the area list says of each application's plan on the day it was received."""
    listed: dict[tuple[str, str], list[Area]] = {}
    for area in areas:
        listed.setdefault((area.municipality, area.plan_id), []).append(area)
    regulated = np.full(len(plan_id), UNKNOWN, np.int8)
    road = regulated.copy()
    if listed:
        for row in np.flatnonzero(plan_id != None).tolist():  # noqa: E711
            for area in sorted(
                listed.get((municipality[row], plan_id[row]), ()), key=lambda area: str(area.valid_from or "")
            ):
                if area.valid_from is None or received[row] >= np.datetime64(area.valid_from, "D"):
                    regulated[row], road[row] = _ANSWERS[area.regulated], _ANSWERS[area.road]
    return {"regulated_plot": regulated, "road_to_boundary": road}


def _index(values: Sequence[str]) -> tuple[list[str], Ints]:
    """The different values in order of first appearance, and each value's place among them."""
    places = _Places()
    index = np.fromiter(map(places.__getitem__, values), np.int64, len(values))
    return list(places), index


def _codes(values: Sequence[Any], known: Mapping[Any, int]) -> Codes:
    lookup: Callable[[Any], int] = known.__getitem__
    return np.fromiter(map(lookup, values), np.int8, len(values))


def _objects(values: Sequence[Any]) -> Objects:
    array = np.empty(len(values), object)
    array[:] = values
    return array
