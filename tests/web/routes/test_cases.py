"""Mine saker: what has to be decided first, one click for what happened, and who may see and do what.

Counted by hand for Tuesday 31 March 2026, with exports on Mondays: Easter Monday is 6 April, so the next export comes
on Tuesday the 7th. 2026/9 runs since Wednesday 25 March: 6 days, 3 left, so 3 April is its last; that is Good Friday,
and Maundy Thursday is a holiday too, so it has to be decided by Wednesday 1 April.
"""

from __future__ import annotations

import csv
import io

import pytest
from starlette.testclient import TestClient

from casewatch.services.importing.files import import_files
from casewatch.services.importing.outcome import ImportOptions
from casewatch.store.audit import entries
from tests.cli import office
from tests.web.conftest import Service, send

SENTENCE = "1 sak må avgjøres før neste eksport, tirsdag 7. april. 1 sak har brukt 10 dager eller mer."


def rows(browser: TestClient, address: str = "/saker", table: str = "apne") -> list[dict[str, str]]:
    """The rows of a table, as its file has them."""
    sign = "&" if "?" in address else "?"
    answer = browser.get(f"{address}{sign}tabell={table}&fil=csv")
    assert answer.status_code == 200, answer.text
    return list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))


def numbers(browser: TestClient, address: str = "/saker") -> list[str]:
    """The cases of the page's table."""
    return [row["Sak"] for row in rows(browser, address)]


def click(browser: TestClient, what: str, case_no: str, number: str = "3401", **more: str) -> str:
    """One click on a case; gives the address one comes to."""
    fields = {"case_no": case_no, "application": "1", "hva": what, "til": "/saker"} | more
    answer = send(browser, f"/sak/{number}/meld", fields, "/saker")
    assert answer.status_code == 303, answer.text
    return str(answer.headers["location"])


def test_what_has_to_be_decided_first_stands_first(service: Service) -> None:
    browser = service.browser("leder")
    assert SENTENCE in browser.get("/saker").text
    found = rows(browser)
    assert [(row["Sak"], row["Tilstand"], row["Neste steg"]) for row in found] == [
        ("2026/9", "tiden løper, nær grensen", "Avgjør senest onsdag 1. april."),
        ("2026/10", "tiden løper, over grensen", "Avgjør så snart som mulig."),
        ("2026/11", "tiden står stille", "Vent på uttalelse: Statens vegvesen (sendt 24.03.2026, 7 kalenderdager)."),
        ("2026/12", "ikke komplett", "Sjekk om søknaden er komplett."),
    ]
    columns = ("Dager igjen", "Tellende dager", "Kalenderdager fra komplett", "Måldato", "Lovfrist")
    assert [tuple(row[name] for name in columns) for row in found] == [
        ("3", "6", "6", "2026-04-03", ""),
        ("", "30", "30", "", ""),
        ("", "4", "11", "", ""),
        ("", "", "", "", ""),
    ]


def test_filters(service: Service) -> None:
    browser = service.browser("leder")
    for chosen, expected in (
        ("tilstand=paused", ["2026/11"]),
        ("tilstand=must", ["2026/9"]),
        ("tilstand=over", ["2026/10"]),
        ("omfang=unknown", []),
        ("tilstand=%3Cscript%3E", ["2026/9", "2026/10", "2026/11", "2026/12"]),
    ):
        assert numbers(browser, f"/saker?{chosen}") == expected
        page = browser.get(f"/saker?{chosen}").text
        assert SENTENCE in page  # what has to be done does not depend on what is looked at
        assert ("Ingen av de 4 åpne sakene svarer til valget." in page) == (not expected)


