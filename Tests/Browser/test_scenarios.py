"""Every scenario of the player runs to the end that it is there for, the same each time (docs/widget.md §9; W-02, W-09, W-13)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import httpx
import pytest
from playwright.sync_api import Page, expect

from states import CONTACT

PLAIN = "Good evening, and welcome to Hotel Aurora. Check-in is from 15:00"
HALF = "Good evening, and welcome to Hotel Aurora. The garden rooms are"
QUIET = "I have put together a quiet stay for you"


@dataclass
class End:
    """What stands there in the end: the answer's state (None: no answer), a piece of its text, visible controls, and what must not be there."""

    state: str | None
    text: str = ""
    shows: tuple[str, ...] = ()
    hides: tuple[str, ...] = ("error",)
    words: tuple[str, ...] = ()


FAILED = ("offer", "countdown")
ENDS = {
    "plain": End("complete", PLAIN),
    "markdown": End("complete", "A walk along the old harbour"),
    "long": End("complete", "The harbour walk takes twenty minutes"),
    "burst": End("complete", PLAIN),
    "slow-first-token": End("complete", PLAIN),
    "slow-tokens": End("complete", PLAIN),
    "split-utf-8": End("complete", "家庭房最多可住四位客人👨‍👩‍👧‍👦。请问您打算什么时候来？"),
    "split-events": End("complete", PLAIN),
    "cr-and-crlf-lines": End("complete", "These lines end in CR alone. And these end in CR and LF."),
    "no-final-newline": End("complete", PLAIN),
    "offer": End("complete", QUIET, ("offer", "offer-total"), ("error", "continue")),
    "offer-split": End("complete", QUIET, ("offer", "offer-total"), ("error", "continue")),
    "offer-cut": End("truncated", QUIET, ("continue",), ("offer", "error")),
    "offer-impossible": End("complete", QUIET, (), ("offer", "error")),
    "truncated": End("truncated", PLAIN, ("continue",)),
    "cut-mid-stream": End("interrupted", HALF, ("error", "retry"), FAILED),
    "error-in-stream": End("interrupted", HALF, ("error", "retry"), FAILED),
    "rate-limited": End(None, shows=("error", "retry", "countdown"), hides=("offer",), words=("Please wait a moment.",)),
    "server-error": End(None, shows=("error", "retry"), hides=FAILED),
    "html-error": End(None, shows=("error", "retry"), hides=FAILED),
    "timeout": End("interrupted", HALF, ("error", "retry"), FAILED),
    "json-instead-of-a-stream": End("complete", PLAIN),
    "empty-answer": End(None, shows=("error", "retry"), hides=FAILED),
    "unsafe-markup": End("complete", "<script>window.hacked = 1</script>"),
    "right-to-left": End("complete", "مرحبًا بك في فندق أورورا"),
    "chinese-and-emoji": End("complete", "欢迎来到极光酒店！🌅"),
    "sold-out": End("complete", "every room is taken on these days"),
}
BODY = {"messages": [{"role": "user", "content": "Hello"}], "stream": True}


@pytest.fixture(scope="module")
def listing(module_server: str) -> dict[str, Any]:
    return {one["name"]: one for one in httpx.get(f"{module_server}/__dev/scenarios.json").json()}


@pytest.fixture(scope="module")
def module_server(tmp_path_factory: pytest.TempPathFactory) -> Any:
    from bellhop import ROOT, Bellhop

    folder = tmp_path_factory.mktemp("scenarios")
    (folder / "widget").symlink_to(ROOT / "widget")
    (folder / "config").mkdir()
    (folder / "config/hotel.json").write_bytes((ROOT / "config/hotel.json").read_bytes())
    server = Bellhop("dev", "--port", "0", cwd=folder)
    yield server.url
    server.terminate()


def test_the_list_is_whole(listing: dict[str, Any]) -> None:
    assert set(listing) == set(ENDS)
    assert all(one["summary"] and "\n" not in one["summary"] and one["opening"] for one in listing.values())


def settled(page: Page, script: str) -> Any:
    """What a script gives once it gives the same in three looks: a few controls come after the scroller has come to rest."""
    looks: list[Any] = []
    while len(looks) < 3 or looks[-1] != looks[-2] or looks[-2] != looks[-3]:
        assert len(looks) < 200, looks[-2:]
        looks.append(page.evaluate(script))
        page.wait_for_timeout(100)
    return looks[-1]


