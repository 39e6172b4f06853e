"""The widget's flows as a guest goes through them, in Chromium, Firefox and WebKit (docs/widget.md)."""

from __future__ import annotations

import pathlib
from collections.abc import Callable
from typing import Any

import axe_playwright_python
import pytest

from engines import SHADOW
from hostpage import html, snippet
from states import ANSWER, limited
from test_chat import held_back
from test_embedding import HOSTILE_SCRIPT, HOSTILE_STYLES, POLICY
from test_offer import offering
from upstream import Exchange, delta, event, stream

PLACE = f"{SHADOW} const list = find('[data-bellhop=messages]'); return [list.scrollTop, list.scrollHeight - list.scrollTop - list.clientHeight];"


def test_text_stands_before_the_last_event(guest: Any, bellhop: Callable[..., Any], upstream: Callable[..., Any]) -> None:
    """W-01, W-16: dots, then text while the rest is held back, then the whole answer, drawn as markup."""
    source = upstream(held_back)
    guest.open(bellhop(source).url)
    guest.ask("Hello")
    guest.wait("find('[data-role=assistant] .text')?.textContent === 'The first words'")
    guest.see("[data-bellhop=stop]")
    source.release()
    assert guest.answered() == "The first words and the last ones."
    assert guest.text("strong") == "last"


def test_stop_and_retry(guest: Any, bellhop: Callable[..., Any], upstream: Callable[..., Any]) -> None:
    """W-08, W-18: Stop keeps the text; asking again adds no second question."""
    source = upstream(held_back, stream("Again."))
    guest.open(bellhop(source).url)
    guest.ask("Hello")
    guest.wait("find('[data-role=assistant] .text')?.textContent === 'The first words'")
    guest.click("[data-bellhop=stop]")
    guest.see("[data-state=stopped]")
    guest.click("[data-bellhop=regenerate]")
    assert guest.answered() == "Again."
    assert guest.run(f"{SHADOW} return root.querySelectorAll('[data-role=user]').length;") == 1


def test_a_busy_hotel_is_waited_for(guest: Any, bellhop: Callable[..., Any], upstream: Callable[..., Any]) -> None:
    """W-11, B-32: the countdown stands with the hotel's contact; nothing is asked meanwhile."""
    source = upstream(limited)
    guest.open(bellhop(source).url)
    guest.ask("Hello")
    guest.see("[data-bellhop=countdown]")
    guest.see(".ways-list a")
    assert "+380" in guest.text("[data-bellhop=error]")
    assert guest.run(f"{SHADOW} return find('[data-bellhop=retry]').disabled;") is True
    assert len(source.requests) == 1


def test_rooms_and_a_room(guest: Any, bellhop: Callable[..., Any]) -> None:
    """§4.5, F-30: cards side by side, their pictures fill their frames, nothing scrolls sideways but the row of cards; a room's page and back."""
    guest.open(bellhop().url)
    guest.click("[data-bellhop=quick-replies] button")
    guest.wait("find('[data-bellhop=rooms] img')?.complete")
    assert guest.run(f"{SHADOW} return root.querySelectorAll('[data-room-id]').length;") == 6
    assert guest.run(FRAMES) == []
    guest.click('[data-room-id="courtyard-single"] .picture')
    guest.wait("find('[data-bellhop=room-detail] img')?.complete")
    guest.wait("root.activeElement?.localName === 'h3'")
    assert guest.run(FRAMES) == []
    guest.click("[data-bellhop=room-back]")
    guest.wait("!find('[data-bellhop=room-detail]')")
    guest.click('[data-room-id="courtyard-single"] [data-bellhop=ask]')
    guest.see("[data-bellhop=room-badge]")


