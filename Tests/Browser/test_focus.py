"""W-A2: where focus goes when the window opens and closes, when answers come, and when a control goes away."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from test_chat import answer, ask, held_back, hook, open_chat
from upstream import Exchange, stream


@pytest.fixture
def phone(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 375, "height": 700}, has_touch=True, is_mobile=True, locale="en-GB")
    yield context.new_page()
    context.close()


def limited(exchange: Exchange) -> None:
    exchange.answer(429, {"error": {"message": "x", "code": "rate_limit_exceeded"}}, "Retry-After: 7")


def test_open_and_close_with_keys(page: Page, bellhop: Callable[..., Any]) -> None:
    """W-A2: opening goes to the input, Escape and Close go back to the launcher; on a desk the window is not modal."""
    page.goto(bellhop().url)
    launcher = hook(page, "launcher")
    launcher.focus()
    launcher.press("Enter")
    expect(hook(page, "input")).to_be_focused()
    expect(launcher).to_have_attribute("aria-expanded", "true")
    assert hook(page, "window").get_attribute("aria-modal") is None
    assert page.evaluate("document.querySelector('main').inert") is False
    page.keyboard.press("Escape")
    expect(launcher).to_be_focused()
    expect(hook(page, "window")).to_be_hidden()
    assert page.evaluate("document.querySelector('bellhop-chat').shadowRoot.querySelector('[data-bellhop=window]').inert") is True
    launcher.press("Enter")
    hook(page, "close").click()
    expect(launcher).to_be_focused()


def test_tab_leaves_the_window_on_a_desk(page: Page, bellhop: Callable[..., Any]) -> None:
    """W-A2: nothing holds focus inside a window that is not modal."""
    open_chat(page, bellhop().url)
    for _ in range(12):
        page.keyboard.press("Shift+Tab")
        if page.evaluate("document.activeElement.localName") != "bellhop-chat":
            return
    raise AssertionError("twelve steps back and still inside")


def test_a_phone_has_a_modal_window_and_no_keyboard(phone: Page, bellhop: Callable[..., Any]) -> None:
    """W-A2: touch goes to the heading; the page behind is inert and does not scroll until the window closes."""
    phone.goto(bellhop().url)
    hook(phone, "launcher").tap()
    expect(hook(phone, "window").get_by_role("heading")).to_be_focused()
    expect(hook(phone, "window")).to_have_attribute("aria-modal", "true")
    expect(hook(phone, "launcher")).to_be_hidden()
    assert phone.evaluate("[document.querySelector('main').inert, getComputedStyle(document.documentElement).overflowY]") == [True, "hidden"]
    for _ in range(25):
        phone.keyboard.press("Tab")
        assert phone.evaluate("['bellhop-chat', 'body'].includes(document.activeElement.localName)")
    hook(phone, "close").tap()
    expect(hook(phone, "launcher")).to_be_focused()
    assert phone.evaluate("[document.querySelector('main').inert, getComputedStyle(document.documentElement).overflowY]") == [False, "visible"]


def test_text_that_comes_does_not_take_focus(page: Page, bellhop: Callable[..., Any], upstream: Callable[..., Any]) -> None:
    """W-A2, W-19: focus on another control, or in the page, stays there from the first word to the end; so does a draft."""
    source = upstream(held_back)
    open_chat(page, bellhop(source).url)
    ask(page, "Hello")
    expect(answer(page)).to_have_text("The first words")
    expect(hook(page, "input")).to_be_focused()
    page.keyboard.type("My next ques")
    hook(page, "language").focus()
    source.release()
    expect(page.locator('bellhop-chat [data-state="complete"]')).to_be_visible()
    expect(hook(page, "language")).to_be_focused()
    expect(hook(page, "input")).to_have_value("My next ques")


def test_a_removed_control_hands_focus_on(page: Page, bellhop: Callable[..., Any], upstream: Callable[..., Any]) -> None:
    """W-A2: Try again, Regenerate, a suggestion, Stop and Undo go away with focus on them; the input has it then."""
    page.clock.install()
    page.on("console", lambda message: page.noise.clear())  # type: ignore[attr-defined]
    open_chat(page, bellhop(upstream(limited, stream("One."), held_back)).url)
    ask(page, "Hello")
    expect(hook(page, "countdown")).to_be_visible()
    page.clock.run_for(9000)
    expect(hook(page, "retry")).to_be_enabled()
    hook(page, "retry").focus()
    page.keyboard.press("Enter")
    expect(answer(page)).to_have_text("One.")
    expect(hook(page, "input")).to_be_focused()
    hook(page, "regenerate").focus()
    page.keyboard.press("Enter")
    expect(answer(page)).to_have_text("The first words")
    expect(hook(page, "input")).to_be_focused()
    hook(page, "stop").focus()
    page.keyboard.press("Enter")
    expect(page.locator('bellhop-chat [data-state="stopped"]')).to_be_visible()
    expect(hook(page, "input")).to_be_focused()
    hook(page, "new-chat").click()
    hook(page, "undo").get_by_role("button").focus()
    page.clock.run_for(9000)
    expect(hook(page, "undo")).to_have_count(0)
    expect(hook(page, "input")).to_be_focused()
    chip = hook(page, "quick-replies").get_by_role("button").nth(1)
    chip.focus()
    page.keyboard.press("Enter")
    expect(hook(page, "stop")).to_be_visible()
    expect(hook(page, "input")).to_be_focused()


def test_a_rooms_page_gives_focus_back(page: Page, bellhop: Callable[..., Any]) -> None:
    """W-A2: it goes to the room's heading, then back to the button; what lies beneath cannot be reached meanwhile."""
    open_chat(page, bellhop().url)
    hook(page, "quick-replies").get_by_role("button", name="Show rooms").click()
    photos = hook(page, "rooms").get_by_role("button", name="Photos: Garden double")
    for way in ("Escape", "Back"):
        photos.focus()
        page.keyboard.press("Enter")
        detail = hook(page, "room-detail")
        expect(detail.get_by_role("heading")).to_be_focused()
        hook(page, "input").evaluate("input => input.focus()")
        expect(detail.get_by_role("heading")).to_be_focused()
        if way == "Escape":
            page.keyboard.press("Escape")
        else:
            detail.get_by_role("button", name="Back").press("Enter")
        expect(detail).to_have_count(0)
        expect(photos).to_be_focused()
    expect(hook(page, "window")).to_be_visible()
