"""Rows beside the plain ones: TLS upstream and on both sides, 10,000 streams, `/api/hotel` with 200 rooms."""

from __future__ import annotations

import contextlib
import gzip
import json
import pathlib
import resource
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from typing import Any

import peers
from gateways import Relay
from measured import Measured, free_port, which, write
from tls_relay import PEERS, Certificate, Shim, relays

Row = dict[str, float]
HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parents[1]
LOAD = ["taskset", "-c", "1"]


def json_line(command: list[str]) -> dict[str, Any]:
    result = subprocess.run(command, capture_output=True, text=True, check=True)
    return json.loads(result.stdout.splitlines()[-1])


def programs(names: list[str]) -> dict[str, str]:
    found = {name: peers.BELLHOP if name == "bellhop" else which(name) for name in names if name in PEERS}
    return {name: path for name, path in found.items() if path}


# --- relays -----------------------------------------------------------------------------------------------------------------------------

def tls_round(relay: Relay, folder: pathlib.Path, tool: str, source: int, certificate: Certificate, both: bool, case: tuple[int, int, int, int]) -> Row:
    """One relay between its shims; delays are whole, shims included."""
    streams, _, events, times = case
    with contextlib.ExitStack() as stack:
        upstream = stack.enter_context(Shim(folder, source, certificate, terminates=True))
        server = relay.start(folder, f"127.0.0.1:{upstream.port}")
        stack.callback(server.stop)
        port = stack.enter_context(Shim(folder, server.port, certificate, terminates=False)).port if both else server.port
        load = [*LOAD, tool, "load", "--port", str(port), "--path", relay.path, "--seconds", "60"]
        json_line([*load, "--streams", "4", "--events", str(events)])
        idle, before = server.memory_mb(), server.cpu_seconds()
        running = subprocess.Popen([*load, "--streams", str(streams), "--events", str(events), "--rounds", str(times)], stdout=subprocess.PIPE, text=True)
        peak = idle
        while running.poll() is None:
            peak = max(peak, server.memory_mb())
            time.sleep(0.5)
        assert running.stdout
        result = json.loads(running.stdout.read())
        used = server.cpu_seconds() - before
    return {"CPU µs per event": used * 1e6 / max(result["events"], 1), "CPU µs per chat": used * 1e6 / (streams * times),
            "p50 µs": result["p50_us"], "p99 µs": result["p99_us"], "first event p50 µs": result["first_p50_us"],
            "KiB per stream": (peak - idle) * 1e6 / 1024 / streams, "lost events": result["lost"]}


def bench_tls_relay(folder: pathlib.Path, names: list[str], rounds: int, seconds: int, source: Callable[..., Any]) -> dict[str, dict[str, list[Row]]]:
    """`source(tool, rate, events)` is the upstream's context."""
    tool = str(folder / "streams")
    subprocess.run(["clang", "-O2", "-o", tool, str(HERE / "streams.c")], check=True)
    certificate = Certificate(folder)
    known = programs(names)
    cases = {
        "TLS upstream, 500 streams × 40 events/s": (False, (500, 40, 40 * seconds, 1)),
        "TLS upstream, one request at a time": (False, (1, 400, 4, 100)),
        "TLS on both sides, 500 streams × 40 events/s": (True, (500, 40, 40 * seconds, 1)),
    }
    results: dict[str, dict[str, list[Row]]] = {case: {name: [] for name in known} for case in cases}
    order = list(known)
    for number in range(rounds):
        for case, (both, sizes) in cases.items():
            by_name = relays(certificate, known, both)
            for name in order[number % len(order):] + order[:number % len(order)]:
                with source(tool, sizes[1], sizes[2]) as upstream:
                    results[case][name].append(tls_round(by_name[name], folder, tool, upstream.port, certificate, both, sizes))
    return results


# --- ten thousand streams ---------------------------------------------------------------------------------------------------------------

