"""W-17, §10.2: a question stands on top while its answer grows; the list follows the end for a reader who went there, and leaves others alone."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from test_chat import answer, ask, hook, open_chat
from upstream import Exchange, delta, event

PLACE = "(() => { const list = document.querySelector('bellhop-chat').shadowRoot.querySelector('[data-bellhop=messages]'); return [list.scrollTop, list.scrollHeight - list.scrollTop - list.clientHeight]; })()"


def two_halves(exchange: Exchange) -> None:
    """Forty paragraphs; forty more, piece by piece, when the test says so."""
    exchange.start()
    exchange.chunk(event(delta("".join(f"Paragraph {n} of the first half.\n\n" for n in range(40)))))
    exchange.wait_for_release()
    for n in range(40):
        for word in f"Paragraph {n} of the second half, which comes slowly.\n\n".split(" "):
            exchange.chunk(event(delta(word + " ")))
            time.sleep(0.002)
    exchange.chunk(event(delta(finish="stop")) + b"data: [DONE]\n\n")
    exchange.finish()


@pytest.fixture
def half_way(page: Page, bellhop: Callable[..., Any], upstream: Callable[..., Any]) -> Any:
    """The first half is on screen and the reader has gone to its end; `release` lets the second come."""
    source = upstream(two_halves)
    open_chat(page, bellhop(source).url)
    ask(page, "What rooms do you have?")
    expect(answer(page)).to_contain_text("Paragraph 39 of the first")
    hook(page, "to-end").click()
    page.wait_for_timeout(200)
    return source


def finished(page: Page) -> None:
    expect(page.locator('bellhop-chat [data-state="complete"]')).to_be_visible(timeout=15000)
    page.wait_for_timeout(300)


def test_at_the_end_it_follows(page: Page, half_way: Any) -> None:
    """W-17: at the end before the change means at the end after it, the carousel behind the answer included."""
    assert page.evaluate(PLACE)[1] <= 2
    half_way.release()
    expect(answer(page)).to_contain_text("Paragraph 20 of the second")
    assert page.evaluate(PLACE)[1] <= 100
    finished(page)
    assert page.evaluate(PLACE)[1] <= 2
    expect(hook(page, "to-end")).to_be_hidden()


@pytest.mark.parametrize("way", ["wheel", "key", "script"])
def test_further_up_it_stays(page: Page, half_way: Any, way: str) -> None:
    """W-17: after the reader has scrolled up by wheel, key or scroll bar nothing moves; one button says how many messages came and goes there."""
    list_ = hook(page, "messages")
    if way == "wheel":
        list_.hover()
        page.mouse.wheel(0, -300)
    elif way == "key":
        list_.focus()
        page.keyboard.press("PageUp")
    else:
        list_.evaluate("list => list.scrollBy({top: -200, behavior: 'instant'})")
    page.wait_for_timeout(500)
    before = page.evaluate(PLACE)
    assert before[1] > 60
    expect(hook(page, "to-end")).to_be_visible()
    half_way.release()
    finished(page)
    after = page.evaluate(PLACE)
    assert abs(after[0] - before[0]) <= 2
    assert after[1] > before[1] + 500
    expect(hook(page, "to-end")).to_have_attribute("aria-label", "Newest messages: 1")
    hook(page, "to-end").click()
    page.wait_for_timeout(600)
    assert page.evaluate(PLACE)[1] <= 2
    expect(hook(page, "to-end")).to_be_hidden()


def test_a_small_scroll_upwards_counts(page: Page, half_way: Any) -> None:
    """W-17: 30 px up is not at the end, so nothing pulls the reader back down."""
    hook(page, "messages").evaluate("list => list.scrollBy({top: -30, behavior: 'instant'})")
    page.wait_for_timeout(100)
    before = page.evaluate(PLACE)
    half_way.release()
    finished(page)
    assert abs(page.evaluate(PLACE)[0] - before[0]) <= 2


def test_coming_back_follows_again(page: Page, half_way: Any) -> None:
    """W-17: within 60 px of the end the list follows again."""
    list_ = hook(page, "messages")
    list_.evaluate("list => list.scrollBy({top: -400, behavior: 'instant'})")
    expect(hook(page, "to-end")).to_be_visible()
    list_.evaluate("list => list.scrollTo({top: list.scrollHeight - list.clientHeight - 40, behavior: 'instant'})")
    expect(hook(page, "to-end")).to_be_hidden()
    half_way.release()
    finished(page)
    assert page.evaluate(PLACE)[1] <= 2


TOP = """(() => { const root = document.querySelector('bellhop-chat').shadowRoot; const list = root.querySelector('[data-bellhop=messages]').getBoundingClientRect();
  return ([...root.querySelectorAll('[data-role=user]')].at(-1).getBoundingClientRect().top - list.top) / list.height; })()"""


def test_a_question_goes_to_the_upper_third(page: Page, half_way: Any) -> None:
    """§10.2: whoever sends sees what they sent; it stays while the answer and the rooms behind it come, and a button leads to the end."""
    half_way.release()
    finished(page)
    hook(page, "messages").evaluate("list => list.scrollTo({top: 0, behavior: 'instant'})")
    expect(hook(page, "to-end")).to_be_visible()
    ask(page, "And which rooms have breakfast?")
    expect(page.locator('bellhop-chat [data-role="user"]')).to_have_count(2)
    assert 0 <= page.evaluate(TOP) < 1 / 3
    expect(page.locator('bellhop-chat [data-state="complete"]')).to_have_count(2, timeout=15000)
    page.wait_for_timeout(300)
    assert 0 <= page.evaluate(TOP) < 1 / 3
    expect(hook(page, "to-end")).to_be_visible()
    hook(page, "to-end").click()
    assert page.evaluate(PLACE)[1] <= 2
