"""Signing in with a local account, and out."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import RedirectResponse, Response
from starlette.exceptions import HTTPException

from casewatch.language import _
from casewatch.services.sessions import has_accounts, sign_in, sign_out
from casewatch.web.limiting import Limit, address_of
from casewatch.web.pages import page
from casewatch.web.routes.front import own_address
from casewatch.web.visitor import AnyViewer, OwnForm, TheSite, field, keep_word, word_of

router = APIRouter(include_in_schema=False)
#: Guessing is slow: so many attempts for one account, and from one address, in five minutes.
ATTEMPTS = Limit("sign-in", "10/5minutes")
ATTEMPTS_FROM = Limit("sign-in-from", "50/5minutes")


@router.get("/logg-inn")
def ask(
    request: Request, site: TheSite, viewer: AnyViewer, til: Annotated[str, Query(max_length=2000)] = "/"
) -> Response:
    """The form."""
    values = {"til": own_address(til), "name": "", "error": "", "accounts": has_accounts(site.context())}
    return page(request, "sign_in.html", viewer, values)


@router.post("/logg-inn")
def enter(request: Request, site: TheSite, viewer: AnyViewer, form: OwnForm) -> Response:
    """Sign in; a wrong name and a wrong password look the same."""
    name, password, back = field(form, "name"), str(form.get("password", "")), own_address(field(form, "til", 2000))
    if not (ATTEMPTS.hit(request.app, name.lower()) and ATTEMPTS_FROM.hit(request.app, address_of(request))):
        raise HTTPException(429)
    found = sign_in(site.context(), name, password[:1000])
    if found is None:
        error = _("Brukernavnet eller passordet er feil.")
        values = {"til": back, "name": name, "error": error, "accounts": has_accounts(site.context())}
        return page(request, "sign_in.html", viewer, values, 401)
    sign_out(site.context(), word_of(request))  # whoever used this browser before
    response = RedirectResponse(back, 303)
    keep_word(request, response, found.word)
    return response


@router.post("/logg-ut")
def leave(request: Request, site: TheSite, form: OwnForm) -> Response:
    """Sign out: the session ends here, not only in the browser."""
    sign_out(site.context(), word_of(request))
    response = RedirectResponse("/", 303)
    response.headers["Clear-Site-Data"] = '"cache"'
    return response
