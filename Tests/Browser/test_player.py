"""The player: its snippet, its list of frames and recordings, its URL (docs/widget.md §9)."""

from __future__ import annotations

import http.server
import pathlib
import threading
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import FrameLocator, Page, expect

Serve = Callable[[str], str]


@pytest.fixture
def host_page() -> Iterator[Serve]:
    """Serves a page of somebody else's, on an origin of its own; returns its URL."""
    servers: list[http.server.ThreadingHTTPServer] = []

    def serve(body: str) -> str:
        page = f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Host</title><link rel="icon" href="data:,"></head><body><p>Host</p>{body}</body></html>'.encode()

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                self.send_response(200)
                self.send_header("Content-Type", "text/html; charset=utf-8")
                self.send_header("Content-Length", str(len(page)))
                self.end_headers()
                self.wfile.write(page)

            def log_message(self, *arguments: object) -> None: ...

        server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        servers.append(server)
        return f"http://localhost:{server.server_port}/"

    yield serve
    for server in servers:
        server.shutdown()
        server.server_close()


def stage(page: Page) -> FrameLocator:
    return page.frame_locator("#stage")


def choose(page: Page) -> dict[str, str]:
    """Sets language, position, theme and custom properties as a person would; returns the properties."""
    page.locator('#theme [name="language"]').select_option("ru")
    page.locator('#theme [name="position"]').select_option("left")
    page.locator('#theme [name="theme"]').select_option("dark")
    page.locator("#theme summary").click()
    given = {"--bellhop-accent": "#7a3e1d", "--bellhop-radius": "4", "--bellhop-surface": "#102030", "--bellhop-offset-y": "60"}
    for name, value in given.items():
        page.locator(f'#theme [name="{name}"]').fill(value)
    return {name: value if value.startswith("#") else f"{value}px" for name, value in given.items()}


def test_the_copied_snippet_gives_the_chosen_widget(
    project: pathlib.Path, dev_page: Page, bellhop: Callable[..., Any], host_page: Serve,
) -> None:
    server = bellhop(None, "dev", "--port", "0")
    dev_page.context.grant_permissions(["clipboard-read", "clipboard-write"], origin=server.url)
    dev_page.goto(f"{server.url}/__dev/")
    expect(dev_page.locator("[data-scenario]")).to_have_count(27)
    properties = choose(dev_page)
    dev_page.locator("#copy-snippet").click()
    expect(dev_page.locator("#status")).to_have_text("Copied.")
    snippet = dev_page.evaluate("navigator.clipboard.readText()")

    other = dev_page.context.new_page()
    other.goto(host_page(snippet))
    launcher = other.locator('bellhop-chat [data-bellhop="launcher"]')
    expect(launcher).to_be_visible()
    expect(other.locator("bellhop-chat")).to_have_attribute("lang", "ru")
    box = launcher.bounding_box()
    launcher.click()
    expect(other.locator('bellhop-chat [data-bellhop="input"]')).to_be_visible(timeout=10_000)
    element = other.locator("bellhop-chat")
    for name, value in {"data-language": "ru", "data-position": "left", "data-theme": "dark", "theme": "dark", "data-endpoint": server.url}.items():
        expect(element).to_have_attribute(name, value)
    computed = element.evaluate("(one, names) => Object.fromEntries(names.map((name) => [name, getComputedStyle(one).getPropertyValue(name)]))", list(properties))
    assert computed == properties
    assert launcher.evaluate("(one) => getComputedStyle(one).backgroundColor") == "rgb(122, 62, 29)"
    window = other.locator("bellhop-chat .window")
    assert window.evaluate("(one) => getComputedStyle(one).backgroundColor") == "rgb(16, 32, 48)"
    assert window.evaluate("(one) => getComputedStyle(one).borderRadius") == "8px"
    assert box and box["x"] < 100 and abs(800 + 100 - 60 - (box["y"] + box["height"])) <= 1
    expect(other.locator("bellhop-chat [lang]").first).to_have_attribute("lang", "ru")


def test_frames_are_listed_with_times_and_rates(project: pathlib.Path, dev_page: Page, bellhop: Callable[..., Any]) -> None:
    server = bellhop(None, "dev", "--port", "0")
    dev_page.goto(f"{server.url}/__dev/?scenario=plain&send=1")
    expect(dev_page.locator("#totals")).to_contain_text("Endclean", timeout=20_000)
    frames = dev_page.locator('[data-bellhop-dev="frames"] tbody tr')
    # Each is one line, with what it means; the bytes come when it is opened.
    rows = [row.split("\t") for row in frames.all_inner_texts()]
    assert not any("\n" in row[3].strip() for row in rows)
    frames.first.locator("summary").click()
    expect(frames.first.locator("code")).to_be_visible()
    assert "␊" in frames.first.locator("code").inner_text()
    assert [int(row[0]) for row in rows] == list(range(1, len(rows) + 1)) and len(rows) > 5
    times = [float(row[1]) for row in rows]
    assert times == sorted(times) and times[-1] > times[0]
    assert all(int(row[2]) > 0 for row in rows)
    assert any("text “" in row[3] for row in rows) and "done" in rows[-1][3] and any("finish stop" in row[3] for row in rows)
    totals = dict(pair.split("\n") for pair in dev_page.locator("#totals > div").all_inner_texts())
    assert totals["Status"] == "200" and int(totals["Chunks"]) == len(rows)
    assert int(totals["Bytes"]) == sum(int(row[2]) for row in rows)
    for name in ("First byte", "First text", "Longest gap", "Longest task"):
        assert float(totals[name].removesuffix(" ms")) >= 0
    assert 5 < float(totals["Tokens/s"]) < 60, "a word every 30 ms"
    assert int(totals["Dropped frames"]) >= 0


