"""What every page is handed: the store, the rules as they are now, the settings, and what was derived before."""

import hashlib
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, TypeVar, cast

from casewatch.core.access import Viewer
from casewatch.errors import CasewatchError, Unavailable
from casewatch.language import current_language
from casewatch.rulebook import Rulebook, build, read_texts
from casewatch.services.asking.context import LOCAL_USER, Context, system_time
from casewatch.settings import Settings
from casewatch.store import Store, changed_texts, record_texts
from casewatch.store.clock import latest_recorded, recording_time

_T = TypeVar("_T")
#: So many derived answers are kept, and so many of one page for the same rights: those of 100,000 applications take
#: ten megabytes each, and somebody may ask for any number of periods.
_KEPT, _KEPT_OF_PAGE = 256, 48


@dataclass
class Derived:
    """Answers that were derived, by what they depend on. Each is derived once, however many ask at the same time."""

    answers: OrderedDict[Hashable, tuple[threading.Lock, list[Any], Hashable]] = field(default_factory=OrderedDict)
    lock: threading.Lock = field(default_factory=threading.Lock)
    revision: datetime | None = None

    def keep_only(self, revision: datetime | None) -> None:
        """Let go of what was derived from the store as it was before: nobody asks for it, and a case may be erased."""
        with self.lock:
            if revision != self.revision:
                self.revision = revision
                self.answers.clear()

    def get(self, key: Hashable, group: Hashable, make: Callable[[], _T]) -> _T:
        """The answer to a key, made if nobody did before; what `make` raises is not kept.

        The oldest answers give way: of the same `group`, where it has too many, else of all.
        """
        with self.lock:
            new = key not in self.answers
            own, answer, _group = self.answers.setdefault(key, (threading.Lock(), [], group))
            self.answers.move_to_end(key)
            if new:
                same = [each for each, (_lock, _answer, of) in self.answers.items() if of == group]
                if len(same) > _KEPT_OF_PAGE:
                    del self.answers[same[0]]
                elif len(self.answers) > _KEPT:
                    self.answers.popitem(last=False)
        with own:
            if not answer:
                answer.append(make())
            return cast(_T, answer[0])


@dataclass
class Site:
    """One running service. `local`: it can be reached from this machine only, and may be used without accounts."""

    store: Store
    rules_folder: Path
    settings: Settings
    base: Path  # relative folders of the settings lie here
    local: bool = False
    rules_kept: float = 0.0  # seconds before the rules folder is looked at again; looking takes longer than many pages
    now: Callable[[], datetime] = system_time
    derived: Derived = field(default_factory=Derived)
    _rules: tuple[object, str, Rulebook] | None = None  # what the folder looked like, the texts' hash, what they say
    _looked: float = 0.0
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def context(self, viewer: Viewer | None = None) -> Context:
        """Surroundings for a use case, in the name of whoever asks. Raises Unavailable for rules it cannot read."""
        return self._context(self._rulebook()[1], viewer)

    def _context(self, rulebook: Rulebook, viewer: Viewer | None) -> Context:
        who = viewer.name if viewer and viewer.name else LOCAL_USER
        return Context(self.store, rulebook, self.rules_folder, self.now, who=who)

    def derive(self, viewer: Viewer, question: tuple[Hashable, ...], make: Callable[[Context], _T]) -> _T:
        """What was derived for the same question, from the same store and rules, on the same day, for the same rights.

        `question` names the page, first, and its selectors. Answers are shared between people of the same role,
        municipality and handler code only, and hold nothing that depends on who exactly asks.
        """
        digest, rulebook = self._rulebook()  # both of one look: an answer by older rules must not pass for a newer one
        context = self._context(rulebook, viewer)
        with self.store.reading() as connection:
            revision = latest_recorded(connection)
        self.derived.keep_only(revision)
        rights = (viewer.role, viewer.municipality, viewer.handler, viewer.everything)
        key = (revision, digest, context.today(), current_language(), rights, question)
        return self.derived.get(key, (rights, question[0]), lambda: make(context))

    def _rulebook(self) -> tuple[str, Rulebook]:
        """The rules as they are now; texts that changed are recorded before anything is answered with them."""
        known, looked = self._rules, time.monotonic()
        if known is not None and looked - self._looked < self.rules_kept:
            return known[1:]
        with self._lock:
            looks = self._looks()
            if self._rules is None or self._rules[0] != looks:
                texts, rulebook = self._read()
                with self.store.writing() as connection:
                    if changed := changed_texts(connection, texts):
                        record_texts(connection, changed, recording_time(connection, self.now()))
                digest = hashlib.sha256(repr(sorted(texts.items())).encode()).hexdigest()
                self._rules = (looks, digest, rulebook)
            self._looked = looked
            return self._rules[1:]

    def _looks(self) -> object:
        """What tells whether the texts changed."""
        try:
            return tuple(
                (path.as_posix(), stat.st_mtime_ns, stat.st_size)
                for path in sorted(self.rules_folder.rglob("*.*"))
                if (stat := path.stat())
            )
        except OSError as error:  # an editor replaces a file while it is looked at
            raise Unavailable(error.strerror or type(error).__name__, "rules") from None

    def _read(self) -> tuple[dict[str, str], Rulebook]:
        try:
            texts = read_texts(self.rules_folder)
            return texts, build(texts)
        except CasewatchError as error:  # nothing whoever asks could do about it
            raise Unavailable(str(error), "rules") from None
