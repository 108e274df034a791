"""Slik regner vi: for everybody, and made from the rule files, so that other rules make another page."""

from __future__ import annotations

import shutil
import tomllib
from pathlib import Path
from typing import Any

import pytest

from tests.cli.office import RULES
from tests.web.conftest import Service
from tests.web.reading import faults, read, table_file


def _rule_file(folder: Path, name: str = "vedlegg1") -> dict[str, Any]:
    return tomllib.loads((folder / f"{name}.toml").read_text("utf-8"))


def test_a_visitor_reads_target_edition_and_every_quotation(service: Service) -> None:
    answer = service.browser().get("/slik-regner-vi")
    assert answer.status_code == 200
    assert faults(answer.text) == []
    page, told = read(answer.text), _rule_file(RULES)
    assert "Minst 80 % av sakene skal avgjøres på under 10 dager, og snittet skal være høyst 21 dager." in page.text
    assert f"Målet står i: {told['source']}." in page.text
    for quote in told["version"][-1]["quote"]:
        assert page.text.count(f"«{' '.join(quote['text'].split())}»") == 1
        assert quote["place"] in page.text
    assert "9 dager er innenfor, 10 dager er det ikke." in page.text
    assert "#eksempel" in page.links
    assert "eksempel" in page.ids


def test_version_and_hash_are_those_of_the_figures(service: Service) -> None:
    version = service.context().rulebook.rule("vedlegg1", service.time.date()).version
    assert version in read(service.browser().get("/slik-regner-vi").text).text


def test_the_other_rules_of_the_folder_are_listed(service: Service) -> None:
    rows = table_file(service.browser(), "/slik-regner-vi?tabell=regler")
    told = [_rule_file(RULES, name) for name in ("alle-byggesaker", "naeringssaker")]
    assert [(row[0], row[2]) for row in rows[1:]] == [(each["name"], each["source"]) for each in told]
    assert [row[1] for row in rows[1:]] == ["Teller alle byggesaker.", "Teller en søknad når den er næringsrelatert."]


def test_the_example_day_by_day(service: Service) -> None:
    browser = service.browser()
    # complete Thursday 5 March; at a hearing from Monday 9 to Monday 23 March; decided Friday 27 March: 4 + 4 days
    assert table_file(browser, "/slik-regner-vi?tabell=eksempel")[1:] == [
        ["2026-03-02", "2026-03-05", "3", "nei", "før komplett"],
        ["2026-03-05", "2026-03-09", "4", "ja", "tiden løper"],
        ["2026-03-09", "2026-03-23", "14", "nei", "til uttalelse"],
        ["2026-03-23", "2026-03-27", "4", "ja", "tiden løper"],
    ]
    picture = browser.get("/slik-regner-vi/eksempel.svg")
    assert "Sak 2026/123: 8 tellende dager, mål under 10" in picture.text


CHANGES = [
    ("limit_days = 10 ", "limit_days = 12 ", ["på under 12 dager", "11 dager er innenfor, 12 dager er det ikke."]),
    ("share_percent = 80", "share_percent = 75", ["Minst 75 %"]),
    ("mean_days = 21", "mean_days = 30", ["høyst 30 dager"]),
    ("min_cases = 5", "min_cases = 7", ["Med færre enn 7 saker"]),
    # Thursday, Friday and Monday to Thursday are left: 2 + 4 days
    ('day_count = "calendar"', 'day_count = "working"', ["Mandag til fredag teller.", "arbeidsdager", ": 6 "]),
    ('stop = "decided"', 'stop = "decision_sent"', ["til dagen vedtaket ble sendt", ": 11 tellende dager"]),
    ('pauses = ["hearing", "other_authority"]', "pauses = []", ["Tiden står aldri stille.", ": 22 tellende dager"]),
    ('scope = ["business", "within_plan", "regulated_plot", "road_to_boundary"]', "scope = []", ["Alle byggesøknader"]),
    ('    "completion_certificate",\n', "", []),
]


@pytest.mark.parametrize(("old", "new", "told"), CHANGES, ids=[old.split(" ")[0] or "type" for old, _n, _t in CHANGES])
def test_another_rule_makes_another_page(service: Service, tmp_path: Path, old: str, new: str, told: list[str]) -> None:
    before = read(service.browser().get("/slik-regner-vi").text)
    folder = Path(shutil.copytree(RULES, tmp_path / "rules"))
    file = folder / "vedlegg1.toml"
    text = file.read_text("utf-8")
    assert text.count(old) == 1
    file.write_text(text.replace(old, new), "utf-8")
    service.site.rules_folder = folder
    after = read(service.browser().get("/slik-regner-vi").text)
    spoken = after.text + " ".join(image["alt"] for image in after.images)
    for words in told:
        assert words in spoken.replace("\u00a0", " ")
        assert words not in before.text
    # the last change says something by what is gone
    assert ("ferdigattest" in before.text, "ferdigattest" in after.text) == (True, bool(told))
