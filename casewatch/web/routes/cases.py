"""Mine saker: the open cases of a case handler or of a municipality, those first that have to be decided first."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Query, Request, Response
from starlette.exceptions import HTTPException

from casewatch.core.access import Viewer
from casewatch.core.reference import Municipality
from casewatch.language import _
from casewatch.report.tables.cases import work_table
from casewatch.report.tables.table import Column, Table
from casewatch.report.words.cases import case_name
from casewatch.report.words.codes.applications import COUNTED_IN_GOAL, STATE
from casewatch.report.words.work import Work, correction_in_words, missed_sentence, must_sentence
from casewatch.services.cases.open_cases import UnexportedReport, open_cases
from casewatch.web.pages import page
from casewatch.web.tables import FileQuery, TableQuery, case_address, file_of
from casewatch.web.visitor import SignedInViewer, TheSite, places_seen

router = APIRouter(include_in_schema=False)
#: So many cases stand on the page; the file has all.
_MOST = 200


@dataclass(frozen=True)
class CasesFilter:
    """What an address asks for: whose cases, and which of them. What it does not know means all."""

    place: Municipality
    handler: str | None  # the code, for somebody's own cases
    state: str
    scope: str

    @property
    def address(self) -> str:
        """The page's own, with what was chosen."""
        chosen = {"kommune": self.place.number, "hvem": "mine" if self.handler else "alle"}
        return "/saker?" + urlencode(chosen | {"tilstand": self.state, "omfang": self.scope})


@router.get("/saker")
def cases(
    request: Request,
    site: TheSite,
    viewer: SignedInViewer,
    municipality: Annotated[str, Query(alias="kommune", max_length=60)] = "",
    whose: Annotated[str, Query(alias="hvem", max_length=60)] = "",
    state: Annotated[str, Query(alias="tilstand", max_length=60)] = "",
    scope: Annotated[str, Query(alias="omfang", max_length=60)] = "",
    table_asked: TableQuery = "",
    file_kind: FileQuery = None,
    done: Annotated[str, Query(alias="gjort", max_length=60)] = "",
) -> Response:
    """The page, or one of its tables as a file."""
    places = places_seen(site, viewer)
    asked = _asked(viewer, places, municipality, whose, state, scope)
    number = asked.place.number
    found = site.derive(viewer, ("cases", number), lambda context: open_cases(context, site.settings, number))
    mine = [each for each in found.work if _is_of(asked.handler, each.case["handler"])]
    work = [each for each in mine if _chosen(each, asked)]
    said = [each for each in found.said if _is_of(asked.handler, each.case["handler"])]
    unanswered = [each for each in found.unanswered if _is_of(asked.handler, each.case["handler"])]
    bodies = {body.code: body.name for body in site.context().rulebook.bodies}
    with_handler = viewer.sees_handlers and asked.handler is None
    shown = work if file_kind else work[:_MOST]
    listed = (
        work_table(shown, handlers=with_handler).linked(case_address(each.case, number) for each in shown),
        _said_table(said, number, bodies),
    )
    tables = {table.name: table for table in listed}
    if file_kind:
        return file_of(tables.values(), table_asked, file_kind, f"saker-{number}")
    values = {
        "place": asked.place,
        "places": places if len(places) > 1 else [],
        "asked": asked,
        "own": viewer.handler,
        "heading": _("Mine saker") if asked.handler else _("Saker i {name}").format(name=asked.place.name),
        "sentence": must_sentence(mine, found.next_export),
        "missed": missed_sentence(mine, found.goals),
        "data_from": found.data_from,
        "none_of_code": bool(asked.handler) and not any(_is_of(asked.handler, code) for code in found.handlers),
        "number_of_all": len(mine),
        "work": shown,
        "number_chosen": len(work),
        "said": said,
        "unanswered": [(each, case_address(each.case, number)) for each in unanswered],
        "done": next((each for each in said if done == str(each.id)), None),
        "done_text": next((_done(each, bodies) for each in said if done == str(each.id)), ""),
        "undone": done == "angret",
        "tables": tables,
        "corrects": viewer.corrects(number),
        "manages": viewer.manages(number),
        "states": _states(),
        "scopes": _scopes(),
        "day_hint": _day_hint(mine),
    }
    return page(request, "cases.html", viewer, values)


def _asked(
    viewer: Viewer, places: Sequence[Municipality], number: str, whose: str, state: str, scope: str
) -> CasesFilter:
    if number and number not in {place.number for place in places}:
        raise HTTPException(404)
    place = next((place for place in places if place.number == number), places[0])
    own = viewer.handler if whose != "alle" and viewer.municipality == place.number else None
    return CasesFilter(place, own or None, state if state in _states() else "", scope if scope in _scopes() else "")


def _is_of(handler: str | None, code: str | None) -> bool:
    return handler is None or (code or "").casefold() == handler.casefold()


def _chosen(each: Work, asked: CasesFilter) -> bool:
    case = each.case
    if asked.scope and case["in_scope"] != asked.scope:
        return False
    if asked.state == "must":
        return each.must
    if asked.state == "over":
        return each.broken or (bool(case["overdue"]) and case["in_scope"] != "no")
    return asked.state in ("", case["state"])


def _states() -> dict[str, str]:
    return {
        "": _("alle åpne"),
        "must": _("må avgjøres før neste eksport"),
        "over": _("over grensen eller lovfristen"),
        **{state: STATE(state) for state in ("running", "paused", "incomplete", "gone", "held_out")},
    }


def _scopes() -> dict[str, str]:
    return {"": _("alle"), **COUNTED_IN_GOAL.choices()}


def _day_hint(work: Sequence[Work]) -> str:
    if not any(each.days_left is not None for each in work):
        return ""
    return _("Dager igjen er kalenderdager til det som kommer først av måldato og lovfrist.")


def _done(each: UnexportedReport, bodies: dict[str, str]) -> str:
    return _("Sak {case}: {what}. Det gjelder til neste eksport er lest inn.").format(
        case=case_name(each.case), what=correction_in_words(each.values, bodies)
    )


def _said_table(said: Sequence[UnexportedReport], number: str, bodies: dict[str, str]) -> Table:
    columns = [
        Column[UnexportedReport](_("Sak"), lambda each: case_name(each.case)),
        Column(_("Hva"), lambda each: correction_in_words(each.values, bodies)),
        Column(_("Meldt"), lambda each: each.day),
    ]
    table = Table.of("meldt", _("Meldt, gjelder til en ny eksport er lest inn"), columns, said)
    return table.linked(case_address(each.case, number) for each in said)
