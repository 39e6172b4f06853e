"""The peers, each set up as its own documentation advises for the job, with one worker or thread."""

from __future__ import annotations

import os
import pathlib
import shutil
import subprocess
from collections.abc import Callable

from measured import Measured, free_port

BELLHOP = os.environ.get("BELLHOP_BINARY", ".build/bellhop")
KEY = "sk-bench"
Start = Callable[[pathlib.Path, str], Measured]


def which(name: str) -> str | None:
    return shutil.which(name, path=os.environ["PATH"] + ":/usr/sbin:" + str(pathlib.Path(os.sys.executable).parent))


def write(folder: pathlib.Path, name: str, text: str) -> str:
    (folder / name).write_text(text)
    return str(folder / name)


def version(command: list[str]) -> str:
    result = subprocess.run(command, capture_output=True, text=True, check=False)
    return next((line for line in (result.stdout + result.stderr).splitlines() if line.strip()), "unknown").strip()


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


def nginx_relay(folder: pathlib.Path, upstream: str) -> Measured:
    port = free_port()
    config = write(folder, "nginx-relay.conf", f"""
daemon off; worker_processes 1; pid {folder}/nginx-relay.pid; error_log stderr error; user root;
events {{ worker_connections 8192; }}
http {{
  access_log off;
  upstream model {{ server {upstream}; keepalive 64; }}
  server {{
    listen 127.0.0.1:{port} backlog=4096;
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


def haproxy_relay(folder: pathlib.Path, upstream: str) -> Measured:
    port = free_port()
    config = write(folder, "haproxy.cfg", f"""
global
  nbthread 1
  maxconn 8192
defaults
  mode http
  option http-no-delay
  timeout connect 5s
  timeout client 60s
  timeout server 60s
listen model
  bind 127.0.0.1:{port} backlog 4096
  server model {upstream}
""")
    return Measured("haproxy", [which("haproxy"), "-db", "-f", config], port, folder)


def rolter_relay(folder: pathlib.Path, upstream: str) -> Measured:
    port = free_port()
    config = write(folder, "rolter.toml", f"""
[server]
host = "127.0.0.1"
port = {port}
[[providers]]
name = "model"
kind = "openai"
api_base = "http://{upstream}"
api_key_env = "OPENAI_API_KEY"
allow_custom_api_base = true
[[routes]]
model = "gpt-4o-mini"
strategy = "round_robin"
[[routes.targets]]
provider = "model"
model = "gpt-4o-mini"
""")
    return Measured("rolter", [which("rolter"), "gateway", "--config", config], port, folder, OPENAI_API_KEY=KEY, TOKIO_WORKER_THREADS="1",
                    RUST_LOG="error")


def ferrogw_relay(folder: pathlib.Path, upstream: str) -> Measured:
    port = free_port()
    config = write(folder, "ferrogw.yaml", "strategy:\n  mode: single\ntargets:\n  - virtual_key: openai\n")
    return Measured("ferrogw", [which("ferrogw"), "serve"], port, folder, GATEWAY_CONFIG=config, OPENAI_API_KEY=KEY, PORT=str(port),
                    OPENAI_BASE_URL=f"http://{upstream}", MASTER_KEY="fgw_bench", GOMAXPROCS="1", LOG_LEVEL="error")


STATIC: dict[str, Start] = {
    "bellhop": bellhop_static, "nginx": nginx_static, "h2o": h2o_static, "lighttpd": lighttpd_static, "caddy": caddy_static,
}
# A relay peer is started with the upstream's address; guests ask it at `path`, with these fields of its own.
RELAY: dict[str, tuple[Start, str, str]] = {
    "bellhop": (bellhop_relay, "/api/chat", ""),
    "nginx": (nginx_relay, "/v1/chat/completions", ""),
    "caddy": (caddy_relay, "/v1/chat/completions", ""),
    "haproxy": (haproxy_relay, "/v1/chat/completions", ""),
    "rolter": (rolter_relay, "/v1/chat/completions", "Authorization: Bearer sk-rolter-dev\r\n"),
    "ferrogw": (ferrogw_relay, "/v1/chat/completions", "Authorization: Bearer fgw_bench\r\n"),
}
VERSIONS: dict[str, list[str]] = {
    "bellhop": [BELLHOP, "--version"], "nginx": ["nginx", "-v"], "h2o": ["h2o", "--version"], "lighttpd": ["lighttpd", "-v"],
    "caddy": ["caddy", "version"], "haproxy": ["haproxy", "-v"], "rolter": ["rolter", "--version"], "ferrogw": ["ferrogw", "version"],
}


def versions(names: list[str]) -> dict[str, str]:
    return {name: version([which(VERSIONS[name][0]) or VERSIONS[name][0], *VERSIONS[name][1:]]) for name in names}
