"""Sak: one application's days, where every date of it stands, and a person's word on it."""

from contextlib import suppress
from typing import Annotated, Any, Literal
from urllib.parse import urlencode

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import RedirectResponse
from starlette.exceptions import HTTPException

from casewatch.core.access import Viewer
from casewatch.core.cases import YES_NO_FIELDS
from casewatch.core.identity import LARGEST_ID
from casewatch.core.reference import Municipality
from casewatch.documents.cases import SourceOfDate
from casewatch.language import _, show_number
from casewatch.report.tables.case import days_table
from casewatch.report.tables.table import Cell, Column, Table, as_day
from casewatch.report.words.cases import scope_sentence, state_words, verdict_sentence
from casewatch.report.words.codes.applications import APPLICATION_TYPE, START_SOURCE
from casewatch.report.words.fields import field_in_words, value_in_words
from casewatch.report.words.reasons import remarks_in_words, timeline_headline, timeline_subtitle
from casewatch.report.words.work import correction_in_words
from casewatch.services.cases.case_view import (
    CaseView,
    Several,
    Word,
    case_view,
    say_asked,
    say_decided,
)
from casewatch.services.cases.correcting import NothingToUndo, correct, still_stands, take_back
from casewatch.web.case_forms import (
    Filled,
    body_choices,
    date_fields,
    filled,
    kind_choices,
    outcome_choices,
    read_correction,
    type_choices,
    yes_no_choices,
)
from casewatch.web.downloads import drawn, picture
from casewatch.web.pages import own_address, page
from casewatch.web.site import Site
from casewatch.web.tables import FileQuery, TableQuery, case_address, file_of
from casewatch.web.visitor import Forbidden, OwnForm, SignedInViewer, TheSite, field

router = APIRouter(include_in_schema=False)
#: No case has a null character in its number, and PostgreSQL takes none.
CaseNo = Annotated[str, Query(max_length=100, pattern=r"^[^\x00]*$")]
ApplicationQuery = Annotated[int | None, Query(ge=0, le=10**6)]
#: A field in words, its value, and where it stands.
_Recorded = tuple[str, Cell, SourceOfDate | None]
_OPEN = ("running", "paused", "incomplete", "gone", "held_out")


@router.get("/sak/{number}")
def case(
    request: Request,
    site: TheSite,
    viewer: SignedInViewer,
    number: str,
    case_no: CaseNo,
    application: ApplicationQuery = None,
    table: TableQuery = "",
    file_kind: FileQuery = None,
    done: Annotated[str, Query(alias="gjort", max_length=40)] = "",
) -> Response:
    """The page, or one of its tables as a file; which application is meant, where a case has several."""
    place = _place(site, viewer, number)
    found = _found(site, viewer, number, case_no, application)
    if isinstance(found, Several):
        links = [
            (which, case_address({"case_no": found.case_no, "application_no": which}, number))
            for which in found.numbers
        ]
        return page(request, "case_choice.html", viewer, {"case_no": found.case_no, "place": place, "links": links})
    if file_kind:
        stem = "".join(each if each.isalnum() else "-" for each in f"sak-{number}-{found.row['case_no']}")
        return file_of(_tables(found).values(), table, file_kind, stem)
    return _shown(request, site, viewer, place, found, Filled({}), done)


@router.get("/sak/{number}/tidslinje.svg")
def timeline(
    site: TheSite, viewer: SignedInViewer, number: str, case_no: CaseNo, application: ApplicationQuery = None
) -> Response:
    """The application's days as a picture."""
    _place(site, viewer, number)
    found = _found(site, viewer, number, case_no, application)
    if isinstance(found, Several):
        raise HTTPException(404)
    question = ("case picture", number, case_no, application)
    return picture(site.derive(viewer, question, lambda _context: drawn(found.chart)))


@router.post("/sak/{number}/meld")
def tell(request: Request, site: TheSite, viewer: SignedInViewer, form: OwnForm, number: str) -> Response:
    """One click: decided, or sent to a body. It stands until the next export."""
    place, found = _to_correct(site, viewer, number, form)
    told, today = filled(form), site.context().today()
    row, context = found.row, site.context(viewer)
    what = told.choice("hva", ("vedtak", "uttalelse"))
    name = f"{what}_dag"
    day = told.day(name, latest=today) if name in told.values else today
    body = told.choice("uttalelse_instans", body_choices(context.rulebook)) if what == "uttalelse" else ""
    if told.errors or day is None:
        return _shown(request, site, viewer, place, found, told)
    case_no, which, reason = row["case_no"], row["application_no"], _("Meldt i casewatch.")
    if what == "vedtak":
        kept = say_decided(context, number, case_no, which, day, reason)
    else:
        kept = say_asked(context, number, case_no, which, day, body, reason)
    return _back(told.values.get("til") or case_address(row, number), str(kept))


