"""The systemd unit of `config/deploy/`: systemd's own judgement of it, and whether the server can live within its limits."""

from __future__ import annotations

import pathlib
import re
import shutil
import subprocess
from collections.abc import Callable

import httpx
import pytest

import deployed
from asking import ASK
from bellhop import BINARY, KEY, Bellhop
from upstream import Upstream, stream

UNIT = deployed.FOLDER / "bellhop.service"
needs_systemd = pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="there is no systemd-analyze")


def analyze(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(["systemd-analyze", *arguments], capture_output=True, text=True, timeout=60)


@needs_systemd
def test_systemd_accepts_the_unit(tmp_path: pathlib.Path) -> None:
    unit = tmp_path / "bellhop.service"
    unit.write_text(deployed.example("bellhop.service", **{"/usr/local/bin/bellhop": str(BINARY)}))
    result = analyze("verify", "--man=no", str(unit))
    told_of_it = [line for line in result.stderr.splitlines() if "bellhop.service" in line]
    assert result.returncode == 0 and not told_of_it, result.stderr


@needs_systemd
def test_systemd_finds_it_hardly_exposed() -> None:
    """Under 2.0 of 10: what is left is the network, Unix sockets and the machine's own root directory."""
    result = analyze("security", "--offline=true", "--threshold=20", str(UNIT))
    level = re.search(r"Overall exposure level for bellhop.service: ([\d.]+)", result.stdout)
    assert level and float(level.group(1)) < 2.0 and result.returncode == 0, result.stdout + result.stderr


def allowed_calls() -> set[str]:
    """The system calls that the unit's `SystemCallFilter` lets through, groups of groups opened."""
    def members(group: str) -> set[str]:
        lines = [line.strip() for line in analyze("syscall-filter", group).stdout.splitlines()[1:]]
        names = {line for line in lines if line and not line.startswith("#")}
        return {one for name in names for one in (members(name) if name.startswith("@") else {name})}

    filters = re.findall(r"^SystemCallFilter=(~?)(.+)$", UNIT.read_text(), re.MULTILINE)
    calls: set[str] = set()
    for denies, groups in filters:
        for name in groups.split():
            named = members(name) if name.startswith("@") else {name}
            calls = calls - named if denies else calls | named
    return calls


@needs_systemd
@pytest.mark.skipif(not shutil.which("strace"), reason="there is no strace")
def test_it_makes_no_system_call_that_the_unit_forbids(tmp_path: pathlib.Path, upstream: Callable[..., Upstream]) -> None:
    """Start, files, a chat, a reload and the end, each call seen by strace."""
    trace = tmp_path / "trace"
    environment = {"OPENAI_BASE_URL": upstream(stream("fine")).url, "OPENAI_API_KEY": KEY, "BELLHOP_LIMITS_STATE_FILE": str(tmp_path / "limits.state")}
    server = Bellhop("serve", "--port", "0", cwd=tmp_path, prefix=["strace", "-f", "-qq", "-o", str(trace)], **environment)
    try:
        assert httpx.get(server.url).status_code == 200
        assert httpx.post(f"{server.url}/api/chat", json=ASK).status_code == 200
        server.metrics()
        served_by = int(trace.read_text().split(maxsplit=1)[0])
        subprocess.run(["kill", "-HUP", str(served_by)], check=True)
        while "settings reloaded" not in server.log:
            httpx.get(f"{server.url}/healthz")
        subprocess.run(["kill", "-TERM", str(served_by)], check=True)
        assert server.process.wait(20) == 0
    finally:
        server.terminate()
    made = set(re.findall(r"^\d+ +(\w+)\(", trace.read_text(), re.MULTILINE))
    assert {"accept4", "epoll_wait"} <= made or {"accept", "epoll_wait"} <= made, made
    assert made <= allowed_calls(), made - allowed_calls()
