"""Strict reading of TOML, for the rules and for the settings.

What is not exactly as documented is refused in one line that names file, key and what is allowed.
"""

import re
import tomllib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from types import UnionType
from typing import Annotated, Any, Literal, NoReturn, TypeVar, Union, get_args, get_origin

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError
from pydantic.fields import FieldInfo
from pydantic_core import ErrorDetails, PydanticCustomError

from casewatch.errors import CasewatchError
from casewatch.language import _

_Model = TypeVar("_Model", bound=BaseModel)


class Strict(BaseModel):
    """A table of a file: no unknown keys, no conversion between types."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


@dataclass(frozen=True)
class OneOf:
    """Accepts the texts that are listed."""

    choices: tuple[str, ...]

    def __call__(self, text: str) -> str:
        if text not in self.choices:
            raise PydanticCustomError("one_of", "not one of the choices", {"choices": ", ".join(self.choices)})
        return text


def one_of(choices: Iterable[str]) -> AfterValidator:
    """For ``Annotated[str, one_of(...)]``."""
    return AfterValidator(OneOf(tuple(choices)))


@dataclass(frozen=True)
class OfForm:
    """Accepts texts of a form, which `says` puts into words in the language of whoever reads them."""

    pattern: str
    says: Callable[[], str]

    def __call__(self, text: str) -> str:
        if re.fullmatch(self.pattern, text) is None:
            raise PydanticCustomError("of_form", "not of the form", {"form": self.says()})
        return text


def of_form(pattern: str, says: Callable[[], str]) -> AfterValidator:
    """For ``Annotated[str, of_form(...)]``."""
    return AfterValidator(OfForm(pattern, says))


def _no_repeats(values: list[str]) -> list[str]:
    seen: set[str] = set()
    for value in values:
        if value in seen:
            contradiction(_("{value} står to ganger").format(value=_show(value)))
        seen.add(value)
    return values


NO_REPEATS = AfterValidator(_no_repeats)
#: A text with something in it and nothing around it.
Text = Annotated[str, Field(min_length=1, max_length=200, pattern=r"^\S(.*\S)?$")]
#: What names a rule file or a body: stored, and part of addresses.
Code = Annotated[str, Field(max_length=40, pattern=r"^[a-z0-9][a-z0-9_-]*$")]


def contradiction(reason: str, key: str = "") -> NoReturn:
    """Refuse from inside a model's own check. ``key``: below the table that is checked."""
    raise PydanticCustomError("contradiction", "contradiction", {"reason": reason, "key": key})


def refuse(file: str, key: str, reason: str) -> NoReturn:
    """Refuse a file from outside a model: one line with file and key."""
    raise CasewatchError(_one_line(f"{file}, {key}: {reason}." if key else f"{file}: {reason}."))


def parse_toml(file: str, text: str) -> dict[str, Any]:
    """The tables of a TOML text; CasewatchError with line and column where it is not TOML."""
    try:
        return tomllib.loads(text.removeprefix("\ufeff"))
    except (ValueError, RecursionError) as error:  # TOMLDecodeError is a ValueError; so is a number of 5,000 digits
        place = re.search(r"line (\d+), column (\d+)", str(error))
        if place and "overwrite" in str(error):
            reason = _("linje {line}: nøkkelen står to ganger i samme tabell. Tillatt: én gang")
            refuse(file, "", reason.format(line=place[1]))
        if place:
            reason = _('er ikke gyldig TOML på linje {line}, tegn {column}. Tillatt: nøkkel = verdi, tekst i "…"')
            refuse(file, "", reason.format(line=place[1], column=place[2]))
        if "end of document" in str(error):
            refuse(file, "", _('er ikke gyldig TOML ved slutten av fila. Tillatt: nøkkel = verdi, tekst i "…"'))
        refuse(file, "", _('er ikke gyldig TOML. Tillatt: nøkkel = verdi, tekst i "…"'))


def read_model(model: type[_Model], file: str, data: Mapping[str, Any], secret: bool = False) -> _Model:
    """The data as a model. The first thing wrong is a CasewatchError, which repeats no value if they are `secret`."""
    try:
        return model.model_validate(dict(data))
    except ValidationError as error:
        details = error.errors(include_url=False)
        line = _explain(model, details[0], secret)
        if len(details) > 1:
            line += " " + _("({count} feil til i denne fila.)").format(count=len(details) - 1)
        raise CasewatchError(_one_line(f"{file}, {line}")) from None


def _explain(model: type[BaseModel], error: ErrorDetails, secret: bool) -> str:
    loc = tuple(part for part in error["loc"] if part != "[key]")
    kind, context = error["type"], error.get("ctx", {})
    value = _show(error["input"])
    key = _path(loc)
    if kind == "contradiction":
        key = ".".join(part for part in (key, context["key"]) if part)
        return f"{key}: {context['reason']}." if key else f"{context['reason']}."
    if kind == "extra_forbidden":
        return f"{key}: " + _unknown_key(model, loc)
    if kind == "one_of":
        what, allowed = _("{value} er ukjent"), str(context["choices"])
        value = _show(loc[-1]) if "[key]" in error["loc"] else value
    elif kind == "of_form":
        what, allowed = _("{value} kan ikke brukes"), str(context["form"])
    else:
        what, allowed = _what(kind), _expected(*_look_up(model, loc))
    sentence = f"{key}: {what.format(value='' if secret else value).strip()}."
    return sentence + " " + _("Tillatt: {allowed}.").format(allowed=allowed)


