"""R-H1, R-H2, R-H3, R-H6, F-52 to F-55: the operator learns the cause, the guest only what he can act on."""

from __future__ import annotations

import datetime
import gzip
import json
import pathlib
import socket
import ssl
import threading
import zlib
from collections.abc import Callable
from typing import Any

import httpx
import pytest
import trustme

from asking import ASK, DONE, STREAM, agree, ask, told
from bellhop import ROOT, Bellhop
from observe import until
from upstream import Exchange, Upstream, delta, event, says, stream
from vendors import completion

Servers = Callable[..., Bellhop]
Upstreams = Callable[..., Upstream]

ANSWERS = json.loads((ROOT / "Tests/Fixtures/answers.json").read_text())
BOTH = pytest.mark.parametrize("body", [pytest.param(STREAM, id="stream"), pytest.param(ASK, id="plain")])


def rows(part: str) -> Any:
    return pytest.mark.parametrize("row", ANSWERS[part], ids=lambda row: f"{row['case']} {row['name']}")


def causes(server: Bellhop, chats: int = 1) -> list[dict[str, Any]]:
    """What was told of causes, once so many chats have their line: it stands before that."""
    server.records(chats)
    return [json.loads(line) for line in list(server.lines) if '"cause"' in line]


# --- The table of answers -----------------------------------------------------------------------------------------------------------


@rows("streams")
def test_a_stream_of_the_table(upstream: Upstreams, bellhop: Servers, row: dict[str, Any], drips: bool) -> None:
    """Every stream of the table: the same bytes, and the outcome that its reading gives."""
    data = "".join(row["pieces"]).encode()
    server = bellhop(upstream(says(data), drips=drips))
    answer = ask(server)
    told(server, row["outcome"], {"http.status": 200, "tokens.total": row.get("tokens"), "upstream.broken_events": row.get("broken")})
    if row["outcome"] in ("completed", "upstream_protocol_error"):
        assert answer.content == data
    elif row["outcome"] == "upstream_error":
        # It ends with the error event; what the vendor writes behind it is of no use.
        assert data.startswith(answer.content) and row["message"] in causes(server)[0]["words"]
    else:
        assert answer.content.startswith(data) and b"upstream_truncated" in answer.content[len(data):]
    assert agree(server)["bellhop_chat_broken_events_total"] == row.get("broken", 0)


@rows("plain")
def test_a_plain_answer_of_the_table(upstream: Upstreams, bellhop: Servers, row: dict[str, Any]) -> None:
    """R-H1: JSON that is no completion is never passed on as one."""
    server = bellhop(upstream(lambda exchange: exchange.answer(200, row["body"].encode())))
    answer = ask(server, ASK)
    if row["outcome"] == "completed":
        assert (answer.status_code, answer.content) == (200, row["body"].encode())
    else:
        # An error's own code may be told, its words never.
        assert answer.status_code == 502 and answer.json()["error"]["code"] in (row["outcome"], row.get("code"))
        assert causes(server)[0].get("words") == row.get("message")
        assert not row.get("message") or row["message"] not in answer.text
    told(server, row["outcome"], {"tokens.total": row.get("tokens")})


@rows("errors")
def test_an_error_of_the_table(upstream: Upstreams, bellhop: Servers, row: dict[str, Any]) -> None:
    """F-53, F-54: the vendor's words in the log, a sentence of ours to the guest."""
    server = bellhop(upstream(lambda exchange: exchange.answer(row["status"], row["body"].encode(), "x-should-retry: false")))
    answer = ask(server)
    assert (answer.status_code, answer.json()["error"]["code"]) == (row["told"]["status"], row["told"]["code"])
    assert not row["message"] or row["message"] not in answer.text
    lines = causes(server)
    assert [(line["cause"], line.get("words", "")) for line in lines] == ([(row["cause"], row["message"])] if row["cause"] else [])


def test_development_shows_the_vendors_words(upstream: Upstreams, bellhop: Servers, tmp_path: pathlib.Path) -> None:
    """docs/http-interface.md §2: `bellhop dev` shows them to the developer in the answer as well, without the key."""
    (tmp_path / "widget").mkdir()
    (tmp_path / "widget/index.html").write_text("<!doctype html>")
    error = {"error": {"message": "The model `m` does not exist; your key sk-test-5f1e0c9a7b3d is fine.", "code": "model_not_found"}}
    source = upstream(lambda exchange: exchange.answer(404, error))
    server = bellhop(source, "dev", "--port", "0", BELLHOP_LOG_FORMAT="json")
    answer = ask(server)
    assert answer.status_code == 502 and "The model `m` does not exist" in answer.text and "sk-test" not in answer.text + server.log


# --- Coded answers (V-15) -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("name", "code"), [("gzip", gzip.compress), ("deflate", zlib.compress)])
def test_a_coded_stream_is_unpacked(
    upstream: Upstreams, bellhop: Servers, name: str, code: Callable[[bytes], bytes], drips: bool
) -> None:
    """V-15"""
    text = b"".join([event(delta("fine")), event(delta(finish="stop")), DONE])

    def script(exchange: Exchange) -> None:
        exchange.send(b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n"
                      b"Content-Encoding: " + name.encode() + b"\r\n\r\n")
        data = code(text)
        exchange.chunk(data[:20])
        exchange.chunk(data[20:])
        exchange.finish()

    server = bellhop(upstream(script, drips=drips))
    answer = ask(server)
    assert (answer.status_code, answer.content) == (200, text) and "content-encoding" not in answer.headers
    told(server, "completed", {"events": 2})


