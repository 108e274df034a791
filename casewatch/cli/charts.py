"""``chart`` and ``report``: pictures with a text beside each, the workbook, and the PDF for the council."""

from pathlib import Path
from typing import Annotated

import typer

from casewatch.cli.options import ApplicationNo, OutFolder, Selecting, asking
from casewatch.cli.output import notice
from casewatch.cli.progress import bar
from casewatch.cli.state import opened
from casewatch.language import _


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.command("chart", help="Bildene, som PNG og SVG, med en tekst ved siden av hvert.")(chart)
    app.command("report", help="Arbeidsbok med tallene og sakene bak dem, eller en PDF til regionrådet.")(report)


@asking
def chart(
    ctx: typer.Context,
    out: OutFolder,
    selecting: Selecting,
    case: Annotated[
        str | None, typer.Option("--case", metavar="SAKSNR", help="Bare tidslinja til denne saken (krever én kommune).")
    ] = None,
    application: ApplicationNo = None,
) -> None:
    """Write the pictures of a question into a folder."""
    from casewatch.services.figures.charting import case_chart, write_charts

    with bar() as progress, opened(ctx, progress) as context:
        asked = selecting(context)
        paths = case_chart(context, asked, case, application, out) if case else write_charts(context, asked, out)
    notice(_("Skrev {count} filer i {folder}.").format(count=len(paths), folder=out))
    for path in paths:
        typer.echo(str(path))


@asking
def report(
    ctx: typer.Context,
    out: Annotated[Path, typer.Option("--out", metavar="FIL.xlsx|FIL.pdf", help="Fila det skrives til.")],
    selecting: Selecting,
) -> None:
    """Write the workbook of a question, or its PDF."""
    from casewatch.services.figures.council import write_council
    from casewatch.services.figures.reporting import write_workbook

    write = write_council if out.suffix.casefold() == ".pdf" else write_workbook
    with bar() as progress, opened(ctx, progress) as context:
        write(context, selecting(context), out)
    typer.echo(str(out))
