"""Three servers on one Redis behind the example's HAProxy: what a crash costs, what a rolling restart costs, and that limits are shared."""

from __future__ import annotations

import pathlib
import signal
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest

from asking import STREAM
from bellhop import Bellhop
from deployed import haproxy_before
from proxies import Proxy, free_port
from test_shared_limits import Redis
from upstream import Upstream, held, says, stream

NAMES = ("one", "two", "three")


class Fleet:
    """HAProxy, its three servers and their store. `servers` by HAProxy's names."""

    def __init__(self, folder: pathlib.Path, make: Callable[..., Bellhop], target: Upstream, limits: str) -> None:
        (folder / "config").mkdir()
        (folder / "config/bellhop.json5").write_text(f'{{ limits: {limits}, trustedProxies: ["127.0.0.1/32"] }}')
        self.store = Redis(folder)
        self.make, self.target = make, target
        self.servers: dict[str, Bellhop] = {}
        try:
            for name in NAMES:
                self.start(name, 0)
            place = folder / "haproxy"
            place.mkdir()
            self.proxy = Proxy(haproxy_before(*(self.servers[name].port for name in NAMES)), place, 0)
        except BaseException:
            self.store.stop()
            raise
        self.socket = place / "admin.sock"
        self.trust = ssl.create_default_context(cafile=str(place / "ca.pem"))
        self.url = f"https://127.0.0.1:{self.proxy.port}"
        for name in NAMES:
            self.wait_until(name, "UP")

    def start(self, name: str, port: int) -> None:
        self.servers[name] = self.make(self.target, "serve", "--port", str(port), BELLHOP_LIMITS_STORE=self.store.url)

    def end(self) -> None:
        if hasattr(self, "proxy"):
            self.proxy.end()
        self.store.stop()

    def tell(self, line: str) -> str:
        """A command to HAProxy, as its example's comment gives it."""
        with socket.socket(socket.AF_UNIX) as connection:
            connection.connect(str(self.socket))
            connection.sendall(line.encode() + b"\n")
            connection.shutdown(socket.SHUT_WR)
            return b"".join(iter(lambda: connection.recv(65536), b"")).decode()

    def wait_until(self, name: str, state: str) -> None:
        deadline = time.monotonic() + 15
        while True:
            lines = [line.split(",") for line in self.tell("show stat").splitlines()]
            now = next(line[lines[0].index("status")] for line in lines if line[:2] == ["bellhop", name])
            if now == state:
                return
            assert time.monotonic() < deadline, f"{name} is {now}, not {state}"
            time.sleep(0.05)

    def client(self, guest: str = "127.0.0.1") -> httpx.Client:
        return httpx.Client(base_url=self.url, timeout=30, transport=httpx.HTTPTransport(verify=self.trust, local_address=guest))

    def ask(self, guest: str = "127.0.0.1") -> httpx.Response:
        """One chat to its end, on a connection of its own."""
        with self.client(guest) as client:
            return client.post("/api/chat", json=STREAM)


class Reader:
    """A guest who reads one answer in a thread; `text` is what came, `error` what ended it early."""

    def __init__(self, fleet: Fleet) -> None:
        self.text, self.status, self.error = b"", 0, None
        self.begun, self.thread = threading.Event(), threading.Thread(target=self._read, args=(fleet,), daemon=True)
        self.thread.start()

    def _read(self, fleet: Fleet) -> None:
        try:
            with fleet.client() as client, client.stream("POST", "/api/chat", json=STREAM) as answer:
                self.status = answer.status_code
                for piece in answer.iter_raw():
                    self.text += piece
                    self.begun.set()
        except httpx.HTTPError as error:
            self.error = error
        self.begun.set()

    @property
    def is_whole(self) -> bool:
        return self.error is None and self.status == 200 and self.text.endswith(b"data: [DONE]\n\n")


@pytest.fixture
def fleet(tmp_path: pathlib.Path, bellhop: Callable[..., Bellhop]) -> Iterator[Callable[..., Fleet]]:
    """Makes the one fleet of a test: `fleet(upstream, "{ requestsPerMinute: 5 }")`."""
    made: list[Fleet] = []

    def make(target: Upstream, limits: str) -> Fleet:
        made.append(Fleet(tmp_path, bellhop, target, limits))
        return made[-1]

    yield make
    for one in made:
        one.end()


def running(server: Bellhop) -> int:
    return int(server.metrics()["bellhop_chat_in_flight"])


