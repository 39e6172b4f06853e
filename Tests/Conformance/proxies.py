"""Reverse proxies as people install them, each in front of a Bellhop, on a free loopback port."""

from __future__ import annotations

import json
import os
import pathlib
import shutil
import socket
import subprocess
import sys
import time


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as unused:
        return unused.getsockname()[1]


def nginx(folder: pathlib.Path, port: int, server: int) -> list[str]:
    """`proxy_pass` and nothing else: HTTP/1.0 to us, buffering and gzip as in Debian's file."""
    user = "user root;" if os.geteuid() == 0 else ""
    paths = " ".join(f"{name}_temp_path {folder}/{name};" for name in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi"))
    (folder / "nginx.conf").write_text(f"""
        daemon off; {user} pid {folder}/nginx.pid; error_log {folder}/error.log;
        events {{}}
        http {{
            sendfile on; tcp_nopush on; gzip on; access_log off; {paths}
            server {{ listen 127.0.0.1:{port}; location / {{ proxy_pass http://127.0.0.1:{server}; }} }}
        }}
    """)
    return ["nginx", "-e", f"{folder}/error.log", "-c", f"{folder}/nginx.conf"]


def caddy(folder: pathlib.Path, port: int, server: int) -> list[str]:
    """With `encode`, as most Caddyfiles have it."""
    (folder / "Caddyfile").write_text(f"""{{
        admin off
        auto_https off
    }}
    http://127.0.0.1:{port} {{
        encode zstd gzip
        reverse_proxy 127.0.0.1:{server}
    }}
    """)
    return ["caddy", "run", "--config", f"{folder}/Caddyfile", "--adapter", "caddyfile"]


def haproxy(folder: pathlib.Path, port: int, server: int) -> list[str]:
    """With `option http-no-delay`, without which it holds events for up to 200 ms."""
    (folder / "haproxy.cfg").write_text(f"""
defaults
    mode http
    option http-no-delay
    timeout connect 5s
    timeout client 60s
    timeout server 60s
frontend guests
    bind 127.0.0.1:{port}
    default_backend bellhop
backend bellhop
    server one 127.0.0.1:{server}
""")
    return ["haproxy", "-db", "-f", f"{folder}/haproxy.cfg"]


def envoy(folder: pathlib.Path, port: int, server: int) -> list[str]:
    """One listener, one route, one cluster."""
    def address(number: int) -> dict[str, object]:
        return {"socket_address": {"address": "127.0.0.1", "port_value": number}}

    extensions = "type.googleapis.com/envoy.extensions.filters"
    router = {"name": "envoy.filters.http.router", "typed_config": {"@type": f"{extensions}.http.router.v3.Router"}}
    host = {"name": "all", "domains": ["*"], "routes": [{"match": {"prefix": "/"}, "route": {"cluster": "bellhop", "timeout": "0s"}}]}
    manager = {
        "@type": f"{extensions}.network.http_connection_manager.v3.HttpConnectionManager", "stat_prefix": "guests",
        "route_config": {"virtual_hosts": [host]}, "http_filters": [router],
    }
    chain = {"filters": [{"name": "envoy.filters.network.http_connection_manager", "typed_config": manager}]}
    endpoint = {"endpoint": {"address": address(server)}}
    cluster = {"name": "bellhop", "type": "STATIC", "load_assignment": {"cluster_name": "bellhop", "endpoints": [{"lb_endpoints": [endpoint]}]}}
    resources = {"listeners": [{"name": "guests", "address": address(port), "filter_chains": [chain]}], "clusters": [cluster]}
    (folder / "envoy.json").write_text(json.dumps({"static_resources": resources}))
    program = pathlib.Path(sys.executable).parent / "envoy"
    return [str(program), "-c", f"{folder}/envoy.json", "--concurrency", "1", "--use-dynamic-base-id", "--log-level", "error"]


class Proxy:
    """A running proxy in front of `server`'s port."""

    def __init__(self, make, folder: pathlib.Path, server: int) -> None:
        self.port = free_port()
        self.output = folder / "output"
        command = make(folder, self.port, server)
        program = shutil.which(command[0]) or shutil.which(command[0], path="/usr/sbin")
        assert program, f"{command[0]} is not installed"
        home = {"PATH": os.environ["PATH"], "HOME": str(folder), "XDG_DATA_HOME": str(folder), "XDG_CONFIG_HOME": str(folder)}
        with self.output.open("wb") as output:
            self.process = subprocess.Popen([program, *command[1:]], cwd=folder, env=home, stdin=subprocess.DEVNULL, stdout=output, stderr=output)
        deadline = time.monotonic() + 30
        while True:
            assert self.process.poll() is None and time.monotonic() < deadline, self.output.read_text()
            try:
                socket.create_connection(("127.0.0.1", self.port), timeout=1).close()
                return
            except OSError:
                time.sleep(0.05)

    def end(self) -> None:
        self.process.terminate()
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
