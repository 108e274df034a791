"""Signing in with a work account: OpenID Connect, the code flow with PKCE, and an ID token that is looked at closely.

What is begun is kept here, in the one process of the service, and taken out by the first answer: a state that was used,
or that another browser began, opens nothing. A signed cookie would hold the same, but could be sent twice.
"""

import hashlib
import ssl
import threading
from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache
from secrets import token_urlsafe
from typing import Any
from urllib.parse import urlsplit

import structlog
from pydantic import SecretStr

from casewatch.language import _
from casewatch.settings import Oidc

#: How long somebody may take at the provider, and how many may be on their way; the oldest give way.
_LONGEST, _MOST = timedelta(minutes=10), 1000
#: The provider's description and keys are asked for anew after an hour, its keys also for a key that is not known.
_FRESH, _KEYS_AGAIN = timedelta(hours=1), timedelta(minutes=1)
#: Signatures only the provider can make. Neither "none" nor a key that both know is among them.
_ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512")
_LEEWAY = 60  # seconds by which two clocks may differ
_LOOPBACK = ("localhost", "127.0.0.1", "::1")


class NotSignedIn(Exception):
    """Nobody is signed in: the text says why, to the person, and `why` to the log, with nothing from the answer."""

    def __init__(self, text: str, why: str, status: int = 401) -> None:
        super().__init__(text)
        self.why, self.status = why, status


@dataclass(frozen=True)
class Person:
    """Who the provider says it is, and where they were going."""

    subject: str
    name: str
    back: str


@dataclass(frozen=True)
class _Begun:
    browser: str
    nonce: str
    verifier: str
    back: str
    at: datetime


