"""From an offer to the reception's reference (docs/reception.md §1, B-12): the form, its errors, what is sent, and what happens when nothing can be."""

from __future__ import annotations

import email
import email.policy
import json
import pathlib
import re
import time
from collections.abc import Callable
from typing import Any

import axe_playwright_python
import pytest
from playwright.sync_api import Page, Route, expect

from test_chat import ask, hook, open_chat
from test_offer import offering

SENT = {"id": "x", "reference": "K7QWE-4M", "total": 36000, "currency": "EUR"}


def with_bookings(route: Route) -> None:
    hotel = json.loads(route.fetch().body())
    hotel["service"]["bookings"] = True
    route.fulfill(body=json.dumps(hotel), content_type="application/json")


@pytest.fixture
def reception(page: Page, bellhop: Callable[..., Any], upstream: Callable[..., Any]) -> Callable[..., list[dict[str, Any]]]:
    """An offer on the screen of a hotel that takes requests; each request is answered with the next of these, the last for ever. Returns the bodies."""

    def make(*answers: tuple[int, dict[str, Any]] | None) -> list[dict[str, Any]]:
        bodies: list[dict[str, Any]] = []
        page.on("console", lambda message: page.noise.clear())  # type: ignore[attr-defined]
        page.route("**/api/hotel", with_bookings)

        def take(route: Route) -> None:
            bodies.append(route.request.post_data_json)
            answer = answers[min(len(bodies), len(answers)) - 1]
            if answer is None:
                route.abort()
                return
            route.fulfill(status=answer[0], body=json.dumps(answer[1]), content_type="application/json")

        page.route("**/api/bookings", take)
        open_chat(page, bellhop(upstream(offering("Garden double"))).url)
        page.evaluate("window.told = []; for (const type of ['booking-request', 'booking-sent']) document.addEventListener(`bellhop:${type}`, (event) => told.push([type, event.detail]))")
        ask(page, "My name is Anna Example, +380 50 123 45 67, a romantic stay")
        expect(hook(page, "offer")).to_be_visible(timeout=10000)
        return bodies

    return make


def field(page: Page, name: str) -> Any:
    return page.locator(f'bellhop-chat .request [name="{name}"]')


def violations(page: Page) -> list[str]:
    page.evaluate((axe_playwright_python.__path__[0] and open(f"{axe_playwright_python.__path__[0]}/axe.min.js").read()))
    found = page.evaluate("axe.run(document)")
    return [f"{one['id']}: {[node['target'] for node in one['nodes']]}" for one in found["violations"]]


def test_from_the_offer_to_the_reference_by_keyboard(page: Page, reception: Callable[..., list[dict[str, Any]]]) -> None:
    """B-12, B-03: filled in from what was said; name, way and consent are asked for beside their fields; the numbers of the browser are not sent."""
    bodies = reception((202, SENT))
    button = hook(page, "offer").get_by_role("button", name="Request this stay")
    button.focus()
    page.keyboard.press("Enter")
    expect(field(page, "fullName")).to_be_focused()
    expect(field(page, "fullName")).to_have_value("Anna Example")
    expect(field(page, "phone")).to_have_value("+380501234567")
    for name, kind, complete in (("fullName", "text", "name"), ("email", "email", "email"), ("phone", "tel", "tel")):
        expect(field(page, name)).to_have_attribute("type", kind)
        expect(field(page, name)).to_have_attribute("autocomplete", complete)
    assert violations(page) == []
    # Without consent nothing is sent, and focus is where something is missing.
    page.keyboard.press("Tab")
    page.keyboard.type("anna@")
    page.keyboard.press("Enter")
    expect(field(page, "email")).to_be_focused()
    expect(field(page, "email")).to_have_accessible_description("Please check this.")
    expect(field(page, "consent")).to_have_accessible_description("Please agree to this.")
    assert violations(page) == []
    assert bodies == [] and page.evaluate("told") == []
    field(page, "email").fill("anna@example.com")
    for _ in range(2):
        page.keyboard.press("Tab")
    expect(field(page, "consent")).to_be_focused()
    page.keyboard.press("Space")
    expect(page.locator("bellhop-chat .request").get_by_role("link", name="Privacy")).to_be_visible()
    hook(page, "send-request").focus()
    page.keyboard.press("Enter")
    expect(hook(page, "reference")).to_have_text("Reference: K7QWE-4M")
    expect(hook(page, "offer")).to_contain_text("Request sent")
    expect(hook(page, "offer")).to_contain_text("The hotel will confirm it.")
    assert "booked" not in hook(page, "offer").inner_text().lower()
    assert page.evaluate("document.querySelector('bellhop-chat').shadowRoot.activeElement.textContent") == "Request sent"
    assert violations(page) == []
    assert len(bodies) == 1
    assert bodies[0]["offer"] == {"room_id": "garden-double", "check_in": "2031-05-12", "check_out": "2031-05-15", "guests": 2, "special_notes": ["Flowers", "Late breakfast"]}
    assert bodies[0]["guest"] == {"fullName": "Anna Example", "email": "anna@example.com", "phone": "+380501234567"}
    assert bodies[0]["consent"] is True and bodies[0]["language"] == "en"
    assert [type for type, _ in page.evaluate("told")] == ["booking-request", "booking-sent"]
    assert page.evaluate("told[1][1].reference") == "K7QWE-4M"


