"""A forward proxy of the test: it leads `CONNECT` to a played upstream whatever name was asked for, and forwards plain requests."""

from __future__ import annotations

import socket
import threading


class ConnectProxy:
    """`requests` are the heads that came in; `target` is the port that every tunnel ends at; `refusal` is a status to answer instead."""

    def __init__(self, target: int, refusal: int | None = None) -> None:
        self.target, self.refusal = target, refusal
        self.requests: list[str] = []
        self.listener = socket.create_server(("127.0.0.1", 0), backlog=64)
        self.address = f"127.0.0.1:{self.listener.getsockname()[1]}"
        threading.Thread(target=self._accept, daemon=True).start()

    def close(self) -> None:
        self.listener.close()

    def _accept(self) -> None:
        while True:
            try:
                client, _ = self.listener.accept()
            except OSError:
                return
            threading.Thread(target=self._serve, args=(client,), daemon=True).start()

    def _serve(self, client: socket.socket) -> None:
        head = b""
        try:
            while b"\r\n\r\n" not in head:
                more = client.recv(65536)
                if not more:
                    return
                head += more
            end = head.index(b"\r\n\r\n") + 4
            self.requests.append(head[:end].decode())
            if self.refusal:
                client.sendall(f"HTTP/1.1 {self.refusal} No\r\nContent-Length: 0\r\n\r\n".encode())
                client.recv(1)
                return
            server = socket.create_connection(("127.0.0.1", self.target))
            if head.startswith(b"CONNECT "):
                # In two pieces: the answer's head may come so.
                client.sendall(b"HTTP/1.1 200 Connection")
                client.sendall(b" established\r\nVia: test\r\n\r\n")
                server.sendall(head[end:])
            else:
                server.sendall(self._origin_form(head[:end]) + head[end:])
            threading.Thread(target=self._pump, args=(server, client), daemon=True).start()
            self._pump(client, server)
        except OSError:
            pass
        finally:
            client.close()

    @staticmethod
    def _origin_form(head: bytes) -> bytes:
        """The request line with a path in place of the whole URL, as a proxy sends it on (RFC 9112 §3.2)."""
        line, rest = head.split(b"\r\n", 1)
        method, url, version = line.split(b" ")
        path = b"/" + url.split(b"://", 1)[1].split(b"/", 1)[1]
        return b" ".join([method, path, version]) + b"\r\n" + rest

    @staticmethod
    def _pump(source: socket.socket, sink: socket.socket) -> None:
        try:
            while data := source.recv(65536):
                sink.sendall(data)
            sink.shutdown(socket.SHUT_WR)
        except OSError:
            pass
