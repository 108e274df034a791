"""What looks wrong in the applications of an import, told once: when they are new or have changed.

The facts are found by `core.suspicions` in what is known now, after the import, as of the import's own day. What the
same search finds in what was known before is not told again; so an export that says the same every week is quiet.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from sqlalchemy import Connection

from casewatch.core.arrays import applications_from_contents
from casewatch.core.cases import NOT_TOLD, Bools
from casewatch.core.clock import Measures
from casewatch.core.days import Calendar
from casewatch.core.doubts.suspicions import CLEAN_UP, OPEN_LONG, Fact, iso_week, redated, suspicious, year_old
from casewatch.core.fold import Content
from casewatch.intake.findings import Findings, Place
from casewatch.intake.tables import Finding, ReadRow, VendorDays
from casewatch.language import show_date
from casewatch.report.words.codes.applications import PAUSE_FIELD
from casewatch.report.words.codes.fields import FIELD
from casewatch.report.words.numbers import capital
from casewatch.rulebook import Rulebook, public_holidays
from casewatch.services.asking.selecting import Look, Ruling, Selectors, rules_of
from casewatch.services.importing.placing import Placed
from casewatch.services.importing.suspected_words import sentence, vendor_sentence
from casewatch.store.changes import StoreComparison
from casewatch.store.importing import known_applications
from casewatch.store.known import folds_of
from casewatch.store.standing import Cut, StandingImport

#: Applications of other municipalities that are looked at for one import; beyond it case numbers coincide everywhere.
_MOST_NAMESAKES = 2_000


@dataclass(frozen=True)
class Yardstick:
    """By which rule days are counted when something looks wrong: one for the import's own day and the day before it,
    so that a rule that changes between them is no news of the cases."""

    ruling: Ruling
    calendar: Calendar

    @classmethod
    def of(cls, rulebook: Rulebook, day: date) -> Yardstick:
        """The default rule of a look as of a day."""
        return cls(rules_of(rulebook, Selectors(day)).look(day), Calendar(public_holidays))


@dataclass(frozen=True, slots=True)
class BeforeAndAfter:
    """One application of the file as it was known before (None: it was not) and is known now."""

    row: ReadRow
    before: Content | None
    after: Content


class _Measured(Look):
    """Some contents, counted as of a day."""

    @classmethod
    def of(cls, rows: Sequence[ReadRow], contents: Sequence[Content], day: date, by: Yardstick) -> _Measured:
        nobody = np.zeros(len(rows), bool)
        municipality = [row.municipality for row in rows]
        areas = by.ruling.rulebook.areas
        found = applications_from_contents(municipality, [1] * len(rows), contents, nobody, areas)
        return cls(day, by.ruling, by.calendar, *found)

    def facts(self) -> list[Fact]:
        rule = self.ruling.rule
        return suspicious(self.applications, self.pauses, self.as_of, rule, self.calendar, self.scope, self.measures)

    def clean_ups(self) -> Iterator[tuple[int, tuple[str, date]]]:
        """Index of each application that was year-old when it was decided, with municipality and Monday."""
        old = np.flatnonzero(year_old(self.measures))
        weeks = iso_week(self.measures.milestones.decision[old])
        for row, monday in zip(old.tolist(), weeks.tolist(), strict=True):
            yield row, (self.applications.municipalities[self.applications.municipality[row]], monday)


class Suspecting:
    """The search through one import. `told`: its new and changed applications by id."""

    def __init__(
        self,
        connection: Connection,
        placed: Placed,
        comparison: StoreComparison,
        told: dict[int, BeforeAndAfter],
        imports: Sequence[StandingImport],
        this: StandingImport,
        by: Yardstick,
    ) -> None:
        self._connection, self._placed, self._comparison, self._by = connection, placed, comparison, by
        self._this, self._told = this, told
        self._day = date.fromisoformat(this.day)
        earlier = [each for each in imports if each.rank < this.rank]
        latest = {place: each.day for each in earlier for place in each.municipalities & this.municipalities}
        self._known_places = latest.keys()
        #: Up to this day everything has been told of that was already so.
        self._since = date.fromisoformat(min(latest.values(), default=this.day))
        self._findings = Findings()

    def findings(self, vendor_days: Sequence[VendorDays]) -> list[Finding]:
        """Everything there is to tell."""
        each = [*self._told.values(), *self._grown_old()]
        rows = [one.row for one in each]
        now = _Measured.of(rows, [one.after for one in each], self._day, self._by)
        known = [place for place, one in enumerate(each) if one.before is not None]
        contents = [content for one in each if (content := one.before) is not None]
        before = _Measured.of([rows[place] for place in known], contents, self._since, self._by)
        told_before = {fact._replace(application=known[fact.application], numbers=()) for fact in before.facts()}
        for fact in now.facts():
            if fact._replace(numbers=()) not in told_before:
                self._tell(fact, rows[fact.application])
        for one in each:
            if one.before is not None:
                for fact in redated(one.before, one.after):
                    self._tell(fact, one.row)
        self._tell_clean_ups(now, {(known[row], week) for row, week in before.clean_ups()})
        was = {place: row for row, place in enumerate(known)}
        self._tell_vendor_days(rows, now.measures, before.measures, was, vendor_days)
        if not self._this.shared_series:
            self._tell_namesakes()
        return self._findings.all()

    def _grown_old(self) -> list[BeforeAndAfter]:
        """Unchanged applications of which a pause has been open for a year since the import before."""
        first = (self._since - timedelta(days=OPEN_LONG)).isoformat()
        last = (self._day - timedelta(days=OPEN_LONG)).isoformat()
        wanted = {}
        for identity, row in zip(self._placed.identities, self._placed.rows, strict=True):
            for name in ("hearing", "authority"):
                for sent, answered, _party in row.content.get(name) or ():
                    if sent and answered in (None, NOT_TOLD) and first <= sent < last and identity not in self._told:
                        wanted[identity] = row
        return self._unchanged(wanted)

    def _unchanged(self, wanted: Mapping[int, ReadRow]) -> list[BeforeAndAfter]:
        return [
            BeforeAndAfter(wanted[difference.application_id], difference.before, difference.after)
            for difference in self._comparison.of(wanted)
            if difference.after is not None
        ]

    def _tell_clean_ups(self, now: _Measured, before: set[tuple[int, tuple[str, date]]]) -> None:
        found = list(now.clean_ups())
        new = {week for row, week in found if (row, week) not in before}
        if not new:
            return
        counts = Counter(week for _row, week in found)
        others = {}
        for identity, row in zip(self._placed.identities, self._placed.rows, strict=True):
            decided = row.content.get("decided")
            if decided and identity not in self._told:
                day = date.fromisoformat(decided)
                if (row.municipality, day - timedelta(days=day.weekday())) in new:
                    others[identity] = row
        rest = self._unchanged(others)
        old = _Measured.of([one.row for one in rest], [one.after for one in rest], self._day, self._by)
        counts.update(week for _row, week in old.clean_ups())
        for municipality, monday in sorted(new):
            if counts[municipality, monday] >= CLEAN_UP:
                year, week, _weekday = monday.isocalendar()
                values = {"count": counts[municipality, monday], "week": week, "year": year, "place": municipality}
                self._findings.add("cleanup_week", Place(""), sentence("cleanup_week", values), "decided")

    def _tell_vendor_days(
        self,
        rows: Sequence[ReadRow],
        now: Measures,
        before: Measures,
        was: Mapping[int, int],
        vendor_days: Sequence[VendorDays],
    ) -> None:
        """One remark per decided application, at the first column that differs; our own days must be new."""
        decided_before = _decided(before)
        for place in np.flatnonzero(_decided(now)).tolist() if vendor_days else ():
            at = was.get(place)
            if at is not None and decided_before[at] and _days(before, at) == _days(now, place):
                continue
            days = _days(now, place)
            for column in vendor_days:
                theirs = column.days.get(rows[place].row)
                if theirs is not None and theirs != days[column.compared]:
                    row = rows[place]
                    text = vendor_sentence(column, theirs, days)
                    self._findings.add("vendor_days_differ", _place(row), text, None, row.case_no)
                    break

    def _tell_namesakes(self) -> None:
        """New applications of a case number that another municipality has, with the same day of receipt."""
        new = {
            one.row.case_key: one.row
            for one in self._told.values()
            if one.before is None and one.row.municipality in self._known_places
        }
        if not new:
            return
        held = set(self._placed.identities)
        others = [
            (municipality, case_key, identity)
            for municipality, case_key, _number, identity in known_applications(
                self._connection, self._by.ruling.numbers, new.keys()
            )
            if case_key in new and municipality != new[case_key].municipality and identity not in held
        ]
        if len(others) > _MOST_NAMESAKES:
            return
        folds = folds_of(self._connection, Cut(), [identity for *_case, identity in others])
        told: set[str] = set()
        for municipality, case_key, identity in others:
            row, other = new[case_key], folds.get(identity)
            if other is not None and case_key not in told and _same_case(row.content, other):
                told.add(case_key)
                values = {"old": municipality, "new": row.municipality}
                text = sentence("municipality_changed", values)
                self._findings.add("municipality_changed", _place(row), text, "municipality", row.case_no)

    def _tell(self, fact: Fact, row: ReadRow) -> None:
        values: dict[str, object] = {
            "day": fact.day and show_date(fact.day),
            "other": fact.other and show_date(fact.other),
            "column": capital(PAUSE_FIELD(fact.field)) if fact.field in PAUSE_FIELD else FIELD(fact.field),
            **dict(zip(("first", "second"), fact.numbers, strict=False)),
        }
        self._findings.add(fact.code, _place(row), sentence(fact.code, values), fact.field, row.case_no)


def _place(row: ReadRow) -> Place:
    return Place(row.sheet or "", row.row - 1, case_no=row.case_no)


def _decided(measures: Measures) -> Bools:
    found: Bools = measures.has_days & ~np.isnat(measures.milestones.decision)
    return found


def _days(measures: Measures, place: int) -> dict[str, int]:
    return {name: int(getattr(measures, name)[place]) for name in ("net", "gross", "total")}


def _same_case(content: Content, other: Content) -> bool:
    """The same day of receipt, and no other type."""
    types = {content.get("application_type"), other.get("application_type")} - {None}
    return content.get("received") is not None and content["received"] == other.get("received") and len(types) < 2
