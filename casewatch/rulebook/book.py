"""The whole rules folder as one value: :class:`Rulebook`."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import date
from functools import cached_property
from typing import Any

from casewatch.core.reference import Area, Body, Municipality, Profile
from casewatch.core.rules import RuleSet, StatutoryVersion
from casewatch.errors import CasewatchError
from casewatch.language import _
from casewatch.rulebook.names import folded
from casewatch.rulebook.places import parse_areas, parse_bodies, parse_municipalities
from casewatch.rulebook.profiles import parse_profiles
from casewatch.rulebook.rule_files import RuleFile, parse_rule_file, parse_statutory, select
from casewatch.rulebook.texts import PROFILES
from casewatch.strict import refuse

MUNICIPALITIES, BODIES, AREAS = "municipalities.toml", "bodies.toml", "areas.csv"
STATUTORY = "plan-og-bygningsloven.toml"
#: What a question is answered by where it names no rule or profile, if the folder has them.
DEFAULT_RULE, DEFAULT_PROFILE = "vedlegg1", "norsk-standard"


@dataclass(frozen=True)
class Rulebook:
    """Everything the rules folder says. Tuples keep the order of the files; ``rules`` holds versions oldest first."""

    rules: dict[str, tuple[RuleSet, ...]]
    statutory: tuple[StatutoryVersion, ...]
    municipalities: tuple[Municipality, ...]
    bodies: tuple[Body, ...]
    areas: tuple[Area, ...]
    profiles: dict[str, Profile]
    rule_files: dict[str, RuleFile] = field(default_factory=dict)  # id -> file name, source and quotations

    def versions(self, rule_id: str | None) -> tuple[RuleSet, ...]:
        """A rule's versions, oldest first. ``None``: `vedlegg1`, or the first rule of a folder that has no such.

        Raises CasewatchError with the ids there are.
        """
        if rule_id is None:
            rule_id = DEFAULT_RULE if DEFAULT_RULE in self.rules else next(iter(self.rules))
        if rule_id not in self.rules:
            reason = _("Regelen «{id}» finnes ikke. Tillatt: {known}.")
            raise CasewatchError(reason.format(id=_short(rule_id), known=", ".join(self.rules)))
        return self.rules[rule_id]

    def rule(self, rule_id: str | None, on: date) -> RuleSet:
        """The version in force on a day; raises as `versions` does."""
        return select(self.versions(rule_id), on)

    def profile(self, name: str | None = None) -> Profile:
        """A profile by name. ``None``: `norsk-standard`, or the only one there is.

        Raises CasewatchError with the names there are.
        """
        known = ", ".join(sorted(self.profiles)) or _("ingen")
        if name is None:
            name = DEFAULT_PROFILE if DEFAULT_PROFILE in self.profiles else None
            name = next(iter(self.profiles)) if name is None and len(self.profiles) == 1 else name
            if name is None:
                raise CasewatchError(
                    _("Oppgi en profil. Tillatt: {known}.").format(known=known), "profile", given=False
                )
        if name not in self.profiles:
            reason = _("Profilen «{name}» finnes ikke. Tillatt: {known}.")
            raise CasewatchError(reason.format(name=_short(name), known=known))
        return self.profiles[name]

    def municipality(self, number_or_name_or_alias: str) -> Municipality | None:
        """The municipality a text means, case and spaces around it ignored; None where it means none."""
        return self._by_spelling.get(folded(number_or_name_or_alias))

    def body_code(self, text: str) -> str | None:
        """The code of the body a text means, case and spaces around it ignored; None where none is meant."""
        body = self._bodies_by_spelling.get(folded(text))
        return body.code if body else None

    def level(self, code: str | None) -> str:
        """``state``, ``regional`` or ``other``; a code that is not on the list (`annen` too) is ``other``."""
        return self._levels.get(code or "", "other")

    @cached_property
    def _by_spelling(self) -> dict[str, Municipality]:
        return spellings(self.municipalities)

    @cached_property
    def _bodies_by_spelling(self) -> dict[str, Body]:
        return {folded(text): body for body in self.bodies for text in (body.code, body.name, *body.spellings)}

    @cached_property
    def _levels(self) -> dict[str, str]:
        return {body.code: body.level for body in self.bodies}


def spellings(municipalities: tuple[Municipality, ...]) -> dict[str, Municipality]:
    """Folded number, name or alias -> municipality."""
    return {folded(text): place for place in municipalities for text in (place.number, place.name, *place.aliases)}


def build(texts: Mapping[str, str]) -> Rulebook:
    """A rulebook from the texts of a rules folder, present or past: path below the folder, with ``/`` -> text.

    Pure. Needs `municipalities.toml` and one rule file; `bodies.toml`, `areas.csv`, `plan-og-bygningsloven.toml` and
    profiles may be absent. Raises CasewatchError with file, key and what is allowed.
    """
    if MUNICIPALITIES not in texts:
        refuse(MUNICIPALITIES, "", _("mangler i regelmappa"))
    municipalities = parse_municipalities(MUNICIPALITIES, texts[MUNICIPALITIES])
    rule_files = _rule_files(texts)
    return Rulebook(
        rules={rule_id: rule_file.versions for rule_id, rule_file in rule_files.items()},
        statutory=parse_statutory(STATUTORY, texts[STATUTORY]) if STATUTORY in texts else (),
        municipalities=municipalities,
        bodies=parse_bodies(BODIES, texts[BODIES]) if BODIES in texts else (),
        areas=_areas(texts, municipalities),
        profiles=parse_profiles({file: text for file, text in texts.items() if file.startswith(f"{PROFILES}/")}),
        rule_files=rule_files,
    )


def _areas(texts: Mapping[str, str], municipalities: tuple[Municipality, ...]) -> tuple[Area, ...]:
    if AREAS not in texts:
        return ()
    known = spellings(municipalities)
    return parse_areas(AREAS, texts[AREAS], lambda text: known.get(folded(text)))


def _rule_files(texts: Mapping[str, str]) -> dict[str, RuleFile]:
    found: dict[str, RuleFile] = {}
    for file in sorted(texts):
        if file.endswith(".csv") and file != AREAS:
            # A misspelt areas.csv would otherwise be an area list that nobody reads.
            refuse(file, "", _("er ikke en fil casewatch kjenner. Tillatt: {name}").format(name=AREAS))
        if "/" in file or file in (MUNICIPALITIES, BODIES, AREAS, STATUTORY):
            continue
        rule_file = parse_rule_file(file, texts[file])
        rule_id = rule_file.versions[0].id
        if rule_id in found:
            reason = _("«{id}» er allerede regelen i {file}; flere versjoner av én regel står i samme fil")
            refuse(file, "id", reason.format(id=rule_id, file=found[rule_id].file))
        found[rule_id] = rule_file
    if not found:
        refuse(f"{DEFAULT_RULE}.toml", "", _("mangler i regelmappa, og ingen annen regelfil er der"))
    return found


def describe(rulebook: Rulebook) -> list[dict[str, Any]]:
    """One entry per version of each rule, oldest first, of plain JSON values; ``quotes``: the wording it rests on."""
    return [
        {
            **describe_rule(rule),
            "source": rule_file.source,
            "quotes": [{"of": list(quote.of), "text": quote.text, "place": quote.place} for quote in quotes],
            "file": rule_file.file,
        }
        for rule_file in rulebook.rule_files.values()
        for rule, quotes in zip(rule_file.versions, rule_file.quotes, strict=True)
    ]


def describe_rule(rule: RuleSet) -> dict[str, Any]:
    """What one version decides, as plain JSON values."""
    return {
        "id": rule.id,
        "name": rule.name,
        "version": rule.version,
        "valid_from": rule.valid_from.isoformat(),
        "day_count": rule.day_count,
        "stop": rule.stop,
        "pauses": sorted(rule.pauses),
        "scope": list(rule.scope),
        "types_not_counted": sorted(rule.types_not_counted),
        "closed_days": [f"{month:02}-{day:02}" for month, day in sorted(rule.closed_days)],
        "targets": asdict(rule.targets),
        "alerts": asdict(rule.alerts),
    }


def _short(text: str) -> str:
    return " ".join(text.split())[:40]
