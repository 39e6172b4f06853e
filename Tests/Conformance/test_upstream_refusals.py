"""What the upstream's own errors become, when they are tried again, and what is told of them. Each row streamed and not."""

from __future__ import annotations

import email.utils
import socket
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest

from asking import ASK, STREAM, ask, told
from bellhop import KEY, Bellhop
from upstream import Script, Upstream, stream

Servers = Callable[..., Bellhop]
Upstreams = Callable[..., Upstream]

BOTH = pytest.mark.parametrize("body", [pytest.param(STREAM, id="stream"), pytest.param(ASK, id="plain")])
ID = "x-request-id: upstream-7"


def error(code: str, message: str = "something about it", kind: str = "some_error", param: str | None = None) -> dict[str, object]:
    return {"error": {"message": message, "type": kind, "param": param, "code": code}}


def answers(status: int, body: object, *fields: str) -> Script:
    return lambda exchange: exchange.answer(status, body, ID, *fields)


def attempts(server: Bellhop) -> dict[str, int]:
    """The attempts by result, as the metrics count them."""
    prefix = "bellhop_upstream_attempts_total"
    return {name.split('"')[1]: int(value) for name, value in server.metrics().items() if name.startswith(prefix) and value}


@BOTH
@pytest.mark.parametrize("status", [401, 403])
def test_a_refused_key(upstream: Upstreams, bellhop: Servers, status: int, body: dict[str, object]) -> None:
    """R-B5: 502 of our own words, one error line with the upstream's id, and the key nowhere."""
    text = f"Incorrect API key provided: {KEY[:7]}*****{KEY[-4:]}. You sent {KEY}."
    source = upstream(answers(status, error("invalid_api_key", text), "x-ratelimit-limit-requests: 5"))
    server = bellhop(source)
    answer = ask(server, body)
    assert (answer.status_code, answer.json()["error"]["code"]) == (502, "upstream_auth_error")
    assert answer.json()["error"]["type"] == "upstream_error" and "sk-" not in answer.text and KEY[-4:] not in answer.text
    told(server, "upstream_auth_error", {
        "http.status": 502, "attempts": 1, "upstream.status": status, "upstream.request_id": "upstream-7", "error.code": "upstream_auth_error",
    })
    lines = [line for line in server.lines if '"level":"error"' in line]
    assert len(lines) == 1 and "upstream-7" in lines[0]
    assert "sk-" not in server.log and len(source.requests) == 1 and attempts(server) == {"4xx": 1}


@BOTH
def test_a_rate_limit_that_asks_for_long(upstream: Upstreams, bellhop: Servers, body: dict[str, object]) -> None:
    """R-B6: 429 at once with the upstream's `type`, `code` and `Retry-After`, in words of our own."""
    refusal = error("rate_limit_exceeded", "slow down", "requests")
    source = upstream(answers(429, refusal, "Retry-After: 7", "x-ratelimit-limit-requests: 5", "x-ratelimit-reset-requests: 7s"))
    server = bellhop(source)
    began = time.monotonic()
    answer = ask(server, body)
    assert time.monotonic() - began < 2
    assert (answer.status_code, answer.headers["retry-after"]) == (429, "7")
    assert answer.json()["error"] == refusal["error"] | {"message": answer.json()["error"]["message"]} and "slow down" not in answer.text
    assert not [name for name in answer.headers if name.startswith("x-ratelimit")] and "x-should-retry" not in answer.headers
    told(server, "upstream_error", {"http.status": 429, "attempts": 1, "upstream.status": 429, "error.code": "rate_limit_exceeded"})
    assert len(source.requests) == 1 and attempts(server) == {"429": 1}


def soon(least: float) -> str:
    return "Retry-After: " + email.utils.formatdate(time.time() + least + 1, usegmt=True)


@BOTH
@pytest.mark.parametrize(("field", "least", "most"), [
    pytest.param(None, 0.37, 0.63, id="R-B7"),
    pytest.param(lambda: "Retry-After: 1", 1, 1.3, id="R-B9 seconds"),
    pytest.param(lambda: "retry-after-ms: 900", 0.9, 1.2, id="R-B9 milliseconds"),
    pytest.param(lambda: soon(1), 1, 2.3, id="R-B9 date"),
])
def test_a_rate_limit_that_passes(
    upstream: Upstreams, bellhop: Servers, body: dict[str, object], field: Callable[[], str] | None, least: float, most: float
) -> None:
    """R-B7, R-B9: tried again after the wait that was asked for, or about half a second."""
    refused: list[float] = []

    def refuse(exchange) -> None:
        refused.append(time.monotonic())
        exchange.answer(429, error("rate_limit_exceeded"), ID, *([field()] if field else []))

    def serve(exchange) -> None:
        refused.append(time.monotonic())
        stream("fine")(exchange)

    server = bellhop(upstream(refuse, serve))
    answer = ask(server, body)
    assert answer.status_code == 200 and "fine" in answer.text
    # The upper bound leaves a busy machine half a second.
    assert least - 0.01 <= refused[1] - refused[0] <= most + 0.5
    told(server, "completed", {"http.status": 200, "attempts": 2, "upstream.status": 200, "error.code": None})
    assert attempts(server) == {"429": 1, "2xx": 1}


