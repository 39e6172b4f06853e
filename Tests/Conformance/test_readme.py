"""README's "Where the key goes", run as it stands: each block as `.env`, with its provider played behind a forward proxy."""

from __future__ import annotations

import base64
import pathlib
import re
import ssl
from collections.abc import Callable

import pytest
import trustme

from bellhop import ROOT
from commands import run, write
from connect_proxy import ConnectProxy
from test_check_online import provider
from upstream import Upstream

# What each block's provider expects: where its API is, and its host as the proxy is asked for it.
EXPECTED = {
    "OpenAI": ("/v1", "CONNECT api.openai.com:443", "gpt-6-luna"), "Azure": ("/openai/v1", "CONNECT resource.openai.azure.com:443", "gpt-6-luna"),
    "OpenRouter": ("/api/v1", "CONNECT openrouter.ai:443", "openai/gpt-6-luna"), "Ollama": ("/v1", "http://localhost:11434/v1/", "qwen3:8b"),
    "proxy": ("/v1", "CONNECT api.openai.com:443", "gpt-6-luna"),
}


def blocks(readme: str) -> dict[str, str]:
    """The blocks by the word that tells them apart."""
    text = (ROOT / readme).read_text()
    found = re.findall(r"```sh\n(# .*?)```", text, re.DOTALL)
    words = {"OpenAI.": "OpenAI", "Azure": "Azure", "OpenRouter": "OpenRouter", "Ollama": "Ollama", "proxy": "proxy", "прокси": "proxy"}
    return {name: block for block in found for word, name in words.items() if word in block.split("\n")[0].split(";")[0] and "=" in block}


@pytest.fixture(scope="module")
def house() -> tuple[trustme.CA, ssl.SSLContext]:
    ca = trustme.CA(organization_name="House of the test")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    ca.issue_cert("api.openai.com", "resource.openai.azure.com", "openrouter.ai").configure_cert(context)
    return ca, context


@pytest.mark.parametrize("readme", ["README.md", "README.ru.md"])
@pytest.mark.parametrize("name", EXPECTED)
def test_a_block_works_as_it_stands(
    name: str, readme: str, house: tuple[trustme.CA, ssl.SSLContext], upstream: Callable[..., Upstream], tmp_path: pathlib.Path
) -> None:
    root, asked, model = EXPECTED[name]
    ca, context = house
    ca.cert_pem.write_to_path(str(tmp_path / "ca.pem"))
    played = provider(model, root=root, key=None)
    source = upstream(played, tls=None if name == "Ollama" else context)
    proxy = ConnectProxy(source.port)
    block = blocks(readme)[name].replace("proxy.example:3128", proxy.address).replace("/etc/ssl/certs/company.pem", "ca.pem")
    write(tmp_path, ".env", block)
    way = f"http://{proxy.address}"
    environment = {} if name == "proxy" else {"HTTPS_PROXY": way, "HTTP_PROXY": way, "SSL_CERT_FILE": "ca.pem"}
    result = run(tmp_path, "check", "--online", **environment)
    proxy.close()
    assert result.returncode == 0, result.stdout + result.stderr
    assert "warning" not in result.stdout and proxy.requests and all(asked in head.split("\r\n")[0] for head in proxy.requests)
    signed = base64.b64encode(b"user:password").decode()
    assert [f"Proxy-Authorization: Basic {signed}".lower() in head.lower() for head in proxy.requests] == [name == "proxy"] * len(proxy.requests)
    keyed = [request.header("authorization") or request.header("api-key") for request in source.requests]
    assert all(keyed) if "OPENAI_API_KEY" in block else not any(keyed)
    assert source.requests[-1].json["model"] == model
    assert "password" not in result.stdout + result.stderr
