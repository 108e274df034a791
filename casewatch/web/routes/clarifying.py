"""Avklar saker: what is unclear or cannot be measured, by filter, answered in bulk and taken back together."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import RedirectResponse, Response
from starlette.exceptions import HTTPException

from casewatch.core.access import Viewer
from casewatch.core.fold import Values
from casewatch.core.identity import LARGEST_ID
from casewatch.core.reference import Municipality
from casewatch.errors import CasewatchError, Unavailable
from casewatch.language import _
from casewatch.report.sheets.gaps_workbook import GapRow
from casewatch.report.tables.clarifying import unclear_table
from casewatch.report.tables.table import Column, Table
from casewatch.report.words.clarifying import (
    answer_groups,
    reason_counts,
    unclear_sentence,
)
from casewatch.report.words.fields import value_in_words
from casewatch.report.words.work import correction_in_words
from casewatch.services.asking.asked import read_reason
from casewatch.services.asking.selecting import Selectors
from casewatch.services.cases.clarifying import (
    DATED,
    answer,
    answers_offered,
    given_together,
    missing_plans,
    read_answer,
    take_back_together,
    unclear,
)
from casewatch.services.cases.gaps import write_gaps_workbook
from casewatch.services.importing.profiles import usual_profile
from casewatch.store.corrections import RecordedCorrection
from casewatch.web.downloads import attachment
from casewatch.web.import_pages import go_on, take
from casewatch.web.pages import page
from casewatch.web.site import Site
from casewatch.web.tables import FileQuery, case_address, file_of, page_cells
from casewatch.web.visitor import Forbidden, OwnForm, SignedInViewer, TheSite, field

router = APIRouter(include_in_schema=False)
#: Applications on one page.
_PAGE = 50
#: What an answer is made of -> its field of the form.
_FIELDS = {"answer": "svar", "date": "dato"}


@dataclass(frozen=True)
class ClarifyingFilter:
    """What is asked for in the address."""

    kommune: Annotated[str, Query(max_length=12)] = ""
    grunn: Annotated[str, Query(max_length=40)] = ""
    bygningstype: Annotated[str, Query(max_length=40)] = ""
    plan: Annotated[str, Query(max_length=60)] = ""
    side: Annotated[int, Query(ge=1, le=10**6)] = 1
    valgt: Annotated[str, Query(max_length=10)] = ""

    def address(self, **other: Any) -> str:
        """The page with this filter, but for what is given; without what has no value."""
        names = ("kommune", "grunn", "bygningstype", "plan")
        fields = {name: getattr(self, name) for name in names} | other
        told = urlencode({name: value for name, value in fields.items() if value})
        return "/avklar" + (f"?{told}" if told else "")


TheFilter = Annotated[ClarifyingFilter, Depends()]


@router.get("/avklar")
def clarify(
    request: Request,
    site: TheSite,
    viewer: SignedInViewer,
    asked: TheFilter,
    file_kind: FileQuery = None,
    table: Annotated[str, Query(alias="tabell", max_length=20)] = "",
    uendret: bool = False,
) -> Response:
    """The cases, and the form that answers for those that are ticked."""
    found = _Cases(site, viewer, asked)
    if file_kind is not None:
        return file_of(found.tables(), table, file_kind, "avklar")
    return _page(request, viewer, found, {}, {"uendret": uendret})


@router.post("/avklar")
def answer_all(request: Request, site: TheSite, viewer: SignedInViewer, asked: TheFilter, form: OwnForm) -> Response:
    """Keep one answer for all that are ticked."""
    found = _Cases(site, viewer, asked)
    ticked = {value for value in form.getlist("sak") if isinstance(value, str)}
    rows = [row for row in found.all if _key(row) in ticked]
    said = {"svar": field(form, "svar"), "dato": field(form, "dato"), "begrunnelse": field(form, "begrunnelse", 2000)}
    errors: dict[str, str] = {}
    if not rows:
        errors["sak"] = (
            _("Velg minst én sak.") if not ticked else _("Sakene er avklart av noen andre. Se over på nytt.")
        )
    given: Values = {}
    reason = ""
    try:
        given = read_answer(said["svar"], said["dato"], found.context.today())
    except CasewatchError as error:
        errors |= {_FIELDS[name]: error.sentence for name in error.fields}
    try:
        reason = read_reason(said["begrunnelse"], missing=_("skriv hva svaret bygger på, så andre kan se det."))
    except CasewatchError as error:
        errors["begrunnelse"] = error.sentence
    if errors:
        return _page(request, viewer, found, errors, {"said": said, "ticked": ticked}, 422)
    done = answer(found.context, rows, given, reason)
    if done.first is None:
        text = _("Svaret var kjent fra før, eller passer ikke på sakene du valgte. Ingenting er endret.")
        return _page(request, viewer, found, {"svar": text}, {"said": said, "ticked": ticked}, 422)
    more = {"nytt": "true"} | ({"hoppet": done.skipped} if done.skipped else {})
    return RedirectResponse(f"/avklar/svar/{done.first}?{urlencode(more)}", 303)


@router.get("/avklar/svar/{number}")
def given(
    request: Request,
    site: TheSite,
    viewer: SignedInViewer,
    number: int,
    nytt: bool = False,
    hoppet: Annotated[int, Query(ge=0)] = 0,
    file_kind: FileQuery = None,
) -> Response:
    """What was answered in one go, and Angre."""
    context = site.context(viewer)
    said = given_together(context, number, viewer.corrects) if 0 < number <= LARGEST_ID else []
    if not said:
        raise HTTPException(404)
    bodies = {body.code: body.name for body in context.rulebook.bodies}
    columns = [
        Column[RecordedCorrection](_("Sak"), lambda each: each.case_key),
        Column(_("Søknad"), lambda each: each.application_no),
        Column(_("Svar"), lambda each: correction_in_words(each.values, bodies)),
        Column(_("Begrunnelse"), lambda each: each.reason),
        Column(_("Status"), lambda each: _("gjelder") if each.undone_at is None else _("tatt tilbake")),
    ]
    table = Table.of("svar", _("Sakene det ble svart på"), columns, said).linked(
        case_address({"case_no": row.case_key, "application_no": row.application_no}, row.municipality) for row in said
    )
    if file_kind is not None:
        return file_of([table], "", file_kind, f"avklar-{number}")
    standing = sum(each.undone_at is None for each in said)
    values = {"number": number, "table": table, "standing": standing, "just": nytt, "skipped": hoppet}
    return page(request, "clarify_given.html", viewer, values)


@router.post("/avklar/svar/{number}/angre")
def take_back(site: TheSite, viewer: SignedInViewer, number: int, form: OwnForm) -> Response:
    """Take back all that was answered in one go."""
    context = site.context(viewer)
    if not 0 < number <= LARGEST_ID or not given_together(context, number, viewer.corrects):
        raise HTTPException(404)
    take_back_together(context, number, viewer.corrects)
    return RedirectResponse(f"/avklar/svar/{number}", 303)


@router.get("/avklar/arbeidsbok")
def workbook(site: TheSite, viewer: SignedInViewer, asked: TheFilter) -> Response:
    """The cases as a workbook to fill in."""
    context = site.context(viewer)
    numbers = tuple(place.number for place in _chosen(site, viewer, asked))
    with TemporaryDirectory() as folder:
        path = Path(folder) / "avklar.xlsx"
        write_gaps_workbook(context, Selectors(as_of=context.today(), municipalities=numbers), path)
        return attachment(path.read_bytes(), f"avklar-{context.today():%Y-%m-%d}.xlsx")


@router.post("/avklar/arbeidsbok")
def send_workbook(request: Request, site: TheSite, viewer: SignedInViewer, asked: TheFilter, form: OwnForm) -> Response:
    """Take a filled workbook, and show what its answers would change."""
    found = _Cases(site, viewer, asked)
    number = viewer.municipality
    try:
        profile = usual_profile(found.context, None)
        return go_on(found.context, take(request, found.context, viewer, form.get("fil"), "answers", number, profile))
    except Unavailable:  # no fault of the file
        raise
    except CasewatchError as error:
        return _page(request, viewer, found, {"fil": error.sentence}, {}, 422)


class _Cases:
    """The unclear cases that somebody may answer for, and those of the filter."""

    def __init__(self, site: Site, viewer: Viewer, asked: ClarifyingFilter) -> None:
        self.asked = asked
        self.context = site.context(viewer)
        self.own = _own(site, viewer)
        self.chosen = _chosen(site, viewer, asked)
        numbers = tuple(place.number for place in self.chosen)
        self.all: list[GapRow] = site.derive(viewer, ("avklar", numbers), lambda context: unclear(context, numbers))
        self.filtered = [row for row in self.all if self._fits(row)]
        self.several = len(self.chosen) > 1
        self.pages = max(1, -(-len(self.filtered) // _PAGE))
        self.number = min(asked.side, self.pages)

    @property
    def shown(self) -> list[GapRow]:
        """Those on the page."""
        return self.filtered[(self.number - 1) * _PAGE :][:_PAGE]

    def tables(self) -> list[Table]:
        """The cases of the filter, the plans that are missing, and the area list."""
        numbers = {place.number for place in self.chosen}
        areas = [area for area in self.context.rulebook.areas if area.municipality in numbers]
        plans = missing_plans(self.all, areas)
        return [
            unclear_table(self.filtered, places=self.several),
            Table.of(
                "planer",
                _("Planer som mangler i områdelista"),
                [
                    Column(_("Plan"), lambda each: each[1]),
                    Column(_("Kommune"), lambda each: self._name(each[0])),
                    Column(_("Søknader"), lambda each: each[2], number=True),
                    Column(_("Linje å legge til"), lambda each: f"{each[0]},{each[1]},ja,ja,"),
                ],
                plans,
            ),
            Table.of(
                "omrader",
                _("Områdelista"),
                [
                    Column(_("Plan"), lambda area: area.plan_id),
                    Column(_("Kommune"), lambda area: self._name(area.municipality)),
                    Column(_("Ferdigregulert tomt"), lambda area: _answer(area.regulated)),
                    Column(_("Vei til tomtegrense"), lambda area: _answer(area.road)),
                    Column(_("Gjelder fra"), lambda area: area.valid_from),
                ],
                areas,
            ),
        ]

    def choices(self, name: str) -> list[tuple[str, str]]:
        """The building types, or plans, there are among all cases."""
        found = sorted({value for row in self.all if (value := getattr(row, name))})
        return [(value, value) for value in found]

    def _fits(self, row: GapRow) -> bool:
        asked = self.asked
        return (
            (not asked.grunn or asked.grunn in row.reasons)
            and (not asked.bygningstype or row.building_type == asked.bygningstype)
            and (not asked.plan or row.plan_id == asked.plan)
        )

    def _name(self, number: str) -> str:
        return next((place.name for place in self.own if place.number == number), number)


def _own(site: Site, viewer: Viewer) -> list[Municipality]:
    """The municipalities somebody may answer for. Raises Forbidden for none."""
    places = site.context(viewer).rulebook.municipalities
    found = [place for place in places if viewer.corrects(place.number)]
    if not found:
        raise Forbidden(_("Bare saksbehandlere og ledere i en kommune kan avklare saker."))
    return found


def _chosen(site: Site, viewer: Viewer, asked: ClarifyingFilter) -> list[Municipality]:
    own = _own(site, viewer)
    return [place for place in own if place.number == asked.kommune] or own


def _page(
    request: Request,
    viewer: Viewer,
    found: _Cases,
    errors: dict[str, str],
    told: dict[str, Any],
    status: int = 200,
) -> Response:
    asked = found.asked
    cases, plans, areas = found.tables()
    ticked: set[str] = told.get("ticked") or set()
    if asked.valgt == "alle":
        ticked = {_key(row) for row in found.shown}
    filters: Sequence[tuple[str, str, list[tuple[str, str]], str]] = [
        ("grunn", _("Hva mangler"), reason_counts(found.all), asked.grunn),
        ("bygningstype", _("Bygningstype"), found.choices("building_type"), asked.bygningstype),
        ("plan", _("Plan"), found.choices("plan_id"), asked.plan),
    ]
    if len(found.own) > 1:
        places = [(place.number, place.name) for place in found.own]
        filters = [("kommune", _("Kommune"), places, asked.kommune), *filters]
    values: dict[str, Any] = {
        "sentence": unclear_sentence(found.all),
        "any": bool(found.all),
        "filters": filters,
        "filtered": any(chosen for _name, _label, _choices, chosen in filters),
        "count": len(found.filtered),
        "headers": cases.headers,
        "rows": [
            {
                "key": _key(row),
                "ticked": _key(row) in ticked,
                "case_no": row.case_no,
                "href": case_address({"case_no": row.case_no, "application_no": row.application_no}, row.municipality),
                "cells": cells[1:],
            }
            for row, cells in zip(
                found.shown, page_cells(unclear_table(found.shown, places=found.several)), strict=True
            )
        ],
        "page_number": found.number,
        "pages": found.pages,
        "asked": asked,
        "address": request.url.path,
        "groups": answer_groups(answers_offered(), DATED),
        "said": told.get("said") or {"svar": "", "dato": "", "begrunnelse": ""},
        "errors": errors,
        "unchanged": told.get("uendret", False),
        "plans": plans,
        "areas": areas,
        "here": asked.address(),
    }
    return page(request, "clarify.html", viewer, values, status)


def _key(row: GapRow) -> str:
    return f"{row.municipality}|{row.application_no}|{row.case_no}"


def _answer(value: bool | None) -> str:
    return _("ikke avklart") if value is None else value_in_words(value)
