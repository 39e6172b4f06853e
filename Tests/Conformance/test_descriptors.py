"""Out of descriptors: accepting pauses without spinning and goes on by itself, chats are told `overloaded`."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator

import pytest

from bellhop import Bellhop
from guest import Guest
from observe import cpu_seconds, descriptors, descriptors_at_rest, in_flight, outcomes, until
from upstream import Upstream, stream

LIMIT = 64
HEALTH = b"GET /healthz HTTP/1.1\r\nHost: hotel\r\n\r\n"


class Shortage:
    """A server without a descriptor left: `early` has been served, and many say nothing, most of them not yet accepted."""

    def __init__(self, source: Upstream, server: Bellhop) -> None:
        self.source, self.server = source, server
        self.early = Guest(server)
        self.early.send(HEALTH)
        self.early.read_until(b"ok")
        self.early.received = b""
        self.before = descriptors_at_rest(server)
        self.crowd = [Guest(server) for _ in range(3 * LIMIT)]
        assert until(lambda: descriptors(server) == LIMIT)

    def end(self) -> None:
        """The crowd leaves; those who waited in the kernel's queue are accepted and seen to have left too."""
        for guest in self.crowd:
            guest.close()

    def is_over(self) -> bool:
        return until(lambda: descriptors(self.server) <= self.before)


@pytest.fixture
def shortage(upstream: Callable[..., Upstream], bellhop: Callable[..., Bellhop]) -> Iterator[Shortage]:
    source = upstream(stream("fine"))
    server = bellhop(source, "serve", "--port", "0", "--threads", "1", descriptors=LIMIT, BELLHOP_TIMEOUTS_HEADER_SECONDS="60")
    shortage = Shortage(source, server)
    yield shortage
    shortage.end()
    shortage.early.close()


def test_accepting_pauses_and_goes_on(shortage: Shortage) -> None:
    """The process sleeps while it can accept nobody, serves whom it has, and takes the rest once others have left."""
    server, early = shortage.server, shortage.early
    with Guest(server) as waiting:
        waiting.send(HEALTH)
        time.sleep(0.5)
        before = cpu_seconds(server)
        time.sleep(3)
        assert cpu_seconds(server) - before < 0.3
        early.send(HEALTH)
        assert b" 200 OK\r\n" in early.read_until(b"ok")
        shortage.end()
        assert b" 200 OK\r\n" in waiting.read_until(b"ok")
    assert shortage.is_over()


@pytest.mark.parametrize("streamed", [True, False], ids=["stream", "plain"])
def test_a_chat_without_descriptors_is_told_overloaded(shortage: Shortage, streamed: bool) -> None:
    """503 with `Retry-After`, after no attempt; the next chat is served once there is room."""
    server, early = shortage.server, shortage.early
    early.ask(stream=streamed).read_until(b"}}")
    assert (early.status, early.error_code) == (503, "overloaded")
    assert b"\r\nretry-after: 1\r\n" in early.received.lower()
    line = server.records()[0]
    assert (line["outcome"], line["http.status"], line["attempts"], line["level"]) == ("shed", 503, 0, "info")
    assert line["duration_ms"] < 1000
    shortage.end()
    assert shortage.is_over()
    early.received = b""
    early.ask().read_until(b"[DONE]")
    assert until(lambda: outcomes(server) == {"shed": 1, "completed": 1})
    assert len(shortage.source.requests) == 1 and in_flight(server) == 0
