"""Låste tall: published figures beside today's, the tertial text, and publishing the own municipality's."""

from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import RedirectResponse

from casewatch.core.access import Viewer
from casewatch.core.reference import Municipality
from casewatch.errors import CasewatchError
from casewatch.language import _
from casewatch.report.words.periods import period_choices
from casewatch.report.words.published import definition_sentence
from casewatch.services.asking.asked import read_reason
from casewatch.services.asking.context import Context
from casewatch.services.publishing.by_period import (
    Proposal,
    by_period,
    propose,
    publish_period,
    tertial_text_of,
    tertials,
)
from casewatch.web.pages import page
from casewatch.web.periods import PeriodText, chosen_period
from casewatch.web.published_view import differences, file_tables, period_title, proposal_words
from casewatch.web.site import Site
from casewatch.web.tables import FileQuery, TableQuery, file_of
from casewatch.web.visitor import Forbidden, OwnForm, SignedInViewer, TheSite, field

router = APIRouter(include_in_schema=False)
#: So many periods stand on the page until somebody asks for all.
_NEWEST = 6


@router.get("/laste-tall")
def published(
    request: Request,
    site: TheSite,
    viewer: SignedInViewer,
    tertial: PeriodText = "",
    alle: bool = False,
    nr: Annotated[int | None, Query(ge=1)] = None,
    table_asked: TableQuery = "",
    file_kind: FileQuery = None,
) -> Response:
    """The page, or one of its tables as a file. `alle`: also old periods; `nr`: the publication made just now."""
    most = None if alle else _NEWEST
    found = site.derive(viewer, ("published", most), lambda context: by_period(context, viewer, most))
    groups = found.periods
    tables = file_tables(groups)
    if file_kind:
        return file_of(tables, table_asked, file_kind, "laste-tall")
    choices = [period for period, _numbers in tertials(site.context(viewer))]
    chosen = tertial if tertial in choices else next(iter(choices), "")

    def texts(context: Context) -> list[Any]:
        return tertial_text_of(context, chosen, viewer.municipality)

    today = site.context(viewer).today()
    values = {
        "groups": [
            (period_title(group.context), table, differences(group))
            for table, group in zip(tables, groups, strict=True)
        ],
        "redefined": definition_sentence()
        if any(line.today and line.shown.definition_changed for group in groups for line in group.lines)
        else "",
        "older": found.older,
        "page_address": "/laste-tall?alle=true" if alle else "/laste-tall",
        "hidden": any(not line.today for group in groups for line in group.lines),
        "tertials": choices,
        "tertial": chosen,
        "tertial_error": _("«{text}» er ikke et tertial med låste tall.").format(text=tertial)
        if tertial not in ("", *choices)
        else "",
        "texts": site.derive(viewer, ("published", "tertial", chosen), texts) if chosen else [],
        "managed": _managed(site, viewer),
        "periods": [choice for choice in period_choices(today) if choice[0] != "12m"],
        "made": nr if any(line.shown.publication.id == nr for group in groups for line in group.lines) else None,
    }
    return page(request, "published.html", viewer, values)


@router.get("/laste-tall/las")
def look(
    request: Request,
    site: TheSite,
    viewer: SignedInViewer,
    municipality: Annotated[str, Query(alias="kommune", max_length=10)] = "",
    period: PeriodText = "",
) -> Response:
    """What would be published, before it is."""
    place = _own(site, viewer, municipality)
    return _confirm(request, site, viewer, place, period, "", "", 200)


@router.post("/laste-tall/las")
def lock(request: Request, site: TheSite, viewer: SignedInViewer, form: OwnForm) -> Response:
    """Publish them; a doubtful figure needs a reason."""
    place = _own(site, viewer, field(form, "kommune", 10))
    period, reason = field(form, "period", 40), field(form, "reason")
    chosen = chosen_period(period, site.context(viewer).today())
    proposal = None if chosen.error or not period else propose(site.context(viewer), place.number, chosen.value)
    error = "" if proposal is None else _reason_error(reason, proposal)
    if proposal is None or error:
        return _confirm(request, site, viewer, place, period, reason, error, 400)
    number = publish_period(site.context(viewer), place.number, chosen.value, reason)
    return RedirectResponse(f"/laste-tall?nr={number}", 303)


def _reason_error(reason: str, proposal: Proposal) -> str:
    """What is wrong with a reason somebody wrote; empty where nothing is."""
    missing = _("skriv hvorfor tallene låses nå, selv om noe er uavklart eller perioden ikke er over.")
    try:
        read_reason(reason, needed=bool(proposal.doubts), missing=missing)
    except CasewatchError as error:
        return error.sentence
    return ""


def _confirm(
    request: Request,
    site: Site,
    viewer: Viewer,
    place: Municipality,
    period: str,
    reason: str,
    error: str,
    status: int,
) -> Response:
    chosen = chosen_period(period, site.context(viewer).today())
    if chosen.error or not period:
        values = {"place": place, "periods": chosen.choices, "period": period}
        return page(request, "publish_period.html", viewer, values, 400)

    def make(context: Context) -> Proposal:
        return propose(context, place.number, chosen.value)

    proposal = site.derive(viewer, ("propose", place.number, chosen.value), make)
    values = {
        "place": place,
        "period": chosen.value,
        "reason": reason,
        "error": error,
        **proposal_words(proposal),
    }
    return page(request, "publish_confirm.html", viewer, values, status)


def _managed(site: Site, viewer: Viewer) -> list[Municipality]:
    return [place for place in site.context(viewer).rulebook.municipalities if viewer.manages(place.number)]


def _own(site: Site, viewer: Viewer, number: str) -> Municipality:
    for place in _managed(site, viewer):
        if place.number == number:
            return place
    raise Forbidden(_("Tallene låses av den som leder byggesak i kommunen."))
