"""Files as editors leave them, and mistakes in them (F-47, F-48): each is read, or named with its line, and nothing raw gets to a terminal."""

from __future__ import annotations

import json
import pathlib
import re
from collections.abc import Callable, Iterator
from typing import Any

import httpx
import jsonschema
import pytest

from bellhop import ROOT, Bellhop
from commands import effective, run, write

MARK = b"\xef\xbb\xbf"


def raw(text: str) -> list[str]:
    """The characters that a terminal would obey."""
    return re.findall(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", text)


def test_a_byte_order_mark_is_skipped_in_every_file(bellhop: Callable[..., Bellhop], tmp_path: pathlib.Path) -> None:
    """F-47"""
    hotel = json.loads((ROOT / "config/hotel.json").read_text()) | {"name": "Hotel Marked"}
    write(tmp_path, "config/hotel.json", MARK + json.dumps(hotel).encode())
    for name in ("general", "room", "special"):
        write(tmp_path, f"config/prompts/{name}.md", MARK + (ROOT / f"config/prompts/{name}.md").read_bytes())
    write(tmp_path, "config/bellhop.json5", MARK + b"{ chat: { maxTokens: 77 } }")
    write(tmp_path, "config/config-local.js", MARK + b"export const LOCAL_CONFIG = { OPENAI_API_KEY: 'sk-marked' };")
    assert effective(tmp_path, "chat.maxTokens") == ("77", "config/bellhop.json5")
    assert effective(tmp_path, "upstream.apiKey") == ("<redacted>", "config/config-local.js")
    server = bellhop(None, "serve", "--port", "0", "--demo")
    assert httpx.get(f"{server.url}/api/hotel").json()["name"] == "Hotel Marked"


@pytest.mark.parametrize(("text", "line", "words"), [
    pytest.param("{\n  port: 8080\n  host: '127.0.0.1',\n}\n", 3, ["“h”", "comma", "line 2"], id="missing comma"),
    pytest.param("{\n  chat: { model: 'a' },\n  chat: { maxTokens: 5 },\n}\n", 3, ["“chat”", "twice", "line 2"], id="twice"),
    pytest.param("{\n  limits: {\n    concurrentStreams: 4,\n    concurrentStreams: 5 } }", 4, ["“concurrentStreams”", "twice"], id="twice, deeper"),
    pytest.param("{\n\n  port: '80',\n}", 3, ["port", '"80"', "whole number"], id="wrong type"),
    pytest.param("{\n  port: 80,\n  chat: {\n    modle: 'x' } }", 4, ["chat.modle", "chat.model"], id="unknown key"),
    pytest.param("{\n  chat: {\n", 3, ["end of the file", "“}”", "line 2"], id="cut"),
    pytest.param("{\n  upstream: { apiKey: sk-hidden }\n}", 2, ["“s”", "quotes"], id="no quotes"),
    pytest.param("{\n  'po\x1b[31mrt': 1\n}", 2, ["unknown key"], id="escape sequence"),
])
def test_a_mistake_is_named_with_its_line(text: str, line: int, words: list[str], tmp_path: pathlib.Path) -> None:
    """F-47"""
    write(tmp_path, "config/bellhop.json5", text)
    for command in (["check"], ["serve", "--port", "0"]):
        result = run(tmp_path, *command)
        assert result.returncode == 78 and result.stderr.count("\n") == 1
        assert f"config/bellhop.json5: line {line}: " in result.stderr, result.stderr
        assert not [word for word in words if word not in result.stderr], result.stderr
        assert not raw(result.stderr) and "hidden" not in result.stderr


@pytest.mark.parametrize(("name", "text"), [
    ("config/hotel.json", '{"name": "H", "ro\\u001b[2Joms": []}'), ("config/hotel.json", '{"name": "H", "currency": "\\u009b31m\\u202e"}'),
    ("config/hotel.json", '{"name": "H", "languages": ["e\\nn"]}'), ("config/prompts/room.md", "Hello {{ho\x1b]0;x\x07tel}}"),
    ("config/bellhop.json5", "{ chat: { clientPrompts: '\\x1b[1m' } }"), ("config/bellhop.json5", "{ '\u202eport': 1 }"),
])
def test_nothing_raw_gets_to_the_terminal(name: str, text: str, tmp_path: pathlib.Path) -> None:
    """F-47"""
    write(tmp_path, name, text)
    result = run(tmp_path, "check")
    assert result.returncode == 78 and name in result.stderr
    assert not raw(result.stderr + result.stdout), result.stderr


def test_a_value_from_the_environment_is_printed_without_its_control_characters(tmp_path: pathlib.Path) -> None:
    result = run(tmp_path, "check", BELLHOP_MODEL="a\x1b[31mb", BELLHOP_X="\x07", **{"BELLHOP_\x1b[31m": "1"})
    assert result.returncode == 0 and not raw(result.stdout)


@pytest.mark.parametrize("url", [
    "https://user:secret@ex ample/v1", "https://user:secret@api.example/v1", "ftp://user:secret@api.example/v1", "https://user:se/secret@api.example",
    "https://user:se#secret@api.example", "user:secret@api.example", "https://user:secret@",
])
@pytest.mark.parametrize("place", ["environment", "flag", "file", ".env"])
def test_credentials_in_a_url_are_never_printed(url: str, place: str, tmp_path: pathlib.Path) -> None:
    """F-48"""
    environment, flags = {}, []
    if place == "environment":
        environment["OPENAI_BASE_URL"] = url
    elif place == "flag":
        flags = ["--upstream", url]
    elif place == "file":
        write(tmp_path, "config/bellhop.json5", json.dumps({"upstream": {"url": url}}))
    else:
        write(tmp_path, ".env", f"OPENAI_BASE_URL='{url}'\n")
    for command in ("check", "serve"):
        result = run(tmp_path, command, *flags, **environment)
        assert result.returncode == 78 and "upstream.url" in result.stderr
        assert "secret" not in result.stdout + result.stderr and "user" not in (result.stdout + result.stderr).replace("without user", "").replace("a user", "")


def test_init_writes_what_a_hotel_starts_from(tmp_path: pathlib.Path) -> None:
    """docs/settings.md §1: everything, never over an existing file, and `check` is green then."""
    folder = tmp_path / "hotel"
    first = run(tmp_path, "init", "hotel")
    assert first.returncode == 0 and "Next:" in first.stdout
    for name in ("config/hotel.json", "config/prompts/general.md", "config/bellhop.json5", "config/bellhop.schema.json", "config/hotel.schema.json", ".env.example", "config/deploy/nginx.conf"):
        assert f"wrote {name}\n" in first.stdout and (folder / name).stat().st_size > 0
    assert (folder / "config/hotel.json").read_bytes() == (ROOT / "config/hotel.json").read_bytes()
    checked = run(folder, "check")
    assert checked.returncode == 0 and "warning" not in checked.stdout

    (folder / "config/hotel.json").write_text("{}")
    (folder / ".env.example").unlink()
    second = run(tmp_path, "init", "hotel")
    assert second.returncode == 0 and (folder / "config/hotel.json").read_text() == "{}"
    assert "kept  config/hotel.json" in second.stdout and "wrote .env.example\n" in second.stdout
    write(tmp_path, "file", "")
    failed = run(tmp_path, "init", "file/x")
    assert failed.returncode == 73 and "file/x" in failed.stderr


def test_the_schema_says_what_the_settings_are(tmp_path: pathlib.Path) -> None:
    """The example file with every line set is valid under the schema; what the program refuses, the schema refuses."""
    run(tmp_path, "init", "hotel")
    schema = json.loads((tmp_path / "hotel/config/bellhop.schema.json").read_text())
    judge = jsonschema.Draft202012Validator(schema)
    judge.check_schema(schema)
    for good in ({}, {"$schema": "./bellhop.schema.json"}, {"port": 0, "chat": {"models": ["a"], "temperature": None}}, {"limits": {"tokensPerDay": None}}):
        assert not list(judge.iter_errors(good)), good
        write(tmp_path, "config/bellhop.json5", json.dumps(good))
        assert run(tmp_path, "check").returncode == 0
    for bad in ({"prot": 1}, {"port": "80"}, {"port": 65536}, {"chat": {"modle": "x"}}, {"log": {"level": "loud"}}, {"chat": {"models": [1]}}, {"limits": 5}):
        assert list(judge.iter_errors(bad)), bad
        write(tmp_path, "config/bellhop.json5", json.dumps(bad))
        assert run(tmp_path, "check").returncode == 78


def levels(schema: dict[str, Any], path: tuple[str | int, ...] = ()) -> Iterator[tuple[tuple[str | int, ...], set[str]]]:
    """Each object of the hotel's schema whose members have fixed names: the way to it, and the names."""
    if "properties" in schema:
        yield path, set(schema["properties"])
        for name, inner in schema["properties"].items():
            yield from levels(inner, (*path, name))
    if isinstance(schema.get("items"), dict):
        yield from levels(schema["items"], (*path, 0))


def test_the_hotels_schema_says_what_its_reader_says(tmp_path: pathlib.Path) -> None:
    """Both take the example; at every level the reader lists the same names as the schema, and both refuse another."""
    hotel = json.loads((ROOT / "config/hotel.json").read_text())
    schema = json.loads((ROOT / "config/hotel.schema.json").read_text())
    judge = jsonschema.Draft202012Validator(schema)
    judge.check_schema(schema)
    assert not list(judge.iter_errors(hotel | {"$schema": "./hotel.schema.json"}))
    checked = 0
    for path, names in levels(schema):
        broken = json.loads(json.dumps(hotel))
        place = broken
        for step, after in zip(path, (*path[1:], ""), strict=False):
            if isinstance(step, str):
                place = place.setdefault(step, [] if after == 0 else {})
            elif not place:
                place.append({})
                place = place[0]
            else:
                place = place[step]
        place["nosuchname"] = 1
        assert list(judge.iter_errors(broken)), path
        write(tmp_path, "config/hotel.json", json.dumps(broken))
        told = re.search(r"nosuchname: unknown key; allowed are (.*)", run(tmp_path, "check").stderr)
        assert told, path
        assert set(told.group(1).split(", ")) == names, path
        checked += 1
    assert checked >= 8


def test_a_hotel_may_name_its_schema(bellhop: Callable[..., Bellhop], tmp_path: pathlib.Path) -> None:
    hotel = json.loads((ROOT / "config/hotel.json").read_text())
    write(tmp_path, "config/hotel.json", json.dumps(hotel | {"$schema": "./hotel.schema.json"}))
    assert "$schema" not in httpx.get(f"{bellhop().url}/api/hotel").json()


def test_check_says_what_the_settings_come_to(tmp_path: pathlib.Path) -> None:
    """Which of the three answers, the hotel, the prompts, and about how many tokens a chat starts with."""
    for environment, words in [
        ({}, ["demo model", "built-in example", "built in: general, room, special"]),
        ({"OPENAI_BASE_URL": "http://localhost:1/v1"}, ["without a key", "http://localhost:1/v1"]),
        ({"OPENAI_API_KEY": "sk-hidden"}, ["the upstream: https://api.openai.com/v1, model gpt-6-luna, key from OPENAI_API_KEY"]),
    ]:
        told = run(tmp_path, "check", **environment).stdout
        assert not [word for word in words if word not in told], told
        assert "hidden" not in told
    counts = [int(count) for count in re.findall(r"(\d+) \((?:general|room|special)\)", told)]
    assert len(counts) == 3 and all(100 < count < 20_000 for count in counts)
    run(tmp_path, "init")
    told = run(tmp_path, "check").stdout
    assert "from config/hotel.json" in told and "config/prompts/general.md" in told and "built in" not in told
