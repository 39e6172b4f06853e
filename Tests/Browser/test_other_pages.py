"""What other people's pages, extensions and networks did to the widget (field cases F-20 to F-35), in each engine where its driver can."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from engines import SHADOW
from hostpage import HostPage, html, snippet
from states import ANSWER
from test_chat import held_back
from upstream import Exchange, delta, event, stream

Site = Callable[..., HostPage]

PROTOTYPE = """
Array.prototype.toJSON = function () { return 'x'; }; Object.prototype.toJSON = undefined; delete Object.prototype.toJSON;
String.prototype.toJSON = function () { return `"${this}"`.slice(1, -1); };
Element.prototype.remove = function () { this.parentNode.removeChild(this); return this; };
Array.from = function (given) { return given ? [].slice.call(given) : []; };
Array.prototype.reduce = function () { return this.length > 1 ? this : this[0]; };
"""


def embedded(site: HostPage, server: Any, head: str = "", body: str = "", attributes: str = "defer") -> str:
    site.body = html(head=head, body=f"<h1>Our hotel</h1>{body}{snippet(server.url, attributes)}")
    return site.url


@pytest.fixture
def server(bellhop: Callable[..., Any], upstream: Callable[..., Any], host_page: Site) -> Callable[..., tuple[HostPage, Any]]:
    """A page of another origin and a Bellhop that answers it."""

    def make(*scripts: Any, **settings: str) -> tuple[HostPage, Any]:
        site = host_page()
        return site, bellhop(upstream(*scripts), BELLHOP_ORIGINS=site.url, **settings)

    return make


def test_a_page_with_prototype_js(guest: Any, server: Any) -> None:
    """F-21: a `toJSON` on every array, and other methods of old; the request is whole, the transcript is there after a reload."""
    site, bellhop = server(stream(ANSWER))
    guest.open(embedded(site, bellhop, head=f"<script>{PROTOTYPE}</script>"))
    guest.ask("Is breakfast included?")
    assert guest.answered().startswith("Breakfast is included")
    guest.reload()
    guest.see("[data-bellhop=window]")
    assert guest.answered().startswith("Breakfast is included")


WRAP = """
window.timer = setInterval(() => {
  for (const text of document.querySelector('bellhop-chat').shadowRoot.querySelectorAll('[data-role=assistant] .text')) {
    const walker = document.createTreeWalker(text, NodeFilter.SHOW_TEXT), nodes = [];
    while (walker.nextNode()) if (walker.currentNode.parentNode.localName !== 'font') nodes.push(walker.currentNode);
    for (const node of nodes) { const font = document.createElement('font'); %s }
  }
}, 20);
"""


@pytest.mark.parametrize("way", ["wrapped", "replaced"])
def test_a_translator_at_work(guest: Any, bellhop: Callable[..., Any], upstream: Callable[..., Any], way: str) -> None:
    """F-22: a browser's translator wraps each text, or puts another in its place, while the answer grows: nothing of it is lost."""

    def slowly(exchange: Exchange) -> None:
        exchange.start()
        for n in range(40):
            exchange.chunk(event(delta(f"word{n} " if n % 8 else f"word{n}\n\n- ")))
            guest_saw.append(n)
        exchange.wait_for_release()
        for n in range(40, 60):
            exchange.chunk(event(delta(f"word{n} ")))
        exchange.chunk(event(delta(finish="stop")) + b"data: [DONE]\n\n")
        exchange.finish()

    guest_saw: list[int] = []
    source = upstream(slowly)
    guest.open(bellhop(source).url)
    guest.run(WRAP % {"wrapped": "node.replaceWith(font); font.append(node);", "replaced": "font.textContent = node.data; node.replaceWith(font);"}[way])
    guest.ask("Hello")
    guest.wait("find('[data-role=assistant] .text')?.textContent.includes('word39')")
    guest.wait("find('[data-role=assistant] .text font')")
    source.release()
    guest.answered()
    shown = guest.run(f"{SHADOW} return find('[data-role=assistant] .text').textContent;")
    assert [word for word in shown.replace("word", " word").split() if word.startswith("word")] == [f"word{n}" for n in range(60)]


def test_what_a_translator_may_touch(guest: Any, bellhop: Callable[..., Any], upstream: Callable[..., Any]) -> None:
    """F-22: what we say in the guest's language stays as it is; an answer may be translated."""
    guest.open(bellhop(upstream(stream(ANSWER))).url)
    guest.ask("Is breakfast included?")
    guest.answered()
    may = "return ['.title', '.welcome .text', '[data-bellhop=launcher]', '[data-role=assistant] .text p', '[data-role=user] .text'].map((one) => find(one).translate);"
    assert guest.run(SHADOW + may) == [False, False, False, True, True]


