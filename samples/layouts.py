"""Six layouts of one and the same content: what each municipality's case system makes of an export.

Only headers and words that the standard profile knows and that mean what they seem to; a deadline (`Høringsfrist`),
a status and a title stand in some as columns that a reader has to leave alone.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from samples.files import MADE_UP, Cell, csv_bytes, ods_bytes, xls_bytes, xlsx_bytes

Row = dict[str, Any]

TYPES = {
    "one_step": "Ett-trinn",
    "framework": "Rammesøknad",
    "without_responsibility": "Tiltak uten ansvarsrett",
    "change": "Endringssøknad",
    "start_permit": "Igangsettingstillatelse",
    "provisional_use": "Midlertidig brukstillatelse",
    "completion_certificate": "Ferdigattest",
    "preliminary_conference": "Forhåndskonferanse",
    "other": "Melding",
}
SHORT_TYPES = TYPES | {
    "one_step": "ET",
    "framework": "RA",
    "without_responsibility": "§ 20-4",
    "change": "ES",
    "start_permit": "IG",
    "provisional_use": "MB",
    "completion_certificate": "FA",
}
OUTCOMES = {
    "granted": "Innvilget",
    "refused": "Avslag",
    "withdrawn": "Trukket",
    "dismissed": "Avvist",
    "shelved": "Henlagt",
}
LONG_OUTCOMES = OUTCOMES | {"granted": "Tillatelse gitt", "refused": "Avslått", "withdrawn": "Søknad trukket"}
SCOPE = ("business", "within_plan", "regulated_plot", "road_to_boundary", "dispensation")


@dataclass(frozen=True)
class Layout:
    """How one municipality writes the canonical fields. ``columns``: (header, field or ``hearing 1 sent``)."""

    ending: str
    columns: tuple[tuple[str, str], ...]
    pack: Callable[[list[Sequence[Cell]]], bytes]
    day: Callable[[date, str], Cell]
    yes_no: tuple[Cell, Cell]
    types: dict[str, str]
    outcomes: dict[str, str]
    municipality: Callable[[str, str], Cell]  # (number, name)
    titles: tuple[str, ...] = ()


def numbered(header: str, field: str, count: int) -> list[tuple[str, str]]:
    """The three columns of each numbered group; ``header`` with ``{n}`` and ``{what}``, or three headers by ``|``."""
    parts = header.split("|")
    return [
        (part.format(n=at + 1), f"{field} {at} {name}")
        for at in range(count)
        for part, name in zip(parts, ("sent", "answered", "party"), strict=True)
    ]


def as_date(day: date, _field: str) -> Cell:
    return day


def as_iso(day: date, _field: str) -> Cell:
    return day.isoformat()


def as_short(day: date, _field: str) -> Cell:
    return f"{day.day}.{day.month}.{day:%y}"


def as_serial_text(day: date, _field: str) -> Cell:
    return str((day - date(1899, 12, 30)).days)


def with_time(day: date, field: str) -> Cell:
    """A time of day in the columns a post system fills, none in the others."""
    if field in ("received", "decision_sent"):
        return datetime.combine(day, time(8 + day.day % 8, day.day * 2 % 60))
    return day


KONGSVINGER = (
    ("Kommunenr", "municipality"),
    ("Saksnr", "case_no"),
    ("Søknadsnr", "application_no"),
    ("Søknadstype", "application_type"),
    ("Mottatt dato", "received"),
    ("Komplett dato", "complete"),
    ("Mangelbrev sendt", "deficiency"),
    ("Tilleggsdokumentasjon mottatt", "supplement"),
    ("Vedtaksdato", "decided"),
    ("Vedtak sendt", "decision_sent"),
    ("Resultat", "outcome"),
    ("Avsluttet dato", "closed"),
    ("Næringsrelatert", "business"),
    ("Innenfor plan", "within_plan"),
    ("Ferdigregulert tomt", "regulated_plot"),
    ("Vei til tomtegrense", "road_to_boundary"),
    ("Dispensasjon", "dispensation"),
    ("Planid", "plan_id"),
    ("Bygningstype", "building_type"),
    ("Frist uker", "legal_limit_weeks"),
    ("Fristdato", "legal_limit_date"),
    ("Forlenget til", "extended_to"),
    ("Saksbehandler", "handler"),
    *numbered("Høring {n} sendt|Høring {n} svar|Høring {n} instans", "hearing", 3),
    *numbered("Myndighet {n} sendt|Myndighet {n} svar|Myndighet {n} instans", "authority", 2),
)
_CANONICAL_FIELDS = (
    "municipality case_no application_no application_type received complete deficiency supplement decided "
    "decision_sent outcome closed business within_plan regulated_plot road_to_boundary dispensation plan_id "
    "building_type legal_limit_weeks legal_limit_date extended_to handler"
)
CANONICAL = (
    *((name, name) for name in _CANONICAL_FIELDS.split()),
    *numbered("hearing_{n}_sent|hearing_{n}_answered|hearing_{n}_party", "hearing", 2),
    *numbered("authority_{n}_sent|authority_{n}_answered|authority_{n}_party", "authority", 1),
)
SOR_ODAL = (
    ("Komm.nr", "municipality"),
    ("Saksnummer", "case_no"),
    ("Sakstittel", "title"),
    ("Sakstype", "application_type"),
    ("Status", "status"),
    ("Innkommet dato", "received"),
    ("Etterlyst dokumentasjon", "deficiency"),
    ("Supplering mottatt", "supplement"),
    ("Fullstendig søknad", "complete"),
    ("Sendt på høring", "hearing 0 sent"),
    ("Høringsfrist", "deadline"),
    ("Uttalelse mottatt", "hearing 0 answered"),
    ("Høringsinstans", "hearing 0 party"),
    ("Sendt på høring 2", "hearing 1 sent"),
    ("Uttalelse mottatt 2", "hearing 1 answered"),
    ("Høringsinstans 2", "hearing 1 party"),
    *numbered("Sendt sektormyndighet {n}|Svar sektormyndighet {n}|Sektormyndighet {n}", "authority", 2),
    ("Avgjørelsesdato", "decided"),
    ("Ekspedert dato", "decision_sent"),
    ("Utfall", "outcome"),
    ("Avsluttet", "closed"),
    ("Næringssak", "business"),
    ("I samsvar med plan", "within_plan"),
    ("Krever dispensasjon", "dispensation"),
    ("Plan-id", "plan_id"),
    ("Bygningstypekode", "building_type"),
    ("Fristtype", "legal_limit_weeks"),
    ("Saksansvarlig", "handler"),
)
EIDSKOG = (
    ("Knr", "municipality"),
    ("Byggesaksnr", "case_no"),
    ("Type sak", "application_type"),
    ("Innk. dato", "received"),
    ("Mangelbrevdato", "deficiency"),
    ("Svar på mangelbrev", "supplement"),
    ("Dato komplett", "complete"),
    ("Dato vedtak", "decided"),
    ("Ekspedert", "decision_sent"),
    ("Resultat", "outcome"),
    ("Avsluttet dato", "closed"),
    ("Næringssak", "business"),
    ("Innenfor plan", "within_plan"),
    ("Veg til tomtegrense", "road_to_boundary"),
    ("Dispensasjon", "dispensation"),
    ("Plan id", "plan_id"),
    ("Lovpålagt frist", "legal_limit_weeks"),
    ("Saksbeh.", "handler"),
    *numbered("Sendt til uttalelse {n}|Svar mottatt {n}|Høringsinstans {n}", "hearing", 2),
    *numbered("Sendt annen myndighet {n}|Svar annen myndighet {n}|Annen myndighet {n}", "authority", 1),
)
GRUE = (
    ("Kommune", "municipality"),
    ("Saksnr.", "case_no"),
    ("Søknadstype", "application_type"),
    ("Motteken dato", "received"),
    ("Manglar sende", "deficiency"),
    ("Tilleggsdokumentasjon motteken", "supplement"),
    ("Fullstendig søknad motteken", "complete"),
    ("Vedtak fatta", "decided"),
    ("Vedtak sende", "decision_sent"),
    ("Resultat", "outcome"),
    ("Avslutta dato", "closed"),
    ("Næringsrelatert", "business"),
    ("Innanfor plan", "within_plan"),
    ("Ferdigregulert", "regulated_plot"),
    ("Veg til tomtegrense", "road_to_boundary"),
    ("Krev dispensasjon", "dispensation"),
    ("Planid", "plan_id"),
    ("Frist veker", "legal_limit_weeks"),
    ("Sakshandsamar", "handler"),
    *numbered("Sendt til uttale {n}|Uttale motteken {n}|Høyringsinstans {n}", "hearing", 2),
    *numbered("Sendt anna styresmakt {n}|Svar anna styresmakt {n}|Anna styresmakt {n}", "authority", 2),
)
ASNES = (
    ("Kommunenummer", "municipality"),
    ("Sak nr", "case_no"),
    ("Prosesstype", "application_type"),
    ("Søknad mottatt", "received"),
    ("Mangelbrev", "deficiency"),
    ("Mangler mottatt", "supplement"),
    ("Søknad komplett", "complete"),
    ("Vedtak", "decided"),
    ("Underretning sendt", "decision_sent"),
    ("Resultat", "outcome"),
    ("Avsluttet", "closed"),
    ("Næringsrelatert", "business"),
    ("Innenfor plan", "within_plan"),
    ("Ferdigregulert tomt", "regulated_plot"),
    ("Vei til tomtegrense", "road_to_boundary"),
    ("Dispensasjon", "dispensation"),
    ("Frist uker", "legal_limit_weeks"),
    ("Saksbehandler", "handler"),
    *numbered("Høring {n} sendt|Høring {n} svar|Høring {n} instans", "hearing", 1),
    *numbered("Myndighet {n} sendt|Myndighet {n} svar|Myndighet {n} instans", "authority", 2),
)

LAYOUTS = {
    "3401": Layout(
        "xlsx",
        KONGSVINGER,
        lambda rows: xlsx_bytes({"Uttrekk": rows}, bold_row=3),
        as_date,
        ("Ja", "Nei"),
        TYPES,
        OUTCOMES,
        lambda number, _name: number,
        (f"Byggesaker Kongsvinger kommune. {MADE_UP}", "Uttrekk per {monday}"),
    ),
    "3414": Layout(
        "csv",
        CANONICAL,
        lambda rows: csv_bytes(rows, newline="\n"),
        as_iso,
        ("yes", "no"),
        {code: code for code in TYPES},
        {code: code for code in OUTCOMES},
        lambda number, _name: number,
    ),
    "3415": Layout(
        "xlsx",
        SOR_ODAL,
        lambda rows: xlsx_bytes({"Saksliste": rows}),
        with_time,
        ("x", "Nei"),
        SHORT_TYPES,
        LONG_OUTCOMES,
        lambda number, _name: int(number),
    ),
    "3416": Layout(
        "csv",
        EIDSKOG,
        lambda rows: csv_bytes(rows, delimiter=";", encoding="cp1252"),
        as_short,
        (1, 0),
        TYPES,
        OUTCOMES,
        lambda number, _name: number,
        (f"Eidskog kommune - {MADE_UP}",),
    ),
    "3417": Layout(
        "ods",
        GRUE,
        lambda rows: ods_bytes({"Byggesaker": rows}),
        as_date,
        ("ja", "nei"),
        TYPES
        | {
            "one_step": "Eitt trinn",
            "without_responsibility": "Tiltak utan ansvarsrett",
            "start_permit": "Igangsetjingsløyve",
            "provisional_use": "Mellombels bruksløyve",
        },
        OUTCOMES | {"granted": "Løyve gitt", "withdrawn": "Trekt"},
        lambda _number, name: name,
    ),
    "3418": Layout(
        "xls",
        ASNES,
        lambda rows: xls_bytes({"Rapport": rows}),
        as_serial_text,
        ("Ja", "Nei"),
        SHORT_TYPES,
        LONG_OUTCOMES,
        lambda number, _name: number,
        (MADE_UP, "Rapport {monday}"),
    ),
}
TITLES = {True: "Næringsbygg", False: "Bolig eller fritidsbolig", None: "Tiltak"}


def cell(layout: Layout, row: Row, field: str, number: str, name: str) -> Cell:
    """One value of a canonical row as this layout writes it."""
    if field == "municipality":
        return layout.municipality(number, name)
    if " " in field:
        group, at, part = field.split()
        pauses = row[group]
        if int(at) >= len(pauses):
            return None
        sent, answered, party = pauses[int(at)]
        value: Any = {"sent": sent, "answered": answered, "party": party}[part]
        return layout.day(value, part) if isinstance(value, date) else value
    if field == "title":
        return TITLES[row["business"]]
    if field == "status":
        return "Avsluttet" if row["decided"] or row["closed"] else "Under behandling"
    if field == "deadline":
        return layout.day(row["hearing"][0][0] + timedelta(days=28), field) if row["hearing"] else None
    value = row[field]
    if value is None:
        return None
    if field in SCOPE:
        return layout.yes_no[0 if value else 1]
    if field == "application_type":
        return layout.types[value]
    if field == "outcome":
        return layout.outcomes[value]
    if field == "legal_limit_weeks" and layout.types is SHORT_TYPES:
        return f"{value} uker"
    if isinstance(value, date):
        return layout.day(value, field)
    return value if isinstance(value, int | str) else str(value)


def export(number: str, name: str, rows: Sequence[Row], monday: date) -> bytes:
    """The file that this municipality sends on that Monday, with all rows it then knows."""
    layout = LAYOUTS[number]
    lines: list[Sequence[Cell]] = [[title.format(monday=f"{monday:%d.%m.%Y}")] for title in layout.titles]
    if number == "3401":
        lines.append([])
    lines.append([header for header, _field in layout.columns])
    lines += [[cell(layout, row, field, number, name) for _header, field in layout.columns] for row in rows]
    return layout.pack(lines)
