"""LLMock, a server that breaks on purpose, and its verdict on Bellhop as its client: waits, retries, and what becomes of a broken stream."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from asking import ASK, STREAM, ask
from bellhop import Bellhop

Servers = Callable[..., Bellhop]


def started(bellhop: Servers, llmock: Any) -> Bellhop:
    return bellhop(llmock.base_url("openai"), BELLHOP_MODEL="gpt-4o-mini")


@pytest.mark.parametrize("body", [pytest.param(STREAM, id="stream"), pytest.param(ASK, id="plain")])
@pytest.mark.parametrize(("trouble", "attempts"), [
    pytest.param(lambda mock: mock, 1, id="none"),
    pytest.param(lambda mock: mock.rate_limit(times=2, retry_after=0.6), 3, id="rate limit"),
    pytest.param(lambda mock: mock.fail(503, times=1), 2, id="overloaded"),
    pytest.param(lambda mock: mock.fail(500, times=2), 3, id="failing"),
    pytest.param(lambda mock: mock.slow_first_token(1.0), 1, id="slow"),
])
def test_what_passes_is_waited_for(bellhop: Servers, llmock: Any, trouble: Callable[[Any], Any], attempts: int, body: dict[str, Any]) -> None:
    """R-B7 to R-B9: the guest gets the answer, and LLMock has nothing to say against the way there."""
    trouble(llmock)
    server = started(bellhop, llmock)
    answer = ask(server, body)
    assert answer.status_code == 200 and "error" not in answer.text
    line = server.records()[0]
    assert (line["outcome"], line["attempts"]) == ("completed", attempts)
    llmock.assert_resilient(strict=True)


@pytest.mark.parametrize(("status", "told"), [(401, 502), (403, 502), (404, 502), (400, 502)])
def test_what_cannot_pass_is_not_tried_again(bellhop: Servers, llmock: Any, status: int, told: int) -> None:
    """R-B5, F-54"""
    llmock.fail(status, times=None)
    server = started(bellhop, llmock)
    assert ask(server).status_code == told and len(llmock.requests) == 1
    llmock.assert_resilient(strict=True)


def test_a_context_that_overflows_is_the_guests(bellhop: Servers, llmock: Any) -> None:
    """R-B10"""
    llmock.context_overflow(times=None)
    answer = ask(started(bellhop, llmock))
    assert (answer.status_code, answer.json()["error"]["code"]) == (400, "context_length_exceeded")
    llmock.assert_resilient(strict=True)


def test_an_outage_ends_after_three_attempts(bellhop: Servers, llmock: Any) -> None:
    """R-B8"""
    llmock.outage(status=503)
    answer = ask(started(bellhop, llmock))
    assert (answer.status_code, answer.headers["x-should-retry"], len(llmock.requests)) == (503, "false", 3)
    llmock.assert_resilient(strict=True)


@pytest.mark.parametrize(("trouble", "outcome", "findings"), [
    # What has gone out cannot be asked for again: LLMock's advice to try again is for the client behind us, which is told.
    pytest.param(lambda mock: mock.disconnect(after_chunks=2), "upstream_truncated", {"gave_up"}, id="R-B2 dropped"),
    pytest.param(lambda mock: mock.truncate(after_chunks=2), "upstream_truncated", {"truncated_stream_accepted"}, id="R-B3 cut"),
    pytest.param(lambda mock: mock.corrupt(after_chunks=2), "upstream_protocol_error", {"malformed_chunk_ignored"}, id="R-H2 malformed"),
])
def test_a_stream_that_breaks_is_told(
    bellhop: Servers, llmock: Any, trouble: Callable[[Any], Any], outcome: str, findings: set[str]
) -> None:
    trouble(llmock)
    server = started(bellhop, llmock)
    answer = ask(server)
    assert answer.status_code == 200 and server.records()[0]["outcome"] == outcome
    if outcome == "upstream_truncated":
        assert answer.text.rstrip().splitlines()[-1].startswith('data: {"error"') and "[DONE]" not in answer.text
    assert {finding.code for finding in llmock.verdict().findings} == findings
