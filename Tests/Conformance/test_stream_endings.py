"""How a stream ends: `[DONE]`, a cut, an end without a reason, an error event of the upstream's own."""

from __future__ import annotations

import http.client
import json
import socket
import statistics
import struct
import time
from collections.abc import Callable

import pytest

from asking import ASK, DONE, STREAM, ask, told
from bellhop import Bellhop
from upstream import Exchange, Script, Upstream, delta, event, says

Servers = Callable[..., Bellhop]
Upstreams = Callable[..., Upstream]

THREE = [event(delta(word)) for word in ("one ", "two ", "three")]


def slow_terminator(exchange: Exchange) -> None:
    exchange.start()
    exchange.chunk(b"".join(THREE) + event(delta(finish="stop")))
    exchange.chunk(DONE)
    time.sleep(1)
    exchange.finish()


def test_done_ends_the_body(upstream: Upstreams, bellhop: Servers, drips: bool) -> None:
    """R-B1: the body ends within 10 ms of `[DONE]` though the upstream's ends 1 s later; the connection serves on."""
    server = bellhop(upstream(slow_terminator, drips=drips))
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=20)
    addresses, lags = set(), []
    for _ in range(5):
        connection.request("POST", "/api/chat", json.dumps(STREAM), {"Content-Type": "application/json"})
        answer, body, done_at = connection.getresponse(), b"", 0.0
        while piece := answer.read1(65536):
            body += piece
            done_at = time.monotonic()
        lags.append(time.monotonic() - done_at)
        assert body == b"".join(THREE) + event(delta(finish="stop")) + DONE
        addresses.add(connection.sock.getsockname())
    connection.close()
    assert statistics.median(lags) <= 0.010 and max(lags) < 0.5, lags
    assert len(addresses) == 1
    lines = server.records(5)
    assert [(line["outcome"], line["http.status"], line["events"]) for line in lines] == [("completed", 200, 4)] * 5


def fin(exchange: Exchange) -> None:
    exchange.connection.shutdown(socket.SHUT_RDWR)


def reset(exchange: Exchange) -> None:
    # A reset overtakes bytes that are not read yet; the connection closes once its thread has given up.
    time.sleep(0.3)
    exchange.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    raise ConnectionAbortedError


def cut(end: Callable[[Exchange], None], *more: bytes) -> Script:
    def script(exchange: Exchange) -> None:
        exchange.start()
        for piece in (*THREE, *more):
            exchange.chunk(piece)
        end(exchange)

    return script


@pytest.mark.parametrize("script", [
    pytest.param(cut(fin), id="R-B2 FIN"),
    pytest.param(cut(fin, event(delta("four"))[:-1]), id="R-B2 FIN in an event"),
    pytest.param(cut(reset), id="R-B2 reset"),
    pytest.param(says(*THREE), id="R-B3 clean end"),
    pytest.param(says(*THREE, event(delta("four"))[:-1]), id="R-B3 clean end in an event"),
])
def test_an_answer_that_stops_is_told(upstream: Upstreams, bellhop: Servers, drips: bool, script: Script) -> None:
    """R-B2, R-B3: the whole events, one error event, a clean end, no `[DONE]`, one attempt."""
    source = upstream(script, drips=drips)
    server = bellhop(source)
    answer = ask(server)
    assert answer.status_code == 200 and answer.content.startswith(b"".join(THREE))
    last = answer.content.removeprefix(b"".join(THREE))
    assert last.startswith(b"data: {") and last.endswith(b"}\n\n") and last.count(b"\n") == 2
    error = json.loads(last.removeprefix(b"data: "))["error"]
    assert (error["type"], error["code"], error["param"]) == ("upstream_error", "upstream_truncated", None) and error["message"]
    assert b"[DONE]" not in answer.content and b'"finish_reason":"' not in answer.content
    facts = {"http.status": 200, "attempts": 1, "events": 3, "error.code": "upstream_truncated", "bytes_out": len(answer.content)}
    told(server, "upstream_truncated", facts)
    assert len(source.requests) == 1


