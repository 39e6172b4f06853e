"""A directory that lives: files that change, are replaced, grow and shrink while they are sent, and what only looks like a file."""

from __future__ import annotations

import gzip
import os
import pathlib
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator

import pytest

from bellhop import Bellhop
from wire import LAST, Answer, Wire, WireError, ask, get, parse

BIG = 20_000_000
SEEN = 2.0


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> pathlib.Path:
    path = tmp_path_factory.mktemp("directory") / "site"
    path.mkdir()
    return path


@pytest.fixture(scope="module")
def server(root: pathlib.Path) -> Iterator[Bellhop]:
    started = Bellhop("serve", "--port", "0", "--assets", str(root), cwd=root.parent)
    yield started
    assert started.process.poll() is None
    started.terminate()


def fetch(server: Bellhop, path: str, *fields: str) -> Answer:
    return ask(server.port, get(path, "Connection: close", *fields))[0]


def seen(server: Bellhop, path: str, content: bytes | None) -> Answer:
    """The first answer with the new content (`None`: 404), which has to come in time."""
    until = time.monotonic() + SEEN + 1
    while True:
        answer = fetch(server, path)
        if (answer.status == 404) if content is None else (answer.body == content):
            return answer
        assert time.monotonic() < until, (path, answer.status)
        time.sleep(0.1)


def test_a_changed_file_is_seen(server: Bellhop, root: pathlib.Path) -> None:
    """Paths: written over, renamed over, touched to the same time and length, removed and made again: new bytes and tag, in both forms."""
    file = root / "page.css"
    file.write_bytes(b"a { color: red }\n" * 200)
    tags = {seen(server, "/page.css", file.read_bytes()).field("etag")}

    def check() -> None:
        content = file.read_bytes()
        tags.add(seen(server, "/page.css", content).field("etag"))
        packed = fetch(server, "/page.css", "Accept-Encoding: gzip")
        assert gzip.decompress(packed.body) == content and packed.field("etag") not in tags
        assert fetch(server, "/page.css", f"If-None-Match: {seen(server, '/page.css', content).field('etag')}").status == 304

    file.write_bytes(b"a { color: blue }\n" * 200)
    check()
    (root / "next").write_bytes(b"a { color: pink }\n" * 100)
    os.replace(root / "next", file)
    check()
    before = file.stat()
    (root / "next").write_bytes(b"a { color: grey }\n" * 100)
    os.utime(root / "next", ns=(before.st_atime_ns, before.st_mtime_ns))
    os.replace(root / "next", file)
    check()
    assert len(tags) == 4
    file.unlink()
    seen(server, "/page.css", None)
    file.write_bytes(b"a { color: red }\n" * 200)
    assert seen(server, "/page.css", file.read_bytes()).field("etag") in tags


def test_a_big_file_is_sent_in_bounded_memory(server: Bellhop, root: pathlib.Path) -> None:
    """Paths, speed: 20 MB for eight clients at once, whole and in parts, in less than 30 MB more of memory."""
    content = os.urandom(BIG)
    (root / "big.bin").write_bytes(content)
    assert fetch(server, "/big.bin", "Range: bytes=0-9").status == 206
    before, peak, faults = server.memory()["VmRSS"], 0, []

    def read(number: int) -> None:
        fields = [] if number % 2 else [f"Range: bytes={number}-"]
        answer = fetch(server, "/big.bin", *fields)
        if answer.body != (content if number % 2 else content[number:]):
            faults.append((number, answer.status, len(answer.body)))

    readers = [threading.Thread(target=read, args=(number,)) for number in range(8)]
    for reader in readers:
        reader.start()
    while any(reader.is_alive() for reader in readers):
        peak = max(peak, server.memory()["VmRSS"])
        time.sleep(0.01)
    assert not faults and peak - before < 30_000_000


LOAD = """
import selectors, socket, sys
port, count = int(sys.argv[1]), int(sys.argv[2])
ready, total = selectors.DefaultSelector(), 0
for _ in range(count):
    client = socket.create_connection(("127.0.0.1", port))
    client.sendall(b"GET /film.bin HTTP/1.1\\r\\nHost: x\\r\\nConnection: close\\r\\n\\r\\n")
    ready.register(client, selectors.EVENT_READ)
while ready.get_map():
    for key, _ in ready.select():
        total += (got := len(key.fileobj.recv(1 << 18)))
        if not got:
            ready.unregister(key.fileobj)
print(total)
"""


def test_downloads_leave_room_for_other_requests(server: Bellhop, root: pathlib.Path) -> None:
    """Paths, speed: while 400 clients load 8 MB each as fast as it comes, no other waits for their end."""
    size, count = 8_000_000, 400
    (root / "film.bin").write_bytes(bytes(size))
    loading = subprocess.Popen([sys.executable, "-c", LOAD, str(server.port), str(count)], stdout=subprocess.PIPE, text=True)
    began, waits = time.monotonic(), []
    while loading.poll() is None:
        asked = time.monotonic()
        assert fetch(server, "/healthz").status == 200
        waits.append(time.monotonic() - asked)
    took = time.monotonic() - began
    assert size * count < int(loading.communicate()[0]) < (size + 1000) * count, "not every download is whole"
    assert max(waits) < took / 3, f"{max(waits):.2f} s for one answer during {took:.2f} s of downloads"


