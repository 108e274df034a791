"""What an import can have to say about a file, in one table, and the plain sentences in which it says it."""

from __future__ import annotations

from collections import Counter
from functools import cache
from typing import NamedTuple

from casewatch.intake.tables import Finding, Severity
from casewatch.intake.words import column_letters, tidy
from casewatch.language import _, current_language, show_number

#: Code -> severity and meaning. An error rejects the application it stands at; the others reject nothing.
CODES: dict[str, tuple[Severity, str]] = {
    # the file
    "encoding_guessed": ("info", "the text file does not say its encoding; the one it was read with"),
    "rows_hidden": ("info", "rows that somebody hid were read like the others"),
    "sheet_hidden": ("info", "a hidden sheet was not read"),
    "sheet_not_read": ("info", "a further sheet was not read"),
    "cells_not_checked": ("warning", "cells with errors or formulas without a value were read as empty"),
    "total_row": ("info", "a row of totals at the end is no application"),
    "header_repeated": ("info", "the header stands again among the rows and is no application"),
    "header_unknown": ("info", "a header resembles a known one; its column was not read"),
    "columns_not_read": ("warning", "a sheet has so many columns that the last ones were not looked at"),
    "header_empty": ("info", "a column without a header was not read"),
    "column_twice": ("warning", "two columns mean the same field; one of them was not read"),
    # a cell: the row is rejected
    "case_no_missing": ("error", "the row has no case number"),
    "case_no_unreadable": ("error", "the cell of the case number holds a text that is none"),
    "case_no_is_date": ("error", "the case number was made a date by the spreadsheet program"),
    "municipality_missing": ("error", "the municipality cell is empty"),
    "municipality_unknown": ("error", "the municipality is none of those that are measured"),
    "municipality_differs": ("error", "the municipality is another than the one the file is read for"),
    "number_unreadable": ("error", "the application number is no whole number from 1"),
    "date_unreadable": ("error", "the cell holds no date from 1900 to 2100"),
    "yes_no_unreadable": ("error", "the cell holds neither yes nor no"),
    "weeks_unreadable": ("error", "the cell holds no number of weeks"),
    "kind_unknown": ("error", "the kind of a pause is neither hearing nor other authority"),
    "error_cell": ("error", "the cell holds an error value such as #N/A"),
    "formula_without_value": ("error", "the cell holds a formula whose value was not stored"),
    "national_id": ("error", "the cell holds a national identity number"),
    # a filled workbook of gaps: the row is rejected
    "choice_unknown": ("error", "the cell holds none of the words of its drop-down"),
    "pause_without_sent": ("error", "an answer was filled in for a pause that was never sent"),
    "reason_missing": ("error", "a filled row gives no reason"),
    "application_not_known": ("error", "the row names an application that no standing import holds"),
    # an application
    "ambiguous_application": ("error", "several rows of one application contradict each other"),
    "application_rejected": ("error", "another row of the same application was rejected, so this one is too"),
    "pause_without_application": ("error", "a row of the sheet of pauses fits no single application of the file"),
    "repeated_row": ("info", "a row repeats an earlier one"),
    # what is kept, but looks wrong
    "type_unknown": ("warning", "the application type is not recognised and counts as missing"),
    "outcome_unknown": ("warning", "the outcome is not recognised and holds the application out"),
    "outcome_without_date": ("warning", "the application has an outcome but no date of it"),
    "event_unknown": ("warning", "the event is not recognised and was not read"),
    "date_in_future": ("warning", "the date is later than the day of the import"),
    "date_order_suspicious": ("warning", "a column of dates has day and month the other way round than they are read"),
    "plan_id_is_date": ("warning", "the plan id was made a date by the spreadsheet program and was not kept"),
    # what looks wrong in an application, told once: when it is new or has changed (services.importing.suspecting)
    "pause_at_limit": ("warning", "a pause began on the last day before the limit was reached"),
    "pair_incomplete": ("warning", "a column tells one date of pauses, and the file has none for the other"),
    "pause_never_answered": ("warning", "a decided application has a pause without an answer"),
    "pause_open_year": ("warning", "a pause has been open for more than a year"),
    "pauses_back_to_back": ("warning", "pauses follow each other on the same day, three in a row or at one party"),
    "pause_over_half": ("info", "a decided application was paused for more than half of its days"),
    "decided_before_received": ("warning", "the application was decided before it was received"),
    "decided_before_complete": ("warning", "the application was decided before it was complete, and is held out"),
    "pause_reversed": ("warning", "a pause was answered before it was sent, and holds the application out"),
    "year_suspicious": ("warning", "a date is far from all others of the application; another year would fit"),
    "complete_postponed": ("info", "completeness moved more than two weeks later before the decision"),
    "decision_withdrawn": ("warning", "the application was decided or closed, and is open again"),
    "municipality_changed": ("info", "the case stood under another municipality before, with the same receipt"),
    "cleanup_week": ("info", "three or more year-old applications were decided in one week"),
    "vendor_days_differ": ("info", "the sender's own count of days differs from ours"),
    # what is left out on purpose
    "internal_party": ("info", "a pause at a party inside the municipality was left out"),
    "handler_not_kept": ("info", "what may be a name of a case handler was not kept"),
    "plan_id_not_kept": ("info", "what is no short plan id was not kept"),
}

