"""Events go out when they are whole, one a read; pings fill the silence; a client hears nothing before the upstream's status."""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import httpx

from asking import ASK, DONE, STREAM, told
from bellhop import Bellhop
from pacing import MARK, PACE, arrivals, arrived_when_sent, in_one_of_three, paced
from upstream import Exchange, Script, Upstream, delta, event

Servers = Callable[..., Bellhop]
Upstreams = Callable[..., Upstream]

SILENCE = 40
FIRST, LAST = event(delta("a")), event(delta("b", "stop"))


def test_each_event_goes_out_at_once(upstream: Upstreams, bellhop: Servers, drips: bool) -> None:
    """R-A2: within 5 ms, one a read; the gaps are counted."""
    def attempt() -> None:
        sent: list[float] = []
        server = bellhop(upstream(paced(40, sent), drips=drips))
        got = arrivals(server.port)
        arrived_when_sent(sent, got, 0.005)
        marks = [len(MARK.findall(read)) for read in got.reads]
        assert sum(marks) == 40 and marks.count(1) >= 36, marks
        told(server, "completed", {"http.status": 200, "events": 40, "pings": 0})
        metrics = server.metrics()
        assert metrics["bellhop_chat_event_gap_seconds_count"] == 39
        assert 39 * PACE * 0.9 <= metrics["bellhop_chat_event_gap_seconds_sum"] <= 39 * PACE * 1.5

    in_one_of_three(attempt)


def silent(before: bytes, after: bytes) -> Script:
    def script(exchange: Exchange) -> None:
        exchange.start()
        exchange.chunk(before)
        time.sleep(SILENCE)
        exchange.chunk(after)
        exchange.finish()

    return script


def late_refusal(exchange: Exchange) -> None:
    time.sleep(SILENCE)
    error = {"message": "too long", "type": "invalid_request_error", "param": "messages", "code": "context_length_exceeded"}
    exchange.answer(400, {"error": error})


def pieces(server: Bellhop, body: dict[str, object]) -> tuple[int, float, list[tuple[float, bytes]]]:
    """The status, the seconds until it came, and the body's pieces with the seconds since the status."""
    began = time.monotonic()
    with httpx.stream("POST", f"{server.url}/api/chat", json=body, timeout=60) as answer:
        head = time.monotonic()
        return answer.status_code, head - began, [(time.monotonic() - head, piece) for piece in answer.iter_raw()]


def test_long_silences(upstream: Upstreams, bellhop: Servers) -> None:
    """R-A8: `: ping` at 15 s and 30 s, between events though half of one is in. R-A9: before the status not a byte. All side by side."""
    streams = [
        bellhop(upstream(silent(FIRST, LAST + DONE))),
        bellhop(upstream(silent(FIRST + LAST[:30], LAST[30:] + DONE))),
        bellhop(upstream(silent(FIRST, LAST + DONE), drips=True)),
    ]
    refusing = [bellhop(upstream(late_refusal)) for _ in range(2)]
    with ThreadPoolExecutor(5) as pool:
        streamed = [pool.submit(pieces, server, STREAM) for server in streams]
        refused = [pool.submit(pieces, server, body) for server, body in zip(refusing, (STREAM, ASK))]
    for server, future in zip(streams, streamed):
        status, waited, came = future.result()
        assert status == 200 and waited < 5
        assert b"".join(piece for _, piece in came) == FIRST + b": ping\n\n" * 2 + LAST + DONE
        pings = [at for at, piece in came if piece == b": ping\n\n"]
        assert len(pings) == 2 and 14 < pings[0] < 18 and 29 < pings[1] < 34, pings
        told(server, "completed", {"http.status": 200, "events": 2, "pings": 2, "bytes_out": len(FIRST + LAST + DONE) + 16})
    for server, future in zip(refusing, refused):
        status, waited, came = future.result()
        assert status == 400 and waited >= SILENCE - 1 and b"context_length_exceeded" in came[0][1]
        told(server, "upstream_error", {"http.status": 400, "pings": 0, "events": 0, "attempts": 1, "error.code": "context_length_exceeded"})
