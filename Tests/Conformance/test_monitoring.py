"""What Prometheus and Grafana are given: `/metrics`, the alert rules, the dashboard, each before Prometheus' own tool."""

from __future__ import annotations

import json
import pathlib
import re
import shutil
import subprocess
import urllib.request
from collections.abc import Callable

import pytest

from asking import ASK, ask
from bellhop import Bellhop
from deployed import FOLDER
from upstream import Upstream, stream

RULES = FOLDER / "prometheus/alerts.yaml"
DASHBOARD = json.loads((FOLDER / "grafana/dashboard.json").read_text())


def promtool(*arguments: str, stdin: str = "", cwd: pathlib.Path | None = None) -> subprocess.CompletedProcess[str]:
    assert shutil.which("promtool"), "promtool is not installed (Debian's package prometheus)"
    return subprocess.run(["promtool", *arguments], input=stdin, cwd=cwd, capture_output=True, text=True, timeout=60)


def expressions() -> list[str]:
    """The dashboard's queries, with numbers in place of Grafana's variables."""
    texts = [target["expr"] for panel in DASHBOARD["panels"] for target in panel["targets"]]
    return [text.replace("$__rate_interval", "5m").replace("$instance", ".*") for text in texts]


@pytest.fixture
def exposition(upstream: Callable[..., Upstream], bellhop: Callable[..., Bellhop]) -> str:
    """`/metrics` after an answered chat and a refused one."""
    server = bellhop(upstream(stream("fine")))
    ask(server)
    assert ask(server, ASK | {"unknown": 1}).status_code == 400
    server.records(2)
    server.metrics()
    address = re.search(r"listening on (http://[^\s\"]+/metrics)", server.log)
    assert address
    with urllib.request.urlopen(address.group(1), timeout=10) as answer:
        assert answer.headers["content-type"].startswith("text/plain; version=0.0.4")
        return answer.read().decode()


def test_promtool_finds_nothing_wrong_with_the_metrics(exposition: str) -> None:
    """F-61: format, help, units and names."""
    result = promtool("check", "metrics", stdin=exposition)
    assert (result.returncode, result.stdout + result.stderr) == (0, "")


def test_the_rules_and_the_scrape_configuration_are_accepted() -> None:
    result = promtool("check", "rules", "--lint=all", "--lint-fatal", str(RULES))
    assert result.returncode == 0, result.stdout + result.stderr
    result = promtool("check", "config", "prometheus.yaml", cwd=FOLDER / "prometheus")
    assert result.returncode == 0, result.stdout + result.stderr


def test_each_alert_fires_when_it_should_and_not_otherwise(tmp_path: pathlib.Path) -> None:
    cases = pathlib.Path(__file__).with_name("alerts_test.yaml")
    shutil.copy(RULES, tmp_path)
    shutil.copy(cases, tmp_path)
    result = promtool("test", "rules", cases.name, cwd=tmp_path)
    assert result.returncode == 0, result.stdout + result.stderr
    alerts = set(re.findall(r"- alert: (\w+)", RULES.read_text()))
    assert alerts == {name for name in alerts if re.search(rf"alertname: {name}\n", cases.read_text())}, "an alert without a case"


def test_the_dashboards_queries_are_promql(tmp_path: pathlib.Path) -> None:
    rules = [{"record": f"panel:{index}", "expr": text} for index, text in enumerate(expressions())]
    (tmp_path / "rules.json").write_text(json.dumps({"groups": [{"name": "dashboard", "rules": rules}]}))
    result = promtool("check", "rules", "rules.json", cwd=tmp_path)
    assert result.returncode == 0 and f"{len(rules)} rules" in result.stdout, result.stdout + result.stderr


def test_no_alert_and_no_panel_asks_for_a_metric_or_an_outcome_that_is_not_there(exposition: str) -> None:
    metric = r"\b(?:bellhop|process)_[a-z_]+\b"
    there = set(re.findall(rf"^({metric})", exposition, re.MULTILINE))
    outcomes = set(re.findall(r'outcome="(\w+)"', exposition))
    rules = RULES.read_text()
    for text in [*expressions(), *re.findall(r"expr: (.+)", rules), rules[rules.index("expr: |"):]]:
        wanted = {name for name in re.findall(metric, text) if not name.endswith("_by")}
        assert wanted <= there, wanted - there
        for pattern in re.findall(r'outcome[=!]~?"([^"]+)"', text):
            for one in pattern.split("|"):
                assert any(re.fullmatch(one, outcome) for outcome in outcomes), f"no outcome {one}"


def test_the_dashboard_is_one_that_grafana_lays_out() -> None:
    """Numbers of their own, none over another, each with words that say what it shows."""
    panels = DASHBOARD["panels"]
    assert len({panel["id"] for panel in panels}) == len(panels)
    taken: set[tuple[int, int]] = set()
    for panel in panels:
        place = panel["gridPos"]
        assert panel["title"] and panel["description"] and place["x"] + place["w"] <= 24
        cells = {(x, y) for x in range(place["x"], place["x"] + place["w"]) for y in range(place["y"], place["y"] + place["h"])}
        assert not cells & taken, panel["title"]
        taken |= cells
