"""Calls that cannot be understood, and ``--help``: both in the language of the rest."""

from __future__ import annotations

import re
from typing import Any

import typer
from typer.core import TyperCommand, TyperGroup

from casewatch.language import _, current_language

#: What the library prints around our own texts in ``--help``, and what stands there instead.
_HELP = (
    (r"^Usage: ", "Bruk: "),
    (r"\[OPTIONS\]", "[VALG]"),
    (r"\bCOMMAND \[ARGS\]\.\.\.", "KOMMANDO …"),
    (r"\{([^{}\n]+)\}", r"\1"),
    (r"^Arguments:$", "Argumenter:"),
    (r"^Options:$", "Valg:"),
    (r"^Commands:$", "Kommandoer:"),
    (r"^(  \S+) <[^>\n]+>", r"\1"),
    (r"Show this message and exit\.", "Vis denne hjelpen."),
    (r"\[required\]", "[må oppgis]"),
    (r"\bdefault: ", "ellers: "),
    (r"\benv var:", "miljøvariabel:"),
)


def help_in_words(text: str) -> str:
    """The library's English frame of a help text in Norwegian; as it is in English."""
    if current_language() != "nb":
        return text
    for pattern, replacement in _HELP:
        text = re.sub(pattern, replacement, text, flags=re.MULTILINE)
    return text


class _Command(TyperCommand):
    def get_help(self, ctx: Any) -> str:
        return help_in_words(super().get_help(ctx))


class _Group(TyperGroup):
    def get_help(self, ctx: Any) -> str:
        return help_in_words(super().get_help(ctx))


class App(typer.Typer):
    """A group of commands whose help is in words of our own."""

    def __init__(self, **options: Any) -> None:
        super().__init__(cls=_Group, **options)

    def command(self, *names: Any, **options: Any) -> Any:
        """As the library's, with our help."""
        return super().command(*names, cls=_Command, **options)


def usage_line(error: typer.TyperException) -> str:
    """What is wrong with a call, in one line that says where its help is.

    The kinds of error are told by their class's name: the library exports only one of them.
    """
    kind = type(error).__name__
    said = error.format_message()
    context = getattr(error, "ctx", None)
    path = context.command_path if context else "casewatch"
    quoted = re.search(r"'([^']*)'", said)
    if kind == "NoArgsIsHelpError" or said.startswith("Missing command"):
        what = _("Mangler kommando")
    elif kind == "MissingParameter":
        what = _("Mangler {name}").format(name=_name(error))
    elif kind == "NoSuchOption":
        what = _("Valget {name} finnes ikke").format(name=getattr(error, "option_name", ""))
        if likely := getattr(error, "possibilities", None):
            what += _(" (mente du {likely}?)").format(likely=", ".join(sorted(likely)))
    elif kind == "BadOptionUsage":
        text = _("Valget {name} tar ingen verdi") if "not take" in said else _("Valget {name} mangler verdi")
        what = text.format(name=getattr(error, "option_name", ""))
    elif kind == "BadParameter":
        text = _("{name} skal være et helt tall") if "integer" in said else _("{name} har en verdi som ikke kan leses")
        what = text.format(name=_name(error))
    elif said.startswith("No such command") and quoted:
        what = _("Kommandoen «{name}» finnes ikke").format(name=quoted[1])
    elif said.startswith("Got unexpected extra argument"):
        what = _("For mange argumenter: {extra}").format(extra=said.partition("(s) (")[2].rstrip(")"))
    else:
        what = said.rstrip(".")
    return _("{what}. Se «{path} --help».").format(what=what, path=path)


def _name(error: Any) -> str:
    parameter = getattr(error, "param", None)
    if parameter is None:
        return _("noe")
    options = [name for name in parameter.opts if name.startswith("-")]
    return str(options[0] if options else (parameter.metavar or parameter.name or "").rstrip("."))
