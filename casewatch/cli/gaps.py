"""``gaps``: what is missing or unclear, as a workbook to fill in."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from casewatch.cli.options import AsOf, KnownAt, Municipalities, PeriodOption, Rule, selectors
from casewatch.cli.output import say
from casewatch.cli.state import opened
from casewatch.language import _, show_number


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("gaps", help="Arbeidsbok med det som mangler eller er uklart. Fyll ut, og les inn med import.")(gaps)


def gaps(
    ctx: typer.Context,
    out: Annotated[Path, typer.Option("--out", metavar="FIL.xlsx", help="Fila det skrives til.")],
    as_of: AsOf = None,
    known_at: KnownAt = None,
    period: PeriodOption = None,
    municipality: Municipalities = None,
    rule: Rule = None,
) -> None:
    """Write the workbook."""
    from casewatch.services.gaps import write_gaps_workbook

    with opened(ctx) as context:
        number = write_gaps_workbook(context, selectors(context, as_of, known_at, period, municipality, rule), out)
    if number == 0:
        say(_("Ingen søknader må avklares."))
    elif number == 1:
        say(_("1 søknad må avklares. Fyll ut de gule cellene, og les fila inn med casewatch import."))
    else:
        text = _("{number} søknader må avklares. Fyll ut de gule cellene, og les fila inn med casewatch import.")
        say(text.format(number=show_number(number)))
    typer.echo(str(out))
