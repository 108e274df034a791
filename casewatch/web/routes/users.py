"""Brukere: who may sign in, with which role. For administrators."""

from typing import Annotated, Any, Literal
from urllib.parse import urlencode

from fastapi import APIRouter, Query, Request
from fastapi.responses import RedirectResponse, Response
from starlette.datastructures import FormData
from starlette.exceptions import HTTPException

from casewatch.core.access import MUNICIPAL, Viewer
from casewatch.errors import CasewatchError, Unavailable
from casewatch.language import _
from casewatch.report.tables.people import users_table
from casewatch.report.tables.table import Table
from casewatch.report.words.codes.people import ROLE
from casewatch.services.asking.context import Context
from casewatch.services.people.accounts import (
    MAX_PASSWORD,
    MIN_PASSWORD,
    account_document,
    add_account,
    all_accounts,
    disable,
    set_password,
    set_role,
)
from casewatch.services.people.audit_log import read_log
from casewatch.web.audit_view import log_table
from casewatch.web.pages import page
from casewatch.web.tables import FileQuery, file_of
from casewatch.web.visitor import Forbidden, OwnForm, SignedInViewer, TheSite, field

router = APIRouter(include_in_schema=False)
DoneCode = Literal["", "ny", "rolle", "passord", "stengt", "apnet"]
_ID = {"navn": "f-navn", "rolle": "f-rolle", "kommune": "f-kommune", "kode": "f-kode", "passord": "f-passord"}


@router.get("/brukere")
def users(
    request: Request,
    site: TheSite,
    viewer: SignedInViewer,
    done: Annotated[DoneCode, Query(alias="gjort")] = "",
    file_kind: FileQuery = None,
) -> Response:
    """Everybody, and somebody new."""
    _require(viewer)
    context = site.context(viewer)
    if file_kind is not None:
        return file_of([_table(context)], "", file_kind, "casewatch")
    return _list(request, context, viewer, {"rolle": "reader"}, {}, done)


@router.post("/brukere")
def add(request: Request, site: TheSite, viewer: SignedInViewer, form: OwnForm) -> Response:
    """Somebody new."""
    _require(viewer)
    context, given = site.context(viewer), _given(form, "navn")
    password = str(form.get("passord", ""))
    errors = _wrong(context, given)
    if not given["navn"]:
        errors = {"navn": _("Skriv brukernavnet.")} | errors
    if password and not MIN_PASSWORD <= len(password) <= MAX_PASSWORD:
        errors["passord"] = _length()
    if not errors:
        try:
            rights = (given["rolle"], password or None, given["kommune"] or None, given["kode"] or None)
            add_account(context, given["navn"], *rights)
            return RedirectResponse("/brukere?gjort=ny", 303)
        except Unavailable:
            raise
        except CasewatchError as error:  # what else may be wrong is the name: unusable, or taken
            errors["navn"] = error.sentence
    return _list(request, context, viewer, given, errors, status=422)


@router.get("/brukere/endre")
def one(
    request: Request,
    site: TheSite,
    viewer: SignedInViewer,
    navn: Annotated[str, Query(max_length=200)] = "",
    done: Annotated[DoneCode, Query(alias="gjort")] = "",
    file_kind: FileQuery = None,
) -> Response:
    """One account: role, password, and whether it is let in."""
    _require(viewer)
    context = site.context(viewer)
    if file_kind is not None:
        return file_of([_about(context, navn.strip().lower())], "", file_kind, "bruker")
    return _one(request, context, viewer, navn, {}, gjort=done)


@router.post("/brukere/rolle")
def role(request: Request, site: TheSite, viewer: SignedInViewer, form: OwnForm) -> Response:
    """Give another role."""
    context, name = _changing(site.context(viewer), viewer, form, but_own=True)
    given = _given(form)
    errors = _wrong(context, given)
    if errors:
        return _one(request, context, viewer, name, errors, given, status=422)
    set_role(context, name, given["rolle"], given["kommune"] or None, given["kode"] or None)
    return _back(name, "rolle")


@router.post("/brukere/passord")
def password(request: Request, site: TheSite, viewer: SignedInViewer, form: OwnForm) -> Response:
    """Give another password."""
    context, name = _changing(site.context(viewer), viewer, form)
    new = str(form.get("passord", ""))
    if not MIN_PASSWORD <= len(new) <= MAX_PASSWORD:
        return _one(request, context, viewer, name, {"passord": _length()}, status=422)
    set_password(context, name, new)
    return _back(name, "passord")


@router.post("/brukere/tilgang")
def let_in(request: Request, site: TheSite, viewer: SignedInViewer, form: OwnForm) -> Response:
    """Shut out, or let in again."""
    context, name = _changing(site.context(viewer), viewer, form, but_own=True)
    shut = form.get("steng") == "ja"
    disable(context, name, shut)
    return _back(name, "stengt" if shut else "apnet")


