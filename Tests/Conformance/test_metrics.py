"""What `/metrics` tells, as Prometheus' own tool reads it."""

from __future__ import annotations

import re
import shutil
import subprocess
import urllib.request
from collections.abc import Callable

import pytest

from bellhop import Bellhop
from wire import ask, get


def text(server: Bellhop) -> str:
    server.metrics()
    address = re.search(r"listening on (http://[^\s\"]+/metrics)", server.log)
    assert address
    with urllib.request.urlopen(address.group(1), timeout=10) as answer:
        return answer.read().decode()


@pytest.mark.parametrize(("request_", "label"), [
    (get("/api/hotel", "Connection: close"), 'route="hotel",status="200"'),
    (get("/api/hotel", "Connection: close", method="POST"), 'route="hotel",status="405"'),
    (get("/api/nothing", "Connection: close"), 'route="api",status="404"'),
    (get("/missing.js", "Connection: close"), 'route="file",status="404"'),
    (get("/metrics", "Connection: close"), 'route="nowhere",status="404"'),
    (get("/readyz", "Connection: close"), 'route="health",status="200"'),
    (get("*", "Connection: close", method="OPTIONS"), 'route="server",status="204"'),
    (get("/js/chat.js", "Connection: close"), 'route="file",status="200"'),
    (get("/js/chat.js", "Connection: close", "If-None-Match: *"), 'route="file",status="304"'),
    (b"GET / HTTP/1.1\r\n\r\n", 'route="refused",status="400"'),
    (b"GET / HTTP/1.1\r\nHost: h\r\nX : y\r\n\r\n", 'route="refused",status="400"'),
])
def test_every_answer_is_counted_by_its_route(bellhop: Callable[..., Bellhop], request_: bytes, label: str) -> None:
    """F-61: once each, whatever answered."""
    server = bellhop()
    for count in (1, 2):
        ask(server.port, request_)
        counted = {name: value for name, value in server.metrics().items() if name.startswith("bellhop_http_requests_total")}
        assert counted == {"bellhop_http_requests_total{" + label + "}": count}


def test_promtool_finds_nothing(bellhop: Callable[..., Bellhop]) -> None:
    """F-61: each family has its help and a name as Prometheus advises."""
    promtool = shutil.which("promtool")
    if promtool is None:
        pytest.skip("promtool (Debian: prometheus) is not installed")
    server = bellhop()
    ask(server.port, get("/api/hotel", "Connection: close"))
    shown = text(server)
    result = subprocess.run([promtool, "check", "metrics"], input=shown, capture_output=True, text=True, timeout=30, check=False)
    assert (result.returncode, result.stdout, result.stderr) == (0, "", "")
    families = set(re.findall(r"^# TYPE (\S+)", shown, re.MULTILINE))
    assert families and families == set(re.findall(r"^# HELP (\S+) \S", shown, re.MULTILINE))
