"""How the figures are counted, from the rule files, with an example that the program counts itself."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from casewatch.core.arrays import applications_from_contents
from casewatch.core.clock import measure
from casewatch.core.days import Calendar
from casewatch.core.rules import RuleSet
from casewatch.core.timeline import limit_reached, timeline
from casewatch.documents.cases import CountedDays
from casewatch.report.data import Question, TimelineChart
from casewatch.report.words.rules import Section, sections
from casewatch.rulebook import Quote, Rulebook, RuleFile, public_holidays
from casewatch.services.asking.context import Context
from casewatch.services.figures.describing import end_of, goals_of
from casewatch.services.figures.explaining import interval_json

#: A made-up application: a Thursday in March, two weeks at a hearing, decided on a Friday and sent on the Monday after.
_EXAMPLE = {
    "case_no": "2026/123",
    "application_type": "one_step",
    "received": "2026-03-02",
    "complete": "2026-03-05",
    "decided": "2026-03-27",
    "decision_sent": "2026-03-30",
    "outcome": "granted",
    "hearing": [["2026-03-09", "2026-03-23", None]],
    "start_from": "column",
}


@dataclass(frozen=True)
class RuleShown:
    """One rule of the folder: the version in force, its file, and every version there is, oldest first."""

    rule: RuleSet
    file: RuleFile

    @property
    def versions(self) -> Sequence[RuleSet]:
        """Oldest first."""
        return self.file.versions

    @property
    def quotes(self) -> tuple[Quote, ...]:
        """The wording the version in force rests on."""
        return self.file.quotes_of(self.rule)


@dataclass(frozen=True)
class HowCounted:
    """The rule that answers where none is named, the other ones, and an example counted by it."""

    shown: RuleShown
    others: tuple[RuleShown, ...]
    sections: list[Section]
    example: TimelineChart

    def quotes(self, section: Section) -> list[Quote]:
        """The quotations of a section: each stands once, under the first thing it is about."""
        return [quote for quote in self.shown.quotes if quote.of[0] in section.about]


def how_counted(context: Context) -> HowCounted:
    """The rules in force today."""
    today = context.today()
    book = context.rulebook
    main = book.rule(None, today)
    shown = {rule_id: RuleShown(book.rule(rule_id, today), file) for rule_id, file in book.rule_files.items()}
    return HowCounted(
        shown=shown[main.id],
        others=tuple(each for rule_id, each in shown.items() if rule_id != main.id),
        sections=sections(main, goals_of(main)),
        example=example(book, main),
    )


def example(book: Rulebook, rule: RuleSet) -> TimelineChart:
    """The made-up application's days under a rule, as of the end of its year."""
    as_of = date(2026, 12, 31)
    calendar = Calendar(public_holidays)
    applications, pauses = applications_from_contents(
        [book.municipalities[0].number], [1], [_EXAMPLE], np.zeros(1, bool), book.areas
    )
    measures = measure(applications, pauses, as_of, rule, calendar)
    intervals = timeline(applications, pauses, 0, measures, as_of, rule, calendar)
    explained: CountedDays = {
        "case_no": str(_EXAMPLE["case_no"]),
        "application_no": 1,
        "net_days": int(measures.net[0]),
        "intervals": [interval_json(interval) for interval in intervals],
    }
    return TimelineChart(
        context=Question(goals_of(rule), rule.id, rule.name, "12m", as_of, as_of, as_of),
        explained=explained,
        state="decided",
        received=date.fromisoformat(str(_EXAMPLE["received"])),
        complete=date.fromisoformat(str(_EXAMPLE["complete"])),
        limit_day=limit_reached(intervals, rule.targets.limit_days),
        **end_of(measures.milestones, 0),
    )
