"""The tables that a preview, a receipt and the list of imports have in common."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from fastapi import Request
from fastapi.responses import RedirectResponse, Response
from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException

from casewatch.core.access import Viewer
from casewatch.core.periods import OSLO
from casewatch.errors import CasewatchError
from casewatch.language import _
from casewatch.report.tables.imports import groups_of, remark_headers, remark_rows
from casewatch.services.asking.context import Context
from casewatch.services.importing.files import imports_list
from casewatch.services.importing.outcome import ImportResult
from casewatch.services.importing.reading_in import first_step, preview, table_of
from casewatch.services.importing.uploads import Upload, UploadKind, keep_upload, remove_upload
from casewatch.web.limiting import Limit, address_of
from casewatch.web.tables import Table

#: Rows of a group on the page; the file has all.
_SHOWN = 50


@dataclass(frozen=True)
class ShownGroup:
    """One of the five groups on a page."""

    title: str
    count: int
    explained: str
    table: Table


def groups(document: Mapping[str, Any]) -> list[ShownGroup]:
    """The five groups of a preview or receipt."""
    return [
        ShownGroup(
            each.title,
            each.count,
            each.explained,
            Table(each.key, each.title, each.headers, each.rows, most=_SHOWN),
        )
        for each in groups_of(document)
    ]


def remarks_table(document: Mapping[str, Any]) -> Table:
    """What was remarked on, errors first."""
    return Table("merknader", _("Merknader"), remark_headers(), remark_rows(document), most=_SHOWN)


def imports_table(context: Context, viewer: Viewer) -> Table:
    """The imports that somebody may take back, the newest first."""
    found = [each for each in reversed(imports_list(context)) if may_undo(viewer, each)]
    names = {place.number: place.name for place in context.rulebook.municipalities}
    headers = [
        *(_("Import"), _("Fil"), _("Mottatt"), _("Kommune"), _("Søknader"), _("Nye"), _("Endret"), _("Uendret")),
        *(_("Ikke med"), _("Ikke lest"), _("Tatt tilbake")),
    ]
    rows = [
        [
            _("Import {id}").format(id=each.id),
            each.file,
            _day(each.received_at),
            ", ".join(names.get(number, number) for number in each.municipalities),
            *(each.rows, each.new, each.changed, each.unchanged, each.gone, each.rejected),
            _day(each.undone_at),
        ]
        for each in found
    ]
    links = [f"/les-inn/import/{each.id}" for each in found]
    return Table("importer", _("Det som er lest inn"), headers, rows, range(4, 10), links, _SHOWN)


def may_undo(viewer: Viewer, result: ImportResult) -> bool:
    """Whether an import, its receipt and its copy are somebody's business: all its municipalities are."""
    if not result.municipalities:
        return viewer.everything
    return all(viewer.manages(number) for number in result.municipalities)


def _day(when: datetime | None) -> Any:
    return None if when is None else when.astimezone(OSLO).date()


#: Reading is dear: so many files for one account, or one address, in ten minutes.
UPLOADS = Limit("upload", "20/10minutes")


def take(
    request: Request, context: Context, viewer: Viewer, file: object, kind: UploadKind, number: str | None, profile: str
) -> Upload:
    """Keep a file of a form. Raises CasewatchError where none was chosen, HTTPException 429 for too many."""
    if not isinstance(file, UploadFile) or not file.filename:
        raise CasewatchError(_("Velg en fil."))
    if not UPLOADS.hit(request.app, viewer.name or address_of(request)):
        raise HTTPException(429)
    return keep_upload(context, viewer, file.file, file.filename, kind, number, profile)


def go_on(context: Context, upload: Upload) -> Response:
    """To the next page of a file that has just come; one that cannot be read is removed."""
    try:
        asks = first_step(context, upload) == "columns"
        if not asks:
            document = preview(context, upload)
            asks = document["status"] == "refused"
            if asks and table_of(context, upload) is None:  # nothing to choose in a workbook of answers
                raise CasewatchError(document["message"])
    except CasewatchError:
        remove_upload(context, upload)
        raise
    return RedirectResponse(f"/les-inn/{upload.id}" + ("/kolonner" if asks else ""), 303)
