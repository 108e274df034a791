"""The API: the JSON of the command line, for programs, with the same rights as the pages; and a flat table."""

from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated, Any, NotRequired

import orjson
from fastapi import APIRouter, File, Form, Query, Request, Response, UploadFile
from fastapi import Path as InPath
from starlette.exceptions import HTTPException
from typing_extensions import TypedDict

from casewatch.core.access import Viewer
from casewatch.core.identity import LARGEST_ID
from casewatch.documents.alerts import AlertsDocument
from casewatch.documents.cases import CasesDocument, ExplanationDocument
from casewatch.documents.figures import AssessmentDocument, IndicatorsDocument
from casewatch.documents.imports import ImportDocument, ImportsDocument, UndoneImport
from casewatch.intake.tables import Holds
from casewatch.language import _
from casewatch.report.sheets.csv_text import csv_text
from casewatch.services.alerts.alert_view import alerts_document
from casewatch.services.alerts.alerting import due_alerts
from casewatch.services.asking.asked import asked_date, read_mapping
from casewatch.services.asking.context import Context
from casewatch.services.asking.selecting import DEFAULT_PERIOD, Selectors, find_municipality
from casewatch.services.figures.assess import assess
from casewatch.services.figures.explaining import explain
from casewatch.services.figures.flat import FLAT_COLUMNS, flat_rows
from casewatch.services.figures.listing import list_cases
from casewatch.services.importing.files import import_files, imports_list, imports_show, imports_undo
from casewatch.services.importing.outcome import ImportOptions, ImportResult
from casewatch.services.importing.profiles import usual_profile
from casewatch.services.importing.uploads import clean_name, may_read
from casewatch.web.api.access import (
    ApiRoute,
    ApiViewer,
    AskedQuery,
    AsOfQuery,
    Numbers,
    PeriodQuery,
    TheContext,
    municipalities_of,
)
from casewatch.web.import_pages import UPLOADS, may_undo
from casewatch.web.limiting import address_of
from casewatch.web.site import Site
from casewatch.web.visitor import Forbidden, TheSite


class ErrorAnswer(TypedDict):
    """What is wrong, in one line for people."""

    error: str


class Refused(ErrorAnswer):
    """A file that was not read; `imports` says what of it."""

    imports: NotRequired[list[ImportDocument]]


_ERRORS: dict[int | str, dict[str, Any]] = {
    400: {"model": ErrorAnswer, "description": "A value that cannot be used"},
    401: {"model": ErrorAnswer, "description": "Nobody has signed in"},
    403: {"model": ErrorAnswer, "description": "Not for this role"},
    404: {"model": ErrorAnswer, "description": "Not there, or not yours"},
    413: {"model": ErrorAnswer, "description": "Too large"},
    422: {"model": ErrorAnswer, "description": "A parameter of the wrong kind"},
    429: {"model": ErrorAnswer, "description": "Too many tries"},
}
#: The same beside an answer that is no JSON: a model would be described in the answer's own media type.
_ERRORS_BESIDE: dict[int | str, dict[str, Any]] = {
    code: {
        "description": each["description"],
        "content": {"application/json": {"schema": {"$ref": "#/components/schemas/ErrorAnswer"}}},
    }
    for code, each in _ERRORS.items()
}
router = APIRouter(prefix="/api/v1", tags=["v1"], route_class=ApiRoute, responses=_ERRORS)
#: The largest ID a table can have on every database.
_ID = {"ge": 1, "le": LARGEST_ID}
_MOST_PERIODS = 40
ImportId = Annotated[int, InPath(alias="id", **_ID)]
Periods = Annotated[
    list[str],
    Query(
        alias="period",
        default_factory=list,
        max_length=_MOST_PERIODS,
        description="As for assess; several give a row each.",
    ),
]


class Csv(Response):
    """UTF-8 without a mark, comma, decimal point, as on the command line."""

    media_type = "text/csv"


def _json(document: Any, status: int = 200) -> Response:
    return Response(orjson.dumps(document), status, media_type="application/json")


@router.get("/assess", response_model=AssessmentDocument)
def get_assess(
    *,
    site: TheSite,
    viewer: ApiViewer,
    asked: AskedQuery,
    period: PeriodQuery = None,
    numbers: Numbers,
) -> Response:
    """The indicator per municipality and pooled, as `assess --format json`."""
    asked = replace(asked, period=period, municipalities=municipalities_of(site, viewer, numbers))
    return _json(_assessed(site, viewer, asked))


