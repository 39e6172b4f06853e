"""How fast the widget is, in Chromium on this machine: `python Tests/Browser/speed.py [RUNS]`. The limits are docs/widget.md's (§8, §10).

Upstream event to text on the page; frames and long tasks at a quarter of the processor's speed and 200 tokens a second; the first open on loopback.
A machine that does other work at the same time makes the numbers worse, never better.
"""

from __future__ import annotations

import os
import pathlib
import shutil
import statistics
import sys
import tempfile
import time

HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent / "Conformance")]

from playwright.sync_api import Browser, Page, sync_playwright  # noqa: E402

from bellhop import KEY, Bellhop  # noqa: E402
from hostpage import HostPage, html, snippet  # noqa: E402
from test_chat import ask, hook  # noqa: E402
from test_rendering_cost import MEASURE, paced, text_of  # noqa: E402
from upstream import Exchange, Script, Upstream, delta, event, stream  # noqa: E402

COMPLETE = "document.querySelector('bellhop-chat').shadowRoot.querySelector('[data-role=assistant][data-state=complete]')"


def page_of(browser: Browser, folder: str, script: Script) -> tuple[Page, list[object]]:
    upstream = Upstream(script)
    site = HostPage()
    server = Bellhop("serve", "--port", "0", cwd=pathlib.Path(folder), OPENAI_BASE_URL=upstream.url, OPENAI_API_KEY=KEY, BELLHOP_ORIGINS=site.url)
    site.body = html(body="<h1>Our hotel</h1>" + snippet(server.url))
    page = browser.new_context(viewport={"width": 1280, "height": 800}, locale="en-GB").new_page()
    page.goto(site.url)
    hook(page, "launcher").wait_for()
    return page, [upstream, site, server]


def end(page: Page, parts: list[object]) -> None:
    page.context.close()
    for one in reversed(parts):
        (one.terminate if isinstance(one, Bellhop) else one.close)()  # type: ignore[attr-defined]


def event_to_text(browser: Browser, folder: str) -> list[float]:
    """Milliseconds from an event's write at the upstream to its mark in the document, each with the time of the same clock."""
    sent: list[float] = []

    def script(exchange: Exchange) -> None:
        exchange.start()
        for n in range(150):
            time.sleep(0.03)
            sent.append(time.time() * 1000)
            exchange.chunk(event(delta(f"w{n} ")))
        exchange.chunk(event(delta(finish="stop")) + b"data: [DONE]\n\n")
        exchange.finish()

    page, parts = page_of(browser, folder, script)
    hook(page, "launcher").click()
    hook(page, "window").wait_for()
    # Painted: the frame after the change.
    page.evaluate(
        """() => { window.seen = {}; const list = document.querySelector('bellhop-chat').shadowRoot.querySelector('.items');
        new MutationObserver(() => { const text = list.querySelector('[data-state=streaming] .text')?.textContent ?? ''; const last = text.match(/w(\\d+) *$/)?.[1];
          if (last && !(last in seen)) { seen[last] = 0; requestAnimationFrame(() => { seen[last] = performance.timeOrigin + performance.now(); }); } }).observe(list, { childList: true, subtree: true, characterData: true }); }"""
    )
    ask(page, "Hello")
    page.wait_for_function(COMPLETE, timeout=60000)
    seen = page.evaluate("seen")
    end(page, parts)
    return [at - sent[int(n)] for n, at in seen.items() if at]


def slow_processor(browser: Browser, folder: str) -> tuple[float, float, int]:
    """Frames a second, the longest task in milliseconds, and how many took over 50."""
    page, parts = page_of(browser, folder, paced(text_of(2000), 200))
    hook(page, "launcher").click()
    hook(page, "window").wait_for()
    session = page.context.new_cdp_session(page)
    session.send("Emulation.setCPUThrottlingRate", {"rate": 4})
    ask(page, "Hello")
    hook(page, "messages").locator("[data-state=streaming] .part").first.wait_for()
    page.evaluate(f"() => {{ {MEASURE.replace('longest = Math.max', '(window.tasks ??= []).push(one.duration); longest = Math.max')} requestAnimationFrame(frame); }}")
    page.wait_for_function(COMPLETE, timeout=60000)
    frames, tasks = page.evaluate("[frames_, window.tasks ?? []]")
    end(page, parts)
    rate = 1000 * (len(frames) - 1) / (frames[-1]["at"] - frames[0]["at"])
    return rate, max([*tasks, 0]), sum(one > 50 for one in tasks)


def first_open(browser: Browser, folder: str) -> float:
    """Milliseconds from a click on a page where nothing but the launcher is loaded to the window's first frame."""
    page, parts = page_of(browser, folder, stream("Hello"))
    page.wait_for_timeout(300)
    took = page.evaluate(
        "new Promise((resolve) => { const at = performance.now(); const { launcher } = document.querySelector('bellhop-chat'); "
        "document.addEventListener('bellhop:open', () => requestAnimationFrame(() => resolve(performance.now() - at))); launcher.click(); })"
    )
    end(page, parts)
    return took


def main() -> None:
    runs = int(sys.argv[1]) if len(sys.argv) > 1 else 5
    path = os.environ.get("CHROMIUM") or shutil.which("chromium") or "/usr/bin/chromium"
    with sync_playwright() as playwright, tempfile.TemporaryDirectory() as folder:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        times = sorted(event_to_text(browser, folder))
        print(f"event to text: median {statistics.median(times):.1f} ms, p90 {times[int(len(times) * 0.9)]:.1f} ms (limit 17)")
        rates = [slow_processor(browser, folder) for _ in range(runs)]
        print(f"processor ÷ 4, 200 tokens/s: {max(rate for rate, _, _ in rates):.1f} frames/s (limit 40), longest task {min(longest for _, longest, _ in rates):.0f} ms, over 50 ms: {min(count for _, _, count in rates)} (limit 0)")
        opens = sorted(first_open(browser, folder) for _ in range(runs * 3))
        print(f"first open: best {opens[0]:.0f} ms, median {statistics.median(opens):.0f} ms (limit 100)")
        browser.close()


if __name__ == "__main__":
    main()
