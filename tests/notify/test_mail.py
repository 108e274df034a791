"""Mail through a real server: what arrives, and what is said where it does not."""

from __future__ import annotations

import socket
import ssl
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from pydantic import SecretStr

from casewatch.notify.items import NotSent, Sent
from casewatch.notify.mail import Letter, Mailer, composed
from casewatch.notify.wording import Wording
from tests.notify.mail_server import PostOffice, Running, bodies, certificate, mail_server, serve

__all__ = ["certificate", "mail_server"]  # fixtures

SECRET = "riktig"
LETTER = Letter(
    to_name="Byggesak Kongsvinger",
    to="byggesak@example.org",
    content=Wording("1 nytt varsel – ifølge eksporten 23.11.", "Nærmer seg\n.\nslutt\n", "<p>Nærmer seg</p>"),
    message_id="<casewatch.20261125.abc@example.org>",
    thread="<casewatch.xyz.2026W48@example.org>",
    date=datetime(2026, 11, 25, 7, 30, tzinfo=ZoneInfo("Europe/Oslo")),
)


def test_what_arrives(mail_server: Running) -> None:
    assert Mailer(mail_server.settings())(LETTER) == Sent()
    ((receiver, message),) = mail_server.office.received
    assert receiver == "byggesak@example.org"
    assert message["Subject"] == "1 nytt varsel – ifølge eksporten 23.11."
    assert message["From"] == "casewatch <casewatch@example.org>"
    assert message["To"] == "Byggesak Kongsvinger <byggesak@example.org>"
    assert message["Message-ID"] == "<casewatch.20261125.abc@example.org>"
    assert message["In-Reply-To"] == message["References"] == "<casewatch.xyz.2026W48@example.org>"
    assert message["Date"] == "Wed, 25 Nov 2026 07:30:00 +0100"
    assert (message["Auto-Submitted"], message["Content-Language"]) == ("auto-generated", "nb")
    assert message.get_content_type() == "multipart/alternative"
    text, html = bodies(message)
    assert text == "Nærmer seg\n.\nslutt\n"  # a dot alone on a line would end the message, were it not doubled
    assert html.strip() == "<p>Nærmer seg</p>"


@pytest.mark.parametrize("bad", ["a\r\nBcc: alle@example.org", "a\nBcc: alle@example.org", "a\rb"])
def test_nothing_gets_into_the_headers(mail_server: Running, bad: str) -> None:
    """A line break in a name becomes a blank; anywhere else nothing is sent."""
    named = composed(replace(LETTER, to_name=bad), "casewatch@example.org")
    assert named["Bcc"] is None
    assert b"\nBcc" not in bytes(named)
    for letter in (
        replace(LETTER, content=replace(LETTER.content, subject=bad)),
        replace(LETTER, to=f"{bad}@example.org"),
        replace(LETTER, message_id=f"<{bad}@example.org>"),
        replace(LETTER, thread=f"<{bad}@example.org>"),
    ):
        outcome = Mailer(mail_server.settings())(letter)
        if isinstance(outcome, Sent):  # folded into one header, never another one
            ((_receiver, message),) = mail_server.office.received
            assert message["Bcc"] is None
            mail_server.office.received.clear()
        else:
            assert (outcome.everybody, outcome.lasting) == (False, True)
    assert set(mail_server.office.rcpts) <= {"byggesak@example.org"}


@pytest.mark.parametrize(
    ("answer", "shown", "lasting"),
    [
        ("450 4.2.1 <byggesak@example.org> try later", "450 4.2.1", False),
        ("550 5.1.1 <byggesak@example.org> no such user", "550 5.1.1", True),
        ("550 byggesak@example.org unknown", "550)", True),
    ],
)
def test_a_receiver_that_is_refused(mail_server: Running, answer: str, shown: str, lasting: bool) -> None:
    mail_server.office.refused["byggesak@example.org"] = answer
    outcome = Mailer(mail_server.settings())(LETTER)
    assert isinstance(outcome, NotSent)
    assert (outcome.everybody, outcome.lasting) == (False, lasting)
    assert shown in outcome.why
    assert "@" not in outcome.why
    mail_server.office.refused.clear()
    assert Mailer(mail_server.settings())(LETTER) == Sent()


@pytest.mark.parametrize(("answer", "lasting"), [("451 4.3.0 busy", False), ("554 5.7.1 spam", True)])
def test_a_message_that_is_refused(mail_server: Running, answer: str, lasting: bool) -> None:
    mail_server.office.answer = answer
    outcome = Mailer(mail_server.settings())(LETTER)
    assert isinstance(outcome, NotSent)
    assert (outcome.everybody, outcome.lasting) == (False, lasting)
    assert answer[:9] in outcome.why


