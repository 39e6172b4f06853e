"""The snippet on a hotel's own site: another origin, a strict policy, hostile styles and scripts, and only one of it."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import httpx
import pytest
from playwright.sync_api import Page, expect

from hostpage import html, snippet
from test_chat import answer, ask, hook
from upstream import stream

POLICY = (
    "default-src 'none'; script-src {0}; connect-src {0}; style-src {0}; img-src {0}; require-trusted-types-for 'script'; trusted-types 'none'"
)


def box(page: Page) -> dict[str, float]:
    return page.evaluate(
        "() => { const { x, y, width, height } = document.querySelector('bellhop-chat').launcher.getBoundingClientRect(); return { x, y, width, height }; }"
    )


@pytest.mark.parametrize(
    "place", ["defer at the end", "defer in head", "async in head", "blocking in head", "injected", "with a query", "versioned"]
)
def test_every_way_to_include_the_snippet_works(page: Page, bellhop: Callable[..., Any], host_page: Callable[..., Any], place: str) -> None:
    """W-H1: the same element, wherever the page has the script from."""
    server = bellhop()
    found = re.search(r"'([0-9a-f]{12})'", httpx.get(f"{server.url}/widget.js").text)
    # Files from a folder have no version.
    path = f"/w/{found[1]}/widget.js" if found else "/widget.js"
    scripts = {
        "defer at the end": ("", snippet(server.url)), "defer in head": (snippet(server.url), ""), "async in head": (snippet(server.url, "async"), ""),
        "blocking in head": (snippet(server.url, ""), ""), "with a query": ("", f'<script src="{server.url}/widget.js?v=1#x" defer></script>'),
        "injected": ("", f"<script>const s = document.createElement('script'); s.src = '{server.url}/widget.js'; s.dataset.theme = 'dark'; document.head.append(s);</script>"),
        "versioned": ("", f'<script src="{server.url}{path}" defer></script>'),
    }
    head, body = scripts[place]
    page.goto(host_page(html(head=head, body=f"<h1>Our hotel</h1>{body}")).url)
    expect(hook(page, "launcher")).to_be_visible()
    expect(hook(page, "launcher")).to_have_accessible_name("Ask us: Open chat")
    assert page.evaluate("document.querySelector('bellhop-chat').parentElement === document.body")
    assert page.locator("bellhop-chat").get_attribute("data-endpoint") == server.url
    if place == "injected":
        assert page.locator("bellhop-chat").get_attribute("theme") == "dark"
    hook(page, "launcher").click()
    expect(hook(page, "input")).to_be_focused()


def test_the_attributes_of_the_snippet(page: Page, bellhop: Callable[..., Any], host_page: Callable[..., Any]) -> None:
    """W-H1: language, position, theme, open, room, storage and endpoint."""
    server, other = bellhop(), bellhop()
    attributes = f'defer data-language="uk" data-position="left" data-theme="dark" data-open data-room="garden-double" data-storage="session" data-endpoint="{other.url}"'
    page.goto(host_page(html(body=snippet(server.url, attributes))).url)
    expect(hook(page, "window")).to_be_visible()
    expect(hook(page, "window")).to_have_attribute("lang", "uk")
    expect(hook(page, "room-badge")).to_be_visible()
    assert box(page)["x"] < 100
    assert page.locator("bellhop-chat").evaluate("one => getComputedStyle(one.shadowRoot.querySelector('.window')).colorScheme") == "dark"
    hook(page, "input").fill("A draft")
    page.evaluate("window.dispatchEvent(new Event('pagehide'))")
    assert page.evaluate("[Object.keys(localStorage).length, Object.keys(sessionStorage).sort()]") == [0, [f"bellhop:1:{other.url}{name}" for name in ("", ":open", ":scroll")]]


@pytest.mark.parametrize(("position", "language", "is_left"), [("start", "en", True), ("end", "en", False), ("start", "ar", False), ("end", "ar", True), ("right", "ar", False)])
def test_start_and_end_follow_the_direction(page: Page, bellhop: Callable[..., Any], host_page: Callable[..., Any], position: str, language: str, is_left: bool) -> None:
    """W-H1: only `start` and `end` are mirrored for languages from right to left."""
    page.goto(host_page(html(body=snippet(bellhop().url, f'defer data-position="{position}" data-language="{language}"'))).url)
    expect(page.locator("bellhop-chat")).to_have_attribute("lang", language)
    assert (box(page)["x"] < 640) == is_left


@pytest.mark.parametrize("pictures", [True, False])
def test_a_strict_policy_and_trusted_types(
    page: Page, bellhop: Callable[..., Any], upstream: Callable[..., Any], host_page: Callable[..., Any], pictures: bool
) -> None:
    """W-H3: no violation of any kind through opening, chatting, rooms; without `img-src` the drawn placeholder stays."""
    site = host_page()
    server = bellhop(upstream(stream("Here are **our rooms**.")), BELLHOP_ORIGINS=site.url)
    site.body = html(head=snippet(server.url)).replace('<link rel="icon" href="data:,">', "")
    policy = POLICY.format(server.url)
    site.headers = {"Content-Security-Policy": policy if pictures else policy.replace(f" img-src {server.url};", "")}
    page.add_init_script("window.violations = []; addEventListener('securitypolicyviolation', (event) => violations.push(event.violatedDirective));")
    page.goto(site.url)
    hook(page, "launcher").click()
    ask(page, "What rooms do you have?")
    expect(hook(page, "rooms")).to_be_visible(timeout=15000)
    expect(page.locator("bellhop-chat strong")).to_have_text("our rooms")
    assert page.locator("bellhop-chat").evaluate("one => getComputedStyle(one.shadowRoot.querySelector('.window')).position") == "fixed"
    violations = set(page.evaluate("violations"))
    if pictures:
        assert violations == set()
        return
    assert violations == {"img-src"}
    expect(hook(page, "rooms").locator("img")).to_have_count(0)
    expect(hook(page, "rooms").locator(".photo .icon").first).to_be_visible()
    page.noise[:] = [line for line in page.noise if "img-src" not in line]  # type: ignore[attr-defined]


HOSTILE_STYLES = """
html { font-size: 40px !important; direction: rtl; }
body { transform: rotate(3deg) scale(.5); filter: blur(1px); clip-path: inset(0 0 90% 0); overflow: hidden; height: 100px; position: relative; z-index: 0; }
* { all: unset !important; box-sizing: content-box !important; color: red !important; font: 60px cursive !important; }
bellhop-chat, body > * { display: none !important; position: static !important; inset: 0 !important; visibility: hidden !important; opacity: 0 !important;
  transform: scale(3) !important; z-index: -1 !important; width: 3px !important; height: 3px !important; margin: 99px !important; pointer-events: none !important;
  animation: none !important; overflow: hidden !important; clip-path: inset(50%) !important; filter: invert(1) !important; zoom: 3; }
