"""The ends of share and mean against every corner: each unclear application at its least, at its greatest, or absent.

Nothing is thought here about which choice is worst; all of them are tried.
"""

from __future__ import annotations

import os
from dataclasses import replace
from fractions import Fraction
from itertools import product

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from casewatch.core.bounds import UNBOUNDED, Bounds
from casewatch.core.indicator import Figure
from casewatch.core.rules import Targets
from casewatch.core.unclear import Certain, unclear_of_groups
from casewatch.core.verdict import judge
from tests.core.sentences import figure

#: (least days, greatest days or None without end, whether it may also not count at all)
Doubt = tuple[int, int | None, bool]
#: What stands for no end: more than everything else together.
ENDLESS = 10**6

DAYS = st.integers(0, 45)
DOUBTS = st.lists(
    st.tuples(DAYS, st.one_of(st.just(0), st.integers(0, 30), st.none()), st.booleans()).map(
        lambda drawn: (drawn[0], None if drawn[1] is None else drawn[0] + drawn[1], drawn[2])
    ),
    max_size=6,
)
TARGETS = st.builds(
    Targets,
    limit_days=st.sampled_from((10, 10, 21)),
    share_percent=st.sampled_from((80, 80, 50, 100)),
    mean_days=st.sampled_from((21, 21, 10)),
    min_cases=st.just(1),
)


def options(doubt: Doubt) -> list[int | None]:
    """The days an unclear application may have, None where it is absent."""
    low, high, optional = doubt
    return list(dict.fromkeys([low, ENDLESS if high is None else high, *([None] if optional else [])]))


def core_figure(nets: list[int], doubts: list[Doubt], targets: Targets) -> Figure:
    """A figure with these measured net days and these unclear applications, as the core makes it."""
    certain = Certain(len(nets), sum(net < targets.limit_days for net in nets), sum(nets))
    low, high, optional = zip(*doubts, strict=True) if doubts else ((), (), ())
    size = len(doubts)
    limits = Bounds(np.array(low, np.int64), np.array([UNBOUNDED if days is None else days for days in high], np.int64))
    unclear, pooled = unclear_of_groups(
        np.zeros(size, np.int64), limits, np.ones(size, bool), np.array(optional, bool), [certain, certain], targets
    )
    assert unclear == pooled
    return replace(
        figure([]),
        targets=targets,
        measured=certain.measured,
        under=certain.under,
        sum_days=certain.sum_days,
        unclear=unclear,
    )


@settings(max_examples=1_500 if os.environ.get("CI") else 250, deadline=None)
@given(st.lists(DAYS, min_size=1, max_size=6), DOUBTS, TARGETS)
def test_every_corner(nets: list[int], doubts: list[Doubt], targets: Targets) -> None:
    found = core_figure(nets, doubts, targets)
    corners = [[*nets, *(days for days in corner if days is not None)] for corner in product(*map(options, doubts))]
    shares = [Fraction(sum(days < targets.limit_days for days in corner), len(corner)) for corner in corners]
    means = [Fraction(sum(corner), len(corner)) for corner in corners]
    endless = any(high is None for _low, high, _optional in doubts)
    assert found.share_range == (min(shares), max(shares))
    assert found.mean_range == (min(means), None if endless else max(means))

    share_verdicts = {100 * share >= targets.share_percent for share in shares}
    mean_verdicts = {mean <= targets.mean_days for mean in means}
    assert found.share_certain == (len(share_verdicts) == 1)
    assert found.mean_certain == (len(mean_verdicts) == 1)

    # Not the same at the two ends: of the share what can be two of under, over and absent; of the sum what can be more
    # than one number of days above the mean's target, which absent ones leave as it is.
    kinds = [{None if days is None else days < targets.limit_days for days in options(doubt)} for doubt in doubts]
    added = [{0 if days is None else days - targets.mean_days for days in options(doubt)} for doubt in doubts]
    turns_share, turns_mean = ([len(each) > 1 for each in ways] for ways in (kinds, added))
    assert found.share_turned_by == (0 if len(share_verdicts) == 1 else sum(turns_share))
    assert found.mean_turned_by == (0 if len(mean_verdicts) == 1 else sum(turns_mean))

    # One goal of two targets: certain where it is the same in every corner of both.
    verdict = judge(found)
    if share_verdicts == {True} and mean_verdicts == {True}:
        assert verdict.goal.kind == "met"
    elif {False} in (share_verdicts, mean_verdicts):
        assert verdict.goal.kind == "missed"
    else:
        turning = [
            (len(share_verdicts) > 1 and share) or (len(mean_verdicts) > 1 and mean)
            for share, mean in zip(turns_share, turns_mean, strict=True)
        ]
        assert (verdict.goal.kind, verdict.goal.turned_by) == ("unclear", sum(turning))


@settings(max_examples=200, deadline=None)
@given(DOUBTS, TARGETS)
def test_nothing_measured(doubts: list[Doubt], targets: Targets) -> None:
    """Corners in which nobody is left give no mean; there is no verdict, and nobody who decides it."""
    found = core_figure([], doubts, targets)
    corners = [[days for days in corner if days is not None] for corner in product(*map(options, doubts))]
    means = [Fraction(sum(corner), len(corner)) for corner in corners if corner]
    endless = any(high is None for _low, high, _optional in doubts)
    assert found.mean_range == (min(means, default=None), None if endless else max(means, default=None))
    assert (found.share_certain, found.mean_certain, found.share_turned_by, found.mean_turned_by) == (None,) * 4