#: So many remarks of one code and column are written out; a last one counts the others. Errors are all written out.
_AT_MOST = 100


class Place(NamedTuple):
    """Where in a file: sheet by name (empty in a text file), row and column from 0, the header as written, the case."""

    sheet: str
    row: int | None = None
    column: int | None = None
    header: str = ""
    case_no: str = ""  # named only where the row alone says too little

    def words(self) -> str:
        """``Ark «Saker», rad 14, kolonne D «Komplett dato»``."""
        parts = []
        if self.sheet:
            parts.append(_("ark «{name}»").format(name=tidy(self.sheet)))
        if self.row is not None:
            parts.append(_("rad {number}").format(number=self.row + 1))
        if self.column is not None:
            name = f" «{tidy(self.header)}»" if self.header.strip() else ""
            parts.append(_("kolonne {letters}").format(letters=column_letters(self.column)) + name)
        if self.case_no:
            parts.append(_("sak {case_no}").format(case_no=self.case_no))
        text = ", ".join(parts)
        return text[:1].upper() + text[1:]


class Findings:
    """Collects the remarks of one file, in the order they are found."""

    def __init__(self) -> None:
        self._found: list[Finding] = []
        self._counts: Counter[tuple[str, str, int | None]] = Counter()
        self._last: dict[tuple[str, str, int | None], tuple[Place, str | None]] = {}

    def add(self, code: str, place: Place, text: str, field: str | None = None, case_no: str | None = None) -> None:
        """One remark; ``text`` says what is wrong and what to do, the place is put before it."""
        severity = CODES[code][0]
        counted = (code, place.sheet, place.column)
        self._counts[counted] += 1
        if severity != "error" and self._counts[counted] > _AT_MOST:
            self._last[counted] = (place, field)
            return
        where = place.words()
        message = f"{where}: {text}" if where else text[:1].upper() + text[1:]
        self._found.append(_finding(code, place, message, field, case_no))

    def all(self) -> list[Finding]:
        """Errors first, then warnings, then the rest, each by sheet, row and column; what was only counted last."""
        more = []
        for counted, (place, field) in self._last.items():
            column = place._replace(row=None, case_no="")
            count = show_number(self._counts[counted] - _AT_MOST)
            text = _("og {count} rader til med samme merknad ({code}).").format(count=count, code=counted[0])
            where = column.words()
            more.append(_finding(counted[0], column, f"{where}: {text}" if where else text, field, None))
        order = {"error": 0, "warning": 1, "info": 2}
        sheets = {sheet: number for number, sheet in enumerate(dict.fromkeys(finding.sheet for finding in self._found))}
        found = sorted(
            self._found,
            key=lambda one: (sheets[one.sheet], one.row or 0, len(one.column or ""), one.column or ""),
        )
        return sorted(found + more, key=lambda finding: order[finding.severity])


def _finding(code: str, place: Place, message: str, field: str | None, case_no: str | None) -> Finding:
    return Finding(
        CODES[code][0],
        code,
        message,
        place.sheet or None,
        None if place.row is None else place.row + 1,
        None if place.column is None else column_letters(place.column),
        field,
        case_no,
    )


