"""Requests to begin with, good and hostile, and a seeded way to change them. None asks for a chat: each answer is known from the head."""

from __future__ import annotations

import random

OK = b"GET /healthz HTTP/1.1\r\nHost: h\r\n"
NEXT = b"GET /missing HTTP/1.1\r\nHost: h\r\n\r\n"
POST = b"POST /js/chat.js HTTP/1.1\r\nHost: h\r\n"
SMUGGLED = b"GET /js/chat.js HTTP/1.1\r\nHost: smuggled\r\n\r\n"
# A file again and again: the second request is answered from its bytes, without the decoder.
FILE = b"GET /js/chat.js HTTP/1.1\r\nHost: h\r\n"
CHUNKED = b"Transfer-Encoding: chunked\r\n"

GOOD = [
    OK + b"\r\n",
    OK + b"\r\n" + NEXT,
    FILE + b"\r\n" + FILE + b"User-Agent: a browser's, of more than thirty-two bytes\r\nAccept-Encoding: gzip\r\n\r\n" + NEXT,
    FILE + b"\r\n" + FILE + b"Connection: keep-alive\r\n\r\n" + POST + b"Content-Length: 3\r\n\r\nabc" + FILE + b"\r\n" + NEXT,
    OK + b"\r\n" + b"HEAD /healthz HTTP/1.1\r\nHost: h\r\n\r\n" + b"OPTIONS /js/chat.js HTTP/1.1\r\nHost: h\r\n\r\n" + NEXT,
    OK + b"X: a\tb\r\nY: \xe9\r\nZ:\r\n\r\n" + NEXT,
    OK + b"Connection: close\r\n\r\n" + NEXT,
    b"GET /healthz HTTP/1.0\r\n\r\n" + NEXT,
    b"GET http://h/healthz HTTP/1.1\r\nHost: h\r\n\r\n" + NEXT,
    b"OPTIONS * HTTP/1.1\r\nHost: h\r\n\r\n" + NEXT,
    POST + b"Content-Length: 5\r\n\r\nhello" + NEXT,
    POST + b"Content-Length: 0\r\n\r\n" + NEXT,
    POST + b"Content-Length: %d\r\n\r\n" % len(SMUGGLED) + SMUGGLED + NEXT,
    POST + CHUNKED + b"\r\n5\r\nhello\r\n0\r\n\r\n" + NEXT,
    POST + CHUNKED + b"\r\n5;a=b\r\nhello\r\n00A;c\r\n0123456789\r\n0\r\nX-Trailer: y\r\n\r\n" + NEXT,
    POST + CHUNKED + b"\r\n%x\r\n" % len(SMUGGLED) + SMUGGLED + b"\r\n0\r\n\r\n" + NEXT,
    OK + b"Content-Length: 3\r\n\r\nabc" + OK + b"\r\n",
    POST + b"Expect: 100-continue\r\nContent-Length: 3\r\n\r\nabc" + NEXT,
    OK + b"Range: bytes=0-8\r\nIf-None-Match: *\r\nAccept-Encoding: gzip\r\nCookie: a=b\r\n\r\n" + NEXT,
    OK + b"".join(b"X-%d: %d\r\n" % (number, number) for number in range(60)) + b"\r\n" + NEXT,
]