def test_a_recording_replays_the_same_bytes(project: pathlib.Path, dev_page: Page, bellhop: Callable[..., Any], tmp_path: pathlib.Path) -> None:
    """Bytes, not texts: cut characters and control characters come back as they were."""
    server = bellhop(None, "dev", "--port", "0")
    dev_page.context.grant_permissions(["clipboard-read", "clipboard-write"], origin=server.url)
    dev_page.goto(f"{server.url}/__dev/?scenario=split-utf-8&send=1&speed=16")
    expect(dev_page.locator("#totals")).to_contain_text("Endclean", timeout=30_000)
    contents = lambda: [row.split("\t")[2:] for row in dev_page.locator("#frames tr").all_inner_texts()]  # noqa: E731
    before, said = contents(), stage(dev_page).locator('bellhop-chat [data-role="assistant"]').last.inner_text()
    dev_page.locator("#copy-recording").click()
    expect(dev_page.locator("#status")).to_have_text("Copied.")
    recording = dev_page.evaluate("navigator.clipboard.readText()")

    dev_page.locator('[data-scenario="offer"]').click()
    expect(dev_page.locator("#totals")).to_contain_text("Endclean", timeout=30_000)
    file = tmp_path / "recording.txt"
    file.write_text(recording)
    dev_page.locator("#recording").set_input_files(file)
    expect(dev_page.locator("#status")).to_contain_text(f"Recording of {len(before)} chunks")
    expect(dev_page.locator("#totals")).to_contain_text("Endclean", timeout=30_000)
    assert contents() == before
    assert stage(dev_page).locator('bellhop-chat [data-role="assistant"]').last.inner_text() == said
    dev_page.locator("#recording").set_input_files({"name": "x.txt", "mimeType": "text/plain", "buffer": b"1.0 \"fine\"\nnonsense\n"})
    expect(dev_page.locator("#status")).to_contain_text("Line 2")


def test_pause_and_single_steps(project: pathlib.Path, dev_page: Page, bellhop: Callable[..., Any]) -> None:
    server = bellhop(None, "dev", "--port", "0")
    dev_page.goto(f"{server.url}/__dev/?scenario=slow-tokens&speed=16")
    box = stage(dev_page).locator('bellhop-chat [data-bellhop="input"]')
    expect(box).to_be_visible(timeout=10_000)
    dev_page.locator("#pause").click()
    box.fill("Hello")
    box.press("Enter")
    rows = dev_page.locator("#frames tr")
    for count in (1, 2, 3):
        dev_page.wait_for_timeout(300)
        expect(rows).to_have_count(count - 1)
        dev_page.locator("#step").click()
        expect(rows).to_have_count(count)
    dev_page.locator("#pause").click()
    expect(dev_page.locator("#totals")).to_contain_text("Endclean", timeout=20_000)


def test_every_setting_is_in_the_url_and_comes_back(project: pathlib.Path, dev_page: Page, bellhop: Callable[..., Any]) -> None:
    server = bellhop(None, "dev", "--port", "0")
    dev_page.goto(f"{server.url}/__dev/")
    dev_page.locator('[data-scenario="right-to-left"]').click()
    dev_page.locator("#speed").select_option("4")
    dev_page.locator("#autosend").check()
    device = dev_page.locator('[data-bellhop-dev="device"]')
    device.get_by_label("768").check()
    for name in ("dark", "calm", "slow", "offline"):
        device.locator(f'[name="{name}"]').check()
    device.locator('[name="direction"]').select_option("rtl")
    properties = choose(dev_page)
    url = dev_page.url
    asked = {name: values[0] for name, values in parse_qs(urlsplit(url).query).items()}
    expected = {
        "scenario": "right-to-left", "speed": "4", "send": "1", "width": "768", "dark": "1", "calm": "1", "slow": "1", "offline": "1", "direction": "rtl",
        "language": "ru", "position": "left", "theme": "dark", **properties,
    }
    assert asked == expected

    fresh = dev_page.context.new_page()
    fresh.goto(url)
    expect(fresh.locator('[data-scenario="right-to-left"]')).to_have_attribute("aria-pressed", "true")
    expect(fresh.locator("#speed")).to_have_value("4")
    expect(fresh.locator("#autosend")).to_be_checked()
    device = fresh.locator('[data-bellhop-dev="device"]')
    expect(device.get_by_label("768")).to_be_checked()
    for name in ("dark", "calm", "slow", "offline"):
        expect(device.locator(f'[name="{name}"]')).to_be_checked()
    expect(device.locator('[name="direction"]')).to_have_value("rtl")
    for name, value in {"language": "ru", "position": "left", "theme": "dark"}.items():
        expect(fresh.locator(f'#theme [name="{name}"]')).to_have_value(value)
    for name, value in properties.items():
        expect(fresh.locator(f'#theme [name="{name}"]')).to_have_value(value.removesuffix("px"))
    assert fresh.url == url
    assert fresh.locator("#snippet").inner_text() == dev_page.locator("#snippet").inner_text()
    element = stage(fresh).locator("bellhop-chat")
    expect(element).to_have_attribute("data-position", "left")
    expect(element).to_have_attribute("theme", "dark")
    assert fresh.locator("#stage").evaluate("(one) => one.getBoundingClientRect().width") == 768
