"""Headlines over several municipalities, and those of trend, ages and timeline. By hand."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from casewatch.report.data import Ages, AgesChart, OpenCase, TimelineChart
from casewatch.report.words.headlines import region_breakdown, region_headline
from casewatch.report.words.reasons import (
    ages_headline,
    not_drawn_sentence,
    reasons_in_words,
    states_sentence,
    timeline_headline,
    timeline_subtitle,
    trend_headline,
)
from tests.report.builders import context, interval, result, trend

_MET, _MISSED, _FEW, _NONE = (1, 2, 3, 4, 12), (1, 2, 3, 11, 12), (1, 2), ()
_LONG, _BOTH_MISSED = (1, 2, 3, 4, 120), (1, 2, 3, 120, 120)  # means of 26 and 49.2


def _all(*kinds: tuple[int, ...]) -> list[dict[str, Any]]:
    return [result(f"K{number}", days) for number, days in enumerate(kinds)]


@pytest.mark.parametrize(
    ("results", "headline"),
    [
        (
            _all(_MET, _MET, _MET, _MISSED, _MISSED, _FEW),
            "Tre av seks kommuner når målet om 80\u00a0% på under 10 dager og snitt på høyst 21 dager",
        ),
        (
            _all(_MISSED, _MISSED),
            "Ingen av to kommuner når målet om 80\u00a0% på under 10 dager og snitt på høyst 21 dager",
        ),
        (_all(_MET, _MET), "Begge kommunene når målet om 80\u00a0% på under 10 dager og snitt på høyst 21 dager"),
        (
            _all(_MET, _MET, _MET),
            "Alle tre kommuner når målet om 80\u00a0% på under 10 dager og snitt på høyst 21 dager",
        ),
        (
            _all(*[_MET] * 9, *[_FEW] * 16),
            "9 av 25 kommuner når målet om 80\u00a0% på under 10 dager og snitt på høyst 21 dager",
        ),
        (
            _all(_FEW, _NONE, _FEW),
            "Ingen av tre kommuner har nok saker til å måles mot målet om 80\u00a0% på under 10 dager og snitt på "
            "høyst 21 dager",
        ),
        (_all(_MET), "K0: 4 av 5 næringssaker ble avgjort på under 10 dager siste 12 måneder"),
        ([], "Ingen kommuner å vise"),
    ],
)
def test_the_regions_headline(results: list[dict[str, Any]], headline: str) -> None:
    assert region_headline(context(), results) == headline


def test_a_past_period_is_told_in_the_past() -> None:
    past = context(as_of=date(2027, 2, 1))
    assert region_headline(past, _all(_MET, _MISSED)) == (
        "Én av to kommuner nådde målet om 80\u00a0% på under 10 dager og snitt på høyst 21 dager"
    )
    assert region_breakdown(past, _all(_MET, _MISSED)) == "Én nådde bare målet om snitt."


def test_what_became_of_the_others() -> None:
    unclear = result("U", _MET, share="unclear", scope_unknown=3)
    lost = result("L", (1, 2, 3, 11, 12), mean="unclear", scope_unknown=1)
    everyone = [*_all(_MET, _MISSED, _LONG, _LONG, _BOTH_MISSED, _FEW, _FEW, _NONE), unclear, lost]
    assert region_headline(context(), everyone) == (
        "Én av ti kommuner når målet om 80\u00a0% på under 10 dager og snitt på høyst 21 dager, én avgjøres av "
        "uavklarte saker"
    )
    assert region_breakdown(context(), everyone) == (
        "To når bare målet om 80\u00a0%, én når bare målet om snitt, én når ingen av dem, én når det ikke, to har for "
        "få saker og én har ingen målte saker."
    )
    turning = [result("A", _MET, overdue=1), result("B", _MET)]
    assert region_breakdown(context(), turning) == (
        "Én av dem som når målet, mister det når de ventende sakene er avgjort."
    )
    assert region_breakdown(context(), _all(_MET, _MET)) == ""


def test_the_trends_headline_compares_with_a_year_ago() -> None:
    # 13 points, so the first is the same month a year before the last
    rising = trend("A", [(3, 6)] * 12 + [(5, 6)])
    falling = trend("B", [(6, 6)] * 12 + [(3, 6)])
    unclear = trend("C", [(6, 6)] * 13, verdict="unclear", turned_by=2)
    few = trend("D", [(2, 2)] * 13)
    assert trend_headline(context(), (rising, falling, unclear, few)) == (
        "Én av fire kommuner når målet om 80\u00a0% nå, én avgjøres av uavklarte saker, to gjorde det for ett år siden"
    )
    assert trend_headline(context(), (rising, trend("E", [(6, 6)] * 3))) == (
        "Begge kommunene når målet om 80\u00a0% nå, ingen gjorde det for ett år siden"
    )
    assert trend_headline(context(), (trend("E", [(6, 6)] * 3), trend("F", []))) == (
        "Én av to kommuner når målet om 80\u00a0% nå"
    )
    assert trend_headline(context(), (unclear,)) == "C: målet om 80\u00a0% avgjøres av 2 uavklarte saker"
    assert trend_headline(context(), (few,)) == "D: for få saker til å si om målet om 80\u00a0% er nådd"


def test_open_cases_are_counted_by_state() -> None:
    cases = (
        OpenCase("1", "running", 12, 20, over=True),
        OpenCase("2", "paused", 3, 20),
        OpenCase("3", "incomplete", None, 9),
        OpenCase("4", "gone", None, 90),
    )
    chart = AgesChart(context(), (Ages("3417", "Grue", cases),))
    assert ages_headline(chart) == "1 av 4 åpne næringssaker har brukt 10 dager eller mer"
    assert states_sentence(list(cases)) == (
        "Tiden løper for 1, den står stille for 1, 1 er ikke komplett og 1 er ikke med i siste eksport."
    )
    assert ages_headline(AgesChart(context(), ())) == "Ingen åpne næringssaker"
    one = AgesChart(context(), (Ages("3417", "Grue", cases[1:2]),))
    assert ages_headline(one) == "1 åpen næringssak, og den har ikke brukt 10 dager eller mer"


def test_open_cases_of_unknown_scope_stand_beside_those_that_count() -> None:
    unknown = tuple(OpenCase(str(number), "running", 30, 30, over=True, scope_unknown=True) for number in range(4))
    chart = AgesChart(context(), (Ages("3416", "Nord-Odal", unknown),))
    assert ages_headline(chart) == "Ingen åpne næringssaker (+ 4 uavklarte)"
    assert states_sentence(list(unknown)) == ""
    more = AgesChart(context(), (Ages("3416", "Nord-Odal", (*unknown[:1], OpenCase("9", "running", 3, 3))),))
    assert ages_headline(more) == "1 åpen næringssak, og den har ikke brukt 10 dager eller mer (+ 1 uavklart)"


def test_a_timeline_in_words() -> None:
    intervals = [
        interval(date(2026, 8, 12), date(2026, 8, 31), "before_complete"),
        interval(date(2026, 8, 31), date(2026, 9, 4), "running"),
        interval(date(2026, 9, 4), date(2026, 10, 2), "hearing"),
        interval(date(2026, 10, 2), date(2026, 11, 11), "running"),
    ]
    explained = {"case_no": "2026/977", "net_days": 44, "intervals": intervals}
    chart = TimelineChart(
        context(), explained, "decided", date(2026, 8, 12), date(2026, 8, 31), date(2026, 11, 11), date(2026, 10, 8)
    )
    assert timeline_headline(chart) == "Sak 2026/977: 44 tellende dager, mål under 10"
    assert timeline_subtitle(chart) == (
        "72 kalenderdager fra komplett, av dem 28 til uttalelse. Avgjort onsdag 11. november 2026."
    )
    waiting = TimelineChart(context(), explained | {"net_days": 1}, "paused", None, date(2026, 8, 31), None, None)
    assert timeline_headline(waiting) == "Sak 2026/977: 1 tellende dag så langt, mål under 10"
    held_out = TimelineChart(context(), explained | {"net_days": None}, "held_out", None, None, None, None)
    assert timeline_headline(held_out) == "Sak 2026/977: kan ikke måles"


def test_what_is_not_drawn_is_said() -> None:
    none = dict.fromkeys(
        ("incomplete", "running", "paused", "overdue", "at_risk", "gone", "held_out", "scope_unknown"), 0
    )
    assert not_drawn_sentence(result("A", _MET, open=none)) == ""
    assert not_drawn_sentence(result("A", _MET, scope_unknown=1, open=none)) == (
        "Ikke tegnet: 1 sak der det er uavklart om den teller."
    )
    still = result("A", _MET, open=none | {"running": 2, "incomplete": 3, "gone": 1, "held_out": 1, "scope_unknown": 4})
    assert not_drawn_sentence(still) == (
        "Åpne saker som ikke er tegnet: 3 ikke komplett, 1 ikke med i siste eksport, 1 kan ikke måles og 4 der det er "
        "uavklart om de teller."
    )
    figure = result("A", _MET, scope_unknown=2, held_out={"complete_missing": 1, "pause_reversed": 2}, open=none)
    assert not_drawn_sentence(figure) == (
        "Ikke tegnet: 2 saker der det er uavklart om de teller og 3 saker som ikke kan måles."
    )
    assert reasons_in_words(figure["held_out"]) == "1 mangler komplett-dato, 2 svar på uttalelse før den ble sendt"
