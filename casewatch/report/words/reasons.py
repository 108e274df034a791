"""The sentences that charts and the workbook add: what is not drawn, headlines of trend, ages and timeline."""

from __future__ import annotations

from casewatch.core.clock import HELD_OUT_REASONS
from casewatch.core.scope import SCOPE_REASONS
from casewatch.language import _, show_date, show_number
from casewatch.report.data import AgesChart, OpenCase, Question, Result, TimelineChart, Trend, TrendPoint
from casewatch.report.words.headlines import as_of_sentence, of_municipalities, undecided
from casewatch.report.words.numbers import (
    calendar_days,
    capital,
    cases_in_words,
    counted_days,
    days,
    joined,
    limit_text,
    number_word,
    over_text,
    plus_unclear,
    subject,
    unclear_cases,
    under_text,
)
from casewatch.report.words.periods import day_in_words, period_in_words
from casewatch.report.words.trend import goals_at
from casewatch.report.words.verdicts import share_goal


def held_out_words(reason: str) -> str:
    """Why a case cannot be measured, in words; an unknown code as it is."""
    return {
        "complete_missing": _("mangler komplett-dato"),
        "decided_before_complete": _("avgjort før den var komplett"),
        "pause_reversed": _("svar på uttalelse før den ble sendt"),
        "decision_sent_missing": _("mangler dato for utsending av vedtak"),
        "complete_unclear": _("mangelbrev etter komplett-dato"),
        "pause_never_answered": _("mangler dato for svar på uttalelse eller for når den ble sendt"),
        "outcome_unknown": _("ukjent resultat"),
    }.get(reason, reason)


def remark_words(code: str) -> str:
    """A remark on an application's dates in words; an unknown code as it is."""
    return {
        "answer_without_sent": _("svar på uttalelse uten sendt dato"),
        "complete_before_received": _("komplett før mottatt"),
        "complete_moved": _("komplett-dato flyttet eller ført på nytt"),
        "complete_withdrawn": _("komplett-dato fjernet etter vedtak"),
        "date_in_future": _("dato fram i tid"),
        "decided_moved": _("vedtaksdato flyttet"),
        "deficiency_after_complete": _("mangelbrev etter komplett-dato"),
        "pause_outside": _("uttalelse utenom tiden som telles"),
        "received_missing": _("mangler mottatt-dato"),
        "type_unknown": _("ukjent søknadstype"),
    }.get(code, code)


def remarks_in_words(codes: str) -> str:
    """The remarks of a row of ``cases``: codes joined by ``;``."""
    return ", ".join(remark_words(code) for code in codes.split(";") if code)


def out_of_scope_words(reason: str) -> str:
    """Why a case does not count, in words; an unknown code as it is."""
    return {
        "application_type": _("har en søknadstype som ikke teller"),
        "before_measured": _("ble avgjort før målingen startet"),
        "business": _("er ikke næringsrelatert"),
        "within_plan": _("er ikke innenfor plan"),
        "regulated_plot": _("har ikke ferdigregulert tomt"),
        "road_to_boundary": _("har ikke vei til tomtegrensen"),
    }.get(reason, reason)


def reasons_in_words(counts: dict[str, int], *, out_of_scope: bool = False) -> str:
    """``2 mangler komplett-dato, 1 ukjent resultat``; empty where there is none."""
    words = out_of_scope_words if out_of_scope else held_out_words
    order = SCOPE_REASONS if out_of_scope else HELD_OUT_REASONS
    ordered = sorted(counts, key=lambda code: (order.index(code) if code in order else len(order), code))
    return ", ".join(f"{show_number(counts[code])} {words(code)}" for code in ordered if counts[code])


def state_in_words(state: str) -> str:
    """A state as people say it."""
    return {
        "closed": _("avsluttet uten vedtak"),
        "held_out": _("kan ikke måles"),
        "decided": _("avgjort"),
        "gone": _("ikke med i siste eksport"),
        "incomplete": _("ikke komplett"),
        "paused": _("tiden står stille"),
        "running": _("tiden løper"),
    }.get(state, state)


def unknown_scope(number: int) -> str:
    """``4 der det er uavklart om de teller``; empty where there are none."""
    if not number:
        return ""
    text = _("{number} der det er uavklart om den teller")
    if number > 1:
        text = _("{number} der det er uavklart om de teller")
    return text.format(number=show_number(number))


