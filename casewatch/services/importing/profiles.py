"""The profiles of a rules folder: checked alone, and saved from a mapping that was tried in an import."""

import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from casewatch.core.reference import Profile
from casewatch.errors import CasewatchError
from casewatch.intake.tables import Holds
from casewatch.language import _
from casewatch.rulebook import read_texts
from casewatch.rulebook.book import DEFAULT_PROFILE
from casewatch.rulebook.profiles import NAME, parse_profile, profile_text
from casewatch.rulebook.texts import PROFILES, rule_text_of
from casewatch.services.asking.context import Context
from casewatch.store.batches import one_batch
from casewatch.store.remembered import Remembered, remembered_of


@dataclass(frozen=True)
class Saving:
    """What is asked to be saved."""

    name: str
    title: str | None = None  # None: the name
    mapping: Mapping[str, str] = field(default_factory=dict)  # header as written -> field
    from_import: int | None = None  # take over the mapping, the profile and `holds` of this import
    holds: Holds | None = None
    extends: str | None = None  # None: the import's profile, else the standard one
    replace: bool = False  # whether a profile of that name may be overwritten


def check_profile(rules_folder: Path, file_or_name: str) -> tuple[Profile, Path]:
    """Read one profile strictly, and those it builds on; other files of the folder are left alone.

    A file need not lie in the folder: it is read as if it did. Raises CasewatchError, one line, for what is wrong.
    """
    texts = _texts(rules_folder)
    if file_or_name.endswith(".toml") or "/" in file_or_name or "\\" in file_or_name:
        path = Path(file_or_name)
        name = path.name.removesuffix(".toml")
        texts[f"{PROFILES}/{name}.toml"] = rule_text_of(path)
        return parse_profile(name, texts), path
    if f"{PROFILES}/{file_or_name}.toml" not in texts:
        known = ", ".join(sorted(_name(file) for file in texts)) or _("ingen")
        text = _("Profilen «{name}» finnes ikke. Tillatt: {known}, eller en fil som slutter på .toml.")
        raise CasewatchError(text.format(name=" ".join(file_or_name.split())[:40], known=known))
    return parse_profile(file_or_name, texts), rules_folder / PROFILES / f"{file_or_name}.toml"


def save_profile(context: Context, asked: Saving) -> tuple[Profile, Path]:
    """Write a profile that remembers a mapping into the rules folder in use, and return it as it is read back.

    Nothing is written that would not pass :func:`check_profile`. Raises CasewatchError for a name or a field that
    cannot be, an import that is not there or was read without a mapping, a profile that exists (unless it may be
    replaced), and a folder that cannot be written to.
    """
    if not NAME.fullmatch(asked.name):
        text = _("Profilen kan ikke hete «{name}». Tillatt: små bokstaver a–z, tall, - og _, høyst 40 tegn.")
        raise CasewatchError(text.format(name=" ".join(asked.name.split())[:40]))
    known = context.rulebook.profiles
    mapping, holds, extends = dict(asked.mapping), asked.holds, asked.extends
    if asked.from_import is not None:
        said, said_holds, profile = _of_import(context, asked.from_import)
        given = set(mapping.values())
        mapping = {
            header: each for header, each in said.items() if each not in given and header not in mapping
        } | mapping
        holds, extends = holds or said_holds, extends or profile
    if extends is None and DEFAULT_PROFILE in known:
        extends = DEFAULT_PROFILE
    if extends == asked.name:
        text = _("Profilen «{name}» kan ikke bygge på seg selv. Velg et nytt navn, eller rett fila for hånd.")
        raise CasewatchError(text.format(name=asked.name))
    if extends is not None:
        context.rulebook.profile(extends)
    if not mapping and holds is None:
        text = _("Det er ingenting å huske. Oppgi «Overskrift=felt», hva filene har, eller en import.")
        raise CasewatchError(text, "map", "holds", "from_import", given=False)
    path = context.rules_folder / PROFILES / f"{asked.name}.toml"
    if path.exists() and not asked.replace:
        text = _("Profilen «{name}» finnes fra før ({path}). Si fra om den skal skrives over.")
        raise CasewatchError(text.format(name=asked.name, path=path), "yes", given=False)
    text = profile_text(
        asked.title or asked.name,
        extends,
        holds,
        {" ".join(header.split()): each.strip() for header, each in mapping.items()},
    )
    texts = _texts(context.rules_folder) | {f"{PROFILES}/{asked.name}.toml": text}
    saved = parse_profile(asked.name, texts)
    for name in known:  # those that build on it must still be readable
        parse_profile(name, texts)
    _write(path, text)
    return saved, path


def _of_import(context: Context, import_id: int) -> tuple[Mapping[str, str], Holds | None, str]:
    """The mapping, `holds` and profile an import was read with."""
    with context.store.reading() as connection:
        batch = one_batch(connection, import_id)
    if batch is None:
        text = _("Import {id} finnes ikke. Se lista over importer.")
        raise CasewatchError(text.format(id=import_id), "imports", given=False)
    options = batch.values["options"]
    return options.get("mapping") or {}, options.get("holds"), batch.values["profile"]


def _texts(rules_folder: Path) -> dict[str, str]:
    return {file: text for file, text in read_texts(rules_folder).items() if file.startswith(f"{PROFILES}/")}


def _name(file: str) -> str:
    return file.rsplit("/", 1)[-1].removesuffix(".toml")


def _write(path: Path, text: str) -> None:
    """All of it or nothing: a half-written profile would stop every command."""
    written: Path | None = None
    try:
        path.parent.mkdir(exist_ok=True)
        with tempfile.NamedTemporaryFile("w", encoding="utf-8", newline="\n", dir=path.parent, delete=False) as file:
            written = Path(file.name)
            file.write(text)
        written.chmod(0o644)
        written.replace(path)
    except OSError as error:
        if written is not None:
            written.unlink(missing_ok=True)
        text = _("{path} kan ikke skrives: {why}. Kopier regelmappa og oppgi kopien.")
        why = error.strerror or type(error).__name__
        raise CasewatchError(text.format(path=path, why=why), "rules", given=False) from None


def usual_profile(context: Context, municipality: str | None) -> str:
    """The profile of a municipality's files, as in the inbox: the one called by its number, else the standard one."""
    if municipality is not None and municipality in context.rulebook.profiles:
        return municipality
    return context.rulebook.profile().name


def how_remembered(context: Context, municipality: str | None) -> Remembered | None:
    """What is remembered of a municipality's files, if the profile it lies over is still there."""
    if municipality is None:
        return None
    with context.store.reading() as connection:
        found = remembered_of(connection, municipality)
    return found if found is not None and found.profile in context.rulebook.profiles else None
