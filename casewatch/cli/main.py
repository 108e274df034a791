"""The command ``casewatch``: global options, the list of commands, and the edge where errors become one line."""

import gc
import os
import sys
from pathlib import Path
from typing import Annotated, NoReturn

import typer

from casewatch import __version__
from casewatch.cli import (
    alerts,
    charts,
    export,
    figures,
    forget,
    gaps,
    imports,
    operations,
    people,
    profiles,
    publishing,
    serving,
    tertial,
    upkeep,
    users,
)
from casewatch.cli.options import option
from casewatch.cli.state import Globals
from casewatch.cli.usage import App, usage_line
from casewatch.errors import CasewatchError
from casewatch.language import LANGUAGES, _, set_language

#: Exit code of an interrupted program, as shells have it.
_INTERRUPTED = 130

app = App(
    name="casewatch",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    help="Måler saksbehandlingstiden i byggesaker mot målene i næringsstrategien, og forklarer hvert tall.",
)
_PARTS = (
    imports,
    profiles,
    figures,
    people,
    forget,
    gaps,
    publishing,
    tertial,
    alerts,
    charts,
    export,
    operations,
    serving,
    users,
    upkeep,
)
for part in _PARTS:
    part.register(app)


@app.callback(invoke_without_command=True)
def options(
    ctx: typer.Context,
    database: Annotated[
        str | None,
        typer.Option(
            envvar="CASEWATCH_DATABASE_URL", metavar="URL", help="Databasen (en SQLite-fil om ikke annet er oppgitt)."
        ),
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
    if ctx.invoked_subcommand is None:
        raise CasewatchError(_("Mangler kommando. Se «casewatch --help»."))


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
        code = app(prog_name="casewatch", standalone_mode=False)
    except CasewatchError as error:
        _fail(error.named(option), error.exit_code)
    except typer.TyperException as error:
        if type(error).__name__ == "NoArgsIsHelpError":
            typer.echo(error.format_message())
        _fail(usage_line(error), 2)
    except (typer.Abort, KeyboardInterrupt):
        _fail(_("Avbrutt. Ingenting er halvt lagret."), _INTERRUPTED)
    except OSError as error:
        # Such as a full disk behind standard output; what a command writes itself says more of its own.
        try:
            sys.stdout.flush()
        except OSError:  # what is left in it must not be tried once more at the end: that would take the exit code
            _close_output()
        _fail(_("Kan ikke lese eller skrive: {why}.").format(why=error.strerror or type(error).__name__), 2)
    except SystemExit as stop:
        if not isinstance(stop.__context__, BrokenPipeError):
            raise
        # The reader (such as `head`) has had enough; nothing is wrong.
        _close_output()
        sys.exit(0)
    if code == _INTERRUPTED:  # the library makes this of Ctrl-C
        _fail(_("Avbrutt. Ingenting er halvt lagret."), _INTERRUPTED)
    sys.exit(code if isinstance(code, int) else 0)


def _close_output() -> None:
    """Let what is still to be written to standard output go nowhere."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.__stdout__.fileno())  # type: ignore[union-attr]


def _fail(text: str, code: int) -> NoReturn:
    typer.echo(" ".join(text.split()), err=True)
    sys.exit(code)
