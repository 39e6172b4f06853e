"""What happens when a side takes too long, R-D1 to R-D4: a clear code, at the right time, and nothing left open."""

from __future__ import annotations

import json
import socket
import time
from collections.abc import Callable, Iterator

import pytest

from bellhop import Bellhop
from guest import Guest, chat_request, chunks
from observe import descriptors, descriptors_at_rest, in_flight, outcomes, until
from upstream import Exchange, Upstream, delta, event, stream

# How much later than its timer an end may come on a busy machine, in seconds.
SLACK = 1.5
both = pytest.mark.parametrize("streamed", [True, False], ids=["stream", "plain"])


def ask(server: Bellhop, streamed: bool) -> tuple[Guest, float]:
    """A whole answer and how long it took."""
    began = time.monotonic()
    with Guest(server) as guest:
        guest.ask(stream=streamed, headers=("Connection: close",)).read_to_end()
    return guest, time.monotonic() - began


def expect(server: Bellhop, outcome: str, status: int, attempts: int) -> None:
    line = server.records()[0]
    assert (line["outcome"], line["http.status"], line["attempts"], line["error.code"]) == (outcome, status, attempts, outcome)
    assert (outcomes(server), in_flight(server)) == ({outcome: 1}, 0)


@pytest.fixture
def deaf() -> Iterator[int]:
    """A port whose queue of connections is full: the kernel answers no SYN."""
    with socket.socket() as listener, socket.socket() as first:
        listener.bind(("127.0.0.1", 0))
        listener.listen(0)
        first.connect(listener.getsockname())
        with socket.socket() as second:
            second.setblocking(False)
            second.connect_ex(listener.getsockname())
            yield listener.getsockname()[1]


@both
def test_an_unanswered_connection_is_given_up(deaf: int, bellhop: Callable[..., Bellhop], streamed: bool) -> None:
    """R-D1: after `connect`, with one attempt."""
    server = bellhop(f"http://127.0.0.1:{deaf}/v1", BELLHOP_TIMEOUTS_CONNECT_SECONDS="1")
    before = descriptors_at_rest(server)
    guest, took = ask(server, streamed)
    assert (guest.status, guest.error_code) == (504, "upstream_timeout_connect")
    assert 1 <= took < 1 + SLACK
    expect(server, "upstream_timeout_connect", 504, 1)
    assert server.metrics()['bellhop_upstream_attempts_total{result="timeout"}'] == 1
    assert until(lambda: descriptors(server) <= before)


@both
def test_an_upstream_that_says_nothing_is_given_up(
    upstream: Callable[..., Upstream], bellhop: Callable[..., Bellhop], streamed: bool
) -> None:
    """R-D2: after `firstByte`, with one attempt; the upstream's connection is closed."""
    source = upstream(Exchange.hang)
    server = bellhop(source, BELLHOP_TIMEOUTS_FIRST_BYTE_SECONDS="1")
    guest, took = ask(server, streamed)
    assert (guest.status, guest.error_code) == (504, "upstream_timeout_first_byte")
    assert 1 <= took < 1 + SLACK
    expect(server, "upstream_timeout_first_byte", 504, 1)
    assert source.exchanges[0].closed_by_peer.wait(5) and len(source.requests) == 1


def first_then_silence(exchange: Exchange) -> None:
    exchange.start()
    exchange.chunk(event(delta("first")))
    exchange.hang()


def half_then_silence(exchange: Exchange) -> None:
    exchange.start()
    exchange.chunk(event(delta("first")) + event(delta("never whole"))[:-1])
    exchange.hang()


def comments_without_end(exchange: Exchange) -> None:
    exchange.watch()
    exchange.start()
    exchange.chunk(event(delta("first")))
    while not exchange.closed_by_peer.wait(0.2):
        exchange.chunk(b": still thinking\n\n")


@pytest.mark.parametrize(("script", "timer", "code"), [
    pytest.param(first_then_silence, "IDLE", "upstream_timeout_idle", id="between events"),
    pytest.param(half_then_silence, "IDLE", "upstream_timeout_idle", id="within an event"),
    pytest.param(comments_without_end, "TOTAL", "upstream_timeout_total", id="total"),
])
def test_a_stream_that_stops_ends_with_an_error_event(
    upstream: Callable[..., Upstream], bellhop: Callable[..., Bellhop], script: Callable[[Exchange], None], timer: str, code: str
) -> None:
    """R-D3, and the same with `total`: whole events, then the error event, then the clean end of the body."""
    source = upstream(script)
    server = bellhop(source, **{f"BELLHOP_TIMEOUTS_{timer}_SECONDS": "1"})
    guest, took = ask(server, True)
    head, _, rest = guest.received.partition(b"\r\n\r\n")
    events = [one for one in chunks(rest).decode().split("\n\n") if not one.startswith(":")]
    assert guest.status == 200 and "first" in events[0] and events[2:] == [""]
    assert json.loads(events[1].removeprefix("data: "))["error"]["code"] == code
    assert 1 <= took < 1 + SLACK
    expect(server, code, 200, 1)
    assert source.exchanges[0].closed_by_peer.wait(5)


