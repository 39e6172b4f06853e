"""Bad input of every kind gets a clear error, and the server goes on."""

from __future__ import annotations

import json
import os
import pathlib
import socket
import subprocess
from collections.abc import Callable

import httpx
import pytest

from bellhop import BINARY, KEY, Bellhop
from upstream import HEAD, Exchange, Upstream, delta, event, stream

GOOD = {"messages": [{"role": "user", "content": "hello"}]}
JSON = {"Content-Type": "application/json"}


@pytest.fixture
def server(upstream: Callable[..., Upstream], bellhop: Callable[..., Bellhop]) -> Bellhop:
    return bellhop(upstream(stream("fine")))


@pytest.mark.parametrize(("body", "headers", "status", "code", "param"), [
    pytest.param(b"", JSON, 400, "invalid_json", None, id="no body"),
    pytest.param(b"{nope", JSON, 400, "invalid_json", None, id="no JSON"),
    pytest.param(b'{"messages": "\xff"}', JSON, 400, "invalid_json", None, id="no UTF-8"),
    pytest.param(b"[" * 60_000, JSON, 400, "invalid_json", None, id="deep"),
    pytest.param(json.dumps(GOOD).encode(), {"Content-Type": "text/plain"}, 415, "unsupported_media_type", None, id="R-E2 text"),
    pytest.param(json.dumps(GOOD).encode(), {}, 415, "unsupported_media_type", None, id="R-E2 no type"),
    pytest.param(b" " * 66_560, JSON, 413, "request_too_large", None, id="R-E3 65 KiB"),
    pytest.param(json.dumps(GOOD | {"logit_bias": {}}).encode(), JSON, 400, "unknown_parameter", "logit_bias", id="R-E4 unknown"),
    pytest.param(json.dumps(GOOD | {"n": 2}).encode(), JSON, 400, "invalid_value", "n", id="R-E4 two answers"),
    pytest.param(json.dumps(GOOD | {"max_tokens": 0}).encode(), JSON, 400, "invalid_value", "max_tokens", id="R-E4 range"),
    pytest.param(json.dumps({"messages": []}).encode(), JSON, 400, "invalid_value", "messages", id="R-E5 empty"),
    pytest.param(json.dumps({}).encode(), JSON, 400, "missing_required_parameter", "messages", id="R-E5 absent"),
])
def test_a_bad_request_is_named(server: Bellhop, body: bytes, headers: dict[str, str], status: int, code: str, param: str | None) -> None:
    answer = httpx.post(f"{server.url}/api/chat", content=body, headers=headers)
    error = answer.json()["error"]
    assert (answer.status_code, error["code"], error["param"]) == (status, code, param)
    assert set(error) == {"message", "type", "param", "code"} and len(error["message"]) > 10
    assert httpx.post(f"{server.url}/api/chat", json=GOOD).status_code == 200


def answers(status: int, code: str, *fields: str) -> Callable[[Exchange], None]:
    error = {"error": {"message": f"about {KEY}", "type": "some_error", "param": None, "code": code}}
    return lambda exchange: exchange.answer(status, error, *fields)


@pytest.mark.parametrize(("script", "status", "code"), [
    pytest.param(answers(401, "invalid_api_key"), 502, "upstream_auth_error", id="R-B5 401"),
    pytest.param(answers(429, "insufficient_quota", "Retry-After: 9"), 503, "upstream_quota", id="F-54 quota"),
    pytest.param(answers(429, "rate_limit_exceeded", "Retry-After: 9"), 429, "rate_limit_exceeded", id="R-B6 429"),
    pytest.param(answers(500, "server_error", "x-should-retry: false"), 502, "server_error", id="R-B8 500"),
    pytest.param(lambda exchange: exchange.answer(200, b"<html>", "Content-Type: text/html"), 502, "upstream_protocol_error", id="R-B11 HTML"),
    pytest.param(lambda exchange: exchange.answer(302, b"", "Location: http://127.0.0.1/"), 502, "upstream_protocol_error", id="redirect"),
])
def test_an_upstream_error_before_the_first_byte(
    upstream: Callable[..., Upstream], bellhop: Callable[..., Bellhop], script: Callable[[Exchange], None], status: int, code: str
) -> None:
    server = bellhop(upstream(script))
    for request in (GOOD, GOOD | {"stream": True}):
        answer = httpx.post(f"{server.url}/api/chat", json=request)
        assert (answer.status_code, answer.json()["error"]["code"]) == (status, code)
        assert "sk-" not in answer.text
    assert KEY not in server.log
    assert httpx.get(f"{server.url}/healthz").text.strip() == "ok"


