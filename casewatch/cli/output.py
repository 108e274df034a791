"""What goes to standard output: JSON, CSV or a table for people. Messages go to standard error."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import typer

from casewatch.language import _

if TYPE_CHECKING:
    from casewatch.report.tables.table import Table

#: Wider than any table.
_UNLIMITED = 10_000


def notice(text: str) -> None:
    """A message for people, beside the output."""
    typer.echo(text, err=True)


def confirmed(question: str, enter: bool = True) -> bool:
    """A person's yes or no, in both languages; what Enter says. The library's own question knows English only."""
    answers = {"": enter, "j": True, "ja": True, "y": True, "yes": True, "n": False, "nei": False, "no": False}
    while True:
        typer.echo(question + " " + (_("[J/n]") if enter else _("[j/N]")) + " ", nl=False)
        line = sys.stdin.readline()
        if not line:  # nobody there any more
            raise typer.Abort
        if (answer := answers.get(line.strip().casefold())) is not None:
            return answer
        typer.echo(_("Svar ja eller nei."))


def print_json(value: Any) -> None:
    """One JSON document."""
    typer.echo(json.dumps(value, ensure_ascii=False, indent=2))


def print_csv(names: Sequence[str], rows: Iterable[Mapping[str, object]]) -> None:
    """UTF-8 without a mark, comma, decimal point, ``true``/``false``, empty where there is nothing."""
    from casewatch.report.sheets.csv_text import csv_text

    typer.echo(csv_text(names, ([row.get(name) for name in names] for row in rows)), nl=False)


def print_table(shown: Table) -> None:
    """A table on the terminal."""
    from rich import box
    from rich.console import Console
    from rich.table import Table as Drawn

    drawn = Drawn(box=box.SIMPLE_HEAD, show_edge=False, pad_edge=False)
    for place, header in enumerate(shown.headers):
        drawn.add_column(header, justify="right" if place in shown.numbers else "left", overflow="fold")
    for cells in shown.texts():
        drawn.add_row(*cells)
    # Piped output is not cut to a screen's width, nor a cell broken over two lines.
    width = None if sys.stdout.isatty() else _UNLIMITED
    console = Console(file=sys.stdout, width=width, highlight=False, markup=False, emoji=False)
    with console.capture() as captured:
        console.print(drawn)
    for line in captured.get().splitlines():
        typer.echo(line.rstrip())
