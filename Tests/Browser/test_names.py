"""W-A4, W-29: every control has a name in the chat's language; a change of language changes all that is on screen at once."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from states import ANSWER, STATES, finished, limited
from test_chat import ask, hook, open_chat
from upstream import stream

# The names of all controls and groups, in their order, with whether they may be the same in every language.
NAMES = """() => [...document.querySelector('bellhop-chat').shadowRoot.querySelectorAll('button, textarea, a, [role], section, ul, time')]
  .filter((one) => one.checkVisibility() && !one.closest('[role=menu] [role]') && !(one.localName === 'a' && /^(tel|mailto):/.test(one.href)) && !one.closest('.text'))
  .filter((one) => one.matches('button, textarea, a') || one.hasAttribute('aria-label'))
  .map((one) => [one.localName, (one.getAttribute('aria-label') ?? one.textContent).trim()])"""
WORDS = """() => { const words = []; const root = document.querySelector('bellhop-chat').shadowRoot;
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) { const one = walker.currentNode; if (one.data.trim() && one.parentElement.checkVisibility() && !one.parentElement.closest('[role=menu], [aria-live], [data-role=user] .text, [data-role=assistant] .text, .link[href]')) words.push(one.data.trim()); }
  return words; }"""
SAME = {"Hotel Aurora", "", "Wi-Fi", "WhatsApp"}


def switch(page: Page, language: str) -> None:
    page.evaluate("language => window.Bellhop.setLanguage(language)", language)
    expect(hook(page, "window")).to_have_attribute("lang", language)


@pytest.mark.parametrize("name", ["finished", "error", "carousel", "detail", "offer"])
def test_every_control_is_named_in_the_language(page: Page, bellhop: Callable[..., Any], upstream: Callable[..., Any], name: str) -> None:
    """W-A4, W-29: each name and each word on screen differs between English and Ukrainian, without a reload."""
    page.on("console", lambda message: page.noise.clear())  # type: ignore[attr-defined]
    _, script, steps = next(state for state in STATES if state[0] == name)
    page.goto(bellhop(upstream(script) if script else None).url)
    steps(page)
    english = page.evaluate(NAMES)
    assert len(english) > 6
    assert [one for one in english if not one[1]] == []
    words = page.evaluate(WORDS)
    switch(page, "uk")
    ukrainian = page.evaluate(NAMES)
    assert [kind for kind, _ in ukrainian] == [kind for kind, _ in english]
    assert [one for one, other in zip(english, ukrainian) if one == other and one[1] not in SAME] == []
    left = {one for one in page.evaluate(WORDS) if one in words and any(letter.isalpha() for letter in one)}
    assert left - SAME - {"Flowers", "Late breakfast", "stay@aurora.example", "7 Lighthouse Lane, Odesa, Ukraine"} == set()
    expect(page.locator("bellhop-chat")).to_have_attribute("lang", "uk")


def test_a_change_of_language_keeps_the_guests_things(page: Page, bellhop: Callable[..., Any], upstream: Callable[..., Any]) -> None:
    """W-29: transcript, draft, place of focus and a running countdown stay; no second greeting."""
    page.on("console", lambda message: page.noise.clear())  # type: ignore[attr-defined]
    page.clock.install()
    open_chat(page, bellhop(upstream(stream(ANSWER), limited)).url)
    ask(page, "Is breakfast included?")
    expect(page.locator('bellhop-chat [data-state="complete"]')).to_be_visible()
    ask(page, "And parking?")
    expect(hook(page, "countdown")).to_be_visible()
    page.clock.run_for(10000)
    hook(page, "input").fill("My draft")
    switch(page, "de")
    expect(hook(page, "input")).to_have_value("My draft")
    expect(hook(page, "input")).to_be_focused()
    expect(page.locator("bellhop-chat .welcome")).to_have_count(1)
    expect(page.locator('bellhop-chat [data-role="user"]')).to_have_count(2)
    expect(hook(page, "countdown")).to_contain_text("3")
    expect(hook(page, "retry")).to_be_disabled()
    page.clock.run_for(40000)
    expect(hook(page, "retry")).to_be_enabled()


def test_structure(page: Page, bellhop: Callable[..., Any], upstream: Callable[..., Any]) -> None:
    """W-A4: one heading, hidden icons, language and direction on the root and the element, each language in its own."""
    page.goto(bellhop(upstream(stream(ANSWER))).url)
    finished(page)
    assert hook(page, "window").get_by_role("heading").count() == 1
    assert page.locator('bellhop-chat svg:not([aria-hidden="true"])').count() == 0
    hook(page, "language").click()
    entries = page.locator('bellhop-chat [role="menuitemradio"]')
    expect(entries).to_have_count(20)
    for entry in entries.all():
        assert entry.get_attribute("lang") == entry.get_attribute("data-lang")
    expect(page.locator('bellhop-chat [role="menuitemradio"][aria-checked="true"]')).to_have_text("English")
    switch(page, "ar")
    for element in (page.locator("bellhop-chat"), hook(page, "window")):
        expect(element).to_have_attribute("lang", "ar")
        expect(element).to_have_attribute("dir", "rtl")
    assert hook(page, "messages").get_attribute("role") == "list"
