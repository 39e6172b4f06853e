"""R-F1 and R-F2: the key and the texts stay where they belong, however much is logged and whatever goes wrong."""

from __future__ import annotations

import json
import os
import pathlib
import socket
import subprocess
from collections.abc import Callable

import httpx
import pytest

from bellhop import BINARY, KEY, Bellhop
from guest import Guest
from upstream import Exchange, Script, Upstream, delta, event, stream

# A word that nobody else writes, for the prompt, and one for the answer.
ASKED, ANSWERED = "zanzibarquestion", "zanzibaranswer"
STARRED = "sk-te********3b7d"


def error(status: int, code: str, text: str = "", *fields: str) -> Script:
    """An error object that tells the key in every place it has, and in a starred form too."""
    message = f"Incorrect API key provided: {KEY} ({STARRED}). {text}"
    body = {"error": {"message": message, "type": f"type {KEY}", "param": KEY, "code": code}}
    return lambda exchange: exchange.answer(status, body, f"x-request-id: id-{KEY}", "x-should-retry: false", *fields)


def says(data: object) -> Script:
    def script(exchange: Exchange) -> None:
        exchange.start()
        exchange.chunk(event(delta(ANSWERED)) + event(data))
        exchange.finish()

    return script


def cut(exchange: Exchange) -> None:
    exchange.start()
    exchange.chunk(event(delta(ANSWERED)))
    exchange.connection.shutdown(socket.SHUT_RDWR)


# What goes wrong upstream; where a text of the answer is in it, it is the guest's and may be nowhere else.
SCRIPTS: dict[str, Script] = {
    "answer": stream(ANSWERED), "400": error(400, "context_length_exceeded", ANSWERED), "401": error(401, "invalid_api_key"),
    "403": error(403, "forbidden"), "404": error(404, f"model_not_found {KEY}"), "429": error(429, "insufficient_quota"),
    "429 with a wait": error(429, "rate_limit_exceeded", "", "Retry-After: 9"), "500": error(500, "server_error"),
    "page": lambda exchange: exchange.answer(200, f"<html>{KEY} {ANSWERED}".encode(), "Content-Type: text/html"),
    "redirect": lambda exchange: exchange.answer(302, b"", f"Location: http://127.0.0.1/{KEY}"),
    "no HTTP": lambda exchange: exchange.send(f"{KEY} {ANSWERED}\r\n\r\n".encode()),
    "no JSON": lambda exchange: exchange.answer(400, f"{KEY} broken".encode()),
    "cut": cut, "no end": says({"choices": []}),
}


@pytest.mark.parametrize("level", ["trace", "info"])
def test_key_and_texts_are_in_no_log_answer_or_metric(
    upstream: Callable[..., Upstream], bellhop: Callable[..., Bellhop], level: str
) -> None:
    """R-F1 and R-F2: over every failure, streamed or not."""
    source = upstream(stream(ANSWERED))
    server = bellhop(source, "serve", "--port", "0", "--log-level", level, BELLHOP_LIMITS_REQUESTS_PER_MINUTE="1000")
    answers = []
    for name, script in SCRIPTS.items():
        for streamed in (True, False):
            source.scripts[0] = script
            body = {"messages": [{"role": "user", "content": ASKED}], "stream": streamed}
            answer = httpx.post(f"{server.url}/api/chat?about={ASKED}", json=body, timeout=20)
            answers.append((name, answer))
    for body in ({"messages": ASKED}, {"messages": [{"role": ASKED, "content": ASKED}]}, {ASKED: ASKED}):
        answers.append(("bad request", httpx.post(f"{server.url}/api/chat", json=body)))
    with Guest(server) as guest:
        guest.send(f"POST /api/chat HTTP/1.1\r\n{ASKED}\r\n\r\n{ASKED}".encode())
        guest.read_to_end()
    assert len(server.records(len(answers))) >= len(answers)
    assert {request.header("authorization") for request in source.requests} == {f"Bearer {KEY}"}
    assert ANSWERED in answers[0][1].text and ANSWERED in answers[1][1].text
    for name, answer in answers:
        seen = answer.text + str(answer.headers)
        assert not [part for part in (KEY, KEY[3:], STARRED, "sk-", str(source.port)) if part in seen], (name, seen)
    metrics = httpx.get(admin(server)).text
    arguments = pathlib.Path(f"/proc/{server.process.pid}/cmdline").read_text()
    for place in (server.log, metrics, arguments):
        assert not [part for part in (KEY, KEY[3:], STARRED, ASKED, ANSWERED) if part in place]


def admin(server: Bellhop) -> str:
    """The metrics' own address, as the server tells it."""
    return next(line.split()[-1] for line in server.lines if line.startswith("listening on") and line.strip().endswith("/metrics"))


def test_an_error_event_in_mid_stream_is_the_guests_alone(upstream: Callable[..., Upstream], bellhop: Callable[..., Bellhop]) -> None:
    """R-F1: a stream passes as it is, but what the log takes from it is redacted."""
    data = {"error": {"message": f"about {KEY}", "type": "server_error", "param": None, "code": f"bad_{KEY}"}}
    server = bellhop(upstream(says(data)), "serve", "--port", "0", "--log-level", "trace")
    answer = httpx.post(f"{server.url}/api/chat", json={"messages": [{"role": "user", "content": ASKED}], "stream": True})
    assert answer.content == event(delta(ANSWERED)) + event(data)
    line = server.records()[0]
    assert line["outcome"] == "upstream_error" and line["error.code"].startswith("bad_")
    assert not [part for part in (KEY, KEY[3:], ASKED, ANSWERED) if part in server.log]


@pytest.mark.parametrize("source", ["environment", ".env", "config/config-local.js", "config/bellhop.json5"])
def test_check_shows_no_key(tmp_path: pathlib.Path, source: str) -> None:
    """R-F1: wherever it was set; the effective settings say that there is one, and where from."""
    (tmp_path / "config").mkdir()
    texts = {
        ".env": f"OPENAI_API_KEY={KEY}\n", "config/config-local.js": f"export const LOCAL_CONFIG = {{ OPENAI_API_KEY: '{KEY}' }};\n",
        "config/bellhop.json5": json.dumps({"upstream": {"apiKey": KEY}}),
    }
    environment = {"PATH": os.environ["PATH"]}
    if source in texts:
        (tmp_path / source).write_text(texts[source])
    else:
        environment["OPENAI_API_KEY"] = KEY
    result = subprocess.run([BINARY, "check"], cwd=tmp_path, env=environment, capture_output=True, text=True, timeout=20, check=True)
    line = next(line for line in result.stdout.splitlines() if "upstream.apiKey" in line)
    assert line.split()[1] == "<redacted>" and len(line.split()) > 2
    assert not [part for part in (KEY, KEY[3:], KEY[-6:]) if part in result.stdout + result.stderr]
