"""A special booking's offer: computed by the widget, refused where it cannot be, never called booked."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, Route, expect

from test_chat import ask, hook, open_chat
from upstream import Exchange, delta, event

BLOCK = "\n\n[OFFER_DATA]\nroom_name: {room}\nroom_price: 1\ncheck_in: 2031-05-12\ncheck_out: 2031-05-15\nguests: 2\ntotal_nights: 99\ntotal_price: 1\nspecial_notes: Flowers|Late breakfast\n[/OFFER_DATA]"


def offering(room: str) -> Callable[[Exchange], None]:
    def script(exchange: Exchange) -> None:
        exchange.start()
        for character in "Here is my suggestion." + BLOCK.format(room=room):
            exchange.chunk(event(delta(character)))
        exchange.chunk(event(delta(finish="stop")) + b"data: [DONE]\n\n")
        exchange.finish()

    return script


def test_an_offer_is_computed_and_prepared(page: Page, bellhop: Callable[..., Any], upstream: Callable[..., Any]) -> None:
    """W-12, W-26, W-27: no character of the block shows; the price is the hotel's; Confirm prepares a request."""
    open_chat(page, bellhop(upstream(offering("Garden double"))).url)
    ask(page, "A romantic stay")
    expect(hook(page, "offer")).to_be_visible(timeout=10000)
    expect(hook(page, "offer-total")).to_have_text("€360")
    assert "OFFER_DATA" not in page.locator("bellhop-chat").inner_text()
    hook(page, "offer").get_by_role("button", name="Request this stay").click()
    expect(hook(page, "offer")).to_contain_text("Your request is prepared")
    assert "booked" not in hook(page, "offer").inner_text().lower()


def test_an_impossible_offer_is_refused(page: Page, bellhop: Callable[..., Any], upstream: Callable[..., Any]) -> None:
    """W-27: a room that the hotel does not have makes no card, but the way to those it has."""
    open_chat(page, bellhop(upstream(offering("Moon palace"))).url)
    ask(page, "A romantic stay")
    expect(hook(page, "rooms")).to_be_visible(timeout=10000)
    expect(hook(page, "offer")).to_have_count(0)


CHANGES = {
    "booked": ({"bookedDates": ["2031-05-13"]}, "Not available: May 12"),
    "taken away": ({"id": "another"}, "do not go together"),
    "dearer": ({"pricePerNight": 150}, "Price or availability has changed"),
    "not reached": (None, "We could not connect"),
}


@pytest.mark.parametrize("change", CHANGES)
def test_confirm_asks_the_hotel_again(page: Page, bellhop: Callable[..., Any], upstream: Callable[..., Any], change: str) -> None:
    """§3.6, W-26, W-27: what changed since the offer was made is told, no request is prepared, and nothing of the kind is announced to the page."""
    new, line = CHANGES[change]
    open_chat(page, bellhop(upstream(offering("Garden double"))).url)
    page.evaluate("window.asked = []; document.addEventListener('bellhop:booking-request', (event) => asked.push(event.detail.offer))")
    ask(page, "A romantic stay")
    confirm = hook(page, "offer").get_by_role("button", name="Request this stay")
    expect(confirm).to_be_visible(timeout=10000)

    def other(route: Route) -> None:
        if new is None:
            route.fulfill(status=503)
            return
        hotel = json.loads(route.fetch().body())
        next(room for room in hotel["rooms"] if room["id"] == "garden-double").update(new)
        route.fulfill(body=json.dumps(hotel), content_type="application/json")

    page.route("**/api/hotel", other)
    confirm.click()
    expect(page.locator('bellhop-chat [data-role="notice"]').last).to_contain_text(line)
    expect(hook(page, "window")).not_to_contain_text("Your request is prepared")
    assert page.evaluate("asked") == []
    page.noise[:] = [one for one in page.noise if "503" not in one]  # type: ignore[attr-defined]
    if change in ("booked", "taken away"):
        expect(hook(page, "offer")).to_have_count(0)
        expect(hook(page, "rooms")).to_be_visible()
        expect(hook(page, "input")).to_be_focused()
        return
    expect(confirm).to_be_focused()
    expect(hook(page, "offer-total")).to_have_text("€450" if new else "€360")
    page.unroute("**/api/hotel")
    if new:
        page.route("**/api/hotel", other)
    confirm.click()
    expect(hook(page, "offer")).to_contain_text("Your request is prepared")
    assert [one["total_price"] for one in page.evaluate("asked")] == ["€450" if new else "€360"]
