"""The findings in sentences: the manager's sentence, the region's headline.

Counts come before percentages; under ``min_cases`` there is no percentage and no mean. What is said of a target comes
from :mod:`casewatch.report.words.verdicts`; «når målet» without more means both targets.
"""

from collections import Counter
from collections.abc import Sequence

from casewatch.core.verdict import Verdict, verdict_of
from casewatch.documents.figures import Result
from casewatch.language import _, show_date
from casewatch.report.data import Question
from casewatch.report.words.numbers import (
    capital,
    cases_in_words,
    days,
    joined,
    limit_text,
    number_word,
    some,
    subject,
)
from casewatch.report.words.periods import in_the_period, local_moment
from casewatch.report.words.verdicts import mean_goal, mean_sentence, not_certain, share_goal, share_sentence


def headline(context: Question, result: Result) -> str:
    """The finding of one municipality, without a full stop."""
    decided, period = result["decided"], in_the_period(context)
    if not decided:
        text = _("Ingen {cases} ble avgjort {period}")
        if verdict_of(result).unclear:
            text = _("Ingen {cases} avgjort {period} kan måles")
        return text.format(cases=subject(context).many, period=period)
    text = _("{under} av {cases} ble avgjort på {limit} {period}").format(
        under=result["under_limit"], cases=some(decided, context), limit=limit_text(context), period=period
    )
    return text + not_certain(context, result)


def target_sentence(context: Question) -> str:
    """``Mål: minst 80 %.``"""
    return _("Mål: minst {share}\u00a0%.").format(share=context.goals.share_percent)


def as_of_sentence(context: Question, result: Result | None = None) -> str:
    """``Tall per 23.11.2026.``, as known when, if that was asked, and how many cases were erased since.

    With a result the erased ones are those of its municipality.
    """
    erased = context.forgotten if result is None else result.get("forgotten", 0)
    if not erased:
        return dated_sentence(context)
    text = _("{cases} som var kjent da, er slettet siden (forget) og er ikke med i tallene.")
    return f"{dated_sentence(context)} {text.format(cases=capital(cases_in_words(erased)))}"


def dated_sentence(context: Question) -> str:
    """``Tall per 23.11.2026.``, and as known when, in Oslo time."""
    if context.known_at is None:
        return _("Tall per {day}.").format(day=show_date(context.as_of))
    return _("Tall per {day}, slik de var kjent {known}.").format(
        day=show_date(context.as_of), known=local_moment(context.known_at)
    )


def assumed_sentence(result: Result) -> str:
    """How many measured cases rest on an assumed start; empty if none."""
    assumed = result.get("start_assumed", 0)
    if not assumed:
        return ""
    return _("Startdagen er antatt for {cases}.").format(cases=cases_in_words(assumed))


def details(context: Question, result: Result) -> str:
    """What stands below the headline: target, verdict, mean, date."""
    parts = (*_verdicts(context, result), assumed_sentence(result), as_of_sentence(context, result))
    return " ".join(part for part in parts if part)


def finding_sentence(context: Question, result: Result) -> str:
    """Headline, target, verdict and mean: what is said of one municipality where its date stands elsewhere."""
    return " ".join(part for part in (f"{headline(context, result)}.", *_verdicts(context, result)) if part)


def _verdicts(context: Question, result: Result) -> tuple[str, str, str]:
    return (
        target_sentence(context) if verdict_of(result).share.kind != "pooled" else "",
        share_sentence(context, result),
        mean_sentence(context, result),
    )


def manager_sentence(context: Question, result: Result) -> str:
    """Headline and details: the whole finding of one municipality."""
    return f"{headline(context, result)}. {details(context, result)}"


