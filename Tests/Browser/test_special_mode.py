"""W-23, W-24: a special booking starts with what the guest has already said, adds no text of its own later, and is easy to leave."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from playwright.sync_api import Page, expect

from test_chat import answer, ask, held_back, hook, open_chat
from upstream import stream

ROWS = "[...document.querySelector('bellhop-chat').shadowRoot.querySelectorAll('[data-bellhop=messages] [role=listitem]')].map((one) => one.dataset.role ?? one.className)"


def test_requirements_are_kept_and_nothing_comes_late(page: Page, bellhop: Callable[..., Any], upstream: Callable[..., Any]) -> None:
    """W-23: wishes of this and of earlier messages are there at once; the transcript holds the question and its answer, nothing else, also seconds later."""
    source = upstream(stream("Of course."), held_back)
    open_chat(page, bellhop(source).url)
    ask(page, "Is there a transfer from the station?")
    expect(page.locator('bellhop-chat [data-state="complete"]')).to_be_visible()
    expect(hook(page, "special-status")).to_have_count(0)
    ask(page, "We come with a dog, need parking and a crib for the baby, from 2031-05-12 to 2031-05-15")
    expect(answer(page)).to_have_text("The first words")
    status = hook(page, "special-status")
    for wish in ("Transfer", "Pet", "Parking", "Children"):
        expect(status).to_contain_text(wish)
    page.wait_for_timeout(2500)
    assert page.evaluate(ROWS) == ["notice", "user", "assistant", "user", "assistant"]
    source.release()
    expect(page.locator('bellhop-chat [data-state="complete"]')).to_have_count(2)
    page.wait_for_timeout(2000)
    assert page.evaluate(ROWS) == ["notice", "user", "assistant", "user", "assistant"]
    system = source.requests[1].json["messages"][0]["content"]
    for wish in ("transfer", "pet", "parking", "children"):
        assert wish in system.lower()


def test_it_can_be_left_by_one_button(page: Page, bellhop: Callable[..., Any], upstream: Callable[..., Any]) -> None:
    """W-24: one visible button; the next question is an ordinary one. A wish can be taken back."""
    source = upstream()
    open_chat(page, bellhop(source).url)
    ask(page, "We need parking, a pet-friendly room and a bathtub")
    expect(page.locator('bellhop-chat [data-state="complete"]')).to_be_visible()
    status = hook(page, "special-status")
    status.get_by_role("button", name="Remove: Parking").click()
    expect(status).not_to_contain_text("Parking")
    expect(status).to_contain_text("Bathtub")
    status.get_by_role("button", name="Leave special booking").click()
    expect(status).to_have_count(0)
    expect(hook(page, "input")).to_be_focused()
    ask(page, "Thanks")
    expect(page.locator('bellhop-chat [data-state="complete"]')).to_have_count(2)
    prompts = [request.json["messages"][0]["content"] for request in source.requests]
    assert "OFFER_DATA" in prompts[0]
    assert "OFFER_DATA" not in prompts[1]
