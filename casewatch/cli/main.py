"""The command ``casewatch``: global options, the list of commands, and the edge where errors become one line."""

from __future__ import annotations

import gc
import os
import sys
from pathlib import Path
from typing import Annotated

import typer

from casewatch import __version__
from casewatch.cli import charts, figures, imports, people, upkeep
from casewatch.cli.state import Globals
from casewatch.errors import CasewatchError
from casewatch.language import LANGUAGES, _, set_language

app = typer.Typer(
    name="casewatch",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    help="Måler saksbehandlingstiden i byggesaker mot målene i næringsstrategien, og forklarer hvert tall.",
)
for part in (imports, figures, people, charts, upkeep):
    part.register(app)


@app.callback(invoke_without_command=True)
def options(
    ctx: typer.Context,
    database: Annotated[
        str | None,
        typer.Option(envvar="CASEWATCH_DATABASE_URL", metavar="URL", help="Databasen (en SQLite-fil om ikke annet)."),
    ] = None,
    settings: Annotated[
        Path | None, typer.Option(envvar="CASEWATCH_SETTINGS", metavar="FIL", help="Fil med innstillinger.")
    ] = None,
    rules: Annotated[
        Path | None, typer.Option(envvar="CASEWATCH_RULES", metavar="MAPPE", help="Regelmappa (den medfølgende).")
    ] = None,
    language: Annotated[str, typer.Option(envvar="CASEWATCH_LANGUAGE", metavar="nb|en", help="Språk.")] = "nb",
    version: Annotated[bool, typer.Option("--version", help="Vis versjonen.")] = False,
) -> None:
    """Read the global options."""
    if language not in LANGUAGES:
        raise CasewatchError(
            _("--language: «{language}» finnes ikke. Tillatt: {known}.").format(
                language=language, known=", ".join(LANGUAGES)
            )
        )
    set_language(language)
    ctx.obj = Globals(database, settings, rules)
    if version:
        typer.echo(f"casewatch {__version__}")
        raise typer.Exit


def run() -> None:
    """Run the command line; an unusable call, file or rule is one line on standard error and exit code 2."""
    # A command lives for a second and keeps nearly all it makes until it ends: looking for cycles again and again,
    # among hundred thousand applications, is a fifth of its time. Memory that does need it is still looked after.
    gc.set_threshold(1_000_000, 50, 50)
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            # Windows consoles and pipes elsewhere may speak another encoding than the output promises.
            stream.reconfigure(encoding="utf-8")
    try:
        app()
    except CasewatchError as error:
        typer.echo(" ".join(str(error).split()), err=True)
        sys.exit(error.exit_code)
    except BrokenPipeError:
        # The reader (such as `head`) has had enough.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)
    except KeyboardInterrupt:
        typer.echo(_("Avbrutt. Ingenting er halvt lagret."), err=True)
        sys.exit(130)
