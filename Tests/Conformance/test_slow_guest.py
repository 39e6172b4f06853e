"""A guest who takes little or nothing holds the upstream back and costs no memory: R-C4, R-C5, R-D5."""

from __future__ import annotations

import hashlib
import threading
import time
from collections.abc import Callable

import pytest

from bellhop import Bellhop
from guest import Guest, chunks
from observe import MIB, descriptors, descriptors_at_rest, in_flight, outcomes, resident, until
from upstream import Exchange, Upstream, delta, event, stream

DONE = event(delta(finish="stop")) + event("[DONE]")
# Numbered events of 16 KiB, so that a lost or moved one shows.
EVENT_SIZE = 16384


def filler(number: int) -> bytes:
    """An event of exactly that size, whose data is a JSON text."""
    return event(f"\"{number:08} {'x' * (EVENT_SIZE - 19)}\"")


class Flood:
    """A script that sends `size` bytes of events, as fast as it can or with `pause` seconds between them."""

    def __init__(self, size: int, pause: float = 0) -> None:
        self.size, self.pause = size, pause
        self.sent = 0
        self.digest = hashlib.sha256()

    def __call__(self, exchange: Exchange) -> None:
        exchange.start()
        for number in range(self.size // EVENT_SIZE):
            self.send(exchange, filler(number))
            time.sleep(self.pause)
        self.send(exchange, DONE)
        exchange.finish()

    def send(self, exchange: Exchange, data: bytes) -> None:
        exchange.chunk(data)
        self.digest.update(data)
        self.sent += len(data)


def stops_rising(value: Callable[[], int], for_seconds: float, within: float) -> int:
    """The value once it has been the same for a while; fails where it never is."""
    deadline = time.monotonic() + within
    known, since = value(), time.monotonic()
    while time.monotonic() - since < for_seconds:
        assert time.monotonic() < deadline, "it goes on and on"
        time.sleep(0.02)
        if (now := value()) != known:
            known, since = now, time.monotonic()
    return known


class Reader(threading.Thread):
    """Reads all that comes and keeps none of it, until it is stopped."""

    def __init__(self, guest: Guest) -> None:
        super().__init__(daemon=True)
        self.guest, self.read, self.stopped = guest, 0, False
        self.start()

    def run(self) -> None:
        while not self.stopped and (piece := self.guest.socket.recv(1 << 18)):
            self.read += len(piece)

    def stop(self) -> int:
        self.stopped = True
        self.join()
        return self.read


@pytest.fixture
def ready(upstream: Callable[..., Upstream], bellhop: Callable[..., Bellhop]) -> Callable[..., Bellhop]:
    return lambda script, **settings: bellhop(upstream(script, stream("fine")), **settings)


def body(guest: Guest) -> bytes:
    """The whole answer's body; the terminator can stand nowhere else in what these upstreams send."""
    return chunks(guest.read_until(b"\r\n0\r\n\r\n").partition(b"\r\n\r\n")[2])


def test_a_guest_who_stops_reading_is_cut_and_costs_no_memory(ready: Callable[..., Bellhop]) -> None:
    """R-C4: the upstream's `send` blocks far below its 64 MB, memory stays, the write timer cuts, the next guest is served."""
    flood = Flood(64 * MIB)
    server = ready(flood, BELLHOP_TIMEOUTS_WRITE_SECONDS="2")
    open_before, memory_before = descriptors_at_rest(server), resident(server)
    with Guest(server, window=65536) as guest:
        guest.ask().read_until(b"\r\n\r\n")
        held_at = stops_rising(lambda: flood.sent, for_seconds=0.7, within=10)
        grown = resident(server) - memory_before
        line = server.records()[0]
        rest = guest.read_to_end()
    # What is on its way lies in the kernel's buffers of both connections, some MB each.
    assert held_at < 32 * MIB
    assert grown < 3 * MIB
    assert (line["outcome"], line["http.status"], line["level"]) == ("client_stalled", 200, "info")
    assert 1900 < line["duration_ms"] < 6000
    assert not rest.endswith(b"0\r\n\r\n") and b"error" not in rest
    assert until(lambda: descriptors(server) <= open_before) and in_flight(server) == 0
    with Guest(server) as guest:
        assert b"fine" in guest.ask().read_until(b"[DONE]")
    assert until(lambda: outcomes(server) == {"client_stalled": 1, "completed": 1})


def test_a_guest_who_pauses_gets_every_byte(ready: Callable[..., Bellhop]) -> None:
    """R-C5: 8 MB as fast as it can, and 1.5 s in which nobody reads."""
    flood = Flood(8 * MIB)
    server = ready(flood)
    with Guest(server, window=65536) as guest:
        guest.ask().read_until(b"\r\n\r\n")
        time.sleep(1.5)
        received = body(guest)
    assert len(received) == flood.sent and hashlib.sha256(received).digest() == flood.digest.digest()
    line = server.records()[0]
    assert (line["outcome"], line["events"], line["bytes_out"]) == ("completed", 8 * MIB // EVENT_SIZE + 1, flood.sent)


def test_a_guest_who_takes_little_but_steadily_is_not_cut(ready: Callable[..., Bellhop]) -> None:
    """The write timer runs from bytes that wait to the client taking some: whoever takes some in time goes on, however long it lasts."""
    flood = Flood(8 * MIB)
    server = ready(flood, BELLHOP_TIMEOUTS_WRITE_SECONDS="2")
    with Guest(server, window=65536) as guest:
        guest.ask().read_until(b"\r\n\r\n")
        taken, began = 0, time.monotonic()
        while time.monotonic() - began < 6:
            taken += len(guest.socket.recv(32768))
            time.sleep(0.1)
        assert taken < flood.size // 2, "it was no slow guest"
        guest.read_until(b"\r\n0\r\n\r\n")
    line = server.records()[0]
    assert (line["outcome"], line["bytes_out"]) == ("completed", flood.sent)


def stalls_after_it_all(exchange: Exchange, flood: Flood) -> None:
    """Fills every buffer, is silent for as long as the test wants, and ends."""
    exchange.start()
    for number in range(flood.size // EVENT_SIZE):
        flood.send(exchange, filler(number))
    exchange.wait_for_release()
    flood.send(exchange, DONE)
    exchange.finish()


def test_the_idle_timer_rests_while_the_guest_is_slow(ready: Callable[..., Bellhop]) -> None:
    """R-D5: a steady upstream, a guest who stalls for longer than `idle` and shorter than `write`."""
    flood = Flood(16 * MIB, pause=0.002)
    server = ready(flood, BELLHOP_TIMEOUTS_IDLE_SECONDS="1", BELLHOP_TIMEOUTS_WRITE_SECONDS="10")
    with Guest(server, window=65536) as guest:
        guest.ask().read_until(b"\r\n\r\n")
        stops_rising(lambda: flood.sent, for_seconds=2.5, within=10)
        assert flood.sent < flood.size, "the guest never held the upstream back"
        received = body(guest)
    assert received.endswith(DONE), received[-300:]
    assert hashlib.sha256(received).digest() == flood.digest.digest()
    assert server.records()[0]["outcome"] == "completed"


def test_the_idle_timer_runs_again_once_the_guest_reads(upstream: Callable[..., Upstream], bellhop: Callable[..., Bellhop]) -> None:
    """R-D5 and R-D3 together: silence that the guest did not cause still ends the stream, after everything that came."""
    flood = Flood(16 * MIB)
    server = bellhop(upstream(lambda exchange: stalls_after_it_all(exchange, flood)), BELLHOP_TIMEOUTS_IDLE_SECONDS="1")
    with Guest(server, window=65536) as guest:
        guest.ask().read_until(b"\r\n\r\n")
        stops_rising(lambda: flood.sent, for_seconds=1.5, within=10)
        received = body(guest)
    assert hashlib.sha256(received[:flood.sent]).digest() == flood.digest.digest()
    assert received[flood.sent:].startswith(b'data: {"error":') and b"upstream_timeout_idle" in received[flood.sent:]
    assert server.records()[0]["outcome"] == "upstream_timeout_idle"


def test_a_flood_takes_turns_with_the_others(upstream: Callable[..., Upstream], bellhop: Callable[..., Bellhop]) -> None:
    """A stream beside one that floods, on the same event loop, gets its events while the flood lasts."""
    flood, arrived = Flood(1 << 40), []

    def script(exchange: Exchange) -> None:
        if exchange.request.header("x-request-id") == "the-flooding-one":
            return flood(exchange)
        exchange.start()
        for number in range(50):
            exchange.chunk(event(f"[{number}, {time.monotonic()} ]"))
            time.sleep(0.02)
        exchange.chunk(DONE)
        exchange.finish()

    server = bellhop(upstream(script), "serve", "--port", "0", "--threads", "1")
    with Guest(server) as flooded, Guest(server) as other:
        flooded.ask(headers=("X-Request-ID: the-flooding-one",)).read_until(b"\r\n\r\n")
        reader = Reader(flooded)
        other.ask()
        while b"[DONE]" not in other.received:
            before = len(other.received)
            other.received += other.socket.recv(65536)
            arrived += [(time.monotonic(), line) for line in other.received[before:].split(b"\n") if line.startswith(b"data: ")]
        assert reader.stop() > MIB, "there was no flood"
    late = [at - float(line.split()[2]) for at, line in arrived if len(line.split()) == 4]
    assert len(late) == 50 and sorted(late)[25] < 0.2
