"""Bellhop beside its peers: `make bench`, or `run.py rest|static|relay|tls|crowd|hotel [--rounds N] [--seconds N] [--only NAME,…] [--write]`.

Figures in brackets are Bellhop's divided by the peer's. Peers take turns within each round, so that a machine that slows down slows all of them; a figure is the median of the rounds, and only
ratios within one run count. With `--write` the tables go to RESULTS.md and docs/performance.md.
"""

from __future__ import annotations

import argparse
import datetime
import gzip
import json
import os
import pathlib
import platform
import shlex
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from typing import Any

import edges
import page
import peers
from measured import Measured

HERE = pathlib.Path(__file__).resolve().parent
peers.BELLHOP = str(pathlib.Path(peers.BELLHOP).resolve())
Row = dict[str, float]
LOAD = ["taskset", "-c", "1"]


def json_line(command: list[str]) -> dict[str, Any]:
    result = subprocess.run(command, capture_output=True, text=True, check=True)
    return json.loads(result.stdout.splitlines()[-1])


# --- at rest ------------------------------------------------------------------------------------------------------------------------------

def rest_round(name: str, folder: pathlib.Path) -> Row:
    server = peers.RELAY[name].start(folder, "127.0.0.1:9")
    try:
        time.sleep(1)
        return {"start to listening ms": server.start_ms, "program MB": server.program_mb(),
                "idle RSS MB": server.memory_mb("Rss:")}
    finally:
        server.stop()


def bench_rest(folder: pathlib.Path, names: list[str], rounds: int, seconds: int) -> dict[str, dict[str, Row]]:
    """As relays without load; a peer in Python shows its interpreter's size as the program's."""
    rows = {name: [rest_round(name, folder) for _ in range(max(rounds, 3))] for name in names}
    return {"start, size, memory": {name: median(by) for name, by in rows.items()}}


# --- files ------------------------------------------------------------------------------------------------------------------------------

def serves_gzip(server: Measured, path: str, expected: bytes) -> None:
    """Shows that the server answers 200 with the right gzip bytes before its speed counts."""
    request = urllib.request.Request(f"http://127.0.0.1:{server.port}{path}", headers={"Accept-Encoding": "gzip"})
    with urllib.request.urlopen(request, timeout=5) as answer:
        body = answer.read()
        assert answer.status == 200 and answer.headers["Content-Encoding"] == "gzip", f"{server.name} does not send gzip"
        assert gzip.decompress(body) == expected, f"{server.name} sends other bytes"


def static_round(server: Measured, files: list[str], close_each: int, seconds: int) -> Row:
    before = server.cpu_seconds()
    load = json_line([*LOAD, "wrk", "-t1", "-c64", f"-d{seconds}s", "-s", str(HERE / "static.lua"), f"http://127.0.0.1:{server.port}",
                      "--", str(close_each), *files])
    used = server.cpu_seconds() - before
    assert load["errors"] == 0, f"{server.name}: {load}"
    return {"k requests per CPU-second": load["requests"] / used / 1000, "p99 µs": load["p99_us"], "memory MB": server.memory_mb()}


def bench_static(folder: pathlib.Path, names: list[str], rounds: int, seconds: int) -> dict[str, dict[str, Row]]:
    root = folder / "bundle"
    subprocess.run([peers.BELLHOP, "bundle", str(root)], check=True, stdout=subprocess.DEVNULL)
    packed = sorted(root.rglob("*.gz"), key=lambda path: abs(path.stat().st_size - 6000))
    plain = ["/" + str(path.relative_to(root)).removesuffix(".gz") for path in packed if "/w/" not in str(path) and "index.html" not in path.name]
    cases = {
        "small file, keep-alive": (plain[:1], 0),
        "widget bundle, keep-alive": ([path for path in plain if path.endswith((".js", ".css"))][:16], 0),
        "10 requests per connection": (plain[:1], 10),
    }
    results: dict[str, dict[str, list[Row]]] = {case: {name: [] for name in names} for case in cases}
    servers = {name: peers.STATIC[name](folder, str(root)) for name in names}
    try:
        for server in servers.values():
            for path in dict.fromkeys(path for files, _ in cases.values() for path in files):
                serves_gzip(server, path, (root / path[1:]).read_bytes())
        for number in range(rounds):
            for case, (files, close_each) in cases.items():
                for name in names[number % len(names):] + names[:number % len(names)]:
                    results[case][name].append(static_round(servers[name], files, close_each, seconds))
    finally:
        for server in servers.values():
            server.stop()
    return {case: {name: median(rows) for name, rows in by.items()} for case, by in results.items()}


