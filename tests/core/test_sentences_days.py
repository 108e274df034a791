"""clock.md, *Days*, sentence by sentence. March 2026: the 2nd is a Monday."""

from __future__ import annotations

from dataclasses import replace

from tests.core.builders import RULE
from tests.core.sentences import SENT, WORKING, app, look

LATER = "2026-12-31"


def test_net_days_are_dates_no_pause_covers() -> None:
    """«Net days (tellende dager) of an application = the number of dates `d` with `complete <= d < end` that
    no pause covers.»"""
    # 2 and 3 March, then 9 to 15 March.
    found = look(app(complete="2026-03-02", decided="2026-03-16", hearing=[("2026-03-04", "2026-03-09")]), LATER)
    assert found.net == 2 + 7


def test_end_is_the_decision_its_dispatch_or_the_day_asked_for() -> None:
    """«`end` is `decided` (or `decision_sent`, if the rule says so), or the as-of date while it is open.»"""
    case = app(complete="2026-03-02", decided="2026-03-10", decision_sent="2026-03-12")
    assert look(case, LATER).net == 8
    assert look(case, LATER, SENT).net == 10
    assert look(case, "2026-03-07").net == 5


def test_monday_to_tuesday_is_one_day() -> None:
    """«Complete Monday, decided Tuesday is 1; same day is 0.»"""
    assert look(app(complete="2026-03-02", decided="2026-03-03"), LATER).net == 1
    assert look(app(complete="2026-03-02", decided="2026-03-02"), LATER).net == 0


def test_two_pauses_over_the_same_dates_count_once() -> None:
    """«Pauses are united before they are subtracted: two over the same dates count once.»"""
    pauses = [("2026-03-04", "2026-03-11"), ("2026-03-09", "2026-03-14")]  # 4 to 13 March: ten dates
    apart = look(app(complete="2026-03-02", decided="2026-03-20", hearing=pauses), LATER)
    assert (apart.gross, apart.hearing, apart.net) == (18, 10, 8)
    same = look(app(complete="2026-03-02", decided="2026-03-20", hearing=[pauses[0], pauses[0]]), LATER)
    assert (same.hearing, same.net) == (7, 11)
    inside = look(
        app(complete="2026-03-02", decided="2026-03-20", hearing=[pauses[0], ("2026-03-05", "2026-03-06")]), LATER
    )
    assert (inside.hearing, inside.net) == (7, 11)


def test_pauses_are_clipped_to_the_clock() -> None:
    """«They are clipped to `[complete, end)`.»"""
    before = look(app(complete="2026-03-02", decided="2026-03-10", hearing=[("2026-02-26", "2026-03-05")]), LATER)
    assert (before.hearing, before.net) == (3, 5)  # 2, 3, 4 March stood; 5 to 9 ran
    beyond = look(app(complete="2026-03-02", decided="2026-03-10", hearing=[("2026-03-06", "2026-03-20")]), LATER)
    assert (beyond.hearing, beyond.net) == (4, 4)
    outside = look(app(complete="2026-03-02", decided="2026-03-10", hearing=[("2026-02-02", "2026-02-20")]), LATER)
    assert (outside.hearing, outside.net) == (0, 8)


def test_pause_answered_the_day_it_was_sent_has_no_days() -> None:
    """«A pause with `sent == answered` has no days.»"""
    found = look(app(complete="2026-03-02", decided="2026-03-10", hearing=[("2026-03-04", "2026-03-04")]), LATER)
    assert (found.state, found.hearing, found.net) == ("decided", 0, 8)


def test_open_pause_lasts_to_the_end() -> None:
    """«An open pause lasts to `end`; one answered on a recorded day after `end` stood to `end`, also as of a day
    between. Without any answer recorded in a decided case: *Held out*.»"""
    case = app(complete="2026-03-02", decided="2026-03-16", hearing=[("2026-03-06", "2026-03-20")])
    # Open: to the day that is asked about. Decided: to the decision, be the answer still to come or there.
    for as_of, days in (("2026-03-09", (4, 3)), ("2026-03-18", (4, 10)), (LATER, (4, 10))):
        assert (look(case, as_of).net, look(case, as_of).hearing) == days
    unanswered = case | {"hearing": [["2026-03-06", None, None]]}
    assert (look(unanswered, "2026-03-09").net, look(unanswered, "2026-03-09").hearing) == (4, 3)
    assert (look(unanswered, LATER).state, look(unanswered, LATER).net) == ("held_out", None)


