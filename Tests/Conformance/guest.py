"""A guest at the other end of a socket, who closes, resets, falls silent or dawdles as the test wants."""

from __future__ import annotations

import json
import socket
import struct
from typing import Any

from bellhop import Bellhop

MESSAGES = [{"role": "user", "content": "hello"}]


class Guest:
    """One connection to the server; `address` is the loopback address it comes from, `window` its receive buffer in bytes."""

    def __init__(self, server: Bellhop, *, address: str = "", window: int | None = None) -> None:
        self.socket = socket.socket()
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        if window is not None:
            self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, window)
        if address:
            self.socket.bind((address, 0))
        self.socket.settimeout(10)
        self.socket.connect(("127.0.0.1", server.port))
        self.received = b""

    def __enter__(self) -> Guest:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def ask(self, stream: bool = True, **fields: Any) -> Guest:
        self.send(chat_request(stream=stream, **fields))
        return self

    def send(self, data: bytes) -> None:
        self.socket.sendall(data)

    def read_until(self, mark: bytes) -> bytes:
        """What came so far, once `mark` is in it; fails where the connection ends before or 10 s pass without a byte."""
        pieces = bytearray(self.received)
        looked = 0
        while pieces.find(mark, looked) < 0:
            looked = max(len(pieces) - len(mark), 0)
            piece = self.socket.recv(65536)
            assert piece, f"the connection ended before {mark!r}: {bytes(pieces[-300:])!r}"
            pieces += piece
        self.received = bytes(pieces)
        return self.received

    def read_to_end(self) -> bytes:
        """Everything up to the end of the connection, by FIN or reset."""
        try:
            while piece := self.socket.recv(65536):
                self.received += piece
        except ConnectionResetError:
            pass
        return self.received

    @property
    def status(self) -> int:
        return int(self.received.split(b" ", 2)[1])

    @property
    def error_code(self) -> str:
        """The code of a whole error answer."""
        return json.loads(self.received.partition(b"\r\n\r\n")[2])["error"]["code"]

    def close(self) -> None:
        self.socket.close()

    def reset(self) -> None:
        """Closes with a TCP reset."""
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.socket.close()

    def half_close(self) -> None:
        """Sends a FIN and goes on reading."""
        self.socket.shutdown(socket.SHUT_WR)


def chat_request(stream: bool = True, headers: tuple[str, ...] = (), **fields: Any) -> bytes:
    """A whole chat request; `fields` are added to its JSON."""
    body = json.dumps({"messages": MESSAGES, "stream": stream} | fields).encode()
    lines = ("POST /api/chat HTTP/1.1", "Host: hotel", "Content-Type: application/json", f"Content-Length: {len(body)}", *headers)
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


def chunks(body: bytes) -> bytes:
    """A chunked body without its framing; fails where it is not whole."""
    data, start = bytearray(), 0
    while True:
        end = body.index(b"\r\n", start)
        length, start = int(body[start:end], 16), end + 2
        if length == 0:
            return bytes(data)
        data += body[start:start + length]
        start += length + 2
        assert body[start - 2:start] == b"\r\n"
