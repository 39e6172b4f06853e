"""§3.3, §4.4: tabs of one guest show one conversation; New chat clears all of them; Undo stands for 8 seconds."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from test_chat import answer, ask, hook, open_chat
from upstream import Exchange, delta, event, stream

GUEST = 'bellhop-chat [data-role="user"]'
COMPLETE = 'bellhop-chat [data-state="complete"]'


def endless(exchange: Exchange) -> None:
    exchange.start()
    exchange.chunk(event(delta("Words of an old answer")))
    exchange.wait_for_release()
    exchange.chunk(event(delta(" that come too late", "stop")) + b"data: [DONE]\n\n")
    exchange.finish()


@pytest.fixture
def tabs(context: BrowserContext, bellhop: Callable[..., Any]) -> Callable[..., tuple[Page, Page]]:
    def make(source: Any) -> tuple[Page, Page]:
        url = bellhop(source).url
        pages = context.new_page(), context.new_page()
        for page in pages:
            open_chat(page, url)
        return pages

    return make


def test_messages_appear_in_the_other_tab_once(tabs: Callable[..., tuple[Page, Page]], upstream: Callable[..., Any]) -> None:
    """§4.4: the question and the finished answer, in both directions, each once and in order; a draft stays where it is written."""
    first, second = tabs(upstream(stream("First", " answer."), stream("Second answer.")))
    hook(second, "input").fill("A draft of the second tab")
    ask(first, "One?")
    for page in (first, second):
        expect(answer(page)).to_have_text("First answer.")
    expect(hook(second, "input")).to_have_value("A draft of the second tab")
    ask(second, "Two?")
    for page in (first, second):
        expect(page.locator(COMPLETE)).to_have_count(2)
        expect(answer(page)).to_have_text("Second answer.")
        assert [one.inner_text() for one in page.locator(f'{GUEST} [data-bellhop="text"]').all()] == ["One?", "Two?"]
    first.reload()
    expect(first.locator(COMPLETE)).to_have_count(2)
    expect(first.locator(GUEST)).to_have_count(2)


def test_an_answer_is_not_disturbed_by_the_other_tab(tabs: Callable[..., tuple[Page, Page]], upstream: Callable[..., Any]) -> None:
    """§4.4: what comes from elsewhere waits for the end of the answer that grows here; nothing is lost."""
    source = upstream(endless, stream("From the second tab."))
    first, second = tabs(source)
    ask(first, "Slow?")
    expect(answer(first)).to_have_text("Words of an old answer")
    ask(second, "Quick?")
    expect(answer(second)).to_have_text("From the second tab.")
    expect(answer(first)).to_have_text("Words of an old answer")
    source.release()
    for page in (first, second):
        expect(page.locator(COMPLETE)).to_have_count(2)
        expect(page.locator(GUEST)).to_have_count(2)
        expect(page.locator(COMPLETE).first).to_contain_text("that come too late")


def test_a_tab_that_saw_half_an_answer_takes_the_whole(context: BrowserContext, bellhop: Callable[..., Any], upstream: Callable[..., Any]) -> None:
    """§4.4, W-22: a tab that opens while an answer grows elsewhere shows it as interrupted, then whole; its own keeping does no harm."""
    source = upstream(endless)
    url = bellhop(source).url
    first, second = context.new_page(), context.new_page()
    open_chat(first, url)
    ask(first, "Slow?")
    expect(answer(first)).to_have_text("Words of an old answer")
    open_chat(second, url)
    expect(second.locator('bellhop-chat [data-state="interrupted"]')).to_contain_text("Words of an old answer")
    source.release()
    for page in (first, second):
        expect(page.locator(COMPLETE)).to_contain_text("that come too late")
        expect(page.locator('bellhop-chat [data-role="assistant"]')).to_have_count(1)
    first.close()
    second.reload()
    expect(second.locator(COMPLETE)).to_contain_text("that come too late")


def test_an_answer_asked_for_again_goes_in_the_other_tab_too(tabs: Callable[..., tuple[Page, Page]], upstream: Callable[..., Any]) -> None:
    """§4.4: at once where another answer is asked for, also what a reload there finds; the new one takes its place."""
    source = upstream(stream("The first try."), endless)
    first, second = tabs(source)
    ask(first, "One?")
    expect(answer(second)).to_have_text("The first try.")
    hook(first, "regenerate").click()
    expect(answer(first)).to_have_text("Words of an old answer")
    expect(second.locator('bellhop-chat [data-role="assistant"]')).to_have_count(0)
    source.release()
    for page in (first, second):
        expect(page.locator(COMPLETE)).to_have_count(1)
        expect(answer(page)).to_have_text("Words of an old answer that come too late")
        expect(page.locator(GUEST)).to_have_count(1)
    for page in (second, first):
        page.reload()
        expect(page.locator(COMPLETE)).to_have_count(1)
        expect(answer(page)).to_contain_text("that come too late")


LONG = [f"Paragraph {number}: " + "some words of it " * (number % 7 + 1) + "\n\n" for number in range(120)]
SEEN = """(list) => {
  const { top } = list.getBoundingClientRect();
  const block = [...list.querySelectorAll('.part > *')].find((one) => one.getBoundingClientRect().bottom > top);
  return [block.textContent.split(':')[0], Math.round(block.getBoundingClientRect().top - top)];
}"""


def test_the_reader_stays_where_they_were(page: Page, bellhop: Callable[..., Any], upstream: Callable[..., Any]) -> None:
    """§4.4, §4.3: a reload keeps the place in the text to a line, also where heights above it are estimates; who was at the end is there again."""
    open_chat(page, bellhop(upstream(stream(*LONG))).url)
    ask(page, "Long?")
    expect(page.locator(COMPLETE)).to_be_visible(timeout=15_000)
    messages = hook(page, "messages")
    hook(page, "to-end").click()
    messages.hover()
    for _ in range(8):
        page.mouse.wheel(0, -300)
        page.wait_for_timeout(60)
    page.wait_for_timeout(300)
    paragraph, offset = messages.evaluate(SEEN)
    page.reload()
    expect(hook(page, "window")).to_be_visible()
    page.wait_for_timeout(300)
    again, later = messages.evaluate(SEEN)
    assert again == paragraph and abs(later - offset) < 20
    hook(page, "to-end").click()
    page.reload()
    expect(hook(page, "window")).to_be_visible()
    page.wait_for_timeout(300)
    assert messages.evaluate("(one) => one.scrollHeight - one.scrollTop - one.clientHeight") < 24


def test_new_chat_clears_the_other_tab_and_its_answer(tabs: Callable[..., tuple[Page, Page]], upstream: Callable[..., Any]) -> None:
    """§3.3: everything is gone in both, also an answer that still grows there: no later byte of it appears. Undo brings the transcript back."""
    source = upstream(stream("A kept answer."), endless)
    first, second = tabs(source)
    ask(first, "One?")
    expect(answer(second)).to_have_text("A kept answer.")
    ask(second, "Two?")
    expect(answer(second)).to_have_text("Words of an old answer")
    hook(first, "new-chat").click()
    for page in (first, second):
        expect(page.locator(GUEST)).to_have_count(0)
        expect(hook(page, "send")).to_be_visible()
    source.release()
    second.wait_for_timeout(500)
    expect(second.locator('bellhop-chat [data-role="assistant"]')).to_have_count(0)
    assert first.evaluate("Object.values(localStorage).join().includes('answer')") is False
    hook(first, "undo").get_by_role("button").click()
    for page in (first, second):
        expect(answer(page)).to_contain_text("A kept answer.")


def test_the_language_goes_along(tabs: Callable[..., tuple[Page, Page]], upstream: Callable[..., Any]) -> None:
    """§4.4: a language chosen in one tab is the other's too."""
    first, second = tabs(upstream())
    hook(first, "language").click()
    first.locator('bellhop-chat [data-lang="de"]').click()
    expect(hook(second, "window")).to_have_attribute("lang", "de")


