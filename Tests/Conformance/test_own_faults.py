"""R-B16: a fault of ours in mid-stream is never a clean end with nothing said, and what can live on does."""

from __future__ import annotations

import os
import resource
from collections.abc import Callable

import httpx
import pytest

from asking import ASK, DONE, STREAM, ask
from bellhop import Bellhop
from upstream import Exchange, Upstream, delta, event

Servers = Callable[..., Bellhop]
Upstreams = Callable[..., Upstream]

FIRST, LAST = event(delta("first")), event(delta(" last", "stop"))


def held(exchange: Exchange) -> None:
    exchange.start()
    exchange.chunk(FIRST)
    exchange.wait_for_release()
    exchange.chunk(LAST + DONE)
    exchange.finish()


def test_a_crash_is_no_clean_end(upstream: Upstreams, bellhop: Servers) -> None:
    """R-B16: the body is cut off, so that a client cannot take half an answer for a whole one."""
    server = bellhop(upstream(held))
    with httpx.stream("POST", f"{server.url}/api/chat", json=STREAM, timeout=20) as answer:
        pieces = answer.iter_bytes()
        assert next(pieces) == FIRST
        server.process.kill()
        with pytest.raises((httpx.RemoteProtocolError, httpx.ReadError)):
            list(pieces)


def test_streams_live_on_when_descriptors_run_out(upstream: Upstreams, bellhop: Servers) -> None:
    """R-B16: what a new chat fails for does not touch the ones that run."""
    source = upstream(held)
    server = bellhop(source)
    with httpx.Client(timeout=20) as client, client.stream("POST", f"{server.url}/api/chat", json=STREAM) as running:
        pieces = running.iter_bytes()
        assert next(pieces) == FIRST
        # One descriptor for the new guest's connection, none for its way upstream.
        used = {int(name) for name in os.listdir(f"/proc/{server.process.pid}/fd")}
        free = next(number for number in range(max(used) + 2) if number not in used)
        limit = resource.prlimit(server.process.pid, resource.RLIMIT_NOFILE)
        resource.prlimit(server.process.pid, resource.RLIMIT_NOFILE, (free + 1, limit[1]))
        refused = [ask(server, body) for body in (STREAM, ASK)]
        resource.prlimit(server.process.pid, resource.RLIMIT_NOFILE, limit)
        source.release()
        assert b"".join(pieces) == LAST + DONE
    for answer in refused:
        assert (answer.status_code, answer.json()["error"]["code"]) == (503, "overloaded")
        assert answer.json()["error"]["type"] == "server_error" and int(answer.headers["retry-after"]) >= 1
    assert ask(server).content == FIRST + LAST + DONE
    assert sorted((line["outcome"], line["attempts"]) for line in server.records(4)) == [("completed", 1)] * 2 + [("shed", 0)] * 2
