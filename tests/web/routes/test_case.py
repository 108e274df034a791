"""Sak: the verdict in words, the picture and its table, where every date stands, and a person's word with its errors.

The expected days are those of the office's export, counted by hand in ``tests.cli.office``.
"""

from __future__ import annotations

import html
import re

from starlette.testclient import TestClient

from casewatch.store.audit import entries
from tests.web.conftest import Service, send
from tests.web.routes.test_cases import rows

PAGE = "/sak/3401?case_no=2026/{}&application=1"


def text(browser: TestClient, address: str) -> str:
    """What a page says, without its marks."""
    answer = browser.get(address)
    assert answer.status_code == 200, answer.text
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", answer.text)).split())


VERDICTS = (
    ("1", "4 tellende dager, mål under 10", "Avgjort på under 10 dager. Teller i målet."),
    ("3", "12 tellende dager, mål under 10", "Avgjort etter 10 dager eller mer."),
    ("6", "3 tellende dager, mål under 10", "Teller ikke i målet (er ikke innenfor plan)."),
    ("7", "2 tellende dager, mål under 10", "Uavklart om den teller."),
    ("8", "kan ikke måles", "Kan ikke måles: mangler komplett-dato."),
    ("9", "6 tellende dager så langt, mål under 10", "Må avgjøres senest fredag 3. april for å bli under"),
    ("10", "30 tellende dager så langt, mål under 10", "Har brukt 10 dager eller mer, og er ikke avgjort."),
    ("11", "4 tellende dager så langt, mål under 10", "Tiden står stille. 5 dager igjen når den løper"),
    ("12", "ikke komplett", "Tiden har ikke begynt å løpe: søknaden er ikke komplett."),
    ("13", "avsluttet uten vedtak", "Avsluttet uten vedtak, og teller derfor ikke."),
)


def test_the_verdict_in_words(service: Service) -> None:
    browser = service.browser("leder")
    for case, headline, verdict in VERDICTS:
        said = text(browser, PAGE.format(case))
        assert f"Sak 2026/{case}: {headline}" in said
        assert verdict in said


def test_every_date_says_where_it_stands(service: Service) -> None:
    browser = service.browser("leder")
    days = [(row["Fra"], row["Til (ikke med)"], row["Dager"], row["Teller"], row["Hos"], row["Fra-datoen står i"])
            for row in rows(browser, PAGE.format(2), "dager")]  # fmt: skip
    assert days == [
        ("2026-01-12", "2026-01-14", "2", "ja", "", "kongsvinger.csv, rad 3"),
        ("2026-01-14", "2026-01-24", "10", "nei", "NVE", "kongsvinger.csv, rad 3"),
        ("2026-01-24", "2026-01-28", "4", "ja", "", "kongsvinger.csv, rad 3"),
    ]
    told = {row["Opplysning"]: row for row in rows(browser, PAGE.format(2), "opplysninger")}
    assert told["Vedtaksdato"] == {
        "Opplysning": "Vedtaksdato", "Verdi": "2026-01-28",
        "Fil": "kongsvinger.csv", "Ark": "", "Rad": "3", "Retting": "",
    }  # fmt: skip
    assert (told["Uttalelse mottatt (NVE)"]["Verdi"], told["Uttalelse mottatt (NVE)"]["Rad"]) == ("2026-01-24", "3")


def test_the_picture_says_the_headline(service: Service) -> None:
    browser = service.browser("leser")
    page = browser.get(PAGE.format(2)).text
    address, alt = re.findall(r'<img src="([^"]+)" alt="([^"]+)">', page)[0]
    assert alt == "Sak 2026/2: 6 tellende dager, mål under 10"
    drawn = browser.get(html.unescape(address))
    assert drawn.headers["content-type"].startswith("image/svg+xml")
    assert alt in drawn.text


