"""What goes wrong while the service runs: rules that break, a database that is busy, two clicks at once, odd values."""

from __future__ import annotations

import re
import shutil
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import structlog
from starlette.testclient import TestClient

from casewatch.core.access import Viewer
from casewatch.errors import Unavailable
from casewatch.services.asking.context import open_context
from casewatch.services.cases.correcting import correct, take_back
from casewatch.services.cases.forgetting import forget
from casewatch.settings import Settings
from casewatch.store.corrections import stored_corrections
from casewatch.store.standing import Cut
from casewatch.web.app import create_app
from casewatch.web.downloads import attachment
from casewatch.web.site import Site
from tests.cli import office
from tests.web.conftest import NEAR, Service, send, token

CASE = "/sak/3401?case_no=2026/1&application=1"
PAGES = ("/kommune/3401", "/forventet", "/logg-inn", "/slik-regner-vi")


def kept(service: Service) -> str:
    """All that the service holds in memory of what it derived."""
    return repr([answer for _lock, answers, _page in service.site.derived.answers.values() for answer in answers])


@pytest.fixture
def own_rules(service: Service, tmp_path: Path) -> Path:
    """The service's rules in a folder of the test's own, looked at by every request."""
    folder = tmp_path / "rules"
    shutil.copytree(office.RULES, folder)
    service.site.rules_folder = folder
    service.site.rules_kept = 0
    return folder


def test_rules_that_break_are_told_in_a_line_and_recover(service: Service, own_rules: Path) -> None:
    browser = service.browser("leder")
    assert browser.get("/kommune/3401").status_code == 200
    file = own_rules / "vedlegg1.toml"
    good = file.read_text("utf-8")
    file.write_text(good + "\n[[[", "utf-8")
    with structlog.testing.capture_logs() as lines:
        for page in PAGES:
            answer = browser.get(page)
            assert answer.status_code == 503, page
            assert "Reglene kan ikke leses akkurat nå" in answer.text
            assert "TOML" not in answer.text  # open pages too: what the texts say is for whoever looks after them
    why = [line["why"] for line in lines if line["event"] == "unavailable"]
    assert len(why) == len(PAGES)
    assert all(line.startswith("vedlegg1.toml") for line in why)
    asked = browser.get("/api/v1/assess")
    assert (asked.status_code, list(asked.json())) == (503, ["error"])
    ready = browser.get("/readyz")
    assert (ready.status_code, ready.json()["reason"]) == (503, "rules")
    file.write_text(good, "utf-8")
    assert [browser.get(page).status_code for page in PAGES] == [200] * len(PAGES)


def test_a_rules_folder_that_is_away_names_no_folder(service: Service, own_rules: Path) -> None:
    browser = service.browser("leder")
    own_rules.rename(own_rules.with_name("away"))
    answer = browser.get("/forventet")
    assert answer.status_code == 503
    assert own_rules.parent.as_posix() not in answer.text
    own_rules.with_name("away").rename(own_rules)
    assert browser.get("/forventet").status_code == 200


def test_a_database_that_cannot_be_used_is_503_and_names_no_file(service: Service) -> None:
    browser = service.browser("leder")
    assert browser.get("/kommune/3401").status_code == 200
    service.site.store.engine.dispose()
    for file in service.site.base.glob("casewatch.db*"):
        file.write_bytes(b"not a database at all" * 1000)
    for page in ("/kommune/3401", "/forventet", "/api/v1/assess"):
        answer = browser.get(page)
        assert answer.status_code == 503, page
        assert "Databasen kan ikke brukes akkurat nå" in answer.text
        assert "casewatch.db" not in answer.text


