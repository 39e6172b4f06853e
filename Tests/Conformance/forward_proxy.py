"""A forward proxy of the tests: leads CONNECT to a played provider with TLS, and plain requests to another, whatever host was asked for."""

from __future__ import annotations

import base64
import socket
import threading


class ForwardProxy:
    """Listens on a free loopback port. `asked` is each request's first line, `credentials` what came in `Proxy-Authorization`."""

    def __init__(self, secure: int | None, plain: int | None, user: str | None = None) -> None:
        self.targets = {True: secure, False: plain}
        self.user = user
        self.asked: list[str] = []
        self.credentials: list[str | None] = []
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def close(self) -> None:
        self.listener.close()

    def _accept(self) -> None:
        while True:
            try:
                connection, _ = self.listener.accept()
            except OSError:
                return
            threading.Thread(target=self._serve, args=(connection,), daemon=True).start()

    def _serve(self, connection: socket.socket) -> None:
        head = b""
        while b"\r\n\r\n" not in head:
            if not (data := connection.recv(4096)):
                return connection.close()
            head += data
        lines = head.split(b"\r\n\r\n")[0].decode().split("\r\n")
        fields = dict(line.lower().split(": ", 1) if not line.lower().startswith("proxy-authorization") else ("proxy-authorization", line.split(": ", 1)[1]) for line in lines[1:])
        self.asked.append(lines[0])
        given = fields.get("proxy-authorization")
        self.credentials.append(given and base64.b64decode(given.removeprefix("Basic ")).decode())
        if self.user and self.credentials[-1] != self.user:
            connection.sendall(b"HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n")
            return connection.close()
        is_tunnel = lines[0].startswith("CONNECT ")
        target = self.targets[is_tunnel]
        if target is None:
            connection.sendall(b"HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\n\r\n")
            return connection.close()
        onward = socket.create_connection(("127.0.0.1", target))
        if is_tunnel:
            connection.sendall(b"HTTP/1.1 200 Connection established\r\n\r\n")
        else:
            # The whole URL becomes the path (RFC 9112 §3.2.2).
            method, url, version = lines[0].split(" ")
            path = "/" + url.split("/", 3)[3]
            onward.sendall(head.replace(f"{method} {url} {version}".encode(), f"{method} {path} {version}".encode(), 1))
        threading.Thread(target=_pipe, args=(connection, onward), daemon=True).start()
        _pipe(onward, connection)


def _pipe(source: socket.socket, target: socket.socket) -> None:
    try:
        while data := source.recv(65536):
            target.sendall(data)
        target.shutdown(socket.SHUT_WR)
    except OSError:
        pass
