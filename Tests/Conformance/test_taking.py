"""Clients that take their time get every byte, however the connection ends: limits count from what they took (F-40 to F-43)."""

from __future__ import annotations

import hashlib
import os
import pathlib
import signal
import socket
import ssl
import time
from collections.abc import Callable, Iterator

import pytest
import trustme
from h2.config import H2Configuration
from h2.connection import H2Connection
from h2.events import ConnectionTerminated, DataReceived, StreamEnded, StreamReset

from bellhop import Bellhop
from wire import LAST, Wire, get, parse

SIZE = 1_000_000
BIG = 30_000_000
CONTENT = os.urandom(SIZE)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> pathlib.Path:
    root = tmp_path_factory.mktemp("site")
    (root / "mega.bin").write_bytes(CONTENT)
    (root / "big.bin").write_bytes(CONTENT * 30)
    (root / "small.txt").write_bytes(b"small")
    return root


@pytest.fixture(scope="module")
def pems(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    folder = tmp_path_factory.mktemp("tls")
    issued = trustme.CA().issue_cert("localhost", "127.0.0.1")
    issued.private_key_pem.write_to_path(str(folder / "key.pem"))
    for index, pem in enumerate(issued.cert_chain_pems):
        pem.write_to_path(str(folder / "chain.pem"), append=index > 0)
    return {"BELLHOP_TLS_CERT": str(folder / "chain.pem"), "BELLHOP_TLS_KEY": str(folder / "key.pem")}


@pytest.fixture(scope="module", params=["plain", "tls"])
def server(request: pytest.FixtureRequest, site: pathlib.Path, pems: dict[str, str], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bellhop]:
    """With a `write` limit that a download of several seconds would meet if it counted from its beginning."""
    more = pems if request.param == "tls" else {}
    started = Bellhop("serve", "--port", "0", "--assets", str(site), cwd=site, BELLHOP_TIMEOUTS_WRITE_SECONDS="2",
                      BELLHOP_TIMEOUTS_HEADER_SECONDS="2", **more)
    yield started
    assert started.process.poll() is None
    started.terminate()


def connect(server: Bellhop, window: int = 16_384) -> socket.socket:
    raw = socket.socket()
    raw.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, window)
    raw.settimeout(20)
    raw.connect(("127.0.0.1", server.port))
    if not server.url.startswith("https"):
        return raw
    context = ssl.create_default_context()
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    return context.wrap_socket(raw)


def read(connection: socket.socket, rate: int, upto: int | None = None) -> bytes:
    """At most `rate` bytes a second until the end, or until `upto` bytes are in."""
    data = bytearray()
    while upto is None or len(data) < upto:
        began = time.monotonic()
        piece = connection.recv(8192)
        if not piece:
            break
        data += piece
        time.sleep(max(0, len(piece) / rate - (time.monotonic() - began)))
    return bytes(data)


@pytest.mark.parametrize("rate", [200_000, 1_000_000])
@pytest.mark.parametrize("request_", [
    pytest.param(get("/mega.bin", "Connection: close"), id="close"),
    pytest.param(b"GET /mega.bin HTTP/1.0\r\n\r\n", id="HTTP/1.0"),
    pytest.param(get("/small.txt") + get("/mega.bin", "Connection: close"), id="pipeline"),
    pytest.param(get("/mega.bin", "Connection: close") + b"x" * 2000, id="more behind it"),
])
def test_a_slow_reader_of_a_last_answer(server: Bellhop, request_: bytes, rate: int) -> None:
    """F-40: every byte, where the connection is to end with the answer."""
    with connect(server) as connection:
        connection.sendall(request_)
        data = read(connection, rate)
    answers = parse(data)
    assert hashlib.sha256(answers[-1].body).digest() == hashlib.sha256(CONTENT).digest()


def test_a_slow_reader_who_shuts_his_side(server: Bellhop) -> None:
    """F-40, a neighbour: who sends no more, as `nc` does, still reads."""
    if server.url.startswith("https"):
        pytest.skip("TLS of Python closes both sides")
    with connect(server) as connection:
        connection.sendall(get("/mega.bin"))
        connection.shutdown(socket.SHUT_WR)
        data = read(connection, 300_000)
    assert parse(data)[0].body == CONTENT


def test_a_kept_connection_outlives_a_long_answer(site: pathlib.Path, tmp_path: pathlib.Path) -> None:
    """F-40: the wait for the next request begins when the answer is taken: here after longer than every other limit."""
    server = Bellhop("serve", "--port", "0", "--assets", str(site), cwd=tmp_path, BELLHOP_TIMEOUTS_WRITE_SECONDS="1",
                     BELLHOP_TIMEOUTS_HEADER_SECONDS="1")
    try:
        with connect(server, 4096) as connection:
            connection.sendall(get("/mega.bin"))
            data = read(connection, 120_000, SIZE + 200)
            while len(data) < data.index(b"\r\n\r\n") + 4 + SIZE:
                data += connection.recv(65_536)
            assert parse(data)[0].body == CONTENT
            connection.sendall(LAST)
            assert parse(read(connection, SIZE))[0].status == 200
    finally:
        assert server.terminate() == 0


@pytest.mark.skipif("BELLHOP_SLOW_TESTS" not in os.environ, reason="takes 110 s")
def test_a_download_longer_than_the_keep_alive_time(site: pathlib.Path, tmp_path: pathlib.Path) -> None:
    """F-40: 10 kB/s for 100 s on a connection that is kept."""
    server = Bellhop("serve", "--port", "0", "--assets", str(site), cwd=tmp_path)
    try:
        with connect(server, 4096) as connection:
            connection.sendall(get("/mega.bin"))
            data = read(connection, 9_500, SIZE)
            while len(data) < data.index(b"\r\n\r\n") + 4 + SIZE:
                data += connection.recv(65_536)
            assert parse(data)[0].body == CONTENT
    finally:
        server.terminate()


