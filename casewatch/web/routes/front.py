"""The first page, by role, and the choice of language."""

from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import RedirectResponse
from starlette.exceptions import HTTPException

from casewatch.core.access import Viewer
from casewatch.language import LANGUAGES
from casewatch.web.middleware import LANGUAGE_COOKIE
from casewatch.web.pages import own_address
from casewatch.web.visitor import AnyViewer, secure

router = APIRouter(include_in_schema=False)


@router.get("/")
def front(viewer: AnyViewer) -> RedirectResponse:
    """To what somebody came for."""
    return RedirectResponse(first_page(viewer), 303)


def first_page(viewer: Viewer) -> str:
    """Where somebody begins."""
    if not viewer.signed_in:
        return "/forventet"
    if viewer.role == "handler":
        return "/saker"
    if viewer.sees_all:
        return "/sammenligning"
    return f"/kommune/{viewer.municipality}" if viewer.municipality else "/brukere"


@router.get("/sprak/{language}")
def choose_language(
    request: Request, language: str, target: Annotated[str, Query(alias="til")] = "/"
) -> RedirectResponse:
    """Keep the language in the browser, and go back."""
    if language not in LANGUAGES:
        raise HTTPException(404)
    response = RedirectResponse(own_address(target), 303)
    response.set_cookie(
        LANGUAGE_COOKIE, language, max_age=365 * 86400, httponly=True, samesite="lax", secure=secure(request)
    )
    return response
