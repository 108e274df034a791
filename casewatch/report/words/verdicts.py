"""A verdict in words. Every text about a target being met is made here, of the one verdict of the core.

What is said comes in this order: what holds today, what the waiting cases will do to it, what is still needed. Nothing
here says met or missed of a target that unclear cases decide.
"""

from fractions import Fraction

from casewatch.core.verdict import Judged, Verdict, verdict_of
from casewatch.documents.figures import Result
from casewatch.language import _
from casewatch.report.data import Question, TrendPoint
from casewatch.report.words.codes.figures import VERDICT
from casewatch.report.words.numbers import (
    counted,
    days,
    limit_text,
    mean,
    mean_text,
    number_word,
    out_of,
    over_text,
    shows_mean,
    unclear_cases,
    waiting_cases,
)


def share_goal(context: Question) -> str:
    """``målet om 80 %``; «målet» alone is both targets."""
    return _("målet om {share}\u00a0%").format(share=context.goals.share_percent)


def mean_goal() -> str:
    """``målet om snitt``."""
    return _("målet om snitt")


def judged_in_words(judged: Judged, unclear: int) -> str:
    """For a table: ``nådd``, ``ikke nådd``, ``avgjøres av 3 uavklarte saker`` …; empty if pooled.

    `unclear`: how many cases are unclear, whether or not they decide anything.
    """
    if judged.kind == "unclear":
        return _("avgjøres av {cases}").format(cases=unclear_cases(judged.turned_by))
    if judged.kind == "none" and unclear:
        return _("ingen kan måles, {cases}").format(cases=unclear_cases(unclear))
    return "" if judged.kind == "pooled" else VERDICT(judged.kind)


def share_in_words(result: Result) -> str:
    """The share's verdict for a table; one that the waiting cases will turn says so."""
    verdict = verdict_of(result)
    if verdict.loses:
        waiting = waiting_cases(verdict.waiting_over)
        return _("nådd i dag, men {waiting} er over grensen").format(waiting=waiting)
    return judged_in_words(verdict.share, verdict.unclear)


def goal_in_words(result: Result) -> str:
    """Both targets together for a table; of one that is missed, which where it is one of them."""
    verdict = verdict_of(result)
    if verdict.goal.kind == "met":
        return share_in_words(result)
    targets = ((_("andel"), verdict.share), (_("snitt"), verdict.mean))
    missed = [name for name, judged in targets if judged.kind == "missed"]
    if len(missed) == 1:
        return _("ikke nådd ({target})").format(target=missed[0])
    return judged_in_words(verdict.goal, verdict.unclear)


def mean_in_words(context: Question, result: Result) -> str:
    """The mean's verdict for a table, with the range where the unclear cases could move the mean."""
    verdict = verdict_of(result)
    text = judged_in_words(verdict.mean, verdict.unclear)
    limits = mean_range(context, result, verdict)
    return _("{verdict} ({range} med de uavklarte)").format(verdict=text, range=limits) if limits and text else text


def has_share(point: TrendPoint) -> bool:
    """Whether a point of the trend rests on enough cases for a share."""
    return point.verdict not in ("none", "too_few")


def point_in_words(point: TrendPoint) -> str:
    """The share's verdict at a point of the trend, for a table."""
    return judged_in_words(Judged(point.verdict, point.turned_by), point.scope_unknown + point.held_out)


def not_certain(context: Question, result: Result) -> str:
    """What has to be said with a headline that only counts: ``, men målet om 80 % avgjøres av 5 uavklarte saker``.

    Also that the mean's target is missed, where the share alone would look good. Empty where there is nothing to add.
    """
    verdict = verdict_of(result)
    share, average = verdict.share, verdict.mean
    if share.kind == average.kind == "unclear":
        goal, decisive = _("målet"), verdict.goal
    elif share.kind == "unclear":
        goal, decisive = share_goal(context), share
    elif average.kind == "unclear" or (share.kind, average.kind) == ("met", "missed"):
        goal, decisive = mean_goal(), average
    else:
        return ""
    if decisive.kind == "missed":
        return _(", men {goal} er ikke nådd").format(goal=goal)
    return _(", men {goal} avgjøres av {cases}").format(goal=goal, cases=unclear_cases(decisive.turned_by))


