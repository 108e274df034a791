"""Kommunen: one municipality's finding, what will miss, what waits, and the way it has come."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from fastapi import APIRouter, Request, Response
from markupsafe import Markup
from starlette.exceptions import HTTPException

from casewatch.core.access import Viewer
from casewatch.core.reference import Municipality
from casewatch.language import _
from casewatch.report.data import AgesChart, Chart, StripChart, TrendChart
from casewatch.report.pictures.as_text import (
    by_days,
    dots_table,
    longest_first,
    open_case_cells,
    open_case_headers,
    trend_table,
)
from casewatch.report.tables.figures import beside_sentences
from casewatch.report.tables.waiting import (
    comparability,
    soon_headers,
    soon_rows,
    soon_sentence,
    waiting_headers,
    waiting_rows,
)
from casewatch.report.words.headlines import headline, manager_sentence
from casewatch.report.words.numbers import subject
from casewatch.report.words.reasons import (
    ages_headline,
    letter_sentence,
    not_drawn_sentence,
    open_rule_sentence,
    trend_headline,
)
from casewatch.services.asking.context import Context
from casewatch.services.figures.overview import Overview, overview
from casewatch.web.downloads import council_of, drawn, picture, workbook_of
from casewatch.web.pages import page
from casewatch.web.periods import ChosenPeriod, PeriodText, TableName, chosen_period
from casewatch.web.site import Site
from casewatch.web.tables import FileKind, Table, case_address, file_of
from casewatch.web.visitor import Forbidden, SignedInViewer, TheSite

router = APIRouter(include_in_schema=False)
#: So many of the longest waits, and of the cases behind a picture, stand on the page.
_SHOWN, _BEHIND = 10, 100


@router.get("/kommune/{number}")
def municipality(
    request: Request,
    site: TheSite,
    viewer: SignedInViewer,
    number: str,
    period: PeriodText = "",
    tabell: TableName = "",
    fil: FileKind | None = None,
) -> Response:
    """The page, or one of its tables as a file."""
    place = _place(site, viewer, number)
    chosen = chosen_period(period, site.context(viewer).today())
    if fil:
        found = overview(site.context(viewer), chosen.asked, number)
        return file_of(_tables(found, number).values(), tabell, fil, f"{number}-{_file_name(place.name)}")
    shown = _shown(site, viewer, chosen, number)
    values = {
        "place": place,
        "chosen": chosen,
        "manages": viewer.manages(number),
        "tables": shown.tables,
        "files": f"/kommune/{number}",
        **shown.words,
    }
    return page(request, "municipality.html", viewer, values, 400 if chosen.error else 200)


@router.get("/kommune/{number}/{name}.svg")
def municipality_picture(
    site: TheSite,
    viewer: SignedInViewer,
    number: str,
    name: Literal["stripe", "utvikling", "apne-saker"],
    period: PeriodText = "",
) -> Response:
    """The strip, the trend or the open cases by age."""
    _place(site, viewer, number)
    chosen = chosen_period(period, site.context(viewer).today())

    def make(context: Context) -> bytes:
        return drawn(_shown(site, viewer, chosen, number).charts[name])

    return picture(site.derive(viewer, ("municipality", name, number, chosen.value), make))


@router.get("/kommune/{number}/rapport.xlsx")
def workbook(site: TheSite, viewer: SignedInViewer, number: str, period: PeriodText = "") -> Response:
    """The workbook of the municipality; the region's has no handlers in it."""
    place = _place(site, viewer, number)
    context = site.context(viewer)
    chosen = chosen_period(period, context.today(), (number,))
    return workbook_of(context, chosen, f"{number}-{_file_name(place.name)}", handlers=viewer.sees_handlers)


@router.get("/kommune/{number}/rapport.pdf")
def council_pdf(site: TheSite, viewer: SignedInViewer, number: str, period: PeriodText = "") -> Response:
    """The report for a council; no case and no handler is named in it."""
    place = _place(site, viewer, number)
    chosen = chosen_period(period, site.context(viewer).today(), (number,))
    return council_of(site, viewer, chosen, f"{number}-{_file_name(place.name)}")


