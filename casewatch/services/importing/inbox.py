"""The inbox: a folder per municipality that is looked into again and again, so that network drives do.

A file is read when it looked the same at two polls, then moved to ``lest`` or ``ikke-lest``, with its annotated copy
or the reason beside it, and its sender gets a receipt. Nothing is ever deleted or overwritten. What is known of a
file from poll to poll is kept in the store, so it does not matter which scheduler looks, nor whether one dies in the
middle: that a file was read is recorded in the transaction that stores it.
"""

import hashlib
import shutil
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path

from sqlalchemy import Connection

from casewatch.core.periods import OSLO
from casewatch.intake.privacy import shown_name
from casewatch.language import _
from casewatch.services.alerts.letters import Queue
from casewatch.services.asking.context import Context
from casewatch.services.importing.files import import_files, imports_show
from casewatch.services.importing.inbox_words import receipt_mail, trouble_in_words, trouble_message
from casewatch.services.importing.outcome import ImportOptions, ImportResult
from casewatch.services.importing.profiles import how_remembered
from casewatch.settings import Inbox
from casewatch.store.inbox import KnownFile, drop_files, known_files, newest_of, note_file, see

READ_FOLDER, UNREAD_FOLDER = "lest", "ikke-lest"
#: A file has to have lain still for so long: two looks can come in the same second, after a job that took its time.
_REST = timedelta(minutes=1)
_UNFINISHED = (".tmp", ".part", ".partial", ".crdownload", ".download", ".lock", ".swp")
_OF_SYSTEMS = ("thumbs.db", "desktop.ini")
#: `outcome` of a file that is stored and whose receipt is not queued yet.
_STORED_ONLY = "stored-only"


@dataclass
class Polled:
    """What one look into the inbox did."""

    read: int = 0  # stored, or known already
    refused: int = 0
    waiting: int = 0  # may still be growing
    stuck: int = 0  # files and folders that something is wrong with
    said: list[str] = field(default_factory=list)  # what is wrong that was not said before

    def line(self) -> str:
        """In one line, for the list of jobs."""
        parts = [
            (self.read, _("{count} lest")),
            (self.refused, _("{count} ikke lest")),
            (self.waiting, _("{count} venter")),
            (self.stuck, _("{count} står fast")),
        ]
        return ", ".join(text.format(count=count) for count, text in parts if count) or _("ingen filer")


@dataclass(frozen=True)
class _File:
    municipality: str
    path: Path
    key: str
    size: int
    changed_ns: int

    @property
    def name(self) -> str:
        return shown_name(self.path.name)


def poll_inbox(context: Context, inbox: Inbox, folder: Path, keep_days: int, queue: Queue | None = None) -> Polled:
    """Look into the inbox once: read what is ready, move it, and queue receipts.

    `folder` is where it really lies, `keep_days` how long annotated copies are kept; without `queue` nobody is sent
    anything. Raises CasewatchError for what is wrong whatever the files are, such as a rules folder without a profile.
    """
    return _Poll(context, inbox, folder, keep_days, queue).run()


