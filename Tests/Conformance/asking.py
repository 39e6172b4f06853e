"""How the tests of the relay ask, and what they expect of the log and the metrics afterwards."""

from __future__ import annotations

from typing import Any

import httpx

from bellhop import Bellhop

ASK = {"messages": [{"role": "user", "content": "hello"}]}
STREAM = ASK | {"stream": True}
DONE = b"data: [DONE]\n\n"


def ask(server: Bellhop, body: dict[str, Any] = STREAM, **headers: str) -> httpx.Response:
    """One request with the whole answer; `user_agent="x"` is a field `user-agent`."""
    fields = {name.replace("_", "-"): value for name, value in headers.items()}
    return httpx.post(f"{server.url}/api/chat", json=body, headers=fields, timeout=60)


def told(server: Bellhop, outcome: str, facts: dict[str, Any], count: int = 1) -> dict[str, Any]:
    """The last of all `count` access lines, which each have this `outcome` and these `facts` (None: no such key); the metrics agree."""
    lines = server.records(count)
    assert [line["outcome"] for line in lines] == [outcome] * count
    for line in lines:
        assert {name: line.get(name) for name in facts} == facts
    agree(server)
    return lines[-1]


def agree(server: Bellhop) -> dict[str, float]:
    """The metrics, after a check that they add up to the access lines and that nothing is in flight."""
    lines, metrics = server.records(), server.metrics()
    outcomes = {name.split('"')[1]: int(value) for name, value in metrics.items() if name.startswith("bellhop_chat_requests_total") and value}
    assert outcomes == {one: sum(line["outcome"] == one for line in lines) for one in {line["outcome"] for line in lines}}
    assert metrics["bellhop_chat_events_total"] == sum(line["events"] for line in lines)
    assert metrics["bellhop_chat_pings_total"] == sum(line["pings"] for line in lines)
    for kind in ("prompt", "completion"):
        assert metrics[f'bellhop_chat_tokens_total{{kind="{kind}"}}'] == sum(line.get(f"tokens.{kind}", 0) for line in lines)
    attempts = sum(value for name, value in metrics.items() if name.startswith("bellhop_upstream_attempts_total"))
    assert attempts == sum(line["attempts"] for line in lines)
    assert metrics["bellhop_chat_in_flight"] == 0
    return metrics
