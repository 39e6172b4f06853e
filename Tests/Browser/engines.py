"""One guest in three engines: Chromium and Firefox through Playwright, WebKit through Selenium. The same few acts, so that the same flows run in each.

What an act needs is waited for in the page; a driver that cannot do something is named in `LACKS`.
"""

from __future__ import annotations

import json
import os
import pathlib
import shutil
import subprocess
import time
from typing import Any, Protocol

from playwright.sync_api import Browser, Error, Page
from selenium.common.exceptions import WebDriverException
from selenium.webdriver import ActionChains
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.webkitgtk.options import Options
from selenium.webdriver.webkitgtk.service import Service
from selenium.webdriver.webkitgtk.webdriver import WebDriver

# What a test may ask of a driver, and who has no way to do it.
LACKS = {
    "dark": {"firefox": "Playwright's Firefox cannot emulate a colour scheme", "webkit": "WebKitWebDriver cannot emulate a colour scheme"},
    "calm": {"firefox": "Playwright's Firefox cannot emulate reduced motion", "webkit": "WebKitWebDriver cannot emulate reduced motion"},
    "offline": {"webkit": "WebKitWebDriver cannot take the network away"},
    "tabs": {"webkit": "a second window of WebKitWebDriver shares no storage events with the first"},
    "route": {"webkit": "WebKitWebDriver cannot change requests"},
    "clipboard": {"firefox": "no permission to read the clipboard", "webkit": "no permission to read the clipboard"},
    "print": {"firefox": "Playwright's Firefox cannot emulate print", "webkit": "WebKitWebDriver cannot emulate print"},
}
SHADOW = "const root = document.querySelector('bellhop-chat')?.shadowRoot; const find = (what) => root?.querySelector(what); "
# The window of WebKit's MiniBrowser is never narrower; below, the page stands in a frame of the wanted size.
NARROWEST = 500


class Guest(Protocol):
    """Somebody who visits a page; selectors are those inside the widget's shadow root."""

    engine: str

    def visit(self, url: str, width: int = 1200, height: int = 760) -> None: ...
    def reload(self) -> None: ...
    def run(self, script: str, argument: Any = None) -> Any: ...
    def click(self, selector: str) -> None: ...
    def keys(self, *keys: str) -> None: ...
    def picture(self) -> bytes: ...
    def leave(self) -> None: ...


class Acts:
    """What is the same in every engine, made of the acts of a driver."""

    def wait(self: Any, condition: str, argument: Any = None, seconds: float = 15) -> Any:
        """Waits until a condition of the page holds; `find` looks inside the widget."""
        deadline = time.monotonic() + seconds
        while True:
            try:
                if found := self.run(f"{SHADOW} return ({condition});", argument):
                    return found
            except (Error, WebDriverException):
                if time.monotonic() > deadline:
                    raise
            assert time.monotonic() < deadline, f"{self.engine}: never true: {condition}; the chat says: {self.said()}"
            time.sleep(0.03)

    def see(self: Any, selector: str) -> None:
        self.wait("find(argument)?.checkVisibility()", selector)

    def text(self: Any, selector: str) -> str:
        return self.run(f"{SHADOW} return find(argument)?.innerText.trim() ?? '';", selector)

    def said(self: Any) -> str:
        return self.run(f"{SHADOW} return find('.window')?.innerText ?? '';")[-400:]

    def open(self: Any, url: str, width: int = 1200, height: int = 760) -> None:
        self.visit(url, width, height)
        self.see("[data-bellhop=launcher]")
        self.click("[data-bellhop=launcher]")
        self.see("[data-bellhop=window]")

    def ask(self: Any, text: str) -> None:
        self.click("[data-bellhop=input]")
        self.wait("root.activeElement?.dataset.bellhop === 'input'")
        self.keys(*text)
        self.wait("find('[data-bellhop=input]').value === argument", text)
        self.keys("Enter")

    def answered(self: Any, count: int = 1) -> str:
        """Waits for so many whole answers and returns the text of the last."""
        self.wait("root?.querySelectorAll('[data-state=complete]').length >= argument", count)
        return self.run(f"{SHADOW} return [...root.querySelectorAll('[data-state=complete] .text')].at(-1).innerText.trim();")


