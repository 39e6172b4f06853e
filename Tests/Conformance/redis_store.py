"""A Redis server of Debian's for a test, on a free loopback port, that can be frozen, ended and begun again."""

from __future__ import annotations

import pathlib
import signal
import socket
import subprocess
import time


class Redis:
    """Has a password, and keeps its data in `folder` where `appends` asks for an append-only file."""

    PASSWORD = "secret-word"

    def __init__(self, folder: pathlib.Path, *options: str, appends: bool = False) -> None:
        self.port = 65_535
        # A cluster's node listens on a second port, 10,000 above.
        while self.port > 55_535:
            with socket.create_server(("127.0.0.1", 0)) as free:
                self.port = free.getsockname()[1]
        self.folder = folder
        self.options = [*options, *(["--appendonly", "yes", "--appendfsync", "always"] if appends else [])]
        self.process: subprocess.Popen[bytes] | None = None
        self.start()

    @property
    def url(self) -> str:
        return f"redis://:{self.PASSWORD}@127.0.0.1:{self.port}/3"

    def start(self) -> None:
        self.process = subprocess.Popen(
            ["redis-server", "--port", str(self.port), "--bind", "127.0.0.1", "--save", "", "--requirepass", self.PASSWORD, *self.options],
            cwd=self.folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        deadline = time.monotonic() + 10
        while self.ask("PING", database=0) != "PONG":
            assert time.monotonic() < deadline
            time.sleep(0.02)

    def stop(self) -> None:
        if self.process:
            self.process.kill()
            self.process.wait()
            self.process = None

    def freeze(self) -> None:
        assert self.process
        self.process.send_signal(signal.SIGSTOP)

    def thaw(self) -> None:
        assert self.process
        self.process.send_signal(signal.SIGCONT)

    def ask(self, *words: str, database: int = 3) -> str:
        """What `redis-cli` prints for a command."""
        result = subprocess.run(
            ["redis-cli", "-p", str(self.port), "-n", str(database), "--no-auth-warning", "-a", self.PASSWORD, *words],
            capture_output=True, text=True, timeout=10)
        return result.stdout.strip()

    def places(self) -> dict[str, float]:
        """Each place that is taken, with the seconds until its lease ends."""
        now = int(self.ask("TIME").split()[0])
        found: dict[str, float] = {}
        for key in self.ask("KEYS", "*streams:*").split():
            words = self.ask("ZRANGE", key, "0", "-1", "WITHSCORES").split()
            found |= {words[index]: float(words[index + 1]) - now for index in range(0, len(words), 2)}
        return found
