"""The verdict on a figure: what may be said of both targets, how sure it is, and what is still to come.

Source: «80% <10 dager og gjennomsnittlig saksbehandlingstid på 21 dager»: one goal of two targets. Everything that is
said of a figure, in words, pictures, mails and pages, is read off this object; it is made here, of a figure or of a
result that was stored, and nowhere else.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

from casewatch.documents.figures import JudgedFigure, Result, VerdictKind, VerdictOfFigure

if TYPE_CHECKING:  # a verdict is words' business too: reading one loads no arrays
    from casewatch.core.indicator import Figure
    from casewatch.core.unclear import Total


@dataclass(frozen=True)
class Judged:
    """The verdict on one target, or on both together."""

    kind: VerdictKind
    turned_by: int = 0  # how many unclear applications decide it; 0 unless it is unclear


@dataclass(frozen=True)
class Verdict:
    """Both targets of one figure, the ends between which they lie, and what the open applications will do to them."""

    share: Judged
    mean: Judged
    goal: Judged  # both together: the strategy's one sentence
    unclear: int  # applications of unknown scope or held out, whether or not they could turn anything
    worst: Total | None  # (under the limit, counted), where every unclear one takes what is worst for the share
    best: Total | None
    least_mean: Total | None  # (sum of days, counted); None: there is none
    greatest_mean: Total | None  # None: there is none, or no end to it
    waiting: int  # open applications that may still pass
    waiting_over: int  # open ones that have missed: misses whenever they are decided
    loses: bool  # the share is met, and no more once those are decided, whatever the unclear ones are
    may_lose: bool  # that depends on the unclear ones
    misses_left: int  # how many may miss beside them, whatever the unclear ones are
    needed: int | None  # so many in a row that pass are enough for the share, whatever those are; None: no number is
    reachable: bool | None  # by passing with all that is open now, at best; None: nothing decided and nothing open

    def document(self) -> VerdictOfFigure:
        """What a result keeps of it beside the figures that stand there already: see :func:`verdict_of`."""
        return {
            "share": self.share.kind,
            "mean": self.mean.kind,
            "goal": self.goal.kind,
            "goal_turned_by": self.goal.turned_by,
            "unclear": self.unclear,
            "waiting": self.waiting,
            "waiting_over": self.waiting_over,
            "loses": self.loses,
            "may_lose": self.may_lose,
            "misses_left": self.misses_left,
            "needed": self.needed,
            "reachable": self.reachable,
        }


def judge(figure: Figure, *, pooled: bool = False) -> Verdict:
    """The verdict on a figure. A pooled one has no target."""
    ends = figure.unclear
    worst, best = figure.outlook_from(*ends.worst), figure.outlook_from(*ends.best)
    bears_at_worst, bears_at_best = figure.share_ends_then
    share = _judged(figure, pooled, figure.share_ends, figure.share_turned_by)
    return Verdict(
        share=share,
        mean=(mean := _judged(figure, pooled, figure.mean_ends, figure.mean_turned_by)),
        goal=_both(share, mean, ends.either_differ),
        unclear=ends.number,
        worst=ends.worst,
        best=ends.best,
        least_mean=ends.least_mean,
        greatest_mean=ends.greatest_mean,
        waiting=figure.can_pass,
        waiting_over=figure.have_missed,
        loses=share.kind == "met" and not bears_at_best,
        may_lose=share.kind == "met" and bears_at_worst != bears_at_best,
        misses_left=worst["misses_left"],
        needed=worst["needed_under_limit"],
        reachable=best["reachable"],
    )


def verdict_of(result: JudgedFigure) -> Verdict:
    """The verdict that a result of ``assess`` carries; also one stored before verdicts were."""
    told = result.get("verdict") or _as_it_was_defined(result)
    worst, best = _pair(result.get("share_range_counts"))
    least, greatest = _pair(result.get("mean_range_counts"))
    return Verdict(
        share=Judged(told["share"], _number(result.get("share_turned_by"), told["share"], told["unclear"])),
        mean=Judged(told["mean"], _number(result.get("mean_turned_by"), told["mean"], told["unclear"])),
        goal=Judged(told["goal"], told["goal_turned_by"]),
        unclear=told["unclear"],
        worst=worst,
        best=best,
        least_mean=least,
        greatest_mean=greatest,
        waiting=told["waiting"],
        waiting_over=told["waiting_over"],
        loses=told["loses"],
        may_lose=told["may_lose"],
        misses_left=told["misses_left"],
        needed=told["needed"],
        reachable=told["reachable"],
    )


def _judged(figure: Figure, pooled: bool, ends: tuple[bool, bool], turned_by: int | None) -> Judged:
    if not figure.measured:
        return Judged("none")
    if pooled:
        return Judged("pooled")
    if figure.too_few:
        return Judged("too_few")
    if ends[0] != ends[1]:
        return Judged("unclear", turned_by or 0)
    return Judged("met" if ends[0] else "missed")


def _both(share: Judged, mean: Judged, either_differ: int) -> Judged:
    """One goal with «og»: missed where either is, met where both are."""
    kinds = {share.kind, mean.kind}
    if len(kinds) == 1 and "unclear" not in kinds:
        return share
    if "missed" in kinds:
        return Judged("missed")
    if share.kind == mean.kind:
        return Judged("unclear", either_differ)
    return share if share.kind == "unclear" else mean


def _as_it_was_defined(result: JudgedFigure) -> VerdictOfFigure:
    """The verdict by the definition before bounds: certain or not, and all unclear ones could turn it."""
    unclear = int(result["scope_unknown"]) + sum(result["held_out"].values())
    outlook = cast("Result", result).get("outlook") or {"misses_left": 0, "needed_under_limit": None, "reachable": None}

    def judged(met: bool | None, certain: bool | None) -> Judged:
        if not result["decided"]:
            return Judged("none")
        if met is None:
            return Judged("pooled")
        if result["too_few"]:
            return Judged("too_few")
        return Judged("met" if met else "missed") if certain else Judged("unclear", unclear)

    share = judged(result["share_met"], result["share_certain"])
    mean = judged(result["mean_met"], result["mean_certain"])
    goal = _both(share, mean, unclear)
    return {
        "share": share.kind,
        "mean": mean.kind,
        "goal": goal.kind,
        "goal_turned_by": goal.turned_by,
        "unclear": unclear,
        "waiting": 0,
        "waiting_over": 0,
        "loses": False,
        "may_lose": False,
        "misses_left": outlook["misses_left"],
        "needed": outlook["needed_under_limit"],
        "reachable": outlook["reachable"],
    }


def _number(turned_by: int | None, kind: VerdictKind, unclear: int) -> int:
    if kind != "unclear":
        return 0
    return unclear if turned_by is None else turned_by


def _pair(ends: Sequence[Sequence[int] | None] | None) -> tuple[Total | None, Total | None]:
    """Two ends as they stand in a result: lists of two numbers or null."""
    first, second = ends or (None, None)
    return None if first is None else (first[0], first[1]), None if second is None else (second[0], second[1])