def test_undo_stands_for_eight_seconds(page: Page, bellhop: Callable[..., Any], upstream: Callable[..., Any]) -> None:
    """§3.3: then it is gone for good, with what it kept; the draft goes and comes back with the rest."""
    page.clock.install()
    open_chat(page, bellhop(upstream(stream("An answer."))).url)
    ask(page, "One?")
    expect(page.locator(COMPLETE)).to_be_visible()
    hook(page, "input").fill("A draft")
    hook(page, "new-chat").click()
    expect(hook(page, "input")).to_have_value("")
    page.clock.run_for(7000)
    hook(page, "undo").get_by_role("button").click()
    expect(hook(page, "input")).to_have_value("A draft")
    expect(answer(page)).to_have_text("An answer.")
    hook(page, "new-chat").click()
    page.clock.run_for(7000)
    expect(hook(page, "undo")).to_be_visible()
    page.clock.run_for(1500)
    expect(hook(page, "undo")).to_have_count(0)
    page.reload()
    expect(hook(page, "window")).to_be_visible()
    expect(page.locator(GUEST)).to_have_count(0)


def test_a_page_without_storage_chats_in_memory(page: Page, bellhop: Callable[..., Any], upstream: Callable[..., Any]) -> None:
    """§4.4, W-31: where storage throws the chat works, silently, New chat and Undo included."""
    page.add_init_script("for (const name of ['localStorage', 'sessionStorage']) Object.defineProperty(window, name, { get() { throw new DOMException('blocked', 'SecurityError'); } })")
    open_chat(page, bellhop(upstream(stream("An answer."))).url)
    ask(page, "One?")
    expect(answer(page)).to_have_text("An answer.")
    hook(page, "new-chat").click()
    expect(page.locator(GUEST)).to_have_count(0)
    hook(page, "undo").get_by_role("button").click()
    expect(answer(page)).to_have_text("An answer.")
