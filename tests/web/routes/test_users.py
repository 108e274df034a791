"""Brukere and Logg: accounts changed on pages, by administrators alone, and what the log shows to whom."""

from __future__ import annotations

import re
from html import unescape

import pytest
from starlette.testclient import TestClient

from casewatch.services.importing.files import imports_undo
from casewatch.services.people.sessions import sign_in
from tests.web.conftest import PASSWORD, PEOPLE, Service, send

NEW = "elleve lange ord om byggesak"


def rows(text: str) -> list[list[str]]:
    """The cells of all tables of a page."""
    found = re.findall(r"<tr>(.*?)</tr>", text, re.DOTALL)
    cells = [re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row, re.DOTALL) for row in found]
    return [[unescape(re.sub(r"<[^>]+>", "", cell)).strip() for cell in row] for row in cells]


def change(browser: TestClient, path: str, **fields: str) -> int:
    return send(browser, path, fields, "/brukere").status_code


def test_only_administrators(service: Service) -> None:
    for name in PEOPLE:
        browser = service.browser(name)
        expected = 200 if name == "admin" else 403
        assert browser.get("/brukere").status_code == expected, name
        assert browser.get("/brukere/endre?navn=leser").status_code == expected, name
        assert browser.get("/brukere?fil=csv").status_code == expected, name
        if name != "admin":
            fields = {"navn": "ny", "rolle": "administrator", "bruker": name, "passord": NEW, "steng": "nei"}
            for path in ("/brukere", "/brukere/rolle", "/brukere/passord", "/brukere/tilgang"):
                assert send(browser, path, fields, "/logg-inn").status_code == 403, (name, path)
    names = [row[0] for row in rows(service.browser("admin").get("/brukere").text)[1:]]
    assert names == sorted(PEOPLE)


def test_somebody_new_gets_in_and_out(service: Service) -> None:
    admin = service.browser("admin")
    assert change(admin, "/brukere", navn="Ny", rolle="handler", kommune="3417", kode="GRU1", passord=NEW) == 303
    assert ["ny", "saksbehandler", "Grue", "GRU1", "passord"] in rows(admin.get("/brukere").text)
    assert change(admin, "/brukere", navn="ute@example.org", rolle="region", kommune="", kode="", passord="") == 303
    assert ["ute@example.org", "region", "alle", "", "arbeidskonto"] in rows(admin.get("/brukere").text)
    found = sign_in(service.context(), "ny", NEW)
    assert found is not None
    theirs = service.browser()
    theirs.cookies.set("casewatch", found.token)
    assert theirs.get("/saker").status_code == 200
    assert change(admin, "/brukere/rolle", bruker="ny", rolle="manager", kommune="3401", kode="") == 303
    assert theirs.get("/saker").status_code == 303
    assert change(admin, "/brukere/passord", bruker="ny", passord=PASSWORD) == 303
    assert sign_in(service.context(), "ny", NEW) is None
    assert change(admin, "/brukere/tilgang", bruker="ny", steng="ja") == 303
    assert sign_in(service.context(), "ny", PASSWORD) is None
    page = admin.get("/brukere/endre?navn=ny&gjort=stengt").text
    assert "Brukeren er stengt ute, og logget ut overalt." in page
    assert [row[1:] for row in rows(page)[1:]] == [
        ["admin", "stengte ute en bruker", "ny", "Kongsvinger"],
        ["admin", "endret passordet til en bruker", "ny", "Kongsvinger"],
        ["admin", "endret rollen til en bruker", "ny, rolle leder", "Kongsvinger"],
        ["admin", "la inn en bruker", "ny, rolle saksbehandler", "Grue"],
    ]
    assert change(admin, "/brukere/tilgang", bruker="ny", steng="nei") == 303
    assert sign_in(service.context(), "ny", PASSWORD) is not None
    assert change(admin, "/brukere/tilgang", bruker="finnes-ikke", steng="ja") == 404
    assert admin.get("/brukere/endre?navn=finnes-ikke").status_code == 404


