"""Who asks: the session cookie, the viewer behind it, and the token that shows a form is our own."""

import hashlib
import hmac
from typing import Annotated
from urllib.parse import urlsplit

from fastapi import Depends, Request, Response
from starlette.datastructures import FormData

from casewatch.core.access import Viewer
from casewatch.core.reference import Municipality
from casewatch.errors import CasewatchError
from casewatch.language import _
from casewatch.services.people.sessions import has_accounts, viewer_for
from casewatch.web.site import Site

NOBODY = Viewer("")
#: The person at the machine, of a service without accounts that nobody else can reach.
LOCAL = Viewer("", everything=True)
_LOOPBACK = {"localhost", "127.0.0.1", "::1", "[::1]"}
#: A proxy in front says that others than the person at the machine ask; these are what proxies add.
_FORWARDED = ("forwarded", "via", "x-real-ip", "x-client-ip", "client-ip", "true-client-ip", "x-cluster-client-ip")
_FORWARDED_BEGIN = ("x-forwarded", "x-original-", "x-arr-", "x-envoy-", "x-azure-", "fastly-", "cdn-", "cf-")
#: Fields and files a form may have; a file alone is bounded by the body.
_MAX_FIELDS, _MAX_FILES, _MAX_FIELD_BYTES = 5000, 1, 1 << 20


class NeedsSignIn(Exception):
    """Nobody has signed in, and the page is for people who have."""


class Forbidden(Exception):
    """Whoever has signed in may not see or do this; the text says what is needed."""


class ForgedForm(Exception):
    """A form that was not filled in on our own page, or on one from before the session."""


def site_of(request: Request) -> Site:
    """The running service."""
    site: Site = request.app.state.site
    return site


def cookie_name(request: Request) -> str:
    """``__Host-`` keeps other sites of the same domain from setting it; it needs https."""
    return "__Host-casewatch" if secure(request) else "casewatch"


def secure(request: Request) -> bool:
    """Whether people reach the service by https."""
    web = site_of(request).settings.web
    return web is not None and urlsplit(web.base_url).scheme == "https"


def token_of(request: Request) -> str:
    """What the browser keeps; a page's middleware has given every browser one."""
    token: str = request.state.token
    return token


def csrf_of(token: str) -> str:
    """The token of forms, which only pages sent to the same browser can know."""
    return hashlib.sha256(b"form:" + token.encode()).hexdigest()


def keep_token(request: Request, response: Response, token: str) -> None:
    """Let the browser keep a token until it is closed."""
    response.set_cookie(cookie_name(request), token, httponly=True, secure=secure(request), samesite="lax", path="/")


def is_local(request: Request) -> bool:
    """Whether somebody at the machine asks, by its own address and through no proxy.

    A proxy that adds no header and hides where people were is not found out; such a one speaks HTTP/1.0 as a rule,
    which no browser does, and the page somebody came from names the proxy's address.
    """
    host = request.url.hostname or ""
    near = request.client is not None and request.client.host in _LOOPBACK
    sent = [name for name in request.headers if name in _FORWARDED or name.startswith(_FORWARDED_BEGIN)]
    came_from = [_place(request.headers.get(name, ""))[0] for name in ("referer", "origin")]
    others = [name for name in came_from if name and name not in _LOOPBACK]
    return near and host in _LOOPBACK and not sent and not others and request.scope.get("http_version") != "1.0"


def find_viewer(request: Request) -> Viewer:
    """Who asks, `NOBODY` for somebody who has not signed in."""
    site = site_of(request)
    context = site.context()
    if found := viewer_for(context, token_of(request)):
        return found
    return LOCAL if site.local and is_local(request) and not has_accounts(context) else NOBODY


def require_viewer(request: Request) -> Viewer:
    """Who asks. Raises NeedsSignIn for somebody who has not signed in."""
    viewer = find_viewer(request)
    if not viewer.signed_in:
        raise NeedsSignIn
    return viewer


AnyViewer = Annotated[Viewer, Depends(find_viewer)]
SignedInViewer = Annotated[Viewer, Depends(require_viewer)]
TheSite = Annotated[Site, Depends(site_of)]


def places_seen(site: Site, viewer: Viewer) -> list[Municipality]:
    """The municipalities whose cases somebody may see. Raises Forbidden where there is none."""
    places = [place for place in site.context().rulebook.municipalities if viewer.sees(place.number)]
    if not places:
        raise Forbidden(_("Brukeren din hører ikke til en kommune, og ser derfor ingen saker eller tall fra dem."))
    return places


def same_origin(request: Request) -> bool:
    """Whether a browser says the request comes from our own pages; what is no browser says nothing."""
    if request.headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none"):
        return False
    origin = request.headers.get("origin")
    if origin is None:
        return True
    web = site_of(request).settings.web
    # a proxy may call the service by another name than people do
    ours = {request.headers.get("host"), None if web is None else _place(web.base_url)[1]}
    return _place(origin)[1] in ours - {None, ""}


def _place(address: str) -> tuple[str, str]:
    """The host of an address, and host with port as it stands there; both empty for what is none."""
    try:
        found = urlsplit(address)
        return found.hostname or "", found.netloc
    except ValueError:
        return "?", ""


async def read_form(request: Request) -> FormData:
    """The fields of a form of our own. Raises ForgedForm for any other."""
    form = await request.form(max_files=_MAX_FILES, max_fields=_MAX_FIELDS, max_part_size=_MAX_FIELD_BYTES)
    given = form.get("csrf")
    if not isinstance(given, str) or not same_origin(request):
        raise ForgedForm
    if not hmac.compare_digest(given.encode(), csrf_of(token_of(request)).encode()):
        raise ForgedForm
    return form


OwnForm = Annotated[FormData, Depends(read_form)]


def field(form: FormData, name: str, most: int = 500) -> str:
    """A text field without blanks around, empty where the form has none. Raises CasewatchError for a longer one."""
    value = form.get(name)
    # PostgreSQL takes no null character, and no text has a use for one
    text = value.replace("\0", "").strip() if isinstance(value, str) else ""
    if len(text) > most:
        raise CasewatchError(_("Feltet kan ha høyst {most} tegn.").format(most=most))
    return text
