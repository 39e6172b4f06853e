"""Booking requests as mail: Debian's msmtp hands them to aiosmtpd, Python's email reads them (B-07, B-09, B-11)."""

from __future__ import annotations

import email
import email.message
import email.policy
import json
import os
import pathlib
import stat
import subprocess
from collections.abc import Callable, Iterator
from typing import Any

import httpx
import pytest
from aiosmtpd.controller import Controller

from bellhop import BINARY, Bellhop
from hook import until
from hotels import booking, day, room, write_hotel

NAMES = {"ru": "Анна Каренина-Облонская", "ja": "夏目 漱石", "ar": "نجيب محفوظ", "de": "Jürgen Groß"}
NOTES = {"ru": ["тихий номер, этаж не ниже третьего"], "ja": ["静かな部屋をお願いします"], "ar": ["غرفة هادئة تطل على البحر"], "de": ["Frühstück ohne Ei"]}


class Inbox:
    """Keeps what an SMTP server was given."""

    def __init__(self) -> None:
        self.envelopes: list[Any] = []

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:
        self.envelopes.append(envelope)
        return "250 taken"

    def messages(self, count: int = 1) -> list[email.message.EmailMessage]:
        until(lambda: len(self.envelopes) >= count)
        return [email.message_from_bytes(one.content, policy=email.policy.default) for one in self.envelopes]  # type: ignore[misc]


class FreePort(Controller):
    """Listens on a port that the system picks."""

    def _trigger_server(self) -> None:
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()


@pytest.fixture
def inbox() -> Iterator[tuple[Inbox, int]]:
    kept = Inbox()
    controller = FreePort(kept, hostname="127.0.0.1", port=0)
    controller.start()
    yield kept, controller.port
    controller.stop()


@pytest.fixture
def serve(bellhop: Callable[..., Bellhop], tmp_path: pathlib.Path) -> Callable[..., Bellhop]:
    def start(*command: str, **more: Any) -> Bellhop:
        write_hotel(tmp_path, room(), **more)
        (tmp_path / "config/bellhop.json5").write_text(json.dumps({"bookings": {"spool": "spool", "command": list(command)}}))
        return bellhop()

    return start


def msmtp(folder: pathlib.Path, port: int) -> list[str]:
    settings = folder / "msmtprc"
    settings.write_text(f"account default\nhost 127.0.0.1\nport {port}\nauth off\ntls off\nfrom bellhop@aurora.example\n")
    settings.chmod(0o600)
    return ["msmtp", f"--file={settings}", "-t"]


def post(server: Bellhop, body: Any) -> httpx.Response:
    return httpx.post(f"{server.url}/api/bookings", json=body, timeout=30)


@pytest.mark.parametrize("language", list(NAMES))
def test_b11_the_mail_arrives_whole(language: str, serve: Any, inbox: tuple[Inbox, int], tmp_path: pathlib.Path) -> None:
    kept, port = inbox
    server = serve(*msmtp(tmp_path, port), defaultLanguage=language, languages=["en", "ru", "ja", "ar", "de"], name=f"Отель 帝国 {language}")
    body = booking(fullName=NAMES[language], special_notes=NOTES[language], phone="+380 48 555 01 00")
    receipt = post(server, body).json()
    message = kept.messages()[0]
    assert kept.envelopes[0].rcpt_tos == ["stay@aurora.example"]
    assert not message.defects and not any(value.defects for value in message.values())
    assert receipt["reference"] in message["subject"]
    assert message["reply-to"] == "<ada@example.com>" or message["reply-to"].addresses[0].addr_spec == "ada@example.com"
    assert message["from"].addresses[0].display_name == f"Отель 帝国 {language}"
    text = message.get_content()
    for word in (NAMES[language], *NOTES[language], "ada@example.com", "+380 48 555 01 00", receipt["reference"], day(10), day(13), "360.00 EUR"):
        assert word in text
    words = {"ru": "Заезд", "ja": "チェックイン", "ar": "الوصول", "de": "Anreise"}
    assert words[language] in text
    assert all(len(line) < 1000 and line.isascii() for line in kept.envelopes[0].content.split(b"\r\n"))
    until(lambda: not list((tmp_path / "spool").glob("*.json")))


