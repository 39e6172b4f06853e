"""What a store that fails costs a client: its places for no longer than their lease (R-H4, R-H5, F-51)."""

from __future__ import annotations

import pathlib
import subprocess
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest

from bellhop import Bellhop
from redis_store import Redis
from upstream import Upstream, held, stream

Servers = Callable[..., Bellhop]
Upstreams = Callable[..., Upstream]

ASK = {"messages": [{"role": "user", "content": "hello"}], "stream": True}
# Seconds for which a place is taken without being renewed.
LEASE = 30


@pytest.fixture
def store(tmp_path: pathlib.Path) -> Iterator[Callable[..., Redis]]:
    made: list[Redis] = []

    def make(*options: str, appends: bool = False) -> Redis:
        folder = tmp_path / f"redis-{len(made)}"
        folder.mkdir()
        made.append(Redis(folder, *options, appends=appends))
        return made[-1]

    yield make
    for one in made:
        one.stop()


def config(folder: pathlib.Path, text: str) -> None:
    (folder / "config").mkdir(exist_ok=True)
    (folder / "config/bellhop.json5").write_text(f"{{ limits: {text} }}")


def chat(server: Bellhop, **more: object) -> httpx.Response:
    return httpx.post(f"{server.url}/api/chat", json=ASK | more, timeout=20)


def until(condition: Callable[[], bool], seconds: float = 10) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def test_a_place_is_a_lease_that_its_stream_renews(upstream: Upstreams, bellhop: Servers, store: Callable[..., Redis]) -> None:
    redis = store()
    source = upstream(held)
    server = bellhop(source, BELLHOP_LIMITS_STORE=redis.url)
    with httpx.stream("POST", f"{server.url}/api/chat", json=ASK) as answer:
        pieces = answer.iter_raw()
        next(pieces)
        (place, left), = redis.places().items()
        assert 0 < left <= LEASE and 0 < int(redis.ask("PTTL", *redis.ask("KEYS", "*streams:*").split())) <= LEASE * 1000
        until(lambda: redis.places()[place] < left - 2)
        # A third of the lease after it was taken.
        until(lambda: redis.places()[place] >= LEASE - 1, LEASE / 3 + 2)
        source.release()
        assert b"".join(pieces).endswith(b"data: [DONE]\n\n")
    until(lambda: redis.places() == {})


def test_an_instance_that_is_killed_keeps_no_place(
    upstream: Upstreams, bellhop: Servers, store: Callable[..., Redis], tmp_path: pathlib.Path
) -> None:
    """The whole wait, once: nothing else gives the place back."""
    config(tmp_path, "{ concurrentStreams: 1 }")
    redis = store()
    source = upstream(held, stream("fine"))
    one, two = (bellhop(source, BELLHOP_LIMITS_STORE=redis.url) for _ in range(2))
    with httpx.stream("POST", f"{one.url}/api/chat", json=ASK) as answer:
        # Kept, since an iterator that is let go closes its answer.
        pieces = answer.iter_raw()
        next(pieces)
        refused = chat(two)
        assert refused.status_code == 429 and refused.json()["error"]["code"] == "concurrency_limit_exceeded", one.log + two.log
        one.process.kill()
        one.process.wait()
        until(lambda: chat(two).status_code == 200, LEASE + 2)


def test_a_store_that_is_frozen_during_an_admission(
    upstream: Upstreams, bellhop: Servers, store: Callable[..., Redis], tmp_path: pathlib.Path
) -> None:
    """The server goes on by itself; the place that the store gives when it wakes has no stream, and so no renewal."""
    config(tmp_path, "{ concurrentStreams: 1, requestsPerMinute: 1000 }")
    redis = store()
    source = upstream(stream("fine"))
    server = bellhop(source, BELLHOP_LIMITS_STORE=redis.url)
    assert chat(server).status_code == 200
    until(lambda: redis.places() == {})
    # Frozen between the two steps of an admission, or before both: the second has to time out too.
    redis.freeze()
    with ThreadPoolExecutor() as pool:
        waiting = pool.submit(chat, server)
        assert waiting.result().status_code == 200
    redis.thaw()
    until(lambda: "PONG" in redis.ask("PING"))
    assert all(left <= LEASE for left in redis.places().values())
    until(lambda: chat(server).status_code == 200, LEASE + 2)
    until(lambda: "answers again" in server.log or chat(server).status_code != 200)


