"""Signing in with a work account at a real provider on this machine, and all that a provider can do wrong."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx2
import pytest
from httpx2 import Response
from starlette.testclient import TestClient

from casewatch.errors import CasewatchError
from casewatch.services.people.accounts import add_account, disable, set_role
from casewatch.settings import Oidc, Settings, Web
from casewatch.store.audit import entries
from casewatch.web.app import create_app
from tests.web.conftest import NOW, Service
from tests.web.oidc_provider import CLIENT, SECRET, Provider, running

ADDRESS = "https://casewatch.example.org"
COOKIE = "__Host-casewatch"


@pytest.fixture(scope="module")
def _provider() -> Iterator[Provider]:
    with running(Provider(NOW)) as found:
        yield found


@pytest.fixture
def provider(_provider: Provider) -> Provider:
    fresh = Provider(NOW)
    _provider.wrong, _provider.secret, _provider.person, _provider.now = "", SECRET, fresh.person, NOW
    _provider.asked.clear()
    return _provider


@pytest.fixture
def office(service: Service, provider: Provider, monkeypatch: pytest.MonkeyPatch) -> Service:
    """The service with a work account for Kari, manager of Kongsvinger."""
    monkeypatch.setenv("CASEWATCH_OIDC_SECRET", SECRET)
    use(service, provider)
    add_account(service.context(), "kari@example.org", "manager", None, "3401")
    return service


def use(service: Service, provider: Provider, **more: Any) -> None:
    service.site.settings = Settings(
        web=Web(base_url=ADDRESS, oidc=Oidc(issuer=provider.issuer, client_id=CLIENT, **more))
    )


def browser(service: Service, timeout: float = 5.0) -> TestClient:
    app = create_app(service.site)
    app.state.work_accounts.timeout = timeout
    return TestClient(app, base_url=ADDRESS, follow_redirects=False)


def answer_of(client: TestClient, til: str = "/") -> str:
    """Go to the provider and give the path it sends the browser back to."""
    away = client.get("/logg-inn/arbeidskonto", params={"til": til}).headers["location"]
    back = urlsplit(httpx2.get(away).headers["location"])
    assert f"{back.scheme}://{back.netloc}" == ADDRESS
    return f"{back.path}?{back.query}"


def enter(client: TestClient, til: str = "/") -> Response:
    return client.get(answer_of(client, til))


def is_in(client: TestClient) -> bool:
    return client.get("/slik-regner-vi").text.count('action="/logg-ut"') == 1


def test_the_page_offers_it_and_it_works(office: Service, provider: Provider) -> None:
    client = browser(office)
    page = client.get("/logg-inn?til=/varsler").text
    assert "Logg inn med arbeidskonto" in page
    assert 'href="/logg-inn/arbeidskonto?til=%2Fvarsler"' in page
    before = client.cookies[COOKIE]
    entered = enter(client, "/varsler")
    assert (entered.status_code, entered.headers["location"]) == (303, "/varsler")
    cookie = entered.headers["set-cookie"]
    assert cookie.startswith(f"{COOKIE}=")
    assert all(flag in cookie for flag in ("; HttpOnly", "; Secure", "; SameSite=lax", "; Path=/"))
    assert "Max-Age" not in cookie
    assert client.cookies[COOKIE] != before, "a word from before would let in whoever planted it"
    assert "kari@example.org (leder)" in client.get("/slik-regner-vi").text
    assert provider.asked == ["openid-configuration", "authorize", "token", "keys"]
    # from now on by the subject alone
    with office.site.store.reading() as connection:
        (tied,) = [each for each in entries(connection, None) if each.action == "account_tied"]
    assert (tied.who, tied.municipality, tied.subject) == ("kari@example.org", "3401", "kari@example.org")
    provider.person = {"sub": "s-1", "preferred_username": "kari.hansen@example.org"}
    assert enter(browser(office)).status_code == 303
    provider.person = {"sub": "s-2", "preferred_username": "kari@example.org"}
    assert enter(browser(office)).status_code == 403


@pytest.mark.parametrize(
    ("wrong", "status", "why"),
    [
        *[(name, 401, "ID token: invalid_claim") for name in ("nonce", "audience", "parties", "issuer")],
        *[(name, 401, "ID token: missing_claim") for name in ("no nonce", "no end", "no subject")],
        ("expired", 401, "ID token: expired_token"),
        ("future", 401, "ID token: invalid_claim"),
        *[(name, 401, "ID token: unsupported_algorithm") for name in ("none", "symmetric")],
        ("key", 401, "ID token: bad_signature"),
        ("no token", 401, "no ID token"),
        ("no name", 401, "no preferred_username"),
        ("denied", 401, "cancelled"),
        ("error", 401, "error answer"),
        ("code", 401, "code not taken"),
        ("mixed up", 401, "other issuer answered"),
        ("500", 503, "provider: HTTPStatusError"),
        ("html", 503, "provider: ValueError"),
    ],
)
def test_an_answer_that_is_not_right_lets_nobody_in(
    office: Service, provider: Provider, wrong: str, status: int, why: str, capfd: pytest.CaptureFixture[str]
) -> None:
    provider.wrong = wrong
    client = browser(office)
    refused = enter(client)
    assert (refused.status_code, refused.text.count('role="alert"')) == (status, 1)
    assert refused.text.count("<h1") == 1
    assert "Logg inn med arbeidskonto" in refused.text, "a way on"
    assert "<script>alert" not in refused.text
    assert not is_in(client)
    with office.site.store.reading() as connection:
        assert not [each for each in entries(connection, None) if each.action == "account_tied"]
    said = "".join(capfd.readouterr())
    assert f"why={why}" in said.replace("'", ""), "whoever runs it can see why"
    assert not [word for word in (SECRET, "kari", "code-", "state=", "hemmelig", "alert(") if word in said.lower()]


@pytest.mark.parametrize("wrong", ["described", "template", "plain"])
def test_a_provider_that_is_another_one_is_not_used(office: Service, provider: Provider, wrong: str) -> None:
    provider.wrong = wrong
    refused = browser(office).get("/logg-inn/arbeidskonto")
    assert refused.status_code == 503
    assert "satt opp feil" in refused.text
    assert provider.asked == ["openid-configuration"]


def test_a_provider_that_is_slow_or_gone(office: Service, provider: Provider) -> None:
    provider.wrong = "slow"
    client = browser(office, timeout=0.4)
    refused = enter(client)
    assert refused.status_code == 503
    assert "svarer ikke nå" in refused.text
    assert not is_in(client)
    use(office, replace(provider, port=1))
    refused = browser(office).get("/logg-inn/arbeidskonto")
    assert (refused.status_code, "svarer ikke nå" in refused.text) == (503, True)


def test_an_answer_opens_once_in_one_browser_for_ten_minutes(office: Service) -> None:
    client = browser(office)
    path = answer_of(client)
    app = client.app
    other = TestClient(app, base_url=ADDRESS, follow_redirects=False)
    other.get("/logg-inn")
    assert other.get(path).status_code == 401, "sent to somebody else, it would sign them in as the sender"
    assert client.get(path).status_code == 401, "and it is used up"
    path = answer_of(client)
    assert client.get(path).status_code == 303
    assert client.get(path).status_code == 401
    assert is_in(client)
    fresh = browser(office)
    path = answer_of(fresh)
    office.pass_by(minutes=11)
    assert fresh.get(path).status_code == 401
    assert fresh.get("/logg-inn/svar?code=code-1").status_code == 401
    assert fresh.get("/logg-inn/svar").status_code == 401


def test_many_that_are_begun_take_no_more_than_their_room(office: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("casewatch.web.work_accounts._MOST", 2)
    client = browser(office)
    first, second, third = (answer_of(client) for _ in range(3))
    assert client.get(first).status_code == 401
    assert client.get(second).status_code == 303
    assert client.get(third).status_code == 401, "begun by the browser as it was before"


def test_only_accounts_that_may(office: Service, provider: Provider) -> None:
    context = office.context()
    provider.person = {"sub": "s-9", "preferred_username": "<b>ola</b>@example.org"}
    refused = enter(browser(office))
    assert refused.status_code == 403
    assert "&lt;b&gt;ola&lt;/b&gt;@example.org har ingen bruker" in refused.text
    provider.person = {"sub": "s-9", "preferred_username": "leder"}
    assert enter(browser(office)).status_code == 403, "an account with a password is not taken over by a name"
    provider.person = {"sub": "s-1", "preferred_username": "kari@example.org"}
    client = browser(office)
    assert enter(client).status_code == 303
    set_role(context, "kari@example.org", "reader", "3401")
    assert not is_in(client)
    assert enter(client).status_code == 303
    disable(context, "kari@example.org")
    assert not is_in(client)
    assert enter(client).status_code == 403


def test_a_new_key_of_the_provider_is_asked_for(office: Service, provider: Provider) -> None:
    from joserfc.jwk import RSAKey

    client = browser(office)
    assert enter(client).status_code == 303
    provider.key = RSAKey.generate_key(2048, {"kid": "second"})
    office.pass_by(minutes=2)
    assert enter(client).status_code == 303
    provider.key = Provider(NOW).key


def test_without_a_secret_and_by_another_claim(
    service: Service, provider: Provider, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("CASEWATCH_OIDC_SECRET", raising=False)
    provider.secret = None
    provider.person = {"sub": "s-1", "email": "kari@example.org", "email_verified": True}
    use(service, provider, name_claim="email", scopes=["openid", "email"])
    add_account(service.context(), "kari@example.org", "region")
    assert enter(browser(service)).status_code == 303
    provider.person, provider.wrong = {"sub": "s-3"}, "unverified"
    assert enter(browser(service)).status_code == 401


def test_the_secret_is_read_at_the_start(office: Service, provider: Provider, tmp_path: Path) -> None:
    file = tmp_path / "hemmelig.txt"
    file.write_text(SECRET, "utf-8")
    file.chmod(0o644)
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv("CASEWATCH_OIDC_SECRET", raising=False)
        use(office, provider, client_secret_file=str(file))
        with pytest.raises(CasewatchError, match=r"web\.oidc\.client_secret_file.*chmod 600") as refused:
            create_app(office.site)
        assert SECRET not in str(refused.value)
        file.chmod(0o600)
        assert enter(browser(office)).status_code == 303


def test_without_settings_there_is_no_such_page(service: Service) -> None:
    client = service.browser()
    assert "arbeidskonto" not in client.get("/logg-inn").text
    assert client.get("/logg-inn/arbeidskonto").status_code == 404
    assert client.get("/logg-inn/svar?state=x&code=y").status_code == 404


def test_nobody_is_sent_elsewhere_afterwards(office: Service) -> None:
    entered = enter(browser(office), "https://example.org/")
    assert entered.headers["location"] == "/"


def test_what_is_asked_for(office: Service) -> None:
    away = urlsplit(browser(office).get("/logg-inn/arbeidskonto").headers["location"])
    asked = {name: values[0] for name, values in parse_qs(away.query).items()}
    assert asked["redirect_uri"] == f"{ADDRESS}/logg-inn/svar"
    assert asked["scope"] == "openid profile email"
    assert len(asked["state"]) == len(asked["nonce"]) == len(asked["code_challenge"]) == 43
