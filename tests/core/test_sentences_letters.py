"""clock.md, *What imports do to an application*: letters of defects, several `complete` days, halves of pauses."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest

from casewatch.core.cases import NOT_TOLD
from casewatch.core.fold import ADDITIVE, HAPPENED, Correction, fold, overlay
from casewatch.core.verdict import Judged, judge
from tests.core.sentences import SENT, One, app, figure, look

LATER = "2026-12-31"
#: Received on 2 March. The table tells of a letter after `complete`; the list of the same, event by event.
TABLE = app(received="2026-03-02", complete="2026-03-05", deficiency="2026-03-09", decided="2026-03-25")
EVENTS = [
    ["2026-03-02", "received"],
    ["2026-03-05", "complete"],
    ["2026-03-09", "deficiency"],
    ["2026-03-25", "decided"],
]


def told(*events: Sequence[str]) -> dict[str, Any]:
    """An event list that adds to what is known."""
    return {ADDITIVE: True, HAPPENED: [list(event) for event in events]}


def listed(*events: Sequence[str], as_of: str = LATER, **more: Any) -> One:
    """What is known of an application that an event list told of."""
    return look(app(**(fold([told(*events)]) | more)), as_of)


@pytest.mark.parametrize(
    ("more", "complete", "remarks"),
    [
        ([], "2026-03-05", set()),
        # Told again without a letter between: the first counts.
        ([("2026-03-12", "complete")], "2026-03-05", {"complete_moved"}),
        ([("2026-03-12", "complete"), ("2026-03-16", "complete")], "2026-03-05", {"complete_moved"}),
        # After a letter.
        ([("2026-03-09", "deficiency"), ("2026-03-12", "complete")], "2026-03-12", set()),
        # After each letter, and one more that no letter asked for.
        (
            [
                ("2026-03-09", "deficiency"),
                ("2026-03-12", "complete"),
                ("2026-03-14", "complete"),
                ("2026-03-16", "deficiency"),
                ("2026-03-18", "complete"),
            ],
            "2026-03-18",
            {"complete_moved"},
        ),
    ],
)
def test_all_days_it_was_complete(more: list[tuple[str, str]], complete: str, remarks: set[str]) -> None:
    """«Event lists keep all their `complete` days: the first counts; one after a letter is the start from then on; a
    later one without a letter between is `complete_moved`.»"""
    base = [("2026-03-02", "received"), ("2026-03-05", "complete"), ("2026-03-25", "decided")]
    found = listed(*base, *more)
    assert (found.state, found.complete, found.remarks) == ("decided", complete, remarks)
    # In two lists, the later ones first, it is the same application.
    apart = look(app(**fold([told(*more), told(*base)] if more else [told(*base)])), LATER)
    assert (apart.complete, apart.remarks) == (complete, remarks)


def test_start_from_then_on() -> None:
    """«one after a letter is the start from then on;»: as of a day before it, the first one is."""
    events = [*EVENTS[:3], ["2026-03-12", "complete"]]
    days = {day: listed(*events, as_of=f"2026-03-{day:02}") for day in (8, 9, 11, 12, 14)}
    assert [(found.complete, found.net) for found in days.values()] == [
        ("2026-03-05", 3),
        ("2026-03-05", 4),
        ("2026-03-05", 6),
        ("2026-03-12", 0),
        ("2026-03-12", 2),
    ]
    lettered = [day for day, found in days.items() if found.remarks == {"deficiency_after_complete"}]
    assert lettered == [9, 11]


def test_one_rule_for_tables_and_event_lists() -> None:
    """«One rule for tables and event lists: a letter of defects after a recorded `complete` moves nothing by itself, it
    makes the start unclear (`complete_unclear`) until a later `complete` or a person settles it;»"""
    table, events = look(TABLE, LATER), listed(*EVENTS)
    # From the 5th, 20 days; from the decision, none.
    for found in (table, events):
        assert (found.held_out, found.complete, found.low, found.high) == ("complete_unclear", "2026-03-05", 0, 20)
    # A supplement after it narrows what is unclear; it settles nothing.
    for found in (look(TABLE | {"supplement": "2026-03-12"}, LATER), listed(*EVENTS, ("2026-03-12", "supplement"))):
        assert (found.held_out, found.low, found.high) == ("complete_unclear", 13, 20)
    # A later `complete` settles it: 13 days.
    for found in (look(TABLE | {"complete": "2026-03-12"}, LATER), listed(*EVENTS, ("2026-03-12", "complete"))):
        assert (found.state, found.net) == ("decided", 13)
    # A person does, whichever day it is.
    for day, net in (("2026-03-05", 20), ("2026-03-12", 13)):
        for content in (TABLE, app(**fold([told(*EVENTS)]))):
            found = look(overlay(content, [Correction(1, {"complete": day})]), LATER)
            assert (found.state, found.net, found.start_source) == ("decided", net, "person")
    # A letter before it was complete, or on that day, was answered by it.
    for letter in ("2026-03-03", "2026-03-05"):
        assert look(TABLE | {"deficiency": letter}, LATER).net == 20


@pytest.mark.parametrize(
    ("rule", "supplement", "expected"),
    [
        ("unclear", None, ("held_out", "2026-03-05", "column", None)),
        ("restarts", None, ("held_out", None, None, None)),  # complete_missing
        ("restarts", "2026-03-08", ("held_out", None, None, None)),  # it came before the letter
        ("restarts", "2026-03-09", ("decided", "2026-03-09", "supplement", 16)),
        ("restarts", "2026-03-12", ("decided", "2026-03-12", "supplement", 13)),
        ("nothing", None, ("decided", "2026-03-05", "column", 20)),
        ("nothing", "2026-03-12", ("decided", "2026-03-05", "column", 20)),
    ],
)
def test_what_a_sender_says_of_letters(rule: str, supplement: str | None, expected: tuple[Any, ...]) -> None:
    """«a profile may say once for its sender what such letters do (`letter_after_complete = "unclear"`, the default,
    `"restarts"`: the letter empties `complete` until the next supplement or `complete`, `"nothing"`: the letter is
    ignored, no remark; it travels with the content only where it is not the default, as `start_from` does).»"""
    said = {} if rule == "unclear" else {"letter_after_complete": rule}
    events = [*EVENTS, *([[supplement, "supplement"]] if supplement else [])]
    for found in (look(TABLE | {"supplement": supplement} | said, LATER), listed(*events, **said)):
        assert (found.state, found.complete, found.start_source, found.net) == expected
    # An open case has a remark only where it is unclear.
    still_open = look(TABLE | said | {"decided": None}, "2026-03-11")
    assert still_open.remarks == ({"deficiency_after_complete"} if rule == "unclear" else set())
    assert (still_open.state, still_open.net) == (("incomplete", None) if rule == "restarts" else ("running", 6))


def test_letters_that_restart_the_clock() -> None:
    """«until the next supplement or `complete`»: the next of several, and a `complete` too; a person's word stays."""
    restarts = TABLE | {"letter_after_complete": "restarts"}
    several = restarts | {"supplement": "2026-03-16", "supplements": ["2026-03-12", "2026-03-16"]}
    assert look(several, LATER).complete == "2026-03-12"
    assert look(several, "2026-03-11").state == "incomplete"
    assert look(restarts | {"complete": "2026-03-12"}, LATER).complete == "2026-03-12"
    # Not after the decision, and not what a person said.
    assert look(restarts | {"deficiency": "2026-03-25"}, LATER).net == 20
    assert look(overlay(restarts, [Correction(1, {"complete": "2026-03-05"})]), LATER).net == 20
    # As of a day before the letter the clock ran.
    assert (look(restarts, "2026-03-08").state, look(restarts, "2026-03-08").net) == ("running", 3)


