"""How a program is let in to the API, what it asks, and errors as one line of JSON."""

import hmac
from base64 import b64decode
from binascii import Error as NoBase64
from collections.abc import Callable, Coroutine
from typing import Annotated, Any

from fastapi import Depends, Query, Request, Response, Security
from fastapi.openapi.models import APIKey, APIKeyIn, HTTPBase
from fastapi.responses import JSONResponse
from fastapi.routing import APIRoute
from fastapi.security.base import SecurityBase
from starlette.exceptions import HTTPException

from casewatch.core.access import Viewer
from casewatch.errors import CasewatchError, Unavailable
from casewatch.language import _
from casewatch.services.asking.asked import asked_date
from casewatch.services.asking.context import Context, parse_time
from casewatch.services.asking.selecting import Selectors, find_municipality
from casewatch.services.figures.explaining import NoSuchApplication
from casewatch.services.people.credentials import Credentials
from casewatch.web.limiting import ATTEMPTS, ATTEMPTS_FROM, address_of
from casewatch.web.site import Site
from casewatch.web.visitor import (
    Forbidden,
    ForgedForm,
    TheSite,
    csrf_of,
    places_seen,
    require_viewer,
    same_origin,
    site_of,
    token_of,
)

#: The header a browser's session has to send with what changes something.
CSRF_HEADER = "X-CSRF-Token"
_READS = ("GET", "HEAD")
_CHALLENGE = {"WWW-Authenticate": 'Basic realm="casewatch", charset="UTF-8"'}


class WrongPassword(Exception):
    """A name and password that nobody has."""


class ApiRoute(APIRoute):
    """A route whose refusals never speak of forms."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """The handler, with what it raises told in JSON: an error calls fields as the parameters are called."""
        handler = super().get_route_handler()

        async def answer(request: Request) -> Response:
            try:
                return await handler(request)
            except NoSuchApplication:
                # said as for a case of another municipality, so that nobody learns which there are
                raise HTTPException(404) from None
            except Unavailable:
                raise  # no fault of the call
            except CasewatchError as error:
                return JSONResponse({"error": str(error)}, 400)
            except ForgedForm:
                text = _(
                    "Kallet må ha hodet {header} med ordet fra en av sidene våre, og kan ikke komme fra et annet sted."
                )
                return JSONResponse({"error": text.format(header=CSRF_HEADER)}, 403)
            except WrongPassword:
                return JSONResponse({"error": _("Brukernavnet eller passordet er feil.")}, 401, _CHALLENGE)

        return answer


class LocalAccount(SecurityBase):
    """HTTP Basic with a local account. UTF-8, so that every password can be sent."""

    def __init__(self) -> None:
        self.model = HTTPBase(scheme="basic", description="A local account; for spreadsheets and reporting tools.")
        self.scheme_name = "account"

    def __call__(self, request: Request) -> Viewer | None:
        """Who the header names, None without one. Raises WrongPassword, and HTTPException 429 after many tries."""
        kind, _space, given = request.headers.get("authorization", "").partition(" ")
        if kind.lower() != "basic":
            return None
        try:
            name, colon, password = b64decode(given, validate=True).decode().partition(":")
        except (NoBase64, UnicodeDecodeError, ValueError):
            raise WrongPassword from None
        if not colon:
            raise WrongPassword

        def trying() -> None:
            known = name.strip().lower()[:100]
            if not (ATTEMPTS.hit(request.app, known) and ATTEMPTS_FROM.hit(request.app, address_of(request))):
                raise HTTPException(429)

        found = _credentials(request).viewer(site_of(request).context(), name, password, trying)
        if found is None:
            raise WrongPassword
        return found


class BrowserSession(SecurityBase):
    """The session of somebody who has signed in on the pages."""

    def __init__(self) -> None:
        text = f"A session of the pages; what changes something needs the header {CSRF_HEADER} too."
        # by its alias: the field's own name is another word in the description
        self.model = APIKey.model_validate({"in": APIKeyIn.cookie, "name": "casewatch", "description": text})
        self.scheme_name = "session"

    def __call__(self) -> None:
        """Only described here: `casewatch.web.visitor` reads it."""


def api_viewer(
    request: Request,
    account: Annotated[Viewer | None, Security(LocalAccount())],
    _session: Annotated[None, Security(BrowserSession())],
) -> Viewer:
    """Who asks. What changes something has to come from our own origin, and by a session with the word of our pages.

    A browser keeps names and passwords of HTTP Basic too, and sends them along: the origin counts for both.
    """
    viewer = account or require_viewer(request)
    if request.method not in _READS:
        given = request.headers.get(CSRF_HEADER, "")
        own = account is not None or hmac.compare_digest(given.encode(), csrf_of(token_of(request)).encode())
        if not (own and same_origin(request)):
            raise ForgedForm
    return viewer


ApiViewer = Annotated[Viewer, Depends(api_viewer)]
AsOfQuery = Annotated[
    str | None,
    Query(
        description="The figures as they were on that day; default today in Oslo.",
        examples=["2026-11-25"],
        json_schema_extra={"format": "date"},
    ),
]
KnownAtQuery = Annotated[
    str | None,
    Query(
        description="With what was recorded by then, and the rules in force then; without a zone it is Oslo time.",
        examples=["2026-11-25T12:00"],
        json_schema_extra={"format": "date-time"},
    ),
]
PeriodQuery = Annotated[
    str | None,
    Query(
        max_length=40,
        description="12m, 2026, 2026-T2, 2026-Q3, 2026-06, 2026-W48 or 2026-01-01..2026-06-30.",
        examples=["12m"],
    ),
]
Numbers = Annotated[
    list[str],
    Query(
        alias="municipality",
        default_factory=list,
        max_length=50,
        description="Only these; default all you may see.",
        examples=[["3401"]],
    ),
]
RuleName = Annotated[str | None, Query(alias="rule", max_length=60, description="A rule of the rules folder.")]


def asked_query(
    site: TheSite,
    viewer: ApiViewer,
    as_of: AsOfQuery = None,
    known_at: KnownAtQuery = None,
    rule: RuleName = None,
) -> Selectors:
    """The selectors that all questions share; municipalities and period are the endpoint's own."""
    context = site.context(viewer)
    if rule is not None and rule not in context.rulebook.rules:
        known = ", ".join(context.rulebook.rules)
        raise CasewatchError(_("regelen finnes ikke. Tillatt: {known}.").format(known=known), "rule")
    return Selectors(
        as_of=asked_date(as_of, "as_of") or context.today(),
        known_at=None if known_at is None else parse_time(known_at, "known_at"),
        rule=rule,
    )


AskedQuery = Annotated[Selectors, Depends(asked_query)]


def municipalities_of(site: Site, viewer: Viewer, asked: list[str]) -> tuple[str, ...]:
    """The numbers a question is about: those asked for, or all that may be seen. Raises Forbidden for any other."""
    rulebook = site.context(viewer).rulebook
    own = [place.number for place in places_seen(site, viewer)]
    wanted = tuple(find_municipality(rulebook, text).number for text in asked)
    if any(number not in own for number in wanted):
        raise Forbidden(_("Du ser bare sakene og tallene til din egen kommune."))
    return wanted or (() if viewer.sees_all else tuple(own))


def context_for(site: TheSite, viewer: ApiViewer) -> Context:
    """Surroundings in the name of whoever asks."""
    return site.context(viewer)


TheContext = Annotated[Context, Depends(context_for)]


def _credentials(request: Request) -> Credentials:
    if not hasattr(request.app.state, "credentials"):
        request.app.state.credentials = Credentials()
    found: Credentials = request.app.state.credentials
    return found
