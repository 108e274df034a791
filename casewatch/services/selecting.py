"""A question (as-of, known-at, period, municipalities, rule) and the measured applications that answer it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from pathlib import Path

import numpy as np

from casewatch.core.bounds import Bounds, bounds
from casewatch.core.cases import Applications, Pauses
from casewatch.core.clock import Measures, measure, visible
from casewatch.core.days import Calendar
from casewatch.core.frame import applications_from_contents
from casewatch.core.indicator import Figure, figures
from casewatch.core.periods import Period, PeriodError, parse_period
from casewatch.core.reference import Municipality
from casewatch.core.rules import RuleSet
from casewatch.core.scope import Scope, decide_scope
from casewatch.errors import CasewatchError
from casewatch.language import _
from casewatch.rulebook import Rulebook, load_rule_file, public_holidays, select
from casewatch.services.context import Context
from casewatch.store.bulk import without_gc
from casewatch.store.picture import Picture, picture

#: The rule whose figures are the strategy's own, when it comes from the rules folder.
OFFICIAL_RULE = "vedlegg1"
DEFAULT_PERIOD = "12m"
#: No case has dates outside these years; tables of working days end a little after.
_FIRST_YEAR, _LAST_YEAR = 1900, 2100


@dataclass(frozen=True)
class Selectors:
    """What is asked: see *Selectors* in ``docs/command-line.md``."""

    as_of: date
    known_at: datetime | None = None
    period: str | None = None  # None: the command's own default
    municipalities: tuple[str, ...] = ()  # numbers or names; empty: all
    rule: str | None = None  # an id of the rules folder, or the path of a rule file; None: the default rule

    def period_or_default(self) -> Period:
        """The period asked for, the last 12 months without one. Raises CasewatchError for a text that names none."""
        text = self.period or DEFAULT_PERIOD
        try:
            period = parse_period(text, self.as_of)
            # The 12 months to a day in 1900 begin in 1899.
            if not _FIRST_YEAR - 1 <= period.first.year <= period.last.year <= _LAST_YEAR:
                raise PeriodError(text)
            return period
        except PeriodError:
            raise CasewatchError(
                _(
                    "--period: «{text}» er ikke en periode. "
                    "Skriv 12m, 2026, 2026-T2, 2026-Q3, 2026-06, 2026-W48 eller 2026-01-01..2026-06-30."
                ).format(text=text)
            ) from None


@dataclass(frozen=True)
class Ruling:
    """The rules that hold for a question."""

    rulebook: Rulebook
    rule: RuleSet
    official: bool
    municipalities: tuple[Municipality, ...]  # those asked for, in the order of the rules folder

    @property
    def numbers(self) -> list[str]:
        """Their numbers."""
        return [municipality.number for municipality in self.municipalities]


def ruling(context: Context, asked: Selectors, on: date) -> Ruling:
    """The rule version in force on a day, and the municipalities asked for.

    Raises CasewatchError for a rule or a municipality that is not known.
    """
    rulebook = context.rulebook_at(asked.known_at)
    if asked.rule is not None and _is_file(asked.rule):
        return Ruling(rulebook, select(load_rule_file(Path(asked.rule)), on), False, _asked(rulebook, asked))
    rule = rulebook.rule(asked.rule, on)
    return Ruling(rulebook, rule, rule.id == OFFICIAL_RULE, _asked(rulebook, asked))


def find_municipality(rulebook: Rulebook, text: str) -> Municipality:
    """The municipality a number or name means. Raises CasewatchError that lists the known ones."""
    found = rulebook.municipality(text)
    if found is None:
        known = ", ".join(f"{place.number} {place.name}" for place in rulebook.municipalities)
        raise CasewatchError(
            _("--municipality: «{text}» er ikke en kommune i reglene. Kjente: {known}.").format(text=text, known=known)
        )
    return found


def _asked(rulebook: Rulebook, asked: Selectors) -> tuple[Municipality, ...]:
    if not asked.municipalities:
        return rulebook.municipalities
    wanted = {find_municipality(rulebook, text).number for text in asked.municipalities}
    return tuple(place for place in rulebook.municipalities if place.number in wanted)


def _is_file(rule: str) -> bool:
    return rule.endswith(".toml") or "/" in rule or "\\" in rule


@dataclass(frozen=True)
class Frame:
    """The applications of a question, measured: those visible as of the day, in the store's order."""

    as_of: date
    ruling: Ruling
    calendar: Calendar
    picture: Picture  # all that is known; `ids` says which rows of it are visible
    rows: np.ndarray[tuple[int], np.dtype[np.int64]]  # index into the picture, per application
    applications: Applications
    pauses: Pauses

    @cached_property
    def measures(self) -> Measures:
        """Days, states and deadlines."""
        return measure(self.applications, self.pauses, self.as_of, self.ruling.rule, self.calendar)

    @cached_property
    def bounds(self) -> Bounds:
        """Least and greatest net days of what is decided."""
        return bounds(self.applications, self.pauses, self.measures, self.as_of, self.ruling.rule, self.calendar)

    @cached_property
    def scope(self) -> Scope:
        """What counts."""
        firsts = {
            place.number: place.first_measured for place in self.ruling.rulebook.municipalities if place.first_measured
        }
        return decide_scope(self.applications, self.ruling.rule, self.measures.milestones.decision, firsts)

    def figures(self, period: Period) -> list[Figure]:
        """One figure per municipality asked for, and last the pooled one."""
        return figures(
            self.applications,
            self.measures,
            self.bounds,
            self.scope,
            period,
            self.as_of,
            self.ruling.rule.targets,
            self.ruling.numbers,
        )


@dataclass(frozen=True)
class Known:
    """What was known at a time, read once and looked at as of several days."""

    ruling: Ruling
    calendar: Calendar
    picture: Picture
    applications: Applications
    pauses: Pauses

    def as_of(self, day: date, rule: RuleSet | None = None) -> Frame:
        """The applications visible as of a day (`gone` stays as it was when the picture was read)."""
        shown = visible(self.applications, day)
        found = self.ruling if rule is None else Ruling(self.ruling.rulebook, rule, False, self.ruling.municipalities)
        if shown.all():
            rows = np.arange(len(shown))
            return Frame(day, found, self.calendar, self.picture, rows, self.applications, self.pauses)
        kept = self.applications.take(shown), self.pauses.of(shown)
        return Frame(day, found, self.calendar, self.picture, np.flatnonzero(shown), *kept)


def known(context: Context, asked: Selectors, on: date) -> Known:
    """What is known of the municipalities asked for, under the rule version in force on a day."""
    found = ruling(context, asked, on)
    limited = found.numbers if asked.municipalities else None
    with context.store.reading() as connection:
        seen = picture(connection, asked.known_at, asked.as_of, limited)
    with without_gc():
        applications, pauses = applications_from_contents(
            seen.municipality,
            seen.application_no,
            seen.contents,
            np.array(seen.gone, bool),
            found.rulebook.areas,
        )
    return Known(found, Calendar(public_holidays), seen, applications, pauses)


def frame(context: Context, asked: Selectors, on: date) -> Frame:
    """The measured applications of a question, under the rule version in force on a day."""
    return known(context, asked, on).as_of(asked.as_of)
