"""SIGHUP reads settings anew: limits, hotel, prompts and key change, running streams go on, a bad file keeps what was there."""

from __future__ import annotations

import json
import pathlib
import signal
import time
from collections.abc import Callable

import httpx

from bellhop import ROOT, Bellhop
from upstream import Exchange, Upstream, held

ASK = {"messages": [{"role": "user", "content": "hello"}]}


def write(folder: pathlib.Path, text: str) -> None:
    (folder / "config").mkdir(exist_ok=True)
    (folder / "config/bellhop.json5").write_text(text)


def reload(server: Bellhop, expected: str) -> None:
    """Sends SIGHUP and waits for one more line that says how it went."""
    before = server.log.count(expected)
    server.process.send_signal(signal.SIGHUP)
    deadline = time.monotonic() + 10
    while server.log.count(expected) == before:
        assert time.monotonic() < deadline, server.log
        time.sleep(0.02)


def test_a_reload_changes_the_limits(bellhop: Callable[..., Bellhop], tmp_path: pathlib.Path) -> None:
    write(tmp_path, "{ limits: { requestsPerMinute: 2 }, demo: { tokensPerSecond: 10000 } }")
    server = bellhop()
    with httpx.Client(base_url=server.url) as client:
        assert [client.post("/api/chat", json=ASK).status_code for _ in range(3)] == [200, 200, 429]
        write(tmp_path, "{ limits: { requestsPerMinute: 1000 }, demo: { tokensPerSecond: 10000 } }")
        reload(server, "settings reloaded")
        assert [client.post("/api/chat", json=ASK).status_code for _ in range(3)] == [200, 200, 200]


def test_a_bad_file_keeps_the_old_settings_and_says_so(bellhop: Callable[..., Bellhop], tmp_path: pathlib.Path) -> None:
    hotel = json.loads((ROOT / "config/hotel.json").read_text())
    write(tmp_path, "{}")
    (tmp_path / "config/hotel.json").write_text(json.dumps(hotel | {"name": "Hotel One"}))
    server = bellhop()
    assert httpx.get(f"{server.url}/api/hotel").json()["name"] == "Hotel One"
    (tmp_path / "config/hotel.json").write_text(json.dumps(hotel | {"name": "Hotel Two", "currency": 5}))
    reload(server, "settings not reloaded")
    assert "currency" in server.log
    assert httpx.get(f"{server.url}/api/hotel").json()["name"] == "Hotel One"
    (tmp_path / "config/hotel.json").write_text(json.dumps(hotel | {"name": "Hotel Two"}))
    reload(server, "settings reloaded")
    assert httpx.get(f"{server.url}/api/hotel").json()["name"] == "Hotel Two"


def test_a_reload_drops_no_stream(upstream: Callable[..., Upstream], bellhop: Callable[..., Bellhop], tmp_path: pathlib.Path) -> None:
    write(tmp_path, "{}")
    source = upstream(held)
    server = bellhop(source)
    with httpx.stream("POST", f"{server.url}/api/chat", json=ASK | {"stream": True}) as answer:
        pieces = answer.iter_text()
        text = next(pieces)
        reload(server, "settings reloaded")
        source.release()
        text += "".join(pieces)
    assert " last" in text and text.endswith("data: [DONE]\n\n")


def test_a_changed_key_file_is_read_without_a_signal(upstream: Callable[..., Upstream], bellhop: Callable[..., Bellhop], tmp_path: pathlib.Path) -> None:
    (tmp_path / "config").mkdir()
    key_file = tmp_path / "config/config-local.js"
    key_file.write_text("export const LOCAL_CONFIG = { OPENAI_API_KEY: 'sk-first-000000000000' };")
    key_file.chmod(0o600)

    def answer(exchange: Exchange) -> None:
        exchange.answer(200, {"choices": [{"message": {"role": "assistant", "content": "hi"}}]})

    source = upstream(answer)
    server = bellhop(None, OPENAI_BASE_URL=source.url)
    assert httpx.post(f"{server.url}/api/chat", json=ASK).status_code == 200
    key_file.write_text("export const LOCAL_CONFIG = { OPENAI_API_KEY: 'sk-second-00000000000' };")
    deadline = time.monotonic() + 10
    while "settings reloaded" not in server.log:
        assert time.monotonic() < deadline, server.log
        time.sleep(0.05)
    assert httpx.post(f"{server.url}/api/chat", json=ASK).status_code == 200
    keys = [request.header("authorization") for request in source.requests]
    assert keys == ["Bearer sk-first-000000000000", "Bearer sk-second-00000000000"]
    assert "sk-first" not in server.log and "sk-second" not in server.log
