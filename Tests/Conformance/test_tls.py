"""TLS to the guest: what is spoken, what is refused and how, certificates exchanged by a signal (F-44, F-59)."""

from __future__ import annotations

import json
import pathlib
import socket
import ssl
import subprocess
import sys
from collections.abc import Callable

import httpx
import pytest
import trustme

from bellhop import BINARY, Bellhop
from test_reload import reload
from upstream import Upstream, stream

Servers = Callable[..., Bellhop]

# RFC 8446 §6.2 and RFC 7301 §3.2.
HANDSHAKE_FAILURE, PROTOCOL_VERSION, BAD_RECORD_MAC, NO_APPLICATION_PROTOCOL = 40, 70, 20, 120


class Certificates:
    """Pairs that one CA has signed, and the two links that the settings name, as certbot's `live` folder has them."""

    def __init__(self, folder: pathlib.Path) -> None:
        self.folder = folder
        self.ca = trustme.CA()
        self.ca.cert_pem.write_to_path(str(folder / "ca.pem"))
        for name in ("one", "two"):
            issued = self.ca.issue_cert("localhost", "127.0.0.1", key_type=trustme.KeyType.ECDSA)
            issued.private_key_pem.write_to_path(str(folder / f"{name}.key"))
            for index, pem in enumerate(issued.cert_chain_pems):
                pem.write_to_path(str(folder / f"{name}.pem"), append=index > 0)
        self.use("one.pem", "one.key")

    def use(self, certificate: str, key: str) -> None:
        for link, target in (("chain", certificate), ("key", key)):
            (self.folder / link).unlink(missing_ok=True)
            (self.folder / link).symlink_to(target)

    @property
    def settings(self) -> dict[str, str]:
        return {"BELLHOP_TLS_CERT": str(self.folder / "chain"), "BELLHOP_TLS_KEY": str(self.folder / "key")}

    def client(self, *protocols: str) -> ssl.SSLContext:
        context = ssl.create_default_context(cafile=str(self.folder / "ca.pem"))
        if protocols:
            context.set_alpn_protocols(list(protocols))
        return context

    def digest(self, name: str) -> bytes:
        return ssl.PEM_cert_to_DER_cert((self.folder / f"{name}.pem").read_text().split("-----END CERTIFICATE-----")[0] + "-----END CERTIFICATE-----\n")


@pytest.fixture
def certificates(tmp_path: pathlib.Path) -> Certificates:
    folder = tmp_path / "tls"
    folder.mkdir()
    return Certificates(folder)


def connect(server: Bellhop, context: ssl.SSLContext, session: ssl.SSLSession | None = None) -> ssl.SSLSocket:
    raw = socket.create_connection(("127.0.0.1", server.port), timeout=10)
    return context.wrap_socket(raw, server_hostname="localhost", session=session)


def get(connection: ssl.SSLSocket, path: str = "/healthz", close: bool = False) -> bytes:
    last = "Connection: close\r\n" if close else ""
    connection.sendall(f"GET {path} HTTP/1.1\r\nHost: localhost\r\n{last}\r\n".encode())
    return connection.recv(65536)


def alert(server: Bellhop, hello: bytes) -> tuple[int, int]:
    """What the server answers to a hello: level and description of its alert, then the end."""
    with socket.create_connection(("127.0.0.1", server.port), timeout=10) as raw:
        raw.sendall(hello)
        answer = b""
        while piece := raw.recv(4096):
            answer += piece
    assert answer[:1] == b"\x15" and answer[3:5] == b"\x00\x02" and len(answer) == 7
    return answer[5], answer[6]


def hello(context: ssl.SSLContext) -> bytes:
    """The first message of a client, without sending it."""
    incoming, outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
    client = context.wrap_bio(incoming, outgoing, server_hostname="localhost")
    with pytest.raises(ssl.SSLWantReadError):
        client.do_handshake()
    return outgoing.read()


@pytest.mark.parametrize("ciphers", ["AES128-SHA", "AES256-GCM-SHA384", "ECDHE-ECDSA-AES128-SHA", "ECDHE-ECDSA-AES256-SHA384"])
def test_a_cipher_that_is_not_ephemeral_and_authenticated_is_refused(bellhop: Servers, certificates: Certificates, ciphers: str) -> None:
    """F-59."""
    server = bellhop(**certificates.settings)
    context = certificates.client()
    context.maximum_version = ssl.TLSVersion.TLSv1_2
    context.set_ciphers(f"{ciphers}:@SECLEVEL=0")
    assert alert(server, hello(context)) == (2, HANDSHAKE_FAILURE)
    context.set_ciphers("ECDHE-ECDSA-AES128-GCM-SHA256")
    with connect(server, context) as connection:
        assert connection.version() == "TLSv1.2" and get(connection).startswith(b"HTTP/1.1 200 OK")


