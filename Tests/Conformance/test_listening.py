"""Where and as whom the server listens: without any of root's rights, and on a Unix socket."""

from __future__ import annotations

import os
import pathlib
import socket
import stat
import subprocess
from collections.abc import Callable, Iterator

import httpx
import pytest

from asking import DONE, STREAM, ask
from bellhop import BINARY, Bellhop
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


def start(folder: pathlib.Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """A start that has to fail."""
    clean = {"PATH": os.environ["PATH"]} | environment
    return subprocess.run([str(BINARY), "serve", *arguments], cwd=folder, env=clean, capture_output=True, text=True, timeout=20)


def works(path: pathlib.Path) -> bool:
    with httpx.Client(transport=httpx.HTTPTransport(uds=str(path)), base_url="http://hotel.example") as client:
        return client.get("/healthz").status_code == 200


def test_a_second_server_leaves_the_first_its_unix_socket(bellhop: Servers, tmp_path: pathlib.Path) -> None:
    """F-49: 69, and the first lives on; what a killed one left is replaced."""
    path = tmp_path / "bellhop.sock"
    first = bellhop(None, "serve", "--unix-socket", str(path))
    second = start(tmp_path, "--unix-socket", str(path))
    assert second.returncode == 69 and str(path) in second.stderr and "--unix-socket" in second.stderr
    assert len([line for line in second.stderr.splitlines() if "cannot listen" in line]) == 1
    assert works(path)
    first.process.kill()
    first.process.wait()
    assert path.is_socket()
    bellhop(None, "serve", "--unix-socket", str(path))
    assert works(path)


@pytest.mark.parametrize("kind", ["file", "folder"])
def test_what_is_no_socket_is_not_taken_away(tmp_path: pathlib.Path, kind: str) -> None:
    """F-49."""
    path = tmp_path / "bellhop.sock"
    if kind == "file":
        path.write_text("a letter")
    else:
        path.mkdir()
    refused = start(tmp_path, "--unix-socket", str(path))
    assert refused.returncode == 69 and str(path) in refused.stderr and "no socket" in refused.stderr
    assert path.is_dir() if kind == "folder" else path.read_text() == "a letter"


def test_two_that_start_at_once_do_not_both_serve(tmp_path: pathlib.Path) -> None:
    """F-49: on the socket of a killed one."""
    path = tmp_path / "bellhop.sock"
    with socket.socket(socket.AF_UNIX) as dead:
        dead.bind(str(path))
    command = [str(BINARY), "serve", "--unix-socket", str(path)]
    both = [subprocess.Popen(command, cwd=tmp_path, env={"PATH": os.environ["PATH"]}, stderr=subprocess.PIPE, text=True) for _ in range(2)]
    try:
        assert all(one.stderr for one in both)
        # Each says in one line or another how it went; the one that serves goes on.
        said = ["".join(iter_until(one)) for one in both]
        assert sorted("listening on unix:" in text for text in said) == [False, True], said
        loser = both[[index for index in range(2) if "listening on unix:" not in said[index]][0]]
        assert loser.wait(10) == 69 and works(path)
    finally:
        for one in both:
            one.kill()
            one.wait()


def iter_until(process: subprocess.Popen[str]) -> Iterator[str]:
    """Lines up to the one that says that it listens, or to the end."""
    assert process.stderr
    for line in process.stderr:
        yield line
        if "listening on" in line:
            return


@pytest.mark.parametrize(("setting", "mode"), [(None, 0o660), ("0600", 0o600), ("0666", 0o666)])
def test_the_sockets_mode_can_be_set(bellhop: Servers, tmp_path: pathlib.Path, setting: str | None, mode: int) -> None:
    """F-50."""
    path = tmp_path / "bellhop.sock"
    bellhop(None, "serve", "--unix-socket", str(path), **({"BELLHOP_UNIX_SOCKET_MODE": setting} if setting else {}))
    assert stat.S_IMODE(path.stat().st_mode) == mode


def test_guests_behind_a_unix_socket_are_told_apart(upstream: Upstreams, bellhop: Servers, tmp_path: pathlib.Path) -> None:
    """F-50: each address in X-Forwarded-For has limits of its own."""
    path = tmp_path / "bellhop.sock"
    bellhop(upstream(stream("fine")), "serve", "--unix-socket", str(path), BELLHOP_LIMITS_REQUESTS_PER_MINUTE="2")
    with httpx.Client(transport=httpx.HTTPTransport(uds=str(path)), base_url="http://hotel.example") as client:
        for guest in ("198.51.100.7", "203.0.113.9", "2001:db8::1"):
            statuses = [client.post("/api/chat", json=STREAM, headers={"x-forwarded-for": guest}).status_code for _ in range(3)]
            assert statuses == [200, 200, 429]


def test_a_taken_admin_port_is_named(tmp_path: pathlib.Path) -> None:
    """F-60."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        for flags, environment in ((["--admin-port", str(port)], {}), ([], {"BELLHOP_ADMIN_PORT": str(port)})):
            refused = start(tmp_path, "--port", "0", *flags, **environment)
            assert refused.returncode == 69 and f"127.0.0.1:{port}" in refused.stderr
            assert "--admin-port" in refused.stderr and "--port " not in refused.stderr.replace("--admin-port", "")