def test_a_long_list_stands_whole_in_the_file(service: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("casewatch.web.routes.cases._MOST", 2)
    browser = service.browser("leser")
    page = browser.get("/saker").text
    assert "Her vises 2 av 4 rader. Fila har alle." in page
    assert ("2026/10</a>" in page, "2026/11</a>" in page) == (True, False)
    assert len(rows(browser)) == 4


def test_a_handler_sees_the_own_cases_and_can_switch(service: Service) -> None:
    browser = service.browser("behandler")
    assert "Ingen saker har koden KON1 i eksporten 31.03.2026." in browser.get("/saker").text
    file = service.site.base / "med-koder.csv"
    file.write_text(
        "case_no,application_no,application_type,received,complete,handler\n"
        "2026/9,1,one_step,2026-03-20,2026-03-25,kon1\n2026/20,1,one_step,2026-03-20,,KON2\n",
        "utf-8",
    )
    assert import_files(service.context(), [file], ImportOptions(municipality="3401")).exit_code == 0
    assert numbers(browser) == ["2026/9"]
    assert "1 sak må avgjøres før neste eksport, tirsdag 7. april.</p>" in browser.get("/saker").text
    everybody = rows(browser, "/saker?hvem=alle")
    assert {row["Sak"]: row["Saksbehandler"] for row in everybody if row["Saksbehandler"]} == {
        "2026/9": "kon1",
        "2026/20": "KON2",
    }
    # whoever is no handler has no own cases to switch to
    assert len(numbers(service.browser("leder"), "/saker?hvem=mine")) == len(everybody)


def test_decided_in_one_click_until_the_next_export(service: Service) -> None:
    browser = service.browser("leder")
    page = browser.get(click(browser, "vedtak", "2026/9")).text
    assert "Sak 2026/9: Vedtaksdato: 31.03.2026. Det gjelder til neste eksport er lest inn." in page
    assert "Ingen saker må avgjøres før neste eksport" in page
    assert "2026/9" not in numbers(browser)
    assert [row["Sak"] for row in rows(browser, table="meldt")] == ["2026/9"]
    with service.site.store.reading() as connection:
        last = entries(connection, None)[0]
    assert (last.who, last.action, last.municipality, last.details) == (
        "leder", "corrected", "3401", {"fields": ["decided"]},
    )  # fmt: skip

    file = service.site.base / "neste.csv"
    file.write_text(
        "case_no,application_no,application_type,received,complete\n2026/9,1,one_step,2026-03-20,2026-03-25\n", "utf-8"
    )
    assert import_files(service.context(), [file], ImportOptions(municipality="3401")).exit_code == 0
    assert "2026/9" not in numbers(browser)  # it was on its way when the decision was made
    service.pass_by(days=1)
    browser = service.browser("leder")  # nobody stays signed in overnight
    [again] = import_files(service.context(), [file], ImportOptions(municipality="3401")).results
    assert again.status == "unchanged"
    assert [each.code for each in again.findings] == ["report_not_confirmed"]
    assert "2026/9" in numbers(browser)
    assert rows(browser, table="meldt") == []


def test_a_report_that_the_export_does_not_bear_out_is_asked_about(service: Service) -> None:
    browser = service.browser("leder")
    kept = click(browser, "vedtak", "2026/9").rpartition("gjort=")[2]
    asked = "Meldt vedtak 31.03.2026, men eksporten 01.04.2026 har ingen slik dato. Stemmer det?"
    on_the_case = "/sak/3401?case_no=2026%2F9&application=1"
    service.pass_by(days=1)
    browser = service.browser("leder")  # nobody stays signed in overnight
    file = office.export(service.site.base / "neste.csv", ("2026/12,", "2026/14,"))
    [result] = import_files(service.context(), [file], ImportOptions(municipality="3401")).results
    [finding] = [each for each in result.findings if each.code == "report_not_confirmed"]
    assert (finding.severity, finding.case_no, finding.field) == ("warning", "2026/9", "decided")
    assert finding.message == f"Sak 2026/9: {asked} Meld på nytt, eller rett i sakssystemet."
    for address in ("/saker", on_the_case):
        assert asked in browser.get(address).text
        assert "Fjern meldingen" in browser.get(address).text
        assert asked in service.browser("leser").get(address).text
        assert "Fjern meldingen" not in service.browser("leser").get(address).text
    assert asked not in service.browser("behandler").get("/saker").text  # no case of the own code
    again = click(browser, "vedtak", "2026/9", vedtak_dag="31.03.2026").rpartition("gjort=")[2]
    assert asked not in browser.get("/saker").text + browser.get(on_the_case).text
    for word in (again, kept):
        assert send(browser, "/sak/3401/angre", {"id": word, "til": "/saker"}, "/saker").status_code == 303
        assert (asked in browser.get("/saker").text) == (word == again)


def test_sent_to_a_body_in_one_click_and_taken_back(service: Service) -> None:
    browser = service.browser("leder")
    target = click(browser, "uttalelse", "2026/9")
    (row,) = [row for row in rows(browser) if row["Sak"] == "2026/9"]
    assert (row["Tilstand"], row["Tellende dager"]) == ("tiden står stille", "6")
    identity = target.rpartition("gjort=")[2]
    for _again in range(2):  # a second click comes too late, and that is no error
        answer = send(browser, "/sak/3401/angre", {"id": identity, "til": "/saker"}, "/saker")
        assert (answer.status_code, answer.headers["location"]) == (303, "/saker?gjort=angret")
    assert rows(browser, table="meldt") == []
    assert rows(browser)[0]["Neste steg"] == "Avgjør senest onsdag 1. april."


@pytest.mark.parametrize("name", ["leser", "region"])
def test_who_may_look_only_gets_no_buttons_and_changes_nothing(service: Service, name: str) -> None:
    browser = service.browser(name)
    page = browser.get("/saker?kommune=3401").text
    assert SENTENCE in page
    assert "Vedtak fattet" not in page
    assert ("Saksbehandler" in page) == (name == "leser")
    answer = send(browser, "/sak/3401/meld", {"case_no": "2026/9", "application": "1", "hva": "vedtak"})
    assert answer.status_code == 403
    assert "2026/9" in numbers(service.browser("leder"))


def test_another_municipality_has_no_such_cases(service: Service) -> None:
    browser = service.browser("grue")
    assert numbers(browser) == ["2026/77"]
    assert browser.get("/saker?kommune=3401").status_code == 404
    answer = send(browser, "/sak/3401/meld", {"case_no": "2026/9", "application": "1", "hva": "vedtak"})
    assert answer.status_code == 404
    ours = click(service.browser("leder"), "vedtak", "2026/9").rpartition("gjort=")[2]
    for number in ("3401", "3417"):  # neither under the right municipality nor under the own one
        assert send(browser, f"/sak/{number}/angre", {"id": ours}).status_code == 404
    assert "2026/9" not in numbers(service.browser("leder"))


def test_nothing_to_see_says_what_to_do(service: Service) -> None:
    assert service.browser("admin").get("/saker").status_code == 403
    empty = service.browser("region").get("/saker?kommune=3415").text
    assert "Ingen eksport er lest inn for Sør-Odal ennå, så her er ingen saker." in empty
    assert service.browser().get("/saker").headers["location"].startswith("/logg-inn")


def test_a_forged_form_changes_nothing(service: Service) -> None:
    browser = service.browser("leder")
    fields = {"case_no": "2026/9", "application": "1", "hva": "vedtak", "csrf": "0" * 64}
    assert browser.post("/sak/3401/meld", data=fields).status_code == 403
    assert "2026/9" in numbers(browser)


def test_no_click_leads_away(service: Service) -> None:
    assert click(service.browser("leder"), "vedtak", "2026/9", til="https://example.org/").startswith("/?gjort=")
