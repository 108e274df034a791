"""Both targets in one cell, and every field of a figure in words, where published figures stand beside today's."""

from __future__ import annotations

from typing import Any

import pytest

from casewatch.documents.publications import DifferentField
from casewatch.report.words.published import field_words, no_case_differs
from casewatch.report.words.verdicts import goal_in_words
from tests.cli import office
from tests.report.builders import context, pooled, result

_SHARE_MET, _SHARE_MISSED = (1, 2, 3, 4, 12), (1, 2, 3, 11, 12)
_MEAN_MISSED = (1, 2, 3, 4, 120)  # 130 over five is 26


@pytest.mark.parametrize(
    ("figure", "words"),
    [
        (result("Grue", _SHARE_MET), "nådd"),
        (result("Grue", _SHARE_MET, overdue=1), "nådd i dag, men 1 ventende sak er over grensen"),
        (result("Grue", _SHARE_MISSED), "ikke nådd (andel)"),
        (result("Grue", _MEAN_MISSED), "ikke nådd (snitt)"),
        (result("Grue", (1, 2, 3, 120, 120)), "ikke nådd"),
        (result("Grue", _SHARE_MET, scope_unknown=3, mean="unclear"), "avgjøres av 3 uavklarte saker"),
        (result("Grue", _SHARE_MISSED, scope_unknown=3, mean="unclear"), "ikke nådd (andel)"),
        (result("Grue", (1, 2)), "for få saker"),
        (result("Grue", ()), "ingen saker avgjort"),
        (pooled(_SHARE_MET), ""),
    ],
)
def test_the_goal_is_both_targets(figure: dict[str, Any], words: str) -> None:
    assert goal_in_words(figure) == words


def test_a_verdict_is_told_in_its_own_words_where_no_case_differs() -> None:
    # met for certain before, and decided by two unclear cases now; what is measured is above the target both times
    old, new = result("Grue", _SHARE_MET), result("Grue", _SHARE_MET, scope_unknown=2, share="unclear")
    moved = (_moved("share_certain", True, False), _moved("scope_unknown", 0, 2), _moved("share_met", True, False))
    told = no_case_differs(context(), old, new, moved, 0)
    words = "uavklart om de teller 0 → 2, målet om andel: nådd → avgjøres av 2 uavklarte saker"
    assert told == [f"Ingen sak er annerledes, men {words}."]


def test_a_number_is_on_its_own_side_of_the_target_and_of_too_few_there_is_none() -> None:
    old, new = result("Grue", (21,) * 99 + (22,)), result("Grue", (21,) * 99 + (20,))  # 2101 and 2099 days
    moved = (_moved("mean_days", 21.01, 20.99),)
    for figure, mean in ((old, 21.01), (new, 20.99)):
        figure["mean_days"] = mean
    (told,) = no_case_differs(context(), old, new, moved, 0)
    assert told == "Ingen sak er annerledes, men snitt 21,01 → 20,99, målet om snitt: ikke nådd → nådd."
    few = result("Grue", (1, 2), mean_days=1.5)
    (told,) = no_case_differs(context(), few, old, moved, 0)
    assert "snitt – → 21,01" in told


def _moved(field: str, old: Any, new: Any) -> DifferentField:
    return {"field": field, "old": old, "new": new}


def _fields(figure: dict[str, Any]) -> list[str]:
    nested = {name: value for name, value in figure.items() if isinstance(value, dict)}
    return [name for name in figure if name not in nested] + [
        f"{name}.{part}" for name, value in nested.items() for part in value
    ]


@pytest.mark.parametrize("field", [name for name in _fields(office.RESULT) if name != "municipality"])
def test_no_field_of_a_figure_is_told_by_its_name_in_json(field: str) -> None:
    words = field_words(field)
    assert words != field
    assert "_" not in words
    assert "." not in words
