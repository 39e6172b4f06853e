"""A server under measurement: its processes, their CPU time and their memory."""

from __future__ import annotations

import os
import pathlib
import re
import shutil
import signal
import socket
import subprocess
import sys
import time

KEY = "sk-bench"
LISTENING = re.compile(rb"^listening on (\d+)$", re.MULTILINE)


def which(name: str) -> str | None:
    return shutil.which(name, path=f"{pathlib.Path(sys.executable).parent}:{os.environ['PATH']}:/usr/sbin")


def write(folder: pathlib.Path, name: str, text: str) -> str:
    (folder / name).write_text(text)
    return str(folder / name)


def first_line(command: list[str]) -> str:
    result = subprocess.run(command, capture_output=True, text=True, check=False)
    return next((line for line in (result.stdout + result.stderr).splitlines() if line.strip()), "unknown").strip()


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return probe.getsockname()[1]


def listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


class Measured:
    """A server process with its children, started on core 0 so that the load tool has core 1 to itself.

    Without `port` the server chooses one and prints `listening on PORT`. `start_ms` is the time from its start until it accepts.
    """

    def __init__(self, name: str, command: list[str], port: int | None, folder: pathlib.Path, **environment: str) -> None:
        self.name, self.port = name, port or 0
        began = time.monotonic()
        self.log = open(folder / f"{name}.log", "wb")
        self.process = subprocess.Popen(
            ["taskset", "-c", "0", *command], cwd=folder, env=os.environ | environment, stdin=subprocess.DEVNULL,
            stdout=self.log, stderr=self.log, start_new_session=True,
        )
        self._wait_until_listening()
        self.start_ms = (time.monotonic() - began) * 1000

    def _wait_until_listening(self) -> None:
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline and self.process.poll() is None:
            if not self.port and (told := LISTENING.search(pathlib.Path(self.log.name).read_bytes())):
                self.port = int(told[1])
            if self.port and listens(self.port):
                return
            time.sleep(0.001)
        self.stop()
        raise RuntimeError(f"{self.name} does not listen: {pathlib.Path(self.log.name).read_text(errors='replace')[-600:]}")

    def pids(self) -> list[int]:
        """The process and everything below it."""
        parents: dict[int, list[int]] = {}
        for entry in pathlib.Path("/proc").glob("[0-9]*/stat"):
            try:
                fields = entry.read_text().rpartition(")")[2].split()
            except OSError:
                continue
            parents.setdefault(int(fields[1]), []).append(int(entry.parent.name))
        found, queue = [], [self.process.pid]
        while queue:
            found.append(pid := queue.pop())
            queue += parents.get(pid, [])
        return found

    def cpu_seconds(self) -> float:
        """CPU time of all threads so far (the scheduler's nanoseconds, not ticks)."""
        total = 0
        for pid in self.pids():
            for task in pathlib.Path(f"/proc/{pid}/task").glob("*/schedstat"):
                try:
                    total += int(task.read_text().split()[0])
                except OSError:
                    continue
        return total / 1e9

    def memory_mb(self, field: str = "Pss:") -> float:
        """Memory of all processes in MB: their proportional set size, or their `Rss:`."""
        total = 0
        for pid in self.pids():
            try:
                lines = pathlib.Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
            except OSError:
                continue
            total += sum(int(line.split()[1]) for line in lines if line.startswith(field))
        return total * 1024 / 1e6

    def program_mb(self) -> float:
        """Size of the largest program that runs, without its shared libraries."""
        return max(pathlib.Path(f"/proc/{pid}/exe").stat().st_size for pid in self.pids()) / 1e6

    def stop(self) -> None:
        pids = self.pids()
        self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(timeout=5)
        except subprocess.TimeoutExpired:
            pass
        for pid in pids:
            try:
                os.kill(pid, signal.SIGKILL)
            except ProcessLookupError:
                continue
        self.process.wait()
        self.log.close()
