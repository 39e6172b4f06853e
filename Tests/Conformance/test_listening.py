"""Where and as whom the server listens: without any of root's rights, and on a Unix socket."""

from __future__ import annotations

import os
import pathlib
from collections.abc import Callable

import httpx

from asking import DONE, STREAM, ask
from bellhop import Bellhop
from upstream import Upstream, stream

Servers = Callable[..., Bellhop]
Upstreams = Callable[..., Upstream]

# What a user who is not root may not do: some socket options are only root's.
WITHOUT_RIGHTS = ["setpriv", "--inh-caps=-all", "--bounding-set=-all"] if os.geteuid() == 0 else []


def test_without_roots_rights(upstream: Upstreams, bellhop: Servers) -> None:
    server = bellhop(upstream(stream("fine")), prefix=WITHOUT_RIGHTS)
    assert httpx.get(f"{server.url}/healthz").status_code == 200
    assert ask(server).content.endswith(DONE)


def test_on_a_unix_socket(upstream: Upstreams, bellhop: Servers, tmp_path: pathlib.Path) -> None:
    path = tmp_path / "bellhop.sock"
    server = bellhop(upstream(stream("fine")), "serve", "--unix-socket", str(path), prefix=WITHOUT_RIGHTS)
    with httpx.Client(transport=httpx.HTTPTransport(uds=str(path)), base_url="http://hotel.example") as client:
        assert client.get("/healthz").status_code == 200
        answer = client.post("/api/chat", json=STREAM)
    assert answer.status_code == 200 and "fine" in answer.text and answer.content.endswith(DONE)
    assert server.records()[0]["outcome"] == "completed"
