"""The tertial text of municipalities, from published figures alone."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from casewatch.core.doubts.suspicions import CLEAN_UP, iso_week, year_old
from casewatch.errors import CasewatchError
from casewatch.language import _
from casewatch.report.letters.tertial import CleanUp, tertial_sentences
from casewatch.services.asking.context import Context
from casewatch.services.asking.selecting import Selectors, find_municipality
from casewatch.services.figures.assess import assess
from casewatch.services.figures.listing import of_asked_municipalities
from casewatch.services.publishing.publish import published_question
from casewatch.store.publications import Publication, publications, published_parts


class NothingPublished(CasewatchError):
    """There are no published figures to speak of."""


@dataclass(frozen=True)
class TertialText:
    """Three sentences of one municipality, and the publication they rest on."""

    publication: int
    municipality: str
    name: str
    period: str
    result: str
    why: str
    reservation: str


def tertial_texts(context: Context, period: str, municipalities: Sequence[str] = ()) -> list[TertialText]:
    """Per municipality the text of the newest official figure published for a tertial, in the rules' order.

    Raises CasewatchError for a period that is no tertial and where nothing is published for it.
    """
    period = period.strip().upper()
    if not re.fullmatch(r"\d{4}-T[1-3]", period):
        raise CasewatchError(
            _("«{text}» er ikke et tertial. Skriv for eksempel 2026-T2.").format(text=period), "period"
        )
    wanted = [find_municipality(context.rulebook, text).number for text in municipalities]
    span = Selectors(context.today(), period=period).period_or_default()
    newest: dict[str, Publication] = {}
    with context.store.reading() as connection:
        for each in publications(connection):
            question = each.question
            if question.official and (question.first, question.last) == (span.first, span.last):
                for number in each.municipalities:
                    if number not in newest or each.recorded_at > newest[number].recorded_at:
                        newest[number] = each
    order = [place.number for place in context.rulebook.municipalities]
    missing = [number for number in wanted if number not in newest]
    if not newest or missing:
        raise NothingPublished(_("Ingen tall er låst for {who}.").format(who=", ".join([period, *missing])))
    return [
        _text(context, newest[number], number) for number in order if number in newest and number in (wanted or order)
    ]


def _text(context: Context, publication: Publication, number: str) -> TertialText:
    (result,) = (each for each in publication.results if each["municipality"] == number)
    about = published_question(publication)
    sentences = tertial_sentences(about, result, _clean_up(context, publication, number))
    return TertialText(publication.id, number, str(result["name"]), publication.question.period, *sentences)


def _clean_up(context: Context, publication: Publication, number: str) -> CleanUp:
    """The measured year-old cases decided three or more in one week; dates as known when the figures were published."""
    question = publication.question
    found = assess(
        context, Selectors(question.as_of, publication.recorded_at, question.period, (number,), question.rule)
    ).frame
    with context.store.reading() as connection:
        parts = published_parts(connection, publication.id)
    ids = np.array(found.known.application_ids, np.int64)[found.rows]
    measured = {each: part for each, part in parts.items() if part.kind in ("under", "not_under")}
    old = np.flatnonzero(
        year_old(found.measures) & np.isin(ids, np.array([*measured], np.int64)) & of_asked_municipalities(found)
    )
    weeks, counts = np.unique(iso_week(found.measures.milestones.decision[old]), return_counts=True)
    together = old[np.isin(iso_week(found.measures.milestones.decision[old]), weeks[counts >= CLEAN_UP])]
    net = [measured[int(each)].net_days or 0 for each in ids[together]]
    return CleanUp(len(net), sum(net))
