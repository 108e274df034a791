"""The text for a municipality's tertial report: result, why and reservation, in three plain sentences."""

from dataclasses import dataclass

from casewatch.core.verdict import verdict_of
from casewatch.documents.figures import Result
from casewatch.language import _, show_date
from casewatch.report.data import Question
from casewatch.report.words.headlines import one_case_sentence
from casewatch.report.words.numbers import (
    cases_in_words,
    days,
    joined,
    limit_text,
    mean,
    mean_text,
    shows_mean,
    unclear_cases,
)
from casewatch.report.words.periods import in_the_period
from casewatch.report.words.verdicts import judged_in_words, mean_range, share_in_words


@dataclass(frozen=True)
class CleanUp:
    """Year-old cases decided together in one week: how many, and their counted days in all."""

    number: int = 0
    sum_days: int = 0


def tertial_sentences(context: Question, result: Result, clean_up: CleanUp) -> tuple[str, str, str]:
    """Result, why and reservation of one published figure; each one sentence."""
    return _outcome(context, result), _why(context, result, clean_up), _reservation(context, result)


def _outcome(context: Question, result: Result) -> str:
    if not result["decided"] and verdict_of(result).unclear:
        text = _("Ingen av sakene som {name} avgjorde {period}, kan måles.")
        return text.format(name=result["name"], period=in_the_period(context))
    if not result["decided"]:
        return _("{name} har ingen saker å måle {period}.").format(name=result["name"], period=in_the_period(context))
    return _("{name} avgjorde {under} av {cases} på {limit} {period} (mål: minst {share}\u00a0%, {verdict}).").format(
        name=result["name"],
        under=result["under_limit"],
        cases=cases_in_words(result["decided"]),
        limit=limit_text(context),
        period=in_the_period(context),
        share=context.goals.share_percent,
        verdict=share_in_words(result),
    )


def _why(context: Question, result: Result, clean_up: CleanUp) -> str:
    if not shows_mean(context, result):
        return _("Det er for få saker til å regne ut et snitt.")
    verdict = verdict_of(result)
    shown = days(mean_text(context, result), context.goals)
    goal = _("mål: høyst {target}, {verdict}").format(
        target=context.goals.mean_days, verdict=judged_in_words(verdict.mean, verdict.unclear)
    )
    if limits := mean_range(context, result, verdict):
        goal += "; " + _("når de uavklarte regnes med: {range}").format(range=limits)
    if not clean_up.number:
        return _("Snittet var {mean} ({goal}).").format(mean=shown, goal=goal)
    left = result["decided"] - clean_up.number
    if left < context.goals.min_cases:
        without = _("for få saker til et snitt")
    else:
        without = days(mean(result["sum_days"] - clean_up.sum_days, left, context.goals), context.goals)
    return _("Snittet var {mean} ({goal}), uten ryddesaker {without}: {cases} var minst ett år gamle.").format(
        mean=shown, goal=goal, without=without, cases=cases_in_words(clean_up.number)
    )


def _reservation(context: Question, result: Result) -> str:
    parts = []
    verdict = verdict_of(result)
    if verdict.unclear:
        parts.append(_("{cases} er ikke med").format(cases=unclear_cases(verdict.unclear)))
    if result.get("start_assumed", 0):
        parts.append(_("startdagen er antatt for {cases}").format(cases=cases_in_words(result["start_assumed"])))
    if verdict.share.kind == "too_few":
        parts.append(_("det er for få saker til å si om målet er nådd"))
    elif one_case_sentence(context, result):
        parts.append(_("én sak fra eller til ville endret resultatet"))
    parts.append(_("tallene er per {day}").format(day=show_date(context.as_of)))
    return _("Forbehold: {parts}.").format(parts=joined(parts))