def one_case_sentence(context: Question, result: Result) -> str:
    """For a council: said where a single case would turn a certain verdict; empty where it would not."""
    verdict, share = verdict_of(result), context.goals.share_percent
    measured = (result["under_limit"], result["decided"])
    kind, (low, of_low), (high, of_high) = verdict.share.kind, verdict.worst or measured, verdict.best or measured
    turned = (kind == "met" and 100 * low < share * (of_low + 1)) or (
        kind == "missed" and 100 * (high + 1) >= share * (of_high + 1)
    )
    return _("Én sak fra eller til ville endret resultatet.") if turned else ""


def of_municipalities(number: int, total: int) -> str:
    """``Tre av seks kommuner``; figures for both where one is above the number words."""
    if number == total and total == 2:
        return _("Begge kommunene")
    if number == total:
        return _("Alle {total} kommuner").format(total=number_word(total))
    if number == 0:
        return _("Ingen av {total} kommuner").format(total=number_word(total))
    if total > 12:
        return _("{number} av {total} kommuner").format(number=number, total=total)
    return _("{number} av {total} kommuner").format(number=capital(number_word(number)), total=number_word(total))


def region_headline(context: Question, results: Sequence[Result]) -> str:
    """``Tre av seks kommuner når målet om 80 % på under 10 dager og snitt på høyst 21 dager``: both, for certain."""
    if not results:
        return _("Ingen kommuner å vise")
    if len(results) == 1:
        return f"{results[0]['name']}: {headline(context, results[0])}"
    kinds = Counter(verdict_of(result).goal.kind for result in results)
    goal = _("målet om {share}\u00a0% på {limit} og snitt på høyst {mean}").format(
        share=context.goals.share_percent,
        limit=limit_text(context),
        mean=days(context.goals.mean_days, context.goals),
    )
    if not kinds["met"] + kinds["missed"] + kinds["unclear"]:
        who = of_municipalities(0, len(results))
        return _("{who} har nok saker til å måles mot {goal}").format(who=who, goal=goal)
    text = _("{who} nådde {goal}") if context.past else _("{who} når {goal}")
    text = text.format(who=of_municipalities(kinds["met"], len(results)), goal=goal)
    return text + undecided(kinds["unclear"])


def undecided(number: int) -> str:
    """``, én avgjøres av uavklarte saker``: beside a count of those that reach a target; empty where all are sure."""
    return _(", {number} avgjøres av uavklarte saker").format(number=number_word(number)) if number else ""


def region_breakdown(context: Question, results: Sequence[Result]) -> str:
    """What became of those that the headline does not count, in one sentence; empty where there are none."""
    verdicts = [verdict_of(result) for result in results]
    kinds = Counter(_place(verdict) for verdict in verdicts)
    turning = sum(verdict.loses and verdict.goal.kind == "met" for verdict in verdicts)
    past = context.past
    texts = {
        "share": _("{number} nådde bare {share}") if past else _("{number} når bare {share}"),
        "mean": _("{number} nådde bare {mean}") if past else _("{number} når bare {mean}"),
        "neither": _("{number} nådde ingen av dem") if past else _("{number} når ingen av dem"),
        "missed": _("{number} nådde det ikke") if past else _("{number} når det ikke"),
        "too_few": _("{number} har for få saker"),
        "none": _("{number} har ingen målte saker"),
    }
    goals = {"share": share_goal(context), "mean": mean_goal()}
    parts = [text.format(number=number_word(kinds[kind]), **goals) for kind, text in texts.items() if kinds[kind]]
    sentences = [f"{capital(joined(parts))}."] if parts else []
    if turning:
        text = _("{number} av dem som når målet, mister det når de ventende sakene er avgjort.")
        sentences.append(text.format(number=capital(number_word(turning))))
    return " ".join(sentences)


def _place(verdict: Verdict) -> str:
    """Where a municipality stands that does not reach both: by what it does reach, as far as that is certain."""
    if verdict.goal.kind != "missed":
        return verdict.goal.kind
    if "met" in (verdict.share.kind, verdict.mean.kind):
        return "share" if verdict.share.kind == "met" else "mean"
    return "neither" if verdict.share.kind == verdict.mean.kind else "missed"
