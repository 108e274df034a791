"""``correct``: a person's word on one application."""

from typing import Annotated

import typer

from casewatch.cli.options import ApplicationNo, read_id
from casewatch.cli.output import print_json
from casewatch.cli.state import opened
from casewatch.errors import CasewatchError
from casewatch.language import _


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("correct", help="Rett en dato, en pause eller om saken teller, over alle importer. Gir rettingens ID.")(
        correct
    )


def correct(
    ctx: typer.Context,
    case: Annotated[str, typer.Argument(metavar="SAKSNR|ID", help="Saksnummeret; med --undo rettingens ID.")],
    municipality: Annotated[
        str | None, typer.Option("--municipality", metavar="KOMMUNENR", help="Kommunen saken hører til.")
    ] = None,
    application: ApplicationNo = None,
    settings: Annotated[
        list[str] | None,
        typer.Option(
            "--set",
            metavar="FELT=VERDI",
            help="complete=2026-03-02, business=ja, «hearing 2026-03-04=2026-03-20» "
            "(tomt til høyre: ikke besvart, none: fantes ikke); kan gjentas.",
        ),
    ] = None,
    reason: Annotated[str, typer.Option("--reason", metavar="TEKST", help="Hva rettingen bygger på.")] = "",
    until_next: Annotated[
        bool,
        typer.Option(
            "--until-next",
            help="Bare til kommunens neste fil er lest inn; vedtak og utsending: til den første fila "
            "fra en senere dag enn den meldte.",
        ),
    ] = False,
    undo: Annotated[bool, typer.Option("--undo", help="Ta rettingen med denne ID-en tilbake.")] = False,
) -> None:
    """Keep a person's word, or take it back."""
    from casewatch.services.cases.correcting import correct as keep
    from casewatch.services.cases.correcting import take_back

    if undo:
        identity = read_id(case, "correct --undo")
        with opened(ctx) as context:
            take_back(context, identity)
        print_json({"id": identity, "undone": True})
        return
    if municipality is None:
        raise CasewatchError(_("Oppgi kommunen med --municipality."))
    with opened(ctx) as context:
        identity = keep(context, municipality, case, application, settings or (), reason, until_next)
    print_json({"id": identity})
