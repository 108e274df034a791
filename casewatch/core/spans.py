"""Many small half-open spans at once: those of one owner are united, so that no date is taken twice."""

from dataclasses import dataclass
from typing import Literal

import numpy as np

from casewatch.core.cases import Bools, Ints


@dataclass(frozen=True)
class Spans:
    """Disjoint half-open spans ``[start, end)`` sorted by (owner, start).

    Touching ones are left apart; one that others cover stays in its place as an empty span.
    """

    owner: Ints
    start: Ints
    end: Ints

    def length_by_owner(self, owners: int) -> Ints:
        """Dates covered per owner, an array of that many elements."""
        # Weights are whole and far below 2**53: the floating-point sums are exact.
        return np.bincount(self.owner, weights=self.end - self.start, minlength=owners).astype(np.int64)


def disjoint(
    owner: Ints, start: Ints, end: Ints, first: Ints, last: Ints, kind: Bools | None = None
) -> tuple[Spans, Spans]:
    """Unite spans per owner, cutting from each what an earlier one of its owner already covers.

    ``owner`` indexes ``first`` and ``last``: nothing outside an owner's own ``[first, last)`` is covered. Starts and
    ends are whole numbers of any origin; spans with ``end <= start`` are dropped. Returned are the united spans of
    all, and of those where ``kind`` is true alone (from one sort; none without ``kind``).
    """
    if not len(owner):
        nothing = Spans(owner, start, end)
        return nothing, nothing
    flag = np.zeros(len(owner), bool) if kind is None else kind
    low, high = int(min(start.min(), end.min())), int(max(start.max(), end.max()))
    bits = max(high - low, 1).bit_length()
    if int(owner.max()).bit_length() + 2 * bits + 1 <= _WORD:
        # One whole number per span, so that a plain (vectorised) sort does the work of a three-key sort.
        # One that keeps what is in order already is far faster where the spans come owner by owner, as from a store.
        kept: Literal["stable"] | None = "stable" if (owner[1:] >= owner[:-1]).all() else None
        packed = owner << bits
        packed |= start - low
        packed <<= bits + 1
        packed |= (end - low) << 1
        packed |= flag
        packed.sort(kind=kept)
        flag = (packed & 1).astype(bool)
        packed >>= 1
        end = (packed & ((1 << bits) - 1)) + low
        packed >>= bits
        start = (packed & ((1 << bits) - 1)) + low
        owner = packed >> bits
    else:
        order = np.lexsort((end, start, owner))
        owner, start, end, flag = owner[order], start[order], end[order], flag[order]
    # Clipped after the sort, when an owner's bounds are looked up one after another: starts stay in order.
    np.maximum(start, first[owner], out=start)
    np.minimum(end, last[owner], out=end)
    every = _cut(owner, start, end)
    return every, _cut(owner[flag], start[flag], end[flag])


#: Bits of a whole number that packing may use.
_WORD = 62


def _cut(owner: Ints, start: Ints, end: Ints) -> Spans:
    """Sorted spans made disjoint: each starts no earlier than the furthest end before it of the same owner."""
    if not len(owner):
        return Spans(owner, start, end)
    # Ends are lifted by owner, so that one running maximum over all of them is one per owner.
    low = int(min(start.min(), end.min()))
    bits = max(int(end.max()) - low, 1).bit_length()
    place = owner
    if int(owner[-1]).bit_length() + bits > _WORD:
        place = np.concatenate([[0], np.cumsum(owner[1:] != owner[:-1])])
    base = place << bits
    base -= low
    reach = np.maximum.accumulate(base + end)[:-1]
    # Below an owner's own numbers lies another owner's reach: it cuts nothing.
    reach -= base[1:]
    begin = start.copy()
    np.maximum(begin[1:], reach, out=begin[1:])
    return Spans(owner, begin, np.maximum(begin, end))
