"""What an import did: the receipt, the annotated copy, and Angre."""

from pathlib import Path
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query, Request
from fastapi.responses import RedirectResponse, Response
from starlette.exceptions import HTTPException

from casewatch.core.access import Viewer
from casewatch.core.periods import OSLO
from casewatch.language import _
from casewatch.report.tables.imports import did, groups_of, remarks_table
from casewatch.report.words.codes.people import HOLDS
from casewatch.report.words.numbers import joined
from casewatch.report.words.quality import empty_sentence
from casewatch.services.asking.context import Context
from casewatch.services.asking.selecting import Selectors
from casewatch.services.figures.quality import quality
from casewatch.services.importing.files import imports_list, imports_undo
from casewatch.services.importing.outcome import ImportResult
from casewatch.services.importing.reading_in import receipt_of
from casewatch.services.importing.receipts import indicator_of
from casewatch.web.downloads import attachment
from casewatch.web.import_pages import may_undo
from casewatch.web.pages import page
from casewatch.web.tables import FileQuery, file_of
from casewatch.web.visitor import OwnForm, SignedInViewer, TheSite

router = APIRouter(include_in_schema=False)


@router.get("/les-inn/import/{number}")
def receipt(
    request: Request,
    site: TheSite,
    viewer: SignedInViewer,
    number: int,
    nettopp: Literal["", "lest", "uendret", "angret"] = "",
    file_kind: FileQuery = None,
    table: Annotated[str, Query(alias="tabell", max_length=20)] = "",
) -> Response:
    """The receipt; any of its tables as a file."""
    context = site.context(viewer)
    found = _own(context, viewer, number)
    document = site.derive(viewer, ("receipt", number), lambda context: receipt_of(context, number))
    shown, remarks = groups_of(document), remarks_table(document)
    if file_kind is not None:
        return file_of([*(group.table for group in shown), remarks], table, file_kind, f"import-{number}")
    result = document["result"]
    names = {place.number: place.name for place in context.rulebook.municipalities}
    values: dict[str, Any] = {
        "number": number,
        "file": found.file,
        "just": nettopp,
        "places": joined([names.get(place, place) for place in found.municipalities]),
        "received": _day(found.received_at),
        "undone": _day(found.undone_at),
        "finding": did(document),
        "groups": shown,
        "remarks": remarks,
        "indicator": list(indicator_of(result["before"], result["after"])),
        "holds": HOLDS(result["holds"] or ""),
        "start": site.derive(viewer, ("start", number), lambda context: _start_report(context, document["first"])),
        "copy": result["annotated"] is not None,
        "here": request.url.path,
    }
    return page(request, "import_receipt.html", viewer, values)


@router.get("/les-inn/import/{number}/kopi")
def copy(site: TheSite, viewer: SignedInViewer, number: int) -> Response:
    """The file with remarks; 404 once it is removed."""
    found = _own(site.context(viewer), viewer, number)
    try:
        content = Path(found.annotated or "").read_bytes()
    except OSError:
        raise HTTPException(404) from None
    return attachment(content, _("{name}-merknader").format(name=Path(found.file).stem) + ".xlsx")


@router.post("/les-inn/import/{number}/angre")
def undo(site: TheSite, viewer: SignedInViewer, number: int, form: OwnForm) -> Response:
    """Take it back."""
    context = site.context(viewer)
    if _own(context, viewer, number).undone_at is None:
        imports_undo(context, number)
    return RedirectResponse(f"/les-inn/import/{number}?nettopp=angret", 303)


def _own(context: Context, viewer: Viewer, number: int) -> ImportResult:
    """An import of whoever asks; 404 for any other, whether or not it is there."""
    for each in imports_list(context):
        if each.id == number and may_undo(viewer, each):
            return each
    raise HTTPException(404)


def _start_report(context: Context, first: list[str]) -> list[str]:
    """What the first export of a municipality holds, and what to ask the vendor for."""
    if not first:
        return []
    found = quality(context, Selectors(as_of=context.today(), municipalities=tuple(first)))
    lines = []
    for result in found.results:
        text = f"{result['name']}: {result['text']}"
        lines.append(" ".join(part for part in (text, empty_sentence(result["empty_columns"])) if part))
    return lines


def _day(when: Any) -> Any:
    return None if when is None else when.astimezone(OSLO).date()
