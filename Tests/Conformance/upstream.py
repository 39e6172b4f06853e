"""A scripted OpenAI-compatible upstream in its own thread, plain or TLS, for tests with real clients.

A script is a callable that is given an `Exchange`: it reads the request and writes the answer byte for byte, waits for the
test's permission, or breaks the connection. So a test decides what goes over the wire and when.
"""

from __future__ import annotations

import json
import socket
import ssl
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

HEAD = (
    b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n"
    b"x-request-id: upstream-1\r\n\r\n"
)


def event(data: Any) -> bytes:
    """One event of the stream; a text stands as it is (`[DONE]`), anything else as JSON."""
    text = data if isinstance(data, str) else json.dumps(data, separators=(",", ":"))
    return f"data: {text}\n\n".encode()


def delta(text: str | None = None, finish: str | None = None) -> dict[str, Any]:
    """A `chat.completion.chunk` that carries `text`."""
    return {
        "id": "chatcmpl-1", "object": "chat.completion.chunk", "created": 1, "model": "gpt-6-luna",
        "choices": [{"index": 0, "delta": {} if text is None else {"content": text}, "finish_reason": finish}],
    }


def usage(prompt: int, completion: int) -> dict[str, Any]:
    """The usage chunk, whose `choices` are empty."""
    tokens = {"prompt_tokens": prompt, "completion_tokens": completion, "total_tokens": prompt + completion}
    return {**delta(), "choices": [], "usage": tokens}


@dataclass
class Request:
    """What came in: the head's lines with lower-case names, and the body."""

    method: str
    target: str
    headers: list[tuple[str, str]]
    body: bytes

    def header(self, name: str) -> str | None:
        return next((value for key, value in self.headers if key == name), None)

    @property
    def json(self) -> Any:
        return json.loads(self.body)


@dataclass
class Exchange:
    """One request and the connection that its answer goes to."""

    request: Request
    connection: socket.socket
    released: threading.Event
    closed_by_peer: threading.Event = field(default_factory=threading.Event)
    closed_at: float | None = None
    #: Whether each byte is written on its own.
    drips: bool = False

    def send(self, data: bytes) -> None:
        if not self.drips:
            return self.connection.sendall(data)
        for index in range(len(data)):
            self.connection.sendall(data[index:index + 1])

    def chunk(self, data: bytes) -> None:
        self.send(b"%x\r\n%s\r\n" % (len(data), data))

    def start(self) -> None:
        self.send(HEAD)

    def finish(self) -> None:
        self.send(b"0\r\n\r\n")

    def watch(self) -> None:
        """Notes the peer's close as it happens, on a plain connection, and takes no byte from it."""

        def look() -> None:
            try:
                data = self.connection.recv(1, socket.MSG_PEEK)
            except OSError:
                data = b""
            if not data:
                self.closed_at = time.monotonic()
                self.closed_by_peer.set()

        threading.Thread(target=look, daemon=True).start()

    def hang(self) -> None:
        """Sends nothing more until the peer closes, for at most 30 s."""
        self.watch()
        self.closed_by_peer.wait(30)

    def wait_for_release(self) -> None:
        """Holds until the test calls `Upstream.release`; fails after 20 s so that a broken test ends."""
        if not self.released.wait(20):
            raise TimeoutError("the test did not release the upstream")

    def answer(self, status: int, body: Any, *fields: str) -> None:
        """A whole answer; `body` is bytes, or sent as JSON."""
        raw = body if isinstance(body, bytes) else json.dumps(body).encode()
        kind = [] if any(line.lower().startswith("content-type") for line in fields) else ["Content-Type: application/json"]
        head = "\r\n".join([f"HTTP/1.1 {status} X", f"Content-Length: {len(raw)}", *kind, *fields])
        self.send(head.encode() + b"\r\n\r\n" + raw)


Script = Callable[[Exchange], None]


