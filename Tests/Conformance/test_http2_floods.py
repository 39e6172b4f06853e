"""Floods of HTTP/2 frames, each known by a number: the connection ends or is held, neighbours are served, memory stays level."""

from __future__ import annotations

import ssl
import struct
from collections.abc import Callable, Iterator

import pytest
from h2.errors import ErrorCodes
from h2.events import ConnectionTerminated

from bellhop import Bellhop
from test_http2 import Client, certificate, fields, server

__all__ = ["certificate", "server"]

DATA, HEADERS, PRIORITY, RESET, SETTINGS, PING, WINDOW, CONTINUATION = 0, 1, 2, 3, 4, 6, 8, 9
END_STREAM, END_HEADERS = 1, 4
MOST_MEMORY = 8 << 20


def frame(kind: int, flags: int = 0, stream: int = 0, payload: bytes = b"") -> bytes:
    return struct.pack(">I", len(payload))[1:] + bytes([kind, flags]) + struct.pack(">I", stream) + payload


def head(client: Client, path: str = "/js/chat.js", *more: tuple[str, str], method: str = "GET") -> bytes:
    """A request's field block, as the client's encoder writes it."""
    return client.h2.encoder.encode([(":method", method), (":scheme", "https"), (":authority", "localhost"), (":path", path), *more])


def pings(client: Client) -> Iterator[bytes]:
    """CVE-2019-9512: each wants an answer, and no answer is read."""
    for _ in range(400):
        yield frame(PING, payload=b"pingpong") * 500


def settings(client: Client) -> Iterator[bytes]:
    """CVE-2019-9515: the same with settings."""
    for _ in range(400):
        yield frame(SETTINGS, payload=struct.pack(">HI", 4, 65_535)) * 500


def empty_data(client: Client) -> Iterator[bytes]:
    """CVE-2019-9518: a body that never grows and never ends."""
    yield frame(HEADERS, END_HEADERS, 1, head(client, "/api/chat", ("content-type", "application/json"), method="POST"))
    for _ in range(400):
        yield frame(DATA, 0, 1) * 500


def continuations(client: Client) -> Iterator[bytes]:
    """CVE-2024-27316: a field block that never ends."""
    yield frame(HEADERS, END_STREAM, 1, head(client))
    for _ in range(400):
        yield frame(CONTINUATION, 0, 1, b"\x00\x01a\x01b") * 100


def large_fields(client: Client) -> Iterator[bytes]:
    """The same with much in each frame."""
    yield frame(HEADERS, END_STREAM, 1, head(client))
    for index in range(1000):
        name = b"x-%06d" % index
        yield frame(CONTINUATION, 0, 1, b"\x00" + bytes([len(name)]) + name + b"\x7f\x81\x7f" + b"a" * 16_256)


def indexed_bomb(client: Client) -> Iterator[bytes]:
    """CVE-2016-6581: one large field in the table, named thousands of times by one byte each."""
    block = head(client) + b"\x40\x01a\x7f\x81\x1e" + b"b" * 4_000 + b"\xbe" * 12_000
    for stream in range(1, 2001, 2):
        yield frame(HEADERS, END_STREAM | END_HEADERS, stream, block)
        block = b"\xbe" * 16_000


def resets_made_by_the_server(client: Client) -> Iterator[bytes]:
    """CVE-2025-8671: each request is made faulty at once, so that the server resets it and begins the next."""
    for stream in range(1, 20_001, 2):
        yield frame(HEADERS, END_STREAM | END_HEADERS, stream, head(client)) + frame(WINDOW, 0, stream, struct.pack(">I", 0))


def too_many_streams(client: Client) -> Iterator[bytes]:
    """Ten thousand bodies are announced and none is sent."""
    for stream in range(1, 20_001, 2):
        yield frame(HEADERS, END_HEADERS, stream, head(client, "/api/chat", ("content-type", "application/json"), method="POST"))


