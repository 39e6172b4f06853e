"""Browsers for the tests: a headless Chromium for all, and Firefox and WebKit for the flows that run in every engine."""
from __future__ import annotations

import os
import pathlib
import shutil
import sys
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Playwright, sync_playwright

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(pathlib.Path(__file__).parent.parent / "Conformance"))
from fixtures import authority, bellhop, upstream  # noqa: E402

from engines import LACKS, PlaywrightGuest, WebKit, WebKitGuest  # noqa: E402
from hostpage import HostPage  # noqa: E402

__all__ = ["authority", "bellhop", "upstream"]


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    with sync_playwright() as playwright:
        yield playwright


@pytest.fixture(scope="session")
def browser(playwright: Playwright) -> Iterator[Browser]:
    path = os.environ.get("CHROMIUM") or shutil.which("chromium") or "/usr/bin/chromium"
    browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
    yield browser
    browser.close()


@pytest.fixture(scope="session")
def firefox(playwright: Playwright) -> Iterator[Browser]:
    """Debian's own, which Playwright drives by WebDriver BiDi."""
    path = os.environ.get("FIREFOX") or shutil.which("firefox-esr") or shutil.which("firefox") or "/usr/bin/firefox-esr"
    browser = playwright.firefox.launch(channel="moz-firefox", executable_path=path)
    yield browser
    browser.close()


@pytest.fixture(scope="session")
def webkit() -> Iterator[WebKit]:
    webkit = WebKit()
    yield webkit
    webkit.close()


@pytest.fixture(params=["chromium", "firefox", "webkit"])
def guest(request: pytest.FixtureRequest, host_page: Callable[..., HostPage]) -> Iterator[Any]:
    """A guest in each engine; `@pytest.mark.needs("offline")` skips, by name, the engines whose driver cannot do it."""
    engine = request.param
    for need in (name for mark in request.node.iter_markers("needs") for name in mark.args):
        if why := LACKS[need].get(engine):
            pytest.skip(why)
    if engine == "webkit":
        guest: Any = WebKitGuest(request.getfixturevalue("webkit").driver, host_page)
    else:
        guest = PlaywrightGuest(engine, request.getfixturevalue({"chromium": "browser"}.get(engine, engine)))
    yield guest
    guest.leave()


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "needs(*what): what a driver has to be able to do, by its name in engines.LACKS")


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    context = browser.new_context(viewport={"width": 1280, "height": 800}, locale="en-GB")
    yield context
    context.close()


@pytest.fixture
def page(context: BrowserContext) -> Iterator[Page]:
    """A page that must stay silent: no console message, no error, no request to anybody else."""
    page = context.new_page()
    noise: list[str] = []
    page.on("console", lambda message: noise.append(f"console {message.type}: {message.text}"))
    page.on("pageerror", lambda error: noise.append(f"error: {error}"))
    page.noise = noise  # type: ignore[attr-defined]
    yield page
    assert noise == []


@pytest.fixture
def project(tmp_path: pathlib.Path) -> pathlib.Path:
    """A copy of the widget and the configuration, to be changed; the working directory of `bellhop`."""
    for name in ("widget", "config"):
        shutil.copytree(ROOT / name, tmp_path / name, ignore=shutil.ignore_patterns("config-local.js", "bellhop.json5"))
    return tmp_path


@pytest.fixture
def dev_page(browser: Browser) -> Iterator[Page]:
    """Waiting for a condition needs `eval`, which the page's own policy forbids."""
    context = browser.new_context(bypass_csp=True, viewport={"width": 1440, "height": 900}, locale="en-GB")
    yield context.new_page()
    context.close()


@pytest.fixture
def host_page() -> Iterator[Callable[..., HostPage]]:
    """Makes pages of other origins: `host_page(html, headers)`."""
    made: list[HostPage] = []

    def make(*arguments: Any) -> HostPage:
        made.append(HostPage(*arguments))
        return made[-1]

    yield make
    for one in made:
        one.close()
