"""An answer is the upstream's bytes: what goes through a stream, and what the log and the metrics say of it."""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Callable
from typing import Any

import pytest

from asking import DONE, STREAM, agree, ask, told
from bellhop import Bellhop
from upstream import Exchange, Upstream, delta, event, says, usage

Servers = Callable[..., Bellhop]
Upstreams = Callable[..., Upstream]

OK = {"http.status": 200, "attempts": 1, "upstream.status": 200, "pings": 0, "error.code": None}
END = event(delta(finish="stop")) + DONE


def odd_event(index: int) -> bytes:
    """One of 200 events, no two alike in shape: unknown fields, tool calls, turned keys, raw and escaped characters, white space."""
    call = {"index": 0, "id": f"call_{index}", "type": "function", "function": {"name": "book", "arguments": '{"room":"s'}}
    kinds: list[Callable[[], bytes]] = [
        lambda: event(delta(f"word {index} ") | {"obfuscation": "x" * (index % 9), "service_tier": None}),
        lambda: event({"choices": [{"delta": {"tool_calls": [call]}, "index": 0}], "object": "chat.completion.chunk", "id": "c"}),
        lambda: b'data: {"choices":[{"delta":{"content":"\\u0437\\ud83d\\udecf\\/"},"index":0}],"x":1.50e+2}\n\n',
        lambda: f'data: {{"choices":[{{"delta":{{"content":"здравствуйте 👋 \u2028 {index}"}}}}]}}\n\n'.encode(),
        lambda: f'data:  {{ "b" : {index} , "a" : {{}},\t"choices" : [ ] , "a" : 2 }} \n\n'.encode(),
        lambda: event({"choices": [{"index": 1, "delta": {"reasoning_content": "…", "content": None}, "logprobs": None}], "usage": None}),
    ]
    return kinds[index % len(kinds)]()


def test_two_hundred_odd_events(upstream: Upstreams, bellhop: Servers, drips: bool) -> None:
    """R-A1: the same bytes; `events` and `bytes_out` are exact."""
    events = [odd_event(index) for index in range(199)] + [event(delta(finish="stop"))]
    sent = b"".join(events) + DONE
    server = bellhop(upstream(says(*events, DONE), drips=drips))
    answer = ask(server)
    assert hashlib.sha256(answer.content).hexdigest() == hashlib.sha256(sent).hexdigest()
    told(server, "completed", OK | {"events": 200, "bytes_out": len(sent), "chat.model": "gpt-6-luna", "chat.stream": True})


@pytest.mark.parametrize("chunks", [1, 20])
def test_twenty_events_in_one_segment(upstream: Upstreams, bellhop: Servers, drips: bool, chunks: int) -> None:
    """R-A3: twenty events in one chunk, and a chunk each, written with one call."""
    events = [event(delta(f"{index} ")) for index in range(19)] + [event(delta(finish="stop"))]

    def script(exchange: Exchange) -> None:
        exchange.start()
        pieces = events if chunks == 20 else [b"".join(events)]
        exchange.send(b"".join(b"%x\r\n%s\r\n" % (len(piece), piece) for piece in [*pieces, DONE]) + b"0\r\n\r\n")

    server = bellhop(upstream(script, drips=drips))
    assert ask(server).content == b"".join(events) + DONE
    told(server, "completed", OK | {"events": 20})


def test_comments_pass_and_count_for_nothing(upstream: Upstreams, bellhop: Servers, drips: bool) -> None:
    """R-A4: comments before the first event and between two are no events and no first token."""
    comment = b": OPENROUTER PROCESSING\n\n"

    def script(exchange: Exchange) -> None:
        exchange.start()
        exchange.chunk(comment)
        time.sleep(0.5)
        exchange.chunk(event(delta("a")))
        exchange.chunk(comment)
        exchange.chunk(END)
        exchange.finish()

    server = bellhop(upstream(script, drips=drips))
    assert ask(server).content == comment + event(delta("a")) + comment + END
    line = told(server, "completed", OK | {"events": 2})
    assert 490 <= line["first_byte_ms"] <= line["duration_ms"]
    assert server.metrics()['bellhop_chat_first_byte_seconds_bucket{le="0.25"}'] == 0


