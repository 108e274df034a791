"""The tables that a preview, a receipt and the list of imports have in common."""

from fastapi import Request
from fastapi.responses import RedirectResponse, Response
from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException

from casewatch.core.access import Viewer
from casewatch.errors import CasewatchError
from casewatch.language import _
from casewatch.report.tables.imports import imports_table
from casewatch.report.tables.table import Table
from casewatch.services.asking.context import Context
from casewatch.services.importing.files import imports_list
from casewatch.services.importing.outcome import ImportResult
from casewatch.services.importing.reading_in import first_step, preview, table_of
from casewatch.services.importing.uploads import Upload, UploadKind, keep_upload, remove_upload
from casewatch.web.limiting import Limit, address_of


def own_imports_table(context: Context, viewer: Viewer) -> Table:
    """The imports that somebody may take back, the newest first."""
    found = [each.to_json() for each in reversed(imports_list(context)) if may_undo(viewer, each)]
    names = {place.number: place.name for place in context.rulebook.municipalities}
    return imports_table(found, names).linked(f"/les-inn/import/{each['id']}" for each in found)


def may_undo(viewer: Viewer, result: ImportResult) -> bool:
    """Whether an import, its receipt and its copy are somebody's business: all its municipalities are."""
    if not result.municipalities:
        return viewer.everything
    return all(viewer.manages(number) for number in result.municipalities)


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
