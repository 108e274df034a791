"""Chat through apprise, to a real web server on this machine."""

from __future__ import annotations

import json
import logging
import socket
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread
from typing import Any

import pytest

from casewatch.notify.chat import send_chat
from casewatch.notify.items import NotSent, Sent
from casewatch.notify.wording import Wording
from casewatch.settings import CHATS

CONTENT = Wording("1 nytt varsel", "- 2026/1: Nærmer seg 10 dager: <b> & *stjerner*\n", "<p>nei</p>")
SECRET = "hemmelignokkel"


@dataclass
class Chat:
    """What it answers, and what came in."""

    port: int = 0
    status: int = 200
    messages: list[dict[str, Any]] = field(default_factory=list)

    @property
    def address(self) -> str:
        return f"json://127.0.0.1:{self.port}/{SECRET}"


@pytest.fixture
def chat() -> Iterator[Chat]:
    found = Chat()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            if found.status == 200:
                found.messages.append(json.loads(body))
            self.send_response(found.status)
            self.end_headers()

        def log_message(self, *_said: object) -> None:
            """Silent."""

    server = HTTPServer(("127.0.0.1", 0), Handler)
    found.port = server.server_port
    Thread(target=server.serve_forever, daemon=True).start()
    yield found
    server.shutdown()
    server.server_close()


def test_what_arrives_is_the_plain_text(chat: Chat) -> None:
    assert send_chat(chat.address, CONTENT) == Sent()
    (message,) = chat.messages
    assert (message["title"], message["message"].strip()) == (CONTENT.subject, CONTENT.text.strip())


@pytest.mark.parametrize("kind", CHATS)
def test_every_kind_that_settings_take_is_one_that_apprise_has(kind: str) -> None:
    from apprise.plugins import N_MGR

    assert kind in N_MGR


@pytest.mark.parametrize("status", [400, 403, 500])
def test_a_service_that_refuses(
    chat: Chat, status: int, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    chat.status = status
    with caplog.at_level(logging.DEBUG):
        outcome = send_chat(chat.address, CONTENT)
    assert isinstance(outcome, NotSent)
    assert not outcome.everybody  # another chat may well be up
    shown = outcome.why + caplog.text + "".join(capfd.readouterr())
    assert SECRET not in shown
    assert "127.0.0.1" not in shown


def test_a_service_that_is_down(capfd: pytest.CaptureFixture[str]) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        outcome = send_chat(f"json://127.0.0.1:{taken.getsockname()[1]}/{SECRET}", CONTENT)
    assert isinstance(outcome, NotSent)
    assert SECRET not in outcome.why + "".join(capfd.readouterr())


@pytest.mark.parametrize(
    "address", ["", "ingen adresse", f"teams-{SECRET}", f"ukjent://{SECRET}", f"msteams://{SECRET}", "json://"]
)
def test_an_address_that_cannot_be_used(address: str, capfd: pytest.CaptureFixture[str]) -> None:
    outcome = send_chat(address, CONTENT)
    assert isinstance(outcome, NotSent)
    assert outcome.lasting
    assert "chatadressen" in outcome.why
    assert SECRET not in outcome.why + "".join(capfd.readouterr())
