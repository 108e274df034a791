"""An identity provider of our own: real HTTP on a free port, real signatures, and everything it can do wrong.

`wrong` says what: ``nonce``, ``audience``, ``parties`` (meant for two, and another one asked), ``issuer``, ``expired``,
``future``, ``none`` (unsigned), ``symmetric`` (signed with the public key as a shared secret), ``key`` (signed with
another key of the same name), ``no token``, ``no name``, ``unverified``, ``denied``, ``error``, ``code``, ``500``,
``html``, ``slow``, ``described`` (as another issuer), ``plain`` (a token address without https), ``template``.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from urllib.parse import parse_qs, urlencode

import uvicorn
from joserfc import jws, jwt
from joserfc.jwk import RSAKey
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.routing import Route

CLIENT, SECRET = "casewatch-prøve", "en hemmelighet: æ/+%"
TENANT = "/11111111-2222-3333-4444-555555555555/v2.0"


@dataclass
class Provider:
    """One provider. It signs in whoever `person` is, without asking."""

    now: datetime
    port: int = 0
    wrong: str = ""
    secret: str | None = SECRET
    person: dict[str, Any] = field(default_factory=lambda: {"sub": "s-1", "preferred_username": "Kari@Example.org"})
    codes: dict[str, dict[str, str]] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)  # paths, in order
    key: RSAKey = field(default_factory=lambda: RSAKey.generate_key(2048, {"kid": "first"}))

    @property
    def issuer(self) -> str:
        return f"http://127.0.0.1:{self.port}{TENANT}"

    def app(self) -> Starlette:
        return Starlette(
            routes=[
                Route(f"{TENANT}/.well-known/openid-configuration", self.described),
                Route(f"{TENANT}/authorize", self.authorize),
                Route(f"{TENANT}/token", self.token, methods=["POST"]),
                Route(f"{TENANT}/keys", self.keys),
            ]
        )

    def described(self, request: Request) -> Response:
        self._note(request)
        found = {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": f"{self.issuer}/token",
            "jwks_uri": f"{self.issuer}/keys",
            "token_endpoint_auth_methods_supported": ["client_secret_post", "client_secret_basic"],
            # what it says it can sign with decides nothing
            "id_token_signing_alg_values_supported": ["RS256", "none", "HS256"],
        }
        if self.wrong == "described":
            found["issuer"] = "https://login.example.org/v2.0"
        if self.wrong == "template":
            found["issuer"] = "https://login.microsoftonline.com/{tenantid}/v2.0"
        if self.wrong == "plain":
            found["token_endpoint"] = "http://login.example.org/token"
        return JSONResponse(found)

    def authorize(self, request: Request) -> Response:
        self._note(request)
        asked = dict(request.query_params)
        assert asked["response_type"] == "code"
        assert asked["client_id"] == CLIENT
        assert asked["code_challenge_method"] == "S256"
        assert "openid" in asked["scope"].split()
        if self.wrong in ("denied", "error"):
            code = "access_denied" if self.wrong == "denied" else "<script>alert(1)</script>"
            answer = {"error": code, "error_description": "<script>alert(2)</script>", "state": asked["state"]}
        else:
            code = f"code-{len(self.codes)}"
            self.codes[code] = asked
            answer = {"code": code, "state": asked["state"], "iss": self.issuer}
            if self.wrong == "mixed up":
                answer["iss"] = "https://login.example.org/v2.0"
        return RedirectResponse(f"{asked['redirect_uri']}?{urlencode(answer)}", 302)

    async def token(self, request: Request) -> Response:
        self._note(request)
        form = {name: values[0] for name, values in parse_qs((await request.body()).decode()).items()}
        if self.wrong == "slow":
            time.sleep(1.5)
        if self.wrong == "500":
            return Response("oops", 500)
        if self.wrong == "html":
            return HTMLResponse("<h1>Proxy</h1>")
        asked = self.codes.pop(form.get("code", ""), None)
        challenge = base64.urlsafe_b64encode(hashlib.sha256(form.get("code_verifier", "").encode()).digest())
        if (
            asked is None
            or self.wrong == "code"
            or asked["code_challenge"] != challenge.decode().rstrip("=")
            or asked["redirect_uri"] != form.get("redirect_uri")
            or not self._knows_client(request, form)
        ):
            return JSONResponse({"error": "invalid_grant", "error_description": "hemmelig"}, 400)
        answer = {"access_token": "a", "token_type": "Bearer", "expires_in": 3600}
        if self.wrong != "no token":
            answer["id_token"] = self._id_token(asked["nonce"])
        return JSONResponse(answer)

    def keys(self, request: Request) -> Response:
        self._note(request)
        others = [{"kty": "AKP", "kid": "new"}, {"kty": "RSA", "kid": "broken", "n": "x"}, "no key"]
        return JSONResponse({"keys": [*others, self.key.as_dict(private=False, use="sig")]})

    def _knows_client(self, request: Request, form: dict[str, str]) -> bool:
        """The secret in the form, or none."""
        given = (form.get("client_id"), form.get("client_secret"), request.headers.get("authorization"))
        return given == (CLIENT, self.secret, None)

    def _id_token(self, nonce: str) -> str:
        at = int(self.now.timestamp())
        claims = {"iss": self.issuer, "aud": CLIENT, "iat": at, "nbf": at, "exp": at + 3600, "nonce": nonce}
        claims |= self.person
        changes: dict[str, dict[str, Any]] = {
            "nonce": {"nonce": "another"},
            "no nonce": {"nonce": None},
            "audience": {"aud": "another"},
            "parties": {"aud": [CLIENT, "another"], "azp": "another"},
            "issuer": {"iss": "https://login.example.org/v2.0"},
            "expired": {"exp": at - 3600, "iat": at - 7200, "nbf": at - 7200},
            "future": {"iat": at + 7200, "nbf": at + 7200, "exp": at + 9000},
            "no end": {"exp": None},
            "no subject": {"sub": None},
            "no name": {"preferred_username": None},
            "unverified": {"email": "kari@example.org", "email_verified": False},
        }
        claims = {name: value for name, value in (claims | changes.get(self.wrong, {})).items() if value is not None}
        header = {"alg": "RS256", "kid": "first", "x5t": "abc"}
        if self.wrong in ("none", "symmetric"):
            alg = "none" if self.wrong == "none" else "HS256"
            signed = f"{_part(json.dumps(header | {'alg': alg}).encode())}.{_part(json.dumps(claims).encode())}"
            shared = self.key.as_pem(private=False)
            mark = b"" if self.wrong == "none" else hmac.digest(shared, signed.encode(), "sha256")
            return f"{signed}.{_part(mark)}"
        key = RSAKey.generate_key(2048, {"kid": "first"}) if self.wrong == "key" else self.key
        registry = jws.JWSRegistry(algorithms=["RS256"], strict_check_header=False)
        return jwt.encode(header | {"kid": key.kid or "first"}, claims, key, registry=registry)

    def _note(self, request: Request) -> None:
        self.asked.append(request.url.path.rpartition("/")[2])


def _part(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).decode().rstrip("=")


@contextmanager
def running(provider: Provider) -> Iterator[Provider]:
    """Serve on a free port meanwhile."""
    config = uvicorn.Config(provider.app(), port=0, log_level="error", lifespan="off")
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    until = time.monotonic() + 10
    while not server.started and time.monotonic() < until:
        time.sleep(0.01)
    assert server.started
    provider.port = server.servers[0].sockets[0].getsockname()[1]
    try:
        yield provider
    finally:
        server.should_exit = True
        thread.join(10)
