"""The examples of `config/deploy/`: their own programs accept them, and Bellhop answers through them."""

from __future__ import annotations

import json
import pathlib
import re
import shutil
import ssl
import subprocess
import sys
from collections.abc import Callable

import compose_spec
import httpx
import pytest
import yaml

from asking import ASK, told
from bellhop import BINARY, ROOT, Bellhop
from deployed import FOLDER, caddy, haproxy, nginx
from pacing import arrivals, arrived_when_sent, in_one_of_three, paced
from proxies import Proxy, free_port
from upstream import Upstream


def run(folder: pathlib.Path, *command: str) -> subprocess.CompletedProcess[str]:
    program = shutil.which(command[0]) or shutil.which(command[0], path="/usr/sbin")
    assert program, f"{command[0]} is not installed"
    return subprocess.run([program, *command[1:]], cwd=folder, capture_output=True, text=True, timeout=60)


@pytest.mark.parametrize(("kind", "check"), [
    (nginx, lambda command: [*command, "-t"]), (caddy, lambda command: [command[0], "validate", *command[2:]]),
    (haproxy, lambda command: [command[0], "-c", *command[2:]]),
])
def test_its_program_accepts_the_example(tmp_path: pathlib.Path, kind: Callable[..., list[str]], check: Callable[[list[str]], list[str]]) -> None:
    result = run(tmp_path, *check(kind(tmp_path, free_port(), free_port())))
    assert result.returncode == 0 and "warn" not in result.stdout.lower(), result.stdout + result.stderr


def test_kubernetes_schemas_accept_the_manifests() -> None:
    """Against the first version that its comment names and the newest that the validator knows, unknown fields refused."""
    validate = pathlib.Path(sys.executable).parent / "kubernetes-validate"
    for version in ("1.30", "1.37"):
        result = subprocess.run(
            [str(validate), "--strict", "--kubernetes-version", version, str(FOLDER / "kubernetes.yaml")], capture_output=True, text=True, timeout=120)
        assert result.returncode == 0 and result.stdout.count(" passed ") == 7, result.stdout + result.stderr


def test_the_manifests_name_each_other_rightly() -> None:
    """Schemas do not look across: selectors, ports, the secret, and that a pod has time for preStop and for draining."""
    made = {one["kind"]: one for one in yaml.safe_load_all((FOLDER / "kubernetes.yaml").read_text())}
    labels = made["Deployment"]["spec"]["template"]["metadata"]["labels"]
    selectors = [made["Deployment"]["spec"]["selector"]["matchLabels"], made["Service"]["spec"]["selector"],
                 made["PodDisruptionBudget"]["spec"]["selector"]["matchLabels"], made["NetworkPolicy"]["spec"]["podSelector"]["matchLabels"]]
    assert all(selector == labels for selector in selectors)
    pod = made["Deployment"]["spec"]["template"]["spec"]
    container = pod["containers"][0]
    assert container["envFrom"][0]["secretRef"]["name"] == made["Secret"]["metadata"]["name"]
    assert pod["volumes"][0]["configMap"]["name"] == made["ConfigMap"]["metadata"]["name"]
    assert made["HorizontalPodAutoscaler"]["spec"]["scaleTargetRef"]["name"] == made["Deployment"]["metadata"]["name"]
    names = {port["name"] for port in container["ports"]}
    assert {made["Service"]["spec"]["ports"][0]["targetPort"], made["NetworkPolicy"]["spec"]["ingress"][0]["ports"][0]["port"]} <= names
    drain = int(re.search(r"drainSeconds: (\d+)", made["ConfigMap"]["data"]["bellhop.json5"]).group(1))
    assert pod["terminationGracePeriodSeconds"] > container["lifecycle"]["preStop"]["sleep"]["seconds"] + drain


def test_the_manifests_settings_are_accepted(tmp_path: pathlib.Path) -> None:
    made = {one["kind"]: one for one in yaml.safe_load_all((FOLDER / "kubernetes.yaml").read_text())}
    (tmp_path / "config").mkdir()
    (tmp_path / "config/bellhop.json5").write_text(made["ConfigMap"]["data"]["bellhop.json5"])
    result = subprocess.run([str(BINARY), "check"], cwd=tmp_path, env=made["Secret"]["stringData"], capture_output=True, text=True, timeout=30)
    assert result.returncode == 0, result.stderr