def share_sentence(context: Question, result: Result) -> str:
    """The share's verdict in sentences, with what the waiting and the next cases mean for it; empty if pooled."""
    verdict = verdict_of(result)
    kind = verdict.share.kind
    if kind == "pooled":
        return ""
    waiting_told = False
    of_measured = 100 * result["under_limit"] >= context.goals.share_percent * result["decided"]
    if kind in ("met", "missed") and of_measured != (kind == "met"):
        text = (
            _("Nådd når de uavklarte regnes med: {range}.")
            if kind == "met"
            else _("Ikke nådd når de uavklarte regnes med: {range}.")
        )
        sentences = [text.format(range=_share_range(verdict))]
    elif kind in ("met", "missed"):
        sentences, waiting_told = (_met if kind == "met" else _missed)(context, result, verdict), True
        if verdict.unclear:
            sentences.append(_same_answer(verdict))
    elif kind == "unclear":
        limits = _share_range(verdict)
        sentences = [_("Med de uavklarte sakene blir det {range}.").format(range=limits)] if limits else []
    else:
        sentences = [_("For få saker til å si om målet er nådd.")] if kind == "too_few" else []
    if verdict.waiting_over and not waiting_told and not context.past:
        waiting = waiting_cases(verdict.waiting_over)
        sentences.append(_("{waiting} er allerede over grensen.").format(waiting=waiting))
    if verdict.unclear and kind in ("too_few", "none"):
        sentences.append(are_unclear(verdict.unclear))
    return " ".join(sentences)


def are_unclear(number: int) -> str:
    """``1 sak er uavklart.``, ``5 saker er uavklarte.``"""
    return counted(number, _("{number} sak er uavklart."), _("{number} saker er uavklarte."))


def _same_answer(verdict: Verdict) -> str:
    cases = unclear_cases(verdict.unclear)
    if verdict.mean.kind == "unclear":
        return _("{cases} endrer ikke svaret om andelen.").format(cases=cases)
    return _("{cases} endrer ikke svaret.").format(cases=cases)


def _share_range(verdict: Verdict) -> str:
    """Worst and best case, in whole numbers; empty where they are not known."""
    if verdict.worst is None or verdict.best is None:
        return ""
    return _("verst {worst}, best {best}").format(worst=out_of(*verdict.worst), best=out_of(*verdict.best))


def _the_cases(number: int) -> str:
    return _("{number} sakene").format(number=number_word(number))


def _met(context: Question, result: Result, verdict: Verdict) -> list[str]:
    if context.past:
        return [_("Nådd.")]
    limit, over, left, waiting = limit_text(context), over_text(context), verdict.misses_left, verdict.waiting_over
    then = _once_decided(result, verdict)
    if verdict.may_lose:
        text = _("Nådd i dag. Når {waiting} som allerede er over grensen, er avgjort, avgjøres det av {unclear}.")
        return [text.format(waiting=waiting_cases(waiting), unclear=unclear_cases(verdict.unclear))]
    if verdict.loses:
        text = (
            _("Nådd i dag, men {waiting} er allerede over grensen ({then} når den avgjøres).")
            if waiting == 1
            else _("Nådd i dag, men {waiting} er allerede over grensen ({then} når de avgjøres).")
        )
        return [text.format(waiting=waiting_cases(waiting), then=then)]
    if waiting:
        text = _("Nådd i dag, også når {waiting} som allerede er over grensen, er avgjort ({then}).")
        told = [text.format(waiting=waiting_cases(waiting), then=then)]
        if left == 0:
            return [*told, _("Da må neste sak bli avgjort på {limit}.").format(limit=limit)]
        text = _("Da kan én sak til ta {over}.") if left == 1 else _("Da kan {number} saker til ta {over}.")
        return [*told, text.format(number=number_word(left), over=over)]
    if left == 0:
        return [_("Nådd, men neste sak må også bli avgjort på {limit}.").format(limit=limit)]
    if left == 1:
        return [_("Nådd, også om neste sak tar {over}.").format(over=over)]
    return [_("Nådd, også om de neste {cases} tar {over}.").format(cases=_the_cases(left), over=over)]


def _once_decided(result: Result, verdict: Verdict) -> str:
    """``18 av 22``: the share once the waiting cases over the limit are decided; both ends where they differ."""
    waiting, measured = verdict.waiting_over, (result["under_limit"], result["decided"])
    (low, of_low), (high, of_high) = verdict.worst or measured, verdict.best or measured
    worst, best = out_of(low, of_low + waiting), out_of(high, of_high + waiting)
    return worst if worst == best else _("verst {worst}, best {best}").format(worst=worst, best=best)


