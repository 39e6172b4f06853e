"""A guest who closes, resets or half-closes ends the exchange in each of its phases: R-C1, R-C2, R-C3."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from itertools import cycle, product

import pytest

from bellhop import Bellhop
from guest import Guest
from observe import MIB, descriptors, descriptors_at_rest, in_flight, outcomes, resident, until
from upstream import Exchange, Script, Upstream, delta, event, stream

Ready = Callable[..., tuple[Upstream, Bellhop]]
Step = Callable[[Guest], None]
# How often each way of leaving is tried; the median counts, so that one turn of a busy machine does not.
TURNS = 5
LEAVE: dict[str, Step] = {"closes": Guest.close, "resets": Guest.reset, "half-closes": Guest.half_close}
leaving = pytest.mark.parametrize("leave", [pytest.param(how, id=name) for name, how in LEAVE.items()])


def paced(exchange: Exchange) -> None:
    """An event each 20 ms, without end."""
    exchange.watch()
    exchange.start()
    while True:
        exchange.chunk(event(delta("word ")))
        time.sleep(0.02)


def half_an_answer(exchange: Exchange) -> None:
    exchange.send(b'HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n{"id": "chatcmpl-1"')
    exchange.hang()


def half_an_error(exchange: Exchange) -> None:
    exchange.send(b'HTTP/1.1 400 Bad\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n{"error": {')
    exchange.hang()


def ask_and_leave(
    source: Upstream, server: Bellhop, leave: Step, streamed: bool, arrived: Step
) -> float:
    """One exchange given up once `arrived` returns; how long the upstream took to see it, in seconds."""
    number = len(source.exchanges)
    with Guest(server) as guest:
        guest.ask(stream=streamed)
        assert until(lambda: len(source.exchanges) > number)
        arrived(guest)
        left = time.monotonic()
        leave(guest)
        exchange = source.exchanges[number]
        assert exchange.closed_by_peer.wait(10), "the upstream never saw the close"
        return exchange.closed_at - left


@pytest.fixture
def ready(upstream: Callable[..., Upstream], bellhop: Callable[..., Bellhop]) -> Ready:
    def make(script: Script, streams: int = 1, **settings: str) -> tuple[Upstream, Bellhop]:
        source = upstream(script)
        return source, bellhop(source, BELLHOP_LIMITS_CONCURRENT_STREAMS=str(streams),
                               BELLHOP_LIMITS_REQUESTS_PER_MINUTE="1000000", **settings)

    return make


def turns(source: Upstream, server: Bellhop, leave: Step, streamed: bool, arrived: Step) -> list[float]:
    """`TURNS` exchanges, each of which needs the only slot there is."""
    took = []
    for _ in range(TURNS):
        took.append(ask_and_leave(source, server, leave, streamed, arrived))
        assert until(lambda: in_flight(server) == 0)
    return took


def expect_client_closed(source: Upstream, server: Bellhop, status: int) -> None:
    """One line and one attempt for each of the turns, no error, nothing left over."""
    lines = server.records(TURNS)
    assert [(line["outcome"], line["http.status"], line["attempts"], line["level"]) for line in lines] \
        == [("client_closed", status, 1, "info")] * TURNS
    assert (outcomes(server), in_flight(server), len(source.requests)) == ({"client_closed": TURNS}, 0, TURNS)
    assert not [line for line in server.lines if '"level":"error"' in line or '"level":"warning"' in line]


@leaving
def test_leaving_in_mid_stream_closes_the_upstream(ready: Ready, leave: Step) -> None:
    """R-C1: with one stream allowed at a time, each turn also needs the slot of the one before."""
    source, server = ready(paced)
    took = turns(source, server, leave, True, lambda guest: guest.read_until(b"word "))
    assert statistics.median(took) < 0.1
    expect_client_closed(source, server, 200)


@leaving
@pytest.mark.parametrize("streamed", [True, False], ids=["stream", "plain"])
def test_leaving_before_the_status_line_closes_the_upstream(
    ready: Ready, leave: Step, streamed: bool
) -> None:
    """R-C2: the upstream has said nothing yet, for 0.3 s; no further attempt is made."""
    source, server = ready(Exchange.hang)
    took = turns(source, server, leave, streamed, lambda _: time.sleep(0.3))
    assert statistics.median(took) < 0.1
    expect_client_closed(source, server, 499)


@leaving
@pytest.mark.parametrize(("script", "streamed"), [
    pytest.param(half_an_answer, False, id="plain answer"), pytest.param(half_an_error, False, id="error"),
    pytest.param(half_an_error, True, id="error of a stream"),
])
def test_leaving_while_an_answer_is_half_read_closes_the_upstream(
    ready: Ready, leave: Step, script: Script, streamed: bool
) -> None:
    """R-C2 in the third phase: the status is in and the plain answer's body is not."""
    source, server = ready(script)
    took = turns(source, server, leave, streamed, lambda _: time.sleep(0.1))
    assert statistics.median(took) < 0.1
    expect_client_closed(source, server, 499)


