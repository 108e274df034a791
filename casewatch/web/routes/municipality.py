"""Kommunen: one municipality's finding, what will miss, what waits, and the way it has come."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from fastapi import APIRouter, Request, Response
from markupsafe import Markup
from starlette.exceptions import HTTPException

from casewatch.core.access import Viewer
from casewatch.core.reference import Municipality
from casewatch.documents.cases import CaseName, CaseRow
from casewatch.language import _
from casewatch.report.data import AgesChart, Chart, Dot, OpenCase, StripChart, TrendChart
from casewatch.report.tables.figures import beside_sentences
from casewatch.report.tables.pictures import ages_table, by_days, dots_table, longest_first, trend_table
from casewatch.report.tables.table import Table
from casewatch.report.tables.waiting import comparability, soon_sentence, soon_table, waiting_table
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
from casewatch.web.pages import on_page, page
from casewatch.web.periods import ChosenPeriod, PeriodText, chosen_period
from casewatch.web.site import Site
from casewatch.web.tables import FileQuery, TableQuery, case_address, file_of
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
    table: TableQuery = "",
    file_kind: FileQuery = None,
) -> Response:
    """The page, or one of its tables as a file."""
    place = _place(site, viewer, number)
    chosen = chosen_period(period, site.context(viewer).today())
    if file_kind:
        found = overview(site.context(viewer), chosen.asked, number)
        return file_of(_tables(found, number).values(), table, file_kind, f"{number}-{_file_name(place.name)}")
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
            name: on_page(table, address, _SHOWN if name == "ventet-lengst" else _BEHIND) if table.rows else Markup()
            for name, table in _tables(found, number).items()
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

    def linked(cases: Iterable[CaseRow | Dot | OpenCase]) -> list[str]:
        return [case_address(_named(case), number) for case in cases]

    tables = (
        soon_table(now, found.soon).linked(linked(found.soon)),
        waiting_table(now, found.waiting).linked(linked(found.waiting)),
        dots_table(context, dots).linked(linked(dots)),
        ages_table((found.ages,), places=False).linked(linked(aged)),
        trend_table(now, (found.trend,), places=False),
    )
    return {table.name: table for table in tables}


def _named(case: CaseRow | Dot | OpenCase) -> CaseName:
    if isinstance(case, Dot | OpenCase):
        return {"case_no": case.case_no, "application_no": case.application_no}
    return {"case_no": case["case_no"], "application_no": case["application_no"]}


def _file_name(name: str) -> str:
    return name.lower().replace(" ", "-")