AXE = (pathlib.Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text()
# Pictures that do not fill their frames, and what scrolls sideways that should not.
FRAMES = SHADOW + """
const found = [];
for (const box of root.querySelectorAll('.carousel .photo, .detail .photo')) {
  const image = box.querySelector('img'), [outer, inner] = [box, image ?? box].map((one) => one.getBoundingClientRect());
  if (['x', 'y', 'width', 'height'].some((name) => Math.abs(outer[name] - inner[name]) > 1)) found.push(`${image?.alt} ${inner.width} × ${inner.height} in ${outer.width} × ${outer.height}`);
}
for (const box of root.querySelectorAll('.messages, .detail, .detail-body, .window')) if (box.scrollWidth > box.clientWidth + 1) found.push(`${box.className} scrolls sideways`);
return found;"""


def test_an_offer_and_its_request(guest: Any, bellhop: Callable[..., Any], upstream: Callable[..., Any]) -> None:
    """W-12, W-26, W-27: computed by the widget; asked for, never called booked."""
    guest.open(bellhop(upstream(offering("Garden double"))).url)
    guest.ask("A romantic stay")
    guest.see("[data-bellhop=offer]")
    assert guest.text("[data-bellhop=offer-total]") == "€360"
    assert "OFFER_DATA" not in guest.said()
    guest.click("[data-bellhop=offer] .primary")
    guest.wait("find('[data-bellhop=offer]')?.innerText.includes('Your request is prepared')")
    assert "booked" not in guest.text("[data-bellhop=offer]").lower()


def test_a_language_from_the_right(guest: Any, bellhop: Callable[..., Any], upstream: Callable[..., Any]) -> None:
    """W-29: the menu, Arabic, its direction; the transcript stays."""
    guest.open(bellhop(upstream(stream(ANSWER))).url)
    guest.ask("Is breakfast included?")
    guest.answered()
    guest.click("[data-bellhop=language]")
    guest.click('[data-lang="ar"]')
    guest.wait("find('.window').lang === 'ar'")
    assert guest.run(f"{SHADOW} return [getComputedStyle(find('.window')).direction, root.querySelectorAll('[data-role=user]').length];") == ["rtl", 1]
    close, title = (guest.run(f"{SHADOW} return find(argument).getBoundingClientRect().x;", what) for what in ("[data-bellhop=close]", ".title"))
    assert close < title


def test_a_reload_keeps_the_chat(guest: Any, bellhop: Callable[..., Any], upstream: Callable[..., Any]) -> None:
    """§4.4: transcript, draft and the open window."""
    guest.open(bellhop(upstream(stream(ANSWER))).url)
    guest.ask("Is breakfast included?")
    guest.answered()
    guest.keys(*"My draft")
    guest.reload()
    guest.see("[data-bellhop=window]")
    guest.wait("find('[data-bellhop=input]').value === 'My draft'")
    assert guest.answered().startswith("Breakfast is included")


@pytest.mark.parametrize("width", [390, 320])
def test_on_a_phone(guest: Any, bellhop: Callable[..., Any], upstream: Callable[..., Any], width: int) -> None:
    """§4.7: the window covers the page, nothing stands over its edge, Close is there."""
    guest.open(bellhop(upstream(stream(ANSWER))).url, width, 640)
    guest.ask("Is breakfast included?")
    guest.answered()
    edges = guest.run(f"{SHADOW} const {{ x, y, width, height }} = find('.window').getBoundingClientRect(); return [x, y, width, height];")
    assert edges == [0, 0, width, 640]
    over = "[...root.querySelectorAll('.window *')].filter((one) => one.checkVisibility() && !one.closest('.hidden-text') && one.getBoundingClientRect().right > argument + 1).map((one) => one.className)"
    assert guest.run(f"{SHADOW} return {over};", width) == []
    guest.click("[data-bellhop=close]")
    guest.wait("!find('.window').checkVisibility()")


def test_by_keyboard(guest: Any, bellhop: Callable[..., Any], upstream: Callable[..., Any]) -> None:
    """W-A2, W-A3: opened, asked, a menu, left, closed without a mouse; focus goes where it should."""
    guest.visit(bellhop(upstream(stream("All is well."))).url)
    guest.wait("find('[data-bellhop=launcher]')?.checkVisibility()")
    guest.run(f"{SHADOW} find('[data-bellhop=launcher]').focus();")
    guest.keys("Enter")
    guest.wait("root.activeElement?.dataset.bellhop === 'input'")
    guest.keys(*"Hello", "Enter")
    assert guest.answered() == "All is well."
    guest.run(f"{SHADOW} find('[data-bellhop=language]').focus();")
    guest.keys("ArrowDown")
    guest.wait("root.activeElement?.dataset.lang === 'en'")
    guest.keys("Escape")
    guest.wait("root.activeElement?.dataset.bellhop === 'language'")
    guest.keys("Escape")
    guest.wait("root.activeElement?.dataset.bellhop === 'launcher'")


STATES: dict[str, tuple[Any, str, str]] = {
    "welcome": (stream("x"), "", "[data-bellhop=quick-replies]"),
    "answer": (stream(ANSWER), "Is breakfast included?", "[data-state=complete]"),
    "error": (limited, "Hello", "[data-bellhop=countdown]"),
    "offer": (offering("Garden double"), "A romantic stay", "[data-bellhop=offer]"),
}


@pytest.mark.parametrize("state", STATES)
def test_axe_finds_nothing(guest: Any, bellhop: Callable[..., Any], upstream: Callable[..., Any], state: str) -> None:
    """W-A6: best practices as well."""
    script, question, shown = STATES[state]
    guest.open(bellhop(upstream(script)).url)
    if question:
        guest.ask(question)
    guest.see(shown)
    guest.run(AXE)
    guest.run("window.found = null; axe.run(document).then(({ violations }) => { window.found = violations.map(({ id, nodes }) => `${id}: ${nodes.map((one) => one.target)}`); });")
    guest.wait("window.found !== null")
    assert guest.run("return window.found;") == []


def half_long(exchange: Exchange) -> None:
    exchange.start()
    exchange.chunk(event(delta("".join(f"Paragraph {n} of the first half, which is long enough for a second line on a phone.\n\n" for n in range(60)))))
    exchange.wait_for_release()
    for n in range(60):
        exchange.chunk(event(delta(f"Paragraph {n} of the second half.\n\n")))
    exchange.chunk(event(delta(finish="stop")) + b"data: [DONE]\n\n")
    exchange.finish()


@pytest.mark.parametrize("up", [300, 1500])
def test_a_reader_stays_where_they_read(guest: Any, bellhop: Callable[..., Any], upstream: Callable[..., Any], up: int) -> None:
    """F-20: further up in a long answer that grows; to its end and back up again, the same lines stand under the reader's eyes."""
    source = upstream(half_long)
    guest.open(bellhop(source).url)
    guest.ask("Tell me everything")
    guest.wait("find('[data-role=assistant] .text')?.textContent.includes('Paragraph 59 of the first')")
    guest.click("[data-bellhop=to-end]")
    guest.wait("(() => { const list = find('[data-bellhop=messages]'); return list.scrollHeight - list.scrollTop - list.clientHeight < 3; })()")
    guest.run(f"{SHADOW} find('[data-bellhop=messages]').scrollBy({{ top: -argument, behavior: 'instant' }});", up)
    # The line under the reader's eyes: where it stands after two frames, and later.
    seen = SHADOW + """
      const list = find('[data-bellhop=messages]').getBoundingClientRect();
      const line = [...root.querySelectorAll('.text p')].find((one) => one.getBoundingClientRect().top > list.top);
      return [line.textContent, line.getBoundingClientRect().top];"""
    guest.wait("window.frames2 ?? (requestAnimationFrame(() => requestAnimationFrame(() => requestAnimationFrame(() => { window.frames2 = true; }))), false)")
    # A message that is still rising into its place is not where it is read.
    guest.wait("find('[data-role=assistant]').getAnimations().length === 0")
    before = guest.run(seen)
    source.release()
    guest.answered()
    after = guest.run(seen)
    assert after[0] == before[0] and abs(after[1] - before[1]) <= 2


def test_the_question_stays_on_top(guest: Any, bellhop: Callable[..., Any], upstream: Callable[..., Any]) -> None:
    """§10.2: the question goes to the upper third, and neither the answer nor the rooms behind it push it away."""
    source = upstream(stream("Hello."), half_long)
    guest.open(bellhop(source).url)
    guest.ask("Hello")
    guest.answered()
    guest.ask("What rooms do you have?")
    top = SHADOW + """
      const list = find('[data-bellhop=messages]').getBoundingClientRect();
      return ([...root.querySelectorAll('[data-role=user]')].at(-1).getBoundingClientRect().top - list.top) / list.height;"""
    guest.wait("find('[data-state=streaming] .text')?.textContent.includes('Paragraph 59 of the first')")
    assert 0 <= guest.run(top) < 1 / 3
    source.release()
    guest.answered(2)
    guest.see("[data-bellhop=rooms]")
    assert 0 <= guest.run(top) < 1 / 3
    guest.click("[data-bellhop=to-end]")
    guest.wait("(() => { const list = find('[data-bellhop=messages]'); return list.scrollHeight - list.scrollTop - list.clientHeight < 3; })()")


def test_a_strict_policy(guest: Any, bellhop: Callable[..., Any], upstream: Callable[..., Any], host_page: Callable[..., Any]) -> None:
    """W-H3: no inline style, no inline script, no trusted type, from another origin."""
    site = host_page()
    server = bellhop(upstream(stream("Here are **our rooms**.")), BELLHOP_ORIGINS=site.url)
    site.body = html(head=snippet(server.url)).replace('<link rel="icon" href="data:,">', "")
    site.headers = {"Content-Security-Policy": POLICY.format(server.url)}
    guest.open(site.url)
    guest.ask("What rooms do you have?")
    assert guest.answered() == "Here are our rooms."
    guest.see("[data-bellhop=rooms]")
    assert guest.run(f"{SHADOW} return [getComputedStyle(find('.window')).position, getComputedStyle(find('.slides')).display];") == ["fixed", "flex"]


def test_a_hostile_page(guest: Any, bellhop: Callable[..., Any], upstream: Callable[..., Any], host_page: Callable[..., Any]) -> None:
    """W-H4: styles that hide everything, scripts that change every prototype."""
    site = host_page()
    server = bellhop(upstream(stream("All is well.")), BELLHOP_ORIGINS=site.url)
    site.body = html(head=f"<style>{HOSTILE_STYLES}</style><script>{HOSTILE_SCRIPT}</script>{snippet(server.url, 'async')}", body='<div class="cover"></div>')
    guest.open(site.url)
    guest.ask("Hello")
    assert guest.answered() == "All is well."
    assert guest.run("return window.keys;") == []