def test_another_municipality_looks_as_if_there_was_none(service: Service) -> None:
    browser = service.browser("grue")
    nowhere = browser.get("/sak/3401?case_no=2026/4711")
    assert nowhere.status_code == 404
    pages = [
        browser.get(PAGE.format(9)),
        browser.get("/sak/9999?case_no=2026/9"),
        browser.get("/sak/3417?case_no=2026/9"),
    ]
    for answer in pages:
        assert (answer.status_code, _body(answer.text)) == (404, _body(nowhere.text))
    assert browser.get("/sak/3401/tidslinje.svg?case_no=2026/9&application=1").status_code == 404
    fields = {"case_no": "2026/9", "application": "1", "skjema": "dato"}
    assert send(browser, "/sak/3401/rett", fields).status_code == 404


def _body(page: str) -> str:
    return page[page.index("<main") : page.index("</main>")]


def test_the_region_sees_no_handler_and_cannot_correct(service: Service) -> None:
    with service.site.store.writing() as connection:
        connection.exec_driver_sql(
            """UPDATE version SET content = replace(content, '"2026/9"', '"2026/9","handler":"KON7"')"""
        )
    assert "Saksbehandler KON7" in text(service.browser("leser"), PAGE.format(9))
    browser = service.browser("region")
    said = text(browser, PAGE.format(9))
    assert "6 tellende dager" in said
    assert "KON7" not in said
    assert "Rett saken" not in said
    answer = send(browser, "/sak/3401/rett", {"case_no": "2026/9", "application": "1", "skjema": "dato"})
    assert answer.status_code == 403


def test_a_case_of_several_applications_asks_which(service: Service) -> None:
    browser = service.browser("leder")
    assert "Saken har 2 søknader. Velg en: Søknad 1 Søknad 2" in text(browser, "/sak/3401?case_no=2026/14")
    first = browser.get("/sak/3401?case_no=2026/14&application=1").text
    assert 'href="/sak/3401?case_no=2026%2F14&amp;application=2">søknad 2</a>' in first
    assert "Avgjort på under 10 dager" in text(browser, "/sak/3401?case_no=2026/14&application=2")


WORDS: tuple[tuple[str, dict[str, str], str], ...] = (
        ("3", {"skjema": "dato", "dato_felt": "complete", "dato_dag": "06.02.2026"}, "8 tellende dager"),
        ("9", {"skjema": "dato", "dato_felt": "complete", "dato_tom": "1"}, "Sak 2026/9: ikke komplett"),
        ("2", {"skjema": "pause", "pause_type": "hearing", "pause_sendt": "14.01.2026", "pause_instans": "",
               "pause_svar": "20.01.2026"}, "10 tellende dager"),  # 16 - 6
        ("2", {"skjema": "pause", "pause_type": "hearing", "pause_sendt": "14.01.2026", "pause_instans": "nve",
               "pause_bort": "1"}, "16 tellende dager"),
        ("9", {"skjema": "pause", "pause_type": "authority", "pause_sendt": "28.03.2026",
               "pause_instans": "mattilsynet"}, "hos annen myndighet Mattilsynet retting"),
        ("7", {"skjema": "mal", "mal_business": "ja"}, "Teller i målet."),
        ("1", {"skjema": "mal", "mal_road_to_boundary": "tom"}, "Uavklart om den teller."),
        ("9", {"skjema": "annet", "annet_outcome": "", "annet_application_type": "", "annet_uker": "3"},
         "Lovfrist 15.04.2026"),  # complete on 25 March and 21 days
        ("9", {"skjema": "annet", "annet_outcome": "", "annet_application_type": "start_permit"},
         "Teller ikke i målet (har en søknadstype som ikke teller)."),
)  # fmt: skip
GOAL_FIELDS = ("business", "within_plan", "regulated_plot", "road_to_boundary", "dispensation")


def test_a_word_on_every_field(service: Service) -> None:
    browser = service.browser("behandler")
    empty = {f"mal_{name}": "" for name in GOAL_FIELDS}
    for case, fields, expected in WORDS:
        reason = {f"{fields['skjema']}_grunn": "etter telefon"}
        about = {"case_no": f"2026/{case}", "application": "1"}
        answer = send(browser, "/sak/3401/rett", about | empty | reason | fields)
        assert answer.status_code == 303, answer.text
        identity = answer.headers["location"].rpartition("gjort=")[2]
        said = text(browser, answer.headers["location"])
        assert f"Lagret som retting {identity}. Du kan angre den nedenfor." in said
        assert expected in said
        assert "etter telefon 31.03.2026 til den angres" in said
        with service.site.store.reading() as connection:
            newest = entries(connection, ["3401"])[0]
        assert (newest.action, newest.who, newest.subject) == ("corrected", "behandler", identity)
        send(browser, "/sak/3401/angre", {"id": identity, "til": PAGE.format(case)})
        assert "Ingen. Alt i saken er slik eksportene sier." in text(browser, PAGE.format(case))


