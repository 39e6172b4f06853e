"""R-A15 with a real inference server: llama.cpp's own, asked through Bellhop and past it, gives the same answer.

At temperature 0 the model's answer depends on nothing but the messages, so a token lost, doubled or changed on the way shows.
"""

from __future__ import annotations

import pathlib
import re
import subprocess
import sys
import time
from collections.abc import Callable, Iterator

import openai
import pytest

from bellhop import KEY, Bellhop

HERE = pathlib.Path(__file__).parent
ASKED = {
    "model": "tiny", "temperature": 0, "max_tokens": 60,
    "messages": [{"role": "system", "content": "You know the hotel."}, {"role": "user", "content": "Есть ли бассейн? 👋 {\"a\": 1}\n"}],
}
STREAMED = ASKED | {"stream": True, "stream_options": {"include_usage": True}}


@pytest.fixture(scope="module")
def llama(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The URL of a llama.cpp server, which is ready."""
    folder = tmp_path_factory.mktemp("llama")
    output = folder / "output"
    with output.open("wb") as log:
        process = subprocess.Popen([sys.executable, HERE / "llama_server.py", folder], stdin=subprocess.DEVNULL, stdout=log, stderr=log)
    try:
        deadline = time.monotonic() + 40
        while not (found := re.search(r"^listening on (http\S+)$", output.read_text(errors="replace"), re.MULTILINE)):
            assert process.poll() is None and time.monotonic() < deadline, output.read_text(errors="replace")
            time.sleep(0.05)
        yield found[1]
    finally:
        process.kill()
        process.wait()


@pytest.fixture(params=[KEY, ""], ids=["with a key", "without a key"])
def ways(llama: str, bellhop: Callable[..., Bellhop], request: pytest.FixtureRequest) -> Iterator[tuple[openai.OpenAI, openai.OpenAI]]:
    """Clients of the inference server itself and of Bellhop in front of it; V-13: it needs no key, so none may be set."""
    server = bellhop(f"{llama}/v1", BELLHOP_MODEL="tiny", BELLHOP_CLIENT_PROMPTS="allow", OPENAI_API_KEY=request.param)
    assert ("without" in server.log) == (request.param == "")
    with openai.OpenAI(base_url=f"{llama}/v1", api_key="none", max_retries=0) as direct:
        with openai.OpenAI(base_url=f"{server.url}/api", api_key="none", max_retries=0) as relayed:
            yield direct, relayed
    assert {line["outcome"] for line in server.records()} == {"completed"}


def whole(client: openai.OpenAI) -> tuple[str | None, str, int]:
    answer = client.chat.completions.create(**ASKED)
    assert answer.usage
    return answer.choices[0].message.content, answer.choices[0].finish_reason, answer.usage.total_tokens


def pieces(client: openai.OpenAI) -> tuple[list[str], list[str], list[int]]:
    """The texts of a stream one by one, its finish reasons and its usage."""
    with client.chat.completions.create(**STREAMED) as answer:
        chunks = list(answer)
    choices = [choice for chunk in chunks for choice in chunk.choices]
    texts = [choice.delta.content for choice in choices if choice.delta.content]
    return texts, [choice.finish_reason for choice in choices if choice.finish_reason], [chunk.usage.total_tokens for chunk in chunks if chunk.usage]


def test_an_answer_is_the_model_s_own(ways: tuple[openai.OpenAI, openai.OpenAI]) -> None:
    """R-A15"""
    direct, relayed = map(whole, ways)
    assert direct[0] and direct[1] == "length" and relayed == direct


def test_a_stream_is_the_model_s_own_token_by_token(ways: tuple[openai.OpenAI, openai.OpenAI]) -> None:
    """R-A15"""
    direct, relayed = map(pieces, ways)
    assert len(direct[0]) == ASKED["max_tokens"] and len(set(direct[0])) > 5
    assert relayed == direct
    assert "".join(relayed[0]) == whole(ways[0])[0]
