"""`bellhop check --online` against played providers: what it prints, and the first thing wrong that it finds (docs/providers.md §5)."""

from __future__ import annotations

import datetime
import json
import pathlib
import re
import socket
import ssl
import subprocess
import time
from collections.abc import Callable

import pytest
import trustme

from bellhop import KEY
from commands import run, write
from upstream import Exchange, Script, Upstream, delta, event, usage

WORDS = ["one", " two", " three", " four", " five", " six"]


def provider(
    *models: str, root: str = "/v1", pause: float = 0.03, hold: float = 0, key: str | None = KEY, shutdown: str | None = None,
    refuses: tuple[str, ...] = (), lists: bool = True, done: bool = True,
) -> Script:
    """A provider that knows `models` below `root`, speaks a word every `pause` seconds, or all at once after `hold`."""

    def script(exchange: Exchange) -> None:
        request = exchange.request
        path = request.target.split("?")[0]
        if not path.startswith(root + "/"):
            return exchange.answer(404, b"404 page not found", "Content-Type: text/plain")
        if key and request.header("authorization") != f"Bearer {key}":
            return exchange.answer(401, {"error": {"message": f"Incorrect API key provided: {KEY}", "type": "invalid_request_error", "code": "invalid_api_key"}})
        path = path.removeprefix(root)
        known = [{"id": name, "object": "model", "created": 1, "owned_by": "v", "shutdown_date": shutdown} for name in models]
        if path.startswith("/models/") and lists:
            found = [one for one in known if one["id"] == path.removeprefix("/models/")]
            return exchange.answer(200, found[0]) if found else exchange.answer(404, {"error": {"message": "no such model", "code": "model_not_found"}})
        if path == "/models" and lists:
            return exchange.answer(200, {"object": "list", "data": known})
        if path != "/chat/completions":
            return exchange.answer(404, {"error": {"message": "unknown path", "type": "invalid_request_error", "code": None}})
        body = request.json
        if body["model"] not in models:
            return exchange.answer(404, {"error": {"message": f"The model `{body['model']}` does not exist", "code": "model_not_found"}})
        for name in refuses:
            if name in body:
                return exchange.answer(400, {"error": {"message": f"Unsupported parameter: '{name}'.", "type": "invalid_request_error", "param": name, "code": "unsupported_parameter"}})
        assert body.get("max_tokens", body.get("max_completion_tokens")) == 16 and body["stream"] is True
        events = [event(delta(word)) for word in WORDS] + [event(delta(finish="stop")), event(usage(812, 6))] + ([event("[DONE]")] if done else [])
        time.sleep(hold)
        exchange.start()
        if hold:
            exchange.chunk(b"".join(events))
        else:
            for one in events:
                exchange.chunk(one)
                time.sleep(pause)
        exchange.finish()

    return script


def check(folder: pathlib.Path, source: Upstream | str, **environment: str) -> subprocess.CompletedProcess[str]:
    url = source if isinstance(source, str) else source.url
    return run(folder, "check", "--online", **{"OPENAI_BASE_URL": url, "OPENAI_API_KEY": KEY, "BELLHOP_MODEL": "gpt-6-luna"} | environment)


def told(result: subprocess.CompletedProcess[str], label: str) -> str:
    """The line of a step."""
    found = re.search(rf"^{re.escape(label)} +(.*)$", result.stdout.split("\n\n")[-1], re.MULTILINE)
    assert found, result.stdout + result.stderr
    return found.group(1)


def test_a_good_provider(upstream: Callable[..., Upstream], tmp_path: pathlib.Path) -> None:
    source = upstream(provider("gpt-6-luna", "other"))
    result = check(tmp_path, source)
    assert result.returncode == 0, result.stdout + result.stderr
    assert "A guest gets an answer." in result.stdout and result.stderr == ""
    assert source.url in told(result, "upstream") and "key from OPENAI_API_KEY" in told(result, "upstream")
    assert "127.0.0.1" in told(result, "connection") and "ms)" in told(result, "connection")
    assert told(result, "model") == "gpt-6-luna: known"
    assert re.fullmatch(r"200, first event after [\d.]+ ms", told(result, "answer"))
    assert re.fullmatch(r"8 events, spaced over \d+ ms; \[DONE\] came", told(result, "stream"))
    assert told(result, "tokens") == "812 in, 6 out"
    assert KEY not in result.stdout + result.stderr


def test_a_proxy_that_buffers(upstream: Callable[..., Upstream], tmp_path: pathlib.Path) -> None:
    result = check(tmp_path, upstream(provider("gpt-6-luna", hold=0.6)))
    assert result.returncode == 78 and "all at once" in told(result, "stream")
    assert "buffer" in result.stderr and result.stderr.count("\n") == 1


def test_a_fast_model_is_no_buffering_proxy(upstream: Callable[..., Upstream], tmp_path: pathlib.Path) -> None:
    result = check(tmp_path, upstream(provider("gpt-6-luna", hold=0.001)))
    assert result.returncode == 0 and "too soon to tell" in told(result, "stream")


@pytest.mark.parametrize("lists", [True, False])
def test_a_model_that_is_not_there(lists: bool, upstream: Callable[..., Upstream], tmp_path: pathlib.Path) -> None:
    result = check(tmp_path, upstream(provider("gpt-6-luna-2026-10-01", "llama", lists=lists)))
    assert result.returncode == 78 and "gpt-6-luna" in result.stderr and "BELLHOP_MODEL" in result.stderr
    if lists:
        assert "gpt-6-luna-2026-10-01" in told(result, "model") and "gpt-6-luna-2026-10-01" in result.stderr


