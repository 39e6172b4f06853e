"""Development mode from outside: what it says, what it survives, how it ends (contract §1, static-cases.md "Dev mode")."""

from __future__ import annotations

import os
import pathlib
import re
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Callable

import httpx
import pytest

from bellhop import BINARY, ROOT, Bellhop

REQUEST = {"messages": [{"role": "user", "content": "When is check-in?"}], "stream": True}


@pytest.fixture
def project(tmp_path: pathlib.Path) -> pathlib.Path:
    """A copy of the widget and the configuration, to be changed; the server's working directory."""
    for name in ("widget", "config"):
        shutil.copytree(ROOT / name, tmp_path / name, ignore=shutil.ignore_patterns("config-local.js", "bellhop.json5"))
    return tmp_path


def until(condition: Callable[[], object], server: Bellhop | None = None) -> None:
    deadline = time.monotonic() + 15
    while not condition():
        assert time.monotonic() < deadline, server and server.log
        time.sleep(0.02)


def failure(cwd: pathlib.Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([BINARY, *arguments], cwd=cwd, env={"PATH": os.environ["PATH"]}, capture_output=True, text=True, timeout=20)


def test_a_missing_folder_is_named(tmp_path: pathlib.Path) -> None:
    ended = failure(tmp_path, "dev", "--port", "0", "--assets", "nowhere")
    assert ended.returncode == 78
    assert ended.stderr.count("\n") == 1 and "nowhere" in ended.stderr and "folder" in ended.stderr


def test_a_taken_port_that_was_asked_for_ends_it(project: pathlib.Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        ended = failure(project, "dev", "--port", port)
    assert ended.returncode == 69
    assert ended.stderr.splitlines()[-1].startswith("bellhop: ") and f"127.0.0.1:{port}" in ended.stderr.splitlines()[-1]
    assert "--port" in ended.stderr and "Error" not in ended.stderr


def test_the_next_free_port_is_taken_where_none_was_asked_for(project: pathlib.Path, bellhop: Callable[..., Bellhop]) -> None:
    first = bellhop(None, "dev")
    second = bellhop(None, "dev")
    assert 8080 <= first.port < second.port
    assert httpx.get(second.url).status_code == 200


def test_a_file_that_goes_and_comes_back(project: pathlib.Path, bellhop: Callable[..., Bellhop]) -> None:
    server = bellhop(None, "dev", "--port", "0")
    file = project / "widget/css/chat.css"
    text = file.read_text()
    assert httpx.get(f"{server.url}/css/chat.css").text == text
    file.unlink()
    until(lambda: httpx.get(f"{server.url}/css/chat.css").status_code == 404, server)
    until(lambda: re.search(r"changed files=/css/chat\.css", server.log), server)
    file.write_text(text)
    until(lambda: httpx.get(f"{server.url}/css/chat.css").text == text, server)
    shutil.rmtree(project / "widget")
    until(lambda: httpx.get(f"{server.url}/js/chat.js").status_code == 404, server)
    shutil.copytree(ROOT / "widget", project / "widget")
    until(lambda: httpx.get(f"{server.url}/js/chat.js").status_code == 200, server)


def test_thousands_of_files_and_a_loop_of_links(project: pathlib.Path, bellhop: Callable[..., Bellhop]) -> None:
    (project / "widget/many").mkdir()
    for number in range(3000):
        (project / f"widget/many/{number}.js").write_text(f"export const n = {number};\n")
    (project / "widget/many/loop").symlink_to(".")
    (project / "widget/js/up").symlink_to("..")
    server = bellhop(None, "dev", "--port", "0")
    assert httpx.get(f"{server.url}/many/2999.js").text == "export const n = 2999;\n"
    (project / "widget/many/1500.js").write_text("export const n = 0;\n")
    until(lambda: "changed files=/many/1500.js\n" in server.log, server)
    assert httpx.get(f"{server.url}/many/1500.js").text == "export const n = 0;\n"


def test_a_file_that_may_not_be_read(project: pathlib.Path) -> None:
    """Run without the right to read everything, which root has."""
    file = project / "widget/css/chat.css"
    prefix = ["setpriv", "--bounding-set=-dac_override,-dac_read_search"] if os.geteuid() == 0 else []
    file.chmod(0)
    server = Bellhop("dev", "--port", "0", cwd=project, prefix=prefix)
    try:
        assert httpx.get(f"{server.url}/css/chat.css").status_code in (403, 404)
        assert httpx.get(server.url).status_code == 200
        file.chmod(0o644)
        until(lambda: httpx.get(f"{server.url}/css/chat.css").status_code == 200, server)
        (project / "config/hotel.json").chmod(0)
        (project / "config/prompts/room.md").write_text("You are {{hotel_name}}’s concierge.\n")
        until(lambda: "hotel.json" in server.log, server)
        assert httpx.get(f"{server.url}/api/hotel").status_code == 200
    finally:
        server.terminate()


def test_without_inotify_it_looks_for_changes(project: pathlib.Path) -> None:
    """No file descriptor is left for inotify where every user's instances are used up; a user namespace with none does the same."""
    prefix = ["unshare", "--user", "--map-root-user", "sh", "-c", 'echo 0 > /proc/sys/user/max_inotify_instances && exec "$@"', "sh"]
    if subprocess.run([*prefix, "true"], capture_output=True).returncode != 0:
        pytest.skip("this machine gives no user namespaces")
    server = Bellhop("dev", "--port", "0", cwd=project, prefix=prefix)
    try:
        until(lambda: "looked at twice a second" in server.log, server)
        (project / "widget/css/chat.css").write_text("/* other */\n")
        until(lambda: "changed files=/css/chat.css\n" in server.log, server)
        assert httpx.get(f"{server.url}/css/chat.css").text == "/* other */\n"
    finally:
        server.terminate()


def test_ctrl_c_ends_it_at_once_though_streams_are_open(project: pathlib.Path, bellhop: Callable[..., Bellhop]) -> None:
    server = bellhop(None, "dev", "--port", "0", BELLHOP_DEMO_TPS="1")
    with httpx.Client(base_url=server.url, timeout=20) as client, client.stream("GET", "/__dev/events") as events, \
            client.stream("POST", "/api/chat", json=REQUEST) as chat, client.stream("POST", "/__dev/scenario/timeout/api/chat", json=REQUEST) as scenario:
        for stream in (events, chat, scenario):
            next(stream.iter_raw())
        began = time.monotonic()
        server.process.send_signal(signal.SIGINT)
        assert server.process.wait(timeout=10) == 0
        assert time.monotonic() - began < 3
