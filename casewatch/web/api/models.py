"""The shapes of the API's answers, for its description: the fields of the command line's JSON. More may be added."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from casewatch.core.verdict import VerdictKind

YesNoUnknown = Literal["yes", "no", "unknown"]


class Schema(BaseModel):
    """What all shapes have in common: fields beside those named may be added."""

    model_config = ConfigDict(extra="allow", populate_by_name=True)


class ErrorAnswer(Schema):
    """What is wrong, in one line for people."""

    error: str


class OpenCounts(Schema):
    """Open applications in scope at the as-of day."""

    incomplete: int
    running: int
    paused: int
    overdue: int
    at_risk: int
    gone: int
    held_out: int
    scope_unknown: int


class Outlook(Schema):
    """What is still possible in the period."""

    misses_left: int
    needed_under_limit: int | None
    reachable: bool | None


class Verdict(Schema):
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


class Figure(Schema):
    """One municipality's figures, or the pooled ones (municipality and verdicts null)."""

    municipality: str | None
    name: str | None
    last_import: str | None
    decided: int
    under_limit: int
    share: float | None
    share_interval: list[float] | None
    share_met: bool | None
    share_range: list[float | None]
    share_certain: bool | None
    mean_certain: bool | None
    sum_days: int
    mean_days: float | None
    mean_met: bool | None
    median_days: float | None
    p80_days: int | None
    max_days: int | None
    mean_total_days: float | None
    paused_days: dict[str, int]
    too_few: bool
    start_assumed: int
    type_unknown: int
    share_if_overdue_counted: float | None
    out_of_scope: dict[str, int]
    scope_unknown: int
    held_out: dict[str, int]
    closed_without_decision: int
    open: OpenCounts
    rejected_pending: int
    outlook: Outlook | None
    share_range_counts: list[tuple[int, int]]
    mean_range: list[float | None]
    share_turned_by: int | None
    mean_turned_by: int | None
    mean_range_counts: list[tuple[int, int] | None]
    verdict: Verdict


class Assessment(Schema):
    """The indicator, per municipality and pooled."""

    rule: str
    rule_version: str
    as_of: str
    known_at: str | None
    period: str
    first: str = Field(alias="from")
    to: str
    official: bool
    results: list[Figure]
    region: Figure


class Case(Schema):
    """One application. Dates are ISO, null where there is none."""

    municipality: str
    case_no: str
    application_no: int
    application_type: str | None
    state: Literal["closed", "held_out", "decided", "gone", "incomplete", "paused", "running"]
    received: str | None
    complete: str | None
    start_source: str | None
    decided: str | None
    decision_sent: str | None
    closed: str | None
    outcome: str | None
    gross_days: int | None
    paused_days: int | None
    net_days: int | None
    total_days: int | None
    in_scope: YesNoUnknown
    scope_reason: str | None
    held_out_reason: str | None
    remarks: str
    overdue: bool
    at_risk: bool
    last_day: str | None
    days_left: int | None
    missed_on: str | None
    legal_limit_weeks: int | None
    legal_last_day: str | None
    handler: str | None = Field(description="Null for a role that sees no handlers.")
    net_days_low: int | None = Field(description="Null where it is not decided.")
    net_days_high: int | None = Field(description="Null where it is not decided, or without bound.")


class Cases(Schema):
    """The applications of a question."""

    rule: str
    as_of: str
    cases: list[Case]


class SourceOfDate(Schema):
    """Where a date was read."""

    batch: int | None = Field(alias="import")
    file: str | None
    sheet: str | None
    row: int | None
    correction: int | None


class Interval(Schema):
    """Dates from the first up to, not including, the last."""

    first: str = Field(alias="from")
    to: str
    days: int
    counted: bool
    why: Literal["running", "hearing", "other_authority", "before_complete", "non_working"]
    party: str | None
    from_source: SourceOfDate | None
    to_source: SourceOfDate | None


class Explanation(Schema):
    """Why one application has its figure."""

    case_no: str
    municipality: str
    application_no: int
    net_days: int | None
    rule: str
    as_of: str
    state: str
    in_scope: YesNoUnknown
    intervals: list[Interval]


class Alert(Schema):
    """What somebody should know of."""

    key: str
    level: str
    rule: str
    municipality: str
    case_no: str | None
    application_no: int | None
    handler: str | None = Field(description="Null for a role that sees no handlers.")
    scope: YesNoUnknown | None = Field(description="Null where the alert is of no case.")
    days_left: int | None
    last_day: str | None
    since: str
    data_from: str | None
    new: bool
    text: str


class Withdrawn(Schema):
    """An alert that no longer holds."""

    key: str
    why: str


class HeldBack(Schema):
    """Goal alerts that an old export holds back."""

    levels: list[str]
    why: str


class Alerts(Schema):
    """What is due as of a day."""

    as_of: str
    alerts: list[Alert]
    withdrawn: list[Withdrawn]
    held_back: HeldBack | None


class Finding(Schema):
    """A remark on a file, with its place."""

    severity: Literal["error", "warning", "info"]
    code: str
    message: str
    sheet: str | None
    row: int | None
    column: str | None
    field: str | None
    case_no: str | None


class Import(Schema):
    """What became of one file: rows = new + changed + unchanged + rejected."""

    id: int | None
    file: str
    sha256: str | None
    municipality: str | None
    municipalities: list[str]
    profile: str
    encoding: str | None
    holds: str | None
    status: Literal["stored", "unchanged", "dry-run", "refused"]
    rows: int
    file_rows: int
    new: int
    changed: int
    unchanged: int
    gone: int
    rejected: int
    findings: list[Finding]
    annotated: str | None = Field(description="Address of the copy with remarks, as long as it is kept.")
    received_at: str | None
    recorded_at: str | None
    undone_at: str | None


class Imports(Schema):
    """Imports, by id."""

    imports: list[Import]


class Refused(ErrorAnswer):
    """A file that was not read; `imports` says what of it."""

    imports: list[Any] = []


class Undone(Schema):
    """What taking an import back did to the applications it held."""

    id: int
    file: str
    status: Literal["undone"]
    vanished: int
    changed: int
    unchanged: int


class IndicatorRow(Schema):
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


class Indicators(Schema):
    """The flat table."""

    as_of: str
    known_at: str | None
    rule: str
    indicators: list[IndicatorRow]
