"""Hva kan du forvente? For businesses, open to all, without anything of a single case."""

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from casewatch.language import _
from casewatch.report.words.expected import range_sentence
from casewatch.services.asking.context import Context
from casewatch.services.figures.expecting import Expected, expected
from casewatch.web.expected_view import law_words, place_words, places_table
from casewatch.web.pages import page
from casewatch.web.tables import FileQuery, file_of
from casewatch.web.visitor import NOBODY, AnyViewer, TheSite

router = APIRouter(include_in_schema=False)


@router.get("/forventet")
def expect(
    request: Request,
    site: TheSite,
    viewer: AnyViewer,
    municipality: Annotated[str, Query(alias="kommune", max_length=40)] = "",
    table_asked: Annotated[str, Query(alias="tabell", max_length=40)] = "",
    file_kind: FileQuery = None,
) -> Response:
    """The page, or its table as a file; whoever asks gets the same."""
    found: Expected = site.derive(NOBODY, ("expected",), _all_places)
    table = places_table(found)
    if file_kind:
        return file_of((table,), table_asked, file_kind, "forventet")
    chosen = next((place for place in place_words(found) if place.number == municipality), None)
    error = _("Kommunen finnes ikke her. Velg en i lista.") if municipality and chosen is None else ""
    values = {
        "chosen": chosen,
        "error": error,
        "range": range_sentence(place.expectation for place in found.places),
        "places": [(place.number, place.name) for place in found.places],
        "table": table,
        **law_words(),
    }
    return page(request, "expected.html", viewer, values, 400 if error else 200)


def _all_places(context: Context) -> Expected:
    return expected(context, context.today())
