"""R-A15: the clients that people use get the same text and the same usage from every way of asking."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Iterable, Iterator

import httpx
import httpx_sse
import openai
import pytest
import sseclient
from langchain_openai import ChatOpenAI

from bellhop import KEY, Bellhop
from upstream import Upstream, delta, event, stream

PARTS = ("Guten ", "Tag, ", "здравствуйте, ", "👋 и ", "добро пожаловать")
TEXT = "".join(PARTS)
MESSAGES = [{"role": "user", "content": "hello"}]


TOKENS = 7 + len(PARTS)
WITH_USAGE = {"stream": True, "stream_options": {"include_usage": True}}


@pytest.fixture
def server(upstream: Callable[..., Upstream], bellhop: Callable[..., Bellhop]) -> Iterator[Bellhop]:
    """One whose every request is expected to be a success with the usage known."""
    one = bellhop(upstream(stream(*PARTS)))
    yield one
    lines = one.records()
    assert all((line["outcome"], line["http.status"], line["tokens.total"]) == ("completed", 200, TOKENS) for line in lines), lines


def client(server: Bellhop) -> openai.OpenAI:
    return openai.OpenAI(base_url=f"{server.url}/api", api_key="the-guest-has-none", max_retries=0)


def read(data: Iterable[str]) -> tuple[str, int]:
    """Text and all tokens of a stream's `data` texts, which end with `[DONE]`."""
    *events, last = data
    assert last == "[DONE]"
    chunks = [json.loads(one) for one in events]
    text = "".join(chunk["choices"][0]["delta"].get("content", "") for chunk in chunks if chunk["choices"])
    return text, next(chunk["usage"]["total_tokens"] for chunk in chunks if chunk.get("usage"))


def test_openai_not_streamed(server: Bellhop) -> None:
    answer = client(server).chat.completions.create(model="gpt-4o-mini", messages=MESSAGES)
    assert answer.choices[0].message.content == TEXT
    assert answer.usage and answer.usage.total_tokens == TOKENS


def test_openai_streamed(server: Bellhop) -> None:
    with client(server).chat.completions.create(model="gpt-4o-mini", messages=MESSAGES, **WITH_USAGE) as answer:
        chunks = list(answer)
    assert "".join(chunk.choices[0].delta.content or "" for chunk in chunks if chunk.choices) == TEXT
    assert [chunk.usage.total_tokens for chunk in chunks if chunk.usage] == [TOKENS]


def test_openai_async(server: Bellhop) -> None:
    async def ask() -> None:
        async with openai.AsyncOpenAI(base_url=f"{server.url}/api", api_key="none", max_retries=0) as asynchronous:
            whole = await asynchronous.chat.completions.create(model="gpt-4o-mini", messages=MESSAGES)
            assert whole.choices[0].message.content == TEXT and whole.usage and whole.usage.total_tokens == TOKENS
            answer = await asynchronous.chat.completions.create(model="gpt-4o-mini", messages=MESSAGES, **WITH_USAGE)
            chunks = [chunk async for chunk in answer]
            assert "".join(chunk.choices[0].delta.content or "" for chunk in chunks if chunk.choices) == TEXT
            assert [chunk.usage.total_tokens for chunk in chunks if chunk.usage] == [TOKENS]

    asyncio.run(ask())


def test_langchain(server: Bellhop) -> None:
    model = ChatOpenAI(
        base_url=f"{server.url}/api", api_key="none", model="gpt-4o-mini", max_retries=0, streaming=False, stream_usage=True)
    whole = model.invoke("hello")
    assert (whole.content, whole.usage_metadata["total_tokens"]) == (TEXT, TOKENS)
    pieces = list(model.stream("hello"))
    assert "".join(str(piece.content) for piece in pieces) == TEXT
    assert [piece.usage_metadata["total_tokens"] for piece in pieces if piece.usage_metadata] == [TOKENS]


def test_httpx_sse(server: Bellhop) -> None:
    body = {"messages": MESSAGES} | WITH_USAGE
    with httpx.Client() as plain, httpx_sse.connect_sse(plain, "POST", f"{server.url}/api/chat", json=body) as source:
        assert read(one.data for one in source.iter_sse()) == (TEXT, TOKENS)


def test_sseclient(server: Bellhop) -> None:
    with httpx.stream("POST", f"{server.url}/api/chat", json={"messages": MESSAGES} | WITH_USAGE) as answer:
        assert read(one.data for one in sseclient.SSEClient(answer.iter_bytes()).events()) == (TEXT, TOKENS)


def test_the_first_text_arrives_over_https_while_the_upstream_holds_the_rest(
    upstream: Callable[..., Upstream], bellhop: Callable[..., Bellhop], authority: tuple[str, object]
) -> None:
    """The official client sees the first event before the upstream sends its last ones, over TLS with a private CA."""
    ca_file, context = authority

    def script(exchange) -> None:
        exchange.start()
        exchange.chunk(event(delta("first")))
        exchange.wait_for_release()
        exchange.chunk(event(delta(" last")))
        exchange.chunk(event(delta(finish="stop")) + event("[DONE]"))
        exchange.finish()

    secure = upstream(script, tls=context)
    server = bellhop(secure, SSL_CERT_FILE=ca_file)
    answer = client(server).chat.completions.create(model="gpt-4o-mini", messages=MESSAGES, stream=True)
    assert next(answer).choices[0].delta.content == "first"
    secure.release()
    assert [chunk.choices[0].delta.content for chunk in answer] == [" last", None]
    assert secure.requests[0].header("authorization") == f"Bearer {KEY}"


def test_a_certificate_that_the_upstream_cannot_show_is_refused(
    upstream: Callable[..., Upstream], bellhop: Callable[..., Bellhop], authority: tuple[str, object]
) -> None:
    """R-B14: an untrusted root and a wrong name are both 502, with one attempt and no address in the answer."""
    ca_file, context = authority
    secure = upstream(stream("never"), tls=context)
    untrusting = bellhop(secure)
    misnamed = bellhop(secure.url.replace("localhost", "127.0.0.1"), SSL_CERT_FILE=ca_file)
    for server in (untrusting, misnamed):
        answer = httpx.post(f"{server.url}/api/chat", json={"messages": MESSAGES})
        assert (answer.status_code, answer.json()["error"]["code"]) == (502, "upstream_unreachable")
        assert str(secure.port) not in answer.text
    assert secure.requests == []


def test_an_error_of_the_upstream_reaches_the_sdk_as_its_own_exception(
    upstream: Callable[..., Upstream], bellhop: Callable[..., Bellhop]
) -> None:
    """R-B6: 429 with `Retry-After` passes through with its code."""
    error = {"error": {"message": "slow down", "type": "requests", "param": None, "code": "rate_limit_exceeded"}}
    server = bellhop(upstream(lambda exchange: exchange.answer(429, error, "Retry-After: 7")))
    with pytest.raises(openai.RateLimitError) as caught:
        client(server).chat.completions.create(model="gpt-4o-mini", messages=MESSAGES)
    assert caught.value.code == "rate_limit_exceeded"
    assert caught.value.response.headers["retry-after"] == "7"