def test_letters_that_are_nothing_begin_nothing() -> None:
    """«`"nothing"`: the letter is ignored, no remark;»: a later `complete` has no letter before it then."""
    events = [*EVENTS, ["2026-03-12", "complete"]]
    found = listed(*events, letter_after_complete="nothing")
    assert (found.complete, found.net, found.remarks) == ("2026-03-05", 20, {"complete_moved"})


def test_the_senders_word_travels_with_the_content() -> None:
    """«it travels with the content only where it is not the default, as `start_from` does»: a content of another sender
    takes it back, one that tells nothing of the start leaves it."""
    first = {"complete": "2026-03-05", "start_from": "column", "letter_after_complete": "nothing"}
    assert fold([first, {"deficiency": "2026-03-09"}])["letter_after_complete"] == "nothing"
    assert "letter_after_complete" not in fold([first, {"deficiency": "2026-03-09", "start_from": "column"}])
    assert "letter_after_complete" not in fold([first, {**told(["2026-03-09", "deficiency"]), "start_from": "column"}])


def test_clock_runs_from_the_recorded_complete_meanwhile() -> None:
    """«As of a day before the letter, and in an open case, the clock runs from the recorded `complete`, with the remark
    `deficiency_after_complete`.»"""
    for content in (TABLE, app(**fold([told(*EVENTS)]))):
        before, after_it, missed = (look(content, f"2026-03-{day:02}") for day in (8, 9, 15))
        assert (before.state, before.net, before.remarks) == ("running", 3, set())
        assert (after_it.state, after_it.net, after_it.remarks) == ("running", 4, {"deficiency_after_complete"})
        assert (missed.net, missed.overdue, missed.remarks) == (10, True, {"deficiency_after_complete"})
        # Decided it is no remark: it is held out for it.
        assert look(content, LATER).remarks == set()


# ---------------------------------------------------------------- half of a pair


