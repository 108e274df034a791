"""``publish --html``: the open page as one file, with or without publishing figures."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.cli import office
from tests.cli.conftest import Program
from tests.web.reading import faults, read

ONE = ("--municipality", "3401", "--as-of", office.AS_OF)
#: The office's business cases, as `tests/web/routes/test_expected.py` counts them by hand.
FINDING = "8 av 10 får svar innen 12 kalenderdager etter at søknaden er komplett."


@pytest.fixture
def page(casewatch: Program) -> Path:
    casewatch.read(office.export(casewatch.folder / "uke13.csv"))
    return casewatch.folder / "forventet.html"


def test_one_file_that_needs_nothing_else(casewatch: Program, page: Path) -> None:
    said = casewatch("publish", "--html", page, *ONE)
    assert (said.code, said.out) == (0, "")
    html = page.read_text("utf-8")
    assert html.startswith('<!doctype html>\n<html lang="nb">')
    shown = read(html)
    assert [text for level, text in shown.headings if level == 1] == [
        "Hva kan du forvente når du søker om å bygge for næring i Kongsvinger?"
    ]
    assert FINDING in shown.text
    assert [fault for fault in faults(html) if "style" not in fault] == []
    # nothing is fetched, followed or run
    assert not re.search(r"<script|<link|<img|<iframe|<form|href=|src=|url\(|@import|https?:|//", html)
    assert "2026/" not in html


def test_the_same_bytes_again_and_nothing_is_published(casewatch: Program, page: Path) -> None:
    casewatch("publish", "--html", page, *ONE)
    first = page.read_bytes()
    casewatch("publish", "--html", page, *ONE)
    assert page.read_bytes() == first
    assert [file.name for file in casewatch.folder.glob("forventet*")] == ["forventet.html"]
    assert casewatch("published", "--format", "json").json == {"published": []}


def test_several_municipalities_have_a_heading_each(casewatch: Program, page: Path) -> None:
    casewatch("publish", "--html", page, *ONE, "--municipality", "Grue")
    headings = read(page.read_text("utf-8")).headings
    assert headings[0] == (1, "Hva kan du forvente når du søker om å bygge for næring?")
    assert [text for level, text in headings[1:3] if level == 2] == ["Grue", "Kongsvinger"]


def test_enough_that_cannot_be_measured_are_not_called_too_few(casewatch: Program) -> None:
    path = casewatch.folder / "uten-komplett.csv"
    lines = [f"2026/{number},2026-03-01,2026-03-0{number},granted,ja,ja,ja,ja" for number in range(2, 10)]
    path.write_text(
        "case_no,received,decided,outcome,business,within_plan,regulated_plot,road_to_boundary\n" + "\n".join(lines),
        "utf-8",
    )
    casewatch.read(path)
    file = casewatch.folder / "forventet.html"
    casewatch("publish", "--html", file, *ONE)
    text = read(file.read_text("utf-8")).text
    assert "Her er for få saker som kan måles, til å gi et tall: nok saker er avgjort på 36 måneder" in text
    assert "færre enn fem" not in text


def test_in_english(casewatch: Program, page: Path) -> None:
    casewatch("--language", "en", "publish", "--html", page, *ONE)
    html = page.read_text("utf-8")
    assert '<html lang="en">' in html
    assert "8 of 10 get an answer within 12 calendar days of a complete application." in html
    assert not re.search("[æøåÆØÅ«»]", html)


def test_with_a_period_the_figures_are_published_too(casewatch: Program, page: Path) -> None:
    said = casewatch("publish", *office.QUARTER, "--municipality", "3401", "--reason", "Vedtatt", "--html", page)
    assert said.code == 0
    assert FINDING in page.read_text("utf-8")
    assert len(casewatch("published", "--format", "json").json["published"]) == 1


def test_neither_stands_alone_where_publishing_is_refused(casewatch: Program, page: Path) -> None:
    year = ("--as-of", office.AS_OF, "--period", "2026")
    assert "ikke over" in casewatch("publish", *year, "--html", page).line  # needs a reason
    assert list(casewatch.folder.glob("forventet*")) == []
    missing = casewatch.folder / "mangler" / "side.html"
    said = casewatch("publish", *office.QUARTER, "--reason", "Vedtatt", "--html", missing)
    assert said.line.startswith(f"--html {missing}: fila kan ikke skrives (")
    assert casewatch("published", "--format", "json").json == {"published": []}


def test_calls_that_make_no_sense(casewatch: Program, page: Path) -> None:
    assert casewatch("publish").line.startswith("Oppgi perioden som skal låses med --period")
    assert "--period" in casewatch("publish", "--html", page, "--reason", "Vedtatt").line
    assert "--municipality" in casewatch("publish", "--html", page, "--municipality", "9999").line
    assert "--as-of" in casewatch("publish", "--html", page, "--as-of", "i går").line
    assert "kan ikke skrives" in casewatch("publish", "--html", casewatch.folder, *ONE).line
    assert not page.exists()
