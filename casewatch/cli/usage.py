"""Calls that cannot be understood, and ``--help``: both in the language of the rest."""

import re
from contextlib import suppress
from copy import copy
from typing import Any

import typer
from typer.core import TyperCommand, TyperGroup

from casewatch.language import LANGUAGES, _, current_language, set_language
from casewatch.language import _ as translated

#: What the library writes around names of arguments, in whatever language.
_MARKS = (
    (r"\{([^{}\n]+)\}", r"\1"),
    (r"^(  \S+) <[^>\n]+>", r"\1"),
)
#: What the library prints around our own texts in ``--help``, and what stands there instead.
_NORWEGIAN = (
    (r"^Usage: ", "Bruk: "),
    (r"\[OPTIONS\]", "[VALG]"),
    (r"\bCOMMAND \[ARGS\]\.\.\.", "KOMMANDO …"),
    (r"^Arguments:$", "Argumenter:"),
    (r"^Options:$", "Valg:"),
    (r"^Commands:$", "Kommandoer:"),
    (r"Show this message and exit\.", "Vis denne hjelpen."),
    (r"\[required\]", "[må oppgis]"),
    (r"\bdefault: ", "ellers: "),
    (r"\benv var:", "miljøvariabel:"),
)


def help_in_words(text: str) -> str:
    """The library's help text without its marks, and its English frame in the chosen language."""
    for pattern, replacement in _MARKS if current_language() == "en" else (*_MARKS, *_NORWEGIAN):
        text = re.sub(pattern, replacement, text, flags=re.MULTILINE)
    return text


def _spoken(part: Any) -> Any:
    """A copy of a command or a parameter with its help in the chosen language, for one `--help`.

    Helps are written when modules load, before anybody has said a language: they stay Norwegian there, without ``_()``,
    and are looked up when they are shown. ``tests/texts.py`` collects them by the names `help` and `metavar`.
    """
    said = copy(part)
    for name in ("help", "metavar"):
        if text := getattr(part, name, None):
            setattr(said, name, translated(text))
    for name, kept in vars(part).items():
        if name == "params":
            said.params = [_spoken(each) for each in kept]
        elif name == "commands":
            said.commands = {called: _spoken(each) for called, each in kept.items()}
    return said


class _Command(TyperCommand):
    def get_help(self, ctx: Any) -> str:
        return help_in_words(TyperCommand.get_help(_spoken(self), ctx))


class _Group(TyperGroup):
    def get_help(self, ctx: Any) -> str:
        return help_in_words(TyperGroup.get_help(_spoken(self), ctx))

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """As the library's, with the language chosen first: `--help`, and what is wrong with a call, are said in it."""
        for parameter in self.params:
            if parameter.name == "language":
                asked = parameter.resolve_envvar_value(ctx)
                with suppress(typer.TyperException):  # said by the library, which reads the call again
                    asked = self.make_parser(ctx).parse_args(list(args))[0].get("language", asked)
                set_language(asked if asked in LANGUAGES else "nb")
        return super().parse_args(ctx, args)


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
    return str(options[0] if options else translated(parameter.metavar or parameter.name or "").rstrip("."))
