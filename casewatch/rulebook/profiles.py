"""Profiles: how one sender's files are understood."""

import hashlib
import json
import re
from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from typing import Annotated, Any, Literal, Self

from pydantic import Field, model_validator

from casewatch.core.cases import SCOPE_FIELDS
from casewatch.core.reference import CompleteSource, LetterRule, Profile, ScopeDerivation
from casewatch.language import _
from casewatch.rulebook.names import FIELDS, GROUP_FIELDS, TEMPLATE_VALUES, VALUE_CODES, folded, is_column
from casewatch.strict import (
    NO_REPEATS,
    Code,
    Strict,
    Text,
    contradiction,
    one_of,
    parse_toml,
    read_model,
    refuse,
)

#: Settings a profile takes over from the one it extends unless it says them itself.
_INHERITED = (
    "holds", "date_order", "complete_from", "letter_after_complete", "case_number_series", "events",
    "internal_parties", "multi",
)  # fmt: skip
_Headers = dict[str, tuple[str, ...]]
#: What a profile, and so its file, may be called.
NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,39}")


class _Derive(Strict):
    codes_yes: list[Text] = Field(default_factory=list)
    codes_no: list[Text] = Field(default_factory=list)
    words_yes: list[Text] = Field(default_factory=list)
    words_no: list[Text] = Field(default_factory=list)
    words_in: list[Text] = Field(default_factory=list)
    constant: bool | None = None

    @model_validator(mode="after")
    def _agrees(self) -> Self:
        if bool(self.words_yes or self.words_no) != bool(self.words_in):
            contradiction(_("words_in (kolonner) og words_yes eller words_no (ord) trenger hverandre"), "words_in")
        # Codes are beginnings, tested yes first: what begins with a yes code never reaches the no codes.
        for code in self.codes_no:
            if any(folded(code).startswith(folded(yes)) for yes in self.codes_yes):
                contradiction(_("«{code}» er allerede et ja etter codes_yes").format(code=code), "codes_no")
        for word in self.words_no:
            if folded(word) in map(folded, self.words_yes):
                contradiction(_("«{word}» står også i words_yes").format(word=word), "words_no")
        if not (self.codes_yes or self.codes_no or self.words_in or self.constant is not None):
            contradiction(_("er tom. Tillatt: codes_yes, codes_no, words_yes, words_no, words_in, constant"))
        return self


class _ProfileFile(Strict):
    title: Text
    extends: Code | None = None
    holds: Literal["all", "open", "part"] = "part"
    date_order: Literal["dmy", "mdy", "ymd"] = "dmy"
    complete_from: Annotated[list[CompleteSource], NO_REPEATS, Field(min_length=1)] = Field(
        default_factory=lambda: list(Profile.complete_from)
    )
    letter_after_complete: LetterRule = Profile.letter_after_complete
    case_number_series: Literal["own", "shared"] = "own"
    events: Literal["new", "full"] = "new"
    internal_parties: Annotated[list[Text], NO_REPEATS] = Field(default_factory=list)
    multi: Annotated[list[Text], NO_REPEATS] = Field(default_factory=list)
    mapping: dict[Text, str] = Field(default_factory=dict)
    headers: dict[Annotated[str, one_of(FIELDS)], list[Text]] = Field(default_factory=dict)
    values: dict[Annotated[str, one_of(VALUE_CODES)], dict[Text, str]] = Field(default_factory=dict)
    derive: dict[Annotated[str, one_of(SCOPE_FIELDS)], _Derive] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _mapping_agrees(self) -> Self:
        headers: dict[str, str] = {}
        fields: dict[str, str] = {}
        for header, field in self.mapping.items():
            key = f'mapping."{header[:40]}"'
            if not is_column(field):
                near = get_close_matches(field, FIELDS, n=1)
                allowed = near[0] if near else ", ".join(FIELDS)
                reason = (
                    _("«{field}» er ikke et felt. Nærmest: {near}")
                    if near
                    else _("«{field}» er ikke et felt. Tillatt: {near}")
                )
                contradiction(reason.format(field=field[:40], near=allowed), key)
            if headers.setdefault(folded(header), header) != header:
                contradiction(_("er samme overskrift som «{other}»").format(other=headers[folded(header)]), key)
            if fields.setdefault(field, header) != header:
                reason = _("{field} leses allerede fra «{other}». Tillatt: én overskrift per felt")
                contradiction(reason.format(field=field, other=fields[field]), key)
        return self

    @model_validator(mode="after")
    def _agrees(self) -> Self:
        for field in GROUP_FIELDS:
            for spelling in self.headers.get(field, []):
                if re.search(r"(^|[\s_])\d+([\s_]|$)", spelling):
                    reason = _("«{spelling}» skrives uten nummeret, som «Høring sendt» for «Høring 2 sendt»")
                    contradiction(reason.format(spelling=spelling), f"headers.{field}")
        for field, translation in self.values.items():
            codes = VALUE_CODES[field]
            seen: dict[str, str] = {}
            for value, code in translation.items():
                key = f'values.{field}."{value[:40]}"'
                if codes is not None and code and code not in codes:
                    reason = _("«{code}» er ukjent. Tillatt: {codes}, eller en tom tekst for en tom celle")
                    contradiction(reason.format(code=code[:40], codes=", ".join(codes)), key)
                if seen.setdefault(folded(value), code) != code:
                    reason = _("har to ulike koder: {first} og {second}")
                    contradiction(reason.format(first=seen[folded(value)], second=code), key)
        return self