def _place(site: Site, viewer: Viewer, number: str) -> Municipality:
    places = {place.number: place for place in site.context().rulebook.municipalities}
    if number not in places:
        raise HTTPException(404)
    if not viewer.sees(number):
        raise Forbidden(
            _("Du ser bare sakene til din egen kommune. De andre kommunenes låste tall ser du på Låste tall.")
        )
    return places[number]


@dataclass(frozen=True)
class _Shown:
    """What is kept of an overview: words, tables as they stand on the page, and what the pictures are drawn from."""

    words: dict[str, object]
    tables: dict[str, Markup]  # of those that have rows, empty otherwise
    charts: dict[str, Chart]


def _shown(site: Site, viewer: Viewer, chosen: ChosenPeriod, number: str) -> _Shown:
    def make(context: Context) -> _Shown:
        found = overview(context, chosen.asked, number)
        charts: dict[str, Chart] = {
            "stripe": StripChart(found.context, found.row, headed=False),
            "utvikling": TrendChart(found.now, (found.trend,)),
            "apne-saker": AgesChart(found.now, (found.ages,)),
        }
        address = f"/kommune/{number}?period={chosen.value}"
        tables = {
            name: table.on_page(address) if table.rows else Markup() for name, table in _tables(found, number).items()
        }
        return _Shown(_words(found), tables, charts)

    return site.derive(viewer, ("municipality", number, chosen.value), make)


def _words(found: Overview) -> dict[str, object]:
    context, result, now = found.context, found.result, found.now
    beside = (letter_sentence(context, result), not_drawn_sentence(result))
    counted = (subject(context).explained, *beside, open_rule_sentence(context))
    return {
        "empty": result["last_import"] is None,
        "sentence": manager_sentence(context, result),
        "counted": " ".join(filter(None, counted)),
        "strip_alt": f"{result['name']}: {headline(context, result)}",
        "soon_sentence": soon_sentence(now, found.soon),
        "comparability": comparability(result, found.quality),
        "beside": beside_sentences(result),
        "ages_alt": ages_headline(AgesChart(now, (found.ages,))),
        "trend_alt": trend_headline(now, (found.trend,)),
    }


def _tables(found: Overview, number: str) -> dict[str, Table]:
    context, now = found.context, found.now
    dots, aged = by_days(found.row.dots), longest_first(found.ages.cases)
    dot_headers, dot_rows = dots_table(context, dots)
    trend_headers, trend_rows = trend_table(now, (found.trend,))
    tables = (
        Table(
            "snart",
            _("Åpne saker nær grensen eller over den"),
            soon_headers(now),
            soon_rows(now, found.soon),
            (3, 4, 5),
            [case_address(case, number) for case in found.soon],
            _BEHIND,
        ),
        Table(
            "ventet-lengst",
            _("Åpne saker, de som har ventet lengst først"),
            waiting_headers(now),
            waiting_rows(found.waiting),
            (1, 2),
            [case_address(case, number) for case in found.waiting],
            _SHOWN,
        ),
        Table(
            "stripe",
            _("Sakene i bildet, avgjorte først"),
            dot_headers,
            dot_rows,
            (1,),
            [case_address({"case_no": dot.case_no, "application_no": dot.application_no}, number) for dot in dots],
            _BEHIND,
        ),
        Table(
            "apne-saker",
            _("Åpne saker, flest tellende dager først"),
            open_case_headers(),
            [open_case_cells(case) for case in aged],
            (1, 2),
            [case_address({"case_no": case.case_no, "application_no": case.application_no}, number) for case in aged],
            _BEHIND,
        ),
        Table("utvikling", _("Tolv måneder om gangen"), trend_headers[1:], [row[1:] for row in trend_rows], (1, 2, 3)),
    )
    return {table.name: table for table in tables}


def _file_name(name: str) -> str:
    return name.lower().replace(" ", "-")
