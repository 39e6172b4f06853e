"""§3.4: without a connection a message waits and is sent once; a busy hotel is asked again no sooner than it says."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from playwright.sync_api import BrowserContext, Page, expect

from test_chat import answer, ask, hook, open_chat
from upstream import Exchange, Script, stream

GUEST = 'bellhop-chat [data-role="user"]'


def limited(seconds: int) -> Script:
    return lambda exchange: exchange.answer(429, {"error": {"message": "x", "code": "rate_limit_exceeded"}}, f"Retry-After: {seconds}")


def test_a_message_waits_for_the_connection(context: BrowserContext, page: Page, bellhop: Callable[..., Any], upstream: Callable[..., Any]) -> None:
    """§3.4, W-21: what was written offline is marked, and goes upstream once when the connection is back."""
    source = upstream(stream("Here I am."))
    open_chat(page, bellhop(source).url)
    context.set_offline(True)
    ask(page, "Is breakfast included?")
    expect(page.locator(GUEST)).to_have_attribute("data-state", "queued")
    expect(page.locator(GUEST)).to_contain_text("Waiting for a connection")
    expect(hook(page, "offline")).to_contain_text("You are offline")
    expect(hook(page, "typing")).to_have_count(0)
    expect(hook(page, "error")).to_have_count(0)
    ask(page, "And parking?")
    expect(page.locator(GUEST)).to_have_count(2)
    assert source.requests == []
    context.set_offline(False)
    page.evaluate("for (let n = 0; n < 3; n++) window.dispatchEvent(new Event('online'))")
    expect(answer(page)).to_have_text("Here I am.")
    page.wait_for_timeout(300)
    assert len(source.requests) == 1
    assert [one["content"] for one in source.requests[0].json["messages"] if one["role"] == "user"][-2:] == ["Is breakfast included?", "And parking?"]
    expect(page.locator(f'{GUEST}[data-state="queued"]')).to_have_count(0)
    expect(page.locator(GUEST)).to_have_count(2)
    expect(hook(page, "offline")).to_be_hidden()


def test_a_waiting_message_survives_its_page(context: BrowserContext, page: Page, bellhop: Callable[..., Any], upstream: Callable[..., Any]) -> None:
    """§3.4: it is sent by the next page, once."""
    source = upstream(stream("Here I am."))
    url = bellhop(source).url
    open_chat(page, url)
    context.set_offline(True)
    ask(page, "Is breakfast included?")
    expect(hook(page, "offline")).to_be_visible()
    page.close(run_before_unload=False)
    context.set_offline(False)
    page = context.new_page()
    open_chat(page, url)
    expect(answer(page)).to_have_text("Here I am.")
    expect(page.locator(GUEST)).to_have_count(1)
    assert len(source.requests) == 1


def test_a_question_without_an_answer_can_be_asked_again(page: Page, bellhop: Callable[..., Any], upstream: Callable[..., Any]) -> None:
    """§3.1, W-21: after a reload before the first word there is "Try again", which does not add the message twice."""

    def silent(exchange: Exchange) -> None:
        exchange.start()
        exchange.wait_for_release()

    source = upstream(silent, stream("Here I am."))
    open_chat(page, bellhop(source).url)
    ask(page, "Hello")
    expect(hook(page, "typing")).to_be_visible()
    page.reload()
    hook(page, "retry").click()
    expect(answer(page)).to_have_text("Here I am.")
    expect(page.locator(GUEST)).to_have_count(1)
    source.release()


def test_the_countdown_counts(context: BrowserContext, bellhop: Callable[..., Any], upstream: Callable[..., Any]) -> None:
    """W-11: second by second, then Try again is free; nothing is sent by itself."""
    page = context.new_page()
    page.clock.install()
    source = upstream(limited(90), stream("Here I am."))
    open_chat(page, bellhop(source).url)
    ask(page, "Hello")
    count = hook(page, "countdown")
    expect(count).to_have_text(re.compile(r"1 min, (30|2\d) sec"))
    page.clock.run_for(30000)
    expect(count).to_have_text(re.compile(r"(1 min|5\d sec|60 sec)"))
    expect(hook(page, "retry")).to_be_disabled()
    page.clock.run_for(65000)
    expect(hook(page, "retry")).to_be_enabled()
    expect(count).to_have_text("")
    assert len(source.requests) == 1
    hook(page, "retry").click()
    expect(answer(page)).to_have_text("Here I am.")


def test_a_whole_day_is_not_counted(context: BrowserContext, bellhop: Callable[..., Any], upstream: Callable[..., Any]) -> None:
    """W-11: over ten minutes there is no countdown but "later today", and how to reach the hotel."""
    page = context.new_page()
    open_chat(page, bellhop(upstream(limited(7200))).url)
    ask(page, "Hello")
    expect(hook(page, "error")).to_contain_text("later today")
    expect(hook(page, "error")).to_contain_text("+380")
    expect(hook(page, "countdown")).to_have_count(0)
    expect(hook(page, "retry")).to_have_count(0)