def test_the_compose_specification_accepts_the_file() -> None:
    spec = compose_spec.PyCompose.from_yaml((FOLDER / "compose.yaml").read_text())
    spec.validate()
    spec.to_spec()
    assert spec.service_names() == ["bellhop", "valkey", "caddy", "prometheus"]


def test_every_variable_of_the_examples_is_a_setting(tmp_path: pathlib.Path) -> None:
    """Compose's, the image's and the unit's, each with a value that the program takes."""
    compose = yaml.safe_load((FOLDER / "compose.yaml").read_text())["services"]["bellhop"]["environment"]
    image = dict(re.findall(r"(BELLHOP_\w+)=(\S+)", (FOLDER / "Containerfile").read_text()))
    unit = dict(re.findall(r"^Environment=(BELLHOP_\w+)=(\S+)$", (FOLDER / "bellhop.service").read_text(), re.MULTILINE))
    assert compose and image and unit
    for given in (compose | {"OPENAI_API_KEY": "sk-of-the-hotel"}, image, unit):
        result = subprocess.run([str(BINARY), "check"], cwd=tmp_path, env=given, capture_output=True, text=True, timeout=30)
        assert result.returncode == 0, result.stderr
        for name in given:
            assert re.search(rf" {name}$", result.stdout, re.MULTILINE), f"{name} is the origin of nothing"


def test_the_development_container_names_what_is_there() -> None:
    text = (ROOT / ".devcontainer/devcontainer.json").read_text()
    made = json.loads("\n".join(line for line in text.splitlines() if not line.strip().startswith("//")))
    assert re.fullmatch(r"docker\.io/library/swift:\d+\.\d+-bookworm", made["image"])
    target = made["postCreateCommand"].removeprefix("make ")
    assert re.search(rf"^{target}:", (ROOT / "Makefile").read_text(), re.MULTILINE)


@pytest.mark.parametrize(("kind", "bound"), [(nginx, 0.005), (caddy, 0.005), (haproxy, 0.010)])
def test_each_event_arrives_when_it_is_sent(
    upstream: Callable[..., Upstream], bellhop: Callable[..., Bellhop], proxy: Callable[..., Proxy], kind: Callable[..., list[str]], bound: float
) -> None:
    """R-A16 through the examples."""
    def attempt() -> None:
        sent: list[float] = []
        server = bellhop(upstream(paced(40, sent)))
        made = proxy(kind, server)
        got = arrivals(made.port, "Accept-Encoding: gzip, deflate, br, zstd", tls=trust(made))
        assert got.head.startswith("HTTP/1.1 200") and "content-encoding" not in got.head.lower(), got.head
        arrived_when_sent(sent, got, bound)
        told(server, "completed", {"http.status": 200, "events": 40})

    in_one_of_three(attempt)


@pytest.mark.parametrize("kind", [nginx, caddy, haproxy])
def test_its_own_page_may_ask_and_guests_are_told_apart(
    bellhop: Callable[..., Bellhop], proxy: Callable[..., Proxy], kind: Callable[..., list[str]]
) -> None:
    """R-E10, F-55: the page's origin is the proxy's, which passes Host on and tells who asks; a guest who names another address is not believed."""
    server = bellhop(None, BELLHOP_TRUSTED_PROXIES="127.0.0.1/32", BELLHOP_LIMITS_REQUESTS_PER_MINUTE="1", BELLHOP_DEMO_TPS="1000")
    made = proxy(kind, server)
    context = trust(made)
    url = f"{'https' if context else 'http'}://127.0.0.1:{made.port}"

    def ask(guest: str, claimed: str) -> httpx.Response:
        with httpx.Client(transport=httpx.HTTPTransport(verify=context or True, local_address=guest)) as client:
            page = client.get(url)
            assert page.status_code == 200 and page.headers["content-type"].startswith("text/html")
            return client.post(f"{url}/api/chat", json=ASK, headers={"Origin": url, "X-Forwarded-For": claimed}, timeout=30)

    answers = [ask("127.0.0.2", "198.51.100.1"), ask("127.0.0.2", "198.51.100.2"), ask("127.0.0.3", "198.51.100.1")]
    assert [answer.status_code for answer in answers] == [200, 429, 200], [answer.text for answer in answers]


def trust(made: Proxy) -> ssl.SSLContext | None:
    authority = made.output.parent / "ca.pem"
    return ssl.create_default_context(cafile=str(authority)) if authority.exists() else None
