"""What somebody should be told, and what no longer holds."""

from typing import Literal

from typing_extensions import TypedDict

from casewatch.documents.figures import YesNoUnknown

#: See :func:`casewatch.core.alerts.outlook.outlook_alerts`.
OutlookKind = Literal["unreachable", "needed", "loses", "none_left", "few"]


class AwaitedAnswer(TypedDict):
    """A body that has not answered. `days` since it was asked."""

    kind: str
    party: str | None
    sent: str
    days: int


class AlertDetails(TypedDict, total=False):
    """What an alert's sentence is made of, by its level; only what is there."""

    # of the goal
    limit_days: int
    net_days: int
    paused: bool
    act_by: str  # of the law too: the last working day that is in time
    letter: str  # of a letter of defects that may have moved the start
    # of the law
    weeks: int | None
    gone: bool
    deemed_given: bool
    fee_reduction_percent: int
    days_over: int
    # of answers that are waited for
    long_days: int
    waiting_for: list[AwaitedAnswer]
    # of what cannot be measured
    reason: str
    # of exports
    days_old: int
    # of the outlook
    kind: OutlookKind
    share_percent: int
    decided: int
    under_limit: int
    have_missed: int
    surely: bool
    open: int
    cases: list[str]
    misses_left: int
    needed: int | None
    reachable: bool | None


class AlertDocument(TypedDict):
    """What somebody should know of. `handler` is null for a role that sees no handlers; the fields of a case are null
    where the alert is of none."""

    key: str
    level: str
    rule: str
    municipality: str
    case_no: str | None
    application_no: int | None
    handler: str | None
    scope: YesNoUnknown | None
    days_left: int | None
    last_day: str | None
    since: str
    data_from: str | None
    new: bool
    text: str
    baseline: bool
    answered: str | None
    quiet_until: str | None
    reminder: bool
    details: AlertDetails


class WithdrawnAlert(TypedDict):
    """An alert that no longer holds."""

    key: str
    why: str
    level: str
    municipality: str
    case_no: str | None


class HeldBackAlerts(TypedDict):
    """Goal alerts that an old export holds back."""

    levels: list[str]
    why: str
    municipalities: list[str]


class SentDocument(TypedDict):
    """What became of a telling."""

    sent: int
    waiting: int
    troubles: list[str]
    notes: list[str]


class AlertsDocument(TypedDict):
    """What is due as of a day. `baselines`: municipality that was never looked at before, and how many it has."""

    as_of: str
    alerts: list[AlertDocument]
    withdrawn: list[WithdrawnAlert]
    held_back: HeldBackAlerts | None
    baselines: dict[str, int]
