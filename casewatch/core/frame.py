"""From what is stored of each application to the arrays the core counts with.

A content is a dict of JSON values as ``docs/architecture.md`` lists them; an absent key is a field nobody told.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

import numpy as np

from casewatch.core.cases import (
    APPLICATION_TYPES,
    HEARING,
    MILESTONES,
    NAT,
    NO,
    NONE,
    OTHER_AUTHORITY,
    OUTCOMES,
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
)
from casewatch.core.reference import Area

Contents = Sequence[Mapping[str, Any]]

#: Where `complete` may come from when a content does not say.
DEFAULT_START = "column,supplement"

_ANSWERS = {True: YES, False: NO, None: UNKNOWN}
_TYPES = {name: number for number, name in enumerate(APPLICATION_TYPES)} | {None: NONE}
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

    def column(name: str) -> list[Any]:
        return [content.get(name) for content in contents]

    person = [content.get("person") or () for content in contents]
    places, place = _index(municipality)
    rules, rule = _index([content.get("start_from") or DEFAULT_START for content in contents])
    days = {name: as_day.array(column(name)) for name in MILESTONES}
    plan_id = _objects(column("plan_id"))
    dispensation = _codes(column("dispensation"), _ANSWERS)
    by_area = _area_answers(municipality, plan_id, days["received"], areas)
    scope: dict[str, Codes] = {}
    scope_source: dict[str, Objects] = {}
    for name in SCOPE_FIELDS:
        told = np.fromiter((name in fields for fields in person), bool, len(contents))
        scope[name], scope_source[name] = _answer(
            _codes(column(name), _ANSWERS),
            told,
            by_area.get(name),
            _codes(column(f"{name}_derived"), _ANSWERS),
            dispensation == YES if name == "within_plan" else None,
        )
    applications = Applications(
        municipalities=tuple(places),
        municipality=place,
        case_no=_objects(column("case_no")),
        application_no=np.array(application_no, np.int64),
        application_type=_codes(column("application_type"), _TYPES),
        outcome=_codes(column("outcome"), _OUTCOMES),
        legal_limit_weeks=np.array([weeks or 0 for weeks in column("legal_limit_weeks")], np.int64),
        start_rules=tuple(tuple(text.split(",")) for text in rules),
        start_rule=rule,
        complete_by_person=np.fromiter(("complete" in fields for fields in person), bool, len(contents)),
        scope=scope,
        scope_source=scope_source,
        dispensation=dispensation,
        plan_id=plan_id,
        handler=_objects(column("handler")),
        gone=gone,
        **days,
    )
    return applications, _pauses(contents, as_day)


class _Days(dict[Any, int]):
    """Each different date text is read once."""

    def __missing__(self, text: Any) -> int:
        number = int(np.datetime64(text, "D").astype(np.int64))
        self[text] = number
        return number

    def array(self, texts: list[Any]) -> Dates:
        self[None] = int(NAT.astype(np.int64))
        return np.fromiter(map(self.__getitem__, texts), np.int64, len(texts)).view("datetime64[D]")


def _pauses(contents: Contents, as_day: _Days) -> Pauses:
    found = [
        (row, kind, sent, answered, party)
        for row, content in enumerate(contents)
        for name, kind in (("hearing", HEARING), ("authority", OTHER_AUTHORITY))
        for sent, answered, party in content.get(name) or ()
    ]
    owner, kinds, sent, answered, party = zip(*found, strict=True) if found else ((), (), (), (), ())
    return Pauses(
        application=np.array(owner, np.int64),
        kind=np.array(kinds, np.int8),
        sent=as_day.array(list(sent)),
        answered=as_day.array(list(answered)),
        party=_objects(party),
    )


def _answer(
    column: Codes, told: Bools, area: Codes | None, derived: Codes, dispensed: Bools | None
) -> tuple[Codes, Objects]:
    """The first source that knows, and its name."""
    value = np.full(len(column), UNKNOWN, np.int8)
    source = np.full(len(column), None, object)

    def take(rows: Bools, values: Codes | int, name: str) -> None:
        rows = rows & (source == None)  # noqa: E711 (element by element, on an object array)
        value[rows] = values[rows] if isinstance(values, np.ndarray) else values
        source[rows] = name

    # A person who emptied a field knows nothing of it: the next source is asked.
    take(told & (column != UNKNOWN), column, "person")
    if dispensed is not None:
        take(dispensed, NO, "dispensation")
    take(column != UNKNOWN, column, "column")
    if area is not None:
        take(area != UNKNOWN, area, "area")
    take(derived != UNKNOWN, derived, "profile")
    return value, source


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
    places: dict[str, int] = {}
    index = np.fromiter((places.setdefault(value, len(places)) for value in values), np.int64, len(values))
    return list(places), index


def _codes(values: list[Any], known: Mapping[Any, int]) -> Codes:
    lookup: Callable[[Any], int] = known.__getitem__
    return np.fromiter(map(lookup, values), np.int8, len(values))


def _objects(values: Sequence[Any]) -> Objects:
    array = np.empty(len(values), object)
    array[:] = values
    return array
