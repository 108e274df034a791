"""Les inn eksport: a file is sent, its columns named, what it would do shown, and then done."""

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated, Any, get_args

from fastapi import APIRouter, Query, Request
from fastapi.responses import RedirectResponse, Response
from starlette.exceptions import HTTPException

from casewatch.core.access import Viewer
from casewatch.errors import CasewatchError, Unavailable
from casewatch.intake.choosing import FileTable, choices
from casewatch.intake.tables import Holds
from casewatch.language import _
from casewatch.report.sheets.template import write_template
from casewatch.report.tables.imports import groups_of, remarks_table, usable, would_do
from casewatch.report.words.codes.people import HOLDS
from casewatch.report.words.fields import field_in_words
from casewatch.report.words.numbers import joined
from casewatch.services.asking.context import Context
from casewatch.services.importing.profiles import usual_profile
from casewatch.services.importing.reading_in import (
    preview,
    read_as_usual,
    read_in,
    still_holds,
    table_of,
)
from casewatch.services.importing.receipts import indicator_of
from casewatch.services.importing.uploads import (
    Upload,
    change_upload,
    kept_preview,
    may_read,
    open_upload,
    remove_upload,
)
from casewatch.web.downloads import attachment
from casewatch.web.import_pages import go_on, own_imports_table, take
from casewatch.web.pages import page
from casewatch.web.tables import FileQuery, file_of
from casewatch.web.visitor import Forbidden, OwnForm, SignedInViewer, TheSite, field

router = APIRouter(include_in_schema=False)
#: In place of a municipality: the file says itself where its cases belong.
_IN_FILE = "fila"
#: So many missing columns are named.
_NAMED = 5


@router.get("/les-inn")
def start(
    request: Request,
    site: TheSite,
    viewer: SignedInViewer,
    file_kind: FileQuery = None,
    table: Annotated[str, Query(alias="tabell", max_length=20)] = "",
) -> Response:
    """The form, and what was read in before."""
    _allowed(viewer)
    context = site.context(viewer)
    if file_kind is not None:
        return file_of([own_imports_table(context, viewer)], table, file_kind, "importer")
    return _start(request, context, viewer, {})


@router.post("/les-inn")
def send(request: Request, site: TheSite, viewer: SignedInViewer, form: OwnForm) -> Response:
    """Take a file, and go on to its columns or what it would do."""
    _allowed(viewer)
    context = site.context(viewer)
    places = {place.number for place in context.rulebook.municipalities if viewer.manages(place.number)}
    asked = field(form, "kommune") or (next(iter(places)) if len(places) == 1 else "")
    if asked not in places and not (asked == _IN_FILE and viewer.everything):
        if asked:
            raise Forbidden(_("Du kan bare lese inn filer for din egen kommune."))
        return _start(request, context, viewer, {"kommune": _("Velg kommunen fila gjelder.")}, 422)
    number = None if asked == _IN_FILE else asked
    profile = field(form, "profil")
    if profile and profile not in context.rulebook.profiles:
        return _start(request, context, viewer, {"profil": _("Velg en av måtene i lista.")}, 422)
    said = field(form, "innhold")
    holds: Holds | None = next((code for code in get_args(Holds) if code == said), None)
    try:
        usual = usual_profile(context, number)
        upload = take(request, context, viewer, form.get("fil"), "export", number, profile or usual)
        if not profile:  # nobody chose another way than the last time
            return go_on(context, read_as_usual(context, upload, holds))
        return go_on(context, change_upload(context, upload, holds=holds))
    except Unavailable:  # no fault of the file
        raise
    except CasewatchError as error:
        return _start(request, context, viewer, {"fil": error.sentence}, 422)


@router.get("/les-inn/mal")
def template(viewer: SignedInViewer) -> Response:
    """The workbook to write cases into, where there is no export."""
    _allowed(viewer)
    with TemporaryDirectory() as folder:
        path = Path(folder) / "mal.xlsx"
        write_template(path)
        return attachment(path.read_bytes(), "casewatch-mal.xlsx")


