"""Rows for files as browsers really ask for them, over TLS, and for large ones; each with its target, which no figure moves."""

from __future__ import annotations

import pathlib
import re
import ssl
import subprocess
import urllib.request

import peers
from measured import Measured, free_port, json_line, which, write

HERE = pathlib.Path(__file__).resolve().parent
LOAD = ["taskset", "-c", "1"]
Row = dict[str, float]
RATE = "k requests per CPU-second"

TARGETS = {
    "asked: revalidation (304)": "≥ 1.1 × nginx", "asked: two hosts in turn": "≥ 1.1 × nginx", "asked: a hundred hosts in turn": "≥ 1.1 × nginx",
    "asked: a cookie of 1 kB": "≥ 1.1 × nginx", "asked: a query": "≥ 1.1 × nginx",
    "tls: HTTP/1.1, keep-alive": "≥ 1.3 × nginx and h2o", "tls: a full handshake for each request": "≥ 1.3 × nginx and h2o",
    "tls: HTTP/2, 10 streams": "≥ 1.0 × nginx, ≥ 0.5 × h2o", "large: 1 GB, plain": "≥ 0.9 × nginx", "large: 1 GB, TLS": "≥ 1.1 × nginx",
    "static: small file, keep-alive": "≥ 1.0 × the best of nginx, h2o, lighttpd, Caddy; p99 no worse than the best's",
    "static: widget bundle, keep-alive": "≥ 1.0 × the best; p99 no worse", "static: 10 requests per connection": "≥ 1.0 × the best; p99 no worse",
}


def decoder_alone(folder: pathlib.Path, root: str) -> Measured:
    """Bellhop without its fast path: what the decoder's way is worth by itself."""
    port = free_port()
    return Measured("bellhop, decoder", [peers.BELLHOP, "serve", "--port", str(port), "--threads", "1", "--log-level", "error"], port, folder,
                    BELLHOP_FAST_PATH="0")


def tag(port: int, path: str) -> str:
    """The gzip form's entity tag, as a browser would send it back."""
    request = urllib.request.Request(f"http://127.0.0.1:{port}{path}", headers={"Accept-Encoding": "gzip"})
    with urllib.request.urlopen(request, timeout=5) as answer:
        return answer.headers["ETag"]


def wrk(server: Measured, url: str, seconds: int, *arguments: str) -> Row:
    before = server.cpu_seconds()
    load = json_line([*LOAD, "wrk", "-t1", "-c64", f"-d{seconds}s", "-s", str(HERE / "static.lua"), url, "--", *arguments])
    used = server.cpu_seconds() - before
    # wrk counts a 304 as an answer and anything from 400 on as an error.
    assert load["errors"] == 0, f"{server.name}: {load}"
    return {RATE: load["requests"] / used / 1000, "p99 µs": load["p99_us"]}


def asked_rows(servers: dict[str, Measured], path: str, seconds: int) -> dict[str, dict[str, Row]]:
    cases = {"revalidation (304)": "revalidate", "two hosts in turn": "hosts:2", "a hundred hosts in turn": "hosts:100",
             "a cookie of 1 kB": "cookie", "a query": "query"}
    rows: dict[str, dict[str, Row]] = {}
    for case, mode in cases.items():
        for name, server in servers.items():
            more = f"tag:{tag(server.port, path)}" if mode == "revalidate" else mode
            rows.setdefault(case, {})[name] = wrk(server, f"http://127.0.0.1:{server.port}", seconds, "0", path, more)
    return rows


# --- TLS ----------------------------------------------------------------------------------------------------------------------------------

def certificate(folder: pathlib.Path) -> tuple[str, str]:
    """A new P-256 pair; one for all servers of a run."""
    cert, key = folder / "cert.pem", folder / "key.pem"
    subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2", "-subj",
                    "/CN=localhost", "-keyout", str(key), "-out", str(cert)], check=True, capture_output=True)
    return str(cert), str(key)