@pytest.mark.parametrize("when", ["in", "after"])
def test_a_server_that_hangs_up(mail_server: Running, when: str) -> None:
    mail_server.office.hang_up = when
    outcome = Mailer(mail_server.settings())(LETTER)
    assert isinstance(outcome, NotSent)
    assert (outcome.everybody, outcome.lasting) == (False, False)
    assert "midt i sendingen" in outcome.why


def test_a_server_that_is_down() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        running = serve(PostOffice())
        settings = running.settings().model_copy(update={"port": taken.getsockname()[1]})
        running.stop()
        outcome = Mailer(settings)(LETTER)
    assert isinstance(outcome, NotSent)
    assert outcome.everybody
    assert "svarer ikke" in outcome.why


def test_a_server_whose_name_nobody_knows() -> None:
    settings = {"host": "finnes-ikke.invalid", "sender": "casewatch@example.org"}
    running = serve(PostOffice())
    outcome = Mailer(running.settings().model_copy(update=settings))(LETTER)
    running.stop()
    assert isinstance(outcome, NotSent)
    assert outcome.everybody


def test_a_server_that_does_not_answer_in_time(mail_server: Running) -> None:
    mail_server.office.slow = 60.0
    outcome = Mailer(mail_server.settings(), answer=0.3)(LETTER)
    assert (len(mail_server.office.received), mail_server.office.answered) == (1, 0)
    assert isinstance(outcome, NotSent)
    assert "tidsavbrudd" in outcome.why


def test_the_whole_of_it_is_bounded(mail_server: Running) -> None:
    """Also where every single answer comes in time."""
    mail_server.office.slow = 60.0
    outcome = Mailer(mail_server.settings(), whole=0.3)(LETTER)
    assert (len(mail_server.office.received), mail_server.office.answered) == (1, 0)
    assert isinstance(outcome, NotSent)


# ---------------------------------------------------------------- TLS and passwords


def secured(certificate: tuple[Path, Path]) -> ssl.SSLContext:
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(*certificate)
    return context


@pytest.mark.parametrize("security", ["starttls", "tls"])
def test_over_tls_with_a_password(
    certificate: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch, security: str
) -> None:
    office, context = PostOffice(), secured(certificate)
    secure = {"ssl_context": context} if security == "tls" else {"tls_context": context, "require_starttls": True}
    running = serve(office, authenticator=office.authenticate, auth_required=True, auth_require_tls=False, **secure)
    try:
        server = running.settings(security, host="localhost")
        unknown = Mailer(server, SecretStr(SECRET))(LETTER)
        assert isinstance(unknown, NotSent)
        assert (unknown.everybody, office.passwords) == (True, [])  # an unknown certificate gets no password
        assert "sikkert" in unknown.why
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate[0]))
        assert Mailer(server, SecretStr(SECRET))(LETTER) == Sent()
        wrong = Mailer(server, SecretStr("galt"))(LETTER)
        other_name = Mailer(server.model_copy(update={"host": "127.0.0.1"}), SecretStr(SECRET))(LETTER)
    finally:
        running.stop()
    assert office.passwords[0] == b"riktig"
    assert isinstance(wrong, NotSent)
    assert (wrong.everybody, "brukernavn og passord" in wrong.why, "galt" in wrong.why) == (True, True, False)
    assert isinstance(other_name, NotSent)
    assert "sikkert" in other_name.why
    assert office.receivers == ["byggesak@example.org"]


def test_a_server_without_tls_gets_nothing(mail_server: Running) -> None:
    outcome = Mailer(mail_server.settings("starttls"), SecretStr(SECRET))(LETTER)
    assert isinstance(outcome, NotSent)
    assert outcome.everybody
    assert (mail_server.office.rcpts, mail_server.office.passwords) == ([], [])


def test_a_password_is_not_sent_in_the_clear_to_another_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    office = PostOffice()
    running = serve(office, authenticator=office.authenticate, auth_require_tls=False)
    connect = socket.create_connection

    def here(_address: object, *rest: object, **more: object) -> socket.socket:
        return connect(("127.0.0.1", running.controller.port), *rest, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(socket, "create_connection", here)
    try:
        outcome = Mailer(running.settings(host="mail.example.org"), SecretStr(SECRET))(LETTER)
        own = Mailer(running.settings(), SecretStr(SECRET))(LETTER)
    finally:
        running.stop()
    assert isinstance(outcome, NotSent)
    assert "ukryptert" in outcome.why
    assert own == Sent()
    assert office.passwords == [b"riktig"]


def test_no_secret_and_no_address_is_shown() -> None:
    running = serve(PostOffice())
    running.stop()
    shown = repr(Mailer(running.settings(), SecretStr(SECRET))) + repr(LETTER)
    assert SECRET not in shown
    assert "byggesak@" not in shown
