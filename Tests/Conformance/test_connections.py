"""How long a connection lives, and what it may carry: persistence, pipelines, expectations, upgrades, limits."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator

import pytest

from bellhop import Bellhop
from wire import LAST, Wire, ask, get, parse

FILE = "/js/chat.js"
CHAT = json.dumps({"messages": [{"role": "user", "content": "hello"}]}).encode()


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bellhop]:
    started = Bellhop(cwd=tmp_path_factory.mktemp("server"))
    yield started
    assert started.process.poll() is None
    started.terminate()


@pytest.mark.parametrize("fields", [
    ["Connection: Close"], ["Connection: close"], ["Connection: keep-alive, CLOSE"], ["Connection: keep-alive", "Connection: x,close"],
    ["Connection: close , x"], ["Connection:\tclose"], ["Connection: x,\tclose\t,y"], ["Connection: ,,close"],
])
@pytest.mark.parametrize(("path", "status"), [(FILE, 200), ("/missing", 404), ("/api/hotel", 200)])
def test_close_anywhere_in_the_list_ends_the_connection(server: Bellhop, fields: list[str], path: str, status: int) -> None:
    """S39: one answer that says `Connection: close`, and the end."""
    answers = ask(server.port, get(path, *fields) + LAST)
    assert [answer.status for answer in answers] == [status]
    assert answers[0].field("connection") == "close"


@pytest.mark.parametrize("fields", [["Connection: closed"], ["Connection: x-close"], ["Connection: c lose"], ["Connection: c\tlose, x"], ["Connection: keep-alive"], ["X: Connection: close"], []])
def test_a_connection_lives_on(server: Bellhop, fields: list[str]) -> None:
    """S39, the other side: only the option `close` ends it."""
    answers = ask(server.port, get(FILE, *fields) + get("/missing", *fields) + LAST)
    assert [answer.status for answer in answers] == [200, 404, 200]
    assert [answer.field("connection") for answer in answers] == [None, None, "close"]


@pytest.mark.parametrize("fields", [[], ["Host: h"], ["Connection: keep-alive"], ["Connection: Keep-Alive", "Host: h"], ["Connection: close"]])
def test_an_old_client(server: Bellhop, fields: list[str]) -> None:
    """S39: HTTP/1.0 ends after the answer, unless both sides say `keep-alive`."""
    request = "".join([f"GET {FILE} HTTP/1.0\r\n", *(f"{field}\r\n" for field in fields), "\r\n"]).encode()
    with Wire(server.port) as wire:
        wire.send(request)
        answer = wire.one()
        assert answer.status == 200 and answer.field("transfer-encoding") is None
        if (answer.field("connection") or "").lower() == "keep-alive":
            assert any("keep-alive" in field.lower() for field in fields)
            wire.send(LAST)
        assert [later.status for later in parse(wire.rest())] in ([], [200])


def test_a_pipeline_is_answered_in_order(server: Bellhop) -> None:
    """S39: 60 requests in one write, one answer each, nothing behind the head of HEAD, 204 and 304."""
    tag = ask(server.port, get(FILE, "Connection: close"))[0].field("etag")
    part = [("GET", "/healthz", []), ("HEAD", FILE, []), ("OPTIONS", FILE, []), ("GET", FILE, [f"If-None-Match: {tag}"]),
            ("GET", FILE, ["Range: bytes=0-8"]), ("GET", "/missing", [])]
    requests = part * 10
    data = b"".join(get(path, *fields, method=method) for method, path, fields in requests) + LAST
    expected = [200, 200, 204, 304, 206, 404] * 10 + [200]
    assert [answer.status for answer in ask(server.port, data, *(method for method, _, _ in requests))] == expected


def test_a_pipeline_a_byte_at_a_time(server: Bellhop) -> None:
    """S39: the same requests, torn at every byte."""
    with Wire(server.port) as wire:
        for byte in get(FILE, method="HEAD") + get("/missing") + get("/healthz") + LAST:
            wire.send(bytes([byte]))
        assert [answer.status for answer in parse(wire.rest(), ["HEAD"])] == [200, 404, 200, 200]


def test_an_error_does_not_swallow_the_answers_before_it(server: Bellhop) -> None:
    """S36 in a pipeline: the good ones are answered, then 400, then the end."""
    answers = ask(server.port, get("/healthz") + get(FILE) + b"GET / HTTP/1.1\r\nHost: h\r\nX : y\r\n\r\n" + LAST)
    assert [answer.status for answer in answers] == [200, 200, 400]


def test_an_error_is_not_answered_in_the_manner_of_the_request_before(server: Bellhop) -> None:
    """S36 behind a HEAD and behind a chat: the error answer has its body, and is no answer of the chat."""
    chat = get("/api/chat", "Content-Type: application/json", f"Content-Length: {len(CHAT)}", method="POST", body=CHAT)
    for before, method in ((get(FILE, method="HEAD"), "HEAD"), (chat, "POST")):
        first, error = ask(server.port, before + b"GET / HTTP/1.1\r\nHost: h\r\nX : y\r\n\r\n", method)
        assert (first.status, error.status) == (200, 400)
        assert error.body and error.field("content-type") == "text/plain; charset=utf-8"


def test_a_body_held_back_until_100(server: Bellhop) -> None:
    """S40: `100 Continue` or a final answer comes before any of the body was sent; the body then gets its answer."""
    with Wire(server.port, patience=5) as wire:
        wire.send(get("/api/chat", "Content-Type: application/json", f"Content-Length: {len(CHAT)}", "Expect: 100-continue", method="POST"))
        first = wire.one()
        assert first.status == 100 and not first.body
        wire.send(CHAT + LAST)
        assert [answer.status for answer in parse(wire.rest())] == [200, 200]


@pytest.mark.parametrize(("request_", "status"), [
    pytest.param(get("/api/chat", "Content-Type: application/json", "Content-Length: 70000", "Expect: 100-continue", method="POST"), 413, id="too large"),
    pytest.param(get("/api/chat", "Content-Type: text/plain", "Content-Length: 50", "Expect: 100-continue", method="POST"), 415, id="type"),
    pytest.param(get("/api/chat", "Content-Type: application/json", "Content-Length: 50", "Expect: 200-ok", method="POST"), 417, id="other"),
    pytest.param(get(FILE, "Content-Length: 50", "Expect: 100-continue", method="POST"), 405, id="file"),
])
def test_a_body_that_is_not_wanted(server: Bellhop, request_: bytes, status: int) -> None:
    """S40: a final answer at once, or after a 100; the held-back body is never waited for without either."""
    with Wire(server.port, patience=5) as wire:
        wire.send(request_)
        answer = wire.one()
        assert answer.status in (100, status)
        if answer.status == 100:
            wire.send(b"x" * 50)
            assert wire.one().status == status


def test_a_body_that_comes_in_spite_of_the_final_answer(server: Bellhop) -> None:
    """S40: a body that was refused with 417 is not the next request."""
    data = get("/api/chat", "Content-Type: application/json", "Content-Length: 30", "Expect: x", method="POST", body=get("/smuggled"))
    assert [answer.status for answer in ask(server.port, data)] == [417]


@pytest.mark.parametrize("fields", [
    ["Upgrade: h2c", "Connection: Upgrade"], ["Upgrade: h2c", "Connection: Upgrade, HTTP2-Settings", "HTTP2-Settings: AAMAAABkAAQAAP__"],
    ["Upgrade: websocket", "Connection: keep-alive, Upgrade", "Sec-WebSocket-Version: 13", "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ=="],
    ["Upgrade: h2c"], ["Connection: Upgrade"],
])
def test_an_upgrade_is_ignored(server: Bellhop, fields: list[str]) -> None:
    """S42: the usual answer; the next request is answered too, unless the first said `Connection: close`."""
    for path in (FILE, "/healthz"):
        first, *others = ask(server.port, get(path, *fields) + LAST)
        assert first.status == 200 and first.field("upgrade") is None
        assert [answer.status for answer in others] == ([] if first.field("connection") == "close" else [200])


def test_an_upgrade_on_a_chat(server: Bellhop) -> None:
    """S42: a POST with a body and `Upgrade` gets its answer."""
    data = get("/api/chat", "Content-Type: application/json", f"Content-Length: {len(CHAT)}", "Upgrade: h2c", "Connection: Upgrade",
               method="POST", body=CHAT)
    first, *others = ask(server.port, data + LAST)
    assert first.status == 200 and b'"choices"' in first.body
    assert [answer.status for answer in others] == ([] if first.field("connection") == "close" else [200])


def test_the_preface_of_http2_without_tls(server: Bellhop) -> None:
    """S42: no answer of HTTP/1.1 misleads a client with prior knowledge: an error or the end, at once."""
    with Wire(server.port, patience=5) as wire:
        wire.send(b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\4\0\0\0\0\0")
        assert not wire.rest().startswith(b"HTTP/1.1 2")


@pytest.mark.parametrize(("data", "statuses"), [
    pytest.param(get("/", *("a: b" for _ in range(1_001))), [431], id="1001 fields"),
    pytest.param(get("/", *("a: b" for _ in range(300))), [431], id="300 fields"),
    pytest.param(get("/", "X: " + "x" * 100_000), [431], id="100 KB value"), pytest.param(get("/", "x" * 100_000 + ": y"), [431], id="100 KB name"),
    pytest.param(get("/", *(f"X{number}: {'x' * 1000}" for number in range(20))), [431], id="20 KB together"),
    pytest.param(get("/" + "x" * 9_000), [414], id="9 KB target"), pytest.param(get("/?" + "x" * 9_000), [414], id="9 KB query"),
    pytest.param(get("/" + "x" * 100_000), [414, 431], id="100 KB target"), pytest.param(get("/", method="G" * 100_000), [400, 414, 431, 501], id="method"),
    pytest.param(get("/api/chat", "Transfer-Encoding: chunked", "Content-Type: application/json", method="POST",
                     body=b"1\r\n{\r\n0\r\n" + b"".join(b"X%d: y\r\n" % number for number in range(1_001)) + b"\r\n"), [400, 431], id="1001 trailers"),
])
def test_what_is_too_large_is_named(server: Bellhop, data: bytes, statuses: list[int]) -> None:
    """S38: 431 or 414, `Connection: close`, the end."""
    with Wire(server.port) as wire:
        wire.send(data)
        answers = parse(wire.rest())
    assert len(answers) == 1 and answers[0].status in statuses and answers[0].field("connection") == "close"
    assert [answer.status for answer in ask(server.port, LAST)] == [200]


def test_what_is_just_not_too_large(server: Bellhop) -> None:
    """S38, the other side: 200 fields, a head of 15 KB, a target of 8,000 bytes."""
    data = get("/healthz", *("a: b" for _ in range(200))) + get("/healthz", "X: " + "x" * 15_000) + get("/healthz?" + "x" * 8_000) + LAST
    assert [answer.status for answer in ask(server.port, data)] == [200] * 4


def test_large_heads_leave_memory_level(server: Bellhop) -> None:
    """S38: fields, targets and chunk extensions without an end leave no more than 20 MB behind."""
    def flood() -> None:
        for start in (b"GET / HTTP/1.1\r\nX: ", b"GET /", b"GET / HTTP/1.1\r\nHost: h\r\n", b"POST /api/chat HTTP/1.1\r\nHost: h\r\nContent-Type: "
                      b"application/json\r\nTransfer-Encoding: chunked\r\n\r\n1;"):
            piece = b"a: b\r\n" * 10_000 if start.endswith(b"\n") else b"x" * 60_000
            with Wire(server.port) as wire:
                wire.send(start)
                until = time.monotonic() + 3
                for _ in range(80):
                    if time.monotonic() > until or not wire.send(piece):
                        break

    flood()
    before = server.memory()["VmRSS"]
    for _ in range(20):
        flood()
    assert server.memory()["VmRSS"] - before < 20_000_000
    assert [answer.status for answer in ask(server.port, LAST)] == [200]


@pytest.mark.parametrize("host", ["Host:", "Host: ", "Host: \t", "Host: :80"])
@pytest.mark.parametrize("target", [FILE, "/api/hotel", "http://h/healthz"])
def test_a_host_that_is_empty(server: Bellhop, host: str, target: str) -> None:
    """R-H7, F-60: 400 and the end, like any other `Host` that names nobody."""
    answers = ask(server.port, f"GET {target} HTTP/1.1\r\n{host}\r\n\r\n".encode() + LAST)
    assert [answer.status for answer in answers] == [400] and answers[0].field("connection") == "close"


@pytest.mark.parametrize("version", ["HTTP/1.2", "HTTP/1.9"])
@pytest.mark.parametrize("cut", [None, 5, 30, 36, 37])
def test_a_later_minor_version(server: Bellhop, version: str, cut: int | None) -> None:
    """R-H7, F-60: answered as HTTP/1.1 (RFC 9110 §2.5), however the line is torn; what is no version stays refused."""
    request = f"GET {FILE}?a=HTTP/1.2 {version}\r\nHost: h\r\n\r\n".encode()
    with Wire(server.port) as wire:
        for piece in (request,) if cut is None else (request[:cut], request[cut:]):
            wire.send(piece)
            time.sleep(0.05)
        assert wire.one().status == 200
        wire.send(LAST)
        assert [answer.status for answer in parse(wire.rest())] == [200]


@pytest.mark.parametrize("version", ["HTTP/1.", "HTTP/1.10", "HTTP/1.x", "HTTP/2.2", "HTTP/3.0", "http/1.2"])
def test_no_version_of_ours(server: Bellhop, version: str) -> None:
    """R-H7, the other side."""
    answers = ask(server.port, f"GET {FILE} {version}\r\nHost: h\r\n\r\n".encode())
    assert [answer.status for answer in answers] in ([400], [505])