def test_answer_without_a_sent_date_is_a_remark() -> None:
    """«An answer without a sent date is no pause, but a remark (`answer_without_sent`).»"""
    found = look(app(complete="2026-03-02", decided="2026-03-10", hearing=[(None, "2026-03-06")]), LATER)
    assert (found.state, found.net, found.hearing) == ("decided", 8, 0)
    assert found.remarks == {"answer_without_sent"}


def test_working_days_leave_out_weekends_and_public_holidays() -> None:
    """«`day_count = "calendar"` is the default ("dager"); `"working"` counts Monday to Friday outside
    Norwegian public holidays (and any closed days the rule adds), with the same formula over those dates
    only.»"""
    # Thursday 5 to Thursday 12 March: Thu, Fri, Mon, Tue, Wed.
    week = app(complete="2026-03-05", decided="2026-03-12")
    assert (look(week, LATER).net, look(week, LATER, WORKING).net) == (7, 5)
    # Easter 2026: Maundy Thursday is 2 April, Easter Monday 6 April. Left: Mon 30, Tue 31, Wed 1, Tue 7.
    easter = app(complete="2026-03-30", decided="2026-04-08")
    assert (look(easter, LATER).net, look(easter, LATER, WORKING).net) == (9, 4)
    # Christmas: Wed 23, Thu 24 and Mon 28 December, unless the rule closes the 24th.
    christmas = app(complete="2026-12-23", decided="2026-12-29")
    closed = replace(WORKING, closed_days=frozenset({(12, 24)}))
    assert (look(christmas, LATER, WORKING).net, look(christmas, LATER, closed).net) == (3, 2)


def test_pause_over_a_weekend_in_working_days() -> None:
    """«with the same formula over those dates only»: a pause takes only counted dates away."""
    # Fri 6 to Mon 9 March stands: of Thu 5, Fri 6, Mon 9, Tue 10, Wed 11 only Friday.
    found = look(
        app(complete="2026-03-05", decided="2026-03-12", hearing=[("2026-03-06", "2026-03-09")]), LATER, WORKING
    )
    assert (found.gross, found.hearing, found.net) == (5, 1, 4)


def test_gross_and_paused_days() -> None:
    """«Gross days: the same without pauses. Paused days = gross - net; by kind, a date that both kinds cover
    is a hearing's.»"""
    # Hearing 4 to 8 March (5), authority 7 to 11 March of which 9, 10, 11 are its own (3).
    found = look(
        app(
            complete="2026-03-02",
            decided="2026-03-16",
            hearing=[("2026-03-04", "2026-03-09")],
            authority=[("2026-03-07", "2026-03-12")],
        ),
        LATER,
    )
    assert (found.gross, found.net, found.hearing, found.other) == (14, 6, 5, 3)


def test_total_days_are_calendar_dates_from_receipt() -> None:
    """«Total days: calendar dates from received to end.»"""
    # 23 February to 10 March: six in February, nine in March, in any day count.
    case = app(received="2026-02-23", complete="2026-03-02", decided="2026-03-10")
    assert look(case, LATER).total == 15
    assert look(case, LATER, WORKING).total == 15
    assert look(case, "2026-02-25").total == 2


def test_total_days_are_never_negative() -> None:
    """«Total days: calendar dates from received to end.»: a receipt after the end leaves none."""
    found = look(app(received="2026-03-20", complete="2026-03-02", decided="2026-03-10"), LATER)
    assert (found.total, found.net, found.remarks) == (0, 8, {"complete_before_received"})


def test_closed_incomplete_and_held_out_have_only_total_days() -> None:
    """«A closed, incomplete or held-out application has none of these but total days.»"""
    closed = look(app(complete="2026-03-02", closed="2026-03-12"), LATER)
    incomplete = look(app(received="2026-03-02", complete=None), "2026-03-12")
    held_out = look(app(received="2026-03-02", complete="2026-03-20", decided="2026-03-12"), LATER)
    for found, state in ((closed, "closed"), (incomplete, "incomplete"), (held_out, "held_out")):
        assert found.state == state
        assert (found.gross, found.net, found.hearing, found.other, found.days_left) == (None,) * 5
        assert found.total == 10


def test_only_the_kinds_a_rule_names_stop_its_clock() -> None:
    """A rule file states each decision, so that another region can decide otherwise without touching code."""
    only_hearings = replace(RULE, pauses=frozenset({"hearing"}))
    case = app(complete="2026-03-02", decided="2026-03-16", authority=[("2026-03-04", "2026-03-09")])
    assert (look(case, LATER).net, look(case, LATER, only_hearings).net) == (9, 14)
