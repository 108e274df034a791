"""What every route of the service must hold, tried on each: nobody unknown, nothing forged, nothing of others, headers.

The routes are those the application has, so that a new one is tried too.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.routing import APIRoute
from httpx2 import Response
from sqlalchemy import select
from starlette.routing import BaseRoute
from starlette.testclient import TestClient

import casewatch.web.routes
from casewatch.services.cases.correcting import correct
from casewatch.services.importing.files import import_files
from casewatch.services.importing.outcome import ImportOptions
from casewatch.settings import Settings, Web
from casewatch.store.tables.imports import METADATA
from casewatch.web.api.access import CSRF_HEADER
from casewatch.web.app import create_app
from casewatch.web.routes import ROUTERS
from tests.web.conftest import NEAR, PASSWORD, PEOPLE, Service, send, token

SCRIPT = "<script>alert(1)</script>"
#: Open to all: the issue's open page and how figures are made, signing in, the language, and whether the service lives.
OPEN = {"/", "/forventet", "/slik-regner-vi", "/slik-regner-vi/eksempel.svg", "/logg-inn", "/sprak/{language}"}
OPERATIONS = {"/healthz", "/readyz", "/metrics"}  # counters to this machine alone, see their own test
#: Of an identity provider, which these services have not.
ELSEWHERE = {"/logg-inn/arbeidskonto", "/logg-inn/svar"}
FILL = {"number": "3401", "municipality": "3401", "language": "nb", "name": "strip", "upload_id": "abcdef", "id": "1"}
HEADERS = {
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
}


def routes(*methods: str) -> Iterator[tuple[str, APIRoute]]:
    """Method and route of all that people and programs can ask for."""
    for router in ROUTERS:
        for route in _flat(router.routes):
            for method in sorted((route.methods or set()) & set(methods)):
                yield method, route


def _flat(found: list[BaseRoute]) -> Iterator[APIRoute]:
    for route in found:
        assert isinstance(route, APIRoute), "a kind of route these tests do not know"
        yield route


def address(route: APIRoute) -> str:
    """An address of a route, with something in every place of its path."""
    return re.sub(r"{(\w+)(:\w+)?}", lambda place: FILL.get(place[1], "1"), route.path)


READS = sorted({route.path for _method, route in routes("GET")})
WRITES = sorted({(method, route.path) for method, route in routes("POST", "PUT", "PATCH", "DELETE")})


def all_that_is_stored(service: Service) -> str:
    with service.site.store.reading() as connection:
        tables = [METADATA.tables[name] for name in sorted({*METADATA.tables} - {"web_session", "rule_text"})]
        return repr([(table.name, [tuple(row) for row in connection.execute(select(table))]) for table in tables])


def tied_down(answer: Response) -> None:
    for name, value in HEADERS.items():
        assert answer.headers.get(name) == value, (answer.url, answer.status_code, name)
    policy = answer.headers["content-security-policy"]
    if answer.headers.get("content-type", "").startswith("image/svg"):  # looked at by itself, it runs nothing
        assert policy == "default-src 'none'; style-src 'unsafe-inline'", answer.url
        return
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy
    if "text/html" in answer.headers.get("content-type", ""):
        text = answer.text
        assert not re.search(r"<script(?![^>]*\bsrc=)|<style|\bstyle=|\son\w+=|javascript:", text), answer.url


def test_there_are_routes_to_try() -> None:
    assert len(READS) > 20
    assert ("POST", "/logg-inn") in WRITES


def test_every_module_of_routes_is_served() -> None:
    folder = Path(casewatch.web.routes.__file__).parent
    modules = {path.stem for path in folder.glob("*.py")} - {"__init__"} | {"api"}  # the API has a folder of its own
    served = {name for name, module in vars(casewatch.web.routes).items() if getattr(module, "router", None) in ROUTERS}
    assert modules == served, "add its router to ROUTERS in casewatch/web/routes/__init__.py"


def test_nobody_unknown_sees_anything_but_what_is_open(service: Service) -> None:
    browser = service.browser()
    for _method, route in routes("GET"):
        answer = browser.get(address(route))
        tied_down(answer)
        if route.path in OPEN | OPERATIONS:
            assert answer.status_code in (200, 303), route.path
            assert not answer.headers.get("location", "").startswith("/logg-inn"), route.path
        elif route.path in ELSEWHERE:
            assert answer.status_code == 404, route.path
        elif route.path.startswith("/api/"):
            assert answer.status_code == 401, route.path
        else:
            assert answer.status_code == 303, route.path
            assert answer.headers["location"].startswith("/logg-inn?til="), route.path
            assert "2026/1" not in answer.text


KINDS = ("no token", "wrong token", "another's token", "another site", "another origin", "nobody")


@pytest.mark.parametrize("kind", KINDS)
def test_nothing_forged_changes_anything(service: Service, kind: str) -> None:
    """The manager's and the administrator's own browser, made to send what they did not."""
    for name in ("leder", "admin") if kind != "nobody" else (None,):
        browser = service.browser(name)
        words = {
            "no token": None,
            "wrong token": "0" * 64,
            "another's token": token(service.browser("grue")),
            "nobody": None,
        }
        word = words.get(kind, token(browser))
        headers = {
            "another site": {"Sec-Fetch-Site": "cross-site"},
            "another origin": {"Origin": "https://example.org"},
        }.get(kind, {})
        fields = {"bruker": "leser", "navn": "ny", "rolle": "reader", "kommune": "3401", "steng": "ja"}
        before = all_that_is_stored(service)
        for method, path in WRITES:
            where = re.sub(r"{(\w+)(:\w+)?}", lambda place: FILL.get(place[1], "1"), path)
            data = fields | ({} if word is None else {"csrf": word})
            # programs send the token of a session in a header
            more = headers | ({} if word is None else {CSRF_HEADER: word})
            answer = browser.request(method, where, headers=more, data=data)
            assert answer.status_code in ((401, 403) if kind != "nobody" else (303, 401, 403)), (method, path)
            if path not in ("/logg-inn", "/logg-ut"):
                tied_down(answer)
        assert all_that_is_stored(service) == before
        if name is not None:
            assert "/logg-ut" in browser.get("/slik-regner-vi").text, "still signed in"


def test_no_role_meets_an_error_of_ours_and_every_page_is_tied_down(service: Service) -> None:
    for name in PEOPLE:
        browser = service.browser(name)
        for _method, route in routes("GET"):
            if route.path.endswith((".pdf", ".xlsx")):
                continue  # slow to make, and no page
            answer = browser.get(address(route))
            assert answer.status_code < 500 or route.path == "/readyz", (name, route.path)
            tied_down(answer)
            if "text/html" in answer.headers.get("content-type", "") and answer.status_code < 300:
                assert answer.text.count("<h1") == 1, (name, route.path)


def test_script_in_an_address_comes_back_as_text(service: Service) -> None:
    browser = service.browser("leder")
    for _method, route in routes("GET"):
        asked = {each.alias: f'">{SCRIPT}' for each in route.dependant.query_params}
        for one in [*({name: value} for name, value in asked.items()), asked]:
            answer = browser.get(address(route), params=one)
            assert answer.status_code < 500, (route.path, one)
            if "text/html" in answer.headers.get("content-type", ""):
                assert SCRIPT not in answer.text, (route.path, one)
    for path in (f"/{SCRIPT}", f"/sak/3401?case_no={SCRIPT}", f"/kommune/{SCRIPT}", f"/api/v1/{SCRIPT}"):
        answer = browser.get(path)
        assert answer.status_code in (404, 422), path
        assert SCRIPT not in answer.text or answer.headers["content-type"] == "application/json"


def test_script_in_every_stored_text_comes_back_as_text(service: Service, tmp_path: Path) -> None:
    """Case number, building type, plan, handler, header, file name and reason: shown, if kept, as what it is."""
    bad = SCRIPT.replace("/", "\N{DIVISION SLASH}")  # a name of a file can hold it
    file = tmp_path / f"uke{bad}.csv"
    file.write_text(
        "case_no,application_no,application_type,received,complete,decided,outcome,business,within_plan,"
        f"regulated_plot,road_to_boundary,building_type,plan_id,handler,{SCRIPT}\n"
        f"2026/90{SCRIPT},1,one_step,2026-03-02,2026-03-02,,,ja,ja,ja,ja,{SCRIPT},1{SCRIPT},{SCRIPT},x\n"
        f"2026/91,1,one_step,2026-03-02,{SCRIPT},,{SCRIPT},{SCRIPT},ja,ja,ja,{SCRIPT},1{SCRIPT},{SCRIPT},x\n",
        "utf-8",
    )
    context = service.context()
    (result,) = import_files(context, [file], ImportOptions(municipality="3401")).results
    assert result.id is not None
    correct(context, "3401", "2026/1", 1, ["received=2026-01-01"], f"Fordi {SCRIPT}")
    browser = service.browser("leder")
    pages = [address(route) for _method, route in routes("GET")]
    pages += [f"/les-inn/import/{result.id}", "/sak/3401?case_no=2026/1&application=1", "/sak/3401?case_no=2026/91"]
    pages.append(f"/sak/3401?case_no=2026/90{SCRIPT}")
    shown = ""
    for path in pages:
        answer = browser.get(path)
        assert answer.status_code < 500, path
        if "text/html" in answer.headers.get("content-type", "") or "svg" in answer.headers.get("content-type", ""):
            assert "<script>alert" not in answer.text, path
            shown += answer.text
    assert "Fordi &lt;script&gt;alert(1)" in shown, "the reason was on one of them"
    assert "uke&lt;script&gt;alert(1)" in shown, "and the name of the file"


@pytest.mark.parametrize("name", ["leder", "behandler", "leser"])
def test_a_case_of_another_municipality_is_as_if_there_was_none(service: Service, name: str) -> None:
    browser = service.browser(name)
    for path in ("/sak/3417?case_no={}&application=1", "/sak/3417/tidslinje.svg?case_no={}&application=1"):
        there, not_there = (browser.get(path.format(number)) for number in ("2026/77", "2026/78"))
        assert there.status_code == not_there.status_code == 404
        assert _said(there, "2026/77", "2026%2F77") == _said(not_there, "2026/78", "2026%2F78")
    for path in ("/les-inn/import/{}", "/les-inn/import/{}/kopi", "/api/v1/imports/{}"):
        theirs, nobodys = browser.get(path.format(2)), browser.get(path.format(999))
        assert theirs.status_code == nobodys.status_code >= 400, path
        assert _said(theirs, "2") == _said(nobodys, "999")
    before = all_that_is_stored(service)
    for path in ("/les-inn/import/2/angre", "/sak/3417/rett", "/sak/3417/meld"):
        fields = {"case_no": "2026/77", "application": "1", "felt": "received", "verdi": "2026-03-01", "grunn": "x"}
        assert send(browser, path, fields).status_code in (403, 404, 422), path
    assert all_that_is_stored(service) == before
    for path in {address(route).replace("3401", "3417") for _method, route in routes("GET")}:
        assert "2026/77" not in browser.get(path).text, path


def _said(answer: Response, *names: str) -> str:
    """What an answer says, without the names of what was asked for, and without the token of its forms."""
    text = re.sub('value="[0-9a-f]{64}"', "", answer.text)
    for name in names:
        text = text.replace(name, "") if "2026" in name else re.sub(rf"(?<=%2F){name}\b|\b{name}\b", "", text)
    return text


def test_every_refusal_has_the_headers(service: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    browser = service.browser("leder")
    told = {
        "static": browser.get("/static/casewatch.css"),
        "no static": browser.get("/static/../app.py"),
        "no page": browser.get("/finnes-ikke"),
        "no method": browser.request("PATCH", "/logg-inn"),
        "no number": browser.get("/kommune/x"),
        "wrong host": browser.get("/logg-inn", headers={"Host": "example.org"}),
        "description": browser.get("/api/v1/openapi.json"),
    }

    def broken(*_: object) -> None:
        raise RuntimeError(f"case 2026/1 {PASSWORD}")

    monkeypatch.setattr("casewatch.web.routes.log.read_log", broken)
    told["broken"] = browser.get("/logg")
    statuses = {name: answer.status_code for name, answer in told.items()}
    assert statuses | {"no method": 405, "no number": 404} == {
        **{"static": 200, "no static": 404, "no page": 404, "no method": 405, "no number": 404, "wrong host": 400},
        **{"description": statuses["description"], "broken": 500},
    }
    for name, answer in told.items():
        tied_down(answer)
        assert "Traceback" not in answer.text
        assert "2026/1" not in answer.text or name == "description", "which has examples"
    assert "location" not in told["wrong host"].headers
    assert "example.org" not in told["wrong host"].text


def test_a_body_that_is_too_large_is_cut_off(service: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("casewatch.web.app.MAX_BODY", 10_000)
    browser = service.browser("leder")
    key = token(browser)
    sent = 0

    def drip() -> Iterator[bytes]:
        nonlocal sent
        for _ in range(1000):
            sent += 1000
            yield b"x" * 1000

    form = {"Content-Type": "application/x-www-form-urlencoded"}
    for answer in (
        browser.post("/logg-inn", data={"csrf": key, "name": "x" * 20_000}),
        browser.post("/logg-inn", content=drip(), headers=form),
    ):
        assert answer.status_code == 413
        tied_down(answer)
    many = "&".join(f"a{n}=" for n in range(6000)).encode()
    monkeypatch.setattr("casewatch.web.app.MAX_BODY", 1 << 20)
    answer = service.browser("leder").post("/logg-inn", content=many, headers=form)
    assert answer.status_code == 400


def test_log_lines_hold_no_secrets(service: Service, capfd: pytest.CaptureFixture[str]) -> None:
    browser = service.browser("leder")
    word, key = browser.cookies["casewatch"], token(browser)
    browser.get("/sak/3401?case_no=2026/1&application=1")
    browser.get("/sak/3401?case_no=2026%2F77")
    browser.post("/logg-inn", data={"csrf": key, "name": "leder", "password": "feil passord nå", "til": "/logg"})
    browser.post("/logg-inn", data={"csrf": "x", "name": "leder", "password": PASSWORD})
    browser.get("/api/v1/cases", headers={"Authorization": "Basic bGVkZXI6ZmVpbA=="})
    browser.get("/2026/1")
    said = "".join(capfd.readouterr())
    assert said.count("answered") >= 6
    secrets = (word, key, PASSWORD, "feil passord", "2026/", "2026%2F", "case_no=", "bGVkZXI6", "leder", "cookie")
    assert not [each for each in secrets if each.lower() in said.lower()]


def test_counters_are_for_this_machine_and_administrators(service: Service) -> None:
    service.site.settings = Settings(web=Web(base_url="https://casewatch.example.org"))
    far = TestClient(create_app(service.site), base_url="https://casewatch.example.org", follow_redirects=False)
    assert far.get("/metrics").status_code == 303
    assert far.get("/healthz").status_code == 200
    near = TestClient(create_app(service.site), base_url="http://localhost", follow_redirects=False, client=NEAR)
    numbers = near.get("/metrics").text
    assert "casewatch_answers_total" in numbers
    assert "2026/" not in numbers
