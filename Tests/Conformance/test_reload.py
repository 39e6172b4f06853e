"""SIGHUP reads settings anew: limits, hotel, prompts and key change, running streams go on, a bad file keeps what was there."""

from __future__ import annotations

import json
import pathlib
import shutil
import signal
import time
from collections.abc import Callable

import httpx
import pytest

from bellhop import ROOT, Bellhop
from upstream import Exchange, Upstream, held, stream

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


def keyed(source: Upstream, folder: pathlib.Path, bellhop: Callable[..., Bellhop]) -> Bellhop:
    """A server whose key is in `.env`, with a hotel, a prompt and settings of its own."""
    write(folder, "{ chat: { maxTokens: 77 } }")
    hotel = json.loads((ROOT / "config/hotel.json").read_text())
    (folder / "config/hotel.json").write_text(json.dumps(hotel | {"name": "Hotel One"}))
    (folder / "config/prompts").mkdir()
    (folder / "config/prompts/general.md").write_text("You speak for {{hotel.name}}, tersely.\n")
    (folder / ".env").write_text("OPENAI_API_KEY=sk-first-000000000000\n")
    (folder / ".env").chmod(0o600)
    return bellhop(None, OPENAI_BASE_URL=source.url)


def gone(folder: pathlib.Path, what: str) -> None:
    """Takes one thing of a configuration away."""
    if what == "emptied":
        (folder / ".env").write_text("OPENAI_API_KEY=\n")
    elif what == "key's line":
        (folder / ".env").write_text("# OPENAI_API_KEY=sk-first-000000000000\n")
    elif what == "config":
        (folder / "config").rename(folder / "away")
    else:
        (folder / what).rename(folder / "away")


@pytest.mark.parametrize("what", [
    "emptied", "key's line", ".env", "config/hotel.json", "config/prompts/general.md", "config/prompts", "config/bellhop.json5", "config",
])
def test_nothing_that_was_there_is_lost(what: str, upstream: Callable[..., Upstream], bellhop: Callable[..., Bellhop], tmp_path: pathlib.Path) -> None:
    """F-45: the old state stays whole, one error line says why, and what comes back is taken."""
    source = upstream(stream("fine"))
    server = keyed(source, tmp_path, bellhop)
    gone(tmp_path, what)
    reload(server, "settings not reloaded")
    reason = next(line for line in server.lines if "settings not reloaded" in line)
    assert "gone" in json.loads(reason)["error"] and json.loads(reason)["level"] == "error"
    assert httpx.get(f"{server.url}/api/hotel").json()["name"] == "Hotel One"
    assert httpx.post(f"{server.url}/api/chat", json=ASK).status_code == 200
    asked = source.requests[-1]
    assert asked.header("authorization") == "Bearer sk-first-000000000000"
    assert "tersely" in json.dumps(asked.json["messages"]) and 77 in asked.json.values()
    if (tmp_path / "away").exists():
        (tmp_path / "away").rename(tmp_path / what)
    else:
        (tmp_path / ".env").write_text("OPENAI_API_KEY=sk-second-00000000000\n")
    reload(server, "settings reloaded")
    assert httpx.post(f"{server.url}/api/chat", json=ASK).status_code == 200


def test_a_reload_takes_all_or_nothing(upstream: Callable[..., Upstream], bellhop: Callable[..., Bellhop], tmp_path: pathlib.Path) -> None:
    """A good hotel beside a bad prompt: neither is taken."""
    source = upstream(stream("fine"))
    server = keyed(source, tmp_path, bellhop)
    hotel = json.loads((ROOT / "config/hotel.json").read_text())
    (tmp_path / "config/hotel.json").write_text(json.dumps(hotel | {"name": "Hotel Two"}))
    (tmp_path / "config/prompts/general.md").write_text("{{hotel.nmae}}")
    (tmp_path / ".env").write_text("OPENAI_API_KEY=sk-second-00000000000\n")
    reload(server, "settings not reloaded")
    assert httpx.get(f"{server.url}/api/hotel").json()["name"] == "Hotel One"
    httpx.post(f"{server.url}/api/chat", json=ASK)
    assert source.requests[-1].header("authorization") == "Bearer sk-first-000000000000"


def test_a_reload_never_turns_to_the_demo(upstream: Callable[..., Upstream], bellhop: Callable[..., Bellhop], tmp_path: pathlib.Path) -> None:
    source = upstream(stream("fine"))
    server = keyed(source, tmp_path, bellhop)
    write(tmp_path, "{ chat: { maxTokens: 77 }, demo: { enabled: true } }")
    reload(server, "settings not reloaded")
    assert httpx.post(f"{server.url}/api/chat", json=ASK).json()["choices"][0]["message"]["content"] == "fine"


def test_dev_sees_a_config_folder_that_is_made_anew(bellhop: Callable[..., Bellhop], tmp_path: pathlib.Path) -> None:
    """F-45, F-70: away, the old hotel stays; back with another one, that is taken, and its later edits."""
    shutil.copytree(ROOT / "widget", tmp_path / "widget")
    shutil.copytree(ROOT / "config", tmp_path / "config", ignore=shutil.ignore_patterns("bellhop.json5", "config-local.js"))
    hotel = json.loads((ROOT / "config/hotel.json").read_text())
    server = bellhop(None, "dev", "--port", "0")

    def name() -> str:
        return httpx.get(f"{server.url}/api/hotel").json()["name"]

    def becomes(expected: str) -> None:
        deadline = time.monotonic() + 15
        while name() != expected:
            assert time.monotonic() < deadline, server.log
            time.sleep(0.05)

    (tmp_path / "config/hotel.json").write_text(json.dumps(hotel | {"name": "Hotel One"}))
    becomes("Hotel One")
    shutil.rmtree(tmp_path / "config")
    deadline = time.monotonic() + 15
    while "is gone" not in server.log:
        assert time.monotonic() < deadline, server.log
        time.sleep(0.05)
    assert name() == "Hotel One"
    shutil.copytree(ROOT / "config", tmp_path / "config", ignore=shutil.ignore_patterns("bellhop.json5", "config-local.js"))
    becomes("Hotel Aurora")
    (tmp_path / "config/hotel.json").write_text(json.dumps(hotel | {"name": "Hotel Three"}))
    becomes("Hotel Three")