@router.get("/cases", response_model=CasesDocument)
def get_cases(
    *,
    site: TheSite,
    viewer: ApiViewer,
    context: TheContext,
    asked: AskedQuery,
    period: PeriodQuery = None,
    numbers: Numbers,
    state: Annotated[
        list[str],
        Query(
            default_factory=list,
            max_length=20,
            description="closed, held_out, decided, gone, incomplete, paused, running, overdue, at-risk, "
            "scope-unknown or out-of-scope; several: any of them.",
        ),
    ],
) -> Response:
    """One row per application, as `cases --format json`."""
    asked = replace(asked, period=period, municipalities=municipalities_of(site, viewer, numbers))
    document = list_cases(context, asked, state).document()
    if not viewer.sees_handlers:
        document["cases"] = [{**case, "handler": None} for case in document["cases"]]
    return _json(document)


@router.get("/explain", response_model=ExplanationDocument)
def get_explain(
    *,
    viewer: ApiViewer,
    context: TheContext,
    asked: AskedQuery,
    municipality: Annotated[str, Query(max_length=60, description="Number or name.")],
    case_no: Annotated[str, Query(max_length=60, pattern=r"^[^\x00]*$", description="As 2026/123 or 26/00123.")],
    application: Annotated[int | None, Query(**_ID, description="Where the case holds several.")] = None,
    period: PeriodQuery = None,
) -> Response:
    """Why one application has its figure, as `explain --format json`. Another municipality's case is not there."""
    place = context.rulebook.municipality(municipality)
    if place is None or not viewer.sees(place.number):
        raise HTTPException(404)
    asked = replace(asked, period=period, municipalities=(place.number,))
    return _json(explain(context, asked, case_no, application).document)


@router.get("/alerts", response_model=AlertsDocument)
def get_alerts(site: TheSite, viewer: ApiViewer, context: TheContext, as_of: AsOfQuery = None) -> Response:
    """What is due, as `alerts --format json`. Records nothing and tells nobody."""
    municipalities_of(site, viewer, [])
    due = due_alerts(context, site.settings, asked_date(as_of, "as_of") or context.today())
    return _json(alerts_document(context, due, viewer))


@router.get("/imports", response_model=ImportsDocument)
def get_imports(viewer: ApiViewer, context: TheContext) -> Response:
    """The imports that you may take back, as `imports --format json`."""
    _reads_in(viewer)
    return _json({"imports": [_import_json(each) for each in imports_list(context) if may_undo(viewer, each)]})


@router.post(
    "/imports",
    response_model=ImportsDocument,
    responses={
        201: {"model": ImportsDocument, "description": "Read and stored"},
        422: {"model": Refused, "description": "A file that cannot be read, or a parameter of the wrong kind"},
    },
)
def post_import(
    *,
    request: Request,
    site: TheSite,
    viewer: ApiViewer,
    context: TheContext,
    file: Annotated[UploadFile, File(description="The export: .xlsx, .xls, .xlsb, .ods or .csv.")],
    municipality: Annotated[str | None, Form(max_length=60, description="Default your own.")] = None,
    profile: Annotated[
        str | None, Form(max_length=60, description="How the sender's files are read; default the municipality's own.")
    ] = None,
    mapping: Annotated[
        list[str],
        Form(alias="map", default_factory=list, max_length=200, description="Header=field, one for each column."),
    ],
    holds: Annotated[Holds | None, Form(description="What the file has; default as the profile says.")] = None,
    dry_run: Annotated[bool, Form(description="Say what would happen, and store nothing.")] = False,
    as_of: Annotated[str | None, Form(description="Dates after this day are remarked on; default today.")] = None,
) -> Response:
    """Read an export in, as `import --format json`. 200 where nothing was stored: a dry run, or the same file again."""
    _reads_in(viewer)
    number = viewer.municipality if municipality is None else find_municipality(context.rulebook, municipality).number
    if not may_read(viewer, "export", number):
        raise Forbidden(_("Du kan bare lese inn filer for din egen kommune."))
    options = ImportOptions(
        municipality=number,
        profile=profile or usual_profile(context, number),
        mapping=read_mapping(mapping),
        holds=holds,
        dry_run=dry_run,
        as_of=asked_date(as_of, "as_of"),
        called=clean_name(file.filename or ""),
        annotate=not dry_run,
    )
    if not UPLOADS.hit(request.app, viewer.name or address_of(request)):
        raise HTTPException(429)
    result = _read(context, file, options, site.settings.uploads.keep_days)
    imports = [_import_json(result)]
    if result.status == "refused":
        return _json({"error": str(result.refusal), "imports": imports}, 422)
    return _json({"imports": imports}, 201 if result.status == "stored" else 200)


