"""What an import does or did, in words and as five tables: new, changed, unchanged, not in this file, not read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from casewatch.core.case_numbers import normalise_case_no
from casewatch.language import _, show_number
from casewatch.report.words.codes.people import SEVERITY
from casewatch.report.words.fields import field_in_words, value_in_words
from casewatch.report.words.numbers import capital, joined

Cell = str | int | date | None
Document = Mapping[str, Any]


@dataclass(frozen=True)
class ImportGroup:
    """One of the five groups: how many applications, and a table of them (of changed ones a row a field)."""

    key: str  # in addresses and names of files
    title: str
    count: int
    explained: str
    headers: Sequence[str]
    rows: Sequence[Sequence[Cell]]


def groups_of(document: Document) -> list[ImportGroup]:
    """The five groups of a preview or receipt, in the order in which they are shown."""
    result = document["result"]
    several = len(result["municipalities"]) > 1
    changed = {_key(change) for change in result["changes"]}
    new, unchanged = [], []
    for case in document["cases"]:
        municipality, case_no, number, _sheet, _row, *_days, is_new = case
        if is_new:
            new.append(case)
        elif (municipality, normalise_case_no(case_no), number) not in changed:
            unchanged.append(case)
    place = [_("Kommune")] if several else []
    head = [_("Sak"), *place, _("Søknad")]
    where = [_("Mottatt dato"), _("Komplett dato"), _("Vedtaksdato"), _("Ark"), _("Rad")]
    return [
        ImportGroup(
            "nye",
            _("Nye"),
            result["new"],
            _("Søknader som ikke var kjent fra før."),
            [*head, *where],
            [_held(case, several) for case in new],
        ),
        ImportGroup(
            "endret",
            _("Endret"),
            result["changed"],
            _("Søknader der fila sier noe annet enn det som var kjent. Én rad per felt."),
            [*head, _("Felt"), _("Før"), _("Etter")],
            [
                [*_name(change, several), field_in_words(change["field"])]
                + [value_in_words(change[side]) for side in ("old", "new")]
                for change in result["changes"]
            ],
        ),
        ImportGroup(
            "uendret",
            _("Uendret"),
            result["unchanged"],
            _("Søknader der fila sier det samme som før."),
            [*head, *where],
            [_held(case, several) for case in unchanged],
        ),
        ImportGroup(
            "ikke-med",
            _("Ikke med i denne fila"),
            result["gone"],
            _("Fila er lest som en del av sakene, så det letes ikke etter saker som mangler.")
            if result["holds"] == "part"
            else _("Søknader som sto i forrige eksport, og som denne burde ha hatt. De slettes ikke."),
            head,
            [_name(case, several) for case in result["gone_cases"]],
        ),
        ImportGroup(
            "ikke-lest",
            _("Ikke lest"),
            result["rejected"],
            _("Søknader med noe som ikke kan leses. Resten av fila er ikke berørt. Hvorfor står under «Merknader»."),
            [_("Sak"), *place, _("Søknad"), _("Ark"), _("Rad")],
            [
                [
                    case["case_no"] or _("uten saksnummer"),
                    *([case["municipality"]] if several else []),
                    *(case[name] for name in ("application_no", "sheet", "row")),
                ]
                for case in result["rejected_rows"]
            ],
        ),
    ]


def remark_headers() -> list[str]:
    """The headers of `remark_rows`."""
    return [
        _("Alvor"),
        _("Ark"),
        _("Rad"),
        _("Kolonne"),
        _("Gjelder sak"),
        _("Hva er galt"),
        _("Hva du kan gjøre"),
    ]


def remark_rows(document: Document) -> list[list[Cell]]:
    """The remarks, errors first."""
    order = list(SEVERITY)
    found = sorted(document["remarks"], key=lambda remark: order.index(remark[0]))
    return [
        [SEVERITY(severity), sheet, row, f"{column} «{header}»" if header else column, case_no, wrong, todo]
        for severity, sheet, row, column, header, case_no, wrong, todo in found
    ]


def would_do(document: Document) -> str:
    """The finding of a preview: ``120 søknader: 6 nye, 9 endret, 103 uendret og 2 ikke lest.``"""
    return _counted(document["result"])


def did(document: Document) -> str:
    """The finding of a receipt; that nothing changed where nothing did."""
    result = document["result"]
    if not result["new"] and not result["changed"] and not result["gone"] and not result["rejected"]:
        return _("Ingenting er endret: alle {number} søknadene sto slik fra før.").format(
            number=show_number(result["unchanged"])
        )
    return _counted(result)


def usable(document: Document) -> bool:
    """Whether a file says anything that can be stored."""
    result = document["result"]
    return bool(result["rows"] - result["rejected"] or (result["holds"] == "open" and not result["rejected"]))


def _counted(result: Mapping[str, Any]) -> str:
    parts = [
        (result["new"], _("{number} ny") if result["new"] == 1 else _("{number} nye")),
        (result["changed"], _("{number} endret")),
        (result["unchanged"], _("{number} uendret")),
        (result["rejected"], _("{number} ikke lest")),
    ]
    told = joined([text.format(number=show_number(number)) for number, text in parts if number])
    text = _("{number} søknad i fila: {parts}.") if result["rows"] == 1 else _("{number} søknader i fila: {parts}.")
    sentence = text.format(number=show_number(result["rows"]), parts=told or _("ingen endringer"))
    if result["gone"]:
        more = _("{number} er ikke med i denne fila.").format(number=show_number(result["gone"]))
        sentence += " " + capital(more)
    return sentence


def _key(change: Mapping[str, Any]) -> tuple[str, str, int]:
    return change["municipality"], normalise_case_no(change["case_no"]), change["application_no"]


def _name(case: Mapping[str, Any], several: bool) -> list[Cell]:
    place = [case["municipality"]] if several else []
    return [case["case_no"], *place, case["application_no"]]


def _held(case: Sequence[Any], several: bool) -> list[Cell]:
    municipality, case_no, number, sheet, row, *days, _new = case
    shown = [None if day is None else date.fromisoformat(day) for day in days]
    return [case_no, *([municipality] if several else []), number, *shown, sheet, row]
