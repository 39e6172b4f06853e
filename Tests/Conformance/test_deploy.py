"""The examples of `config/deploy/`: their own programs accept them, and Bellhop answers through them."""

from __future__ import annotations

import pathlib
import shutil
import ssl
import subprocess
from collections.abc import Callable

import httpx
import pytest

import deployed
from asking import ASK, told
from bellhop import BINARY, Bellhop
from deployed import caddy, haproxy, nginx
from pacing import arrivals, arrived_when_sent, in_one_of_three, paced
from proxies import Proxy, free_port
from upstream import Upstream


def run(folder: pathlib.Path, *command: str) -> subprocess.CompletedProcess[str]:
    program = shutil.which(command[0]) or shutil.which(command[0], path="/usr/sbin")
    assert program, f"{command[0]} is not installed"
    return subprocess.run([program, *command[1:]], cwd=folder, capture_output=True, text=True, timeout=60)


@pytest.mark.parametrize(("kind", "check"), [
    (nginx, lambda command: [*command, "-t"]), (caddy, lambda command: [command[0], "validate", *command[2:]]),
    (haproxy, lambda command: [command[0], "-c", *command[2:]]),
])
def test_its_program_accepts_the_example(tmp_path: pathlib.Path, kind: Callable[..., list[str]], check: Callable[[list[str]], list[str]]) -> None:
    result = run(tmp_path, *check(kind(tmp_path, free_port(), free_port())))
    assert result.returncode == 0 and "warn" not in result.stdout.lower(), result.stdout + result.stderr


def test_systemd_accepts_the_unit(tmp_path: pathlib.Path) -> None:
    if not shutil.which("systemd-analyze"):
        pytest.skip("there is no systemd-analyze")
    unit = tmp_path / "bellhop.service"
    unit.write_text(deployed.example("bellhop.service", **{"/usr/local/bin/bellhop": str(BINARY)}))
    result = run(tmp_path, "systemd-analyze", "verify", str(unit))
    told_of_it = [line for line in result.stderr.splitlines() if "bellhop.service" in line]
    assert result.returncode == 0 and not told_of_it, result.stderr


@pytest.mark.parametrize(("kind", "bound"), [(nginx, 0.005), (caddy, 0.005), (haproxy, 0.010)])
def test_each_event_arrives_when_it_is_sent(
    upstream: Callable[..., Upstream], bellhop: Callable[..., Bellhop], proxy: Callable[..., Proxy], kind: Callable[..., list[str]], bound: float
) -> None:
    """R-A16 through the examples."""
    def attempt() -> None:
        sent: list[float] = []
        server = bellhop(upstream(paced(40, sent)))
        made = proxy(kind, server)
        got = arrivals(made.port, "Accept-Encoding: gzip, deflate, br, zstd", tls=trust(made))
        assert got.head.startswith("HTTP/1.1 200") and "content-encoding" not in got.head.lower(), got.head
        arrived_when_sent(sent, got, bound)
        told(server, "completed", {"http.status": 200, "events": 40})

    in_one_of_three(attempt)


@pytest.mark.parametrize("kind", [nginx, caddy, haproxy])
def test_its_own_page_may_ask_and_guests_are_told_apart(
    bellhop: Callable[..., Bellhop], proxy: Callable[..., Proxy], kind: Callable[..., list[str]]
) -> None:
    """R-E10: the page's origin is the proxy's, and the proxy tells who asks; a guest who names another address is not believed."""
    server = bellhop(None, BELLHOP_TRUSTED_PROXIES="127.0.0.1/32", BELLHOP_LIMITS_REQUESTS_PER_MINUTE="1", BELLHOP_DEMO_TPS="1000")
    made = proxy(kind, server)
    context = trust(made)
    url = f"{'https' if context else 'http'}://127.0.0.1:{made.port}"

    def ask(guest: str, claimed: str) -> httpx.Response:
        with httpx.Client(transport=httpx.HTTPTransport(verify=context or True, local_address=guest)) as client:
            page = client.get(url)
            assert page.status_code == 200 and page.headers["content-type"].startswith("text/html")
            return client.post(f"{url}/api/chat", json=ASK, headers={"Origin": url, "X-Forwarded-For": claimed}, timeout=30)

    answers = [ask("127.0.0.2", "198.51.100.1"), ask("127.0.0.2", "198.51.100.2"), ask("127.0.0.3", "198.51.100.1")]
    assert [answer.status_code for answer in answers] == [200, 429, 200], [answer.text for answer in answers]


def trust(made: Proxy) -> ssl.SSLContext | None:
    authority = made.output.parent / "ca.pem"
    return ssl.create_default_context(cafile=str(authority)) if authority.exists() else None