def final(page: Page, url: str, name: str, opening: str) -> dict[str, Any]:
    """Plays a scenario and returns what the guest sees in the end."""
    page.clock.install()
    page.goto(f"{url}/__dev/stage.html?scenario={name}&speed=16")
    box = page.locator('bellhop-chat [data-bellhop="input"]')
    box.fill(opening)
    box.press("Enter")
    if name == "timeout":
        expect(page.locator('bellhop-chat [data-role="assistant"] [data-bellhop="text"]').last).to_have_text(HALF, timeout=20_000)
        page.clock.fast_forward(60_000)
    expect(page.locator('bellhop-chat [data-bellhop="send"]')).to_be_visible(timeout=60_000)
    if ENDS[name].state:
        expect(page.locator('bellhop-chat [data-role="assistant"]').last).to_have_attribute("data-state", ENDS[name].state)
    for control in ENDS[name].shows:
        expect(page.locator(f'bellhop-chat [data-bellhop="{control}"]').last).to_be_visible()
    if "error" in ENDS[name].shows:
        expect(page.locator(CONTACT).last).to_be_visible()
    return settled(page, """() => {
      const root = document.querySelector('bellhop-chat').shadowRoot;
      const seen = (selector) => [...root.querySelectorAll(selector)].filter((one) => one.checkVisibility());
      const answer = seen('[data-role=assistant]').at(-1);
      return {
        state: answer?.dataset.state ?? null,
        text: answer?.querySelector('[data-bellhop=text]')?.textContent ?? '',
        html: answer?.querySelector('[data-bellhop=text]')?.innerHTML ?? '',
        controls: [...new Set(seen('[data-bellhop]').map((one) => one.dataset.bellhop))].sort(),
        said: seen('[data-role]').map((one) => one.textContent).join(' '),
        error: seen('[data-bellhop=error]').map((one) => one.textContent).join(' '),
        draft: root.querySelector('[data-bellhop=input]').value,
        hacked: window.hacked ?? null,
      };
    }""")


@pytest.mark.parametrize("name", ENDS)
def test_a_scenario_runs_to_its_end(name: str, listing: dict[str, Any], module_server: str, dev_page: Page) -> None:
    errors: list[str] = []
    dev_page.on("pageerror", lambda error: errors.append(str(error)))
    end, found = ENDS[name], final(dev_page, module_server, name, listing[name]["opening"])
    assert found["state"] == end.state
    assert end.text in found["text"] and (end.text or found["text"] == "")
    assert [control for control in end.hides if control in found["controls"]] == []
    assert [word for word in end.words if word not in found["error"]] == []
    assert "OFFER_DATA" not in found["said"] and "room_name" not in found["said"]
    assert found["hacked"] is None and errors == []
    assert "\ufffd" not in found["said"]
    if name == "long":
        assert len(found["text"]) > 80_000
    if name == "unsafe-markup":
        assert dev_page.locator('bellhop-chat [data-bellhop="text"] :is(script, img, iframe, [onerror], a[href^="javascript:"], a[href^="data:"])').count() == 0


@pytest.mark.parametrize("name", [name for name in ENDS if name not in ("long", "timeout")])
def test_a_scenario_sends_the_same_each_time(name: str, module_server: str) -> None:
    def play(speed: str) -> tuple[int, str, bytes, bool]:
        body, whole = b"", True
        with httpx.stream("POST", f"{module_server}/__dev/scenario/{name}@{speed}/api/chat", json=BODY, timeout=30) as answer:
            try:
                for piece in answer.iter_raw():
                    body += piece
            except httpx.RemoteProtocolError:
                whole = False
        return answer.status_code, answer.headers["content-type"], body, whole

    first = play("16")
    assert play("16") == first and play("8") == first
    assert first[3] == (name != "cut-mid-stream")


@pytest.mark.parametrize("name", ["offer", "markdown", "cut-mid-stream"])
def test_a_scenario_looks_the_same_each_time(name: str, listing: dict[str, Any], module_server: str, dev_page: Page) -> None:
    first = final(dev_page, module_server, name, listing[name]["opening"])
    # Made only now: a page behind another draws nothing.
    assert final(dev_page.context.new_page(), module_server, name, listing[name]["opening"]) == first


def test_an_unknown_scenario_or_speed_is_told(module_server: str) -> None:
    for wrong in ("nothing", "plain@0", "plain@17", "plain@fast", "plain@nan"):
        answer = httpx.post(f"{module_server}/__dev/scenario/{wrong}/api/chat", json=BODY)
        assert answer.status_code == 404 and "cut-mid-stream" in answer.text
