"""V-01 to V-14: a guest gets an answer from every provider with nothing set but URL, key and model; its errors are told for what they are."""

from __future__ import annotations

import json
import signal
import ssl
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import trustme

from asking import ask
from bellhop import Bellhop
from connect_proxy import ConnectProxy
from observe import until
from upstream import Upstream
from vendors import ANSWER, KEY, NOTES, VENDORS, Vendor

Start = Callable[..., Bellhop]
WORDS = {"messages": [{"role": "user", "content": "breakfast?"}]}


@pytest.fixture
def start(
    upstream: Callable[..., Upstream], bellhop: Start, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Callable[..., tuple[Bellhop, Upstream]]]:
    """Starts a vendor and a server with URL, key and model only; one that has a host is asked by that name, through a proxy and TLS."""
    proxies: list[ConnectProxy] = []

    def make(vendor: Vendor, *, drips: bool = False, **environment: str) -> tuple[Bellhop, Upstream]:
        # The demo answers where neither a key nor an upstream was named; here one is, so the key may be missing.
        given = {"BELLHOP_MODEL": vendor.model} | ({"OPENAI_API_KEY": vendor.key} if vendor.key else {"OPENAI_API_KEY": ""}) | environment
        vendor.seen.clear()
        if not vendor.host:
            source = upstream(vendor, drips=drips)
            return bellhop(f"http://127.0.0.1:{source.port}{vendor.base}", **given), source
        ca, context = trustme.CA(), ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        ca.issue_cert(vendor.host).configure_cert(context)
        file = tmp_path_factory.mktemp("ca") / "ca.pem"
        ca.cert_pem.write_to_path(str(file))
        source = upstream(vendor, tls=context, drips=drips)
        proxies.append(ConnectProxy(source.port))
        given |= {"HTTPS_PROXY": f"http://{proxies[-1].address}", "SSL_CERT_FILE": str(file)}
        server = bellhop(f"https://{vendor.host}{vendor.base}", **given)
        return server, source

    yield make
    for proxy in proxies:
        proxy.close()


def shown(data: bytes) -> str:
    """The text of a stream as a guest sees it."""
    text = ""
    for line in data.decode().split("\n"):
        if not line.startswith("data: {"):
            continue
        for choice in json.loads(line[6:])["choices"]:
            content = choice.get("delta", {}).get("content") or ""
            parts = content if isinstance(content, list) else [{"type": "text", "text": content}]
            text += "".join(part["text"] for part in parts if part["type"] == "text")
    return text


def notices(server: Bellhop, level: str, chats: int = 1) -> list[dict[str, Any]]:
    """The lines of a level, once so many chats have theirs: what is told of a chat stands before its own line."""
    server.records(chats)
    return [line for line in map(json.loads, (one for one in list(server.lines) if one.startswith("{"))) if line["level"] == level]


EACH = pytest.mark.parametrize("vendor", VENDORS, ids=str)


@EACH
def test_a_good_answer(start: Callable[..., tuple[Bellhop, Upstream]], vendor: Vendor, drips: bool) -> None:
    """The first chat is answered, streamed with the vendor's own bytes and plain with the whole text."""
    server, source = start(vendor, drips=drips)
    streamed = ask(server, WORDS | {"stream": True})
    assert (streamed.status_code, shown(streamed.content)) == (200, ANSWER), streamed.text
    assert streamed.content == b"".join(vendor.stream(False))
    plain = ask(server, WORDS)
    assert (plain.status_code, plain.content) == (200, vendor.plain())
    first, second = server.records(2)
    assert [line["outcome"] for line in (first, second)] == ["completed"] * 2
    # What was learned costs nothing afterwards.
    assert (first["attempts"], second["attempts"]) == (vendor.attempts, 1)
    assert len(source.requests) == vendor.attempts + 1
    assert NOTES not in server.log


@pytest.mark.parametrize("vendor", [one for one in VENDORS if one.attempts > 1], ids=str)
def test_what_was_learned_is_told_and_kept_until_a_reload(start: Callable[..., tuple[Bellhop, Upstream]], vendor: Vendor) -> None:
    """V-02: one notice line with the setting that makes it permanent; with that setting the first request is taken."""
    server, source = start(vendor)
    for _ in range(3):
        assert ask(server, WORDS).status_code == 200
    told = [line for line in notices(server, "notice", 3) if "setting" in line]
    assert [line["attempts"] for line in server.records(3)] == [2, 1, 1] and len(told) == 1
    assert told[0]["chat.model"] == vendor.model and told[0]["changed"]
    server.process.send_signal(signal.SIGHUP)
    assert until(lambda: "settings reloaded" in server.log)
    assert ask(server, WORDS).status_code == 200 and server.records(4)[-1]["attempts"] == 2
    name, _, patch = told[0]["setting"].partition(": ")
    assert name == "upstream.body"
    settled, _ = start(vendor, BELLHOP_UPSTREAM_BODY=patch)
    assert ask(settled, WORDS).status_code == 200 and settled.records()[0]["attempts"] == 1


