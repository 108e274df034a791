"""Somebody at a screen: signs in, opens pages, and notes what is wrong with them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page

#: What WCAG 2.1 AA asks for, and what axe's makers advise besides.
_AXE = {"resultTypes": ["violations"], "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"]}
_AXE_SCRIPT = Axe()
SCREENSHOTS = Path(__file__).parents[2] / "screenshots"
#: Pages behind the pages of the navigation, each found by the first link of its kind.
_BEHIND = re.compile(r"/sak/|/les-inn/import/\d+$|/laste-tall/")


@contextmanager
def window(browser: Browser, address: str, width: int, script: bool, faults: list[str]) -> Iterator[Page]:
    """A window of its own; what the browser complains of, and what would leave the machine, goes to `faults`."""
    context = browser.new_context(viewport={"width": width, "height": 900}, java_script_enabled=script, locale="nb-NO")
    page = context.new_page()
    page.set_default_timeout(20_000)
    page.on("console", lambda said: faults.append(f"{page.url}: {said.text}") if said.type == "error" else None)
    page.on("pageerror", lambda error: faults.append(f"{page.url}: {error}"))
    context.on("request", lambda asked: _stays(asked.url, address, faults))
    try:
        yield page
    finally:
        context.close()


def _stays(url: str, address: str, faults: list[str]) -> None:
    if urlsplit(url).scheme != "data" and not url.startswith(address + "/"):
        faults.append(f"asks elsewhere: {url}")


def sign_in(page: Page, address: str, name: str, password: str) -> None:
    """As people do it: type, and press Enter."""
    page.goto(f"{address}/logg-inn")
    page.fill("#f-name", name)
    page.fill("#f-password", password)
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert not page.url.startswith(f"{address}/logg-inn"), "could not sign in"


def cookies(context: BrowserContext) -> list[dict[str, object]]:
    """What keeps somebody signed in, for another window."""
    return [dict(each) for each in context.cookies()]


def navigation(page: Page) -> list[str]:
    """Paths of the navigation, in order."""
    links = page.locator("header nav a").evaluate_all("found => found.map(each => each.getAttribute('href'))")
    return [str(link) for link in links]


def behind(page: Page) -> list[str]:
    """One page of each kind that the page links to."""
    links = page.locator("main a[href]").evaluate_all("found => found.map(each => each.getAttribute('href'))")
    first: dict[str, str] = {}
    for link in map(str, links):
        if found := _BEHIND.match(link):
            first.setdefault(re.sub(r"\d+", "", found[0]), link)
    return list(first.values())


def look(page: Page, address: str, path: str, faults: list[str]) -> None:
    """Open a page and note an answer that is none, a missing heading, and sideways scrolling."""
    answer = page.goto(address + path)
    if answer is None or answer.status != 200:
        faults.append(f"{path}: {answer and answer.status}")
        return
    if page.locator("h1").count() != 1:
        faults.append(f"{path}: {page.locator('h1').count()} h1")
    broken = page.locator("img").evaluate_all("all => all.filter(i => i.complete && !i.naturalWidth).map(i => i.src)")
    faults += [f"{path}: picture {source} does not show" for source in broken]
    wide = page.evaluate("[document.scrollingElement.scrollWidth, document.scrollingElement.clientWidth]")
    if wide[0] > wide[1]:
        faults.append(f"{path}: {wide[0]} px wide on {wide[1]}")


def judge(page: Page, path: str, faults: list[str]) -> None:
    """Note what axe finds."""
    found = _AXE_SCRIPT.run(page, options=_AXE).response["violations"]
    for each in found:
        where = "; ".join(node["html"][:140] for node in each["nodes"][:3])
        faults.append(f"{path}: {each['id']}: {each['help']}: {where}")


def keep_picture(page: Page, name: str) -> None:
    """A picture of the whole page, for people to look at."""
    SCREENSHOTS.mkdir(exist_ok=True)
    page.screenshot(path=SCREENSHOTS / f"{name}.png", full_page=True)