def _what(kind: str) -> str:
    if kind == "missing":
        return _("mangler")
    if kind == "literal_error":
        return _("{value} er ukjent")
    if kind.endswith("_type"):
        return _("{value} er av feil slag")
    if kind.startswith("greater_than"):
        return _("{value} er for lite")
    if kind.startswith("less_than"):
        return _("{value} er for stort")
    return _("{value} kan ikke brukes")


def _unknown_key(model: type[BaseModel], loc: tuple[int | str, ...]) -> str:
    annotation, _metadata = _look_up(model, loc[:-1])
    keys = list(annotation.model_fields) if _is_model(annotation) else []
    near = get_close_matches(str(loc[-1]), keys, n=1)
    hint = " " + _("Mente du {key}?").format(key=near[0]) if near else ""
    return _("er ikke en nøkkel her.") + hint + " " + _("Tillatt: {allowed}.").format(allowed=", ".join(keys))


def _path(loc: tuple[int | str, ...]) -> str:
    """``version[1].targets.limit_days``, counted from 1 as people do; keys with other signs in quotes."""
    path = ""
    for part in loc:
        if isinstance(part, int):
            path += f"[{part + 1}]"
        else:
            name = part if re.fullmatch(r"[A-Za-z0-9_-]+", part) else f'"{part[:40]}"'
            path += f".{name}" if path else name
    return path


def _look_up(model: type[BaseModel], loc: tuple[int | str, ...]) -> tuple[Any, tuple[Any, ...]]:
    """The type that is expected at a place, and its constraints."""
    annotation, metadata = _open(model)
    for part in loc:
        if _is_model(annotation) and part in annotation.model_fields:
            annotation, metadata = _open(annotation.model_fields[str(part)])
        elif get_args(annotation):
            annotation, metadata = _open(get_args(annotation)[-1])
        else:
            return None, ()
    return annotation, metadata


def _open(hint: Any) -> tuple[Any, tuple[Any, ...]]:
    """A hint without its wrappers: Annotated, a field, or a type that may be absent."""
    metadata: tuple[Any, ...] = ()
    while True:
        if isinstance(hint, FieldInfo):
            metadata += tuple(hint.metadata)
            hint = hint.annotation
        elif get_origin(hint) is Annotated:
            inner, *rest = get_args(hint)
            for item in rest:
                metadata += tuple(item.metadata) if isinstance(item, FieldInfo) else (item,)
            hint = inner
        elif get_origin(hint) in (Union, UnionType):
            hint = next(part for part in get_args(hint) if part is not type(None))
        else:
            return hint, metadata


def _expected(annotation: Any, metadata: tuple[Any, ...]) -> str:
    if get_origin(annotation) is Literal:
        return ", ".join(f'"{choice}"' for choice in get_args(annotation))
    if annotation is bool:
        return _("true eller false")
    if annotation is int:
        low = next((item.ge for item in metadata if hasattr(item, "ge")), None)
        high = next((item.le for item in metadata if hasattr(item, "le")), None)
        if low is None:
            return _("et heltall")
        if high is None:
            return _("et heltall, minst {low}").format(low=low)
        return _("et heltall fra {low} til {high}").format(low=low, high=high)
    if annotation is date:
        return _("en dato som 2026-01-31, uten anførselstegn")
    if get_origin(annotation) is list:
        filled = any(getattr(item, "min_length", None) for item in metadata)
        if _is_model(_open(get_args(annotation)[0])[0]):
            return _("én eller flere tabeller, hver med [[ ]] rundt navnet")
        return _("en liste i [ ] med minst én verdi") if filled else _("en liste i [ ], gjerne tom")
    if get_origin(annotation) is dict or _is_model(annotation):
        return _("en tabell")
    checks = [getattr(item, "func", None) for item in metadata]
    if choices := next((check.choices for check in checks if isinstance(check, OneOf)), None):
        return ", ".join(choices)
    if form := next((check for check in checks if isinstance(check, OfForm)), None):
        return form.says()
    pattern = next((item.pattern for item in metadata if getattr(item, "pattern", None)), "")
    if pattern == r"^[a-z0-9][a-z0-9_-]*$":
        return _("små bokstaver a–z, tall, - og _, høyst 40 tegn")
    longest = next((item.max_length for item in metadata if getattr(item, "max_length", None)), None)
    if longest:
        return _("en tekst på 1 til {longest} tegn, uten mellomrom i endene").format(longest=longest)
    return _("en tekst i anførselstegn")


def _is_model(annotation: Any) -> bool:
    return isinstance(annotation, type) and issubclass(annotation, BaseModel)


def _show(value: Any) -> str:
    """A value for a message: on one line, and short."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, dict):
        return _("en tabell")
    text = _one_line(str(value))
    text = text if len(text) <= 40 else text[:37] + "…"
    return f"«{text}»" if isinstance(value, str) else text


def _one_line(text: str) -> str:
    """A file may hold line breaks and control codes; what a terminal or a page is given does not."""
    return "".join(sign if sign.isprintable() else "\ufffd" for sign in re.sub(r"\s+", " ", text))
