"""The open page's words in the shape its templates take, and the page as one file for a municipality's own website."""

from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from casewatch.language import _, current_language
from casewatch.report.tables.table import Cell, Column, Table
from casewatch.report.words.expected import (
    basis_words,
    beside,
    complete_words,
    dated,
    expected_sentence,
    incomplete_words,
    limit_words,
    why_nothing,
)
from casewatch.services.figures.expecting import Expected, ExpectedPlace
from casewatch.web.pages import HERE, page_templates


@dataclass(frozen=True)
class PlaceWords:
    """A municipality in words."""

    number: str
    name: str
    finding: str
    beside: list[str]
    dated: str


def place_words(found: Expected) -> list[PlaceWords]:
    """Every municipality, in their order."""
    return [
        PlaceWords(
            place.number,
            place.name,
            expected_sentence(place.expectation, found.least, place.last_export is not None),
            beside(place.expectation, found.as_of),
            dated(found.as_of, place.last_export),
        )
        for place in found.places
    ]


def law_words() -> dict[str, Any]:
    """What does not depend on figures."""
    return {"complete": complete_words(), "incomplete": incomplete_words(), "limits": limit_words()}


def places_table(found: Expected) -> Table:
    """All municipalities below one another; a row leads to its own words."""

    def days(place: ExpectedPlace, number: int | None) -> Cell:
        return why_nothing(place.expectation, place.last_export) if place.expectation.from_complete is None else number

    columns = [
        Column[ExpectedPlace](_("Kommune"), lambda place: place.name),
        Column(_("Dager fra komplett"), lambda place: days(place, place.expectation.from_complete), number=True),
        Column(_("Dager fra mottatt"), lambda place: days(place, place.expectation.from_received), number=True),
        Column(_("Bygger på"), lambda place: basis_words(place.expectation)),
        Column(_("Siste eksport"), lambda place: place.last_export),
    ]
    table = Table.of("kommuner", _("8 av 10 får svar innen så mange kalenderdager"), columns, found.places)
    return table.linked(f"/forventet?kommune={place.number}" for place in found.places)


def expected_file(found: Expected) -> str:
    """The page as one HTML text: its style in it, no script, no address; the same text for the same figures."""
    names = [place.name for place in found.places]
    title = _("Hva kan du forvente når du søker om å bygge for næring?")
    if len(names) == 1:
        title = _("Hva kan du forvente når du søker om å bygge for næring i {name}?").format(name=names[0])
    # The style has no character that HTML would take for its own, and stands as it is.
    style = Markup((HERE / "static" / "casewatch.css").read_text("utf-8").strip())
    values = {"language": current_language(), "title": title, "style": style, "places": place_words(found)}
    return page_templates().get_template("expected_file.html").render(values | law_words()).strip() + "\n"
