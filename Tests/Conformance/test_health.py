"""`bellhop health`, which a container without a shell asks itself with."""

from __future__ import annotations

import pathlib
import socket
import subprocess
import threading
from collections.abc import Callable

import pytest
import trustme

from bellhop import BINARY, Bellhop


def health(folder: pathlib.Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([str(BINARY), "health", *arguments], cwd=folder, env=environment, capture_output=True, text=True, timeout=30)


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost"])
def test_a_server_that_serves_is_healthy(tmp_path: pathlib.Path, bellhop: Callable[..., Bellhop], host: str) -> None:
    server = bellhop(None, "serve", "--host", "127.0.0.1", "--port", "0")
    result = health(tmp_path, "--port", str(server.port), "--host", host)
    assert (result.returncode, result.stdout, result.stderr) == (0, "", "")
    assert health(tmp_path, BELLHOP_PORT=str(server.port)).returncode == 0
    server.terminate()
    result = health(tmp_path, "--port", str(server.port))
    assert result.returncode == 69 and result.stderr == "bellhop: health: nothing listens there\n"


def test_over_a_unix_socket_and_with_a_certificate(tmp_path: pathlib.Path) -> None:
    issued = trustme.CA().issue_cert("localhost")
    issued.private_key_and_cert_chain_pem.write_to_path(str(tmp_path / "pem"))
    certificate = {"BELLHOP_TLS_CERT": "pem", "BELLHOP_TLS_KEY": "pem"}
    # A server on a Unix socket tells no address with a port, so it is only waited for by its socket.
    with subprocess.Popen([str(BINARY), "serve", "--unix-socket", "socket"], cwd=tmp_path, env={}, stderr=subprocess.PIPE, text=True) as process:
        try:
            assert process.stderr and any("listening on " in line for line in process.stderr)
            assert health(tmp_path, "--unix-socket", "socket").returncode == 0
            assert health(tmp_path, "--unix-socket", "other").returncode == 69
            assert health(tmp_path, "--unix-socket", "x" * 200).returncode == 69
        finally:
            process.terminate()
    server = Bellhop("serve", "--port", "0", cwd=tmp_path, **certificate)
    try:
        assert health(tmp_path, "--port", str(server.port), **certificate).returncode == 0
    finally:
        server.terminate()
    assert health(tmp_path, "--port", str(server.port), **certificate).returncode == 69


@pytest.mark.parametrize("answer", [b"", b"HTTP/1.1 500 Internal Server Error\r\n\r\n", b"HTTP/1.1 2", b"SSH-2.0-OpenSSH_9.2\r\n" * 2])
def test_anything_else_there_is_not_healthy(tmp_path: pathlib.Path, answer: bytes) -> None:
    """Another program, an error, half an answer and the close."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        def serve() -> None:
            connection, _ = listener.accept()
            connection.sendall(answer)
            connection.shutdown(socket.SHUT_WR)
            connection.recv(65_536)
            connection.close()

        threading.Thread(target=serve, daemon=True).start()
        result = health(tmp_path, "--port", str(listener.getsockname()[1]))
    assert result.returncode == 69 and result.stderr == "bellhop: health: GET /healthz is not answered with 200\n"


def test_bad_settings_are_told_as_everywhere(tmp_path: pathlib.Path) -> None:
    result = health(tmp_path, "--port", "99999")
    assert result.returncode == 78 and "port" in result.stderr
