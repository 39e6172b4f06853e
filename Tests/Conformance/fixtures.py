"""Fixtures of the tests with real clients and a real browser: servers and upstreams that end with their test."""

from __future__ import annotations

import pathlib
import ssl
from collections.abc import Callable, Iterator

import pytest
import trustme

from bellhop import KEY, Bellhop
from upstream import Script, Upstream


@pytest.fixture
def upstream() -> Iterator[Callable[..., Upstream]]:
    """Makes upstreams: `upstream(script, …, tls=context)`."""
    made: list[Upstream] = []

    def make(*scripts: Script, tls: ssl.SSLContext | None = None) -> Upstream:
        made.append(Upstream(*scripts, tls=tls))
        return made[-1]

    yield make
    for one in made:
        one.close()


@pytest.fixture
def bellhop(tmp_path: pathlib.Path) -> Iterator[Callable[..., Bellhop]]:
    """Makes servers: `bellhop(upstream, "serve", …, NAME=value)`; without an upstream there is no key: the demo model."""
    made: list[Bellhop] = []

    def make(target: Upstream | str | None = None, *arguments: str, **environment: str) -> Bellhop:
        if target is not None:
            url = target if isinstance(target, str) else target.url
            environment = {"OPENAI_BASE_URL": url, "OPENAI_API_KEY": KEY} | environment
        made.append(Bellhop(*arguments, cwd=tmp_path, **environment))
        return made[-1]

    yield make
    for one in made:
        one.terminate()


@pytest.fixture(scope="session")
def authority(tmp_path_factory: pytest.TempPathFactory) -> tuple[str, ssl.SSLContext]:
    """A CA file to trust, and the context of a server with a certificate for `localhost` from it."""
    ca = trustme.CA()
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    ca.issue_cert("localhost").configure_cert(context)
    path = tmp_path_factory.mktemp("ca") / "ca.pem"
    ca.cert_pem.write_to_path(str(path))
    return str(path), context
