"""Varsler: what is due by urgency, answered with a reason and an end, and whom the settings tell.

By hand, for 31 March 2026: of Kongsvinger's open cases 2026/10 is over the limit and 2026/9 nears it; 2026/8 was
decided without ever being complete; and with 4 of 5 under the limit, one over it and open, the goal cannot be reached.
In Grue 2026/77 has run since 2 March.
"""

from __future__ import annotations

import html
import re
from datetime import date
from typing import Any

from starlette.testclient import TestClient

from casewatch.settings import Settings
from casewatch.store.alerts import answers
from casewatch.store.audit import entries
from casewatch.store.clock import latest_recorded
from tests.web.conftest import Service, send
from tests.web.routes.test_case import text
from tests.web.routes.test_cases import rows

KEY = "vedlegg1:goal_danger:3401:2026/9:1"


def headings(browser: TestClient, address: str = "/varsler") -> list[str]:
    """The headings of a page below its first."""
    return [html.unescape(each) for each in re.findall(r"<h2>(.+?)</h2>", browser.get(address).text)]


def answer(browser: TestClient, **fields: str) -> Any:
    """Fill in the form of an alert."""
    return send(browser, "/varsler/svar", {"nokkel": KEY, "slags": "kvitter", "grunn": "tas mandag"} | fields)


def test_the_most_pressing_first_and_looking_records_nothing(service: Service) -> None:
    browser = service.browser("leder")
    with service.site.store.reading() as connection:
        before = latest_recorded(connection)
    said = text(browser, "/varsler")
    assert "4 varsler gjelder nå. Det som haster mest: 10 dager eller mer (1). Ifølge eksporten 31.03.2026." in said
    assert headings(browser) == [
        "10 dager eller mer (1)",
        "Nærmer seg 10 dager (1)",
        "Kan ikke måles (1)",
        "Utsiktene til målet (1)",
        "Hvem får varsler, og hvordan",
    ]
    found = [rows(browser, "/varsler", name) for name in ("goal_missed", "goal_danger", "not_measurable", "outlook")]
    assert [[row["Sak"] for row in table] for table in found] == [["2026/10"], ["2026/9"], ["2026/8"], ["Kongsvinger"]]
    assert found[1][0]["Varsel"].startswith("Nærmer seg 10 dager: må avgjøres senest 03.04.2026")
    with service.site.store.reading() as connection:
        assert latest_recorded(connection) == before


def test_each_sees_the_own_municipality_and_the_region_all_without_handlers(service: Service) -> None:
    assert [row["Sak"] for row in rows(service.browser("grue"), "/varsler", "goal_missed")] == ["2026/77"]
    browser = service.browser("region")
    table = rows(browser, "/varsler", "goal_missed")
    assert [(row["Sak"], row["Kommune"]) for row in table] == [("2026/10", "Kongsvinger"), ("2026/77", "Grue")]
    assert "Saksbehandler" not in table[0]
    page = text(browser, "/varsler")
    assert "GRU1" not in page
    assert "Kvitter ut" not in page
    assert "Ifølge eksportene 31.03.2026." in page
    assert "Ingen eksport er lest inn ennå for Nord-Odal, Sør-Odal, Eidskog, Åsnes" in page
    assert "GRU1" in text(service.browser("grue"), "/varsler")
    assert service.browser("admin").get("/varsler").status_code == 403


def test_who_may_not_answer_cannot(service: Service) -> None:
    for name, status in (("leser", 403), ("region", 403), ("grue", 404)):
        browser = service.browser(name)
        assert answer(browser, til="05.04.2026").status_code == status
        assert browser.get("/varsler/svar", params={"nokkel": KEY}).status_code == status
    assert service.browser("grue").get("/varsler?kommune=3401").status_code == 404
    with service.site.store.reading() as connection:
        assert answers(connection) == []


