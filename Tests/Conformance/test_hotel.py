"""`/api/hotel`: what every page view of a hotel's site loads, as ready bytes (F-36, F-43)."""

from __future__ import annotations

import gzip
import json
import pathlib
import socket
from collections.abc import Callable

import httpx

from bellhop import ROOT, Bellhop

Servers = Callable[..., Bellhop]

# Most bytes on the wire for the example hotel, head and body.
BUDGET = 7_000


def hotel_of(rooms: int) -> str:
    """The example hotel with its rooms again and again."""
    hotel = json.loads((ROOT / "config/hotel.json").read_text())
    hotel["rooms"] = [hotel["rooms"][index % len(hotel["rooms"])] | {"id": f"room-{index}"} for index in range(rooms)]
    return json.dumps(hotel)


def request(**fields: str) -> bytes:
    lines = "".join(f"{name.replace('_', '-')}: {value}\r\n" for name, value in fields.items())
    return f"GET /api/hotel HTTP/1.1\r\nHost: localhost\r\n{lines}\r\n".encode()


def answer(connection: socket.socket) -> tuple[str, bytes]:
    """The next answer with a length: its head, and its body."""
    data = b""
    while b"\r\n\r\n" not in data:
        data += connection.recv(65536)
    head, _, body = data.partition(b"\r\n\r\n")
    length = next((int(line.split(b":")[1]) for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:")), 0)
    while len(body) < length:
        body += connection.recv(65536)
    return head.decode(), body


def test_the_example_hotel_is_small_on_the_wire(bellhop: Servers) -> None:
    """F-36."""
    server = bellhop()
    with socket.create_connection(("127.0.0.1", server.port), timeout=10) as connection:
        connection.sendall(request(accept_encoding="gzip, deflate, br, zstd"))
        head, body = answer(connection)
    assert len(head) + 4 + len(body) <= BUDGET
    assert gzip.decompress(body) == httpx.get(f"{server.url}/api/hotel", headers={"accept-encoding": "identity"}).content


def test_each_encoding_has_a_tag_that_is_not_sent_again(bellhop: Servers) -> None:
    server = bellhop()
    tags = set()
    for encoding in ("gzip", "identity"):
        headers = {"accept-encoding": encoding}
        whole = httpx.get(f"{server.url}/api/hotel", headers=headers)
        assert whole.headers["vary"] == "Accept-Encoding" and whole.headers["cache-control"] == "no-cache"
        tags.add(whole.headers["etag"])
        again = httpx.get(f"{server.url}/api/hotel", headers=headers | {"if-none-match": whole.headers["etag"]})
        assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", whole.headers["etag"])
        assert again.headers["vary"] == "Accept-Encoding"
        head = httpx.head(f"{server.url}/api/hotel", headers=headers)
        assert head.headers["content-length"] == whole.headers["content-length"] and head.headers["etag"] == whole.headers["etag"]
    assert len(tags) == 2


def test_two_hundred_rooms_a_hundred_thousand_times(bellhop: Servers, tmp_path: pathlib.Path) -> None:
    """F-43: memory stays where it was."""
    (tmp_path / "config").mkdir()
    (tmp_path / "config/hotel.json").write_text(hotel_of(200))
    server = bellhop(BELLHOP_THREADS="1")
    batch, ask = 100, request(accept_encoding="gzip")
    with socket.create_connection(("127.0.0.1", server.port), timeout=30) as connection:
        connection.sendall(ask)
        head, body = answer(connection)
        size = len(head) + 4 + len(body)

        def gets(count: int) -> None:
            for _ in range(count // batch):
                connection.sendall(ask * batch)
                left = size * batch
                while left > 0:
                    left -= len(connection.recv(min(left, 1 << 20)))

        gets(5_000)
        before = server.memory()["VmRSS"]
        gets(95_000)
        assert server.memory()["VmRSS"] - before < 1 << 20
    assert len(json.loads(gzip.decompress(body))["rooms"]) == 200