HOSTILE = [
    POST + b"Content-Length: 6\r\n" + CHUNKED + b"\r\n0\r\n\r\nG" + NEXT,
    POST + CHUNKED + b"Content-Length: 60\r\n\r\n5c\r\n" + SMUGGLED + b"0\r\n\r\n" + NEXT,
    POST + b"Content-Length: 5\r\nContent-Length: 6\r\n\r\nhello" + NEXT,
    POST + b"Content-Length: 5\r\nContent-Length: 5\r\n\r\nhello" + NEXT,
    POST + b"Content-Length: 5, 5\r\n\r\nhello" + NEXT,
    POST + b"Content-Length: +5\r\n\r\nhello" + NEXT,
    POST + b"Content-Length: 0x5\r\n\r\nhello" + NEXT,
    POST + b"Content-Length: 5 \r\n\r\nhello" + NEXT,
    POST + b"Content-Length : 5\r\n\r\nhello" + NEXT,
    POST + b"Content-Length: 00005\r\n\r\nhello" + NEXT,
    POST + b"Content-Length: 18446744073709551621\r\n\r\nhello" + NEXT,
    POST + b"Content_Length: 5\r\n\r\n" + NEXT,
    POST + b"Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n" + NEXT,
    POST + b"Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n" + NEXT,
    POST + b"Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n" + NEXT,
    POST + b"Transfer-Encoding:\tchunked\r\n\r\n0\r\n\r\n" + NEXT,
    POST + b"Transfer-Encoding: Chunked\r\n\r\n0\r\n\r\n" + NEXT,
    POST + b"Transfer-Encoding: \x0bchunked\r\n\r\n0\r\n\r\n" + NEXT,
    POST + b"Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n\r\n0\r\n\r\n" + NEXT,
    POST + b"Transfer-Encoding:\r\n chunked\r\n\r\n0\r\n\r\n" + NEXT,
    POST + b"X: y\rTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n" + NEXT,
    POST + b"X: y\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n" + NEXT,
    b"POST /js/chat.js HTTP/1.0\r\nHost: h\r\n" + CHUNKED + b"\r\n0\r\n\r\n" + NEXT,
    POST + CHUNKED + b"\r\n0x5\r\nhello\r\n0\r\n\r\n" + NEXT,
    POST + CHUNKED + b"\r\n5\nhello\r\n0\r\n\r\n" + NEXT,
    POST + CHUNKED + b"\r\n5 \r\nhello\r\n0\r\n\r\n" + NEXT,
    POST + CHUNKED + b"\r\n-5\r\nhello\r\n0\r\n\r\n" + NEXT,
    POST + CHUNKED + b"\r\n5\r\nhelloXX0\r\n\r\n" + NEXT,
    POST + CHUNKED + b"\r\n5;a=\"\r\n\"\r\nhello\r\n0\r\n\r\n" + NEXT,
    POST + CHUNKED + b"\r\nfffffffffffffffff\r\nhello\r\n0\r\n\r\n" + NEXT,
    POST + CHUNKED + b"\r\n0\r\nContent-Length: 30\r\nTransfer-Encoding: chunked\r\n\r\n" + NEXT,
    b"GET /healthz HTTP/1.1\nHost: h\n\n" + NEXT,
    b"GET /healthz HTTP/1.1\rHost: h\r\r" + NEXT,
    b"GET /healthz HTTP/1.1\r\nHost: h\r\n\n" + NEXT,
    OK + b"X: a\x00b\r\n\r\n" + NEXT,
    OK + b"X: a\r\n b\r\n\r\n" + NEXT,
    OK + b" X: a\r\n\r\n" + NEXT,
    OK + b": a\r\n\r\n" + NEXT,
    OK + b"Host: i\r\n\r\n" + NEXT,
    b"GET /healthz HTTP/1.1\r\n\r\n" + NEXT,
    b"GET /healthz HTTP/1.1\r\nHost: a@b\r\n\r\n" + NEXT,
    b"GET  /healthz  HTTP/1.1\r\nHost: h\r\n\r\n" + NEXT,
    b"GET\t/healthz\tHTTP/1.1\r\nHost: h\r\n\r\n" + NEXT,
    b"GET /healthz\r\n\r\n" + NEXT,
    b"GET /healthz HTTP/2.0\r\nHost: h\r\n\r\n" + NEXT,
    b"GET /healthz HTTP/1.10\r\nHost: h\r\n\r\n" + NEXT,
    b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
    b"CONNECT h:443 HTTP/1.1\r\nHost: h\r\n\r\n" + NEXT,
    b"FOO /healthz HTTP/1.1\r\nHost: h\r\n\r\n" + NEXT,
    OK + b"Upgrade: h2c\r\nConnection: Upgrade\r\n\r\n" + NEXT,
    b"\r\n\r\n" + OK + b"\r\n\r\n\r\n" + NEXT,
]

TOKENS = [
    b"\r", b"\n", b"\r\n", b"\r\n\r\n", b"\x00", b"\x0b", b"\x7f", b"\xff", b" ", b"\t", b":", b";", b",", b"0", b"5", b"f", b"-", b"+", b"_", b"\"",
    b"Content-Length: 5\r\n", b"Content-Length: 0\r\n", CHUNKED, b"Transfer-Encoding: identity\r\n", b"Connection: close\r\n", b"Host: h\r\n",
    b"0\r\n\r\n", b"5\r\nhello\r\n", b"HTTP/1.0", b"HTTP/1.1", b"chunked", b"X: y\r\n", b"\r\n X: y", SMUGGLED,
]


def changed(seed: random.Random) -> bytes:
    """One of the requests after one to three changes: a token put in, bytes cut out, changed or doubled, lines exchanged, or another's end."""
    data = seed.choice(GOOD + HOSTILE)
    if seed.randrange(2):
        # A file, whose plain requests are answered before the decoder.
        data = data.replace(b"/healthz", b"/js/chat.js")
    for _ in range(seed.choice((1, 1, 2, 3))):
        place = seed.randrange(len(data) + 1)
        end = min(len(data), place + seed.choice((1, 1, 2, 8)))
        match seed.randrange(7):
            case 0 | 1: data = data[:place] + seed.choice(TOKENS) + data[place:]
            case 2: data = data[:place] + data[end:]
            case 3: data = data[:place] + seed.randbytes(1) + data[place + 1:]
            case 4: data = data[:place] + data[place:end] + data[place:]
            case 5:
                lines = data.split(b"\r\n")
                first, second = seed.randrange(len(lines)), seed.randrange(len(lines))
                lines[first], lines[second] = lines[second], lines[first]
                data = b"\r\n".join(lines)
            case _:
                other = seed.choice(GOOD + HOSTILE)
                data = data[:place] + other[seed.randrange(len(other)):]
    return data or b"\r\n"
