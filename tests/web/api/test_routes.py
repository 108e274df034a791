"""The API: the command line's JSON for programs, within the rights of the pages."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from httpx2 import Response
from starlette.testclient import TestClient

from casewatch.services.asking.selecting import Selectors
from casewatch.services.figures.assess import assess
from casewatch.services.figures.explaining import explain
from casewatch.services.figures.listing import list_cases
from casewatch.services.people import sessions
from casewatch.services.people.accounts import disable, hasher, set_password, set_role
from casewatch.web.visitor import csrf_of
from tests.cli import office
from tests.web.conftest import NOW, PASSWORD, PEOPLE, Service

API = "/api/v1"
QUARTER = {"period": "2026-Q1", "as_of": office.AS_OF}


@pytest.fixture
def program(service: Service) -> TestClient:
    """Something that keeps no cookies of anybody."""
    return service.browser()


def ask(program: TestClient, name: str, path: str, **parameters: Any) -> Response:
    return program.get(API + path, params=parameters, auth=(name, PASSWORD))


def refused(answer: Response, status: int) -> str:
    """The one line of an error."""
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/json"
    (line,) = answer.json().values()
    assert line
    assert "\n" not in line
    assert "Traceback" not in line
    return str(line)


def send(program: TestClient, name: str, path: Path, **fields: Any) -> Response:
    files = {"file": (path.name, path.read_bytes())}
    return program.post(f"{API}/imports", data=fields, files=files, auth=(name, PASSWORD))


def test_assess_is_the_command_lines_document_with_the_offices_hand_counts(
    service: Service, program: TestClient
) -> None:
    document = ask(program, "leder", "/assess", **QUARTER).json()
    (result,) = document["results"]
    expected = dict(office.RESULT) | {"last_import": result["last_import"]}
    assert {name: result[name] for name in expected} == expected
    asked = Selectors(service.context().today(), period="2026-Q1", municipalities=("3401",))
    assert document == assess(service.context(), asked).document


def test_cases_and_explain_are_the_command_lines_documents(service: Service, program: TestClient) -> None:
    asked = Selectors(service.context().today(), municipalities=("3401",))
    document = ask(program, "behandler", "/cases", state=["overdue", "at-risk"]).json()
    assert {case["case_no"] for case in document["cases"]} == {"2026/9", "2026/10"}
    assert document == list_cases(service.context(), asked, ["overdue", "at-risk"]).document()
    told = ask(program, "behandler", "/explain", municipality="Kongsvinger", case_no="26/0002").json()
    assert told["net_days"] == 6
    assert told == explain(service.context(), asked, "2026/2").document


def test_nobody_gets_in_without_signing_in(program: TestClient) -> None:
    for path in ("/assess", "/cases", "/alerts", "/imports", "/imports/1", "/indicators.csv"):
        answer = program.get(API + path)
        assert answer.headers["www-authenticate"].startswith("Basic ")
        refused(answer, 401)
    wrong = program.get(f"{API}/assess", auth=("leder", "et helt annet passord"))
    assert wrong.headers["www-authenticate"].startswith("Basic ")
    assert refused(wrong, 401) == "Brukernavnet eller passordet er feil."
    for header in ("Basic", "Basic ???", "Basic bGVkZXI=", "Basic /w==", "Bearer abc"):
        assert program.get(f"{API}/assess", headers={"Authorization": header}).status_code == 401


@pytest.mark.parametrize("name", ["leser", "behandler", "leder"])
def test_a_municipality_sees_its_own_alone(program: TestClient, name: str) -> None:
    for path in ("/assess", "/cases", "/indicators.json"):
        refused(ask(program, name, path, municipality="3417"), 403)
        refused(ask(program, name, path, municipality=["3401", "Grue"]), 403)
    assert {case["municipality"] for case in ask(program, name, "/cases").json()["cases"]} == {"3401"}
    assert [result["municipality"] for result in ask(program, name, "/assess").json()["results"]] == ["3401"]
    alerts = ask(program, name, "/alerts").json()
    assert {alert["municipality"] for alert in alerts["alerts"]} == {"3401"}
    assert set(alerts["baselines"]) <= {"3401"}


def test_anothers_case_and_import_are_as_if_they_were_not_there(program: TestClient) -> None:
    there = ask(program, "leder", "/explain", municipality="3417", case_no="2026/77")
    not_there = ask(program, "leder", "/explain", municipality="3401", case_no="2026/7777")
    nowhere = ask(program, "leder", "/explain", municipality="9999", case_no="2026/77")
    assert refused(there, 404) == refused(not_there, 404) == refused(nowhere, 404)
    assert ask(program, "grue", "/explain", municipality="3417", case_no="2026/77").status_code == 200
    assert refused(ask(program, "leder", "/imports/2"), 404) == refused(ask(program, "leder", "/imports/99"), 404)
    gone = program.delete(f"{API}/imports/2", auth=("leder", PASSWORD))
    assert refused(gone, 404)
    assert [each["id"] for each in ask(program, "grue", "/imports").json()["imports"]] == [2]


def test_the_region_sees_all_and_no_handler(program: TestClient) -> None:
    cases = ask(program, "region", "/cases").json()["cases"]
    assert {case["municipality"] for case in cases} == {"3401", "3417"}
    assert {case["handler"] for case in cases} == {None}
    assert {case["handler"] for case in ask(program, "grue", "/cases").json()["cases"]} == {"GRU1"}
    for path in ("/alerts", "/assess"):
        assert "GRU1" not in ask(program, "region", path).text
    assert {alert["handler"] for alert in ask(program, "region", "/alerts").json()["alerts"]} == {None}
    refused(ask(program, "region", "/imports"), 403)


def test_an_administrator_without_a_municipality_sees_no_case(program: TestClient) -> None:
    for path in ("/assess", "/cases", "/alerts", "/imports", "/indicators.json"):
        refused(ask(program, "admin", path), 403)


def test_the_flat_table(program: TestClient) -> None:
    answer = ask(program, "leder", "/indicators.csv", period=["2026-Q1", "2025"], as_of=office.AS_OF)
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    header, *rows = csv.reader(io.StringIO(answer.text))
    assert header == ["indicator", "municipality", "period", "value", "met", "certain", "too_few", "n", "verdict"]
    # the office's hand counts, and a year in which nothing was decided
    for row in (
        ["share_under_limit", "3401", "2026-Q1", "0.8", "true", "true", "false", "5", "met"],
        ["mean_days", "3401", "2026-Q1", "7.8", "true", "true", "false", "5", "met"],
        ["p80_days", "3401", "2026-Q1", "9", "", "", "false", "5", ""],
        ["held_out", "3401", "2026-Q1", "1", "", "", "false", "5", ""],
        ["open_overdue", "3401", "2026-Q1", "1", "", "", "false", "5", ""],
        ["share_under_limit", "3401", "2025", "", "", "", "true", "0", "none"],
        ["decided", "3401", "2025", "0", "", "", "true", "0", ""],
    ):
        assert rows.count(row) == 1, row
    told = ask(program, "leder", "/indicators.json", period=["2026-Q1", "2025"], as_of=office.AS_OF).json()
    assert [[str(row["indicator"]), row["municipality"], row["period"]] for row in told["indicators"]] == [
        row[:3] for row in rows
    ]
    assert (told["as_of"], told["rule"]) == (office.AS_OF, "vedlegg1")


BAD: list[tuple[str, Mapping[str, Any], int, str]] = [
    ("/assess", {"as_of": "i går"}, 400, "as_of: «i går» er ikke en dato."),
    ("/assess", {"as_of": "1066-10-14"}, 400, "as_of: «1066-10-14» er utenfor årene"),
    ("/assess", {"known_at": "snart"}, 400, "known_at: «snart» er ikke et tidspunkt."),
    ("/assess", {"period": "2026-T9"}, 400, "period: «2026-T9» er ikke en periode."),
    ("/assess", {"rule": "../../etc/passwd"}, 400, "rule: regelen finnes ikke."),
    ("/assess", {"rule": "rules/vedlegg1.toml"}, 400, "rule: regelen finnes ikke."),
    ("/assess", {"municipality": "Atlantis"}, 400, "municipality: «Atlantis» er ikke en kommune"),
    ("/cases", {"state": "ferdig"}, 400, "state: «ferdig» finnes ikke."),
    ("/explain", {"municipality": "3401"}, 422, "case_no"),
    ("/explain", {"municipality": "3401", "case_no": "2026/14"}, 400, "Velg én (application)."),
    ("/explain", {"municipality": "3401", "case_no": "2026/1", "application": "én"}, 422, "application"),
    ("/imports/0", {}, 422, "id"),
    ("/ingenting", {}, 404, "Adressen er feil"),
]


def test_a_bad_call_gets_one_line(program: TestClient) -> None:
    for path, parameters, status, told in BAD:
        assert told in refused(ask(program, "leder", path, **parameters), status)


def test_a_file_read_in_seen_and_taken_back(service: Service, program: TestClient) -> None:
    path = office.export(service.site.base / "uke14.csv", without="2026/12", more="")
    path.write_text(path.read_text("utf-8").replace("2026/9,1", "2026/99,1"), "utf-8")
    tried = send(program, "leder", path, dry_run="true")
    assert (tried.status_code, tried.json()["imports"][0]["status"]) == (200, "dry-run")
    done = send(program, "leder", path)
    assert done.status_code == 201
    (result,) = done.json()["imports"]
    assert (result["file"], result["municipality"], result["new"], result["unchanged"]) == ("uke14.csv", "3401", 1, 13)
    again = send(program, "leder", path)
    assert (again.status_code, again.json()["imports"][0]["id"]) == (200, result["id"])
    shown = ask(program, "leder", f"/imports/{result['id']}").json()["imports"][0]
    assert (shown["new"], shown["sha256"]) == (1, result["sha256"])
    undone = program.delete(f"{API}/imports/{result['id']}", auth=("leder", PASSWORD))
    assert undone.json() == {
        "id": result["id"], "file": "uke14.csv", "status": "undone", "vanished": 1, "changed": 0, "unchanged": 13,
    }  # fmt: skip
    refused(program.delete(f"{API}/imports/{result['id']}", auth=("leder", PASSWORD)), 400)


def test_files_that_are_not_read(service: Service, program: TestClient) -> None:
    path = office.export(service.site.base / "uke14.csv")
    for name in ("leser", "behandler", "region", "admin"):
        refused(send(program, name, path), 403)
    refused(send(program, "leder", path, municipality="3417"), 403)
    assert "Profilen" in refused(send(program, "leder", path, profile="../../x"), 400)
    assert "map" in refused(send(program, "leder", path, map="Dato"), 400)
    assert "holds" in refused(send(program, "leder", path, holds="alt"), 422)
    broken = service.site.base / "uke14.xlsx"
    broken.write_bytes(b"PK no workbook at all")
    answer = send(program, "leder", broken)
    assert answer.status_code == 422
    assert answer.json()["error"].startswith("uke14.xlsx: ")
    assert answer.json()["imports"][0]["status"] == "refused"
    assert len(ask(program, "leder", "/imports").json()["imports"]) == 1


def test_a_file_that_is_too_large(service: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("casewatch.web.app.MAX_BODY", 5000)
    program = service.browser()
    path = service.site.base / "stor.csv"
    path.write_bytes(b"x" * 5000)
    assert refused(send(program, "leder", path), 413).startswith("Fila kan være høyst")
    parts = iter([b"x" * 2500] * 3)  # without saying how large it is
    kind = {"Content-Type": "multipart/form-data; boundary=x"}
    refused(program.post(f"{API}/imports", content=parts, headers=kind, auth=("leder", PASSWORD)), 413)
    page = program.post("/logg-inn", content=b"x" * 6000)
    assert page.status_code == 413
    assert "<h1" in page.text
    path.write_bytes(b"x" * 100)
    assert send(program, "leder", path).status_code == 422


def test_the_name_of_a_file_is_for_show_alone(service: Service, program: TestClient) -> None:
    content = office.export(service.site.base / "x.csv", without="2026/12").read_bytes()
    files = {"file": ("../../../etc/cron.d/evil.csv", content)}
    answer = program.post(f"{API}/imports", files=files, auth=("leder", PASSWORD))
    assert answer.status_code == 201
    assert answer.json()["imports"][0]["file"] == "evil.csv"
    assert str(service.site.base) not in answer.text


def test_paths_of_the_machine_are_not_told(service: Service, program: TestClient) -> None:
    path = office.export(service.site.base / "feil.csv", more="2026/50,1,one_step,32.13.2026,,,,,ja,ja,ja,ja,,,\n")
    (result,) = send(program, "leder", path).json()["imports"]
    assert result["rejected"] == 1
    assert result["annotated"] == f"/les-inn/import/{result['id']}/kopi"


def test_a_session_needs_our_pages_word_to_change_something(service: Service) -> None:
    browser = service.browser("leder")
    assert browser.get(f"{API}/imports").status_code == 200
    word = {"X-CSRF-Token": csrf_of(browser.cookies["casewatch"])}
    refused(browser.delete(f"{API}/imports/1"), 403)
    refused(browser.delete(f"{API}/imports/1", headers={"X-CSRF-Token": "0" * 64}), 403)
    refused(browser.delete(f"{API}/imports/1", headers={**word, "Origin": "https://evil.example"}), 403)
    refused(browser.delete(f"{API}/imports/1", headers={**word, "Sec-Fetch-Site": "cross-site"}), 403)
    assert ask(browser, "leder", "/imports/1").json()["imports"][0]["undone_at"] is None
    assert browser.delete(f"{API}/imports/1", headers=word).status_code == 200


def test_a_browser_that_remembers_the_password_is_not_used_by_another_site(program: TestClient) -> None:
    headers = {"Origin": "https://evil.example"}
    refused(program.delete(f"{API}/imports/1", headers=headers, auth=("leder", PASSWORD)), 403)


def test_a_password_is_looked_at_once_in_five_minutes(service: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    looked = []
    real = hasher()

    class Counted:
        def verify(self, password: str, hashed: str) -> bool:
            looked.append(hashed)
            return bool(real.verify(password, hashed))

    monkeypatch.setattr(sessions, "hasher", Counted)
    program = service.browser()
    for _ in range(3):
        assert ask(program, "leder", "/imports").status_code == 200
    assert len(looked) == 1
    service.time = NOW + timedelta(minutes=4, seconds=59)
    ask(program, "LEDER", "/imports")  # as it is written
    assert len(looked) == 1
    service.pass_by(seconds=1)
    assert ask(program, "leder", "/imports").status_code == 200
    assert len(looked) == 2


def test_what_changes_in_an_account_counts_at_once(service: Service, program: TestClient) -> None:
    for name in PEOPLE:
        ask(program, name, "/assess")
    set_role(service.context(), "leder", "reader", "3401")
    refused(ask(program, "leder", "/imports"), 403)
    set_password(service.context(), "leser", "et nytt og like langt passord")
    refused(ask(program, "leser", "/assess"), 401)
    disable(service.context(), "grue")
    refused(ask(program, "grue", "/assess"), 401)
    disable(service.context(), "grue", disabled=False)
    assert ask(program, "grue", "/assess").status_code == 200


def test_guessing_is_slow_and_does_not_shut_out_who_is_in(service: Service, program: TestClient) -> None:
    assert ask(program, "leder", "/imports").status_code == 200
    for _ in range(9):
        assert program.get(f"{API}/imports", auth=("leder", "feil passord, igjen")).status_code == 401
    assert refused(program.get(f"{API}/imports", auth=("leder", "enda et feil passord")), 429)
    assert ask(program, "leder", "/imports").status_code == 200  # remembered


def test_the_description_names_the_contracts_parameters_and_fields(program: TestClient) -> None:
    told = program.get(f"{API}/openapi.json").json()
    assert set(told["paths"]) == {
        f"{API}{path}"
        for path in (
            *("/assess", "/cases", "/explain", "/alerts", "/imports", "/imports/{id}"),
            *("/indicators.csv", "/indicators.json"),
        )
    }
    asked = {each["name"] for each in told["paths"][f"{API}/assess"]["get"]["parameters"]}
    assert asked == {"as_of", "known_at", "period", "municipality", "rule"}
    assert set(told["components"]["schemas"]["Result"]["required"]) >= set(office.RESULT)
    assert {"account", "session"} == set(told["components"]["securitySchemes"])
