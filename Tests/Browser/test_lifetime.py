"""The element's life on a page that changes under it: it stays, comes back, and leaves nothing behind."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from hostpage import html, snippet
from test_chat import answer, ask, hook
from upstream import Exchange, delta, event, stream

CHANGES = {
    "body replaced": "document.body.replaceWith(Object.assign(document.createElement('body'), { textContent: 'next page' }))",
    "body emptied": "document.body.replaceChildren()",
    "element removed": "document.querySelector('bellhop-chat').remove()",
    "bodies replaced": "for (const name of ['next', 'last']) document.body.replaceWith(Object.assign(document.createElement('body'), { textContent: name }))",
    "history": "history.pushState({}, '', '/rooms'); document.title = 'Rooms'",
    "view transition": "document.startViewTransition(() => { document.body.replaceWith(Object.assign(document.createElement('body'), { textContent: 'next page' })); })",
}


def held_back(exchange: Exchange) -> None:
    exchange.start()
    exchange.chunk(event(delta("Line\n\n" * 60 + "The first words")))
    exchange.wait_for_release()
    exchange.chunk(event(delta(" and the last ones.", "stop")) + b"data: [DONE]\n\n")
    exchange.finish()


@pytest.mark.parametrize("change", CHANGES)
def test_the_page_changes_under_it(
    page: Page, bellhop: Callable[..., Any], upstream: Callable[..., Any], host_page: Callable[..., Any], change: str
) -> None:
    """W-H6: the same element with its transcript, draft, place and the answer that is running."""
    site = host_page()
    source = upstream(held_back)
    server = bellhop(source, BELLHOP_ORIGINS=site.url)
    site.body = html(body="<h1>Our hotel</h1>" + snippet(server.url))
    page.goto(site.url)
    expect(hook(page, "launcher")).to_be_visible()
    page.evaluate("void (window.first = document.querySelector('bellhop-chat'))")
    hook(page, "launcher").click()
    ask(page, "Hello")
    expect(answer(page)).to_contain_text("The first words")
    hook(page, "input").fill("A draft")
    hook(page, "messages").evaluate("one => { one.dispatchEvent(new WheelEvent('wheel', { deltaY: -100 })); one.scrollTop = 120; }")
    page.wait_for_timeout(200)
    page.evaluate(CHANGES[change])
    page.wait_for_timeout(400)
    expect(page.locator("bellhop-chat")).to_have_count(1)
    assert page.evaluate("[first === document.querySelector('bellhop-chat'), document.querySelector('bellhop-chat').parentElement.localName]") == [True, "body"]
    expect(hook(page, "window")).to_be_visible()
    expect(hook(page, "input")).to_have_value("A draft")
    assert abs(hook(page, "messages").evaluate("one => one.scrollTop") - 120) < 2
    source.release()
    expect(page.locator('bellhop-chat [data-state="complete"]')).to_contain_text("The first words and the last ones.")
    hook(page, "close").click()
    hook(page, "launcher").click()
    expect(hook(page, "window")).to_be_visible()


COUNT = """
window.counts = { listeners: 0, timers: new Set(), frames: 0, observers: 0 };
for (const target of [window, document, document.documentElement, visualViewport, navigator.connection].filter(Boolean)) {
  const known = new Set(), name = (type, action) => { if (!ids.has(action)) ids.set(action, ids.size); return type + ids.get(action); }, ids = new Map();
  const [add, remove] = [target.addEventListener.bind(target), target.removeEventListener.bind(target)];
  target.addEventListener = (type, action, options) => {
    known.add(name(type, action)); counts.listeners = all();
    options?.signal?.addEventListener('abort', () => { known.delete(name(type, action)); counts.listeners = all(); });
    return add(type, action, options);
  };
  target.removeEventListener = (type, action, options) => { known.delete(name(type, action)); counts.listeners = all(); return remove(type, action, options); };
  (window.known ??= []).push(known);
}
function all() { return window.known.reduce((sum, one) => sum + one.size, 0); }
const [later, never, every, stop] = [setTimeout, clearTimeout, setInterval, clearInterval];
window.setTimeout = (action, ms, ...more) => { const id = later(() => { counts.timers.delete(id); action(); }, ms, ...more); counts.timers.add(id); return id; };
window.clearTimeout = (id) => { counts.timers.delete(id); never(id); };
window.setInterval = (...all) => { const id = every(...all); counts.timers.add(id); return id; };
window.clearInterval = (id) => { counts.timers.delete(id); stop(id); };
const frame = requestAnimationFrame; window.requestAnimationFrame = (action) => { counts.frames += 1; return frame(action); };
for (const name of ['ResizeObserver', 'MutationObserver', 'IntersectionObserver']) {
  const Old = window[name];
  window[name] = class extends Old { observe(...all) { if (!this.on) counts.observers += 1; this.on = true; super.observe(...all); } disconnect() { if (this.on) counts.observers -= 1; this.on = false; super.disconnect(); } };
}
"""


def test_destroy_leaves_nothing(page: Page, bellhop: Callable[..., Any], upstream: Callable[..., Any], host_page: Callable[..., Any]) -> None:
    """W-H6, W-08: element, listeners, timers, observers and the running request are gone, also when it is destroyed on a phone's full screen."""
    site = host_page()
    closed: list[bytes] = []

    def endless(exchange: Exchange) -> None:
        exchange.start()
        exchange.chunk(event(delta("Words")))
        closed.append(exchange.connection.recv(1))

    server = bellhop(upstream(stream("A first answer."), endless), BELLHOP_ORIGINS=site.url)
    site.body = html(head=f"<script>{COUNT}</script>", body="<h1>Our hotel</h1>" + snippet(server.url))
    page.set_viewport_size({"width": 400, "height": 700})
    page.goto(site.url)
    assert page.evaluate("counts.listeners") == 0
    page.evaluate("void Bellhop.on('chunk', () => { window.chunks = (window.chunks ?? 0) + 1; })")
    hook(page, "launcher").click()
    ask(page, "Hello")
    expect(answer(page)).to_have_text("A first answer.")
    ask(page, "Once more")
    expect(answer(page)).to_have_text("Words")
    assert page.evaluate("counts.listeners > 0 && counts.observers > 0")
    chunks = page.evaluate("chunks")
    page.evaluate("Bellhop.destroy()")
    page.wait_for_timeout(600)
    assert page.locator("bellhop-chat").count() == 0
    assert page.evaluate("[counts.listeners, counts.timers.size, counts.observers]") == [0, 0, 0]
    assert page.evaluate("[document.querySelector('h1').inert, document.documentElement.style.overflow, document.body.inert]") == [False, "", False]
    for _ in range(100):
        if closed:
            break
        page.wait_for_timeout(20)
    assert closed == [b""]
    page.evaluate("Promise.all([Bellhop.open(), Bellhop.toggle(), Bellhop.close(), Bellhop.send('x'), Bellhop.newChat(), Bellhop.setLanguage('de'), Bellhop.setTheme('dark'), Bellhop.destroy()])")
    page.evaluate("void Bellhop.on('ready', () => { window.late = true; })")
    page.wait_for_timeout(300)
    assert page.locator("bellhop-chat").count() == 0
    assert page.evaluate("[chunks, window.late ?? false]") == [chunks, False]


def test_a_closed_window_costs_nothing(page: Page, bellhop: Callable[..., Any], host_page: Callable[..., Any]) -> None:
    """W-R4 (closed window): no timer and no frame, before it was opened and after it was closed."""
    site = host_page()
    server = bellhop(None, BELLHOP_ORIGINS=site.url, BELLHOP_DEMO_TPS="400")
    site.body = html(head=f"<script>{COUNT}</script>", body="<h1>Our hotel</h1>" + snippet(server.url))
    page.goto(site.url)
    expect(hook(page, "launcher")).to_have_accessible_name("Ask us: Open chat")
    page.wait_for_timeout(300)
    assert page.evaluate("[counts.frames, counts.timers.size, counts.observers]") == [0, 0, 0]
    hook(page, "launcher").click()
    ask(page, "Is breakfast included?")
    expect(page.locator('bellhop-chat [data-state="complete"]')).to_be_visible(timeout=20000)
    hook(page, "close").click()
    page.wait_for_timeout(8500)
    before = page.evaluate("counts.frames")
    page.wait_for_timeout(1000)
    assert page.evaluate("[counts.frames, counts.timers.size]") == [before, 0]
