"""The statutory clock, sentence by sentence (reference/law.md): another clock, never mixed with the indicator's."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import numpy as np
import pytest

from casewatch.core.legal import LegalClock, legal_clock
from casewatch.core.rules import StatutoryVersion
from tests.core.builders import CALENDAR
from tests.core.sentences import SENT, app, arrays, iso, look

LATER = "2026-12-31"
LEVELS = {"statsforvalteren": "state", "fylkeskommunen": "regional", "brannvesenet": "other"}
VERSION = StatutoryVersion(date(2010, 7, 1), {3: 5, 12: 14}, True, frozenset({"state", "regional"}))


def last_day(
    case: dict[str, Any], as_of: str = LATER, versions: tuple[StatutoryVersion, ...] = (VERSION,)
) -> str | None:
    """The statutory last day of one application."""
    return iso(clock(case, as_of, versions).last_day[0])


def clock(case: dict[str, Any], as_of: str, versions: tuple[StatutoryVersion, ...] = (VERSION,)) -> LegalClock:
    """The statutory clock of one application."""
    a, pauses = arrays([case])
    return legal_clock(a, pauses, date.fromisoformat(as_of), versions, LEVELS, CALENDAR)


def ended(
    case: dict[str, Any], as_of: str = LATER, version: StatutoryVersion = VERSION
) -> tuple[str | None, str | None]:
    """(decision, closure) that ended one application's statutory clock; both None while it is open."""
    found = clock(case, as_of, (version,))
    assert found.open[0] == (np.isnat(found.decision[0]) and np.isnat(found.closed[0]))
    return iso(found.decision[0]), iso(found.closed[0])


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


FOUR_WEEKS = replace(VERSION, max_stop_days=28)
BY_DISPATCH = replace(VERSION, stop="decision_sent")


def test_a_body_has_four_weeks() -> None:
    """«In dispensation cases the clock stands while state or regional bodies comment; they have 4 weeks.»"""
    # Twelve weeks from Monday 5 January 2026 end Monday 30 March; four weeks more end Monday 27 April.
    silent = app(
        complete="2026-01-05",
        legal_limit_weeks=12,
        dispensation=True,
        hearing=[("2026-01-10", None)],
    )
    assert last_day(silent, "2026-11-30", (FOUR_WEEKS,)) == "2026-04-27"
    # As of Friday 6 February 27 dates stood (10 January to 5 February): Sunday 26 April, to Monday.
    assert last_day(silent, "2026-02-06", (FOUR_WEEKS,)) == "2026-04-27"
    assert last_day(silent, "2026-02-05", (FOUR_WEEKS,)) == "2026-04-27"  # 26: a Saturday
    assert last_day(silent, "2026-02-04", (FOUR_WEEKS,)) == "2026-04-24"  # 25: a Friday
    # The 28th date is 6 February: it stands on that day, and no more on the next.
    assert [bool(clock(silent, day, (FOUR_WEEKS,)).stands[0]) for day in ("2026-02-06", "2026-02-07")] == [True, False]
    # An answer that comes earlier counts, one that comes later does not: ten days end Thursday 9 April.
    assert last_day(silent | {"hearing": [["2026-01-10", "2026-01-20", "statsforvalteren"]]}) == "2026-04-09"
    late = silent | {"hearing": [["2026-01-10", "2026-03-20", "statsforvalteren"]]}
    assert last_day(late, versions=(FOUR_WEEKS,)) == "2026-04-27"
    # Without such a line in the rule it stood for 69 days: 30 March and 69 days are Sunday 7 June, to Monday.
    assert last_day(late) == "2026-06-08"


