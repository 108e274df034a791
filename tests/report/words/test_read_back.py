"""What the program writes for a code of an export, it also reads: a report that comes back loses nothing."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from casewatch.core.cases import APPLICATION_TYPES, CLOSING_OUTCOMES, DECISION_OUTCOMES
from casewatch.core.reference import Profile
from casewatch.intake.judging import Judging
from casewatch.language import set_language
from casewatch.report.sheets.template_columns import OUTCOME_WORDS, TYPE_WORDS
from casewatch.report.words.codes.applications import APPLICATION_TYPE, OUTCOME
from casewatch.report.words.fields import value_in_words
from casewatch.rulebook.profiles import parse_profiles

PROFILES = Path(__file__).parents[3] / "rules" / "profiles"


@pytest.fixture(scope="module")
def standard() -> Profile:
    texts = {f"profiles/{file.name}": file.read_text("utf-8") for file in PROFILES.glob("*.toml")}
    return parse_profiles(texts)["norsk-standard"]


@pytest.mark.parametrize("language", ["nb", "en"])
@pytest.mark.parametrize(
    ("field", "code"),
    [
        *(("application_type", code) for code in APPLICATION_TYPES),
        *(("outcome", code) for code in (*DECISION_OUTCOMES, *CLOSING_OUTCOMES)),
    ],
)
def test_every_word_for_a_type_or_an_outcome_is_read(language: str, field: str, code: str, standard: Profile) -> None:
    judge = Judging(standard, date(2026, 11, 30), {}, {}, frozenset(), None).judge(field, "code")
    set_language(language)
    try:
        words = (APPLICATION_TYPE if field == "application_type" else OUTCOME)(code)
        template = TYPE_WORDS if field == "application_type" else OUTCOME_WORDS
        written = {words, template[code], value_in_words(code), code}
    finally:
        set_language("nb")
    assert {word: judge(word).value for word in written} == dict.fromkeys(written, code)