class PlaywrightGuest(Acts):
    def __init__(self, engine: str, browser: Browser, **settings: Any) -> None:
        self.engine = engine
        self.context = browser.new_context(locale="en-GB", **settings)
        self.page: Page = self.context.new_page()
        self.noise: list[str] = []
        # Firefox reports a page's own missing icon under a strict policy as an error.
        self.page.on("pageerror", lambda error: self.noise.append(str(error)) if "favicon.ico" not in str(error) else None)

    def visit(self, url: str, width: int = 1200, height: int = 760) -> None:
        self.page.set_viewport_size({"width": width, "height": height})
        self.page.goto(url)

    def reload(self) -> None:
        self.page.reload()

    def run(self, script: str, argument: Any = None) -> Any:
        return self.page.evaluate(f"(argument) => {{ {script} }}", argument)

    def click(self, selector: str) -> None:
        self.page.locator(f"bellhop-chat {selector}").first.click()

    def keys(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press("Space" if key == " " else key) if len(key) > 1 or key == " " else self.page.keyboard.type(key)

    def picture(self) -> bytes:
        return self.page.screenshot()

    def leave(self) -> None:
        self.context.close()
        assert self.noise == [], self.noise


class WebKitGuest(Acts):
    engine = "webkit"

    def __init__(self, driver: WebDriver, frame: Any) -> None:
        self.driver = driver
        self.frame = frame

    def visit(self, url: str, width: int = 1200, height: int = 760) -> None:
        self.driver.switch_to.default_content()
        if width >= NARROWEST:
            # A window's frame has a height of its own.
            self.driver.set_window_size(width, height)
            self.driver.get(url)
            return
        self.driver.set_window_size(1200, 900)
        site = self.frame(f'<!doctype html><title>A frame</title><iframe id="frame" src="{url}" style="border:0;width:{width}px;height:{height}px"></iframe>')
        self.driver.get(site.url)
        self.driver.switch_to.frame("frame")

    def reload(self) -> None:
        self.driver.refresh()

    def run(self, script: str, argument: Any = None) -> Any:
        return self.driver.execute_script(f"const argument = JSON.parse(arguments[0]); {script}", json.dumps(argument))

    def click(self, selector: str) -> None:
        self.wait("find(argument)?.checkVisibility()", selector)
        self.run(f"{SHADOW} find(argument).scrollIntoView({{ block: 'nearest', behavior: 'instant' }});", selector)
        # A window that is still rising is not where it was looked for.
        self.wait("!find('.window') || find('.window').getAnimations().length === 0")
        element = self.driver.execute_script(f"{SHADOW} return find(arguments[0]);", selector)
        ActionChains(self.driver, duration=0).move_to_element(element).click().perform()

    def keys(self, *keys: str) -> None:
        named = {"Enter": Keys.ENTER, "Tab": Keys.TAB, "Escape": Keys.ESCAPE, "ArrowDown": Keys.ARROW_DOWN, "ArrowRight": Keys.ARROW_RIGHT, "End": Keys.END, "PageUp": Keys.PAGE_UP}
        chain = ActionChains(self.driver, duration=0)
        for key in keys:
            chain.send_keys(named.get(key, key))
        chain.perform()

    def picture(self) -> bytes:
        return self.driver.get_screenshot_as_png()

    def leave(self) -> None:
        self.driver.switch_to.default_content()
        self.driver.get("about:blank")


class WebKit:
    """WebKitGTK's MiniBrowser on a display of its own."""

    def __init__(self) -> None:
        binary = next(iter(sorted(pathlib.Path("/usr/lib").glob("*/webkit2gtk-4.*/MiniBrowser"))), None)
        assert binary, "no MiniBrowser: install webkit2gtk-driver"
        command = [shutil.which("Xvfb") or "Xvfb", "-displayfd", "1", "-screen", "0", "1400x1000x24"]
        self.display = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        assert self.display.stdout
        options = Options()
        options.binary_location = str(binary)
        options.add_argument("--automation")
        # No graphics card: pages are drawn by the processor.
        environment = os.environ | {"DISPLAY": f":{self.display.stdout.readline().strip()}", "WEBKIT_DISABLE_COMPOSITING_MODE": "1", "LANGUAGE": "en_GB", "LANG": "C.UTF-8"}
        service = Service(executable_path=shutil.which("WebKitWebDriver") or "WebKitWebDriver", env=environment)
        self.driver = WebDriver(options=options, service=service)

    def close(self) -> None:
        self.driver.quit()
        self.display.terminate()
        self.display.wait()
