"""Numbers as people read them. Every expected text was worked out by hand."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest

from casewatch.language import set_language, show_number
from casewatch.report.words.numbers import days, joined, mean, number_word, percent, some, subject, unclear_cases
from tests.report.builders import context

_GOALS = context().goals


@pytest.mark.parametrize(
    ("value", "decimals", "shown"),
    [
        (0, 0, "0"),
        (1234567, 0, "1\u00a0234\u00a0567"),
        (0.125, 2, "0,13"),
        (2.5, 0, "3"),
        (3.5, 0, "4"),
        (-2.5, 0, "-3"),
        (-0.4, 0, "0"),
        (1.005, 2, "1,01"),  # as written, not as binary holds it
        (Fraction(185, 11), 1, "16,8"),
        (Fraction(1, 8), 2, "0,13"),
        (Fraction(-1999, 2), 0, "-1\u00a0000"),
        (np.float64(16.85), 1, "16,9"),
        (np.int64(1000), 0, "1\u00a0000"),
        (999.96, 1, "1\u00a0000,0"),
    ],
)
def test_halves_are_rounded_away_from_zero(value: float, decimals: int, shown: str) -> None:
    assert show_number(value, decimals) == shown


def test_english_numbers_have_a_point_and_commas() -> None:
    set_language("en")
    try:
        assert show_number(Fraction(24691, 20), 1) == "1,234.6"
    finally:
        set_language("nb")


@pytest.mark.parametrize(
    ("under", "of", "share", "shown"),
    [
        (9, 11, 80, "82\u00a0%"),
        (4, 5, 80, "80\u00a0%"),
        (39, 49, 80, "79,6\u00a0%"),  # 79.59: «80 %» would look like met
        (3999, 5000, 80, "79,98\u00a0%"),
        (161, 201, 80, "80,1\u00a0%"),  # 80.0995
        (249, 250, 80, "99,6\u00a0%"),  # one was late: not 100
        (1, 300, 80, "0,3\u00a0%"),
        (0, 7, 80, "0\u00a0%"),
        (7, 7, 80, "100\u00a0%"),
    ],
)
def test_a_share_is_never_rounded_onto_a_target_it_misses(under: int, of: int, share: int, shown: str) -> None:
    assert percent(under, of, context(share_percent=share).goals) == shown


@pytest.mark.parametrize(
    ("total", "of", "shown"),
    [(185, 11, "16,8"), (210, 10, "21,0"), (2101, 100, "21,01"), (10499, 500, "20,998"), (10, 10, "1,0")],
)
def test_a_mean_is_never_rounded_onto_a_target_it_misses(total: int, of: int, shown: str) -> None:
    assert mean(total, of, _GOALS) == shown


@pytest.mark.parametrize(
    ("number", "word"), [(0, "ingen"), (1, "én"), (2, "to"), (7, "sju"), (11, "elleve"), (12, "tolv"), (13, "13")]
)
def test_number_words_go_up_to_twelve(number: int, word: str) -> None:
    assert number_word(number) == word


def test_one_and_many() -> None:
    working = context(day_count="working").goals
    assert [days(number, _GOALS) for number in (0, 1, 2)] == ["0 dager", "1 dag", "2 dager"]
    assert [days(number, working) for number in (1, 2)] == ["1 arbeidsdag", "2 arbeidsdager"]
    assert [unclear_cases(number) for number in (1, 3)] == ["1 uavklart sak", "3 uavklarte saker"]
    assert [some(number, context()) for number in (1, 11)] == ["1 næringssak", "11 næringssaker"]
    assert [joined(["a", "b", "c"][:number]) for number in range(4)] == ["", "a", "a og b", "a, b og c"]


@pytest.mark.parametrize(
    ("rule", "many", "told"),
    [
        ("vedlegg1", "næringssaker", ("næringsrelatert", "innenfor plan", "ferdigregulert", "vei til tomtegrensen")),
        ("naeringssaker", "næringssaker", ("alle næringsrelaterte",)),
        ("alle-byggesaker", "byggesaker", ("alle byggesaker",)),
        ("egen", "saker", ("«Vår regel»",)),
    ],
)
def test_the_subject_says_what_a_rule_counts(rule: str, many: str, told: tuple[str, ...]) -> None:
    words = subject(context(rule=rule, rule_name="Vår regel"))
    assert words.many == many
    assert all(part in words.explained for part in told)