@leaving
def test_leaving_during_a_retrys_wait_ends_the_attempts(ready: Ready, leave: Step) -> None:
    """R-C2 in the wait for a retry, which would begin 1 s after the refusal."""
    refusal = {"error": {"message": "slow down", "type": "requests", "param": None, "code": "rate_limit_exceeded"}}
    source, server = ready(lambda exchange: exchange.answer(429, refusal, "Retry-After: 1"))
    with Guest(server) as guest:
        guest.ask()
        assert until(lambda: len(source.requests) == 1)
        time.sleep(0.2)
        leave(guest)
        line = server.records()[0]
    assert (line["outcome"], line["http.status"], line["attempts"]) == ("client_closed", 499, 1)
    assert line["duration_ms"] < 900
    time.sleep(1.5)
    assert len(source.requests) == 1 and in_flight(server) == 0


# A third of the cycles in each phase, each phase left in each way.
PHASES: list[tuple[Script, bool, Step]] = [
    (Exchange.hang, True, lambda _: None),
    (paced, True, lambda guest: guest.read_until(b"word ")),
    (half_an_answer, False, lambda _: None),
]


def test_a_thousand_aborts_leave_nothing_behind(upstream: Callable[..., Upstream], bellhop: Callable[..., Bellhop]) -> None:
    """R-C3: descriptors, slots, in flight and memory are back where they were, and the next request works."""
    source = upstream(stream("never"))
    server = bellhop(source, "serve", "--port", "0", "--threads", "2", BELLHOP_LIMITS_CONCURRENT_STREAMS="2",
                     BELLHOP_LIMITS_REQUESTS_PER_MINUTE="1000000")
    ways = cycle(product(PHASES, LEAVE.values()))

    def abort(times: int) -> None:
        for _ in range(times):
            (source.scripts[0], streamed, arrived), leave = next(ways)
            ask_and_leave(source, server, leave, streamed, arrived)

    abort(198)
    assert until(lambda: in_flight(server) == 0)
    open_before, memory_before = descriptors_at_rest(server), resident(server)
    abort(999)
    assert until(lambda: in_flight(server) == 0)
    assert outcomes(server) == {"client_closed": 1197}
    assert until(lambda: descriptors(server) <= open_before), (open_before, descriptors(server))
    assert resident(server) - memory_before < 2 * MIB
    source.scripts[0] = stream("fine")
    with Guest(server) as one, Guest(server) as other:
        for guest in (one, other):
            guest.ask()
        for guest in (one, other):
            assert b"fine" in guest.read_until(b"[DONE]")


def test_who_has_gone_leaves_no_bytes_to_who_comes(ready: Ready) -> None:
    """R-C1: the next connection has the descriptor of the one that was reset a moment ago, and gets nothing of its answer."""
    _, server = ready(paced, streams=1000, BELLHOP_THREADS="4")
    silent: list[Guest] = []
    try:
        for _ in range(6):
            guests = [Guest(server).ask() for _ in range(25)]
            for guest in guests:
                guest.read_until(b"word ")
            for guest in guests:
                guest.reset()
                silent.append(Guest(server))
        time.sleep(0.2)
        for guest in silent:
            guest.socket.setblocking(False)
            with pytest.raises(BlockingIOError):
                guest.socket.recv(1)
    finally:
        for guest in silent:
            guest.close()
    assert until(lambda: in_flight(server) == 0)