def test_a_coded_plain_answer_and_error_are_unpacked(upstream: Upstreams, bellhop: Servers) -> None:
    """V-15"""
    error = gzip.compress(json.dumps({"error": {"message": "no such thing"}}).encode())
    source = upstream(lambda exchange: exchange.answer(200, gzip.compress(completion()), "Content-Encoding: gzip"),
                      lambda exchange: exchange.answer(400, error, "Content-Encoding: gzip"))
    server = bellhop(source)
    answer = ask(server, ASK)
    assert (answer.status_code, answer.content) == (200, completion()) and "content-encoding" not in answer.headers
    assert ask(server, ASK).status_code == 502 and causes(server, 2)[0]["words"] == "no such thing"


@BOTH
@pytest.mark.parametrize(("coding", "data"), [("br", b"\x8b\x02\x80"), ("zstd", b"(\xb5/\xfd"), ("gzip", b"data: no gzip\n\n")])
def test_a_coding_that_cannot_be_unpacked(upstream: Upstreams, bellhop: Servers, coding: str, data: bytes, body: dict[str, Any]) -> None:
    """V-15: 502 or an error event, never bytes without a name."""
    kind = "text/event-stream" if body.get("stream") else "application/json"
    server = bellhop(upstream(lambda exchange: exchange.answer(200, data, f"Content-Type: {kind}", f"Content-Encoding: {coding}")))
    answer = ask(server, body)
    assert data not in answer.content
    if answer.status_code == 200:
        assert b'"error"' in answer.content and coding == "gzip"
    else:
        assert (answer.status_code, answer.json()["error"]["code"]) == (502, "upstream_protocol_error")


# --- The way there (R-H3, F-52) -----------------------------------------------------------------------------------------------------



def context(**dates: datetime.datetime) -> tuple[trustme.CA, ssl.SSLContext]:
    ca, made = trustme.CA(), ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    ca.issue_cert("localhost", **dates).configure_cert(made)
    return ca, made


class PlainServer:
    """Answers whatever comes in as a plain HTTP server does."""

    def __init__(self) -> None:
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        self.url = f"https://localhost:{self.port}/v1"
        threading.Thread(target=self._serve, daemon=True).start()

    def close(self) -> None:
        self.listener.close()

    def _serve(self) -> None:
        while True:
            try:
                connection, _ = self.listener.accept()
            except OSError:
                return
            with connection:
                connection.recv(4096)
                connection.sendall(b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n")


@pytest.mark.parametrize("kind", [
    "name_not_found", "connection_refused", "connection_closed", "unknown_authority", "certificate_expired", "certificate_not_yet_valid",
    "certificate_of_another_name", "not_tls", "timeout",
])
def test_each_fault_has_its_own_word(bellhop: Servers, tmp_path: pathlib.Path, kind: str) -> None:
    """R-H3, F-52: 502 (504 where it took too long) to the guest, and one warning with the cause, though it was met twice."""
    now, day = datetime.datetime.now(datetime.timezone.utc), datetime.timedelta(days=1)
    dates = {"certificate_expired": {"not_before": now - 9 * day, "not_after": now - day},
             "certificate_not_yet_valid": {"not_before": now + day, "not_after": now + 9 * day}}.get(kind, {})
    ca, made = context(**dates)
    trusted = trustme.CA() if kind == "unknown_authority" else ca
    trusted.cert_pem.write_to_path(str(tmp_path / "ca.pem"))
    plain = kind in ("connection_closed", "timeout")
    script = {"connection_closed": lambda exchange: exchange.connection.shutdown(socket.SHUT_RDWR), "timeout": lambda exchange: exchange.hang()}
    source = PlainServer() if kind == "not_tls" else Upstream(script.get(kind, stream("never")), tls=None if plain else made)
    if kind == "connection_refused":
        source.close()
    url = {"name_not_found": "http://nobody.invalid/v1", "connection_refused": f"http://127.0.0.1:{source.port}/v1",
           "certificate_of_another_name": f"https://127.0.0.1:{source.port}/v1"}.get(kind, source.url)
    server = bellhop(url, SSL_CERT_FILE=str(tmp_path / "ca.pem"), BELLHOP_TIMEOUTS_FIRST_BYTE_SECONDS="0.5")
    for _ in range(2):
        answer = ask(server)
        assert answer.status_code == (504 if kind == "timeout" else 502)
        assert answer.json()["error"]["code"] == ("upstream_timeout_first_byte" if kind == "timeout" else "upstream_unreachable")
        assert str(source.port) not in answer.text
    source.close()
    # A certificate is looked at once more before anything is said.
    lines = until(lambda: causes(server, 2))
    assert [(line["cause"], line["level"]) for line in lines] == [(kind, "warning")], server.log
    assert lines[0]["advice"] and lines[0]["upstream.name"] == "primary"


# --- A proxy in front that does not pass `Host` (R-H6, F-55) ------------------------------------------------------------------------


def test_an_origin_that_is_not_the_host_is_named_once(bellhop: Servers) -> None:
    """R-H6, F-55: one warning a minute with both names and the setting."""
    server = bellhop()
    for _ in range(3):
        answer = httpx.post(f"{server.url}/api/chat", json=ASK, headers={"Origin": "https://hotel.example", "Host": "backend:8080"})
        assert answer.status_code == 403
    lines = [json.loads(line) for line in server.lines if "chat.allowedOrigins" in line and '"warning"' in line]
    assert len(lines) == 1 and (lines[0]["origin"], lines[0]["host"]) == ("https://hotel.example", "backend:8080")
