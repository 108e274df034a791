"""The statutory clock, sentence by sentence (reference/law.md): another clock, never mixed with the indicator's."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from casewatch.core.clock import milestones
from casewatch.core.legal import legal_last_day
from casewatch.core.rules import StatutoryVersion
from tests.core.builders import CALENDAR, RULE
from tests.core.sentences import app, arrays, iso, look

LATER = "2026-12-31"
LEVELS = {"statsforvalteren": "state", "fylkeskommunen": "regional", "brannvesenet": "other"}
VERSION = StatutoryVersion(date(2010, 7, 1), {3: 5, 12: 14}, True, frozenset({"state", "regional"}))


def last_day(
    case: dict[str, Any], as_of: str = LATER, versions: tuple[StatutoryVersion, ...] = (VERSION,)
) -> str | None:
    """The statutory last day of one application."""
    day = date.fromisoformat(as_of)
    a, pauses = arrays([case])
    m = milestones(a, pauses, day, RULE, CALENDAR)
    return iso(legal_last_day(a, pauses, m, day, versions, LEVELS, CALENDAR)[0])


@pytest.mark.parametrize(
    ("complete", "weeks", "expected"),
    [
        ("2026-03-12", 3, "2026-04-07"),
        ("2026-04-10", 3, "2026-05-04"),
        ("2026-04-23", 3, "2026-05-15"),
        ("2026-10-02", 12, "2026-12-28"),
    ],
)
def test_worked_dates(complete: str, weeks: int, expected: str) -> None:
    """«Worked: 3 weeks from 12.03.2026 end 07.04 (Easter), from 10.04.2026 end 04.05, from 23.04.2026 end 15.05; 12
    weeks from 02.10.2026 end 28.12.»"""
    assert last_day(app(complete=complete, legal_limit_weeks=weeks)) == expected


def test_ends_on_the_same_weekday() -> None:
    """«A limit in weeks ends on the same weekday; one that ends on a Saturday, Sunday or holiday moves to the next
    working day. The start day does not count.»"""
    assert last_day(app(complete="2026-06-01", legal_limit_weeks=3)) == "2026-06-22"  # both Mondays
    assert last_day(app(complete="2026-06-06", legal_limit_weeks=3)) == "2026-06-29"  # a Saturday, to Monday
    assert last_day(app(complete="2026-06-07", legal_limit_weeks=3)) == "2026-06-29"  # a Sunday, to Monday
    assert last_day(app(complete="2026-12-03", legal_limit_weeks=3)) == "2026-12-24"  # Christmas Eve is no holiday
    assert last_day(app(complete="2026-12-04", legal_limit_weeks=3)) == "2026-12-28"  # Christmas Day, a Friday


def test_recorded_limit_is_never_derived() -> None:
    """«use the limit that the export records (3 or 12 weeks, or a date); never derive it»"""
    assert last_day(app(complete="2026-06-01")) is None
    assert last_day(app(received="2026-06-01", complete=None, legal_limit_weeks=3)) is None
    assert last_day(app(complete="2026-06-01", legal_limit_weeks=3), as_of="2026-05-31") is None


def test_recorded_date_wins_and_is_not_moved() -> None:
    """«a recorded date wins and is not moved» and «an agreed or extended limit replaces the old one»"""
    saturday = app(complete="2026-06-01", legal_limit_weeks=3, legal_limit_date="2026-06-27")
    assert last_day(saturday) == "2026-06-27"
    assert last_day(saturday | {"extended_to": "2026-07-18"}) == "2026-07-18"
    assert last_day(app(received="2026-06-01", complete=None, legal_limit_date="2026-06-27")) == "2026-06-27"


#: Complete Monday 1 June; stood 3 to 12 June (ten dates, two of them twice): Monday 22 June becomes Thursday 2 July.
STOOD = app(
    complete="2026-06-01",
    legal_limit_weeks=3,
    dispensation=True,
    hearing=[("2026-06-03", "2026-06-10")],
    authority=[("2026-06-08", "2026-06-13", "fylkeskommunen")],
)


def test_calendar_dates_it_stood() -> None:
    """«(`legal_last_day` = `complete` + 7 x weeks + the calendar dates it stood, then moved to the next working
    day»"""
    assert last_day(STOOD) == "2026-07-02"
    # Two dates less: Tuesday 30 June. As of 5 June only two dates have stood: Wednesday 24 June.
    assert last_day(STOOD | {"authority": [["2026-06-08", "2026-06-11", "fylkeskommunen"]]}) == "2026-06-30"
    assert last_day(STOOD, as_of="2026-06-05") == "2026-06-24"


def test_stands_only_in_a_case_with_a_dispensation_and_for_such_a_body() -> None:
    """«In casewatch the statutory clock starts at `complete`, stands only in a case with a dispensation and for a body
    marked `state` or `regional` in `bodies.toml`»"""
    assert last_day(STOOD | {"dispensation": False}) == "2026-06-22"
    assert last_day(STOOD | {"dispensation": None}) == "2026-06-22"
    fire = [["2026-06-03", "2026-06-10", "brannvesenet"]]
    unknown = [["2026-06-03", "2026-06-10", "annen"], ["2026-06-10", "2026-06-12", None]]
    assert last_day(STOOD | {"authority": [], "hearing": fire}) == "2026-06-22"
    assert last_day(STOOD | {"authority": [], "hearing": unknown}) == "2026-06-22"
    assert look(STOOD | {"hearing": fire, "decided": "2026-06-16"}, LATER).hearing == 7  # the other clock stood


def test_stops_at_the_decision() -> None:
    """«the calendar dates it stood»: none after the decision, however long the answer took."""
    decided = STOOD | {"decided": "2026-06-05", "hearing": [["2026-06-03", None, "statsforvalteren"]], "authority": []}
    assert last_day(decided) == "2026-06-24"


def test_limit_that_has_run_out_is_not_revived() -> None:
    """«the calendar dates it stood»: a limit that has run out stands no more."""
    late = [["2026-06-23", "2026-07-20", "statsforvalteren"]]
    assert last_day(STOOD | {"authority": [], "hearing": late}) == "2026-06-22"
    on_the_last_day = [["2026-06-22", "2026-06-26", "statsforvalteren"]]
    assert last_day(STOOD | {"authority": [], "hearing": on_the_last_day}) == "2026-06-26"
    # Judged before the move: three weeks from Saturday 6 June end on the 27th, moved to Monday the 29th.
    saturday = STOOD | {"complete": "2026-06-06", "authority": []}
    on_saturday = [["2026-06-27", "2026-07-01", "statsforvalteren"]]
    on_sunday = [["2026-06-28", "2026-07-01", "statsforvalteren"]]
    assert last_day(saturday | {"hearing": on_saturday}) == "2026-07-01"
    assert last_day(saturday | {"hearing": on_sunday}) == "2026-06-29"


def test_version_by_the_day_of_receipt() -> None:
    """«rules are dated (`valid_from`), chosen by the date of receipt.»"""
    newer = StatutoryVersion(date(2026, 6, 1), {3: 5}, False, frozenset({"other"}))
    versions = (newer, VERSION)  # in any order
    fire = STOOD | {"authority": [], "dispensation": False, "hearing": [["2026-06-03", "2026-06-05", "brannvesenet"]]}
    assert last_day(fire, versions=versions) == "2026-06-24"
    assert last_day(fire | {"received": "2026-05-31"}, versions=versions) == "2026-06-22"
    # The oldest also holds before its own first day.
    assert last_day(STOOD | {"received": "2009-01-01"}, versions=versions) == "2026-07-02"


def test_two_clocks_never_one() -> None:
    """«Two clocks, never one.» The recorded limit moves no net day, and the limit of ten moves no statutory one."""
    for weeks in (None, 3, 12):
        found = look(STOOD | {"legal_limit_weeks": weeks, "decided": "2026-06-16"}, LATER)
        assert (found.net, found.hearing, found.other) == (5, 7, 3)
