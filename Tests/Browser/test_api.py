"""What a host page's own code can do: `window.Bellhop`, its events, and what goes over the wire."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from playwright.sync_api import Page, Request, expect

from hostpage import html, snippet
from test_chat import answer, ask, hook
from test_offer import offering
from upstream import Exchange, stream

TYPES = "ready open close message chunk response error offer booking-request language".split()
LISTEN = (
    "window.events = []; for (const type of %s) document.addEventListener('bellhop:' + type, (event) => events.push("
    "{ type, detail: JSON.parse(JSON.stringify(event.detail)), bubbles: event.bubbles, composed: event.composed, cancelable: event.cancelable, "
    "on: event.target.localName }));" % TYPES
)


def events(page: Page, type: str) -> list[Any]:
    return [one for one in page.evaluate("events") if one["type"] == type]


def test_calls_before_the_load_are_replayed_in_order(page: Page, bellhop: Callable[..., Any], upstream: Callable[..., Any], host_page: Callable[..., Any]) -> None:
    """W-H7: the stub's queue, then calls while the element loads, then calls to it; `send` resolves with the answer."""
    site = host_page()
    source = upstream(stream("The first."), stream("The second."), stream("The third."))
    server = bellhop(source, BELLHOP_ORIGINS=site.url)
    stub = (
        "window.Bellhop = window.Bellhop || {q: []}; Bellhop.q.push(['on', 'ready', (event) => { window.early = event.detail; }]); Bellhop.q.push(['open']);"
        "Bellhop.q.push(['setLanguage', 'de']); Bellhop.q.push(['send', 'one']);"
    )
    site.body = html(head=f"<script>{LISTEN}{stub}</script>", body=snippet(server.url, "") + "<script>window.sent = Bellhop.send('two'); Bellhop.close(); Bellhop.q.push(['open']);</script>")
    page.goto(site.url)
    expect(page.locator('bellhop-chat [data-state="complete"]')).to_have_count(1)
    expect(hook(page, "window")).to_be_visible()
    expect(hook(page, "window")).to_have_attribute("lang", "de")
    assert source.requests[0].json["messages"][-1]["content"] == "one"
    assert [one["type"] for one in page.evaluate("events") if one["type"] in ("ready", "open", "language", "message", "close")] == [
        "ready", "open", "language", "message", "close", "open",
    ]
    assert page.evaluate("early") == events(page, "ready")[0]["detail"]
    # A message while an answer runs is not sent.
    assert page.evaluate("sent") is None
    result = page.evaluate("Bellhop.send('three')")
    assert result.pop("id")
    assert result == {"text": "The second.", "state": "complete"}


def test_the_methods(page: Page, bellhop: Callable[..., Any]) -> None:
    """W-H7: open, close, toggle, newChat, setLanguage, setTheme, on with its end, version; `ready` also for the late."""
    server = bellhop(None, BELLHOP_DEMO_TPS="400")
    page.goto(server.url)
    expect(hook(page, "launcher")).to_have_accessible_name("Ask us: Open chat")
    assert page.evaluate("new Promise((resolve) => { Bellhop.on('ready', (event) => resolve(event.detail.language)); })") == "en"
    assert isinstance(page.evaluate("Bellhop.version"), str)
    page.evaluate("window.opened = 0; window.off = Bellhop.on('open', () => { opened += 1; }); 0")
    for call, is_open in (("open", True), ("open", True), ("toggle", False), ("toggle", True), ("close", False), ("close", False)):
        page.evaluate(f"Bellhop.{call}()")
        expect(hook(page, "window")).to_be_visible(visible=is_open)
    page.evaluate("window.off(); 0")
    page.evaluate("Bellhop.open()")
    assert page.evaluate("opened") == 2
    page.evaluate("Bellhop.setTheme('dark')")
    expect(page.locator("bellhop-chat")).to_have_attribute("theme", "dark")
    assert page.evaluate("Bellhop.setLanguage('nonsense')") is False
    assert page.evaluate("Bellhop.setLanguage('ua')") is True
    expect(hook(page, "window")).to_have_attribute("lang", "uk")
    page.evaluate("Bellhop.send('Is breakfast included?')")
    expect(page.locator('bellhop-chat [data-role="user"]')).to_have_count(1)
    page.evaluate("Bellhop.newChat()")
    expect(page.locator('bellhop-chat [data-role="user"]')).to_have_count(0)


