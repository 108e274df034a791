"""An office with an inbox, looked into every five minutes by a clock of our own."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Connection

from casewatch.services.asking.context import Context, open_context
from casewatch.services.importing.files import imports_list
from casewatch.services.importing.inbox import Polled, poll_inbox
from casewatch.settings import Inbox
from casewatch.store.inbox import known_files
from tests.services.desk import RULES
from tests.services.watch import HEADER, line

SENDER = "postmottak@example.org"
GOOD = "\n".join([HEADER, line("2026/1", "2026-03-02", "2026-03-06"), line("2026/2", "2026-03-03")]) + "\n"
BETTER = GOOD.replace("2026-03-06", "2026-03-05")
BAD = GOOD.replace("2026-03-03,2026-03-03", "2026-03-03,snart")


@dataclass
class Post:
    """An office with an inbox; every poll is five minutes after the one before. The first is on 9 March at 08:05."""

    folder: Path
    url: str
    time: datetime = datetime(2026, 3, 9, 7, 0, tzinfo=UTC)
    sent: dict[str, tuple[str, str, str, str]] = field(default_factory=dict)

    @property
    def inbox(self) -> Path:
        return self.folder / "innboks"

    @contextmanager
    def opened(self) -> Iterator[Context]:
        with open_context(self.url, RULES, now=lambda: self.time) as context:
            yield context

    def poll(self, times: int = 1, sender: bool = True) -> Polled:
        """Look into the inbox, and give what the last look did."""
        settings = Inbox(folder="innboks", senders={"3401": SENDER} if sender else {})
        for _each in range(times):
            self.time += timedelta(minutes=5)
            with self.opened() as context:
                done = poll_inbox(context, settings, self.inbox, 30, self.queue)
        return done

    def queue(self, connection: Connection, address: str, subject: str, text: str, html: str, key: str) -> None:
        assert connection.in_transaction()
        self.sent.setdefault(key, (address, subject, text, html))

    def put(self, name: str, text: str = GOOD, place: str = "3401", age: int = 0) -> Path:
        """Drop a file; `age`: minutes since it was last changed."""
        path = self.inbox / place / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
        when = (self.time - timedelta(minutes=age)).timestamp()
        os.utime(path, (when, when))
        return path

    def lies(self, place: str = "3401") -> set[str]:
        """All files of a municipality, by their path in its folder."""
        folder = self.inbox / place
        return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}

    def imports(self) -> list[str]:
        with self.opened() as context:
            return [result.file for result in imports_list(context)]

    def known(self) -> int:
        with self.opened() as context, context.store.reading() as connection:
            return len(known_files(connection))


@pytest.fixture
def post(tmp_path: Path, store_url: str) -> Post:
    found = Post(tmp_path, store_url)
    (found.inbox / "3401").mkdir(parents=True)
    return found


@pytest.fixture
def sqlite_post(tmp_path: Path) -> Post:
    found = Post(tmp_path, f"sqlite:///{tmp_path / 'casewatch.db'}")
    (found.inbox / "3401").mkdir(parents=True)
    return found