def _require(viewer: Viewer) -> None:
    if viewer.everything:
        raise Forbidden(
            _("Ingen brukere er lagt inn. Lag den første med «casewatch users add NAVN --role administrator».")
        )
    if not viewer.administers:
        raise Forbidden(_("Brukerne er for administratorer."))


def _changing(context: Context, viewer: Viewer, form: FormData, but_own: bool = False) -> tuple[Context, str]:
    """The account a form is about. Nobody locks themselves out: then nobody might be left to let them in."""
    _require(viewer)
    name = field(form, "bruker")
    if name not in {each.name for each in all_accounts(context)}:
        raise HTTPException(404)
    if but_own and name == viewer.name:
        raise Forbidden(_("Du kan ikke endre din egen rolle eller stenge deg selv ute. Be en annen administrator."))
    return context, name


def _given(form: FormData, *more: str) -> dict[str, str]:
    return {name: field(form, name) for name in (*more, "rolle", "kommune", "kode")}


def _wrong(context: Context, given: dict[str, str]) -> dict[str, str]:
    """What is wrong with a role and what belongs to it, by field."""
    errors: dict[str, str] = {}
    chosen, names = given["rolle"], ROLE.choices()
    if chosen not in names:
        errors["rolle"] = _("Velg en rolle.")
    elif chosen in MUNICIPAL and not given["kommune"]:
        errors["kommune"] = _("Velg kommunen. Rollen {role} gjelder én kommune.").format(role=names[chosen])
    elif chosen == "region" and given["kommune"]:
        errors["kommune"] = _("Velg «Ingen». Rollen region gjelder alle kommunene.")
    elif given["kommune"] and given["kommune"] not in _places(context):
        errors["kommune"] = _("Velg en kommune fra lista.")
    if chosen == "handler" and not given["kode"]:
        errors["kode"] = _("Skriv koden saksbehandleren har i eksporten, for eksempel ABC.")
    elif chosen != "handler" and given["kode"]:
        errors["kode"] = _("La feltet stå tomt. Bare saksbehandlere har kode.")
    return errors


def _list(
    request: Request,
    context: Context,
    viewer: Viewer,
    given: dict[str, str],
    errors: dict[str, str],
    done: DoneCode = "",
    status: int = 200,
) -> Response:
    found = all_accounts(context)
    values = {
        **_choices(context, request),
        "table": _table(context),
        "number": len(found),
        "shut": sum(each.disabled for each in found),
        "given": given,
        "errors": errors,
        "ids": _ID,
        "done": _done(done),
    }
    return page(request, "users.html", viewer, values, status)


def _one(
    request: Request,
    context: Context,
    viewer: Viewer,
    name: str,
    errors: dict[str, str],
    given: dict[str, str] | None = None,
    gjort: DoneCode = "",
    status: int = 200,
) -> Response:
    found = next((each for each in all_accounts(context) if each.name == name.strip().lower()), None)
    if found is None:
        raise HTTPException(404)
    now = {"rolle": found.role, "kommune": found.municipality or "", "kode": found.handler or ""}
    values = {
        **_choices(context, request),
        "account": found,
        "own": found.name == viewer.name,
        "given": given or now,
        "errors": errors,
        "ids": _ID,
        "done": _done(gjort),
        "log": _about(context, found.name),
    }
    return page(request, "user.html", viewer, values, status)


def _choices(context: Context, request: Request) -> dict[str, Any]:
    return {
        "roles": list(ROLE.choices().items()),
        "places": [("", _("Ingen")), *_places(context).items()],
        "least": MIN_PASSWORD,
        "work_accounts": request.app.state.work_accounts is not None,
    }


def _table(context: Context) -> Table:
    found = [account_document(each) for each in all_accounts(context)]
    links = [f"/brukere/endre?{urlencode({'navn': each['name']})}" for each in found]
    return users_table(found, _places(context)).linked(links)


def _about(context: Context, name: str) -> Table:
    """What an account did, and what was done to it."""
    return log_table(context, [each for each in read_log(context, None) if name in (each.subject, each.who)])


def _places(context: Context) -> dict[str, str]:
    return {place.number: place.name for place in context.rulebook.municipalities}


def _back(name: str, done: DoneCode) -> Response:
    return RedirectResponse("/brukere/endre?" + urlencode({"navn": name, "gjort": done}), 303)


def _length() -> str:
    return _("Passordet må ha {least} til {most} tegn. En setning er lett å huske.").format(
        least=MIN_PASSWORD, most=MAX_PASSWORD
    )


def _done(done: DoneCode) -> str:
    return {
        "": "",
        "ny": _("Brukeren er lagt inn."),
        "rolle": _("Rollen er endret. Brukeren er logget ut, og må logge inn på nytt."),
        "passord": _("Passordet er endret. Brukeren er logget ut, og må logge inn på nytt."),
        "stengt": _("Brukeren er stengt ute, og logget ut overalt."),
        "apnet": _("Brukeren kan logge inn igjen."),
    }[done]
