"""For whoever looks after the service: alive, ready or why not, and counters for those who may read them."""

from __future__ import annotations

import json

import structlog
from starlette.testclient import TestClient

from casewatch.web.app import create_app
from tests.web.conftest import NEAR, NOW, Service

#: The files came four hours before `NOW` (see `filled`).
_FOUR_HOURS = 4 * 3600


def test_alive_needs_neither_sign_in_nor_database(service: Service) -> None:
    service.site.store.engine.dispose()
    answer = service.browser().get("/healthz")
    assert (answer.status_code, answer.text) == (200, "ok\n")


def test_ready_tells_how_old_each_municipalitys_export_is(service: Service) -> None:
    answer = service.browser().get("/readyz")
    assert answer.status_code == 200
    found = answer.json()
    ages = found.pop("last_import_age_seconds")
    assert found == {"ready": True, "reason": None}
    assert (ages["3401"], ages["3417"], ages["3415"]) == (_FOUR_HOURS, _FOUR_HOURS, None)
    service.pass_by(days=9)
    assert service.browser().get("/readyz").json()["last_import_age_seconds"]["3401"] == _FOUR_HOURS + 9 * 86400


def test_a_database_of_another_version_is_not_ready(service: Service) -> None:
    browser = service.browser()
    with service.site.store.writing() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '0001'")
    answer = browser.get("/readyz")
    assert (answer.status_code, answer.json()["reason"]) == (503, "migrations")
    assert browser.get("/healthz").status_code == 200


def test_a_database_that_cannot_be_read_is_not_ready(service: Service) -> None:
    browser = service.browser()
    assert browser.get("/readyz").status_code == 200
    service.site.store.engine.dispose()
    for file in service.site.base.glob("casewatch.db*"):
        file.write_bytes(b"not a database at all" * 1000)
    answer = browser.get("/readyz")
    assert (answer.status_code, answer.json()["reason"]) == (503, "database")
    assert "casewatch.db" not in answer.text  # where it lies is nobody's business


def test_counters_are_for_this_machine_and_the_administrator(service: Service) -> None:
    near = service.browser()
    near.get("/healthz")
    near.get("/sak/3401?case_no=2026/102")
    answer = near.get("/metrics")
    assert answer.status_code == 200
    lines = answer.text.splitlines()
    assert 'casewatch_answers_total{method="GET",route="/healthz",status="200"} 1.0' in lines
    moment = NOW.timestamp() - _FOUR_HOURS
    (told,) = [line for line in lines if line.startswith('casewatch_last_import_seconds{municipality="3401"}')]
    assert float(told.split()[-1]) == moment
    assert "2026/102" not in answer.text  # patterns of routes, never addresses

    through_proxy = {"X-Forwarded-For": "192.0.2.7"}
    assert near.get("/metrics", headers=through_proxy).headers["location"].startswith("/logg-inn")
    assert service.browser("leder").get("/metrics", headers=through_proxy).status_code == 403
    assert service.browser("admin").get("/metrics", headers=through_proxy).status_code == 200


def test_the_log_names_routes_and_kinds_and_nothing_of_anybody(service: Service) -> None:
    app = create_app(service.site)

    @app.get("/bryter/{number}")
    def breaks(number: str) -> None:
        raise ValueError(f"secret {number}")

    browser = TestClient(app, base_url="http://localhost", raise_server_exceptions=False, client=NEAR)
    with structlog.testing.capture_logs() as lines:
        browser.get("/sak/3401?case_no=2026/102")
        answer = browser.get("/bryter/2026-102")
    assert answer.status_code == 500
    assert "<h1" in answer.text
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    said = json.dumps(lines)
    assert "2026" not in said
    assert "secret" not in said
    (error,) = [line for line in lines if line["event"] == "failed"]
    assert error["kind"] == "ValueError"
    assert error["place"].startswith("test_operations.py:")
    assert error["place"].endswith(" breaks")
