"""One event each 50 ms, and when each of them arrives at a client that reads the bare connection."""

from __future__ import annotations

import json
import re
import socket
import ssl
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from asking import DONE, STREAM
from upstream import Exchange, Script, delta, event

PACE = 0.05
MARK = re.compile(rb"word (\d+) [^\n]*\n\n")


def paced(count: int, sent: list[float]) -> Script:
    """Writes `count` events and notes in `sent` when each was out."""

    def script(exchange: Exchange) -> None:
        exchange.start()
        began = time.monotonic()
        for index in range(count):
            time.sleep(max(0.0, began + (index + 1) * PACE - time.monotonic()))
            exchange.chunk(event(delta(f"word {index} ", "stop" if index == count - 1 else None)))
            sent.append(time.monotonic())
        time.sleep(PACE)
        exchange.chunk(DONE)
        exchange.finish()

    return script


@dataclass
class Arrivals:
    """What came: the head, the bytes of each read after it, and the time at which each event was whole."""

    head: str = ""
    reads: list[bytes] = field(default_factory=list)
    times: list[float] = field(default_factory=list)


def arrivals(port: int, *fields: str, tls: ssl.SSLContext | None = None) -> Arrivals:
    """Asks for a stream and reads until `[DONE]`."""
    body = json.dumps(STREAM).encode()
    head = ["POST /api/chat HTTP/1.1", f"Host: 127.0.0.1:{port}", "Content-Type: application/json", f"Content-Length: {len(body)}", *fields]
    result, received, whole = Arrivals(), b"", b""
    plain = socket.create_connection(("127.0.0.1", port), timeout=20)
    with tls.wrap_socket(plain, server_hostname="127.0.0.1") if tls else plain as connection:
        connection.sendall("\r\n".join(head).encode() + b"\r\n\r\n" + body)
        while b"data: [DONE]" not in whole:
            piece = connection.recv(65536)
            now = time.monotonic()
            assert piece, f"closed after {whole[-200:]!r}"
            received += piece
            if not result.head:
                if b"\r\n\r\n" not in received:
                    continue
                result.head, piece = (part if index else part.decode() for index, part in enumerate(received.split(b"\r\n\r\n", 1)))
            whole += piece
            if piece:
                result.reads.append(piece)
            result.times += [now] * (len(MARK.findall(whole)) - len(result.times))
    return result


def in_one_of_three(attempt: Callable[[], None]) -> None:
    """A busy machine may delay a stream; what holds events back delays every one."""
    for left in (2, 1, 0):
        try:
            return attempt()
        except AssertionError:
            if not left:
                raise


def arrived_when_sent(sent: list[float], got: Arrivals, bound: float) -> None:
    """Half of the events came within `bound` seconds, and, but for the odd one on a busy machine, each before the next was sent."""
    assert len(got.times) == len(sent)
    delays = [arrival - departure for arrival, departure in zip(got.times, sent)]
    assert statistics.median(delays) <= bound, delays
    held = [delay for delay in delays if delay >= PACE]
    assert len(held) <= len(sent) // 10, held
