"""Requests as bytes: methods, framing and syntax, each on a connection of its own, with the next good one answered."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from bellhop import Bellhop
from wire import LAST, Answer, Wire, ask, get, parse

FILE = "/js/chat.js"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bellhop]:
    started = Bellhop(cwd=tmp_path_factory.mktemp("server"))
    yield started
    assert started.process.poll() is None
    started.terminate()


def refused(server: Bellhop, data: bytes, *statuses: int) -> None:
    """One error answer, `Connection: close`, the end, nothing behind it looked at; the next connection is served."""
    answers = ask(server.port, data + LAST)
    assert [answer.status for answer in answers] in [[status] for status in statuses], answers
    assert answers[0].field("connection") == "close"
    assert answers[0].field("x-content-type-options") == "nosniff"
    healthy(server)


def healthy(server: Bellhop) -> None:
    assert [answer.status for answer in ask(server.port, LAST)] == [200]


@pytest.mark.parametrize(("method", "statuses"), [
    ("POST", [405]), ("PUT", [405]), ("DELETE", [405]), ("PATCH", [405]), ("TRACE", [405]), ("FOO", [501]), ("get", [405, 501]),
])
@pytest.mark.parametrize("path", [FILE, "/", "/healthz", "/api/hotel"])
def test_a_method_that_a_file_has_not(server: Bellhop, method: str, statuses: list[int], path: str) -> None:
    """S21: 405 with `Allow`, 501 for what HTTP does not know; nothing of the request comes back."""
    secret = "X-Secret: d41d8cd98f"
    first, *others = ask(server.port, get(path, secret, method=method) + LAST)
    assert first.status in statuses
    if first.status == 405:
        assert first.field("allow") == "GET, HEAD, OPTIONS"
    assert b"d41d8cd98f" not in first.body
    assert [answer.status for answer in others] == ([] if first.field("connection") == "close" else [200])


def test_connect_is_refused(server: Bellhop) -> None:
    """S21: CONNECT is 405, in both forms of its target, and the connection ends or goes on; it never hangs."""
    for target in ("example.com:443", FILE):
        first, *others = ask(server.port, f"CONNECT {target} HTTP/1.1\r\nHost: h\r\n\r\n".encode() + LAST)
        assert first.status in ((400, 405) if target.startswith("e") else (405,))
        assert [answer.status for answer in others] == ([] if first.field("connection") == "close" else [200])


@pytest.mark.parametrize("framing", ["length", "chunks"])
def test_a_body_nobody_needs_is_never_the_next_request(server: Bellhop, framing: str) -> None:
    """S21: the body of a POST or GET on a file is dropped, or the connection ends with the answer."""
    smuggled = get("/smuggled")
    for method, status in (("POST", 405), ("GET", 200)):
        if framing == "length":
            data = get(FILE, f"Content-Length: {len(smuggled)}", method=method, body=smuggled)
        else:
            data = get(FILE, "Transfer-Encoding: chunked", method=method, body=b"%x\r\n%s\r\n0\r\n\r\n" % (len(smuggled), smuggled))
        answers = ask(server.port, data + LAST)
        assert [answer.status for answer in answers] in ([status, 200], [status]), method
        if len(answers) == 1:
            assert answers[0].field("connection") == "close"


def test_a_big_body_nobody_needs_ends_the_connection(server: Bellhop) -> None:
    """S21: over 64 KiB the answer still arrives whole, and then the end."""
    with Wire(server.port) as wire:
        wire.send(get(FILE, "Content-Length: 50000000", method="POST"))
        for _ in range(100):
            if not wire.send(b"x" * 65_536):
                break
        assert parse(wire.rest())[0].status in (405, 413)
    healthy(server)


@pytest.mark.parametrize("fields", [
    pytest.param([], id="none"), pytest.param(["Host: a", "Host: a"], id="two"), pytest.param(["Host: a b"], id="space"),
    pytest.param(["Host: a@b"], id="user"), pytest.param(["Host: a/b"], id="path"), pytest.param(["Host: a:x"], id="port"),
    pytest.param(["Host: a, b"], id="list"), pytest.param(["Host: a:80:80"], id="two ports"), pytest.param(["Host: [::1"], id="bracket"),
])
@pytest.mark.parametrize("target", ["/", "/api/chat", "http://h/"])
def test_a_host_that_is_none(server: Bellhop, fields: list[str], target: str) -> None:
    """S33: no, several or odd `Host`, also where the target names one."""
    refused(server, f"GET {target} HTTP/1.1\r\n{''.join(field + chr(13) + chr(10) for field in fields)}\r\n".encode(), 400)


@pytest.mark.parametrize(("lengths", "statuses"), [
    (["5", "6"], [400]), (["5", "5"], [400]), (["5, 6"], [400]), (["5, 5"], [400]), (["-1"], [400]), (["+5"], [400]), (["0x5"], [400]), (["5 5"], [400]),
    (["5;"], [400]), (["1_0"], [400]), ([""], [400]), (["9" * 30], [400, 413]), (["18446744073709551616"], [400, 413]),
    (["18446744073709551621"], [400, 413]), (["\u0665"], [400]),
])
@pytest.mark.parametrize("path", ["/api/chat", FILE])
def test_a_length_that_is_none(server: Bellhop, lengths: list[str], statuses: list[int], path: str) -> None:
    """S34: lengths that differ or are not digits alone."""
    fields = [f"Content-Length: {length}" for length in lengths]
    refused(server, get(path, "Content-Type: application/json", *fields, method="POST", body=b"{\"a\":"), *statuses)


@pytest.mark.parametrize(("fields", "statuses"), [
    (["Content-Length: 5", "Transfer-Encoding: chunked"], [400]), (["Transfer-Encoding: chunked", "Content-Length: 5"], [400]),
    (["Transfer-Encoding: chunked, identity"], [400, 501]), (["Transfer-Encoding: identity"], [400, 501]),
    (["Transfer-Encoding: gzip, chunked"], [400, 501]), (["Transfer-Encoding: xchunked"], [400, 501]),
    (["Transfer-Encoding: chunked, chunked"], [400]), (["Transfer-Encoding: chunked", "Transfer-Encoding: chunked"], [400]),
    (["Transfer-Encoding: chunked", "Transfer-Encoding: identity"], [400, 501]), (["Transfer-Encoding:"], [400, 501]),
    (["Transfer-Encoding: \"chunked\""], [400, 501]), (["Transfer-Encoding: chunked;q=1"], [400, 501]),
    (["Transfer-Encoding: \x0bchunked"], [400, 501]), (["Transfer-Encoding : chunked"], [400]), (["Transfer-Encoding\t: chunked"], [400]),
])
@pytest.mark.parametrize("path", ["/api/chat", FILE])
def test_framing_that_reads_in_two_ways(server: Bellhop, fields: list[str], statuses: list[int], path: str) -> None:
    """S35: nothing of what follows is looked at."""
    refused(server, get(path, "Content-Type: application/json", *fields, method="POST", body=b"0\r\n\r\n"), *statuses)


def test_an_old_request_with_chunks(server: Bellhop) -> None:
    """S35: `chunked` in HTTP/1.0."""
    refused(server, b"POST /api/chat HTTP/1.0\r\nHost: h\r\nTransfer-Encoding: chunked\r\nConnection: keep-alive\r\n\r\n0\r\n\r\n", 400, 501)


@pytest.mark.parametrize("line", [
    pytest.param(b"X : y\r\n", id="space"), pytest.param(b"X: a\r\n b\r\n", id="fold"), pytest.param(b"X: a\r\n\tb\r\n", id="fold by tab"),
    pytest.param(b"X: a\rb\r\n", id="bare CR"), pytest.param(b"X: a\nY: b\r\n", id="bare LF"), pytest.param(b"X: a\x00b\r\n", id="NUL"),
    pytest.param(b"X: a\x01b\r\n", id="control"), pytest.param(b"X: a\x7fb\r\n", id="DEL"), pytest.param(b": y\r\n", id="empty name"),
    pytest.param(b"X\r\n", id="no colon"), pytest.param(b"X(): y\r\n", id="odd name"), pytest.param("Ä: y\r\n".encode(), id="non-ASCII name"),
    pytest.param(b" X: y\r\n", id="leading space"), pytest.param(b"X\x00: y\r\n", id="NUL in name"), pytest.param(b"X: y\n", id="LF end"),
    pytest.param(b"X: y\r\r\n", id="CR CR LF"),
])
@pytest.mark.parametrize("first", [True, False], ids=["first", "later"])
def test_syntax_that_is_wrong(server: Bellhop, line: bytes, first: bool) -> None:
    """S36: refused, as the first field and after others."""
    fields = line + b"Host: h\r\n" if first else b"Host: h\r\n" + line
    refused(server, b"GET / HTTP/1.1\r\n" + fields + b"\r\n", 400)


@pytest.mark.parametrize("data", [
    pytest.param(b"GET / HTTP/1.1\nHost: h\n\n", id="only LF"), pytest.param(b"GET / HTTP/1.1\rHost: h\r\r", id="only CR"),
    pytest.param(b"GET /\x00 HTTP/1.1\r\nHost: h\r\n\r\n", id="NUL in target"), pytest.param(b"GET\r\n\r\n", id="no target"),
    pytest.param(b"GET / HTTX/1.1\r\nHost: h\r\n\r\n", id="other protocol"), pytest.param(b"\x16\x03\x01\x02\x00\x01\x00\x01", id="TLS"),
    pytest.param(b"GET / HTTP/1.1 x\r\nHost: h\r\n\r\n", id="behind the version"), pytest.param(b"G\xc3\x84T / HTTP/1.1\r\n\r\n", id="odd method"),
])
def test_a_request_line_that_is_none(server: Bellhop, data: bytes) -> None:
    """S36: refused without a look at the rest."""
    refused(server, data, 400, 501, 505)


def test_values_that_are_allowed(server: Bellhop) -> None:
    """S36, the other side: tabs, bytes over 127, an empty value and blank lines in front are no error."""
    data = b"\r\n\r\nGET / HTTP/1.1\r\nHost: h\r\nX: a\tb\r\nY: \xff\xfe\r\nZ:\r\nW:v\t \r\n\r\n"
    assert [answer.status for answer in ask(server.port, data + LAST)] == [200, 200]


@pytest.mark.parametrize("body", [
    pytest.param(b"0x5\r\nhello\r\n0\r\n\r\n", id="0x5"), pytest.param(b"\r\nhello\r\n0\r\n\r\n", id="empty size"),
    pytest.param(b"5\r\nhelloX\r\n0\r\n\r\n", id="no CRLF after the data"), pytest.param(b"5\r\nhello0\r\n\r\n", id="no CRLF at all"),
    pytest.param(b"-5\r\nhello\r\n0\r\n\r\n", id="negative"), pytest.param(b"5 \r\nhello\r\n0\r\n\r\n", id="space"),
    pytest.param(b"g\r\nhello\r\n0\r\n\r\n", id="no digit"), pytest.param(b"5\nhello\n0\n\n", id="LF"),
    pytest.param(b"f" * 17 + b"\r\nhello\r\n0\r\n\r\n", id="too large"), pytest.param(b"5;\x00\r\nhello\r\n0\r\n\r\n", id="NUL in an extension"),
    pytest.param(b"5;a\nb\r\nhello\r\n0\r\n\r\n", id="LF in an extension"), pytest.param(b"5\r\nhello\r\n0\r\nX : y\r\n\r\n", id="trailer"),
])
@pytest.mark.parametrize("path", ["/api/chat", FILE])
def test_chunks_that_are_wrong(server: Bellhop, body: bytes, path: str) -> None:
    """S37: 400 and the end; on a file, whose answer needs no body, the answer may stand instead."""
    data = get(path, "Content-Type: application/json", "Transfer-Encoding: chunked", method="POST", body=body)
    if path == "/api/chat":
        refused(server, data, 400)
        return
    answers: list[Answer] = ask(server.port, data + LAST)
    assert [answer.status for answer in answers] in ([400], [405], [405, 400])
    healthy(server)


def test_a_chunked_body_is_whole(server: Bellhop) -> None:
    """S37, the other side: extensions, trailers, capital digits and leading zeros are no error."""
    body = b'{"messages":[{"role":"user","content":"hello"}]}'
    chunked = b"0001;a=b\r\n{\r\n%X\r\n%s\r\n0\r\nX-Trailer: y\r\n\r\n" % (len(body) - 1, body[1:])
    data = get("/api/chat", "Content-Type: application/json", "Transfer-Encoding: chunked", method="POST", body=chunked)
    answers = ask(server.port, data + LAST)
    assert [answer.status for answer in answers] == [200, 200] and b'"choices"' in answers[0].body


@pytest.mark.parametrize(("fields", "status"), [
    (["Host: h", "Range: bytes=0-8"], 206), (["Host: h", "If-None-Match: *"], 304), (["Host: h", 'If-Match: "none"'], 412), (["Host: h:80"], 200),
    (["Host: h", "Accept-Encoding: gzip"], 200), (["Host: h", "Connection: close"], 200),
])
def test_spaces_behind_a_value_are_no_part_of_it(server: Bellhop, fields: list[str], status: int) -> None:
    """S36, the other side: spaces and tabs around a value change nothing (RFC 9112 §5.1)."""
    def alike(answer: Answer) -> list[tuple[str, str]]:
        return [field for field in answer.fields if field[0] != "date"]

    def send(left: str, right: str) -> list[Answer]:
        lines = [f"{name}:{left}{value}{right}" for name, value in (field.split(": ") for field in fields)]
        return ask(server.port, "\r\n".join([f"GET {FILE} HTTP/1.1", *lines, "", ""]).encode() + LAST)

    plain = send(" ", "")
    assert plain[0].status == status
    for left, right in (("", ""), ("", " "), (" \t ", " \t "), ("\t", "\t")):
        assert [alike(answer) for answer in send(left, right)] == [alike(answer) for answer in plain]


def test_spaces_behind_the_values_of_a_chat(server: Bellhop) -> None:
    """S36, S40: the same for a body's type, length, coding and expectation."""
    body = b'{"messages":[{"role":"user","content":"hello"}]}'
    for framing, data in ((f"Content-Length: {len(body)}  ", body), ("Transfer-Encoding: chunked ", b"%x\r\n%s\r\n0\r\n\r\n" % (len(body), body))):
        request = get("/api/chat", "Content-Type: application/json \t", framing, "Expect: 100-continue ", "Origin: http://h ", method="POST", body=data)
        assert [answer.status for answer in ask(server.port, request + LAST)] == [100, 200, 200]
