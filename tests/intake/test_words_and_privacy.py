"""Spellings, case numbers, and what must not be shown."""

from __future__ import annotations

import pytest

from casewatch.core.identity import normalise_case_no
from casewatch.intake.privacy import handler_code, holds_national_id, masked, short_token, word_or_masked
from casewatch.intake.words import column_letters, squeezed


@pytest.mark.parametrize(
    ("written", "matched"),
    [
        ("26/01234", "2026/1234"),
        ("2026/1234", "2026/1234"),
        ("2026/1234-4", "2026/1234"),
        ("26/1234-12", "2026/1234"),
        ("BYGG-26/02157", "BYGG-2026/2157"),
        ("bygg-21/01800-4", "BYGG-2021/1800"),
        ("  2026/7 ", "2026/7"),
        ("2026/007", "2026/7"),
        ("26/0", "2026/0"),
        ("23/01042/B", "23/01042/B"),
        ("2023_3536", "2023_3536"),
        ("2023-1234", "2023-1234"),
        ("2023001234", "2023001234"),
        ("126/5", "126/5"),
        ("2026/12a", "2026/12a"),
        ("case-10011", "case-10011"),
    ],
)
def test_case_numbers_are_matched_in_one_form(written: str, matched: str) -> None:
    assert normalise_case_no(written) == matched


def check_digits(nine: str) -> str | None:
    """The number made whole, by the published weights; None where no check digit exists."""
    total = sum(int(d) * w for d, w in zip(nine, (3, 7, 6, 1, 8, 9, 4, 5, 2), strict=True))
    first = -total % 11
    total = sum(int(d) * w for d, w in zip(f"{nine}{first}"[:10], (5, 4, 3, 2, 7, 6, 5, 4, 3, 2), strict=True))
    second = -total % 11
    return None if 10 in (first, second) else f"{nine}{first}{second}"


PERSON = next(number for n in range(100, 200) if (number := check_digits(f"150785{n}")))
D_NUMBER = next(number for n in range(100, 200) if (number := check_digits(f"550785{n}")))


@pytest.mark.parametrize("number", [PERSON, D_NUMBER])
@pytest.mark.parametrize("around", ["{}", "sak {} haster", "f.nr.{}", "({})"])
def test_national_identity_numbers_are_found(number: str, around: str) -> None:
    assert holds_national_id(around.format(number))
    assert holds_national_id(around.format(f"{number[:6]} {number[6:]}"))
    assert number not in masked(around.format(number))
    assert number[6:] not in masked(around.format(f"{number[:6]} {number[6:]}"))


def test_other_numbers_of_eleven_digits_are_none() -> None:
    for place in range(11):
        digit = (int(PERSON[place]) + 1) % 10
        assert not holds_national_id(PERSON[:place] + str(digit) + PERSON[place + 1 :])
    assert not holds_national_id(PERSON + "1")
    assert not holds_national_id("2026/1234")


def test_messages_show_dates_and_numbers_but_no_letters() -> None:
    assert masked("31.02.2026") == "31.02.2026"
    assert masked("Storgata 5, Kari") == "xxxxxxxx 5, xxxx"
    assert masked("tlf 912 34 567") == "xxx ##########"
    assert len(masked("x" * 500)) == 40


def test_words_of_a_list_are_shown_unless_they_look_like_something_else() -> None:
    assert word_or_masked("Delt  sak") == "Delt sak"
    assert word_or_masked("Kari Nordmann") == "xxxx xxxxxxxx"
    assert (
        word_or_masked("garasje for naboen i nummer femten i samme gate") == "xxxxxxx xxx xxxxxx x xxxxxx xxxxxx x xxx"
    )
    assert word_or_masked(PERSON) == "#" * 11


@pytest.mark.parametrize("code", ["ABC", "A17", "BS-3", "abc12", "12"])
def test_codes_of_handlers_are_kept(code: str) -> None:
    assert handler_code(code) == code


@pytest.mark.parametrize(
    "name", ["Kari", "Kari Nordmann", "HANSEN", "NORDMANN", "kari.nordmann", "Hansen2", "A17 B", "", "ø"]
)
def test_what_may_be_a_name_is_not(name: str) -> None:
    assert handler_code(name) is None


def test_plan_ids_are_short_and_have_a_digit() -> None:
    assert [short_token(text) for text in ("2019003", "R-12.b", "0402-1998/3")] == ["2019003", "R-12.b", "0402-1998/3"]
    assert [short_token(text) for text in ("Sentrumsplanen", "plan 3", "1" * 33)] == [None, None, None]


def test_headers_are_compared_without_case_punctuation_and_space() -> None:
    assert squeezed("Innk. dato") == squeezed("INNK-DATO") == squeezed(" innk\ndato:") == "innkdato"
    assert squeezed("Søknadstype") == "søknadstype"
    assert squeezed("So\u0308knad") == "söknad"


def test_column_letters() -> None:
    assert [column_letters(n) for n in (0, 25, 26, 51, 52, 701, 702, 16383)] == [
        *("A", "Z", "AA", "AZ", "BA", "ZZ", "AAA", "XFD"),
    ]
