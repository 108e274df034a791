"""A progress bar on standard error, for long work on a terminal."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from casewatch.services.asking.context import Progress


@contextmanager
def bar() -> Iterator[Progress]:
    """Something to tell progress to: a bar on a terminal, silence elsewhere."""
    from casewatch.services.asking.context import silent

    if not sys.stderr.isatty():
        yield silent
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        TextColumn("{task.percentage:>3.0f} %"),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=Console(stderr=True), transient=True) as shown:
        task = shown.add_task("", total=None)

        def tell(doing: str, done: int, total: int) -> None:
            shown.update(task, description=doing, completed=done, total=total)

        yield tell
