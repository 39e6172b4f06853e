"""`slowhttptest` in its three slow modes: the service stays available, and every slow connection is ended by the timeouts."""

from __future__ import annotations

import csv
import os
import pathlib
import subprocess
import threading
import time
from collections.abc import Iterator

import httpx
import pytest

from bellhop import Bellhop

CONNECTIONS = 400
SECONDS = 8
MODES = {
    "headers": ["-H", "-i", "1", "-x", "20"],
    "body": ["-B", "-i", "1", "-s", "50000", "-f", "application/json", "-x", "10"],
    "read": ["-X", "-w", "256", "-y", "512", "-n", "1", "-z", "16", "-k", "2"],
}


@pytest.fixture
def server(tmp_path: pathlib.Path) -> Iterator[Bellhop]:
    (tmp_path / "site").mkdir()
    (tmp_path / "site/big.bin").write_bytes(os.urandom(8_000_000))
    started = Bellhop("serve", "--port", "0", "--assets", str(tmp_path / "site"), cwd=tmp_path, BELLHOP_TIMEOUTS_HEADER_SECONDS="2",
                      BELLHOP_TIMEOUTS_WRITE_SECONDS="2")
    yield started
    assert started.process.poll() is None
    started.terminate()


@pytest.mark.parametrize("mode", MODES)
def test_a_slow_attack_does_not_keep_others_out(server: Bellhop, tmp_path: pathlib.Path, mode: str) -> None:
    """S41 in masses: 400 slow connections; the tool's probe and ours are answered all the time; afterwards nothing is left open."""
    # The first answer reads a big file whole, for its tag.
    assert httpx.head(f"{server.url}/big.bin", timeout=30).status_code == 200
    before = len(os.listdir(f"/proc/{server.process.pid}/fd"))
    target = f"{server.url}/{'api/chat' if mode == 'body' else 'big.bin'}"
    command = ["slowhttptest", *MODES[mode], "-c", str(CONNECTIONS), "-r", "400", "-l", str(SECONDS), "-p", "3", "-g", "-o", str(tmp_path / "result"),
               "-v", "1", "-u", target]
    done, faults, times = threading.Event(), [], []

    def probe() -> None:
        while not done.wait(0.1):
            start = time.monotonic()
            try:
                status = httpx.get(f"{server.url}/healthz", timeout=5).status_code
            except httpx.HTTPError as error:
                status = repr(error)
            times.append(time.monotonic() - start)
            if status != 200:
                faults.append(status)

    prober = threading.Thread(target=probe)
    prober.start()
    try:
        subprocess.run(command, check=True, capture_output=True, timeout=60, env={"PATH": os.environ["PATH"] + ":/usr/bin", "TERM": "dumb"})
    finally:
        done.set()
        prober.join()
    assert not faults and len(times) > 3 and sorted(times)[len(times) // 2] < 1, (faults, times)
    with open(tmp_path / "result.csv", encoding="ascii", newline="") as file:
        rows = [{name.strip(): int(value) for name, value in row.items() if name} for row in csv.DictReader(file)]
    assert max(row["Connected"] for row in rows) > CONNECTIONS // 4
    assert all(row["Service Available"] > 0 for row in rows), rows
    if mode != "read":
        assert rows[-1]["Closed"] > CONNECTIONS // 4, rows
    until = time.monotonic() + 6
    while len(os.listdir(f"/proc/{server.process.pid}/fd")) > before + 2 and time.monotonic() < until:
        time.sleep(0.1)
    assert len(os.listdir(f"/proc/{server.process.pid}/fd")) <= before + 2