def test_a_store_that_is_restarted_with_its_file(
    upstream: Upstreams, bellhop: Servers, store: Callable[..., Redis], tmp_path: pathlib.Path
) -> None:
    config(tmp_path, "{ concurrentStreams: 1, requestsPerMinute: 1000, tokensPerDay: 1000000 }")
    redis = store(appends=True)
    source = upstream(held, stream("fine"))
    server = bellhop(source, BELLHOP_LIMITS_STORE=redis.url)
    with httpx.stream("POST", f"{server.url}/api/chat", json=ASK) as answer:
        # Kept, since an iterator that is let go closes its answer.
        pieces = answer.iter_raw()
        next(pieces)
        redis.stop()
        source.release()
    redis.start()
    assert len(redis.places()) == 1 and all(left <= LEASE for left in redis.places().values())
    until(lambda: chat(server).status_code == 200, LEASE + 4)


@pytest.mark.parametrize("kind", ["READONLY", "MASTERDOWN"])
def test_after_a_failover_it_dials_anew(upstream: Upstreams, bellhop: Servers, store: Callable[..., Redis], kind: str) -> None:
    redis = store("--replica-serve-stale-data", "no" if kind == "MASTERDOWN" else "yes")
    server = bellhop(upstream(stream("fine")), BELLHOP_LIMITS_STORE=redis.url, BELLHOP_THREADS="1")
    assert chat(server).status_code == 200
    before = int(dict(line.split(":") for line in redis.ask("INFO", "stats").splitlines() if ":" in line)["total_connections_received"])
    redis.ask("REPLICAOF", "127.0.0.1", "1")
    assert chat(server).status_code == 200
    assert server.log.count("the limits' store does not answer") == 1 and kind in server.log
    redis.ask("REPLICAOF", "NO", "ONE")

    def works() -> bool:
        assert chat(server).status_code == 200
        return "answers again" in server.log

    until(works)
    after = int(dict(line.split(":") for line in redis.ask("INFO", "stats").splitlines() if ":" in line)["total_connections_received"])
    assert after > before


def test_user_and_password_are_percent_decoded(upstream: Upstreams, bellhop: Servers, store: Callable[..., Redis]) -> None:
    """F-51."""
    redis = store()
    redis.ask("ACL", "SETUSER", "guest@inn", "on", ">p@ss/1", "~*", "+@all")
    server = bellhop(
        upstream(stream("fine")), BELLHOP_LIMITS_STORE=f"redis://guest%40inn:p%40ss%2F1@127.0.0.1:{redis.port}/3", BELLHOP_THREADS="1")
    assert chat(server).status_code == 200
    assert "does not answer" not in server.log and "tokens" in redis.ask("KEYS", "*")
    assert "p@ss" not in server.log and "p%40ss" not in server.log


@pytest.mark.parametrize(("url", "word"), [("redis://:wrong@127.0.0.1:{port}", "WRONGPASS"), ("redis://:secret-word@127.0.0.1:{port}/99", "DB index")])
def test_a_store_that_refuses_the_sign_in_or_the_database_is_named(
    upstream: Upstreams, bellhop: Servers, store: Callable[..., Redis], url: str, word: str
) -> None:
    """Never another database in silence."""
    redis = store()
    server = bellhop(upstream(stream("fine")), BELLHOP_LIMITS_STORE=url.format(port=redis.port))
    assert chat(server).status_code == 200
    assert word in server.log and ":wrong" not in server.log and "secret-word" not in server.log and redis.ask("KEYS", "*", database=0) == ""


def test_in_a_cluster_all_keys_live_on_one_node_that_is_found(upstream: Upstreams, bellhop: Servers, store: Callable[..., Redis]) -> None:
    """R-H5: the first node sends us to the second, where the slot of the keys' hash tag is."""
    first, second = (store("--cluster-enabled", "yes", "--masterauth", Redis.PASSWORD) for _ in range(2))
    slot = int(first.ask("CLUSTER", "KEYSLOT", "{bellhop}:tokens", database=0))
    first.ask("CLUSTER", "ADDSLOTSRANGE", "0", str(slot - 1), str(slot + 1), "16383", database=0)
    second.ask("CLUSTER", "ADDSLOTS", str(slot), database=0)
    second.ask("CLUSTER", "MEET", "127.0.0.1", str(first.port), database=0)
    for node in (first, second):
        until(lambda: "cluster_state:ok" in node.ask("CLUSTER", "INFO", database=0) and str(slot) in node.ask("CLUSTER", "SLOTS", database=0), 20)
    until(lambda: "MOVED" in first.ask("GET", "{bellhop}:tokens", database=0), 20)
    server = bellhop(upstream(stream("fine")), BELLHOP_LIMITS_STORE=f"redis://:{Redis.PASSWORD}@127.0.0.1:{first.port}", BELLHOP_THREADS="1")
    for _ in range(3):
        assert chat(server).status_code == 200
    assert "does not answer" not in server.log
    assert "{bellhop}:tokens" in second.ask("KEYS", "*", database=0) and first.ask("KEYS", "*", database=0) == ""
