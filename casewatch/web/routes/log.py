"""Logg: who imported, undid, corrected, published, answered alerts and changed accounts."""

from fastapi import APIRouter, Request
from fastapi.responses import Response

from casewatch.core.access import Viewer
from casewatch.language import _
from casewatch.services.people.audit_log import read_log
from casewatch.web.audit_view import log_table, place_names
from casewatch.web.pages import page
from casewatch.web.tables import FileQuery, file_of
from casewatch.web.visitor import Forbidden, SignedInViewer, TheSite

router = APIRouter(include_in_schema=False)


@router.get("/logg")
def log(request: Request, site: TheSite, viewer: SignedInViewer, file_kind: FileQuery = None) -> Response:
    """The newest first."""
    if not reads_log(viewer):
        raise Forbidden(_("Loggen er for ledere, som ser sin egen kommune, og for administratorer."))
    context, own = site.context(viewer), _own(viewer)
    found = log_table(context, read_log(context, own))
    if file_kind is not None:
        return file_of([found], "", file_kind, "logg")
    values = {"table": found, "place": place_names(context).get(own[0]) if own else None}
    return page(request, "log.html", viewer, values)


def reads_log(viewer: Viewer) -> bool:
    """Whether somebody may read the log, or their own municipality's part of it."""
    return viewer.everything or viewer.administers or viewer.role == "manager"


def _own(viewer: Viewer) -> list[str] | None:
    if viewer.everything or viewer.administers:
        return None
    return [viewer.municipality] if viewer.municipality else []
