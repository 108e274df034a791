"""The 97 weekly lists at past times and after an undo, held against plain reading of the lists that then remain."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path

import pytest

from casewatch.services.asking.context import Context
from casewatch.services.asking.selecting import Selectors
from casewatch.services.figures.listing import list_cases
from casewatch.services.importing.files import imports_undo
from tests.real.conftest import Weeks, listings
from tests.real.test_isle_of_man import LATER, MOVED, MOVED_ON

#: Case number, name of the authority in capitals, and whether it ended.
Shown = set[tuple[str, str, bool]]


def shown(context: Context, known_at: datetime | None = None) -> Shown:
    """What the program shows."""
    names = {place.number: place.name.upper() for place in context.rulebook.municipalities}
    rows = list_cases(context, Selectors(as_of=LATER.as_of, known_at=known_at)).rows
    found = [(row["case_no"], names[row["municipality"]], row["state"] == "closed") for row in rows]
    assert len(set(found)) == len(found)
    return set(found)


def by_plain_reading(files: Sequence[Path]) -> Shown:
    """Each case once under every authority it was listed with; only under the last one it is still open."""
    return {(case_no, place, place != places[-1]) for case_no, places in listings(files).items() for place in places}


@pytest.mark.parametrize("count", [1, 40, 73, 74, 75, 96, 97])
def test_what_was_known_after_some_lists(weeks: Weeks, count: int) -> None:
    """List 75 is the one in which the case that moved is first seen at its new place."""
    assert weeks.files[74].name.startswith(MOVED_ON)
    assert shown(weeks.context, weeks.results[count - 1].recorded_at) == by_plain_reading(weeks.files[:count])


def test_taking_back_the_newest(own_weeks: Weeks) -> None:
    context, files = own_weeks.context, own_weeks.files
    known_before = shown(context, own_weeks.results[-2].recorded_at)
    taken_back = imports_undo(context, 97)
    fewer = listings(files[:-1])
    newest = listings(files[-1:])
    assert taken_back.vanished == len(newest.keys() - fewer.keys()) > 0
    assert shown(context) == by_plain_reading(files[:-1]) == known_before
    assert shown(context, own_weeks.results[-1].recorded_at) == by_plain_reading(files)


def test_taking_back_the_list_with_the_move(own_weeks: Weeks) -> None:
    """The case is where it was, and open; whatever other lists say stays."""
    context, files = own_weeks.context, own_weeks.files
    imports_undo(context, 75)
    assert shown(context) == by_plain_reading([*files[:74], *files[75:]])
    assert {line for line in shown(context) if line[0] == MOVED} == {(MOVED, "MAUGHOLD", False)}


def test_taking_back_all_of_a_year(own_weeks: Weeks) -> None:
    context, files = own_weeks.context, own_weeks.files
    year = [number for number, path in enumerate(files, 1) if path.name.startswith("2023")]
    for number in (*year[::2], *year[1::2]):
        imports_undo(context, number)
    assert shown(context) == by_plain_reading(files[len(year) :])
    assert date.fromisoformat(files[len(year)].name[:10]).year == 2024
