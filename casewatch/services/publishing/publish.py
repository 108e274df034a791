"""Publishing: figures published with rule version, as-of day and time, and what they are made of."""

from dataclasses import replace
from datetime import UTC

from casewatch.core.verdict import verdict_of
from casewatch.documents.figures import Result
from casewatch.documents.publications import AskedAndPublished, MeasuredBy, PublicationDocument
from casewatch.errors import CasewatchError
from casewatch.language import _, show_date
from casewatch.report.data import Goals, Question
from casewatch.report.words.numbers import capital, unclear_cases
from casewatch.report.words.verdicts import mean_goal, share_goal
from casewatch.services.asking.asked import read_reason
from casewatch.services.asking.context import Context
from casewatch.services.asking.selecting import Selectors
from casewatch.services.figures import describing
from casewatch.services.figures.assess import Assessment, assess
from casewatch.services.publishing.behind import behind
from casewatch.store.audit import record
from casewatch.store.clock import recording_time
from casewatch.store.publications import Publication, PublishedQuestion, insert_publication

#: What the fields of a figure mean, by number. 2: bounds of what is unclear decide verdicts and ranges, open ones that
#: have missed are counted in the outlook, and a pause without an answer holds a decided application out.
DEFINITION = 2


def publish(context: Context, asked: Selectors, reason: str | None = None) -> Publication:
    """Publish the figures of a question, each municipality's and the pooled one, and what they are made of.

    They are what was known at the time the publication is recorded with, and nothing is recorded meanwhile: the same
    question with that known-at gives the same for ever. Raises CasewatchError, and publishes nothing, for a rule that
    is not in the rules folder, and without a reason for a verdict that unclear cases could turn and for a period
    that is not over as of the day (which is part of it: as of the last day the period is over).
    """
    reason = read_reason(reason, needed=False) or None
    if not (asked.period or "").strip():
        raise CasewatchError(_("Oppgi perioden som skal låses, for eksempel 2026-T2."), "period", given=False)
    # A file of somebody's own is not kept, so that what it gave could not be derived again.
    context.rulebook.versions(asked.rule)
    with context.store.writing() as connection:
        recorded_at = recording_time(connection, context.now())
        found = assess(context, replace(asked, known_at=recorded_at))
        if reason is None:
            _refuse_doubtful(found)
        question = PublishedQuestion(
            period=found.period.name,
            first=found.period.first,
            last=found.period.last,
            as_of=asked.as_of,
            rule=found.frame.ruling.rule.id,
            rule_version=found.frame.ruling.rule.version,
            official=found.frame.ruling.official,
            definition=DEFINITION,
            measured_by=_measured_by(found.frame.ruling.rule.name, describing.question_of(found).goals),
        )
        parts = behind(found.frame, found.period)
        region = found.document["region"]
        publication = insert_publication(connection, question, recorded_at, reason, found.results, region, parts)
        for number in publication.municipalities:
            record(connection, recorded_at, context.who, "published", number, publication.id, period=question.period)
        return publication


def document(publication: Publication) -> PublicationDocument:
    """The JSON of ``assess`` as it was published, with the publication's number, time and reason."""
    return {
        "id": publication.id,
        **question_json(publication),
        "results": list(publication.results),
        "region": publication.region,
    }


def question_json(publication: Publication) -> AskedAndPublished:
    """The fields of ``assess`` that say what was asked, with time and reason."""
    question = publication.question
    # To the microsecond, so that it can be asked for again as the time known at.
    recorded_at = publication.recorded_at.astimezone(UTC).isoformat()
    return {
        "rule": question.rule,
        "rule_version": question.rule_version,
        "as_of": question.as_of.isoformat(),
        "known_at": recorded_at,
        "period": question.period,
        "from": question.first.isoformat(),
        "to": question.last.isoformat(),
        "official": question.official,
        "recorded_at": recorded_at,
        "reason": publication.reason,
        "definition": question.definition,
    }


def published_question(publication: Publication) -> Question:
    """The question behind a published figure, for words and tables; rests on what is published alone."""
    question, by = publication.question, publication.question.measured_by
    return Question(
        goals=Goals(by["limit_days"], by["share_percent"], by["mean_days"], by["min_cases"], by["day_count"]),
        rule=question.rule,
        rule_name=by["name"],
        rule_version=question.rule_version,
        period=question.period,
        start=question.first,
        end=question.last,
        as_of=question.as_of,
        official=question.official,
    )


def _measured_by(name: str, goals: Goals) -> MeasuredBy:
    return {
        "name": name,
        "limit_days": goals.limit_days,
        "share_percent": goals.share_percent,
        "mean_days": goals.mean_days,
        "min_cases": goals.min_cases,
        "day_count": goals.day_count,
    }


def doubts(found: Assessment) -> list[str]:
    """What speaks against publishing figures now, so that a reason is needed; empty where nothing does."""
    context = describing.question_of(found)
    told = [f"{result['name']}: {why}" for result in found.results if (why := _uncertain(context, result))]
    period = found.period
    if found.frame.as_of < period.last:
        told.append(
            _("perioden {period} er ikke over før {day}").format(period=period.name, day=show_date(period.last))
        )
    return told


def _uncertain(context: Question, result: Result) -> str:
    """What unclear cases could turn in a figure; empty where there is nothing."""
    verdict = verdict_of(result)
    if verdict.share.kind == verdict.mean.kind == "unclear":
        return _("målet avgjøres av {cases}").format(cases=unclear_cases(verdict.goal.turned_by))
    for name, judged in ((share_goal(context), verdict.share), (mean_goal(), verdict.mean)):
        if judged.kind == "unclear":
            return _("{goal} avgjøres av {cases}").format(goal=name, cases=unclear_cases(judged.turned_by))
    if result["share_certain"] is False or result["mean_certain"] is False:  # too few to be told as a verdict
        return _("{cases} kan endre tallene").format(cases=unclear_cases(verdict.unclear))
    return ""


def _refuse_doubtful(found: Assessment) -> None:
    if told := doubts(found):
        raise CasewatchError(
            _("Ingenting er låst. {doubts}. Avklar det først, eller si hvorfor tallene låses nå.").format(
                doubts=capital("; ".join(told))
            ),
            "reason",
            given=False,
        )
