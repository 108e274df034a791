"""The report to the regional council: one text of HTML, and the PDF made of it."""

from __future__ import annotations

import io
import os
import re
import sys
import time
from dataclasses import replace

import pytest

from casewatch.errors import CasewatchError
from casewatch.language import set_language
from casewatch.report.data import StripRow
from casewatch.report.letters.council import CouncilData, Quotation, council_html, council_pdf
from casewatch.report.words.rules import Section
from tests.report.builders import context, pooled, strip
from tests.report.situations import ALL_DAYS, LONG_NAME, SIX

HEADLINE = (
    "Tre av seks kommuner når målet om 80\u00a0% på under 10 dager og snitt på høyst 21 dager, "
    "én avgjøres av uavklarte saker"
)
QUOTE = Quotation("Måles i den enkelte kommune", "Vedlegg 1")


def _numbered(rows: tuple[StripRow, ...]) -> tuple[StripRow, ...]:
    return tuple(
        replace(row, result={**row.result, "municipality": str(3400 + place)}) for place, row in enumerate(rows)
    )


def report(rows: tuple[StripRow, ...] = SIX, days: tuple[int, ...] = ALL_DAYS, **changes: object) -> CouncilData:
    """The data of a report over some municipalities."""
    numbered = _numbered(rows)
    return CouncilData(
        context=context(**changes),
        rows=numbered,
        region=pooled(days),
        qualities={row.result["municipality"]: {"text": "8 av 9 har komplett-dato."} for row in numbered},
        sections=[Section("dager", "Hvilke dager teller", (), ["Alle dager teller."], ["a < b & c"])],
        quotations=[QUOTE],
        source="Strategien, revidert 25.11.2020",
    )


def test_the_finding_comes_first_and_how_it_is_counted_last() -> None:
    html = council_html(report())
    # By hand from the six: Eidskog 4 of 5, Grue 9 of 11 and Kongsvinger 21 of 25 reach 80 %; Sør-Odal is open.
    order = [
        HEADLINE,
        "Tallene per kommune",
        "Alle seks samlet (ikke et mål)",
        "Kan tallene sammenlignes? 8 av 9 har komplett-dato.",
        "Slik er det regnet",
        "«Måles i den enkelte kommune»",
        "Strategien, revidert 25.11.2020",
        "2021-01-01 3f2a9c",
    ]
    places = [html.index(text) for text in order]
    assert places == sorted(places)


def test_the_pooled_row_has_no_verdict() -> None:
    html = council_html(report())
    (row,) = re.findall(r'<tr class="pooled">(.*?)</tr>', html, re.S)
    cells = re.findall(r"<t[dh][^>]*>(.*?)</t[dh]>", row)
    assert (cells[3], cells[5]) == ("", "")
    assert "nådd" not in row


def test_text_is_escaped() -> None:
    assert "a &lt; b &amp; c" in council_html(report())
    assert "<b>x</b>" not in council_html(report((strip("<b>x</b>", (3, 4, 5, 6, 7)),), (3, 4, 5, 6, 7)))


def test_one_municipality_alone_has_no_pooled_row() -> None:
    html = council_html(report((SIX[1],)))
    assert "samlet" not in html
    assert 'class="pooled"' not in html


def test_another_rule_is_said_to_be_no_verdict_on_the_strategy() -> None:
    assert "ikke strategiens egen regel" in council_html(report(official=False))
    assert "ikke strategiens egen regel" not in council_html(report())


def test_english() -> None:
    set_language("en")
    try:
        html = council_html(report())
    finally:
        set_language("nb")
    assert '<html lang="en">' in html
    assert "How it is counted" in html


def test_without_the_library_one_line_says_what_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "weasyprint", None)
    with pytest.raises(CasewatchError, match=r"weasyprint.*Pango"):
        council_pdf(report())


@pytest.fixture
def drawable() -> None:
    """Skips, with the reason, where PDF cannot be made; fails there when CI has promised that it can."""
    try:
        council_pdf(report((SIX[5],)))
    except CasewatchError as error:
        if os.environ.get("CASEWATCH_REQUIRE_PDF"):
            raise
        pytest.skip(str(error))


@pytest.mark.usefixtures("drawable")
def test_the_pdf_is_tagged_titled_and_the_same_each_time() -> None:
    from pypdf import PdfReader

    pdf = council_pdf(report())
    time.sleep(1.1)  # a file that holds the time holds it in whole seconds
    assert pdf == council_pdf(report())
    read = PdfReader(io.BytesIO(pdf))
    root = read.trailer["/Root"]
    assert read.metadata is not None
    assert read.metadata.title == (f"Saksbehandlingstid for næringssaker: {HEADLINE}")
    assert read.metadata.creation_date is None
    assert root["/Lang"] == "nb"
    assert root["/MarkInfo"]["/Marked"]
    text = " ".join(page.extract_text() for page in read.pages).replace("\u00a0", " ")
    assert "Tre av seks kommuner når målet om 80 % på under" in " ".join(text.split())
    assert "Nord-Odal" in text
    assert b'pdfuaid:part="1"' in root["/Metadata"].get_data()
    for page in read.pages:  # A4 upright, in points
        assert [round(float(size)) for size in page.mediabox[2:]] == [595, 842]


@pytest.mark.usefixtures("drawable")
@pytest.mark.parametrize(
    ("rows", "days"),
    [
        pytest.param((strip("Åsnes", ()),), (), id="none"),
        pytest.param(
            tuple(strip(f"{LONG_NAME[: 8 + place * 3]} {place}", (3, 5, 8, 12, 60)) for place in range(25)),
            (3, 5, 8, 12, 60) * 25,
            id="25 with long names",
        ),
    ],
)
def test_awkward_data_fit_their_pages(rows: tuple[StripRow, ...], days: tuple[int, ...]) -> None:
    from pypdf import PdfReader

    read = PdfReader(io.BytesIO(council_pdf(report(rows, days))))
    pages = ["".join(page.extract_text().split()) for page in read.pages]
    for row in rows:
        assert "".join(str(row.result["name"]).split()) in "".join(pages)
    for number, page in enumerate(pages, 1):
        assert f"{number}/{len(pages)}" in page  # every page has its foot
