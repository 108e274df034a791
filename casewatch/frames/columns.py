"""What stands in the frames: the columns of each, their types, what they mean and in which unit.

The tables in ``docs/frames.md`` and in the functions' own help are made of what stands here.
"""

from collections.abc import Iterable, Mapping
from typing import NamedTuple, get_args

from casewatch.core.alerts.shapes import LEVELS
from casewatch.core.cases import APPLICATION_TYPES, OUTCOMES, PAUSE_KINDS
from casewatch.core.clock import HELD_OUT_REASONS, STATES
from casewatch.core.scope import SCOPE_REASONS
from casewatch.core.start import START_SOURCES
from casewatch.documents.figures import VerdictKind
from casewatch.store.alerts import AnswerKind

DATE, TIME = "datetime64[us]", "datetime64[us, UTC]"
#: As a scope is told.
_ANSWERS = ("yes", "no", "unknown")


class FrameColumn(NamedTuple):
    """One column: what is missing is ``NaT`` in dates and times, ``NaN`` in a category, else ``<NA>``."""

    dtype: str  # as pandas names it
    says: str  # the meaning, with its unit
    categories: tuple[str, ...] = ()  # all there are, in their order, of a ``category``


Columns = Mapping[str, FrameColumn]


def _text(says: str) -> FrameColumn:
    return FrameColumn("string", says)


def _one_of(categories: Iterable[str], says: str) -> FrameColumn:
    return FrameColumn("category", says, tuple(categories))


def _date(says: str) -> FrameColumn:
    return FrameColumn(DATE, says)


def _count(says: str) -> FrameColumn:
    return FrameColumn("Int64", says)


def _days(says: str) -> FrameColumn:
    return FrameColumn("Int64", f"days: {says}")


def _number(says: str) -> FrameColumn:
    return FrameColumn("Float64", says)


def _truth(says: str) -> FrameColumn:
    return FrameColumn("boolean", says)


#: What names an application in every frame that has some.
_APPLICATION = {
    "municipality": _text("number, four digits"),
    "case_no": _text("as the export writes it"),
    "application_no": _count("which application of the case, from 1"),
}
APPLICATION_INDEX = tuple(_APPLICATION)

CASES: Columns = _APPLICATION | {
    "application_type": _one_of(APPLICATION_TYPES, "missing: none, or not recognised"),
    "state": _one_of(STATES, "as of the day"),
    "received": _date("receipt"),
    "complete": _date("the day the clock started, wherever it came from"),
    "start_source": _one_of(START_SOURCES, "where `complete` came from"),
    "decided": _date("decision, if made by the as-of day"),
    "decision_sent": _date("dispatch, likewise"),
    "closed": _date("end without a decision, likewise"),
    "outcome": _one_of(OUTCOMES, "missing: none yet"),
    "gross_days": _days("the rule's, from `complete` to the end or the as-of day"),
    "paused_days": _days("those of them that stood still"),
    "net_days": _days("`gross_days` - `paused_days`: what is held against the limit"),
    "total_days": _days("calendar days from receipt to the end or the as-of day"),
    "in_scope": _one_of(_ANSWERS, "whether the rule counts it"),
    "scope_reason": _one_of(SCOPE_REASONS, "why not, or what is unknown"),
    "held_out_reason": _one_of(HELD_OUT_REASONS, "why it cannot be measured"),
    "remarks": _text("codes joined by `;`, empty without any"),
    "overdue": _truth("open, and the limit is missed"),
    "at_risk": _truth("open, running, and close to the limit"),
    "last_day": _date("the last day to decide in time, if the clock runs on"),
    "days_left": _days("the rule's, to the limit; negative once over"),
    "missed_on": _date("the day the limit was missed, while open"),
    "legal_limit_weeks": _count("weeks: the statutory limit as the export has it"),
    "legal_last_day": _date("the last day of the statutory limit"),
    "handler": _text("code of the case handler"),
    "net_days_low": _days("the least net days of a decided case, whatever is unclear about it"),
    "net_days_high": _days("the greatest; missing: no end to it, or not decided"),
}

PAUSES: Columns = _APPLICATION | {
    "kind": _one_of(PAUSE_KINDS, "a hearing, or another authority deciding"),
    "party": _text("code of the body asked, `annen` for one not on the list"),
    "sent": _date("the first day of the pause"),
    "answered": _date("the first day after it; missing: not by the as-of day, or not told"),
    "days": _days("calendar days from `sent` to `answered`; missing unless both are known, in order"),
    "stops_clock": _truth("whether the rule's clock stands still in pauses of this kind"),
    "half_told": _truth("the export has no column for the other date"),
}