# A relay needs two descriptors a stream, and some for itself.
STREAMS = min(10_000, (resource.getrlimit(resource.RLIMIT_NOFILE)[1] - 1000) // 2)
CROWD = {"bellhop": peers.bellhop_relay, "nginx": lambda folder, upstream: peers.nginx_relay(folder, upstream, 2 * STREAMS + 600),
         "haproxy": lambda folder, upstream: peers.haproxy_relay(folder, upstream, STREAMS + 200)}


def watch(server: Measured, running: subprocess.Popen[str]) -> tuple[float, float]:
    """While the load runs: the 99th percentile in ms of a small answer, one each 20 ms, and the most memory in MB. Any status counts."""
    times, peak, looked = [], 0.0, 0.0
    while running.poll() is None:
        began = time.monotonic()
        with contextlib.suppress(urllib.error.HTTPError):
            urllib.request.urlopen(f"http://127.0.0.1:{server.port}/healthz", timeout=10).close()
        times.append(time.monotonic() - began)
        if began - looked > 0.5:
            peak, looked = max(peak, server.memory_mb()), began
        time.sleep(0.02)
    return sorted(times)[int(len(times) * 0.99)] * 1000, peak


def bench_crowd(folder: pathlib.Path, names: list[str], rounds: int, source: Callable[..., Any]) -> dict[str, dict[str, list[Row]]]:
    """10,000 streams of an event a second, or as many as the machine has descriptors for. `/healthz` is Bellhop's own; nginx has a path for it too, HAProxy a monitor."""
    tool, streams, events = str(folder / "streams"), STREAMS, 15
    subprocess.run(["clang", "-O2", "-o", tool, str(HERE / "streams.c")], check=True)
    results: dict[str, list[Row]] = {}
    order = [name for name in names if name in CROWD]
    for number in range(rounds):
        for name in order[number % len(order):] + order[:number % len(order)]:
            with source(tool, 1, events) as upstream, contextlib.ExitStack() as stack:
                server = CROWD[name](folder, f"127.0.0.1:{upstream.port}")
                stack.callback(server.stop)
                load = [*LOAD, tool, "load", "--port", str(server.port), "--path", peers.RELAY[name].path, "--seconds", "90"]
                json_line([*load, "--streams", "4", "--events", str(events)])
                idle, before = server.memory_mb(), server.cpu_seconds()
                running = subprocess.Popen([*load, "--streams", str(streams), "--events", str(events)], stdout=subprocess.PIPE, text=True)
                health, peak = watch(server, running)
                result = json.loads(running.communicate()[0])
                used = server.cpu_seconds() - before
            results.setdefault(name, []).append(
                {"CPU µs per event": used * 1e6 / max(result["events"], 1), "p50 µs": result["p50_us"], "p99 µs": result["p99_us"],
                 "memory MB": peak, "KiB per stream": (peak - idle) * 1e6 / 1024 / streams, "lost events": result["lost"],
                 "failed": result["failed"], "/healthz p99 ms": health})
    return {f"{STREAMS:,} streams × 1 event/s": results}


# --- /api/hotel -------------------------------------------------------------------------------------------------------------------------

def hotel_of(rooms: int) -> str:
    """The example hotel with its rooms again and again."""
    hotel = json.loads((ROOT / "config/hotel.json").read_text())
    hotel["rooms"] = [hotel["rooms"][index % len(hotel["rooms"])] | {"id": f"room-{index}"} for index in range(rooms)]
    return json.dumps(hotel)


def bench_hotel(folder: pathlib.Path, rounds: int, seconds: int) -> dict[str, dict[str, list[Row]]]:
    """`/api/hotel` beside nginx with the same bytes as a file and its `.gz`."""
    results: dict[str, dict[str, list[Row]]] = {}
    for case, rooms in (("/api/hotel, example hotel", 0), ("/api/hotel, 200 rooms", 200)):
        root = folder / f"hotel-{rooms}"
        (root / "api").mkdir(parents=True)
        flags = ["--hotel", write(root, "hotel.json", hotel_of(rooms) if rooms else (ROOT / "config/hotel.json").read_text())]
        port = free_port()
        server = Measured("bellhop", [peers.BELLHOP, "serve", "--port", str(port), "--threads", "1", "--log-level", "error", *flags], port, root)
        servers = {"bellhop": server}
        try:
            whole = subprocess.run(["curl", "-sS", f"http://127.0.0.1:{port}/api/hotel"], capture_output=True, check=True).stdout
            (root / "api/hotel").write_bytes(whole)
            (root / "api/hotel.gz").write_bytes(gzip.compress(whole, 9, mtime=0))
            servers["nginx"] = peers.nginx_static(root, str(root))
            for number in range(rounds):
                for name in list(servers)[:: 1 if number % 2 == 0 else -1]:
                    measured = servers[name]
                    before, memory = measured.cpu_seconds(), measured.memory_mb()
                    load = json_line([*LOAD, "wrk", "-t1", "-c64", f"-d{seconds}s", "-s", str(HERE / "static.lua"),
                                      f"http://127.0.0.1:{measured.port}", "--", "0", "/api/hotel"])
                    used = measured.cpu_seconds() - before
                    assert load["errors"] == 0, f"{name}: {load}"
                    results.setdefault(case, {}).setdefault(name, []).append(
                        {"k requests per CPU-second": load["requests"] / used / 1000, "p99 µs": load["p99_us"],
                         "MB grown": measured.memory_mb() - memory})
        finally:
            for measured in servers.values():
                measured.stop()
    return results
