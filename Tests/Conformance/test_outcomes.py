"""R-F3: one request of each outcome gives exactly one access line each, and the metrics' outcomes add up to the requests."""

from __future__ import annotations

import collections
import json
import pathlib
import signal
import socket
import time
from collections.abc import Callable
from typing import Any

import httpx
import pytest

from bellhop import Bellhop
from guest import Guest, chat_request
from observe import outcomes, until
from upstream import Exchange, Script, Upstream, delta, event, usage

RATE = 3
SETTINGS = {
    "limits": {"requestsPerMinute": RATE, "concurrentStreams": 1, "tokensPerDay": 20_000},
    "timeouts": {
        "headerSeconds": 0.5, "firstByteSeconds": 0.5, "idleSeconds": 0.8, "totalSeconds": 4, "writeSeconds": 0.5, "drainSeconds": 1,
    },
}


def error(status: int, code: str, *fields: str) -> Script:
    body = {"error": {"message": "no", "type": "some_error", "param": None, "code": code}}
    return lambda exchange: exchange.answer(status, body, *fields)


def completed(exchange: Exchange) -> None:
    exchange.start()
    exchange.chunk(event(delta("fine", "stop")) + event(usage(2, 3)) + event("[DONE]"))
    exchange.finish()


def costly(exchange: Exchange) -> None:
    exchange.start()
    exchange.chunk(event(delta("dear", "stop")) + event(usage(5_000, 20_000)) + event("[DONE]"))
    exchange.finish()


def endless(exchange: Exchange) -> None:
    exchange.watch()
    exchange.start()
    while True:
        exchange.chunk(event(delta("word ")))
        time.sleep(0.05)


def flood(exchange: Exchange) -> None:
    exchange.start()
    while True:
        exchange.chunk(event(delta("x" * 16384)))


def cut(exchange: Exchange) -> None:
    exchange.start()
    exchange.chunk(event(delta("half")))
    exchange.connection.shutdown(socket.SHUT_RDWR)


def silent(exchange: Exchange) -> None:
    exchange.start()
    exchange.chunk(event(delta("half")))
    exchange.hang()


ALL = {
    "completed", "client_closed", "client_stalled", "upstream_error", "upstream_auth_error", "upstream_unreachable",
    "upstream_protocol_error", "upstream_truncated", "upstream_timeout_connect", "upstream_timeout_first_byte", "upstream_timeout_idle",
    "upstream_timeout_total",
    "rejected_method", "rejected_origin", "rejected_type", "rejected_size", "rejected_timeout", "rejected_schema", "rejected_rate",
    "rejected_concurrency", "rejected_budget", "shed", "drain_cut", "internal_error",
}
# What the upstream does, by the outcome it leads to where the guest does nothing but read.
SCRIPTS: dict[str, Script] = {
    "completed": completed,
    "upstream_error": error(429, "rate_limit_exceeded", "Retry-After: 9"),
    "upstream_auth_error": error(401, "invalid_api_key"),
    "upstream_protocol_error": lambda exchange: exchange.answer(200, b"<html>", "Content-Type: text/html"),
    "upstream_truncated": cut,
    "upstream_timeout_first_byte": Exchange.hang,
    "upstream_timeout_idle": silent,
    "upstream_timeout_total": endless,
}
# Requests that are turned away for what they are.
REQUESTS: dict[str, bytes] = {
    "rejected_method": b"GET /api/chat HTTP/1.1\r\nHost: hotel\r\n\r\n",
    "rejected_origin": chat_request(headers=("Origin: https://elsewhere.example",)),
    "rejected_type": chat_request().replace(b"application/json", b"text/plain"),
    "rejected_size": b"POST /api/chat HTTP/1.1\r\nHost: hotel\r\nContent-Type: application/json\r\nContent-Length: 10000000\r\n\r\n",
    "rejected_timeout": chat_request()[:-1],
    "rejected_schema": chat_request(n=2),
}


class Front:
    """Guests of one server, each from a loopback address of its own, so that no limit falls on the wrong one."""

    def __init__(self, source: Upstream, server: Bellhop) -> None:
        self.source, self.server = source, server
        self.number = 0
        self.expected: collections.Counter[str] = collections.Counter()

    def guest(self, script: Script = completed, **options: Any) -> Guest:
        self.source.scripts[0] = script
        self.number += 1
        return Guest(self.server, address=f"127.0.1.{self.number}", **options)

    def again(self, guest: Guest) -> Guest:
        """A second connection from the same address."""
        return Guest(self.server, address=guest.socket.getsockname()[0])

    def expect(self, *new: str) -> None:
        """These lines more, and no other."""
        self.expected.update(new)
        seen = until(lambda: len(self.server.records(0)) >= self.expected.total()) and self.server.records(0)
        assert collections.Counter(line["outcome"] for line in seen or []) == self.expected


