"""Mail by SMTP: one message to one receiver, and in one sentence what became of it.

A message carries the same Message-ID each time it is tried, so that a second copy can be recognised as one. The
server's own words are not repeated: they may hold addresses.
"""

import re
import smtplib
import socket
import ssl
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

from pydantic import SecretStr

from casewatch.language import _, current_language
from casewatch.notify.items import NotSent, Outcome, Sent
from casewatch.notify.wording import Wording
from casewatch.settings import Mail

#: Seconds the server may take for one answer, and for a whole message: a claim on a message lasts longer than that.
ANSWER, WHOLE = 20.0, 60.0
_GOODBYE = 2.0


@dataclass(frozen=True)
class Enclosed:
    """A file in a message: attached, or a picture that the HTML shows as ``cid:`` and this name."""

    name: str
    media_type: str
    content: bytes = field(repr=False)
    cid: str | None = None  # without its angle brackets


@dataclass(frozen=True)
class Letter:
    """A message to one receiver."""

    to_name: str
    to: str = field(repr=False)
    content: Wording = field(repr=False)
    message_id: str  # with its angle brackets
    thread: str | None  # the Message-ID that messages belonging together refer to
    date: datetime
    enclosed: Sequence[Enclosed] = ()


def composed(letter: Letter, sender: str) -> EmailMessage:
    """The message as it goes out: plain text and HTML, the pictures with the HTML, the files beside both.

    A line break in a header is impossible (ValueError).
    """
    message = EmailMessage(policy=SMTP)
    message["From"] = Address("casewatch", addr_spec=sender)
    message["To"] = Address(" ".join(letter.to_name.split()), addr_spec=letter.to)
    message["Subject"] = letter.content.subject
    message["Date"] = format_datetime(letter.date)
    message["Message-ID"] = letter.message_id
    if letter.thread:
        message["In-Reply-To"] = letter.thread
        message["References"] = letter.thread
    # Nobody's absence is to be reported back, by mail servers of either school.
    message["Auto-Submitted"] = "auto-generated"
    message["X-Auto-Response-Suppress"] = "All"
    message.set_content(letter.content.text, cte="quoted-printable")
    message.add_alternative(letter.content.html, subtype="html", cte="quoted-printable")
    html = message.get_body(("html",))
    assert html is not None
    for each in letter.enclosed:
        main, _slash, sub = each.media_type.partition("/")
        if each.cid:
            html.add_related(each.content, main, sub, cid=f"<{each.cid}>", filename=each.name, disposition="inline")
        else:
            message.add_attachment(each.content, main, sub, filename=each.name)
    message["Content-Language"] = current_language()  # here, since setting a content takes such headers away
    return message


