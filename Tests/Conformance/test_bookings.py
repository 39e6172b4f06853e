"""Booking requests on their way to the hotel: webhook, signature, retries, crashes, disk (docs/reception.md §1)."""

from __future__ import annotations

import http.client
import http.server
import json
import os
import pathlib
import random
import re
import shutil
import signal
import socket
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

import httpx
import pytest
from standardwebhooks import Webhook, WebhookVerificationError

from bellhop import BINARY, Bellhop
from hook import Hook, until
from hotels import booking, day, room, write_hotel

SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"


@pytest.fixture
def hook() -> Iterator[Callable[..., Hook]]:
    made: list[Hook] = []

    def make(*arguments: Any) -> Hook:
        made.append(Hook(*arguments))
        return made[-1]

    yield make
    for one in made:
        one.close()


@pytest.fixture
def serve(bellhop: Callable[..., Bellhop], tmp_path: pathlib.Path) -> Callable[..., Bellhop]:
    """Starts a server whose booking requests go to a webhook."""
    write_hotel(tmp_path, room(bookedDates=[day(20)]))

    def start(webhook: str | None = None, **environment: str) -> Bellhop:
        if webhook:
            environment = {"BELLHOP_BOOKINGS_WEBHOOK": webhook, "BELLHOP_BOOKINGS_WEBHOOK_SECRET": SECRET} | environment
        return bellhop(
            None, "serve", "--port", "0",
            **{"BELLHOP_BOOKINGS_SPOOL": str(tmp_path / "spool"), "BELLHOP_LIMITS_REQUESTS_PER_MINUTE": "100000"} | environment)

    return start


def post(server: Bellhop, body: Any, **fields: str) -> httpx.Response:
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    return httpx.post(f"{server.url}/api/bookings", content=content, headers={"content-type": "application/json"} | fields, timeout=30)


def spool(tmp_path: pathlib.Path, folder: str = "") -> list[str]:
    return sorted(path.name for path in (tmp_path / "spool" / folder).glob("*.json"))


def command(tmp_path: pathlib.Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [str(BINARY), "bookings", *arguments], cwd=tmp_path, capture_output=True, text=True, timeout=30,
        env={"PATH": os.environ["PATH"], "BELLHOP_BOOKINGS_SPOOL": str(tmp_path / "spool")})


def test_b01_a_request_reaches_the_webhook_signed(serve: Any, hook: Any, tmp_path: pathlib.Path) -> None:
    # B-01
    target = hook()
    server = serve(target.url)
    answer = post(server, booking())
    assert answer.status_code == 202
    assert answer.headers["cache-control"] == "no-store"
    receipt = answer.json()
    assert receipt["id"] == booking()["id"] and receipt["total"] == 360 and receipt["currency"] == "EUR"
    assert re.fullmatch(r"[BCDFGHJKMNPQRSTVWXYZ23456789]{4}-[BCDFGHJKMNPQRSTVWXYZ23456789]{4}", receipt["reference"])
    fields, body = target.wait(1)[0]
    verified = Webhook(SECRET).verify(body, fields)
    assert verified["type"] == "booking.requested" and fields["content-type"] == "application/json"
    with pytest.raises(WebhookVerificationError):
        Webhook(SECRET).verify(body.replace(b"360", b"361"), fields)
    data = verified["data"]
    assert data["price_per_night"] == [{"date": day(offset), "price": 120} for offset in (10, 11, 12)]
    assert data | {"price_per_night": 0} == {
        "id": receipt["id"], "reference": receipt["reference"], "hotel": "Hotel Aurora", "room": {"id": "garden", "name": "The garden room"},
        "check_in": day(10), "check_out": day(13), "nights": 3, "guests": 2, "price_per_night": 0, "total": 360, "currency": "EUR",
        "special_notes": ["vegan breakfast"], "guest": {"fullName": "Ada Lovelace", "email": "ada@example.com", "phone": ""},
        "language": "de"}
    until(lambda: spool(tmp_path) == [])
    until(lambda: server.metrics()['bellhop_bookings_total{result="delivered"}'] == 1)
    assert server.metrics()["bellhop_bookings_pending"] == 0
    assert len(target.requests) == 1
    for word in ("Ada", "ada@example.com", "vegan", "t0ken", SECRET):
        assert word not in server.log
    assert receipt["id"] in server.log


