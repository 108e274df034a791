"""The sentences, case by case. Expected texts and the counts in them were worked out by hand."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest

from casewatch.report.words.headlines import as_of_sentence, headline, manager_sentence, one_case_sentence
from casewatch.report.words.verdicts import mean_in_words, mean_sentence, share_in_words, share_sentence
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
        "ventende sak er allerede over grensen (9 av 12 når den avgjøres). Snitt 16,8 dager (mål: høyst 21). "
        "Tall per 23.11.2026."
    )


def test_uncertain_never_says_met() -> None:
    # 84 days over 10; with the three 90 to 264 over 13: 6.92 and 26.77 (made up, as are the numbers that decide)
    figure = result(
        "Sør-Odal",
        (3, 4, 4, 6, 7, 7, 8, 9, 12, 24),
        scope_unknown=2,
        held_out={"complete_missing": 1},
        share="unclear",
        mean="unclear",
        share_range_counts=[[8, 12], [10, 12]],
        mean_range_counts=[[90, 13], [348, 13]],
        share_turned_by=2,
        mean_turned_by=1,
    )
    assert manager_sentence(context(), figure) == (
        "8 av 10 næringssaker ble avgjort på under 10 dager siste 12 måneder, men målet avgjøres av 3 uavklarte saker. "
        "Mål: minst 80\u00a0%. Med de uavklarte sakene blir det verst 8 av 12, best 10 av 12. Snitt 8,4 dager (mål: "
        "høyst 21; avgjøres av 1 uavklart sak; når de uavklarte regnes med: 6,9 til 26,8). Tall per 23.11.2026."
    )
    assert share_in_words(figure) == "avgjøres av 2 uavklarte saker"
    assert mean_in_words(context(), figure) == "avgjøres av 1 uavklart sak (6,9 til 26,8 med de uavklarte)"


def test_a_headline_names_the_target_that_is_undecided() -> None:
    counted = "4 av 5 næringssaker ble avgjort på under 10 dager siste 12 måneder"
    share = result("A", _FOUR_OF_FIVE, scope_unknown=3, share="unclear", share_turned_by=2)
    assert headline(context(), share) == f"{counted}, men målet om 80\u00a0% avgjøres av 2 uavklarte saker"
    mean = result("A", _FOUR_OF_FIVE, scope_unknown=3, mean="unclear", mean_turned_by=1)
    assert headline(context(), mean) == f"{counted}, men målet om snitt avgjøres av 1 uavklart sak"
    # what is certain of the share is not said of the mean
    assert (
        "Nådd, men neste sak må også bli avgjort på under 10 dager. 3 uavklarte saker endrer ikke svaret om andelen."
        in (manager_sentence(context(), mean))
    )
    long = result("A", (1, 2, 3, 4, 120))  # 130 over 5 is 26
    assert headline(context(), long) == f"{counted}, men målet om snitt er ikke nådd"


def test_under_five_cases_there_is_no_mean_and_no_percentage() -> None:
    figure = result("Åsnes", (6, 15), scope_unknown=1)
    assert manager_sentence(context(), figure) == (
        "1 av 2 næringssaker ble avgjort på under 10 dager siste 12 måneder. Mål: minst 80\u00a0%. For få saker til "
        "å si om målet er nådd. 1 sak er uavklart. Tall per 23.11.2026."
    )


def test_nothing_decided() -> None:
    assert manager_sentence(
        context(period="2026-06", start=date(2026, 6, 1), end=date(2026, 6, 30)), result("A", ())
    ) == ("Ingen næringssaker ble avgjort i juni 2026. Mål: minst 80\u00a0%. Tall per 23.11.2026.")
    held_out = result("A", (), held_out={"complete_missing": 2})
    assert manager_sentence(context(), held_out).startswith("Ingen næringssaker avgjort siste 12 måneder kan måles. ")
    assert share_in_words(held_out) == "ingen kan måles, 2 uavklarte saker"
    assert mean_in_words(context(), held_out) == "ingen kan måles, 2 uavklarte saker"
    assert manager_sentence(context(), held_out).endswith("2 saker er uavklarte. Tall per 23.11.2026.")


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
        # 10 of 10 with two waiting over the limit: 10 of 12 is 83 %, 10 of 13 77 %
        (
            (1,) * 10,
            {"overdue": 2},
            {},
            "Nådd i dag, også når 2 ventende saker som allerede er over grensen, er avgjort (10 av 12). Da må neste "
            "sak bli avgjort på under 10 dager.",
        ),
        # with one: 10 of 11, and of 12
        (
            (1,) * 10,
            {"overdue": 1},
            {},
            "Nådd i dag, også når 1 ventende sak som allerede er over grensen, er avgjort (10 av 11). Da kan én sak "
            "til ta 10 dager eller mer.",
        ),
        # 20 of 20 with two: 20 of 22; 25 is the most of which 20 are 80 %
        (
            (1,) * 20,
            {"overdue": 2},
            {},
            "Nådd i dag, også når 2 ventende saker som allerede er over grensen, er avgjort (20 av 22). Da kan tre "
            "saker til ta 10 dager eller mer.",
        ),
        # with three: 10 of 13 is 77 %
        (
            (1,) * 10,
            {"overdue": 3},
            {},
            "Nådd i dag, men 3 ventende saker er allerede over grensen (10 av 13 når de avgjøres).",
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
            "Ikke nådd. For å nå målet om 80\u00a0% må de neste fem sakene bli avgjort på under 10 dager.",
        ),
        # 7 of 12 with the two that have missed: 20 of 25 is 80 %; with one 7 of 11, and 16 of 20
        (
            (1,) * 7 + (12,) * 3,
            {"overdue": 2},
            {},
            "Ikke nådd. Med de to ventende sakene som allerede er over grensen, må de neste 13 sakene bli avgjort på "
            "under 10 dager for å nå målet om 80\u00a0%.",
        ),
        (
            (1,) * 7 + (12,) * 3,
            {"overdue": 1},
            {},
            "Ikke nådd. Med den ventende saken som allerede er over grensen, må de neste ni sakene bli avgjort på "
            "under 10 dager for å nå målet om 80\u00a0%.",
        ),
        (
            _THREE_OF_FIVE,
            {"outlook": _LEFT | {"needed_under_limit": 1}},
            {},
            "Ikke nådd, men nås om neste sak blir avgjort på under 10 dager.",
        ),
        (
            _THREE_OF_FIVE,
            {"outlook": _LEFT | {"needed_under_limit": 5, "reachable": False}},
            {},
            "Ikke nådd. For å nå målet om 80\u00a0% må de neste fem sakene bli avgjort på under 10 dager. Sakene som "
            "er åpne nå, er ikke nok til det.",
        ),
        (
            _THREE_OF_FIVE,
            {
                "outlook": _LEFT | {"needed_under_limit": 5, "reachable": False},
                "verdict": result("Grue", _THREE_OF_FIVE)["verdict"] | {"waiting": 0},
            },
            {},
            "Ikke nådd. For å nå målet om 80\u00a0% må de neste fem sakene bli avgjort på under 10 dager.",
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
    assert share_sentence(context(**asked), result("A", days, **changes)) == words


def test_what_the_unclear_ones_make_of_a_verdict_is_said_where_the_measured_alone_tell_another() -> None:
    # 4 of 5 alone; two held out that took long whatever is unclear: 4 of 7
    missed = result(
        "A", _FOUR_OF_FIVE, held_out={"complete_unclear": 2}, share="missed", share_range_counts=[[4, 7], [4, 7]]
    )
    assert share_sentence(context(), missed) == "Ikke nådd når de uavklarte regnes med: verst 4 av 7, best 4 av 7."
    # 3 of 5 alone; five held out that were quick: 8 of 10
    met = result(
        "A", _THREE_OF_FIVE, held_out={"complete_unclear": 5}, share="met", share_range_counts=[[8, 10], [8, 10]]
    )
    assert share_sentence(context(), met) == "Nådd når de uavklarte regnes med: verst 8 av 10, best 8 av 10."


@pytest.mark.parametrize(
    ("figure", "share", "mean"),
    [
        (result("A", _FOUR_OF_FIVE), "nådd", "nådd"),
        (result("A", _THREE_OF_FIVE), "ikke nådd", "nådd"),
        (result("A", (1, 2, 3, 4, 120)), "nådd", "ikke nådd"),
        (result("A", (1, 2, 3, 4)), "for få saker", "for få saker"),
        (result("A", (1, 2, 3, 4), scope_unknown=1), "for få saker", "for få saker"),
        (result("A", _FOUR_OF_FIVE, share="unclear", scope_unknown=1), "avgjøres av 1 uavklart sak", "nådd"),
        (result("A", ()), "ingen saker avgjort", "ingen saker avgjort"),
        (pooled(_FOUR_OF_FIVE), "", ""),
        (result("A", _FOUR_OF_FIVE, overdue=1), "nådd i dag, men 1 ventende sak er over grensen", "nådd"),
    ],
)
def test_verdicts(figure: dict[str, Any], share: str, mean: str) -> None:
    assert share_in_words(figure) == share
    assert mean_in_words(context(), figure) == mean


@pytest.mark.parametrize(
    ("days", "changes", "said", "in_table"),
    [
        # 22 over 5 is 4.4; 22 to 31 over 6 are 3.67 and 5.17
        (
            _FOUR_OF_FIVE,
            {"mean_range_counts": [[22, 6], [31, 6]]},
            "Snitt 4,4 dager (mål: høyst 21; når de uavklarte regnes med: 3,7 til 5,2).",
            "nådd (3,7 til 5,2 med de uavklarte)",
        ),
        # 130 over 5 is 26; no end upwards
        (
            (1, 2, 3, 4, 120),
            {"mean_range_counts": [[132, 6], None]},
            "Snitt 26,0 dager, over målet på høyst 21 (når de uavklarte regnes med: minst 22,0).",
            "ikke nådd (minst 22,0 med de uavklarte)",
        ),
        # the range need not hold today's mean
        (
            (1, 2, 3, 4, 120),
            {"mean": "met", "mean_range_counts": [[130, 7], [140, 7]]},
            "Snitt 26,0 dager (mål: høyst 21; nådd når de uavklarte regnes med: 18,6 til 20,0).",
            "nådd (18,6 til 20,0 med de uavklarte)",
        ),
        # 2104 over 100 is 21.04: never «21,0»
        (
            _FOUR_OF_FIVE,
            {"mean": "missed", "mean_range_counts": [[2104, 100], [2104, 100]]},
            "Snitt 4,4 dager (mål: høyst 21; ikke nådd når de uavklarte regnes med: 21,04).",
            "ikke nådd (21,04 med de uavklarte)",
        ),
    ],
)
def test_the_range_of_a_mean_stands_beside_it(
    days: tuple[int, ...], changes: dict[str, Any], said: str, in_table: str
) -> None:
    figure = result("A", days, held_out={"complete_missing": 1}, **changes)
    assert mean_sentence(context(), figure) == said
    assert mean_in_words(context(), figure) == in_table


def test_a_mean_over_its_target_says_so() -> None:
    figure = result("A", (4, 6, 8, 9, 22, 38, 83))  # 170 over 7 is 24.29
    assert "Snitt 24,3 dager, over målet på høyst 21." in manager_sentence(context(), figure)
    under = result("A", (4, 6, 8, 9, 22, 38, 83), mean="met")
    assert "Snitt 24,3 dager (mål: høyst 30)." in manager_sentence(context(mean_days=30), under)


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
