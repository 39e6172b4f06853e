"""HTTP/2 over TLS, chosen by ALPN: files, chats, faulty frames and floods."""

from __future__ import annotations

import json
import signal
import socket
import ssl
import subprocess
from collections.abc import Callable, Iterator
from typing import Any

import httpx
import pytest
import trustme
from h2.config import H2Configuration
from h2.connection import H2Connection
from h2.errors import ErrorCodes
from h2.events import ConnectionTerminated, DataReceived, ResponseReceived, StreamEnded, StreamReset

from bellhop import Bellhop
from upstream import Upstream, delta, event, held

ASK = {"messages": [{"role": "user", "content": "hello"}], "stream": True}


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Settings of a server with a certificate for `localhost`, and the CA that signed it."""
    folder = tmp_path_factory.mktemp("tls")
    ca = trustme.CA()
    issued = ca.issue_cert("localhost", "127.0.0.1")
    ca.cert_pem.write_to_path(str(folder / "ca.pem"))
    issued.private_key_pem.write_to_path(str(folder / "key.pem"))
    for index, pem in enumerate(issued.cert_chain_pems):
        pem.write_to_path(str(folder / "chain.pem"), append=index > 0)
    return {"BELLHOP_TLS_CERT": str(folder / "chain.pem"), "BELLHOP_TLS_KEY": str(folder / "key.pem"), "ca": str(folder / "ca.pem")}


class Client:
    """One HTTP/2 connection whose frames a test writes itself; nothing of what it sends is checked."""

    def __init__(self, port: int, ca: str) -> None:
        context = ssl.create_default_context(cafile=ca)
        context.set_alpn_protocols(["h2"])
        raw = socket.create_connection(("127.0.0.1", port), timeout=10)
        self.socket = context.wrap_socket(raw, server_hostname="localhost")
        assert self.socket.selected_alpn_protocol() == "h2"
        self.h2 = H2Connection(
            H2Configuration(validate_outbound_headers=False, normalize_outbound_headers=False, header_encoding="utf-8"))
        self.h2.initiate_connection()
        self.flush()

    def flush(self) -> None:
        self.socket.sendall(self.h2.data_to_send())

    def request(self, fields: list[tuple[str, str]]) -> int:
        stream = self.h2.get_next_available_stream_id()
        self.h2.send_headers(stream, fields, end_stream=True)
        self.flush()
        return stream

    def events(self) -> Iterator[Any]:
        """What comes, until the connection ends."""
        while data := self.socket.recv(65_536):
            yield from self.h2.receive_data(data)
            self.flush()

    def outcome(self, stream: int) -> tuple[str, Any]:
        """How a stream ended: `("status", "200")`, `("reset", code)` or `("connection", code)`."""
        status = None
        for one in self.events():
            match one:
                case ResponseReceived(stream_id=id) if id == stream:
                    status = dict(one.headers)[":status"]
                case StreamEnded(stream_id=id) if id == stream:
                    return "status", status
                case StreamReset(stream_id=id) if id == stream:
                    return "reset", one.error_code
                case ConnectionTerminated():
                    return "connection", one.error_code
        return "connection", None


def fields(path: str = "/js/chat.js", *more: tuple[str, str]) -> list[tuple[str, str]]:
    return [(":method", "GET"), (":scheme", "https"), (":authority", "localhost"), (":path", path), *more]


@pytest.fixture
def server(bellhop: Callable[..., Bellhop], certificate: dict[str, str]) -> Bellhop:
    return bellhop(None, BELLHOP_DEMO_TPS="1000", **{name: value for name, value in certificate.items() if name != "ca"})


def test_both_protocols_give_the_same_file(server: Bellhop, certificate: dict[str, str]) -> None:
    context = ssl.create_default_context(cafile=certificate["ca"])
    answers = {}
    for version in (False, True):
        with httpx.Client(http2=version, verify=context) as client:
            answers[version] = client.get(f"{server.url}/js/chat.js")
    one, two = answers[False], answers[True]
    assert (one.http_version, two.http_version) == ("HTTP/1.1", "HTTP/2")
    assert (one.status_code, one.content) == (two.status_code, two.content) == (200, one.content)
    hop = {"date", "connection", "transfer-encoding"}
    assert {k: v for k, v in one.headers.items() if k not in hop} == {k: v for k, v in two.headers.items() if k not in hop}


def test_a_chat_is_streamed_and_logged_like_any_other(
    upstream: Callable[..., Upstream], bellhop: Callable[..., Bellhop], certificate: dict[str, str]
) -> None:
    source = upstream(held)
    server = bellhop(source, **{name: value for name, value in certificate.items() if name != "ca"})
    with httpx.Client(http2=True, verify=ssl.create_default_context(cafile=certificate["ca"])) as client:
        with client.stream("POST", f"{server.url}/api/chat", json=ASK) as answer:
            assert answer.http_version == "HTTP/2"
            pieces = answer.iter_bytes()
            body = next(pieces)
            assert body == event(delta("first"))
            source.release()
            body += b"".join(pieces)
    assert body == event(delta("first")) + event(delta(" last", "stop")) + event("[DONE]")
    assert server.records()[0]["outcome"] == "completed"


def test_a_body_that_is_too_large_gets_its_error(server: Bellhop, certificate: dict[str, str]) -> None:
    with httpx.Client(http2=True, verify=ssl.create_default_context(cafile=certificate["ca"])) as client:
        answer = client.post(f"{server.url}/api/chat", content=b"x" * 70_000, headers={"Content-Type": "application/json"})
    assert (answer.status_code, answer.json()["error"]["code"]) == (413, "request_too_large")


@pytest.mark.parametrize(
    "bad",
    [
        fields("/js/chat.js", ("X-Upper", "a")),
        fields("/js/chat.js", ("connection", "close")),
        fields("/js/chat.js", ("te", "gzip")),
        fields("/js/chat.js", ("x-a", "b\r\nc: d")),
        fields("/js/chat.js", ("x-a", "b\0")),
        [field for field in fields() if field[0] != ":path"],
        [*fields(), (":path", "/other")],
    ],
    ids=["upper case", "connection", "te", "line break", "NUL", "no path", "two paths"],
)
def test_a_malformed_request_is_a_stream_error(server: Bellhop, certificate: dict[str, str], bad: list[tuple[str, str]]) -> None:
    """S43: RFC 9113 §8.1.1 to §8.3; the connection's other streams, or at least new connections, are served."""
    client = Client(server.port, certificate["ca"])
    kind, value = client.outcome(client.request(bad))
    assert (kind, value) in {("reset", ErrorCodes.PROTOCOL_ERROR), ("status", "400"), ("connection", ErrorCodes.PROTOCOL_ERROR)}
    again = Client(server.port, certificate["ca"])
    assert again.outcome(again.request(fields())) == ("status", "200")


