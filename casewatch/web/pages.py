"""From a template to a page: the same header, navigation and words everywhere."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from fastapi import Request
from fastapi.responses import HTMLResponse
from jinja2 import Environment
from markupsafe import Markup

from casewatch import __version__
from casewatch.core.access import Viewer
from casewatch.language import _, current_language
from casewatch.report.tables.table import Table
from casewatch.report.templating import environment as templates_in
from casewatch.report.words.codes.people import ROLE
from casewatch.web.tables import page_cells
from casewatch.web.visitor import csrf_of, token_of

HERE = Path(__file__).parent
#: Designsystemet's style, where the build has put it; the built-in style is enough without.
DESIGN = HERE / "static" / "designsystemet"


@dataclass(frozen=True)
class Link:
    """An entry of the navigation."""

    path: str
    text: str


@cache
def page_templates() -> Environment:
    """The pages' templates, with what pages need beside what reports do."""
    found = templates_in(HERE / "templates")
    found.globals.update(urlencode=urlencode, page_cells=page_cells)
    return found


def navigation(viewer: Viewer) -> list[Link]:
    """The pages somebody may open, what they came for first."""
    links: list[Link] = []
    if viewer.role == "handler" or viewer.everything:
        links.append(Link("/saker", _("Mine saker") if viewer.handler else _("Saker")))
    if viewer.sees_all:
        links.append(Link("/sammenligning", _("Sammenligning")))
    if viewer.municipality:
        links.append(Link(f"/kommune/{viewer.municipality}", _("Kommunen")))
    if viewer.municipality and viewer.role != "handler":
        links.append(Link("/saker", _("Saker")))
    if viewer.everything or (viewer.municipality and viewer.manages(viewer.municipality)):
        links.append(Link("/les-inn", _("Les inn eksport")))
    if viewer.everything or (viewer.municipality and viewer.corrects(viewer.municipality)):
        links.append(Link("/avklar", _("Avklar saker")))
    if viewer.sees_all or viewer.municipality:
        links.append(Link("/varsler", _("Varsler")))
    if viewer.signed_in:
        if viewer.municipality and not viewer.sees_all:
            links.append(Link("/sammenligning", _("Sammenligning")))
        links.append(Link("/laste-tall", _("Låste tall")))
    links.append(Link("/slik-regner-vi", _("Slik regner vi")))
    links.append(Link("/forventet", _("Hva kan du forvente?")))
    if viewer.administers:
        links.append(Link("/brukere", _("Brukere")))
    if viewer.administers or viewer.everything or viewer.role == "manager":
        links.append(Link("/logg", _("Logg")))
    return links


def page(
    request: Request,
    template: str,
    viewer: Viewer,
    values: Mapping[str, Any],
    status: int = 200,
) -> HTMLResponse:
    """A page. Every template extends ``base.html`` and sets the block `title`."""
    shared = {
        "viewer": viewer,
        "role": ROLE(viewer.role or ""),
        "navigation": navigation(viewer),
        "here": request.url.path,
        "address": request.url.path + (f"?{request.url.query}" if request.url.query else ""),
        "csrf": csrf_of(token_of(request)),
        "language": current_language(),
        "version": __version__,
        "design": DESIGN.is_dir(),
    }
    return HTMLResponse(page_templates().get_template(template).render({**shared, **values}), status)


def on_page(table: Table, address: str, most: int | None = None) -> Markup:
    """The table as it stands on a page of that address, with links to its files; to be kept.

    `most`: so many rows; the files have all.
    """
    macros: Any = page_templates().get_template("parts.html").module
    return Markup(macros.data_table(table, address, most))


def own_address(target: str) -> str:
    """An address of this service to go back to; the first page in place of any other."""
    safe = target.startswith("/") and not target.startswith(("//", "/\\")) and target.isprintable()
    return target if safe and "\\" not in target else "/"
