"""Live reload: a style sheet without a reload or a flash, anything else by a reload that keeps the chat; mistakes with file and line."""

from __future__ import annotations

import pathlib
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

# Colours of the chat's window frame by frame, from now on.
WATCH = """() => {
  window.mark = 1;
  window.seen = [];
  const look = () => {
    const box = document.querySelector('bellhop-chat').shadowRoot.querySelector('.window');
    const style = getComputedStyle(box);
    seen.push(`${style.position} ${style.outlineColor}`);
    requestAnimationFrame(look);
  };
  look();
}"""

# Exchanged, not piled up.
SHEETS = "(({ adoptedStyleSheets, styleSheets }) => adoptedStyleSheets.length + styleSheets.length)(document.querySelector('bellhop-chat').shadowRoot)"


def talk(page: Page, text: str) -> str:
    """Opens the chat, asks, waits for the answer's end, returns the transcript's text."""
    page.evaluate("Bellhop.open()")
    box = page.locator('bellhop-chat [data-bellhop="input"]')
    box.fill(text)
    box.press("Enter")
    expect(page.locator('bellhop-chat [data-role="assistant"][data-state="complete"]')).to_be_visible(timeout=15_000)
    return transcript(page)


def transcript(page: Page) -> str:
    return page.locator("bellhop-chat [data-role]").evaluate_all("(all) => all.map((one) => `${one.dataset.role}: ${one.innerText}`).join('\\n')")


def test_a_style_sheet_is_exchanged_without_a_flash(project: pathlib.Path, dev_page: Page, bellhop: Callable[..., Any]) -> None:
    server = bellhop(None, "dev", "--port", "0", BELLHOP_DEMO_TPS="500")
    dev_page.goto(server.url)
    before = talk(dev_page, "When is check-in?")
    dev_page.evaluate(WATCH)
    sheets = dev_page.evaluate(SHEETS)
    sheet = project / "widget/css/chat.css"
    good = sheet.read_text()
    for red in (255, 254, 253):
        sheet.write_text(good + f"\n.window {{ outline: 3px solid rgb({red}, 0, 0); }}")
        dev_page.wait_for_function(f"seen.at(-1).includes('rgb({red}, 0, 0)')", timeout=10_000)
    assert dev_page.evaluate("window.mark") == 1
    # A frame without the sheet would show a window that is not placed.
    assert {frame.split()[0] for frame in dev_page.evaluate("window.seen")} == {"fixed"}
    assert transcript(dev_page) == before
    expect(dev_page.locator('bellhop-chat [data-bellhop="input"]')).to_be_visible()
    assert dev_page.evaluate(SHEETS) == sheets


@pytest.mark.parametrize("file", ["widget/js/chat.js", "widget/index.html", "config/prompts/general.md"])
def test_anything_else_reloads_and_keeps_the_chat(file: str, project: pathlib.Path, dev_page: Page, bellhop: Callable[..., Any]) -> None:
    server = bellhop(None, "dev", "--port", "0", BELLHOP_DEMO_TPS="500")
    dev_page.goto(server.url)
    before = talk(dev_page, "When is check-in?")
    dev_page.evaluate("window.mark = 1")
    path = project / file
    text = path.read_text()
    path.write_text(text.replace("Quiet rooms above the sea</h1>", "Loud rooms</h1>") if file.endswith(".html") else text + "\n")
    dev_page.wait_for_function("window.mark === undefined", timeout=10_000)
    expect(dev_page.locator('bellhop-chat [data-bellhop="input"]')).to_be_visible(timeout=10_000)
    assert transcript(dev_page) == before
    if file.endswith(".html"):
        expect(dev_page.locator("h1")).to_have_text("Loud rooms")


def test_the_hotel_shows_at_once(project: pathlib.Path, dev_page: Page, bellhop: Callable[..., Any]) -> None:
    server = bellhop(None, "dev", "--port", "0")
    dev_page.goto(server.url)
    expect(dev_page.locator("#room-list h3").first).to_be_visible()
    hotel = project / "config/hotel.json"
    name = dev_page.locator("#room-list h3").first.inner_text()
    hotel.write_text(hotel.read_text().replace(f'"{name}"', '"Broom cupboard"', 1))
    expect(dev_page.locator("#room-list h3").first).to_have_text("Broom cupboard", timeout=10_000)