@router.post("/sak/{number}/rett")
def amend(request: Request, site: TheSite, viewer: SignedInViewer, form: OwnForm, number: str) -> Response:
    """Correct a date, a pause, what counts, or the rest."""
    place, found = _to_correct(site, viewer, number, form)
    context, told = site.context(viewer), filled(form)
    wanted = read_correction(told, context.rulebook)
    if wanted is None:
        return _shown(request, site, viewer, place, found, told)
    row = found.row
    kept = correct(
        context,
        number,
        row["case_no"],
        row["application_no"],
        wanted.settings,
        wanted.reason,
        wanted.until_next,
        once=True,
    )
    return _back(case_address(row, number), str(kept))


@router.post("/sak/{number}/angre")
def undo(site: TheSite, viewer: SignedInViewer, form: OwnForm, number: str) -> Response:
    """Take a correction back. One that was taken back already, by another click, is no error."""
    _place(site, viewer, number)
    _may_correct(viewer, number)
    text = field(form, "id", 20)
    context = site.context(viewer)
    if not (text.isascii() and text.isdecimal() and int(text) <= LARGEST_ID):
        raise HTTPException(404)
    stands = still_stands(context, number, int(text))
    if stands is None:
        raise HTTPException(404)
    if stands:
        with suppress(NothingToUndo):  # another click was quicker
            take_back(context, int(text))
    return _back(field(form, "til", 2000) or "/saker", "angret")


def _place(site: Site, viewer: Viewer, number: str) -> Municipality:
    """The municipality; another one's cases are answered for as if they did not exist."""
    for place in site.context().rulebook.municipalities:
        if place.number == number and viewer.sees(number):
            return place
    raise HTTPException(404)


def _may_correct(viewer: Viewer, number: str) -> None:
    if not viewer.corrects(number):
        raise Forbidden(_("Med rollen din kan du se saken, men ikke melde eller rette noe i den."))


def _found(site: Site, viewer: Viewer, number: str, case_no: str, application: int | None) -> CaseView | Several:
    question = ("case", number, case_no, application)
    found = site.derive(viewer, question, lambda context: case_view(context, number, case_no, application))
    if found is None:
        raise HTTPException(404)
    return found


def _to_correct(site: Site, viewer: Viewer, number: str, form: OwnForm) -> tuple[Municipality, CaseView]:
    """The application a form is about, which whoever asks may correct."""
    place = _place(site, viewer, number)
    which = field(form, "application", 10)
    if not (which.isascii() and which.isdecimal()):
        raise HTTPException(404)
    found = _found(site, viewer, number, field(form, "case_no", 100), int(which))
    _may_correct(viewer, number)
    assert isinstance(found, CaseView)  # its number was given
    return place, found


def _back(address: str, done: str) -> RedirectResponse:
    target = own_address(address)
    sign = "&" if "?" in target else "?"
    return RedirectResponse(f"{target}{sign}{urlencode({'gjort': done})}", 303)


def _shown(
    request: Request,
    site: Site,
    viewer: Viewer,
    place: Municipality,
    found: CaseView,
    form: Filled,
    done: str = "",
) -> Response:
    row, number = found.row, found.number
    today = site.context().today()
    address = case_address(row, number)
    query = address.partition("?")[2]
    values = {
        "place": place,
        "heading": timeline_headline(found.chart),
        "several": len(found.siblings) > 1,
        "siblings": [
            (which, case_address({"case_no": row["case_no"], "application_no": which}, number))
            for which in found.siblings
            if which != row["application_no"]
        ],
        "row": row,
        "verdict": verdict_sentence(row, found.chart.context.goals),
        "scope": scope_sentence(found.document, found.rule),
        "subtitle": timeline_subtitle(found.chart),
        "facts": _facts(found, viewer),
        "picture_address": f"/sak/{number}/tidslinje.svg?{query}" if found.document["intervals"] else "",
        "case_address": address,
        "tables": _tables(found),
        "unanswered": found.unanswered,
        "words": [(word, correction_in_words(word.values, found.bodies)) for word in found.words],
        "done": next((word for word in found.words if done == str(word.id)), None),
        "undone": done == "angret",
        "corrects": viewer.corrects(number),
        "is_open": row["state"] in _OPEN and row["decided"] is None,
        "form": form,
        "problems": list(form.errors.items()),
        "today": f"{today:%d.%m.%Y}",
        "dates": date_fields(),
        "goal_fields": {name: field_in_words(name) for name in YES_NO_FIELDS},
        "recorded": {name: _shown_value(name, found.value(name)) for name in YES_NO_FIELDS},
        "yes_no": yes_no_choices(),
        "outcomes": outcome_choices(),
        "types": type_choices(),
        "kinds": kind_choices(),
        "bodies": body_choices(site.context().rulebook),
    }
    return page(request, "case.html", viewer, values, 400 if form.errors else 200)


