"""The findings in sentences: verdicts, the manager's sentence, the region's headline.

Counts come before percentages; under ``min_cases`` there is no percentage and no mean; an unclear verdict is never
called met. What decides is compared in whole numbers.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Literal

from casewatch.language import _, show_date, show_number
from casewatch.report.data import Context, Result
from casewatch.report.numbers import (
    capital,
    cases,
    days,
    listed,
    mean,
    number_word,
    out_of,
    percent,
    some,
    subject,
    unclear_cases,
    under_text,
    waiting_cases,
)
from casewatch.report.periods import in_period, local_moment

Verdict = Literal["met", "missed", "unclear", "too_few", "none", "pooled"]


def unclear(result: Result) -> int:
    """How many cases of the period could turn the verdict: scope unknown, and held out."""
    return int(result["scope_unknown"]) + sum(int(number) for number in result["held_out"].values())


def verdict(result: Result) -> Verdict:
    """The verdict on the share. ``none``: nothing measured; ``pooled``: the region's line, which has no target."""
    if not result["decided"]:
        return "none"
    if result["share_met"] is None:
        return "pooled"
    if result["too_few"]:
        return "too_few"
    if not result["share_certain"]:
        return "unclear"
    return "met" if result["share_met"] else "missed"


def waiting_over(result: Result) -> int:
    """Open cases that have passed the limit already."""
    return int(result["open"]["overdue"])


def will_turn(context: Context, result: Result) -> bool:
    """Met today, but missed once the waiting cases that have passed the limit are decided."""
    measured = result["decided"] + waiting_over(result)
    share = context.goals.share_percent
    return verdict(result) == "met" and not context.past and 100 * result["under_limit"] < share * measured


def shows_mean(result: Result) -> bool:
    """Whether there are enough cases for a mean and a percentage."""
    return bool(result["decided"]) and not result["too_few"]


def mean_text(context: Context, result: Result) -> str:
    """``16,8``, or a dash under ``min_cases``."""
    return mean(result["sum_days"], result["decided"], context.goals) if shows_mean(result) else "–"


def percent_text(context: Context, result: Result) -> str:
    """``82 %``, or a dash under ``min_cases``."""
    if not shows_mean(result):
        return "–"
    return percent(result["under_limit"], result["decided"], context.goals)


def verdict_in_words(context: Context, result: Result) -> str:
    """For a table: ``nådd``, ``ikke nådd``, ``avgjøres av 3 uavklarte saker``, ``for få saker`` …; empty if pooled."""
    kind = verdict(result)
    if kind == "met" and will_turn(context, result):
        waiting = waiting_cases(waiting_over(result))
        return _("nådd i dag, men {waiting} er over grensen").format(waiting=waiting)
    if kind == "unclear":
        return _("avgjøres av {cases}").format(cases=unclear_cases(unclear(result)))
    if kind == "none" and unclear(result):
        return _("ingen saker kan måles, {cases}").format(cases=unclear_cases(unclear(result)))
    return {
        "met": _("nådd"),
        "missed": _("ikke nådd"),
        "too_few": _("for få saker"),
        "none": _("ingen saker avgjort"),
        "pooled": "",
    }[kind]


def limit_text(context: Context) -> str:
    """``under 10 dager``."""
    return under_text(context.goals)


def over_text(context: Context) -> str:
    """``10 dager eller mer``."""
    return _("{days} eller mer").format(days=days(context.goals.limit_days, context.goals))


def headline(context: Context, result: Result) -> str:
    """The finding of one municipality, without a full stop."""
    decided, unit = result["decided"], limit_text(context)
    period = in_period(context)
    if not decided:
        text = _("Ingen {cases} ble avgjort {period}")
        if unclear(result):
            text = _("Ingen {cases} avgjort {period} kan måles")
        return text.format(cases=subject(context).many, period=period)
    text = _("{under} av {cases} ble avgjort på {limit} {period}").format(
        under=result["under_limit"], cases=some(decided, context), limit=unit, period=period
    )
    if verdict(result) == "unclear":
        text += _(", men målet avgjøres av {cases}").format(cases=unclear_cases(unclear(result)))
    return text


