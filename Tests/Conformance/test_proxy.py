"""V-16: on the way through a company's proxy, as curl and the Python clients read its settings."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Iterator

import pytest

from asking import ASK, STREAM, ask, told
from bellhop import KEY, Bellhop
from connect_proxy import ConnectProxy
from upstream import Upstream, stream

Servers = Callable[..., Bellhop]
Upstreams = Callable[..., Upstream]


@pytest.fixture
def proxy() -> Iterator[Callable[..., ConnectProxy]]:
    made: list[ConnectProxy] = []

    def make(target: int, refusal: int | None = None) -> ConnectProxy:
        made.append(ConnectProxy(target, refusal))
        return made[-1]

    yield make
    for one in made:
        one.close()


def test_tls_is_led_through(
    upstream: Upstreams, bellhop: Servers, proxy: Callable[..., ConnectProxy], authority: tuple[str, object], drips: bool
) -> None:
    """V-16: the proxy sees `CONNECT host:port` with its own credentials and nothing else; the second chat uses the same tunnel."""
    ca_file, context = authority
    source = upstream(stream("fine"), tls=context, drips=drips)
    way = proxy(source.port)
    server = bellhop(source, SSL_CERT_FILE=ca_file, https_proxy=f"http://anna:p%40ss-9911@{way.address}", BELLHOP_THREADS="1")
    for body in (STREAM, ASK):
        answer = ask(server, body)
        assert answer.status_code == 200 and "fine" in answer.text
    assert len(way.requests) == 1
    line, *fields = way.requests[0].split("\r\n")
    assert line == f"CONNECT localhost:{source.port} HTTP/1.1"
    basic = base64.b64encode(b"anna:p@ss-9911").decode()
    assert f"proxy-authorization: Basic {basic}" in fields and KEY not in way.requests[0]
    assert source.requests[0].header("proxy-authorization") is None
    assert source.requests[0].header("authorization") == f"Bearer {KEY}"
    assert "p@ss-9911" not in server.log and "p%40ss-9911" not in server.log and basic not in server.log


def test_a_plain_request_goes_to_the_proxy_with_its_whole_url(upstream: Upstreams, bellhop: Servers, proxy: Callable[..., ConnectProxy]) -> None:
    """V-16"""
    source = upstream(stream("fine"))
    way = proxy(source.port)
    server = bellhop("http://model.example/v1?x=1", HTTP_PROXY=f"anna:word@{way.address}")
    answer = ask(server)
    assert answer.status_code == 200 and "fine" in answer.text
    assert way.requests[0].startswith("POST http://model.example/v1/chat/completions?x=1 HTTP/1.1\r\n")
    assert "proxy-authorization: Basic " in way.requests[0] and "\r\nhost: model.example\r\n" in way.requests[0]


@pytest.mark.parametrize("exception", ["127.0.0.1", "127.0.0.0/8", "*", "other.example, 127.0.0.1"])
def test_exceptions_go_around_it(upstream: Upstreams, bellhop: Servers, proxy: Callable[..., ConnectProxy], exception: str) -> None:
    """V-16: `NO_PROXY`."""
    source = upstream(stream("fine"))
    way = proxy(1)
    server = bellhop(source, HTTP_PROXY=f"http://{way.address}", NO_PROXY=exception)
    assert ask(server).status_code == 200 and way.requests == []


@pytest.mark.parametrize(("status", "attempts"), [(407, 1), (403, 1), (503, 3)])
def test_a_proxy_that_refuses(
    upstream: Upstreams, bellhop: Servers, proxy: Callable[..., ConnectProxy], authority: tuple[str, object], status: int, attempts: int
) -> None:
    """R-H3, V-16: 502, and the proxy's status in the log."""
    source = upstream(stream("never"), tls=authority[1])
    way = proxy(source.port, refusal=status)
    server = bellhop(source, SSL_CERT_FILE=authority[0], HTTPS_PROXY=f"http://{way.address}")
    answer = ask(server)
    assert (answer.status_code, answer.json()["error"]["code"]) == (502, "upstream_unreachable")
    told(server, "upstream_unreachable", {"attempts": attempts, "upstream.status": None})
    lines = [json.loads(line) for line in server.lines if '"cause"' in line]
    assert [(line["cause"], line["upstream.status"]) for line in lines] == [("proxy_refused", status)]
    assert len(way.requests) == attempts and source.requests == []


def test_a_plain_request_that_the_proxy_refuses(upstream: Upstreams, bellhop: Servers, proxy: Callable[..., ConnectProxy]) -> None:
    """R-H3: a 407 from a proxy is no word about the upstream's key."""
    way = proxy(1, refusal=407)
    server = bellhop("http://model.example/v1", HTTP_PROXY=f"http://{way.address}")
    answer = ask(server)
    assert (answer.status_code, answer.json()["error"]["code"]) == (502, "upstream_unreachable")
    assert '"cause":"proxy_refused"' in server.log
