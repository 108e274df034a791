"""clock.md, *Dates* and where ``complete`` comes from, sentence by sentence. 2 March 2026 is a Monday."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from casewatch.intake.dates import read_date
from tests.core.sentences import app, figure, look

LATER = "2026-12-31"


@pytest.mark.parametrize(
    ("written", "local"),
    [
        ("2026-03-02T23:30Z", "2026-03-03"),  # half past midnight in Oslo
        ("2026-03-02T22:30Z", "2026-03-02"),
        ("2026-07-01T22:30Z", "2026-07-02"),  # summer time: two hours
        ("2026-03-02T23:30+01:00", "2026-03-02"),
        ("2026-03-02T23:30", "2026-03-02"),
        (datetime(2026, 3, 2, 23, 30, tzinfo=UTC), "2026-03-03"),
        (datetime(2026, 3, 2, 16, 0), "2026-03-02"),
    ],
)
def test_timestamp_is_moved_to_local_time(written: str | datetime, local: str) -> None:
    """«Every milestone is a local calendar date (Europe/Oslo). A timestamp is first moved to local time, then its time
    of day is dropped: `2026-03-02T23:30Z` is 3 March.»"""
    assert read_date(written) == local


@pytest.mark.parametrize("outcome", ["granted", "refused"])
def test_decision_granted_or_refused(outcome: str) -> None:
    """«the first-instance decision, outcome granted or refused»"""
    found = look(app(complete="2026-03-02", decided="2026-03-10", outcome=outcome), LATER)
    assert (found.state, found.net) == ("decided", 8)


def test_pauses_are_half_open_and_of_two_kinds() -> None:
    """«half-open `[sent, answered)`, kind `hearing` or `other_authority`, `answered` empty while under way»"""
    one_day = [("2026-03-04", "2026-03-05")]
    assert look(app(complete="2026-03-02", decided="2026-03-10", hearing=one_day), LATER).hearing == 1
    assert look(app(complete="2026-03-02", decided="2026-03-10", authority=one_day), LATER).other == 1
    assert look(app(complete="2026-03-02", authority=[("2026-03-04", None)]), "2026-03-05").state == "paused"


def test_closed_never_enters_the_indicator() -> None:
    """«ended without a decision on the merits; never enters the indicator»"""
    found = figure([app(complete="2026-03-02", closed="2026-03-10")])
    assert (found.measured, found.closed_without_decision) == (0, 1)
    assert (found.held_out, found.out_of_scope, found.scope_unknown) == ({}, {}, 0)


@pytest.mark.parametrize("outcome", ["withdrawn", "dismissed", "shelved", "transferred"])
def test_decision_date_with_a_closing_outcome_is_a_closure(outcome: str) -> None:
    """«With an outcome `withdrawn`, `dismissed`, `shelved` or `transferred` the `decided` date is read as
    `closed` (with both, the earlier)»"""
    case = app(complete="2026-03-02", decided="2026-03-10", outcome=outcome)
    assert (look(case, LATER).state, look(case, LATER).total) == ("closed", 8)
    assert look(case | {"closed": "2026-03-07"}, LATER).total == 5
    assert look(case | {"closed": "2026-03-20"}, LATER).total == 8
    assert look(case, "2026-03-09").state == "running"


def test_closing_outcome_without_a_date_closes_nothing() -> None:
    """«the `decided` date is read as `closed` (with both, the earlier)»: with neither there is no day it ended."""
    found = look(app(complete="2026-03-02", outcome="withdrawn"), "2026-03-06")
    assert (found.state, found.net) == ("running", 4)


def test_empty_outcome_is_a_decision() -> None:
    """«an empty outcome counts as a decision, one that is not recognised holds the application out
    (`outcome_unknown`).»"""
    case = app(complete="2026-03-02", decided="2026-03-10")
    assert (look(case | {"outcome": None}, LATER).state, look(case | {"outcome": None}, LATER).net) == ("decided", 8)
    strange = look(case | {"outcome": "unknown"}, LATER)
    assert (strange.state, strange.held_out, strange.net) == ("held_out", "outcome_unknown", None)


def test_earlier_of_decided_and_closed_counts() -> None:
    """«If both `decided` and `closed` are set the earlier one counts, a tie is decided.»"""
    case = app(complete="2026-03-02", decided="2026-03-10")
    assert look(case | {"closed": "2026-03-20"}, LATER).state == "decided"
    assert look(case | {"closed": "2026-03-10"}, LATER).state == "decided"
    earlier = look(case | {"closed": "2026-03-09"}, LATER)
    assert (earlier.state, earlier.total) == ("closed", 7)


def test_closed_application_ends_at_closed() -> None:
    """«A closed application ends at `closed` and has no net days.»"""
    found = look(app(complete="2026-03-02", closed="2026-03-12", hearing=[("2026-03-04", "2026-03-06")]), LATER)
    assert (found.state, found.total, found.net, found.hearing) == ("closed", 10, None, None)


# ---------------------------------------------------------------- where `complete` comes from

#: Every source knows a day of its own; three weeks before Thursday 9 April is Thursday 19 March.
RECORD: dict[str, Any] = app(
    received="2026-03-10",
    complete="2026-03-12",
    supplement="2026-03-16",
    legal_limit_date="2026-04-09",
    legal_limit_weeks=3,
)


def test_sources_in_the_order_of_the_profile() -> None:
    """«Where `complete` comes from, as the sender's profile lists it (default: the first two)»"""
    assert (look(RECORD, LATER).complete, look(RECORD, LATER).start_source) == ("2026-03-12", "column")
    without = RECORD | {"complete": None}
    assert (look(without, LATER).complete, look(without, LATER).start_source) == ("2026-03-16", "supplement")
    neither = without | {"supplement": None}
    assert (look(neither, LATER).complete, look(neither, LATER).state) == (None, "incomplete")
    turned = RECORD | {"start_from": "legal_limit,column"}
    assert (look(turned, LATER).complete, look(turned, LATER).start_source) == ("2026-03-19", "legal_limit")


