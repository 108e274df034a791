"""Applications, one a row, and why one has its figure."""

from typing import Literal

from typing_extensions import TypedDict

from casewatch.documents.figures import YesNoUnknown

#: In the order in which they are tested, date by date; where no other fits the clock runs.
Why = Literal["before_complete", "non_working", "hearing", "other_authority", "running"]
State = Literal["closed", "held_out", "decided", "gone", "incomplete", "paused", "running"]


class CaseName(TypedDict):
    """What an application is called."""

    case_no: str
    application_no: int


class CaseRow(TypedDict):
    """One application, in the columns of ``cases``. What is not there is null; `remarks` are codes joined by ``;``.

    `complete` is the day the clock started, wherever it came from. The bounds `net_days_low` and `net_days_high` are
    null where it is not decided, `net_days_high` also where there is none; `handler` is null for a role that sees no
    handlers.
    """

    municipality: str
    case_no: str
    application_no: int
    application_type: str | None
    state: State
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
    handler: str | None
    net_days_low: int | None
    net_days_high: int | None


class CasesDocument(TypedDict):
    """The applications of a question."""

    rule: str
    as_of: str
    cases: list[CaseRow]


_Import = TypedDict("_Import", {"import": int | None})


class SourceOfDate(_Import):
    """Where a date was read: an import's file, sheet and row, or a correction."""

    file: str | None
    sheet: str | None
    row: int | None
    correction: int | None


_From = TypedDict("_From", {"from": str})


class ExplainedInterval(_From):
    """Dates from the first up to, not including, the last."""

    to: str
    days: int
    counted: bool
    why: Why
    party: str | None
    from_source: SourceOfDate | None
    to_source: SourceOfDate | None


class ScopeAnswer(TypedDict):
    """What is known of one condition of the rule, and from where."""

    value: bool | None
    source: str | None


class CountedDays(CaseName):
    """An application's days one after the other; those of the intervals that count sum to `net_days`."""

    net_days: int | None
    intervals: list[ExplainedInterval]


class ExplanationDocument(CountedDays):
    """Why one application has its figure."""

    municipality: str
    rule: str
    rule_version: str
    as_of: str
    state: State
    held_out_reason: str | None
    start_source: str | None
    in_scope: YesNoUnknown
    scope_reason: str | None
    scope: dict[str, ScopeAnswer]
