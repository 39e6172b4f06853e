"""The main job in a real browser: a question, and an answer that is on screen while it is still being sent."""

from __future__ import annotations

import re
import ssl
from collections.abc import Callable
from typing import Any

from playwright.sync_api import Page, expect

from upstream import Exchange, delta, event


def hook(page: Page, name: str) -> Any:
    return page.locator(f'bellhop-chat [data-bellhop="{name}"]')


def open_chat(page: Page, url: str) -> None:
    page.goto(url)
    hook(page, "launcher").click()
    expect(hook(page, "window")).to_be_visible()


def ask(page: Page, text: str) -> None:
    hook(page, "input").fill(text)
    hook(page, "input").press("Enter")


def answer(page: Page) -> Any:
    return page.locator('bellhop-chat [data-role="assistant"] [data-bellhop="text"]').last


def held_back(exchange: Exchange) -> None:
    """Sends the first words, and the rest only when the test says so."""
    exchange.start()
    exchange.chunk(event(delta("The first words")))
    exchange.wait_for_release()
    exchange.chunk(event(delta(" and the **last** ones.")))
    exchange.chunk(event(delta(finish="stop")))
    exchange.chunk(b"data: [DONE]\n\n")
    exchange.finish()


def test_the_demo_answers_in_a_browser(page: Page, bellhop: Callable[..., Any]) -> None:
    """W-16, R-G3: dots, then text that grows, in an answer that ends; recognisable as a demo."""
    open_chat(page, bellhop().url)
    expect(hook(page, "demo")).to_be_visible()
    ask(page, "What rooms do you have?")
    growing = page.locator('bellhop-chat [data-state="streaming"] [data-bellhop="text"]')
    expect(growing).to_contain_text("This is", timeout=5000)
    expect(hook(page, "stop")).to_be_visible()
    early = growing.inner_text()
    expect(page.locator('bellhop-chat [data-state="complete"]')).to_be_visible(timeout=20000)
    assert len(answer(page).inner_text()) > len(early) + 50
    expect(hook(page, "rooms")).to_be_visible()
    expect(hook(page, "typing")).to_have_count(0)


def test_the_first_text_is_on_screen_before_the_last_was_sent(
    page: Page, bellhop: Callable[..., Any], upstream: Callable[..., Any], authority: tuple[str, ssl.SSLContext]
) -> None:
    """W-01: over HTTPS with a certificate from a test CA; an upstream that holds its last events back until the first text is seen."""
    file, context = authority
    source = upstream(held_back, tls=context)
    open_chat(page, bellhop(source, SSL_CERT_FILE=file).url)
    ask(page, "Hello")
    expect(answer(page)).to_have_text("The first words", timeout=5000)
    source.release()
    expect(answer(page)).to_have_text("The first words and the last ones.", timeout=5000)
    expect(page.locator("bellhop-chat strong")).to_have_text("last")


def test_stop_keeps_the_text_and_ends_the_request_upstream(page: Page, bellhop: Callable[..., Any], upstream: Callable[..., Any]) -> None:
    """W-08, R-C1: Stop closes the request in the browser and at the upstream; the text stays, marked."""
    closed: list[bytes] = []

    def endless(exchange: Exchange) -> None:
        exchange.start()
        exchange.chunk(event(delta("Words that stay")))
        closed.append(exchange.connection.recv(1))

    server = bellhop(upstream(endless))
    page.goto(server.url)
    hook(page, "launcher").click()
    ask(page, "Hello")
    expect(answer(page)).to_have_text("Words that stay")
    hook(page, "stop").click()
    expect(page.locator('bellhop-chat [data-state="stopped"]')).to_contain_text("Answer stopped.")
    expect(hook(page, "input")).to_be_focused()
    expect.set_options(timeout=5000)
    page.wait_for_function("() => true")
    for _ in range(100):
        if closed and "client_closed" in server.log:
            break
        page.wait_for_timeout(20)
    assert closed == [b""]
    assert '"outcome":"client_closed"' in server.log