def _range_text(result: Result) -> str:
    """Worst and best case, in whole numbers where they are handed in."""
    counts = result.get("share_range_counts")
    if counts:
        worst, best = counts
        return _("verst {worst}, best {best}").format(worst=out_of(*worst), best=out_of(*best))
    low, high = (None if end is None else show_number(100 * end, 1) for end in result["share_range"])
    return "" if low is None or high is None else _("mellom {low} og {high}\u00a0%").format(low=low, high=high)


def _met_sentence(context: Context, result: Result) -> str:
    limit, over = limit_text(context), over_text(context)
    waiting = waiting_over(result)
    if context.past:
        return _("Nådd.")
    if will_turn(context, result):
        then = out_of(result["under_limit"], result["decided"] + waiting)
        text = (
            _("Nådd i dag, men {waiting} er alt over grensen ({then} når den avgjøres).")
            if waiting == 1
            else _("Nådd i dag, men {waiting} er alt over grensen ({then} når de avgjøres).")
        )
        return text.format(waiting=waiting_cases(waiting), then=then)
    outlook = result.get("outlook")
    if outlook is None:
        return _("Nådd.")
    left = outlook["misses_left"]
    if left == 0:
        return _("Nådd, men neste sak må også bli avgjort på {limit}.").format(limit=limit)
    if left == 1:
        return _("Nådd, også om neste sak tar {over}.").format(over=over)
    return _("Nådd, også om de neste {cases} tar {over}.").format(cases=_the_cases(left), over=over)


def _the_cases(number: int) -> str:
    return _("{number} sakene").format(number=number_word(number))


def _missed_sentence(context: Context, result: Result) -> str:
    limit = limit_text(context)
    outlook = result.get("outlook")
    if context.past or outlook is None:
        return _("Ikke nådd.")
    needed = outlook["needed_under_limit"]
    if needed is None:
        return _("Ikke nådd, og kan ikke nås mer i perioden.")
    if needed == 1:
        text = _("Ikke nådd, men nås om neste sak blir avgjort på {limit}.").format(limit=limit)
    else:
        text = _("Ikke nådd. For å nå målet må de neste {cases} bli avgjort på {limit}.")
        text = text.format(cases=_the_cases(needed), limit=limit)
    if outlook["reachable"] is False:
        text += " " + _("Sakene som er åpne nå, er ikke nok til det.")
    return text


def verdict_sentence(context: Context, result: Result) -> str:
    """The verdict in a sentence, with what the next cases mean for it; empty for a pooled figure."""
    kind = verdict(result)
    if kind == "met":
        text = _met_sentence(context, result)
    elif kind == "missed":
        text = _missed_sentence(context, result)
    elif kind == "unclear":
        limits = _range_text(result)
        text = _("Med de uavklarte sakene blir det {range}.").format(range=limits) if limits else ""
    elif kind == "too_few":
        text = _("For få saker til å si om det er nådd.")
    else:
        text = ""
    waiting = waiting_over(result)
    if waiting and not context.past and kind != "pooled" and not will_turn(context, result):
        over = _("{waiting} er alt over grensen.").format(waiting=waiting_cases(waiting))
        text = f"{text} {over}".strip()
    if unclear(result) and kind in ("met", "missed"):
        text += " " + _("{cases} endrer ikke svaret.").format(cases=unclear_cases(unclear(result)))
    elif unclear(result) and kind in ("too_few", "none"):
        text = f"{text} {unclear_cases(unclear(result))}.".strip()
    return text


def mean_sentence(context: Context, result: Result) -> str:
    """``Snitt 16,8 dager (mål: høyst 21).``; empty under ``min_cases``. A pooled mean has no target."""
    if not shows_mean(result):
        return ""
    shown = days(mean_text(context, result), context.goals)
    if result["mean_met"] is None:
        return _("Snitt {mean}.").format(mean=shown)
    target = context.goals.mean_days
    if not result["mean_certain"]:
        return _("Snitt {mean} (mål: høyst {target}; avgjøres av {cases}).").format(
            mean=shown, target=target, cases=unclear_cases(unclear(result))
        )
    if result["mean_met"]:
        return _("Snitt {mean} (mål: høyst {target}).").format(mean=shown, target=target)
    return _("Snitt {mean}, over målet på høyst {target}.").format(mean=shown, target=target)


