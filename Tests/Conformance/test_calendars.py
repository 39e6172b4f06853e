"""Calendars against Python's icalendar and recurring-ical-events, and over HTTP (B-20 to B-23)."""

from __future__ import annotations

import datetime
import http.server
import json
import os
import pathlib
import random
import re
import socket
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

import httpx
import icalendar
import pytest
import recurring_ical_events

from bellhop import BINARY, Bellhop
from calendar_variants import FIXTURES, variant
from hook import until
from hotels import TODAY, booking, day, room, write_hotel

ZONE = "Europe/Kyiv"
HORIZON = 731


def nights_of(text: str, zone: str = ZONE) -> set[str]:
    """The nights from today on that Python's readers find, by the rule of docs/reception.md §2."""
    import zoneinfo

    hotel = zoneinfo.ZoneInfo(zone)
    today = datetime.datetime.now(hotel).date()
    calendar = icalendar.Calendar.from_ical(text)
    start, end = today - datetime.timedelta(days=40), today + datetime.timedelta(days=HORIZON + 2)

    def at_hotel(moment: datetime.date) -> datetime.date:
        if not isinstance(moment, datetime.datetime):
            return moment
        return (moment if moment.tzinfo is None else moment.astimezone(hotel)).date()

    nights: set[str] = set()
    for event in recurring_ical_events.of(calendar, components=["VEVENT"]).between(start, end):
        if str(event.get("STATUS", "")).upper() == "CANCELLED" or str(event.get("TRANSP", "")).upper() == "TRANSPARENT":
            continue
        first, last = at_hotel(event.start), at_hotel(event.end)
        for offset in range(max((last - first).days, 1)):
            night = first + datetime.timedelta(days=offset)
            if today <= night < today + datetime.timedelta(days=HORIZON):
                nights.add(night.isoformat())
    return nights


def booked(server: Bellhop) -> dict[str, set[str] | None]:
    """The nights of each room by id; `None`: not known."""
    rooms = httpx.get(f"{server.url}/api/hotel", timeout=60).json()["rooms"]
    return {one["id"]: None if one.get("availability") == "unknown" else set(one["bookedDates"]) for one in rooms}


def files(folder: pathlib.Path, texts: dict[str, str]) -> None:
    rooms = []
    for name, text in texts.items():
        (folder / f"{name}.ics").write_bytes(text.encode())
        rooms.append(room(name, calendar=f"{name}.ics"))
    write_hotel(folder, *rooms, timeZone=ZONE)


def compare(texts: dict[str, str], bellhop: Callable[..., Bellhop], folder: pathlib.Path) -> None:
    files(folder, texts)
    server = bellhop()
    until(lambda: all(nights is not None for nights in booked(server).values()), 120)
    ours = booked(server)
    wrong = []
    for name, text in texts.items():
        theirs = nights_of(text)
        if ours[name] != theirs:
            wrong.append(f"{name}: only ours {sorted(ours[name] - theirs)[:5]}, only theirs {sorted(theirs - ours[name])[:5]}\n{text}")
    assert not wrong, f"{len(wrong)} of {len(texts)} differ; the first: {wrong[0]}"


def test_b20_feeds_as_the_platforms_write_them(bellhop: Any, tmp_path: pathlib.Path) -> None:
    assert sum(len(nights_of(text)) for text in FIXTURES.values()) > 50
    compare(FIXTURES, bellhop, tmp_path)


def test_b20_500_seeded_variants(bellhop: Any, tmp_path: pathlib.Path) -> None:
    seed = int(os.environ.get("BELLHOP_SEED", "20270115"))
    rng = random.Random(seed)
    texts = {f"v{number}": variant(rng) for number in range(500)}
    found = [len(nights_of(text)) for text in texts.values()]
    print(f"seed {seed}: {sum(found)} nights, {sum(count > 0 for count in found)} variants with some")
    assert sum(count > 0 for count in found) > 350
    compare(texts, bellhop, tmp_path)


# --- Over HTTP ----------------------------------------------------------------------------------------------------------------------


