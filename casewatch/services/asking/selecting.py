"""A question (as-of, known-at, period, municipalities, rule) and the measured applications that answer it."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from pathlib import Path

import numpy as np

from casewatch.core.arrays import applications_from_contents
from casewatch.core.bounds import Bounds, bounds
from casewatch.core.cases import Applications, Pauses
from casewatch.core.clock import Measures, measure, visible
from casewatch.core.days import Calendar
from casewatch.core.indicator import Figure, figures
from casewatch.core.periods import YEARS, Period, PeriodError, parse_period, twelve_months_to
from casewatch.core.reference import Municipality
from casewatch.core.rules import RuleSet
from casewatch.core.scope import Scope, decide_scope
from casewatch.errors import CasewatchError
from casewatch.language import _
from casewatch.rulebook import Rulebook, load_rule_file, public_holidays, select
from casewatch.services.asking.context import Context
from casewatch.store.bulk import without_gc
from casewatch.store.known import Known, known

#: The rule whose figures are the strategy's own, when it comes from the rules folder.
OFFICIAL_RULE = "vedlegg1"
DEFAULT_PERIOD = "12m"


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
            if not YEARS[0] - 1 <= period.first.year <= period.last.year <= YEARS[-1]:
                raise PeriodError(text)
            return period
        except PeriodError:
            raise CasewatchError(
                _(
                    "«{text}» er ikke en periode. "
                    "Skriv 12m, 2026, 2026-T2, 2026-Q3, 2026-06, 2026-W48 eller 2026-01-01..2026-06-30."
                ).format(text=text),
                "period",
            ) from None


@dataclass(frozen=True)
class Ruling:
    """The rules that hold for one look."""

    rulebook: Rulebook
    rule: RuleSet
    official: bool
    municipalities: tuple[Municipality, ...]  # those asked for, in the order of the rules folder

    @property
    def numbers(self) -> list[str]:
        """Their numbers."""
        return [municipality.number for municipality in self.municipalities]


@dataclass(frozen=True)
class Rules:
    """The rule asked for in all its versions, and the municipalities asked for."""

    rulebook: Rulebook
    versions: tuple[RuleSet, ...]
    official: bool
    municipalities: tuple[Municipality, ...]

    def look(self, as_of: date, period: Period | None = None) -> Ruling:
        """The rules of a look as of a day at a period (None: the 12 months to the day, both ends included).

        The only place where a figure, state or deadline gets its rule version: the one in force on the period's last
        day; the oldest also holds before its own first day (see ``docs/rules.md``). So a look
        beside the main one, at an earlier month or at what is open today, counts as ``assess`` does for its own day
        and period.
        """
        last = (period or twelve_months_to(as_of)).last
        return Ruling(self.rulebook, select(self.versions, last), self.official, self.municipalities)


def rules_of(rulebook: Rulebook, asked: Selectors) -> Rules:
    """The rule and the municipalities of a question; what it asks of days plays no part.

    Raises CasewatchError for a rule or a municipality that is not known.
    """
    if asked.rule is not None and (asked.rule.endswith(".toml") or set(asked.rule) & {"/", "\\"}):  # a path
        return Rules(rulebook, load_rule_file(Path(asked.rule)), False, _asked(rulebook, asked))
    versions = rulebook.versions(asked.rule)
    return Rules(rulebook, versions, versions[0].id == OFFICIAL_RULE, _asked(rulebook, asked))


def find_municipality(rulebook: Rulebook, text: str) -> Municipality:
    """The municipality a number or name means. Raises CasewatchError that lists the known ones."""
    found = rulebook.municipality(text)
    if found is None:
        known = ", ".join(f"{place.number} {place.name}" for place in rulebook.municipalities)
        raise CasewatchError(
            _("«{text}» er ikke en kommune i reglene. Kjente: {known}.").format(text=text, known=known), "municipality"
        )
    return found


def no_such_case(case_no: str, number: str) -> CasewatchError:
    """The error where a municipality has no case of that number."""
    text = _("Fant ikke sak {case_no} i kommune {number}. Sjekk saksnummeret og kommunen.")
    return CasewatchError(text.format(case_no=case_no, number=number))


def several_applications(case_no: str, numbers: Iterable[int]) -> CasewatchError:
    """The error where a case has more applications than one, and none was named."""
    text = _("Sak {case_no} har flere søknader ({numbers}). Velg én.")
    told = text.format(case_no=case_no, numbers=", ".join(map(str, numbers)))
    return CasewatchError(told, "application", given=False)


def _asked(rulebook: Rulebook, asked: Selectors) -> tuple[Municipality, ...]:
    if not asked.municipalities:
        return rulebook.municipalities
    wanted = {find_municipality(rulebook, text).number for text in asked.municipalities}
    return tuple(place for place in rulebook.municipalities if place.number in wanted)


@dataclass(frozen=True)
class Look:
    """Applications as of a day under the rules of a look, measured: those visible on it."""

    as_of: date
    ruling: Ruling
    calendar: Calendar
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
class Frame(Look):
    """A look at what the store knows, in its order."""

    known: Known  # all that is known; `rows` says which of it is visible
    rows: np.ndarray[tuple[int], np.dtype[np.int64]]  # index into `known`, per application


@dataclass(frozen=True)
class Looks:
    """What was known at a time, read once and looked at as of several days."""

    rules: Rules
    as_of: date  # the day of the question
    calendar: Calendar
    known: Known
    applications: Applications
    pauses: Pauses
    _looks: dict[RuleSet, Frame] = field(default_factory=dict)  # of the question's own day, for it is looked at often

    def look(self, as_of: date, period: Period | None = None) -> Frame:
        """The applications visible as of a day, under the rules of a look at a period (see :meth:`Rules.look`).

        `gone` stays as it was when the store was read: it is no part of what was decided.
        """
        found = self.rules.look(as_of, period)
        if as_of != self.as_of:
            return self._frame(as_of, found)
        if found.rule not in self._looks:
            self._looks[found.rule] = self._frame(as_of, found)
        return self._looks[found.rule]

    def _frame(self, day: date, found: Ruling) -> Frame:
        shown = visible(self.applications, day)
        kept = self.applications, self.pauses
        if not shown.all():
            kept = self.applications.take(shown), self.pauses.of(shown)
        return Frame(day, found, self.calendar, *kept, self.known, np.flatnonzero(shown))


def looks(context: Context, asked: Selectors, rules: Rules | None = None) -> Looks:
    """What is known of the municipalities asked for, under the rule asked for or other `rules`."""
    rules = rules or rules_of(context.rulebook_at(asked.known_at), asked)
    limited = [place.number for place in rules.municipalities] if asked.municipalities else None
    with context.store.reading() as connection:
        seen = known(connection, asked.known_at, asked.as_of, limited)
    with without_gc():
        applications, pauses = applications_from_contents(
            seen.municipality,
            seen.application_no,
            seen.contents,
            np.array(seen.gone, bool),
            rules.rulebook.areas,
        )
    return Looks(rules, asked.as_of, Calendar(public_holidays), seen, applications, pauses)


def frame(context: Context, asked: Selectors) -> Frame:
    """The measured applications of a question: the look at its own day and period."""
    period = asked.period_or_default()
    return looks(context, asked).look(asked.as_of, period)
