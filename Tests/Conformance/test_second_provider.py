"""V-17: the second provider answers where the first one cannot, and a stream that has begun never changes horses."""

from __future__ import annotations

import json
import socket
from collections.abc import Callable
from typing import Any

import pytest

from asking import ASK, STREAM, agree, ask
from bellhop import Bellhop
from upstream import Exchange, Upstream, delta, event, stream

Servers = Callable[..., Bellhop]
Upstreams = Callable[..., Upstream]

BOTH = pytest.mark.parametrize("body", [pytest.param(STREAM, id="stream"), pytest.param(ASK, id="plain")])


def second(source: Upstream, **more: str) -> dict[str, str]:
    names = {"url": source.url, "api_key": "sk-second-1", "model": "other/model"} | more
    return {f"BELLHOP_UPSTREAM_FALLBACK_{name.upper()}": value for name, value in names.items()}


def answers(status: int, *fields: str) -> Callable[[Exchange], None]:
    return lambda exchange: exchange.answer(status, {"error": {"message": "words of the first", "code": str(status)}}, *fields)


def hang_up(exchange: Exchange) -> None:
    exchange.connection.shutdown(socket.SHUT_RDWR)


def never(exchange: Exchange) -> None:
    exchange.hang()


@BOTH
@pytest.mark.parametrize(("first", "attempts"), [
    pytest.param(answers(401), 1, id="401"), pytest.param(answers(402), 1, id="402"), pytest.param(answers(403), 1, id="403"),
    pytest.param(answers(429, "Retry-After: 60"), 1, id="429"), pytest.param(answers(500), 3, id="500"),
    pytest.param(answers(501), 1, id="501"), pytest.param(hang_up, 3, id="closed"), pytest.param(never, 1, id="silent"),
])
def test_it_is_asked_where_the_first_cannot_answer(
    upstream: Upstreams, bellhop: Servers, first: Callable[[Exchange], None], attempts: int, body: dict[str, Any]
) -> None:
    """V-17: one answer, with the second one's key and model; the headers show nothing of it, the log and a metric do."""
    one, other = upstream(first), upstream(stream("fine"))
    server = bellhop(one, BELLHOP_TIMEOUTS_FIRST_BYTE_SECONDS="0.5", **second(other))
    answer = ask(server, body)
    assert answer.status_code == 200 and "fine" in answer.text
    request = other.requests[0]
    assert request.header("authorization") == "Bearer sk-second-1" and request.json["model"] == "other/model"
    assert len(one.requests) == attempts and len(other.requests) == 1
    line = server.records()[0]
    assert (line["outcome"], line["upstream.name"], line["attempts"], line["upstream.status"]) == ("completed", "fallback", attempts + 1, 200)
    assert agree(server)["bellhop_upstream_fallbacks_total"] == 1
    assert not [name for name in answer.headers if "upstream" in name or "fallback" in name]
    # The operator learns that the first one is down all the same.
    assert [json.loads(one)["upstream.name"] for one in server.lines if '"cause"' in one] == ["primary"]


@pytest.mark.parametrize("status", [400, 404, 422])
def test_it_is_not_asked_where_the_request_is_wrong(upstream: Upstreams, bellhop: Servers, status: int) -> None:
    """V-17"""
    other = upstream(stream("never"))
    server = bellhop(upstream(answers(status)), **second(other))
    assert ask(server).status_code == 502 and other.requests == []
    assert "upstream.name" not in server.records()[0]


def test_a_stream_that_has_begun_stays(upstream: Upstreams, bellhop: Servers) -> None:
    """V-17: cut in the middle, it ends with its error event."""

    def cut(exchange: Exchange) -> None:
        exchange.start()
        exchange.chunk(event(delta("half")))
        exchange.connection.shutdown(socket.SHUT_RDWR)

    other = upstream(stream("never"))
    server = bellhop(upstream(cut), **second(other))
    answer = ask(server)
    assert answer.status_code == 200 and "upstream_truncated" in answer.text and other.requests == []


def test_both_down(upstream: Upstreams, bellhop: Servers) -> None:
    """V-17: the last one's answer is told, once, and nobody is asked a third time."""
    one, other = upstream(answers(500)), upstream(answers(503, "Retry-After: 60"))
    server = bellhop(one, **second(other))
    answer = ask(server)
    assert (answer.status_code, answer.headers["retry-after"], answer.headers["x-should-retry"]) == (503, "60", "false")
    assert "words of the first" not in answer.text
    line = server.records()[0]
    assert (line["attempts"], line["upstream.name"], line["upstream.status"]) == (4, "fallback", 503)
    assert (len(one.requests), len(other.requests)) == (3, 1)


def test_a_spelling_is_learned_for_each(upstream: Upstreams, bellhop: Servers) -> None:
    """V-17, V-02: the second one's refusal of a field is answered by another spelling, and remembered for it alone."""

    def picky(exchange: Exchange) -> None:
        if "max_tokens" in exchange.request.json:
            exchange.answer(400, {"error": {"message": "Use 'max_completion_tokens'.", "param": "max_tokens", "code": "unsupported_parameter"}})
        else:
            stream("fine")(exchange)

    one, other = upstream(answers(401)), upstream(picky)
    server = bellhop(one, BELLHOP_MODEL="m", **second(other))
    for attempts in (3, 2):
        assert ask(server).status_code == 200
    assert [line["attempts"] for line in server.records(2)] == [3, 2]
    assert all("max_tokens" in request.json for request in one.requests)
    assert '"setting":"upstream.fallback.body: ' in server.log