@dataclass
class WorkAccounts:
    """One identity provider. `timeout` is in seconds, for each of connecting, sending and reading."""

    settings: Oidc
    secret: SecretStr | None
    answer_at: str  # the address of this service that the provider sends people back to
    now: Callable[[], datetime]
    timeout: float = 5.0
    _begun: OrderedDict[str, _Begun] = field(default_factory=OrderedDict)
    _known: dict[str, tuple[datetime, Any]] = field(default_factory=dict)  # address -> when asked, what it said
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def begin(self, token: str, back: str) -> str:
        """Where to send a browser, which keeps `token`. Raises NotSignedIn where the provider cannot be used."""
        described = self._described()
        state, begun = token_urlsafe(32), _Begun(_key(token), token_urlsafe(32), token_urlsafe(48), back, self.now())
        with self._client(described) as client:
            address, _state = client.create_authorization_url(
                described["authorization_endpoint"], state=state, code_verifier=begun.verifier, nonce=begun.nonce
            )
        with self._lock:
            self._begun[state] = begun
            while len(self._begun) > _MOST:
                self._begun.popitem(last=False)
        return str(address)

    def finish(self, token: str, answer: Mapping[str, str]) -> Person:
        """Who came back with the answer in an address. Raises NotSignedIn; the state is used up in every case."""
        with self._lock:
            begun = self._begun.pop(answer.get("state", ""), None)
        if begun is None or begun.browser != _key(token) or self.now() - begun.at > _LONGEST:
            raise NotSignedIn(
                _("Innloggingen tok for lang tid, eller ble begynt et annet sted. Prøv en gang til."), "state"
            )
        if answer.get("iss", self.settings.issuer) != self.settings.issuer:
            raise _refused("other issuer answered")
        if "error" in answer or "code" not in answer:
            if answer.get("error") == "access_denied":
                raise NotSignedIn(_("Innloggingen ble avbrutt. Du kan prøve en gang til."), "cancelled")
            raise _refused("error answer")
        described = self._described()
        claims = self._claims(described, self._id_token(described, answer["code"], begun.verifier), begun.nonce)
        name = claims.get(self.settings.name_claim)
        if not isinstance(name, str) or not name.strip():
            raise _refused(f"no {self.settings.name_claim}")
        if self.settings.name_claim == "email" and claims.get("email_verified", True) is not True:
            raise _refused("email not verified")
        return Person(claims["sub"], name.strip().lower()[:200], begun.back)

    def _id_token(self, described: Mapping[str, Any], code: str, verifier: str) -> str:
        import httpx2
        from authlib.integrations.base_client import OAuthError  # type: ignore[import-untyped]

        try:
            with self._client(described) as client:
                tokens = client.fetch_token(
                    described["token_endpoint"], code=code, code_verifier=verifier, grant_type="authorization_code"
                )
        except OAuthError:
            raise _refused("code not taken") from None
        except (httpx2.HTTPError, ValueError) as error:
            raise _silent(error) from None
        token = tokens.get("id_token") if isinstance(tokens, Mapping) else None
        if not isinstance(token, str):
            raise _refused("no ID token")
        return token

    def _claims(self, described: Mapping[str, Any], token: str, nonce: str) -> Mapping[str, Any]:
        """What an ID token says, once its signature, issuer, audience, time and nonce are found right."""
        from authlib.oidc.core import CodeIDToken  # type: ignore[import-untyped]
        from joserfc import jwt
        from joserfc.errors import InvalidKeyIdError, JoseError
        from joserfc.jws import JWSRegistry

        # headers that are not known, of which providers have some, are let be
        allowed = JWSRegistry(algorithms=list(_ALGORITHMS), strict_check_header=False)
        try:
            try:
                found = jwt.decode(token, self._keys(described), registry=allowed)
            except InvalidKeyIdError:  # the provider has a new key
                found = jwt.decode(token, self._keys(described, again=True), registry=allowed)
            claims = CodeIDToken(
                found.claims,
                found.header,
                {
                    "iss": {"essential": True, "values": [self.settings.issuer]},
                    "aud": {"essential": True, "values": [self.settings.client_id]},
                    "sub": {"essential": True},
                },
                {"nonce": nonce, "client_id": self.settings.client_id},
            )
            claims.validate(now=int(self.now().timestamp()), leeway=_LEEWAY)
        except (JoseError, ValueError, TypeError) as error:
            raise _refused(f"ID token: {getattr(error, 'error', '') or type(error).__name__}") from None
        return claims  # type: ignore[no-any-return]  # authlib has no types

    def _described(self) -> Mapping[str, Any]:
        """What the provider says of itself. Its addresses must be as safe as the issuer's own."""
        issuer = self.settings.issuer
        found = self._get(issuer.rstrip("/") + "/.well-known/openid-configuration", _FRESH)
        if not isinstance(found, dict) or found.get("issuer") != issuer:
            raise _misconfigured("issuer differs from the one in the settings")
        for name in ("authorization_endpoint", "token_endpoint", "jwks_uri"):
            if not _safe(found.get(name), issuer):
                raise _misconfigured(f"{name} is missing or not https")
        return found

    def _keys(self, described: Mapping[str, Any], again: bool = False) -> Any:
        from joserfc.errors import JoseError
        from joserfc.jwk import JWKRegistry, KeySet

        found = self._get(described["jwks_uri"], _KEYS_AGAIN if again else _FRESH)
        keys = []
        for each in found.get("keys", ()) if isinstance(found, dict) else ():
            try:  # one key of a kind nobody here knows should keep nobody out
                if each.get("kty") in ("RSA", "EC") and each.get("use", "sig") == "sig":
                    keys.append(JWKRegistry.import_key(each))
            except (JoseError, ValueError, TypeError, AttributeError):
                continue
        return KeySet(keys)

    def _get(self, address: str, fresh: timedelta) -> Any:
        import httpx2

        known = self._known.get(address)
        if known is not None and self.now() - known[0] < fresh:
            return known[1]
        try:
            answer = httpx2.get(address, timeout=self.timeout, follow_redirects=False, verify=_certificates())
            answer.raise_for_status()
            found = answer.json()
        except (httpx2.HTTPError, ValueError) as error:
            raise _silent(error) from None
        self._known[address] = (self.now(), found)
        return found

    def _client(self, described: Mapping[str, Any]) -> Any:
        from authlib.integrations.httpx_client import OAuth2Client  # type: ignore[import-untyped]

        method = "none"
        if self.secret is not None:
            # in the form where that is allowed: in a header, providers differ on how signs in a secret are written
            allowed = described.get("token_endpoint_auth_methods_supported") or ()
            method = "client_secret_post" if "client_secret_post" in allowed else "client_secret_basic"
        return OAuth2Client(
            self.settings.client_id,
            None if self.secret is None else self.secret.get_secret_value(),
            token_endpoint_auth_method=method,
            scope=" ".join(self.settings.scopes),
            redirect_uri=self.answer_at,
            code_challenge_method="S256",
            timeout=self.timeout,
            verify=_certificates(),
        )


@cache
def _certificates() -> ssl.SSLContext:
    """Whom to trust; read once, since that takes longer than asking."""
    import httpx2

    return httpx2.create_ssl_context()


def note_refusal(error: NotSignedIn) -> None:
    """Tell whoever runs the service why somebody was not let in, without who it was."""
    structlog.get_logger("casewatch.web").warning("work account not signed in", why=error.why)


def _safe(address: object, issuer: str) -> bool:
    if not isinstance(address, str):
        return False
    found = urlsplit(address)
    trial = urlsplit(issuer).scheme == "http"  # the settings allow that on this machine only
    return found.scheme == "https" or (trial and found.scheme == "http" and found.hostname in _LOOPBACK)


def _key(token: str) -> str:
    return hashlib.sha256(b"begun:" + token.encode()).hexdigest()


def _refused(why: str) -> NotSignedIn:
    return NotSignedIn(
        _("Svaret fra arbeidskontoen kan ikke godtas. Prøv en gang til, og si fra til den som drifter casewatch."), why
    )


def _misconfigured(why: str) -> NotSignedIn:
    text = _("Innlogging med arbeidskonto er satt opp feil. Si fra til den som drifter casewatch.")
    return NotSignedIn(text, why, 503)


def _silent(error: Exception) -> NotSignedIn:
    text = _("Arbeidskontoen svarer ikke nå. Prøv igjen om noen minutter.")
    return NotSignedIn(text, f"provider: {type(error).__name__}", 503)
