"""The single binary in a root directory that holds nothing else, and what it says about itself."""

from __future__ import annotations

import json
import os
import pathlib
import queue
import re
import shutil
import subprocess
import threading

import httpx
import pytest

from bellhop import BINARY, ROOT

needs_root = pytest.mark.skipif(os.geteuid() != 0, reason="chroot and mounting /proc need root")


@pytest.fixture
def bare_root(tmp_path: pathlib.Path):
    """A root with the binary and `/proc`, no Swift, no sources, no configuration, no libraries."""
    root = tmp_path / "root"
    (root / "proc").mkdir(parents=True)
    shutil.copy2(BINARY, root / "bellhop")
    subprocess.run(["mount", "--bind", "/proc", str(root / "proc")], check=True)
    yield root
    subprocess.run(["umount", str(root / "proc")], check=True)


@needs_root
def test_the_binary_runs_in_an_empty_root(bare_root: pathlib.Path) -> None:
    """The widget is served and the demo model answers, in the language of the question."""
    process = subprocess.Popen(["/usr/sbin/chroot", str(bare_root), "/bellhop", "serve", "--port", "0"], stderr=subprocess.PIPE, text=True, env={})
    lines: queue.Queue[str] = queue.Queue()
    threading.Thread(target=lambda: [lines.put(line) for line in process.stderr], daemon=True).start()
    try:
        while not (found := re.search(r"listening on (http://[\d.]+:\d+)", line := lines.get(timeout=20))):
            assert process.poll() is None, line
        url = found.group(1)
        page = httpx.get(f"{url}/")
        assert page.status_code == 200 and "<html" in page.text
        assert httpx.get(f"{url}/js/chat.js").headers["content-encoding"] == "gzip"
        hotel = httpx.get(f"{url}/api/hotel").json()
        assert hotel["service"]["demo"] is True and len(hotel["rooms"]) >= 6
        for question, letter in (("What rooms do you have?", "r"), ("Какие у вас есть номера?", "ы"), ("Які у вас є номери?", "і")):
            answer = httpx.post(f"{url}/api/chat", json={"messages": [{"role": "user", "content": question}]}, timeout=60).json()
            text = answer["choices"][0]["message"]["content"]
            assert "demo" in answer["model"] and letter in text, text
    finally:
        process.terminate()
        assert process.wait(timeout=20) == 0


@needs_root
@pytest.mark.skipif(subprocess.run(["ldd", str(BINARY)], capture_output=True).returncode == 0, reason="only the static binary runs by itself")
def test_without_proc_it_serves_or_the_page_on_deployment_has_its_words(tmp_path: pathlib.Path) -> None:
    """F-58: whoever finds these words on the terminal finds them in docs/deployment.md too."""
    shutil.copy2(BINARY, tmp_path / "bellhop")
    result = subprocess.run(["/usr/sbin/chroot", str(tmp_path), "/bellhop", "--version"], env={}, capture_output=True, text=True, timeout=30)
    if result.returncode != 0:
        words = result.stderr.splitlines()[0].strip()
        assert words and words in (ROOT / "docs/deployment.md").read_text(), result.stderr


def test_the_demo_streams_while_it_is_being_made(bellhop) -> None:
    """R-G3: without a key the answers are marked as a demo and arrive token by token."""
    server = bellhop()
    body = {"messages": [{"role": "user", "content": "Do you have a family room?"}], "stream": True}
    with httpx.stream("POST", f"{server.url}/api/chat", json=body, timeout=60) as answer:
        pieces = [piece for piece in answer.iter_bytes() if piece]
    events = [line.removeprefix(b"data: ") for line in b"".join(pieces).split(b"\n\n") if line.startswith(b"data: ")]
    assert events[-1] == b"[DONE]" and len(pieces) > 10
    assert all("demo" in json.loads(one)["model"] for one in events[:-1])
    assert "demo" in server.log
    assert httpx.get(f"{server.url}/readyz").status_code == 200


def test_results_go_to_standard_output(tmp_path: pathlib.Path) -> None:
    def output(*arguments: str) -> str:
        return subprocess.run([str(BINARY), *arguments], cwd=tmp_path, env={}, check=True, capture_output=True, text=True).stdout

    assert re.fullmatch(r"(bellhop )?\d+\.\d+\.\d+\n", output("--version"))
    assert "serve" in output("--help") and "--port" in output("help", "serve")
    assert "OPENAI_API_KEY" in output("check") or "upstream.apiKey" in output("check")


@pytest.mark.skipif(
    not BINARY.with_name("bellhop.debug").exists() or not shutil.which("llvm-symbolizer"), reason="make release writes the names, LLVM reads them")
def test_an_address_of_the_program_is_found_in_its_companion() -> None:
    """A backtrace from production can be read: same build id, and a function's address gives its name, file and line."""
    def notes(path: pathlib.Path) -> str:
        return re.findall(r"Build ID: ([0-9a-f]+)", subprocess.run(["readelf", "-n", str(path)], capture_output=True, text=True, check=True).stdout)[0]

    names = BINARY.with_name("bellhop.debug")
    assert notes(BINARY) == notes(names)
    sections = subprocess.run(["readelf", "-SW", str(BINARY)], capture_output=True, text=True, check=True).stdout
    assert ".symtab" not in sections and ".gnu_debuglink" in sections
    symbols = subprocess.run(["nm", str(names)], capture_output=True, text=True, check=True).stdout
    address = re.findall(r"^([0-9a-f]+) T main$", symbols, re.MULTILINE)[0]
    found = subprocess.run(["llvm-symbolizer", f"--obj={names}", f"0x{address}"], capture_output=True, text=True, check=True).stdout
    assert re.search(r"\w+\.swift:\d+", found), found
