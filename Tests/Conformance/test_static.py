"""Files and event streams as curl sees them."""

from __future__ import annotations

import gzip
import json
import pathlib
import subprocess
from collections.abc import Callable

import pytest

from bellhop import ROOT, Bellhop
from upstream import Upstream, stream


def curl(*arguments: str) -> tuple[int, dict[str, str], bytes]:
    """Status, fields by lower-case name, and the body as it came over the wire."""
    raw = subprocess.run(["curl", "--silent", "--show-error", "--include", "--raw", *arguments], check=True, capture_output=True).stdout
    head, body = raw.split(b"\r\n\r\n", 1)
    lines = head.decode().split("\r\n")
    fields = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines[1:])}
    return int(lines[0].split()[1]), fields, body


@pytest.fixture
def server(bellhop: Callable[..., Bellhop]) -> Bellhop:
    return bellhop()


def test_a_compressed_file_revalidates(server: Bellhop) -> None:
    """S2, S8: gzip with its own strong tag, and 304 for it."""
    status, fields, body = curl("--header", "Accept-Encoding: deflate, gzip, br, zstd", f"{server.url}/js/chat.js")
    assert (status, fields["content-encoding"]) == (200, "gzip")
    # The bundle's scripts come without their comments.
    assert gzip.decompress(body) == curl("--header", "Accept-Encoding: identity", f"{server.url}/js/chat.js")[2]
    tag = fields["etag"]
    assert tag.startswith('"') and fields["vary"] == "Accept-Encoding"
    status, fields, body = curl("--header", "Accept-Encoding: gzip", "--header", f"If-None-Match: {tag}", f"{server.url}/js/chat.js")
    assert (status, fields["etag"], body) == (304, tag, b"")


@pytest.mark.parametrize("accepted", ["gzip", "gzip, br, zstd", "*", "identity;q=0, gzip", ""])
def test_an_event_stream_is_never_compressed(
    upstream: Callable[..., Upstream], bellhop: Callable[..., Bellhop], accepted: str
) -> None:
    """R-A10: whatever `Accept-Encoding` says, the bytes are the upstream's."""
    server = bellhop(upstream(stream("Hello")))
    status, fields, body = curl(
        "--header", f"Accept-Encoding: {accepted}", "--json", json.dumps({"messages": [{"role": "user", "content": "x"}], "stream": True}),
        f"{server.url}/api/chat",
    )
    assert status == 200 and "content-encoding" not in fields and "content-length" not in fields
    assert fields["content-type"] == "text/event-stream; charset=utf-8"
    assert fields["cache-control"] == "no-cache, no-transform" and fields["x-accel-buffering"] == "no"
    assert b'"content":"Hello"' in body and b"data: [DONE]\n\n" in body


def test_the_bundle_written_for_a_cdn_is_what_the_server_sends(bellhop: Callable[..., Bellhop], tmp_path: pathlib.Path) -> None:
    """`bellhop bundle DIR`: every file and its `.gz` sidecar equal the served bytes."""
    server = bellhop()
    target = tmp_path / "cdn"
    subprocess.run([str(server.process.args[0]), "bundle", str(target)], check=True, cwd=tmp_path)
    files = [path for path in target.rglob("*") if path.is_file() and path.suffix != ".gz"]
    assert len(files) > 10
    for path in files:
        url = f"{server.url}/{path.relative_to(target)}"
        _, _, identity = curl(url)
        assert identity == path.read_bytes(), url
        sidecar = path.with_name(path.name + ".gz")
        _, fields, packed = curl("--header", "Accept-Encoding: gzip", url)
        assert ("content-encoding" in fields) == sidecar.exists(), url
        if sidecar.exists():
            assert packed == sidecar.read_bytes(), url


def test_secrets_and_key_files_are_not_served(bellhop: Callable[..., Bellhop], tmp_path: pathlib.Path) -> None:
    """S29: `config-local.js`, `.env`, prompts and the settings are 404 on every path."""
    (tmp_path / "config").mkdir()
    (tmp_path / "config/config-local.js").write_text("export const LOCAL_CONFIG = { OPENAI_API_KEY: 'sk-not-for-guests' };")
    server = bellhop()
    for path in ("/config-local.js", "/js/config-local.js", "/config/config-local.js", "/config%2dlocal.js", "/js/%63onfig-local.js",
                 "/.env", "/prompts/general.md", "/config/prompts/general.md", "/hotel.json", "/config/bellhop.json5"):
        status, fields, body = curl("--path-as-is", f"{server.url}{path}")
        assert status == 404 and b"sk-not" not in body and fields["cache-control"] == "no-store", path
    assert "sk-not-for-guests" not in server.log
