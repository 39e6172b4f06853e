"""What the browser loads for opening, chatting, seeing rooms, a room, an offer and asking for it in one language."""

from __future__ import annotations

import gzip
import json
import re
import subprocess
from collections.abc import Callable
from typing import Any

import httpx
import pytest
from playwright.sync_api import Page, expect

from conftest import ROOT
from test_chat import ask, hook, open_chat
from test_offer import offering


def test_what_a_chat_loads(page: Page, bellhop: Callable[..., Any], upstream: Callable[..., Any]) -> None:
    """W-H2: at most 30 requests besides the chat and pictures, and 40 kB as served."""
    server = bellhop(upstream(offering("Garden double")))
    paths: list[str] = []
    page.on("request", lambda request: paths.append(request.url.removeprefix(server.url)) if request.url.startswith(server.url) else None)
    open_chat(page, server.url)
    page.locator("bellhop-chat [data-bellhop=quick-replies] button").first.click()
    hook(page, "rooms").get_by_role("button", name="Photos").first.click()
    hook(page, "room-back").click()
    ask(page, "A romantic stay from 12 to 15 May for 2 guests")
    expect(hook(page, "offer")).to_be_visible(timeout=10000)
    hook(page, "offer").get_by_role("button", name="Request this stay").click()
    expect(hook(page, "offer")).to_contain_text("Your request is prepared")
    # The example page's own files are not the widget's; it asks for the hotel as well.
    named = {re.sub(r"^/w/\w{12}", "", path): path for path in paths}
    loaded = {name: path for name, path in named.items() if name not in ("/", "/api/chat") and not name.startswith("/img/") and "preview" not in name}
    weights = {name: len(gzip.compress(httpx.get(server.url + path).content, 9)) for name, path in loaded.items() if name != "/api/hotel"}
    print(len(loaded), sum(weights.values()), weights)
    assert len(loaded) <= 30, loaded
    assert sum(weights.values()) <= 40_000, weights


@pytest.fixture
def served(bellhop: Callable[..., Any], monkeypatch: pytest.MonkeyPatch) -> Callable[[str], str]:
    """A file of the bundle, which is part of the binary."""
    monkeypatch.delenv("BELLHOP_ASSETS", raising=False)
    url = bellhop().url
    return lambda name: httpx.get(f"{url}/{name}").text


def test_comments_cost_nothing(served: Callable[[str], str]) -> None:
    """W-H2: every script has the tokens and the lines of its source, and no word of its comments; a style sheet has its rules."""
    names = [str(path.relative_to(ROOT / "widget")) for path in (ROOT / "widget").rglob("*.js") if path.name != "config-local.js"]
    version = re.search(r"'([0-9a-f]{12})'", served("widget.js"))
    assert version
    pairs = []
    for name in names:
        source = (ROOT / "widget" / name).read_text().replace("__BELLHOP_VERSION__", version[1])
        sent = served(name)
        assert sent.count("\n") == source.count("\n"), name
        assert not re.search(r"@typedef|@param|@type|^\s*//", sent, re.M), name
        pairs.append([name, source, sent])
    differ = subprocess.run(["node", str(ROOT / "Tests/Browser/tokens.mjs")], input=json.dumps(pairs), capture_output=True, text=True, check=True)
    assert json.loads(differ.stdout) == []
    sheet = served("css/chat.css")
    assert "/*" not in sheet
    assert re.sub(r"\s+", " ", sheet) == re.sub(r"\s+", " ", re.sub(r"/\*.*?\*/", "", (ROOT / "widget/css/chat.css").read_text(), flags=re.S))
