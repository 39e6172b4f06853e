"""R-A15: the browser's own `fetch` reads a stream and a plain answer on a page of the same origin."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from playwright.sync_api import Page

from upstream import stream

PARTS = ("Guten ", "Tag, ", "здравствуйте, ", "👋")
ASK = """async (body) => {
    const answer = await fetch('/api/chat', {
        method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body),
    });
    const [reader, decoder] = [answer.body.getReader(), new TextDecoder()];
    let text = '';
    for (;;) {
        const { done, value } = await reader.read();
        if (done) return { status: answer.status, type: answer.headers.get('content-type'), text };
        text += decoder.decode(value, { stream: true });
    }
}"""


def test_fetch(page: Page, bellhop: Callable[..., Any], upstream: Callable[..., Any]) -> None:
    """R-A15: the same text and the same usage, streamed and not."""
    server = bellhop(upstream(stream(*PARTS)))
    page.goto(server.url)
    body = {"messages": [{"role": "user", "content": "hello"}]}
    plain = page.evaluate(ASK, body)
    assert (plain["status"], plain["type"].split(";")[0]) == (200, "application/json")
    whole = json.loads(plain["text"])
    assert (whole["choices"][0]["message"]["content"], whole["usage"]["total_tokens"]) == ("".join(PARTS), 7 + len(PARTS))

    streamed = page.evaluate(ASK, body | {"stream": True, "stream_options": {"include_usage": True}})
    assert (streamed["status"], streamed["type"].split(";")[0]) == (200, "text/event-stream")
    *events, done, rest = streamed["text"].split("\n\n")
    chunks = [json.loads(one.removeprefix("data: ")) for one in events]
    assert (done, rest) == ("data: [DONE]", "")
    assert "".join(chunk["choices"][0]["delta"].get("content", "") for chunk in chunks if chunk["choices"]) == "".join(PARTS)
    assert [chunk["usage"]["total_tokens"] for chunk in chunks if chunk.get("usage")] == [7 + len(PARTS)]
    assert [(line["outcome"], line["tokens.total"]) for line in server.records(2)] == [("completed", 7 + len(PARTS))] * 2
