"""What the reports are handed: plain numbers and dates, measured elsewhere. Nothing here computes a figure."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from casewatch.core.rules import DayCountName
from casewatch.documents.cases import CaseRow, CountedDays
from casewatch.documents.figures import Result, VerdictKind

#: Ending of a file -> its media type.
MEDIA_TYPES = {
    "csv": "text/csv; charset=utf-8",
    "pdf": "application/pdf",
    "png": "image/png",
    "svg": "image/svg+xml",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


@dataclass(frozen=True)
class Goals:
    """The rule's limit and targets, in days of its own day count."""

    limit_days: int  # under the limit: days < limit_days
    share_percent: int
    mean_days: int
    min_cases: int = 5  # below this no percentage and no mean is printed
    day_count: DayCountName = "calendar"


@dataclass(frozen=True)
class Question:
    """The question behind a report: rule, period and day."""

    goals: Goals
    rule: str  # id, such as "vedlegg1"
    rule_name: str
    period: str  # as asked for: "12m", "2026", "2026-T2", "2026-Q3", "2026-06", "2026-W48" or "A..B"
    start: date  # first and last day of the period, both included
    end: date
    as_of: date
    rule_version: str = ""
    known_at: datetime | None = None
    official: bool = True
    forgotten: int = 0  # cases known then that were erased since, and are not in the figures
    goals_now: Goals | None = None  # of the rule by which what is open is counted, where that is another version

    @property
    def past(self) -> bool:
        """Whether the period is over, so that no case to come can change it."""
        return self.as_of > self.end


@dataclass(frozen=True)
class Dot:
    """One case of a strip."""

    case_no: str
    days: int  # counted days: up to the decision, or so far
    decided: bool  # False: open, in scope and complete
    under: bool  # decided: under the limit; waiting: not yet over it
    application_no: int = 1
    letter: bool = False  # waiting: a letter of defects after `complete` leaves its start unclear


@dataclass(frozen=True)
class StripRow:
    """One municipality's figure and the cases to draw, measured and waiting together."""

    result: Result
    dots: tuple[Dot, ...]


@dataclass(frozen=True)
class StripChart:
    """One municipality: a dot a case."""

    context: Question
    row: StripRow
    headed: bool = True  # False: the page around it says the finding already


@dataclass(frozen=True)
class StripsChart:
    """All municipalities below one another, and all of them pooled."""

    context: Question
    rows: tuple[StripRow, ...]
    region: Result | None = None  # None: no pooled row
    headed: bool = True  # False: the page around it says the finding already


@dataclass(frozen=True)
class TrendPoint:
    """One municipality's figure over the time up to ``day``."""

    day: date
    n: int  # measured
    u: int  # under the limit
    verdict: VerdictKind  # on the share
    turned_by: int = 0  # how many unclear cases decide it
    scope_unknown: int = 0
    held_out: int = 0
    goals: Goals | None = None  # of the rule version it is measured by; None: the picture's own
    rule_version: str = ""
    forgotten: int = 0  # cases erased since, which the figure lacks


@dataclass(frozen=True)
class Trend:
    """One municipality's points, oldest first."""

    municipality: str
    name: str
    points: tuple[TrendPoint, ...]


@dataclass(frozen=True)
class TrendChart:
    """Small multiples: the rolling share of each municipality."""

    context: Question
    trends: tuple[Trend, ...]


@dataclass(frozen=True)
class OpenCase:
    """One open case of the age chart."""

    case_no: str
    state: str  # "running", "paused", "incomplete", "gone" or "held_out"
    days: int | None  # counted days so far; None where the clock has not started or cannot be read
    total_days: int | None  # calendar days since it was received
    over: bool = False  # the limit is passed
    scope_unknown: bool = False
    application_no: int = 1
    letter: bool = False  # a letter of defects after `complete` leaves its start unclear


@dataclass(frozen=True)
class Ages:
    """One municipality's open cases."""

    municipality: str
    name: str
    cases: tuple[OpenCase, ...]


@dataclass(frozen=True)
class AgesChart:
    """Open cases by age, per municipality."""

    context: Question
    rows: tuple[Ages, ...]


@dataclass(frozen=True)
class TimelineChart:
    """One application's way. ``explained`` is the JSON of ``explain``: its intervals touch and are half-open."""

    context: Question
    explained: CountedDays
    state: str  # as in ``cases``
    received: date | None
    complete: date | None
    ended: date | None  # decided or closed; None while neither
    limit_day: date | None  # first day on which the limit is reached ("day 10"), so far as it is known
    parties: Mapping[str, str] = field(default_factory=dict)  # code -> name of an outside body
    headed: bool = True  # False: the page around it says the finding already
    sent: date | None = None  # the decision went out, on another day than it was made; the clock stopped there
    unsent: bool = False  # decided, but its clock runs until the decision goes out

    @property
    def runs(self) -> bool:
        """Whether its days are those so far."""
        return self.ended is None or self.unsent


@dataclass(frozen=True)
class ReportData:
    """Everything the workbook shows."""

    context: Question
    results: tuple[Result, ...]
    region: Result | None
    cases: tuple[CaseRow, ...]
    trends: tuple[Trend, ...] = ()
    now: Question | None = None  # what the trend is spoken of with; None: as the period
    explanations: tuple[tuple[str, str], ...] = ()  # (heading, text) from the rule file
    names: Mapping[str, str] = field(default_factory=dict)  # municipality number -> name, for the list of cases
    handlers: bool = True  # whether the list of cases has a column of case handlers


Chart = StripChart | StripsChart | TrendChart | AgesChart | TimelineChart
