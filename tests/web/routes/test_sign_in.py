"""Signing in on the pages: cookies, attempts, words from before, and who a service without accounts lets in."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from starlette.testclient import TestClient

from casewatch.services.people.accounts import set_password, set_role
from casewatch.settings import Settings, Web
from casewatch.web.app import create_app
from tests.web.conftest import PASSWORD, Service, send, token

FORM = {"name": "leder", "password": PASSWORD, "til": "/varsler"}


def is_in(browser: TestClient) -> bool:
    return browser.get("/logg").status_code == 200


def test_a_wrong_name_and_a_wrong_password_look_the_same(service: Service) -> None:
    browser = service.browser()
    answers = [
        send(browser, "/logg-inn", FORM | wrong)
        for wrong in ({"name": "finnes-ikke"}, {"password": "feil"}, {"password": ""}, {"name": ""})
    ]
    assert [each.status_code for each in answers] == [401] * 4
    assert all("Brukernavnet eller passordet er feil." in each.text for each in answers)
    assert all(PASSWORD not in each.text for each in answers)
    assert not is_in(browser)


def test_a_word_from_before_is_not_kept(service: Service) -> None:
    """Whoever planted a word in a browser would be signed in with it."""
    browser = service.browser()
    browser.get("/logg-inn")
    planted = browser.cookies["casewatch"]
    entered = send(browser, "/logg-inn", FORM)
    assert (entered.status_code, entered.headers["location"]) == (303, "/varsler")
    assert browser.cookies["casewatch"] != planted
    other = service.browser()
    other.cookies.set("casewatch", planted)
    assert not is_in(other)
    assert is_in(browser)


def test_a_session_that_was_signed_out_opens_nothing(service: Service) -> None:
    browser = service.browser("leder")
    word = browser.cookies["casewatch"]
    thief = service.browser()
    thief.cookies.set("casewatch", word)
    assert is_in(thief)
    left = send(browser, "/logg-ut", {}, "/logg")
    assert (left.status_code, left.headers["location"]) == (303, "/")
    assert not is_in(browser)
    assert not is_in(thief)


def test_signing_in_anew_ends_what_was_signed_in_here(service: Service) -> None:
    browser = service.browser("leder")
    before = browser.cookies["casewatch"]
    assert send(browser, "/logg-inn", FORM | {"name": "grue"}).status_code == 303
    assert "grue (leder)" in browser.get("/logg").text
    other = service.browser()
    other.cookies.set("casewatch", before)
    assert not is_in(other)


def test_time_role_and_password_end_a_session(service: Service) -> None:
    browser = service.browser("leder")
    service.pass_by(hours=1, minutes=59)
    assert is_in(browser)
    service.pass_by(hours=2, minutes=1)
    assert not is_in(browser)
    changes: list[Callable[[], None]] = [
        lambda: set_role(service.context(), "leder", "manager", "3417"),
        lambda: set_password(service.context(), "leder", PASSWORD),
    ]
    for change in changes:
        browser = service.browser("leder")
        assert is_in(browser)
        change()
        assert not is_in(browser)


def test_cookies_behind_https(service: Service) -> None:
    service.site.settings = Settings(web=Web(base_url="https://casewatch.example.org"))
    browser = TestClient(create_app(service.site), base_url="https://casewatch.example.org", follow_redirects=False)
    first = browser.get("/logg-inn")
    assert first.headers["strict-transport-security"] == "max-age=31536000"
    entered = browser.post("/logg-inn", data=FORM | {"csrf": token(browser)})
    for answer in (first, entered):
        (cookie,) = answer.headers.get_list("set-cookie")
        name, *flags = cookie.split("; ")
        assert name.startswith("__Host-casewatch=")
        assert {flag.lower() for flag in flags} == {"secure", "httponly", "samesite=lax", "path=/"}
    assert is_in(browser)


def test_guessing_is_slow(service: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("casewatch.web.routes.sign_in.sign_in", lambda *_: None)
    browser = service.browser()
    key = token(browser)
    wrong = {"csrf": key, "password": "feil"}
    first = [browser.post("/logg-inn", data=wrong | {"name": "Leder"}).status_code for _ in range(11)]
    assert first == [401] * 10 + [429], "one account"
    assert browser.post("/logg-inn", data=wrong | {"name": "leder "}).status_code == 429, "however it is written"
    others = [browser.post("/logg-inn", data=wrong | {"name": f"navn{n}"}).status_code for n in range(50)]
    assert (others[0], others[-1]) == (401, 429), "one address"
    refused = browser.post("/logg-inn", data=wrong | {"name": "en til"})
    assert "Vent noen minutter" in refused.text


@pytest.mark.parametrize(
    "away", ["https://example.org/", "//example.org", "/\\example.org", "/\t/example.org", "javascript:alert(1)", ""]
)
def test_nobody_is_led_away(service: Service, away: str) -> None:
    browser = service.browser()
    assert 'name="til" value="/"' in browser.get("/logg-inn", params={"til": away}).text
    assert send(browser, "/logg-inn", FORM | {"til": away}).headers["location"] == "/"


@pytest.fixture
def alone(service: Service) -> Service:
    """Without accounts."""
    with service.site.store.writing() as connection:
        connection.exec_driver_sql("DELETE FROM web_session")
        connection.exec_driver_sql("DELETE FROM account")
    return service


@pytest.mark.parametrize(
    "sent",
    [
        {"X-Forwarded-For": "127.0.0.1"},
        {"X-Forwarded-Proto": "https"},
        {"Forwarded": "for=127.0.0.1"},
        {"Via": "1.1 proxy"},
        {"X-Real-IP": "127.0.0.1"},
        {"X-ARR-LOG-ID": "x"},
        {"X-Original-URL": "/"},
        {"Referer": "https://casewatch.example.org/"},
        {"Origin": "https://casewatch.example.org"},
        {"Referer": "http://[broken"},
    ],
)
def test_without_accounts_a_proxy_lets_nobody_in(alone: Service, sent: dict[str, str]) -> None:
    browser = alone.browser()
    assert browser.get("/logg").status_code == 200
    refused = browser.get("/logg", headers=sent)
    assert (refused.status_code, refused.headers["location"]) == (303, "/logg-inn?til=%2Flogg")


def test_without_accounts_another_address_lets_nobody_in(alone: Service) -> None:
    far = TestClient(
        create_app(alone.site), base_url="http://localhost", follow_redirects=False, client=("192.0.2.7", 5000)
    )
    assert far.get("/logg").status_code == 303
    alone.site.local = False  # the settings say how others reach it
    assert alone.browser().get("/logg").status_code == 303


def test_an_account_that_is_shut_out_still_closes_the_door(alone: Service) -> None:
    """Else shutting out the last one would let everybody at the machine in."""
    from casewatch.services.people.accounts import add_account, disable

    add_account(alone.context(), "kari", "region")
    disable(alone.context(), "kari")
    assert alone.browser().get("/logg").status_code == 303
