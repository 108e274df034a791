"""A real mail server on this machine that can fail in all the ways mail servers do."""

from __future__ import annotations

import asyncio
import email
import email.policy
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass, field
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword

from casewatch.settings import Mail


@dataclass
class PostOffice:
    """What the server does, and what it took over: (receiver, message), in order."""

    received: list[tuple[str, EmailMessage]] = field(default_factory=list)
    refused: dict[str, str] = field(default_factory=dict)  # receiver -> the answer to RCPT
    answer: str = "250 OK"  # to the message itself
    hang_up: str = ""  # "in" the message, or "after" it was taken over and before that is said
    slow: float = 0.0  # seconds between taking a message over and saying so
    answered: int = 0  # messages whose answer was said after that time
    rcpts: list[str] = field(default_factory=list)  # every receiver that was asked for
    passwords: list[bytes] = field(default_factory=list)

    async def handle_RCPT(
        self, server: SMTP, _session: Any, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        self.rcpts.append(address)
        if address in self.refused:
            return self.refused[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, _session: Any, envelope: Envelope) -> str:
        if self.answer.startswith("250"):
            assert isinstance(envelope.content, bytes)
            message = email.message_from_bytes(envelope.content, policy=email.policy.default)
            assert isinstance(message, EmailMessage)
            (receiver,) = envelope.rcpt_tos
            self.received.append((receiver, message))
        if self.slow:
            await asyncio.sleep(self.slow)
            self.answered += 1
        if self.hang_up == "after":
            server.transport.abort()
        return self.answer

    def authenticate(self, _server: Any, _session: Any, _envelope: Any, _mechanism: str, data: Any) -> AuthResult:
        assert isinstance(data, LoginPassword)
        self.passwords.append(data.password)
        return AuthResult(success=data.password == b"riktig", handled=False)

    @property
    def receivers(self) -> list[str]:
        """Who got a message, in order."""
        return [receiver for receiver, _message in self.received]


class _Server(SMTP):
    async def smtp_DATA(self, arg: str) -> None:
        if self.event_handler.hang_up == "in":
            await self.push("354 End data with <CR><LF>.<CR><LF>")
            self.transport.abort()
            return
        await super().smtp_DATA(arg)


class _Controller(Controller):
    """On a port that the system gives."""

    def factory(self) -> SMTP:
        return _Server(self.handler, **self.SMTP_kwargs)

    def _trigger_server(self) -> None:
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()


@dataclass
class Running:
    """A server that runs, and the settings that lead to it."""

    controller: Controller
    office: PostOffice

    def settings(self, security: str = "none", **more: Any) -> Mail:
        values = {"host": "127.0.0.1", "port": self.controller.port, "security": security, **more}
        return Mail.model_validate({"sender": "casewatch@example.org", **values})

    def stop(self) -> None:
        self.controller.stop(no_assert=True)


def serve(office: PostOffice, **options: Any) -> Running:
    """Start it."""
    controller = _Controller(office, hostname="127.0.0.1", port=0, **options)
    controller.start()
    return Running(controller, office)


def bodies(message: EmailMessage) -> tuple[str, str]:
    """Plain text and HTML of a message."""
    assert message.get_content_type() == "multipart/alternative"
    plain, html = (str(part.get_content()).replace("\r\n", "\n") for part in message.iter_parts())
    return plain, html


@pytest.fixture
def mail_server() -> Iterator[Running]:
    """A server without TLS that takes everything until it is told otherwise."""
    running = serve(PostOffice())
    yield running
    running.stop()


@pytest.fixture(scope="session")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A certificate for ``localhost`` that signs itself, and its key."""
    folder = tmp_path_factory.mktemp("certificate")
    made, key = folder / "certificate.pem", folder / "key.pem"
    command = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost"]
    names = ["-addext", "subjectAltName=DNS:localhost"]
    subprocess.run([*command, *names, "-keyout", str(key), "-out", str(made)], check=True, capture_output=True)
    return made, key
