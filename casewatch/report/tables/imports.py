"""What an import does or did, in words and as five tables: new, changed, unchanged, not in this file, not read."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from casewatch.core.identity import normalise_case_no
from casewatch.language import _, show_number
from casewatch.report.tables.table import Column, Table, as_day
from casewatch.report.words.codes.people import SEVERITY
from casewatch.report.words.fields import field_in_words, value_in_words
from casewatch.report.words.numbers import capital, joined
from casewatch.report.words.periods import local_date

_Document = Mapping[str, Any]
_Named = Mapping[str, Any]
#: Severity, sheet, row, column and its header, case, what is wrong, what to do.
_Remark = tuple[str, str | None, int | None, str | None, str | None, str | None, str, str]
#: What a document holds of each case.
_CASE = ("municipality", "case_no", "application_no", "sheet", "row", "received", "complete", "decided", "new")


@dataclass(frozen=True)
class ImportGroup:
    """One of the five groups: how many applications, and a table of them (of changed ones a row a field)."""

    count: int
    explained: str
    table: Table


def imports_table(imports: Iterable[_Document], names: Mapping[str, str]) -> Table:
    """A row an import of ``imports``, in the order handed in. `names`: of the municipalities, by number."""

    def count(header: str, name: str) -> Column[_Document]:
        return Column(header, lambda each: each[name], number=True)

    return Table.of(
        "importer",
        _("Det som er lest inn"),
        [
            Column(_("Import"), lambda each: _("Import {id}").format(id=each["id"])),
            Column(_("Fil"), lambda each: each["file"]),
            Column(_("Mottatt"), lambda each: _day(each["received_at"])),
            Column(
                _("Kommune"), lambda each: ", ".join(names.get(number, number) for number in each["municipalities"])
            ),
            count(_("Søknader"), "rows"),
            count(_("Nye"), "new"),
            count(_("Endret"), "changed"),
            count(_("Uendret"), "unchanged"),
            count(_("Ikke med"), "gone"),
            count(_("Ikke lest"), "rejected"),
            Column(_("Tatt tilbake"), lambda each: _day(each["undone_at"])),
        ],
        imports,
    )


def groups_of(document: _Document) -> list[ImportGroup]:
    """The five groups of a preview or receipt, in the order in which they are shown."""
    result = document["result"]
    several = len(result["municipalities"]) > 1
    changed = {_key(change) for change in result["changes"]}
    cases = [dict(zip(_CASE, case, strict=True)) for case in document["cases"]]
    new = [case for case in cases if case["new"]]
    unchanged = [case for case in cases if not case["new"] and _key(case) not in changed]
    named = [
        Column[_Named](_("Sak"), lambda case: case["case_no"] or _("uten saksnummer")),
        Column[_Named](_("Kommune"), lambda case: case["municipality"]) if several else None,
        Column[_Named](_("Søknad"), lambda case: case["application_no"]),
    ]
    where = [Column[_Named](_("Ark"), lambda case: case["sheet"]), Column[_Named](_("Rad"), lambda case: case["row"])]
    days = [
        Column[_Named](_("Mottatt dato"), lambda case: as_day(case["received"])),
        Column[_Named](_("Komplett dato"), lambda case: as_day(case["complete"])),
        Column[_Named](_("Vedtaksdato"), lambda case: as_day(case["decided"])),
    ]
    sides = [
        Column[_Named](_("Felt"), lambda change: field_in_words(change["field"])),
        Column[_Named](_("Før"), lambda change: value_in_words(change["old"], change["field"])),
        Column[_Named](_("Etter"), lambda change: value_in_words(change["new"], change["field"])),
    ]
    gone = _("Søknader som sto i forrige eksport, og som denne burde ha hatt. De slettes ikke.")
    if result["holds"] == "part":
        gone = _("Fila er lest som en del av sakene, så det letes ikke etter saker som mangler.")
    return [
        ImportGroup(
            result["new"],
            _("Søknader som ikke var kjent fra før."),
            Table.of("nye", _("Nye"), [*named, *days, *where], new),
        ),
        ImportGroup(
            result["changed"],
            _("Søknader der fila sier noe annet enn det som var kjent. Én rad per felt."),
            Table.of("endret", _("Endret"), [*named, *sides], result["changes"]),
        ),
        ImportGroup(
            result["unchanged"],
            _("Søknader der fila sier det samme som før."),
            Table.of("uendret", _("Uendret"), [*named, *days, *where], unchanged),
        ),
        ImportGroup(
            result["gone"], gone, Table.of("ikke-med", _("Ikke med i denne fila"), named, result["gone_cases"])
        ),
        ImportGroup(
            result["rejected"],
            _("Søknader med noe som ikke kan leses. Resten av fila er ikke berørt. Hvorfor står under «Merknader»."),
            Table.of("ikke-lest", _("Ikke lest"), [*named, *where], result["rejected_rows"]),
        ),
    ]


def remarks_table(document: _Document) -> Table:
    """What was remarked on, errors first."""
    order = list(SEVERITY)
    return Table.of(
        "merknader",
        _("Merknader"),
        [
            Column[_Remark](_("Alvorsgrad"), lambda remark: SEVERITY(remark[0])),
            Column(_("Ark"), lambda remark: remark[1]),
            Column(_("Rad"), lambda remark: remark[2]),
            Column(_("Kolonne"), lambda remark: f"{remark[3]} «{remark[4]}»" if remark[4] else remark[3]),
            Column(_("Gjelder sak"), lambda remark: remark[5]),
            Column(_("Hva er galt"), lambda remark: remark[6]),
            Column(_("Hva du kan gjøre"), lambda remark: remark[7]),
        ],
        sorted(document["remarks"], key=lambda remark: order.index(remark[0])),
    )


def would_do(document: _Document) -> str:
    """The finding of a preview: ``120 søknader: 6 nye, 9 endret, 103 uendret og 2 ikke lest.``"""
    return _counted(document["result"])


def did(document: _Document) -> str:
    """The finding of a receipt; that nothing changed where nothing did."""
    result = document["result"]
    if not result["new"] and not result["changed"] and not result["gone"] and not result["rejected"]:
        return _("Ingenting er endret: alle {number} søknadene sto slik fra før.").format(
            number=show_number(result["unchanged"])
        )
    return _counted(result)


def usable(document: _Document) -> bool:
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


def _day(moment: str | None) -> date | None:
    return None if moment is None else local_date(moment)
