"""Every code that the core gives a case has words wherever codes are named to people."""

from __future__ import annotations

import pytest

from casewatch.core.clock import HELD_OUT_REASONS, STATES
from casewatch.core.doubts.remarks import REMARKS
from casewatch.core.scope import SCOPE_REASONS
from casewatch.report.sheets.gaps_workbook import gap_words, gaps_in_words
from casewatch.report.words.reasons import (
    held_out_words,
    out_of_scope_words,
    reasons_in_words,
    remark_words,
    remarks_in_words,
    state_in_words,
)

#: Remarks that imports leave, beside those of the core.
_IMPORTED = ("complete_moved", "complete_withdrawn", "date_in_future", "decided_moved")


@pytest.mark.parametrize("code", HELD_OUT_REASONS)
def test_a_reason_to_hold_out_has_words(code: str) -> None:
    assert "_" not in held_out_words(code)
    assert "_" not in gap_words(code)
    assert reasons_in_words({code: 2}) == f"2 {held_out_words(code)}"


@pytest.mark.parametrize(
    ("codes", "words"),
    [
        (("complete_missing",), "Mangler komplett-dato"),
        (
            ("complete_missing", "pause_never_answered"),
            "Mangler komplett-dato. Dato for svar på uttalelse, eller for når den ble sendt, er ikke ført",
        ),
        (
            ("complete_unclear", "business"),
            "Mangelbrev etter komplett-datoen: når var søknaden komplett? Uavklart om den er næringsrelatert",
        ),
    ],
)
def test_several_reasons_are_a_sentence_each(codes: tuple[str, ...], words: str) -> None:
    assert gaps_in_words(codes) == words


@pytest.mark.parametrize("code", [*REMARKS, *_IMPORTED])
def test_a_remark_has_words(code: str) -> None:
    assert "_" not in remark_words(code)
    assert remarks_in_words(f"{code};{code}") == f"{remark_words(code)}, {remark_words(code)}"


@pytest.mark.parametrize("code", SCOPE_REASONS)
def test_a_reason_not_to_count_has_words(code: str) -> None:
    assert out_of_scope_words(code) != code


@pytest.mark.parametrize("code", STATES)
def test_a_state_has_words(code: str) -> None:
    assert state_in_words(code) != code


def test_reasons_stand_in_the_order_of_the_rule() -> None:
    counts = {"outcome_unknown": 1, "complete_unclear": 3, "complete_missing": 2}
    assert reasons_in_words(counts) == "2 mangler komplett-dato, 3 mangelbrev etter komplett-dato, 1 ukjent resultat"
