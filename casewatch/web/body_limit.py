"""Requests that say themselves how large they are, and are too large: refused before they are read, in our own words.

The library's limit, which counts what really comes, would answer these in English, as text, even to a program that
expects JSON.
"""

from __future__ import annotations

from collections.abc import Callable

from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send


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
