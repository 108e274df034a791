"""The weekly import with the keyboard alone: upload, preview, confirm, receipt, Angre. With and without JavaScript."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, FileChooser, Page

from samples.serving import WEEKS
from tests.browser.conftest import PASSWORD, Running
from tests.browser.visits import judge, keep_picture, window

_FILE = WEEKS / "2026-uke48" / "3401-kongsvinger-2026-uke48.xlsx"
#: The text of what has the keyboard, and whether that can be seen.
_FOCUSED = """() => {
  const at = document.activeElement, style = getComputedStyle(at);
  const seen = (style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) > 0) || style.boxShadow !== 'none';
  return [(at.innerText || at.labels?.[0]?.innerText || '').trim(), at.tagName, seen];
}"""


def _tab_to(page: Page, text: str) -> None:
    """Press Tab until something with exactly this text has the keyboard."""
    passed = []
    for _press in range(120):
        page.keyboard.press("Tab")
        told, tag, seen = page.evaluate(_FOCUSED)
        if tag != "BODY":
            assert seen, f"nobody sees that «{told}» ({tag}) has the keyboard, on {page.url}"
        if told == text:
            return
        passed.append(told)
    pytest.fail(f"the keyboard does not come to «{text}» on {page.url}, only to {passed}")


def _enter(page: Page) -> None:
    with page.expect_navigation():
        page.keyboard.press("Enter")


def _judge(page: Page, what: str, script: bool, faults: list[str]) -> None:
    if script:  # axe itself is one
        judge(page, what, faults)


def _lead(page: Page) -> str:
    return page.locator("main .cw-lead").first.inner_text()


@pytest.mark.parametrize(("script", "width"), [(True, 1280), (False, 320)])
def test_the_weekly_import(browser: Browser, running: Running, script: bool, width: int) -> None:
    faults: list[str] = []
    with window(browser, running.address, width, script, faults) as page:
        # From now on the choice of a file is told: asked for only when the key is pressed, that can come too late.
        choosers: list[FileChooser] = []
        page.on("filechooser", lambda chooser: choosers.append(chooser))  # noqa: PLW0108 (a built-in will not do)
        page.goto(f"{running.address}/logg-inn?til=/slik-regner-vi")
        _tab_to(page, "Brukernavn")
        page.keyboard.type("leder")
        _tab_to(page, "Passord")
        page.keyboard.type(PASSWORD)
        _enter(page)

        _tab_to(page, "Hopp til innholdet")  # the first stop of every page
        _tab_to(page, "Les inn eksport")
        _enter(page)
        before = page.locator("main table tbody tr").count()
        _tab_to(page, "Fil")
        page.keyboard.press("Space")
        for _moment in range(400):
            if choosers:
                break
            page.wait_for_timeout(50)
        choosers.pop().set_files(_FILE)
        _tab_to(page, "Se hva som skjer")
        _enter(page)

        if page.inner_text("h1") == "Hvilken kolonne er hva?":  # the second time the file is known
            _judge(page, "columns", script, faults)
            keep_picture(page, f"kolonner-{width}")
            _tab_to(page, "Se hva som skjer")
            _enter(page)

        assert "Ingenting er lagret ennå." in page.inner_text("main")
        preview = _lead(page)
        _judge(page, "preview", script, faults)
        keep_picture(page, f"forhandsvisning-{width}")
        _tab_to(page, "Les inn")
        _enter(page)

        assert re.match(r"Kvittering for import \d+", page.inner_text("h1"))
        assert "Fila er lest inn." in page.inner_text("main")
        assert re.findall(r"\d+", _lead(page)) == re.findall(r"\d+", preview), "it did not do what it said"
        _judge(page, "receipt", script, faults)
        keep_picture(page, f"kvittering-{width}")
        number = page.inner_text("h1").split()[-1]
        _tab_to(page, f"Angre import {number}")
        _enter(page)

        assert "Importen er tatt tilbake." in page.inner_text("main")
        _tab_to(page, "Til lista over importer")
        _enter(page)
        assert page.locator("main table tbody tr").count() == before + 1
        assert f"Import {number}" in page.inner_text("main table tbody tr >> nth=0")
    assert not faults, "\n".join(faults)
