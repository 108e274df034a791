"""Every text for people has its English, and dates and numbers are shown as each language writes them."""

from __future__ import annotations

import ast
import string
import subprocess
import sys
from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest

from casewatch.language import _, _english, current_language, set_language, show_date, show_number
from tests.texts import PO, ROOT, texts_in_code, translations, written

MODULES = sorted((ROOT / "casewatch").rglob("*.py"))


@pytest.fixture
def english():
    set_language("en")
    yield
    set_language("nb")


def placeholders(text: str) -> list[str]:
    return sorted(name for _text, name, _spec, _conversion in string.Formatter().parse(text) if name is not None)


def test_every_text_has_its_english():
    english = translations()
    missing = {text for text in texts_in_code() if not english.get(text)}
    assert not missing, "run `make texts`, and write the English of these in casewatch/locale/en.po"


def test_no_english_is_left_of_a_text_that_is_gone():
    stale = translations().keys() - texts_in_code().keys()
    assert not stale, "run `make texts`"


def test_the_file_is_as_the_script_writes_it():
    assert PO.read_text("utf-8") == written(translations()), "run `make texts`"


def test_the_english_has_the_same_placeholders_and_blanks_at_its_ends():
    for text, english in translations().items():
        if english:
            assert placeholders(english) == placeholders(text), text
            ends = [len(text) - len(text.lstrip(" ")), len(text) - len(text.rstrip(" "))]
            assert [len(english) - len(english.lstrip(" ")), len(english) - len(english.rstrip(" "))] == ends, text


def test_no_norwegian_letters_or_quotes_in_the_english_but_in_names_and_examples():
    for english in translations().values():
        rest = english.replace("Høring", "").replace("æ, ø and å", "")
        assert not set("«»æøåÆØÅ") & set(rest), english


@pytest.mark.parametrize("module", MODULES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_texts_are_literals_so_that_they_can_be_found(module):
    """An f-string or a variable inside ``_()`` would never be translated."""
    for node in ast.walk(ast.parse(module.read_text("utf-8"))):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "_":
            where = f"{module.name}:{node.lineno}"
            assert len(node.args) == 1, where
            assert isinstance(node.args[0], ast.Constant), where
            assert isinstance(node.args[0].value, str), where


@pytest.mark.parametrize("module", MODULES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_no_text_is_chosen_before_the_language_is(module):
    """A ``_()`` that runs when the module is imported would stay Norwegian for ever."""

    def outside_functions(node: ast.AST):
        for child in ast.iter_child_nodes(node):
            if not isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
                yield child
                yield from outside_functions(child)

    for node in outside_functions(ast.parse(module.read_text("utf-8"))):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            assert node.func.id != "_", f"{module.name}:{node.lineno}"


def test_the_small_reader_reads_what_babel_reads():
    assert _english() == {text: english for text, english in translations().items() if english}


def test_the_small_reader_reads_signs_that_are_written_with_a_backslash(tmp_path, monkeypatch):
    file = tmp_path / "en.po"
    file.write_text(
        '# note\nmsgid ""\nmsgstr "Content-Type: text/plain\\n"\n\n#: a.py\nmsgid "en \\"to\\"\\n"\nmsgstr ""\n'
        '"one "\n"\\"two\\"\\n"\n\nmsgid "tre"\nmsgstr ""\n\nmsgid "fire"\nmsgstr "four"\n',
        "utf-8",
    )
    monkeypatch.setattr("casewatch.language._PO", file)
    assert _english.__wrapped__() == {'en "to"\n': 'one "two"\n', "fire": "four"}


def test_english_is_spoken_without_babel():
    """Babel takes long to import; texts, dates and numbers do without it."""
    code = (
        "import sys; from casewatch.language import _, set_language; set_language('en'); "
        "print(_('nei'), any(name == 'babel' for name in sys.modules))"
    )
    spoken = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    assert spoken.stdout.split() == ["no", "False"]


def test_norwegian_is_the_first_language():
    assert current_language() == "nb"
    assert _("nei") == "nei"


def test_a_text_without_english_stays_norwegian(english):
    assert _("Denne teksten står ikke i fila.") == "Denne teksten står ikke i fila."


def test_dates_in_norwegian():
    assert show_date(date(2026, 11, 5)) == "05.11.2026"


def test_dates_in_english(english):
    assert show_date(date(2026, 11, 5)) == "5 Nov 2026"


@pytest.mark.parametrize(
    ("value", "decimals", "norwegian"),
    [
        (0, 0, "0"),
        (1234567, 0, "1\u00a0234\u00a0567"),
        (16.8, 1, "16,8"),
        (0.125, 2, "0,13"),
        (2.5, 0, "3"),
        (-2.5, 0, "-3"),
        (-0.04, 1, "0,0"),
        (Fraction(185, 11), 1, "16,8"),
        (999.95, 1, "1\u00a0000,0"),
    ],
)
def test_numbers_in_norwegian(value, decimals, norwegian):
    assert show_number(value, decimals) == norwegian


def test_numbers_in_english(english):
    assert show_number(1234567.25, 1) == "1,234,567.3"


def test_the_english_lies_inside_the_package():
    assert PO.parent == Path(sys.modules["casewatch.language"].__file__).parent / "locale"
