"""What stands around every page: the browser's token, the language, headers that tie the page down, one log line."""

import re
import time
import traceback
from collections.abc import Callable
from pathlib import Path
from secrets import token_urlsafe

import structlog
from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from casewatch.language import LANGUAGES, set_language
from casewatch.web.visitor import cookie_name, secure

LANGUAGE_COOKIE = "sprak"
_WORD = re.compile(r"[A-Za-z0-9_-]{43}")
_POLICY = "; ".join(
    (
        "default-src 'none'",
        "img-src 'self' data:",  # Designsystemet's symbols stand in its style sheet; a picture runs nothing
        "style-src 'self'",
        "script-src 'self'",
        "font-src 'self'",
        "connect-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)
_HEADERS = {
    "Content-Security-Policy": _POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Cache-Control": "no-store",
}


class Around:
    """ASGI: gives a browser without a token one, chooses the language, sets headers, and logs what was answered.

    A mistake of our own ends here, and not in the server, whose log would repeat the values in it: `unexpected` makes
    the page for it.
    """

    def __init__(self, app: ASGIApp, unexpected: Callable[[Request, Exception], Response]) -> None:
        self.app = app
        self.unexpected = unexpected
        self.log = structlog.get_logger("casewatch.web")

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        request = Request(scope)
        given = request.cookies.get(cookie_name(request), "")
        new = not _WORD.fullmatch(given)
        request.state.token = token_urlsafe(32) if new else given
        wanted = request.cookies.get(LANGUAGE_COOKIE, "nb")
        set_language(wanted if wanted in LANGUAGES else "nb")
        began, status, started = time.perf_counter(), 500, False

        async def answer(message: Message) -> None:
            nonlocal status, started
            if message["type"] == "http.response.start":
                status, started = message["status"], True
                headers = MutableHeaders(scope=message)
                for name, value in _HEADERS.items():
                    headers.setdefault(name, value)
                if secure(request):
                    headers.setdefault("Strict-Transport-Security", "max-age=31536000")
                name = cookie_name(request)
                if new and not _sets(headers, name) and headers["Cache-Control"] == "no-store":
                    close = "; Secure" if secure(request) else ""
                    headers.append("Set-Cookie", f"{name}={request.state.token}; Path=/; HttpOnly; SameSite=lax{close}")
            await send(message)

        try:
            await self.app(scope, receive, answer)
        except Exception as error:
            self.log.error("failed", kind=type(error).__name__, place=_place(error))
            if started:  # half an answer is out: the server must cut the connection, without the error's own words
                raise ConnectionAbortedError(type(error).__name__) from None
            await self.unexpected(request, error)(scope, receive, answer)
        finally:
            seconds = time.perf_counter() - began
            # The pattern of the route and not the address: an address may hold a case number.
            route = getattr(scope.get("route"), "path", None)
            request.app.state.metrics.answered(request.method, route or "other", status, seconds)
            self.log.info(
                "answered", method=request.method, route=route, status=status, milliseconds=round(seconds * 1000, 1)
            )


def _sets(headers: MutableHeaders, name: str) -> bool:
    return any(value.startswith(f"{name}=") for value in headers.getlist("Set-Cookie"))


def _place(error: Exception) -> str:
    """``file.py:12 function`` where it was raised; the text of an error may hold a value of a case."""
    frame = traceback.extract_tb(error.__traceback__)[-1]
    return f"{Path(frame.filename).name}:{frame.lineno} {frame.name}"


class SaidTooLarge:
    """ASGI: `answer` refuses what announces more than `most` bytes."""

    def __init__(self, app: ASGIApp, most: int, answer: Callable[[Request], Response]) -> None:
        self.app, self.most, self.answer = app, most, answer

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            said = Headers(scope=scope).get("content-length", "")
            if said.isascii() and said.isdecimal() and (len(said) > 18 or int(said) > self.most):
                await self.answer(Request(scope, receive))(scope, receive, send)
                return
        await self.app(scope, receive, send)