@router.get("/imports/{id}", response_model=ImportsDocument)
def get_import(viewer: ApiViewer, context: TheContext, number: ImportId) -> Response:
    """What one import did, as `imports show ID --format json`."""
    _own(context, viewer, number)
    return _json({"imports": [_import_json(imports_show(context, number))]})


@router.delete("/imports/{id}", response_model=UndoneImport)
def delete_import(viewer: ApiViewer, context: TheContext, number: ImportId) -> Response:
    """Take one back, as `imports undo ID --format json`."""
    _own(context, viewer, number)
    return _json(imports_undo(context, number).to_json())


@router.get("/indicators.json", response_model=IndicatorsDocument)
def get_indicators(
    *,
    site: TheSite,
    viewer: ApiViewer,
    asked: AskedQuery,
    periods: Periods,
    numbers: Numbers,
) -> Response:
    """The flat table for reporting tools: one indicator of one municipality in one period a row."""
    documents = _documents(site, viewer, asked, periods, numbers)
    first = documents[0]
    answer: IndicatorsDocument = {
        "as_of": first["as_of"],
        "known_at": first["known_at"],
        "rule": first["rule"],
        "indicators": flat_rows(documents),
    }
    return _json(answer)


@router.get("/indicators.csv", response_class=Csv, responses=_ERRORS_BESIDE)
def get_indicators_csv(
    *,
    site: TheSite,
    viewer: ApiViewer,
    asked: AskedQuery,
    periods: Periods,
    numbers: Numbers,
) -> Csv:
    """The same table as CSV."""
    rows = flat_rows(_documents(site, viewer, asked, periods, numbers))
    return Csv(csv_text(FLAT_COLUMNS, ([*row.values()] for row in rows)))


def _documents(
    site: Site, viewer: Viewer, asked: Selectors, periods: list[str], numbers: list[str]
) -> list[AssessmentDocument]:
    asked = replace(asked, municipalities=municipalities_of(site, viewer, numbers))
    return [_assessed(site, viewer, replace(asked, period=period)) for period in periods or [DEFAULT_PERIOD]]


def _assessed(site: Site, viewer: Viewer, asked: Selectors) -> AssessmentDocument:
    return site.derive(viewer, ("api", "assess", asked), lambda context: assess(context, asked).document)


def _read(context: Context, file: UploadFile, options: ImportOptions, keep_days: int) -> ImportResult:
    """Read a file that was sent, under a name of our own."""
    with TemporaryDirectory() as folder:
        start = file.file.read(2)
        file.file.seek(0)
        path = Path(folder) / (
            "export.xlsx" if start == b"PK" else "export.dat"
        )  # openpyxl goes by the end of the name
        with path.open("wb") as copy:
            while part := file.file.read(1 << 20):
                copy.write(part)
        return import_files(context, [path], options, keep_days=keep_days).results[0]


def _reads_in(viewer: Viewer) -> None:
    if not may_read(viewer, "export", viewer.municipality):
        raise Forbidden(_("Bare den som har rollen leder i en kommune, kan lese inn filer."))


def _own(context: Context, viewer: Viewer, number: int) -> None:
    """404 for an import that is not the viewer's business, whether or not it is there."""
    if not any(each.id == number and may_undo(viewer, each) for each in imports_list(context)):
        raise HTTPException(404)


def _import_json(result: ImportResult) -> ImportDocument:
    """The import's JSON; the copy with remarks by its address, since paths of the machine are nobody's business."""
    document = result.to_json()
    if document["annotated"] is not None:
        document["annotated"] = None if result.id is None else f"/les-inn/import/{result.id}/kopi"
    return document
