"""Every page of the navigation, as every role, on a wide and a narrow screen, with and without JavaScript."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser

from samples.serving import PEOPLE
from tests.browser.conftest import PASSWORD, Running
from tests.browser.visits import behind, judge, keep_picture, look, navigation, sign_in, window

WIDE, NARROW = 1280, 320
#: What each role must find in the navigation, whatever else there is.
_MUST = {
    None: {"/slik-regner-vi", "/forventet"},
    "leser": {"/kommune/3401", "/saker"},
    "saksbehandler": {"/saker", "/kommune/3401", "/avklar", "/varsler"},
    "leder": {"/kommune/3401", "/les-inn", "/avklar", "/varsler", "/laste-tall"},
    "region": {"/sammenligning", "/laste-tall"},
    "administrator": {"/slik-regner-vi"},
}


@pytest.mark.parametrize("name", [None, *PEOPLE])
def test_every_page_is_for_everybody(browser: Browser, running: Running, name: str | None) -> None:
    faults: list[str] = []
    with window(browser, running.address, WIDE, True, faults) as page:
        if name is None:
            page.goto(f"{running.address}/logg-inn")
        else:
            sign_in(page, running.address, name, PASSWORD)
        paths = navigation(page) + (["/logg-inn"] if name is None else [])
        assert _MUST[name] <= set(paths), "the navigation lacks pages"
        signed_in = page.context.cookies()
        for path in list(paths):
            look(page, running.address, path, faults)
            paths += [each for each in behind(page) if each not in paths]
            judge(page, f"{path} at {WIDE}", faults)
        for path in paths:
            if path not in navigation(page):
                look(page, running.address, path, faults)
                judge(page, f"{path} at {WIDE}", faults)
    for script in (True, False):
        with window(browser, running.address, NARROW, script, faults) as page:
            page.context.add_cookies(signed_in)  # type: ignore[arg-type]
            for path in paths:
                look(page, running.address, path, faults)
                if script:
                    judge(page, f"{path} at {NARROW}", faults)
                    keep_picture(page, f"{name or 'alle'}-{_told(path)}-{NARROW}")
    with window(browser, running.address, WIDE, False, faults) as page:
        page.context.add_cookies(signed_in)  # type: ignore[arg-type]
        for path in paths:
            look(page, running.address, path, faults)
            keep_picture(page, f"{name or 'alle'}-{_told(path)}-{WIDE}")
    assert not faults, "\n".join(faults)


def _told(path: str) -> str:
    return path.split("?", maxsplit=1)[0].strip("/").replace("/", "-")


def test_faults_are_noticed(browser: Browser, running: Running) -> None:
    faults: list[str] = []
    with window(browser, running.address, NARROW, True, faults) as page:
        look(page, running.address, "/finnes-ikke", faults)
        assert faults.pop(0).endswith("404 (Not Found)")
        assert faults == ["/finnes-ikke: 404"]
        page.locator("main").evaluate("main => { main.innerHTML = '<p><img src=/static/icon.svg></p>' }")
        judge(page, "changed", faults)
        assert any("image-alt" in fault for fault in faults)
        page.evaluate("fetch('http://192.0.2.1/').catch(() => 0)")
    assert any("Content Security Policy" in fault for fault in faults), "the policy lets a page ask elsewhere"
