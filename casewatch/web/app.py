"""The service: routes, what stands around them, and how errors look to people and to programs."""

import os
from collections.abc import Callable
from http import HTTPStatus
from urllib.parse import urlencode, urlsplit

import structlog
from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, RedirectResponse
from starlette.exceptions import HTTPException
from starlette.middleware.body_limit import RequestBodyLimitMiddleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.staticfiles import StaticFiles

from casewatch.errors import CasewatchError, Unavailable
from casewatch.language import _
from casewatch.notify.password import secret
from casewatch.web.metrics import Metrics
from casewatch.web.middleware import Around, SaidTooLarge
from casewatch.web.pages import HERE, page
from casewatch.web.routes import ROUTERS
from casewatch.web.site import Site
from casewatch.web.visitor import NOBODY, Forbidden, ForgedForm, NeedsSignIn, find_viewer
from casewatch.web.work_accounts import WorkAccounts

#: The largest request: an export of 100,000 rows is a tenth of it.
MAX_BODY = 64 << 20
_LOOPBACK = ["localhost", "127.0.0.1", "[::1]"]
API = "/api/"


def create_app(site: Site) -> FastAPI:
    """The application of one site. It answers to the address of the settings and to this machine's own.

    Raises CasewatchError for a secret of the identity provider that cannot be read.
    """
    app = FastAPI(
        title="casewatch",
        docs_url=None,
        redoc_url=None,
        openapi_url="/api/v1/openapi.json",
        description="Processing time of building cases, the same figures and fields as the command line.",
    )
    app.state.site = site
    app.state.metrics = Metrics()
    app.state.work_accounts = _work_accounts(site)
    app.mount("/static", Static(directory=HERE / "static"), name="static")
    for router in ROUTERS:
        app.include_router(router)
    for kind, handler in _HANDLERS.items():
        app.add_exception_handler(kind, handler)
    hosts = list(_LOOPBACK)
    if site.settings.web is not None:
        hosts.append(urlsplit(site.settings.web.base_url).hostname or "")
    app.add_middleware(RequestBodyLimitMiddleware, max_body_size=MAX_BODY)
    app.add_middleware(SaidTooLarge, most=MAX_BODY, answer=_too_large)
    app.add_middleware(TrustedHostMiddleware, allowed_hosts=hosts)
    app.add_middleware(Around, unexpected=_unexpected)  # the outermost: no answer goes without its headers
    return app


def _work_accounts(site: Site) -> WorkAccounts | None:
    """The identity provider of the settings. Raises CasewatchError for a secret that cannot be read."""
    web = site.settings.web
    if web is None or web.oidc is None:
        return None
    key = secret("CASEWATCH_OIDC_SECRET", "web.oidc.client_secret_file", web.oidc.client_secret_file, os.environ)
    return WorkAccounts(web.oidc, key, web.base_url.rstrip("/") + "/logg-inn/svar", site.now)


class Static(StaticFiles):
    """Files that come with casewatch; a browser may keep them for an hour."""

    def file_response(self, *args: object, **kwargs: object) -> Response:
        response = super().file_response(*args, **kwargs)  # type: ignore[arg-type]
        response.headers["Cache-Control"] = "public, max-age=3600"
        return response


def failure(request: Request, status: int, title: str, text: str) -> Response:
    """An error as a page, or as JSON where a program asks."""
    if request.url.path.startswith(API):
        return JSONResponse({"error": text}, status)
    try:
        viewer = find_viewer(request)
    except CasewatchError:  # the database cannot be reached: the page still says what is wrong
        viewer = NOBODY
    return page(request, "failure.html", viewer, {"heading": title, "text": text}, status)


def _sign_in(request: Request, error: Exception) -> Response:
    if request.url.path.startswith(API):
        answer = JSONResponse({"error": _("Logg inn først.")}, 401)
        answer.headers["WWW-Authenticate"] = 'Basic realm="casewatch", charset="UTF-8"'
        return answer
    back = request.url.path + (f"?{request.url.query}" if request.url.query else "")
    target = "/logg-inn?" + urlencode({"til": back}) if request.method == "GET" else "/logg-inn"
    return RedirectResponse(target, 303)


def _forbidden(request: Request, error: Exception) -> Response:
    text = str(error) or _("Rollen din gir ikke tilgang til dette. Spør administratoren om du trenger det.")
    return failure(request, 403, _("Ingen tilgang"), text)


def _forged(request: Request, error: Exception) -> Response:
    text = _("Skjemaet er for gammelt eller kommer fra et annet sted. Ingenting er endret. Åpne siden på nytt.")
    return failure(request, 403, _("Skjemaet kan ikke brukes"), text)


def _refused(request: Request, error: Exception) -> Response:
    assert isinstance(error, CasewatchError)
    return failure(request, 400, _("Dette gikk ikke"), error.sentence)


def _unavailable(request: Request, error: Exception) -> Response:
    """What is wrong stands in the log: it names folders and addresses, and a page may be read by anybody."""
    assert isinstance(error, Unavailable)
    structlog.get_logger("casewatch.web").error("unavailable", what=error.what, why=str(error))
    text = _("Databasen kan ikke brukes akkurat nå. Ingenting er endret. Prøv igjen om litt.")
    if error.what == "rules":
        text = _("Reglene kan ikke leses akkurat nå: en fil i regelmappa har en feil, eller blir endret. Prøv igjen.")
    text += " " + _("Hva som er galt, står i loggen til den som drifter tjenesten.")
    title = _("Tjenesten er ikke klar")
    if request.url.path.startswith(API):
        return JSONResponse({"error": text}, 503)
    # who asks is not looked up: that would wait for the same database once more
    return page(request, "failure.html", NOBODY, {"heading": title, "text": text}, 503)


def _invalid(request: Request, error: Exception) -> Response:
    names = ", ".join(str(each["loc"][-1]) for each in getattr(error, "errors", list)())
    text = _("Noe i adressen eller skjemaet kan ikke leses: {names}.").format(names=names)
    return failure(request, 422, _("Dette gikk ikke"), text)


def _http(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    texts = {
        404: (_("Siden finnes ikke"), _("Adressen er feil, eller saken finnes ikke (lenger).")),
        405: (_("Dette gikk ikke"), _("Siden kan ikke brukes slik.")),
        413: (_("Fila er for stor"), _("Fila kan være høyst {size} MB.").format(size=MAX_BODY >> 20)),
        429: (_("For mange forsøk"), _("Vent noen minutter, og prøv igjen.")),
    }
    title, text = texts.get(error.status_code, (_("Dette gikk ikke"), _("Forespørselen kan ikke brukes.")))
    if error.detail != HTTPStatus(error.status_code).phrase:  # a page knows better what is not there
        text = error.detail
    response = failure(request, error.status_code, title, text)
    for name, value in (error.headers or {}).items():
        response.headers[name] = value
    return response


def _too_large(request: Request) -> Response:
    return _http(request, HTTPException(413))


def _unexpected(request: Request, error: Exception) -> Response:
    text = _("Det er en feil i casewatch. Ingenting er halvt lagret. Si fra til den som drifter tjenesten.")
    return failure(request, 500, _("Uventet feil"), text)


_HANDLERS: dict[type[Exception], Callable[[Request, Exception], Response]] = {
    NeedsSignIn: _sign_in,
    Forbidden: _forbidden,
    ForgedForm: _forged,
    CasewatchError: _refused,
    Unavailable: _unavailable,
    RequestValidationError: _invalid,
    HTTPException: _http,
}
