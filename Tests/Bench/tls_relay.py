"""Relays whose upstream is TLS, as every real one, and that speak TLS to the guest too.

The load tool and its upstream speak plain HTTP; one HAProxy on each side, on the load tool's core, puts TLS on (`mode tcp`, a connection each), so that only
the relay under measurement pays for its TLS. Their share of a delay is the same for every peer.
"""

from __future__ import annotations

import pathlib
import subprocess
import time

import trustme

from gateways import Relay
from measured import KEY, Measured, free_port, listens, which, write

LOAD = ["taskset", "-c", "1"]


class Certificate:
    """One for `localhost` in the files that the peers and the shims read."""

    def __init__(self, folder: pathlib.Path) -> None:
        authority = trustme.CA()
        issued = authority.issue_cert("localhost", "127.0.0.1", key_type=trustme.KeyType.ECDSA)
        self.ca, self.chain, self.key, self.both = (str(folder / name) for name in ("ca.pem", "chain.pem", "key.pem", "both.pem"))
        authority.cert_pem.write_to_path(self.ca)
        issued.cert_chain_pems[0].write_to_path(self.chain)
        issued.private_key_pem.write_to_path(self.key)
        issued.private_key_and_cert_chain_pem.write_to_path(self.both)


class Shim:
    """HAProxy that passes connections on to `target`, with TLS on its way in or on its way out."""

    def __init__(self, folder: pathlib.Path, target: int, certificate: Certificate, *, terminates: bool) -> None:
        self.port = free_port()
        taken, given = (f" ssl crt {certificate.both}", "") if terminates else ("", f" ssl verify required ca-file {certificate.ca} sni str(localhost)")
        config = write(folder, f"shim-{self.port}.cfg", f"""
global
  nbthread 1
  maxconn 4000
defaults
  mode tcp
  timeout connect 5s
  timeout client 120s
  timeout server 120s
listen shim
  bind 127.0.0.1:{self.port} backlog 4096{taken}
  server target 127.0.0.1:{target}{given}
""")
        self.process = subprocess.Popen([*LOAD, which("haproxy") or "haproxy", "-db", "-f", config], stderr=subprocess.DEVNULL)
        deadline = time.monotonic() + 10
        while not listens(self.port):
            assert time.monotonic() < deadline, "the shim does not listen"
            time.sleep(0.01)

    def __enter__(self) -> Shim:
        return self

    def __exit__(self, *_: object) -> None:
        self.process.kill()
        self.process.wait()


def bellhop(folder: pathlib.Path, upstream: str, certificate: Certificate, both: bool, program: str) -> Measured:
    port = free_port()
    tls = f"tls: {{ certificate: '{certificate.chain}', key: '{certificate.key}' }}, " if both else ""
    settings = write(folder, "bellhop-tls.json5", f"{{ {tls}limits: {{ requestsPerMinute: 1000000, concurrentStreams: 100000 }} }}")
    command = [program, "serve", "--port", str(port), "--threads", "1", "--config", settings, "--log-level", "error"]
    return Measured("bellhop", command, port, folder, OPENAI_BASE_URL=f"https://{upstream}/v1", OPENAI_API_KEY=KEY, SSL_CERT_FILE=certificate.ca)


def nginx(folder: pathlib.Path, upstream: str, certificate: Certificate, both: bool, program: str) -> Measured:
    port = free_port()
    tls = f"ssl_certificate {certificate.chain}; ssl_certificate_key {certificate.key}; ssl_protocols TLSv1.2 TLSv1.3;" if both else ""
    config = write(folder, "nginx-tls.conf", f"""
daemon off; worker_processes 1; worker_rlimit_nofile 8192; pid {folder}/nginx-tls.pid; error_log stderr error; user root;
events {{ worker_connections 8192; }}
http {{
  access_log off;
  upstream model {{ server {upstream}; keepalive 64; }}
  server {{
    listen 127.0.0.1:{port} {"ssl " if both else ""}backlog=4096; {tls}
    location / {{
      proxy_pass https://model; proxy_http_version 1.1; proxy_set_header Connection ""; proxy_buffering off;
      proxy_ssl_trusted_certificate {certificate.ca}; proxy_ssl_verify on; proxy_ssl_name localhost; proxy_ssl_server_name on;
      proxy_ssl_protocols TLSv1.2 TLSv1.3;
    }}
  }}
}}""")
    return Measured("nginx", [program, "-c", config, "-p", str(folder)], port, folder)


def haproxy(folder: pathlib.Path, upstream: str, certificate: Certificate, both: bool, program: str) -> Measured:
    port = free_port()
    tls = f" ssl crt {certificate.both}" if both else ""
    config = write(folder, "haproxy-tls.cfg", f"""
global
  nbthread 1
  maxconn 4000
defaults
  mode http
  option http-no-delay
  timeout connect 5s
  timeout client 120s
  timeout server 120s
listen model
  bind 127.0.0.1:{port} backlog 4096{tls}
  server model {upstream} ssl verify required ca-file {certificate.ca} sni str(localhost)
""")
    return Measured("haproxy", [program, "-db", "-f", config], port, folder)


PEERS = {"bellhop": (bellhop, "/api/chat"), "nginx": (nginx, "/v1/chat/completions"), "haproxy": (haproxy, "/v1/chat/completions")}


def relays(certificate: Certificate, programs: dict[str, str], both: bool) -> dict[str, Relay]:
    """The peers as relay peers whose upstream is TLS; `both`: the guest's side too."""

    def relay(name: str) -> Relay:
        start, path = PEERS[name]
        return Relay(lambda folder, upstream: start(folder, f"localhost:{upstream.rpartition(':')[2]}", certificate, both, programs[name]), path)

    return {name: relay(name) for name in PEERS if name in programs}