def test_b02_one_id_is_one_request_also_over_a_restart(serve: Any, hook: Any) -> None:
    # B-02
    target = hook()
    server = serve(target.url)
    answers: list[httpx.Response] = []
    threads = [threading.Thread(target=lambda: answers.append(post(server, booking()))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert {(one.status_code, one.text) for one in answers} == {(202, answers[0].text)}
    target.wait(1)
    assert server.terminate() == 0
    again = serve(target.url)
    assert post(again, booking()).text == answers[0].text
    taken = post(again, booking(fullName="Somebody Else"))
    assert (taken.status_code, taken.json()["error"]["code"]) == (409, "id_taken")
    # One more request that does arrive shows that nothing else was on its way.
    post(again, booking(2))
    target.wait(2)
    assert target.ids() == [booking()["id"], booking(2)["id"]]


def test_b03_numbers_of_the_browser_are_not_read(serve: Any, hook: Any) -> None:
    # B-03
    target = hook()
    body = booking() | {"total": 1, "currency": "JPY"}
    body["offer"] |= {"total_price": "1", "total_nights": "1", "room_price": "0.01", "room_name": "Penthouse"}
    assert post(serve(target.url), body).json()["total"] == 360
    data = json.loads(target.wait(1)[0][1])["data"]
    assert (data["total"], data["nights"], data["room"]["name"], data["currency"]) == (360, 3, "The garden room", "EUR")


def test_b04_a_webhook_that_comes_back_gets_what_it_missed(serve: Any, hook: Any, tmp_path: pathlib.Path) -> None:
    # B-04
    def answer(handler: Any, number: int) -> None:
        Hook.status(500 if number <= 2 else 200)(handler, number)

    target = hook(answer)
    server = serve(target.url)
    started = time.monotonic()
    assert post(server, booking()).status_code == 202
    assert time.monotonic() - started < 10
    target.wait(2)
    until(lambda: "2 attempts" in command(tmp_path).stdout)
    listed = command(tmp_path)
    assert booking()["id"] in listed.stdout and "it answered 500" in listed.stdout and "Ada" not in listed.stdout
    # `retry` does not wait for the pause.
    assert command(tmp_path, "retry", booking()["id"]).stdout == "1 to try again\n"
    until(lambda: spool(tmp_path) == [])
    bodies = {body for _, body in target.wait(3)}
    assert len(bodies) == 1, "every attempt carries the same bytes"
    assert command(tmp_path).stdout == "no booking requests wait\n"


def test_b05_a_crash_at_any_moment_loses_no_request(hook: Any, tmp_path: pathlib.Path) -> None:
    """B-05: 200 times: requests go in, the server is killed at a random moment; after the last start every 202 has been delivered."""
    write_hotel(tmp_path)
    seed = int(os.environ.get("BELLHOP_SEED", "20270115"))
    rng = random.Random(seed)
    target = hook()
    environment = {
        "BELLHOP_BOOKINGS_SPOOL": str(tmp_path / "spool"), "BELLHOP_BOOKINGS_WEBHOOK": target.url,
        "BELLHOP_LIMITS_REQUESTS_PER_MINUTE": "1000000"}
    accepted: set[str] = set()
    number = 0
    for _ in range(200):
        server = Bellhop("serve", "--port", "0", cwd=tmp_path, **environment)
        stop = threading.Event()
        counter = iter(range(number, number + 10_000))

        def send() -> None:
            line = http.client.HTTPConnection("127.0.0.1", server.port, timeout=10)
            while not stop.is_set():
                body = booking(next(counter))
                try:
                    line.request("POST", "/api/bookings", json.dumps(body), {"content-type": "application/json"})
                    answer = line.getresponse()
                    answer.read()
                except (OSError, http.client.HTTPException):
                    return
                assert answer.status == 202
                accepted.add(body["id"])

        threads = [threading.Thread(target=send) for _ in range(3)]
        for thread in threads:
            thread.start()
        # After so many more answers, and then at any moment of the next ones.
        enough = len(accepted) + rng.randint(0, 8)
        until(lambda: len(accepted) >= enough)
        time.sleep(rng.uniform(0, 0.03))
        server.process.send_signal(signal.SIGKILL)
        server.process.wait()
        stop.set()
        for thread in threads:
            thread.join()
        number = next(counter)
    last = Bellhop("serve", "--port", "0", cwd=tmp_path, **environment)
    try:
        until(lambda: accepted <= set(target.ids()), 60)
        until(lambda: spool(tmp_path) == [], 60)
    finally:
        last.terminate()
    print(f"seed {seed}: {len(accepted)} accepted, {len(target.requests)} deliveries, {len(target.requests) - len(set(target.ids()))} twice")
    assert len(accepted) >= 500


def test_b06_a_spool_that_cannot_be_written_is_503_and_nothing_else_suffers(serve: Any, hook: Any, tmp_path: pathlib.Path) -> None:
    # B-06
    server = serve(hook().url)
    (tmp_path / "spool").rename(tmp_path / "away")
    (tmp_path / "spool").write_text("no folder")
    answer = post(server, booking())
    assert (answer.status_code, answer.json()["error"]["code"]) == (503, "bookings_unavailable")
    assert httpx.get(f"{server.url}/healthz").status_code == 200
    chat = httpx.post(f"{server.url}/api/chat", json={"messages": [{"role": "user", "content": "Hello"}]}, timeout=30)
    assert chat.status_code == 200
    (tmp_path / "spool").unlink()
    (tmp_path / "away").rename(tmp_path / "spool")
    assert post(server, booking()).status_code == 202


@pytest.mark.skipif(os.geteuid() != 0, reason="a small disk is mounted")
def test_b06_a_full_disk_loses_nothing(bellhop: Any, hook: Any, tmp_path: pathlib.Path) -> None:
    # B-06
    write_hotel(tmp_path)
    disk = tmp_path / "disk"
    disk.mkdir()
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", str(disk)], capture_output=True).returncode:
        pytest.skip("no disk can be mounted here")
    try:
        # Nobody listens there yet: everything stays in the spool.
        with socket.create_server(("127.0.0.1", 0)) as place:
            address = place.getsockname()
        environment = {
            "BELLHOP_BOOKINGS_SPOOL": str(disk / "spool"), "BELLHOP_LIMITS_REQUESTS_PER_MINUTE": "100000",
            "BELLHOP_BOOKINGS_WEBHOOK": f"http://127.0.0.1:{address[1]}/"}
        server = bellhop(None, "serve", "--port", "0", **environment)
        codes = [post(server, booking(number)).status_code for number in range(40)]
        assert codes[0] == 202 and codes[-1] == 503 and set(codes) == {202, 503}
        assert httpx.get(f"{server.url}/healthz").status_code == 200
        server.terminate()
        target = hook()
        again = bellhop(None, "serve", "--port", "0", **environment | {"BELLHOP_BOOKINGS_WEBHOOK": target.url})
        accepted = {booking(number)["id"] for number, code in enumerate(codes) if code == 202}
        until(lambda: accepted == set(target.ids()))
        again.terminate()
    finally:
        subprocess.run(["umount", "-l", str(disk)], check=True)


@pytest.mark.parametrize(
    ("answer", "says"),
    [
        (Hook.status(301, location="http://127.0.0.1:1/"), "it answered 301, and redirects are not followed"),
        (Hook.status(404), "it answered 404"), (Hook.status(500), "it answered 500"),
        (lambda handler, _: handler.connection.shutdown(socket.SHUT_RDWR), "the connection ended"),
        (lambda handler, _: handler.wfile.write(b"250 OK\r\n\r\n"), "the connection ended"),
    ], ids=["301", "404", "500", "cut", "no HTTP"])
def test_b08_what_a_webhook_answers_wrongly_is_tried_again(answer: Any, says: str, serve: Any, hook: Any, tmp_path: pathlib.Path) -> None:
    # B-08
    target = hook(answer)
    server = serve(target.url)
    assert post(server, booking()).status_code == 202
    target.wait(1)
    until(lambda: says in command(tmp_path).stdout)
    assert spool(tmp_path) == [booking()["id"] + ".json"]
    assert "t0ken" not in server.log + command(tmp_path).stdout


def test_b08_410_gives_up_and_retry_brings_it_back(serve: Any, hook: Any, tmp_path: pathlib.Path) -> None:
    # B-08
    target = hook(lambda handler, number: Hook.status(410 if number == 1 else 200)(handler, number))
    server = serve(target.url)
    post(server, booking())
    until(lambda: spool(tmp_path, "failed") == [booking()["id"] + ".json"])
    assert spool(tmp_path) == [] and "booking request given up" in server.log
    assert "failed" in command(tmp_path).stdout and "it answered 410" in command(tmp_path).stdout
    assert command(tmp_path, "retry").stdout == "1 to try again\n"
    until(lambda: spool(tmp_path) == [])
    assert len(target.wait(2)) == 2


@pytest.mark.parametrize("drips", [False, True], ids=["hangs", "trickles"])
def test_b08_a_webhook_that_hangs_is_left_after_15_seconds_and_blocks_no_chat(drips: bool, serve: Any, hook: Any, tmp_path: pathlib.Path) -> None:
    # B-08
    end = threading.Event()

    def answer(handler: http.server.BaseHTTPRequestHandler, _: int) -> None:
        while not end.wait(0.2):
            if drips:
                handler.wfile.write(b"H")
                handler.wfile.flush()

    target = hook(answer)
    server = serve(target.url)
    for number in range(6):
        assert post(server, booking(number)).status_code == 202
    target.wait(4)
    chat = httpx.post(f"{server.url}/api/chat", json={"messages": [{"role": "user", "content": "Hello"}]}, timeout=10)
    assert chat.status_code == 200
    until(lambda: "no whole answer within 15 s" in command(tmp_path).stdout or (drips and "the connection ended" in command(tmp_path).stdout), 25)
    end.set()
    assert len(spool(tmp_path)) == 6


def test_b10_who_may_not_ask_is_told_so(serve: Any, hook: Any) -> None:
    # B-10
    server = serve(hook().url, BELLHOP_LIMITS_REQUESTS_PER_MINUTE="20", BELLHOP_ORIGINS="https://hotel.example")
    code = lambda answer: (answer.status_code, answer.json()["error"]["code"], answer.json()["error"]["param"])  # noqa: E731
    assert post(server, booking(), origin="https://evil.example").status_code == 403
    assert code(post(server, booking(consent=False))) == (400, "consent_required", "consent")
    assert post(server, b'{"id":"' + b"x" * (17 << 10) + b'"}').status_code == 413
    assert code(post(server, booking(room_id="cellar"))) == (409, "offer_unavailable", "room")
    assert code(post(server, booking(check_in=day(-2)))) == (409, "offer_unavailable", "dates")
    assert code(post(server, booking(check_in=day(19), check_out=day(22)))) == (409, "offer_unavailable", "dates")
    assert code(post(server, booking(guests=4))) == (409, "offer_unavailable", "guests")
    assert httpx.get(f"{server.url}/api/bookings").status_code == 405
    assert httpx.post(f"{server.url}/api/bookings", content=b"{}", headers={"content-type": "text/plain"}).status_code == 415
    allowed = post(server, booking(), origin="https://hotel.example")
    assert allowed.headers["access-control-allow-origin"] == "https://hotel.example" and allowed.status_code == 202
    asked = {"origin": "https://hotel.example", "access-control-request-method": "POST", "access-control-request-headers": "content-type"}
    preflight = httpx.options(f"{server.url}/api/bookings", headers=asked)
    assert preflight.status_code == 204 and "POST" in preflight.headers["access-control-allow-methods"]
    assert httpx.options(f"{server.url}/api/bookings", headers=asked | {"origin": "https://evil.example"}).status_code == 403
    codes = [post(server, booking()).status_code for _ in range(21)]
    assert codes[0] == 202 and codes[-1] == 429
    assert post(server, booking()).headers["retry-after"]


def test_a_body_that_drips_and_a_kept_connection_are_fine(serve: Any, hook: Any) -> None:
    server = serve(hook().url)
    body = json.dumps(booking()).encode()
    with socket.create_connection(("127.0.0.1", server.port), timeout=10) as line:
        head = f"POST /api/bookings HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n".encode()
        for byte in head + body:
            line.sendall(bytes([byte]))
        line.sendall(b"GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
        answer = b"".join(iter(lambda: line.recv(65536), b""))
    assert answer.startswith(b"HTTP/1.1 202 ") and answer.endswith(b"\r\n\r\nok\n")


def test_without_a_sink_there_is_no_such_path(bellhop: Any, tmp_path: pathlib.Path) -> None:
    write_hotel(tmp_path)
    server = bellhop()
    assert post(server, booking()).status_code == 404
    assert httpx.get(f"{server.url}/api/hotel").json()["service"]["bookings"] is False


def test_the_hotel_says_that_requests_are_taken(serve: Any, hook: Any) -> None:
    assert httpx.get(f"{serve(hook().url).url}/api/hotel").json()["service"]["bookings"] is True


def test_two_servers_on_one_spool_are_refused(serve: Any, hook: Any, tmp_path: pathlib.Path) -> None:
    target = hook()
    first = serve(target.url)
    with pytest.raises(RuntimeError, match="another bellhop uses this folder"):
        serve(target.url)
    assert post(first, booking()).status_code == 202
    target.wait(1)


@pytest.mark.parametrize(
    ("environment", "says"),
    [
        ({"BELLHOP_BOOKINGS_WEBHOOK": "https://a.example/"}, "bookings.spool: not set"),
        ({"BELLHOP_BOOKINGS_WEBHOOK": "http://a.example/s3cret", "BELLHOP_BOOKINGS_SPOOL": "s"}, "bookings.webhook: found a text, allowed is"),
        ({"BELLHOP_BOOKINGS_WEBHOOK": "https://a.example/", "BELLHOP_BOOKINGS_SPOOL": "s", "BELLHOP_BOOKINGS_WEBHOOK_SECRET": "s3cret"}, "whsec_"),
        ({"BELLHOP_BOOKINGS_COMMAND": "cat", "BELLHOP_BOOKINGS_SPOOL": "s", "BELLHOP_BOOKINGS_TO": "a@b, c@d"}, "bookings.to"),
    ], ids=["no spool", "plain http", "no secret", "two recipients"])
def test_settings_that_do_not_go_together_are_exit_78(environment: dict[str, str], says: str, tmp_path: pathlib.Path) -> None:
    write_hotel(tmp_path)
    for verb in ("check", "serve"):
        run = subprocess.run(
            [str(BINARY), verb], cwd=tmp_path, capture_output=True, text=True, timeout=30,
            env={"PATH": os.environ["PATH"], "BELLHOP_PORT": "0"} | environment)
        assert run.returncode == 78 and says in run.stderr and "s3cret" not in run.stderr + run.stdout, run.stderr


def test_a_spool_of_garbage_does_not_stop_the_start(serve: Any, hook: Any, tmp_path: pathlib.Path) -> None:
    folder = tmp_path / "spool"
    folder.mkdir()
    for number, content in enumerate([b"", b"{", b"\0" * 4096, b'{"version":1}', b"[" * 5000]):
        (folder / f"00000000-0000-4000-8000-{900 + number:012d}.json").write_bytes(content)
    (folder / "notes.txt").write_text("mine")
    (folder / f"00000000-0000-4000-8000-{990:012d}.json").mkdir()
    target = hook()
    server = serve(target.url)
    assert post(server, booking()).status_code == 202
    target.wait(1)
    until(lambda: server.log.count("no booking request and is left alone") == 6)
    assert (folder / "notes.txt").read_text() == "mine"
    assert "cannot be read" in command(tmp_path).stdout
    shutil.rmtree(folder)
