"""The switches that rule a fast way out change nothing that a client sees."""

from __future__ import annotations

from collections.abc import Callable

import httpx
import pytest

from bellhop import Bellhop
from upstream import Upstream, held
from wire import LAST, Wire, get, parse

FILE = "/js/chat.js"
ASK = {"messages": [{"role": "user", "content": "hello"}], "stream": True}


def shown(server: Bellhop) -> list[tuple[object, ...]]:
    """Answers to usual requests, in one read and one by one, without their dates."""
    requests = [get(FILE), get(FILE, "Accept-Encoding: gzip"), get(FILE + "?v=1", "Cookie: a=b", "Accept-Encoding: gzip"), get(FILE), get("/missing"),
                get(FILE, "Range: bytes=0-9"), get(FILE, "If-None-Match: *")]
    tag = httpx.get(server.url + FILE, headers={"Accept-Encoding": "identity"}).headers["etag"]
    requests.append(get(FILE, f"If-None-Match: {tag}"))
    with Wire(server.port) as wire:
        one_by_one = []
        for request in requests:
            wire.send(request)
            one_by_one.append(wire.one())
        wire.send(b"".join(requests) + LAST)
        together = parse(wire.rest())
    return [(answer.status, sorted(field for field in answer.fields if field[0] != "date"), answer.body) for answer in one_by_one + together]


@pytest.mark.parametrize("switch", ["BELLHOP_FAST_PATH", "BELLHOP_DIRECT_WRITES"])
def test_a_switch_changes_nothing(upstream: Callable[..., Upstream], bellhop: Callable[..., Bellhop], switch: str) -> None:
    source = upstream(held)
    usual, other = bellhop(), bellhop(source, **{switch: "0"})
    assert shown(other) == shown(usual)
    with httpx.stream("POST", f"{other.url}/api/chat", json=ASK) as answer:
        pieces = answer.iter_text()
        text = next(pieces)
        source.release()
        text += "".join(pieces)
    assert answer.status_code == 200 and text.endswith("data: [DONE]\n\n")