def test_four_weeks_of_each_body_are_united() -> None:
    """«they have 4 weeks»: each of them, from the day it was asked; a date on which two comment counts once."""
    asked = app(
        complete="2026-01-05",
        legal_limit_weeks=12,
        dispensation=True,
        hearing=[("2026-01-12", None), ("2026-01-19", None, "fylkeskommunen")],
    )
    # From 12 January to 15 February (19 January and 28 days) are 35 dates: Monday 30 March and 35 are Monday 4 May.
    assert last_day(asked, versions=(FOUR_WEEKS,)) == "2026-05-04"
    # Asked before it was complete: of the 28 dates from 1 January the 24 from 5 January on. 23 April, a Thursday.
    early = asked | {"received": "2025-12-30", "hearing": [["2026-01-01", None, "statsforvalteren"]]}
    assert last_day(early, versions=(FOUR_WEEKS,)) == "2026-04-23"


def test_start_at_receipt() -> None:
    """«A proposal of 2025 would start the clock at receipt. Whether it was adopted was not found: rules are dated
    (`valid_from`), chosen by the date of receipt.»"""
    newer = replace(VERSION, valid_from=date(2027, 1, 1), start="received")
    versions = (VERSION, newer)
    before = app(received="2026-12-31", complete="2027-01-11", legal_limit_weeks=3)
    after = app(received="2027-01-01", complete="2027-01-11", legal_limit_weeks=3)
    assert last_day(before, "2027-03-01", versions) == "2027-02-01"  # three weeks from Monday 11 January
    assert last_day(after, "2027-03-01", versions) == "2027-01-22"  # from Friday 1 January
    assert last_day(after | {"complete": None}, "2027-03-01", versions) == "2027-01-22"
    assert last_day(after | {"complete": None}, "2027-03-01") is None


def test_the_decision_ends_it_whatever_ends_the_goals_clock() -> None:
    """«Two clocks, never one.»: a decision in time is in time, whenever it was sent."""
    decided = app(complete="2026-03-02", legal_limit_weeks=3, decided="2026-03-20", decision_sent="2026-07-20")
    assert look(decided, "2026-06-01", SENT).state == "running"
    assert ended(decided, "2026-06-01") == ("2026-03-20", None)
    assert ended(decided, "2026-03-19") == (None, None)
    # Only the dispatch is recorded: it is the only date there is.
    sent = app(complete="2026-03-02", legal_limit_weeks=3, decision_sent="2026-03-09", outcome="granted")
    assert look(sent, "2026-06-01").state == "running"
    assert ended(sent) == ("2026-03-09", None)
    assert ended(sent, "2026-03-08") == (None, None)


def test_a_rule_can_end_it_with_the_dispatch() -> None:
    """«rules are dated»: the law may say the dispatch."""
    decided = app(complete="2026-03-02", legal_limit_weeks=3, decided="2026-03-20", decision_sent="2026-07-20")
    assert ended(decided, "2026-07-19", BY_DISPATCH) == (None, None)
    assert ended(decided, "2026-07-20", BY_DISPATCH) == ("2026-03-20", None)
    assert ended(decided | {"decision_sent": None}, "2026-06-01", BY_DISPATCH) == ("2026-03-20", None)


def test_a_closure_ends_it_without_a_decision() -> None:
    """«Two clocks, never one.»: it ends as the application does."""
    open_case = app(complete="2026-03-02", legal_limit_weeks=3)
    assert ended(open_case | {"closed": "2026-03-10"}) == (None, "2026-03-10")
    assert ended(open_case | {"closed": "2026-03-10"}, "2026-03-09") == (None, None)
    assert ended(open_case | {"decided": "2026-03-10", "outcome": "withdrawn"}) == (None, "2026-03-10")
    assert ended(open_case | {"decision_sent": "2026-03-10", "outcome": "withdrawn"}) == (None, None)
    assert ended(open_case | {"decided": "2026-03-10", "closed": "2026-03-10"}) == ("2026-03-10", None)
    assert ended(open_case | {"decided": "2026-03-11", "closed": "2026-03-10"}) == (None, "2026-03-10")


def test_two_clocks_never_one() -> None:
    """«Two clocks, never one.» The recorded limit moves no net day, and the limit of ten moves no statutory one."""
    for weeks in (None, 3, 12):
        found = look(STOOD | {"legal_limit_weeks": weeks, "decided": "2026-06-16"}, LATER)
        assert (found.net, found.hearing, found.other) == (5, 7, 3)