_SHARE, _MEAN = "0 to 1, 4 decimals", "days, 4 decimals"
FIGURES: Columns = {
    "municipality": _text("number, four digits; missing in the pooled line"),
    "region": _truth("the pooled line: all municipalities asked for as one, no target of its own"),
    "name": _text("of the municipality"),
    "rule": _text("id"),
    "rule_version": _text("the day it is in force from, and a hash of what it decides"),
    "as_of": _date("the day of the question"),
    "known_at": FrameColumn(TIME, "the time of the question; missing: what is known now"),
    "period": _text("as asked for"),
    "from": _date("its first day"),
    "to": _date("its last day, included"),
    "official": _truth("the rule is the strategy's own"),
    "last_import": FrameColumn(TIME, "receipt of the newest export"),
    "decided": _count("applications measured: decided in the period, in scope, not held out"),
    "under_limit": _count("those of them under the limit"),
    "share": _number(f"{_SHARE}: `under_limit` of `decided`"),
    "share_interval_low": _number(f"{_SHARE}: Wilson interval, 95 %"),
    "share_interval_high": _number(f"{_SHARE}: its other end"),
    "share_met": _truth("the share's target is reached, by the measured ones alone"),
    "share_range_low": _number(f"{_SHARE}: the share if all unclear cases went badly"),
    "share_range_high": _number(f"{_SHARE}: and if all went well"),
    "share_certain": _truth("no unclear case can turn `share_met`"),
    "share_turned_by": _count("unclear cases that decide the share's verdict"),
    "sum_days": _days("net days of the measured ones together"),
    "mean_days": _number(f"{_MEAN}: `sum_days` of `decided`"),
    "mean_met": _truth("the mean's target is reached"),
    "mean_range_low": _number(f"{_MEAN}: the least mean the unclear cases allow"),
    "mean_range_high": _number(f"{_MEAN}: the greatest; missing: no end to it"),
    "mean_certain": _truth("no unclear case can turn `mean_met`"),
    "mean_turned_by": _count("unclear cases that decide the mean's verdict"),
    "median_days": _number("days: net, of the measured ones"),
    "p80_days": _days("8 of 10 took no longer"),
    "max_days": _days("the longest"),
    "mean_total_days": _number(f"{_MEAN}: calendar days from receipt to the end"),
    "paused_days_hearing": _days("stood still at hearings, the measured ones together"),
    "paused_days_other_authority": _days("stood still at other authorities"),
    "too_few": _truth("too few measured to say a share"),
    "start_assumed": _count("measured ones whose start is assumed"),
    "type_unknown": _count("measured ones of unknown type"),
    "share_if_overdue_counted": _number(f"{_SHARE}: with the open overdue ones as misses"),
    **{f"out_of_scope_{reason}": _count("decided, not counted for this reason") for reason in SCOPE_REASONS},
    "scope_unknown": _count("decided, and unknown whether they count"),
    **{f"held_out_{reason}": _count("decided, in scope, cannot be measured for this") for reason in HELD_OUT_REASONS},
    "closed_without_decision": _count("closed in the period, whatever the scope"),
    "open_incomplete": _count("open in scope at the as-of day, whatever the period: not complete yet"),
    "open_running": _count("of those: the clock runs"),
    "open_paused": _count("of those: the clock stands still"),
    "open_overdue": _count("of the running and paused: limit missed"),
    "open_at_risk": _count("of the running: close to the limit"),
    "open_gone": _count("of those: missing from the newest export"),
    "open_held_out": _count("of those: cannot be measured"),
    "open_scope_unknown": _count("beside those: open, and unknown whether they count"),
    "rejected_pending": _count("applications whose newest row was rejected"),
    "outlook_misses_left": _count("how many may still miss in the period"),
    "outlook_needed_under_limit": _count("how many must pass in a row for the share"),
    "outlook_reachable": _truth("whether the open ones can bring it there"),
    **{
        f"verdict_{what}": _one_of(get_args(VerdictKind), f"the verdict on {of}")
        for what, of in {"share": "the share", "mean": "the mean", "goal": "both together"}.items()
    },
    "verdict_goal_turned_by": _count("unclear cases that decide the verdict on both; 0 unless it is unclear"),
    "verdict_unclear": _count("unclear cases, whether or not they could turn anything"),
    "verdict_waiting": _count("open ones that may still pass"),
    "verdict_waiting_over": _count("open ones that have missed"),
    "verdict_loses": _truth("the share is met now, and no more once those are decided"),
    "verdict_may_lose": _truth("that depends on the unclear cases"),
    "verdict_misses_left": _count("so many may miss beside them, whatever the unclear cases are"),
    "verdict_needed": _count("so many in a row are enough for the share, whatever those are; missing: no number is"),
    "verdict_reachable": _truth("with all that is open now, at best"),
    "forgotten": _count("erased cases that these figures lack"),
}

ALERTS: Columns = {
    "key": _text("names the alert, and stays the same while it holds"),
    "level": _one_of(LEVELS, "the most pressing first"),
    "rule": _text("id of the rule"),
    "municipality": _text("number, four digits"),
    "case_no": _text("as the export writes it; missing here and in the next three: of a whole municipality"),
    "application_no": _count("which application of the case"),
    "handler": _text("code of the case handler"),
    "scope": _one_of(_ANSWERS, "whether the goal concerns it"),
    "days_left": _days("the rule's for the goal, calendar days for the statutory limit; negative once over"),
    "last_day": _date("the last day in time"),
    "since": _date("the day from which it has been so"),
    "data_from": _date("the export it rests on"),
    "new": _truth("nobody was told yet"),
    "text": _text("sentences, in the language in use"),
    "baseline": _truth("of the day its municipality was first looked at"),
    "answered": _one_of(get_args(AnswerKind), "what somebody said, while it holds"),
    "quiet_until": _date("the day it is told again"),
    "reminder": _truth("somebody asked to be reminded, and the day has come"),
}

#: Frame -> its columns, the index first, and the names of the index.
FRAMES: Mapping[str, tuple[Columns, tuple[str, ...]]] = {
    "cases": (CASES, APPLICATION_INDEX),
    "pauses": (PAUSES, APPLICATION_INDEX),
    "figures": (FIGURES, ("municipality",)),
    "alerts": (ALERTS, ("key",)),
}


def described(name: str) -> str:
    """A frame's columns as a Markdown table, the index first."""
    columns, index = FRAMES[name]
    lines = ["| column | type | what it says |", "|---|---|---|"]
    for column, (dtype, says, categories) in columns.items():
        values = f" ({', '.join(f'`{value}`' for value in categories)})" if categories else ""
        mark = " (index)" if column in index else ""
        lines.append(f"| `{column}`{mark} | `{dtype}` | {says}{values} |")
    return "\n".join(lines)
