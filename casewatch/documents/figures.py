"""Figures of municipalities, and how well their exports can be measured."""

from typing import Literal

from typing_extensions import TypedDict

#: ``unclear``: unclear applications decide it. ``none``: nothing measured. ``pooled``: the region's line, no target.
VerdictKind = Literal["met", "missed", "unclear", "too_few", "none", "pooled"]
YesNoUnknown = Literal["yes", "no", "unknown"]


class OpenCounts(TypedDict):
    """Open applications in scope at the as-of day; `running` and `paused` hold the overdue and at-risk ones.

    `scope_unknown` stands beside: open, scope not known.
    """

    incomplete: int
    running: int
    paused: int
    overdue: int
    at_risk: int
    gone: int
    held_out: int
    scope_unknown: int


class OutlookOfFigure(TypedDict):
    """What is still possible in the period."""

    misses_left: int
    needed_under_limit: int | None
    reachable: bool | None


class VerdictOfFigure(TypedDict):
    """What may be said of the targets, with the unclear applications counted; `goal` is both together."""

    share: VerdictKind
    mean: VerdictKind
    goal: VerdictKind
    goal_turned_by: int
    unclear: int
    waiting: int
    waiting_over: int
    loses: bool
    may_lose: bool
    misses_left: int
    needed: int | None
    reachable: bool | None


class JudgedFigure(TypedDict):
    """What of a figure a verdict and a preview need; those stored before there were verdicts lack the last five."""

    decided: int
    under_limit: int
    share: float | None
    share_met: bool | None
    share_certain: bool | None
    sum_days: int
    mean_days: float | None
    mean_met: bool | None
    mean_certain: bool | None
    too_few: bool
    scope_unknown: int
    held_out: dict[str, int]
    share_range_counts: list[list[int]]
    mean_range_counts: list[list[int] | None]
    share_turned_by: int | None
    mean_turned_by: int | None
    verdict: VerdictOfFigure


class CountedFigure(JudgedFigure):
    """A figure, whoever's it is. Shares and means are rounded to 4 decimals for show."""

    share_interval: list[float] | None
    share_range: list[float | None]
    median_days: float | None
    p80_days: int | None
    max_days: int | None
    mean_total_days: float | None
    paused_days: dict[str, int]
    start_assumed: int
    type_unknown: int
    share_if_overdue_counted: float | None
    out_of_scope: dict[str, int]
    closed_without_decision: int
    open: OpenCounts
    rejected_pending: int
    outlook: OutlookOfFigure | None
    mean_range: list[float | None]


class Result(CountedFigure):
    """One municipality's figures, or the pooled ones (municipality, name and verdicts null)."""

    municipality: str | None
    name: str | None
    last_import: str | None
    forgotten: int


class PreviewedFigure(JudgedFigure):
    """One municipality's indicator of the last 12 months before an import, or with it."""

    municipality: str
    name: str
    mean_target: int


_From = TypedDict("_From", {"from": str})


class Asked(_From):
    """What was asked, and by which rule it is answered; `from` and `to` are both in the period."""

    rule: str
    rule_version: str
    as_of: str
    known_at: str | None
    period: str
    to: str


class AssessmentDocument(Asked):
    """The indicator, per municipality and pooled."""

    official: bool
    results: list[Result]
    region: Result


class IndicatorRow(TypedDict):
    """One indicator of one municipality in one period."""

    indicator: str
    municipality: str
    period: str
    value: float | None
    met: bool | None
    certain: bool | None
    too_few: bool
    n: int
    verdict: VerdictKind | None


class IndicatorsDocument(TypedDict):
    """The flat table."""

    as_of: str
    known_at: str | None
    rule: str
    indicators: list[IndicatorRow]


_With = TypedDict("_With", {"with": dict[str, int]})


class QualityCounts(_With):
    """How many applications have what, and the columns that are missing, empty, and to be asked for."""

    applications: int
    open: int
    decided: int
    closed: int
    not_counted: int
    decided_with: dict[str, int]
    measurable: int
    held_out: dict[str, int]
    scope_unknown: int
    start_sources: dict[str, int]
    missing_columns: list[str]
    empty_columns: list[str]
    ask_vendor: list[str]


class QualityResult(QualityCounts):
    """One municipality's exports; `text` says it in a sentence."""

    municipality: str
    name: str
    last_import: str | None
    text: str


class QualityDocument(Asked):
    """The start report."""

    results: list[QualityResult]
