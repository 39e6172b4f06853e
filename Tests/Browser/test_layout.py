"""§4.7: nothing is cut off or too small to hit, from 320 px up, in both directions; the guest's settings are heeded."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from states import STATES
from test_chat import hook, open_chat
from upstream import stream

# What stands over the window's edge at its sides, outside parts that scroll by themselves.
OVER_THE_EDGE = """() => { const root = document.querySelector('bellhop-chat').shadowRoot; const panel = root.querySelector('[data-bellhop=window]'); const edge = panel.getBoundingClientRect();
  return [...panel.querySelectorAll('*')].filter((one) => one.checkVisibility() && !one.closest('.slides > *, .gallery > *, .replies > *, .chips > *, .hidden-text, pre'))
    .filter((one) => { const box = one.getBoundingClientRect(); return box.width && (box.left < edge.left - 1 || box.right > edge.right + 1); }).map((one) => one.className || one.localName)
    .concat([...panel.querySelectorAll('.messages, .detail')].filter((one) => one.scrollWidth > one.clientWidth + 1).map((one) => `${one.className} scrolls sideways`)); }"""
SIZES = """() => [...document.querySelector('bellhop-chat').shadowRoot.querySelectorAll('button, a, textarea')].filter((one) => one.checkVisibility() && !one.closest('.text, p'))
  .map((one) => { const box = one.getBoundingClientRect(); return [one.dataset.bellhop ?? one.className, Math.round(box.width), Math.round(box.height)]; })"""
MAIN = {"launcher", "send", "stop", "close", "new-chat", "language", "primary", "retry"}
LONG_WORD = "Rindfleischetikettierungsüberwachungsaufgabenübertragungsgesetz" * 3


@pytest.mark.parametrize("language", ["en", "ar", "de"])
def test_nothing_is_cut_off_at_320_pixels(browser: Browser, bellhop: Callable[..., Any], upstream: Callable[..., Any], language: str) -> None:
    for name, script, steps in STATES[1:]:
        server = bellhop(upstream(script) if script else None)
        context = browser.new_context(viewport={"width": 320, "height": 568}, reduced_motion="reduce", locale="en-GB")
        page = context.new_page()
        page.goto(server.url)
        page.evaluate("language => window.Bellhop.setLanguage(language)", language)
        expect(page.locator("bellhop-chat")).to_have_attribute("lang", language)
        steps(page)
        page.wait_for_timeout(100)
        assert page.evaluate(OVER_THE_EDGE) == [], name
        for what, width, height in page.evaluate(SIZES):
            assert min(width, height) >= 24, (name, what)
            assert what not in MAIN or min(width, height) >= 44, (name, what, width, height)
        context.close()
        server.terminate()


def test_long_words_break(browser: Browser, bellhop: Callable[..., Any], upstream: Callable[..., Any]) -> None:
    context = browser.new_context(viewport={"width": 320, "height": 568}, locale="en-GB")
    page = context.new_page()
    open_chat(page, bellhop(upstream(stream(LONG_WORD + "\n\n- " + LONG_WORD + "\n\n`" + LONG_WORD + "`"))).url)
    hook(page, "input").fill(LONG_WORD)
    hook(page, "input").press("Enter")
    expect(page.locator('bellhop-chat [data-state="complete"]')).to_be_visible()
    assert page.evaluate(OVER_THE_EDGE) == []
    context.close()


def test_the_input_grows_and_does_not_zoom(page: Page, bellhop: Callable[..., Any]) -> None:
    """§4.1, §4.7: up to 120 px, then it scrolls; 16 px of type or more; empty again it is one line."""
    open_chat(page, bellhop().url)
    box = hook(page, "input")
    one_line = box.bounding_box()["height"]
    box.fill("A longer question that takes more than one line of the input, so that the guest sees all of it")
    assert box.bounding_box()["height"] > one_line + 10
    assert box.evaluate("box => box.scrollHeight <= box.clientHeight + 1")
    box.fill("line\n" * 40)
    assert box.bounding_box()["height"] <= 121
    assert box.evaluate("box => parseFloat(getComputedStyle(box).fontSize)") >= 16
    box.fill("")
    assert abs(box.bounding_box()["height"] - one_line) <= 1


def test_a_phone_is_filled_and_a_desk_is_not(page: Page, bellhop: Callable[..., Any]) -> None:
    open_chat(page, bellhop().url)
    page.wait_for_timeout(300)
    box = hook(page, "window").bounding_box()
    assert 380 <= box["width"] <= 420 and box["height"] <= 760 and box["x"] + box["width"] <= 1280
    page.set_viewport_size({"width": 375, "height": 700})
    page.wait_for_timeout(100)
    assert hook(page, "window").bounding_box() == {"x": 0, "y": 0, "width": 375, "height": 700}
    expect(hook(page, "window")).to_have_attribute("aria-modal", "true")


@pytest.mark.parametrize("preference", [{"reduced_motion": "reduce"}, {"forced_colors": "active"}])
def test_the_guests_settings_are_heeded(browser: Browser, bellhop: Callable[..., Any], preference: dict[str, Any]) -> None:
    """§4.7: no movement where none is wanted; frames and rings where colours are the system's."""
    context = browser.new_context(viewport={"width": 1280, "height": 800}, locale="en-GB", **preference)
    page = context.new_page()
    open_chat(page, bellhop().url)
    style = "name => getComputedStyle(document.querySelector('bellhop-chat').shadowRoot.querySelector('[data-bellhop=window]'))[name]"
    if "reduced_motion" in preference:
        assert page.evaluate(style, "animationName") == "none"
        assert hook(page, "launcher").evaluate("one => getComputedStyle(one).transitionDuration") in ("0s", "")
    else:
        for name in ("send", "window"):
            assert hook(page, name).evaluate("one => getComputedStyle(one).borderTopStyle") == "solid"
        hook(page, "close").focus()
        page.keyboard.press("Shift+Tab")
        page.keyboard.press("Tab")
        assert hook(page, "close").evaluate("one => getComputedStyle(one).outlineStyle") == "solid"
    context.close()
