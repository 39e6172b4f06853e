"""Development mode from outside: what it says, what it survives, how it ends (docs/settings.md §1, docs/static-files.md §1.9)."""

from __future__ import annotations

import contextlib
import os
import pathlib
import re
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Iterator

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


@pytest.mark.parametrize("way", ["removed and copied back", "moved away and back", "link turned"])
def test_a_root_that_is_exchanged_is_followed(way: str, project: pathlib.Path, bellhop: Callable[..., Bellhop]) -> None:
    """F-70: seen now and at the next edit, in the log and in what is served."""
    site, other = project / "site", project / "other"
    shutil.copytree(project / "widget", site)
    shutil.copytree(project / "widget", other)
    (other / "css/chat.css").write_text("/* other */\n")
    root = project / "root"
    root.symlink_to("site")
    server = bellhop(None, "dev", "--port", "0", "--assets", "root" if way == "link turned" else "site")

    def reports() -> int:
        return len(re.findall(r"changed files=\S*.*/css/chat\.css", server.log))

    if way == "removed and copied back":
        shutil.rmtree(site)
        until(lambda: reports() == 1, server)
        shutil.copytree(other, site)
    elif way == "moved away and back":
        site.rename(project / "away")
        until(lambda: reports() == 1, server)
        (project / "away/css/chat.css").write_text("/* other */\n")
        (project / "away").rename(site)
    else:
        (project / "new").symlink_to("other")
        (project / "new").rename(root)
    # A copy may take longer than a burst of changes, and be told in several reports.
    until(lambda: reports() >= (1 if way == "link turned" else 2), server)
    assert httpx.get(f"{server.url}/css/chat.css").text == "/* other */\n"
    edited = (other if way == "link turned" else site) / "js/new.js"
    edited.write_text("// new\n")
    until(lambda: re.search(r"changed files=.*/js/new\.js", server.log), server)


def test_it_looks_by_itself_where_asked_to(project: pathlib.Path, bellhop: Callable[..., Bellhop]) -> None:
    """F-71"""
    server = bellhop(None, "dev", "--port", "0", "--poll")
    until(lambda: 'looked at twice a second' in server.log and 'reason="asked for"' in server.log, server)
    (project / "widget/css/chat.css").write_text("/* other */\n")
    until(lambda: "changed files=/css/chat.css\n" in server.log, server)


def test_changes_below_an_overlay_are_seen(project: pathlib.Path) -> None:
    """F-71: what is changed in an overlay's lower layer gives no events, in a container for instance."""
    for name in ("upper", "work", "merged"):
        (project / name).mkdir()
    mount = 'mount -t overlay overlay -o lowerdir=widget,upperdir=upper,workdir=work merged && exec "$@"'
    prefix = ["unshare", "--mount", "sh", "-c", mount, "sh"] if os.geteuid() == 0 else ["unshare", "--user", "--map-root-user", "--mount", "sh", "-c", mount, "sh"]
    if subprocess.run([*prefix, "true"], cwd=project, capture_output=True).returncode != 0:
        pytest.skip("this machine mounts no overlay here")
    server = Bellhop("dev", "--port", "0", "--assets", "merged", cwd=project, prefix=prefix)
    try:
        assert httpx.get(f"{server.url}/css/chat.css").status_code == 200
        (project / "widget/css/chat.css").write_text("/* other */\n")
        until(lambda: "changed files=/css/chat.css\n" in server.log, server)
    finally:
        server.terminate()


def test_another_content_of_the_same_size_and_time(project: pathlib.Path, bellhop: Callable[..., Bellhop]) -> None:
    """F-73: in place, with the old time of modification put back."""
    file = project / "widget/css/chat.css"
    file.write_text("/* one */\n")
    server = bellhop(None, "dev", "--port", "0")
    assert httpx.get(f"{server.url}/css/chat.css").text == "/* one */\n"
    facts = file.stat()
    with file.open("r+") as same:
        same.write("/* two */\n")
    os.utime(file, ns=(facts.st_atime_ns, facts.st_mtime_ns))
    until(lambda: "changed files=/css/chat.css\n" in server.log, server)
    assert httpx.get(f"{server.url}/css/chat.css").text == "/* two */\n"


def test_a_forwarded_name_wants_allowed_host(project: pathlib.Path, bellhop: Callable[..., Bellhop]) -> None:
    """F-72"""
    server = bellhop(None, "dev", "--port", "0", "--host", "0.0.0.0", "--allowed-host", "box.example", "--allowed-host", ".tunnel.example")

    def status(host: str) -> int:
        return httpx.get(f"http://127.0.0.1:{server.port}/", headers={"host": host}).status_code

    for host in ("box.example", "box.example:443", "a.tunnel.example", "192.168.7.9:8080", "[2001:db8::1]:8080", "localhost"):
        assert status(host) == 200, host
    refused = httpx.get(f"http://127.0.0.1:{server.port}/", headers={"host": "evil.example"})
    assert refused.status_code == 403 and "--allowed-host evil.example" in refused.text


@contextlib.contextmanager
def program_on_ipv6_loopback(port: int) -> Iterator[int]:
    """Something else that listens on `[::1]`; gives its port."""
    with socket.socket(socket.AF_INET6) as other:
        other.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
        try:
            other.bind(("::1", port))
        except OSError:
            pytest.skip("this machine has no IPv6 loopback, or the port is in use")
        other.listen()
        yield other.getsockname()[1]


def test_another_program_on_the_other_loopback_address(project: pathlib.Path, bellhop: Callable[..., Bellhop]) -> None:
    """F-57: a browser that opens `localhost` may try it first: the next port in development, a hint in production."""
    with program_on_ipv6_loopback(0) as port:
        server = bellhop(None, "serve", "--port", str(port))
        assert server.port == port
        until(lambda: "another program" in server.log and f"[::1]:{port}" in server.log, server)
    with program_on_ipv6_loopback(8080):
        server = bellhop(None, "dev")
        assert server.port > 8080 and httpx.get(server.url).status_code == 200


def test_a_platforms_port_with_the_default_host_gets_a_hint(bellhop: Callable[..., Bellhop]) -> None:
    """F-57"""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = str(free.getsockname()[1])
    server = bellhop(None, "serve", PORT=port)
    until(lambda: "BELLHOP_HOST=0.0.0.0" in server.log, server)
    told = bellhop(None, "serve", PORT="0", BELLHOP_HOST="0.0.0.0")
    assert httpx.get(told.url).status_code == 200
    assert "BELLHOP_HOST" not in told.log


def test_without_proc(project: pathlib.Path) -> None:
    """F-58: as in a bare chroot; Swift's concurrency cannot do without it, so that is said."""
    prefix = ["unshare", "--mount", "sh", "-c", 'mount -t tmpfs none /proc && exec "$@"', "sh"]
    if os.geteuid() != 0:
        prefix[1:1] = ["--user", "--map-root-user"]
    if subprocess.run([*prefix, "true"], capture_output=True).returncode != 0:
        pytest.skip("this machine hides no /proc")
    ended = subprocess.run([*prefix, str(BINARY), "serve", "--port", "0"], cwd=project, capture_output=True, text=True, timeout=20, check=False)
    # Statically linked, Swift's runtime looks for itself in it before the program begins, and ends it with its own words.
    told = ended.returncode == 78 and ended.stderr.count("\n") == 1 and "mount -t proc" in ended.stderr
    assert told or "Unable to obtain Swift runtime path" in ended.stderr, ended.stderr