def held(exchange: Exchange) -> None:
    """One event at once, the rest when the test lets it go."""
    exchange.start()
    exchange.chunk(event(delta("first")))
    exchange.wait_for_release()
    exchange.chunk(event(delta(" last", "stop")) + event("[DONE]"))
    exchange.finish()


def stream(*parts: str, prompt: int = 7) -> Script:
    """A usual answer in `parts`; usage only where it was asked for; JSON where no stream was asked for."""

    def script(exchange: Exchange) -> None:
        body = exchange.request.json
        if not body.get("stream"):
            tokens = usage(prompt, len(parts))["usage"]
            message = {"role": "assistant", "content": "".join(parts), "refusal": None}
            choice = {"index": 0, "message": message, "finish_reason": "stop", "logprobs": None}
            exchange.answer(200, {"id": "chatcmpl-1", "object": "chat.completion", "created": 1, "model": body["model"],
                                  "choices": [choice], "usage": tokens})
            return
        exchange.start()
        for part in parts:
            exchange.chunk(event(delta(part)))
        exchange.chunk(event(delta(finish="stop")))
        if (body.get("stream_options") or {}).get("include_usage"):
            exchange.chunk(event(usage(prompt, len(parts))))
        exchange.chunk(event("[DONE]"))
        exchange.finish()

    return script


def says(*pieces: bytes, pause: float = 0) -> Script:
    """A stream whose body is `pieces`, a chunk each, `pause` seconds between two."""

    def script(exchange: Exchange) -> None:
        exchange.start()
        for index, piece in enumerate(pieces):
            if index:
                time.sleep(pause)
            exchange.chunk(piece)
        exchange.finish()

    return script


class Upstream:
    """Accepts connections on a free loopback port and answers each request with the next script, the last one for ever."""

    def __init__(self, *scripts: Script, tls: ssl.SSLContext | None = None, drips: bool = False) -> None:
        self.scripts = list(scripts) or [stream("Hello", " there")]
        self.requests: list[Request] = []
        self.exchanges: list[Exchange] = []
        #: How many were accepted so far.
        self.connections = 0
        self.released = threading.Event()
        self.tls = tls
        self.drips = drips
        self.listener = socket.create_server(("127.0.0.1", 0), backlog=128)
        self.port = self.listener.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()

    @property
    def url(self) -> str:
        scheme, host = ("https", "localhost") if self.tls else ("http", "127.0.0.1")
        return f"{scheme}://{host}:{self.port}/v1"

    def release(self) -> None:
        self.released.set()

    def close(self) -> None:
        self.released.set()
        self.listener.close()

    def _accept(self) -> None:
        while True:
            try:
                connection, _ = self.listener.accept()
            except OSError:
                return
            self.connections += 1
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            threading.Thread(target=self._serve, args=(connection,), daemon=True).start()

    def _serve(self, connection: socket.socket) -> None:
        try:
            if self.tls:
                connection = self.tls.wrap_socket(connection, server_side=True)
            with connection, connection.makefile("rb") as reader:
                while request := self._read(reader):
                    self.requests.append(request)
                    script = self.scripts.pop(0) if len(self.scripts) > 1 else self.scripts[0]
                    exchange = Exchange(request, connection, self.released, drips=self.drips)
                    self.exchanges.append(exchange)
                    script(exchange)
        except OSError:
            pass

    @staticmethod
    def _read(reader: Any) -> Request | None:
        line = reader.readline()
        if line.count(b" ") < 2:
            # The end, or no HTTP, such as a TLS greeting.
            return None
        method, target, _ = line.decode("latin-1").split(" ", 2)
        headers = []
        while (raw := reader.readline()) not in (b"\r\n", b""):
            name, value = raw.decode("latin-1").split(":", 1)
            headers.append((name.lower(), value.strip()))
        length = next((int(value) for name, value in headers if name == "content-length"), 0)
        return Request(method, target, headers, reader.read(length))