def test_all_events(page: Page, bellhop: Callable[..., Any], upstream: Callable[..., Any], host_page: Callable[..., Any]) -> None:
    """W-H8: each with its detail, bubbling and composed, on the element."""
    site = host_page()

    def limited(exchange: Exchange) -> None:
        exchange.answer(429, {"error": {"message": "x", "type": "x", "param": None, "code": "rate_limit_exceeded"}}, "Retry-After: 7")

    server = bellhop(upstream(offering("Garden double"), limited), BELLHOP_ORIGINS=site.url)
    site.body = html(head=f"<script>{LISTEN}</script>", body=snippet(server.url))
    page.goto(site.url)
    hook(page, "launcher").click()
    ask(page, "A romantic stay. My name is Anna Berg")
    expect(hook(page, "offer")).to_be_visible(timeout=10000)
    hook(page, "offer").get_by_role("button", name="Request this stay").click()
    expect(hook(page, "offer")).to_contain_text("Your request is prepared")
    page.noise.clear()  # type: ignore[attr-defined]
    ask(page, "Hello")
    expect(hook(page, "error")).to_be_visible()
    page.evaluate("Bellhop.setLanguage('ar')")
    hook(page, "close").click()
    page.evaluate("Bellhop.open()")
    for type in TYPES:
        for one in events(page, type):
            assert [one["bubbles"], one["composed"], one["on"], one["cancelable"]] == [True, True, "bellhop-chat", type in ("message", "booking-request")], type
    assert set(events(page, "ready")[0]["detail"]) == {"version", "language", "demo"}
    assert [one["detail"] for one in events(page, "open")] == [{"by": "guest"}, {"by": "api"}]
    assert [one["detail"] for one in events(page, "close")] == [{"by": "guest"}]
    message = events(page, "message")[0]["detail"]
    assert message["text"] == "A romantic stay. My name is Anna Berg" and set(message) == {"id", "text"}
    response = events(page, "response")[0]["detail"]
    assert response | {"id": 0} == {"id": 0, "text": "Here is my suggestion.", "state": "complete", "finishReason": "stop"}
    chunks = [one["detail"] for one in events(page, "chunk")]
    assert "".join(one["delta"] for one in chunks) == response["text"] and {one["id"] for one in chunks} == {response["id"]}
    error = events(page, "error")[0]["detail"]
    assert error | {"id": 0} == {"id": 0, "code": "rate_limited", "status": 429, "retryAfter": 7, "retryable": True}
    offer = events(page, "offer")[0]["detail"]
    assert offer["id"] == response["id"] and offer["offer"]["room_id"] == "garden-double" and offer["offer"]["total_price"] == "360"
    request = events(page, "booking-request")[0]["detail"]
    assert set(request) == {"offer", "guest"} and request["guest"]["fullName"] == "Anna Berg" and request["offer"]["check_in"] == "2031-05-12"
    assert events(page, "language")[0]["detail"] == {"language": "ar", "dir": "rtl"}
    page.noise[:] = [line for line in page.noise if "429" not in line]  # type: ignore[attr-defined]


def test_a_page_can_take_over(page: Page, bellhop: Callable[..., Any], upstream: Callable[..., Any]) -> None:
    """W-H8: what a listener prevents does not happen: a message is not sent, a booking request is the page's to send."""
    source = upstream(offering("Garden double"))
    page.goto(bellhop(source).url)
    page.evaluate("document.addEventListener('bellhop:message', (event) => { if (event.detail.text.includes('secret')) event.preventDefault(); })")
    page.evaluate("document.addEventListener('bellhop:booking-request', (event) => event.preventDefault())")
    hook(page, "launcher").click()
    ask(page, "a secret")
    page.wait_for_timeout(300)
    assert source.requests == [] and page.locator('bellhop-chat [data-role="user"]').count() == 0
    ask(page, "A romantic stay")
    hook(page, "offer").get_by_role("button", name="Request this stay").click(timeout=10000)
    page.wait_for_timeout(300)
    expect(hook(page, "offer")).not_to_contain_text("prepared")


def test_traffic_goes_to_bellhop_alone(page: Page, bellhop: Callable[..., Any], upstream: Callable[..., Any], host_page: Callable[..., Any]) -> None:
    """W-H9, W-32: loader, its modules and the hotel before intent; no cookie, no referrer's query, no other host; nothing is printed."""
    site = host_page()
    server = bellhop(upstream(stream("Here are our rooms.")), BELLHOP_ORIGINS=site.url)
    site.body = html(body=snippet(server.url))
    asked: list[Request] = []
    page.on("request", lambda request: asked.append(request))
    page.goto(f"{site.url}/?name=Anna")
    expect(hook(page, "launcher")).to_have_accessible_name("Ask us: Open chat")
    page.wait_for_timeout(2500)
    paths = [one.url.removeprefix(server.url).split("/js/")[-1] for one in asked if one.url.startswith(server.url)]
    assert sorted(paths) == ["/api/hotel", "/widget.js", "element.js", "i18n/language.js"]
    hook(page, "launcher").click()
    ask(page, "What rooms do you have?")
    expect(hook(page, "rooms")).to_be_visible(timeout=10000)
    page.wait_for_timeout(300)
    assert {one.url.split("/")[2] for one in asked if not one.url.startswith("data:")} == {site.url[7:], server.url[7:]}
    ours = [one for one in asked if one.url.startswith(server.url)]
    assert sum(one.url.endswith("/api/hotel") for one in ours) == 1
    assert all("cookie" not in one.all_headers() and "Anna" not in str(one.all_headers()) + (one.post_data or "") for one in ours)
    assert page.context.cookies() == []
    assert not any(one.resource_type in ("ping", "beacon") for one in asked)


def test_a_refused_site_is_told_in_the_window(page: Page, bellhop: Callable[..., Any], host_page: Callable[..., Any]) -> None:
    """W-H9: a site that is not allowed gets a sentence and the hotel's contact; nothing is thrown."""
    page.goto(host_page(html(body=snippet(bellhop().url))).url)
    hook(page, "launcher").click()
    ask(page, "Hello")
    expect(hook(page, "error")).to_contain_text("not enabled on this website")
    expect(hook(page, "retry")).to_have_count(0)
    expect(answer(page)).to_have_count(0)
    assert all("403" in line or "CORS" in line or "Failed to load" in line for line in page.noise)  # type: ignore[attr-defined]
    page.noise.clear()  # type: ignore[attr-defined]