def secure(name: str, folder: pathlib.Path, root: str, cert: str, key: str, large: bool = False) -> Measured:
    port = free_port()
    if name == "bellhop":
        more = ["--assets", root] if large else []
        return Measured("bellhop", [peers.BELLHOP, "serve", "--port", str(port), "--threads", "1", "--log-level", "error", "--tls-cert", cert,
                                    "--tls-key", key, *more], port, folder)
    if name == "nginx":
        config = write(folder, "nginx-tls.conf", f"""
daemon off; worker_processes 1; pid {folder}/nginx-tls.pid; error_log stderr error; user root;
events {{ worker_connections 4096; }}
http {{
  include /etc/nginx/mime.types; access_log off; sendfile on; tcp_nopush on; keepalive_requests 100000000; http2_max_concurrent_streams 128;
  gzip_static on; gzip_vary on; open_file_cache max=1000 inactive=60s; open_file_cache_valid 60s;
  ssl_certificate {cert}; ssl_certificate_key {key}; ssl_protocols TLSv1.2 TLSv1.3;
  server {{ listen 127.0.0.1:{port} ssl http2 backlog=4096; root {root}; }}
}}""")
        return Measured("nginx", [which("nginx") or "nginx", "-c", config, "-p", str(folder)], port, folder)
    config = write(folder, "h2o-tls.yaml", f"""
user: root
num-threads: 1
listen: {{ host: 127.0.0.1, port: {port}, ssl: {{ certificate-file: {cert}, key-file: {key}, minimum-version: TLSv1.2 }} }}
file.send-compressed: ON
hosts:
  "default":
    paths:
      "/": {{ file.dir: "{root}" }}
""")
    return Measured("h2o", [which("h2o") or "h2o", "-c", config], port, folder)


def http2(server: Measured, path: str, seconds: int) -> Row:
    before = server.cpu_seconds()
    told = subprocess.run([*LOAD, "h2load", f"-D{seconds}", "-c16", "-m10", "-t1", "-H", "accept-encoding: gzip, deflate, br",
                           f"https://127.0.0.1:{server.port}{path}"], capture_output=True, text=True, check=True).stdout
    used = server.cpu_seconds() - before
    done, failed = re.search(r"(\d+) succeeded, (\d+) failed", told).groups()  # type: ignore[union-attr]
    assert int(failed) == 0 and f"{done} 2xx" in told, told
    return {RATE: int(done) / used / 1000}


def tls_rows(servers: dict[str, Measured], path: str, seconds: int) -> dict[str, dict[str, Row]]:
    rows: dict[str, dict[str, Row]] = {}
    for name, server in servers.items():
        url = f"https://127.0.0.1:{server.port}"
        rows.setdefault("HTTP/1.1, keep-alive", {})[name] = wrk(server, url, seconds, "0", path)
        rows.setdefault("a full handshake for each request", {})[name] = wrk(server, url, seconds, "1", path)
        rows.setdefault("HTTP/2, 10 streams", {})[name] = http2(server, path, seconds)
    return rows


# --- large files --------------------------------------------------------------------------------------------------------------------------

def large_plain(name: str, folder: pathlib.Path, root: str) -> Measured:
    if name != "bellhop":
        return peers.STATIC[name](folder, root)
    port = free_port()
    return Measured("bellhop", [peers.BELLHOP, "serve", "--port", str(port), "--threads", "1", "--log-level", "error", "--assets", root], port, folder)


def download(server: Measured, scheme: str, path: str, size: int) -> Row:
    """One client that takes the file as fast as it comes; the first one, which lets a server look at the file once, is not counted."""
    context = ssl._create_unverified_context()
    for counted in (False, True):
        before = server.cpu_seconds()
        with urllib.request.urlopen(f"{scheme}://127.0.0.1:{server.port}{path}", timeout=60, context=context if scheme == "https" else None) as answer:
            done = 0
            while piece := answer.read(1 << 20):
                done += len(piece)
        assert done == size, f"{server.name}: {done} of {size} bytes"
    return {"GB per CPU-second": size / 1e9 / (server.cpu_seconds() - before)} if counted else {}
