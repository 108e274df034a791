"""Every sentence of the clock is quoted by a test, word for word, or stands below with where it is shown or why not."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

TESTS = Path(__file__).parents[1]
SHARED = TESTS.parents[1] / "shared"

#: What the core alone cannot show: beginning and end of a passage of clock.md, and the folder of tests that shows it.
ELSEWHERE = (
    ("Same type and date but different content", "kept in its sighting;", "store"),
    ("; the open page counts by it", ").", "services"),
    ("The rule version is the one in force", "before its own first day.", "rulebook"),
    ('What "new" and "changed" mean', "when the file is read.", "store"),
    (", or, if so marked, until the next file", "arrives.", "store"),
    ("A person's report of a decision or a dispatch", "than the reported date.", "store"),
    ("`gone` is judged only against exports", "its own earliest `received`.", "services"),
    ("(What was *known* at a time", "see the contract.)", "store"),
    ("A value that is not recognised leaves", "where nothing was known.", "intake"),
    ("A person's report of a decision", "than the reported date.", "store"),
    (' print "når de uavklarte regnes med', '61,7".', "report"),
    ("and in the region's line", "", "cli"),
    ("A sentence about it says first", "met today.", "report"),
)
#: What is not built yet, and nothing else of clock.md: documents of a journal, which are not read yet, and the forms of
#: case numbers that a profile adds or that are refused.
NOT_BUILT = (
    ("; in a journal as journal.md says", ""),
    (", or where the application or the decision itself is undated", ""),
    ("`journal_undated` otherwise:", "without any pause."),
    ("a document of a journal without a date (`journal_undated`);", ""),
    ("; or what a journal leaves open:", "are shown beside)"),
    (", and the forms a profile adds (`case_number_forms`)", ""),
    ("what holds none of these, or two with a year", "73415)."),
)
#: What says nothing that could be wrong: where the text comes from, and the names in the table of milestones.
NO_SENTENCE = (
    ("# The clock, precisely", "is decided here;"),
    ("| name | Norwegian | meaning |", "(fullstendig søknad) |"),
    ("| | `pauses` |", "myndighet |"),
    ("| | `decided` | vedtak |", ""),
    ("; `decision_sent` is the day it went out", "overført |"),
    (": its own column (`column`),", ""),
    ("Over the measured, `n` of them", "limit:"),
    ("beside them, always:", ""),
)


def one_line(text: str) -> str:
    """Text with every run of white space as one blank."""
    return " ".join(text.split())


def quotations() -> Iterator[tuple[str, str]]:
    """(where, words) of everything between « and » in the docstrings of the tests that quote."""
    for file in sorted((TESTS / "core").glob("test_sentences_*.py")):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(node, ast.FunctionDef) and (text := ast.get_docstring(node)):
                for words in re.findall("«(.*?)»", one_line(text)):
                    yield f"{file.name}: {node.name}", words


def shared_text(*names: str) -> str:
    """A text beside the repository on one line; skips where it is not there."""
    file = SHARED.joinpath(*names)
    if not file.exists():
        pytest.skip(f"{file.name} is not here: the specification lies beside the repository, not in it")
    return one_line(file.read_text("utf-8"))


def passage(text: str, begin: str, end: str) -> tuple[int, int]:
    """Where a passage begins and ends (half-open), by its first words and its last."""
    first = text.find(begin)
    assert first >= 0, begin
    last = text.find(end, first + len(begin))
    assert last >= 0, end
    return first, last + len(end)


def test_quotations_are_word_for_word() -> None:
    known = shared_text("spec", "clock.md") + shared_text("reference", "law.md")
    found = list(quotations())
    assert len(found) > 100
    assert [(where, words) for where, words in found if words not in known] == []


def test_nothing_of_the_clock_is_left_out() -> None:
    text = shared_text("spec", "clock.md")
    shown = bytearray(len(text))

    def mark(first: int, after: int) -> None:
        shown[first:after] = b"\1" * (after - first)

    for _where, words in quotations():
        for match in re.finditer(re.escape(words), text):
            mark(*match.span())
    # What is quoted by now is built.
    assert [begin for begin, end in NOT_BUILT if all(shown[slice(*passage(text, begin, end))])] == []
    for begin, end, *_folder in (*ELSEWHERE, *NOT_BUILT, *NO_SENTENCE):
        mark(*passage(text, begin, end))
    left = "".join(" ¶ " if there else sign for sign, there in zip(text, shown, strict=True))
    rest = [part.strip(" -,;:.|()") for part in left.split("¶")]
    # Headings remain, and nothing else.
    assert [part for part in rest if re.search(r"\w", part) and not part.startswith("##")] == []
