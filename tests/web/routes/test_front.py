"""The first page is the one somebody came for; who has not signed in sees the open page only."""

from __future__ import annotations

import pytest

from casewatch.store.accounts import account_named, update_account
from tests.web.conftest import PASSWORD, PEOPLE, Service, send

FIRST = {
    "leser": "/kommune/3401",
    "behandler": "/saker",
    "leder": "/kommune/3401",
    "grue": "/kommune/3417",
    "region": "/sammenligning",
    "admin": "/brukere",
}


@pytest.mark.parametrize("name", PEOPLE)
def test_everybody_begins_where_they_came_for(service: Service, name: str) -> None:
    assert service.browser(name).get("/").headers["location"] == FIRST[name]


def test_a_visitor_begins_at_the_open_page(service: Service) -> None:
    assert service.browser().get("/").headers["location"] == "/forventet"


def test_the_language_is_kept_in_the_browser(service: Service) -> None:
    browser = service.browser()
    assert browser.get("/sprak/en?til=/logg-inn").headers["location"] == "/logg-inn"
    page = browser.get("/logg-inn").text
    assert '<html lang="en"' in page
    assert "Sign in" in page


@pytest.mark.parametrize("away", ["https://example.org/", "//example.org", "/\\example.org", "javascript:alert(1)"])
def test_no_link_leads_away(service: Service, away: str) -> None:
    assert service.browser().get("/sprak/en", params={"til": away}).headers["location"] == "/"


def test_without_accounts_only_this_machine_gets_in(service: Service) -> None:
    with service.site.store.writing() as connection:
        connection.exec_driver_sql("DELETE FROM web_session")
        connection.exec_driver_sql("DELETE FROM account")
    browser = service.browser()
    assert browser.get("/").headers["location"] == "/sammenligning"
    # a proxy in front: others than the person at the machine ask
    assert browser.get("/", headers={"X-Forwarded-For": "127.0.0.1"}).headers["location"] == "/forventet"
    service.site.local = False
    assert browser.get("/").headers["location"] == "/forventet"


def test_whoever_is_shut_out_is_out_at_once(service: Service) -> None:
    browser = service.browser("leder")
    with service.site.store.writing() as connection:
        found = account_named(connection, "leder")
        assert found is not None
        update_account(connection, found.id, {"disabled": True})
    assert browser.get("/").headers["location"] == "/forventet"
    answer = send(browser, "/logg-inn", {"name": "leder", "password": PASSWORD, "til": "/"})
    assert answer.status_code == 401
