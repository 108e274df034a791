"""The table of findings is complete, and each finding is a sentence a person can act on."""

from __future__ import annotations

import re
from pathlib import Path

import casewatch.intake
from casewatch.intake.findings import CODES, Findings, Place, say
from casewatch.services.importing import suspected_words

SOURCES = {path.name: path.read_text("utf-8") for path in Path(casewatch.intake.__file__).parent.glob("*.py")}


def test_every_code_that_is_emitted_stands_in_the_table_and_the_other_way_round() -> None:
    emitted: set[str] = set()
    for name, text in SOURCES.items():
        if name != "findings.py":
            emitted |= set(re.findall(r"(?:\.add|Judgement|\.flag)\([^()]*?\"([a-z]+(?:_[a-z]+)+)\"", text))
            emitted |= set(re.findall(r"_keys\(\"[a-z_]+\", \"([a-z_]+)\"", text))
    # what is found when the file is compared with the store: one sentence each, or one for each way of counting
    compared = re.findall(
        r"^        \"([a-z_]+)(?: \w+)?\": _", Path(suspected_words.__file__).read_text("utf-8"), re.M
    )
    assert len(compared) >= 14
    emitted |= set(compared)
    fields = {"case_no", "application_no"}
    assert emitted - fields == set(CODES)


def test_every_code_has_a_severity_and_a_meaning() -> None:
    for severity, meaning in CODES.values():
        assert severity in ("error", "warning", "info")
        assert len(meaning) > 20


def test_a_place_is_named_as_a_person_finds_it() -> None:
    assert Place("Saker", 13, 3, "Komplett\ndato").words() == "Ark «Saker», rad 14, kolonne D «Komplett dato»"
    assert Place("", 0, 27, " ").words() == "Rad 1, kolonne AB"
    assert Place("").words() == ""


def test_findings_come_errors_first_and_then_in_the_order_of_the_file() -> None:
    findings = Findings()
    findings.add("repeated_row", Place("A", 1), "gjentatt.")
    findings.add("date_unreadable", Place("A", 9, 27), "b")
    findings.add("date_unreadable", Place("A", 9, 3), "a")
    findings.add("type_unknown", Place("A", 2, 0), "c")
    assert [(one.code, one.row, one.column) for one in findings.all()] == [
        ("date_unreadable", 10, "D"),
        ("date_unreadable", 10, "AB"),
        ("type_unknown", 3, "A"),
        ("repeated_row", 2, None),
    ]
    assert findings.all()[0].message == "Ark «A», rad 10, kolonne D: a"


def test_every_code_of_a_cell_has_its_sentence_in_both_languages_without_a_gap() -> None:
    of_cells = {
        code for text in SOURCES.values() for code in re.findall(r"Judgement\([^()]*?\"([a-z_]+_[a-z_]+)\"", text)
    }
    assert len(of_cells) >= 15
    for code in of_cells:
        sentence = say(code, "12")
        assert sentence.endswith(".")
        assert "{" not in sentence


def test_braces_in_a_cell_do_no_harm() -> None:
    assert "«{0}»" in say("date_unreadable", "{0}")
