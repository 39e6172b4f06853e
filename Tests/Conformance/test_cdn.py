"""The bundle written for a CDN, served by nginx with `gzip_static`, is what Bellhop itself sends."""

from __future__ import annotations

import gzip
import pathlib
import shutil
import socket
import subprocess
import time
from collections.abc import Callable, Iterator

import pytest

from bellhop import BINARY, Bellhop
from wire import Answer, ask, get

CONFIGURATION = """
daemon off; user root; worker_processes 1; pid {root}/nginx.pid; error_log stderr;
events {{ worker_connections 64; }}
http {{
    include /etc/nginx/mime.types;
    access_log off;
    client_body_temp_path {root}/t1; proxy_temp_path {root}/t2; fastcgi_temp_path {root}/t3; uwsgi_temp_path {root}/t4; scgi_temp_path {root}/t5;
    server {{ listen 127.0.0.1:{port}; root {root}/cdn; gzip_static on; gzip off; gzip_vary on; }}
}}
"""


@pytest.fixture
def nginx(tmp_path: pathlib.Path) -> Iterator[int]:
    """The port of an nginx that serves `tmp_path/cdn`."""
    program = shutil.which("nginx") or "/usr/sbin/nginx"
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    (tmp_path / "nginx.conf").write_text(CONFIGURATION.format(root=tmp_path, port=port))
    subprocess.run([str(BINARY), "bundle", str(tmp_path / "cdn")], check=True, cwd=tmp_path)
    process = subprocess.Popen([program, "-p", str(tmp_path), "-c", str(tmp_path / "nginx.conf")], stderr=subprocess.PIPE, text=True)
    try:
        until = time.monotonic() + 10
        while True:
            try:
                socket.create_connection(("127.0.0.1", port), timeout=1).close()
                break
            except OSError:
                assert process.poll() is None and process.stderr, process.stderr and process.stderr.read()
                assert time.monotonic() < until
                time.sleep(0.05)
        yield port
    finally:
        process.terminate()
        process.wait(timeout=10)


def test_nginx_sends_the_same_bytes(nginx: int, bellhop: Callable[..., Bellhop], tmp_path: pathlib.Path) -> None:
    """S2: for every file, with and without gzip: the same body and `Content-Encoding`, and a sidecar never as a file."""
    server, cdn = bellhop(), tmp_path / "cdn"
    files = sorted(path for path in cdn.rglob("*") if path.is_file() and path.suffix != ".gz")
    assert len(files) > 10
    packed = 0

    def fetch(port: int, path: pathlib.Path, accepted: str) -> Answer:
        return ask(port, get(f"/{path.relative_to(cdn)}", f"Accept-Encoding: {accepted}", "Connection: close"))[0]

    for path in files:
        content = path.read_bytes()
        for accepted in ("gzip", "identity"):
            ours, theirs = fetch(server.port, path, accepted), fetch(nginx, path, accepted)
            coding = ours.field("content-encoding")
            assert (ours.status, theirs.status, coding) == (200, 200, theirs.field("content-encoding")), path
            assert ours.body == theirs.body, path
            assert (gzip.decompress(ours.body) if coding else ours.body) == content, path
            assert ours.field("vary") == (theirs.field("vary") if path.with_name(path.name + ".gz").exists() else None), path
            packed += coding == "gzip"
        assert fetch(server.port, path.with_name(path.name + ".gz"), "gzip").status == 404
    assert packed > len(files) // 2