def begin(page: Page) -> None:
    hook(page, "offer").get_by_role("button", name="Request this stay").click()
    field(page, "consent").check()
    hook(page, "send-request").click()


@pytest.mark.parametrize("answer", [None, (503, {"error": {"code": "bookings_unavailable"}}), (500, {}), (202, {})], ids=["no network", "503", "500", "202 without a reference"])
def test_what_could_not_be_sent_is_kept(page: Page, reception: Callable[..., list[dict[str, Any]]], answer: Any) -> None:
    """B-06, B-02: it says that nothing was sent, keeps the form, shows the ways without the server, and tries again under the same id."""
    bodies = reception(answer, (202, SENT))
    begin(page)
    expect(hook(page, "offer")).to_contain_text("Nothing was sent.")
    expect(hook(page, "send-request")).to_have_text("Try again")
    expect(hook(page, "send-request")).to_be_focused()
    expect(field(page, "fullName")).to_have_value("Anna Example")
    expect(field(page, "consent")).to_be_checked()
    for name in ("Book online", "Send by e-mail", "Call"):
        expect(hook(page, "offer").get_by_role("link", name=name)).to_be_visible()
    assert violations(page) == []
    hook(page, "send-request").click()
    expect(hook(page, "reference")).to_be_visible()
    assert len(bodies) == 2 and bodies[0]["id"] == bodies[1]["id"]


def test_an_offer_that_no_longer_holds(page: Page, reception: Callable[..., list[dict[str, Any]]]) -> None:
    """B-10: 409 `offer_unavailable`: the card goes, what is wrong is said, the rooms there are come."""
    reception((409, {"error": {"code": "offer_unavailable", "param": "dates"}}))
    begin(page)
    expect(page.locator('bellhop-chat [data-role="notice"]').last).to_contain_text("Not available: May 12")
    expect(hook(page, "offer")).to_have_count(0)
    expect(hook(page, "rooms")).to_be_visible()


def test_a_second_press_sends_nothing(page: Page, reception: Callable[..., list[dict[str, Any]]]) -> None:
    """B-02: while it is on its way the button says so."""
    held: list[Route] = []
    bodies = reception((202, SENT))
    page.unroute("**/api/bookings")
    page.route("**/api/bookings", lambda route: held.append(route))
    begin(page)
    expect(hook(page, "send-request")).to_have_text("Sending…")
    hook(page, "send-request").click(force=True)
    page.wait_for_timeout(200)
    assert len(held) == 1 and bodies == []
    held[0].fulfill(status=202, body=json.dumps(SENT), content_type="application/json")
    expect(hook(page, "reference")).to_be_visible()


def test_the_page_may_take_over(page: Page, reception: Callable[..., list[dict[str, Any]]]) -> None:
    """W-H8: `preventDefault()` on `bellhop:booking-request`: nothing is sent by the widget."""
    bodies = reception((202, SENT))
    page.evaluate("document.addEventListener('bellhop:booking-request', (event) => event.preventDefault())")
    begin(page)
    page.wait_for_timeout(200)
    assert bodies == []
    assert page.evaluate("told[0][1].guest.fullName") == "Anna Example"
    assert page.evaluate("told[0][1].offer.total_price") == "€360"


