"""What development mode and the commands tell people: URLs, a line a request, help, completions."""

from __future__ import annotations

import pathlib
import re
import shutil
import socket
import subprocess
from collections.abc import Callable

import httpx
import pytest

from bellhop import BINARY, ROOT, Bellhop
from test_dev import REQUEST, project, until

__all__ = ["project"]


def own_addresses() -> list[str]:
    """The addresses of this machine besides loopback, as the system's own tool tells them."""
    found = subprocess.run(["hostname", "-I"], capture_output=True, text=True).stdout.split()
    return [address for address in found if "." in address and not address.startswith("127.")]


@pytest.mark.parametrize("command", ["serve", "dev"])
def test_every_url_is_printed_where_all_addresses_are_listened_on(command: str, project: pathlib.Path, bellhop: Callable[..., Bellhop]) -> None:
    server = bellhop(None, command, "--host", "0.0.0.0", "--port", "0")
    assert server.url.startswith("http://127.0.0.1:")
    for address in own_addresses():
        url = f"http://{address}:{server.port}"
        until(lambda: f"listening on {url}\n" in server.log, server)
        assert httpx.get(url).status_code == 200
        if command == "dev":
            until(lambda: f"player at {url}/__dev/\n" in server.log, server)
    if command == "dev":
        refused = httpx.get(server.url, headers={"host": "evil.example"})
        assert refused.status_code == 403 and "--allowed-host evil.example" in refused.text


def test_a_line_for_every_request(project: pathlib.Path, bellhop: Callable[..., Bellhop]) -> None:
    server = bellhop(None, "dev", "--port", "0", BELLHOP_DEMO_TPS="200")
    with httpx.Client(base_url=server.url) as client:
        client.get("/")
        tag = client.get("/js/chat.js?secret=word").headers["etag"]
        client.get("/js/chat.js", headers={"if-none-match": tag})
        client.get("/nothing")
        client.get("/api/hotel")
        client.get("/healthz")
        client.put("/css/chat.css")
        client.get("/__dev/")
        assert client.post("/api/chat", json=REQUEST).status_code == 200
        client.post("/api/chat", json=REQUEST | {"temperature": 9})
        client.post("/__dev/scenario/plain@16/api/chat", json=REQUEST)
    clock, took = r"\d\d:\d\d:\d\d\.\d{3} ", r" \d+(\.\d+)? m?s"
    stream = took + rf", first token{took}, [1-9]\d* events, \d+(\.\d+)? tokens/s"
    expected = [
        rf"GET / 200{took}", rf"GET /js/chat\.js 200{took}", rf"GET /js/chat\.js 304{took}", rf"GET /nothing 404{took}", rf"GET /api/hotel 200{took}",
        rf"GET /healthz 200{took}", rf"PUT /css/chat\.css 405{took}", rf"GET /__dev/ 200{took}", rf"POST /api/chat 200{stream} .*", rf"POST /api/chat 400{took} .*",
        rf"POST /__dev/scenario/plain@16/api/chat 200{stream}",
    ]
    lines = lambda: [line for line in server.log.splitlines() if re.match(rf"{clock}[A-Z]+ /", line)]  # noqa: E731
    until(lambda: len(lines()) >= len(expected), server)
    assert len(lines()) == len(expected), server.log
    for line, pattern in zip(lines(), expected, strict=True):
        assert re.fullmatch(clock + pattern, line), (line, pattern)
    assert "secret" not in server.log


def test_an_open_page_leaves_its_line_when_it_goes(project: pathlib.Path, bellhop: Callable[..., Bellhop]) -> None:
    server = bellhop(None, "dev", "--port", "0")
    with httpx.Client(base_url=server.url) as client, client.stream("POST", "/__dev/scenario/timeout@16/api/chat", json=REQUEST) as answer:
        next(answer.iter_raw())
    until(lambda: re.search(r"POST /__dev/scenario/timeout@16/api/chat 200 .* first token", server.log), server)
    with httpx.Client(base_url=server.url) as client, client.stream("GET", "/__dev/events") as answer:
        next(answer.iter_raw())
    until(lambda: re.search(r"GET /__dev/events 200 [0-9.]+ m?s\n", server.log), server)


@pytest.mark.parametrize(("command", "words"), [
    ("serve", ["--host", "--port", "--unix-socket", "--tls-cert", "SIGHUP", "demo model"]),
    ("dev", ["--open", "--assets", "/__dev/", "reload", "next free port", "--poll", "--allowed-host", "NFS"]),
    ("init", ["[<folder>]", "config/hotel.json", ".env.example", "never over"]),
    ("check", ["78", "redacted", "--config"]),
    ("bundle", ["<folder>", ".gz"]),
])
def test_help_teaches(command: str, words: list[str]) -> None:
    for arguments in (["help", command], [command, "--help"]):
        ended = subprocess.run([BINARY, *arguments], capture_output=True, text=True, timeout=20)
        assert ended.returncode == 0 and ended.stderr == ""
        told = re.sub(r"\s+", " ", ended.stdout)
        assert [word for word in words if word not in told] == []
        assert max(map(len, ended.stdout.splitlines())) <= 100


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completions_are_valid_scripts(shell: str, tmp_path: pathlib.Path) -> None:
    ended = subprocess.run([BINARY, "--generate-completion-script", shell], capture_output=True, text=True, timeout=20)
    assert ended.returncode == 0
    for word in ("serve", "dev", "bundle", "upstream"):
        assert word in ended.stdout
    if program := shutil.which(shell):
        script = tmp_path / "script"
        script.write_text(ended.stdout)
        subprocess.run([program, "-n", script], check=True)
