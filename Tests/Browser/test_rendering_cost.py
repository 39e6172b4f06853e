"""What an answer costs while it is drawn: the same for its last words as for its first."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from hostpage import html, snippet
from test_chat import answer, ask, hook
from upstream import Exchange, delta, event

WORDS = "The quiet rooms of this house look over the garden and the sea beyond, and **breakfast** is served until eleven. ".split(" ")


def text_of(tokens: int) -> list[str]:
    """Paragraphs of 60 tokens, and after every fourth a list of six items."""
    made: list[str] = []
    while len(made) < tokens:
        made += [f"{WORDS[index % len(WORDS)]} " for index in range(60)] + ["\n\n"]
        if len(made) % 4 == 0:
            for item in range(6):
                made += ["- ", *[f"{WORDS[(item + index) % len(WORDS)]} " for index in range(8)], "\n"]
            made.append("\n")
    return made[:tokens]


def paced(parts: list[str], rate: float) -> Callable[[Exchange], None]:
    """Sends so many tokens a second, in a write every 20 ms; a rate of 0 sends as fast as it goes."""

    def script(exchange: Exchange) -> None:
        exchange.start()
        began = time.monotonic()
        size = max(1, int(rate / 50)) or 1
        if not rate:
            size = 200
        for index in range(0, len(parts), size):
            if rate:
                time.sleep(max(0, began + index / rate - time.monotonic()))
            exchange.chunk(b"".join(event(delta(part)) for part in parts[index : index + size]))
        exchange.chunk(event(delta(finish="stop")) + b"data: [DONE]\n\n")
        exchange.finish()

    return script


@pytest.fixture
def chat(page: Page, bellhop: Callable[..., Any], upstream: Callable[..., Any], host_page: Callable[..., Any]) -> Callable[..., Any]:
    """Opens the chat on a page without a policy of its own, for conditions that are waited for, with an upstream that follows the script."""

    def make(script: Callable[[Exchange], None]) -> None:
        site = host_page()
        server = bellhop(upstream(script), BELLHOP_ORIGINS=site.url, BELLHOP_LIMITS_REQUESTS_PER_MINUTE="1000")
        site.body = html(body="<h1>Our hotel</h1>" + snippet(server.url))
        page.goto(site.url)
        expect(hook(page, "launcher")).to_have_accessible_name("Ask us: Open chat")

    return make


# A frame's work on the main thread: from its start to a message that comes after its style, layout and paint.
MEASURE = """
window.frames_ = []; window.longest = 0;
new PerformanceObserver((list) => { for (const one of list.getEntries()) longest = Math.max(longest, one.duration); }).observe({ type: 'longtask' });
const channel = new MessageChannel(); let began = 0;
channel.port1.onmessage = () => { frames_[frames_.length - 1].work = performance.now() - began; };
const frame = (at) => { began = performance.now(); frames_.push({ at, work: 0 }); channel.port2.postMessage(0); requestAnimationFrame(frame); };
"""


def tenths(frames: list[dict[str, float]]) -> tuple[list[dict[str, float]], list[dict[str, float]]]:
    start, end = frames[0]["at"], frames[-1]["at"]
    span = (end - start) / 10
    return [one for one in frames if one["at"] < start + span], [one for one in frames if one["at"] > end - span]


def measured(page: Page, expected: str) -> list[dict[str, float]]:
    page.evaluate(f"() => {{ {MEASURE} requestAnimationFrame(frame); }}")
    ask(page, "Tell me everything")
    expect(page.locator('bellhop-chat [data-state="streaming"]')).to_be_visible(timeout=10000)
    # A reader who follows the end: by itself the question would stay on top.
    hook(page, "to-end").click()
    page.evaluate("window.from = frames_.length")
    page.wait_for_function("document.querySelector('bellhop-chat').shadowRoot.querySelector('[data-role=assistant][data-state=complete]')", timeout=120_000)
    frames = page.evaluate("frames_.slice(from, -2)")
    shown = answer(page).evaluate("one => one.textContent")
    assert "".join(shown.split()) == "".join(expected.replace("**", "").replace("- ", "").split()), "text was lost"
    distance = hook(page, "messages").evaluate("one => one.scrollHeight - one.scrollTop - one.clientHeight")
    assert distance < 25, "the list does not stand at the end"
    return frames


def test_the_cost_of_a_frame_does_not_grow(page: Page, chat: Callable[..., Any]) -> None:
    """W-R1, W-R2, W-R3: 20,000 tokens at 800 a second; work a frame, frame rate and gaps of the last tenth against the first."""
    parts = text_of(20_000)
    chat(paced(parts, 800))
    hook(page, "launcher").click()
    frames = measured(page, "".join(parts))
    first, last = tenths(frames)
    assert len(frames) > 300
    work = [statistics.fmean(one["work"] for one in part) for part in (first, last)]
    gaps = [after["at"] - before["at"] for before, after in zip(frames, frames[1:])]
    print(f"work {work[0]:.2f} → {work[1]:.2f} ms, frames {len(first)} → {len(last)}, longest gap {max(gaps):.0f} ms, longest task {page.evaluate('longest'):.0f} ms")
    assert work[1] <= 2 * work[0] + 0.5
    assert len(last) >= len(first) / 2
    assert max(gaps) < 500


def test_a_local_stream_at_full_speed(page: Page, chat: Callable[..., Any]) -> None:
    """W-R1: as fast as the machine goes: typing still works meanwhile, no text is lost, the list stands at the end."""
    parts = text_of(20_000)
    chat(paced(parts, 0))
    hook(page, "launcher").click()
    expect(hook(page, "input")).to_be_focused()
    page.evaluate("() => { window.typed = []; const input = document.querySelector('bellhop-chat').shadowRoot.querySelector('textarea'); input.addEventListener('input', (event) => { const at = event.timeStamp; requestAnimationFrame(() => typed.push(performance.now() - at)); }); }")
    ask(page, "Tell me everything")
    hook(page, "to-end").click()
    hook(page, "input").focus()
    page.keyboard.type("A question that is typed meanwhile", delay=15)
    page.wait_for_function("document.querySelector('bellhop-chat').shadowRoot.querySelector('[data-role=assistant][data-state=complete]')", timeout=60_000)
    expect(hook(page, "input")).to_have_value("A question that is typed meanwhile")
    assert max(page.evaluate("typed")) < 500
    shown = answer(page).evaluate("one => one.textContent")
    assert "".join(shown.split()) == "".join("".join(parts).replace("**", "").replace("- ", "").split())
    page.wait_for_timeout(300)
    assert hook(page, "messages").evaluate("one => one.scrollHeight - one.scrollTop - one.clientHeight") < 25


def test_memory_grows_with_the_text_alone(page: Page, chat: Callable[..., Any]) -> None:
    """W-R4: the second 25 long messages add no more than twice what the first 25 did, and not a hundred times their text."""
    parts = text_of(1200)
    chat(paced(parts, 0))
    hook(page, "launcher").click()
    session = page.context.new_cdp_session(page)

    def heap() -> float:
        for _ in range(3):
            session.send("HeapProfiler.collectGarbage")
        return session.send("Runtime.getHeapUsage")["usedSize"]

    sizes = [heap()]
    for _ in range(2):
        for _ in range(25):
            page.evaluate("Bellhop.send('More')")
        sizes.append(heap())
    grown = [after - before for before, after in zip(sizes, sizes[1:])]
    print([round(one / 1e6, 2) for one in sizes])
    assert page.locator('bellhop-chat [data-state="complete"]').count() == 50
    assert grown[1] < 2 * grown[0] + 1e6
    assert sizes[2] - sizes[0] < 100 * 50 * len("".join(parts))


def test_the_first_open_is_quick(page: Page, chat: Callable[..., Any]) -> None:
    """W-R4: within 100 ms once the guest's intent has loaded the window; ten times that on a busy test machine's worst try."""
    chat(paced(["Hello"], 0))
    hook(page, "launcher").hover()
    page.wait_for_function("document.querySelector('bellhop-chat').chat")
    took = page.evaluate(
        "new Promise((resolve) => { const at = performance.now(); const { launcher } = document.querySelector('bellhop-chat'); "
        "document.addEventListener('bellhop:open', () => requestAnimationFrame(() => setTimeout(() => resolve(performance.now() - at)))); launcher.click(); })"
    )
    assert took < 400
    expect(hook(page, "window")).to_be_visible()
