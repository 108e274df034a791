"""The columns of the template, in the order of the contract, each explained for the person who fills it in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from casewatch.language import _

Kind = Literal["text", "date", "yes_no", "type", "outcome", "weeks", "kind"]

#: What the drop-downs offer; every import reads these words.
TYPES = (
    "Ett-trinn",
    "Rammesøknad",
    "Tiltak uten ansvarsrett",
    "Endring",
    "Igangsettingstillatelse",
    "Midlertidig brukstillatelse",
    "Ferdigattest",
    "Forhåndskonferanse",
    "Annet",
)
OUTCOMES = ("Innvilget", "Avslag", "Trukket", "Avvist", "Henlagt", "Overført")
YES_NO = ("Ja", "Nei")
KINDS = ("Høring", "Annen myndighet")


@dataclass(frozen=True)
class TemplateColumn:
    """One column: its header, what it takes, and what it means."""

    header: str
    kind: Kind
    explained: str
    needed: bool = False


def application_columns() -> list[TemplateColumn]:
    """The sheet with one row per application."""
    column = TemplateColumn
    return [
        column("Kommunenr", "text", _("Kommunens nummer, fire siffer, for eksempel 3401."), needed=True),
        column("Saksnr", "text", _("Saksnummeret slik sakssystemet skriver det, for eksempel 2026/123."), needed=True),
        column("Søknadsnr", "text", _("Bare når saken har flere søknader: 1, 2, 3 …")),
        column("Søknadstype", "type", _("Velg fra lista. Tom celle betyr ukjent.")),
        column("Mottatt dato", "date", _("Dagen søknaden kom inn første gang."), needed=True),
        column(
            "Komplett dato",
            "date",
            _("Dagen søkeren leverte det siste som manglet. Herfra telles dagene. Tom så lenge noe mangler."),
        ),
        column("Mangelbrev sendt", "date", _("Dagen kommunen ba om mer dokumentasjon.")),
        column("Tilleggsdokumentasjon mottatt", "date", _("Dagen den siste dokumentasjonen kom, om komplett er tom.")),
        column("Vedtaksdato", "date", _("Dagen vedtaket ble fattet. Med et resultat som avslutter saken: den dagen.")),
        column("Vedtak sendt", "date", _("Dagen vedtaket ble sendt, om den er kjent.")),
        column("Resultat", "outcome", _("Velg fra lista. Avslag er et vedtak og teller, avvist og trukket gjør ikke.")),
        column("Avsluttet dato", "date", _("Dagen saken ble avsluttet uten vedtak.")),
        column("Næringsrelatert", "yes_no", _("Ja når byggesaken gjelder næring. Tom betyr ikke avklart.")),
        column("Innenfor plan", "yes_no", _("Ja når tiltaket er innenfor vedtatte planer.")),
        column("Ferdigregulert tomt", "yes_no", _("Ja når tomten er ferdigregulert.")),
        column("Vei til tomtegrense", "yes_no", _("Ja når veien er bygget fram til tomtegrensen.")),
        column("Dispensasjon", "yes_no", _("Ja når saken krever dispensasjon; da er den ikke innenfor plan.")),
        column("Planid", "text", _("Planens id, om områdelista skal svare på regulering og vei.")),
        column("Bygningstype", "text", _("Bygningstypekoden fra matrikkelen, bare siffer.")),
        column("Frist uker", "weeks", _("Lovfristen i uker, 3 eller 12, slik den er registrert.")),
        column("Fristdato", "date", _("Lovfristen som dato, om sakssystemet har den.")),
        column("Forlenget til", "date", _("Ny frist når fristen er forlenget.")),
        column("Saksbehandler", "text", _("Kode, ikke navn.")),
        *_pause("Høring", _("hørt")),
        *_pause("Myndighet", _("hos annen myndighet")),
    ]


def _pause(kind: str, words: str) -> list[TemplateColumn]:
    sent = _("Dagen saken ble sendt ({kind}); tiden står stille fra og med denne dagen.").format(kind=words)
    answered = _("Dagen svaret kom; tiden løper igjen fra og med denne dagen. Tom så lenge svaret mangler.")
    party = _("Hvem saken ble sendt til, for eksempel Statsforvalteren. Ingen navn på personer.")
    return [
        TemplateColumn(f"{kind} {number} {part}", "text" if part == "instans" else "date", explained)
        for number in (1, 2)
        for part, explained in (("sendt", sent), ("svar", answered), ("instans", party))
    ]


def pause_columns() -> list[TemplateColumn]:
    """The sheet with one row per pause, for cases with more pauses than the first sheet has columns for."""
    column = TemplateColumn
    return [
        column("Kommunenr", "text", _("Som i arket Saker."), needed=True),
        column("Saksnr", "text", _("Som i arket Saker."), needed=True),
        column("Søknadsnr", "text", _("Som i arket Saker.")),
        column("Type", "kind", _("Høring eller annen myndighet."), needed=True),
        column("Sendt", "date", _("Dagen saken ble sendt."), needed=True),
        column("Svar", "date", _("Dagen svaret kom. Tom så lenge det mangler.")),
        column("Instans", "text", _("Hvem saken ble sendt til. Ingen navn på personer.")),
    ]