def test_a_busy_database_is_no_fault_of_what_was_sent(service: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    def busy(*args: object, **values: object) -> None:
        raise Unavailable("Databasen sqlite:////srv/casewatch.db kan ikke brukes: database is locked.")

    monkeypatch.setattr("casewatch.web.routes.uploading.take", busy)
    monkeypatch.setattr("casewatch.web.routes.clarifying.take", busy)
    monkeypatch.setattr("casewatch.web.routes.users.add_account", busy)
    leader, admin = service.browser("leder"), service.browser("admin")
    new = {"navn": "ny", "rolle": "region", "passord": "ni lange ord om noe"}
    answers = (send(leader, "/les-inn", {}), send(leader, "/avklar/arbeidsbok", {}), send(admin, "/brukere", new))
    for answer in answers:
        assert answer.status_code == 503, answer.url
        assert "sqlite" not in answer.text


def test_numbers_no_database_has_are_not_there(service: Service) -> None:
    browser = service.browser("leder")
    for number in ("99999999999999999999", str(2**63), str(2**31), "0"):
        assert send(browser, "/sak/3401/angre", {"id": number}).status_code == 404, number
    for number in (-(2**63) - 1, -1, 0, 2**31, 2**63):
        assert browser.get(f"/avklar/svar/{number}").status_code == 404, number
        assert send(browser, f"/avklar/svar/{number}/angre", {}).status_code == 404, number


def test_a_null_character_reaches_no_database(service: Service) -> None:
    browser = service.browser("leder")
    for page in ("/sak/3401?case_no=2026/1%00", "/sak/3401/tidslinje.svg?case_no=%00"):
        assert browser.get(page).status_code == 422, page
    assert browser.get("/api/v1/explain?municipality=3401&case_no=%00").status_code == 422
    told = {"case_no": "2026/1\0", "application": "1", "skjema": "dato", "dato_felt": "decided"}
    told |= {"dato_dag": "20.03.2026", "dato_grunn": "ringt\0 inn"}
    assert send(browser, "/sak/3401/rett", told).status_code == 303
    with service.site.store.reading() as connection:
        (kept,) = stored_corrections(connection, Cut(), municipalities=["3401"])
    assert kept.reason == "ringt inn"


def test_two_who_take_the_same_word_back_at_once_are_both_told_that_it_is_done(
    service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    number = correct(service.context(), "3401", "2026/1", 1, ["decided=2026-03-20"], "ringt inn")

    def slower(*args: object) -> bool:
        take_back(service.context(), number)  # the other click, in between
        return True

    monkeypatch.setattr("casewatch.web.routes.case.still_stands", slower)
    answer = send(service.browser("leder"), "/sak/3401/angre", {"id": str(number)})
    assert answer.status_code == 303
    assert "gjort=angret" in answer.headers["location"]


def test_a_second_click_says_nothing_twice(service: Service) -> None:
    """A word said twice would stand after its Angre."""
    browser = service.browser("leder")
    told = {"case_no": "2026/9", "application": "1"}
    forms = (
        ("/sak/3401/meld", told | {"hva": "vedtak"}),
        ("/sak/3401/meld", told | {"hva": "uttalelse", "uttalelse_instans": "nve"}),
        ("/sak/3401/rett", told | {"skjema": "mal", "mal_business": "nei", "mal_grunn": "ringt inn"}
         | {f"mal_{name}": "" for name in ("within_plan", "regulated_plot", "road_to_boundary", "dispensation")}),
    )  # fmt: skip
    for path, fields in forms:
        first, second = (send(browser, path, fields).headers["location"] for _click in range(2))
        assert "gjort=" in first
        assert second == first, path
    other = send(browser, "/sak/3401/meld", told | {"hva": "vedtak", "vedtak_dag": "30.03.2026"})
    assert other.status_code == 303
    with service.site.store.reading() as connection:
        said = stored_corrections(connection, Cut(), municipalities=["3401"])
    assert len(said) == 4  # one of each form, and the other day


def test_a_case_that_was_erased_is_let_go_of(service: Service) -> None:
    browser = service.browser("leder")
    assert browser.get(CASE).status_code == 200
    assert "'case_no': '2026/1'" in kept(service)
    forget(service.context(), "3401", "2026/1", "krav om sletting")
    assert browser.get(CASE).status_code == 404
    assert not re.search(r">2026/1<", browser.get("/kommune/3401").text)
    assert "case_no='2026/1'" not in kept(service)
    assert "'case_no': '2026/1'" not in kept(service)


def test_any_number_of_periods_leaves_room_for_other_answers(service: Service) -> None:
    site, asked = service.site, 0
    reader, region = Viewer("a", "reader", "3401"), Viewer("b", "region")

    def make(_context: object) -> int:
        nonlocal asked
        asked += 1
        return asked

    assert site.derive(region, ("page", "12m"), make) == 1
    for period in range(300):
        site.derive(reader, ("page", period), make)
    assert len(site.derived.answers) <= 60
    assert site.derive(reader, ("page", 299), make) == 301  # the newest of one's own are still there
    assert site.derive(region, ("page", "12m"), make) == 1  # and what others asked for
    assert site.derive(reader, ("page", 0), make) == 302  # an old one is made again
    for other in range(400):
        site.derive(reader, (other,), make)
    assert len(site.derived.answers) == 256


def test_many_who_ask_at_once_get_the_same_answer(service: Service) -> None:
    browser = service.browser("leder")
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda _turn: browser.get("/kommune/3401").text, range(8)))
    forms = token(browser, "/kommune/3401")
    assert len({text.replace(forms, "") for text in found}) == 1


PROXIES = "X-Forwarded", "X-Original-Forwarded-For", "X-Cluster-Client-Ip", "Client-IP", "Fastly-Client-IP", "CDN-Loop"


def test_what_proxies_add_ends_the_way_in_without_accounts(tmp_path: Path) -> None:
    with open_context(f"sqlite:///{tmp_path / 'empty.db'}", office.RULES) as context:
        site = Site(context.store, office.RULES, Settings(), tmp_path, local=True)
        with TestClient(create_app(site), base_url="http://localhost", follow_redirects=False, client=NEAR) as browser:
            assert browser.get("/saker").status_code == 200
            for name in PROXIES:
                assert browser.get("/saker", headers={name: "192.0.2.7"}).status_code == 303, name


def test_a_file_name_cannot_add_a_header() -> None:
    name = 'a\r\nSet-Cookie: b="c"\x00.xlsx'
    told = attachment(b"", name).headers["content-disposition"]
    assert told.isprintable()
    assert told.startswith('attachment; filename="a__Set-Cookie: b=_c__.xlsx"; ')
