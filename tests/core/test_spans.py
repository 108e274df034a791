"""Spans united per owner, against sets of whole numbers. Both ways of sorting are exercised: packed and not."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from casewatch.core.spans import Spans, disjoint

#: (owner, start, end, kind)
Rows = list[tuple[int, int, int, bool]]
#: Per owner what may be covered: [first, last), empty where last is not after first.
Bounds = list[tuple[int, int]]

OWNERS = 5
SPANS = st.lists(
    st.tuples(st.integers(0, OWNERS - 1), st.integers(0, 40), st.integers(-5, 15), st.booleans()).map(
        lambda row: (row[0], row[1], row[1] + row[2], row[3])
    ),
    max_size=25,
)
BOUNDS = st.lists(st.tuples(st.integers(-5, 30), st.integers(0, 60)), min_size=OWNERS, max_size=OWNERS)


def united(rows: Rows, bounds: Bounds, lift: int = 0) -> tuple[Spans, Spans]:
    """The rows through :func:`disjoint`; ``lift`` owners without a row come before them."""
    owner, start, end, kind = (list(column) for column in zip(*rows, strict=True)) if rows else ([], [], [], [])
    first, last = (np.array(column, np.int64) for column in zip(*bounds, strict=True))
    nobody = np.zeros(lift, np.int64)
    first, last = np.concatenate([nobody, first]), np.concatenate([nobody, last])
    lifted, begin, after = (np.array(column, np.int64) for column in (owner, start, end))
    lifted += lift
    spans = disjoint(lifted, begin, after, first, last, np.array(kind, bool))
    every, only = (Spans(found.owner - lift, found.start, found.end) for found in spans)
    return every, only


def members(rows: Rows, bounds: Bounds) -> dict[int, set[int]]:
    """Per owner the numbers that any of its spans covers within its bounds."""
    found: dict[int, set[int]] = {}
    for owner, start, end, _kind in rows:
        first, last = bounds[owner]
        found.setdefault(owner, set()).update(number for number in range(start, end) if first <= number < last)
    return {owner: numbers for owner, numbers in found.items() if numbers}


def check(spans: Spans, expected: dict[int, set[int]]) -> None:
    """The spans cover just these numbers, none twice, in the order of owner and start."""
    listed = list(zip(spans.owner.tolist(), spans.start.tolist(), spans.end.tolist(), strict=True))
    assert listed == sorted(listed)
    found: dict[int, set[int]] = {}
    for owner, start, end in listed:
        numbers = set(range(start, end))
        assert not numbers & found.get(owner, set())
        found.setdefault(owner, set()).update(numbers)
    assert {owner: numbers for owner, numbers in found.items() if numbers} == expected


@settings(deadline=None, max_examples=400)
@given(SPANS, BOUNDS, st.sampled_from((0, 20_000, -700_000, 2**33)))
def test_united_spans_cover_each_number_once(drawn: Rows, near: Bounds, origin: int) -> None:
    rows = [(owner, origin + start, origin + end, kind) for owner, start, end, kind in drawn]
    bounds = [(origin + first, origin + last) for first, last in near]
    every, only = united(rows, bounds)
    check(every, members(rows, bounds))
    check(only, members([row for row in rows if row[3]], bounds))


@settings(deadline=None, max_examples=300)
@given(SPANS, st.sampled_from((2**25, 2**40, 2**50)))
def test_wide_ranges_are_sorted_by_columns(drawn: Rows, far: int) -> None:
    # The same spans near nought and far away: from 2**40 on the distance no longer fits a packed number.
    rows = [*drawn, *((owner, far + start, far + end, kind) for owner, start, end, kind in drawn)]
    bounds = [(-far, 2 * far)] * OWNERS
    every, only = united(rows, bounds)
    check(every, members(rows, bounds))
    check(only, members([row for row in rows if row[3]], bounds))


@settings(deadline=None, max_examples=100)
@given(SPANS, st.sampled_from((2**31, 2**45)))
def test_owners_of_high_number_with_wide_ranges(drawn: Rows, far: int) -> None:
    # Owner and end together would not fit one number either: owners are counted anew.
    bounds = [(-far, 2 * far)] * OWNERS
    rows = [*drawn, *((owner, far + start, far + end, kind) for owner, start, end, kind in drawn)]
    every, only = united(rows, bounds, lift=200_000)
    check(every, members(rows, bounds))
    check(only, members([row for row in rows if row[3]], bounds))


@settings(deadline=None)
@given(SPANS, BOUNDS)
def test_length_by_owner(drawn: Rows, bounds: Bounds) -> None:
    every, only = united(drawn, bounds)
    all_members, marked = members(drawn, bounds), members([row for row in drawn if row[3]], bounds)
    assert every.length_by_owner(OWNERS).tolist() == [len(all_members.get(owner, ())) for owner in range(OWNERS)]
    assert only.length_by_owner(OWNERS).tolist() == [len(marked.get(owner, ())) for owner in range(OWNERS)]


@pytest.mark.parametrize("far", [0, 2**40])
def test_by_hand(far: int) -> None:
    rows = [(1, 4, 11, False), (1, 9, 14, True), (1, 14, 16, False), (1, 20, 20, True), (0, far, far + 2, False)]
    every, only = united(rows, [(0, far + 1), (0, 100)])
    assert (every.start.tolist(), every.end.tolist()) == ([far, 4, 11, 14, 20], [far + 1, 11, 14, 16, 20])
    assert (only.owner.tolist(), only.start.tolist(), only.end.tolist()) == ([1, 1], [9, 20], [14, 20])
    clipped, _only = united(rows[:3], [(0, 0), (10, 15)])
    assert (clipped.start.tolist(), clipped.end.tolist()) == ([10, 11, 14], [11, 14, 15])


def test_nothing() -> None:
    every, only = united([], [(0, 9), (0, 9)])
    assert (len(every.owner), len(only.owner)) == (0, 0)
    assert every.length_by_owner(2).tolist() == [0, 0]
    backwards, _only = united([(0, 5, 3, True), (1, 5, 5, True)], [(0, 9), (0, 9)])
    assert backwards.length_by_owner(2).tolist() == [0, 0]


def test_without_kinds() -> None:
    first, last = np.array([0]), np.array([9])
    every, _only = disjoint(np.array([0, 0]), np.array([1, 2]), np.array([4, 6]), first, last)
    assert every.length_by_owner(1).tolist() == [5]
