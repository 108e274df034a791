"""Hva kan du forvente?: hand counts of the office's business cases, the same for whoever asks, and nothing of one case.

Kongsvinger's decided business cases, of the office's table: from complete 4, 16 (ten of them at a hearing), 12, 9, 8
and, outside the plan, 3 days; five of the six took 12 or less. From receipt 7, 16, 13, 9, 10 and 4: 13 or less.
"""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest

from casewatch.services.importing.files import import_files
from casewatch.services.importing.outcome import ImportOptions
from tests.web.conftest import PEOPLE, Service
from tests.web.reading import faults, read, table_file

FINDING = "8 av 10 får svar innen 12 kalenderdager etter at søknaden er komplett."


def main(html: str) -> str:
    """What stands between the header and the footer."""
    found = re.search(r"<main.*</main>", html, re.DOTALL)
    assert found is not None
    return found[0]


def test_a_business_reads_the_finding_first(service: Service) -> None:
    answer = service.browser().get("/forventet?kommune=3401")
    assert answer.status_code == 200
    assert faults(answer.text) == []
    text = read(main(answer.text)).text
    assert text.startswith(f"Hva kan du forvente når du søker om å bygge for næring? Kongsvinger {FINDING}")
    assert "Regnet fra dagen søknaden kommer inn, får 8 av 10 svar innen 13 kalenderdager." in text
    assert "bygger på 6 næringssaker som ble avgjort siste 12 måneder (01.04.2025–31.03.2026)" in text
    assert "Tall per 31.03.2026, etter eksporten fra kommunens sakssystem 31.03.2026." in text
    assert "Tolv uker fra komplett søknad er hovedregelen. (plan- og bygningsloven § 21-7)" in text


def test_too_few_cases_are_words_alone(service: Service) -> None:
    text = read(main(service.browser().get("/forventet?kommune=3417").text)).text
    told = text.split("Kommunene")[0]
    assert "færre enn fem næringssaker er avgjort på 36 måneder" in told
    assert re.findall(r"\d+", told) == ["36", "31", "03", "2026", "31", "03", "2026"]  # the span and two dates


def test_a_municipality_that_has_sent_nothing(service: Service) -> None:
    text = read(main(service.browser().get("/forventet?kommune=3418").text)).text
    assert "kommunen har ikke levert tall fra sakssystemet sitt" in text


def test_the_table_goes_along(service: Service) -> None:
    rows = table_file(service.browser(), "/forventet")
    assert rows[1:] == [
        ["Eidskog", *["ingen tall ennå"] * 2, "", ""],
        ["Grue", *["for få saker"] * 2, "", "2026-03-31"],
        ["Kongsvinger", "12", "13", "6 saker på 12 måneder", "2026-03-31"],
        ["Nord-Odal", *["ingen tall ennå"] * 2, "", ""],
        ["Sør-Odal", *["ingen tall ennå"] * 2, "", ""],
        ["Åsnes", *["ingen tall ennå"] * 2, "", ""],
    ]


def test_everybody_reads_the_same_and_no_case(service: Service) -> None:
    pages = {main(service.browser(name).get("/forventet?kommune=3401").text) for name in (None, *PEOPLE)}
    assert len(pages) == 1
    text = read(pages.pop()).text + read(main(service.browser().get("/forventet").text)).text
    assert [word for word in ("2026/", "KON1", "GRU1", "nve") if word in text] == []


def test_without_a_choice_the_lead_speaks_of_all_that_have_figures(service: Service) -> None:
    text = read(main(service.browser().get("/forventet").text)).text
    assert text.startswith(f"Hva kan du forvente når du søker om å bygge for næring? {FINDING}")


def test_an_unknown_municipality_is_an_error_beside_the_field(service: Service) -> None:
    answer = service.browser().get("/forventet?kommune=<script>9999")
    assert answer.status_code == 400
    assert faults(answer.text) == []
    assert "<script>9999" not in answer.text
    assert answer.text.count("Kommunen finnes ikke her. Velg en i lista.") == 2


def test_in_english(service: Service) -> None:
    browser = service.browser()
    browser.get("/sprak/en")
    text = read(main(browser.get("/forventet?kommune=3401").text)).text
    assert "8 of 10 get an answer within 12 calendar days of a complete application." in text
    assert not re.search("[æøåÆØÅ«»]", text.replace("Sør-Odal", "").replace("Åsnes", ""))


@pytest.mark.parametrize(("cases", "told"), [(4, "færre enn fem"), (5, "siste 36 måneder (01.04.2023–31.03.2026)")])
def test_older_cases_help_a_small_municipality(service: Service, cases: int, told: str) -> None:
    browser = service.browser()
    assert "ingen tall ennå" in browser.get("/forventet?kommune=3418").text  # answered once, and kept
    decided = date(2024, 6, 3)
    rows = [
        f"2024/{number},one_step,{decided - timedelta(days=60)},{decided - timedelta(days=10 * number)},{decided},ja"
        for number in range(1, cases + 1)
    ]
    file = service.site.base / "asnes.csv"
    file.write_text("\n".join(["case_no,application_type,received,complete,decided,business", *rows]) + "\n", "utf-8")
    assert import_files(service.context(), [file], ImportOptions(municipality="3418")).exit_code == 0
    text = read(main(browser.get("/forventet?kommune=3418").text)).text
    assert told in text
    # 10, 20, 30, 40, 50: four of five took 40 days or less
    assert ("8 av 10 får svar innen 40 kalenderdager" in text) == (cases == 5)
