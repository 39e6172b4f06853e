"""Many guests and their upstream in one process of its own: paced, numbered events, so that a lost one shows.

`crowd.py` prints the upstream's port, reads the server's port from standard input, and prints what its guests saw as JSON.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import resource
import sys
from collections.abc import Awaitable, Callable

HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n"
LAST = b'data: {"choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}\n\ndata: [DONE]\n\n'
PLAIN = b'{"object":"chat.completion","choices":[{"index":0,"message":{"role":"assistant","content":"fine"},"finish_reason":"stop"}]}'


def event(number: int) -> bytes:
    """Event `number` of an answer, of a usual size."""
    return b'data: {"object":"chat.completion.chunk","choices":[{"index":0,"delta":{"content":"%08d%s"}}]}\n\n' % (number, b"x" * 100)


def chunk(data: bytes) -> bytes:
    return b"%x\r\n%s\r\n" % (len(data), data)


def request(stream: bool) -> bytes:
    body = json.dumps({"messages": [{"role": "user", "content": "hello"}], "stream": stream}).encode()
    return b"POST /api/chat HTTP/1.1\r\nHost: hotel\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s" % (len(body), body)


async def start_upstream(events: int, interval: float) -> asyncio.Server:
    """Answers every request with `events` events, `interval` seconds apart, or plainly where no stream is asked for."""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while True:
                head = await reader.readuntil(b"\r\n\r\n")
                length = next(int(line[15:]) for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:"))
                body = await reader.readexactly(length)
                if b'"stream":true' not in body.replace(b" ", b""):
                    await asyncio.sleep(interval)
                    writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n" % len(PLAIN) + PLAIN)
                    continue
                writer.write(HEAD)
                for number in range(events):
                    writer.write(chunk(event(number)))
                    await writer.drain()
                    await asyncio.sleep(interval)
                writer.write(chunk(LAST) + b"0\r\n\r\n")
        except (asyncio.IncompleteReadError, asyncio.CancelledError, ConnectionError):
            pass
        finally:
            writer.close()

    return await asyncio.start_server(serve, "127.0.0.1", 0, backlog=4096)


async def read_stream(reader: asyncio.StreamReader, seen: Callable[[], Awaitable[None]] | None = None) -> bytes:
    """The body of one streamed answer; `seen` is awaited after each read, and ends the reading by raising."""
    head = await reader.readuntil(b"\r\n\r\n")
    if not head.startswith(b"HTTP/1.1 200 "):
        raise ValueError(head.split(b"\r\n")[0].decode())
    body = b""
    while size := int(await reader.readline(), 16):
        body += (await reader.readexactly(size + 2))[:-2]
        if seen:
            await seen()
    await reader.readexactly(2)
    return body


async def gather(port: int, streams: int, events: int, interval: float) -> dict[str, int]:
    """All guests at once, who begin within one interval; how many got every byte, and what the others got."""
    expected = b"".join(event(number) for number in range(events)) + LAST
    result = {"whole": 0, "broken": 0, "refused": 0}

    async def guest(number: int) -> None:
        await asyncio.sleep(interval * number / streams)
        try:
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            writer.write(request(stream=True))
            result["whole" if await read_stream(reader) == expected else "broken"] += 1
            writer.close()
        except ValueError:
            result["refused"] += 1
        except (OSError, asyncio.IncompleteReadError):
            result["broken"] += 1

    await asyncio.gather(*(guest(number) for number in range(streams)))
    return result


async def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--streams", type=int, default=1000)
    parser.add_argument("--events", type=int, default=12)
    parser.add_argument("--interval", type=float, default=1.0)
    options = parser.parse_args()
    limit = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (limit, limit))
    upstream = await start_upstream(options.events, options.interval)
    print(upstream.sockets[0].getsockname()[1], flush=True)
    port = int(sys.stdin.readline())
    print(json.dumps(await gather(port, options.streams, options.events, options.interval)), flush=True)


if __name__ == "__main__":
    asyncio.run(main())
