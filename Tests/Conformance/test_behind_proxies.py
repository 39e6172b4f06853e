"""R-A16: behind the proxies that people put in front, each event arrives when it is sent."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from asking import told
from bellhop import Bellhop
from pacing import PACE, arrivals, arrived_when_sent, in_one_of_three, paced
from proxies import Proxy, caddy, envoy, haproxy, nginx
from upstream import Upstream


@pytest.mark.parametrize(("kind", "bound"), [(nginx, 0.005), (caddy, 0.005), (haproxy, 0.010), (envoy, 0.005)])
def test_each_event_arrives_when_it_is_sent(
    upstream: Callable[..., Upstream], bellhop: Callable[..., Bellhop], proxy: Callable[..., Proxy], kind: Callable[..., list[str]], bound: float
) -> None:
    """R-A16: as R-A2, through nginx with buffering, Caddy with `encode`, HAProxy with `http-no-delay`, Envoy."""
    def attempt() -> None:
        sent: list[float] = []
        server = bellhop(upstream(paced(40, sent)))
        got = arrivals(proxy(kind, server).port, "Accept-Encoding: gzip, deflate, br, zstd")
        assert got.head.startswith("HTTP/1.1 200") and "content-encoding" not in got.head.lower(), got.head
        arrived_when_sent(sent, got, bound)
        line = told(server, "completed", {"http.status": 200, "events": 40})
        assert line["duration_ms"] >= 40 * PACE * 1000

    in_one_of_three(attempt)