def parse_profiles(texts: Mapping[str, str]) -> dict[str, Profile]:
    """File -> text of all profiles, to name -> profile. The name is the file's, without folder and ending."""
    files = {_name(file): file for file in texts}
    read: dict[str, _ProfileFile] = {}
    return {name: _parsed(name, files, texts, read) for name in files}


def parse_profile(name: str, texts: Mapping[str, str]) -> Profile:
    """One profile among several, read with those it builds on alone: what is wrong with others is left to them.

    `texts` as for :func:`parse_profiles`; it must have a file of that name.
    """
    return _parsed(name, {_name(file): file for file in texts}, texts, {})


def _parsed(name: str, files: Mapping[str, str], texts: Mapping[str, str], read: dict[str, _ProfileFile]) -> Profile:
    """A profile from its file and those it builds on; ``read`` keeps what is read already."""

    def opened(each: str) -> _ProfileFile:
        if each not in read:
            file = files[each]
            if not NAME.fullmatch(each):
                refuse(file, "", _("kan ikke hete det. Tillatt: små bokstaver a–z, tall, - og _, høyst 40 tegn"))
            read[each] = read_model(_ProfileFile, file, parse_toml(file, texts[file]))
        return read[each]

    line = [name]
    while (parent := opened(line[-1]).extends) is not None:
        file = files[name]
        if parent not in files:
            known = ", ".join(sorted(files))
            refuse(file, "extends", _("«{name}» er ukjent. Tillatt: {known}").format(name=parent, known=known))
        if parent in line:
            refuse(file, "extends", _("profilene {line} bygger på hverandre i ring").format(line=" → ".join(line)))
        line.append(parent)
    return _profile(files[name], name, [read[step] for step in line], [texts[files[step]] for step in line])


def _name(file: str) -> str:
    return file.rsplit("/", 1)[-1].removesuffix(".toml")


def _profile(file: str, name: str, line: list[_ProfileFile], texts: list[str]) -> Profile:
    settings: dict[str, Any] = {}
    for key in _INHERITED:
        says = next((step for step in line if key in step.model_fields_set), line[0])
        value = getattr(says, key)
        settings[key] = tuple(value) if isinstance(value, list) else value
    headers: _Headers = {}
    for step in line:
        headers = _add_headers(headers, {field: tuple(spellings) for field, spellings in step.headers.items()})
    _check_headers(file, headers, settings["multi"])
    derive: dict[str, ScopeDerivation] = {}
    for step in reversed(line):
        derive |= {field: _derivation(entry) for field, entry in step.derive.items()}
    return Profile(
        name=name,
        title=line[0].title,
        headers=_with_canonical(headers, settings["multi"]),
        values=_values(line),
        version=hashlib.sha256("\0".join(texts).encode()).hexdigest()[:12],
        derive=derive,
        extends=line[0].extends,
        mapping=_mapping(line),
        **settings,
    )


def _mapping(line: list[_ProfileFile]) -> dict[str, str]:
    """The remembered mapping: what a profile says of a header or a field goes before what it builds on says."""
    mapping: dict[str, str] = {}
    for step in line:
        headers, fields = set(map(folded, mapping)), set(mapping.values())
        more = {header: field for header, field in step.mapping.items() if field not in fields}
        mapping |= {header: field for header, field in more.items() if folded(header) not in headers}
    return mapping


def _derivation(entry: _Derive) -> ScopeDerivation:
    lists = {key: tuple(value) for key, value in entry if isinstance(value, list)}
    return ScopeDerivation(**lists, constant=entry.constant)


def _owners(headers: _Headers) -> dict[str, list[str]]:
    """Folded spelling -> the fields it stands under."""
    owners: dict[str, list[str]] = {}
    for field, spellings in headers.items():
        for spelling in spellings:
            fields = owners.setdefault(folded(spelling), [])
            if field not in fields:
                fields.append(field)
    return owners