def turned_away(front: Front) -> None:
    """What the request, the rate and the streams of one guest lead to."""
    for outcome, request in REQUESTS.items():
        with front.guest() as guest:
            guest.send(request)
            guest.read_until(b"\r\n\r\n")
            front.expect(outcome)
    with front.guest() as guest:
        for _ in range(RATE):
            guest.ask().read_until(b"\r\n0\r\n\r\n")
            guest.received = b""
        guest.ask().read_until(b"rate_limit_exceeded")
        front.expect(*["completed"] * RATE, "rejected_rate")
    with front.guest(endless) as guest, front.again(guest) as other:
        guest.ask().read_until(b"word ")
        other.ask().read_until(b"concurrency_limit_exceeded")
        front.expect("rejected_concurrency")
        guest.close()
        front.expect("client_closed")


def to_the_end(front: Front) -> None:
    """The day's tokens, and a drain that is too short for the last stream; the log of the rest is in when the process has ended."""
    with front.guest(endless) as last, front.guest(costly) as dear, front.guest(costly) as poor:
        front.source.scripts[0] = endless
        last.ask().read_until(b"word ")
        front.source.scripts[0] = costly
        dear.ask().read_until(b"\r\n0\r\n\r\n")
        front.expect("completed")
        poor.ask().read_until(b"budget_exceeded")
        front.expect("rejected_budget")
        agree_but_for(front.server, running=1)
        front.server.process.send_signal(signal.SIGTERM)
        assert until(lambda: httpx.get(f"{front.server.url}/readyz").status_code == 503)
        with front.guest() as late:
            late.ask().read_until(b"server_shutting_down")
        last.read_until(b"server_shutting_down")
        assert front.server.process.wait(10) == 0
        front.expect("shed", "drain_cut")


def agree_but_for(server: Bellhop, running: int) -> None:
    """The metrics' outcomes are the access log's, and add up with what still runs to what reached the chat."""
    metrics, lines = server.metrics(), server.records(0)
    assert outcomes(server) == dict(collections.Counter(line["outcome"] for line in lines))
    assert metrics["bellhop_chat_in_flight"] == running
    chats = {name: value for name, value in metrics.items() if name.startswith('bellhop_http_requests_total{route="chat"')}
    assert sum(chats.values()) == len(lines)
    assert metrics["bellhop_chat_duration_seconds_count"] == len(lines)


def test_every_outcome_has_its_one_line(upstream: Callable[..., Upstream], bellhop: Callable[..., Bellhop], tmp_path: pathlib.Path) -> None:
    """R-F3: those that one server can show; `internal_error` has no cause from outside."""
    (tmp_path / "config").mkdir()
    (tmp_path / "config/bellhop.json5").write_text(json.dumps(SETTINGS))
    source = upstream(completed)
    front = Front(source, bellhop(source))
    for outcome, script in SCRIPTS.items():
        with front.guest(script) as guest:
            guest.ask(headers=("Connection: close",)).read_to_end()
        front.expect(outcome)
    with front.guest(flood, window=65536) as guest:
        guest.ask().read_until(b"\r\n\r\n")
        front.expect("client_stalled")
    turned_away(front)
    agree_but_for(front.server, running=0)
    to_the_end(front)
    assert set(front.expected) == ALL - {"internal_error", "upstream_unreachable", "upstream_timeout_connect"}


@pytest.mark.parametrize(("outcome", "attempts"), [("upstream_unreachable", 3), ("upstream_timeout_connect", 1)])
def test_an_upstream_out_of_reach_has_its_one_line(bellhop: Callable[..., Bellhop], outcome: str, attempts: int) -> None:
    """R-F3: the two outcomes that need an upstream nobody answers for."""
    with socket.socket() as port, socket.socket() as first, socket.socket() as second:
        port.bind(("127.0.0.1", 0))
        if outcome == "upstream_timeout_connect":
            port.listen(0)
            for waiting in (first, second):
                waiting.setblocking(False)
                waiting.connect_ex(port.getsockname())
        server = bellhop(f"http://127.0.0.1:{port.getsockname()[1]}/v1", BELLHOP_TIMEOUTS_CONNECT_SECONDS="0.5")
        with Guest(server) as guest:
            guest.ask(headers=("Connection: close",)).read_to_end()
    line = server.records()[0]
    assert (line["outcome"], line["attempts"], len(server.records())) == (outcome, attempts, 1)
    agree_but_for(server, running=0)
