"""Sammenligning: the municipalities below one another, each with its own verdict, and how comparable they are."""

from fastapi import APIRouter, Request, Response

from casewatch.core.access import Viewer
from casewatch.report.data import StripsChart
from casewatch.report.tables.figures import figures_table
from casewatch.report.tables.table import Table
from casewatch.report.tables.waiting import comparability
from casewatch.report.words.headlines import details, region_breakdown, region_headline
from casewatch.report.words.reasons import counted_sentences
from casewatch.services.asking.context import Context
from casewatch.services.figures.overview import Comparison, comparison
from casewatch.web.downloads import council_of, drawn, picture, workbook_of
from casewatch.web.pages import on_page, page
from casewatch.web.periods import ChosenPeriod, PeriodText, chosen_period
from casewatch.web.site import Site
from casewatch.web.tables import FileQuery, TableQuery, file_of
from casewatch.web.visitor import SignedInViewer, TheSite, places_seen

router = APIRouter(include_in_schema=False)


@router.get("/sammenligning")
def compare(
    request: Request,
    site: TheSite,
    viewer: SignedInViewer,
    period: PeriodText = "",
    table: TableQuery = "",
    file_kind: FileQuery = None,
) -> Response:
    """The page, or its table as a file. People of one municipality see its row alone."""
    chosen = _chosen(site, viewer, period)
    if file_kind:
        return file_of((_table(_found(site, viewer, chosen), viewer),), table, file_kind, "sammenligning")

    def make(context: Context) -> dict[str, object]:
        return _words(_found(site, viewer, chosen), viewer)

    values = {"chosen": chosen, **site.derive(viewer, ("comparison", "words", chosen.value), make)}
    return page(request, "comparison.html", viewer, values, 400 if chosen.error else 200)


@router.get("/sammenligning/striper.svg")
def strips(site: TheSite, viewer: SignedInViewer, period: PeriodText = "") -> Response:
    """The strips, one row each, and last all of them without a verdict."""
    chosen = _chosen(site, viewer, period)

    def make(context: Context) -> bytes:
        found = _found(site, viewer, chosen)
        region = found.region if viewer.sees_all else None
        return drawn(StripsChart(found.context, found.rows, region, headed=False))

    return picture(site.derive(viewer, ("comparison", "striper", chosen.value), make))


@router.get("/sammenligning/rapport.xlsx")
def workbook(site: TheSite, viewer: SignedInViewer, period: PeriodText = "") -> Response:
    """The workbook; there are no handlers in it."""
    chosen = _chosen(site, viewer, period)
    return workbook_of(site.context(viewer), chosen, "sammenligning", handlers=False)


@router.get("/sammenligning/rapport.pdf")
def council_pdf(site: TheSite, viewer: SignedInViewer, period: PeriodText = "") -> Response:
    """The report for the regional council; no case and no handler is named in it."""
    return council_of(site, viewer, _chosen(site, viewer, period), "sammenligning")


def _chosen(site: Site, viewer: Viewer, period: str) -> ChosenPeriod:
    """The question of whoever asks: about all municipalities, or about the own one only."""
    places = places_seen(site, viewer)
    own = () if viewer.sees_all else tuple(place.number for place in places)
    return chosen_period(period, site.context(viewer).today(), own)


def _found(site: Site, viewer: Viewer, chosen: ChosenPeriod) -> Comparison:
    return site.derive(viewer, ("comparison", chosen.value), lambda context: comparison(context, chosen.asked))


def _words(found: Comparison, viewer: Viewer) -> dict[str, object]:
    context, results = found.context, found.results
    alone = None if viewer.sees_all else str(results[0]["name"])
    headline = region_headline(context, results)
    return {
        "alone": alone,
        "empty": all(result["last_import"] is None for result in results),
        "headline": headline,
        "lead": f"{headline}. {details(context, results[0]) if alone else region_breakdown(context, results)}",
        "counted": counted_sentences(context),
        "table": on_page(_table(found, viewer), f"/sammenligning?period={context.period}"),
        "lines": [
            (str(result["name"]), comparability(result, found.qualities[str(result["municipality"])]))
            for result in results
        ],
    }


def _table(found: Comparison, viewer: Viewer) -> Table:
    region = found.region if viewer.sees_all else None
    links = [f"/kommune/{result['municipality']}?period={found.context.period}" for result in found.results]
    return figures_table(found.context, found.results, region).linked(links)
