"""The rules, their tests and the dashboard speak of what a real server emits."""

import json
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from parley.settings import PROJECT
from tests.deploy.emitted import Emitted
from tests.docs.markdown import sections
from tests.server.conversation import needs

pytestmark = [
    pytest.mark.alerts,
    pytest.mark.xdist_group("alerts"),
    pytest.mark.skipif(not shutil.which("promtool"), reason="needs Debian's prometheus"),
    needs("chat", "advisor", "approval"),
]

PROMETHEUS = PROJECT / "deploy" / "prometheus"
RULES = PROMETHEUS / "rules" / "parley.yaml"
TESTS = PROMETHEUS / "tests" / "parley.yaml"
DASHBOARD = PROJECT / "deploy" / "grafana" / "parley.json"
# Prometheus makes it of each scrape.
_OF_PROMETHEUS = {"up"}
_OF_A_SCRAPE = {"job", "instance"}

_SERIES = re.compile(r"\b(?P<name>parley_\w+|up)(?P<selector>\{[^}]*\})?")
_LABEL = re.compile(r'(\w+)\s*(?:=~|!~|!=|=)\s*"')
_GROUPED = re.compile(r"\bby\s*\(([^)]*)\)")


def alerts() -> dict[str, Any]:
    rules = yaml.safe_load(RULES.read_text())
    return {rule["alert"]: rule for group in rules["groups"] for rule in group["rules"]}


def panels() -> Iterator[tuple[str, str]]:
    """Yield each query of the dashboard, with the title of its panel."""
    for panel in json.loads(DASHBOARD.read_text())["panels"]:
        for target in panel.get("targets", []):
            yield panel["title"], target["expr"]


def check(expression: str, emitted: Emitted) -> None:
    """Assert that a server emits what the expression asks for, with all the labels it names."""
    plain = expression.replace("$graph", "chat")
    known: set[str] = set()
    for found in _SERIES.finditer(plain):
        name = found["name"]
        if name in _OF_PROMETHEUS:
            known |= _OF_A_SCRAPE
            continue
        assert name in emitted.names, f"no server emits {name}"
        known |= emitted.labels(name) | _OF_A_SCRAPE
        asked = set(_LABEL.findall(found["selector"] or ""))
        assert asked <= emitted.labels(name) | _OF_A_SCRAPE, (name, asked)
    grouped = {label.strip() for by in _GROUPED.findall(plain) for label in by.split(",")}
    assert grouped <= known, expression


def run(*command: str | Path) -> str:
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=PROMETHEUS)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout + done.stderr


@pytest.mark.parametrize("alert", alerts())
async def test_an_alert_asks_for_what_a_server_emits(alert: str, emitted: Emitted) -> None:
    check(alerts()[alert]["expr"], emitted)


@pytest.mark.parametrize(("title", "query"), list(panels()))
async def test_a_panel_asks_for_what_a_server_emits(
    title: str, query: str, emitted: Emitted
) -> None:
    check(query, emitted)


async def test_the_rules_tests_use_series_that_a_server_emitted(emitted: Emitted) -> None:
    known = {(name, frozenset(labels)) for name, labels in emitted.series}
    for test in yaml.safe_load(TESTS.read_text())["tests"]:
        for given in test["input_series"]:
            found = _SERIES.match(given["series"])
            assert found, given
            if found["name"] in _OF_PROMETHEUS:
                continue
            labels = set(_LABEL.findall(found["selector"] or "")) - _OF_A_SCRAPE
            assert (found["name"], frozenset(labels)) in known, given["series"]


async def test_what_the_rules_leave_out_is_what_a_server_counts(emitted: Emitted) -> None:
    kinds = {labels["kind"] for name, labels in emitted.series if name == "parley_errors_total"}
    assert {"input", "model", "degraded", "budget_spent"} <= kinds


def test_promtool_finds_every_alert_fired_and_silent_as_it_should() -> None:
    assert "SUCCESS" in run("promtool", "check", "rules", RULES)
    assert "SUCCESS" in run("promtool", "check", "config", PROMETHEUS / "prometheus.yaml")
    assert "SUCCESS" in run("promtool", "test", "rules", TESTS)


def test_every_alert_has_a_rule_test_and_a_line_in_the_runbook() -> None:
    tested = {
        each["alertname"]
        for test in yaml.safe_load(TESTS.read_text())["tests"]
        for each in test["alert_rule_test"]
        if each["exp_alerts"]
    }
    assert tested == alerts().keys()
    runbook = sections(PROJECT / "docs" / "operations.md")["Alerts"]
    assert re.findall(r"^\| `(Parley\w+)` \|", runbook, re.MULTILINE) == list(alerts())


def test_amtool_accepts_the_route() -> None:
    assert "SUCCESS" in run(
        "amtool", "check-config", PROJECT / "deploy" / "alertmanager" / "alertmanager.yaml"
    )