def test_column_is_the_day_of_handing_in() -> None:
    """«the day the applicant handed in what made it complete, not the day somebody registered it»: no other
    date of the row moves what the column says."""
    found = look(RECORD | {"supplement": "2026-03-25", "deficiency": "2026-03-11"}, LATER)
    assert (found.complete, found.start_source) == ("2026-03-12", "column")


def test_supplement_that_mended_a_defect() -> None:
    """«the last supplement that mended a defect (`supplement`)» and «A supplement counts for `complete` only
    where that is empty, with or without a defect letter; one before the letter mends nothing.»"""
    case = app(received="2026-03-02", complete=None, supplement="2026-03-20", decided="2026-03-25")
    assert (look(case, LATER).complete, look(case, LATER).net) == ("2026-03-20", 5)
    assert look(case | {"deficiency": "2026-03-09"}, LATER).complete == "2026-03-20"
    assert look(case | {"deficiency": "2026-03-20"}, LATER).complete == "2026-03-20"
    assert look(case | {"deficiency": "2026-03-21"}, LATER).complete is None
    assert look(case | {"complete": "2026-03-02"}, LATER).complete == "2026-03-02"
    assert look(case, "2026-03-19").state == "incomplete"


def test_recorded_limit_less_its_weeks() -> None:
    """«the recorded statutory limit less its weeks (`legal_limit`; only where no extension is known, the
    result is not before received, and the day before the limit is a working day, so that no rollover
    moved it)»"""
    case = app(
        received="2026-03-10",
        complete=None,
        legal_limit_date="2026-04-09",
        legal_limit_weeks=3,
        start_from="legal_limit",
    )
    # Thursday 9 April less three weeks is Thursday 19 March; Wednesday 8 April is a working day.
    assert (look(case, LATER).complete, look(case, LATER).start_source) == ("2026-03-19", "legal_limit")
    assert look(case | {"extended_to": "2026-05-01"}, LATER).complete is None
    assert look(case | {"received": "2026-03-20"}, LATER).complete is None
    assert look(case | {"received": "2026-03-19"}, LATER).complete == "2026-03-19"
    # Tuesday 7 April follows Easter Monday, Monday 13 April a Sunday: either may have been moved there.
    assert look(case | {"legal_limit_date": "2026-04-07"}, LATER).complete is None
    assert look(case | {"legal_limit_date": "2026-04-13"}, LATER).complete is None
    assert look(case | {"legal_limit_weeks": None}, LATER).complete is None
    twelve = case | {"legal_limit_weeks": 12, "legal_limit_date": "2026-06-11"}  # Thursday, twelve weeks after 19 March
    assert look(twelve, LATER).complete == "2026-03-19"


def test_receipt_where_no_letter_is_known() -> None:
    """«receipt where no defect letter is known (`received`)»"""
    case = app(received="2026-03-02", complete=None, start_from="column,received")
    assert (look(case, LATER).complete, look(case, LATER).start_source) == ("2026-03-02", "received")
    letter = case | {"deficiency": "2026-03-05"}
    assert look(letter, LATER).complete is None
    assert look(letter, "2026-03-04").complete == "2026-03-02"  # nothing was known of the letter yet


def test_column_still_to_come_says_not_complete_yet() -> None:
    """«a milestone after A has not happened»: and a filled column settles that it was not complete before it."""
    case = app(received="2026-03-02", complete="2026-03-12", start_from="column,received")
    assert look(case, "2026-03-11").state == "incomplete"
    assert look(case, "2026-03-12").complete == "2026-03-12"


def test_persons_word_first() -> None:
    """«a person's word (`person`, always first)»"""
    case = app(
        received="2026-03-02",
        complete="2026-03-05",
        supplement="2026-03-01",
        person=["complete"],
        start_from="supplement",
    )
    assert (look(case, LATER).complete, look(case, LATER).start_source) == ("2026-03-05", "person")
    withdrawn = case | {"complete": None, "start_from": "column,supplement,received"}
    assert look(withdrawn, LATER).state == "incomplete"


def test_start_assumed_is_counted_beside_every_figure() -> None:
    """«It is kept as `start_source`; `legal_limit` and `received` make the application *start assumed*, and
    every figure says how many it rests on.»"""
    common: dict[str, Any] = {"received": "2026-03-10", "decided": "2026-03-25"}
    limit = app(**common, complete=None, legal_limit_date="2026-04-09", legal_limit_weeks=3, start_from="legal_limit")
    receipt = app(**common, complete=None, start_from="received")
    supplement = app(**common, complete=None, supplement="2026-03-12")
    column = app(**common, complete="2026-03-12")
    cases = [limit, receipt, supplement, column]
    assert [look(case, LATER).assumed for case in cases] == [True, True, False, False]
    found = figure(cases)
    assert (found.measured, found.start_assumed) == (4, 2)
