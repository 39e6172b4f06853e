"""R-A15: the clients that people use get the same text and the same usage from every way of asking."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable

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


@pytest.fixture
def server(upstream: Callable[..., Upstream], bellhop: Callable[..., Bellhop]) -> Bellhop:
    return bellhop(upstream(stream(*PARTS)))


def client(server: Bellhop) -> openai.OpenAI:
    return openai.OpenAI(base_url=f"{server.url}/api", api_key="the-guest-has-none", max_retries=0)


def test_openai_not_streamed(server: Bellhop) -> None:
    answer = client(server).chat.completions.create(model="gpt-4o-mini", messages=MESSAGES)
    assert answer.choices[0].message.content == TEXT
    assert answer.usage and answer.usage.total_tokens == 7 + len(PARTS)


def test_openai_streamed_with_usage(server: Bellhop) -> None:
    text, total = "", None
    with client(server).chat.completions.create(
        model="gpt-4o-mini", messages=MESSAGES, stream=True, stream_options={"include_usage": True}
    ) as answer:
        for chunk in answer:
            text += (chunk.choices[0].delta.content or "") if chunk.choices else ""
            total = chunk.usage.total_tokens if chunk.usage else total
    assert (text, total) == (TEXT, 7 + len(PARTS))


def test_openai_async(server: Bellhop) -> None:
    async def ask() -> tuple[str, str | None]:
        async with openai.AsyncOpenAI(base_url=f"{server.url}/api", api_key="none", max_retries=0) as asynchronous:
            whole = await asynchronous.chat.completions.create(model="gpt-4o-mini", messages=MESSAGES)
            text = ""
            async for chunk in await asynchronous.chat.completions.create(model="gpt-4o-mini", messages=MESSAGES, stream=True):
                text += chunk.choices[0].delta.content or ""
            return text, whole.choices[0].message.content

    assert asyncio.run(ask()) == (TEXT, TEXT)


def test_langchain(server: Bellhop) -> None:
    model = ChatOpenAI(base_url=f"{server.url}/api", api_key="none", model="gpt-4o-mini", max_retries=0, streaming=False)
    assert model.invoke("hello").content == TEXT
    assert "".join(str(piece.content) for piece in model.stream("hello")) == TEXT


def test_httpx_sse(server: Bellhop) -> None:
    body = {"messages": MESSAGES, "stream": True}
    with httpx.Client() as plain, httpx_sse.connect_sse(plain, "POST", f"{server.url}/api/chat", json=body) as source:
        data = [one.data for one in source.iter_sse()]
    assert data[-1] == "[DONE]"
    assert "".join(json.loads(one)["choices"][0]["delta"].get("content", "") for one in data[:-1]) == TEXT


def test_sseclient(server: Bellhop) -> None:
    body = {"messages": MESSAGES, "stream": True}
    with httpx.stream("POST", f"{server.url}/api/chat", json=body) as answer:
        data = [one.data for one in sseclient.SSEClient(answer.iter_bytes()).events()]
    assert data[-1] == "[DONE]"
    assert "".join(json.loads(one)["choices"][0]["delta"].get("content", "") for one in data[:-1]) == TEXT


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
