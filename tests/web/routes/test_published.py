"""Låste tall: published for all who sign in, today's and the cases for those who may see them, and locking in steps."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import text

from casewatch.services.asking.selecting import Selectors
from casewatch.services.cases.forgetting import forget
from casewatch.services.importing.files import import_files
from casewatch.services.importing.outcome import ImportOptions
from casewatch.services.publishing.publish import publish
from casewatch.store.audit import entries
from casewatch.store.publications import publications
from tests.cli import office
from tests.web.conftest import Service, send, token
from tests.web.reading import faults, read, table_file

TERTIAL = Selectors(date(2026, 3, 31), period="2026-T1", municipalities=("3401",))
PREVIEW = "/laste-tall/las?kommune=3401&period=2026-T1"
FIELDS = {"kommune": "3401", "period": "2026-T1", "reason": "Sak 7 og 8 avklares i april"}


def _publish(service: Service) -> None:
    publish(service.context(), TERTIAL, "Uavklarte saker <b>ryddes</b>")


def _news(service: Service, folder: Path) -> None:
    """The office finds that 2026/3 was decided on 11 February, after 9 days and not 12; 2026/12 is complete."""
    service.pass_by(hours=2)
    file = office.export(
        folder / "nytt.csv",
        ("2026-02-02,2026-02-14", "2026-02-02,2026-02-11"),
        ("2026/12,1,one_step,2026-03-30,,", "2026/12,1,one_step,2026-03-30,2026-03-30,"),
    )
    assert import_files(service.context(), [file], ImportOptions(municipality="3401")).exit_code == 0


def test_with_nothing_published_the_page_says_what_it_is_for(service: Service) -> None:
    answer = service.browser("leser").get("/laste-tall")
    assert faults(answer.text) == []
    page = read(answer.text)
    assert "Ingen tall er låst ennå. Når en kommune låser tallene for en periode" in page.text
    assert "Se tallene som blir låst" not in page.text


@pytest.mark.parametrize("name", ["leser", "grue", "region", "admin"])
def test_everybody_who_signs_in_sees_what_is_published(service: Service, name: str) -> None:
    _publish(service)
    browser = service.browser(name)
    answer = browser.get("/laste-tall")
    assert answer.status_code == 200
    assert faults(answer.text) == []
    assert "&lt;b&gt;ryddes&lt;/b&gt;" in answer.text
    assert "<b>" not in answer.text
    today = "som låst" if name in ("leser", "region") else "–"
    (row,) = table_file(browser, "/laste-tall?tabell=periode-1")[1:]
    assert row[:4] == [
        "Kongsvinger",
        "4 av 5 (80\u00a0%), snitt 7,8",
        "nådd i dag, men 1 ventende sak er over grensen",
        today,
    ]


def test_a_visitor_signs_in_first(service: Service) -> None:
    assert service.browser().get("/laste-tall").headers["location"].startswith("/logg-inn")


@pytest.mark.parametrize(("name", "sees"), [("leser", True), ("region", True), ("grue", False), ("admin", False)])
def test_todays_figures_and_the_cases_are_for_those_who_may_see_them(
    service: Service, tmp_path: Path, name: str, sees: bool
) -> None:
    _publish(service)
    _news(service, tmp_path)
    service.browser("region").get("/laste-tall")
    page = read(service.browser(name).get("/laste-tall").text)
    assert "4 av 5 (80 %), snitt 7,8" in page.text.replace("\u00a0", " ")
    # 39 - 12 + 9 days of five cases
    assert ("5 av 5 (100 %), snitt 7,2" in page.text.replace("\u00a0", " ")) is sees
    change = "2026/3: 12 tellende dager (ikke under grensen) → 9 tellende dager (under grensen)"
    assert (change in page.text) is sees
    assert ("2026/3" in page.text) is sees
    opened = "1 sak som var eller er åpen, står annerledes nå. Det endrer ikke andel eller snitt."
    assert (opened in page.text) is sees
    assert ("Dagens tall og sakene bak vises bare for kommuner du kan se sakene til." in page.text) is not sees


@pytest.mark.parametrize(("name", "times"), [("leser", 1), ("grue", 0)])
def test_another_definition_and_an_erased_case_are_said_once(service: Service, name: str, times: int) -> None:
    for _again in range(2):
        _publish(service)
        service.pass_by(hours=1)
    forget(service.context(), "3401", "2026/3", "Krav om sletting")
    with service.site.store.engine.begin() as connection:
        connection.execute(text("UPDATE publication SET measured_by = json_remove(measured_by, '$.definition')"))
    page = read(service.browser(name).get("/laste-tall").text).text
    assert page.count("Definisjonen er endret siden noen av tallene ble låst.") == times
    assert page.count("1 sak er slettet siden tallene ble låst (forget)") == times


def test_the_tertial_text_can_be_copied_and_selected(service: Service) -> None:
    _publish(service)
    answer = service.browser("grue").get("/laste-tall")
    page = read(answer.text)
    said = (
        "Kongsvinger avgjorde 4 av 5 saker på under 10 dager i 1. tertial 2026 (mål: minst 80 %, nådd i dag, men 1 "
        "ventende sak er over grensen). Snittet var 7,8 dager (mål: høyst 21, nådd; når de uavklarte regnes med: 5,9 "
        "til 7,2). Forbehold: 2 uavklarte saker er ikke med"
    )
    assert said in page.text.replace("\u00a0", " ")
    assert "readonly" in page.fields[[each.get("id") for each in page.fields].index("t-3401")]
    assert 'data-copies="t-3401"' in answer.text
    other = read(service.browser("grue").get("/laste-tall?tertial=2020-T1").text).text
    assert "«2020-T1» er ikke et tertial med låste tall." in other
    assert said in other.replace("\u00a0", " ")


def test_a_manager_locks_in_two_steps(service: Service) -> None:
    browser = service.browser("leder")
    assert "Se tallene som blir låst" in browser.get("/laste-tall").text
    look = browser.get(PREVIEW)
    assert faults(look.text) == []
    page = read(look.text)
    assert "Kongsvinger: 4 av 5 næringssaker ble avgjort på under 10 dager i 1. tertial 2026" in page.text
    assert "Perioden 2026-T1 er ikke over før 30.04.2026." in page.text
    with service.site.store.reading() as connection:
        assert publications(connection) == []  # looking publishes nothing

    answer = send(browser, "/laste-tall/las", FIELDS)
    assert (answer.status_code, answer.headers["location"]) == (303, "/laste-tall?nr=1")
    done = read(browser.get("/laste-tall?nr=1").text)
    assert "Tallene er låst som nr. 1." in done.text
    assert FIELDS["reason"] in done.text
    with service.site.store.reading() as connection:
        (made,) = publications(connection)
        told = [entry for entry in entries(connection, ["3401"]) if entry.action == "published"]
    assert (made.municipalities, made.question.period, made.reason) == (("3401",), "2026-T1", FIELDS["reason"])
    assert [(entry.who, entry.subject, entry.details) for entry in told] == [("leder", "1", {"period": "2026-T1"})]
    assert "Perioden er låst fra før, som nr. 1." in read(browser.get(PREVIEW).text).text


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"reason": " "}, "Skriv hvorfor tallene låses nå"),
        ({"reason": "Søker 01010012356 venter"}, "Teksten har et fødselsnummer."),
        ({"period": "2026-T4"}, "«2026-T4» er ikke en periode."),
        ({"period": ""}, "Velg perioden som skal låses."),
        ({"reason": "x" * 501}, "Feltet kan ha høyst 500 tegn."),
    ],
)
def test_a_form_that_cannot_be_used_locks_nothing_and_says_why(
    service: Service, changed: dict[str, str], said: str
) -> None:
    answer = send(service.browser("leder"), "/laste-tall/las", FIELDS | changed)
    assert answer.status_code == 400
    assert faults(answer.text) == []
    assert said in read(answer.text).text
    with service.site.store.reading() as connection:
        assert publications(connection) == []


@pytest.mark.parametrize("name", ["leser", "behandler", "grue", "region", "admin"])
def test_only_the_municipalitys_own_manager_locks(service: Service, name: str) -> None:
    browser = service.browser(name)
    for answer in (browser.get(PREVIEW), send(browser, "/laste-tall/las", FIELDS)):
        assert answer.status_code == 403
        assert "4 av 5" not in answer.text
    with service.site.store.reading() as connection:
        assert publications(connection) == []


def test_a_forged_form_locks_nothing(service: Service) -> None:
    browser = service.browser("leder")
    word = token(browser)
    forged = [
        browser.post("/laste-tall/las", data=FIELDS),
        browser.post("/laste-tall/las", data=FIELDS | {"csrf": "0" * 64}),
        browser.post("/laste-tall/las", data=FIELDS | {"csrf": word}, headers={"Origin": "https://example.org"}),
    ]
    assert [answer.status_code for answer in forged] == [403, 403, 403]
    with service.site.store.reading() as connection:
        assert publications(connection) == []


def test_six_periods_stand_on_the_page_and_the_older_ones_behind_a_link(service: Service) -> None:
    for month in range(1, 9):
        asked = Selectors(date(2026, 3, 31), period=f"2025-{month:02}", municipalities=("3401",))
        publish(service.context(), asked, "gammelt")
    browser = service.browser("leser")
    page = read(browser.get("/laste-tall").text)
    months = ["August 2025", "Juli 2025", "Juni 2025", "Mai 2025", "April 2025", "Mars 2025"]
    assert [text for level, text in page.headings if level == 2] == months
    assert "Vis også eldre perioder (2)" in page.text
    rest = read(browser.get("/laste-tall?alle=true").text)
    assert [text for level, text in rest.headings if level == 2] == [*months, "Februar 2025", "Januar 2025"]
    assert "Vis også eldre" not in rest.text
    assert "/laste-tall?alle=true&tabell=periode-8&fil=csv" in rest.links
    assert table_file(browser, "/laste-tall?alle=true&tabell=periode-8")[1][0] == "Kongsvinger"
