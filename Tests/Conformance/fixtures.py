"""Fixtures of the tests with real clients and a real browser: servers and upstreams that end with their test."""

from __future__ import annotations

import pathlib
import ssl
from collections.abc import Callable, Iterator

import pytest
import trustme

from bellhop import KEY, Bellhop
from proxies import Proxy
from upstream import Script, Upstream


@pytest.fixture(params=[False, True], ids=["at once", "a byte at a time"])
def drips(request: pytest.FixtureRequest) -> bool:
    """Whether the upstream writes each byte on its own: every test of a stream runs both ways."""
    return request.param


@pytest.fixture
def upstream() -> Iterator[Callable[..., Upstream]]:
    """Makes upstreams: `upstream(script, …, tls=context, drips=True)`; one that drips writes each byte on its own."""
    made: list[Upstream] = []

    def make(*scripts: Script, tls: ssl.SSLContext | None = None, drips: bool = False) -> Upstream:
        made.append(Upstream(*scripts, tls=tls, drips=drips))
        return made[-1]

    yield make
    for one in made:
        one.close()


@pytest.fixture
def bellhop(tmp_path: pathlib.Path) -> Iterator[Callable[..., Bellhop]]:
    """Makes servers: `bellhop(upstream, "serve", …, NAME=value)`; without an upstream there is no key: the demo model."""
    made: list[Bellhop] = []

    def make(target: Upstream | str | None = None, *arguments: str, descriptors: int | None = None, **environment: str) -> Bellhop:
        if target is not None:
            url = target if isinstance(target, str) else target.url
            environment = {"OPENAI_BASE_URL": url, "OPENAI_API_KEY": KEY} | environment
        made.append(Bellhop(*arguments, cwd=tmp_path, descriptors=descriptors, **environment))
        return made[-1]

    yield make
    for one in made:
        one.terminate()


@pytest.fixture
def proxy(tmp_path: pathlib.Path) -> Iterator[Callable[..., Proxy]]:
    """Makes proxies: `proxy(nginx, server)`."""
    made: list[Proxy] = []

    def make(kind: Callable[..., list[str]], server: Bellhop) -> Proxy:
        folder = tmp_path / f"{kind.__name__}-{len(made)}"
        folder.mkdir()
        made.append(Proxy(kind, folder, server.port))
        return made[-1]

    yield make
    for one in made:
        one.end()


@pytest.fixture(scope="session")
def authority(tmp_path_factory: pytest.TempPathFactory) -> tuple[str, ssl.SSLContext]:
    """A CA file to trust, and the context of a server with a certificate for `localhost` from it."""
    ca = trustme.CA()
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    ca.issue_cert("localhost").configure_cert(context)
    path = tmp_path_factory.mktemp("ca") / "ca.pem"
    ca.cert_pem.write_to_path(str(path))
    return str(path), context
