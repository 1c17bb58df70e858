"""The workflows are what GitHub takes, and call what the Makefile has."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from parley.settings import PROJECT

WORKFLOWS = sorted((PROJECT / ".github" / "workflows").glob("*.yml"))
TARGETS = set(re.findall(r"^([a-z-]+):", (PROJECT / "Makefile").read_text(), re.M))


@pytest.mark.parametrize("workflow", WORKFLOWS, ids=lambda path: path.stem)
def test_github_takes_it(workflow: Path) -> None:
    check = Path(sys.executable).parent / "check-jsonschema"
    command = [check, "--builtin-schema", "vendor.github-workflows", workflow]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("workflow", WORKFLOWS, ids=lambda path: path.stem)
def test_what_it_makes_is_a_target(workflow: Path) -> None:
    made = re.findall(r"\bmake ([a-z-]+)", workflow.read_text())
    assert set(made) <= TARGETS