class _Poll:
    def __init__(self, context: Context, inbox: Inbox, folder: Path, keep_days: int, queue: Queue | None) -> None:
        self.context, self.inbox, self.folder = context, inbox, folder
        self.keep_days, self.queue = keep_days, queue
        self.done = Polled()
        with context.store.reading() as connection:
            self.known = known_files(connection)
        self.present: set[str] = set()
        self.blind = False  # some folder could not be looked into: what is known of its files is kept

    def run(self) -> Polled:
        try:
            files = list(self._files())
        except OSError:  # a drive that is gone comes back with the same files: nothing is forgotten
            self._trouble(_key(self.folder), "folder_gone", str(self.folder))
            return self.done
        # The oldest first: of several exports of a municipality the newest is to be read last.
        for file in sorted(files, key=lambda each: (each.changed_ns, each.path.name)):
            self._one(file)
        if not self.blind and (gone := self.known.keys() - self.present):
            with self.context.store.writing() as connection:
                drop_files(connection, gone)
        return self.done

    def _files(self) -> Iterator[_File]:
        """The files that may be exports. Raises OSError where the inbox cannot be looked into."""
        places = {place.number: place.name.casefold() for place in self.context.rulebook.municipalities}
        loose = 0
        entries = sorted(self.folder.iterdir())
        for number in sorted(self.inbox.senders.keys() & places.keys() - {entry.name for entry in entries}):
            self.blind = True
            self._trouble(_key(self.folder / number), "folder_gone", str(self.folder / number))
        for entry in entries:
            if entry.is_symlink() or entry.name.startswith("."):
                continue
            if not entry.is_dir():
                loose += not _passed_over(entry)
            elif entry.name in places:
                try:
                    yield from self._files_of(entry.name, entry)
                except OSError:
                    self.blind = True
                    self._trouble(_key(entry), "folder_gone", str(entry))
            elif entry.name[:4].isdigit() or entry.name.casefold() in places.values():
                self._trouble(_key(entry), "unknown_folder", entry.name)
        if loose:
            self._trouble(_key(self.folder / "*"), "loose_files", str(loose))

    def _files_of(self, number: str, folder: Path) -> Iterator[_File]:
        for path in folder.iterdir():
            if path.is_symlink() or _passed_over(path):
                continue
            try:
                found = path.stat()
                if path.is_file():
                    yield _File(number, path, _key(path), found.st_size, found.st_mtime_ns)
            except FileNotFoundError:  # taken away meanwhile
                continue

    def _one(self, file: _File) -> None:
        self.present.add(file.key)
        known = self.known.get(file.key)
        if known is None or (known.size, known.changed_ns) != (file.size, file.changed_ns):
            with self.context.store.writing() as connection:
                see(connection, file.key, file.size, file.changed_ns, self.context.now())
            self.done.waiting += 1
            return
        outcome, result = known.outcome, None
        if outcome is None:
            if self.context.now() - known.seen_at < _REST:
                self.done.waiting += 1
                return
            sha256 = _hash_if_free(file.path)
            if sha256 is None:
                self._trouble(file.key, "locked", file.name, file, known)
                return
            result = self._import(file, sha256)
        elif outcome == _STORED_ONLY:  # a scheduler died between storing and telling
            result = self._stored(file, known)
        if result is not None:
            outcome = result.status
            with self.context.store.writing() as connection:
                self._queue_receipt(connection, file, known, result)
                note_file(connection, file.key, outcome=outcome, batch_id=result.id, trouble=None)
        self._move(file, known, outcome == "refused", result)

    def _import(self, file: _File, sha256: str) -> ImportResult:
        number = file.municipality
        usual = number if number in self.context.rulebook.profiles else None
        chosen = how_remembered(self.context, number)

        def stored(connection: Connection) -> None:
            note_file(connection, file.key, outcome=_STORED_ONLY, batch_id=newest_of(connection, sha256))

        options = ImportOptions(municipality=number, profile=usual)
        if chosen is not None:  # as somebody chose on the page
            options = replace(options, profile=chosen.profile, mapping=chosen.mapping, holds=chosen.holds)
        return import_files(self.context, [file.path], options, inspect=stored, keep_days=self.keep_days).results[0]

    def _stored(self, file: _File, known: KnownFile) -> ImportResult:
        if known.batch_id is not None:
            return imports_show(self.context, known.batch_id)
        return ImportResult(file.name, "stored", "", municipalities=(file.municipality,))

    def _queue_receipt(self, connection: Connection, file: _File, known: KnownFile, result: ImportResult) -> None:
        address = self.inbox.senders.get(file.municipality)
        if self.queue is not None and address is not None:
            subject, text, html = receipt_mail(result, self._name(file.municipality))
            self.queue(connection, address, subject, text, html, _message_key("receipt", known))

    def _move(self, file: _File, known: KnownFile, refused: bool, result: ImportResult | None) -> None:
        folder = file.path.parent / (UNREAD_FOLDER if refused else READ_FOLDER)
        try:
            now = file.path.stat()
            if (now.st_size, now.st_mtime_ns) != (file.size, file.changed_ns):  # written anew since: that is unread
                with self.context.store.writing() as connection:
                    see(connection, file.key, now.st_size, now.st_mtime_ns, self.context.now())
                self.done.waiting += 1
                return
            folder.mkdir(exist_ok=True)
            target = self._free(folder / file.path.name)
            file.path.rename(target)
        except FileNotFoundError:  # somebody else took it away; it was read
            pass
        except OSError:
            self._trouble(file.key, "stuck", file.name, file, known)
            return
        else:
            with suppress(OSError):  # what lies beside it is a help; it was read and told all the same
                self._beside(target, result)
        with self.context.store.writing() as connection:
            drop_files(connection, [file.key])
        if refused:
            self.done.refused += 1
        else:
            self.done.read += 1

    def _beside(self, target: Path, result: ImportResult | None) -> None:
        """Put the annotated copy, or the reason why the file was not read, beside the file."""
        if result is not None and result.annotated is not None:
            copy = self._free(target.with_name(_("{name}-merknader").format(name=target.stem) + ".xlsx"))
            shutil.copyfile(result.annotated, copy)
        elif result is not None and result.status == "refused":
            reason = self._free(target.with_name(target.name + ".txt"))
            reason.write_text(result.findings[0].message + "\n", "utf-8")

    def _free(self, path: Path) -> Path:
        """The path, with the time added where something lies there already."""
        found, number = path, 1
        while found.exists():
            when = f"{self.context.now().astimezone(OSLO):%Y-%m-%d %H.%M}"
            found = path.with_stem(f"{path.stem} {when}" + (f" ({number})" if number > 1 else ""))
            number += 1
        return found

    def _trouble(
        self, key: str, code: str, what: str, file: _File | None = None, known: KnownFile | None = None
    ) -> None:
        """Say once what is wrong, to the log and to the sender; until it is no longer so."""
        self.present.add(key)
        self.done.stuck += 1
        now, before = self.context.now(), self.known.get(key)
        if before is not None and before.trouble == code:
            return
        self.done.said.append(trouble_in_words(code, what, file.municipality if file else None))
        with self.context.store.writing() as connection:
            if file is None or known is None:
                see(connection, key, 0, 0, now, code)
                return
            note_file(connection, key, trouble=code)
            address = self.inbox.senders.get(file.municipality)
            if self.queue is not None and address is not None:
                subject, text, html = trouble_message(code, what, self._name(file.municipality))
                self.queue(connection, address, subject, text, html, _message_key(code, known))

    def _name(self, number: str) -> str:
        place = self.context.rulebook.municipality(number)
        return number if place is None else place.name


def _key(path: Path) -> str:
    return hashlib.sha256(str(path.absolute()).encode("utf-8", "surrogateescape")).hexdigest()


def _message_key(kind: str, known: KnownFile) -> str:
    return f"inbox:{kind}:{known.key[:32]}:{known.seen_at:%Y%m%dT%H%M%S%fZ}"


def _passed_over(path: Path) -> bool:
    """Files that programs leave beside those they write, or have not finished writing."""
    name = path.name.casefold()
    return name.startswith((".", "~$")) or name.endswith(_UNFINISHED) or name in _OF_SYSTEMS


def _hash_if_free(path: Path) -> str | None:
    """SHA-256 of a file; None where it is held: it cannot be read, or an office program has its mark beside it."""
    if path.with_name(f"~${path.name}").exists() or path.with_name(f".~lock.{path.name}#").exists():
        return None
    try:
        with path.open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest()
    except OSError:
        return None
