"""The sentences in which an import tells of what looks wrong, each with what to do about it."""

from collections.abc import Mapping
from functools import cache

from casewatch.intake.tables import VendorDays
from casewatch.intake.words import tidy
from casewatch.language import _, current_language


def sentence(code: str, values: Mapping[str, object]) -> str:
    """What is told of a finding; `values` fill the gaps of its sentence."""
    return _sentences(current_language())[code].format(**values)


def vendor_sentence(column: VendorDays, theirs: int, ours: Mapping[str, int]) -> str:
    """The sender's count beside ours; where it is another of our counts, which. `ours`: net, gross and total days."""
    values = {"theirs": theirs, "ours": ours[column.compared], "header": tidy(column.header)}
    text = sentence(f"vendor_days_differ {column.compared}", values)
    if column.compared == "net" and theirs == ours["gross"]:
        return f"{text} " + _("Fila ser ut til å telle med dagene i pause.")
    if theirs == ours["total"]:
        return f"{text} " + _("Fila ser ut til å telle fra søknaden kom inn.")
    return text


@cache
def _sentences(_language: str) -> dict[str, str]:
    return {
        "pause_at_limit": _(
            "pausen fra {day} begynte den siste dagen før grensen på {first} dager var nådd. Sjekk at saken "
            "ble sendt den dagen."
        ),
        "pause_never_answered": _(
            "saken er avgjort {other}, men pausen fra {day} har ingen svardato, og saken holdes utenfor tallene. "
            "Fyll ut når svaret kom."
        ),
        "pause_open_year": _("pausen fra {day} har stått åpen i over ett år. Fyll ut svardatoen om svaret er kommet."),
        "pauses_back_to_back": _(
            "en pause er besvart {day}, og en ny begynner samme dag, flere på rad eller hos samme instans. "
            "Sjekk om saken lå hos kommunen imellom."
        ),
        "pause_over_half": _(
            "saken sto i pause i {first} av {second} dager. Sjekk at dagene for sending og svar stemmer."
        ),
        "decided_before_received": _(
            "vedtaksdatoen {day} er før søknaden kom inn {other}. Rett datoene i sakssystemet."
        ),
        "decided_before_complete": _(
            "komplett dato {day} er etter vedtaket {other}, og saken holdes utenfor tallene. Rett datoene i "
            "sakssystemet."
        ),
        "pause_reversed": _(
            "en pause er besvart {other}, før den ble sendt {day}, og saken holdes utenfor tallene. Rett "
            "datoene i sakssystemet."
        ),
        "year_suspicious": _(
            "{column} {day} ligger langt fra de andre datoene i saken. Mente du {other}? Sjekk årstallet."
        ),
        "complete_postponed": _(
            "komplett dato er flyttet fra {day} til {other} før saken var avgjort. "
            "Sjekk at det er dagen søkeren leverte det som manglet."
        ),
        "decision_withdrawn": _(
            "saken var avgjort eller avsluttet {day}, men er åpen igjen. Sjekk at datoen ikke er falt ut av eksporten."
        ),
        "municipality_changed": _(
            "saksnummeret står i kommune {old} med samme mottatt-dato, og er nå kommet i kommune {new}. Er "
            "det samme sak, må den ut av eksporten fra den ene."
        ),
        "cleanup_week": _(
            "{count} saker som var minst ett år gamle, er avgjort i uke {week} i {year} i kommune {place}. "
            "Sjekk at det er vedtaksdatoene, og ikke dagen noen ryddet i gamle saker."
        ),
        "vendor_days_differ net": _(
            "«{header}» i fila er {theirs} dager, men sakens datoer gir {ours} dager uten pausene. "
            "Tallet i fila er ikke brukt. Sjekk datoene, eller spør leverandøren hva som telles."
        ),
        "vendor_days_differ gross": _(
            "«{header}» i fila er {theirs} dager, men sakens datoer gir {ours} dager med pausene. "
            "Tallet i fila er ikke brukt. Sjekk datoene, eller spør leverandøren hva som telles."
        ),
    }
