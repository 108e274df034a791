"""Every code that people see as words has them, in both languages, in one table and nowhere else."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import get_args, get_type_hints

import pytest

from casewatch.core.access import Role
from casewatch.core.alerts.shapes import LEVELS
from casewatch.core.cases import APPLICATION_TYPES, OUTCOMES, PAUSE_KINDS, SCOPE_FIELDS
from casewatch.core.clock import HELD_OUT_REASONS, STATES
from casewatch.core.doubts.remarks import REMARKS
from casewatch.core.reference import CompleteSource, LetterRule, Profile
from casewatch.core.rules import DayCountName, Stop
from casewatch.core.scope import SCOPE_REASONS
from casewatch.core.verdict import VerdictKind
from casewatch.intake.tables import Severity
from casewatch.report.words.codes import applications, fields, figures, people, profiles
from casewatch.report.words.codes.applications import HELD_OUT, OUT_OF_SCOPE
from casewatch.report.words.codes.family import Family
from casewatch.report.words.codes.fields import FIELD
from casewatch.report.words.fields import field_in_words
from casewatch.report.words.reasons import gap_words, gaps_in_words, reasons_in_words, remarks_in_words
from casewatch.rulebook.names import FIELDS
from casewatch.settings import Receiver
from tests.texts import ROOT, translations

FAMILIES: dict[str, Family] = {
    name: value
    for module in (applications, fields, figures, people, profiles)
    for name, value in vars(module).items()
    if isinstance(value, Family)
}
#: Family -> the codes there are: those of the core, of imports and of the settings.
KNOWN: dict[str, tuple[str, ...]] = {
    "APPLICATION_TYPE": APPLICATION_TYPES,
    "OUTCOME": OUTCOMES,
    "STATE": STATES,
    "SCOPE_FIELD": SCOPE_FIELDS,
    "OUT_OF_SCOPE": SCOPE_REASONS,
    "HELD_OUT": HELD_OUT_REASONS,
    "REMARK": (*REMARKS, "complete_moved", "complete_withdrawn", "date_in_future", "decided_moved"),  # last: by imports
    "START_SOURCE": (*get_args(CompleteSource), "person", "none"),
    "PAUSE_KIND": PAUSE_KINDS,
    "WHY": ("running", *PAUSE_KINDS, "before_complete", "non_working"),  # as docs/command-line.md has them
    "IN_SCOPE": ("yes", "no", "unknown"),
    "COUNTED_IN_GOAL": ("yes", "no", "unknown"),
    "DAY_COUNT": get_args(DayCountName),
    "STOP": get_args(Stop),
    "VERDICT": tuple(kind for kind in get_args(VerdictKind) if kind != "pooled"),  # the pooled ones have no target
    "LEVEL": LEVELS,
    "ROLE": get_args(Role),
    "RECEIVER_TOLD": get_args(Receiver.model_fields["role"].annotation),
    "SEVERITY": get_args(Severity),
    "HOLDS": get_args(get_type_hints(Profile)["holds"]),
    "DATE_ORDER": get_args(get_type_hints(Profile)["date_order"]),
    "SERIES": get_args(get_type_hints(Profile)["case_number_series"]),
    "EVENTS_HELD": get_args(get_type_hints(Profile)["events"]),
    "LETTER": get_args(LetterRule),
}


@pytest.mark.parametrize("name", KNOWN)
def test_every_code_has_its_words(name: str) -> None:
    assert set(FAMILIES[name]) == set(KNOWN[name])


@pytest.mark.parametrize("name", FAMILIES)
def test_every_form_is_there_for_all_codes_or_said_where_it_is_needed_and_has_its_english(name: str) -> None:
    english = translations()
    for code, forms in FAMILIES[name].items():
        assert forms.cell, code
        assert not [words for words in forms if words and not english.get(words)], code


@pytest.mark.parametrize("field", FIELDS)
def test_every_field_has_a_name(field: str) -> None:
    assert field_in_words(field) != field


def _dicts_of_words(module: Path) -> Iterator[tuple[int, set[str]]]:
    """Line and keys of each dict whose values are texts for people without gaps; those with gaps are sentences."""
    for node in ast.walk(ast.parse(module.read_text("utf-8"))):
        if isinstance(node, ast.Dict):
            keys = {
                key.value
                for key, value in zip(node.keys, node.values, strict=True)
                if isinstance(key, ast.Constant)
                and isinstance(value, ast.Call)
                and isinstance(value.func, ast.Name)
                and value.func.id in ("_", "N_")
                and "{" not in str(ast.literal_eval(value.args[0]))
            }
            yield node.lineno, keys


#: Sentences, each told in one place: what a remark says, what to do about it, why an alert ends.
SENTENCES = ("intake/findings.py", "intake/remarks.py", "report/words/alerts.py")


def test_no_words_of_a_code_stand_outside_the_table() -> None:
    outside = []
    for module in sorted((ROOT / "casewatch").rglob("*.py")):
        name = module.relative_to(ROOT / "casewatch").as_posix()
        if name.startswith("report/words/codes/") or name in SENTENCES:
            continue
        for line, keys in _dicts_of_words(module):
            outside += [f"{name}:{line}: {family}" for family, codes in FAMILIES.items() if len(keys & set(codes)) > 1]
    assert outside == []


@pytest.mark.parametrize("code", HELD_OUT_REASONS)
def test_a_reason_to_hold_out_is_counted_and_asked_about_in_the_same_words(code: str) -> None:
    assert gap_words(code) == HELD_OUT(code)
    assert reasons_in_words({code: 2}) == f"2 {HELD_OUT(code)}"


@pytest.mark.parametrize(
    ("codes", "words"),
    [
        (("complete_missing",), "Mangler komplett-dato"),
        (
            ("complete_missing", "pause_never_answered"),
            "Mangler komplett-dato. Mangler dato for svar på uttalelse eller for når den ble sendt",
        ),
        (
            ("complete_unclear", "business"),
            "Mangelbrev etter komplett-dato. Uavklart om den er næringsrelatert",
        ),
        (("gone", "type_unknown"), "Ikke med i siste eksport. Ukjent søknadstype"),
    ],
)
def test_several_reasons_are_a_sentence_each(codes: tuple[str, ...], words: str) -> None:
    assert gaps_in_words(codes) == words


def test_remarks_are_listed() -> None:
    assert remarks_in_words("date_in_future;pause_outside") == "dato fram i tid, uttalelse utenom tiden som telles"


def test_reasons_stand_in_the_order_of_the_rule() -> None:
    counts = {"outcome_unknown": 1, "complete_unclear": 3, "complete_missing": 2}
    assert reasons_in_words(counts) == "2 mangler komplett-dato, 3 mangelbrev etter komplett-dato, 1 ukjent resultat"


def test_a_code_that_is_not_known_stays_as_it_is() -> None:
    assert (OUT_OF_SCOPE("of_tomorrow"), FIELD("of_tomorrow")) == ("of_tomorrow", "of_tomorrow")