@pytest.mark.needs("print")
@pytest.mark.parametrize("is_open", [False, True])
def test_nothing_on_paper(guest: Any, bellhop: Callable[..., Any], is_open: bool) -> None:
    """F-23."""
    url = bellhop().url
    if is_open:
        guest.open(url)
    else:
        guest.visit(url)
        guest.see("[data-bellhop=launcher]")
    guest.page.emulate_media(media="print")
    assert guest.run("return getComputedStyle(document.querySelector('bellhop-chat')).display;") == "none"


TRAPS = {
    "focusin": "document.addEventListener('focusin', (event) => { const box = document.querySelector('#box'); if (!box.contains(event.target)) box.focus(); });",
    "on window": "window.addEventListener('focusin', (event) => { const box = document.querySelector('#box'); if (!box.contains(event.target)) box.focus(); });",
    "focusout": "document.querySelector('#box').addEventListener('focusout', (event) => { if (!event.relatedTarget) event.target.focus(); });",
}


@pytest.mark.parametrize("trap", TRAPS)
def test_a_page_that_traps_focus(guest: Any, server: Any, trap: str) -> None:
    """F-24: a dialog of the page that takes focus back leaves the chat its input."""
    site, bellhop = server(stream("All is well."))
    box = '<div id="box" role="dialog" tabindex="-1" aria-label="Cookies"><button>Fine</button></div>'
    guest.visit(embedded(site, bellhop, body=f"{box}<script>{TRAPS[trap]} document.querySelector('#box').focus();</script>"))
    guest.see("[data-bellhop=launcher]")
    guest.click("[data-bellhop=launcher]")
    guest.see("[data-bellhop=window]")
    guest.ask("Hello")
    assert guest.answered() == "All is well."


REMOVERS = {
    "observer": "new MutationObserver(() => { const one = document.querySelector('bellhop-chat'); if (one) { one.remove(); window.removals = (window.removals ?? 0) + 1; } }).observe(document, { childList: true, subtree: true });",
    "timer": "setInterval(() => { const one = document.querySelector('bellhop-chat'); if (one) { one.remove(); window.removals = (window.removals ?? 0) + 1; } }, 20);",
}


@pytest.mark.parametrize("way", REMOVERS)
def test_a_script_that_removes_the_element(guest: Any, server: Any, way: str) -> None:
    """F-25, W-H6: comes back once, then gives up quietly."""
    site, bellhop = server()
    guest.visit(embedded(site, bellhop, head=f"<script>{REMOVERS[way]}</script>"))
    guest.wait("window.removals === 2")
    guest.run("window.later = false; setTimeout(() => { window.later = true; }, 600);")
    guest.wait("window.later")
    assert guest.run("return [window.removals, document.querySelectorAll('bellhop-chat').length];") == [2, 0]


def test_a_zoomed_page(guest: Any, server: Any) -> None:
    """F-26: `html { zoom: 1.5 }`: the window's head is on the screen, and Close closes it."""
    site, bellhop = server(stream(ANSWER))
    guest.visit(embedded(site, bellhop, head="<style>html { zoom: 1.5; }</style>"))
    guest.see("[data-bellhop=launcher]")
    # By keys: WebKitWebDriver looks for elements of a zoomed page in the wrong place.
    guest.run(f"{SHADOW} find('[data-bellhop=launcher]').focus();")
    guest.keys("Enter")
    guest.wait("root.activeElement?.dataset.bellhop === 'input'")
    guest.keys(*"Is breakfast included?", "Enter")
    guest.answered()
    zoom = 1 if guest.engine == "firefox" else 1.5
    # Engines tell places in zoomed or in plain pixels; either way the head is on the screen.
    seen = guest.run(f"{SHADOW} const {{ top, bottom, left }} = find('[data-bellhop=close]').getBoundingClientRect(); return [top, bottom, left];")
    assert 0 <= seen[0] < seen[1] <= 760 / zoom * 1.5 and 0 < seen[2] < 1200
    guest.run(f"{SHADOW} find('[data-bellhop=close]').focus();")
    guest.keys("Enter")
    guest.wait("!find('.window').checkVisibility()")


def test_hardly_any_height(guest: Any, bellhop: Callable[..., Any], upstream: Callable[..., Any]) -> None:
    """F-26: 320 × 256: the transcript has room for some lines, head and foot scroll, Close closes."""
    guest.open(bellhop(upstream(stream(ANSWER))).url, 320, 256)
    guest.ask("Is breakfast included?")
    guest.answered()
    assert guest.run(f"{SHADOW} return find('[data-bellhop=messages]').clientHeight;") >= 150
    guest.run(f"{SHADOW} find('[data-bellhop=close]').scrollIntoView();")
    guest.click("[data-bellhop=close]")
    guest.wait("!find('.window').checkVisibility()")


