"""A real Chromium, and the real service with three weeks of the samples and an account of every role in it.

Where there is no Chromium the tests are skipped with the reason; with CASEWATCH_REQUIRE_BROWSER=1 they fail.
"""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

from casewatch.language import set_language
from casewatch.services.asking.context import open_context
from casewatch.services.people.accounts import add_account
from samples.serving import PEOPLE, WEEKS, fill
from tests.browser.at_time import START
from tests.six import RULES

ROOT = Path(__file__).parents[2]
PASSWORD = "ni lange ord om byggesak"
_NAMES = ("chromium", "chromium-browser", "google-chrome")
_ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
]


@dataclass(frozen=True)
class Running:
    """Where the service listens."""

    address: str


def _program() -> str:
    given = os.environ.get("CHROMIUM")
    found = given or next((path for name in _NAMES if (path := shutil.which(name))), None)
    if found is None:
        reason = "no Chromium here: apt-get install chromium, or name one in the variable CHROMIUM"
        if os.environ.get("CASEWATCH_REQUIRE_BROWSER") == "1":
            pytest.fail(reason)
        pytest.skip(reason)
    return found


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """One browser for these tests; each visit has a context of its own.

    It is closed before other tests run: Playwright keeps an event loop going meanwhile, and they may need their own.
    """
    program = _program()
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=program, args=_ARGUMENTS)
        yield started
        started.close()


@pytest.fixture(scope="package")
def running(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """The service in a process of its own. It is filled only where there is a browser to look at it."""
    folder = tmp_path_factory.mktemp("pages")
    database = f"sqlite:///{(folder / 'casewatch.db').as_posix()}"
    rules = shutil.copytree(RULES, folder / "rules")
    set_language("nb")
    with open_context(database, rules, now=lambda: START - timedelta(hours=4)) as context:
        fill(context, sorted(WEEKS.iterdir())[-3:-1])
        for name, (role, municipality, handler) in PEOPLE.items():
            add_account(context, name, role, PASSWORD, municipality, handler)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    log = folder / "service.log"
    command = [sys.executable, "-m", "tests.browser.at_time", database, str(port), str(folder)]
    with log.open("wb") as out:
        service = subprocess.Popen(command, cwd=ROOT, stdout=out, stderr=out)
    address = f"http://127.0.0.1:{port}"
    try:
        _wait(address, service, log)
        yield Running(address)
    finally:
        service.terminate()
        service.wait(20)


def _wait(address: str, service: subprocess.Popen[bytes], log: Path) -> None:
    for _second in range(120):
        try:
            with urllib.request.urlopen(f"{address}/healthz", timeout=2):
                return
        except OSError:
            assert service.poll() is None, log.read_text("utf-8")
            time.sleep(0.25)
    pytest.fail(f"the service does not answer: {log.read_text('utf-8')}")