def test_a_hotel_of_another_folder_shows_at_once(project: pathlib.Path, dev_page: Page, bellhop: Callable[..., Any]) -> None:
    other = project / "other.json"
    other.write_text((project / "config/hotel.json").read_text())
    server = bellhop(None, "dev", "--port", "0", "--hotel", "other.json")
    dev_page.goto(server.url)
    name = dev_page.locator("#room-list h3").first.inner_text()
    other.write_text(other.read_text().replace(f'"{name}"', '"Broom cupboard"', 1))
    expect(dev_page.locator("#room-list h3").first).to_have_text("Broom cupboard", timeout=10_000)


@pytest.mark.parametrize(("file", "mistake", "line", "message"), [
    ("widget/js/chat.js", "const = 1;", 3, "Unexpected token"),
    ("widget/js/ui/window.js", "import nothing from 'nowhere';", 3, "nowhere"),
    ("widget/js/ui/transcript.js", "import { nobody } from './nobody.js';", 3, "cannot be imported: 404"),
    ("widget/js/preview.js", "throw new Error('no rooms today');", 3, "no rooms today"),
    ("widget/widget.js", "if (", 4, "Unexpected"),
    ("widget/js/openai.js", "export { nobody } from './hotel/endpoint.js';", 3, "nobody"),
    ("widget/css/chat.css", ".x { color: red;", 3, "never closed"),
    ("config/hotel.json", '{ "name": ] }', 3, "JSON"),
])
def test_a_mistake_stands_over_the_page(
    file: str, mistake: str, line: int, message: str, project: pathlib.Path, dev_page: Page, bellhop: Callable[..., Any],
) -> None:
    """File, line and message; Esc closes it; the next good state takes it away."""
    server = bellhop(None, "dev", "--port", "0")
    dev_page.goto(server.url)
    expect(dev_page.locator("#room-list li")).to_have_count(6)
    path = project / file
    good = path.read_text()
    path.write_text(f"\n\n{mistake}\n{'' if file.endswith('.json') else good if file != 'widget/widget.js' else ''}")
    overlay = dev_page.locator("bellhop-overlay dialog")
    expect(overlay).to_be_visible(timeout=10_000)
    expect(overlay).to_contain_text(message)
    expect(overlay).to_contain_text(f"{file}:{line}")
    dev_page.keyboard.press("Escape")
    expect(overlay).not_to_be_visible()
    path.write_text(good)
    expect(dev_page.locator("#room-list li")).to_have_count(6, timeout=10_000)
    expect(dev_page.locator("bellhop-overlay")).to_have_count(0, timeout=10_000)
    dev_page.wait_for_function("window.Bellhop", timeout=10_000)
    dev_page.evaluate("Bellhop.open()")
    expect(dev_page.locator('bellhop-chat [data-bellhop="input"]')).to_be_visible(timeout=10_000)


def test_two_mistakes_are_mended_one_by_one(project: pathlib.Path, dev_page: Page, bellhop: Callable[..., Any]) -> None:
    server = bellhop(None, "dev", "--port", "0")
    dev_page.goto(server.url)
    sheet, hotel = project / "widget/css/preview.css", project / "config/hotel.json"
    good_sheet, good_hotel = sheet.read_text(), hotel.read_text()
    overlay = dev_page.locator("bellhop-overlay dialog")
    sheet.write_text("a {")
    expect(overlay).to_contain_text("preview.css")
    hotel.write_text("{")
    expect(overlay).to_contain_text("hotel.json")
    hotel.write_text(good_hotel)
    expect(overlay).to_contain_text("preview.css", timeout=10_000)
    sheet.write_text(good_sheet)
    expect(dev_page.locator("bellhop-overlay")).to_have_count(0, timeout=10_000)