def _add_headers(mine: _Headers, more: _Headers) -> _Headers:
    """My spellings first, then those of ``more`` that I do not use for something else in the same shape of file."""
    taken = _owners(mine)
    result = dict(mine)
    for field, spellings in more.items():
        known = {folded(spelling) for spelling in mine.get(field, ())}
        for spelling in spellings:
            claims = [other for other in taken.get(folded(spelling), []) if other != field]
            if folded(spelling) in known or any(_share_a_shape(other, field) for other in claims):
                continue
            known.add(folded(spelling))
            result[field] = (*result.get(field, ()), spelling)
    return result


def _with_canonical(headers: _Headers, multi: tuple[str, ...]) -> _Headers:
    """Every profile reads the canonical table, by its English and its Norwegian names."""
    names = {field: (field, known.template) for field, known in FIELDS.items()}
    filled = {folded(spelling) for spelling in multi}
    return _add_headers(
        headers,
        {
            field: tuple(spelling for spelling in spellings if folded(spelling) not in filled)
            for field, spellings in names.items()
        },
    )


def _share_a_shape(one: str, other: str) -> bool:
    return not set(FIELDS[one].shapes).isdisjoint(FIELDS[other].shapes)


def _check_headers(file: str, headers: _Headers, multi: tuple[str, ...]) -> None:
    """A header under several fields must be told apart by its content, or be meant to fill them all."""
    owners = _owners(headers)
    for spelling in multi:
        if len(owners.get(folded(spelling), [])) < 2:
            reason = _("«{spelling}» står ikke under flere felt i [headers], og det er det multi er til")
            refuse(file, "multi", reason.format(spelling=spelling))
    filled = {folded(spelling) for spelling in multi}
    for spelt, fields in owners.items():
        if spelt in filled:
            continue
        for number, field in enumerate(fields):
            for other in fields[:number]:
                same = FIELDS[field].kind == FIELDS[other].kind != "code"
                if same and _share_a_shape(field, other):
                    reason = _(
                        "«{spelling}» står også under {other}, og innholdet kan ikke skille dem. "
                        "Tillatt: ett av feltene, eller begge når overskriften står i multi"
                    )
                    spelling = next(text for text in headers[field] if folded(text) == spelt)
                    refuse(file, f"headers.{field}", reason.format(spelling=spelling, other=other))


def _values(line: list[_ProfileFile]) -> dict[str, dict[str, str]]:
    """Folded value -> code: the codes themselves and the template's words, and over them what the profile says."""
    values: dict[str, dict[str, str]] = {}
    for field, codes in VALUE_CODES.items():
        known = {code: code for code in codes or ()}
        known |= {folded(value): code for value, code in TEMPLATE_VALUES.get(field, {}).items()}
        for step in reversed(line):
            known |= {folded(value): code for value, code in step.values.get(field, {}).items()}
        values[field] = known
    return values


def profile_text(title: str, extends: str | None, holds: str | None, mapping: Mapping[str, str]) -> str:
    """The file of a profile that remembers a mapping (header as written -> field), as TOML."""
    return "\n".join(_lines_of(title, extends, holds, mapping)) + "\n"


def _lines_of(title: str, extends: str | None, holds: str | None, mapping: Mapping[str, str]) -> Iterator[str]:
    for key, value in (("title", title), ("extends", extends), ("holds", holds)):
        if value is not None:
            yield f"{key} = {_quoted(value)}"
    if mapping:
        yield ""
        yield "# " + _("Overskrift i fila = felt. En fil som mangler en av overskriftene, blir ikke lest.")
        yield "[mapping]"
        yield from (f"{_quoted(header)} = {_quoted(field)}" for header, field in mapping.items())


def _quoted(text: str) -> str:
    """A basic string of TOML: JSON's, which leaves only the delete sign as it is."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def describe_profile(profile: Profile) -> dict[str, Any]:
    """What a profile says, with what it takes over from those it builds on, as plain JSON values.

    ``headers``: field -> its spellings, the surest first; ``values``: field -> value (case folded) -> code.
    """
    return {
        "name": profile.name,
        "title": profile.title,
        "extends": profile.extends,
        "version": profile.version,
        "holds": profile.holds,
        "date_order": profile.date_order,
        "complete_from": list(profile.complete_from),
        "letter_after_complete": profile.letter_after_complete,
        "case_number_series": profile.case_number_series,
        "events": profile.events,
        "internal_parties": list(profile.internal_parties),
        "multi": list(profile.multi),
        "mapping": dict(profile.mapping),
        "expected_headers": list(profile.expected_headers),
        "headers": {field: list(spellings) for field, spellings in profile.headers.items()},
        "values": {field: dict(codes) for field, codes in profile.values.items()},
        "derive": {
            field: {name: list(value) if isinstance(value, tuple) else value for name, value in vars(rule).items()}
            for field, rule in profile.derive.items()
        },
    }