button, textarea, li, ul { display: none !important; background: red !important; }
.cover { display: block !important; visibility: visible !important; opacity: 1 !important; position: fixed !important; inset: 0 !important; z-index: 2147483647 !important; background: pink !important; }
"""


def test_hostile_styles_change_nothing(page: Page, bellhop: Callable[..., Any], host_page: Callable[..., Any]) -> None:
    """W-H4: place, size and look are those of an empty page; nothing covers it."""
    url = bellhop().url
    seen = []
    for head, body in (("", ""), (f"<style>{HOSTILE_STYLES}</style>", '<div class="cover"></div>')):
        page.goto(host_page(html(head=head, body=body + snippet(url))).url)
        expect(hook(page, "launcher")).to_have_accessible_name("Ask us: Open chat")
        page.wait_for_timeout(200)
        launcher = box(page)
        page.mouse.click(launcher["x"] + launcher["width"] / 2, launcher["y"] + launcher["height"] / 2)
        expect(hook(page, "input")).to_be_focused()
        page.wait_for_timeout(400)
        seen.append((launcher, hook(page, "window").bounding_box(), hook(page, "input").evaluate("one => { const { fontSize, color, direction } = getComputedStyle(one); return [fontSize, color, direction]; }")))
    assert seen[0] == seen[1]


HOSTILE_SCRIPT = """
Array.prototype.extra = () => 'enumerable'; Object.prototype.more = 1; String.prototype.plus = 2;
document.write = document.writeln = () => { throw new Error('document.write'); };
window.keys = []; for (const type of ['keydown', 'keypress', 'keyup']) { document.addEventListener(type, (event) => keys.push(event.key)); window.addEventListener(type, (event) => keys.push(event.key)); }
"""


def test_hostile_scripts_change_nothing(page: Page, bellhop: Callable[..., Any], upstream: Callable[..., Any], host_page: Callable[..., Any]) -> None:
    """W-H4: a base element, more on every prototype, a page without body yet, wrong `lang` and `dir`; keys stay in the widget."""
    site = host_page()
    source = upstream(stream("All is well."))
    server = bellhop(source, BELLHOP_ORIGINS=site.url)
    head = f'<base href="https://elsewhere.example/x/"><script>{HOSTILE_SCRIPT}</script>{snippet(server.url, "async")}'
    site.body = html(head=head, body="<p>" + "slow " * 2000, lang="xx-nonsense").replace("<html ", '<html dir="nonsense" ')
    page.goto(site.url)
    hook(page, "launcher").click()
    expect(hook(page, "input")).to_be_focused()
    page.keyboard.type("Hello?")
    page.keyboard.press("Enter")
    expect(answer(page)).to_have_text("All is well.")
    body = source.requests[-1].json
    assert [one["content"] for one in body["messages"] if one["role"] == "user"][-1] == "Hello?"
    page.keyboard.press("Escape")
    expect(hook(page, "launcher")).to_be_focused()
    assert page.evaluate("keys") == []


@pytest.mark.parametrize("second", ["the same", "another address", "at the same time", "a module"])
def test_there_is_one_of_it(page: Page, bellhop: Callable[..., Any], host_page: Callable[..., Any], second: str) -> None:
    """W-H5: a second include does nothing, wherever it comes from and whenever."""
    server, other = bellhop(), bellhop()
    again = {"the same": snippet(server.url), "another address": snippet(other.url), "at the same time": snippet(server.url, "async") + snippet(server.url, "async"),
             "a module": f'<script type="module" src="{server.url}/js/chat.js"></script>'}[second]
    page.goto(host_page(html(body=snippet(server.url) + again)).url)
    expect(hook(page, "launcher")).to_be_visible()
    page.evaluate("url => new Promise((resolve) => { const s = document.createElement('script'); s.src = url + '/widget.js'; s.onload = resolve; document.body.append(s); })", server.url)
    page.wait_for_timeout(300)
    assert page.locator("bellhop-chat").count() == 1
    page.evaluate("Bellhop.open()")
    expect(hook(page, "window")).to_be_visible()
