"""Backup and restore: always one SQLite file with every table, so that it can be restored into either database."""

import shutil
import sqlite3
import tempfile
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from casewatch.core.periods import OSLO
from casewatch.errors import CasewatchError
from casewatch.language import _
from casewatch.store import Store, open_store
from casewatch.store.copying import complete, copy_file, copy_tables, is_filled, replace_tables, revision_of

_NIGHTLY = "casewatch-[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]*.db"


@dataclass(frozen=True)
class Restored:
    """What a restore did."""

    rows: int
    saved: Path | None  # what was in the store before, where there was anything


def back_up(store: Store, path: Path) -> None:
    """Write all that is in the store, as of one moment, to a new SQLite file that only its owner can read.

    Others may read and write meanwhile. Raises CasewatchError for a file that is there already or cannot be written;
    nothing half written has the file's name.
    """
    if path.exists():
        raise CasewatchError(
            _("{file} finnes allerede. Velg et annet navn; en sikkerhetskopi overskrives ikke.").format(file=path)
        )
    half_done = path.with_name(f"{path.name}.part")
    try:
        half_done.unlink(missing_ok=True)
        half_done.touch(mode=0o600)
        if store.postgres:
            copy = open_store(str(half_done))
            try:
                copy_tables(store, copy)
            finally:
                copy.close()
            complete(half_done)
        else:
            copy_file(store, half_done)
        _check(half_done, path)
        half_done.rename(path)
    except (OSError, sqlite3.Error) as error:
        why = getattr(error, "strerror", None) or str(error)
        raise CasewatchError(
            _("Sikkerhetskopien {file} kunne ikke skrives: {why}.").format(file=path, why=" ".join(why.split()))
        ) from None
    finally:
        for left in (half_done, *(half_done.with_name(half_done.name + end) for end in ("-wal", "-shm"))):
            with suppress(OSError):
                left.unlink(missing_ok=True)


def nightly_backup(store: Store, folder: Path, now: datetime, keep: int) -> Path:
    """Write the backup of a night into a folder, and remove all but the newest `keep` of them."""
    local = now.astimezone(OSLO)
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        path = folder / f"casewatch-{local:%Y-%m-%d}.db"
        if path.exists():
            path = folder / f"casewatch-{local:%Y-%m-%d-%H%M%S}.db"
        back_up(store, path)
        for old in sorted(folder.glob(_NIGHTLY))[:-keep]:
            old.unlink(missing_ok=True)
    except OSError as error:
        raise CasewatchError(
            _("Mappa {folder} for sikkerhetskopier kan ikke brukes: {why}.").format(folder=folder, why=error.strerror)
        ) from None
    return path


def restore(store: Store, path: Path, now: datetime, replace: bool = False) -> Restored:
    """Put what a backup holds in the place of all that is in the store, in one transaction.

    A store that holds anything is replaced only with `replace`, after a backup of it was saved beside the file. A
    backup of an older casewatch is brought up to date in a copy. Raises CasewatchError for a file that is no whole
    backup, one of a newer casewatch, and a store that is not empty.
    """
    _check(path, path)
    saved = None
    if is_filled(store):
        if not replace:
            raise CasewatchError(
                _(
                    "Databasen {name} er ikke tom. Si fra om alt i den skal erstattes; først lagres en kopi av den."
                ).format(name=store.name),
                "yes",
                given=False,
            )
        saved = path.with_name(f"{path.stem}-erstattet-{now.astimezone(OSLO):%Y-%m-%d-%H%M%S}.db")
        back_up(store, saved)
    with tempfile.TemporaryDirectory(prefix="casewatch-") as folder:
        copy = Path(folder) / "copy.db"
        try:
            shutil.copyfile(path, copy)
        except OSError as error:
            raise _unreadable(path, error.strerror or type(error).__name__) from None
        try:
            source = open_store(str(copy))
        except CasewatchError:  # its own words name the copy
            raise CasewatchError(
                _("{file} er laget av en nyere utgave av casewatch. Oppgrader casewatch først.").format(file=path)
            ) from None
        try:
            rows = replace_tables(source, store)
        finally:
            source.close()
    return Restored(rows, saved)


def _check(path: Path, named: Path) -> None:
    """Raises CasewatchError where a file is no SQLite database that casewatch wrote, or a damaged one."""
    try:
        with path.open("rb") as stream:
            beginning = stream.read(16)
    except OSError as error:
        raise _unreadable(named, error.strerror or type(error).__name__) from None
    if beginning != b"SQLite format 3\x00":
        raise _unreadable(named, _("den er ikke en sikkerhetskopi fra casewatch"))
    try:
        revision = revision_of(path)
    except sqlite3.Error:
        raise _unreadable(named, _("den er skadet eller ikke hel")) from None
    if revision is None:
        raise _unreadable(named, _("den er ikke en sikkerhetskopi fra casewatch"))


def _unreadable(path: Path, why: str) -> CasewatchError:
    return CasewatchError(_("{file} kan ikke brukes: {why}.").format(file=path, why=why))