@pytest.mark.parametrize(("status", "given"), [(500, 502), (503, 503), (529, 503)])
def test_an_upstream_that_stays_down(upstream: Upstreams, bellhop: Servers, status: int, given: int) -> None:
    """R-B8: three attempts, then an error of the upstream's kind, and the client is told not to try again by itself."""
    refusal = error("server_error", "it hurts", "server_error")
    source = upstream(answers(status, refusal))
    server = bellhop(source)
    began = time.monotonic()
    with ThreadPoolExecutor(2) as pool:
        both = list(pool.map(lambda body: ask(server, body), (STREAM, ASK)))
    assert 1.1 <= time.monotonic() - began <= 4
    for answer in both:
        assert (answer.status_code, answer.headers["x-should-retry"]) == (given, "false") and "it hurts" not in answer.text
        assert (answer.json()["error"]["type"], answer.json()["error"]["code"]) == ("server_error", "server_error")
    told(server, "upstream_error", {"http.status": given, "attempts": 3, "upstream.status": status, "error.code": "server_error"}, count=2)
    assert len(source.requests) == 6 and attempts(server) == {"5xx": 6}


@BOTH
def test_a_prompt_that_is_too_long(upstream: Upstreams, bellhop: Servers, body: dict[str, object]) -> None:
    """R-B10: 400 with the same `type`, `param` and `code`, one attempt."""
    refusal = error("context_length_exceeded", "This model's maximum context length is 8 tokens.", "invalid_request_error", "messages")
    source = upstream(answers(400, refusal))
    server = bellhop(source)
    answer = ask(server, body)
    assert answer.status_code == 400
    assert answer.json()["error"] == refusal["error"] | {"message": answer.json()["error"]["message"]} and "8 tokens" not in answer.text
    told(server, "upstream_error", {"http.status": 400, "attempts": 1, "upstream.status": 400, "error.code": "context_length_exceeded"})
    assert len(source.requests) == 1 and attempts(server) == {"4xx": 1}


@BOTH
def test_a_page_instead_of_an_answer(upstream: Upstreams, bellhop: Servers, body: dict[str, object]) -> None:
    """R-B11: 502, and nothing of the page in the answer or the log."""
    page = b"<!doctype html><title>Sign in to marshmallow</title>"
    server = bellhop(upstream(answers(200, page, "Content-Type: text/html")))
    answer = ask(server, body)
    assert (answer.status_code, answer.json()["error"]["code"]) == (502, "upstream_protocol_error")
    told(server, "upstream_protocol_error", {"http.status": 502, "attempts": 1, "upstream.status": 200, "error.code": "upstream_protocol_error"})
    assert "marshmallow" not in answer.text + server.log and attempts(server) == {"protocol": 1}


def no_tls(listener: socket.socket) -> None:
    while True:
        try:
            connection, _ = listener.accept()
        except OSError:
            return
        with connection:
            connection.recv(4096)
            connection.sendall(b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n")


@pytest.mark.parametrize(("kind", "tries"), [("port closed", 3), ("unknown name", 3), ("no TLS", 1)])
def test_no_connection(bellhop: Servers, kind: str, tries: int) -> None:
    """R-B14: 502 within `connect`, and nothing of the address in the answer."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
        if kind == "no TLS":
            threading.Thread(target=no_tls, args=(listener,), daemon=True).start()
        else:
            listener.close()
        address = {"port closed": "http://127.0.0.1", "unknown name": "http://nobody.invalid", "no TLS": "https://localhost"}[kind]
        server = bellhop(f"{address}:{port}/v1")
        began = time.monotonic()
        with ThreadPoolExecutor(2) as pool:
            both: list[httpx.Response] = list(pool.map(lambda body: ask(server, body), (STREAM, ASK)))
        # Two waits between three attempts, and the bound of one attempt.
        assert time.monotonic() - began < 5 + (1.9 if tries > 1 else 0)
    for answer in both:
        assert (answer.status_code, answer.json()["error"]["code"]) == (502, "upstream_unreachable")
        assert str(port) not in answer.text and "invalid." not in answer.text and "127.0.0.1" not in answer.text
    told(server, "upstream_unreachable", {"http.status": 502, "attempts": tries, "upstream.status": None}, count=2)
    assert attempts(server) == {"connect": 2 * tries}
