"""Limits that two servers share in Redis, and what happens when it is not there."""

from __future__ import annotations

import pathlib
import subprocess
import time
from collections.abc import Callable, Iterator

import httpx
import pytest

from bellhop import Bellhop
from redis_store import Redis
from upstream import Upstream, held, stream

ASK = {"messages": [{"role": "user", "content": "hello"}], "stream": True}


@pytest.fixture
def redis(tmp_path: pathlib.Path) -> Iterator[Redis]:
    store = Redis(tmp_path)
    yield store
    store.stop()


def chat(server: Bellhop, **more: object) -> httpx.Response:
    return httpx.post(f"{server.url}/api/chat", json=ASK | more)


def config(folder: pathlib.Path, text: str) -> None:
    (folder / "config").mkdir(exist_ok=True)
    (folder / "config/bellhop.json5").write_text(f"{{ limits: {text} }}")


def test_two_servers_share_a_clients_rate(
    upstream: Callable[..., Upstream], bellhop: Callable[..., Bellhop], redis: Redis, tmp_path: pathlib.Path
) -> None:
    """R-E6, over two replicas; R-F1 for the store's password."""
    config(tmp_path, "{ requestsPerMinute: 5 }")
    source = upstream(stream("fine"))
    one, two = (bellhop(source, BELLHOP_LIMITS_STORE=redis.url) for _ in range(2))
    answers = [chat(server) for server in (one, two, one, two, one, two)]
    assert [answer.status_code for answer in answers] == [200] * 5 + [429]
    assert 1 <= int(answers[-1].headers["retry-after"]) <= 60
    assert "secret-word" not in one.log + two.log


def test_two_servers_share_a_clients_places(
    upstream: Callable[..., Upstream], bellhop: Callable[..., Bellhop], redis: Redis, tmp_path: pathlib.Path
) -> None:
    """R-E7, over two replicas: a place that is given back on one is free on the other."""
    config(tmp_path, "{ concurrentStreams: 1 }")
    source = upstream(held)
    one, two = (bellhop(source, BELLHOP_LIMITS_STORE=redis.url) for _ in range(2))
    with httpx.stream("POST", f"{one.url}/api/chat", json=ASK) as answer:
        pieces = answer.iter_raw()
        next(pieces)
        refused = chat(two)
        assert (refused.status_code, refused.json()["error"]["code"]) == (429, "concurrency_limit_exceeded")
    source.release()
    deadline = time.monotonic() + 5
    while chat(two).status_code != 200:
        assert time.monotonic() < deadline
        time.sleep(0.05)


def test_two_servers_share_the_days_tokens(
    upstream: Callable[..., Upstream], bellhop: Callable[..., Bellhop], redis: Redis, tmp_path: pathlib.Path
) -> None:
    """R-E8, over two replicas: reserved first, then settled by the usage reported."""
    config(tmp_path, "{ tokensPerDay: 20000 }")
    source = upstream(stream("fine", prompt=25_000))
    one, two = (bellhop(source, BELLHOP_LIMITS_STORE=redis.url) for _ in range(2))
    assert chat(one, stream_options={"include_usage": True}).status_code == 200
    one.records()
    refused = chat(two)
    assert (refused.status_code, refused.json()["error"]["code"]) == (429, "budget_exceeded")
    assert 1 <= int(refused.headers["retry-after"]) <= 86_400


def test_without_its_store_each_server_limits_by_itself(
    upstream: Callable[..., Upstream], bellhop: Callable[..., Bellhop], redis: Redis, tmp_path: pathlib.Path
) -> None:
    config(tmp_path, "{ requestsPerMinute: 3 }")
    server = bellhop(upstream(stream("fine")), BELLHOP_LIMITS_STORE=redis.url)
    assert chat(server).status_code == 200
    redis.stop()
    assert [chat(server).status_code for _ in range(4)] == [200, 200, 200, 429]
    assert server.log.count("the limits' store does not answer") == 1
    redis.start()
    deadline = time.monotonic() + 10
    while "the limits' store answers again" not in server.log:
        chat(server)
        assert time.monotonic() < deadline, server.log
        time.sleep(0.2)
    assert "secret-word" not in server.log


def test_a_store_that_is_none_is_refused_by_name(tmp_path: pathlib.Path) -> None:
    from bellhop import BINARY
    result = subprocess.run(
        [str(BINARY), "check"], cwd=tmp_path, env={"BELLHOP_LIMITS_STORE": "redis://user:pw@:99999"}, capture_output=True, text=True)
    assert result.returncode == 78
    assert "limits.store" in result.stderr and "redis://host:port[/db]" in result.stderr and "pw" not in result.stderr