def test_ten_thousand_resets_end_the_connection(server: Bellhop, certificate: dict[str, str]) -> None:
    """S43: rapid reset (CVE-2023-44487) gets GOAWAY, and new connections are served."""
    client = Client(server.port, certificate["ca"])
    ended = None
    try:
        for _ in range(10_000):
            stream = client.h2.get_next_available_stream_id()
            client.h2.send_headers(stream, fields(), end_stream=True)
            client.h2.reset_stream(stream, ErrorCodes.CANCEL)
            client.flush()
        ended = next(one for one in client.events() if isinstance(one, ConnectionTerminated))
    except (OSError, ssl.SSLError):
        pass  # It was closed while the resets were still being written.
    assert ended is None or ended.error_code == ErrorCodes.ENHANCE_YOUR_CALM
    with pytest.raises((OSError, ssl.SSLError, StopIteration)):
        while True:
            client.socket.sendall(b"\0\0\x08\x06\0\0\0\0\0pingpong")
    again = Client(server.port, certificate["ca"])
    assert again.outcome(again.request(fields())) == ("status", "200")


def test_a_drain_says_goaway_and_lets_the_stream_end(
    upstream: Callable[..., Upstream], bellhop: Callable[..., Bellhop], certificate: dict[str, str]
) -> None:
    source = upstream(held)
    server = bellhop(source, **{name: value for name, value in certificate.items() if name != "ca"})
    # curl, since Python's h2 takes nothing more after a GOAWAY.
    command = ["curl", "--silent", "--no-buffer", "--http2", "--cacert", certificate["ca"], "--json", json.dumps(ASK), f"{server.url}/api/chat"]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as curl:
        assert curl.stdout
        assert curl.stdout.readline() == event(delta("first")).splitlines(keepends=True)[0]
        idle = Client(server.port, certificate["ca"])
        server.process.send_signal(signal.SIGTERM)
        assert any(isinstance(one, ConnectionTerminated) for one in idle.events())
        assert curl.poll() is None
        source.release()
        rest = curl.stdout.read()
        assert curl.wait(timeout=10) == 0
    assert rest == b"\n" + event(delta(" last", "stop")) + event("[DONE]")
    assert server.process.wait(timeout=10) == 0