@pytest.mark.parametrize("change", ["renamed over", "written over", "cut short", "grown", "removed"])
@pytest.mark.parametrize("size", [BIG, 300_000])
def test_a_file_that_changes_while_it_is_sent_is_never_torn(server: Bellhop, root: pathlib.Path, change: str, size: int) -> None:
    """Paths: a body has the announced length and is of one content, or the connection is cut."""
    file, old, new = root / f"moving-{size}.bin", b"o" * size, b"n" * (size // 2)
    file.write_bytes(old)
    seen(server, f"/{file.name}", old)
    with Wire(server.port, window=4096) as wire:
        wire.send(get(f"/{file.name}", "Connection: close"))
        first = wire.socket.recv(1000)
        match change:
            case "renamed over":
                (root / "next").write_bytes(new)
                os.replace(root / "next", file)
            case "written over":
                with open(file, "r+b") as opened:
                    opened.write(b"n" * size)
            case "cut short": os.truncate(file, size // 4)
            case "grown":
                with open(file, "ab") as opened:
                    opened.write(new)
            case _: file.unlink()
        wire.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1 << 20)
        data = first + wire.rest()
    try:
        answers = parse(data)
    except WireError:
        # Cut: what came is of the old content alone, or the change fell into the last piece that was read.
        body = data.partition(b"\r\n\r\n")[2]
        assert len(body) < size and body.lstrip(b"o") == b""
        assert size == BIG and change not in ("renamed over", "removed"), "the old file is still there to be sent"
    else:
        assert [answer.body for answer in answers] == [old]
    seen(server, f"/{file.name}", file.read_bytes() if file.exists() else None)


def test_a_file_that_is_written_all_the_time(server: Bellhop, root: pathlib.Path) -> None:
    """Paths: a file exchanged a hundred times a second: every answer is one of its contents, with the tag of that content."""
    done = threading.Event()
    contents = [bytes([letter]) * length for letter, length in ((97, 400_000), (98, 500_000), (99, 3_000_000))]

    def exchange() -> None:
        number = 0
        while not done.wait(0.01):
            number += 1
            (root / "next").write_bytes(contents[number % 3])
            os.replace(root / "next", root / "busy.bin")

    (root / "busy.bin").write_bytes(contents[0])
    writer = threading.Thread(target=exchange)
    writer.start()
    try:
        tags: dict[str | None, bytes] = {}
        for _ in range(150):
            answer = fetch(server, "/busy.bin")
            assert answer.status == 200 and answer.body in contents
            assert tags.setdefault(answer.field("etag"), answer.body) == answer.body
    finally:
        done.set()
        writer.join()


def test_what_is_no_regular_file_is_not_there(server: Bellhop, root: pathlib.Path) -> None:
    """S27: a pipe that nobody writes to does not hang; sockets, devices, links out and loops of links are 404, `/healthz` is served meanwhile."""
    outside = root.parent / "secret.txt"
    outside.write_text("a secret word")
    (root / "inner").mkdir()
    (root / "inner/file.txt").write_text("inner")
    os.mkfifo(root / "pipe")
    os.mkfifo(root / "pipe.css")
    unix = socket.socket(socket.AF_UNIX)
    unix.bind(str(root / "socket"))
    for name, target in (("out", outside), ("up", root.parent), ("device", "/dev/zero"), ("loop", root / "loop"), ("gone", root / "gone-too"),
                         ("relative", "../secret.txt")):
        (root / name).symlink_to(target)
    (root / "closed").mkdir(mode=0o000)
    paths = ["/pipe", "/pipe.css", "/pipe/", "/socket", "/out", "/up/secret.txt", "/up/", "/device", "/loop", "/gone", "/relative", "/inner",
             "/inner/", "/inner/file.txt/", "/closed/x"]
    with unix:
        for path in paths:
            answers = ask(server.port, get(path) + LAST, patience=5)
            assert [answer.status for answer in answers] == [404, 200], path
            assert b"secret word" not in answers[0].body
        pipes = [Wire(server.port, patience=5) for _ in range(32)]
        for wire in pipes:
            wire.send(get("/pipe", "Connection: close"))
        assert fetch(server, "/inner/file.txt").body == b"inner"
        for wire in pipes:
            with wire:
                assert parse(wire.rest())[0].status == 404


def test_names_of_every_kind(server: Bellhop, root: pathlib.Path) -> None:
    """Paths: names with spaces, percent signs and other scripts are served; an empty file is 200 with no bytes."""
    for name, escaped in (("a b.txt", "a%20b.txt"), ("100%.txt", "100%25.txt"), ("Größe-東京.txt", "Gr%C3%B6%C3%9Fe-%E6%9D%B1%E4%BA%AC.txt"), ("empty.txt", "empty.txt")):
        (root / name).write_bytes(b"" if name == "empty.txt" else name.encode())
        answer = seen(server, f"/{escaped}", (root / name).read_bytes())
        assert answer.status == 200 and answer.field("content-length") == str(len(answer.body))
    # An index that comes and goes makes the folder come and go.
    assert fetch(server, "/later/").status == 404
    (root / "later").mkdir()
    (root / "later/index.html").write_text("<p>later")
    assert seen(server, "/later/", b"<p>later").status == 200
    redirect = fetch(server, "/later?x=%41")
    assert (redirect.status, redirect.field("location")) == (308, "/later/?x=%41")
