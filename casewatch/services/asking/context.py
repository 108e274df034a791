"""What every use case is handed: the store, the rules, the clock and somebody who hears of progress."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Protocol

from casewatch.core.periods import OSLO, YEARS
from casewatch.errors import CasewatchError
from casewatch.language import _
from casewatch.rulebook import Rulebook, build, read_texts
from casewatch.store import Store, changed_texts, open_store, record_texts, texts_at
from casewatch.store.clock import recording_time

#: Who did it, in the audit log, where no account did: the command line, the scheduler, a service without accounts.
AT_THE_MACHINE, BY_ITSELF, LOCAL_USER = "kommandolinja", "tidsplan", "lokal bruker"


class Progress(Protocol):
    """Hears how far long work has come."""

    def __call__(self, doing: str, done: int, total: int) -> None:
        """`done` of `total` of what is being done; the text is for people."""


def silent(doing: str, done: int, total: int) -> None:
    """Nobody listens."""


def system_time() -> datetime:
    """The machine's clock."""
    return datetime.now(UTC)


@dataclass(frozen=True)
class Context:
    """One command's surroundings. `now` gives aware times; all else that depends on the time of day comes from it."""

    store: Store
    rulebook: Rulebook
    rules_folder: Path
    now: Callable[[], datetime] = system_time
    progress: Progress = silent
    who: str = AT_THE_MACHINE  # for the audit log: an account's name, or where it is done

    def today(self) -> date:
        """Today's date in Oslo."""
        return self.now().astimezone(OSLO).date()

    def rulebook_at(self, known_at: datetime | None) -> Rulebook:
        """The rules in force at a time (None: now): the newest texts recorded by then; before the first, the first."""
        if known_at is None:
            return self.rulebook
        with self.store.reading() as connection:
            texts = texts_at(connection, known_at)
        return build(texts) if texts else self.rulebook


@contextmanager
def open_context(
    database: str | None,
    rules_folder: Path,
    *,
    now: Callable[[], datetime] = system_time,
    progress: Progress = silent,
) -> Iterator[Context]:
    """Open the store and read the rules; texts that changed since the last command are recorded first.

    Raises CasewatchError for an unusable database or rules folder. Rules that cannot be read are not recorded.
    """
    texts = read_texts(rules_folder)
    rulebook = build(texts)
    store = open_store(database)
    try:
        with store.reading() as connection:
            changed = changed_texts(connection, texts)
        if changed:  # looked at once more: another command may have been quicker
            with store.writing() as connection:
                recorded_at = recording_time(connection, now())
                record_texts(connection, changed_texts(connection, texts), recorded_at)
        yield Context(store, rulebook, rules_folder, now, progress)
    finally:
        store.close()


def parse_time(text: str, field: str) -> datetime:
    """A timestamp as people write it, ISO; without a zone it is Oslo time."""
    try:
        when = datetime.fromisoformat(text.strip())
        if when.year not in YEARS:  # at the ends of time there is no other zone to move it to
            raise ValueError(text)
    except ValueError:
        raise CasewatchError(
            _("«{text}» er ikke et tidspunkt. Skriv for eksempel 2026-11-25T12:00.").format(text=text), field
        ) from None
    return when if when.tzinfo else when.replace(tzinfo=OSLO)
