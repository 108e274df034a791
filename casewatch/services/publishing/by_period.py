"""What the page of published figures shows: all that is published, and today's beside it for those who may see it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from casewatch.core.access import Viewer
from casewatch.report.data import Question
from casewatch.services.asking.context import Context
from casewatch.services.asking.selecting import Selectors
from casewatch.services.figures.assess import Assessment, assess
from casewatch.services.figures.describing import question_of
from casewatch.services.publishing import publish as publishing
from casewatch.services.publishing.published import PublishedFigure, published
from casewatch.services.publishing.tertial import TertialText, tertial_texts
from casewatch.store.publications import Publication, publications

#: Last and first day, and the rule: what makes figures those of one period.
_Key = tuple[date, date, str]
_TERTIAL = re.compile(r"\d{4}-T[1-3]")


@dataclass(frozen=True)
class Line:
    """A published figure. `today`: whether today's may be shown beside it; without, `shown` holds nothing of today."""

    shown: PublishedFigure
    today: bool


@dataclass(frozen=True)
class PublishedPeriod:
    """All figures published for the same days by the same rule: those in force first, by name, the pooled line last."""

    context: Question
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class Proposal:
    """What would be published now, and what speaks against it."""

    found: Assessment
    context: Question
    doubts: Sequence[str]  # a reason is needed where there are any
    earlier: int | None  # the publication in force that it would take the place of


@dataclass(frozen=True)
class PublishedPeriods:
    """Everything published, the newest period first, or its newest part."""

    periods: tuple[PublishedPeriod, ...]
    older: int  # periods that are left out


def by_period(context: Context, viewer: Viewer, most: int | None = None) -> PublishedPeriods:
    """The newest periods with something published; all without `most`. What is left out is not derived again."""
    found: dict[_Key, list[int]] = {}
    with context.store.reading() as connection:
        for publication in publications(connection):
            found.setdefault(_key(publication), []).append(publication.id)
    keys = sorted(found, reverse=True)
    wanted = keys[:most]
    groups: dict[_Key, list[PublishedFigure]] = {key: [] for key in wanted}
    for each in published(context, only={number for key in wanted for number in found[key]}):
        groups[_key(each.publication)].append(each)
    periods = (
        PublishedPeriod(
            publishing.published_question(shown[0].publication),
            tuple(_line(each, viewer) for each in sorted(shown, key=_order)),
        )
        for shown in groups.values()
    )
    return PublishedPeriods(tuple(periods), len(keys) - len(wanted))


def tertials(context: Context) -> list[tuple[str, tuple[str, ...]]]:
    """The tertials that official figures are published for, the newest first, and the municipalities that have them."""
    found: dict[str, set[str]] = {}
    with context.store.reading() as connection:
        for each in publications(connection):
            period = each.question.period.upper()
            if each.question.official and _TERTIAL.fullmatch(period):
                found.setdefault(period, set()).update(each.municipalities)
    known = {place.number for place in context.rulebook.municipalities}
    return [(period, tuple(sorted(found[period] & known))) for period in sorted(found, reverse=True)]


def tertial_text_of(context: Context, period: str, first: str | None) -> list[TertialText]:
    """The texts of one of the `tertials`; `first`: the municipality that stands first. Empty for any other period."""
    numbers = dict(tertials(context)).get(period, ())
    texts = tertial_texts(context, period, numbers) if numbers else []
    return sorted(texts, key=lambda text: text.municipality != first)


def propose(context: Context, number: str, period: str) -> Proposal:
    """What publishing a municipality's figures of a period would give. Raises CasewatchError for no such period."""
    asked = Selectors(context.today(), period=period, municipalities=(number,))
    found = assess(context, asked)
    earlier = None
    with context.store.reading() as connection:
        for each in publications(connection):  # the newest first
            question = each.question
            same = (question.first, question.last) == (found.period.first, found.period.last)
            if same and question.official and number in each.municipalities:
                earlier = each.id
                break
    return Proposal(found, question_of(found), publishing.doubts(found), earlier)


def publish_period(context: Context, number: str, period: str, reason: str) -> int:
    """Publish a municipality's figures; gives the publication's number. Raises CasewatchError for a missing reason."""
    return publishing.publish(context, Selectors(context.today(), period=period, municipalities=(number,)), reason).id


def _key(publication: Publication) -> _Key:
    question = publication.question
    return question.last, question.first, question.rule


def _order(shown: PublishedFigure) -> tuple[bool, bool, str, int]:
    number = shown.published["municipality"]
    return shown.superseded_by is not None, number is None, str(shown.published["name"]), -shown.publication.id


def _line(shown: PublishedFigure, viewer: Viewer) -> Line:
    number = shown.published["municipality"]
    if viewer.sees_all if number is None else viewer.sees(number):
        return Line(shown, True)
    kept = replace(shown, now=None, why_not_now=None, rule_version_now=None, same=False, differences=(), cases=())
    return Line(kept, False)
