"""The period somebody chose on a page."""

from dataclasses import dataclass
from datetime import date
from typing import Annotated

from fastapi import Query

from casewatch.errors import CasewatchError
from casewatch.language import _
from casewatch.report.words.periods import period_choices
from casewatch.services.asking.selecting import DEFAULT_PERIOD, Selectors


@dataclass(frozen=True)
class ChosenPeriod:
    """The period, what there is to choose from, and what was wrong with an address somebody wrote."""

    asked: Selectors
    choices: list[tuple[str, str]]
    error: str = ""

    @property
    def value(self) -> str:
        """As it stands in an address."""
        return self.asked.period or DEFAULT_PERIOD

    @property
    def text(self) -> str:
        """In words."""
        return dict(self.choices)[self.value]


def chosen_period(text: str, today: date, municipalities: tuple[str, ...] = ()) -> ChosenPeriod:
    """The period of an address; the last 12 months for one that is none, with a line that says so."""
    choices = period_choices(today)
    asked = Selectors(today, period=text.strip() or DEFAULT_PERIOD, municipalities=municipalities)
    try:
        asked.period_or_default()
    except CasewatchError:
        error = _("«{text}» er ikke en periode. Velg en i lista. Her vises siste 12 måneder.").format(text=text[:40])
        return ChosenPeriod(Selectors(today, period=DEFAULT_PERIOD, municipalities=municipalities), choices, error)
    if asked.period not in dict(choices):
        choices.append((str(asked.period), str(asked.period)))
    return ChosenPeriod(asked, choices)


PeriodText = Annotated[str, Query(max_length=40)]