MISTAKES: tuple[tuple[dict[str, str], str, str], ...] = (
        ({"skjema": "dato", "dato_felt": "complete", "dato_dag": "31.02.2026", "dato_grunn": "x"}, "dato_dag",
         "Skriv en dato med dag, måned og år"),
        ({"skjema": "dato", "dato_felt": "complete", "dato_dag": "06.02.2026", "dato_grunn": " "}, "dato_grunn",
         "Skriv hvorfor"),
        ({"skjema": "dato", "dato_felt": "complete", "dato_dag": "06.02.2026", "dato_grunn": "eier 13097248022"},
         "dato_grunn", "Teksten har et fødselsnummer"),
        ({"skjema": "dato", "dato_felt": "handler", "dato_dag": "06.02.2026", "dato_grunn": "x"}, "dato_felt",
         "Velg en i lista."),
        ({"skjema": "pause", "pause_type": "hearing", "pause_sendt": "14.01.2026", "pause_instans": "",
          "pause_svar": "13.01.2026", "pause_grunn": "x"}, "pause_svar",
         "Svaret kan ikke ha kommet før saken ble sendt"),
        ({"skjema": "annet", "annet_outcome": "", "annet_application_type": "", "annet_uker": "0", "annet_grunn": "x"},
         "annet_uker", "Skriv antall uker"),
        ({"skjema": "annet", "annet_outcome": "", "annet_application_type": "", "annet_grunn": "x"}, "annet_outcome",
         "Velg eller skriv minst én ny verdi."),
)  # fmt: skip


def test_what_is_wrong_stands_beside_its_field_and_at_the_top(service: Service) -> None:
    browser = service.browser("leder")
    for fields, field, error in MISTAKES:
        answer = send(browser, "/sak/3401/rett", {"case_no": "2026/3", "application": "1"} | fields)
        assert answer.status_code == 400
        assert re.search(rf'<li><a class="ds-link" href="#f-{field}">{error}', answer.text)
        assert re.search(rf'id="f-{field}-error">{error}', answer.text)
        assert re.search(rf'id="f-{field}"[^>]* aria-invalid="true"[^>]*aria-describedby="f-{field}-error', answer.text)
        if fields.get("dato_dag"):
            assert f'value="{fields["dato_dag"]}"' in answer.text  # what was written is not lost
    assert "12 tellende dager" in text(browser, PAGE.format(3))


def test_a_decision_is_not_in_the_future_and_a_body_can_be_named(service: Service) -> None:
    browser = service.browser("leder")
    about = {"case_no": "2026/9", "application": "1"}
    answer = send(browser, "/sak/3401/meld", about | {"hva": "vedtak", "vedtak_dag": "01.04.2026"})
    assert answer.status_code == 400
    assert "Datoen kan ikke være etter i dag, 31.03.2026." in answer.text
    told = {"hva": "uttalelse", "uttalelse_dag": "27.03.2026", "uttalelse_instans": "nve"}
    answer = send(browser, "/sak/3401/meld", about | told)
    said = text(browser, answer.headers["location"])
    assert "Sendt til uttalelse 27.03.2026 hos NVE, ikke besvart" in said
    assert "Sak 2026/9: 2 tellende dager så langt" in said  # 25 and 26 March
    assert "til neste eksport" in said


def test_script_in_a_reason_stays_text(service: Service) -> None:
    browser = service.browser("leder")
    reason = "<script>alert(1)</script>"
    fields = {
        "case_no": "2026/3",
        "application": "1",
        "skjema": "dato",
        "dato_felt": "complete",
        "dato_dag": "06.02.2026",
    }
    answer = send(browser, "/sak/3401/rett", fields | {"dato_grunn": reason})
    page = browser.get(answer.headers["location"]).text
    assert reason not in page
    assert html.escape(reason) in page
