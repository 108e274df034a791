"""The report to the regional council: collected here, set by the report. No handler and no case is named in it."""

from pathlib import Path

from casewatch.errors import CasewatchError
from casewatch.language import _
from casewatch.report.letters.council import CouncilData, Quotation, council_pdf
from casewatch.report.words.rules import sections
from casewatch.services.asking.context import Context
from casewatch.services.asking.selecting import Selectors
from casewatch.services.figures.describing import goals_of
from casewatch.services.figures.overview import comparison


def council_report(context: Context, asked: Selectors) -> bytes:
    """The PDF of a question. Raises CasewatchError for a question that is none, or where PDF cannot be made."""
    found = comparison(context, asked)
    rule, book = found.ruling.rule, found.ruling.rulebook
    file = book.rule_files[rule.id] if rule in book.rules.get(rule.id, ()) else None
    return council_pdf(
        CouncilData(
            context=found.context,
            rows=found.rows,
            region=found.region,
            qualities=found.qualities,
            sections=sections(rule, goals_of(rule)),
            quotations=[Quotation(quote.text, quote.place) for quote in file.quotes_of(rule)] if file else [],
            source=file.source if file else _("Regelfila som ble oppgitt: {name}").format(name=rule.name),
        )
    )


def write_council(context: Context, asked: Selectors, path: Path) -> None:
    """Write it. Raises CasewatchError as `council_report` does, and for a file that cannot be written."""
    context.progress(_("Skriver rapporten"), 0, 1)
    content = council_report(context, asked)
    try:
        path.write_bytes(content)
    except OSError as error:
        raise CasewatchError(
            _("Kan ikke skrive {path}: {why}.").format(path=path, why=error.strerror or error)
        ) from error
    context.progress(_("Ferdig"), 1, 1)