# --- relay ------------------------------------------------------------------------------------------------------------------------------

class Source:
    """The upstream of a relay round, at `address`."""

    def __init__(self, tool: str, rate: int, events: int) -> None:
        self.process = subprocess.Popen([*LOAD, tool, "serve", "--rate", str(rate), "--events", str(events)], stdout=subprocess.PIPE, text=True)
        assert self.process.stdout
        self.port = int(self.process.stdout.readline())
        self.address = f"127.0.0.1:{self.port}"

    def __enter__(self) -> Source:
        return self

    def __exit__(self, *_: object) -> None:
        self.process.kill()
        self.process.wait()


def direct_round(tool: str, streams: int, rate: int, events: int, rounds: int) -> dict[str, float]:
    """The delays of the load tool without a relay; what a relay takes more than these is what it adds."""
    with Source(tool, rate, events) as source:
        return json_line([*LOAD, tool, "load", "--port", str(source.port), "--streams", str(streams), "--events", str(events),
                          "--rounds", str(rounds), "--seconds", "60"])


def relay_round(name: str, folder: pathlib.Path, tool: str, direct: dict[str, float], streams: int, rate: int, events: int, rounds: int) -> Row:
    peer = peers.RELAY[name]
    with Source(tool, rate, events) as source:
        server = peer.start(folder, source.address)
        try:
            load = [*LOAD, tool, "load", "--port", str(server.port), "--path", peer.path, "--fields", peer.fields, "--model", peer.model]
            json_line([*load, "--streams", "4", "--events", str(events), "--seconds", "30"])
            idle, before = server.memory_mb(), server.cpu_seconds()
            running = subprocess.Popen([*load, "--streams", str(streams), "--events", str(events), "--rounds", str(rounds), "--seconds", "60"],
                                       stdout=subprocess.PIPE, text=True)
            peak = idle
            while running.poll() is None:
                peak = max(peak, server.memory_mb())
                time.sleep(0.5)
            assert running.stdout
            result = json.loads(running.stdout.read())
            used = server.cpu_seconds() - before
        finally:
            server.stop()
    added = {key: result[key] - direct[key] for key in ("p50_us", "p99_us", "first_p50_us")}
    return {"CPU µs per event": used * 1e6 / max(result["events"], 1), "added p50 µs": added["p50_us"], "added p99 µs": added["p99_us"],
            "added to first event p50 µs": added["first_p50_us"], "memory MB": peak, "KiB per stream": (peak - idle) * 1e6 / 1024 / streams,
            "lost events": result["lost"]}


def bench_relay(folder: pathlib.Path, names: list[str], rounds: int, seconds: int) -> dict[str, dict[str, Row]]:
    tool = str(folder / "streams")
    subprocess.run(["clang", "-O2", "-o", tool, str(HERE / "streams.c")], check=True)
    cases = {
        "500 streams × 40 events/s": (500, 40, 40 * seconds, 1),
        "1,000 streams × 10 events/s": (1000, 10, 10 * seconds, 1),
        "one request at a time": (1, 400, 4, 100),
    }
    results: dict[str, dict[str, list[Row]]] = {case: {name: [] for name in names} for case in cases}
    for number in range(rounds):
        for case, (streams, rate, events, times) in cases.items():
            direct = direct_round(tool, streams, rate, events, times)
            for name in names[number % len(names):] + names[:number % len(names)]:
                results[case][name].append(relay_round(name, folder, tool, direct, streams, rate, events, times))
    return {case: {name: median(rows) for name, rows in by.items()} for case, by in results.items()}


# --- tables -----------------------------------------------------------------------------------------------------------------------------

def median(rows: list[Row]) -> Row:
    return {key: statistics.median(row[key] for row in rows) for key in rows[0]}