@dataclass(frozen=True)
class Mailer:
    """Sends letters by one server."""

    server: Mail
    password: SecretStr | None = None
    answer: float = ANSWER
    whole: float = WHOLE

    def __call__(self, letter: Letter) -> Outcome:
        """Send it. Never raises for what a server or a network does."""
        try:
            message = composed(letter, self.server.sender)
        except (ValueError, MessageError):
            return NotSent(_("adressen eller teksten kan ikke brukes i e-post"), lasting=True)
        smtp = self._smtp()
        try:
            with self._bounded(smtp):
                if trouble := self._opened(smtp):
                    return trouble
                return _handed_over(smtp, message, self.server.sender, letter.to)
        finally:
            _goodbye(smtp)

    def _smtp(self) -> smtplib.SMTP:
        """Not connected yet, so that the whole of it can be bounded in time."""
        name = self.server.sender.rpartition("@")[2]
        smtp: smtplib.SMTP
        if self.server.security == "tls":
            smtp = smtplib.SMTP_SSL(local_hostname=name, timeout=self.answer, context=ssl.create_default_context())
        else:
            smtp = smtplib.SMTP(local_hostname=name, timeout=self.answer)
        # The name certificates are checked against; the library sets it only where it connects at once.
        smtp._host = self.server.host  # type: ignore[attr-defined]
        return smtp

    @contextmanager
    def _bounded(self, smtp: smtplib.SMTP) -> Iterator[None]:
        """Cut the connection after a while: a server that sends a byte now and then would never time out."""

        def cut() -> None:
            with suppress(OSError, AttributeError):
                smtp.sock.shutdown(socket.SHUT_RDWR)  # type: ignore[union-attr]

        timer = threading.Timer(self.whole, cut)
        timer.daemon = True
        timer.start()
        try:
            yield
        finally:
            timer.cancel()

    def _opened(self, smtp: smtplib.SMTP) -> NotSent | None:
        """Connect, secure the line and sign in; what goes wrong here goes wrong for every receiver."""
        where = f"{self.server.host}:{self.server.port}"
        try:
            code, _text = smtp.connect(self.server.host, self.server.port)
            if code != 220:
                return _everybody(_("e-posttjeneren {where} tar ikke imot nå (svar {code})"), where, code=code)
            smtp.ehlo_or_helo_if_needed()
            if self.server.security == "starttls":
                smtp.starttls(context=ssl.create_default_context())
                smtp.ehlo_or_helo_if_needed()
            if self.password is not None and smtp.has_extn("auth"):
                if self.server.security == "none" and not _is_here(self.server.host):
                    return _everybody(
                        _("passordet sendes ikke ukryptert til {where}; sett mail.security til starttls eller tls"),
                        where,
                    )
                smtp.login(self.server.user or self.server.sender, self.password.get_secret_value())
        except ssl.SSLError as error:
            why = getattr(error, "verify_message", "") or error.reason or "TLS"
            return _everybody(_("{where} kan ikke nås sikkert ({why})"), where, why=str(why))
        except smtplib.SMTPNotSupportedError:
            return _everybody(_("e-posttjeneren {where} kan ikke det innstillingene ber om (mail.security)"), where)
        except smtplib.SMTPAuthenticationError as error:
            return _everybody(
                _("e-posttjeneren {where} godtar ikke brukernavn og passord (svar {code})"), where, code=error.smtp_code
            )
        except smtplib.SMTPResponseException as error:
            return _everybody(_("e-posttjeneren {where} tar ikke imot nå (svar {code})"), where, code=error.smtp_code)
        except (OSError, UnicodeError) as error:  # smtplib's own errors are OSErrors too
            return _everybody(_("e-posttjeneren {where} svarer ikke ({why})"), where, why=_reason(error))
        return None


def _handed_over(smtp: smtplib.SMTP, message: EmailMessage, sender: str, receiver: str) -> Outcome:
    try:
        smtp.send_message(message, from_addr=sender, to_addrs=[receiver])
    except smtplib.SMTPSenderRefused as error:
        text = _("e-posttjeneren godtar ikke avsenderen (svar {code})")
        return NotSent(text.format(code=_code(error.smtp_code, error.smtp_error)), everybody=True)
    except smtplib.SMTPRecipientsRefused as error:
        code, said = next(iter(error.recipients.values()))
        text = _("e-posttjeneren avviste mottakeren (svar {code})")
        return NotSent(text.format(code=_code(code, said)), lasting=code >= 500)
    except smtplib.SMTPResponseException as error:
        text = _("e-posttjeneren avviste meldingen (svar {code})")
        return NotSent(text.format(code=_code(error.smtp_code, error.smtp_error)), lasting=error.smtp_code >= 500)
    except (OSError, smtplib.SMTPException) as error:
        return NotSent(_("forbindelsen ble brutt midt i sendingen ({why})").format(why=_reason(error)))
    return Sent()


def _goodbye(smtp: smtplib.SMTP) -> None:
    """Take leave in short: what became of the message is to be recorded, whatever the server does now."""
    with suppress(OSError, AttributeError, smtplib.SMTPException):
        smtp.sock.settimeout(_GOODBYE)  # type: ignore[union-attr]
        smtp.quit()
    smtp.close()


def _everybody(text: str, where: str, **values: object) -> NotSent:
    return NotSent(text.format(where=where, **values), everybody=True)


def _is_here(host: str) -> bool:
    return host in ("localhost", "::1") or host.startswith("127.")


def _code(code: int, said: bytes | str) -> str:
    """``550 5.1.1``: the reply and its detail, without the text behind them."""
    text = said.decode("ascii", "replace") if isinstance(said, bytes) else said
    detail = re.match(r"[245]\.\d{1,3}\.\d{1,3}(?=\s|$)", text)
    return f"{code} {detail[0]}" if detail else str(code)


def _reason(error: BaseException) -> str:
    if isinstance(error, smtplib.SMTPServerDisconnected) and isinstance(error.__context__, OSError):
        error = error.__context__  # what the library found out
    if isinstance(error, TimeoutError):
        return _("tidsavbrudd")
    if isinstance(error, OSError) and error.strerror:
        return error.strerror
    return _("brutt forbindelse")
