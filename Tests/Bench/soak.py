"""R-G4: a steady load with a fifth of the answers given up half-way: `soak.py --seconds N`.

Shows that memory and descriptors stay level, that nobody gets a 5xx, and that the books balance; ends with 1 and the reasons where not.
"""

from __future__ import annotations

import argparse
import asyncio
import collections
import json
import pathlib
import random
import statistics
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "Conformance"))

import crowd  # noqa: E402
from bellhop import KEY, Bellhop  # noqa: E402
from observe import MIB, descriptors, in_flight, outcomes, resident, until  # noqa: E402

GUESTS, EVENTS, INTERVAL, ABORTED = 60, 20, 0.05, 0.2
# An answer lasts EVENTS × INTERVAL; who leaves does so before its status line, within it, or while a plain one is awaited.
WHOLE = b"".join(crowd.event(number) for number in range(EVENTS)) + crowd.LAST
LEVEL_MEMORY, LEVEL_DESCRIPTORS = 2 * MIB, GUESTS // 4


class Left(Exception):
    """The guest has gone."""


class Soak:
    def __init__(self, server: Bellhop, seconds: float) -> None:
        self.server, self.seconds = server, seconds
        self.turns: collections.Counter[str] = collections.Counter()
        self.memory: list[int] = []
        self.descriptors: list[int] = []
        self.random = random.Random(1)

    async def guest(self, end: float) -> None:
        """One guest after the other on one place, on a connection that is kept until somebody leaves."""
        await asyncio.sleep(self.random.random())
        connection = None
        while asyncio.get_running_loop().time() < end:
            connection = connection or await asyncio.open_connection("127.0.0.1", self.server.port)
            try:
                self.turns[await self.turn(*connection)] += 1
            except Left:
                self.turns["left"] += 1
                connection[1].close()
                connection = None
            except (ValueError, OSError, asyncio.IncompleteReadError) as error:
                self.turns[f"failed: {error}"] += 1
                connection[1].close()
                connection = None
        if connection:
            connection[1].close()

    async def turn(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> str:
        streamed, leaves = self.random.random() < 0.8, self.random.random() < ABORTED
        writer.write(crowd.request(stream=streamed))
        limit = self.random.random() * EVENTS * INTERVAL * (1 if streamed else 0.04)
        try:
            async with asyncio.timeout(limit if leaves else 30):
                if not streamed:
                    head = await reader.readuntil(b"\r\n\r\n")
                    whole = head.startswith(b"HTTP/1.1 200 ") and await reader.readexactly(len(crowd.PLAIN)) == crowd.PLAIN
                    return "completed" if whole else f"failed: {head[:15]!r}"
                return "completed" if await crowd.read_stream(reader) == WHOLE else "failed: lost events"
        except TimeoutError:
            raise (Left if leaves else ValueError("no end")) from None

    async def sample(self, end: float) -> None:
        while asyncio.get_running_loop().time() < end:
            await asyncio.sleep(self.seconds / 90)
            self.memory.append(resident(self.server))
            self.descriptors.append(descriptors(self.server))

    async def run(self) -> None:
        end = asyncio.get_running_loop().time() + self.seconds
        await asyncio.gather(self.sample(end), *(self.guest(end) for _ in range(GUESTS)))

    def rise(self, samples: list[int]) -> float:
        """From the second third of the time to the last; the first is for warming up."""
        third = len(samples) // 3
        return statistics.median(samples[-third:]) - statistics.median(samples[third:-third])

    def faults(self) -> list[str]:
        until(lambda: in_flight(self.server) == 0)
        told = outcomes(self.server)
        statuses = [name for name, value in self.server.metrics().items() if 'status="5' in name and value]
        checks = {
            "memory rises": self.rise(self.memory) < LEVEL_MEMORY,
            "descriptors rise": self.rise(self.descriptors) < LEVEL_DESCRIPTORS,
            f"answers fail: {dict(self.turns)}": set(self.turns) == {"completed", "left"},
            f"5xx: {statuses}": not statuses,
            "something is in flight at rest": in_flight(self.server) == 0,
            f"outcomes: {told}": sum(told.values()) == sum(self.turns.values()) and set(told) <= {"completed", "client_closed"},
        }
        return [reason for reason, holds in checks.items() if not holds]

    def summary(self) -> dict[str, object]:
        return {
            "seconds": self.seconds, "turns": dict(self.turns),
            "memory MB": [round(value / 1e6, 1) for value in self.memory[:: max(len(self.memory) // 9, 1)]],
            "descriptors": self.descriptors[:: max(len(self.descriptors) // 9, 1)],
        }


async def soak(seconds: float) -> list[str]:
    upstream = await crowd.start_upstream(EVENTS, INTERVAL)
    with tempfile.TemporaryDirectory() as folder:
        server = Bellhop(
            cwd=pathlib.Path(folder), OPENAI_BASE_URL=f"http://127.0.0.1:{upstream.sockets[0].getsockname()[1]}/v1", OPENAI_API_KEY=KEY,
            BELLHOP_LIMITS_CONCURRENT_STREAMS="100000", BELLHOP_LIMITS_REQUESTS_PER_MINUTE="1000000")
        try:
            load = Soak(server, seconds)
            await load.run()
            await asyncio.sleep(0.5)
            found = load.faults()
            print(json.dumps(load.summary() | {"faults": found}))
            return found
        finally:
            server.terminate()


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=600)
    return 1 if asyncio.run(soak(parser.parse_args().seconds)) else 0


if __name__ == "__main__":
    sys.exit(main())