def test_nobody_locks_themselves_out(service: Service) -> None:
    admin = service.browser("admin")
    assert change(admin, "/brukere/tilgang", bruker="admin", steng="ja") == 403
    assert change(admin, "/brukere/rolle", bruker="admin", rolle="region", kommune="", kode="") == 403
    page = admin.get("/brukere/endre?navn=admin").text
    assert "Dette er deg." in page
    assert 'action="/brukere/tilgang"' not in page


@pytest.mark.parametrize(
    ("fields", "beside"),
    [
        ({"navn": ""}, {"navn": "Skriv brukernavnet."}),
        ({"navn": "<script>alert(1)</script>"}, {"navn": "kan ikke være et brukernavn"}),
        ({"navn": "leder"}, {"navn": "finnes fra før"}),
        ({"rolle": "sjef"}, {"rolle": "Velg en rolle."}),
        ({"kommune": ""}, {"kommune": "Velg kommunen."}),
        ({"kommune": "9999"}, {"kommune": "Velg en kommune fra lista."}),
        ({"rolle": "region"}, {"kommune": "Velg «Ingen»."}),
        ({"rolle": "handler"}, {"kode": "Skriv koden"}),
        ({"kode": "ABC"}, {"kode": "La feltet stå tomt."}),
        ({"passord": "kort"}, {"passord": "12 til 200 tegn"}),
        ({"passord": "kort", "kommune": ""}, {"passord": "12 til 200 tegn", "kommune": "Velg kommunen."}),
    ],
)
def test_what_is_wrong_is_said_at_the_top_and_beside_the_field(
    service: Service, fields: dict[str, str], beside: dict[str, str]
) -> None:
    admin = service.browser("admin")
    given = {"navn": "ny", "rolle": "manager", "kommune": "3401", "kode": "", "passord": NEW} | fields
    answer = send(admin, "/brukere", given, "/brukere")
    assert answer.status_code == 422
    for name, said in beside.items():
        told = re.search(rf'id="f-{name}-error">([^<]*)<', answer.text)
        assert told is not None, name
        assert said in unescape(told[1])
        assert f'href="#f-{name}"' in answer.text, "the summary leads to the field"
    assert answer.text.count('-error">') == len(beside)
    assert "<script>alert" not in answer.text
    assert NEW not in answer.text, "a password never comes back"
    assert len(rows(admin.get("/brukere").text)) == 1 + len(PEOPLE)


def test_who_reads_which_part_of_the_log(service: Service) -> None:
    imports_undo(service.context("grue"), 2)
    seen = {}
    for name in PEOPLE:
        answer = service.browser(name).get("/logg")
        seen[name] = answer.status_code
        if answer.status_code == 200:
            places = {row[4] for row in rows(answer.text)[1:]}
            assert places == {"leder": {"Kongsvinger"}, "grue": {"Grue"}}.get(name, {"Kongsvinger", "Grue", ""}), name
    assert seen == {"leser": 403, "behandler": 403, "leder": 200, "grue": 200, "region": 403, "admin": 200}
    newest = rows(service.browser("grue").get("/logg").text)[1]
    assert newest == ["31.03.2026 12:00", "grue", "angret en import", "import 2", "Grue"]
    lines = service.browser("leder").get("/logg?fil=csv").text
    assert "Kongsvinger" in lines
    assert "Grue" not in lines
    assert service.browser("leder").get("/logg?fil=xlsx").content[:2] == b"PK"
    assert service.browser("leser").get("/logg?fil=csv").status_code == 403


def test_without_accounts_the_command_is_named(service: Service) -> None:
    with service.site.store.writing() as connection:
        connection.exec_driver_sql("DELETE FROM web_session")
        connection.exec_driver_sql("DELETE FROM account")
    browser = service.browser()
    assert browser.get("/logg").status_code == 200
    answer = browser.get("/brukere")
    assert (answer.status_code, "casewatch users add" in answer.text) == (403, True)