def test_another_language_keeps_the_form(page: Page, reception: Callable[..., list[dict[str, Any]]]) -> None:
    """W-29: what was written stays, and so does the reference."""
    reception((202, SENT))
    hook(page, "offer").get_by_role("button", name="Request this stay").click()
    field(page, "email").fill("anna@example.com")
    page.evaluate("Bellhop.setLanguage('de')")
    expect(hook(page, "send-request")).to_have_text("Anfrage senden")
    expect(field(page, "email")).to_have_value("anna@example.com")
    field(page, "consent").check()
    hook(page, "send-request").click()
    expect(hook(page, "reference")).to_contain_text("K7QWE-4M")
    page.evaluate("Bellhop.setLanguage('ar')")
    expect(hook(page, "reference")).to_contain_text("K7QWE-4M")


def test_the_hotels_people(page: Page, bellhop: Callable[..., Any]) -> None:
    """B-32: the menu's "Contact the hotel" shows the ways; by keyboard."""
    open_chat(page, bellhop().url)
    hook(page, "more").focus()
    page.keyboard.press("Enter")
    expect(page.locator('bellhop-chat [role="menuitem"]').first).to_be_focused()
    page.keyboard.press("c")
    expect(hook(page, "menu-contact")).to_be_focused()
    page.keyboard.press("Enter")
    expect(hook(page, "contact").get_by_role("link", name="+380 48 555 01 00")).to_be_visible()
    expect(hook(page, "contact")).to_contain_text("7 Lighthouse Lane")
    assert violations(page) == []
    hook(page, "more").click()
    expect(page.locator('bellhop-chat a[role="menuitem"]')).to_have_attribute("href", "https://aurora.example/book?lang=en")


def test_rooms_that_fit(page: Page, bellhop: Callable[..., Any], upstream: Callable[..., Any]) -> None:
    """B-33: free and large enough, cheapest first, headed by the dates, with the way to all of them."""
    from upstream import stream

    open_chat(page, bellhop(upstream(stream("Here they are."))).url)
    ask(page, "What rooms do you have from 2031-05-12 to 2031-05-15 for 4 guests?")
    expect(hook(page, "rooms")).to_be_visible(timeout=10000)
    slides = page.locator("bellhop-chat [data-room-id]")
    expect(slides).to_have_count(2)
    assert [one.get_attribute("data-room-id") for one in slides.all()] == ["family-loft", "aurora-penthouse"]
    expect(hook(page, "rooms")).to_contain_text("Available: May 12 – 15, 2031")
    hook(page, "all-rooms").click()
    expect(slides).to_have_count(6)


def test_a_request_arrives_at_the_hotel(page: Page, bellhop: Callable[..., Any], upstream: Callable[..., Any], tmp_path: pathlib.Path) -> None:
    """B-12, the whole way: from the offer through the server and its spool to the mail command; the guest's reference is the mail's."""
    (tmp_path / "mail").write_text("#!/bin/sh\ncat > taken.new && mv taken.new taken.eml\n")
    (tmp_path / "mail").chmod(0o700)
    (tmp_path / "config").mkdir()
    (tmp_path / "config/bellhop.json5").write_text(json.dumps({"bookings": {"spool": "spool", "command": [str(tmp_path / "mail")]}}))
    open_chat(page, bellhop(upstream(offering("Garden double"))).url)
    ask(page, "My name is Анна Example, my email is anna@example.com, a romantic stay")
    expect(hook(page, "offer")).to_be_visible(timeout=10000)
    begin(page)
    expect(hook(page, "reference")).to_have_text(re.compile(r"^Reference: [A-Z2-9]{4}-[A-Z2-9]{4}$"))
    reference = hook(page, "reference").inner_text().removeprefix("Reference: ")
    deadline = time.monotonic() + 30
    while not (tmp_path / "taken.eml").exists() and time.monotonic() < deadline:
        page.wait_for_timeout(20)
    mail = email.message_from_bytes((tmp_path / "taken.eml").read_bytes(), policy=email.policy.default)
    text = mail.get_content()
    for word in (reference, "Garden double", "Анна Example", "anna@example.com", "2031", "360"):
        assert word in text, text
    assert mail["reply-to"].addresses[0].addr_spec == "anna@example.com"
