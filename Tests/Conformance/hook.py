"""A webhook's receiving end: answers as its script says and keeps what came."""

from __future__ import annotations

import http.server
import json
import threading
import time
from collections.abc import Callable
from typing import Any


class Hook:
    """`answer(handler, n)` answers the n-th request, from 1; without it each gets 204."""

    def __init__(self, answer: Callable[[http.server.BaseHTTPRequestHandler, int], None] | None = None) -> None:
        self.requests: list[tuple[dict[str, str], bytes]] = []
        self._changed = threading.Condition()
        outer = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self) -> None:
                length = int(self.headers["content-length"])
                body = self.rfile.read(length)
                # A sender that was killed has delivered nothing.
                if len(body) < length:
                    self.close_connection = True
                    return
                with outer._changed:
                    outer.requests.append(({name.lower(): value for name, value in self.headers.items()}, body))
                    number = len(outer.requests)
                    outer._changed.notify_all()
                try:
                    (answer or outer.ok)(self, number)
                except OSError:
                    pass

            def log_message(self, *_: Any) -> None:
                pass

        class Server(http.server.ThreadingHTTPServer):
            daemon_threads = True
            request_queue_size = 128

            def handle_error(self, *_: Any) -> None:
                pass

        self._server = Server(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_port}/hook/t0ken"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    @staticmethod
    def ok(handler: http.server.BaseHTTPRequestHandler, _: int) -> None:
        Hook.status(204)(handler, 0)

    @staticmethod
    def status(code: int, **fields: str) -> Callable[[http.server.BaseHTTPRequestHandler, int], None]:
        def answer(handler: http.server.BaseHTTPRequestHandler, _: int) -> None:
            handler.send_response(code)
            for name, value in fields.items():
                handler.send_header(name, value)
            handler.send_header("content-length", "0")
            handler.end_headers()

        return answer

    def wait(self, count: int, seconds: float = 30) -> list[tuple[dict[str, str], bytes]]:
        """The requests once there are so many."""
        with self._changed:
            assert self._changed.wait_for(lambda: len(self.requests) >= count, seconds), f"{len(self.requests)} of {count} came"
            return list(self.requests)

    def ids(self) -> list[str]:
        return [json.loads(body)["data"]["id"] for _, body in list(self.requests)]

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()


def until(is_so: Callable[[], bool], seconds: float = 30) -> None:
    """Waits for what another process brings about."""
    deadline = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < deadline, "it did not come about"
        time.sleep(0.01)