def test_b07_no_field_adds_a_header_or_a_recipient(serve: Any, inbox: tuple[Inbox, int], tmp_path: pathlib.Path) -> None:
    kept, port = inbox
    server = serve(*msmtp(tmp_path, port))
    for changes in ({"fullName": "Ada\r\nBcc: x@evil.example"}, {"email": "a@b.example\nBcc: x@evil.example"}, {"special_notes": ["a\0b"]},
                    {"phone": "12345\rBcc: x"}, {"email": "a@b.example>, <x@evil.example"}, {"email": "a@b.example, x@evil.example"}):
        assert post(server, booking(**changes)).status_code == 400, changes
    tricky = booking(
        fullName="Bcc: x@evil.example", email="o'brien+bcc@example.com",
        special_notes=["Bcc: x@evil.example", ".", "From x", "=?utf-8?q?Bcc=3A?=", "--", "\"; rm -rf /", "$(id)", "Content-Type: text/html"])
    assert post(server, tricky).status_code == 202
    message = kept.messages()[0]
    assert kept.envelopes[0].rcpt_tos == ["stay@aurora.example"]
    assert message["bcc"] is None and message["cc"] is None and message.get_content_type() == "text/plain"
    assert sorted(name.lower() for name in message.keys() if name.lower() not in ("received", "x-peer", "x-mailfrom", "x-rcptto")) == sorted([
        "from", "to", "subject", "date", "message-id", "mime-version", "content-type", "content-transfer-encoding", "content-language",
        "auto-submitted", "reply-to"])
    assert "\"; rm -rf /" in message.get_content() and "$(id)" in message.get_content()


def test_bookings_to_is_the_recipient(serve: Any, inbox: tuple[Inbox, int], bellhop: Any, tmp_path: pathlib.Path) -> None:
    kept, port = inbox
    write_hotel(tmp_path, room())
    server = bellhop(
        None, "serve", "--port", "0", BELLHOP_BOOKINGS_SPOOL="spool", BELLHOP_BOOKINGS_TO="desk@aurora.example",
        BELLHOP_BOOKINGS_COMMAND=",".join(msmtp(tmp_path, port)))
    post(server, booking(email="ада@пошта.укр"))
    message = kept.messages()[0]
    assert kept.envelopes[0].rcpt_tos == ["desk@aurora.example"]
    # An address that needs SMTPUTF8 on the whole way stands in the text alone.
    assert message["reply-to"] is None and "ада@пошта.укр" in message.get_content()


@pytest.mark.parametrize(
    ("script", "says"),
    [
        (None, "it could not be started: No such file or directory"), ("not executable", "it could not be started: Permission denied"),
        ("#!/bin/sh\ncat >/dev/null\necho 'no route to host'\nexit 1\n", "it ended with exit code 1: no route to host"),
        ("#!/bin/sh\necho \"refused: $(base64 -d -i 2>/dev/null | head -c 0)Ada Lovelace <ada@example.com>\"\nexit 75\n",
         "it ended with exit code 75: refused: <redacted> <<redacted>>"),
        ("#!/bin/sh\nhead -c 1000000 /dev/zero | tr '\\0' 'x'\nexit 2\n", "it ended with exit code 2: xxxx"),
        ("#!/bin/sh\nkill -9 $$\n", "signal 9 ended it"),
    ], ids=["missing", "not executable", "exits 1", "tells the guest's name", "prints 1 MB", "killed"])
def test_b09_a_command_that_fails_is_tried_again(script: str | None, says: str, serve: Any, tmp_path: pathlib.Path) -> None:
    path = tmp_path / "mailer"
    if script:
        path.write_text(script)
        path.chmod(0o600 if script == "not executable" else 0o700)
    server = serve(str(path), "-t")
    assert post(server, booking()).status_code == 202
    until(lambda: says in server.log)
    assert "Lovelace" not in server.log and "ada@" not in server.log and max(len(line) for line in server.lines) < 1000
    listed = subprocess.run([str(BINARY), "bookings"], cwd=tmp_path, capture_output=True, text=True, timeout=30, env={"PATH": os.environ["PATH"]})
    assert says in listed.stdout
    # It is mended: the next attempt takes it.
    path.write_text("#!/bin/sh\ncat > \"$(dirname \"$0\")/taken.eml\"\n")
    path.chmod(stat.S_IRWXU)
    subprocess.run([str(BINARY), "bookings", "retry"], cwd=tmp_path, check=True, timeout=30, env={"PATH": os.environ["PATH"]}, capture_output=True)
    until(lambda: (tmp_path / "taken.eml").exists() and not list((tmp_path / "spool").glob("*.json")))


def test_b09_a_command_that_hangs_blocks_no_chat_and_ends_with_the_server(serve: Any, tmp_path: pathlib.Path) -> None:
    server = serve("sh", "-c", "echo $$ >> pids; sleep 1000")
    for number in range(4):
        assert post(server, booking(number)).status_code == 202
    until(lambda: (tmp_path / "pids").exists() and len((tmp_path / "pids").read_text().split()) == 2)
    chat = httpx.post(f"{server.url}/api/chat", json={"messages": [{"role": "user", "content": "Hello"}]}, timeout=10)
    assert chat.status_code == 200
    assert server.terminate() == 0
    assert len(list((tmp_path / "spool").glob("*.json"))) == 4
    for pid in (tmp_path / "pids").read_text().split():
        assert not pathlib.Path(f"/proc/{pid}").exists()
