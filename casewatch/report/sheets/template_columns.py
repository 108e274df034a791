"""The columns of the template, in the order of the contract, each explained for the person who fills it in."""

from dataclasses import dataclass
from typing import Literal

from casewatch.core.cases import APPLICATION_TYPES, CLOSING_OUTCOMES, DECISION_OUTCOMES
from casewatch.language import _
from casewatch.report.words.codes.applications import APPLICATION_TYPE, OUTCOME

CellKind = Literal["text", "date", "yes_no", "type", "outcome", "weeks", "kind"]

#: Code -> the word of its drop-down, always the Norwegian one; every import reads these words.
TYPE_WORDS = {code: APPLICATION_TYPE[code].cell.capitalize() for code in APPLICATION_TYPES}
OUTCOME_WORDS = {code: OUTCOME[code].cell.capitalize() for code in (*DECISION_OUTCOMES, *CLOSING_OUTCOMES)}
TYPES, OUTCOME_CHOICES = tuple(TYPE_WORDS.values()), tuple(OUTCOME_WORDS.values())
YES_NO, KINDS = ("Ja", "Nei"), ("Høring", "Annen myndighet")


@dataclass(frozen=True)
class TemplateColumn:
    """One column: its field, its header, what it takes, and what it means."""

    field: str  # canonical name, as in the contract: ``complete``, ``hearing_1_sent``
    header: str
    kind: CellKind
    explained: str
    needed: bool = False


def application_columns() -> list[TemplateColumn]:
    """The sheet with one row per application."""
    column = TemplateColumn
    return [
        column(
            "municipality", "Kommunenr", "text", _("Kommunens nummer, fire siffer, for eksempel 3401."), needed=True
        ),
        column(
            "case_no",
            "Saksnr",
            "text",
            _("Saksnummeret slik sakssystemet skriver det, for eksempel 2026/123."),
            needed=True,
        ),
        column("application_no", "Søknadsnr", "text", _("Bare når saken har flere søknader: 1, 2, 3 …")),
        column("application_type", "Søknadstype", "type", _("Velg fra lista. Tom celle betyr ukjent.")),
        column("received", "Mottatt dato", "date", _("Dagen søknaden kom inn første gang."), needed=True),
        column(
            "complete",
            "Komplett dato",
            "date",
            _("Dagen søkeren leverte det siste som manglet. Herfra telles dagene. Tom så lenge noe mangler."),
        ),
        column("deficiency", "Mangelbrev sendt", "date", _("Dagen kommunen ba om mer dokumentasjon.")),
        column(
            "supplement",
            "Tilleggsdokumentasjon mottatt",
            "date",
            _("Dagen den siste dokumentasjonen kom, om komplett er tom."),
        ),
        column(
            "decided",
            "Vedtaksdato",
            "date",
            _("Dagen vedtaket ble fattet. Med et resultat som avslutter saken: den dagen."),
        ),
        column("decision_sent", "Vedtak sendt", "date", _("Dagen vedtaket ble sendt, om den er kjent.")),
        column(
            "outcome",
            "Resultat",
            "outcome",
            _("Velg fra lista. Avslag er et vedtak og teller, avvist og trukket gjør ikke."),
        ),
        column("closed", "Avsluttet dato", "date", _("Dagen saken ble avsluttet uten vedtak.")),
        column("business", "Næringsrelatert", "yes_no", _("Ja når byggesaken gjelder næring. Tom betyr ikke avklart.")),
        column("within_plan", "Innenfor plan", "yes_no", _("Ja når tiltaket er innenfor vedtatte planer.")),
        column("regulated_plot", "Ferdigregulert tomt", "yes_no", _("Ja når tomten er ferdigregulert.")),
        column("road_to_boundary", "Vei til tomtegrense", "yes_no", _("Ja når veien er bygget fram til tomtegrensen.")),
        column(
            "dispensation",
            "Dispensasjon",
            "yes_no",
            _("Ja når saken krever dispensasjon; da er den ikke innenfor plan."),
        ),
        column("plan_id", "Planid", "text", _("Planens id, om områdelista skal svare på regulering og vei.")),
        column("building_type", "Bygningstype", "text", _("Bygningstypekoden fra matrikkelen, bare siffer.")),
        column("legal_limit_weeks", "Frist uker", "weeks", _("Lovfristen i uker, 3 eller 12, slik den er registrert.")),
        column("legal_limit_date", "Fristdato", "date", _("Lovfristen som dato, om sakssystemet har den.")),
        column("extended_to", "Forlenget til", "date", _("Ny frist når fristen er forlenget.")),
        column("handler", "Saksbehandler", "text", _("Kode, ikke navn.")),
        *_pause("hearing", "Høring", _("til uttalelse")),
        *_pause("authority", "Myndighet", _("til annen myndighet")),
    ]


def _pause(field: str, kind: str, words: str) -> list[TemplateColumn]:
    sent = _("Dagen saken ble sendt {where}; tiden står stille fra og med denne dagen.").format(where=words)
    answered = _("Dagen svaret kom; tiden løper igjen fra og med denne dagen. Tom så lenge svaret mangler.")
    party = _("Hvem saken ble sendt til, for eksempel Statsforvalteren. Ingen navn på personer.")
    parts: tuple[tuple[str, str, CellKind, str], ...] = (
        ("sent", "sendt", "date", sent),
        ("answered", "svar", "date", answered),
        ("party", "instans", "text", party),
    )
    return [
        TemplateColumn(f"{field}_{number}_{part}", f"{kind} {number} {name}", takes, explained)
        for number in (1, 2)
        for part, name, takes, explained in parts
    ]


def pause_columns() -> list[TemplateColumn]:
    """The sheet with one row per pause, for cases with more pauses than the first sheet has columns for."""
    column = TemplateColumn
    return [
        column("municipality", "Kommunenr", "text", _("Som i arket Saker."), needed=True),
        column("case_no", "Saksnr", "text", _("Som i arket Saker."), needed=True),
        column("application_no", "Søknadsnr", "text", _("Som i arket Saker.")),
        column("kind", "Type", "kind", _("Høring eller annen myndighet."), needed=True),
        column("sent", "Sendt", "date", _("Dagen saken ble sendt."), needed=True),
        column("answered", "Svar", "date", _("Dagen svaret kom. Tom så lenge det mangler.")),
        column("party", "Instans", "text", _("Hvem saken ble sendt til. Ingen navn på personer.")),
    ]
