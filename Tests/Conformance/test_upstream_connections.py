"""R-H8: the connection to the model's API is kept over `[DONE]`, wherever the last chunk of the answer comes."""

from __future__ import annotations

import ssl
import time
from collections.abc import Callable

import httpx
import pytest

from asking import DONE, STREAM
from bellhop import Bellhop
from upstream import Exchange, Script, Upstream, delta, event

Servers = Callable[..., Bellhop]
Upstreams = Callable[..., Upstream]

CHATS = 30


def ends(pause: float | None) -> Script:
    """An answer whose last chunk comes with `[DONE]` (None), or in a write of its own after `pause` seconds."""

    def script(exchange: Exchange) -> None:
        exchange.start()
        exchange.chunk(event(delta("fine")))
        exchange.chunk(event(delta(finish="stop")))
        last = b"%x\r\n%s\r\n" % (len(DONE), DONE)
        if pause is None:
            exchange.send(last + b"0\r\n\r\n")
            return
        exchange.send(last)
        time.sleep(pause)
        exchange.finish()

    return script


@pytest.fixture(params=[False, True], ids=["plain", "TLS"])
def secure(request: pytest.FixtureRequest) -> bool:
    return request.param


@pytest.mark.parametrize("leaves", [False, True], ids=["reads on", "leaves at DONE"])
@pytest.mark.parametrize("pause", [None, 0, 0.001, 0.05], ids=["together", "at once", "1 ms", "50 ms"])
def test_chats_in_turn_share_one_connection(
    upstream: Upstreams, bellhop: Servers, authority: tuple[str, ssl.SSLContext], secure: bool, pause: float | None, leaves: bool
) -> None:
    ca, tls = authority
    source = upstream(ends(pause), tls=tls if secure else None)
    # One loop: each has connections of its own.
    server = bellhop(source, BELLHOP_THREADS="1", SSL_CERT_FILE=ca, BELLHOP_LIMITS_REQUESTS_PER_MINUTE="1000")
    bodies = []
    if leaves:
        for _ in range(CHATS):
            with httpx.stream("POST", f"{server.url}/api/chat", json=STREAM) as answer:
                body = b""
                for piece in answer.iter_raw():
                    body += piece
                    if body.endswith(DONE):
                        break
            bodies.append(body)
    else:
        with httpx.Client() as client:
            bodies = [client.post(f"{server.url}/api/chat", json=STREAM).content for _ in range(CHATS)]
    assert bodies == [event(delta("fine")) + event(delta(finish="stop")) + DONE] * CHATS
    assert [line["outcome"] for line in server.records(CHATS)] == ["completed"] * CHATS
    assert [line["attempts"] for line in server.records(CHATS)] == [1] * CHATS
    assert source.connections == 1


def test_an_answer_ends_at_done_however_late_its_last_chunk(upstream: Upstreams, bellhop: Servers) -> None:
    """The guest does not wait for it; nor does the next, once one was late."""

    def late(exchange: Exchange) -> None:
        exchange.start()
        exchange.chunk(event(delta("fine", "stop")) + event("[DONE]"))
        exchange.wait_for_release()

    source = upstream(late)
    server = bellhop(source, BELLHOP_THREADS="1")
    with httpx.Client() as client:
        for _ in range(3):
            assert client.post(f"{server.url}/api/chat", json=STREAM, timeout=5).content.endswith(DONE)
    assert source.connections == 3
