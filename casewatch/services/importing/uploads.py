"""Files that people send by the pages, until they are imported: where they lie, whose they are, when they are removed.

A file lies under a random name in a folder that others cannot look into, with a note beside it: whose it is, what the
sender calls it (for show alone), and how it is to be read. Both are removed once it is imported or cancelled, after
some days (`[uploads] keep_days`), and when a case is erased, since nobody knows whether the file names it.
"""

import os
import re
import shutil
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from secrets import token_hex
from typing import Any, BinaryIO, Literal, cast

import orjson

from casewatch.core.access import Viewer
from casewatch.documents.imports import PreviewDocument
from casewatch.errors import CasewatchError
from casewatch.intake.privacy import shown_name
from casewatch.intake.tables import Holds
from casewatch.language import _
from casewatch.services.asking.context import Context
from casewatch.services.asking.folders import folder_beside
from casewatch.store import Store

#: So many files of one person wait at the same time, the oldest give way; and so many of everybody.
_OWN, _ALL = 5, 100
_ID = re.compile(r"[0-9a-f]{32}")
_LONGEST_NAME = 120

#: An export of cases, read by who manages a municipality; or answers to what is missing, by who corrects its cases.
UploadKind = Literal["export", "answers"]


@dataclass(frozen=True)
class Upload:
    """A file that waits, and how it is to be read."""

    id: str
    owner: str  # an account's name; empty: the person at the machine
    name: str  # as the sender calls it, without folders
    kind: UploadKind
    municipality: str | None  # None: as the file says
    profile: str
    holds: Holds | None = None  # None: as the profile says
    mapping: Mapping[str, str] = field(default_factory=dict)  # header -> field, as somebody chose
    known: bool = False  # that this is how it is read was remembered: nobody has to be asked
    remember: bool = False  # whether it is to be remembered for the municipality's next files


def keep_upload(
    context: Context,
    viewer: Viewer,
    stream: BinaryIO,
    name: str,
    kind: UploadKind,
    municipality: str | None,
    profile: str,
) -> Upload:
    """Write a file that somebody sends. Raises CasewatchError where there is no place for it."""
    folder = _folder(context.store)
    if folder is None:
        raise CasewatchError(_("Databasen er bare i minnet, og filer kan ikke lastes opp."))
    upload = Upload(token_hex(16), viewer.name, clean_name(name), kind, municipality, profile)
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        waiting = _notes(context.store)
        own = [note for note in waiting if _read(note).get("owner") == viewer.name]
        for note in own[: max(0, len(own) - _OWN + 1)]:
            _remove(note)
        if len(waiting) >= _ALL:
            raise CasewatchError(_("For mange opplastede filer venter. Prøv igjen senere."))
        path = folder / f"{upload.id}.part"
        path.touch(mode=0o600)
        with path.open("wb") as file:
            shutil.copyfileobj(stream, file, 1 << 20)
        with path.open("rb") as file:
            packed = file.read(2) == b"PK"
        path.rename(folder / (upload.id + (".xlsx" if packed else ".dat")))  # openpyxl goes by the end of the name
        _write(folder / f"{upload.id}.json", asdict(upload))
        when = context.now().timestamp()
        _touch(folder / f"{upload.id}.json", when)
    except OSError as error:
        why = error.strerror or type(error).__name__
        raise CasewatchError(
            _("Fila kunne ikke tas imot ({why}). Si fra til den som drifter tjenesten.").format(why=why)
        ) from None
    return upload


def open_upload(context: Context, viewer: Viewer, upload_id: str) -> Upload | None:
    """A waiting file of whoever asks; None for somebody else's, and for one whoever asks may no longer read in."""
    folder = _folder(context.store)
    if folder is None or not _ID.fullmatch(upload_id):
        return None
    values = _read(folder / f"{upload_id}.json")
    if not values:
        return None
    try:
        upload = Upload(**values)
    except TypeError:  # noted by another version of casewatch
        return None
    if upload.owner != viewer.name or not may_read(viewer, upload.kind, upload.municipality):
        return None
    return upload if path_of(context.store, upload) is not None else None


def may_read(viewer: Viewer, kind: UploadKind, municipality: str | None) -> bool:
    """Whether somebody may read files of a kind into a municipality; None: into any that the file names."""
    if municipality is None:
        return viewer.everything
    return viewer.manages(municipality) if kind == "export" else viewer.corrects(municipality)


