"""Starts the built binary for a test, on a free loopback port, and ends it by its process id."""

from __future__ import annotations

import os
import pathlib
import queue
import re
import signal
import subprocess
import threading

ROOT = pathlib.Path(__file__).resolve().parents[2]
BINARY = pathlib.Path(os.environ.get("BELLHOP_BINARY", ROOT / ".build/debug/bellhop")).resolve()
KEY = "sk-test-5f1e0c9a7b3d"


class Bellhop:
    """A running server. `log` is all that it has written to standard error so far."""

    def __init__(self, *arguments: str, cwd: pathlib.Path, **environment: str) -> None:
        clean = {name: value for name, value in os.environ.items() if name in ("PATH", "HOME", "LANG", "TMPDIR")}
        self.process = subprocess.Popen(
            [str(BINARY), *(arguments or ("serve", "--port", "0"))],
            cwd=cwd, env=clean | environment, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
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

    def terminate(self) -> int:
        """SIGTERM, then the exit code; killed where it does not end by itself."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
        try:
            return self.process.wait(timeout=15)
        except subprocess.TimeoutExpired:
            self.process.kill()
            return self.process.wait()