def test_a_url_without_its_v1(upstream: Callable[..., Upstream], tmp_path: pathlib.Path) -> None:
    source = upstream(provider("gpt-6-luna"))
    result = check(tmp_path, source.url.removesuffix("/v1"))
    assert result.returncode == 78 and f"set upstream.url (OPENAI_BASE_URL) to {source.url}\n" in result.stderr


@pytest.mark.parametrize(("key", "words"), [("sk-wrong-000000000", "does not accept the key of OPENAI_API_KEY"), ("", "wants a key: set OPENAI_API_KEY")])
def test_a_wrong_key_and_none(key: str, words: str, upstream: Callable[..., Upstream], tmp_path: pathlib.Path) -> None:
    result = check(tmp_path, upstream(provider("gpt-6-luna")), OPENAI_API_KEY=key)
    assert result.returncode == 78 and words in result.stderr
    assert "sk-" not in result.stdout + result.stderr


@pytest.mark.parametrize(("days", "code"), [(48, 78), (0, 78), (200, 0)])
def test_a_model_that_will_be_shut_down(days: int, code: int, upstream: Callable[..., Upstream], tmp_path: pathlib.Path) -> None:
    date = (datetime.datetime.now(datetime.UTC).date() + datetime.timedelta(days=days)).isoformat()
    result = check(tmp_path, upstream(provider("gpt-6-luna", shutdown=date)))
    assert result.returncode == code and date in told(result, "model")
    assert days == 0 or f"in {days} days" in told(result, "model")
    if code:
        assert date in result.stderr and "BELLHOP_MODEL" in result.stderr


def test_what_had_to_be_adapted_is_told(upstream: Callable[..., Upstream], tmp_path: pathlib.Path) -> None:
    result = check(tmp_path, upstream(provider("gpt-6-luna", refuses=("temperature",))))
    assert result.returncode == 0, result.stdout + result.stderr
    assert "temperature" in told(result, "adapted")


def test_a_stream_without_its_end(upstream: Callable[..., Upstream], tmp_path: pathlib.Path) -> None:
    result = check(tmp_path, upstream(provider("gpt-6-luna", done=False)))
    assert result.returncode == 78 and "[DONE]" in result.stderr


def test_a_name_that_is_none_and_a_port_where_nobody_listens(tmp_path: pathlib.Path) -> None:
    result = check(tmp_path, "https://no-such-name.invalid/v1")
    assert result.returncode == 78 and "no-such-name.invalid" in result.stderr and "looked up" in result.stderr
    with socket.create_server(("127.0.0.1", 0)) as unused:
        port = unused.getsockname()[1]
    result = check(tmp_path, f"http://127.0.0.1:{port}/v1")
    assert result.returncode == 78 and "refused" in result.stderr and str(port) in result.stderr


def test_without_an_upstream_there_is_nothing_to_ask(tmp_path: pathlib.Path) -> None:
    result = run(tmp_path, "check", "--online")
    assert result.returncode == 78 and "demo" in result.stderr


def test_tls_and_its_issuer(upstream: Callable[..., Upstream], authority: tuple[str, ssl.SSLContext], tmp_path: pathlib.Path) -> None:
    ca, context = authority
    source = upstream(provider("gpt-6-luna"), tls=context)
    result = check(tmp_path, source, SSL_CERT_FILE=ca)
    assert result.returncode == 0, result.stdout + result.stderr
    assert "localhost is " in told(result, "name") and "issued by trustme" in told(result, "TLS 1.3")
    unknown = check(tmp_path, source)
    assert unknown.returncode == 78 and "trustme" in unknown.stderr and "upstream.caFile" in unknown.stderr


def test_an_expired_certificate_and_a_port_without_tls(upstream: Callable[..., Upstream], tmp_path: pathlib.Path) -> None:
    ca = trustme.CA()
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    ca.issue_cert("localhost", not_after=datetime.datetime(2026, 1, 2, tzinfo=datetime.UTC), not_before=datetime.datetime(2026, 1, 1, tzinfo=datetime.UTC)).configure_cert(context)
    path = tmp_path / "ca.pem"
    ca.cert_pem.write_to_path(str(path))
    expired = check(tmp_path, upstream(provider("gpt-6-luna"), tls=context), SSL_CERT_FILE=str(path))
    assert expired.returncode == 78 and "2026-01-02" in expired.stderr
    plain = check(tmp_path, upstream(provider("gpt-6-luna")).url.replace("http:", "https:"), SSL_CERT_FILE=str(path))
    assert plain.returncode == 78 and "https" in plain.stderr


def test_the_second_provider_is_asked_too(upstream: Callable[..., Upstream], tmp_path: pathlib.Path) -> None:
    second = upstream(provider("llama", key=None))
    write(tmp_path, "config/bellhop.json5", json.dumps({"upstream": {"fallback": {"url": second.url, "model": "lama"}}}))
    result = check(tmp_path, upstream(provider("gpt-6-luna")))
    assert result.returncode == 78 and "upstream.fallback.model" in result.stderr and "llama" in result.stderr
