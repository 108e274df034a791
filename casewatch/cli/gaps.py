"""``quality`` and ``gaps``: what the exports cannot say, counted, and as a workbook to fill in."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from casewatch.cli.options import OutputFormat, Selecting, asking, read_format
from casewatch.cli.output import notice, print_csv, print_json, print_table
from casewatch.cli.state import opened
from casewatch.language import _, show_date, show_number

if TYPE_CHECKING:
    from casewatch.services.figures.quality import Quality


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.command(
        "quality",
        help="Hva eksportene inneholder, i hvor mange saker dagene kan telles, og hva leverandøren må levere.",
    )(quality)
    app.command("gaps", help="Arbeidsbok med det som mangler eller er uklart. Fyll ut, og les inn med import.")(gaps)


@asking
def quality(
    ctx: typer.Context,
    selecting: Selecting,
    output: OutputFormat = "text",
) -> None:
    """Print the start report."""
    from casewatch.services.figures.quality import quality as ask
    from casewatch.services.figures.quality import quality_rows

    read_format(output)
    with opened(ctx) as context:
        found = ask(context, selecting(context))
    if output == "json":
        print_json(found.document)
    elif output == "csv":
        print_csv(*quality_rows(found.document))
    else:
        _print_quality(found)


def _print_quality(found: Quality) -> None:
    """A row per municipality, counts out of all applications; then a sentence or two each."""
    from casewatch.report.tables.quality import quality_table
    from casewatch.report.words.codes.applications import START_SOURCE
    from casewatch.report.words.quality import empty_sentence

    print_table(quality_table(found.results))
    first, last = found.document["from"], found.document["to"]
    text = _("Søknader som er åpne, eller er avgjort eller avsluttet {first}–{last}. Tall per {day}.")
    days = (show_date(date.fromisoformat(day)) for day in (first, last, found.document["as_of"]))
    typer.echo(text.format(**dict(zip(("first", "last", "day"), days, strict=True))))
    typer.echo("")
    for result in found.results:
        typer.echo(f"{result['name']}: {result['text']}")
        if empty := empty_sentence(result["empty_columns"]):
            typer.echo(f"  {empty}")
        sources = [
            f"{show_number(number)} {START_SOURCE(source)}"
            for source, number in result["start_sources"].items()
            if number
        ]
        if sources:
            typer.echo(_("  Hvor tiden regnes fra: {sources}.").format(sources=", ".join(sources)))


@asking
def gaps(
    ctx: typer.Context,
    out: Annotated[Path, typer.Option("--out", metavar="FIL.xlsx", help="Fila det skrives til.")],
    selecting: Selecting,
) -> None:
    """Write the workbook."""
    from casewatch.services.cases.gaps import write_gaps_workbook

    with opened(ctx) as context:
        number = write_gaps_workbook(context, selecting(context), out)
    if number == 0:
        notice(_("Ingen søknader må avklares."))
    elif number == 1:
        notice(_("1 søknad må avklares. Fyll ut de gule cellene, og les fila inn med casewatch import."))
    else:
        text = _("{number} søknader må avklares. Fyll ut de gule cellene, og les fila inn med casewatch import.")
        notice(text.format(number=show_number(number)))
    typer.echo(str(out))
