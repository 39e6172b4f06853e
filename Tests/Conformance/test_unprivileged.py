"""The server needs no right of root's: what an ordinary user's service may not do, it does not do."""

from __future__ import annotations

import os
import pathlib
import shutil
from collections.abc import Callable

import httpx
import pytest

from bellhop import KEY, Bellhop
from upstream import Upstream, stream


@pytest.mark.skipif(os.geteuid() == 0 and shutil.which("setpriv") is None, reason="needs setpriv to give up root's rights")
def test_files_and_chats_without_a_single_capability(tmp_path: pathlib.Path, upstream: Callable[..., Upstream]) -> None:
    target = upstream(stream("Good ", "evening."))
    prefix = ["setpriv", "--bounding-set=-all"] if os.geteuid() == 0 else []
    server = Bellhop("serve", "--port", "0", cwd=tmp_path, prefix=prefix, OPENAI_BASE_URL=target.url, OPENAI_API_KEY=KEY)
    try:
        assert httpx.get(f"{server.url}/healthz").text == "ok\n"
        assert httpx.get(server.url).status_code == 200
        answer = httpx.post(f"{server.url}/api/chat", json={"messages": [{"role": "user", "content": "Hello"}], "stream": True})
        assert answer.status_code == 200 and "evening." in answer.text
    finally:
        server.terminate()
