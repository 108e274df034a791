"""Many small half-open spans at once: those of one owner are united, so that no date is taken twice."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from casewatch.core.cases import Bools, Ints


@dataclass(frozen=True)
class Spans:
    """Disjoint half-open spans ``[start, end)`` sorted by (owner, start); touching ones are left apart."""

    owner: Ints
    start: Ints
    end: Ints

    def length_by_owner(self, owners: int) -> Ints:
        """Dates covered per owner, an array of that many elements."""
        # Weights are whole and far below 2**53: the floating-point sums are exact.
        return np.bincount(self.owner, weights=self.end - self.start, minlength=owners).astype(np.int64)


def disjoint(owner: Ints, start: Ints, end: Ints, kind: Bools | None = None) -> tuple[Spans, Spans]:
    """Unite spans per owner, cutting from each what an earlier one of its owner already covers.

    ``start``/``end`` are whole numbers of any origin; spans with ``end <= start`` are dropped. Returned are the united
    spans of all, and of those where ``kind`` is true alone (from one sort; empty without ``kind``).
    """
    keep = end > start
    owner, start, end = owner[keep], start[keep], end[keep]
    flag = np.zeros(len(owner), bool) if kind is None else kind[keep]
    if not len(owner):
        nothing = Spans(owner, start, end)
        return nothing, nothing
    low = int(start.min())
    bits = max(int(end.max()) - low, 1).bit_length()
    if int(owner.max()).bit_length() + 2 * bits + 1 <= 62:
        # One whole number per span, so that a plain (vectorised) sort does the work of a three-key sort.
        packed = (((owner << bits) | (start - low)) << (bits + 1)) | ((end - low) << 1) | flag
        packed.sort()
        mask = (1 << bits) - 1
        flag = (packed & 1).astype(bool)
        end = (packed >> 1) & mask
        packed >>= bits + 1
        start = packed & mask
        owner = packed >> bits
        return (
            _cut(owner, start, end, bits, low),
            _cut(owner[flag], start[flag], end[flag], bits, low),
        )
    order = np.lexsort((end, start, owner))
    owner, start, end, flag = owner[order], start[order] - low, end[order] - low, flag[order]
    # Owners are renumbered densely so that owner and end fit one number again.
    dense = np.concatenate([[0], np.cumsum(owner[1:] != owner[:-1])])
    every = _cut(dense, start, end, bits, low)
    only = _cut(dense[flag], start[flag], end[flag], bits, low)
    names = owner[np.concatenate([[True], dense[1:] != dense[:-1]])]
    return (
        Spans(names[every.owner], every.start, every.end),
        Spans(names[only.owner], only.start, only.end),
    )


def _cut(owner: Ints, start: Ints, end: Ints, bits: int, low: int) -> Spans:
    """Sorted spans made disjoint: each starts no earlier than the furthest end before it of the same owner."""
    if not len(owner):
        return Spans(owner, start, end)
    reach = np.maximum.accumulate((owner << bits) | end)
    begin = start.copy()
    before = reach[:-1]
    same = owner[1:] == before >> bits
    furthest = before & ((1 << bits) - 1)
    np.maximum(begin[1:], furthest, out=begin[1:], where=same)
    keep = end > begin
    return Spans(owner[keep], begin[keep] + low, end[keep] + low)