def test_an_error_is_told_in_words_and_can_be_tried_again(context: Any, bellhop: Callable[..., Any], upstream: Callable[..., Any]) -> None:
    """W-10, W-11, W-18, W-21: a countdown, then another try that does not add the message twice."""
    page = context.new_page()

    def limited(exchange: Exchange) -> None:
        exchange.answer(429, {"error": {"message": "secret words", "type": "x", "param": None, "code": "rate_limit_exceeded"}}, "Retry-After: 7")

    def good(exchange: Exchange) -> None:
        exchange.start()
        exchange.chunk(event(delta("Here I am", "stop")) + b"data: [DONE]\n\n")
        exchange.finish()

    open_chat(page, bellhop(upstream(limited, good)).url)
    ask(page, "Hello")
    card = hook(page, "error")
    expect(card).to_contain_text("Please wait a moment")
    expect(hook(page, "countdown")).to_have_text(re.compile(r"\d"))
    assert "secret words" not in card.inner_text()
    expect(hook(page, "retry")).to_be_disabled()
    expect(hook(page, "retry")).to_be_enabled(timeout=12000)
    hook(page, "retry").click()
    expect(answer(page)).to_have_text("Here I am")
    expect(page.locator('bellhop-chat [data-role="user"]')).to_have_count(1)


def test_markup_of_the_model_is_text(page: Page, bellhop: Callable[..., Any], upstream: Callable[..., Any]) -> None:
    """W-13: nothing of the model's executes, loads or becomes an element of its own."""
    evil = '<img src=x onerror="window.hacked=1"><script>window.hacked=1</script> [x](javascript:window.hacked=1) ![p](https://evil.example/p.png)'

    def script(exchange: Exchange) -> None:
        exchange.start()
        exchange.chunk(event(delta(evil, "stop")) + b"data: [DONE]\n\n")
        exchange.finish()

    open_chat(page, bellhop(upstream(script)).url)
    ask(page, "Hello")
    expect(page.locator('bellhop-chat [data-state="complete"]')).to_be_visible()
    assert "<script>window.hacked=1</script>" in answer(page).inner_text()
    assert answer(page).locator("img, script, a").count() == 0
    assert page.evaluate("window.hacked") is None


def test_a_reload_keeps_the_conversation_and_new_chat_clears_it(page: Page, bellhop: Callable[..., Any]) -> None:
    """W-22, W-31: transcript and history are one list; New chat leaves nothing behind, Undo brings it back."""
    url = bellhop().url
    open_chat(page, url)
    ask(page, "Is breakfast included?")
    expect(page.locator('bellhop-chat [data-state="complete"]')).to_be_visible(timeout=20000)
    page.reload()
    expect(page.locator('bellhop-chat [data-role="user"]')).to_have_count(1)
    expect(answer(page)).to_contain_text("buffet")
    hook(page, "new-chat").click()
    expect(page.locator('bellhop-chat [data-role="user"]')).to_have_count(0)
    assert page.evaluate("Object.keys(localStorage).filter((key) => key.startsWith('bellhop')).length") == 0
    hook(page, "undo").get_by_role("button").click()
    expect(page.locator('bellhop-chat [data-role="user"]')).to_have_count(1)


def test_the_language_changes_everything(page: Page, bellhop: Callable[..., Any]) -> None:
    """W-29: names, texts and direction follow the chosen language."""
    open_chat(page, bellhop().url)
    hook(page, "language").click()
    page.locator('bellhop-chat [data-lang="ar"]').click()
    expect(hook(page, "window")).to_have_attribute("dir", "rtl")
    expect(hook(page, "input")).not_to_have_attribute("aria-label", "Message")
    page.locator('bellhop-chat [data-bellhop="language"]').click()
    page.locator('bellhop-chat [data-lang="uk"]').click()
    expect(hook(page, "window")).to_have_attribute("lang", "uk")
    expect(hook(page, "window")).to_have_attribute("dir", "ltr")
