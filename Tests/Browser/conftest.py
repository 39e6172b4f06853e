"""A Bellhop per test session and a headless Chromium."""
from __future__ import annotations

import os
import pathlib
import shutil
import sys
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(pathlib.Path(__file__).parent.parent / "Conformance"))
from fixtures import authority, bellhop, upstream  # noqa: E402

from hostpage import HostPage  # noqa: E402

__all__ = ["authority", "bellhop", "upstream"]


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    path = os.environ.get("CHROMIUM") or shutil.which("chromium") or "/usr/bin/chromium"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield browser
        browser.close()


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
