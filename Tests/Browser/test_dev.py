"""Development mode: what is saved shows in the page, mistakes stand over it, the player plays."""

from __future__ import annotations

import pathlib
from collections.abc import Callable
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect


def test_changes_show_in_the_page(project: pathlib.Path, dev_page: Page, bellhop: Callable[..., Any]) -> None:
    """A style sheet is exchanged without a reload, a script reloads, a mistake makes an overlay that the next good state takes away."""
    server = bellhop(None, "dev", "--port", "0")
    dev_page.goto(server.url)
    expect(dev_page.locator("#room-list li")).to_have_count(6)
    dev_page.evaluate("window.mark = 1")

    sheet = project / "widget/css/preview.css"
    text = sheet.read_text()
    sheet.write_text(text + "\nbody { outline: 3px solid rgb(255, 0, 0); }")
    dev_page.wait_for_function("getComputedStyle(document.body).outlineColor === 'rgb(255, 0, 0)'", timeout=5000)
    assert dev_page.evaluate("window.mark") == 1

    sheet.write_text(text + "\n.x {")
    overlay = dev_page.locator("bellhop-overlay dialog")
    expect(overlay).to_contain_text("widget/css/preview.css:")
    expect(overlay).to_contain_text("is never closed")
    dev_page.keyboard.press("Escape")
    expect(overlay).not_to_be_visible()
    sheet.write_text(text)
    dev_page.wait_for_function("!document.querySelector('bellhop-overlay')", timeout=5000)

    hotel = project / "config/hotel.json"
    good = hotel.read_text()
    hotel.write_text(good.replace('"pricePerNight": 78', '"pricePerNight": 0'))
    expect(overlay).to_contain_text("rooms[0].pricePerNight")
    hotel.write_text(good)
    dev_page.wait_for_function("window.mark === undefined", timeout=5000)

    dev_page.evaluate("window.mark = 1")
    script = project / "widget/js/preview.js"
    script.write_text(script.read_text() + "\n// changed\n")
    dev_page.wait_for_function("window.mark === undefined", timeout=5000)


def test_the_player_plays_scenarios(project: pathlib.Path, dev_page: Page, bellhop: Callable[..., Any]) -> None:
    """The URL holds the state; frames are listed; the theme editor's result stands in the snippet; axe finds nothing."""
    server = bellhop(None, "dev", "--port", "0")
    dev_page.goto(f"{server.url}/__dev/?scenario=cut-mid-stream&send=1&speed=4")
    stage = dev_page.frame_locator("#stage")
    expect(stage.locator('bellhop-chat [data-state="interrupted"]')).to_be_visible(timeout=15000)
    expect(dev_page.locator("#frames tr").first).to_contain_text("data:")
    expect(dev_page.locator("#totals")).to_contain_text("cut")
    dev_page.locator('[data-scenario="offer"]').click()
    expect(stage.locator('bellhop-chat [data-bellhop="offer"]')).to_be_visible(timeout=15000)
    assert "scenario=offer" in dev_page.url
    dev_page.locator('[name="--bellhop-accent"]').fill("#7a3e1d")
    expect(dev_page.locator("#snippet")).to_contain_text("--bellhop-accent: #7a3e1d")
    assert "bellhop-accent=%237a3e1d" in dev_page.url
    found = Axe().run(dev_page, options={"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa"]}, "iframes": False}).response["violations"]
    assert [one["id"] for one in found] == []


def test_every_scenario_leaves_a_usable_chat(project: pathlib.Path, dev_page: Page, bellhop: Callable[..., Any]) -> None:
    """W-02, W-09, W-13: whatever comes, the input is free again and nothing executes."""
    server = bellhop(None, "dev", "--port", "0")
    errors: list[str] = []
    dev_page.on("pageerror", lambda error: errors.append(str(error)))
    for name in ("markdown", "split-utf-8", "cr-and-crlf-lines", "no-final-newline", "truncated", "error-in-stream", "server-error", "html-error", "json-instead-of-a-stream",
                 "empty-answer", "unsafe-markup", "right-to-left", "chinese-and-emoji"):
        dev_page.goto(f"{server.url}/__dev/stage.html?scenario={name}&speed=16")
        box = dev_page.locator('bellhop-chat [data-bellhop="input"]')
        box.fill("Hello")
        box.press("Enter")
        expect(dev_page.locator('bellhop-chat [data-bellhop="send"]')).to_be_visible(timeout=15000)
        assert dev_page.evaluate("window.hacked") is None
    assert errors == []
