"""What every report says of a past time: when it was known, in Oslo time, and how many cases were erased since.

Two cases of Kongsvinger, 2026/1 of 4 days and 2026/2 of 8, are read on 25 November; 2026/2 is erased on 2 December.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path

import pytest
from openpyxl import load_workbook

from casewatch.cli.tables import print_assessment
from casewatch.report.data import StripChart, TrendChart
from casewatch.report.letters.council import CouncilData, council_html
from casewatch.report.pictures.as_text import text_of
from casewatch.services.alerts.weekly import weekly_summary
from casewatch.services.asking.context import Context, parse_time
from casewatch.services.asking.selecting import Selectors
from casewatch.services.cases.forgetting import forget
from casewatch.services.figures import council
from casewatch.services.figures.assess import assess
from casewatch.services.figures.charting import collect_charts
from casewatch.services.figures.describing import question_of
from casewatch.services.figures.overview import overview
from casewatch.services.figures.reporting import write_workbook
from tests.report.pictures.measured import draw
from tests.services.desk import IN_SCOPE, YES, Desk

KONGSVINGER = "3401"
#: Noon by Greenwich is one in the afternoon in Oslo, in winter.
KNOWN, TOLD = "2026-12-01T12:00+00:00", "slik de var kjent 01.12.2026 13:00."
ERASED = "1 sak som var kjent da, er slettet siden (forget) og er ikke med i tallene."
DAY, LATER = date(2026, 12, 1), date(2026, 12, 5)


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Context]:
    desk = Desk(tmp_path, tmp_path / "casewatch.db")
    head = f"Saksnr;Søknadstype;Mottatt dato;Komplett dato;Vedtaksdato;{IN_SCOPE}"
    cases = (("2026/1", "06.03.2026"), ("2026/2", "10.03.2026"))
    rows = [f"{case};Ett-trinn;02.03.2026;02.03.2026;{decided};{YES}" for case, decided in cases]
    desk.read(desk.csv("\n".join((head, *rows))))
    desk.time = datetime(2026, 12, 2, 8, tzinfo=UTC)
    with desk.opened() as context:
        forget(context, KONGSVINGER, "2026/2", "Krav om sletting")
    desk.time = datetime(2026, 12, 5, 8, tzinfo=UTC)
    with desk.opened() as context:
        yield context


def asked(known_at: str | None = KNOWN, as_of: date = DAY) -> Selectors:
    known = None if known_at is None else parse_time(known_at, "known_at")
    return Selectors(as_of, known, municipalities=(KONGSVINGER,))


def in_terminal(context: Context, question: Selectors, capsys: pytest.CaptureFixture[str], folder: Path) -> str:
    found = assess(context, question)
    print_assessment(question_of(found), found.document)
    return capsys.readouterr().out


def in_summary(context: Context, question: Selectors, capsys: pytest.CaptureFixture[str], folder: Path) -> str:
    write_workbook(context, question, folder / "r.xlsx")
    return "\n".join(str(cell.value) for row in load_workbook(folder / "r.xlsx")["Sammendrag"] for cell in row)


def in_pdf(context: Context, question: Selectors, capsys: pytest.CaptureFixture[str], folder: Path) -> str:
    return council_html(council_data(context, question))


def in_letter(context: Context, question: Selectors, capsys: pytest.CaptureFixture[str], folder: Path) -> str:
    content = weekly_summary(context, question, "manager", None).content
    for sentence in (TOLD, ERASED):
        assert (sentence in content.html) == (sentence in content.text)
    return content.text


def chart_text(stem: str) -> Callable[..., str]:
    def told(context: Context, question: Selectors, capsys: pytest.CaptureFixture[str], folder: Path) -> str:
        chart = collect_charts(context, question)[stem]
        drawn = " ".join(draw(chart).words().split("\n"))
        for sentence in (TOLD, ERASED, "slettet"):  # the picture says what its text says
            assert (sentence in drawn) == (sentence in text_of(chart)), sentence
        return text_of(chart)

    told.__name__ = stem
    return told


def council_data(context: Context, question: Selectors) -> CouncilData:
    seen: list[CouncilData] = []

    def kept(data: CouncilData) -> bytes:
        seen.append(data)
        return b""

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(council, "council_pdf", kept)
        council.council_report(context, question)
    return seen[0]


REPORTS = [
    in_terminal,
    in_summary,
    in_pdf,
    in_letter,
    *map(chart_text, ("stripe-3401-kongsvinger", "sammenligning", "apne-saker")),
]


@pytest.mark.parametrize("report", REPORTS, ids=lambda report: report.__name__)
def test_each_report_says_when_it_was_known_and_what_was_erased(
    office: Context, capsys: pytest.CaptureFixture[str], tmp_path: Path, report: Callable[..., str]
) -> None:
    told = report(office, asked(), capsys, tmp_path)
    assert TOLD in told
    assert ERASED in told
    # without a time of knowing, as of a day before the erasure: what is known now lacks it too
    past = report(office, asked(None), capsys, tmp_path)
    assert ERASED in past
    assert "kjent 01.12" not in past
    # as of a later day nothing is missing that should be there
    assert "slettet siden" not in report(office, asked(None, LATER), capsys, tmp_path)


@pytest.mark.parametrize("known_at", [KNOWN, "2026-12-01T13:00", "2026-12-01T07:00-05:00", "2026-12-01T13:00+01:00"])
def test_the_time_of_knowing_is_shown_in_oslo_whatever_zone_it_was_told_in(office: Context, known_at: str) -> None:
    chart = collect_charts(office, asked(known_at))["sammenligning"]
    assert TOLD in text_of(chart)


def test_the_workbooks_last_sheet_and_the_pdfs_facts_have_the_time_in_oslo(office: Context, tmp_path: Path) -> None:
    question = Selectors(DAY, datetime(2026, 12, 1, 23, 30, tzinfo=timezone(timedelta(0))))
    write_workbook(office, question, tmp_path / "r.xlsx")
    told = {row[0].value: row[1].value for row in load_workbook(tmp_path / "r.xlsx")["Slik regnes det"]}
    assert told["Slik vi kjente dem"] == "02.12.2026 00:30"
    assert "<dt>Slik vi kjente dem</dt><dd>02.12.2026 00:30</dd>" in council_html(council_data(office, question))


def test_the_points_of_a_trend_before_the_erasure_say_so(office: Context) -> None:
    """As of 5 December the figure lacks nothing, but each point of the past lacks the case of March."""
    chart = collect_charts(office, asked(None, LATER))["utvikling"]
    assert isinstance(chart, TrendChart)
    (trend,) = chart.trends
    lacking = {point.day: point.forgotten for point in trend.points}
    assert lacking == {day: int(day < date(2026, 12, 2)) for day in lacking}
    assert list(lacking.values()) == [1] * 24 + [0]
    for day, number in lacking.items():
        assert assess(office, asked(None, day)).results[0]["forgotten"] == number
    said = "1 sak som var kjent før, er slettet siden (forget) og er ikke med i punktene."
    assert said in text_of(chart)
    assert said in " ".join(draw(chart).words().split("\n"))
    # with a time of knowing all points lack it
    known = collect_charts(office, asked())["utvikling"]
    assert isinstance(known, TrendChart)
    assert [point.forgotten for point in known.trends[0].points] == [1] * 25


def test_a_municipality_tells_of_its_own_cases_alone(office: Context) -> None:
    everyone = collect_charts(office, Selectors(DAY))
    grue, kongsvinger = everyone["stripe-3417-grue"], everyone["stripe-3401-kongsvinger"]
    assert isinstance(grue, StripChart)
    assert "slettet siden" not in text_of(grue)
    assert ERASED in text_of(kongsvinger)
    assert ERASED in text_of(everyone["sammenligning"])
    assert overview(office, Selectors(DAY), "3417").context.forgotten == 0