@both
def test_total_counts_before_the_first_byte_too(upstream: Callable[..., Upstream], bellhop: Callable[..., Bellhop], streamed: bool) -> None:
    """R-D2 with `total`, which runs on over the waits between attempts."""
    refusal = {"error": {"message": "later", "type": "server_error", "param": None, "code": "server_error"}}
    source = upstream(lambda exchange: exchange.answer(503, refusal, "Retry-After: 3"))
    server = bellhop(source, BELLHOP_TIMEOUTS_TOTAL_SECONDS="1")
    guest, took = ask(server, streamed)
    assert (guest.status, guest.error_code) == (504, "upstream_timeout_total")
    assert 1 <= took < 1 + SLACK
    expect(server, "upstream_timeout_total", 504, 1)


# The client: `header` is 1 s in what follows.

@pytest.fixture
def hasty(upstream: Callable[..., Upstream], bellhop: Callable[..., Bellhop]) -> tuple[Upstream, Bellhop]:
    source = upstream(stream("fine"))
    return source, bellhop(source, BELLHOP_TIMEOUTS_HEADER_SECONDS="1")


def drip(guest: Guest, data: bytes) -> tuple[bytes, float]:
    """Sends a byte each 50 ms until the server ends the connection; what it said since, and when it ended after the first byte."""
    said, began = b"", time.monotonic()
    guest.socket.settimeout(0.05)
    for index in range(len(data)):
        try:
            guest.send(data[index:index + 1])
            while piece := guest.socket.recv(65536):
                said += piece
            return said, time.monotonic() - began
        except TimeoutError:
            continue
        except (BrokenPipeError, ConnectionResetError):
            return said, time.monotonic() - began
    raise AssertionError(f"the server waited for {len(data)} bytes")


def test_a_body_that_comes_too_slowly_is_408(hasty: tuple[Upstream, Bellhop]) -> None:
    """R-D4: with the chat's error object, and the outcome of its own."""
    source, server = hasty
    head, _, rest = chat_request(context={"stage": "x" * 200}).partition(b"\r\n\r\n")
    with Guest(server) as guest:
        guest.send(head + b"\r\n\r\n")
        said, took = drip(guest, rest)
    assert b"\r\nconnection: close\r\n" in said.lower()
    assert said.startswith(b"HTTP/1.1 408 ") and json.loads(said.partition(b"\r\n\r\n")[2])["error"]["code"] == "request_timeout"
    assert 0.9 < took < 1 + SLACK
    line = server.records()[0]
    assert (line["outcome"], line["http.status"], line["attempts"]) == ("rejected_timeout", 408, 0)
    assert outcomes(server) == {"rejected_timeout": 1} and source.requests == []


@pytest.mark.parametrize("answered", [pytest.param(False, id="first request"), pytest.param(True, id="second request")])
def test_a_head_that_comes_too_slowly_is_408(hasty: tuple[Upstream, Bellhop], answered: bool) -> None:
    """R-D4: the request line is in and the rest of the head drips, on a new connection and on one that has served a request."""
    source, server = hasty
    with Guest(server) as guest:
        if answered:
            guest.ask().read_until(b"\r\n0\r\n\r\n")
            time.sleep(0.3)
        guest.send(b"POST /api/chat HTTP/1.1\r\n")
        said, took = drip(guest, b"X-Slow: " + b"x" * 200)
    assert said.startswith(b"HTTP/1.1 408 ") and b"\r\nconnection: close\r\n" in said.lower()
    assert 0.9 < took < 1 + SLACK
    assert len(source.requests) == int(answered)


@pytest.mark.parametrize("data", [pytest.param(b"", id="nothing"), pytest.param(b"POST /api", id="half a request line")])
def test_a_connection_without_a_request_is_closed(hasty: tuple[Upstream, Bellhop], data: bytes) -> None:
    """R-D4: where no request line came, what is said does not matter, but the connection ends."""
    _, server = hasty
    before, began = descriptors_at_rest(server), time.monotonic()
    with Guest(server) as guest:
        guest.send(data)
        said = guest.read_to_end()
    assert 0.9 < time.monotonic() - began < 1 + SLACK
    assert said == b"" or (data and said.startswith(b"HTTP/1.1 408 "))
    assert until(lambda: descriptors(server) <= before) and outcomes(server) == {}


def test_a_connection_that_is_kept_outlives_the_head_timer(hasty: tuple[Upstream, Bellhop]) -> None:
    """R-D4 is about heads that have begun: a pause between two requests is none."""
    _, server = hasty
    with Guest(server) as guest:
        guest.ask().read_until(b"\r\n0\r\n\r\n")
        time.sleep(2)
        guest.received = b""
        guest.ask().read_until(b"\r\n0\r\n\r\n")
    assert outcomes(server) == {"completed": 2}
