"""What a sender of the inbox is told: the receipt of a file, and what keeps one from being read."""

from collections.abc import Iterator, Sequence
from html import escape

from casewatch.language import _, show_number
from casewatch.services.importing.outcome import ImportResult
from casewatch.services.importing.receipts import held_in_words, indicator_in_words

#: Findings that are told; the annotated copy has all of them.
_SHOWN = 20


def receipt_mail(result: ImportResult, municipality: str) -> tuple[str, str, str]:
    """Subject, text and HTML of what became of a file."""
    subject = {
        "refused": _("Ikke lest: {file} ({municipality})"),
        "unchanged": _("Lest før, uendret: {file} ({municipality})"),
    }.get(result.status, _("Lest: {file} ({municipality})"))
    return _message(subject.format(file=result.file, municipality=municipality), list(_lines(result)))


def trouble_in_words(code: str, what: str, municipality: str | None) -> str:
    """What is wrong with a file or folder, and what to do, in one line."""
    return {
        "folder_gone": _(
            "Mappa {what} for innboksen kan ikke åpnes. Sjekk at den finnes og er koblet til; den prøves igjen."
        ),
        "unknown_folder": _(
            "Mappa {what} i innboksen har ikke nummeret til en kommune som måles, som navn. Filene i den leses ikke."
        ),
        "loose_files": _(
            "Filer som ligger løst i innboksen, leses ikke ({what}). Legg dem i mappa med kommunens nummer."
        ),
        "locked": _("{what} ({municipality}) er låst eller åpen i et annet program. Lukk den; den prøves igjen."),
        "stuck": _(
            "{what} ({municipality}) er behandlet, men kan ikke flyttes ut av innboksen. Flyttingen prøves igjen."
        ),
    }[code].format(what=what, municipality=municipality)


def trouble_message(code: str, what: str, municipality: str) -> tuple[str, str, str]:
    """The same as a message to the sender."""
    subject = _("Innboksen: {file} ({municipality})").format(file=what, municipality=municipality)
    return _message(subject, [trouble_in_words(code, what, municipality)])


def _lines(result: ImportResult) -> Iterator[str]:
    if result.status == "refused":
        yield result.findings[0].message
        yield _("Ingenting i fila er lagret. Rett den, og legg den i innboksen på nytt.")
        return
    if result.status == "unchanged":
        yield _("Fila er lest inn før. Ingenting er endret.")
        return
    if result.id is None:
        yield _("Svarene i fila er lest og lagret som rettinger.") if result.corrections else _("Fila er lest.")
    else:
        yield _("{rows} søknader: {new} nye, {changed} endret, {unchanged} uendret, {rejected} ikke lest.").format(
            rows=show_number(result.rows),
            new=show_number(result.new),
            changed=show_number(result.changed),
            unchanged=show_number(result.unchanged),
            rejected=show_number(result.rejected),
        )
        yield from indicator_in_words(result)
        yield from held_in_words(result)
    order = {"error": 0, "warning": 1, "info": 2}
    findings = sorted(result.findings, key=lambda each: order[each.severity])
    yield from (finding.message for finding in findings[:_SHOWN])
    if len(findings) > _SHOWN:
        more = show_number(len(findings) - _SHOWN)
        yield _("… og {count} merknader til.").format(count=more)
    if result.annotated is not None:
        yield _("En kopi av fila med merknadene ligger ved siden av den, i mappa «lest».")
    if result.id is not None:
        yield _("Angre: casewatch imports undo {id}").format(id=result.id)


def _message(subject: str, lines: Sequence[str]) -> tuple[str, str, str]:
    html = "".join(f"<p>{escape(line)}</p>" for line in lines)
    return subject, "\n\n".join(lines) + "\n", html
