"""The sentences that charts and the workbook add: what is not drawn, headlines of trend, ages and timeline."""

from collections import Counter
from collections.abc import Sequence

from casewatch.core.clock import HELD_OUT_REASONS
from casewatch.core.scope import SCOPE_REASONS
from casewatch.documents.figures import Result
from casewatch.language import _, show_date, show_number
from casewatch.report.data import AgesChart, OpenCase, Question, TimelineChart, Trend, TrendPoint
from casewatch.report.words.codes.applications import HELD_OUT, OUT_OF_SCOPE, REMARK, SCOPE_FIELD, STATE, WHY
from casewatch.report.words.headlines import as_of_sentence, of_municipalities, undecided
from casewatch.report.words.numbers import (
    calendar_days,
    capital,
    cases_in_words,
    counted,
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


def gap_words(reason: str) -> str:
    """What is missing or unclear, in words; an unknown code as it is."""
    if reason in SCOPE_FIELD:
        return _("uavklart om {clause}").format(clause=SCOPE_FIELD.clause(reason))
    return next(words for words in (HELD_OUT, STATE, REMARK) if reason in words or words is REMARK)(reason)


def gaps_in_words(reasons: Sequence[str]) -> str:
    """All that is missing of one application: a sentence each, the last without a full stop, as cells have it."""
    return ". ".join(capital(gap_words(reason)) for reason in reasons)


def remarks_in_words(codes: str) -> str:
    """The remarks of a row of ``cases``: codes joined by ``;``."""
    return ", ".join(REMARK(code) for code in codes.split(";") if code)


def reasons_in_words(counts: dict[str, int], *, out_of_scope: bool = False) -> str:
    """``2 mangler komplett-dato, 1 ukjent resultat``; empty where there is none."""
    words, order = (OUT_OF_SCOPE, SCOPE_REASONS) if out_of_scope else (HELD_OUT, HELD_OUT_REASONS)
    ordered = sorted(counts, key=lambda code: (order.index(code) if code in order else len(order), code))
    return ", ".join(f"{show_number(counts[code])} {words(code)}" for code in ordered if counts[code])


def unknown_scope(number: int) -> str:
    """``4 der det er uavklart om de teller``; empty where there are none."""
    if not number:
        return ""
    return counted(
        number, _("{number} der det er uavklart om den teller"), _("{number} der det er uavklart om de teller")
    )


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
    waiting = [result["open"] for result in results]
    still = {state: sum(each[state] for each in waiting) for state in ("incomplete", "gone", "held_out")}
    open_parts = [f"{show_number(count)} {STATE(state)}" for state, count in still.items() if count]
    if unknown_open := sum(each["scope_unknown"] for each in waiting):
        open_parts.append(unknown_scope(unknown_open))
    if open_parts:
        sentences.append(_("Åpne saker som ikke er tegnet: {what}.").format(what=joined(open_parts)))
    return " ".join(sentences)


def letter_words() -> str:
    """What is said of an open case over the limit that no outlook counts as a miss."""
    return _("{letter}: starten er uklar").format(letter=HELD_OUT("complete_unclear"))


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


def a_year_before(trend: Trend) -> TrendPoint | None:
    """The point of the same month a year before the last one, if there is one."""
    months = {(point.day.year, point.day.month): point for point in reversed(trend.points)}
    year, month = max(months, default=(0, 0))
    return months.get((year - 1, month))


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
    who = of_municipalities(sum(point.verdict == "met" for point in last), len(trends))
    text = _("{who} når {goal} nå").format(who=who, goal=share_goal(context))
    text += undecided(sum(point.verdict == "unclear" for point in last))
    if before:
        then = sum(point.verdict == "met" for point in before)
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
        text = (
            _("1 åpen {case}, og den har brukt {limit}") if over else _("1 åpen {case}, og den har ikke brukt {limit}")
        )
        return text.format(case=names.one, limit=over_text(context))
    return _("{over} av {number} åpne {cases} har brukt {limit}").format(
        over=show_number(over) if over else _("Ingen"),
        number=show_number(len(counting)),
        cases=names.many,
        limit=over_text(context),
    )


def states_sentence(open_cases: list[OpenCase]) -> str:
    """How many open cases that count are in which state."""
    counts = Counter(case.state for case in open_cases if not case.scope_unknown)
    states = [state for state in ("running", "paused", "incomplete", "gone", "held_out") if counts[state]]
    parts = [STATE.counted(state, counts[state]) for state in states]
    return f"{capital(joined(parts))}." if parts else ""


def timeline_headline(chart: TimelineChart) -> str:
    """``Sak 2026/977: 44 tellende dager, mål under 10``."""
    net = chart.explained["net_days"]
    case_no = chart.explained["case_no"]
    if net is None:
        return _("Sak {case_no}: {state}").format(case_no=case_no, state=STATE(chart.state))
    text = _("Sak {case_no}: {days}, mål under {limit}")
    if chart.runs:
        text = _("Sak {case_no}: {days} så langt, mål under {limit}")
    unit = days(net, chart.context.goals) if chart.context.goals.day_count == "working" else counted_days(net)
    return text.format(case_no=case_no, days=unit, limit=chart.context.goals.limit_days)


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
    spent: Counter[str] = Counter()
    for interval in chart.explained["intervals"]:
        spent[interval["why"]] += interval["days"]
    before = spent.pop("before_complete", 0)
    total = sum(spent.values())
    sentences = []
    if chart.complete is not None:
        parts = [WHY.counted(why, spent[why]) for why in ("hearing", "other_authority", "non_working") if spent[why]]
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
