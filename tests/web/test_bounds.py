"""Bounds of the pages: https alone is told to stay https, HTTP/1.0 is a proxy, who shares an answer, rows on a page."""

from __future__ import annotations

import pytest
from starlette.testclient import TestClient
from starlette.types import Receive, Scope, Send

from casewatch.core.access import Viewer
from casewatch.services.importing.files import import_files
from casewatch.services.importing.outcome import ImportOptions
from casewatch.settings import Settings, Web
from casewatch.store.audit import record
from casewatch.web.app import create_app
from tests.web.conftest import NEAR, NOW, Service
from tests.web.reading import table_file


@pytest.mark.parametrize(
    ("base_url", "told"),
    [
        ("https://casewatch.example.org", "max-age=31536000"),  # 365 days of 86,400 seconds
        ("http://casewatch.example.org", None),
    ],
)
def test_a_browser_is_told_to_stay_with_https_where_people_use_it(
    service: Service, base_url: str, told: str | None
) -> None:
    service.site.settings = Settings(web=Web(base_url=base_url))
    with TestClient(create_app(service.site), base_url=base_url, follow_redirects=False) as browser:
        for path in ("/", "/saker", "/finnes-ikke", "/static/casewatch.css", "/healthz"):
            assert browser.get(path).headers.get("strict-transport-security") == told, path


@pytest.mark.parametrize(("version", "status"), [("1.1", 200), ("1.0", 303)])
def test_who_speaks_http_1_0_is_a_proxy_and_gets_no_way_in_without_accounts(
    service: Service, version: str, status: int
) -> None:
    with service.site.store.writing() as connection:
        connection.exec_driver_sql("DELETE FROM web_session")
        connection.exec_driver_sql("DELETE FROM account")
    app = create_app(service.site)

    async def spoken(scope: Scope, receive: Receive, send: Send) -> None:
        await app(scope | {"http_version": version}, receive, send)

    browser = TestClient(spoken, base_url="http://localhost", follow_redirects=False, client=NEAR)
    assert browser.get("/logg").status_code == status


def test_people_share_an_answer_only_with_the_same_rights_and_handler(service: Service) -> None:
    asked: list[str] = []

    def answer_to(viewer: Viewer) -> str:
        return service.site.derive(viewer, ("page",), lambda context: (asked.append(viewer.name), context.who)[1])

    told = {
        "kari": Viewer("kari", "handler", "3401", "KON1"),
        "ola": Viewer("ola", "handler", "3401", "KON2"),  # another's cases
        "leder": Viewer("leder", "manager", "3401"),
        "leser": Viewer("leser", "reader", "3401"),
        "grue": Viewer("grue", "manager", "3417"),
        "region": Viewer("region", "region"),
        "alt": Viewer("alt", "region", everything=True),
    }
    for viewer in told.values():
        assert answer_to(viewer) == viewer.name
    assert answer_to(Viewer("vikar", "handler", "3401", "KON2")) == "ola"
    assert asked == list(told)


@pytest.fixture
def crowded(service: Service) -> str:
    """Grue with 201 open cases complete on 5 January, and 51 decided ones of which nothing tells whether they count.

    Gives the address of the import's receipt.
    """
    rows = ["2026/77,one_step,2026-03-02,2026-03-02,,ja,ja,ja,ja"]
    rows += [f"2026/{1001 + n},one_step,2026-01-05,2026-01-05,,ja,ja,ja,ja" for n in range(200)]
    rows += [f"2026/{2001 + n},one_step,2026-01-05,2026-01-05,2026-01-08,,,," for n in range(51)]
    header = "case_no,application_type,received,complete,decided,business,within_plan,regulated_plot,road_to_boundary"
    file = service.site.base / "mange.csv"
    file.write_text("\n".join([header, *rows]), "utf-8")
    report = import_files(service.context(), [file], ImportOptions(municipality="3417"))
    assert report.exit_code == 0, report
    with service.site.store.writing() as connection:
        for number in range(201):
            record(connection, NOW, "grue", "exported", "3417", number)
    return f"/les-inn/import/{report.results[0].id}"


@pytest.mark.parametrize(
    ("path", "table", "caption", "on_page", "in_file"),
    [
        ("/saker", "apne", "Åpne saker, de som må avgjøres først øverst", 200, 201),
        ("/logg", "", "Hvem som har gjort hva, det siste først", 200, 204),  # and two imports and the account
        ("/varsler", "goal_missed", "10 dager eller mer", 100, 201),
        ("/avklar", "saker", "Saker som må avklares", 50, 51),
        ("/kommune/3417", "snart", "Åpne saker nær grensen eller over den", 100, 201),
        ("/kommune/3417", "ventet-lengst", "Åpne saker, de som har ventet lengst først", 10, 201),
        ("receipt", "nye", "Nye", 50, 251),
    ],
)
def test_a_page_shows_so_many_rows_and_its_file_all(
    service: Service, crowded: str, path: str, table: str, caption: str, on_page: int, in_file: int
) -> None:
    browser, address = service.browser("grue"), path.replace("receipt", crowded)
    _before, shown = browser.get(address).text.split(f'aria-label="{caption}"')
    assert shown[: shown.index("</table>")].count("<tr") == 1 + on_page  # and the headers
    assert len(table_file(browser, f"{address}?tabell={table}")) == 1 + in_file
