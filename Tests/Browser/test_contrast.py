"""W-A5: text has 4.5:1 and controls have 3:1, light and dark, under any accent that the settings accept."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Browser, expect

from states import STATES

ACCENTS = [("#0b5c5e", "#ffffff"), ("#ffd54f", "#1a1a1a"), ("#c8102e", "#ffffff"), ("#e0f7fa", "#00363a"), ("#101418", "#ffffff"), ("#ffffff", "#222222")]

# Text and control colours over what lies behind them, as the browser computes them; what is disabled or hidden is left out.
MEASURE = """() => {
  const pen = new OffscreenCanvas(1, 1).getContext('2d', { willReadFrequently: true });
  const rgba = (colour) => { pen.clearRect(0, 0, 1, 1); pen.fillStyle = colour; pen.fillRect(0, 0, 1, 1); const [r, g, b, a] = pen.getImageData(0, 0, 1, 1).data; return [r, g, b, a / 255]; };
  const over = (top, under) => [0, 1, 2].map((n) => top[n] * top[3] + under[n] * (1 - top[3])).concat(1);
  const light = ([r, g, b]) => [r, g, b].map((v) => v / 255).map((v) => (v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4)).reduce((sum, v, n) => sum + v * [0.2126, 0.7152, 0.0722][n], 0);
  const ratio = (one, other) => { const [a, b] = [light(one), light(other)].sort((x, y) => y - x); return (a + 0.05) / (b + 0.05); };
  const behind = (element) => {
    const layers = [];
    for (let one = element; one; one = one.parentElement ?? one.getRootNode().host) layers.push(rgba(getComputedStyle(one).backgroundColor));
    return layers.reverse().reduce((under, top) => over(top, under), [255, 255, 255, 1]);
  };
  const root = document.querySelector('bellhop-chat').shadowRoot;
  const found = [];
  const check = (element, what, colour, least) => {
    const back = behind(element);
    const value = ratio(over(rgba(colour), back), back);
    if (value < least) found.push(`${element.className || element.localName} ${what} ${value.toFixed(2)} < ${least}`);
  };
  for (const element of root.querySelectorAll('*')) {
    if (!element.checkVisibility() || element.closest('.hidden-text, :disabled, [hidden]') || element.namespaceURI.endsWith('svg') && element.localName !== 'svg') continue;
    const style = getComputedStyle(element);
    if ([...element.childNodes].some((node) => node.nodeType === 3 && node.data.trim())) check(element, 'text', style.color, 4.5);
    if (element.localName === 'textarea') check(element, 'placeholder', getComputedStyle(element, '::placeholder').color, 4.5);
    if (element.localName === 'svg' && element.closest('button')) check(element, 'icon', getComputedStyle(element).stroke, 3);
    if (element.matches('.composer, button.chip, .secondary:not(.photo *), .primary')) check(element.parentElement, `frame of ${element.className}`, style.borderTopColor, 3);
  }
  return found;
}"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_contrast_under_any_accent(browser: Browser, bellhop: Callable[..., Any], upstream: Callable[..., Any], scheme: Any) -> None:
    for name, script, steps in STATES:
        if name in ("closed", "open and empty"):
            continue
        server = bellhop(upstream(script) if script else None, "serve", "--port", "0")
        context = browser.new_context(viewport={"width": 1280, "height": 900}, color_scheme=scheme, reduced_motion="reduce", locale="en-GB")
        page = context.new_page()
        page.goto(server.url)
        expect(page.locator("#room-list li")).to_have_count(6)
        steps(page)
        page.mouse.move(5, 5)
        for accent, text in ACCENTS:
            page.evaluate("([accent, text]) => { const style = document.querySelector('bellhop-chat').style; style.setProperty('--bellhop-accent', accent); style.setProperty('--bellhop-accent-text', text); }", [accent, text])
            page.wait_for_timeout(60)
            assert page.evaluate(MEASURE) == [], f"{name}, {accent}"
        context.close()
        server.terminate()