@pytest.mark.parametrize(
    ("pause", "days"),
    [
        # Sent on the 6th: 4 days to it, or all 14.
        (("2026-03-06", NOT_TOLD), (4, 14)),
        # Answered on the 6th: from the 6th 10 days, or all 14.
        ((NOT_TOLD, "2026-03-06"), (10, 14)),
        ((NOT_TOLD, "2026-03-02"), (14, 14)),  # answered when the clock began
        ((NOT_TOLD, "2026-03-16"), (0, 14)),
        ((NOT_TOLD, "2026-04-01"), (0, 14)),  # after the decision
    ],
)
@pytest.mark.parametrize("kind", ["hearing", "authority"])
def test_half_of_a_pair_in_a_decided_case(kind: str, pause: tuple[str, str], days: tuple[int, int]) -> None:
    """«Pauses told by a file without the column for the other half: in a decided case both are held out as
    `pause_never_answered`: sent without answers as above; answers without sent, low with the pause from `complete` to
    the answer, high without.»"""
    found = look(app(**{"complete": "2026-03-02", "decided": "2026-03-16", kind: [pause]}), LATER)
    assert (found.held_out, found.low, found.high) == ("pause_never_answered", *days)
    assert found.remarks == set()


def test_half_of_a_pair_beside_others() -> None:
    """«sent without answers as above; answers without sent, low with the pause from `complete` to the answer»: both in
    one case, and a start that is not known."""
    both = app(
        complete="2026-03-02",
        decided="2026-03-16",
        hearing=[("2026-03-12", NOT_TOLD)],
        authority=[(NOT_TOLD, "2026-03-06")],
    )
    # 6 to 11 March, or all.
    assert (look(both, LATER).low, look(both, LATER).high) == (6, 14)
    lettered = both | {"deficiency": "2026-03-03", "supplement": "2026-03-04"}
    # From the 4th the same six; from the 2nd without the pauses 14.
    assert (look(lettered, LATER).held_out, look(lettered, LATER).low, look(lettered, LATER).high) == (
        "complete_unclear",
        6,
        14,
    )


def test_half_of_a_pair_in_an_open_case() -> None:
    """«An open case so told is held out too, with that reason.»"""
    for pause in (("2026-03-06", NOT_TOLD), (NOT_TOLD, "2026-03-06")):
        case = app(complete="2026-03-02", hearing=[pause])
        # As of a day before the date that is known nothing was told yet.
        assert (look(case, "2026-03-05").state, look(case, "2026-03-05").net) == ("running", 3)
        found = look(case, "2026-03-06")
        assert (found.state, found.held_out, found.days_left) == ("held_out", "pause_never_answered", None)
        assert (found.low, found.high, found.remarks) == (None, None, set())
        # It is counted among the open ones that are held out, and is neither f nor v.
        later = figure([case], as_of="2026-03-30")
        assert (later.open["held_out"], later.open["overdue"], later.can_pass, later.have_missed) == (1, 0, 0, 0)
    # The whole pair tells when it waited.
    whole = app(complete="2026-03-02", hearing=[("2026-03-06", None)])
    assert look(whole, "2026-03-06").state == "paused"


def test_empty_cell_beside_a_column_that_is_there() -> None:
    """«An empty `sent` cell beside a column that is there stays the remark `answer_without_sent`.»"""
    for decided in (None, "2026-03-16"):
        found = look(app(complete="2026-03-02", decided=decided, hearing=[(None, "2026-03-06")]), "2026-03-16")
        assert (found.held_out, found.net, found.remarks) == (None, 14, {"answer_without_sent"})


def test_ten_cases_without_the_column_of_answers() -> None:
    """«Pauses told by a file without the column for the other half»: of ten cases sent out on their third day none is
    measured, and neither met nor missed is told."""
    case = app(complete="2026-03-02", decided="2026-06-01", hearing=[("2026-03-04", NOT_TOLD)])
    found = figure([case] * 10)
    assert (found.measured, found.held_out) == (0, {"pause_never_answered": 10})
    assert (found.share_range, found.mean_range) == ((0, 1), (2, 91))
    assert judge(found).goal == Judged("none")


def test_answer_without_dispatch_holds_a_decided_case_out_whatever_its_day() -> None:
    """«answers without sent, low with the pause from `complete` to the answer, high without»: also as of a day between
    the decision and the answer."""
    case = app(complete="2026-03-02", decided="2026-03-20", hearing=[(NOT_TOLD, "2026-03-25")])
    for as_of in ("2026-03-22", "2026-03-30"):
        found = look(case, as_of)
        assert (found.held_out, found.low, found.high) == ("pause_never_answered", 0, 18)


def test_letter_after_the_dispatch_that_is_the_decision() -> None:
    """«a letter of defects after a recorded `complete` and before the decision»: where the dispatch is the only date of
    the decision, one after it is not before the decision."""
    case = app(complete="2026-03-02", decision_sent="2026-03-08", deficiency="2026-03-10")
    found = look(case, "2026-12-31", SENT)
    assert (found.state, found.net) == ("decided", 6)
