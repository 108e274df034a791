"""Logg: who imported, undid, corrected, published, answered alerts and changed accounts."""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import Response

from casewatch.core.access import Viewer
from casewatch.language import _
from casewatch.report.audit_words import action_words, subject_words, who_words
from casewatch.report.periods import local_moment
from casewatch.services.accounts import role_names
from casewatch.services.audit_log import read_log
from casewatch.services.context import Context
from casewatch.store.audit import Entry
from casewatch.web.pages import page
from casewatch.web.tables import FileKind, Table, file_of
from casewatch.web.visitor import Forbidden, SignedInViewer, TheSite

router = APIRouter(include_in_schema=False)
#: So many on the page; the files have all.
_SHOWN = 200


@router.get("/logg")
def log(request: Request, site: TheSite, viewer: SignedInViewer, fil: FileKind | None = None) -> Response:
    """The newest first."""
    if not reads_log(viewer):
        raise Forbidden(_("Loggen er for ledere, som ser sin egen kommune, og for administratorer."))
    context, own = site.context(viewer), _own(viewer)
    found = log_table(context, read_log(context, own))
    if fil is not None:
        return file_of([found], "", fil, "logg")
    values = {"table": found, "place": _names(context).get(own[0]) if own else None}
    return page(request, "log.html", viewer, values)


def reads_log(viewer: Viewer) -> bool:
    """Whether somebody may read the log, or their own municipality's part of it."""
    return viewer.everything or viewer.administers or viewer.role == "manager"


def log_table(context: Context, found: list[Entry], most: int = _SHOWN) -> Table:
    """Entries as a table."""
    names, roles = _names(context), role_names()
    return Table(
        "hendelser",
        _("Hvem som har gjort hva, det siste først"),
        (_("Tidspunkt"), _("Hvem"), _("Hva"), _("Om hva"), _("Kommune")),
        [
            (
                local_moment(each.recorded_at),
                who_words(each.who),
                action_words(each.action),
                subject_words(each.action, each.subject, each.details, roles),
                names.get(each.municipality or "", each.municipality or ""),
            )
            for each in found
        ],
        most=most,
    )


def _own(viewer: Viewer) -> list[str] | None:
    if viewer.everything or viewer.administers:
        return None
    return [viewer.municipality] if viewer.municipality else []


def _names(context: Context) -> dict[str, str]:
    return {place.number: place.name for place in context.rulebook.municipalities}