def test_an_end_with_a_reason_needs_no_done(upstream: Upstreams, bellhop: Servers, drips: bool) -> None:
    """A clean end after a `finish_reason` is accepted, and no `[DONE]` is made up."""
    body = b"".join(THREE) + event(delta(finish="length"))
    server = bellhop(upstream(says(body), drips=drips))
    assert ask(server).content == body
    told(server, "completed", {"http.status": 200, "events": 4, "upstream.missing_done": True, "error.code": None})


@pytest.mark.parametrize("ending", ["terminator", "none"])
def test_an_error_event_of_the_upstreams_own(upstream: Upstreams, bellhop: Servers, drips: bool, ending: str) -> None:
    """R-B4: it passes as it is and ends the stream, whether or not the upstream ends its body."""
    failure = event({"error": {"message": "The server had an error", "type": "server_error", "param": None, "code": "overloaded_now"}})

    def script(exchange: Exchange) -> None:
        exchange.start()
        for piece in (*THREE[:2], failure):
            exchange.chunk(piece)
        if ending == "none":
            exchange.wait_for_release()
        exchange.finish()

    source = upstream(script, drips=drips)
    server = bellhop(source)
    assert ask(server).content == THREE[0] + THREE[1] + failure
    told(server, "upstream_error", {"http.status": 200, "attempts": 1, "events": 3, "error.code": "overloaded_now"})
    assert len(source.requests) == 1


def test_an_event_without_an_end(upstream: Upstreams, bellhop: Servers) -> None:
    """R-B12: 100 MB without a line end are cut with an error event, and the memory stays."""
    stopped = []

    def flood(exchange: Exchange) -> None:
        exchange.start()
        exchange.chunk(THREE[0])
        try:
            for _ in range(1600):
                exchange.chunk(b"x" * 65536)
        except OSError:
            stopped.append(True)
            raise

    server = bellhop(upstream(says(*THREE, event(delta(finish="stop")), DONE), flood))
    ask(server)
    before = server.memory_from_here()
    answer = ask(server)
    error = json.loads(answer.content.removeprefix(THREE[0]).removeprefix(b"data: "))["error"]
    assert (error["code"], error["type"]) == ("upstream_event_too_large", "upstream_error") and len(answer.content) < 1000
    assert server.memory()["VmHWM"] - before < 4 << 20
    line = server.records(2)[1]
    assert (line["outcome"], line["error.code"], line["http.status"]) == ("upstream_protocol_error", "upstream_event_too_large", 200)
    assert stopped


HALF = b'{"id":"c","choices":[{"message":{"content":"half an '
FRAMINGS = {
    "length": (b"Content-Length: 900\r\n\r\n", HALF), "chunks": (b"Transfer-Encoding: chunked\r\n\r\n", b"%x\r\n%s\r\n" % (len(HALF), HALF)),
    "close": (b"Connection: close\r\n\r\n", HALF),
}


@pytest.mark.parametrize("end", [fin, reset])
@pytest.mark.parametrize("framing", FRAMINGS)
def test_a_plain_answer_that_is_cut(upstream: Upstreams, bellhop: Servers, framing: str, end: Callable[[Exchange], None]) -> None:
    """R-B15: half a plain answer is no answer: 502 after one attempt, whatever should have ended it."""
    def script(exchange: Exchange) -> None:
        exchange.send(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n" + b"".join(FRAMINGS[framing]))
        end(exchange)

    source = upstream(script)
    server = bellhop(source)
    answer = ask(server, ASK)
    assert (answer.status_code, answer.json()["error"]["code"]) == (502, "upstream_truncated") and "half an" not in answer.text
    told(server, "upstream_truncated", {"http.status": 502, "attempts": 1, "events": 0, "error.code": "upstream_truncated"})
    assert len(source.requests) == 1


def test_a_plain_answer_that_the_close_ends(upstream: Upstreams, bellhop: Servers) -> None:
    """Without a length the close is the end of the body."""
    body = b'{"choices": [{"message":{"content":"x"} } ]}'

    def script(exchange: Exchange) -> None:
        exchange.send(b"HTTP/1.0 200 OK\r\nContent-Type: application/json\r\n\r\n" + body)
        fin(exchange)

    server = bellhop(upstream(script))
    answer = ask(server, ASK)
    assert (answer.status_code, answer.content, answer.headers["content-length"]) == (200, body, str(len(body)))
