"""Spans united per owner, against sets of whole numbers. Both ways of sorting are exercised: packed and not."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from casewatch.core.spans import Spans, disjoint

#: (owner, start, end, kind)
Rows = list[tuple[int, int, int, bool]]

#: Owners and origins small, as the clock's are, and so large that a span no longer fits one whole number.
OWNERS = (0, 1_000_000, 2**40, 2**60)
ORIGINS = (0, 20_000, -700_000, 2**33)

SPANS = st.lists(
    st.tuples(st.integers(0, 4), st.integers(0, 40), st.integers(-5, 15), st.booleans()).map(
        lambda row: (row[0], row[1], row[1] + row[2], row[3])
    ),
    max_size=25,
)


def united(rows: Rows) -> tuple[Spans, Spans]:
    """The rows through :func:`disjoint`."""
    owner, start, end, kind = (list(column) for column in zip(*rows, strict=True)) if rows else ([], [], [], [])
    return disjoint(np.array(owner, np.int64), np.array(start, np.int64), np.array(end, np.int64), np.array(kind, bool))


def members(rows: Rows) -> dict[int, set[int]]:
    """Per owner the numbers that any of its spans covers."""
    found: dict[int, set[int]] = {}
    for owner, start, end, _kind in rows:
        for number in range(start, end):
            found.setdefault(owner, set()).add(number)
    return found


def check(spans: Spans, rows: Rows) -> None:
    """The spans cover what the rows cover, no number twice, in the order of owner and start."""
    listed = list(zip(spans.owner.tolist(), spans.start.tolist(), spans.end.tolist(), strict=True))
    assert listed == sorted(listed)
    found: dict[int, set[int]] = {}
    for owner, start, end in listed:
        numbers = set(range(start, end))
        assert numbers
        assert not numbers & found.get(owner, set())
        found.setdefault(owner, set()).update(numbers)
    assert found == members(rows)


@settings(deadline=None, max_examples=400)
@given(SPANS, st.sampled_from(OWNERS), st.sampled_from(ORIGINS))
def test_united_spans_cover_each_number_once(drawn: Rows, first_owner: int, origin: int) -> None:
    rows = [(first_owner + owner, origin + start, origin + end, kind) for owner, start, end, kind in drawn]
    every, only = united(rows)
    check(every, rows)
    check(only, [row for row in rows if row[3]])


@settings(deadline=None, max_examples=200)
@given(SPANS, st.sampled_from((2**25, 2**40, 2**50)))
def test_wide_ranges_fall_back_to_sorting_by_columns(drawn: Rows, far: int) -> None:
    # The same spans near nought and far away: a packed number would need more than 64 bits for the distance.
    near = [(owner, start, end, kind) for owner, start, end, kind in drawn]
    rows = [*near, *((owner, far + start, far + end, kind) for owner, start, end, kind in drawn)]
    every, only = united(rows)
    check(every, rows)
    check(only, [row for row in rows if row[3]])


@settings(deadline=None)
@given(SPANS)
def test_length_by_owner(drawn: Rows) -> None:
    every, only = united(drawn)
    marked = members([row for row in drawn if row[3]])
    assert every.length_by_owner(6).tolist() == [len(members(drawn).get(owner, ())) for owner in range(6)]
    assert only.length_by_owner(6).tolist() == [len(marked.get(owner, ())) for owner in range(6)]


@pytest.mark.parametrize("owner", [3, 2**60])
def test_by_hand(owner: int) -> None:
    rows = [(owner, 4, 11, False), (owner, 9, 14, True), (owner, 14, 16, False), (owner, 20, 20, True)]
    every, only = united(rows)
    assert (every.start.tolist(), every.end.tolist()) == ([4, 11, 14], [11, 14, 16])
    assert (only.owner.tolist(), only.start.tolist(), only.end.tolist()) == ([owner], [9], [14])


def test_nothing() -> None:
    every, only = united([])
    assert (len(every.owner), len(only.owner)) == (0, 0)
    assert every.length_by_owner(2).tolist() == [0, 0]
    backwards, _only = united([(0, 5, 3, True), (1, 5, 5, True)])
    assert len(backwards.owner) == 0


def test_without_kinds_no_kind_is_there() -> None:
    every, only = disjoint(np.array([0, 0]), np.array([1, 2]), np.array([4, 6]))
    assert every.length_by_owner(1).tolist() == [5]
    assert len(only.owner) == 0
