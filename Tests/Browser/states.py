"""The chat's main states, each reached as a guest reaches it; shared by the tests of accessibility and by the pictures."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from playwright.sync_api import Page, expect

from test_chat import ask, held_back, hook
from test_offer import offering
from upstream import Exchange, Script, stream

ANSWER = """Breakfast is **included** in every rate:

- a buffet from 7:30 to 10:30, in the garden when it is warm
- gluten-free bread and oat milk every day, see [our menu](https://aurora.example/menu)

> Please tell us the evening before when you leave early.

Check-out is until `11:00`. Shall I look for free nights for you?"""


# The hotel's contact in the card of an error, whose module comes after the card.
CONTACT = 'bellhop-chat :is([data-bellhop="contact-hotel"], .ways-list)'


def limited(exchange: Exchange) -> None:
    exchange.answer(429, {"error": {"message": "x", "code": "rate_limit_exceeded"}}, "Retry-After: 42")


def closed(page: Page) -> None:
    expect(hook(page, "launcher")).to_be_visible()


def opened(page: Page) -> None:
    hook(page, "launcher").click()
    expect(hook(page, "window")).to_be_visible()


def streaming(page: Page) -> None:
    opened(page)
    ask(page, "Which room is the quietest?")
    expect(page.locator('bellhop-chat [data-state="streaming"] [data-bellhop="text"]')).to_contain_text("The first words")


def finished(page: Page) -> None:
    opened(page)
    ask(page, "Is breakfast included?")
    expect(page.locator('bellhop-chat [data-state="complete"]')).to_be_visible(timeout=10000)


def failed(page: Page) -> None:
    opened(page)
    ask(page, "Do you have a free room next weekend?")
    expect(hook(page, "error")).to_be_visible(timeout=10000)
    expect(page.locator(CONTACT)).to_be_visible()


def rooms(page: Page) -> None:
    opened(page)
    hook(page, "quick-replies").get_by_role("button").first.click()
    expect(hook(page, "rooms").locator("img").first).to_be_visible()


def detail(page: Page) -> None:
    rooms(page)
    hook(page, "rooms").locator('[data-room-id="garden-double"] .picture').click()
    expect(hook(page, "room-detail")).to_be_visible()
    # The buttons beside the photos come with a module of their own.
    expect(hook(page, "photo-position")).to_be_visible()


def offer(page: Page) -> None:
    opened(page)
    ask(page, "A romantic stay with parking and a bathtub")
    expect(hook(page, "offer")).to_be_visible(timeout=10000)


def menu(page: Page) -> None:
    opened(page)
    hook(page, "language").click()
    expect(page.locator('bellhop-chat [role="menu"]')).to_be_visible()


def contact(page: Page) -> None:
    opened(page)
    hook(page, "more").click()
    hook(page, "menu-contact").click()
    expect(hook(page, "contact")).to_be_visible()


def request(page: Page) -> None:
    offer(page)
    page.locator("bellhop-chat .offer .primary").click()
    expect(page.locator("bellhop-chat .request")).to_be_visible()


def cleared(page: Page) -> None:
    finished(page)
    hook(page, "new-chat").click()
    expect(hook(page, "undo")).to_be_visible()


# Name, what the upstream answers (nothing: the demo model), the guest's steps.
STATES: list[tuple[str, Script | None, Callable[[Page], Any]]] = [
    ("closed", None, closed),
    ("open and empty", None, opened),
    ("streaming", held_back, streaming),
    ("finished", stream(ANSWER), finished),
    ("error", limited, failed),
    ("carousel", None, rooms),
    ("detail", None, detail),
    ("offer", offering("Garden double"), offer),
    ("menu open", None, menu),
    ("contact", None, contact),
    ("request", offering("Garden double"), request),
    ("chat cleared", stream(ANSWER), cleared),
]