def target_sentence(context: Context) -> str:
    """``Mål: minst 80 %.``"""
    return _("Mål: minst {share}\u00a0%.").format(share=context.goals.share_percent)


def as_of_sentence(context: Context, result: Result | None = None) -> str:
    """``Tall per 23.11.2026.``, as known when, if that was asked, and how many cases were erased since.

    With a result the erased ones are those of its municipality.
    """
    erased = context.forgotten if result is None else result.get("forgotten", 0)
    if not erased:
        return dated_sentence(context)
    text = _("{cases} som var kjent da, er slettet siden (forget) og er ikke med i tallene.")
    return f"{dated_sentence(context)} {text.format(cases=capital(cases(erased)))}"


def dated_sentence(context: Context) -> str:
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
    return _("Startdagen er antatt for {cases}.").format(cases=cases(assumed))


def details(context: Context, result: Result) -> str:
    """What stands below the headline: target, verdict, mean, date."""
    parts = (
        target_sentence(context) if verdict(result) != "pooled" else "",
        verdict_sentence(context, result),
        mean_sentence(context, result),
        assumed_sentence(result),
        as_of_sentence(context, result),
    )
    return " ".join(part for part in parts if part)


def manager_sentence(context: Context, result: Result) -> str:
    """Headline and details: the whole finding of one municipality."""
    return f"{headline(context, result)}. {details(context, result)}"


def one_case_sentence(context: Context, result: Result) -> str:
    """For a council: said where a single case would turn a certain verdict; empty where it would not."""
    under, decided, share = result["under_limit"], result["decided"], context.goals.share_percent
    kind = verdict(result)
    turned = (kind == "met" and 100 * under < share * (decided + 1)) or (
        kind == "missed" and 100 * (under + 1) >= share * (decided + 1)
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


def region_headline(context: Context, results: Sequence[Result]) -> str:
    """``Tre av seks kommuner når målet om 80 % på under 10 dager``. Only certain verdicts are counted."""
    if not results:
        return _("Ingen kommuner å vise")
    if len(results) == 1:
        return f"{results[0]['name']}: {headline(context, results[0])}"
    kinds = Counter(verdict(result) for result in results)
    goal = _("målet om {share}\u00a0% på {limit}").format(share=context.goals.share_percent, limit=limit_text(context))
    if not kinds["met"] + kinds["missed"] + kinds["unclear"]:
        who = of_municipalities(0, len(results))
        return _("{who} har nok saker til å måles mot {goal}").format(who=who, goal=goal)
    who = of_municipalities(kinds["met"], len(results))
    text = _("{who} nådde {goal}") if context.past else _("{who} når {goal}")
    return text.format(who=who, goal=goal)


def region_breakdown(context: Context, results: Sequence[Result]) -> str:
    """What became of those that do not reach the target, in one sentence; empty where all do."""
    kinds = Counter(verdict(result) for result in results)
    turning = sum(will_turn(context, result) for result in results)
    texts: dict[Verdict, str] = {
        "missed": _("{number} nådde det ikke") if context.past else _("{number} når det ikke"),
        "unclear": _("{number} avgjøres av uavklarte saker"),
        "too_few": _("{number} har for få saker"),
        "none": _("{number} har ingen målte saker"),
    }
    parts = [text.format(number=number_word(kinds[kind])) for kind, text in texts.items() if kinds[kind]]
    sentences = [f"{capital(listed(parts))}."] if parts else []
    if turning:
        text = _("{number} av dem som når målet, mister det når de ventende sakene er avgjort.")
        sentences.append(text.format(number=capital(number_word(turning))))
    return " ".join(sentences)
