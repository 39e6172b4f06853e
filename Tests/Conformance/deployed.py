"""The files of `config/deploy/` as they stand, but for addresses and paths, in the folder and on the ports of a test."""

from __future__ import annotations

import os
import pathlib
from collections.abc import Callable

import trustme

from bellhop import ROOT

FOLDER = ROOT / "config/deploy"


def example(name: str, **changes: str) -> str:
    """The file's text with every occurrence of each pair's first text replaced; each must occur."""
    text = (FOLDER / name).read_text()
    for old, new in changes.items():
        assert old in text, f"{old} is not in {name}"
        text = text.replace(old, new)
    return text


def certificate(folder: pathlib.Path) -> pathlib.Path:
    """A chain with its key, as HAProxy wants it; `ca.pem` beside it signed it."""
    ca = trustme.CA()
    ca.cert_pem.write_to_path(str(folder / "ca.pem"))
    path = folder / "chain-and-key.pem"
    ca.issue_cert("127.0.0.1").private_key_and_cert_chain_pem.write_to_path(str(path))
    return path


def nginx(folder: pathlib.Path, port: int, server: int) -> list[str]:
    """The site inside the `http` of Debian's nginx.conf, with its gzip."""
    pem = str(certificate(folder))
    site = example("nginx.conf", **{
        "127.0.0.1:8080": f"127.0.0.1:{server}", "listen 443": f"listen 127.0.0.1:{port}", "listen [::]:443 ssl http2;": "",
        "/etc/letsencrypt/live/chat.example.com/fullchain.pem": pem, "/etc/letsencrypt/live/chat.example.com/privkey.pem": pem,
    })
    user = "user root;" if os.geteuid() == 0 else ""
    paths = " ".join(f"{name}_temp_path {folder}/{name};" for name in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi"))
    (folder / "nginx.conf").write_text(f"""
        daemon off; {user} pid {folder}/nginx.pid; error_log {folder}/error.log;
        events {{}}
        http {{ sendfile on; tcp_nopush on; gzip on; access_log off; {paths}
        {site} }}
    """)
    return ["nginx", "-e", f"{folder}/error.log", "-c", f"{folder}/nginx.conf"]


def caddy(folder: pathlib.Path, port: int, server: int) -> list[str]:
    """Without HTTPS, for which it would ask for a certificate."""
    site = example("Caddyfile", **{"\nchat.example.com": f"\nhttp://127.0.0.1:{port}", "127.0.0.1:8080": f"127.0.0.1:{server}"})
    (folder / "Caddyfile").write_text(f"{{\n\tadmin off\n\tdefault_bind 127.0.0.1\n}}\n{site}")
    return ["caddy", "run", "--config", f"{folder}/Caddyfile", "--adapter", "caddyfile"]


def haproxy(folder: pathlib.Path, port: int, server: int) -> list[str]:
    """Its three servers are one and the same."""
    return haproxy_before(server, server, server)(folder, port, server)


def haproxy_before(one: int, two: int, three: int) -> Callable[[pathlib.Path, int, int], list[str]]:
    """In front of three Bellhops; the socket that takes a server out is `admin.sock` in the folder."""
    def command(folder: pathlib.Path, port: int, _: int) -> list[str]:
        pem = str(certificate(folder))
        (folder / "haproxy.cfg").write_text(example("haproxy.cfg", **{
            "    user haproxy\n    group haproxy\n": "", "/run/haproxy/admin.sock mode": f"{folder}/admin.sock mode",
            "bind :443": f"bind 127.0.0.1:{port}", "/etc/haproxy/chat.example.com.pem": pem,
            **{f"10.0.0.{index + 1}:8080": f"127.0.0.1:{server}" for index, server in enumerate((one, two, three))},
        }))
        return ["haproxy", "-db", "-f", f"{folder}/haproxy.cfg"]

    command.__name__ = "haproxy"
    return command
