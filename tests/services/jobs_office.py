"""An office that the jobs look after, by a clock of our own."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from casewatch.services.asking.context import Context, open_context
from casewatch.services.running.duties import JOBS
from casewatch.services.running.jobs import Duty, Ended, introduce, run_due
from casewatch.settings import Inbox, Mail, Receiver, Settings
from tests.services.desk import RULES

SENDER, LEADER, HANDLER = "postmottak@example.org", "leder@example.org", "abc@example.org"


@dataclass
class Region:
    """An office that the jobs look after."""

    folder: Path
    url: str
    settings: Settings
    time: datetime = datetime(2026, 3, 2, 7, 0, tzinfo=UTC)
    said: list[str] = field(default_factory=list)

    @contextmanager
    def opened(self) -> Iterator[Context]:
        with open_context(self.url, RULES, now=lambda: self.time) as context:
            yield context

    def step(self, minutes: int = 3) -> list[Ended]:
        """Go on, and run what is due."""
        self.time += timedelta(minutes=minutes)
        with self.opened() as context:
            introduce(context, JOBS)
            return run_due(Duty(context, self.settings, self.folder, self.said.append), JOBS)

    def work(self, duty: Callable[[Duty], Any]) -> Any:
        with self.opened() as context:
            return duty(Duty(context, self.settings, self.folder, self.said.append))


def settings(**more: Any) -> Settings:
    values: dict[str, Any] = {
        "mail": Mail(host="127.0.0.1", port=1, security="none", sender="casewatch@example.org"),
        "inbox": Inbox(folder="innboks", senders={"3401": SENDER}),
        "receiver": [
            Receiver(name="Leder", address=LEADER, municipalities=["3401"], role="manager"),
            Receiver(name="ABC", address=HANDLER, municipalities=["3401"], role="handler", handler="ABC"),
        ],
    }
    return Settings(**(values | more))


@pytest.fixture
def region(tmp_path: Path, store_url: str, monkeypatch: pytest.MonkeyPatch) -> Region:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    (tmp_path / "innboks/3401").mkdir(parents=True)
    return Region(tmp_path, store_url, settings())
