"""What the global options said, for the commands: opened on demand, so that ``--help`` opens nothing."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from casewatch.services.asking.folders import bundled

if TYPE_CHECKING:
    from collections.abc import Iterator

    from casewatch.services.asking.context import Context, Progress


@dataclass(frozen=True)
class Globals:
    """The options before the command."""

    database: str | None = None
    settings: Path | None = None
    rules: Path | None = None


def rules_folder(options: Globals) -> Path:
    """The folder asked for; else the one that comes with casewatch (beside the package in a checkout)."""
    if options.rules is not None:
        return options.rules
    return bundled("rules")


def check_settings(ctx: typer.Context) -> None:
    """Refuse a settings file that cannot be used, whatever the command: none is ignored silently."""
    path = ctx.ensure_object(Globals).settings
    if path is not None:  # without one nothing is loaded, so that a command starts quickly
        from casewatch.settings import load_settings

        load_settings(path)


@contextmanager
def opened(ctx: typer.Context, progress: Progress | None = None) -> Iterator[Context]:
    """The store, the rules and the clock of the machine, for one command."""
    from casewatch.services.asking.context import open_context, silent

    options = ctx.ensure_object(Globals)
    check_settings(ctx)
    with open_context(options.database, rules_folder(options), progress=progress or silent) as context:
        yield context
