"""A service with the small office of the command line's tests in it, and people of every role who use it.

Kongsvinger (3401) has the office's cases; Grue (3417) has one case, 2026/77, that only Grue and the region may see.
"""

from __future__ import annotations

import hashlib
import re
import shutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from secrets import token_urlsafe

import pytest
from httpx2 import Response
from starlette.testclient import TestClient

from casewatch.language import set_language
from casewatch.services.asking.context import Context, open_context
from casewatch.services.importing.files import import_files
from casewatch.services.importing.outcome import ImportOptions
from casewatch.services.people.accounts import add_account
from casewatch.settings import Settings
from casewatch.store.accounts import account_named, start_session
from casewatch.web.app import create_app
from casewatch.web.site import Site
from tests.cli import office

PASSWORD = "ni lange ord om byggesak"
#: Name -> role, municipality and handler code of the accounts there are.
PEOPLE = {
    "leser": ("reader", "3401", None),
    "behandler": ("handler", "3401", "KON1"),
    "leder": ("manager", "3401", None),
    "grue": ("manager", "3417", None),
    "region": ("region", None, None),
    "admin": ("administrator", None, None),
}
#: Noon of the office's day: every page says what is known then.
NOW = datetime(2026, 3, 31, 10, tzinfo=UTC)
#: Where somebody at the machine itself comes from.
NEAR = ("127.0.0.1", 50000)
_GRUE = (
    "case_no,application_no,application_type,received,complete,decided,outcome,handler,"
    "business,within_plan,regulated_plot,road_to_boundary\n"
    "2026/77,1,one_step,2026-03-02,2026-03-02,,,GRU1,ja,ja,ja,ja\n"
)


@dataclass
class Service:
    """One running service. Its clock stands at `NOW` until it is moved."""

    site: Site
    time: datetime = NOW
    _browsers: list[TestClient] = field(default_factory=list)

    def context(self, who: str = "kommandolinja") -> Context:
        """To look at the store with, or change it, behind the pages' back."""
        return Context(
            self.site.store, self.site.context().rulebook, self.site.rules_folder, lambda: self.time, who=who
        )

    def pass_by(self, **time: float) -> None:
        """Let time go by."""
        self.time += timedelta(**time)

    def browser(self, name: str | None = None) -> TestClient:
        """A browser, of somebody who has signed in where a name is given. It does not follow redirects.

        The session is put there: checking a password takes a quarter of a second, and has tests of its own.
        """
        found = TestClient(
            create_app(self.site),
            base_url="http://localhost",
            follow_redirects=False,
            raise_server_exceptions=False,
            client=NEAR,
        )
        self._browsers.append(found)
        if name is not None:
            session = token_urlsafe(32)
            with self.site.store.writing() as connection:
                account = account_named(connection, name)
                assert account is not None, name
                start_session(connection, hashlib.sha256(session.encode()).hexdigest(), account.id, self.time)
            found.cookies.set("casewatch", session, domain="localhost.local", path="/")
        return found

    def close(self) -> None:
        """Close all browsers."""
        for browser in self._browsers:
            browser.close()


def token(browser: TestClient, path: str = "/logg-inn") -> str:
    """The token of the forms on a page."""
    found = re.search(r'name="csrf" value="([0-9a-f]{64})"', browser.get(path).text)
    assert found is not None, path
    return found[1]


def send(browser: TestClient, path: str, fields: Mapping[str, str], page: str = "/logg-inn") -> Response:
    """Fill in a form of a page and send it."""
    return browser.post(path, data={"csrf": token(browser, page), **fields})


@pytest.fixture(scope="session")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database with the cases and the accounts, made once; tests use copies."""
    folder = tmp_path_factory.mktemp("service")
    database = folder / "casewatch.db"
    set_language("nb")
    kongsvinger = office.export(folder / "kongsvinger.csv")
    grue = folder / "grue.csv"
    grue.write_text(_GRUE, "utf-8")
    with open_context(f"sqlite:///{database}", office.RULES, now=lambda: NOW - timedelta(hours=4)) as context:
        for file, number in ((kongsvinger, "3401"), (grue, "3417")):
            report = import_files(context, [file], ImportOptions(municipality=number))
            assert report.exit_code == 0, report
        for name, (role, municipality, handler) in PEOPLE.items():
            add_account(context, name, role, PASSWORD, municipality, handler)
    return database


@pytest.fixture
def service(filled: Path, tmp_path: Path) -> Iterator[Service]:
    """The service of a test, with a copy of the database."""
    database = tmp_path / "casewatch.db"
    for file in filled.parent.glob("casewatch.db*"):
        shutil.copy(file, tmp_path / file.name)
    with open_context(f"sqlite:///{database}", office.RULES) as context:
        site = Site(context.store, office.RULES, Settings(), tmp_path, local=True)
        found = Service(site)
        site.now = lambda: found.time
        yield found
        found.close()