class Feed:
    """A calendar's server: `answer(handler)` answers, which can be exchanged while it runs."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.answer: Callable[[http.server.BaseHTTPRequestHandler], None] = self.calendar
        self.requests: list[dict[str, str]] = []
        self.unchanged = 0
        outer = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                outer.requests.append({name.lower(): value for name, value in self.headers.items()})
                try:
                    outer.answer(self)
                except OSError:
                    pass

            def log_message(self, *_: Any) -> None:
                pass

        self._server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._server.server_port}/ical/s3cret.ics?t=t0ken"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def calendar(self, handler: http.server.BaseHTTPRequestHandler) -> None:
        tag = f'"{hash(self.text)}"'
        if handler.headers.get("if-none-match") == tag:
            self.unchanged += 1
            handler.send_response(304)
            handler.end_headers()
            return
        self.reply(handler, self.text.encode(), etag=tag)

    @staticmethod
    def reply(handler: http.server.BaseHTTPRequestHandler, body: bytes, status: int = 200, **fields: str) -> None:
        handler.send_response(status)
        for name, value in fields.items():
            handler.send_header(name, value)
        handler.send_header("content-length", str(len(body)))
        handler.end_headers()
        handler.wfile.write(body)

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()


def calendar(*nights: str) -> str:
    events = "".join(f"BEGIN:VEVENT\r\nUID:{night}\r\nDTSTART;VALUE=DATE:{night.replace('-', '')}\r\nEND:VEVENT\r\n" for night in nights)
    return f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:test\r\n{events}END:VCALENDAR\r\n"


@pytest.fixture
def feed() -> Iterator[Feed]:
    made = Feed(calendar(day(5)))
    yield made
    made.close()


@pytest.fixture
def serve(bellhop: Callable[..., Bellhop], feed: Feed, tmp_path: pathlib.Path) -> Callable[..., Bellhop]:
    """Starts a server that reads the feed every 0.6 s."""

    def start(**more: Any) -> Bellhop:
        write_hotel(tmp_path, room(calendar=feed.url, **more), room("attic", calendar=[feed.url, "attic.ics"], bookedDates=[day(9)]))
        (tmp_path / "attic.ics").write_text(calendar(day(5), day(6)))
        return bellhop(
            None, "serve", "--port", "0", BELLHOP_BOOKINGS_CALENDAR_MINUTES="0.01", BELLHOP_BOOKINGS_SPOOL="spool",
            BELLHOP_BOOKINGS_COMMAND="tee,-a,taken", BELLHOP_LIMITS_REQUESTS_PER_MINUTE="10000")

    return start


def offer(server: Bellhop, number: int, **changes: Any) -> tuple[int, str | None]:
    answer = httpx.post(f"{server.url}/api/bookings", json=booking(number, **changes), timeout=30)
    return answer.status_code, answer.json().get("error", {}).get("param")


def test_b21_a_booking_in_the_feed_is_refused_within_one_reading(serve: Any, feed: Feed) -> None:
    server = serve()
    until(lambda: booked(server) == {"garden": {day(5)}, "attic": {day(5), day(9)}})
    assert offer(server, 1, check_in=day(10), check_out=day(12)) == (202, None)
    feed.text = calendar(day(5), day(11))
    until(lambda: booked(server)["garden"] == {day(5), day(11)}, 10)
    assert offer(server, 2, check_in=day(10), check_out=day(12)) == (409, "dates")
    assert offer(server, 3, check_in=day(10), check_out=day(11)) == (202, None)
    # Past the two years that are expanded nothing is known.
    assert offer(server, 4, check_in=day(800), check_out=day(801)) == (409, "dates")
    asked = {"messages": [{"role": "user", "content": "Which rooms are free?"}], "assistant": "general",
             "context": {"language": "en", "bookingState": {"collectedData": {"checkIn": day(11), "checkOut": day(12)}}}}
    said = httpx.post(f"{server.url}/api/chat", json=asked, timeout=30).json()["choices"][0]["message"]["content"]
    assert "attic" in said and "garden" not in said
    until(lambda: feed.unchanged > 2)
    samples = server.metrics()
    assert 0 <= samples['bellhop_calendar_age_seconds{room="garden"}'] < 5
    for text in (server.log, httpx.get(f"{server.url}/api/hotel").text):
        assert "s3cret" not in text and "t0ken" not in text and "attic.ics" not in text


WRONG: dict[str, Callable[[http.server.BaseHTTPRequestHandler], None]] = {
    "it answered 404": lambda handler: Feed.reply(handler, b"gone", 404),
    "it is no iCalendar": lambda handler: Feed.reply(handler, b"X-A:1\n"),
    "without a colon": lambda handler: Feed.reply(handler, b"<!doctype html>\n<title>Sign in</title>"),
    "it was cut": lambda handler: Feed.reply(handler, calendar(day(5)).encode()[:-15]),
    "more than 2097152 bytes": lambda handler: Feed.reply(handler, calendar(*[day(5)] * 60_000).encode()),
    "an address that is not https": lambda handler: Feed.reply(handler, b"", 302, location="http://127.0.0.1:1/a.ics"),
    "the connection ended": lambda handler: handler.connection.shutdown(socket.SHUT_RDWR),
    "is not understood": lambda handler: Feed.reply(handler, calendar(day(5)).replace("UID:", "RRULE:FREQ=HOURLY\r\nUID:").encode()),
}


@pytest.mark.parametrize("says", list(WRONG))
def test_b22_a_feed_that_goes_wrong_keeps_its_last_reading_and_says_so_once(says: str, serve: Any, feed: Feed) -> None:
    server = serve()
    until(lambda: booked(server)["garden"] == {day(5)})
    feed.answer = WRONG[says]
    until(lambda: says in server.log)
    seen = len(feed.requests)
    until(lambda: len(feed.requests) > seen + 5)
    assert booked(server)["garden"] == {day(5)}
    # The feed stands in two rooms.
    assert server.log.count("a calendar cannot be read") == 2
    assert "s3cret" not in server.log
    feed.answer = feed.calendar
    until(lambda: server.log.count("a calendar can be read again") == 2)


def test_b22_a_feed_that_was_never_good_is_unknown_and_refused(serve: Any, feed: Feed) -> None:
    feed.answer = WRONG["it answered 404"]
    server = serve()
    until(lambda: "it answered 404" in server.log)
    assert booked(server) == {"garden": None, "attic": None}
    assert offer(server, 1) == (409, "dates")
    assert server.metrics()['bellhop_calendar_age_seconds{room="garden"}'] == -1
    feed.answer = feed.calendar
    until(lambda: booked(server)["garden"] == {day(5)})
    assert offer(server, 2) == (202, None)


def test_b22_a_feed_that_trickles_is_left_after_15_seconds(serve: Any, feed: Feed) -> None:
    end = threading.Event()

    def trickle(handler: http.server.BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        handler.send_header("transfer-encoding", "chunked")
        handler.end_headers()
        while not end.wait(0.1):
            handler.wfile.write(b"1\r\nX\r\n")
            handler.wfile.flush()

    feed.answer = trickle
    server = serve()
    started = time.monotonic()
    assert httpx.get(f"{server.url}/api/hotel", timeout=5).status_code == 200
    until(lambda: "no whole answer within 15 s" in server.log, 30)
    assert time.monotonic() - started > 10
    end.set()


def test_b23_many_feeds_delay_neither_the_start_nor_a_guest(bellhop: Any, tmp_path: pathlib.Path) -> None:
    text = calendar(*(day(offset % 400) for offset in range(600)))
    text += "" if len(text) > 50_000 else text.replace("UID:", "X-PADDING:" + "x" * 60 + "\r\nUID:")
    assert len(text) > 50_000
    many = Feed(text)
    try:
        started = time.monotonic()
        write_hotel(tmp_path, room())
        bellhop().terminate()
        usual = time.monotonic() - started
        write_hotel(tmp_path, *(room(f"r{number}", calendar=f"{many.url}&n={number}") for number in range(200)))
        started = time.monotonic()
        server = bellhop()
        assert time.monotonic() - started < usual + 2
        assert httpx.get(f"{server.url}/api/hotel", timeout=5).json()["rooms"][199]["availability"] == "unknown"
        slowest = 0.0
        while any(nights is None for nights in booked(server).values()):
            begun = time.monotonic()
            assert httpx.get(f"{server.url}/healthz", timeout=5).status_code == 200
            slowest = max(slowest, time.monotonic() - begun)
            assert time.monotonic() - started < 300, "they are not all read"
        print(f"slowest look at /healthz while 200 calendars were read: {slowest * 1000:.0f} ms")
    finally:
        many.close()


def test_calendar_settings_that_are_wrong_are_exit_78_without_the_address(tmp_path: pathlib.Path) -> None:
    def check(**more: Any) -> str:
        write_hotel(tmp_path, room(**more))
        run = subprocess.run([str(BINARY), "check"], cwd=tmp_path, capture_output=True, text=True, timeout=30, env={"PATH": os.environ["PATH"]})
        assert "s3cret" not in run.stderr + run.stdout
        return run.stderr if run.returncode == 78 else f"exit {run.returncode}"

    assert "rooms[0].calendar[0]: found an address that is not https" in check(calendar="http://a.example/s3cret.ics")
    assert "rooms[0].units" in check(units=0)
    assert "rooms[0].calendar: found a number" in check(calendar=5)
    assert "there is no such file" in check(calendar="missing.ics")
    (tmp_path / "bad.ics").write_text("BEGIN:VCALENDAR\nBEGIN:VEVENT\nDTSTART:1\nEND:VEVENT\nEND:VCALENDAR\n")
    assert "bad.ics" in check(calendar="bad.ics") and "line 3" in check(calendar="bad.ics")
    (tmp_path / "good.ics").write_text(calendar(day(3)))
    assert check(calendar=["good.ics", "https://a.example/s3cret.ics"], units=2) == "exit 0"