def test_an_upstream_that_refuses(bellhop: Callable[..., Bellhop]) -> None:
    """R-B14: a closed port is 502 and names no address."""
    with socket.create_server(("127.0.0.1", 0)) as unused:
        port = unused.getsockname()[1]
    answer = httpx.post(f"{bellhop(f'http://127.0.0.1:{port}/v1').url}/api/chat", json=GOOD, timeout=20)
    assert (answer.status_code, answer.json()["error"]["code"]) == (502, "upstream_unreachable")
    assert str(port) not in answer.text


def test_an_upstream_cut_in_the_middle_is_told(upstream: Callable[..., Upstream], bellhop: Callable[..., Bellhop]) -> None:
    """R-B2: what came stays, an error event follows, no `[DONE]` is made up, the body ends cleanly."""
    def cut(exchange: Exchange) -> None:
        exchange.send(HEAD)
        exchange.chunk(event(delta("half an ")))
        exchange.chunk(event(delta("answer"))[:-9])
        exchange.connection.shutdown(socket.SHUT_RDWR)

    server = bellhop(upstream(cut, stream("whole")))
    body = httpx.post(f"{server.url}/api/chat", json=GOOD | {"stream": True}).text
    first, last, rest = body.split("\n\n")
    assert '"half an "' in first and json.loads(last.removeprefix("data: "))["error"]["code"] == "upstream_truncated" and rest == ""
    assert "whole" in httpx.post(f"{server.url}/api/chat", json=GOOD).text


def run(cwd: pathlib.Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([str(BINARY), *arguments], cwd=cwd, env={"PATH": os.environ["PATH"]} | environment, text=True,
                          capture_output=True, timeout=20, check=False)


def test_a_port_in_use_is_69(tmp_path: pathlib.Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        result = run(tmp_path, "serve", "--port", str(port))
    assert result.returncode == 69 and str(port) in result.stderr and "Traceback" not in result.stderr


@pytest.mark.parametrize(("name", "text", "expected"), [
    pytest.param("config/bellhop.json5", "{ prot: 8080 }", ("bellhop.json5", "prot", "port"), id="unknown key"),
    pytest.param("config/bellhop.json5", "{ port: 'eighty' }", ("bellhop.json5", "port", "eighty"), id="wrong type"),
    pytest.param("config/bellhop.json5", "{ port: 99999 }", ("bellhop.json5", "port", "99999"), id="out of range"),
    pytest.param("config/bellhop.json5", "{ port: ", ("bellhop.json5",), id="malformed"),
    pytest.param("config/config-local.js", "export const LOCAL_CONFIG = {", ("config-local.js",), id="malformed key file"),
    pytest.param("config/hotel.json", '{"name": "H", "rooms": [{"id": "a", "pricePerNight": -1}]}', ("hotel.json", "rooms[0]"), id="hotel"),
])
def test_a_malformed_configuration_is_78_and_named(tmp_path: pathlib.Path, name: str, text: str, expected: tuple[str, ...]) -> None:
    path = tmp_path / name
    path.parent.mkdir()
    path.write_text(text)
    for command in (("serve", "--port", "0"), ("check",)):
        result = run(tmp_path, *command)
        assert result.returncode == 78, result.stderr
        assert all(part in result.stderr for part in expected), result.stderr


def test_a_missing_or_unreadable_configuration_is_78(tmp_path: pathlib.Path) -> None:
    assert run(tmp_path, "check", "--config", "nowhere.json5").returncode == 78
    (tmp_path / "config/bellhop.json5").mkdir(parents=True)
    result = run(tmp_path, "check")
    assert result.returncode == 78 and "bellhop.json5" in result.stderr


def test_wrong_usage_is_64(tmp_path: pathlib.Path) -> None:
    assert run(tmp_path, "serve", "--prot", "1").returncode == 64
    assert run(tmp_path, "bndle").returncode == 64
