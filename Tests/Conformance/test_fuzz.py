"""Changed requests by the thousand: Bellhop and h11 find the same requests in the same bytes, or Bellhop refuses for a named reason."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from bellhop import Bellhop
from request_corpus import GOOD, HOSTILE, changed
from second_parser import Message, Verdict, lenient, stricter, verdict
from wire import INTERIM, LAST, Answer, Wire, WireError, ask, parse

INPUTS = 8_000
REFUSALS = {400, 408, 413, 414, 417, 431, 501, 505}


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bellhop]:
    started = Bellhop(cwd=tmp_path_factory.mktemp("server"), BELLHOP_TIMEOUTS_HEADER_SECONDS="1")
    yield started
    started.terminate()


def answers(server: Bellhop, data: bytes, methods: list[str], torn: bool = False) -> list[Answer]:
    """The final answers to `data`, after which the sending side is shut; what is no answer, or no end, raises."""
    with Wire(server.port, patience=15) as wire:
        if torn:
            for byte in data:
                if not wire.send(bytes([byte])):
                    break
        else:
            wire.send(data)
        wire.end()
        found = wire.rest()
    # A HEAD that h11 did not read, or that Bellhop refuses at its head, has an answer with a body or without.
    for guess in (methods, [*methods, "HEAD"], ["GET" if method == "HEAD" else method for method in methods], ["GET", "HEAD"]):
        try:
            return [answer for answer in parse(found, guess) if answer.status not in INTERIM]
        except WireError as error:
            fault = error
    raise fault


def usual(message: Message) -> int | None:
    """The status that the request gets where its head says all: `None` where changes made something else of it."""
    if message.method in (b"POST", b"PUT", b"DELETE", b"PATCH", b"TRACE", b"CONNECT"):
        return 405
    known = {b"/healthz": 200, b"/js/chat.js": 200, b"/missing": 404, b"http://h/healthz": 200}
    if message.method == b"OPTIONS":
        return 204 if message.target in (b"*", b"/js/chat.js") else None
    return known.get(message.target) if message.method in (b"GET", b"HEAD") else None


def is_refusal(answer: Answer) -> bool:
    return answer.status in REFUSALS and answer.field("connection") == "close"


def compare(found: list[Answer], expected: Verdict) -> str:
    """How the two differ: "same", or the reason; an `AssertionError` where there is none."""
    for position, message in enumerate(expected.messages):
        reason = stricter(message)
        assert position < len(found), f"no answer to request {position}"
        answer = found[position]
        if is_refusal(answer) and (reason or usual(message) is None):
            assert len(found) == position + 1, "answers behind a refusal"
            return reason or "changed target"
        conditional = {b"if-none-match", b"if-match", b"range", b"if-modified-since", b"if-unmodified-since"} & dict(message.fields).keys()
        assert usual(message) in (None, answer.status) or conditional, f"{answer.status} for request {position}"
        if answer.field("connection") == "close" and len(found) == position + 1:
            ends = message.method == b"CONNECT" or message.values(b"upgrade") or position + 1 == len(expected.messages)
            assert ends, f"ended after request {position}"
            if message.method == b"CONNECT" or message.values(b"upgrade"):
                return "CONNECT or Upgrade ends the connection"
    more = found[len(expected.messages):]
    match expected.ending:
        case "closed" | "end": assert not more, "more answers than requests"
        case "incomplete": assert not more or len(more) == 1 and is_refusal(more[0]), "half a request was answered"
        case _:
            if len(more) == 1 and is_refusal(more[0]):
                return "same"
            reason = lenient(expected.rest)
            assert reason, f"taken where h11 refuses: {[answer.status for answer in more]}"
            return reason
    return "same"


def judged(server: Bellhop, data: bytes, torn: bool = False) -> str:
    expected = verdict(data)
    methods = [message.method.decode("ascii") for message in expected.messages]
    try:
        return compare(answers(server, data, methods, torn), expected)
    except Exception as error:
        error.add_note(f"{data!r}\n{expected}")
        raise


@pytest.mark.parametrize("data", GOOD + HOSTILE)
def test_a_known_request(server: Bellhop, data: bytes) -> None:
    """S33–S37, S42: the requests to begin with, whole and a byte at a time; the good ones are the same for both."""
    reason = judged(server, data)
    assert judged(server, data, torn=True) == reason
    assert reason == "same" or data in HOSTILE


def test_changed_requests(server: Bellhop) -> None:
    """S33–S37: thousands of changed requests: no crash, no hang, the same borders as h11, memory level."""
    seed, reasons, before = random.Random(9112), Counter[str](), 0
    for number in range(INPUTS):
        reasons[judged(server, changed(seed))] += 1
        if number % 200 == 199:
            assert [answer.status for answer in ask(server.port, LAST)] == [200]
        if number == INPUTS // 4:
            before = server.memory()["VmRSS"]
    assert server.process.poll() is None
    assert server.memory()["VmRSS"] - before < 10_000_000
    assert reasons["same"] > INPUTS // 2 and len(reasons) > 8, reasons


def test_changed_requests_of_clients_that_wait(server: Bellhop) -> None:
    """S41: the same by clients that go on asking instead of ending the connection: none of them hangs."""
    def one(data: bytes) -> None:
        with Wire(server.port, patience=15) as wire:
            wire.send(data)
            while not wire.ends_within(0.5):
                assert wire.age < 15, data
                wire.send(LAST)

    seed = random.Random(9110)
    with ThreadPoolExecutor(32) as pool:
        list(pool.map(one, [changed(seed) for _ in range(400)]))
    assert [answer.status for answer in ask(server.port, LAST)] == [200]
