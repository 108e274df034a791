"""``export``: cases, pauses, figures and alerts as files for other tools."""

from typing import Annotated

import typer

from casewatch.cli.options import OutFolder, Selecting, asking, read_format
from casewatch.cli.output import notice
from casewatch.cli.progress import bar
from casewatch.cli.state import Globals, opened
from casewatch.language import _


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("export", help="Saker, pauser, tall og varsler som filer til andre verktøy, én tabell i hver.")(export)


@asking
def export(
    ctx: typer.Context,
    out: OutFolder,
    selecting: Selecting,
    form: Annotated[str, typer.Option("--format", metavar="csv|parquet", help="Format på filene.")] = "csv",
) -> None:
    """Write the frames of a question into a folder."""
    read_format(form, ("csv", "parquet"))  # before pandas is loaded
    from casewatch.frames.files import write_frames as write
    from casewatch.frames.making import Measured
    from casewatch.settings import load_settings

    settings = load_settings(ctx.ensure_object(Globals).settings)
    with bar() as progress, opened(ctx, progress) as context:
        asked = selecting(context)
        paths = write(Measured(context, settings, asked), out, form)
    notice(_("Skrev {count} filer i {folder}.").format(count=len(paths), folder=out))
    for path in paths:
        typer.echo(str(path))