def cell(column: str, value: float, bellhop: float | None) -> str:
    """A figure, and Bellhop's divided by it where both are more than the rounding."""
    text = f"{value:,.1f}" if abs(value) < 1000 else f"{value:,.0f}"
    return f"{text} ({bellhop / value:.2f})" if bellhop and bellhop > 0 and value >= 0.05 and not column.startswith("lost") else text


def table(case: str, rows: dict[str, Row]) -> str:
    columns = list(next(iter(rows.values())))
    lines = [f"## {case}", "", "| | " + " | ".join(columns) + " |", "|---|" + "---:|" * len(columns)]
    for name, row in rows.items():
        bellhop = rows.get("bellhop", {}) if name != "bellhop" else {}
        lines.append(f"| {name} | " + " | ".join(cell(column, row[column], bellhop.get(column)) for column in columns) + " |")
    return "\n".join(lines) + "\n"


def machine() -> str:
    model = next((line.partition(":")[2].strip() for line in pathlib.Path("/proc/cpuinfo").read_text().splitlines() if line.startswith("model name")), "")
    return f"{os.cpu_count()} cores ({model or platform.machine()}), Linux {platform.release()}"


def starts(name: str, folder: pathlib.Path) -> bool:
    try:
        peers.RELAY[name].start(folder, "127.0.0.1:9").stop()
        return True
    except RuntimeError as error:
        print(f"left out: {str(error).splitlines()[0]} … {str(error).splitlines()[-1]}", file=sys.stderr)
        return False


def available(kind: str, wanted: list[str]) -> list[str]:
    known = list(peers.STATIC if kind == "static" else peers.RELAY)
    names = [name for name in known if (not wanted or name in wanted) and peers.installed(name)]
    for name in (wanted or known):
        if name in known and name not in names:
            print(f"not installed, left out: {name}", file=sys.stderr)
    return names


def edge_parts(kind: str, folder: pathlib.Path, chosen: argparse.Namespace) -> list[str]:
    """The tables of `edges.py`."""
    names = [one for one in chosen.only.split(",") if one] or list(peers.RELAY)
    by_case = {
        "tls": lambda: edges.bench_tls_relay(folder, names, chosen.rounds, chosen.seconds, Source),
        "crowd": lambda: edges.bench_crowd(folder, names, 1, Source),
        "hotel": lambda: edges.bench_hotel(folder, chosen.rounds, chosen.seconds),
    }[kind]()
    parts = [table(f"{kind}: {case}", {name: median(rows) for name, rows in by_name.items()}) for case, by_name in by_case.items()]
    print("\n".join(parts), flush=True)
    return parts


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("kind", nargs="?", choices=["rest", "static", "relay", "tls", "crowd", "hotel", "all"], default="all")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seconds", type=int, default=5)
    parser.add_argument("--only", default="")
    parser.add_argument("--write", action="store_true")
    chosen = parser.parse_args()
    kinds = ["rest", "static", "relay", "tls", "crowd", "hotel"] if chosen.kind == "all" else [chosen.kind]
    parts = []
    with tempfile.TemporaryDirectory(prefix="bellhop-bench-") as name:
        for kind in kinds:
            if kind in ("tls", "crowd", "hotel"):
                parts += edge_parts(kind, pathlib.Path(name), chosen)
                continue
            names = available(kind, [one for one in chosen.only.split(",") if one])
            names = names if kind == "static" else [one for one in names if starts(one, pathlib.Path(name))]
            bench = {"rest": bench_rest, "static": bench_static, "relay": bench_relay}[kind]
            for case, rows in bench(pathlib.Path(name), names, chosen.rounds, chosen.seconds).items():
                parts.append(table(f"{kind}: {case}", rows))
                print(parts[-1], flush=True)
            parts.append("Versions: " + "; ".join(f"{one} = {peers.program_version(one)}" for one in names) + ".\n")
    if chosen.write:
        head = (f"# Bench results\n\n{datetime.date.today()}, {machine()}, `{shlex.join(['run.py', *sys.argv[1:]])}`: median of {chosen.rounds} rounds of "
                f"{chosen.seconds} s, peers interleaved, one worker or thread each on its own core, the load tool on the other. In brackets: Bellhop ÷ "
                "peer. Ratios within one run count, absolute figures do not.\n\n")
        (HERE / "RESULTS.md").write_text(head + "\n".join(parts))
        page.PAGE.write_text(page.page())


if __name__ == "__main__":
    main()
