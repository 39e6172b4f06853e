"""Start, drain and end of the built program."""

from __future__ import annotations

import pathlib
import signal
import time
from collections.abc import Callable

import httpx

from bellhop import Bellhop
from upstream import Exchange, Upstream, delta, event, held

ASK = {"messages": [{"role": "user", "content": "hello"}], "stream": True}


def test_a_running_stream_ends_whole_after_sigterm(upstream: Callable[..., Upstream], bellhop: Callable[..., Bellhop]) -> None:
    """R-G1: `/readyz` turns 503, a new chat is refused, the running stream ends whole, exit 0."""
    source = upstream(held)
    server = bellhop(source)
    with httpx.stream("POST", f"{server.url}/api/chat", json=ASK) as answer:
        pieces = answer.iter_text()
        text = next(pieces)
        server.process.send_signal(signal.SIGTERM)
        while (ready := httpx.get(f"{server.url}/readyz")).status_code == 200:
            pass
        assert (ready.status_code, ready.text.strip()) == (503, "draining")
        refused = httpx.post(f"{server.url}/api/chat", json=ASK)
        assert (refused.status_code, refused.json()["error"]["code"]) == (503, "server_shutting_down")
        assert httpx.get(f"{server.url}/healthz").status_code == 200
        source.release()
        text += "".join(pieces)
    assert " last" in text and text.endswith("data: [DONE]\n\n")
    assert server.process.wait(timeout=10) == 0


def test_what_outlives_the_drain_is_cut_with_an_error(upstream: Callable[..., Upstream], bellhop: Callable[..., Bellhop]) -> None:
    """R-G2: after `timeouts.drain` the stream gets the error event and a clean end, exit 0."""
    server = bellhop(upstream(held), BELLHOP_TIMEOUTS_DRAIN_SECONDS="0.3")
    with httpx.stream("POST", f"{server.url}/api/chat", json=ASK) as answer:
        pieces = answer.iter_text()
        text = next(pieces)
        server.process.send_signal(signal.SIGTERM)
        text += "".join(pieces)
    assert "server_shutting_down" in text and "[DONE]" not in text
    assert server.process.wait(timeout=10) == 0


def test_a_guest_who_leaves_cancels_the_upstream(upstream: Callable[..., Upstream], bellhop: Callable[..., Bellhop]) -> None:
    """R-C1: closing the answer closes the upstream's connection, while the server serves on."""
    def endless(exchange: Exchange) -> None:
        exchange.start()
        exchange.chunk(event(delta("first")))
        exchange.connection.settimeout(10)
        if exchange.connection.recv(1) == b"":
            exchange.closed_by_peer.set()

    source = upstream(endless)
    server = bellhop(source)
    with httpx.stream("POST", f"{server.url}/api/chat", json=ASK) as answer:
        next(answer.iter_text())
    assert source.exchanges[0].closed_by_peer.wait(10)
    assert httpx.get(f"{server.url}/healthz").status_code == 200


def test_the_days_tokens_outlive_a_kill(bellhop: Callable[..., Bellhop], tmp_path: pathlib.Path) -> None:
    """R-E8: a budget that is used up stays so after kill -9 and a new start."""
    (tmp_path / "config").mkdir()
    (tmp_path / "config/bellhop.json5").write_text("{ limits: { tokensPerDay: 2000, stateFile: 'tokens' }, chat: { maxTokens: 100 } }")
    body = {"messages": [{"role": "user", "content": "What rooms do you have?"}]}
    first = bellhop()
    statuses = [httpx.post(f"{first.url}/api/chat", json=body).status_code for _ in range(6)]
    assert statuses[0] == 200 and statuses[-1] == 429
    deadline = time.monotonic() + 10
    while not (tmp_path / "tokens").exists() or int((tmp_path / "tokens").read_text().split()[1]) < 1000:
        assert time.monotonic() < deadline
        time.sleep(0.05)
    first.process.kill()
    first.process.wait()
    answer = httpx.post(f"{bellhop().url}/api/chat", json=body)
    assert answer.status_code == 429 and answer.json()["error"]["code"] == "budget_exceeded"
    assert 0 < int(answer.headers["retry-after"]) <= 86400
