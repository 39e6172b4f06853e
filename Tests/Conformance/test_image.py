"""The container image of `config/deploy/`: built from the release binary, looked at, and started."""

from __future__ import annotations

import json
import os
import pathlib
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator

import httpx
import pytest

from bellhop import BINARY, Bellhop
from deployed import FOLDER

pytestmark = [
    pytest.mark.skipif(os.geteuid() != 0, reason="a container without a daemon needs root here"),
    pytest.mark.skipif(subprocess.run(["ldd", str(BINARY)], capture_output=True).returncode == 0, reason="only the static binary runs by itself"),
]


class Buildah:
    """Buildah with its images below `folder`, without a daemon, a registry or a network of its own."""

    def __init__(self, folder: pathlib.Path) -> None:
        assert shutil.which("buildah"), "buildah is not installed"
        (folder / "storage.conf").write_text(f'[storage]\ndriver = "vfs"\ngraphroot = "{folder}/graph"\nrunroot = "{folder}/run"\n')
        self.environment = {
            "PATH": os.environ["PATH"], "HOME": str(folder), "CONTAINERS_STORAGE_CONF": f"{folder}/storage.conf", "BUILDAH_ISOLATION": "chroot",
        }

    def __call__(self, *arguments: str) -> str:
        result = subprocess.run(["buildah", *arguments], env=self.environment, capture_output=True, text=True, timeout=300)
        assert result.returncode == 0, result.stdout + result.stderr
        return result.stdout.strip()


@pytest.fixture(scope="module")
def buildah(tmp_path_factory: pytest.TempPathFactory) -> Buildah:
    """With the image `bellhop`, made by the example's own command."""
    made = Buildah(tmp_path_factory.mktemp("images"))
    result = subprocess.run([str(FOLDER / "image"), str(BINARY)], env=made.environment, capture_output=True, text=True, timeout=300)
    assert result.returncode == 0, result.stdout + result.stderr
    return made


@pytest.fixture
def container(buildah: Buildah) -> Iterator[str]:
    name = buildah("from", "--pull-never", "localhost/bellhop")
    yield name
    buildah("rm", name)


def test_the_image_says_how_it_is_run(buildah: Buildah) -> None:
    made = json.loads(buildah("inspect", "--type", "image", "localhost/bellhop"))["Docker"]["config"]
    assert made["User"] == "65532:65532" and made["Entrypoint"] == ["/usr/local/bin/bellhop"] and made["Cmd"] == ["serve"]
    assert list(made["ExposedPorts"]) == ["8080/tcp"] and made["StopSignal"] == "SIGTERM"
    assert made["Healthcheck"]["Test"] == ["CMD", "/usr/local/bin/bellhop", "health"]


def test_it_holds_the_program_certificates_and_zones_and_nothing_else(buildah: Buildah, container: str) -> None:
    root = pathlib.Path(buildah("mount", container))
    tops = {str(path.relative_to(root)) for pattern in ("*", "etc/*", "usr/*", "usr/*/*") for path in root.glob(pattern) if path.is_file() or any(path.iterdir())}
    assert tops <= {"etc", "etc/ssl", "usr", "usr/local", "usr/share", "usr/local/bin", "usr/share/zoneinfo"}, tops
    assert [path.name for path in (root / "usr/local/bin").iterdir()] == ["bellhop"]
    assert "BEGIN CERTIFICATE" in (root / "etc/ssl/certs/ca-certificates.crt").read_text()
    assert (root / "usr/share/zoneinfo/Asia/Tokyo").read_bytes().startswith(b"TZif")
    assert not (root / "usr/share/zoneinfo/right").exists()
    buildah("umount", container)


def test_it_serves_chats_as_nobody_and_its_health_check_tells(buildah: Buildah, container: str, tmp_path: pathlib.Path) -> None:
    """Started as `run` does; the health check is 0 while it serves and 69 afterwards; SIGTERM ends it with 0."""
    run = ["env", "-i", *(f"{name}={value}" for name, value in buildah.environment.items()), "buildah", "run", "--isolation", "chroot",
           "--env", "BELLHOP_HOST=127.0.0.1", "--env", "BELLHOP_ADMIN_PORT=0", container, "--"]

    def health(port: int) -> int:
        return subprocess.run([*run, "/usr/local/bin/bellhop", "health", "--port", str(port)], capture_output=True, timeout=60).returncode

    server = Bellhop("serve", "--port", "0", cwd=tmp_path, command=[*run, "/usr/local/bin/bellhop"])
    try:
        assert "<html" in httpx.get(server.url).text
        answer = httpx.post(f"{server.url}/api/chat", json={"messages": [{"role": "user", "content": "Do you have parking?"}]}, timeout=60)
        assert answer.status_code == 200 and "demo" in answer.json()["model"]
        assert health(server.port) == 0
        served_by = process_on(server.port)
        status = pathlib.Path(f"/proc/{served_by}/status").read_text()
        assert "Uid:\t65532\t65532\t65532\t65532" in status and "Gid:\t65532" in status
        os.kill(served_by, signal.SIGTERM)
        assert server.process.wait(20) == 0
        assert health(server.port) == 69
    finally:
        server.terminate()


def process_on(port: int) -> int:
    """The process that listens on the loopback port."""
    wanted = f"0100007F:{port:04X}"
    lines = [line.split() for line in pathlib.Path("/proc/net/tcp").read_text().splitlines()[1:]]
    socket = next(line[9] for line in lines if line[1] == wanted and line[3] == "0A")
    deadline = time.monotonic() + 5
    while time.monotonic() < deadline:
        for link in pathlib.Path("/proc").glob("[0-9]*/fd/*"):
            try:
                if os.readlink(link) == f"socket:[{socket}]":
                    return int(link.parts[2])
            except OSError:
                continue
    raise AssertionError(f"nobody holds the socket of {port}")