def test_acknowledged_with_a_reason_until_a_day(service: Service) -> None:
    browser = service.browser("leder")
    for fields, field, error in (
        ({"til": "05.04.2026", "grunn": " "}, "grunn", "Skriv hvorfor"),
        ({"til": "05.04.2026", "grunn": "ring 13097248022"}, "grunn", "Teksten har et fødselsnummer"),
        ({"til": "31.03.2026"}, "til", "Velg en dag fra 01.04.2026 til 14.04.2026."),
        ({"til": "15.04.2026"}, "til", "Velg en dag fra 01.04.2026 til 14.04.2026."),
        ({"til": "snart"}, "til", "Skriv en dato"),
    ):
        refused = answer(browser, **fields)
        assert refused.status_code == 400
        assert re.search(rf'href="#f-{field}">{error}', refused.text)
        assert re.search(rf'id="f-{field}-error">{error}', refused.text)
    assert "Nærmer seg 10 dager (1)" in headings(browser)

    done = answer(browser, til="14.04.2026")
    assert done.status_code == 303
    said = text(browser, done.headers["location"])
    assert "Varselet er kvittert ut." in said
    assert "3 varsler gjelder nå." in said
    assert "Nærmer seg 10 dager (1)" not in headings(browser)
    assert rows(browser, "/varsler", "stille")[0]["Status"] == "Kvittert ut til 14.04.2026 av leder: tas mandag"
    with service.site.store.reading() as connection:
        (kept,) = answers(connection)
        newest = entries(connection, ["3401"])[0]
    assert (kept.key, kept.kind, kept.until, kept.said_by) == (KEY, "acknowledged", date(2026, 4, 14), "manager")
    assert (newest.who, newest.action, newest.details) == ("leder", "acknowledged", {"until": "2026-04-14"})


def test_put_off_by_a_handler_and_back_on_the_day(service: Service) -> None:
    browser = service.browser("behandler")
    assert answer(browser, slags="paminn", til="01.04.2026").status_code == 303
    quiet = rows(browser, "/varsler?hvem=alle", "stille")
    assert quiet[0]["Status"] == "Utsatt til 01.04.2026 av saksbehandler: tas mandag"
    service.pass_by(days=1)
    browser = service.browser("behandler")
    assert rows(browser, "/varsler?hvem=alle", "goal_danger")[0]["Status"] == "påminnelse"
    # no case has the code of this handler: of the own cases there is nothing to tell
    assert "Ingen varsler gjelder nå." in text(browser, "/varsler")


def test_whom_the_settings_tell_without_addresses(service: Service) -> None:
    browser = service.browser("leser")
    assert "Ingen. Varslene vises bare her." in text(browser, "/varsler")
    receivers = [
        {"name": "Kari Nordmann", "address": "kari@example.org", "municipalities": ["3401"], "role": "handler",
         "handler": "KON1"},
        {"name": "Leder", "address": "leder@example.org", "municipalities": ["3401"], "role": "manager",
         "channels": ["slack://hemmelig/ord"]},
        {"name": "Grue", "address": "grue@example.org", "municipalities": ["3417"], "role": "manager"},
        {"name": "Regionen", "address": "region@example.org", "role": "region"},
    ]  # fmt: skip
    mail = {"host": "localhost", "sender": "casewatch@example.org"}
    service.site.settings = Settings.model_validate({"mail": mail, "receiver": receivers})
    found = [(row["Hvem"], row["Hvordan"]) for row in rows(browser, "/varsler", "mottakere")]
    assert found == [("saksbehandler KON1", "e-post"), ("leder", "e-post og 1 chat"), ("region", "e-post")]
    page = browser.get("/varsler").text
    for secret in ("example.org", "hemmelig", "Nordmann"):
        assert secret not in page
    region = rows(service.browser("region"), "/varsler", "mottakere")
    assert [(row["Hvem"], row["Kommuner"]) for row in region[:3]] == [
        ("saksbehandler", "Kongsvinger"), ("leder", "Kongsvinger"), ("leder", "Grue"),
    ]  # fmt: skip
