"""Pages of other origins that embed the widget: HTML with given headers from a free loopback port."""

from __future__ import annotations

import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class HostPage:
    """Serves one page at every path. Body and headers can be set once the address is known that they are to name."""

    def __init__(self, body: str = "", headers: dict[str, str] | None = None) -> None:
        self.body = body
        self.headers = headers or {}
        page = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                text = page.body.encode()
                self.send_response(200)
                self.send_header("Content-Type", "text/html; charset=utf-8")
                self.send_header("Content-Length", str(len(text)))
                for name, value in page.headers.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(text)

            def log_message(self, *_: object) -> None:
                """The log of a test has no lines for requests."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def close(self) -> None:
        self.server.shutdown()
        self.server.server_close()


def html(*, head: str = "", body: str = "", lang: str = "en") -> str:
    return (
        f'<!doctype html><html lang="{lang}"><head><meta charset="utf-8"><title>A hotel</title><link rel="icon" href="data:,">{head}</head>'
        f"<body>{body}</body></html>"
    )


def snippet(url: str, attributes: str = "defer") -> str:
    return f'<script src="{url}/widget.js" {attributes}></script>'