@EACH
def test_a_wrong_key(start: Callable[..., tuple[Bellhop, Upstream]], vendor: Vendor) -> None:
    """F-54: told to the operator in one error line, to the guest as "not available"."""
    if vendor.key is None:
        pytest.skip("there is no key")
    server, _ = start(vendor, OPENAI_API_KEY="sk-another-1234")
    for _ in range(2):
        answer = ask(server, WORDS)
        assert (answer.status_code, answer.json()["error"]["code"]) == (502, "upstream_auth_error")
    lines = notices(server, "error", 2)
    assert len(lines) == 1 and lines[0]["cause"] == "key_refused" and lines[0]["words"]
    assert lines[0]["words"] not in answer.text and "sk-another" not in server.log


@EACH
@pytest.mark.parametrize(("word", "status", "code", "cause"), [("rate", 429, None, "rate_limited"), ("quota", 503, "upstream_quota", "quota")])
def test_limits(
    start: Callable[..., tuple[Bellhop, Upstream]], vendor: Vendor, word: str, status: int, code: str | None, cause: str
) -> None:
    """A rate limit is the guest's to wait for, a used-up account is the hotel's."""
    server, source = start(vendor)
    answer = ask(server, {"messages": [{"role": "user", "content": word}], "stream": True})
    assert answer.status_code == status and code in (None, answer.json()["error"]["code"])
    told = [line for line in notices(server, "error") + notices(server, "warning") if line.get("cause") == cause]
    # Waiting would take longer than a guest does: one attempt.
    assert len(told) == 1 and len(source.requests) == 1
    assert told[0]["words"] not in answer.text


def test_what_stands_where_in_a_request(start: Callable[..., tuple[Bellhop, Upstream]]) -> None:
    """R-A11, docs/providers.md §2: parameters by vendor, one system message, first, and its long part the same for every guest."""
    server, _ = start(VENDORS[0])
    for context in ({}, {"bookingState": {"collectedData": {"checkIn": "2027-01-15"}}}):
        assert ask(server, WORDS | {"context": context}).status_code == 200
    one, other = VENDORS[0].seen
    assert set(one) == {"model", "messages", "max_completion_tokens", "temperature", "reasoning_effort", "stream"}
    assert (one["reasoning_effort"], one["max_completion_tokens"], one["temperature"]) == ("none", 500, 0.7)
    texts = [body["messages"][0]["content"] for body in (one, other)]
    same = next(index for index, (a, b) in enumerate(zip(*texts)) if a != b)
    assert texts[0] != texts[1] and same > 1500


def test_a_temperature_that_is_not_sent(start: Callable[..., tuple[Bellhop, Upstream]]) -> None:
    """`chat.temperature: null`, and a word for the effort, which is sent as it stands."""
    server, _ = start(VENDORS[0], BELLHOP_CHAT_TEMPERATURE="null", BELLHOP_REASONING_EFFORT="low", BELLHOP_UPSTREAM_BODY='{"store":false}')
    assert ask(server, WORDS).status_code == 200
    body = VENDORS[0].seen[0]
    assert "temperature" not in body and (body["reasoning_effort"], body["store"]) == ("low", False)


def test_who_asks(start: Callable[..., tuple[Bellhop, Upstream]]) -> None:
    """Organization, project and fields of the operator's go upstream; a key may be sent as `api-key` anywhere."""
    vendor = Vendor("V-05", "/v1", "m", "a gateway", auth="api-key")
    server, source = start(
        vendor, OPENAI_ORG_ID="org-1", OPENAI_PROJECT_ID="proj-1", BELLHOP_UPSTREAM_HEADERS='{"X-Gateway-Config":"secret-7788"}',
        BELLHOP_UPSTREAM_AUTH="api-key")
    assert ask(server, WORDS).status_code == 200
    request = source.requests[0]
    fields = {name: request.header(name) for name in ("openai-organization", "openai-project", "x-gateway-config", "api-key", "authorization")}
    assert fields == {"openai-organization": "org-1", "openai-project": "proj-1", "x-gateway-config": "secret-7788", "api-key": KEY,
                      "authorization": None}
    assert "secret-7788" not in server.log
