"""``forget``: erases a case everywhere."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated

import typer

from casewatch.cli.options import OneMunicipality
from casewatch.cli.output import confirmed, notice
from casewatch.cli.state import opened
from casewatch.language import _, show_number

if TYPE_CHECKING:
    from casewatch.services.cases.forgetting import Forgetting


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("forget", help="Slett en sak overalt, med alle søknadene i den. Kan ikke gjøres om.")(forget)


def forget(
    ctx: typer.Context,
    case_no: Annotated[str, typer.Argument(metavar="SAKSNR", help="Saksnummeret, som 2026/123 eller 26/00123.")],
    municipality: OneMunicipality,
    reason: Annotated[
        str, typer.Option("--reason", metavar="TEKST", help="Hvorfor. Blir stående; nevn verken saken eller personer.")
    ],
    yes: Annotated[bool, typer.Option("--yes", help="Ikke spør først.")] = False,
) -> None:
    """Erase a case."""
    from casewatch.services.cases.forgetting import forget as erase

    with opened(ctx) as context:
        if not yes and sys.stdin.isatty() and sys.stdout.isatty():
            question = _("Slette sak {case_no} i kommune {number} overalt? Det kan ikke gjøres om.")
            if not confirmed(question.format(case_no=case_no, number=municipality), enter=False):
                notice(_("Ingenting er slettet."))
                raise typer.Exit(0)
        found = erase(context, municipality, case_no, reason)
    for line in _lines(found):
        typer.echo(line)
    if not found.packed:
        notice(
            _(
                "Databasen er i bruk av andre, så spor kan ligge igjen i fila. "
                "Kjør kommandoen en gang til når ingen andre bruker den."
            )
        )


def _lines(found: Forgetting) -> list[str]:
    erased = found.erased
    if erased.nothing:
        return [_("Saken er slettet fra før. Det var ikke mer igjen av den.")]
    counts = {
        _("søknader"): erased.applications,
        _("innhold fra importer"): erased.versions,
        _("merknader"): erased.findings,
        _("rader som ikke ble lest"): erased.rejections,
        _("rettinger"): erased.corrections,
        _("varsler"): erased.alerts,
        _("linjer i låste tall"): erased.published,
        _("kopier med merknader"): found.copies,
    }
    told = ", ".join(f"{name} {show_number(count)}" for name, count in counts.items() if count)
    lines = [_("Slettet: {told}.").format(told=told)]
    if erased.published:
        lines.append(_("Låste tall står som de ble låst, men lista over sakene bak dem mangler denne."))
    lines.append(_("Tall for en tid da saken var kjent, sier fra om at den mangler. Nye eksporter leses uten den."))
    return lines
