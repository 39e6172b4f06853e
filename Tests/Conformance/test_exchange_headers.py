"""What the client and the upstream see of each other's heads, the methods, and the answers that are no stream."""

from __future__ import annotations

import http.client
import json
from collections.abc import Callable

import httpx
import pytest

from asking import ASK, DONE, STREAM, agree, ask, told
from bellhop import KEY, Bellhop
from upstream import Exchange, Upstream, delta, event, says, stream

Servers = Callable[..., Bellhop]
Upstreams = Callable[..., Upstream]

OK = {"http.status": 200, "attempts": 1, "upstream.status": 200, "error.code": None}
CHATTY = (
    b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\nConnection: keep-alive\r\n"
    b"Keep-Alive: timeout=9\r\nSet-Cookie: __cf_bm=1\r\nx-ratelimit-remaining-tokens: 5\r\nopenai-organization: org-1\r\n"
    b"openai-processing-ms: 7\r\nServer: cloudflare\r\nx-request-id: upstream-9\r\nContent-Encoding: identity\r\nVary: Origin\r\n\r\n"
)


@pytest.mark.parametrize(("sent", "kept"), [(None, False), ("my-id_0.1", True), ("short", False), ("x" * 65, False), ("has space in", False)])
def test_the_heads_that_the_client_sees(upstream: Upstreams, bellhop: Servers, sent: str | None, kept: bool) -> None:
    """R-A10: docs/http-interface.md §3's fields, none of the upstream's, one `X-Request-ID` of ours; the log has both ids."""
    def script(exchange: Exchange) -> None:
        exchange.send(CHATTY)
        exchange.chunk(event(delta("a", "stop")) + DONE)
        exchange.finish()

    source = upstream(script)
    server = bellhop(source)
    identity = {"X-Request-ID": sent} if sent else {}
    answer = ask(server, accept_encoding="gzip, br, zstd", **identity)
    assert answer.status_code == 200
    ours = answer.headers["x-request-id"]
    assert {name: answer.headers[name] for name in ("content-type", "cache-control", "x-accel-buffering", "transfer-encoding")} == {
        "content-type": "text/event-stream; charset=utf-8", "cache-control": "no-cache, no-transform", "x-accel-buffering": "no",
        "transfer-encoding": "chunked",
    }
    others = {"date", "x-request-id", "x-content-type-options", "content-type", "cache-control", "x-accel-buffering", "transfer-encoding"}
    assert set(answer.headers) <= others, set(answer.headers) - others
    assert len(answer.headers.get_list("x-request-id")) == 1 and 8 <= len(ours) <= 64 and (ours == sent) == kept
    assert source.requests[0].header("x-request-id") == ours
    told(server, "completed", OK | {"request.id": ours, "upstream.request_id": "upstream-9"})


def test_what_the_upstream_sees(upstream: Upstreams, bellhop: Servers) -> None:
    """R-A11: the relay's own head and the fields of the vendor's kind, nothing that the browser sent."""
    source = upstream(stream("fine"))
    server = bellhop(source)
    answer = ask(
        server, STREAM | {"assistant": "general", "context": {"language": "de"}, "stream_options": {"include_usage": True}},
        authorization="Bearer guest", cookie="session=1", origin=server.url, user_agent="Browser/1", x_forwarded_for="192.0.2.1",
        x_stainless_lang="python", referer=f"{server.url}/", accept_language="de", x_anything="else",
    )
    assert answer.status_code == 200
    seen = source.requests[0]
    expected = {"host", "content-type", "content-length", "accept", "accept-encoding", "authorization", "x-request-id", "user-agent"}
    assert sorted(name for name, _ in seen.headers) == sorted(expected)
    fields = dict(seen.headers)
    assert fields["host"] == f"127.0.0.1:{source.port}" and fields["authorization"] == f"Bearer {KEY}"
    assert (fields["accept-encoding"], fields["content-type"]) == ("identity", "application/json")
    assert fields["user-agent"].startswith("bellhop/") and (seen.method, seen.target) == ("POST", "/v1/chat/completions")
    # The default model thinks where it is not told to leave that.
    assert set(seen.json) == {
        "model", "messages", "max_completion_tokens", "temperature", "reasoning_effort", "stream", "stream_options",
    }
    told(server, "completed", OK)