def _facts(found: CaseView, viewer: Viewer) -> list[tuple[str, str]]:
    row = found.row
    facts = [
        (_("Tilstand"), state_words(row)),
        (_("Søknadstype"), APPLICATION_TYPE(row["application_type"]) if row["application_type"] else _("ikke kjent")),
        (_("Tellende dager"), _number(row["net_days"])),
        (_("Dager da tiden sto stille"), _number(row["paused_days"])),
        (_("Kalenderdager fra mottatt"), _number(row["total_days"])),
        (_("Måldato"), value_in_words(row["last_day"]) if row["last_day"] else ""),
        (_("Lovfrist"), value_in_words(row["legal_last_day"]) if row["legal_last_day"] else _("ikke registrert")),
    ]
    if row["start_source"] not in (None, "column"):
        facts.append((_("Tiden løper fra"), START_SOURCE(row["start_source"])))
    if row["remarks"]:
        facts.append((_("Merknader"), remarks_in_words(row["remarks"])))
    if viewer.sees_handlers and row["handler"]:
        facts.append((_("Saksbehandler"), row["handler"]))
    return [(name, text) for name, text in facts if text]


def _number(value: int | None) -> str:
    return "" if value is None else show_number(value)


def _tables(found: CaseView) -> dict[str, Table]:
    days = days_table(found.document["intervals"], found.bodies)
    tables = (days, _dates_table(found), _words_table(found))
    return {table.name: table for table in tables}


def _dates_table(found: CaseView) -> Table:
    """What is recorded, and where it stands."""
    recorded: list[_Recorded] = [(field_in_words(name), _cell(name, value), at) for name, value, at in found.fields]
    for pause in found.pauses:
        asked, answered = _("Sendt til uttalelse"), _("Uttalelse mottatt")
        if pause.kind == "authority":
            asked, answered = _("Sendt til annen myndighet"), _("Svar fra annen myndighet")
        body = found.bodies.get(pause.party or "")
        where = f" ({body})" if body else ""
        if pause.sent:
            recorded.append((asked + where, as_day(pause.sent), pause.sent_source))
        if pause.answered:
            recorded.append((answered + where, as_day(pause.answered), pause.answered_source))
    columns = [
        Column[_Recorded](_("Opplysning"), lambda each: each[0]),
        Column(_("Verdi"), lambda each: each[1]),
        Column(_("Fil"), lambda each: _in_file(each[2], "file")),
        Column(_("Ark"), lambda each: _in_file(each[2], "sheet")),
        Column(_("Rad"), lambda each: _in_file(each[2], "row"), number=True),
        Column(_("Retting"), lambda each: _correction(each[2])),
    ]
    return Table.of("opplysninger", _("Opplysningene, og hvor de kommer fra"), columns, recorded)


def _cell(name: str, value: Any) -> Any:
    if isinstance(value, str) and len(value) == 10 and value[4] == value[7] == "-":
        return as_day(value)
    return _shown_value(name, value)


def _shown_value(name: str, value: Any) -> str:
    if value is None:
        return _("ikke kjent")
    return APPLICATION_TYPE(value) if name == "application_type" else value_in_words(value)


def _in_file(source: SourceOfDate | None, part: Literal["file", "sheet", "row"]) -> Cell:
    return None if source is None or source["correction"] is not None else source[part]


def _correction(source: SourceOfDate | None) -> str | None:
    if source is None or source["correction"] is None:
        return None
    return _("retting {id}").format(id=source["correction"])


def _words_table(found: CaseView) -> Table:
    columns = [
        Column[Word](_("Retting"), lambda word: word.id),
        Column(_("Hva"), lambda word: correction_in_words(word.values, found.bodies)),
        Column(_("Hvorfor"), lambda word: word.reason),
        Column(_("Meldt"), lambda word: word.day),
        Column(_("Gjelder"), _until),
    ]
    return Table.of("rettinger", _("Rettinger som gjelder"), columns, found.words)


def _until(word: Word) -> str:
    return _("til neste eksport") if word.until_next else _("til den angres")
