"""Milestone events told in one list, or in several that add to one another: the same application either way."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from casewatch.core.fold import fold

Events = list[list[str]]

NAMES = ("received", "complete", "deficiency", "supplement", "decided", "decision_sent", "withdrawn", "shelved")
EVENTS = st.lists(
    st.tuples(st.integers(1, 28).map("2026-03-{:02}".format), st.sampled_from(NAMES)).map(list), min_size=1, max_size=9
)
BASE = [["2026-03-01", "received"], ["2026-03-02", "complete"], ["2026-03-10", "decided"]]
MENDED = [
    ["2026-03-01", "received"],
    ["2026-03-02", "deficiency"],
    ["2026-03-05", "supplement"],
    ["2026-03-10", "decided"],
]


def told(events: Events) -> dict[str, object]:
    """A list that adds to what is known."""
    return {"additive": True, "happened": events}


@settings(deadline=None, max_examples=500)
@given(EVENTS, st.data())
def test_one_list_or_several_in_any_order(events: Events, data: st.DataObject) -> None:
    parts: list[Events] = [[], [], []]
    for event in events:
        parts[data.draw(st.integers(0, 2))].append(event)
    assert fold([told(part) for part in parts if part]) == fold([told(events)])


@pytest.mark.parametrize(
    ("first", "then", "expected"),
    [
        # withdrawn after the decision: decided all the same
        (BASE, [["2026-04-20", "withdrawn"]], {"decided": "2026-03-10", "closed": "2026-04-20", "outcome": None}),
        # the other way round
        ([["2026-04-20", "withdrawn"]], BASE, {"decided": "2026-03-10", "closed": "2026-04-20", "outcome": None}),
        # the first decision counts
        (BASE, [["2026-04-20", "decided"]], {"decided": "2026-03-10", "complete": "2026-03-02"}),
        # a deficiency after the decision takes nothing back
        (BASE, [["2026-04-20", "deficiency"]], {"decided": "2026-03-10", "complete": "2026-03-02"}),
        # nor does a supplement after it move anything
        (MENDED, [["2026-04-20", "supplement"]], {"supplement": "2026-03-05", "decided": "2026-03-10"}),
        # nor one before it by itself
        (BASE, [["2026-03-05", "deficiency"]], {"complete": "2026-03-02", "deficiency": "2026-03-05"}),
        # complete again after a letter is a new start
        (
            BASE,
            [["2026-03-05", "deficiency"], ["2026-03-08", "complete"]],
            {"complete": "2026-03-08", "completes": ["2026-03-02", "2026-03-08"]},
        ),
        # without a letter between, the first day stands
        (
            BASE,
            [["2026-03-08", "complete"]],
            {"complete": "2026-03-02", "completes": ["2026-03-02", "2026-03-08"]},
        ),
    ],
)
def test_by_hand(first: Events, then: Events, expected: dict[str, str | None]) -> None:
    folded = fold([told(first), told(then)])
    assert {name: folded.get(name) for name in expected} == expected
    assert "additive" not in folded
    assert "happened" not in folded


def test_events_beside_a_table() -> None:
    table = {"received": "2026-03-01", "complete": "2026-03-02", "deficiency": "2026-03-04", "outcome": "granted"}
    hearing = {"additive": True, "hearing": [["2026-03-05", None, "annen"]]}
    # a letter moves nothing by itself, and an event list that says nothing of it neither
    assert fold([table, hearing])["complete"] == "2026-03-02"
    assert fold([table, told([["2026-03-09", "decided"]])]) | {"decided": ""} == table | {"decided": ""}
    closed = fold([{**table, "decided": "2026-03-09"}, told([["2026-03-20", "withdrawn"]])])
    assert (closed["decided"], closed["closed"], closed["outcome"]) == ("2026-03-09", "2026-03-20", "granted")
    # a table after it says what it says
    assert fold([told(BASE), {"decided": "2026-03-15"}])["decided"] == "2026-03-15"
