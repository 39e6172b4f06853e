"""What can be seen of a running server from outside: its counters, and what the kernel knows of its process."""

from __future__ import annotations

import os
import pathlib
import re
import time
from collections.abc import Callable
from typing import Any

from bellhop import Bellhop

MIB = 1 << 20


def until(condition: Callable[[], Any], seconds: float = 5, step: float = 0.01) -> Any:
    """Waits for `condition` to hold and returns its value; the last one where the time is over."""
    deadline = time.monotonic() + seconds
    while not (value := condition()) and time.monotonic() < deadline:
        time.sleep(step)
    return value


def outcomes(server: Bellhop) -> dict[str, int]:
    """How many chat requests had which outcome, without those that nobody had."""
    pattern = r'bellhop_chat_requests_total\{outcome="(\w+)"\}'
    found = ((re.fullmatch(pattern, name), value) for name, value in server.metrics().items())
    return {match.group(1): int(value) for match, value in found if match and value}


def in_flight(server: Bellhop) -> int:
    return int(server.metrics()["bellhop_chat_in_flight"])


def descriptors(server: Bellhop) -> int:
    return len(os.listdir(f"/proc/{server.process.pid}/fd"))


def descriptors_at_rest(server: Bellhop) -> int:
    """How many are open once their number has stood for 0.3 s: the process opens its last ones a moment after it listens."""
    known, since = descriptors(server), time.monotonic()
    while time.monotonic() - since < 0.3:
        time.sleep(0.02)
        if (now := descriptors(server)) != known:
            known, since = now, time.monotonic()
    return known


def resident(server: Bellhop) -> int:
    """Resident memory of the process's own in bytes; the program's code, which comes in page by page as it is first needed, is the page cache's."""
    lines = pathlib.Path(f"/proc/{server.process.pid}/status").read_text().splitlines()
    return next(int(line.split()[1]) << 10 for line in lines if line.startswith("RssAnon:"))


def cpu_seconds(server: Bellhop) -> float:
    """CPU time of all threads so far, from the scheduler's nanoseconds."""
    tasks = pathlib.Path(f"/proc/{server.process.pid}/task").glob("*/schedstat")
    return sum(int(task.read_text().split()[0]) for task in tasks) / 1e9
