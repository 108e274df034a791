"""The start report: what the exports of each municipality hold, how much of it can be measured, what to ask for."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

import numpy as np

from casewatch.core.cases import HEARING, NONE, OTHER_AUTHORITY, UNKNOWN, Bools
from casewatch.core.clock import HELD_OUT_REASONS
from casewatch.core.periods import OSLO, Period
from casewatch.core.scope import SCOPE_REASONS
from casewatch.core.start import START_SOURCES
from casewatch.documents.figures import QualityCounts, QualityDocument, QualityResult
from casewatch.report.data import Goals
from casewatch.report.words.quality import quality_sentence
from casewatch.services.asking.context import Context
from casewatch.services.asking.selecting import Frame, Selectors, frame
from casewatch.services.figures.assess import asked_of, timestamp
from casewatch.services.figures.describing import goals_of
from casewatch.services.figures.flat import spelled_out
from casewatch.services.figures.listing import in_period
from casewatch.store.batches import all_batches
from casewatch.store.standing import Cut, standing_imports

#: What an application can have, and the columns of an export that tell it.
QUALITY_COLUMNS: dict[str, tuple[str, ...]] = {
    "complete": ("complete",),
    "hearing": ("hearing_sent", "hearing_answered"),
    "other_authority": ("authority_sent", "authority_answered"),
    "application_type": ("application_type",),
    "outcome": ("outcome",),
    "business": ("business",),
    "within_plan": ("within_plan",),
    "regulated_plot": ("regulated_plot",),
    "road_to_boundary": ("road_to_boundary",),
}
#: What an event list and a sheet of pauses tell without such a column.
_BY_EVENTS = frozenset({"complete", "hearing", "other_authority", "outcome"})
_BY_PAUSES = frozenset({"hearing", "other_authority"})
#: Reasons for which nothing is asked of an application: the rule never counts it.
_NEVER_ASKED = ("application_type", "before_measured")


@dataclass(frozen=True)
class Quality:
    """The JSON of ``quality``, and the limit and targets its sentences speak by."""

    document: QualityDocument
    goals: Goals
    frame: Frame

    @property
    def results(self) -> list[QualityResult]:
        """One result per municipality."""
        return self.document["results"]


def quality(context: Context, asked: Selectors) -> Quality:
    """What is known of the applications open, or decided or closed in the period (the last 12 months without one).

    Applications of types the rule does not count, and decisions before a municipality was measured, are left out.
    """
    period = asked.period_or_default()
    return quality_of_frame(context, frame(context, asked), asked, period)


def quality_of_frame(context: Context, found: Frame, asked: Selectors, period: Period) -> Quality:
    """The same of applications that are measured already."""
    goals = goals_of(found.ruling.rule)
    told = _newest_columns(context, asked.known_at)
    rows = _Rows(found, period)
    results: list[QualityResult] = []
    for place in found.ruling.municipalities:
        result: QualityResult = {
            "municipality": place.number,
            "name": place.name,
            "last_import": timestamp(found.known.last_import.get(place.number)),
            **rows.of(place.number, told.get(place.number)),
            "text": "",
        }
        result["text"] = quality_sentence(result, goals)
        results.append(result)
    return Quality({**asked_of(found, asked, period), "results": results}, goals, found)


def quality_rows(document: QualityDocument) -> tuple[list[str], list[dict[str, object]]]:
    """Names and rows of ``quality --format csv``."""
    shared = {name: value for name, value in document.items() if name not in ("known_at", "results")}
    return spelled_out([{**shared, **result} for result in document["results"]])


def _newest_columns(context: Context, known_at: datetime | None) -> dict[str, frozenset[str]]:
    """Per municipality the fields its newest exports have columns for: all that were received on its last day."""
    with context.store.reading() as connection:
        imports = standing_imports(connection, Cut(known_at))
        fields = {batch.id: batch.values["fields"] for batch in all_batches(connection)}
    days: dict[str, str] = {}
    told: dict[str, frozenset[str]] = {}
    for each in imports:  # in the order in which they were received
        day = each.received_at.astimezone(OSLO).date().isoformat()
        for number in each.municipalities:
            before = told.get(number, frozenset()) if days.get(number) == day else frozenset()
            days[number], told[number] = day, before | frozenset(fields[each.id])
    return told


class _Rows:
    """The applications the report is about, and what each of them has."""

    def __init__(self, found: Frame, period: Period) -> None:
        self.found = found
        a, m = found.applications, found.measures.milestones
        left_out = np.isin(found.scope.reason, [SCOPE_REASONS.index(name) for name in _NEVER_ASKED])
        self.inside = in_period(found, period)
        self.not_counted = self.inside & left_out
        self.inside &= ~left_out
        self.open = m.open
        self.closed = ~np.isnat(m.closed)
        self.decided = ~m.open & ~self.closed
        self.measurable = self.decided & found.measures.has_days
        self.has: dict[str, Bools] = {
            "complete": ~np.isnat(a.complete),
            "hearing": self._with_pause(HEARING),
            "other_authority": self._with_pause(OTHER_AUTHORITY),
            "application_type": a.application_type != NONE,
            "outcome": a.outcome != NONE,
            **{name: answers != UNKNOWN for name, answers in a.scope.items()},
        }

    def of(self, number: str, columns: frozenset[str] | None) -> QualityCounts:
        """The counts of one municipality; `columns`: the fields of its newest exports, None where it has none."""
        a, m, scope = self.found.applications, self.found.measures.milestones, self.found.scope
        mine = np.zeros(len(a), bool)
        if number in a.municipalities:
            mine = a.municipality == a.municipalities.index(number)
        inside = mine & self.inside
        decided = inside & self.decided
        number_of = int(inside.sum())
        has = {name: int((inside & which).sum()) for name, which in self.has.items()}
        held = {
            reason: int(count)
            for code, reason in enumerate(HELD_OUT_REASONS)
            if (count := (decided & (m.held_out == code)).sum())
        }
        sources = {
            source: int((inside & (m.start.source == code)).sum()) for code, source in enumerate(START_SOURCES)
        } | {"none": int((inside & (m.start.source == NONE)).sum())}
        missing = [] if columns is None else [name for name in self._needed() if not _tells(name, columns)]
        empty = [] if columns is None else [name for name in self._needed() if name not in missing and not has[name]]
        return {
            "applications": number_of,
            "open": int((inside & self.open).sum()),
            "decided": int(decided.sum()),
            "closed": int((inside & self.closed).sum()),
            "not_counted": int((mine & self.not_counted).sum()),
            "with": has,
            "decided_with": {name: int((decided & which).sum()) for name, which in self.has.items()},
            "measurable": int((decided & self.measurable).sum()),
            "held_out": held,
            "scope_unknown": int((inside & (scope.counts == UNKNOWN)).sum()),
            "start_sources": sources,
            "missing_columns": _columns(missing),
            "empty_columns": _columns(empty) if number_of >= self.found.ruling.rule.targets.min_cases else [],
            # what the area list, a profile or a person knows of every application need not be asked for
            "ask_vendor": _columns(name for name in missing if has[name] < number_of or not number_of),
        }

    def _needed(self) -> list[str]:
        """What the rule needs to know, in the order of COLUMNS."""
        rule = self.found.ruling.rule
        unneeded = {"hearing", "other_authority"} - rule.pauses
        unneeded |= {name for name in self.found.applications.scope if name not in rule.scope}
        return [name for name in QUALITY_COLUMNS if name not in unneeded]

    def _with_pause(self, kind: int) -> Bools:
        pauses = self.found.pauses
        there = np.zeros(len(self.found.applications), bool)
        there[pauses.application[pauses.kind == kind]] = True
        return there


def _tells(name: str, columns: frozenset[str]) -> bool:
    """Whether an export with these columns can tell something at all."""
    if "event" in columns and name in _BY_EVENTS:
        return True
    return any(column in columns for column in QUALITY_COLUMNS[name]) or ("kind" in columns and name in _BY_PAUSES)


def _columns(names: Iterable[str]) -> list[str]:
    return [column for name in names for column in QUALITY_COLUMNS[name]]
