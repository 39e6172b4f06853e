"""W-A6: axe finds nothing to mend in the main states, light and dark, at the widths of a phone and a desk."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

RULES = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}}


def violations(page: Page) -> list[str]:
    page.wait_for_timeout(300)
    found = Axe().run(page, options=RULES).response["violations"]
    return [f"{one['id']}: {[node['target'] for node in one['nodes']]}" for one in found]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 1280])
def test_axe_finds_nothing(browser: Browser, bellhop: Callable[..., Any], scheme: Any, width: int) -> None:
    context = browser.new_context(viewport={"width": width, "height": 780}, color_scheme=scheme, reduced_motion="reduce", locale="en-GB")
    page = context.new_page()
    page.goto(bellhop(None, "serve", "--port", "0", BELLHOP_DEMO_TPS="400").url)
    launcher = page.locator('bellhop-chat [data-bellhop="launcher"]')
    expect(page.locator("#room-list li")).to_have_count(6)
    assert violations(page) == [], "closed"
    launcher.click()
    assert violations(page) == [], "open"
    page.locator('bellhop-chat [data-bellhop="input"]').fill("What rooms do you have?")
    page.locator('bellhop-chat [data-bellhop="input"]').press("Enter")
    expect(page.locator('bellhop-chat [data-bellhop="rooms"]')).to_be_visible(timeout=20000)
    assert violations(page) == [], "answer and rooms"
    page.locator('bellhop-chat [data-bellhop="rooms"] .secondary').first.click()
    assert violations(page) == [], "room"
    page.keyboard.press("Escape")
    page.locator('bellhop-chat [data-bellhop="language"]').click()
    assert violations(page) == [], "menu"
    page.locator('bellhop-chat [data-lang="ar"]').click()
    assert violations(page) == [], "right to left"
    context.close()