def not_drawn_sentence(*results: Result) -> str:
    """How many cases of the period, and how many open ones, have no mark, and why; empty where all have."""
    unknown = sum(int(result["scope_unknown"]) for result in results)
    held_out = sum(sum(result["held_out"].values()) for result in results)
    parts = []
    if unknown:
        text = _("{cases} der det er uavklart om den teller")
        if unknown > 1:
            text = _("{cases} der det er uavklart om de teller")
        parts.append(text.format(cases=cases_in_words(unknown)))
    if held_out:
        parts.append(_("{cases} som ikke kan måles").format(cases=cases_in_words(held_out)))
    sentences = [_("Ikke tegnet: {what}.").format(what=joined(parts))] if parts else []
    still = (
        ("incomplete", _("{number} ikke komplett")),
        ("gone", _("{number} ikke med i siste eksport")),
        ("held_out", _("{number} kan ikke måles")),
    )
    counts = {state: sum(int(result["open"][state]) for result in results) for state, _text in still}
    open_parts = [text.format(number=show_number(counts[state])) for state, text in still if counts[state]]
    if unknown_open := sum(int(result["open"]["scope_unknown"]) for result in results):
        open_parts.append(unknown_scope(unknown_open))
    if open_parts:
        sentences.append(_("Åpne saker som ikke er tegnet: {what}.").format(what=joined(open_parts)))
    return " ".join(sentences)


def letter_words() -> str:
    """What is said of an open case over the limit that no outlook counts as a miss."""
    return _("mangelbrev etter komplett-dato: starten er uklar")


def over_with_letter(context: Question, *results: Result) -> int:
    """How many open cases are over the limit by their recorded `complete`, but with a later letter of defects.

    The verdict counts them among those that can still pass. 0 for a period that is over and for a result stored before
    verdicts were: there nothing waits, and nothing is told apart.
    """
    if context.past:
        return 0
    told = (result for result in results if result.get("verdict"))
    return sum(int(result["open"]["overdue"]) - int(result["verdict"]["waiting_over"]) for result in told)


def over_in_words(over: int, with_letter: int) -> str:
    """For a table: ``2``, or ``1 + 1 med mangelbrev`` where of the `over` some have a letter of defects."""
    if not with_letter:
        return show_number(over)
    text = _("{number} + {letters} med mangelbrev")
    return text.format(number=show_number(over - with_letter), letters=show_number(with_letter))


def letter_sentence(context: Question, *results: Result) -> str:
    """How many of the open cases over the limit have a letter of defects; empty where none has."""
    number = over_with_letter(context, *results)
    if not number:
        return ""
    return _("{cases} over grensen har {why}.").format(cases=cases_in_words(number), why=letter_words())


def _reached(points: list[TrendPoint]) -> int:
    return sum(point.verdict == "met" for point in points)


def a_year_before(trend: Trend) -> TrendPoint | None:
    """The point of the same month a year before the last one, if there is one."""
    if not trend.points:
        return None
    last = trend.points[-1].day
    for point in trend.points:
        if (point.day.year, point.day.month) == (last.year - 1, last.month):
            return point
    return None


def trend_headline(context: Question, trends: tuple[Trend, ...]) -> str:
    """``Tre av seks kommuner når målet om 80 % nå, to gjorde det for ett år siden``."""
    last = [trend.points[-1] for trend in trends if trend.points]
    before = [point for point in map(a_year_before, trends) if point is not None]
    if len(trends) == 1:
        texts = {
            "met": _("{name} når {goal}"),
            "missed": _("{name} når ikke {goal}"),
            "unclear": _("{name}: {goal} avgjøres av {cases}"),
        }
        text = texts.get(last[0].verdict if last else "none", _("{name}: for få saker til å si om {goal} er nådd"))
        decisive = unclear_cases(last[0].turned_by if last else 0)
        return text.format(name=trends[0].name, goal=share_goal(context), cases=decisive)
    who = of_municipalities(_reached(last), len(trends))
    text = _("{who} når {goal} nå").format(who=who, goal=share_goal(context))
    text += undecided(sum(point.verdict == "unclear" for point in last))
    if before:
        then = _reached(before)
        number = number_word(then) if len(trends) <= 12 or not then else show_number(then)
        same = all(goals_at(context, point) == context.goals for point in before)
        told = (
            _(", {number} gjorde det for ett år siden")
            if same
            else _(", {number} nådde det som gjaldt for ett år siden")
        )
        text += told.format(number=number)
    return text


def counted_sentences(context: Question) -> str:
    """What is counted, of which period, and as of when; beside the table of the figures, whose columns it names."""
    dated = f"{capital(period_in_words(context))}. {as_of_sentence(context)}"
    rule = open_rule_sentence(context)
    if rule:
        rule += " " + _("«Åpne» og «Over grensen» i tabellen følger regelen for perioden.")
    return " ".join(part for part in (subject(context).explained, dated, rule) if part)


def open_rule_sentence(context: Question) -> str:
    """Where what is open counts by another version of the rule than the period: which is which; empty otherwise."""
    now = context.goals_now
    if now is None:
        return ""
    text = _(
        "Åpne saker i bilder og lister er regnet etter regelen som gjelder {day} ({now}), "
        "tallene for perioden etter den som gjaldt da ({then})."
    )
    return text.format(day=show_date(context.as_of), now=under_text(now), then=limit_text(context))