def test_an_old_version_is_refused(bellhop: Servers, certificates: Certificates) -> None:
    server = bellhop(**certificates.settings)
    context = certificates.client()
    context.minimum_version = ssl.TLSVersion.TLSv1
    context.maximum_version = ssl.TLSVersion.TLSv1_1
    context.set_ciphers("ALL:@SECLEVEL=0")
    assert alert(server, hello(context)) == (2, PROTOCOL_VERSION)


@pytest.mark.parametrize("protocols", [("imap",), ("h3", "spdy/3"), ("http/1.0",)])
def test_without_a_common_protocol_there_is_an_alert(bellhop: Servers, certificates: Certificates, protocols: tuple[str, ...]) -> None:
    """F-59, RFC 7301 §3.2."""
    server = bellhop(**certificates.settings)
    assert alert(server, hello(certificates.client(*protocols))) == (2, NO_APPLICATION_PROTOCOL)
    for common, chosen in ((("imap", "http/1.1"), "http/1.1"), (("http/1.1", "h2"), "h2"), ((), None)):
        with connect(server, certificates.client(*common)) as connection:
            assert connection.selected_alpn_protocol() == chosen


@pytest.mark.parametrize("version", [ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3], ids=["1.2", "1.3"])
def test_a_broken_record_is_told_before_the_close(bellhop: Servers, certificates: Certificates, version: ssl.TLSVersion) -> None:
    """F-59: a fatal error after the handshake."""
    server = bellhop(**certificates.settings)
    context = certificates.client("http/1.1")
    context.minimum_version = context.maximum_version = version
    incoming, outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
    client = context.wrap_bio(incoming, outgoing, server_hostname="localhost")
    with socket.create_connection(("127.0.0.1", server.port), timeout=10) as raw:
        while True:
            try:
                client.do_handshake()
                break
            except ssl.SSLWantReadError:
                raw.sendall(outgoing.read())
                incoming.write(raw.recv(65536))
        raw.sendall(outgoing.read())
        client.write(b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n")
        record = bytearray(outgoing.read())
        record[-1] ^= 0xFF
        raw.sendall(record)
        while piece := raw.recv(65536):
            incoming.write(piece)
    with pytest.raises(ssl.SSLError) as told:
        client.read(65536)
    assert told.value.reason in ("SSLV3_ALERT_BAD_RECORD_MAC", "TLSV1_ALERT_BAD_RECORD_MAC")


@pytest.mark.parametrize("version", [ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3], ids=["1.2", "1.3"])
def test_a_session_is_resumed(bellhop: Servers, certificates: Certificates, version: ssl.TLSVersion) -> None:
    server = bellhop(**certificates.settings, BELLHOP_THREADS="2")
    context = certificates.client("http/1.1")
    context.minimum_version = context.maximum_version = version
    with connect(server, context) as first:
        assert get(first).startswith(b"HTTP/1.1 200 OK") and not first.session_reused
        session = first.session
    for _ in range(8):
        with connect(server, context, session) as again:
            assert get(again).startswith(b"HTTP/1.1 200 OK") and again.session_reused
            if version is ssl.TLSVersion.TLSv1_3:
                session = again.session


def test_the_last_answer_is_followed_by_a_close_notify(bellhop: Servers, certificates: Certificates) -> None:
    server = bellhop(**certificates.settings)
    with connect(server, certificates.client("http/1.1")) as connection:
        connection.suppress_ragged_eofs = False
        answer = get(connection, close=True)
        while piece := connection.recv(4096):
            answer += piece
    assert answer.endswith(b"ok\n")


def presented(server: Bellhop, certificates: Certificates) -> bytes | None:
    with connect(server, certificates.client()) as connection:
        return connection.getpeercert(binary_form=True)


def test_a_signal_exchanges_the_certificate(bellhop: Servers, certificates: Certificates) -> None:
    """F-44: new connections get the new pair; a pair that does not match, or is not there, keeps the old with one error line."""
    server = bellhop(**certificates.settings)
    with connect(server, certificates.client("http/1.1")) as old:
        assert presented(server, certificates) == certificates.digest("one")
        certificates.use("two.pem", "two.key")
        reload(server, "settings reloaded")
        assert presented(server, certificates) == certificates.digest("two")
        for count, pair in enumerate((("one.pem", "two.key"), ("one.pem", "missing"), ("two.key", "two.key")), 1):
            certificates.use(*pair)
            reload(server, "settings not reloaded")
            assert server.log.count('"level":"error"') == count
            assert presented(server, certificates) == certificates.digest("two")
        assert "does not belong to" in server.log and "tls.certificate" in server.log
        # A connection that was there goes on with what it has.
        assert get(old).startswith(b"HTTP/1.1 200 OK")


def test_a_pair_that_does_not_match_is_found_by_check(certificates: Certificates, tmp_path: pathlib.Path) -> None:
    """F-44."""
    certificates.use("one.pem", "two.key")
    for command in (["check"], ["serve", "--port", "0"]):
        result = subprocess.run([str(BINARY), *command], cwd=tmp_path, env=certificates.settings, capture_output=True, text=True, timeout=20)
        assert result.returncode == 78
        assert "tls.key" in result.stderr and "does not belong to" in result.stderr and len(result.stderr.strip().splitlines()) == 1
    certificates.use("one.pem", "one.key")
    assert subprocess.run([str(BINARY), "check"], cwd=tmp_path, env=certificates.settings, capture_output=True, timeout=20).returncode == 0


def test_a_reload_does_not_turn_tls_off(bellhop: Servers, certificates: Certificates, tmp_path: pathlib.Path) -> None:
    (tmp_path / "config").mkdir()
    file = tmp_path / "config/bellhop.json5"
    settings = certificates.settings
    file.write_text(f"{{ tls: {{ certificate: '{settings['BELLHOP_TLS_CERT']}', key: '{settings['BELLHOP_TLS_KEY']}' }} }}")
    server = bellhop()
    assert presented(server, certificates) == certificates.digest("one")
    file.write_text("{}")
    reload(server, "settings not reloaded")
    assert presented(server, certificates) == certificates.digest("one")


@pytest.mark.parametrize("kind", [trustme.KeyType.ECDSA, trustme.KeyType.RSA], ids=["ECDSA", "RSA"])
def test_sslyze_finds_mozillas_intermediate_profile(bellhop: Servers, tmp_path: pathlib.Path, kind: trustme.KeyType) -> None:
    """Versions, ciphers and curves; and none of the known attacks."""
    ca = trustme.CA(key_type=kind)
    issued = ca.issue_cert("localhost", "127.0.0.1", key_type=kind)
    issued.private_key_pem.write_to_path(str(tmp_path / "key.pem"))
    issued.cert_chain_pems[0].write_to_path(str(tmp_path / "chain.pem"))
    server = bellhop(BELLHOP_TLS_CERT=str(tmp_path / "chain.pem"), BELLHOP_TLS_KEY=str(tmp_path / "key.pem"))
    report = tmp_path / "report.json"
    result = subprocess.run(
        [sys.executable, "-m", "sslyze", f"localhost:{server.port}", "--mozilla_config=intermediate", f"--json_out={report}"],
        capture_output=True, text=True, timeout=120)
    found = json.loads(report.read_text())["server_scan_results"][0]["scan_result"]
    accepted = {
        version: {one["cipher_suite"]["name"] for one in found[f"{version}_cipher_suites"]["result"]["accepted_cipher_suites"]}
        for version in ("ssl_2_0", "ssl_3_0", "tls_1_0", "tls_1_1", "tls_1_2", "tls_1_3")
    }
    assert not any(accepted[version] for version in ("ssl_2_0", "ssl_3_0", "tls_1_0", "tls_1_1"))
    assert len(accepted["tls_1_2"]) == 3 and all(name.startswith("TLS_ECDHE_") for name in accepted["tls_1_2"])
    assert len(accepted["tls_1_3"]) == 3
    assert {one["name"] for one in found["elliptic_curves"]["result"]["supported_curves"]} == {"X25519", "secp256r1", "secp384r1"}
    judgement = result.stdout.split("Checking results against")[-1]
    complaints = {line.strip()[2:].split(":")[0] for line in judgement.splitlines() if line.strip().startswith("* ")}
    # Of a certificate that a private CA signed for this test, for centuries; all else has to hold.
    assert "localhost" in judgement and complaints <= {"certificate_path_validation", "maximum_certificate_lifespan"}, judgement


def test_a_chat_over_tls(bellhop: Servers, upstream: Callable[..., Upstream], certificates: Certificates) -> None:
    server = bellhop(upstream(stream("fine")), **certificates.settings)
    body = {"messages": [{"role": "user", "content": "hello"}], "stream": True}
    answer = httpx.post(f"https://localhost:{server.port}/api/chat", json=body, verify=certificates.client())
    assert answer.status_code == 200 and answer.text.endswith("data: [DONE]\n\n")
