"""What the unclear applications of a figure, each within its bounds, can make of its share and of its mean.

Source: ``docs/clock.md``, *Verdicts*. Unclear is what is of unknown scope, or held out. One whose scope or outcome is
unknown is *optional*: it may also not count at all. Nothing here is guessed: both ends are told.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from casewatch.core.bounds import UNBOUNDED, Bounds
from casewatch.core.cases import Bools, Ints
from casewatch.core.rules import Targets

#: (sum of net days, applications)
Total = tuple[int, int]


class Certain(NamedTuple):
    """The measured applications of a figure."""

    measured: int
    under: int
    sum_days: int


@dataclass(frozen=True)
class Unclear:
    """The two ends of a figure."""

    number: int  # of unclear applications
    worst: tuple[int, int]  # (under the limit, counted) where every one takes what is worst for the share
    best: tuple[int, int]
    share_differ: int  # how many are not the same in the worst and in the best case
    least_over: int  # the least sum of (net days - the mean's target) over all that count
    greatest_over: int | None  # None: without end
    mean_differ: int  # how many are not the same where those two sums are taken
    least_mean: Total | None  # None: no choice gives a mean
    greatest_mean: Total | None  # None: no choice gives a mean, or there is no end to it
    either_differ: int  # how many are not the same at the ends of the one or of the other


def unclear_of_groups(
    group: Ints, limits: Bounds, which: Bools, optional: Bools, certain: Sequence[Certain], targets: Targets
) -> list[Unclear]:
    """The ends per group and last those of all. `group`, `limits`, `which` and `optional` run over all applications."""
    groups, low, high, may_be_out = group[which], limits.low[which], limits.high[which], optional[which]
    ends = []
    for number, measured in enumerate(certain[:-1]):
        mine = groups == number
        ends.append(_ends(low[mine], high[mine], may_be_out[mine], measured, targets))
    return [*ends, _ends(low, high, may_be_out, certain[-1], targets)]


def _ends(low: Ints, high: Ints, optional: Bools, certain: Certain, targets: Targets) -> Unclear:
    may_miss, may_pass = high >= targets.limit_days, low < targets.limit_days
    # Worst: a miss where it may be one, else out of the count where it may be, else under. Best: the other way round.
    worst_out, best_out = ~may_miss & optional, ~may_pass & optional
    share_same = (may_miss != may_pass) & (worst_out == best_out)

    endless = high == UNBOUNDED
    below, above = low - targets.mean_days, np.where(endless, 1, high - targets.mean_days)
    least_in, greatest_in = ~optional | (below < 0), ~optional | (above > 0)
    mean_same = (least_in == greatest_in) & (low == high)
    over = certain.sum_days - targets.mean_days * certain.measured
    no_end = bool((endless & greatest_in).any())
    return Unclear(
        number=len(low),
        worst=(
            certain.under + int((~may_miss & ~worst_out).sum()),
            certain.measured + int((~worst_out).sum()),
        ),
        best=(certain.under + int(may_pass.sum()), certain.measured + int((~best_out).sum())),
        share_differ=int((~share_same).sum()),
        least_over=over + int(below[least_in].sum()),
        greatest_over=None if no_end else over + int(above[greatest_in].sum()),
        mean_differ=int((~mean_same).sum()),
        least_mean=_extreme(certain, low, optional, least=True),
        greatest_mean=None if no_end else _extreme(certain, high, optional, least=False),
        either_differ=int((~share_same | ~mean_same).sum()),
    )


def _extreme(certain: Certain, days: Ints, optional: Bools, *, least: bool) -> Total | None:
    """The least (or greatest) mean: with all that have to count, and of the others those that move it that way."""
    total = certain.sum_days + int(days[~optional].sum())
    number = certain.measured + int((~optional).sum())
    others = np.sort(days[optional])
    for each in (others if least else others[::-1]).tolist():
        moves = each * number < total if least else each * number > total
        if number and not moves:
            break
        total, number = total + each, number + 1
    return (total, number) if number else None