def say(code: str, value: str) -> str:
    """What is wrong with a cell that holds ``value`` (masked already), what was expected, what to do."""
    return _sentences(current_language())[code].format(value=value)


@cache
def _sentences(_language: str) -> dict[str, str]:
    """All of them in the chosen language: a file can have a hundred thousand bad cells."""
    return {
        "case_no_missing": _("saksnummeret mangler. Fyll det ut, eller slett raden om den ikke er en sak."),
        "case_no_unreadable": _("teksten er ikke et saksnummer. Rett den, eller slett raden om den ikke er en sak."),
        "case_no_is_date": _(
            "saksnummeret er gjort om til en dato av regnearket. Gjør cella om til tekst og skriv saksnummeret på nytt."
        ),
        "municipality_missing": _("kommunen mangler. Skriv kommunenummeret med fire siffer."),
        "municipality_unknown": _(
            "«{value}» er ingen av kommunene som måles. Skriv kommunenummeret med fire siffer, eller slett raden."
        ),
        "municipality_differs": _(
            "kommunen er {value}, en annen enn den fila leses inn for. Slett raden, eller les den inn for rett kommune."
        ),
        "number_unreadable": _("«{value}» er ikke et søknadsnummer. Skriv et helt tall fra 1, eller la cella stå tom."),
        "date_unreadable": _(
            "«{value}» kan ikke leses som en dato mellom 1900 og 2100. Skriv den som dd.mm.åååå og les inn på nytt."
        ),
        "yes_no_unreadable": _("«{value}» er verken ja eller nei. Skriv ja eller nei; en tom celle er ukjent."),
        "weeks_unreadable": _("«{value}» er ikke et antall uker. Skriv for eksempel 3 eller 12."),
        "kind_unknown": _("«{value}» er ikke en type pause. Skriv Høring eller Annen myndighet."),
        "error_cell": _("cella viser feilen {value}. Rett formelen i regnearket og les inn på nytt."),
        "formula_without_value": _(
            "formel uten lagret verdi. Åpne fila i et regnearkprogram, lagre den og les inn på nytt."
        ),
        "national_id": _("inneholder et fødselsnummer eller D-nummer. Fjern det og les inn på nytt."),
        "choice_unknown": _("«{value}» står ikke i lista. Velg et av ordene i lista, eller la cella stå tom."),
        "pause_without_sent": _("svaret har ingen sendt dato. Fyll ut begge, eller la begge stå tomme."),
        "reason_missing": _("begrunnelsen mangler. Skriv hva svarene i raden bygger på, og les inn på nytt."),
        "application_not_known": _("fant ikke søknaden blant dem som er lest inn. Sjekk kommune, saksnr og søknadsnr."),
        "type_unknown": _(
            "søknadstypen «{value}» er ikke kjent og regnes som manglende. Legg den til i profilen om den teller."
        ),
        "outcome_unknown": _(
            "resultatet «{value}» er ikke kjent, og saken holdes utenfor tallene. Legg det til i profilen."
        ),
        "event_unknown": _("hendelsen «{value}» er ikke kjent og er ikke lest. Legg den til i profilen om den teller."),
        "date_in_future": _("datoen {value} er senere enn dagen fila leses inn. Sjekk at den er skrevet rett."),
        "date_order_suspicious": _(
            "datoer som {value} har måned og dag i motsatt rekkefølge av det de leses med, så andre datoer "
            "i kolonnen kan være lest feil. Skriv dem som dd.mm.åååå, eller oppgi rekkefølgen i profilen, "
            "og les inn på nytt."
        ),
        "plan_id_is_date": _(
            "plan-id-en er gjort om til en dato av regnearket og er ikke tatt med. "
            "Gjør cella om til tekst og skriv plan-id-en på nytt."
        ),
        "plan_id_not_kept": _("teksten er ikke en kort plan-id, og er ikke tatt med."),
        "handler_not_kept": _(
            "saksbehandler er skrevet som noe annet enn en kode, kanskje et navn, og er ikke tatt med. "
            "Gjelder alle slike rader."
        ),
        "internal_party": _("instansen hører til kommunen selv, og pausen er utelatt slik profilen sier."),
    }
