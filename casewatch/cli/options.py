"""Options that several commands share, and how their texts become dates and times."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial, wraps
from inspect import Parameter, signature
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from casewatch.core.identity import LARGEST_ID
from casewatch.errors import CasewatchError
from casewatch.language import _
from casewatch.services.asking.asked import asked_date, read_mapping

if TYPE_CHECKING:
    from casewatch.intake.tables import Holds
    from casewatch.services.asking.context import Context
    from casewatch.services.asking.selecting import Selectors

AsOf = Annotated[
    str | None, typer.Option("--as-of", metavar="DATO", help="Tallene slik de var denne dagen (i dag, norsk tid).")
]
KnownAt = Annotated[
    str | None,
    typer.Option("--known-at", metavar="TID", help="Med det som var registrert da, og reglene som gjaldt da."),
]
PeriodOption = Annotated[
    str | None,
    typer.Option(
        "--period", metavar="PERIODE", help="12m, 2026, 2026-T2, 2026-Q3, 2026-06, 2026-W48 eller DATO..DATO."
    ),
]
Municipalities = Annotated[
    list[str] | None, typer.Option("--municipality", metavar="KOMMUNENR", help="Bare denne kommunen; kan gjentas.")
]
Rule = Annotated[
    str | None, typer.Option("--rule", metavar="REGEL", help="Navn på en regel, eller en regelfil som leses alene.")
]
OutputFormat = Annotated[str, typer.Option("--format", metavar="text|json|csv", help="Format på svaret.")]
OneMunicipality = Annotated[str, typer.Option("--municipality", metavar="KOMMUNENR", help="Kommunen saken hører til.")]
ApplicationNo = Annotated[
    int | None, typer.Option("--application", metavar="N", help="Søknadsnummer i saken, om den har flere.")
]
OutFolder = Annotated[Path, typer.Option("--out", metavar="MAPPE", help="Mappa det skrives til.")]


__all__ = ["asked_date", "read_mapping"]  # beside what is defined here: options are read in one place

#: What a file can hold: all cases of a time, the open ones, or a part.
WHAT_FILES_HOLD: tuple[Holds, ...] = ("all", "open", "part")


#: Fields that are given by an option with another name, or found by a command.
_WORDS = {
    "values": "--set",
    "imports": "casewatch imports",
    "alerts": "casewatch alerts --format csv",
    "gaps": "casewatch gaps",
}


def option(field: str) -> str:
    """The command line's word for a field that an error is about."""
    return _WORDS.get(field) or "--" + field.replace("_", "-")


def read_id(text: str, what: str) -> int:
    """The ID of an import or a correction. Raises CasewatchError for what is no such number."""
    if text.isascii() and text.isdecimal() and 1 <= int(text[:20]) <= LARGEST_ID:
        return int(text)
    raise CasewatchError(_("{what}: «{text}» er ikke en ID. ID-en er et tall.").format(what=what, text=text))


def read_holds(text: str | None) -> Holds | None:
    """What ``--holds`` says a file has. Raises CasewatchError with what there is."""
    for known in WHAT_FILES_HOLD:
        if text == known:
            return known
    if text is None:
        return None
    raise CasewatchError(
        _("«{text}» finnes ikke. Tillatt: {known}.").format(text=text, known=", ".join(WHAT_FILES_HOLD)), "holds"
    )


def read_format(text: str, allowed: tuple[str, ...] = ("text", "json", "csv")) -> str:
    """The asked output form. Raises CasewatchError with those there are."""
    if text not in allowed:
        known = ", ".join(allowed)
        raise CasewatchError(_("«{text}» finnes ikke. Tillatt: {known}.").format(text=text, known=known), "format")
    return text


def selectors(
    context: Context,
    as_of: str | None,
    known_at: str | None,
    period: str | None,
    municipality: list[str] | None,
    rule: str | None,
) -> Selectors:
    """The question that the shared options ask."""
    from casewatch.services.asking.context import parse_time
    from casewatch.services.asking.selecting import Selectors

    return Selectors(
        as_of=asked_date(as_of, "as_of") or context.today(),
        known_at=parse_time(known_at, "known_at") if known_at is not None else None,
        period=period,
        municipalities=tuple(municipality or ()),
        rule=rule,
    )


#: Reads the shared options, once there is a context: see :func:`asking`.
Selecting = Callable[["Context"], "Selectors"]
_SHARED = {"as_of": AsOf, "known_at": KnownAt, "period": PeriodOption, "municipality": Municipalities, "rule": Rule}


def asking(command: Callable[..., None]) -> Callable[..., None]:
    """A command with the options of a question in place of its parameter `selecting`, which reads them."""

    @wraps(command)
    def called(**given: Any) -> None:
        shared = {name: given.pop(name) for name in _SHARED}
        command(**given, selecting=partial(selectors, **shared))

    options = [Parameter(name, Parameter.KEYWORD_ONLY, default=None, annotation=each) for name, each in _SHARED.items()]
    parameters = []
    for each in signature(command, eval_str=True).parameters.values():
        parameters += options if each.name == "selecting" else [each.replace(kind=Parameter.KEYWORD_ONLY)]
    called.__dict__["__signature__"] = signature(command).replace(parameters=parameters)
    called.__annotations__ = {each.name: each.annotation for each in parameters}
    return called
