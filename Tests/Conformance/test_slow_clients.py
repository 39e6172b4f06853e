"""Clients that send or take slowly are ended by the timeouts, while others are served at once."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import httpx
import pytest

from bellhop import Bellhop
from wire import LAST, Wire, WireError, get, parse

HEADER = 1.5
WRITE = 2.0
SLACK = 4.0
CHAT = ["Content-Type: application/json", "Content-Length: 48"]
BIG = 20_000_000


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bellhop]:
    root = tmp_path_factory.mktemp("server")
    (root / "site").mkdir()
    (root / "site/big.bin").write_bytes(os.urandom(BIG))
    (root / "site/small.txt").write_bytes(b"small")
    started = Bellhop("serve", "--port", "0", "--assets", str(root / "site"), cwd=root, BELLHOP_TIMEOUTS_HEADER_SECONDS=str(HEADER),
                      BELLHOP_TIMEOUTS_WRITE_SECONDS=str(WRITE))
    yield started
    assert started.process.poll() is None
    started.terminate()


@contextmanager
def others_are_served(server: Bellhop) -> Iterator[None]:
    """Meanwhile `/healthz` and a file are asked for over and over, on new and kept connections; each answer within a second."""
    done, faults, times = threading.Event(), [], []

    def visit() -> None:
        with httpx.Client() as kept:
            while not done.wait(0.05):
                start = time.monotonic()
                try:
                    statuses = (kept.get(f"{server.url}/healthz").status_code, httpx.get(f"{server.url}/small.txt").status_code)
                except httpx.HTTPError as error:
                    statuses = (repr(error),)
                if statuses != (200, 200):
                    faults.append(statuses)
                times.append(time.monotonic() - start)

    visitor = threading.Thread(target=visit)
    visitor.start()
    try:
        yield
    finally:
        done.set()
        visitor.join()
    assert not faults and times and sorted(times)[len(times) * 9 // 10] < 1, (faults, max(times))


def ended_in_time(wire: Wire, since: float) -> bytes:
    """What comes until the end, which falls behind `timeouts.header` and not far behind it."""
    data = wire.rest()
    assert HEADER * 0.8 < time.monotonic() - since < HEADER + SLACK
    return data


HEADS = [(start, later) for start in (b"GET /small.txt HTTP/1.1\r\nHost: h\r\nX: ", b"GET /", b"\r\n\r\nGET /small.txt HTTP/1.1\r\nX")
         for later in (False, True)]


def test_a_head_of_a_byte_at_a_time(server: Bellhop) -> None:
    """S41: 408 and the end, or the end, once `timeouts.header` has passed, on a kept connection too, however the bytes trickle."""
    def one(case: tuple[bytes, bool]) -> bytes:
        start, later = case
        with Wire(server.port) as wire:
            if later:
                wire.send(get("/small.txt"))
                assert wire.one().body == b"small"
            since = time.monotonic()
            wire.send(start)
            assert not wire.drip(b"x" * 200, 0.1), case
            return ended_in_time(wire, since)

    with others_are_served(server), ThreadPoolExecutor() as pool:
        results = dict(zip(HEADS, pool.map(one, HEADS), strict=True))
    for case, data in results.items():
        answers = parse(data)
        assert [answer.status for answer in answers] in ([408], []), case
        assert all(answer.field("connection") == "close" for answer in answers), case


def test_half_a_head(server: Bellhop) -> None:
    """S41: what began as a request and stands still is told 408."""
    with Wire(server.port) as wire:
        wire.send(b"GET /small.txt HTTP/1.1\r\nHost: h\r\n")
        answers = parse(ended_in_time(wire, wire.opened))
    assert [answer.status for answer in answers] == [408] and answers[0].field("connection") == "close"


def test_nothing_but_blank_lines(server: Bellhop) -> None:
    """S41: a connection that sent nothing, or only blank lines, is closed without a word."""
    with Wire(server.port) as silent, Wire(server.port) as few, Wire(server.port) as many:
        few.send(b"\r\n\r\n")
        many.send(b"\r\n" * 500)
        assert [ended_in_time(wire, wire.opened) for wire in (silent, few, many)] == [b"", b"", b""]


def test_blank_lines_for_ever(server: Bellhop) -> None:
    """S41: a blank line now and then keeps nothing open."""
    with others_are_served(server), Wire(server.port) as wire:
        assert not wire.drip(b"\r\n" * 100, 0.1)
        assert ended_in_time(wire, wire.opened) == b""


BODIES = [(target, trickles, chunked) for target in ("/api/chat", "/small.txt") for trickles in (False, True) for chunked in (False, True)]


def test_half_a_body(server: Bellhop) -> None:
    """S41: 408 or the end once `timeouts.header` has passed; a file's answer, which needs no body, may come first."""
    def one(case: tuple[str, bool, bool]) -> bytes:
        target, trickles, chunked = case
        with Wire(server.port) as wire:
            framing = "Transfer-Encoding: chunked" if chunked else "Content-Length: 5000"
            wire.send(get(target, "Content-Type: application/json", framing, method="POST"))
            wire.send(b'5\r\n{"mes\r\n' if chunked else b'{"mes')
            if trickles:
                assert not wire.drip((b"1\r\n \r\n" if chunked else b" ") * 200, 0.1), case
            return ended_in_time(wire, wire.opened) if target == "/api/chat" else wire.rest()

    with others_are_served(server), ThreadPoolExecutor() as pool:
        results = dict(zip(BODIES, pool.map(one, BODIES), strict=True))
    for case, data in results.items():
        allowed = [[408], []] if case[0] == "/api/chat" else [[405], [408], [405, 408], []]
        assert [answer.status for answer in parse(data)] in allowed, case


