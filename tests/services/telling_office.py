"""An office that is told through a real mail server, on days of our choice."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from casewatch.services.alerts.telling import Telling, senders, tell
from casewatch.settings import Settings
from casewatch.store import open_store
from tests.notify.mail_server import PostOffice, Running, bodies, serve
from tests.services.watch import Watch

LEADER, ABC, DEF = "leder@example.org", "abc@example.org", "def@example.org"
_PEOPLE = (
    {"name": "Byggesak", "address": LEADER, "municipalities": ["3401"], "role": "manager"},
    {"name": "Sak A", "address": ABC, "municipalities": ["3401"], "role": "handler", "handler": "ABC"},
    {"name": "Sak D", "address": DEF, "municipalities": ["3401"], "role": "handler", "handler": "DEF"},
)
#: A sender as a process of its own, which is told what day it is.
_PROCESS = """
import sys
from datetime import datetime, date
from pathlib import Path
from casewatch.services.asking.context import open_context
from casewatch.services.alerts.telling import senders, tell
from casewatch.settings import load_settings
url, rules, settings, now = sys.argv[1:]
moment = datetime.fromisoformat(now)
found = load_settings(Path(settings))
with open_context(url, Path(rules), now=lambda: moment) as context:
    print("open", flush=True)
    sys.stdin.readline()
    told = tell(context, found, context.today(), senders(found, {}))
print("sent", told.sent, flush=True)
"""


@dataclass
class Told:
    """An office, and the server its messages go through."""

    office: Watch
    server: Running
    settings: Settings
    rules: Path

    @property
    def post(self) -> PostOffice:
        return self.server.office

    def tell(self, as_of: str | None = None, *, waits: bool = False, settings: Settings | None = None) -> Telling:
        """Tell what is due, as the command does; as the scheduler does with `waits`."""
        from datetime import date

        chosen = settings or self.settings
        with self.office.opened() as context:
            day = date.fromisoformat(as_of) if as_of else context.today()
            return tell(context, chosen, day, senders(chosen, {}), waits=waits)

    def came(self) -> list[str]:
        """Who got a message since this was asked last, in order."""
        found = self.post.receivers
        self.post.received.clear()
        return found

    def texts(self) -> dict[str, str]:
        """Receiver -> the plain text that came since this was asked last; one message each."""
        found = {receiver: bodies(message)[0] for receiver, message in self.post.received}
        assert len(found) == len(self.post.received)
        self.post.received.clear()
        return found

    def later(self, minutes: int) -> None:
        self.office.time += timedelta(minutes=minutes)

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        """Straight from the database, without the clock going on."""
        store = open_store(self.office.url)
        try:
            with store.reading() as connection:
                return [tuple(row) for row in connection.exec_driver_sql(query)]
        finally:
            store.close()

    def process(self) -> subprocess.Popen[str]:
        """A sender that has opened the store and waits for a line."""
        file = self.office.folder / "innstillinger.toml"
        mail = self.settings.mail
        assert mail is not None
        lines = [
            "[mail]",
            f'host = "{mail.host}"',
            f"port = {mail.port}",
            'security = "none"',
            f'sender = "{mail.sender}"',
        ]
        for each in self.settings.receiver:
            lines += ["[[receiver]]", f'name = "{each.name}"', f'address = "{each.address}"', f'role = "{each.role}"']
            lines += [f'municipalities = ["3401"]\nhandler = "{each.handler}"']
        file.write_text("\n".join(lines) + "\n", "utf-8")
        command = [sys.executable, "-c", _PROCESS, self.office.url, str(self.rules), str(file)]
        started = subprocess.Popen(
            [*command, self.office.time.isoformat()], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        assert started.stdout is not None
        assert started.stdout.readline() == "open\n"
        return started


def go(process: subprocess.Popen[str]) -> None:
    """Let a sender begin."""
    assert process.stdin is not None
    process.stdin.write("\n")
    process.stdin.flush()


def until(holds: Callable[[], bool], seconds: float = 30.0) -> None:
    """Wait for something to come true."""
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end
        time.sleep(0.02)


def people(server: Running, *receivers: dict[str, Any], **more: Any) -> Settings:
    """Settings that lead to a server."""
    return Settings.model_validate({"mail": server.settings().model_dump(), "receiver": list(receivers), **more})


@pytest.fixture
def told(near: Watch) -> Iterator[Told]:
    """Monday 9 March at nine: one new alert, 2026/1 of ABC, 2 days left, last day Wednesday 11 March.

    A leader, ABC and DEF are to be told.
    """
    from tests.services.desk import RULES

    server = serve(PostOffice())
    yield Told(near, server, people(server, *_PEOPLE), RULES)
    server.stop()
