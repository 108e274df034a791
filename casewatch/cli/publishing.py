"""``publish``, ``published`` and ``verify``: published figures, beside today's, and derived again."""

from __future__ import annotations

from errno import EISDIR
from os import strerror
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from casewatch.cli.options import AsOf, Municipalities, OutputFormat, asked_date, read_format, selectors
from casewatch.cli.output import notice, print_csv, print_json
from casewatch.cli.progress import bar
from casewatch.cli.state import opened
from casewatch.errors import CasewatchError
from casewatch.language import _

if TYPE_CHECKING:
    from casewatch.documents.publications import PartOfFigure
    from casewatch.services.asking.context import Context
    from casewatch.services.publishing.published import PublishedFigure
    from casewatch.store.publications import Publication


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.command(
        "publish",
        help="Lås tallene for en periode, med regelutgave, dag og tidspunkt; "
        "med --html skriv siden «Hva kan du forvente?» til kommunens nettsted.",
    )(publish)
    app.command("published", help="De låste tallene ved siden av tallene nå, og sakene som utgjør forskjellen.")(
        published
    )
    app.command("verify", help="Regn ut alle låste tall på nytt; utgangskode 1 hvis noe avviker.")(verify)


def publish(
    ctx: typer.Context,
    period: Annotated[
        str | None,
        typer.Option("--period", metavar="PERIODE", help="2026, 2026-T2, 2026-Q3, 2026-06, 2026-W48, DATO..DATO, 12m."),
    ] = None,
    municipality: Municipalities = None,
    reason: Annotated[
        str | None,
        typer.Option("--reason", metavar="TEKST", help="Hvorfor tallene låses, om noe er uavklart eller ikke over."),
    ] = None,
    rule: Annotated[str | None, typer.Option("--rule", metavar="REGEL", help="Navn på en regel i regelmappa.")] = None,
    as_of: AsOf = None,
    html: Annotated[
        Path | None,
        typer.Option("--html", metavar="FIL", help="Skriv siden «Hva kan du forvente?» til én HTML-fil."),
    ] = None,
    output: OutputFormat = "text",
) -> None:
    """Publish the figures of a period, write the open page, or both: the page first, so that neither stands alone."""
    from casewatch.services.publishing.publish import publish as publish_figures

    read_format(output)
    if period is None and html is None:
        raise CasewatchError(
            _("Oppgi perioden som skal låses med --period, for eksempel 2026-T2, eller --html FIL for den åpne siden.")
        )
    if period is None and (reason is not None or rule is not None):
        raise CasewatchError(_("--reason og --rule gjelder tall som låses. Oppgi perioden med --period."))
    with opened(ctx) as context:
        page = None if html is None else _written(html, context, as_of, municipality)
        try:
            if period is not None:
                asked = selectors(context, as_of, None, period, municipality, rule)
                _print_publication(publish_figures(context, asked, reason), output)
        except CasewatchError:
            if page is not None:
                page.unlink(missing_ok=True)
            raise
        if html is not None and page is not None:
            _keep(page, html)


def _written(html: Path, context: Context, as_of: str | None, municipality: list[str] | None) -> Path:
    """The open page beside where it will stand. Raises CasewatchError where nothing can be written there."""
    from casewatch.services.figures.expecting import expected
    from casewatch.web.expected_view import expected_file

    found = expected(context, asked_date(as_of, "as_of") or context.today(), municipality or ())
    half_done = html.with_name(html.name + ".new")
    try:
        if html.is_dir():
            raise IsADirectoryError(EISDIR, strerror(EISDIR))
        half_done.write_text(expected_file(found), "utf-8", newline="\n")
    except OSError as error:
        raise _not_written(html, error) from None
    return half_done


def _keep(half_done: Path, html: Path) -> None:
    try:
        half_done.replace(html)
    except OSError as error:
        raise _not_written(html, error) from None
    notice(_("Skrev den åpne siden til {file}. Legg fila på kommunens nettsted som den er.").format(file=html))


def _not_written(html: Path, error: OSError) -> CasewatchError:
    why = error.strerror or type(error).__name__
    return CasewatchError(_("--html {file}: fila kan ikke skrives ({why}).").format(file=html, why=why))


def _print_publication(publication: Publication, output: str) -> None:
    from casewatch.services.figures.flat import assess_rows
    from casewatch.services.publishing.publish import document, published_question

    found = document(publication)
    if output == "json":
        print_json(found)
    elif output == "csv":
        names, rows = assess_rows(found)
        beside = {name: found[name] for name in ("id", "known_at", "reason")}
        print_csv([*beside, *names], [beside | row for row in rows])
    else:
        from casewatch.cli.published_words import publication_sentence
        from casewatch.cli.tables import print_assessment

        typer.echo(publication_sentence(publication))
        typer.echo("")
        print_assessment(published_question(publication), found)


def published(ctx: typer.Context, municipality: Municipalities = None, output: OutputFormat = "text") -> None:
    """List published figures beside what the same question gives now."""
    from casewatch.services.publishing.published import published as ask

    read_format(output)
    with bar() as progress, opened(ctx, progress) as context:
        shown = ask(context, municipality or ())
    if output == "json":
        print_json({"published": [each.to_json() for each in shown]})
    elif output == "csv":
        print_csv(_COLUMNS, [_flat(each) for each in shown])
    else:
        from casewatch.cli.published_words import print_published

        print_published(shown)


def verify(ctx: typer.Context, output: OutputFormat = "text") -> None:
    """Derive every published figure again."""
    from casewatch.documents.publications import DeviatingNumber
    from casewatch.services.publishing.published import verify as derive

    read_format(output)
    with bar() as progress, opened(ctx, progress) as context:
        found = derive(context)
    if output == "json":
        print_json(found)
    elif output == "csv":
        print_csv(tuple(DeviatingNumber.__annotations__), found["differences"])
    else:
        from casewatch.cli.published_words import print_verification

        print_verification(found)
    if not found["same"]:
        raise typer.Exit(1)


#: Fields of a published figure that are shown for both times in CSV.
_BOTH = (
    "decided",
    "under_limit",
    "share",
    "share_met",
    "share_certain",
    "sum_days",
    "mean_days",
    "mean_met",
    "mean_certain",
)
_COLUMNS = (
    "id",
    "municipality",
    "name",
    "rule",
    "rule_version",
    "as_of",
    "known_at",
    "period",
    "from",
    "to",
    "official",
    "reason",
    "superseded_by",
    *(f"frozen_{name}" for name in _BOTH),
    *(f"now_{name}" for name in _BOTH),
    "same",
    "differences",
    "applications",
    "rule_version_now",
    "why_not_now",
    "definition",
    "definition_now",
    "definition_changed",
)


def _flat(shown: PublishedFigure) -> dict[str, object]:
    """One figure on one line: what differs as ``field=old>new``, the applications as ``case (number)=old>new``."""
    row: dict[str, object] = {**shown.to_json()}
    row |= {f"frozen_{name}": shown.published.get(name) for name in _BOTH}
    row |= {f"now_{name}": shown.now.get(name) for name in _BOTH} if shown.now is not None else {}
    row["differences"] = ";".join(f"{each['field']}={each['old']}>{each['new']}" for each in shown.differences)
    row["applications"] = ";".join(
        f"{each['case_no']} ({each['application_no']})={_short(each['old'])}>{_short(each['new'])}"
        for each in shown.cases
    )
    return row


def _short(part: PartOfFigure | None) -> str:
    if part is None:
        return ""
    return part["class"] if part["net_days"] is None else f"{part['class']} {part['net_days']}"
