"""Draws the pictures of the README: `python Tests/Browser/film_strip.py`. `states.png` has the chat's main states side by side, `chat.png` the example page."""

from __future__ import annotations

import base64
import os
import pathlib
import shutil
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent / "Conformance")]

from playwright.sync_api import Browser, Page, ViewportSize, expect, sync_playwright  # noqa: E402

from bellhop import KEY, ROOT, Bellhop  # noqa: E402
from states import offer, opened  # noqa: E402
from test_chat import ask, hook  # noqa: E402
from test_offer import offering  # noqa: E402
from upstream import Exchange, Script, Upstream, delta, event, stream  # noqa: E402

PHONE: ViewportSize = {"width": 375, "height": 720}
DESK: ViewportSize = {"width": 1280, "height": 760}
WIDTH = 1600
ARABIC = "نعم، الإفطار **مشمول** في كل الأسعار:\n\n- بوفيه من 7:30 حتى 10:30\n- في الحديقة عندما يكون الجو دافئًا\n\nهل نبحث لكم عن ليالٍ متاحة؟"


def half_way(exchange: Exchange) -> None:
    exchange.start()
    exchange.chunk(event(delta("Yes, breakfast is **included** in every rate:\n\n- a buffet from 7:30 to 10:30\n- served in the garden when it is warm\n- gluten-free bread and oat milk, just")))
    exchange.wait_for_release()


def growing(page: Page) -> None:
    opened(page)
    ask(page, "Is breakfast included?")
    expect(page.locator('bellhop-chat [data-state="streaming"] [data-bellhop="text"]')).to_contain_text("just")


def rooms(page: Page) -> None:
    opened(page)
    ask(page, "What rooms do you have?")
    expect(hook(page, "rooms").locator("img").first).to_be_visible()


def arabic(page: Page) -> None:
    page.evaluate("window.Bellhop.setLanguage('ar')")
    expect(page.locator("bellhop-chat")).to_have_attribute("dir", "rtl")
    opened(page)
    ask(page, "هل الإفطار مشمول؟")
    expect(page.locator('bellhop-chat [data-state="complete"]')).to_be_visible()


STATES: list[tuple[Script, str, object]] = [
    (stream("Hello"), "light", opened),
    (half_way, "light", growing),
    (stream("We have six rooms, from a single on the courtyard to the penthouse with a roof terrace:"), "light", rooms),
    (offering("Garden double"), "light", offer),
    (stream(ARABIC), "dark", arabic),
]


def picture(browser: Browser, script: Script, scheme: str, steps: object, size: ViewportSize = PHONE, scale: int = 2) -> bytes:
    """One state, without the input's ring of focus."""
    upstream = Upstream(script)
    with tempfile.TemporaryDirectory() as folder:
        server = Bellhop("serve", "--port", "0", "--assets", str(ROOT / "widget"), cwd=pathlib.Path(folder), OPENAI_BASE_URL=upstream.url, OPENAI_API_KEY=KEY)
        context = browser.new_context(viewport=size, color_scheme=scheme, device_scale_factor=scale, reduced_motion="reduce", locale="en-GB")
        page = context.new_page()
        page.goto(server.url)
        steps(page)  # type: ignore[operator]
        hook(page, "messages").evaluate("() => document.activeElement.blur()")
        page.wait_for_timeout(400)
        data = page.screenshot()
        context.close()
        server.terminate()
    upstream.close()
    return data


def main() -> None:
    path = os.environ.get("CHROMIUM") or shutil.which("chromium") or "/usr/bin/chromium"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        shots = [base64.b64encode(picture(browser, *state)).decode() for state in STATES]
        page = browser.new_page(viewport={"width": WIDTH, "height": 100})
        page.set_content(
            "<!doctype html><style>body { margin: 0; padding: 28px; display: flex; align-items: start; gap: 22px; background: #eef1ec; } img { flex: 1; min-width: 0; border-radius: 18px; outline: 1px solid #c9d2cd; }</style>"
            + "".join(f'<img alt="" src="data:image/png;base64,{shot}">' for shot in shots)
        )
        page.wait_for_function("[...document.images].every((image) => image.complete)")
        page.screenshot(path=HERE / "pictures/states.png", full_page=True)
        (HERE / "pictures/chat.png").write_bytes(picture(browser, half_way, "light", growing, DESK, 1))
        browser.close()


if __name__ == "__main__":
    main()
