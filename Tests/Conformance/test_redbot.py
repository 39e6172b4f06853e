"""What REDbot, the resource checker of the HTTP working group's chair, says about each kind of answer: nothing bad, nothing to warn of."""

from __future__ import annotations

import json
import pathlib
import re
import subprocess
import sys
from collections.abc import Iterator

import pytest

from bellhop import Bellhop
from wire import ask, get

# The program's own command line prints no levels: the same check, its notes and those of its further requests as JSON.
CHECK = """
import json, sys, thor
from configparser import ConfigParser
from redbot.resource import HttpResource
config = ConfigParser()
config.read_dict({"redbot": {"enable_local_access": "True"}})
resource = HttpResource(config["redbot"])
resource.set_request(sys.argv[1])
resource.on("check_done", thor.stop)
resource.check()
thor.run()
notes = []
def walk(container):
    for note in container:
        notes.append([note.level.name, type(note).__name__, str(note.summary)])
        walk(getattr(note, "subnotes", []))
walk(resource.response.notes)
for check in resource.subreqs.values():
    if check.fetch_done:
        walk(check.response.notes)
print(json.dumps({"status": resource.response.status_code_str, "notes": notes}))
"""

# RFC 9111 §5.2.2.9 makes `public` needless beside `max-age`, and docs/static-files.md has it: shared caches that go by old rules look for
# it.
MEANT = {"STORE_PUBLIC_UNNECESSARY"}


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bellhop]:
    started = Bellhop(cwd=tmp_path_factory.mktemp("server"))
    yield started
    started.terminate()


def version(server: Bellhop) -> str:
    loader = ask(server.port, get("/widget.js", "Connection: close"))[0].body.decode()
    found = re.search(r"\b[0-9a-f]{12}\b", loader)
    assert found
    return found[0]


def check(url: str) -> tuple[str, list[tuple[str, str, str]]]:
    result = subprocess.run([sys.executable, "-c", CHECK, url], capture_output=True, text=True, timeout=60, check=True)
    found = json.loads(result.stdout)
    return found["status"], [tuple(note) for note in found["notes"]]


@pytest.mark.parametrize(("path", "status"), [
    ("/", "200"), ("/widget.js", "200"), ("/js/chat.js", "200"), ("/w/VERSION/js/chat.js", "200"), ("/css", "200"), ("/svg", "200"),
    ("/api/hotel", "200"), ("/healthz", "200"), ("/missing", "404"), ("/w/000000000000/js/chat.js", "404"), ("/api/chat", "405"),
])
def test_redbot_finds_nothing_wrong(server: Bellhop, path: str, status: str) -> None:
    """S1, S2, S8, S13, S20, S23, S24 as REDbot sees them: negotiation, validation, ranges, caching, of every kind of file."""
    widget = pathlib.Path(__file__).resolve().parents[2] / "widget"
    for kind in ("css", "svg"):
        if path == f"/{kind}":
            path = "/" + str(sorted(widget.rglob(f"*.{kind}"))[0].relative_to(widget))
    found, notes = check(server.url + path.replace("VERSION", version(server)))
    assert found == status
    assert any(level == "GOOD" for level, _, _ in notes) and len(notes) >= 3
    assert [note for note in notes if note[0] in ("BAD", "WARN") and note[1] not in (MEANT if path.startswith("/w/") else ())] == []