def ages_headline(chart: AgesChart) -> str:
    """``3 av 14 åpne næringssaker har brukt 10 dager eller mer (+ 4 uavklarte)``: of those that count."""
    context = chart.context
    everyone = [case for row in chart.rows for case in row.cases]
    counting = [case for case in everyone if not case.scope_unknown]
    plus = plus_unclear(len(everyone) - len(counting))
    return _ages_headline(context, counting) + (f" ({plus})" if plus else "")


def _ages_headline(context: Question, counting: list[OpenCase]) -> str:
    names = subject(context)
    if not counting:
        return _("Ingen åpne {cases}").format(cases=names.many)
    over = sum(case.over for case in counting)
    if len(counting) == 1:
        text = _("1 åpen {case}, og den har brukt {limit}")
        if not over:
            text = _("1 åpen {case}, og den har ikke brukt {limit}")
        return text.format(case=names.one, limit=over_text(context))
    return _("{over} av {number} åpne {cases} har brukt {limit}").format(
        over=show_number(over) if over else _("Ingen"),
        number=show_number(len(counting)),
        cases=names.many,
        limit=over_text(context),
    )


def states_sentence(open_cases: list[OpenCase]) -> str:
    """How many open cases that count are in which state."""
    words = (
        ("running", _("tiden løper for {number}")),
        ("paused", _("den står stille for {number}")),
        ("incomplete", _("{number} er ikke komplett")),
        ("gone", _("{number} er ikke med i siste eksport")),
        ("held_out", _("{number} kan ikke måles")),
    )
    counts = {state: sum(case.state == state and not case.scope_unknown for case in open_cases) for state, _t in words}
    parts = [text.format(number=show_number(counts[state])) for state, text in words if counts[state]]
    return f"{capital(joined(parts))}." if parts else ""


def timeline_headline(chart: TimelineChart) -> str:
    """``Sak 2026/977: 44 tellende dager, mål under 10``."""
    net = chart.explained["net_days"]
    case_no = chart.explained["case_no"]
    if net is None:
        return _("Sak {case_no}: {state}").format(case_no=case_no, state=state_in_words(chart.state))
    if chart.runs:
        text = _("Sak {case_no}: {days} så langt, mål under {limit}")
    else:
        text = _("Sak {case_no}: {days}, mål under {limit}")
    unit = days(net, chart.context.goals) if chart.context.goals.day_count == "working" else counted_days(net)
    return text.format(case_no=case_no, days=unit, limit=chart.context.goals.limit_days)


def why_in_words(why: str) -> str:
    """Why an interval counts or does not."""
    return {
        "running": _("tiden løper"),
        "hearing": _("til uttalelse"),
        "other_authority": _("hos annen myndighet"),
        "before_complete": _("før komplett"),
        "non_working": _("helg eller helligdag"),
    }.get(why, why)


def dispatch_sentence(chart: TimelineChart) -> str:
    """When the decision went out, or that it has not, where the clock runs until then; empty otherwise."""
    if chart.sent is not None:
        return _("Sendt ut {day}.").format(day=day_in_words(chart.sent, weekday=True, year=True))
    if chart.unsent:
        day = day_in_words(chart.context.as_of, weekday=True, year=True)
        return _("Ikke sendt ut {day}: tiden løper til vedtaket er sendt.").format(day=day)
    return ""


def timeline_subtitle(chart: TimelineChart) -> str:
    """``72 kalenderdager fra komplett, av dem 28 til uttalelse. Avgjort onsdag 11. november 2026.``"""
    spent: dict[str, int] = {}
    for interval in chart.explained["intervals"]:
        spent[interval["why"]] = spent.get(interval["why"], 0) + interval["days"]
    before = spent.pop("before_complete", 0)
    total = sum(spent.values())
    sentences = []
    if chart.complete is not None:
        parts = [
            f"{show_number(spent[why])} {words}"
            for why, words in (
                ("hearing", _("til uttalelse")),
                ("other_authority", _("hos annen myndighet")),
                ("non_working", _("i helg og på helligdager")),
            )
            if spent.get(why)
        ]
        text = _("{days} fra komplett").format(days=calendar_days(total))
        sentences.append(text + (_(", av dem {parts}").format(parts=joined(parts)) if parts else "") + ".")
    elif before:
        sentences.append(_("{days} siden den ble mottatt, ikke komplett.").format(days=calendar_days(before)))
    if chart.ended is not None:
        day = day_in_words(chart.ended, weekday=True, year=True)
        closed = chart.state == "closed"
        text = _("Avsluttet uten vedtak {day}.") if closed else _("Avgjort {day}.")
        if sent := dispatch_sentence(chart):
            text += f" {sent}"
    else:
        day = day_in_words(chart.context.as_of, weekday=True, year=True)
        text = _("Fortsatt åpen {day}.")
    sentences.append(text.format(day=day))
    return " ".join(sentences)