@pytest.mark.needs("route")
@pytest.mark.parametrize("part", ["ui/transcript.js", "ui/dom.js", "hotel/catalogue.js", "css/chat.css"])
def test_a_part_that_fails_once(guest: Any, bellhop: Callable[..., Any], part: str) -> None:
    """F-27: it is asked for again; the click has its effect."""
    failed: list[str] = []
    guest.page.route(f"**/{part}", lambda route: (failed.append(part), route.abort()) if not failed else route.continue_())
    guest.visit(bellhop().url)
    guest.see("[data-bellhop=launcher]")
    guest.click("[data-bellhop=launcher]")
    guest.wait("find('[data-bellhop=window]')?.checkVisibility() || find('.lost')")
    assert failed == [part]
    if not guest.run(f"{SHADOW} return Boolean(find('[data-bellhop=window]')?.checkVisibility());"):
        # Without a version in the address there is no other one to load from; the next click then says so or works.
        guest.click("[data-bellhop=launcher]")


@pytest.mark.needs("route")
def test_a_part_that_always_fails(guest: Any, bellhop: Callable[..., Any]) -> None:
    """F-27: a click is never without effect: a sentence, and the hotel's number."""
    guest.page.route("**/ui/transcript.js", lambda route: route.abort())
    guest.visit(bellhop().url)
    guest.see("[data-bellhop=launcher]")
    guest.click("[data-bellhop=launcher]")
    guest.wait("find('.lost')?.textContent.includes('did not load')")
    assert "+380" in guest.text(".lost")
    guest.page.unroute("**/ui/transcript.js")


@pytest.mark.needs("route")
def test_a_loader_whose_module_fails_once(guest: Any, bellhop: Callable[..., Any]) -> None:
    """F-27: the launcher comes all the same."""
    failed: list[str] = []
    guest.page.route("**/js/element.js", lambda route: (failed.append("element"), route.abort()) if not failed else route.continue_())
    guest.visit(bellhop().url)
    guest.wait("document.querySelector('bellhop-chat')?.shadowRoot")
    guest.see("[data-bellhop=launcher]")
    assert failed


LISTED = "1. Breakfast, see [our menu](https://aurora.example/menu)\n2. Parking\n\n| Room | Price |\n|---|---|\n| Garden | 120 |"


@pytest.mark.parametrize("clipboard", ["there", "missing", "refused"])
def test_what_is_copied(guest: Any, bellhop: Callable[..., Any], upstream: Callable[..., Any], clipboard: str) -> None:
    """F-28: numbers and addresses are in it; without a clipboard (a page over HTTP) the old way is taken; where both fail it is said."""
    guest.open(bellhop(upstream(stream(LISTED))).url)
    guest.run(
        """
        window.copied = null;
        const clipboard = { there: { writeText: async (text) => { window.copied = text; } }, refused: { writeText: async () => { throw new Error('no'); } } }[argument];
        Object.defineProperty(navigator, 'clipboard', { configurable: true, value: clipboard });
        document.execCommand = (name) => { window.copied = document.querySelector('bellhop-chat').shadowRoot.activeElement.value; return argument === 'missing'; };
        """,
        clipboard,
    )
    guest.ask("Hello")
    guest.answered()
    guest.click("[data-bellhop=copy]")
    guest.wait("find('.toast-line')")
    assert guest.text(".toast-line") == ("Copying failed. Please select the text." if clipboard == "refused" else "Copied")
    copied = guest.run("return window.copied;")
    for part in ("1. Breakfast, see our menu (https://aurora.example/menu)", "2. Parking", "Garden\t120"):
        assert part in copied


@pytest.mark.needs("offline")
def test_offline_before_anything_is_sent(guest: Any, bellhop: Callable[..., Any]) -> None:
    """F-29: the line says so at once, and nothing says "Online"; back on line it goes."""
    guest.open(bellhop().url)
    assert guest.run(f"{SHADOW} return find('[data-bellhop=offline]').hidden;") is True
    guest.context.set_offline(True)
    guest.wait("find('[data-bellhop=offline]').checkVisibility()")
    assert "Online" not in guest.said()
    guest.context.set_offline(False)
    guest.wait("!find('[data-bellhop=offline]').checkVisibility()")