@pytest.mark.parametrize("streams", [1, 8])
def test_a_slow_reader_on_http2(site: pathlib.Path, pems: dict[str, str], tmp_path: pathlib.Path, streams: int) -> None:
    """F-40: 100 kB/s and a little more with `write` 1 s, one file and eight at a time: no stream is reset."""
    server = Bellhop("serve", "--port", "0", "--assets", str(site), cwd=tmp_path, BELLHOP_TIMEOUTS_WRITE_SECONDS="1", **pems)
    context = ssl.create_default_context()
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    context.set_alpn_protocols(["h2"])
    raw = socket.socket()
    raw.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 16_384)
    raw.settimeout(20)
    raw.connect(("127.0.0.1", server.port))
    rate, wanted = 150_000 * min(streams, 4), SIZE
    bodies: dict[int, bytearray] = {}
    try:
        with context.wrap_socket(raw, server_hostname="localhost") as connection:
            h2 = H2Connection(H2Configuration(header_encoding="utf-8"))
            h2.initiate_connection()
            for _ in range(streams):
                stream = h2.get_next_available_stream_id()
                bodies[stream] = bytearray()
                h2.send_headers(stream, [(":method", "GET"), (":scheme", "https"), (":authority", "localhost"), (":path", "/mega.bin")], end_stream=True)
            connection.sendall(h2.data_to_send())
            open_ = set(bodies)
            while open_:
                data = connection.recv(16_384)
                assert data, "ended"
                time.sleep(len(data) / rate)
                for one in h2.receive_data(data):
                    assert not isinstance(one, StreamReset | ConnectionTerminated), one
                    if isinstance(one, DataReceived):
                        bodies[one.stream_id] += one.data
                        h2.acknowledge_received_data(one.flow_controlled_length, one.stream_id)
                    if isinstance(one, StreamEnded):
                        open_.discard(one.stream_id)
                connection.sendall(h2.data_to_send())
        assert all(len(body) == wanted and bytes(body) == CONTENT for body in bodies.values())
    finally:
        server.terminate()


@pytest.mark.parametrize("path", ["/mega.bin", "/big.bin"])
def test_a_download_ends_whole_after_sigterm(server: Bellhop, site: pathlib.Path, tmp_path: pathlib.Path, path: str, pems: dict[str, str]) -> None:
    """F-41: no chat runs; the download ends whole within `drain`, exit 0."""
    more = pems if server.url.startswith("https") else {}
    own = Bellhop("serve", "--port", "0", "--assets", str(site), cwd=tmp_path, BELLHOP_TIMEOUTS_DRAIN_SECONDS="30", **more)
    wanted = CONTENT * (30 if path == "/big.bin" else 1)
    with connect(own) as connection:
        connection.sendall(get(path))
        data = connection.recv(8192)
        own.process.send_signal(signal.SIGTERM)
        time.sleep(0.3)
        assert own.process.poll() is None
        began = time.monotonic()
        data += read(connection, len(wanted) // 3, len(wanted))
        while piece := connection.recv(65_536):
            data += piece
    assert parse(data)[0].body == wanted
    assert own.process.wait(timeout=10) == 0
    assert time.monotonic() - began < 25


@pytest.mark.parametrize("cut", [3, 20, 37, -1, -2, -3])
def test_a_head_in_two_segments(server: Bellhop, cut: int) -> None:
    """F-42: then silence, for longer than `header`: the connection lives as long as after a whole one."""
    head = get("/small.txt")
    with connect(server) as connection:
        for _ in range(2):
            connection.sendall(head[:cut])
            time.sleep(0.1)
            connection.sendall(head[cut:])
            time.sleep(0.1)
            data = b""
            while not data.endswith(b"small"):
                data += connection.recv(8192)
            time.sleep(2.8)
        connection.sendall(LAST)
        assert parse(read(connection, SIZE))[0].status == 200


def test_memory_over_a_thousand_changes(bellhop: Callable[..., Bellhop], tmp_path: pathlib.Path) -> None:
    """F-43: a file of 1 MB that changes before each GET; no copy of an old content stays."""
    (tmp_path / "site").mkdir()
    file = tmp_path / "site/changing.bin"
    server = bellhop(None, "serve", "--port", "0", "--assets", str(tmp_path / "site"))
    sizes = []
    with Wire(server.port) as wire:
        for number in range(1_000):
            file.write_bytes(number.to_bytes(4, "big") + CONTENT[4:])
            wire.send(get("/changing.bin"))
            body = wire.one().body
            assert body[:4] == number.to_bytes(4, "big") and len(body) == SIZE
            if number in (200, 999):
                sizes.append(server.memory()["VmRSS"])
    assert sizes[1] - sizes[0] < 8_000_000, sizes


def test_memory_over_many_hotels(bellhop: Callable[..., Bellhop]) -> None:
    """F-43: GETs of `/api/hotel` leave nothing behind."""
    server = bellhop()
    sizes = []
    with Wire(server.port) as wire:
        for number in range(0, 2_500, 50):
            wire.send(get("/api/hotel") * 49 + get("/healthz", "X: last"))
            data = b""
            while data.count(b"HTTP/1.1 200") < 50 or not data.endswith(b"ok\n"):
                data += wire.socket.recv(1 << 20)
            if number in (500, 2_450):
                sizes.append(server.memory()["VmRSS"])
    assert sizes[1] - sizes[0] < 4_000_000, sizes