def _missed(context: Question, result: Result, verdict: Verdict) -> list[str]:
    if context.past:
        return [_("Ikke nådd.")]
    limit, needed, waiting = limit_text(context), verdict.needed, verdict.waiting_over
    if needed is None:
        return [_("Ikke nådd, og kan ikke nås mer i perioden.")]
    if verdict.worst != verdict.best:
        text = _("Uansett hva de uavklarte sakene er, nås {goal} om de neste {cases} blir avgjort på {limit}.")
        if needed == 1:
            text = _("Uansett hva de uavklarte sakene er, nås {goal} om neste sak blir avgjort på {limit}.")
        words = {"cases": _the_cases(needed), "limit": limit, "goal": share_goal(context)}
        told = [_("Ikke nådd."), text.format(**words)]
    elif needed == 1:
        told = [_("Ikke nådd, men nås om neste sak blir avgjort på {limit}.").format(limit=limit)]
    else:
        text = _("For å nå {goal} må de neste {cases} bli avgjort på {limit}.")
        if waiting == 1:
            text = _(
                "Med den ventende saken som allerede er over grensen, må de neste {cases} bli avgjort på {limit} for å "
                "nå {goal}."
            )
        elif waiting:
            text = _(
                "Med de {waiting} ventende sakene som allerede er over grensen, må de neste {cases} bli avgjort på "
                "{limit} for å nå {goal}."
            )
        words = {"cases": _the_cases(needed), "limit": limit, "goal": share_goal(context)}
        told = [_("Ikke nådd."), text.format(waiting=number_word(waiting), **words)]
    if verdict.reachable is False and verdict.waiting:
        told.append(_("Sakene som er åpne nå, er ikke nok til det."))
    return told


def mean_sentence(context: Question, result: Result) -> str:
    """``Snitt 16,8 dager (mål: høyst 21).``, with its range; empty under ``min_cases``. A pooled mean has no target."""
    if not shows_mean(context, result):
        return ""
    verdict = verdict_of(result)
    kind, limits = verdict.mean.kind, mean_range(context, result, verdict)
    shown, target = days(mean_text(context, result), context.goals), context.goals.mean_days
    over = kind == "missed" and result["sum_days"] > target * result["decided"]
    notes = [] if over or kind == "pooled" else [_("mål: høyst {target}").format(target=target)]
    if kind == "unclear":
        notes.append(_("avgjøres av {cases}").format(cases=unclear_cases(verdict.mean.turned_by)))
    if limits:
        text = _("når de uavklarte regnes med: {range}")
        if kind == "met" and result["sum_days"] > target * result["decided"]:
            text = _("nådd når de uavklarte regnes med: {range}")
        elif kind == "missed" and not over:
            text = _("ikke nådd når de uavklarte regnes med: {range}")
        notes.append(text.format(range=limits))
    text = _("Snitt {mean}, over målet på høyst {target}{notes}.") if over else _("Snitt {mean}{notes}.")
    return text.format(mean=shown, target=target, notes=f" ({'; '.join(notes)})" if notes else "")


def mean_range(context: Question, result: Result, verdict: Verdict) -> str:
    """``61,3 til 61,7`` or ``minst 54,5``: the mean with the unclear cases counted; empty if that is today's mean."""
    if verdict.least_mean is None or not shows_mean(context, result):
        return ""
    least = mean(*verdict.least_mean, context.goals)
    if verdict.greatest_mean is None:
        return _("minst {mean}").format(mean=least)
    greatest = mean(*verdict.greatest_mean, context.goals)
    if least != greatest:
        return _("{least} til {greatest}").format(least=least, greatest=greatest)
    ends = {Fraction(*verdict.least_mean), Fraction(*verdict.greatest_mean)}
    return "" if ends == {Fraction(result["sum_days"], result["decided"])} else least


def turned(was: Verdict, now: Verdict) -> str:
    """What of a verdict is another one now: ``målet om andel: nådd → ikke nådd``; empty where all is as it was."""
    pairs = [(_("målet om andel"), was.share, now.share), (mean_goal(), was.mean, now.mean)]
    if pairs[0][1:] == pairs[1][1:]:
        pairs = [(_("målet"), was.share, now.share)]
    told = []
    for name, old, new in pairs:
        if old == new or {old.kind, new.kind} <= {"none", "too_few"}:
            continue
        sides = [judged_in_words(judged, 0) for judged in (old, new)]
        told.append(f"{name}: {sides[1] if old.kind == 'none' else ' → '.join(sides)}")
    return ", ".join(told)
