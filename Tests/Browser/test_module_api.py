"""The module API as its guide shows it, on the preview page, on a page of another origin and in Node, against the running program."""

from __future__ import annotations

import json
import pathlib
import subprocess
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from bellhop import ROOT, Bellhop
from hostpage import HostPage, html, snippet
from test_chat import hook

# A streamed answer into a message of its own: update with the text so far, finalize with the last.
STREAMED = """
import { getGeneralAIResponseStreaming, hasRoomIntent, extractBookingData } from '%(base)s/js/openai.js';
import { createStreamingMessage, addMessage, addRoomCarousel, showTyping, hideTyping, getBookingState, getConversationHistory } from '%(base)s/js/chat.js';

const userMessage = 'What rooms do you have from 2031-05-01 to 2031-05-04?';
addMessage(userMessage, 'user');
showTyping();
const seen = [];
let streaming = null;
await getGeneralAIResponseStreaming(
  userMessage,
  'Hotel Aurora',
  getBookingState(),
  getConversationHistory(),
  (chunk, fullText) => {
    if (!streaming) {
      hideTyping();
      streaming = createStreamingMessage();
    }
    seen.push(chunk);
    streaming.update(fullText);
  },
  (result) => {
    streaming.finalize(result.text);
    if (result.showRoomsCarousel) addRoomCarousel();
    window.result = { ...result, joined: seen.join(''), chunks: seen.length, intent: hasRoomIntent(userMessage),
      dates: extractBookingData(userMessage) };
  },
  (error) => { window.result = error; },
);
"""

# Every other call of the guide, one after the other.
OTHERS = """
import * as openai from '%(base)s/js/openai.js';
await openai.ready;
const room = openai.getAvailableRooms('2031-05-01', '2031-05-04')[0];
const results = {};
const streamed = (call) => new Promise((resolve) => call(() => {}, (...done) => resolve(done), (error) => resolve([error])));
results.raw = await streamed((...callbacks) => openai.callOpenAIStreaming([{ role: 'user', content: 'Is there parking?' }], ...callbacks));
results.room = await streamed((...callbacks) => openai.getRoomAIResponseStreaming('Has it a bathtub?', room, 'Hotel Aurora', null, [], ...callbacks));
results.special = await streamed((...callbacks) => openai.getSpecialBookingAIResponseStreaming(
  'A romantic stay from 2031-05-01 to 2031-05-04 for two', [{ type: 'romantic', value: 'romantic', label: 'Romantic' }], null, [], 'generating', ...callbacks));
results.plain = await openai.getGeneralAIResponse('Is breakfast included?', 'Hotel Aurora');
results.plainRoom = await openai.getRoomAIResponse('How big is it?', room.id, 'Hotel Aurora');
results.plainSpecial = await openai.getSpecialBookingAIResponse('Champagne for an anniversary', []);
results.facts = [openai.isGeneralTopic('Is there parking?'), openai.detectComplexRequest('a romantic room with a bathtub and parking').isComplex,
  openai.extractRequirements('a sea view, please').map((one) => one.type), openai.checkRoomAvailability(room.id, '2031-05-01', '2031-05-04'),
  openai.getApiStatus()];
%(give)s(results);
"""


@pytest.fixture
def server(bellhop: Callable[..., Bellhop], tmp_path: pathlib.Path) -> Callable[..., Bellhop]:
    (tmp_path / "config").mkdir()
    (tmp_path / "config/bellhop.json5").write_text("{ limits: { requestsPerMinute: 1000 } }")
    return lambda **more: bellhop(None, BELLHOP_DEMO_TPS="2000", **more)


def check(results: dict[str, Any]) -> None:
    text, facts = results["raw"]
    assert text and facts == {"finishReason": "stop", "truncated": False}
    assert results["room"][0]["text"] and results["room"][0]["error"] is False
    special = results["special"][0]
    assert special["hasOffer"] and special["offerData"]["check_in"] == "2031-05-01" and "OFFER_DATA" not in special["text"]
    for name in ("plain", "plainRoom", "plainSpecial"):
        assert results[name]["text"] and results[name]["error"] is False, name
    general, is_complex, requirements, is_free, status = results["facts"]
    assert (general, is_complex, requirements, is_free) == (True, True, ["view"], True)
    assert (status["configured"], status["demo"]) == (False, True)


def streamed_is_right(page: Page) -> None:
    page.wait_for_function("window.result")
    result = page.evaluate("window.result")
    assert result["error"] is False and result["showRoomsCarousel"] and result["intent"]
    assert result["joined"] == result["text"] and result["chunks"] > 1
    assert (result["dates"]["checkIn"], result["dates"]["checkOut"]) == ("2031-05-01", "2031-05-04")
    page.evaluate("window.Bellhop.open()")
    expect(hook(page, "window")).to_be_visible()
    expect(page.locator("bellhop-chat [data-bellhop='carousel'], bellhop-chat [data-bellhop='rooms']").first).to_be_visible()


def test_the_guides_example_runs_on_the_preview_page(browser: Browser, server: Callable[..., Bellhop]) -> None:
    """The page's own policy allows no inline script, so the test's browser passes over it."""
    context = browser.new_context(bypass_csp=True)
    page = context.new_page()
    page.goto(server().url)
    page.add_script_tag(type="module", content=STREAMED % {"base": ""})
    streamed_is_right(page)
    context.close()


def test_the_guides_examples_run_on_a_page_of_another_origin(page: Page, server: Callable[..., Bellhop], host_page: Callable[..., HostPage]) -> None:
    host = host_page()
    base = server(BELLHOP_ORIGINS=host.url).url
    scripts = f'<script type="module">{STREAMED % {"base": base}}</script>'
    others = OTHERS % {"base": base, "give": "window.give"}
    host.body = html(head=snippet(base), body=f"<script>window.give = (results) => {{ window.others = results; }};</script>{scripts}"
                     f'<script type="module">{others}</script>')
    page.goto(host.url)
    streamed_is_right(page)
    page.wait_for_function("window.others")
    check(page.evaluate("window.others"))


def test_the_guides_examples_run_in_node(server: Callable[..., Bellhop]) -> None:
    """In Node there is no default for the server: each call names it."""
    script = OTHERS.replace("await openai.ready;", "const options = { endpoint: process.argv[1] };")
    script = script.replace("openai.getAvailableRooms('2031-05-01', '2031-05-04')[0]", "{ id: 'garden-double' }")
    for call in ("...callbacks", "'Is breakfast included?', 'Hotel Aurora'", "room.id, 'Hotel Aurora'"):
        script = script.replace(f"{call})", f"{call}, {'null, [], ' if 'callbacks' not in call else ''}options)")
    script = script.replace("'Champagne for an anniversary', [])", "'Champagne for an anniversary', [], null, [], 'collecting', options)")
    script = script.replace("(...callbacks, options) =>", "(...callbacks) =>")
    script %= {"base": (ROOT / "widget").as_uri(), "give": "((results) => console.log(JSON.stringify(results)))"}
    done = subprocess.run(["node", "--input-type=module", "-e", script, server().url], capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    results = json.loads(done.stdout)
    assert results["raw"][0] and results["room"][0]["error"] is False and results["plain"]["text"] and results["plainRoom"]["text"]
    assert results["special"][0]["error"] is False and "OFFER_DATA" not in results["special"][0]["text"]