@router.get("/les-inn/{upload_id}/kolonner")
def columns(request: Request, site: TheSite, viewer: SignedInViewer, upload_id: str) -> Response:
    """Which column is which field."""
    context = site.context(viewer)
    upload = _waiting(context, viewer, upload_id)
    table = table_of(context, upload)
    if table is None:
        return RedirectResponse(f"/les-inn/{upload.id}", 303)
    document = kept_preview(context, upload)
    trouble = document["message"] if document is not None and document["status"] == "refused" else ""
    chosen = {column.letter: column.fields[0] if column.fields else "" for column in table.columns}
    return _columns(request, context, viewer, upload, table, chosen, {}, trouble)


@router.post("/les-inn/{upload_id}/kolonner")
def choose_columns(request: Request, site: TheSite, viewer: SignedInViewer, upload_id: str, form: OwnForm) -> Response:
    """Take over what was chosen, and show what the file would do."""
    context = site.context(viewer)
    upload = _waiting(context, viewer, upload_id)
    table = table_of(context, upload)
    if table is None:
        return RedirectResponse(f"/les-inn/{upload.id}", 303)
    allowed = set(choices(table.shape, table.fields))
    chosen, errors, taken = {}, {}, dict[str, str]()
    for column in table.columns:
        if len(column.fields) > 1:
            continue
        choice = field(form, f"kolonne-{column.letter}")
        chosen[column.letter] = choice
        if not choice:
            continue
        if choice not in allowed:
            errors[column.letter] = _("Velg et felt i lista.")
        elif choice in taken:
            text = _("{field} er allerede valgt for kolonne {letter}. Velg ett av stedene.")
            errors[column.letter] = text.format(field=field_in_words(choice), letter=taken[choice])
        taken.setdefault(choice, column.letter)
    if "case_no" not in taken:
        errors[""] = _("Velg hvilken kolonne som er saksnummeret.")
    if errors:
        return _columns(request, context, viewer, upload, table, chosen, errors, "", 422)
    mapping = {column.header: value for column in table.columns if (value := chosen.get(column.letter))}
    kept = form.get("husk") == "ja" and upload.municipality is not None
    base = upload.profile
    if any(header in context.rulebook.profile(base).mapping for header, _name in table.missing):
        # what the profile itself expects no longer fits; what it was built on still does
        base = context.rulebook.profile(base).extends or context.rulebook.profile().name
    upload = change_upload(context, upload, mapping=mapping, remember=kept, profile=base)
    document = preview(context, upload)
    if document["status"] == "refused":
        return RedirectResponse(f"/les-inn/{upload.id}/kolonner", 303)
    return RedirectResponse(f"/les-inn/{upload.id}", 303)


@router.get("/les-inn/{upload_id}")
def look(
    request: Request,
    site: TheSite,
    viewer: SignedInViewer,
    upload_id: str,
    file_kind: FileQuery = None,
    table: Annotated[str, Query(alias="tabell", max_length=20)] = "",
    endret: bool = False,
) -> Response:
    """What the file would do; any of its tables as a file."""
    context = site.context(viewer)
    upload = _waiting(context, viewer, upload_id)
    document = preview(context, upload)
    if document["status"] == "refused":
        return RedirectResponse(f"/les-inn/{upload.id}/kolonner", 303)
    remarks = remarks_table(document)
    shown = groups_of(document)
    if document["status"] == "answers":  # they say nothing of other cases
        shown = [group for group in shown if group.table.name in ("endret", "ikke-lest")]
    if file_kind is not None:
        return file_of([*(group.table for group in shown), remarks], table, file_kind, "forhåndsvisning")
    result = document["result"]
    values: dict[str, Any] = {
        "upload": upload,
        "status": document["status"],
        "usable": usable(document),
        "place": _place(context, upload),
        "finding": would_do(document),
        "groups": shown,
        "remarks": remarks,
        "indicator": list(indicator_of(result["before"], result["after"])),
        "holds": HOLDS(result["holds"] or ""),
        "first": _names(context, document["first"]),
        "changed": endret,
        "here": request.url.path,
        "back": "/avklar" if upload.kind == "answers" else "/les-inn",
    }
    return page(request, "upload_preview.html", viewer, values)


