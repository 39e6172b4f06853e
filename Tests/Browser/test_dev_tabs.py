"""Many tabs on one development server: one event connection for all, changes and mistakes in every one."""

from __future__ import annotations

import pathlib
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, expect

TABS = 7


@pytest.fixture
def dev_context(browser: Browser) -> Iterator[BrowserContext]:
    context = browser.new_context(bypass_csp=True, viewport={"width": 1024, "height": 700}, locale="en-GB")
    yield context
    context.close()


def test_seven_tabs_share_one_event_connection(project: pathlib.Path, dev_context: BrowserContext, bellhop: Callable[..., Any]) -> None:
    """A browser opens six connections to a server: a tab with one of its own each would starve the seventh."""
    server = bellhop(None, "dev", "--port", "0")
    connections: list[str] = []
    dev_context.on("request", lambda request: request.url.endswith("/__dev/events") and connections.append(request.url))
    pages = [dev_context.new_page() for _ in range(TABS)]
    for page in pages:
        page.goto(server.url, timeout=10_000)
        expect(page.locator("#room-list li")).to_have_count(6, timeout=10_000)
        assert page.evaluate("fetch('/healthz').then((answer) => answer.text())") == "ok\n"
        page.evaluate("window.mark = 1")
    assert len(connections) == 1

    sheet = project / "widget/css/preview.css"
    good = sheet.read_text()
    sheet.write_text(good + "\nbody { outline: 3px solid rgb(255, 0, 0); }")
    for page in pages:
        page.wait_for_function("getComputedStyle(document.body).outlineColor === 'rgb(255, 0, 0)'", timeout=10_000)
        assert page.evaluate("window.mark") == 1

    script = project / "widget/js/preview.js"
    script.write_text(script.read_text() + "\n// changed\n")
    for page in pages:
        page.wait_for_function("window.mark === undefined && document.querySelectorAll('#room-list li').length === 6", timeout=10_000)

    # The tab that listens goes; another takes over, and one that is opened now knows of the mistake.
    sheet.write_text("body {\n" + good)
    for page in pages:
        expect(page.locator("bellhop-overlay dialog")).to_contain_text("never closed", timeout=10_000)
    for page in pages[: TABS - 1]:
        page.close()
    late = dev_context.new_page()
    late.goto(server.url)
    for page in (pages[-1], late):
        expect(page.locator("bellhop-overlay dialog")).to_contain_text("widget/css/preview.css:1", timeout=10_000)
    sheet.write_text(good)
    for page in (pages[-1], late):
        expect(page.locator("bellhop-overlay")).to_have_count(0, timeout=10_000)


def test_a_new_start_of_the_server_reloads_the_pages(project: pathlib.Path, dev_context: BrowserContext, bellhop: Callable[..., Any]) -> None:
    server = bellhop(None, "dev", "--port", "0")
    page = dev_context.new_page()
    page.goto(server.url)
    expect(page.locator("#room-list li")).to_have_count(6)
    page.evaluate("window.mark = 1")
    port = server.port
    assert server.terminate() == 0
    bellhop(None, "dev", "--port", str(port))
    page.wait_for_function("window.mark === undefined && document.querySelectorAll('#room-list li').length === 6", timeout=20_000)