def lines_ended(end: bytes) -> bytes:
    return (event(delta("a")) + event(delta(finish="stop")) + event(usage(7, 3)) + DONE).replace(b"\n", end)


def over_lines(data: dict[str, Any]) -> bytes:
    return b"".join(b"data: %s\n" % line.encode() for line in json.dumps(data, indent=1).splitlines()) + b"\n"


@pytest.mark.parametrize("body", [
    pytest.param(lines_ended(b"\r\n"), id="CR LF"),
    pytest.param(lines_ended(b"\r"), id="CR"),
    pytest.param(lines_ended(b"\n").replace(b"data: ", b"data:"), id="no space"),
    pytest.param(over_lines(delta("a")) + over_lines(delta(finish="stop")) + over_lines(usage(7, 3)) + DONE, id="several lines"),
])
def test_every_way_of_writing_events(upstream: Upstreams, bellhop: Servers, drips: bool, body: bytes) -> None:
    """R-A5: the same bytes, and the tokens are found."""
    server = bellhop(upstream(says(body), drips=drips))
    assert ask(server).content == body
    told(server, "completed", OK | {"events": 3, "tokens.prompt": 7, "tokens.completion": 3, "tokens.total": 10})


def test_the_last_line_feed_of_a_pair_comes_late(upstream: Upstreams, bellhop: Servers) -> None:
    """R-A5: CR LF at the very end, cut between the two."""
    body = lines_ended(b"\r\n")
    server = bellhop(upstream(says(body[:-1], body[-1:], pause=0.2)))
    assert ask(server).content == body
    told(server, "completed", OK | {"events": 3, "bytes_out": len(body)})


def test_the_usage_in_two_halves(upstream: Upstreams, bellhop: Servers, drips: bool) -> None:
    """R-A6: a usage event that comes in two halves passes unchanged, and its three counts are exact."""
    account = event(usage(1234, 56))
    source = upstream(says(event(delta("a")), event(delta(finish="stop")), account[:60], account[60:], DONE, pause=0.05), drips=drips)
    server = bellhop(source)
    answer = ask(server, STREAM | {"stream_options": {"include_usage": True}})
    assert answer.content == event(delta("a")) + event(delta(finish="stop")) + account + DONE
    assert source.requests[0].json["stream_options"] == {"include_usage": True}
    told(server, "completed", OK | {"events": 3, "tokens.prompt": 1234, "tokens.completion": 56, "tokens.total": 1290})
    assert server.metrics()["bellhop_chat_usage_unknown_total"] == 0


def test_without_usage_the_tokens_are_unknown(upstream: Upstreams, bellhop: Servers, drips: bool) -> None:
    """R-A7: nothing is asked for and nothing is added."""
    source = upstream(says(event(delta("a")), END), drips=drips)
    server = bellhop(source)
    assert ask(server).content == event(delta("a")) + END
    assert "stream_options" not in source.requests[0].json
    told(server, "completed", OK | {"tokens.prompt": None, "tokens.completion": None, "tokens.total": None})
    assert agree(server)["bellhop_chat_usage_unknown_total"] == 1


def test_bytes_that_are_no_text(upstream: Upstreams, bellhop: Servers, drips: bool) -> None:
    """R-B13: a BOM, NUL and bytes that are not UTF-8 pass as they are."""
    body = b"\xef\xbb\xbf" + event(delta("a")) + b'data: {"choices":[{"delta":{"content":"\x00\xff\xc3(\xed\xa0\x80"}}]}\n\n' + END
    server = bellhop(upstream(says(body), drips=drips))
    assert ask(server).content == body
    told(server, "completed", OK | {"events": 3, "bytes_out": len(body)})