@router.post("/les-inn/{upload_id}/bekreft")
def confirm(request: Request, site: TheSite, viewer: SignedInViewer, upload_id: str, form: OwnForm) -> Response:
    """Read the file in as it was shown; where something changed meanwhile, show it again instead."""
    context = site.context(viewer)
    upload = _waiting(context, viewer, upload_id)
    document = preview(context, upload)
    if document["status"] == "refused" or not usable(document):
        return RedirectResponse(f"/les-inn/{upload.id}", 303)
    if not still_holds(context, document):
        change_upload(context, upload)
        return RedirectResponse(f"/les-inn/{upload.id}?endret=true", 303)
    result = read_in(context, upload, document, site.settings.uploads.keep_days)
    if result is None:
        change_upload(context, upload)
        return RedirectResponse(f"/les-inn/{upload.id}?endret=true", 303)
    if result.corrections:
        return RedirectResponse(f"/avklar/svar/{result.corrections[0]}?nytt=true", 303)
    if result.id is None:
        return RedirectResponse("/avklar?uendret=true", 303)
    what = "uendret" if result.status == "unchanged" else "lest"
    return RedirectResponse(f"/les-inn/import/{result.id}?nettopp={what}", 303)


@router.post("/les-inn/{upload_id}/avbryt")
def cancel(site: TheSite, viewer: SignedInViewer, upload_id: str, form: OwnForm) -> Response:
    """Remove the file; nothing was stored."""
    context = site.context(viewer)
    upload = _waiting(context, viewer, upload_id)
    remove_upload(context, upload)
    return RedirectResponse("/avklar" if upload.kind == "answers" else "/les-inn", 303)


def _waiting(context: Context, viewer: Viewer, upload_id: str) -> Upload:
    """A waiting file of whoever asks; 404 for any other, whether or not it is there."""
    upload = open_upload(context, viewer, upload_id)
    if upload is None:
        raise HTTPException(
            404, _("Fila venter ikke her: den er allerede lest inn, eller fjernet. Se lista under Les inn eksport.")
        )
    return upload


def _allowed(viewer: Viewer) -> None:
    if not may_read(viewer, "export", viewer.municipality):
        raise Forbidden(_("Bare den som har rollen leder i en kommune, kan lese inn filer."))


def _start(request: Request, context: Context, viewer: Viewer, errors: dict[str, str], status: int = 200) -> Response:
    places = [place for place in context.rulebook.municipalities if viewer.manages(place.number)]
    numbers = {place.number for place in context.rulebook.municipalities}
    values = {
        "errors": errors,
        "places": places,
        "in_file": _IN_FILE if viewer.everything else "",
        "holds": HOLDS.choices(),
        "profiles": [
            (name, profile.title) for name, profile in context.rulebook.profiles.items() if name not in numbers
        ],
        "imports": own_imports_table(context, viewer),
    }
    return page(request, "upload_start.html", viewer, values, status)


def _columns(
    request: Request,
    context: Context,
    viewer: Viewer,
    upload: Upload,
    table: FileTable,
    chosen: dict[str, str],
    errors: dict[str, str],
    trouble: str,
    status: int = 200,
) -> Response:
    near = table.near or {}
    missing = []
    for header, name in table.missing[:_NAMED]:
        text = _("Fila mangler kolonnen «{header}», som ble lest som {field} sist.")
        line = text.format(header=header, field=field_in_words(name))
        if header in near:
            line += " " + _("Den likner mest på «{header}».").format(header=near[header])
        missing.append(line)
    if len(table.missing) > _NAMED:
        missing.append(_("Og {number} kolonner til.").format(number=len(table.missing) - _NAMED))
    values = {
        "upload": upload,
        "table": table,
        "chosen": chosen,
        "errors": errors,
        "trouble": trouble,
        "missing": missing,
        "fields": [(name, field_in_words(name)) for name in choices(table.shape, table.fields)],
        "words": {name: field_in_words(name) for name in table.fields},
        "place": _place(context, upload),
    }
    return page(request, "upload_columns.html", viewer, values, status)


def _place(context: Context, upload: Upload) -> str:
    """The municipality a file is read for; that it says so itself."""
    if upload.municipality is None:
        return _("kommunene som står i fila")
    return _names(context, [upload.municipality])


def _names(context: Context, numbers: list[str]) -> str:
    known = {place.number: place.name for place in context.rulebook.municipalities}
    return joined([known.get(number, number) for number in numbers])