def path_of(store: Store, upload: Upload) -> Path | None:
    """The file itself, as long as it is there."""
    folder = _folder(store)
    if folder is None:
        return None
    return next((path for end in (".xlsx", ".dat") if (path := folder / f"{upload.id}{end}").is_file()), None)


def change_upload(context: Context, upload: Upload, **values: Any) -> Upload:
    """Note how a waiting file is to be read; what was previewed counts no more. Nothing for one that is gone."""
    changed = replace(upload, **values)
    folder = _folder(context.store)
    if folder is None or path_of(context.store, upload) is None:
        return changed
    (folder / f"{upload.id}.preview").unlink(missing_ok=True)
    _write(folder / f"{upload.id}.json", asdict(changed))
    _touch(folder / f"{upload.id}.json", context.now().timestamp())
    return changed


def keep_preview(context: Context, upload: Upload, document: PreviewDocument) -> None:
    """Keep what a file would do, beside it."""
    folder = _folder(context.store)
    assert folder is not None
    _write(folder / f"{upload.id}.preview", document)


def kept_preview(context: Context, upload: Upload) -> PreviewDocument | None:
    """What a file would do, as it was kept; None where it was not looked at yet."""
    folder = _folder(context.store)
    found = {} if folder is None else _read(folder / f"{upload.id}.preview")
    return cast("PreviewDocument", found) if found else None


def remove_upload(context: Context, upload: Upload) -> None:
    """Remove a file with all that lies beside it."""
    folder = _folder(context.store)
    if folder is not None:
        _remove(folder / f"{upload.id}.json")


def remove_old_uploads(context: Context, keep_days: int) -> int:
    """Remove the files that wait longer than so many days, and what was left half written; gives their number."""
    last = (context.now() - timedelta(days=keep_days)).timestamp()
    old = [note for note in _notes(context.store) if note.stat().st_mtime < last]
    for note in old:
        _remove(note)
    folder = _folder(context.store)
    if folder is not None and folder.is_dir():
        for path in folder.iterdir():
            alone = not path.with_suffix(".json").exists()
            with suppress(OSError):
                if alone and path.stat().st_mtime < last:
                    path.unlink()
    return len(old)


def remove_all_uploads(store: Store) -> int:
    """Remove every waiting file; gives their number."""
    notes = list(_notes(store))
    for note in notes:
        _remove(note)
    return len(notes)


def clean_name(name: str) -> str:
    """What a sender calls a file, for show: the last part of a path, in one line, identity numbers masked."""
    last = re.split(r"[/\\]", name)[-1]
    text = "".join(character if character.isprintable() else " " for character in last)
    text = shown_name(" ".join(text.split()))
    if len(text) > _LONGEST_NAME:
        stem, dot, end = text.rpartition(".")
        text = stem[: _LONGEST_NAME - 6] + "…" + (dot + end)[:5] if dot else text[:_LONGEST_NAME]
    return text if text.strip(". ") else _("fil uten navn")


def _folder(store: Store) -> Path | None:
    return folder_beside(store, "uploads")


def _notes(store: Store) -> list[Path]:
    """The notes of all waiting files, the oldest first."""
    folder = _folder(store)
    if folder is None or not folder.is_dir():
        return []
    return sorted(folder.glob("*.json"), key=lambda note: note.stat().st_mtime)


def _read(path: Path) -> dict[str, Any]:
    """What is noted; nothing where the note is gone."""
    try:
        values: dict[str, Any] = orjson.loads(path.read_bytes())
    except (OSError, orjson.JSONDecodeError):
        return {}
    return values


def _write(path: Path, values: Mapping[str, object]) -> None:
    half_done = path.with_name(path.name + ".new")
    half_done.touch(mode=0o600)
    half_done.write_bytes(orjson.dumps(values, default=_plain))
    half_done.replace(path)


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.isoformat()
    return dict(value)


def _touch(path: Path, when: float) -> None:
    """A file's age counts by the clock that was handed in."""
    os.utime(path, (when, when))


def _parts(note: Path) -> Iterator[Path]:
    yield from (note.with_suffix(end) for end in (".xlsx", ".dat", ".part", ".preview"))
    yield note


def _remove(note: Path) -> None:
    for path in _parts(note):
        with suppress(OSError):  # Windows does not remove what somebody looks at
            path.unlink(missing_ok=True)
