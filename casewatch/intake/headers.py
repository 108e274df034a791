"""Headers -> fields: what a spelling can mean in a shape of table, with numbered groups and a caller's own mapping."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from casewatch.core.reference import Profile
from casewatch.errors import CasewatchError
from casewatch.intake.fields import FIELDS_OF_SHAPE, GROUP_KINDS, Shape, Target
from casewatch.intake.words import plain, squeezed, tidy
from casewatch.language import _

_NUMBER = re.compile(r"(?<![0-9])[0-9]{1,3}(?![0-9])")
_CANONICAL_GROUP = re.compile(r"(hearing|authority)_([0-9]{1,3})_(sent|answered|party)")


class Meaning(NamedTuple):
    """One thing a header can mean. A lower rank is the more certain spelling."""

    target: Target
    rank: int


@dataclass(frozen=True)
class Lexicon:
    """Spellings of one profile, squeezed, for one shape of table."""

    shape: Shape
    known: Mapping[str, tuple[Meaning, ...]]
    several: frozenset[str]  # spellings whose column fills every field it stands under
    asked: Mapping[str, Target]  # a caller's own mapping, which wins

    def meanings(self, header: str) -> tuple[Meaning, ...]:
        """What a header can mean, the likeliest first; empty where it is not known."""
        key = squeezed(header)
        if key in self.asked:
            return (Meaning(self.asked[key], -1),)
        found = [_first_group(meaning) for meaning in self.known.get(key, ())]
        words = plain(header)
        for match in _NUMBER.finditer(words):
            base = (words[: match.start()] + words[match.end() :]).replace(" ", "")
            found += [
                meaning._replace(target=Target(meaning.target.field, int(match[0])))
                for meaning in self.known.get(base, ())
                if meaning.target.field in GROUP_KINDS and int(match[0]) > 0
            ]
        return tuple(found)

    def fills_several(self, header: str) -> bool:
        """Whether the column is read for all its meanings, not for one of them."""
        return squeezed(header) in self.several and squeezed(header) not in self.asked

    def nearest(self, header: str) -> Target | None:
        """What an unknown header resembles most, numbered as it is; None where none is near."""
        words = plain(header)
        key = squeezed(_NUMBER.sub("", words))
        if len(key) < 4:
            return None
        near = difflib.get_close_matches(key, self.known, n=1, cutoff=0.84)
        if not near:
            return None
        field = self.known[near[0]][0].target.field
        number = _NUMBER.search(words)
        return Target(field, max(1, int(number[0])) if number else 1) if field in GROUP_KINDS else Target(field)


def _first_group(meaning: Meaning) -> Meaning:
    """Without a number the group is the first."""
    return meaning._replace(target=Target(meaning.target.field, 1)) if meaning.target.field in GROUP_KINDS else meaning


def lexicon(profile: Profile, shape: Shape, mapping: Mapping[str, str]) -> Lexicon:
    """All spellings of a profile for a shape; the canonical names always among them.

    Raises :class:`CasewatchError` where ``mapping`` (header -> field) names an unknown field.
    """
    fields = FIELDS_OF_SHAPE[shape]
    known: dict[str, list[Meaning]] = {}
    for field in fields:
        for rank, spelling in enumerate((*profile.headers.get(field, ()), field)):
            meanings = known.setdefault(squeezed(spelling), [])
            if all(meaning.target.field != field for meaning in meanings):
                meanings.append(Meaning(Target(field), rank))
    asked = {squeezed(header): target for header, name in mapping.items() if (target := _target(name)).field in fields}
    several = frozenset(squeezed(spelling) for spelling in profile.multi)
    ordered = {key: tuple(sorted(meanings, key=lambda meaning: meaning.rank)) for key, meanings in known.items() if key}
    return Lexicon(shape, ordered, several, asked)


def _target(name: str) -> Target:
    name = name.strip()
    if match := _CANONICAL_GROUP.fullmatch(name):
        return Target(f"{match[1]}_{match[3]}", int(match[2]))
    if name in GROUP_KINDS:
        return Target(name, 1)
    known = {field for fields in FIELDS_OF_SHAPE.values() for field in fields}
    if name not in known:
        near = difflib.get_close_matches(name, known, n=1)
        hint = _(" Mente du {field}?").format(field=near[0]) if near else ""
        line = _("feltet «{name}» finnes ikke.").format(name=tidy(name)) + hint
        raise CasewatchError(line + _(" Tillatt: {fields}.").format(fields=", ".join(sorted(known))), "map")
    return Target(name)


def whole_mapping(profile: Profile, asked: Mapping[str, str]) -> dict[str, str]:
    """A caller's mapping over the one the profile remembers, which gives way in a header or a field of the other."""
    headers = {squeezed(header) for header in asked}
    fields = {_target(name) for name in asked.values()}
    remembered = {
        header: field
        for header, field in profile.mapping.items()
        if squeezed(header) not in headers and _target(field) not in fields
    }
    return remembered | dict(asked)


def check_remembered(file: str, profile: Profile, mapping: Mapping[str, str], headers: Iterable[Sequence[str]]) -> None:
    """Raises :class:`CasewatchError` where a header that the profile remembers, and ``mapping`` holds, is not there."""
    rows = list(headers)
    there = {squeezed(header): header for row in rows for header in row}
    for header, field in profile.mapping.items():
        if header not in mapping or squeezed(header) in there:
            continue
        near = difflib.get_close_matches(squeezed(header), there, n=1, cutoff=0.75)
        line = _("{file}: profilen {profile} venter kolonnen «{header}» (leses som {field}), men fila har den ikke.")
        line = line.format(file=file, profile=profile.name, header=tidy(header), field=field)
        if near:
            line += " " + _("Den likner mest på «{header}».").format(header=tidy(there[near[0]]))
        hint = _("Rett overskriften i fila, si hvilken som er {field}, eller lagre profilen på nytt.")
        raise CasewatchError(f"{line} {hint.format(field=field)}", "map", given=False)


def check_mapping(mapping: Mapping[str, str], headers: Iterable[Sequence[str]]) -> None:
    """Raises :class:`CasewatchError` where a mapped header is in none of the header rows."""
    there = {squeezed(header) for row in headers for header in row}
    for header, field in mapping.items():
        if squeezed(header) not in there:
            line = _("fila har ingen kolonne «{header}» (skulle leses som {field}). Sjekk overskriftene i fila.")
            raise CasewatchError(line.format(header=tidy(header), field=field), "map")
