"""How often the browser has to wait for the server until the widget is there."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from playwright.sync_api import Page, Route, expect

from hostpage import html, snippet
from test_chat import hook


def test_three_round_trips(page: Page, bellhop: Callable[..., Any], host_page: Callable[..., Any]) -> None:
    """W-H2: loader; launcher; the hotel and the window with all its parts. Each wave is let through once nothing more is asked for."""
    server = bellhop()
    held: list[Route] = []
    page.route(f"{server.url}/**", lambda route: held.append(route))
    page.goto(host_page(html(body=snippet(server.url, 'async data-open data-language="uk"'))).url, wait_until="commit")

    def wave() -> list[str]:
        page.wait_for_timeout(700)
        paths = [route.request.url.removeprefix(server.url).split("/js/")[-1] for route in held]
        for route in [*held]:
            held.remove(route)
            route.continue_()
        # Pictures come when they are there; the window does not wait for them.
        return sorted(path for path in paths if not path.startswith("/img/"))

    assert wave() == ["/widget.js"]
    assert wave() == ["element.js", "i18n/language.js"]
    window = wave()
    assert {"/api/hotel", "conversation/conversation.js", "ui/window.js", "lang/uk.js", "lang/en.js"} < set(window)
    assert any(path.endswith("chat.css") for path in window)
    assert wave() == []
    expect(hook(page, "window")).to_be_visible()
