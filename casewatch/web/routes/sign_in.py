"""Signing in, with a local account or a work account, and out."""

from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import RedirectResponse, Response
from starlette.exceptions import HTTPException

from casewatch.core.access import Viewer
from casewatch.language import _
from casewatch.services.people.sessions import SignedIn, has_accounts, sign_in, sign_in_elsewhere, sign_out
from casewatch.web.limiting import ATTEMPTS, ATTEMPTS_FROM, Limit, address_of
from casewatch.web.pages import own_address, page
from casewatch.web.site import Site
from casewatch.web.visitor import AnyViewer, OwnForm, TheSite, field, keep_token, token_of
from casewatch.web.work_accounts import NotSignedIn, WorkAccounts, note_refusal

router = APIRouter(include_in_schema=False)
#: Begun at the identity provider, which guards against guessing itself: an office behind one address is let through.
BEGUN_FROM = Limit("sign-in-work", "100/5minutes")


@router.get("/logg-inn")
def ask(
    request: Request,
    site: TheSite,
    viewer: AnyViewer,
    target: Annotated[str, Query(alias="til", max_length=2000)] = "/",
) -> Response:
    """The form."""
    return _form(request, site, viewer, own_address(target))


@router.post("/logg-inn")
def enter(request: Request, site: TheSite, viewer: AnyViewer, form: OwnForm) -> Response:
    """Sign in; a wrong name and a wrong password look the same."""
    name, password, back = field(form, "name"), str(form.get("password", "")), own_address(field(form, "til", 2000))
    if not (ATTEMPTS.hit(request.app, name.lower()) and ATTEMPTS_FROM.hit(request.app, address_of(request))):
        raise HTTPException(429)
    found = sign_in(site.context(), name, password[:1000])
    if found is None:
        return _form(request, site, viewer, back, name, _("Brukernavnet eller passordet er feil."), 401)
    return _let_in(request, site, found, back)


@router.get("/logg-inn/arbeidskonto")
def begin_elsewhere(
    request: Request,
    site: TheSite,
    viewer: AnyViewer,
    target: Annotated[str, Query(alias="til", max_length=2000)] = "/",
) -> Response:
    """To the identity provider."""
    work, back = _work_accounts(request), own_address(target)
    if not BEGUN_FROM.hit(request.app, address_of(request)):
        raise HTTPException(429)
    try:
        return RedirectResponse(work.begin(token_of(request), back), 303)
    except NotSignedIn as error:
        note_refusal(error)
        return _form(request, site, viewer, back, error=str(error), status=error.status)


@router.get("/logg-inn/svar")
def come_back(request: Request, site: TheSite, viewer: AnyViewer) -> Response:
    """From the identity provider, with its answer in the address."""
    work = _work_accounts(request)
    if not BEGUN_FROM.hit(request.app, address_of(request)):
        raise HTTPException(429)
    try:
        person = work.finish(token_of(request), request.query_params)
    except NotSignedIn as error:
        note_refusal(error)
        return _form(request, site, viewer, "/", error=str(error), status=error.status)
    found = sign_in_elsewhere(site.context(), work.settings.issuer, person.subject, person.name)
    if found is None:
        text = _("Arbeidskontoen {name} har ingen bruker i casewatch. Be administratoren om å legge den inn.")
        return _form(request, site, viewer, person.back, error=text.format(name=person.name), status=403)
    return _let_in(request, site, found, person.back)


@router.post("/logg-ut")
def leave(request: Request, site: TheSite, form: OwnForm) -> Response:
    """Sign out: the session ends here, not only in the browser."""
    sign_out(site.context(), token_of(request))
    response = RedirectResponse("/", 303)
    response.headers["Clear-Site-Data"] = '"cache"'
    return response


def _form(
    request: Request, site: Site, viewer: Viewer, back: str, name: str = "", error: str = "", status: int = 200
) -> Response:
    values = {
        "til": back,
        "name": name,
        "error": error,
        "accounts": has_accounts(site.context()),
        "work_accounts": request.app.state.work_accounts is not None,
    }
    return page(request, "sign_in.html", viewer, values, status)


def _let_in(request: Request, site: Site, found: SignedIn, back: str) -> Response:
    sign_out(site.context(), token_of(request))  # whoever used this browser before
    response = RedirectResponse(back, 303)
    keep_token(request, response, found.token)
    return response


def _work_accounts(request: Request) -> WorkAccounts:
    found: WorkAccounts | None = request.app.state.work_accounts
    if found is None:
        raise HTTPException(404)
    return found