COMPOSE = """
const input = find('[data-bellhop=input]');
const [text, isTouch] = argument;
window.matchMedia = ((before) => (query) => (query === '(pointer: coarse)' ? { matches: isTouch } : before.call(window, query)))(window.matchMedia);
input.focus();
input.dispatchEvent(new CompositionEvent('compositionstart', { data: '' }));
input.value = text;
input.dispatchEvent(new InputEvent('input', { bubbles: true }));
input.dispatchEvent(new CompositionEvent('compositionupdate', { data: text }));
input.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', isComposing: true, bubbles: true, cancelable: true }));
return root.querySelectorAll('[data-role=user]').length;
"""


@pytest.mark.parametrize(("text", "is_touch", "language", "sent"), [
    ("hello", True, "en", True), ("café", True, "fr", True), ("こんにちは", True, "ja", False), ("konnichiha", True, "ja", False),
    ("nihao", False, "en", False), ("你好", True, "en", False),
])
def test_enter_while_a_word_is_composed(guest: Any, server: Any, text: str, is_touch: bool, language: str, sent: bool) -> None:
    """F-31: a touch keyboard composes every Latin word, and its Enter sends; where an input method composes, Enter only confirms."""
    site, bellhop = server(stream("Yes."))
    guest.open(embedded(site, bellhop, attributes=f'defer data-language="{language}"'))
    guest.run(SHADOW + COMPOSE, [text, is_touch])
    if sent:
        guest.answered()
        return
    guest.run("window.waited = false; setTimeout(() => { window.waited = true; }, 200);")
    guest.wait("window.waited")
    assert guest.run(f"{SHADOW} return root.querySelectorAll('[data-role=user]').length;") == 0


@pytest.mark.needs("tabs")
def test_two_tabs_after_a_new_chat(guest: Any, bellhop: Callable[..., Any], upstream: Callable[..., Any]) -> None:
    """F-32: New chat, then another language: both tabs are in it."""
    server = bellhop(upstream(stream("Hello.")))
    guest.open(server.url)
    guest.ask("Hello")
    guest.answered()
    other = guest.context.new_page()
    other.goto(server.url)
    other.locator("bellhop-chat [data-bellhop=launcher]").click()
    other.locator("bellhop-chat [data-bellhop=window]").wait_for()
    guest.click("[data-bellhop=new-chat]")
    guest.click("[data-bellhop=language]")
    guest.click('[data-lang="de"]')
    guest.wait("find('.window').lang === 'de'")
    other.locator('bellhop-chat [data-bellhop=window][lang="de"]').wait_for(state="attached", timeout=10000)


@pytest.mark.parametrize("language", ["en", "uk", "ar"])
def test_the_launchers_name_holds_its_words(guest: Any, server: Any, language: str) -> None:
    """F-34, WCAG 2.5.3."""
    site, bellhop = server()
    guest.visit(embedded(site, bellhop, attributes=f'defer data-language="{language}"'))
    guest.wait("find('.launcher-text')?.textContent")
    words, name = guest.run(f"{SHADOW} return [find('.launcher-text').textContent, find('[data-bellhop=launcher]').getAttribute('aria-label')];")
    assert name.startswith(words) and len(name) > len(words) + 3


def test_the_hotels_logo(guest: Any, bellhop: Callable[..., Any]) -> None:
    """F-35: `theme.logo` stands in the head and in the welcome; no part of the widget counts as the page's banner."""
    guest.open(bellhop().url)
    guest.wait("find('.logo img')?.naturalWidth > 0 && find('.welcome .picture img')?.naturalWidth > 0")
    assert guest.run(f"{SHADOW} return root.querySelectorAll('header, footer, main, nav').length;") == 0


def test_a_fetch_without_streams(guest: Any, server: Any) -> None:
    """F-35: a polyfilled `fetch` whose answers have no body stream: the answer is there at its end."""
    polyfill = "window.fetch = ((before) => async (...given) => { const answer = await before(...given); Object.defineProperty(answer, 'body', { value: null }); return answer; })(window.fetch);"
    site, bellhop = server(stream("All", " is well."))
    guest.open(embedded(site, bellhop, head=f"<script>{polyfill}</script>"))
    guest.ask("Hello")
    assert guest.answered() == "All is well."


@pytest.mark.needs("calm")
def test_no_smooth_scrolling_where_none_is_wanted(guest: Any, bellhop: Callable[..., Any]) -> None:
    """F-35: reduced motion."""
    guest.page.emulate_media(reduced_motion="reduce")
    guest.open(bellhop().url)
    guest.click("[data-bellhop=quick-replies] button")
    guest.see(".slides")
    moved = guest.run(f"{SHADOW} find('[data-bellhop=rooms-next]').click(); return [getComputedStyle(find('.slides')).scrollBehavior, find('.slides').scrollLeft > 100];")
    assert moved == ["auto", True]