@pytest.mark.parametrize("path", ["/api/chat", "/api/chat/completions"])
def test_other_methods(upstream: Upstreams, bellhop: Servers, path: str) -> None:
    """R-A12: 405 with `Allow` and an error object; OPTIONS is 204; nothing goes upstream."""
    source = upstream()
    server = bellhop(source)
    methods = ("GET", "HEAD", "PUT", "DELETE")
    for method in methods:
        answer = httpx.request(method, f"{server.url}{path}")
        assert answer.status_code == 405
        assert {one.strip() for one in answer.headers["allow"].split(",")} == {"POST", "OPTIONS"}
        if method == "HEAD":
            assert answer.content == b"" and int(answer.headers["content-length"]) > 0
            continue
        error = answer.json()["error"]
        assert set(error) == {"message", "type", "param", "code"}
        assert (error["type"], error["code"]) == ("invalid_request_error", "method_not_allowed")
    answer = httpx.options(f"{server.url}{path}")
    assert (answer.status_code, answer.content) == (204, b"") and "content-length" not in answer.headers
    refused = [line for line in server.records(4) if line["outcome"] == "rejected_method"]
    assert [(line["http.method"], line["http.status"], line["http.path"]) for line in refused] == [(one, 405, path) for one in methods]
    assert all(line["error.code"] == "method_not_allowed" and line["attempts"] == 0 for line in refused)
    assert server.metrics()['bellhop_chat_requests_total{outcome="rejected_method"}'] == 4
    assert source.requests == []


def test_a_plain_answer(upstream: Upstreams, bellhop: Servers) -> None:
    """R-A13: the same bytes with a length, though the upstream sent chunks; the connection serves a second request."""
    text = ('{ "usage": {"total_tokens":10, "prompt_tokens": 7,"completion_tokens":3},\n "choices":[{"message":{"content":"\\u0437 з"}}],'
            ' "new": 1.50e+2 }\n').encode()

    def script(exchange: Exchange) -> None:
        exchange.send(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\nx-request-id: u-1\r\n\r\n")
        for start in range(0, len(text), 7):
            exchange.chunk(text[start:start + 7])
        exchange.finish()

    source = upstream(script)
    server = bellhop(source)
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=20)
    addresses = set()
    for _ in range(2):
        connection.request("POST", "/api/chat", json.dumps(ASK), {"Content-Type": "application/json"})
        answer = connection.getresponse()
        assert (answer.status, answer.read()) == (200, text)
        assert answer.getheader("content-length") == str(len(text)) and answer.getheader("transfer-encoding") is None
        assert answer.getheader("content-type", "").startswith("application/json")
        addresses.add(connection.sock.getsockname())
    connection.close()
    assert len(addresses) == 1
    told(server, "completed", OK | {
        "chat.stream": False, "bytes_out": len(text), "tokens.prompt": 7, "tokens.completion": 3, "tokens.total": 10, "upstream.request_id": "u-1",
    }, count=2)


def test_a_stream_that_nobody_asked_for(upstream: Upstreams, bellhop: Servers) -> None:
    """R-A14: an event stream for `stream: false` is 502."""
    server = bellhop(upstream(says(event(delta("marshmallow", "stop")), DONE)))
    answer = ask(server, ASK | {"stream": False})
    assert (answer.status_code, answer.json()["error"]["code"]) == (502, "upstream_protocol_error")
    assert answer.json()["error"]["type"] == "upstream_error" and "marshmallow" not in answer.text
    told(server, "upstream_protocol_error", {"http.status": 502, "attempts": 1, "upstream.status": 200, "error.code": "upstream_protocol_error"})
    assert agree(server)['bellhop_upstream_attempts_total{result="protocol"}'] == 1


def test_json_for_a_stream(upstream: Upstreams, bellhop: Servers) -> None:
    """The kind of answer is the upstream's: JSON for `stream: true` is passed on as JSON."""
    body = b'{"choices": [{"message":{"content":"x"} }] , "object":"chat.completion"}'
    server = bellhop(upstream(lambda exchange: exchange.answer(200, body)))
    answer = ask(server)
    assert (answer.status_code, answer.content) == (200, body) and answer.headers["content-type"].startswith("application/json")
    told(server, "completed", OK | {"chat.stream": True, "bytes_out": len(body)})
