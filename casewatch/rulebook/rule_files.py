"""Rule files: one measure each, in dated versions; and the file of the statutory clock."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Annotated, Any, Literal, Protocol, Self, TypeVar

from pydantic import Field, model_validator

from casewatch.core.cases import APPLICATION_TYPES, PAUSE_KINDS, SCOPE_FIELDS
from casewatch.core.rules import AlertLevels, DayCountName, RuleSet, StatutoryStart, StatutoryVersion, Stop, Targets
from casewatch.language import _
from casewatch.rulebook.texts import rule_text_of
from casewatch.strict import (
    NO_REPEATS,
    Code,
    Strict,
    Text,
    contradiction,
    one_of,
    parse_toml,
    read_model,
    refuse,
)


class _Dated(Protocol):
    @property
    def valid_from(self) -> date: ...


_Version = TypeVar("_Version", bound=_Dated)

#: What a quotation can stand behind.
_QUOTED = ("start", "stop", "pauses", "scope", "types_not_counted", "day_count", "targets", "alerts")


@dataclass(frozen=True)
class Quote:
    """The wording a decision rests on, and where it stands."""

    of: tuple[str, ...]  # keys of the version
    text: str
    place: str


@dataclass(frozen=True)
class RuleFile:
    """All versions of one rule file, oldest first, with what a reader is told beside them."""

    file: str
    source: str
    versions: tuple[RuleSet, ...]
    quotes: tuple[tuple[Quote, ...], ...]  # per version

    def quotes_of(self, rule: RuleSet) -> tuple[Quote, ...]:
        """The wording one of its versions rests on."""
        return self.quotes[self.versions.index(rule)]


class _Targets(Strict):
    limit_days: Annotated[int, Field(ge=1, le=3650)]
    share_percent: Annotated[int, Field(ge=1, le=100)]
    mean_days: Annotated[int, Field(ge=1, le=3650)]
    min_cases: Annotated[int, Field(ge=1, le=1000)] = Targets.min_cases


class _Alerts(Strict):
    danger_days: Annotated[int, Field(ge=0, le=3650)] = AlertLevels.danger_days
    hearing_long_days: Annotated[int, Field(ge=1, le=3650)] = AlertLevels.hearing_long_days


class _Quote(Strict):
    of: Annotated[list[Annotated[str, one_of(_QUOTED)]], NO_REPEATS, Field(min_length=1)]
    text: Annotated[str, Field(min_length=1, max_length=2000)]
    place: Text


class _RuleVersion(Strict):
    valid_from: date
    day_count: DayCountName
    start: Literal["complete"]  # said in the file, but there is only one: which column gives it is the profile's
    stop: Stop
    pauses: Annotated[list[Annotated[str, one_of(PAUSE_KINDS)]], NO_REPEATS]
    scope: Annotated[list[Annotated[str, one_of(SCOPE_FIELDS)]], NO_REPEATS]
    types_not_counted: Annotated[list[Annotated[str, one_of(APPLICATION_TYPES)]], NO_REPEATS]
    closed_days: Annotated[list[str], NO_REPEATS] = Field(default_factory=list)
    targets: _Targets
    alerts: _Alerts = Field(default_factory=_Alerts)
    quote: list[_Quote] = Field(default_factory=list)

    @model_validator(mode="after")
    def _agrees(self) -> Self:
        for day in self.closed_days:
            if _month_day(day) is None:
                contradiction(_('«{day}» er ingen dag. Tillatt: måned-dag som "12-24"').format(day=day), "closed_days")
        if self.closed_days and self.day_count != "working":
            contradiction(_('stengte dager gir bare mening med day_count = "working"'), "closed_days")
        if self.alerts.danger_days >= self.targets.limit_days:
            reason = _("{danger} er ikke mindre enn targets.limit_days = {limit}: alle saker ville vært i fare")
            contradiction(
                reason.format(danger=self.alerts.danger_days, limit=self.targets.limit_days), "alerts.danger_days"
            )
        if set(self.types_not_counted) == set(APPLICATION_TYPES):
            contradiction(_("alle søknadstyper står her, så ingen sak kan telle"), "types_not_counted")
        return self


class _RuleFile(Strict):
    id: Code
    name: Text
    source: Text
    version: Annotated[list[_RuleVersion], Field(min_length=1)]


class _Limit(Strict):
    weeks: Annotated[int, Field(ge=1, le=520)]
    danger_days: Annotated[int, Field(ge=0, le=3650)]

    @model_validator(mode="after")
    def _agrees(self) -> Self:
        if self.danger_days > 7 * self.weeks:
            contradiction(_("{days} dager er lenger enn hele fristen").format(days=self.danger_days), "danger_days")
        return self


class _StatutoryVersion(Strict):
    valid_from: date
    stops_only_with_dispensation: bool
    stopping_bodies: Annotated[list[Literal["state", "regional", "other"]], NO_REPEATS]
    # The defaults are how the clock ran before a file could say it: texts that are stored say nothing of it.
    start: StatutoryStart = StatutoryVersion.start
    stop: Stop = StatutoryVersion.stop
    max_stop_days: Annotated[int, Field(ge=1, le=3650)] | None = StatutoryVersion.max_stop_days
    limit: Annotated[list[_Limit], Field(min_length=1)]

    @model_validator(mode="after")
    def _agrees(self) -> Self:
        weeks = [limit.weeks for limit in self.limit]
        for number in weeks:
            if weeks.count(number) > 1:
                contradiction(_("{weeks} uker står to ganger").format(weeks=number), "limit")
        return self


class _StatutoryFile(Strict):
    id: Code
    name: Text
    source: Text
    version: Annotated[list[_StatutoryVersion], Field(min_length=1)]


def select(rule_versions: Sequence[_Version], on: date) -> _Version:
    """The version in force on a day: the newest with ``valid_from <= on``, else the oldest (never empty)."""
    in_force = [version for version in rule_versions if version.valid_from <= on]
    if in_force:
        return max(in_force, key=lambda version: version.valid_from)
    return min(rule_versions, key=lambda version: version.valid_from)


def load_rule_file(path: Path) -> tuple[RuleSet, ...]:
    """All versions of one rule file, oldest first, wherever the file lies; CasewatchError where it is unusable."""
    return parse_rule_file(path.name, rule_text_of(path)).versions


def parse_rule_file(file: str, text: str) -> RuleFile:
    """A rule file from its text. ``file``: its name, for messages."""
    read = read_model(_RuleFile, file, parse_toml(file, text))
    versions = _by_date(file, read.version)
    return RuleFile(
        file,
        read.source,
        tuple(_rule_set(read, version) for version in versions),
        tuple(tuple(Quote(tuple(q.of), q.text, q.place) for q in version.quote) for version in versions),
    )


def parse_statutory(file: str, text: str) -> tuple[StatutoryVersion, ...]:
    """The versions of the statutory clock, oldest first."""
    read = read_model(_StatutoryFile, file, parse_toml(file, text))
    return tuple(
        StatutoryVersion(
            version.valid_from,
            {limit.weeks: limit.danger_days for limit in version.limit},
            version.stops_only_with_dispensation,
            frozenset(version.stopping_bodies),
            version.start,
            version.stop,
            version.max_stop_days,
        )
        for version in _by_date(file, read.version)
    )


def _by_date(file: str, versions: list[Any]) -> list[Any]:
    seen: set[date] = set()
    for number, version in enumerate(versions, start=1):
        if version.valid_from in seen:
            reason = _("{day} står i to versjoner; bare én kan gjelde fra en dag").format(day=version.valid_from)
            refuse(file, f"version[{number}].valid_from", reason)
        seen.add(version.valid_from)
    return sorted(versions, key=lambda version: version.valid_from)


def _rule_set(read: _RuleFile, version: _RuleVersion) -> RuleSet:
    days = (_month_day(day) for day in version.closed_days)
    return RuleSet(
        id=read.id,
        name=read.name,
        valid_from=version.valid_from,
        version=f"{version.valid_from}/{_content_hash(read.id, version)}",
        day_count=version.day_count,
        stop=version.stop,
        pauses=frozenset(version.pauses),
        scope=tuple(version.scope),
        types_not_counted=frozenset(version.types_not_counted),
        targets=Targets(**version.targets.model_dump()),
        alerts=AlertLevels(**version.alerts.model_dump()),
        closed_days=frozenset(day for day in days if day),
    )


def _content_hash(rule_id: str, version: _RuleVersion) -> str:
    """12 hex digits over what the version decides, not over how it is written.

    So a comment, a quotation or a new version below leaves the version of figures already published as it is.
    The order matters in `scope` alone, and a default written out is a default.
    """
    decides = version.model_dump(mode="json", exclude={"quote"}, exclude_defaults=True)
    for key, value in decides.items():
        if isinstance(value, list) and key != "scope":
            decides[key] = sorted(value)
    content = json.dumps({"id": rule_id, **decides}, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(content.encode()).hexdigest()[:12]


def _month_day(text: str) -> tuple[int, int] | None:
    """``12-24`` as (12, 24); 29 February is a day too."""
    try:
        day = date.fromisoformat(f"2000-{text}")
    except ValueError:
        return None
    return (day.month, day.day)
