"""Starts the built binary for a test, on a free loopback port, and ends it by its process id."""

from __future__ import annotations

import json
import os
import pathlib
import queue
import re
import resource
import signal
import subprocess
import threading
import time
import urllib.request
from collections.abc import Sequence
from typing import Any

ROOT = pathlib.Path(__file__).resolve().parents[2]
BINARY = pathlib.Path(os.environ.get("BELLHOP_BINARY", ROOT / ".build/debug/bellhop")).resolve()
KEY = "sk-test-5f1e0c9a7b3d"


class Bellhop:
    """A running server. `log` is all that it has written to standard error so far.

    `descriptors` limits how many it may have open; `prefix` is a command that starts the binary, `command` what is started instead of it.
    """

    def __init__(
        self, *arguments: str, cwd: pathlib.Path, descriptors: int | None = None, prefix: Sequence[str] = (),
        command: Sequence[str] = (str(BINARY),), **environment: str,
    ) -> None:
        clean = {name: value for name, value in os.environ.items() if name in ("PATH", "HOME", "LANG", "TMPDIR", "BELLHOP_ASSETS")}
        self.process = subprocess.Popen(
            [*prefix, *command, *(arguments or ("serve", "--port", "0"))],
            cwd=cwd, env=clean | {"BELLHOP_ADMIN_PORT": "0"} | environment, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            preexec_fn=descriptors and (lambda: resource.setrlimit(resource.RLIMIT_NOFILE, (descriptors, descriptors))),
        )
        self.lines: list[str] = []
        self._addresses: queue.Queue[str | None] = queue.Queue()
        threading.Thread(target=self._read, daemon=True).start()
        address = self._addresses.get(timeout=20)
        if address is None:
            raise RuntimeError(f"did not start (exit {self.process.wait()}):\n{self.log}")
        self.url = address

    def _read(self) -> None:
        assert self.process.stderr
        for raw in self.process.stderr:
            line = raw.decode(errors="replace")
            self.lines.append(line)
            if found := re.search(r"listening on (https?://[^\s\"]+)", line):
                self._addresses.put(found.group(1).rstrip("/"))
        self._addresses.put(None)

    @property
    def log(self) -> str:
        return "".join(self.lines)

    @property
    def port(self) -> int:
        return int(self.url.rsplit(":", 1)[1])

    def records(self, count: int = 1) -> list[dict[str, Any]]:
        """The access log's lines once there are `count`; the log is JSON, as it is no terminal."""
        deadline = time.monotonic() + 10
        while True:
            parsed = [json.loads(line) for line in list(self.lines) if line.startswith("{")]
            found = [one for one in parsed if one["message"] == "request"]
            if len(found) >= count:
                return found
            assert time.monotonic() < deadline, f"{len(found)} access lines, expected {count}:\n{self.log}"
            time.sleep(0.01)

    def metrics(self) -> dict[str, float]:
        """The admin listener's samples by name with labels, as `bellhop_chat_requests_total{outcome="completed"}`."""
        deadline = time.monotonic() + 10
        while not (address := re.search(r"listening on (http://[^\s\"]+/metrics)", self.log)):
            assert time.monotonic() < deadline, self.log
            time.sleep(0.01)
        with urllib.request.urlopen(address.group(1), timeout=10) as answer:
            lines = answer.read().decode().splitlines()
        return {name: float(value) for name, value in (line.rsplit(" ", 1) for line in lines if not line.startswith("#"))}

    def memory(self) -> dict[str, int]:
        """The kernel's `Vm…` lines of the process, in bytes; `VmHWM` is the most that `VmRSS` ever was."""
        lines = pathlib.Path(f"/proc/{self.process.pid}/status").read_text().splitlines()
        return {name: int(value.split()[0]) << 10 for name, value in (line.split(":", 1) for line in lines) if name.startswith("Vm")}

    def memory_from_here(self) -> int:
        """Lets `VmHWM` count anew (proc(5), `clear_refs`), and returns the memory so far in bytes."""
        pathlib.Path(f"/proc/{self.process.pid}/clear_refs").write_text("5")
        return self.memory()["VmRSS"]

    def terminate(self) -> int:
        """SIGTERM, then the exit code; killed where it does not end by itself."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
        try:
            return self.process.wait(timeout=15)
        except subprocess.TimeoutExpired:
            self.process.kill()
            return self.process.wait()
