"""§4.5: the photos of a room."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from playwright.sync_api import Page, expect

from test_chat import hook, open_chat


def test_photos_are_stepped_through(page: Page, bellhop: Callable[..., Any], upstream: Callable[..., Any]) -> None:
    """§4.5, W-A3: "1 of 2", by buttons and by keys; the file comes with the first room that is looked at."""
    files: list[str] = []
    page.on("request", lambda request: files.append(request.url))
    open_chat(page, bellhop(upstream()).url)
    assert not any("photos.js" in url for url in files)
    page.evaluate("import('/js/chat.js').then((chat) => chat.openRoomDetailView('garden-double'))")
    place = hook(page, "photo-position")
    expect(place).to_have_text("1 of 2")
    hook(page, "photo-next").click()
    expect(place).to_have_text("2 of 2")
    expect(hook(page, "photo-next")).to_have_attribute("aria-disabled", "true")
    page.locator("bellhop-chat .gallery").press("ArrowLeft")
    expect(place).to_have_text("1 of 2")
    expect(page.locator("bellhop-chat .gallery img").first).to_be_in_viewport()
    page.locator("bellhop-chat .gallery").press("Escape")
    expect(hook(page, "room-detail")).to_have_count(0)


def test_an_unknown_room_is_harmless(page: Page, bellhop: Callable[..., Any], upstream: Callable[..., Any]) -> None:
    """§1.2, §4.5: no room's page, no badge, nothing thrown, whatever a page's own code gives."""
    open_chat(page, bellhop(upstream()).url)
    script = """async (id) => {
      const chat = await import('/js/chat.js');
      chat.openRoomDetailView(id), chat.enterRoomContext(id), chat.addRoomCarousel(id);
      return [chat.getSelectedRoom(), chat.getMode()];
    }"""
    for odd in ("moon-palace", None, 7, {"id": "moon-palace"}, "__proto__"):
        assert page.evaluate(script, odd) == [None, "general"]
    expect(hook(page, "room-detail")).to_have_count(0)
    expect(hook(page, "room-badge")).to_have_count(0)
    expect(hook(page, "rooms")).to_have_count(5)
