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
MODEL = "gpt-6-luna"
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
    answer = client(server).chat.completions.create(model=MODEL, messages=MESSAGES)
    assert answer.choices[0].message.content == TEXT
    assert answer.usage and answer.usage.total_tokens == TOKENS


def test_openai_streamed(server: Bellhop) -> None:
    with client(server).chat.completions.create(model=MODEL, messages=MESSAGES, **WITH_USAGE) as answer:
        chunks = list(answer)
    assert "".join(chunk.choices[0].delta.content or "" for chunk in chunks if chunk.choices) == TEXT
    assert [chunk.usage.total_tokens for chunk in chunks if chunk.usage] == [TOKENS]


def test_openai_async(server: Bellhop) -> None:
    async def ask() -> None:
        async with openai.AsyncOpenAI(base_url=f"{server.url}/api", api_key="none", max_retries=0) as asynchronous:
            whole = await asynchronous.chat.completions.create(model=MODEL, messages=MESSAGES)
            assert whole.choices[0].message.content == TEXT and whole.usage and whole.usage.total_tokens == TOKENS
            answer = await asynchronous.chat.completions.create(model=MODEL, messages=MESSAGES, **WITH_USAGE)
            chunks = [chunk async for chunk in answer]
            assert "".join(chunk.choices[0].delta.content or "" for chunk in chunks if chunk.choices) == TEXT
            assert [chunk.usage.total_tokens for chunk in chunks if chunk.usage] == [TOKENS]

    asyncio.run(ask())


def test_langchain(server: Bellhop) -> None:
    model = ChatOpenAI(
        base_url=f"{server.url}/api", api_key="none", model=MODEL, max_retries=0, streaming=False, stream_usage=True)
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
    answer = client(server).chat.completions.create(model=MODEL, messages=MESSAGES, stream=True)
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
        client(server).chat.completions.create(model=MODEL, messages=MESSAGES)
    assert caught.value.code == "rate_limit_exceeded"
    assert caught.value.response.headers["retry-after"] == "7" and "slow down" not in str(caught.value)


# V-18: the clients as their own documentation uses them today.
INSTRUCTIONS = {"role": "developer", "content": "Talk like a pirate."}
PARTS_OF_TEXT = [INSTRUCTIONS, {"role": "user", "name": "anna", "content": [{"type": "text", "text": "Is Semicolons"}, {"type": "text", "text": " optional?"}]}]
OPTIONS = {"max_completion_tokens": 300, "n": 1, "store": False, "metadata": {"topic": "demo"}, "user": "u-1", "seed": 3, "stop": ["x"], "top_p": 0.9,
           "reasoning_effort": "low", "tools": [], "response_format": {"type": "text"}}


def as_documented(source: Upstream) -> None:
    """What went upstream: the operator's parameters, one system message, parts joined."""
    for request in source.requests:
        body = request.json
        assert body["messages"] == [{"role": "system", "content": INSTRUCTIONS["content"]}, {"role": "user", "content": "Is Semicolons optional?"}]
        assert set(body) <= {"model", "messages", "max_completion_tokens", "temperature", "reasoning_effort", "stream", "stream_options"}
        assert (body["max_completion_tokens"], body["reasoning_effort"]) == (300, "none")


def test_openai_as_documented_today(upstream: Callable[..., Upstream], bellhop: Callable[..., Bellhop]) -> None:
    """V-18: `developer`, `max_completion_tokens`, text parts and what else the documentation sends, streamed and not."""
    source = upstream(stream(*PARTS))
    server = bellhop(source, BELLHOP_CLIENT_PROMPTS="allow")
    answer = client(server).chat.completions.create(model=MODEL, messages=PARTS_OF_TEXT, **OPTIONS)
    assert answer.choices[0].message.content == TEXT
    with client(server).chat.completions.create(model=MODEL, messages=PARTS_OF_TEXT, **OPTIONS, **WITH_USAGE) as chunks:
        assert "".join(chunk.choices[0].delta.content or "" for chunk in chunks if chunk.choices) == TEXT
    with client(server).chat.completions.stream(model=MODEL, messages=PARTS_OF_TEXT, max_completion_tokens=300) as events:
        assert "".join(one.delta for one in events if one.type == "content.delta") == TEXT
    as_documented(source)


def test_openai_async_as_documented_today(upstream: Callable[..., Upstream], bellhop: Callable[..., Bellhop]) -> None:
    """V-18"""
    source = upstream(stream(*PARTS))
    server = bellhop(source, BELLHOP_CLIENT_PROMPTS="allow")

    async def ask() -> None:
        async with openai.AsyncOpenAI(base_url=f"{server.url}/api", api_key="none", max_retries=0) as asynchronous:
            answer = await asynchronous.chat.completions.create(model=MODEL, messages=PARTS_OF_TEXT, **OPTIONS)
            assert answer.choices[0].message.content == TEXT
            chunks = [chunk async for chunk in await asynchronous.chat.completions.create(model=MODEL, messages=PARTS_OF_TEXT, stream=True, **OPTIONS)]
            assert "".join(chunk.choices[0].delta.content or "" for chunk in chunks if chunk.choices) == TEXT

    asyncio.run(ask())
    as_documented(source)


@pytest.mark.parametrize(("field", "value"), [
    ("n", 2), ("tools", [{"type": "function", "function": {"name": "f", "parameters": {}}}]), ("response_format", {"type": "json_object"}),
    ("logit_bias", {"50256": -100}),
])
def test_what_would_change_the_answer_is_refused_by_name(server_of_one: Bellhop, field: str, value: object) -> None:
    """V-18, R-E4: the client gets an exception that names the field."""
    with pytest.raises(openai.BadRequestError) as caught:
        client(server_of_one).chat.completions.create(model=MODEL, messages=MESSAGES, **{field: value})
    assert caught.value.param == field


@pytest.fixture
def server_of_one(upstream: Callable[..., Upstream], bellhop: Callable[..., Bellhop]) -> Bellhop:
    return bellhop(upstream(stream("never")))
