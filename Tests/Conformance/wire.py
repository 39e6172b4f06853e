"""A connection as bytes, and a strict reader of the answers on it."""

from __future__ import annotations

import socket
import time
from collections.abc import Iterable
from dataclasses import dataclass

INTERIM = range(100, 200)


class WireError(Exception):
    """What came is no sequence of whole HTTP/1.1 answers."""


@dataclass
class Answer:
    status: int
    fields: list[tuple[str, str]]
    body: bytes

    def field(self, name: str) -> str | None:
        """The one value of a field, `None` without it; two lines of it are an error."""
        found = [value for key, value in self.fields if key == name]
        if len(found) > 1:
            raise WireError(f"{name} stands {len(found)} times")
        return found[0] if found else None


def parse(data: bytes, methods: Iterable[str] = ()) -> list[Answer]:
    """Every answer in `data`, which has to end with the last one; `methods` says which have no body (GET where it ends)."""
    answers, asked = [], list(methods)
    while data:
        answer, data = take(data, asked[0] if asked else "GET")
        answers.append(answer)
        if answer.status not in INTERIM and asked:
            asked.pop(0)
    return answers


def take(data: bytes, method: str) -> tuple[Answer, bytes]:
    """The first answer and what stands behind it."""
    head, end, rest = data.partition(b"\r\n\r\n")
    line, *lines = head.decode("ascii").split("\r\n")
    version, status, _ = line.split(" ", 2)
    if not end or version not in ("HTTP/1.1", "HTTP/1.0") or len(status) != 3:
        raise WireError(f"no head: {data[:80]!r}")
    fields = []
    for text in lines:
        name, colon, value = text.partition(":")
        if not colon or not name or name != name.strip() or any(ord(character) < 32 and character != "\t" for character in value):
            raise WireError(f"no field: {text!r}")
        fields.append((name.lower(), value.strip()))
    answer = Answer(int(status), fields, b"")
    length, coding = answer.field("content-length"), answer.field("transfer-encoding")
    if answer.status not in INTERIM and answer.field("date") is None:
        raise WireError("no Date")
    if answer.status in INTERIM or answer.status in (204, 304) or method == "HEAD":
        return answer, rest
    if (length is None) == (coding is None):
        raise WireError(f"neither a length nor chunks, or both: {line}")
    if coding is not None:
        answer.body, rest = chunks(rest)
        return answer, rest
    if len(rest) < int(length or 0):
        raise WireError(f"{len(rest)} of {length} bytes: {line}")
    answer.body = rest[: int(length or 0)]
    return answer, rest[int(length or 0):]


def chunks(data: bytes) -> tuple[bytes, bytes]:
    body = b""
    while True:
        size, end, data = data.partition(b"\r\n")
        count = int(size, 16) if end else -1
        if count < 0 or data[count:count + 2] != b"\r\n":
            raise WireError("broken chunk")
        body, data = body + data[:count], data[count + 2:]
        if count == 0:
            return body, data


class Wire:
    """One connection to a server on loopback. Every wait ends after `patience` seconds."""

    def __init__(self, port: int, patience: float = 10, window: int | None = None) -> None:
        self.socket = socket.socket()
        if window:
            self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, window)
        self.socket.settimeout(patience)
        self.socket.connect(("127.0.0.1", port))
        self.opened = time.monotonic()

    def __enter__(self) -> Wire:
        return self

    def __exit__(self, *_: object) -> None:
        self.socket.close()

    def send(self, data: bytes) -> bool:
        """Whether the server still took it."""
        try:
            self.socket.sendall(data)
        except (ConnectionError, BrokenPipeError):
            return False
        return True

    def end(self) -> None:
        """Shuts the sending side."""
        try:
            self.socket.shutdown(socket.SHUT_WR)
        except OSError:
            pass

    def drip(self, data: bytes, pause: float) -> bool:
        """One byte every `pause` seconds; stops as soon as something comes back. Whether all was sent."""
        for position in range(len(data)):
            if not self.send(data[position:position + 1]) or self.has_news(pause):
                return False
        return True

    def has_news(self, within: float) -> bool:
        """Whether bytes or the end arrive in time."""
        before = self.socket.gettimeout()
        self.socket.settimeout(within)
        try:
            self.socket.recv(1, socket.MSG_PEEK)
            return True
        except TimeoutError:
            return False
        except ConnectionError:
            return True
        finally:
            self.socket.settimeout(before)

    def ends_within(self, seconds: float) -> bool:
        """Drops what comes for a while; whether the end came."""
        until = time.monotonic() + seconds
        while (left := until - time.monotonic()) > 0 and self.has_news(left):
            try:
                if not self.socket.recv(65_536):
                    return True
            except ConnectionResetError:
                return True
        return False

    def rest(self) -> bytes:
        """All that comes until the server ends the connection; `TimeoutError` where it does not."""
        data = bytearray()
        while True:
            try:
                piece = self.socket.recv(65_536)
            except ConnectionResetError:
                return bytes(data)
            if not piece:
                return bytes(data)
            data += piece

    @property
    def age(self) -> float:
        return time.monotonic() - self.opened

    def one(self, method: str = "GET") -> Answer:
        """The next answer alone; the connection stays open."""
        data = b""
        while True:
            piece = self.socket.recv(1 if b"\r\n\r\n" not in data else 65_536)
            if not piece:
                raise WireError(f"ended after {data!r}")
            data += piece
            if b"\r\n\r\n" not in data:
                continue
            try:
                answer, rest = take(data, method)
            except WireError:
                continue
            if rest:
                raise WireError(f"more than an answer: {rest[:80]!r}")
            return answer


def ask(port: int, data: bytes, *methods: str, patience: float = 10) -> list[Answer]:
    """Sends `data` on a new connection and gives every answer up to its end, which has to come."""
    with Wire(port, patience) as wire:
        wire.send(data)
        return parse(wire.rest(), methods)


def get(path: str, *fields: str, method: str = "GET", body: bytes = b"") -> bytes:
    """A request of HTTP/1.1 with a good `Host`."""
    return "".join([f"{method} {path} HTTP/1.1\r\nHost: h\r\n", *(f"{field}\r\n" for field in fields), "\r\n"]).encode() + body


LAST = get("/healthz", "Connection: close")