def test_a_body_after_100_that_never_comes(server: Bellhop) -> None:
    """S41 with S40: `Expect` does not hold the clock."""
    with Wire(server.port) as wire:
        wire.send(get("/api/chat", *CHAT, "Expect: 100-continue", method="POST"))
        assert wire.one().status == 100
        assert [answer.status for answer in parse(ended_in_time(wire, wire.opened))] in ([408], [])


def descriptors(server: Bellhop) -> int:
    return len(os.listdir(f"/proc/{server.process.pid}/fd"))


def test_a_big_file_that_nobody_reads_on(server: Bellhop) -> None:
    """S41: 20 clients that stop reading are cut after `timeouts.write`, the file is not held in memory, descriptors come back."""
    files = descriptors(server)
    before = server.memory()["VmRSS"]
    wires = [Wire(server.port, window=8192) for _ in range(20)]
    with others_are_served(server):
        for wire in wires:
            wire.send(get("/big.bin"))
        time.sleep(WRITE / 2)
        assert server.memory()["VmRSS"] - before < 40_000_000
        time.sleep(WRITE / 2 + SLACK / 2)
        for wire in wires:
            with wire, pytest.raises(WireError):
                parse(wire.rest())
    deadline = time.monotonic() + SLACK
    while descriptors(server) > files + 2 and time.monotonic() < deadline:
        time.sleep(0.05)
    assert descriptors(server) <= files + 2


def test_a_client_that_reads_slowly_but_steadily_gets_everything(server: Bellhop) -> None:
    """S41, the other side: who takes a little all the time is not cut, though it takes longer than `timeouts.write`."""
    with Wire(server.port, window=65_536) as wire:
        wire.send(get("/big.bin", "Connection: close"))
        data, pause = bytearray(), 2 * WRITE / 400
        while piece := wire.socket.recv(50_000):
            data += piece
            time.sleep(pause)
        assert wire.age > WRITE
    assert len(parse(bytes(data))[0].body) == BIG


def test_many_answers_that_nobody_reads(server: Bellhop) -> None:
    """S41: a pipeline of small answers is not read on without end while the client takes none of them; then it is cut."""
    before = server.memory()["VmRSS"]
    with others_are_served(server), Wire(server.port, patience=WRITE + SLACK, window=4096) as wire:
        while wire.send(get("/small.txt") * 500):
            assert wire.age < WRITE + SLACK
    assert server.memory()["VmRSS"] - before < 40_000_000


def test_a_quick_client_meets_no_timeout(server: Bellhop) -> None:
    """S41, the other side: what is whole in time is answered, in pieces too."""
    with Wire(server.port) as wire:
        for piece in (b"GET /small.txt HT", b"TP/1.1\r\nHo", b"st: h\r\n", b"\r\n" + LAST):
            wire.send(piece)
            time.sleep(HEADER / 10)
        assert [answer.status for answer in parse(wire.rest())] == [200, 200]
