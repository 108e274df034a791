"""The sentences, case by case. Expected texts and the counts in them were worked out by hand."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest

from casewatch.report.words import (
    as_of_sentence,
    manager_sentence,
    one_case_sentence,
    verdict,
    verdict_in_words,
    verdict_sentence,
    will_turn,
)
from tests.report.builders import GRUE, context, pooled, result

_FOUR_OF_FIVE = (1, 2, 3, 4, 12)
_THREE_OF_FIVE = (1, 2, 3, 11, 12)
_LEFT: dict[str, Any] = {"misses_left": 0, "needed_under_limit": 0, "reachable": True}


def test_the_managers_sentence_of_the_design() -> None:
    assert manager_sentence(context(), result("Grue", GRUE)) == (
        "9 av 11 næringssaker ble avgjort på under 10 dager siste 12 måneder. Mål: minst 80\u00a0%. Nådd, men "
        "neste sak må også bli avgjort på under 10 dager. Snitt 16,8 dager (mål: høyst 21). Tall per 23.11.2026."
    )


def test_with_an_old_waiting_case_it_is_met_today_only() -> None:
    # 9 of 11 is 81.8 %; with the waiting one decided it is 9 of 12, 75 %
    assert manager_sentence(context(), result("Grue", GRUE, overdue=1)) == (
        "9 av 11 næringssaker ble avgjort på under 10 dager siste 12 måneder. Mål: minst 80\u00a0%. Nådd i dag, men 1 "
        "ventende sak er alt over grensen (9 av 12 når den avgjøres). Snitt 16,8 dager (mål: høyst 21). "
        "Tall per 23.11.2026."
    )


def test_uncertain_never_says_met() -> None:
    figure = result(
        "Sør-Odal",
        (3, 4, 4, 6, 7, 7, 8, 9, 12, 24),
        scope_unknown=2,
        held_out={"complete_missing": 1},
        share_certain=False,
        mean_certain=False,
        share_range=[8 / 12, 10 / 12],
        share_range_counts=[[8, 12], [10, 12]],
    )
    assert manager_sentence(context(), figure) == (
        "8 av 10 næringssaker ble avgjort på under 10 dager siste 12 måneder, men målet avgjøres av 3 uavklarte saker. "
        "Mål: minst 80\u00a0%. Med de uavklarte sakene blir det verst 8 av 12, best 10 av 12. Snitt 8,4 dager (mål: "
        "høyst 21; avgjøres av 3 uavklarte saker). Tall per 23.11.2026."
    )
    assert verdict_in_words(context(), figure) == "avgjøres av 3 uavklarte saker"
    del figure["share_range_counts"]
    assert "mellom 66,7 og 83,3\u00a0%" in manager_sentence(context(), figure)


def test_under_five_cases_there_is_no_mean_and_no_percentage() -> None:
    figure = result("Åsnes", (6, 15), share_certain=False, scope_unknown=1)
    assert manager_sentence(context(), figure) == (
        "1 av 2 næringssaker ble avgjort på under 10 dager siste 12 måneder. Mål: minst 80\u00a0%. For få saker til "
        "å si om det er nådd. 1 uavklart sak. Tall per 23.11.2026."
    )


def test_nothing_decided() -> None:
    assert manager_sentence(
        context(period="2026-06", start=date(2026, 6, 1), end=date(2026, 6, 30)), result("A", ())
    ) == ("Ingen næringssaker ble avgjort i juni 2026. Mål: minst 80\u00a0%. Tall per 23.11.2026.")
    held_out = result("A", (), held_out={"complete_missing": 2})
    assert manager_sentence(context(), held_out).startswith("Ingen næringssaker avgjort siste 12 måneder kan måles. ")
    assert verdict_in_words(context(), held_out) == "ingen saker kan måles, 2 uavklarte saker"


@pytest.mark.parametrize(
    ("days", "changes", "asked", "words"),
    [
        (_FOUR_OF_FIVE, {}, {}, "Nådd, men neste sak må også bli avgjort på under 10 dager."),
        (_FOUR_OF_FIVE, {"outlook": _LEFT | {"misses_left": 1}}, {}, "Nådd, også om neste sak tar 10 dager eller mer."),
        (
            (1,) * 10,
            {"outlook": _LEFT | {"misses_left": 2}},
            {},
            "Nådd, også om de neste to sakene tar 10 dager eller mer.",
        ),
        # 10 of 10 with two waiting over the limit: 10 of 12 is 83 %
        (
            (1,) * 10,
            {"outlook": _LEFT | {"misses_left": 2}, "overdue": 2},
            {},
            "Nådd, også om de neste to sakene tar 10 dager eller mer. 2 ventende saker er alt over grensen.",
        ),
        # with three: 10 of 13 is 77 %
        (
            (1,) * 10,
            {"outlook": _LEFT | {"misses_left": 2}, "overdue": 3},
            {},
            "Nådd i dag, men 3 ventende saker er alt over grensen (10 av 13 når de avgjøres).",
        ),
        (_FOUR_OF_FIVE, {"overdue": 1}, {"as_of": date(2026, 12, 24)}, "Nådd."),  # the period is over
        (
            _FOUR_OF_FIVE,
            {"scope_unknown": 1},
            {"as_of": date(2026, 12, 24)},
            "Nådd. 1 uavklart sak endrer ikke svaret.",
        ),
        (
            _THREE_OF_FIVE,
            {"outlook": _LEFT | {"needed_under_limit": 5}},
            {},
            "Ikke nådd. For å nå målet må de neste fem sakene bli avgjort på under 10 dager.",
        ),
        (
            _THREE_OF_FIVE,
            {"outlook": _LEFT | {"needed_under_limit": 1}},
            {},
            "Ikke nådd, men nås om neste sak blir avgjort på under 10 dager.",
        ),
        (
            _THREE_OF_FIVE,
            {"outlook": _LEFT | {"needed_under_limit": 5, "reachable": False}, "overdue": 1},
            {},
            "Ikke nådd. For å nå målet må de neste fem sakene bli avgjort på under 10 dager. Sakene som er åpne nå, er "
            "ikke nok til det. 1 ventende sak er alt over grensen.",
        ),
        (
            _THREE_OF_FIVE,
            {"outlook": _LEFT | {"needed_under_limit": None}},
            {},
            "Ikke nådd, og kan ikke nås mer i perioden.",
        ),
        (_THREE_OF_FIVE, {}, {"as_of": date(2026, 12, 24)}, "Ikke nådd."),
        (
            _FOUR_OF_FIVE,
            {},
            {"limit_days": 15, "day_count": "working"},
            "Nådd, men neste sak må også bli avgjort på under 15 arbeidsdager.",
        ),
    ],
)
def test_verdicts_in_sentences(
    days: tuple[int, ...], changes: dict[str, Any], asked: dict[str, Any], words: str
) -> None:
    assert verdict_sentence(context(**asked), result("A", days, **changes)) == words


@pytest.mark.parametrize(
    ("figure", "kind", "words"),
    [
        (result("A", _FOUR_OF_FIVE), "met", "nådd"),
        (result("A", _THREE_OF_FIVE), "missed", "ikke nådd"),
        (result("A", (1, 2, 3, 4)), "too_few", "for få saker"),
        (result("A", (1, 2, 3, 4), share_certain=False, scope_unknown=1), "too_few", "for få saker"),
        (
            result("A", _FOUR_OF_FIVE, share_certain=False, scope_unknown=1),
            "unclear",
            "avgjøres av 1 uavklart sak",
        ),
        (result("A", ()), "none", "ingen saker avgjort"),
        (pooled(_FOUR_OF_FIVE), "pooled", ""),
        (result("A", _FOUR_OF_FIVE, overdue=1), "met", "nådd i dag, men 1 ventende sak er over grensen"),
    ],
)
def test_verdicts(figure: dict[str, Any], kind: str, words: str) -> None:
    assert verdict(figure) == kind
    assert verdict_in_words(context(), figure) == words


@pytest.mark.parametrize(
    ("under", "measured", "overdue", "turns"),
    [(8, 10, 0, False), (9, 10, 1, False), (9, 10, 2, True), (4, 5, 1, True), (12, 12, 3, False), (12, 12, 4, True)],
)
def test_waiting_cases_turn_a_verdict_exactly_where_the_share_falls_below(
    under: int, measured: int, overdue: int, turns: bool
) -> None:
    figure = result("A", (1,) * under + (10,) * (measured - under), overdue=overdue)
    assert will_turn(context(), figure) is turns


def test_a_mean_over_its_target_says_so() -> None:
    figure = result("A", (4, 6, 8, 9, 22, 38, 83))  # 170 over 7 is 24.29
    assert "Snitt 24,3 dager, over målet på høyst 21." in manager_sentence(context(), figure)
    assert "Snitt 24,3 dager (mål: høyst 30)." in manager_sentence(context(mean_days=30), figure | {"mean_met": True})


def test_a_pooled_figure_has_no_target() -> None:
    said = manager_sentence(context(), pooled(GRUE))
    assert said == (
        "9 av 11 næringssaker ble avgjort på under 10 dager siste 12 måneder. Snitt 16,8 dager. Tall per 23.11.2026."
    )


@pytest.mark.parametrize(
    ("days", "said"),
    [
        (GRUE, True),  # 9 of 12 would be 75 %
        ((1,) * 10, False),
        (_THREE_OF_FIVE, False),  # 4 of 6 is 67 %
        ((1,) * 7 + (11,) * 2, True),  # 7 of 9 is 78 %, 8 of 10 is 80 %
    ],
)
def test_what_one_case_more_would_do(days: tuple[int, ...], said: bool) -> None:
    expected = "Én sak fra eller til ville endret resultatet." if said else ""
    assert one_case_sentence(context(), result("A", days)) == expected


def test_assumed_starts_and_the_time_of_knowing_are_told() -> None:
    asked = context(known_at=datetime(2026, 11, 20, 14, 5))
    said = manager_sentence(asked, result("A", _FOUR_OF_FIVE, start_assumed=2))
    assert said.endswith("Startdagen er antatt for 2 saker. Tall per 23.11.2026, slik de var kjent 20.11.2026 14:05.")
    # noon by Greenwich: one in the afternoon in Oslo in winter, two in summer
    for month, hour in ((12, "13"), (7, "14")):
        asked = context(known_at=datetime(2026, month, 1, 12, tzinfo=UTC))
        assert as_of_sentence(asked) == f"Tall per 23.11.2026, slik de var kjent 01.{month:02}.2026 {hour}:00."
