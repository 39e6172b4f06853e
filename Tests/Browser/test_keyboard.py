"""W-A3: everything works with keys alone, and one sees where one is."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from playwright.sync_api import Page, expect

from test_chat import answer, hook, open_chat
from upstream import stream

FOCUSED = "document.querySelector('bellhop-chat').shadowRoot.activeElement"


def focused(page: Page, what: str) -> Any:
    return page.evaluate(f"{FOCUSED}?.{what}")


def test_the_language_menu(page: Page, bellhop: Callable[..., Any]) -> None:
    """W-A3: arrows go round, Home and End, letters go on from the present one, Escape returns, Enter chooses, Tab closes."""
    open_chat(page, bellhop().url)
    button = hook(page, "language")
    button.focus()
    page.keyboard.press("Enter")
    expect(button).to_have_attribute("aria-expanded", "true")
    assert focused(page, "dataset.lang") == "en"
    for key, language in [("ArrowDown", "zh"), ("Home", "en"), ("ArrowUp", "th"), ("ArrowDown", "en"), ("End", "th"), ("d", "de"), ("i", "it"), ("b", "id"), ("p", "pl"), ("p", "pt")]:
        page.keyboard.press(key)
        assert focused(page, "dataset.lang") == language, key
    page.keyboard.press("Escape")
    expect(button).to_be_focused()
    expect(button).to_have_attribute("aria-expanded", "false")
    expect(hook(page, "window")).to_be_visible()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Tab")
    expect(page.locator('bellhop-chat [role="menu"]')).to_be_hidden()
    button.press("Enter")
    page.keyboard.press("d")
    page.keyboard.press("Enter")
    expect(hook(page, "window")).to_have_attribute("lang", "de")
    expect(button).to_be_focused()


def test_a_whole_visit_without_a_mouse(page: Page, bellhop: Callable[..., Any], upstream: Callable[..., Any]) -> None:
    """W-A3: opening, asking, a line break, scrolling, rooms, a room, leaving it, closing."""
    source = upstream(stream("\n\n".join(f"Paragraph {n} of the answer." for n in range(60))))
    page.goto(bellhop(source).url)
    hook(page, "launcher").focus()
    page.keyboard.press("Enter")
    expect(hook(page, "input")).to_be_focused()
    page.keyboard.type("What rooms")
    page.keyboard.press("Shift+Enter")
    page.keyboard.type("do you have?")
    page.keyboard.press("Enter")
    expect(page.locator('bellhop-chat [data-state="complete"]')).to_be_visible(timeout=10000)
    assert source.requests[0].json["messages"][-1]["content"].endswith("What rooms\ndo you have?")
    expect(answer(page)).to_contain_text("Paragraph 59")
    hook(page, "messages").focus()
    before = focused(page, "scrollTop")
    page.keyboard.press("PageUp")
    page.wait_for_timeout(400)
    assert focused(page, "scrollTop") < before - 100
    page.keyboard.press("End")
    page.wait_for_timeout(400)
    for _ in range(40):
        page.keyboard.press("Tab")
        if "Ask about Garden double" in (focused(page, "ariaLabel") or ""):
            break
    page.keyboard.press("Enter")
    expect(hook(page, "room-badge")).to_contain_text("Garden double")
    expect(hook(page, "input")).to_be_focused()
    page.keyboard.press("Escape")
    expect(hook(page, "launcher")).to_be_focused()


def test_focus_is_seen_everywhere(page: Page, bellhop: Callable[..., Any]) -> None:
    """W-A3: each control that Tab reaches has an outline, or its frame changes, when it has focus."""
    open_chat(page, bellhop().url)
    hook(page, "quick-replies").get_by_role("button", name="Show rooms").press("Enter")
    hook(page, "launcher").focus()
    seen = []
    for _ in range(40):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.localName") != "bellhop-chat":
            break
        name = focused(page, "getAttribute('aria-label')") or focused(page, "textContent")
        ring = page.evaluate(f"""(() => {{ const one = {FOCUSED}; const style = getComputedStyle(one); const frame = getComputedStyle(one.closest('.composer') ?? one);
            return (style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2) || (one.localName === 'textarea' && frame.boxShadow !== 'none'); }})()""")
        assert ring, name
        seen.append(name)
    assert len(seen) > 10