def closed_windows(client: Client) -> Iterator[bytes]:
    """CVE-2019-9511, CVE-2019-9517: thousands of answers are asked for and nothing may be sent."""
    yield frame(SETTINGS, payload=struct.pack(">HI", 4, 0))
    for stream in range(1, 20_001, 2):
        yield frame(HEADERS, END_STREAM | END_HEADERS, stream, head(client, "/api/hotel"))


def priorities(client: Client) -> Iterator[bytes]:
    """CVE-2019-9513: streams that do not exist are moved about."""
    for _ in range(400):
        yield frame(PRIORITY, 0, 3, struct.pack(">IB", 1, 9)) * 500


def unknown_frames(client: Client) -> Iterator[bytes]:
    """Types that nobody knows are to be ignored, however many (RFC 9113 §5.5)."""
    for _ in range(400):
        yield frame(0xFA, 0xFF, 0, b"x" * 64) * 200


def overflowing_window(client: Client) -> Iterator[bytes]:
    """RFC 9113 §6.9.1: a window over 2^31 - 1 ends the connection."""
    for _ in range(3):
        yield frame(WINDOW, payload=struct.pack(">I", 0x7FFF_FFFF))
    for _ in range(100):
        yield frame(PING, payload=b"pingpong") * 500


#: Whether the server has to end the connection; one that it may also hold, it reads no further from.
FLOODS: dict[Callable[[Client], Iterator[bytes]], bool] = {
    pings: False, settings: False, empty_data: False, continuations: True, large_fields: True, indexed_bomb: True, resets_made_by_the_server: True,
    too_many_streams: False, closed_windows: False, priorities: False, unknown_frames: False, overflowing_window: True,
}


@pytest.mark.parametrize(("flood", "ends"), FLOODS.items(), ids=[flood.__name__ for flood in FLOODS])
def test_a_flood_harms_its_own_connection_only(
    server: Bellhop, certificate: dict[str, str], flood: Callable[[Client], Iterator[bytes]], ends: bool
) -> None:
    """S43: one connection floods and reads nothing; another asks all the while."""
    neighbour, flooder = (Client(server.port, certificate["ca"]) for _ in range(2))
    assert neighbour.outcome(neighbour.request(fields())) == ("status", "200")
    before = server.memory_from_here()
    flooder.socket.settimeout(2)
    is_over = False
    for index, piece in enumerate(flood(flooder)):
        try:
            flooder.socket.sendall(piece)
        except (OSError, ssl.SSLError):
            is_over = True  # Ended, or nothing more is read from it.
            break
        if index % 100 == 0:
            assert neighbour.outcome(neighbour.request(fields("/healthz"))) == ("status", "200")
    if ends and not is_over:
        assert ended(flooder), "the connection lives on"
    assert neighbour.outcome(neighbour.request(fields())) == ("status", "200")
    again = Client(server.port, certificate["ca"])
    assert again.outcome(again.request(fields())) == ("status", "200")
    assert server.memory()["VmHWM"] - before < MOST_MEMORY
    assert server.process.poll() is None


def ended(client: Client) -> bool:
    """Whether the server ends the connection by itself."""
    try:
        while client.socket.recv(65_536):
            pass
    except TimeoutError:
        return False
    except (OSError, ssl.SSLError):
        pass
    return True


def test_a_window_that_overflows_gets_its_reason(server: Bellhop, certificate: dict[str, str]) -> None:
    """RFC 9113 §6.9.1: GOAWAY with FLOW_CONTROL_ERROR, not just a closed socket."""
    client = Client(server.port, certificate["ca"])
    client.socket.sendall(frame(WINDOW, payload=struct.pack(">I", 0x7FFF_FFFF)) * 2)
    assert next(one.error_code for one in client.events() if isinstance(one, ConnectionTerminated)) == ErrorCodes.FLOW_CONTROL_ERROR
