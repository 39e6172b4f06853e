"""W-A6: axe finds nothing to mend in any state, light and dark, left to right and back, at the widths of a phone and a desk."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from states import STATES

RULES = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}}


def violations(page: Page) -> list[str]:
    page.wait_for_timeout(250)
    found = Axe().run(page, options=RULES).response["violations"]
    return [f"{one['id']}: {[node['target'] for node in one['nodes']]}" for one in found]


@pytest.mark.parametrize(
    ("scheme", "width", "language"),
    [("light", 1280, "en"), ("dark", 1280, "en"), ("light", 320, "en"), ("dark", 320, "ar"), ("light", 1280, "ar")],
)
def test_axe_finds_nothing(browser: Browser, bellhop: Callable[..., Any], upstream: Callable[..., Any], scheme: Any, width: int, language: str) -> None:
    for name, script, steps in STATES:
        server = bellhop(upstream(script) if script else None, "serve", "--port", "0")
        context = browser.new_context(viewport={"width": width, "height": 780}, color_scheme=scheme, reduced_motion="reduce", locale="en-GB")
        page = context.new_page()
        page.goto(server.url)
        expect(page.locator("#room-list li")).to_have_count(6)
        page.evaluate("language => window.Bellhop.setLanguage(language)", language)
        expect(page.locator("bellhop-chat")).to_have_attribute("dir", "rtl" if language == "ar" else "ltr")
        steps(page)
        assert violations(page) == [], name
        context.close()
        server.terminate()