def test_one_killed_in_mid_stream_hurts_only_its_streams(upstream: Callable[..., Upstream], fleet: Callable[..., Fleet]) -> None:
    """F-56: and the next requests are answered at once, on the others, before HAProxy's checks have noticed."""
    source = upstream(*[held] * 12, stream("fine"))
    made = fleet(source, "{ requestsPerMinute: 1000, concurrentStreams: 100 }")
    readers = [Reader(made) for _ in range(12)]
    assert all(reader.begun.wait(20) for reader in readers)
    shares = {name: running(server) for name, server in made.servers.items()}
    assert sum(shares.values()) == 12 and all(shares.values())
    made.servers["two"].process.send_signal(signal.SIGKILL)
    made.servers["two"].process.wait()
    after = [made.ask() for _ in range(9)]
    assert [answer.status_code for answer in after] == [200] * 9, [answer.text for answer in after]
    source.release()
    for reader in readers:
        reader.thread.join(20)
    assert sum(reader.is_whole for reader in readers) == 12 - shares["two"]
    assert all(reader.error is not None for reader in readers if not reader.is_whole)


def test_a_rolling_restart_loses_no_stream_and_refuses_no_chat(upstream: Callable[..., Upstream], fleet: Callable[..., Fleet]) -> None:
    """As the example's comment says: taken out, ended with SIGTERM, begun again, taken in."""
    words = [b'data: {"choices":[{"index":0,"delta":{"content":"word"},"finish_reason":null}]}\n\n'] * 20
    source = upstream(says(*words, b"data: [DONE]\n\n", pause=0.05))
    made = fleet(source, "{ requestsPerMinute: 100000, concurrentStreams: 1000 }")
    is_over, answers = threading.Event(), []

    def keep_asking() -> None:
        while not is_over.is_set():
            answers.append(made.ask())

    with ThreadPoolExecutor(6) as pool:
        asking = [pool.submit(keep_asking) for _ in range(6)]
        try:
            for name in NAMES:
                old = made.servers[name]
                deadline = time.monotonic() + 10
                while not running(old):
                    assert time.monotonic() < deadline
                made.tell(f"set server bellhop/{name} state drain")
                assert old.terminate() == 0
                made.start(name, old.port)
                made.wait_until(name, "DRAIN")
                made.tell(f"set server bellhop/{name} state ready")
                made.wait_until(name, "UP")
        finally:
            is_over.set()
        for one in asking:
            one.result()
    assert len(answers) >= 12
    assert {answer.status_code for answer in answers} == {200}, [answer.text for answer in answers if answer.status_code != 200]
    assert {answer.content for answer in answers} == {b"".join(words) + b"data: [DONE]\n\n"}


def test_a_rate_over_three_servers_is_the_rate_of_one(upstream: Callable[..., Upstream], fleet: Callable[..., Fleet]) -> None:
    """R-E6: sixty at once from one guest, of which twenty may pass; another guest is told apart, behind HAProxy too."""
    made = fleet(upstream(stream("fine")), "{ requestsPerMinute: 20, concurrentStreams: 1000 }")
    began = time.monotonic()
    with ThreadPoolExecutor(10) as pool:
        got = [answer.status_code for answer in pool.map(lambda _: made.ask("127.0.0.2"), range(60))]
    refilled = int((time.monotonic() - began) * 20 / 60)
    assert 20 <= got.count(200) <= 20 + refilled and got.count(200) + got.count(429) == 60
    assert all(any(line["http.status"] == 200 for line in server.records()) for server in made.servers.values())
    assert made.ask("127.0.0.3").status_code == 200


def test_places_over_three_servers_are_the_places_of_one(upstream: Callable[..., Upstream], fleet: Callable[..., Fleet]) -> None:
    """R-E7: of twelve at once four get in, wherever they come to; all four places come back."""
    source = upstream(*[held] * 4, stream("fine"))
    made = fleet(source, "{ requestsPerMinute: 1000, concurrentStreams: 4 }")
    readers = [Reader(made) for _ in range(12)]
    assert all(reader.begun.wait(20) for reader in readers)
    assert sorted(reader.status for reader in readers) == [200] * 4 + [429] * 8
    source.release()
    for reader in readers:
        reader.thread.join(20)
    assert sum(reader.is_whole for reader in readers) == 4
    deadline = time.monotonic() + 5
    while any(running(server) for server in made.servers.values()):
        assert time.monotonic() < deadline
    assert [made.ask().status_code for _ in range(4)] == [200] * 4


def test_a_crash_gives_its_place_back_within_half_a_minute(upstream: Callable[..., Upstream], fleet: Callable[..., Fleet]) -> None:
    """F-51: a place is a lease, which runs out when the server that holds it is no more there to renew it."""
    made = fleet(upstream(held, stream("fine")), "{ requestsPerMinute: 1000, concurrentStreams: 1 }")
    reader = Reader(made)
    assert reader.begun.wait(20) and reader.status == 200
    killed = next(server for server in made.servers.values() if running(server))
    killed.process.send_signal(signal.SIGKILL)
    began = time.monotonic()
    assert made.ask().status_code == 429
    while made.ask().status_code == 429:
        assert time.monotonic() - began < 31
        time.sleep(0.5)
