"""W-A1, W-19: screen readers hear what happens once, in order, in whole sentences; the visible list is silent."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from playwright.sync_api import Page, expect

from test_chat import answer, ask, held_back, hook, open_chat
from upstream import Exchange, delta, event, stream

LISTEN = """() => {
  const root = document.querySelector('bellhop-chat').shadowRoot;
  window.heard = { live: [], 'live-assertive': [] };
  for (const name in window.heard) {
    const region = root.querySelector(`[data-bellhop="${name}"]`);
    new MutationObserver((changes) => { for (const change of changes) for (const node of change.addedNodes) window.heard[name].push(node.textContent); })
      .observe(region, { childList: true, subtree: true, characterData: true });
  }
}"""
PARAGRAPHS = [
    "Our **garden double** looks over the old orchard, and the *breakfast* is served right under its windows. It costs €120 a night until the end of June.",
    "The sea suite has a terrace of its own. From there you see the harbour, the lighthouse and, on a clear evening, the far side of the bay.",
    "- A cot is free of charge for children under three.\n- Parking in the courtyard costs €10 a day.",
    "Shall I look for free nights? Tell me your dates, please, and how many guests will come along with you.",
]
LONG = "\n\n".join(PARAGRAPHS)


def heard(page: Page, region: str = "live") -> list[str]:
    return page.evaluate(f"window.heard['{region}']")


def plain(text: str) -> str:
    """Letters and digits only: pieces are compared without blanks, marks of markup or bullets."""
    return re.sub(r"\W+", "", text)


def test_a_short_answer_is_read_out_whole(page: Page, bellhop: Callable[..., Any], upstream: Callable[..., Any]) -> None:
    """W-A1: who answers, once; then the answer in one piece when it has ended, without its markup; the message is busy meanwhile."""
    source = upstream(held_back)
    open_chat(page, bellhop(source).url)
    assert [hook(page, name).inner_text() for name in ("live", "live-assertive")] == ["", ""]
    page.evaluate(LISTEN)
    ask(page, "Hello")
    expect(answer(page)).to_have_text("The first words")
    expect(page.locator('bellhop-chat [data-state="streaming"]')).to_have_attribute("aria-busy", "true")
    assert heard(page) == ["Hotel Aurora is answering"]
    source.release()
    expect(page.locator('bellhop-chat [data-state="complete"]')).to_be_visible()
    assert heard(page) == ["Hotel Aurora is answering", "The first words and the last ones."]
    assert page.locator('bellhop-chat [aria-busy="true"]').count() == 0
    inside = hook(page, "messages").locator('[aria-live]:not([aria-live="off"]), [role="log"], [role="status"], [role="alert"]')
    assert inside.count() == 0
    assert hook(page, "messages").get_attribute("aria-live") is None


def test_a_long_answer_is_read_out_in_sentences(page: Page, bellhop: Callable[..., Any], upstream: Callable[..., Any]) -> None:
    """W-A1: never tokens, nothing twice, nothing left out, in order, and the first piece before the end."""

    def script(exchange: Exchange) -> None:
        exchange.start()
        for at in range(0, len(LONG) - 60, 3):
            exchange.chunk(event(delta(LONG[at : min(at + 3, len(LONG) - 60)])))
        exchange.wait_for_release()
        exchange.chunk(event(delta(LONG[len(LONG) - 60 :], "stop")) + b"data: [DONE]\n\n")
        exchange.finish()

    source = upstream(script)
    open_chat(page, bellhop(source).url)
    page.evaluate(LISTEN)
    ask(page, "Hello")
    expect(answer(page)).to_contain_text("Tell me your")
    early = heard(page)[1:]
    assert early, "nothing was read out before the end"
    source.release()
    expect(page.locator('bellhop-chat [data-state="complete"]')).to_be_visible()
    pieces = heard(page)[1:]
    assert pieces[: len(early)] == early
    assert plain("".join(pieces)) == plain(LONG)
    assert len(pieces) < 8
    for piece in pieces:
        assert piece.endswith((".", "?")), piece
        assert "**" not in piece
    assert "€120" in "".join(pieces)


def test_errors_are_read_out_at_once_and_only_there(context: Any, bellhop: Callable[..., Any], upstream: Callable[..., Any]) -> None:
    """W-A1: the assertive region has the error's sentence once, the polite one does not."""
    page = context.new_page()
    open_chat(page, bellhop(upstream(lambda exchange: exchange.answer(503, b"<h1>no</h1>", "Content-Type: text/html"))).url)
    page.evaluate(LISTEN)
    ask(page, "Hello")
    expect(hook(page, "error")).to_be_visible(timeout=10000)
    assert heard(page, "live-assertive") == ["The chat is not available right now."]
    assert heard(page) == ["Hotel Aurora is answering"]


def test_what_was_read_out_is_taken_away_later_and_not_said_again_after_a_reload(page: Page, bellhop: Callable[..., Any], upstream: Callable[..., Any]) -> None:
    """W-A1, W-19: a piece stays for 5 s or more, then goes; a restored transcript is silent; focus stays where it was."""
    page.clock.install()
    open_chat(page, bellhop(upstream(stream("Good", " morning."))).url)
    ask(page, "Hello")
    expect(page.locator('bellhop-chat [data-state="complete"]')).to_be_visible()
    expect(hook(page, "live")).to_contain_text("Good morning.")
    page.clock.run_for(4500)
    expect(hook(page, "live")).to_contain_text("Good morning.")
    page.clock.run_for(30000)
    expect(hook(page, "live")).to_have_text("")
    expect(hook(page, "input")).to_be_focused()
    page.reload()
    expect(answer(page)).to_have_text("Good morning.")
    expect(hook(page, "live")).to_have_text("")


def test_an_answer_behind_a_closed_window_is_told(page: Page, bellhop: Callable[..., Any], upstream: Callable[..., Any]) -> None:
    """W-A1, W-19: closing does not stop an answer; its end is read out and counted in the launcher's name until the window opens."""
    source = upstream(held_back)
    open_chat(page, bellhop(source).url)
    page.evaluate(LISTEN)
    ask(page, "Hello")
    expect(answer(page)).to_have_text("The first words")
    page.keyboard.press("Escape")
    expect(hook(page, "launcher")).to_be_focused()
    source.release()
    expect(hook(page, "launcher")).to_have_attribute("aria-label", "Ask us: Open chat. New messages: 1")
    assert heard(page) == ["Hotel Aurora is answering", "The first words and the last ones."]
    expect(hook(page, "launcher")).to_be_focused()
    page.keyboard.press("Enter")
    expect(hook(page, "launcher")).to_have_attribute("aria-label", "Close chat")
    page.keyboard.press("Escape")
    expect(hook(page, "launcher")).to_have_attribute("aria-label", "Ask us: Open chat")
