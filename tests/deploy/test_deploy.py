"""deploy/ is what the validators of its formats take, and fits the project."""

import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import kubernetes_validate
import pytest
import yaml

from parley.settings import PROJECT, Settings

BIN = Path(sys.executable).parent
DEPLOY = PROJECT / "deploy"
_KUBERNETES = "1.34"
MANIFESTS = sorted(
    path for path in (DEPLOY / "kubernetes").glob("*.yaml") if path.stem != "kustomization"
)


def manifest(name: str) -> Any:
    return yaml.safe_load((DEPLOY / "kubernetes" / f"{name}.yaml").read_text())


def ran(*command: str) -> str:
    """Return what a validator complains about."""
    done = subprocess.run(command, cwd=PROJECT, capture_output=True, text=True)
    return "" if done.returncode == 0 else done.stdout + done.stderr


@pytest.mark.parametrize("path", MANIFESTS, ids=lambda path: path.stem)
def test_kubernetes_takes_the_manifest(path: Path) -> None:
    kubernetes_validate.validate(yaml.safe_load(path.read_text()), _KUBERNETES, strict=True)


def test_every_manifest_is_applied() -> None:
    assert set(manifest("kustomization")["resources"]) == {path.name for path in MANIFESTS}


def test_compose_takes_the_file() -> None:
    compose = "--builtin-schema", "vendor.compose-spec"
    assert not ran(str(BIN / "check-jsonschema"), *compose, "deploy/compose.yaml")


def test_the_dockerfile_is_clean() -> None:
    assert not ran(str(BIN / "hadolint"), "deploy/Dockerfile")


def test_what_the_dockerfile_copies_is_there() -> None:
    copied = re.findall(r"^COPY (\S+) \S+$", (DEPLOY / "Dockerfile").read_text(), re.M)
    assert copied
    assert [name for name in copied if not (PROJECT / name).exists()] == []


def test_the_image_has_the_locked_versions() -> None:
    def versions(name: str) -> set[str]:
        return set(re.findall(r"^(\S+==\S+)", (PROJECT / name).read_text(), re.M))

    assert versions("deploy/aegra.lock") <= versions("requirements.lock")
    assert any(line.startswith("aegra-api==") for line in versions("deploy/aegra.lock"))


def test_each_variable_is_one_of_parleys_or_the_engines() -> None:
    known = {field.upper() for field in Settings.model_fields} | {"WORKER_DRAIN_TIMEOUT"}
    assert manifest("config")["data"].keys() <= known
    assert manifest("secret")["stringData"].keys() <= known


def test_a_pod_that_leaves_has_time_to_drain() -> None:
    pod = manifest("deployment")["spec"]["template"]["spec"]
    [container] = pod["containers"]
    pause = int(container["lifecycle"]["preStop"]["exec"]["command"][1])
    drain = int(manifest("config")["data"]["WORKER_DRAIN_TIMEOUT"])
    assert pause + drain < pod["terminationGracePeriodSeconds"]


def test_the_policy_lets_pods_reach_what_they_need() -> None:
    policy = manifest("network")["spec"]
    out = {port["port"] for rule in policy["egress"] for port in rule["ports"]}
    assert {53, 5432, 6379, 443} <= out
    selected = manifest("deployment")["spec"]["template"]["metadata"]["labels"]
    assert policy["podSelector"]["matchLabels"].items() <= selected.items()
